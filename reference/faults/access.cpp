#include <array>
#include <memory>
#include <mutex>
#include <utility>

#include "reference/crypto.hpp"
#include "reference/faults/fault_entry.hpp"

// Areas 8, 9 and 15: tokens, rights, existence, and responds that belong to another user.

namespace conform::reference {

namespace {

FaultInfo about(std::string name, std::string description, std::string requirement, int area, Operation operation) {
  return {
      std::move(name), std::move(description), std::move(requirement), "must", area, std::string{name_of(operation)}};
}

void add_ignored(FaultEntries& entries, const std::string& name, const std::string& what,
                 const std::string& requirement, Operation operation, const std::set<std::string>& reasons) {
  entries.push_back(
      {about(name + ":" + in_name(operation), std::string{name_of(operation)} + " " + what, requirement, 8, operation),
       [=](Behaviour& behaviour) { ignore_refusals(behaviour, operation, reasons); }});
}

// Basic credentials (RFC 7617) with something as long as a token for a password.
bool has_token_as_password(const Call& call) {
  constexpr std::string_view scheme = "Basic ";
  constexpr std::size_t least = 16;
  const std::optional<std::string> value = field_value(call.request->fields, "Authorization");
  if (!value || !value->starts_with(scheme)) return false;
  const std::optional<std::string> decoded = base64_decode(std::string_view{*value}.substr(scheme.size()));
  if (!decoded) return false;
  const std::size_t colon = decoded->find(':');
  return colon != std::string::npos && decoded->size() - colon > least;
}

void add_tokens(FaultEntries& entries) {
  for (const Operation operation : all_operations) {
    entries.push_back({about("basic-token-accepted:" + in_name(operation),
                             std::string{name_of(operation)} + " takes the password of Basic for a token.",
                             "Another scheme: 401.", 8, operation),
                       [operation](Behaviour& behaviour) {
                         behaviour.on_refusal.emplace_back([operation](const Call& call, const Refusal& refusal) {
                           return call.is(operation) && refusal.reason == "other-scheme" && has_token_as_password(call);
                         });
                       }});
    add_ignored(entries, "no-token-accepted", "serves requests without a token.", "No token: 401.", operation,
                {"no-token"});
    add_ignored(entries, "unknown-token-accepted", "serves requests with an unknown token.",
                "An unknown or malformed token: 401.", operation, {"unknown-token", "malformed-token"});
    add_ignored(entries, "other-scheme-accepted", "serves requests with another scheme than Bearer.",
                "Another scheme: 401.", operation, {"other-scheme"});
    add_ignored(entries, "expired-accepted", "serves requests with an expired token.", "An expired token: 401.",
                operation, {"expired"});
    add_ignored(entries, "unlinked-accepted", "serves users without a linked identity.", "No linked identity: 401.",
                operation, {"unlinked"});
    if (writes(operation)) {
      add_ignored(entries, "scope-ignored", "serves tokens that lack the scope.", "A token without the scope: 403.",
                  operation, {"scope"});
    }
    if (on_users(operation)) {
      add_ignored(entries, "foreign-allowed", "serves another user's record.", "Another user's record is denied.",
                  operation, {"foreign"});
    }
  }
  entries.push_back({{"unlinked-without-code", "A missing linked identity gets the code invalid-token.",
                      "A missing linked identity has the code missing-linked-identity.", "must", 8, ""},
                     [](Behaviour& behaviour) {
                       behaviour.on_response.emplace_back([](const Call& call, Response& response) {
                         Array* errors = call.refused == "unlinked" ? errors_of(response) : nullptr;
                         if (errors != nullptr) set(*errors->front().object(), "code", "invalid-token");
                       });
                     }});
  entries.push_back(
      {{"unlinked-as-403", "A missing linked identity gets 403.", "No linked identity: 401.", "must", 8, ""},
       [](Behaviour& behaviour) {
         behaviour.on_response.emplace_back([](const Call& call, Response& response) {
           if (call.refused == "unlinked") restate(response, 403);
         });
       }});
  entries.push_back(
      {{"challenge-missing", "401 comes without WWW-Authenticate.", "401 has WWW-Authenticate.", "should", 8, ""},
       [](Behaviour& behaviour) {
         on_status(behaviour, 401, std::nullopt,
                   [](const Call&, Response& response) { erase_field(response.fields, "WWW-Authenticate"); });
       }});
}

void add_traces(FaultEntries& entries) {
  const auto add = [&](Operation operation, int status) {
    const std::string number = std::to_string(status);
    const int area = status == 406 ? 10 : status == 415 ? 11 : 8;
    entries.push_back({about("denied-but-written:" + number + ":" + in_name(operation),
                             std::string{name_of(operation)} + " responds with " + number + " but still writes.",
                             "A refused request changes nothing.", area, operation),
                       [=](Behaviour& behaviour) {
                         behaviour.written_though_refused.insert({status, operation});
                       }});
  };
  for (const Operation operation : {Operation::set_user, Operation::update_user}) {
    for (const int status : {401, 403, 406, 415}) add(operation, status);
  }
  // Not 401: who is refused with it cannot read the attributes back, so this could not be noticed.
  add(Operation::set_user_attributes, 403);
}

// What a server that forgot to look says of a user that is not there.
Response made_up_user(const Call& call) {
  Response response;
  response.media_type = "application/vnd.api+json";
  response.document =
      Value{Object{{"data", Object{{"type", "User"}, {"id", lower(call.route.user_id)}, {"attributes", Object{}}}}}};
  return response;
}

void add_existence(FaultEntries& entries) {
  const std::string unknown = "An unknown user id: 404, and nothing is created.";
  for (const Operation operation : user_operations) {
    const std::string name{name_of(operation)};
    const auto on_reason = [=](const char* reason, const std::function<void(const Call&, Response&)>& change) {
      return [=](Behaviour& behaviour) {
        behaviour.on_response.emplace_back([=](const Call& call, Response& response) {
          if (call.is(operation) && call.refused == reason) change(call, response);
        });
      };
    };
    const auto made_up = [](const Call& call, Response& response) { response = made_up_user(call); };
    const auto crash = [](const Call&, Response& response) { restate(response, 500); };
    entries.push_back({about("unknown-user-200:" + in_name(operation),
                             name + " responds with an empty user for an unknown id.", unknown, 9, operation),
                       on_reason("unknown-user", made_up)});
    entries.push_back({about("unknown-user-500:" + in_name(operation), name + " responds with 500 for an unknown id.",
                             unknown, 9, operation),
                       on_reason("unknown-user", crash)});
    entries.push_back(
        {about("bad-id-200:" + in_name(operation), name + " responds with a user for an id that is not a UUID.",
               "A path id that is not a UUID: 4xx.", 9, operation),
         on_reason("bad-id", made_up)});
    entries.push_back(
        {about("bad-id-500:" + in_name(operation), name + " responds with 500 for an id that is not a UUID.",
               "A path id that is not a UUID: 4xx.", 9, operation),
         on_reason("bad-id", crash)});
    entries.push_back({about("id-prefix-found:" + in_name(operation),
                             name + " responds with the sender's own record for the beginning of its id.",
                             "A path id that is not a UUID: 4xx.", 9, operation),
                       on_reason("bad-id", [](const Call& call, Response& response) {
                         const bool own = call.identity && !call.route.user_id.empty() &&
                                          call.identity->user_id.starts_with(call.route.user_id);
                         if (own) response = made_up_user(call);
                       })});
    if (writes(operation)) {
      add_ignored(entries, "unknown-user-created", "creates the user of an unknown id.", unknown, operation,
                  {"unknown-user"});
      entries.back().about.area = 9;
    }
  }
}

// Every third response to a user is the response to the request before it, whoever sent that.
void add_swapped(FaultEntries& entries) {
  struct Last {
    std::mutex mutex;
    int count = 0;
    std::optional<Value> document;
  };
  for (const Operation operation :
       {Operation::set_user, Operation::update_user, Operation::get_user, Operation::get_user_attributes}) {
    entries.push_back({about("answers-swapped:" + in_name(operation),
                             "Every third response of " + std::string{name_of(operation)} + " is the one before it.",
                             "A response belongs to its request.", 15, operation),
                       [operation](Behaviour& behaviour) {
                         auto last = std::make_shared<Last>();
                         on_served(behaviour, operation, [last](const Call&, Response& response) {
                           const std::lock_guard lock{last->mutex};
                           std::optional<Value> own = response.document;
                           if (++last->count % 3 == 0) response.document = last->document;
                           last->document = std::move(own);
                         });
                       }});
  }
}

// An id in a form that readers of UUIDs take, as the id; empty where it is none.
std::string id_of_other_form(std::string text) {
  text = lower(text);
  constexpr std::string_view urn = "urn:uuid:";
  if (text.starts_with(urn)) text.erase(0, urn.size());
  if (text.starts_with("%7b") && text.ends_with("%7d")) text = text.substr(3, text.size() - 6);
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  std::erase(text, '-');
  if (text.size() != 32) return {};
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, "-");
  return text;
}

void add_other_forms_of_ids(FaultEntries& entries) {
  for (const Operation operation : user_operations) {
    const auto answered = [operation](bool of_another) {
      return [=](Behaviour& behaviour) {
        behaviour.on_response.emplace_back([=](const Call& call, Response& response) {
          if (!call.is(operation) || call.refused != "bad-id" || !call.identity) return;
          std::string id = id_of_other_form(call.route.user_id);
          if (id != call.identity->user_id) return;
          if (of_another) id.back() = id.back() == '7' ? '5' : '7';
          response = made_up_user(call);
          set(*find(*response.document, "data")->object(), "id", id);
        });
      };
    };
    const std::string name{name_of(operation)};
    entries.push_back({about("other-id-form-of-another:" + in_name(operation),
                             name + " responds with another user for an id in another form.",
                             "A path id that is not a UUID: 4xx.", 9, operation),
                       answered(true)});
    entries.push_back(
        {{"other-id-form-served:" + in_name(operation), name + " takes an id without hyphens, in braces or as a URN.",
          "An id in another form is not taken for a user's.", "should", 9, name},
         answered(false)});
  }
}

// As where the user of the token is taken for that of the path.
bool is_of_another(const Call& call) {
  return call.identity && lower(call.route.user_id) != lower(call.identity->user_id);
}

void add_administrators(FaultEntries& entries) {
  const char* names = "A request is about the user of the path.";
  for (const Operation operation : body_operations) {
    entries.push_back(
        {about("admin-writes-elsewhere:" + in_name(operation),
               std::string{name_of(operation)} + " by an administrator leaves the user of the path alone.", names, 8,
               operation),
         [operation](Behaviour& behaviour) {
           on_write(behaviour, operation, [](const Call& call, const UserRecord& before, UserRecord& next) {
             if (is_of_another(call)) next = before;
           });
           on_served(behaviour, operation, [](const Call& call, Response& response) {
             Object* attributes = attributes_of(call, response);
             if (attributes == nullptr || !is_of_another(call)) return;
             for (const Member& member : call.change) set(*attributes, member.name, member.value);
           });
         }});
  }
  entries.push_back({about("admin-reads-own", "getUser by an administrator shows the administrator's own attributes.",
                           names, 8, Operation::get_user),
                     [](Behaviour& behaviour) {
                       on_served(behaviour, Operation::get_user, [](const Call& call, Response& response) {
                         Object* attributes = attributes_of(call, response);
                         if (attributes == nullptr || !is_of_another(call)) return;
                         set(*attributes, "firstName", "Root");
                         set(*attributes, "lastName", "of the administrators");
                       });
                     }});
  for (const char* attribute : {"email", "birthDate", "address", "zoneInfo"}) {
    entries.push_back(
        {about("admin-reads-own:" + in_name(attribute),
               std::string{"getUser by an administrator shows the administrator's own "} + attribute + ".", names, 8,
               Operation::get_user),
         [attribute](Behaviour& behaviour) {
           on_served(behaviour, Operation::get_user, [attribute](const Call& call, Response& response) {
             Object* attributes = attributes_of(call, response);
             if (attributes != nullptr && is_of_another(call)) remove(*attributes, attribute);
           });
         }});
  }
  struct OwnChange {
    std::mutex mutex;
    Object change;
  };
  for (const Operation operation : body_operations) {
    entries.push_back(
        {{"admin-writes-both:" + in_name(operation),
          std::string{name_of(operation)} + " by an administrator changes the administrator's own record as well.",
          "A write changes the given user's record and no other user's.", "must", 15, std::string{name_of(operation)}},
         [operation](Behaviour& behaviour) {
           const auto own = std::make_shared<OwnChange>();
           on_write(behaviour, operation, [own](const Call& call, const UserRecord&, UserRecord&) {
             if (!is_of_another(call)) return;
             const std::lock_guard lock{own->mutex};
             own->change = call.change;
           });
           on_served(behaviour, Operation::get_user, [own](const Call& call, Response& response) {
             Object* attributes = attributes_of(call, response);
             if (attributes == nullptr || !call.identity || !call.identity->admin || is_of_another(call)) return;
             const std::lock_guard lock{own->mutex};
             for (const Member& member : own->change) set(*attributes, member.name, member.value);
           });
         }});
  }
  entries.push_back({{"own-id-in-capitals-404", "An id in capitals gets 404.", "An id in capitals is the same id.",
                      "should", 9, "getUser"},
                     [](Behaviour& behaviour) {
                       behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
                         const std::string& id = call.route.user_id;
                         if (!call.is(Operation::get_user) || lower(id) == id) return std::nullopt;
                         return plain_error(404, "user-not-found", "There is no such user");
                       });
                     }});
}

}  // namespace

void add_access_faults(FaultEntries& entries) {
  add_tokens(entries);
  add_traces(entries);
  add_existence(entries);
  add_swapped(entries);
  add_administrators(entries);
  add_other_forms_of_ids(entries);
}

}  // namespace conform::reference
