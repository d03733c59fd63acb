#include "run/case/prepare_request.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "check/record.hpp"
#include "json/member_order.hpp"
#include "json/pointer.hpp"
#include "json/surrogates.hpp"

namespace conform {

namespace {

using nlohmann::json;

tl::unexpected<NotSendable> cannot_send(std::string reason) {
  return tl::unexpected<NotSendable>{NotSendable{.skip = false, .reason = std::move(reason), .unknown_record = {}}};
}

tl::unexpected<NotSendable> not_offered(std::string reason) {
  return tl::unexpected<NotSendable>{NotSendable{.skip = true, .reason = std::move(reason), .unknown_record = {}}};
}

std::string text_of_document(const json& document, const Environment& environment) {
  return environment.member_order ? text_in_order(document, *environment.member_order)
                                  : document.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool settable(const std::string& attribute, const Environment& environment, const WriteConstraints& constraints) {
  return environment.fixtures.samples.contains(attribute) && !constraints.server_managed.contains(attribute);
}

// What a client could have sent to make the record what it is now.
json settable_part(const json& record, const Environment& environment, const WriteConstraints& constraints) {
  json part = json::object();
  if (!record.is_object()) return part;
  for (const auto& [name, value] : record.items()) {
    if (settable(name, environment, constraints) && !value.is_null()) part[name] = value;
  }
  return part;
}

// Sets or removes what a pointer names; objects on the way are made.
void set_at(json& target, const std::vector<std::string>& tokens, json value) {
  json* at = &target;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!at->is_object()) *at = json::object();
    at = &(*at)[tokens[i]];
  }
  if (!at->is_object()) *at = json::object();
  (*at)[tokens.back()] = std::move(value);
}

void remove_at(json& target, const std::vector<std::string>& tokens) {
  json* at = &target;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const auto found = at->is_object() ? at->find(tokens[i]) : at->end();
    if (!at->is_object() || found == at->end()) return;
    at = &*found;
  }
  if (at->is_object()) at->erase(tokens.back());
}

/// A request while it is made.
struct RequestDraft {
  Request request;
  const Operation* operation = nullptr;
  bool undocumented = false;
  std::string actor;
  std::string user_id;
  json document;
  bool has_document = false;
  json attributes;
};

NotSendable left_out(std::string reason) { return {.skip = true, .reason = std::move(reason), .unknown_record = {}}; }

std::string protects(const std::string& attribute) { return "the target protects the attribute " + attribute; }

// True for the record of a user: at an unknown user id there is nothing to protect.
bool is_a_record(const std::string& id, const Environment& environment) {
  return id == environment.user.id || (environment.user2 && id == environment.user2->id) ||
         std::ranges::any_of(environment.special_actors, [&](const auto& special) { return special.second.id == id; });
}

// What is known of a record; null: nothing.
const json* record_of(const std::string& id, const Environment& environment) {
  if (environment.records == nullptr) return environment.before;
  const auto found = environment.records->find(id);
  return found == environment.records->end() ? nullptr : &found->second;
}

// The attributes of the User document in a body; null when there are none.
json* attributes_in(json& document) {
  const json::json_pointer attributes{"/data/attributes"};
  return document.contains(attributes) ? &document[attributes] : nullptr;
}

std::optional<NotSendable> protect_one(RequestDraft& draft, BodyKind body_kind, const std::string& name,
                                       const json& present) {
  const bool replaces = draft.operation->id == "setUser";
  json* attributes = draft.has_document ? attributes_in(draft.document) : nullptr;
  if (attributes == nullptr || !attributes->is_object()) {
    // A body that no server should take; but one that did could lose the attribute, or set what the text says.
    const bool mentioned = draft.request.body && draft.request.body->find(name) != std::string::npos;
    if (replaces || mentioned) return left_out(protects(name) + ", and this request cannot carry its value");
    return std::nullopt;
  }
  const auto found = attributes->find(name);
  const bool there = found != attributes->end();
  if (body_kind == BodyKind::attributes) {
    // Put there for the record that `${before}` means, which need not be the one addressed.
    if (present.is_null()) {
      if (there) attributes->erase(found);
    } else if (there || replaces) {
      (*attributes)[name] = present;
    }
    return std::nullopt;
  }
  if (there && *found != present) return left_out(protects(name));
  if (there || !replaces || present.is_null()) return std::nullopt;
  if (body_kind == BodyKind::text) return left_out(protects(name) + ", and this request cannot carry its value");
  (*attributes)[name] = present;
  return std::nullopt;
}

// Sees to it that a request leaves the attributes that the target protects as they are, whatever the server makes of
// it: their present values go along where it replaces, and a request that must change one, or cannot carry it, is not
// to be made. Nothing: it may be sent.
std::optional<NotSendable> protect(RequestDraft& draft, BodyKind body_kind, const Environment& environment,
                                   const WriteConstraints& constraints) {
  const Operation& operation = *draft.operation;
  if (constraints.protected_attributes.empty() || !operation.writes() || !operation.names_user()) return std::nullopt;
  if (!is_a_record(draft.user_id, environment)) return std::nullopt;
  if (draft.request.method != operation.method)
    return left_out(protects(*constraints.protected_attributes.begin()) + ", and " + draft.request.method +
                    " could change it");
  // A name may be there in the text, and with escapes in it only once that was read.
  const bool at_stake =
      operation.id == "setUser" || std::ranges::any_of(constraints.protected_attributes, [&](const auto& name) {
        return (draft.request.body && draft.request.body->find(name) != std::string::npos) ||
               (draft.attributes.is_object() && draft.attributes.contains(name));
      });
  if (!at_stake) return std::nullopt;
  const json* record = record_of(draft.user_id, environment);
  if (record == nullptr) {
    NotSendable cannot = left_out("the target protects attributes, and their values in this record cannot be read");
    cannot.unknown_record = draft.user_id;
    return cannot;
  }
  for (const std::string& name : constraints.protected_attributes) {
    if (auto cannot = protect_one(draft, body_kind, name, member_or_null(*record, name))) return cannot;
  }
  if (body_kind == BodyKind::text || !draft.has_document) return std::nullopt;
  draft.request.body = text_of_document(draft.document, environment);
  if (const json* attributes = resolve_pointer(draft.document, "/data/attributes")) draft.attributes = *attributes;
  return std::nullopt;
}

class RequestPreparer {
 public:
  RequestPreparer(const Send& send, const Environment& environment, const Contract& contract,
                  const WriteConstraints& constraints)
      : send_{send}, environment_{environment}, contract_{contract}, constraints_{constraints} {}

  tl::expected<PreparedRequest, NotSendable> run() {
    draft_.operation = contract_.find(send_.operation);
    if (draft_.operation == nullptr)
      return not_offered("version " + contract_.version + " has no operation " + send_.operation);
    if (auto wrong = target()) return cannot_send(*wrong);
    environment_.own = draft_.operation->names_user() ? draft_.user_id : sender()->id;
    if (auto wrong = body()) return tl::unexpected<NotSendable>{*wrong};
    if (auto wrong = protect(draft_, send_.body_kind, environment_, constraints_))
      return tl::unexpected<NotSendable>{*wrong};
    if (auto wrong = headers()) return cannot_send(*wrong);
    const Operation* documented = draft_.undocumented ? nullptr : draft_.operation;
    return PreparedRequest{
        .outgoing = {documented, std::move(draft_.request), environment_.users(), draft_.actor},
        .operation = draft_.operation,
        .undocumented = draft_.undocumented,
        .actor = draft_.actor,
        .user_id = draft_.user_id,
        .document = draft_.has_document ? std::make_shared<const json>(std::move(draft_.document)) : nullptr,
        .attributes = std::move(draft_.attributes)};
  }

 private:
  using Wrong = std::optional<std::string>;

  // Fills in a text; what is wrong with it comes back.
  Wrong fill(const std::string& source, std::string& into) {
    auto text = evaluate_text(source, environment_);
    if (!text) return text.error();
    into = std::move(*text);
    return std::nullopt;
  }

  const User* sender() const {
    if (send_.as == "user" || send_.as == "nobody") return &environment_.user;
    if (send_.as == "user2") return environment_.user2 ? &*environment_.user2 : nullptr;
    const auto found = environment_.special_actors.find(send_.as);
    return found == environment_.special_actors.end() ? nullptr : &found->second;
  }

  Wrong target() {
    const User* user = sender();
    if (user == nullptr) return "the target has no actor \"" + send_.as + "\"";
    draft_.actor = send_.as == "nobody" ? std::string{} : user->actor;
    const Operation& operation = *draft_.operation;
    if (operation.names_user()) {
      draft_.user_id = user->id;
      if (send_.user_id) {
        if (auto wrong = fill(*send_.user_id, draft_.user_id)) return wrong;
      }
    }
    draft_.request = request_for(operation, draft_.user_id);
    std::string& path = draft_.request.target;
    if (send_.path) {
      if (auto wrong = fill(*send_.path, path)) return wrong;
      draft_.undocumented = true;
    }
    if (send_.method) {
      if (auto wrong = fill(*send_.method, draft_.request.method)) return wrong;
      draft_.undocumented = draft_.undocumented || draft_.request.method != operation.method;
    }
    if (send_.query) {
      std::string query;
      if (auto wrong = fill(*send_.query, query)) return wrong;
      path += "?" + query;
    }
    return std::nullopt;
  }

  std::optional<NotSendable> body() {
    switch (send_.body_kind) {
      case BodyKind::none:
        return std::nullopt;
      case BodyKind::attributes: {
        auto attributes = prepare_attributes(*send_.body, environment_, constraints_);
        if (!attributes) return attributes.error();
        draft_.attributes = *attributes;
        json data = json::object();
        data.emplace("type", "User");
        data.emplace("id", draft_.user_id);
        data.emplace("attributes", std::move(*attributes));
        draft_.document = json::object();
        draft_.document.emplace("data", std::move(data));
        break;
      }
      case BodyKind::document: {
        auto document = evaluate_all(*send_.body, environment_);
        if (!document) return NotSendable{.skip = false, .reason = document.error(), .unknown_record = {}};
        draft_.document = std::move(*document);
        note_asked_attributes();
        break;
      }
      case BodyKind::text: {
        std::string text;
        if (auto wrong = fill(send_.body->get_ref<const std::string&>(), text))
          return NotSendable{.skip = false, .reason = *wrong, .unknown_record = {}};
        // Texts are for what a document cannot express; where one is JSON all the same, the oracle may read it.
        // Leniently: of duplicate members the last one counts, as for most servers, and lone surrogates are read as in
        // responds. Not for texts that nest without end.
        constexpr std::ptrdiff_t most_openings = 2000;
        const auto openings = std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; });
        json parsed = is_blank(text) || openings > most_openings
                          ? json(json::value_t::discarded)
                          : json::parse(without_lone_surrogates(text), nullptr, false);
        if (!parsed.is_discarded()) {
          draft_.document = std::move(parsed);
          draft_.has_document = true;
          note_asked_attributes();
        }
        draft_.request.body = std::move(text);
        return std::nullopt;
      }
    }
    draft_.has_document = true;
    draft_.request.body = text_of_document(draft_.document, environment_);
    return std::nullopt;
  }

  void note_asked_attributes() {
    if (!draft_.operation->names_user()) {
      draft_.attributes = draft_.document;
    } else if (const json* attributes = resolve_pointer(draft_.document, "/data/attributes")) {
      draft_.attributes = *attributes;
    }
  }

  Wrong headers() {
    Headers& headers = draft_.request.headers;
    headers =
        request_for(*draft_.operation, {}, draft_.request.body ? std::optional{std::string{}} : std::nullopt).headers;
    if (send_.authorization_given) {
      if (send_.authorization) {
        std::string value;
        if (auto wrong = fill(*send_.authorization, value)) return wrong;
        headers.push_back({"Authorization", std::move(value)});
      }
    } else if (send_.as != "nobody") {
      headers.push_back({"Authorization", "Bearer " + sender()->token});
    }
    for (const auto& entry : send_.headers) {
      const auto& name = entry.first;  // no structured binding: clang 14 does not let a lambda capture one
      std::erase_if(headers, [&](const Header& header) { return find_header({header}, name).has_value(); });
      for (const std::string& source : entry.second) {
        std::string value;
        if (auto wrong = fill(source, value)) return wrong;
        headers.push_back({name, std::move(value)});
      }
    }
    return std::nullopt;
  }

  const Send& send_;
  Environment environment_;
  const Contract& contract_;
  const WriteConstraints& constraints_;
  RequestDraft draft_;
};

// A state of the fixtures or the record's own: attributes that the target manages or protects stay what they are.
void restrain(json& attributes, const Environment& environment, const WriteConstraints& constraints) {
  for (const std::string& name : constraints.server_managed) attributes.erase(name);
  for (const std::string& name : constraints.protected_attributes) {
    const json& current = environment.before == nullptr ? json() : member_or_null(*environment.before, name);
    if (current.is_null()) {
      attributes.erase(name);
    } else {
      attributes[name] = current;
    }
  }
}

std::optional<NotSendable> forbidden(const std::string& attribute, const Environment& environment,
                                     const WriteConstraints& constraints) {
  if (constraints.protected_attributes.contains(attribute))
    return NotSendable{.skip = true, .reason = "the target protects the attribute " + attribute, .unknown_record = {}};
  if (constraints.server_managed.contains(attribute) && environment.fixtures.samples.contains(attribute)) {
    return NotSendable{
        .skip = true, .reason = "the target sets the attribute " + attribute + " itself", .unknown_record = {}};
  }
  return std::nullopt;
}

}  // namespace

tl::expected<PreparedRequest, NotSendable> prepare_request(const Send& send, const Environment& environment,
                                                           const Contract& contract,
                                                           const WriteConstraints& constraints) {
  return RequestPreparer{send, environment, contract, constraints}.run();
}

tl::expected<json, NotSendable> prepare_attributes(const json& source, const Environment& environment,
                                                   const WriteConstraints& constraints) {
  auto filled = evaluate_all(source, environment);
  if (!filled) return cannot_send(filled.error());
  if (!filled->is_object()) return std::move(*filled);
  const auto base_of = [&](const std::string& name) {
    if (name == "before")
      return settable_part(environment.before == nullptr ? json() : *environment.before, environment, constraints);
    json state = state_of(name, environment);
    restrain(state, environment, constraints);
    return state;
  };
  // What a literal value holds is not a change to a record.
  if (!source.is_object() || !source.contains("$from")) {
    const bool whole_state = std::ranges::any_of(
        environment.fixtures.states, [&](const auto& state) { return state_of(state.first, environment) == *filled; });
    if (whole_state) {
      restrain(*filled, environment, constraints);
      return std::move(*filled);
    }
    for (const auto& [name, value] : filled->items()) {
      if (auto no = forbidden(name, environment, constraints)) return tl::unexpected<NotSendable>{*no};
    }
    return std::move(*filled);
  }
  json result = base_of(filled->at("$from").get<std::string>());
  const auto tokens_of = [](const std::string& pointer) {
    return split_pointer(pointer).value_or(std::vector<std::string>{});
  };
  if (const auto with = filled->find("$with"); with != filled->end()) {
    for (const auto& [pointer, value] : with->items()) {
      const auto tokens = tokens_of(pointer);
      if (auto no = forbidden(tokens.front(), environment, constraints)) return tl::unexpected<NotSendable>{*no};
      set_at(result, tokens, value);
    }
  }
  if (const auto without = filled->find("$without"); without != filled->end()) {
    for (const json& pointer : *without) {
      const auto tokens = tokens_of(pointer.get<std::string>());
      if (auto no = forbidden(tokens.front(), environment, constraints)) return tl::unexpected<NotSendable>{*no};
      remove_at(result, tokens);
    }
  }
  return result;
}

}  // namespace conform
