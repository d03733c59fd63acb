#include "audit/senders.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "base/ascii.hpp"

namespace conform {
namespace {

constexpr std::size_t most_credentials = 100'000;
constexpr std::size_t most_waiting = 1000;
constexpr std::size_t most_ids = 200'000;
constexpr std::size_t most_records_of_one = 1000;

std::uint64_t rotated(std::uint64_t value, unsigned by) { return (value << by) | (value >> (64U - by)); }

struct SipState {
  std::uint64_t a, b, c, d;
  void round() {
    a += b;
    b = rotated(b, 13) ^ a;
    a = rotated(a, 32);
    c += d;
    d = rotated(d, 16) ^ c;
    a += d;
    d = rotated(d, 21) ^ a;
    c += b;
    b = rotated(b, 17) ^ c;
    c = rotated(c, 32);
  }
  void absorb(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

bool is_success(int status) { return status >= 200 && status <= 299; }

// "[Filtered]", "***", "<redacted>", "$TOKEN": a recorder put it there.
bool looks_redacted(std::string_view value) {
  const std::string text = lower(value);
  if (text.find_first_of("*[<$") != std::string::npos) return true;
  return std::ranges::any_of(std::array{"redact", "filter", "hidden", "removed", "censored", "scrubbed", "xxxx"},
                             [&](const char* word) { return text.find(word) != std::string::npos; });
}

bool is_other_scheme(std::string_view scheme) {
  const std::string name = lower(scheme);
  return std::ranges::any_of(std::array{"basic", "digest", "negotiate", "mac", "hawk", "ntlm", "token", "apikey"},
                             [&](const char* one) { return name == one; });
}

bool names_a_key(const Header& header) {
  const std::string name = lower(header.name);
  return name == "cookie" || name.find("token") != std::string::npos || name.find("api-key") != std::string::npos ||
         name.find("apikey") != std::string::npos || name.find("auth") != std::string::npos ||
         name.find("session") != std::string::npos || name.find("assertion") != std::string::npos;
}

// An exchange that is kept for as long as its sender is: without headers and bodies.
std::shared_ptr<const RecordedExchange> in_brief(const RecordedExchange& exchange) {
  RecordedExchange brief;
  brief.method = exchange.method;
  brief.url = exchange.url;
  brief.status = exchange.status;
  brief.started_at = exchange.started_at;
  brief.took = exchange.took;
  brief.position = exchange.position;
  brief.source = exchange.source;
  return std::make_shared<const RecordedExchange>(std::move(brief));
}

bool is_refusal_of_rights(int status) { return status == 403 || status == 404; }

}  // namespace

KeyedHash::KeyedHash() {
  std::random_device device;
  for (std::uint64_t& half : key_) half = (static_cast<std::uint64_t>(device()) << 32U) | device();
}

std::uint64_t KeyedHash::of(std::string_view text) const {
  SipState state{key_[0] ^ 0x736f6d6570736575U, key_[1] ^ 0x646f72616e646f6dU, key_[0] ^ 0x6c7967656e657261U,
                 key_[1] ^ 0x7465646279746573U};
  constexpr std::size_t word_bytes = 8;
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (word_bytes * (i % word_bytes));
    if (i % word_bytes == word_bytes - 1) state.absorb(std::exchange(word, 0));
  }
  state.absorb(word | (static_cast<std::uint64_t>(text.size() & 0xffU) << 56U));
  state.c ^= 0xffU;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

Sender sender_of(const Headers& headers, const KeyedHash& hash) {
  Sender sender;
  const auto value = find_header(headers, "Authorization");
  if (!value) {
    // Without any field the recorder keeps none, and a key of another kind may say who it is.
    const bool other = headers.empty() || std::ranges::any_of(headers, names_a_key);
    sender.kind = other ? CredentialKind::unclear : CredentialKind::none;
    return sender;
  }
  sender.hash = hash.of(*value);
  if (sender.hash == 0) sender.hash = 1;
  sender.placeholder = looks_redacted(*value);
  sender.numbered = value->find('$') != std::string_view::npos;
  const std::size_t space = value->find(' ');
  const std::string_view scheme = value->substr(0, space);
  const bool single = count_header(headers, "Authorization") == 1;
  const bool has_token =
      space != std::string_view::npos && value->find_first_not_of(' ', space) != std::string_view::npos;
  if (single && has_token && lower(scheme) == "bearer") {
    sender.kind = CredentialKind::bearer;
  } else if (single && has_token && !sender.placeholder && is_other_scheme(scheme)) {
    sender.kind = CredentialKind::other_scheme;
  } else {
    sender.kind = CredentialKind::unclear;
  }
  return sender;
}

std::string Senders::owner_of(std::uint64_t credentials) const {
  const auto found = known_.find(credentials);
  return found == known_.end() ? std::string{} : owner_of_known(found->second);
}

// A request without credentials gets 401, or what else is wrong with it allows.
void Senders::without_credentials(const SenderQuestion& question, const Sender& sender,
                                  std::vector<SenderFinding>& found) {
  const int status = question.exchange->status;
  const bool exists = question.user_id.empty() || served_ids_.contains(question.user_id);
  if (status == 401 || question.view->refusals().contains(status)) return;
  const bool served = is_success(status);
  const bool judgeable = exists && operation_served(question.operation->id);
  if (!served && (!is_refusal_of_rights(status) || !judgeable)) return;
  const bool none = sender.kind == CredentialKind::none;
  SenderFinding finding{
      .exchange = question.exchange,
      .operation = question.operation->id,
      .requirement = none ? "AUTH-NO-TOKEN-401" : "AUTH-OTHER-SCHEME-401",
      .expected = "401",
      .message = question.operation->id + " responded " + std::to_string(status) +
                 (none ? " to a request without a token" : " to credentials of another scheme than Bearer")};
  if (real_credentials_ && bearer_served_) {
    found.push_back(std::move(finding));
  } else if (waiting_.size() < most_waiting) {
    waiting_.push_back(std::move(finding));
  }
}

void Senders::by_401(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found) {
  const int status = question.exchange->status;
  const std::string& operation = question.operation->id;
  if (status == 401) {
    if (known.served == 0) {
      ++(question.missing_link ? known.unlinked_before : known.refused_before);
    } else if (!known.contradictory) {
      for (SenderFinding& finding : known.when_refused_again) found.push_back(std::move(finding));
      known.contradictory = !known.when_refused_again.empty();
      known.when_refused_again.clear();
      if (!question.missing_link && known.when_served_again.size() < 4)
        known.when_served_again.push_back(
            {.exchange = in_brief(*question.exchange),
             .operation = operation,
             .requirement = "AUTH-BEARER-ACCEPTED",
             .expected = "the token accepted, as before and after",
             .message = operation + " responded 401 to a token that is accepted before and after"});
    }
    return;
  }
  if (!is_success(status)) return;
  ++known.served;
  const SenderFinding accepted{.exchange = question.exchange,
                               .operation = operation,
                               .requirement = "AUTH-UNKNOWN-TOKEN-401",
                               .expected = "401, as for the other requests with this token",
                               .message = operation + " accepted a token that is refused with 401 elsewhere"};
  if (known.refused_before > 0) {
    found.push_back(accepted);
    known.contradictory = true;
  } else if (known.unlinked_before > 0 && known.when_refused_again.size() < 4) {
    // An identity may have been linked in between; if it is missing again, it never was.
    known.when_refused_again.push_back(accepted);
    known.when_refused_again.back().exchange = in_brief(*question.exchange);
  }
  if (known.contradictory) known.when_served_again.clear();
  for (SenderFinding& finding : known.when_served_again) found.push_back(std::move(finding));
  known.when_served_again.clear();
}

// Credentials of one record that are refused for another one, and served for it too.
void Senders::by_record(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found) {
  const int status = question.exchange->status;
  if (question.user_id.empty()) return;
  if (!known.records.contains(question.user_id) && known.records.size() >= most_records_of_one) return;
  OfRecord& record = known.records[question.user_id];
  if (is_success(status)) {
    if (record.served++ == 0) {
      record.first_served = in_brief(*question.exchange);
      record.served_operation = question.operation->id;
    }
  } else if (is_refusal_of_rights(status) && !question.view->refusals().contains(status) && !question.view->doubtful &&
             operation_served(question.operation->id)) {
    ++record.refused;
  } else {
    return;
  }
  const auto is_own = [&](const auto& other) {
    return other.first != question.user_id && other.second.served > 0 && other.second.refused == 0;
  };
  const auto owned = std::ranges::count_if(known.records, is_own);
  if (record.served == 0 || record.refused == 0 || record.was_flagged || owned != 1) return;
  record.was_flagged = true;
  const auto owns = [&](const auto& other) {
    return &other.second != &known && owner_of(other.first) == question.user_id;
  };
  const bool foreign = std::ranges::any_of(known_, owns);
  found.push_back({.exchange = record.first_served,
                   .operation = record.served_operation,
                   .requirement = foreign ? "AUTH-FOREIGN-DENIED" : "EXIST-UNKNOWN-404",
                   .expected = foreign ? "403 or 404" : "404",
                   .message = record.served_operation +
                              (foreign ? " served another user's record, which the same token is denied elsewhere"
                                       : " served an id that is unknown to other requests with the same token")});
}

// Writes of one's own record need one scope: a token has it or lacks it.
void Senders::by_scope(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found) {
  const int status = question.exchange->status;
  const std::string& operation = question.operation->id;
  const auto report = [&](std::shared_ptr<const RecordedExchange> exchange, const std::string& served,
                          const char* requirement) {
    found.push_back({.exchange = std::move(exchange),
                     .operation = served,
                     .requirement = requirement,
                     .expected = "403",
                     .message = served + " served a token that other writes of the same record refuse with 403"});
  };
  if (operation == "setUserAttributes" && is_success(status)) known.attributes_written = in_brief(*question.exchange);
  if (!question.user_id.empty() && question.operation->writes()) {
    OfRecord& record = known.records[question.user_id];
    if (is_success(status)) record.served_writes.insert(operation);
    const bool denied = status == 403 && !question.view->refusals().contains(status) && !question.view->doubtful;
    if (denied && record.served > 0) record.denied_writes.insert(operation);
    const bool both = !record.served_writes.empty() && !record.denied_writes.empty();
    if (both && !record.was_flagged && owner_of_known(known) == question.user_id) {
      record.was_flagged = true;
      report(question.exchange, *record.served_writes.begin(), "AUTH-SCOPE-DENIED");
    }
  }
  if (known.attributes_written == nullptr) return;
  const auto read_only = [](const auto& entry) {
    return entry.second.served > 0 && entry.second.served_writes.empty() && entry.second.denied_writes.size() == 2;
  };
  if (std::ranges::any_of(known.records, read_only))
    report(std::exchange(known.attributes_written, nullptr), "setUserAttributes", "AUTH-SCOPE-ATTRIBUTES");
}

std::string Senders::owner_of_known(const Known& known) {
  std::string owner;
  for (const auto& [id, record] : known.records) {
    if (record.served == 0) continue;
    if (!owner.empty()) return {};
    owner = id;
  }
  return owner;
}

void Senders::note_served(const SenderQuestion& question, const Sender& sender) {
  served_operations_.insert(question.operation->id);
  if (!question.user_id.empty() && served_ids_.size() < most_ids) served_ids_.insert(question.user_id);
  if (sender.hash == 0) return;
  if (sender.kind == CredentialKind::bearer) bearer_served_ = true;
  if (served_credentials_.size() < 2) served_credentials_.insert(sender.hash);
  real_credentials_ = real_credentials_ || !sender.placeholder || served_credentials_.size() > 1;
}

std::vector<SenderFinding> Senders::take(const SenderQuestion& question) {
  std::vector<SenderFinding> found;
  const Sender sender = this->sender(question.exchange->request_headers);
  if (is_success(question.exchange->status) && !question.view->must_be_refused()) note_served(question, sender);
  if (real_credentials_ && bearer_served_) {
    for (SenderFinding& finding : waiting_) found.push_back(std::move(finding));
    waiting_.clear();
  }
  if (sender.kind == CredentialKind::none || sender.kind == CredentialKind::other_scheme) {
    without_credentials(question, sender, found);
    return found;
  }
  // One text may stand for many tokens, unless the recorder numbers them ("$USER_1_TOKEN").
  if (sender.kind != CredentialKind::bearer || (sender.placeholder && !sender.numbered)) return found;
  if (!known_.contains(sender.hash) && known_.size() >= most_credentials) known_.clear();
  Known& known = known_[sender.hash];
  by_401(question, known, found);
  by_record(question, known, found);
  by_scope(question, known, found);
  return found;
}

std::vector<SenderFinding> Senders::finish() {
  waiting_.clear();
  return {};
}

}  // namespace conform
