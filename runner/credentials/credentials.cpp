#include "credentials/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/gate.hpp"
#include "base/percent.hpp"
#include "credentials/token_command.hpp"
#include "json/text.hpp"
#include "target/token_text.hpp"

namespace conform {

struct Credentials::Source {
  std::string actor;
  std::string name;  ///< "the token endpoint https://…"
  std::unique_ptr<TokenKeeper> keeper;
};

Credentials::Credentials(const Target& target, const Connect& connect, KnownSecrets& secrets, const Rotated& rotated,
                         TokenKeeper::Now now)
    : secrets_{secrets} {
  for (const auto& [actor_name, actor] : target.actors) {
    const auto note = [&known = secrets, actor = actor_name](const std::string& value, std::string_view what) {
      const std::string variable = secret_name(actor, what);
      known.add({.value = value, .variable = variable});
      known.add({.value = form_encoded(value), .variable = variable});
    };
    auto source = std::make_unique<Source>();
    source->actor = actor_name;
    TokenKeeper::Obtain obtain;
    if (const auto* client = std::get_if<OauthClient>(&actor.source)) {
      const auto provider = std::make_shared<OauthProvider>(
          *client, connect, [note, rotated, actor = actor_name](const std::string& refresh_token) {
            note(refresh_token, "REFRESH_TOKEN");
            if (rotated) rotated(actor, refresh_token);
          });
      source->name = provider->name();
      obtain = [provider](const std::stop_token& stop) { return provider->obtain(stop); };
    } else if (const auto* command = std::get_if<TokenCommand>(&actor.source)) {
      source->name = "the command " + command->arguments.front();
      obtain = [command = *command](const std::stop_token& stop) { return token_of_command(command, stop); };
    } else {
      continue;
    }
    const auto noted = [obtain = std::move(obtain), note](const std::stop_token& stop) {
      auto issued = obtain(stop);
      if (issued) note(issued->token, "TOKEN");
      return issued;
    };
    source->keeper = std::make_unique<TokenKeeper>(noted, now);
    sources_.emplace(actor.token, std::move(source));
  }
}

Credentials::~Credentials() = default;

std::string Credentials::describe(const Source& source, const NoToken& none) const {
  constexpr std::size_t most_said = 300;
  Untrusted text = fmt::format("could not get a token for {} from {}: ", source.actor, source.name) + none.why;
  if (!none.said.empty()) text += "; it reported " + json_quoted(none.said, most_said);
  return shown(text, *secrets_.redactor());
}

Credentials::Source* Credentials::source_at(std::string_view text, std::size_t at) const {
  const auto found = sources_.find(text.substr(at, stand_in_length));
  return found == sources_.end() ? nullptr : found->second.get();
}

tl::expected<void, std::string> Credentials::fill_in(std::string& text, Filled& filled, const std::stop_token& stop) {
  for (std::size_t at = text.find(stand_in_prefix); at != std::string::npos; at = text.find(stand_in_prefix, at)) {
    Source* source = source_at(text, at);
    if (source == nullptr) {
      ++at;
      continue;
    }
    auto known = filled.tokens.find(source->actor);
    if (known == filled.tokens.end()) {
      auto token = source->keeper->current(stop);
      if (!token) return tl::unexpected{describe(*source, token.error())};
      known = filled.tokens.emplace(source->actor, std::move(*token)).first;
    }
    text.replace(at, stand_in_length, known->second);
    at += known->second.size();
  }
  return {};
}

tl::expected<Credentials::Filled, std::string> Credentials::fill_in(const Request& request,
                                                                    const std::stop_token& stop) {
  Filled filled{.request = request, .tokens = {}};
  if (idle()) return filled;
  std::vector<std::string*> texts{&filled.request.target};
  for (Header& header : filled.request.headers) texts.push_back(&header.value);
  if (filled.request.body) texts.push_back(&*filled.request.body);
  for (std::string* text : texts) {
    if (auto done = fill_in(*text, filled, stop); !done) return tl::unexpected{std::move(done.error())};
  }
  return filled;
}

tl::expected<std::optional<Credentials::Filled>, std::string> Credentials::after_refusal(const Request& request,
                                                                                         const Filled& refused,
                                                                                         const std::stop_token& stop) {
  bool others = false;
  for (const auto& entry : sources_) {
    Source& source = *entry.second;
    const auto used = refused.tokens.find(source.actor);
    if (used == refused.tokens.end()) continue;
    auto other = source.keeper->after_refusal(used->second, stop);
    if (!other) {
      return tl::unexpected{"a token was rejected with 401, and then conform " + describe(source, other.error())};
    }
    others = others || other->has_value();
  }
  if (!others) return std::nullopt;
  auto again = fill_in(request, stop);
  if (!again) return tl::unexpected{std::move(again.error())};
  return std::optional{std::move(*again)};
}

void Credentials::note_in_vain(const Filled& refused) {
  for (const auto& entry : sources_) {
    if (refused.tokens.contains(entry.second->actor)) entry.second->keeper->note_in_vain();
  }
}

std::vector<std::string> Credentials::notes() const {
  std::vector<std::string> notes;
  for (const auto& entry : sources_) {
    const int replaced = entry.second->keeper->replaced();
    if (replaced == 0) continue;
    notes.push_back(fmt::format(
        "A token of {} was rejected with 401 before its expiry, and the request was retried with a new one: {} {}.",
        entry.second->actor, replaced, replaced == 1 ? "time" : "times"));
  }
  std::sort(notes.begin(), notes.end());  // they were found in the order of the stand-ins, which is random
  return notes;
}

TimedResponse unsent(std::string why) {
  return {.response =
              TransportError{.kind = TransportErrorKind::unsendable, .detail = std::move(why), .partial = std::nullopt},
          .started_at = std::chrono::system_clock::now(),
          .took = {}};
}

TimedResponse send_with_tokens(Credentials& credentials, const Request& request, On401 on_401,
                               const std::function<TimedResponse(const Request&)>& send, const std::stop_token& stop) {
  if (credentials.idle()) return send(request);
  const auto filled = credentials.fill_in(request, stop);
  if (!filled) return unsent(filled.error());
  TimedResponse timed = send(filled->request);
  return on_401 == On401::keep ? timed
                               : renewed_when_refused(credentials, request, *filled, std::move(timed), send, stop);
}

TimedResponse renewed_when_refused(Credentials& credentials, const Request& request, const Credentials::Filled& filled,
                                   TimedResponse timed, const std::function<TimedResponse(const Request&)>& send,
                                   const std::stop_token& stop) {
  const auto refused = [](const TimedResponse& got) {
    const auto* response = std::get_if<Response>(&got.response);
    return response != nullptr && response->status == 401;
  };
  if (filled.tokens.empty() || !refused(timed)) return timed;
  const auto again = credentials.after_refusal(request, filled, stop);
  if (!again) return unsent(again.error());
  if (!*again) return timed;
  TimedResponse second = send((*again)->request);
  if (refused(second)) credentials.note_in_vain(**again);
  return second;
}

}  // namespace conform
