#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Servers whose fault shows somewhere else than where it is, or only to who looks twice.

namespace conform::reference {

namespace {

using Apply = std::function<void(Behaviour&)>;

void add(FaultEntries& entries, std::string name, std::string description, const char* statement, int area,
         std::string operation, Apply apply, const char* level = "must") {
  entries.push_back({{std::move(name), std::move(description), statement, level, area, std::move(operation), false},
                     std::move(apply)});
}

std::string token_of(const Call& call) { return field_value(call.request->fields, "Authorization").value_or(""); }

std::string operation_and_token(const Call& call) {
  return call.route.operation ? std::string{name_of(*call.route.operation)} + ' ' + token_of(call) : std::string{};
}

/// Strings that several requests share.
struct Marks {
  std::mutex mutex;
  std::set<std::string> all;

  void set(const std::string& one) {
    const std::lock_guard lock{mutex};
    all.insert(one);
  }
  [[nodiscard]] bool has(const std::string& one) {
    const std::lock_guard lock{mutex};
    return all.contains(one);
  }
  /// True for every first of two calls with the same text.
  [[nodiscard]] bool toggle(const std::string& one) {
    const std::lock_guard lock{mutex};
    if (all.erase(one) > 0) return false;
    all.insert(one);
    return true;
  }
};

struct Counter {
  std::mutex mutex;
  unsigned count = 0;
  [[nodiscard]] unsigned next() {
    const std::lock_guard lock{mutex};
    return ++count;
  }
};

Response busy() {
  Response response = plain_error(503, "busy", "Busy");
  response.fields.push_back({"Retry-After", "0"});
  return response;
}

void add_missing_operations(FaultEntries& entries) {
  for (const Operation operation : {Operation::set_user, Operation::update_user, Operation::set_user_attributes}) {
    for (const int status : {404, 405, 501}) {
      const std::string name{name_of(operation)};
      add(entries, "operation-missing:" + in_name(operation) + ":" + std::to_string(status),
          name + " is missing: each request gets " + std::to_string(status) + ".",
          "The operations of the specification exist.", 1, name, [=](Behaviour& behaviour) {
            behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
              if (!call.is(operation)) return std::nullopt;
              return plain_error(status, "1000", "There is no such operation");
            });
          });
    }
  }
}

// A cache before the server that does not look at who asks. A write of anybody empties it.
void cache_attributes(Behaviour& behaviour) {
  struct Cache {
    std::mutex mutex;
    std::optional<Value> document;
  };
  const auto cache = std::make_shared<Cache>();
  on_write(behaviour, Operation::set_user_attributes, [cache](const Call&, const UserRecord&, UserRecord&) {
    const std::lock_guard lock{cache->mutex};
    cache->document.reset();
  });
  on_served(behaviour, Operation::get_user_attributes, [cache](const Call&, Response& response) {
    const std::lock_guard lock{cache->mutex};
    if (cache->document) {
      response.document = cache->document;
    } else {
      cache->document = response.document;
    }
  });
}

}  // namespace

void add_dodging_faults(FaultEntries& entries) {
  add_missing_operations(entries);
  add(entries, "attributes-cached-for-all", "getUserAttributes responds from a cache that all users share.",
      "getUserAttributes responds with the attributes of the token's user.", 7, "getUserAttributes", cache_attributes);
  add(entries, "body-unread-when-refused",
      "The body of a refused request stays on the connection and is read as the next request.",
      "Each request gets its own response.", 15, "", [](Behaviour& behaviour) {
        behaviour.on_response_bytes.emplace_back([](const Call&, HttpResponse& response, Transmission& transmission) {
          transmission.body_unread = response.status >= 400;
        });
      });
  for (const char* name : {"email", "phoneNumber"}) {
    add(entries, "token-lost-by-update:" + in_name(name),
        "An updateUser that changes " + std::string{name} + " invalidates the token.", "A valid token is accepted.", 8,
        "", [name = std::string{name}](Behaviour& behaviour) {
          const auto lost = std::make_shared<Marks>();
          on_write(
              behaviour, Operation::update_user, [=](const Call& call, const UserRecord& before, UserRecord& next) {
                const Value* was = find(before.attributes, name);
                const Value* is = find(next.attributes, name);
                const bool same = was == nullptr || is == nullptr ? was == is : to_json(*was, {}) == to_json(*is, {});
                if (!same) lost->set(token_of(call));
              });
          behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
            if (!call.route.operation || !lost->has(token_of(call))) return std::nullopt;
            return plain_error(401, "unauthorized", "The token is not valid");
          });
        });
  }
  add(entries, "first-writes-only",
      "Of each writing operation the first request with each token is served; the others get 422.",
      "A valid request is executed.", 1, "", [](Behaviour& behaviour) {
        const auto served = std::make_shared<Marks>();
        behaviour.writers.emplace_back(
            [=](const Call& call, const UserRecord&, UserRecord&) { served->set(operation_and_token(call)); });
        behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
          if (call.request->method == "GET" || !served->has(operation_and_token(call))) return std::nullopt;
          return plain_error(422, "unprocessable", "Not again");
        });
      });
  add(entries, "busy-at-first",
      "Every request gets 503 and Retry-After: 0 at first, and is served when it is repeated.",
      "Every request gets a documented status.", 1, "", [](Behaviour& behaviour) {
        const auto seen = std::make_shared<Marks>();
        behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
          const HttpRequest& request = *call.request;
          const std::string key = request.method + ' ' + request.target + ' ' + token_of(call) + ' ' + request.body;
          return seen->toggle(key) ? std::optional{busy()} : std::nullopt;
        });
      });
}

void add_busy_variants(FaultEntries& entries) {
  add(entries, "busy-every-fifth", "Every fifth request gets 503 and Retry-After: 0.",
      "Preconditions: a 503 with Retry-After asks to come back.", 1, "", [](Behaviour& behaviour) {
        const auto counter = std::make_shared<Counter>();
        behaviour.interceptors.emplace_back([=](const Call&) -> std::optional<Response> {
          return counter->next() % 5 == 0 ? std::optional{busy()} : std::nullopt;
        });
      });
}

}  // namespace conform::reference
