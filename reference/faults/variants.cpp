#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "reference/faults/fault_entry.hpp"
#include "reference/formats.hpp"
#include "reference/negotiation.hpp"
#include "reference/reply_writer.hpp"

// Servers that keep the contract in another way than the plain one does. None of them may be blamed at must level.

namespace conform::reference {

namespace {

using Apply = std::function<void(Behaviour&)>;

void add(FaultEntries& entries, const char* name, const char* description, const char* reading, int area, Apply apply,
         const char* level = "must", bool on_the_wire = false) {
  entries.push_back({{name, description, reading, level, area, "", on_the_wire}, std::move(apply)});
}

Apply at_edge(std::function<void(const Call&, HttpResponse&, Transmission&)> change) {
  return [change = std::move(change)](Behaviour& behaviour) { behaviour.on_response_bytes.push_back(change); };
}

Apply in_responses(std::function<void(const Call&, Response&)> change) {
  return [change = std::move(change)](Behaviour& behaviour) { behaviour.on_response.push_back(change); };
}

/// What reads show of a user until a write has come to the replica that they are served from.
struct Replica {
  struct Past {
    std::chrono::steady_clock::time_point until;
    UserRecord shown;
  };
  std::mutex mutex;
  std::map<std::string, Past> by_user;
};

void lag_behind(Behaviour& behaviour, std::chrono::milliseconds lag) {
  const auto replica = std::make_shared<Replica>();
  behaviour.writers.emplace_back([=](const Call&, const UserRecord& before, UserRecord&) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock{replica->mutex};
    auto& past = replica->by_user[before.id];
    past = {.until = now + lag, .shown = past.until > now ? std::move(past.shown) : before};
  });
  const auto show = [=](const Call& call, Response& response) {
    const std::lock_guard lock{replica->mutex};
    const auto found = replica->by_user.find(call.after->id);
    if (found == replica->by_user.end() || found->second.until <= std::chrono::steady_clock::now()) return;
    if (!on_users(*call.route.operation)) {
      response.document = Value{found->second.shown.custom_attributes};
    } else if (Object* attributes = attributes_of(call, response)) {
      Object old = found->second.shown.attributes;
      if (const Value* created = find(*attributes, "createdAt")) old.push_back({"createdAt", *created});
      *attributes = std::move(old);
    }
  };
  on_served(behaviour, Operation::get_user, show);
  on_served(behaviour, Operation::get_user_attributes, show);
}

void add_forms(FaultEntries& entries) {
  const char* json = "JSON members have no order, and white space between them means nothing (RFC 8259).";
  add(entries, "members-reversed", "Members come in reverse order.", json, 1,
      [](Behaviour& behaviour) { behaviour.style.reversed_members = true; });
  add(entries, "pretty-printed", "JSON is indented.", json, 1,
      [](Behaviour& behaviour) { behaviour.style.pretty = true; });
  add(entries, "ascii-escaped", "Everything beyond ASCII is escaped.",
      "\\u escapes mean the same (RFC 8259 section 7).", 1, [](Behaviour& behaviour) { behaviour.style.ascii = true; });
  add(entries, "lone-surrogates-kept", "Lone surrogates are accepted and returned as escapes.",
      "JSON allows their escapes (RFC 8259 section 8.2).", 14, [](Behaviour& behaviour) {
        behaviour.on_request_body.emplace_back(with_surrogates_replaced);
        behaviour.on_response_bytes.emplace_back([](const Call&, HttpResponse& response, Transmission&) {
          constexpr std::string_view replacement = "\xEF\xBF\xBD";
          constexpr std::string_view escape = "\\ud800";
          for (std::size_t at = 0; (at = response.body.find(replacement, at)) != std::string::npos; at += escape.size())
            response.body.replace(at, replacement.size(), escape);
        });
      });
  add(entries, "newline-after-json", "Bodies end with a line feed.", json, 1,
      at_edge([](const Call&, HttpResponse& response, Transmission&) {
        if (!response.body.empty()) response.body += '\n';
      }));
  const char* http = "HTTP leaves the framing to the server (RFC 9112).";
  add(entries, "chunked", "Bodies come in chunks.", http, 1,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) { transmission.chunked = true; }), "must",
      true);
  add(entries, "connection-close", "Every response closes its connection.", http, 15,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) { transmission.close = true; }), "must", true);
  add(entries, "early-hints", "A 103 comes before every response.",
      "A client must skip 1xx responses (RFC 9110 section 15.2).", 1,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) { transmission.early_hints = true; }), "must",
      true);
  const char* names = "Field names have no letter case (RFC 9110 section 5.1).";
  add(entries, "field-names-lower-case", "Field names come in lower case.", names, 1,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) { transmission.lower_case_names = true; }));
  add(entries, "field-names-upper-case", "Field names come in upper case.", names, 1,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) { transmission.upper_case_names = true; }));
  add(entries, "latency-20ms", "Every response takes 20 milliseconds.", "Response times are not specified.", 1,
      at_edge([](const Call&, HttpResponse&, Transmission& transmission) {
        transmission.delay = std::chrono::milliseconds{20};
      }));
  add(entries, "gzip", "Bodies are compressed when gzip is accepted.",
      "A content coding that the client names may be used (RFC 9110 section 12.5.3).", 1,
      at_edge([](const Call& call, HttpResponse& response, Transmission&) {
        const std::string accepted = lower(field_value(call.request->fields, "Accept-Encoding").value_or(""));
        if (accepted.find("gzip") == std::string::npos || accepted.find("gzip;q=0") != std::string::npos) return;
        if (response.body.empty()) return;
        response.body = gzip(response.body);
        set_field(response.fields, "Content-Encoding", "gzip");
        set_field(response.fields, "Vary", "Accept-Encoding");
      }));
}

void add_busy(FaultEntries& entries) {
  const auto busy = [](int status, const char* code, const char* title) {
    return [=](Behaviour& behaviour) {
      auto count = std::make_shared<std::atomic<int>>(0);
      behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
        if (!call.route.operation || ++*count % 7 != 0) return std::nullopt;
        Response response = plain_error(status, code, title);
        response.fields.push_back({"Retry-After", "0"});
        return response;
      });
    };
  };
  const char* waited = "429 and 503 with Retry-After are waited for.";
  add(entries, "occasional-429", "Every seventh request gets 429 with Retry-After: 0.", waited, 1,
      busy(429, "too-many-requests", "Too many requests"));
  add(entries, "occasional-429-without-a-time", "Every three hundredth request gets 429 without Retry-After.",
      "RFC 6585 section 4 leaves Retry-After open.", 1, [](Behaviour& behaviour) {
        auto count = std::make_shared<std::atomic<int>>(0);
        behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
          if (!call.route.operation || ++*count % 300 != 0) return std::nullopt;
          return plain_error(429, "too-many-requests", "Too many requests");
        });
      });
  for (const int status : {409, 412, 423}) {
    const std::string name = "conflict-" + std::to_string(status);
    const std::string what = "A write that another write of the record overtook gets " + std::to_string(status) + ".";
    add(
        entries, name.c_str(), what.c_str(), "A write that a conflict stopped is served when it is repeated alone.", 5,
        [=](Behaviour& behaviour) { behaviour.conflict_status = status; }, "observe");
  }
  add(entries, "occasional-503", "Every seventh request gets 503 with Retry-After: 0.", waited, 1,
      busy(503, "unavailable", "Service unavailable"));
}

// The text attributes that have no format, for which an empty string is a cleared one.
bool may_be_empty(std::string_view name) {
  return name == "firstName" || name == "lastName" || name == "phoneNumber" || name == "locale" || name == "zoneInfo";
}

void add_documents(FaultEntries& entries) {
  const char* cleared = "Absent, null, an empty string and an empty object all count as cleared.";
  add(entries, "cleared-as-null", "Cleared attributes are shown as null.", cleared, 4,
      in_responses([](const Call& call, Response& response) {
        Object* attributes = attributes_of(call, response);
        if (attributes == nullptr) return;
        for (const std::string_view name : writable_attributes) {
          if (find(*attributes, name) == nullptr) set(*attributes, name, nullptr);
        }
        Object* address = find(*attributes, "address")->object();
        for (const std::string_view name : address_members) {
          if (address != nullptr && find(*address, name) == nullptr) set(*address, name, nullptr);
        }
      }));
  add(entries, "cleared-as-empty", "Cleared attributes are shown as empty strings and objects.", cleared, 4,
      in_responses([](const Call& call, Response& response) {
        Object* attributes = attributes_of(call, response);
        if (attributes == nullptr) return;
        for (const std::string_view name : writable_attributes) {
          if (find(*attributes, name) != nullptr) continue;
          if (may_be_empty(name)) set(*attributes, name, "");
          if (name == "address") set(*attributes, name, Object{});
        }
      }));
  add(
      entries, "address-replaced-on-patch", "A partial address replaces the whole address.",
      "Whether updateUser merges or replaces a partial address is open.", 5,
      [](Behaviour& behaviour) {
        on_write(behaviour, Operation::update_user, [](const Call& call, const UserRecord&, UserRecord& next) {
          const Object given = replaced(call.change);
          if (const Value* address = find(given, "address")) set(next.attributes, "address", *address);
        });
      },
      "observe");
  add(entries, "birth-date-as-date-time", "birthDate is shown as midnight UTC.",
      "The published example shows birthDate as a date-time.", 2,
      in_responses([](const Call& call, Response& response) {
        Object* attributes = attributes_of(call, response);
        Value* birth = attributes == nullptr ? nullptr : find(*attributes, "birthDate");
        if (birth == nullptr || birth->string() == nullptr || !is_date(*birth->string())) return;
        if (!birth->string()->starts_with("0000")) *birth = Value{*birth->string() + "T00:00:00.000Z"};
      }));
  add(entries, "created-at-with-offset", "createdAt is shown with +00:00.", "RFC 3339 knows Z and numeric offsets.", 2,
      in_responses([](const Call& call, Response& response) {
        Object* attributes = attributes_of(call, response);
        Value* created = attributes == nullptr ? nullptr : find(*attributes, "createdAt");
        if (created == nullptr || created->string() == nullptr || !created->string()->ends_with('Z')) return;
        *created = Value{created->string()->substr(0, created->string()->size() - 1) + ".000+00:00"};
      }));
  add(entries, "unknown-attributes-shown", "User documents have attributes that no document names.",
      "Unknown attributes are allowed.", 2, in_responses([](const Call& call, Response& response) {
        if (Object* attributes = attributes_of(call, response)) {
          set(*attributes, "loyalty", Object{{"level", "gold"}, {"points", 1250}});
          set(*attributes, "nickname", nullptr);
        }
      }));
  add(entries, "top-level-members", "User documents have meta, links, jsonapi and included.",
      "Top-level meta, links, jsonapi and included are allowed.", 2,
      in_responses([](const Call& call, Response& response) {
        Object* data = data_of(call, response);
        if (data == nullptr) return;
        set(*data, "links", Object{{"self", call.request->target}});
        set(*response.document->object(), "meta", Object{{"generation", 3}});
        set(*response.document->object(), "links", Object{{"self", call.request->target}});
        set(*response.document->object(), "jsonapi", Object{{"version", "1.1"}});
        set(*response.document->object(), "included", Array{});
      }));
}

void honour_charset(Behaviour& behaviour) {
  const auto charset_of = [](const Call& call) {
    const std::string type = lower(field_value(call.request->fields, "Content-Type").value_or(""));
    const std::size_t at = type.starts_with(json_api_type) ? type.find("charset=") : std::string::npos;
    return at == std::string::npos ? std::string{} : type.substr(at + 8);
  };
  behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
    if (charset_of(call) != "utf-16") return std::nullopt;
    return plain_error(400, "invalid-document", "The body cannot be read as UTF-16.");
  });
  // Latin-1 and UTF-8 are the same for what the cases send with it.
  behaviour.on_refusal.emplace_back([=](const Call& call, const Refusal& refusal) {
    return refusal.reason == "content-type" && charset_of(call) == "iso-8859-1";
  });
}

void refuse_noncharacters(Behaviour& behaviour) {
  behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
    const std::string& body = call.request->body;
    const bool any = body.find("\xef\xbf\xbe") != std::string::npos || body.find("\xef\xbf\xbf") != std::string::npos;
    if (!any) return std::nullopt;
    return plain_error(400, "invalid-document", "The body is not valid UTF-8.");
  });
}

void add_error_documents(FaultEntries& entries) {
  add(entries, "minimal-errors", "Error objects have a title and nothing else.", "At least one member is present.", 3,
      in_responses([](const Call& call, Response& response) {
        Array* errors = call.served() ? nullptr : errors_of(response);
        if (errors == nullptr) return;
        for (Value& error : *errors) {
          std::erase_if(*error.object(), [&](const Member& member) {
            // The code of a missing linked identity is documented as what distinguishes it.
            return member.name != "title" && !(member.name == "code" && call.refused == "unlinked");
          });
        }
      }));
  add(entries, "rich-errors", "Error documents have everything that JSON:API 1.1 allows.",
      "Members that JSON:API defines are allowed.", 3, in_responses([](const Call& call, Response& response) {
        Array* errors = call.served() ? nullptr : errors_of(response);
        if (errors == nullptr) return;
        for (Value& error : *errors) {
          set(*error.object(), "meta", Object{{"trace", Array{"a", "b"}}, {"retriable", false}});
          if (Value* links = find(error, "links")) set(*links->object(), "type", "https://example.com/errors");
        }
        set(*response.document->object(), "jsonapi", Object{{"version", "1.1"}});
        set(*response.document->object(), "meta", Object{{"copyright", "none"}});
        set(*response.document->object(), "links", Object{{"self", call.request->target}});
      }));
  add(entries, "bad-json-400", "A body that is not JSON gets 400.", "400 or 422 for a body that is not JSON is open.",
      12, in_responses([](const Call& call, Response& response) {
        if (call.refused == "not-json") restate(response, 400);
      }),
      "observe");
  add(entries, "charset-honoured",
      "A body is read by the charset of its Content-Type: as UTF-16 it is malformed (400).",
      "Another charset than UTF-8: 415, or read by that charset.", 11, honour_charset, "should");
  add(entries, "noncharacters-malformed", "Code points that are not characters are malformed UTF-8: 400.",
      "Text comes back as it was given or is refused.", 6, refuse_noncharacters, "should");
  add(entries, "foreign-404", "Another user's record gets 404.", "Another user's record: 403 or 404.", 8,
      in_responses([](const Call& call, Response& response) {
        if (call.refused == "foreign") restate(response, 404);
      }));
  add(entries, "unknown-user-403", "An unknown id gets 403 for a user's own token.",
      "An unknown id: 404; a user's own token may also see 403.", 9,
      in_responses([](const Call& call, Response& response) {
        const bool ordinary = call.identity && !call.identity->admin;
        if (call.refused == "unknown-user" && ordinary) restate(response, 403);
      }));
  add(entries, "bad-id-400", "An id that is not a UUID gets 400.", "A path id that is not a UUID: some 4xx.", 9,
      in_responses([](const Call& call, Response& response) {
        if (call.refused == "bad-id") restate(response, 400);
      }),
      "observe");
}

Response strict_error(const Call& call, int status, const std::string& code, const std::string& title) {
  Response response = plain_error(status, code, title);
  set(*errors_of(response)->front().object(), "id", call.request_id);
  return response;
}

// Exactly the media type, or nothing: what a framework does that compares strings.
void compare_accept(Behaviour& behaviour) {
  behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
    if (!call.is(Operation::set_user) && !call.is(Operation::update_user)) return std::nullopt;
    if (field_value(call.request->fields, "Accept") == json_api_type) return std::nullopt;
    return strict_error(call, 406, "invalid-accept", "The specified accept header is invalid");
  });
}

void compare_content_type(Behaviour& behaviour) {
  behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
    if (!call.is(Operation::set_user) && !call.is(Operation::update_user)) return std::nullopt;
    if (field_value(call.request->fields, "Content-Type") == json_api_type) return std::nullopt;
    return strict_error(call, 415, "invalid-content-type", "The specified content type header is invalid");
  });
}

void imitate_framework(Behaviour& behaviour) {
  compare_accept(behaviour);
  compare_content_type(behaviour);
  behaviour.on_response.emplace_back([](const Call& call, Response& response) {
    // Its middleware knows tokens; that one has no linked identity is found later, where errors are documents.
    if (response.status == 401 && call.refused != "unlinked") {
      as_text(response, "text/plain; charset=utf-8", "Unauthorized\n");
      return;
    }
    Array* errors = errors_of(response);
    if (errors == nullptr) return;
    for (Value& error : *errors) {
      Object& object = *error.object();
      set(object, "id", call.request_id);
      remove(object, "links");
      remove(object, "meta");
      if (const Value* detail = find(object, "detail")) {
        const Value text = *detail;
        set(object, "title", text);
        remove(object, "detail");
      }
      Value* source = find(object, "source");
      if (source == nullptr || source->object() == nullptr) continue;
      const std::string pointer = *find(*source, "pointer")->string();
      constexpr std::string_view prefix = "/data/attributes";
      set(*source->object(), "pointer", lower(pointer.starts_with(prefix) ? pointer.substr(prefix.size()) : pointer));
    }
  });
}

void add_strictness(FaultEntries& entries) {
  add(entries, "accept-equality", "Accept must be exactly the media type, or 406.",
      "Lists, wildcards and letter case are should-level.", 10, compare_accept, "should");
  add(entries, "content-type-equality", "Content-Type must be exactly the media type, or 415.",
      "Letter case is should-level.", 11, compare_content_type, "should");
  add(entries, "published-framework",
      "Behaves as the company's public framework does, with plain text for a missing or invalid token.",
      "Real servers of this API do this: they may be strict, but the plain text is a violation.", 10, imitate_framework,
      "should");
  const char* order = "When several things are wrong, any of the statuses is right.";
  add(entries, "order-accept-first", "Accept and Content-Type are checked before the token.", order, 13,
      [](Behaviour& behaviour) {
        behaviour.order = {Check::accept, Check::content_type, Check::token,
                           Check::scope,  Check::user,         Check::document};
      });
  add(entries, "order-content-type-before-accept", "Content-Type is checked before Accept.", order, 13,
      [](Behaviour& behaviour) {
        behaviour.order = {Check::token,  Check::scope, Check::content_type,
                           Check::accept, Check::user,  Check::document};
      });
  add(entries, "order-user-first", "The user is checked before Accept and Content-Type.", order, 13,
      [](Behaviour& behaviour) {
        behaviour.order = {Check::token,  Check::user,         Check::scope,
                           Check::accept, Check::content_type, Check::document};
      });
  add(entries, "order-document-early", "The document is checked before the user and the scope.", order, 13,
      [](Behaviour& behaviour) {
        behaviour.order = {Check::token,  Check::content_type, Check::document,
                           Check::accept, Check::user,         Check::scope};
      });
}

void refuse_when(Behaviour& behaviour, std::function<void(const Call&, const Value&, std::vector<Violation>&)> check) {
  behaviour.validators.emplace_back(std::move(check));
}

Violation extra(const std::string& rule, const std::string& name, const std::string& detail) {
  return {rule, "/data/attributes/" + pointer_token(name), detail, ""};
}

void add_refusals(FaultEntries& entries) {
  add(
      entries, "unknown-address-members-refused", "Unknown members of the address get 422.",
      "Ignored or refused is open.", 12,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
          const Value* address = attributes == nullptr ? nullptr : find(*attributes, "address");
          if (address == nullptr || address->object() == nullptr) return;
          for (const Member& member : *address->object()) {
            if (std::find(address_members.begin(), address_members.end(), member.name) == address_members.end())
              violations.push_back({"extra:unknown", "/data/attributes/address/" + pointer_token(member.name),
                                    "The member is not known.", ""});
          }
        });
      },
      "observe");
  add(
      entries, "unknown-attributes-refused", "Unknown attributes get 422.", "Ignored or refused is open.", 12,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
          if (attributes == nullptr) return;
          for (const Member& member : *attributes) {
            const bool known = std::find(writable_attributes.begin(), writable_attributes.end(), member.name) !=
                                   writable_attributes.end() ||
                               member.name == "createdAt";
            if (!known) violations.push_back(extra("extra:unknown", member.name, "The attribute is not known."));
          }
        });
      },
      "observe");
  add(
      entries, "created-at-refused", "createdAt in a request gets 422.", "Ignored or refused is open.", 5,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
          if (attributes != nullptr && find(*attributes, "createdAt") != nullptr) {
            violations.push_back(extra("extra:created-at", "createdAt", "createdAt is set by the server."));
          }
        });
      },
      "observe");
  add(
      entries, "null-refused", "null as an attribute gets 422.", "Whether null clears or is refused is open.", 5,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
          if (attributes == nullptr) return;
          for (const Member& member : *attributes) {
            bool has_null = member.value.is_null();
            if (const Object* parts = member.value.object()) {
              has_null =
                  std::any_of(parts->begin(), parts->end(), [](const Member& part) { return part.value.is_null(); });
            }
            if (has_null) violations.push_back(extra("extra:null", member.name, "null is not allowed."));
          }
        });
      },
      "observe");
  add(
      entries, "put-complete-only", "setUser without all attributes gets 422.",
      "A server that refuses a PUT with attributes left out is at odds with the words at should level.", 4,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = call.is(Operation::set_user) ? attributes_in(document) : nullptr;
          if (attributes == nullptr) return;
          for (const std::string_view name : writable_attributes) {
            if (find(*attributes, name) != nullptr) continue;
            violations.push_back(
                {"extra:incomplete", "/data/attributes", "The attribute " + std::string{name} + " is missing.", ""});
          }
        });
      },
      "should");
  add(
      entries, "attributes-required", "updateUser without attributes gets 422.",
      "An absent attributes is open for PATCH.", 12,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Value* data = call.is(Operation::update_user) ? find(document, "data") : nullptr;
          if (data != nullptr && data->object() != nullptr && find(*data, "attributes") == nullptr) {
            violations.push_back({"extra:attributes-missing", "/data", "The member attributes is missing.", ""});
          }
        });
      },
      "observe");
  add(
      entries, "id-optional", "A resource without an id is taken for the path's.", "A missing id is not mentioned.", 12,
      [](Behaviour& behaviour) {
        behaviour.on_violation.emplace_back(
            [](const Call&, const Violation& violation) { return violation.rule == "document:id-missing"; });
      },
      "observe");
  add(
      entries, "custom-strings-only", "setUserAttributes refuses values that are not strings with 422.",
      "What nested and non-string values get is open.", 7,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          if (!call.is(Operation::set_user_attributes) || document.object() == nullptr) return;
          for (const Member& member : *document.object()) {
            if (member.value.string() != nullptr) continue;
            violations.push_back(
                {"extra:not-a-string", "/" + pointer_token(member.name), "Only strings are kept.", ""});
          }
        });
      },
      "observe");
  add(
      entries, "custom-any-content-type", "setUserAttributes takes JSON whatever its Content-Type says.",
      "What a wrong Content-Type gets is open.", 7,
      [](Behaviour& behaviour) { ignore_refusals(behaviour, Operation::set_user_attributes, {"content-type"}); },
      "observe");
}

// What a gateway says of a request before any application has seen it.
Response page_of_proxy(int status, const char* title) {
  Response response;
  response.status = status;
  as_text(response, "text/html", std::string{"<html><body><h1>"} + title + "</h1></body></html>\n");
  return response;
}

void add_in_front(FaultEntries& entries) {
  add(
      entries, "two-authorizations-400", "Two Authorization fields get the 400 of a proxy, as HTML.",
      "A request that breaks HTTP may never reach the server (RFC 9110 section 5.3).", 8,
      [](Behaviour& behaviour) {
        behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
          const auto& fields = call.request->fields;
          const auto count = std::count_if(fields.begin(), fields.end(),
                                           [](const HttpField& field) { return lower(field.name) == "authorization"; });
          return count > 1 ? std::optional{page_of_proxy(400, "400 Bad Request")} : std::nullopt;
        });
      },
      "should");
  add(entries, "forms-parsed-first", "A form or XML that is not well-formed gets 400 before anything else is checked.",
      "When several things are wrong, any of the statuses is right.", 11, [](Behaviour& behaviour) {
        behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
          const std::string type = lower(field_value(call.request->fields, "Content-Type").value_or(""));
          const std::string& body = call.request->body;
          const bool multipart = type.starts_with("multipart/form-data");
          const bool form = type == "application/x-www-form-urlencoded";
          const bool xml = type == "application/xml";
          const bool broken = (multipart && (!body.starts_with("--part\r\n") || !body.ends_with("--part--\r\n"))) ||
                              (form && body.find_first_of("{}\"[] ") != std::string::npos) ||
                              (xml && !body.starts_with("<"));
          return broken ? std::optional{page_of_proxy(400, "400 Bad Request")} : std::nullopt;
        });
      });
}

bool points_at(Response& response, std::string_view pointer) {
  const Array* errors = errors_of(response);
  if (errors == nullptr) return false;
  return std::any_of(errors->begin(), errors->end(), [&](const Value& error) {
    const Value* source = find(error, "source");
    const Value* there = source == nullptr ? nullptr : find(*source, "pointer");
    return there != nullptr && there->string() != nullptr && *there->string() == pointer;
  });
}

void add_statuses(FaultEntries& entries) {
  add(
      entries, "created-at-403", "createdAt in a request gets 403.", "Ignored or refused is open.", 5,
      [](Behaviour& behaviour) {
        refuse_when(behaviour, [](const Call& call, const Value& document, std::vector<Violation>& violations) {
          const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
          if (attributes != nullptr && find(*attributes, "createdAt") != nullptr)
            violations.push_back(extra("extra:created-at", "createdAt", "createdAt is set by the server."));
        });
        behaviour.on_response.emplace_back([](const Call& call, Response& response) {
          if (call.refused == "semantics" && points_at(response, "/data/attributes/createdAt")) restate(response, 403);
        });
      },
      "observe");
  add(entries, "mismatch-409", "updateUser responds with 409 to a type or id that is not the endpoint's.",
      "JSON:API asks for 409, the table has 422 for semantic errors.", 12,
      in_responses([](const Call& call, Response& response) {
        if (!call.is(Operation::update_user) || call.refused != "semantics") return;
        if (points_at(response, "/data/type") || points_at(response, "/data/id")) restate(response, 409);
      }),
      "observe");
  add(entries, "error-statuses-differ", "Of several errors all but the first have the status 400.",
      "Each error has the status that applies to its own problem.", 3,
      in_responses([](const Call& call, Response& response) {
        Array* errors = call.served() ? nullptr : errors_of(response);
        if (errors == nullptr) return;
        for (std::size_t i = 1; i < errors->size(); ++i) set(*(*errors)[i].object(), "status", "400");
      }),
      "observe");
}

void add_shown(FaultEntries& entries) {
  add(entries, "created-at-more-precise-in-reads", "getUser shows createdAt with milliseconds, writes show it without.",
      "One instant has several spellings (RFC 3339).", 5, in_responses([](const Call& call, Response& response) {
        Object* attributes = call.is(Operation::get_user) ? attributes_of(call, response) : nullptr;
        Value* created = attributes == nullptr ? nullptr : find(*attributes, "createdAt");
        if (created == nullptr || created->string() == nullptr || !created->string()->ends_with('Z')) return;
        *created = Value{created->string()->substr(0, created->string()->size() - 1) + ".217Z"};
      }),
      "observe");
  add(entries, "created-at-with-offset-in-updates", "updateUser shows createdAt with +00:00, others show Z.",
      "One instant has several spellings (RFC 3339).", 5, in_responses([](const Call& call, Response& response) {
        Object* attributes = call.is(Operation::update_user) ? attributes_of(call, response) : nullptr;
        Value* created = attributes == nullptr ? nullptr : find(*attributes, "createdAt");
        if (created == nullptr || created->string() == nullptr || !created->string()->ends_with('Z')) return;
        *created = Value{created->string()->substr(0, created->string()->size() - 1) + "+00:00"};
      }),
      "observe");
  add(entries, "duplicate-names-in-meta", "The meta of a User document has two members of one name.",
      "Names should be unique (RFC 8259 section 4).", 1,
      at_edge([](const Call& call, HttpResponse& response, Transmission&) {
        if (call.served() && call.route.operation && on_users(*call.route.operation) &&
            response.body.starts_with("{\"data\""))
          response.body = R"({"meta":{"shard":1,"shard":2},)" + response.body.substr(1);
      }),
      "should");
  add(entries, "number-below-every-double",
      "An attribute of the server's own has a number that no double is as small as.",
      "A reader may take it for 0 (RFC 8259 section 6).", 1,
      at_edge([](const Call& call, HttpResponse& response, Transmission&) {
        if (call.served() && call.route.operation && on_users(*call.route.operation) &&
            response.body.starts_with("{\"data\""))
          response.body = R"({"meta":{"drift":123e-10000},)" + response.body.substr(1);
      }));
}

void add_one_store(FaultEntries& entries) {
  add(
      entries, "one-store", "Keys of /attributes that are named like attributes of the user are those attributes.",
      "\"The attributes of the user\" may be one thing.", 7,
      [](Behaviour& behaviour) {
        on_write(behaviour, Operation::set_user_attributes, [](const Call& call, const UserRecord&, UserRecord& next) {
          for (const Member& member : call.change) {
            if (std::find(writable_attributes.begin(), writable_attributes.end(), member.name) ==
                writable_attributes.end())
              continue;
            set(next.attributes, member.name, member.value);
            remove(next.custom_attributes, member.name);
          }
        });
        on_served(behaviour, Operation::get_user_attributes, [](const Call& call, Response& response) {
          Object* keys = response.document ? response.document->object() : nullptr;
          if (keys == nullptr) return;
          for (const Member& member : call.after->attributes) set(*keys, member.name, member.value);
        });
      },
      "observe");
}

void add_without_get(FaultEntries& entries) {
  const auto without = [](int status, const char* code, const char* title) {
    return [=](Behaviour& behaviour) {
      behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
        if (!call.is(Operation::get_user) && !call.is(Operation::get_user_attributes)) return std::nullopt;
        Response response = plain_error(status, code, title);
        if (status == 405) response.fields.push_back({"Allow", call.is(Operation::get_user) ? "PUT, PATCH" : "PUT"});
        return response;
      });
    };
  };
  const char* absent = "The GET operations are in none of the five documents.";
  add(
      entries, "reads-lag", "Reads show a write only after some milliseconds, as of a replica.",
      "No document says when a read must show a write; a target can say how long it takes.", 4,
      [](Behaviour& behaviour) { lag_behind(behaviour, std::chrono::milliseconds{5}); }, "observe");
  add(entries, "no-get-404", "The GET operations are missing: 404.", absent, 4,
      without(404, "unknown-route", "Not found"), "observe");
  add(entries, "no-get-405", "The GET operations are missing: 405.", absent, 4,
      without(405, "method-not-allowed", "Method not allowed"), "observe");
  add(entries, "no-get-501", "The GET operations are missing: 501.", absent, 4,
      without(501, "not-implemented", "Not implemented"), "observe");
}

}  // namespace

void add_variants(FaultEntries& entries) {
  add_forms(entries);
  add_busy(entries);
  add_documents(entries);
  add_error_documents(entries);
  add_strictness(entries);
  add_refusals(entries);
  add_statuses(entries);
  add_shown(entries);
  add_in_front(entries);
  add_one_store(entries);
  add_without_get(entries);
}

}  // namespace conform::reference
