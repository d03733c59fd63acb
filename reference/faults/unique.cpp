#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"

// Services that let only one user have an e-mail address or a phone number, as most do.

namespace conform::reference {

namespace {

constexpr const char* in_use = "Another user has this value.";

/// Who has which value of one attribute, by the value in lower case: indexes are often made so.
struct UniqueIndex {
  std::mutex mutex;
  std::map<std::string, std::string> owners;

  bool is_free(const std::string& value, const std::string& user) {
    const std::lock_guard lock{mutex};
    const auto found = owners.find(lower(value));
    return found == owners.end() || found->second == user;
  }
  void take(const Value* value, const std::string& user) {
    const std::lock_guard lock{mutex};
    std::erase_if(owners, [&](const auto& entry) { return entry.second == user; });
    if (value != nullptr && value->string() != nullptr && !value->string()->empty())
      owners.insert_or_assign(lower(*value->string()), user);
  }
};

bool says_in_use(Response& response) {
  const Array* errors = errors_of(response);
  if (errors == nullptr || errors->size() != 1) return false;
  const Value* detail = find(errors->front(), "detail");
  return detail != nullptr && detail->string() != nullptr && *detail->string() == in_use;
}

void keep_unique(Behaviour& behaviour, const std::string& attribute, int status) {
  const auto index = std::make_shared<UniqueIndex>();
  behaviour.validators.emplace_back([=](const Call& call, const Value& document, std::vector<Violation>& violations) {
    const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
    const Value* value = attributes == nullptr ? nullptr : find(*attributes, attribute);
    if (value == nullptr || value->string() == nullptr || index->is_free(*value->string(), lower(call.route.user_id)))
      return;
    violations.push_back({"extra:in-use", "/data/attributes/" + attribute, in_use, ""});
  });
  behaviour.writers.emplace_back([=](const Call& call, const UserRecord&, UserRecord& next) {
    if (on_users(*call.route.operation)) index->take(find(next.attributes, attribute), next.id);
  });
  behaviour.on_response.emplace_back([=](const Call&, Response& response) {
    if (says_in_use(response)) restate(response, status);
  });
}

struct UniqueKind {
  const char* name;
  const char* what;
  std::vector<std::string> attributes;
};
const std::vector<UniqueKind>& unique_kinds() {
  static const std::vector<UniqueKind> all{
      {"unique-email", "e-mail address", {"email"}},
      {"unique-phone-number", "phone number", {"phoneNumber"}},
      {"unique-email-and-phone-number", "e-mail address or phone number", {"email", "phoneNumber"}}};
  return all;
}

}  // namespace

void add_unique_variants(FaultEntries& entries) {
  for (const UniqueKind& kind : unique_kinds()) {
    for (const int status : {422, 409, 403}) {
      entries.push_back(
          {{std::string{kind.name} + ":" + std::to_string(status),
            std::string{"An "} + kind.what + " that another user has gets " + std::to_string(status) + ".",
            "What identifies a user may be unique.", "observe", 6, ""},
           [=](Behaviour& behaviour) {
             for (const std::string& attribute : kind.attributes) keep_unique(behaviour, attribute, status);
           }});
    }
  }
}

void add_unique_faults(FaultEntries& entries) {
  entries.push_back({{"unique-email-501", "An e-mail address that another user has gets 501.",
                      "What is refused is refused with 422, 409 or 403.", "must", 1, ""},
                     [](Behaviour& behaviour) { keep_unique(behaviour, "email", 501); }});
  entries.push_back(
      {{"unique-email-taken-away", "An e-mail address that another user has is taken away from that user.",
        "A request changes the record that it addresses and no other.", "must", 15, ""},
       [](Behaviour& behaviour) {
         const auto index = std::make_shared<UniqueIndex>();
         behaviour.writers.emplace_back([index](const Call& call, const UserRecord&, UserRecord& next) {
           if (on_users(*call.route.operation)) index->take(find(next.attributes, "email"), next.id);
         });
         on_served(behaviour, Operation::get_user, [index](const Call& call, Response& response) {
           Object* attributes = attributes_of(call, response);
           const Value* email = attributes == nullptr ? nullptr : find(*attributes, "email");
           if (email == nullptr || email->string() == nullptr) return;
           if (!index->is_free(*email->string(), lower(call.route.user_id))) remove(*attributes, "email");
         });
       }});
}

}  // namespace conform::reference
