#include <algorithm>
#include <atomic>
#include <ctime>
#include <memory>
#include <string>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// What frameworks, JSON libraries, databases and proxies do without being asked. None of it breaks the contract.

namespace conform::reference {

namespace {

using Apply = std::function<void(Behaviour&)>;

void add_default(FaultEntries& entries, const char* name, const char* description, const char* reading, int area,
                 Apply apply, const char* level = "must") {
  entries.push_back({{name, description, reading, level, area, ""}, std::move(apply)});
}

Apply in_every_response(std::function<void(const Call&, HttpResponse&, Transmission&)> change) {
  return [change = std::move(change)](Behaviour& behaviour) { behaviour.on_response_bytes.push_back(change); };
}

Apply in_every_document(std::function<void(const Call&, Value&)> change) {
  return [change = std::move(change)](Behaviour& behaviour) {
    behaviour.on_response.emplace_back([change](const Call& call, Response& response) {
      if (response.document) change(call, *response.document);
    });
  };
}

void substitute(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

// In JSON these characters are in strings alone.
Apply escaping(std::vector<std::pair<std::string, std::string>> escapes) {
  return in_every_response([escapes = std::move(escapes)](const Call&, HttpResponse& response, Transmission&) {
    for (const auto& [character, escape] : escapes) substitute(response.body, character, escape);
  });
}

/// Calls `change` with every value of a document, innermost first.
void each_value(Value& value, const std::function<void(Value&)>& change) {
  if (Array* array = value.array()) {
    for (Value& item : *array) each_value(item, change);
  } else if (Object* object = value.object()) {
    for (Member& member : *object) each_value(member.value, change);
  }
  change(value);
}

bool any_text(const Value& value, const std::function<bool(const std::string&)>& is_such) {
  if (const std::string* text = value.string()) return is_such(*text);
  if (const Array* array = value.array())
    return std::ranges::any_of(*array, [&](const Value& item) { return any_text(item, is_such); });
  const Object* object = value.object();
  return object != nullptr && std::ranges::any_of(*object, [&](const Member& member) {
           return is_such(member.name) || any_text(member.value, is_such);
         });
}

std::size_t levels_of(const Value& value) {
  std::size_t inside = 0;
  if (const Array* array = value.array()) {
    for (const Value& item : *array) inside = std::max(inside, levels_of(item));
    return inside + 1;
  }
  if (const Object* object = value.object()) {
    for (const Member& member : *object) inside = std::max(inside, levels_of(member.value));
    return inside + 1;
  }
  return 0;
}

/// Refuses documents with 422, as a validator in front of a database does.
Apply refusing(const char* detail, std::function<bool(const Value&)> is_refused) {
  return [=](Behaviour& behaviour) {
    behaviour.validators.emplace_back([=](const Call& call, const Value& document, std::vector<Violation>& violations) {
      if (!is_refused(document)) return;
      const bool of_user = on_users(*call.route.operation);
      violations.push_back(
          {.rule = "value:limit", .pointer = of_user ? "/data/attributes" : "", .detail = detail, .attribute = {}});
    });
  };
}

/// Refuses requests before anything of them is looked at, and ends their connection, as servers do at their limits.
Apply limited(int status, const char* code, const char* title, std::function<bool(const HttpRequest&)> is_over) {
  return [=](Behaviour& behaviour) {
    behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
      if (!is_over(*call.request)) return std::nullopt;
      return plain_error(status, code, title);
    });
    behaviour.on_response_bytes.emplace_back([=](const Call& call, HttpResponse&, Transmission& transmission) {
      if (is_over(*call.request)) transmission.close = true;
    });
  };
}

std::string http_date(std::time_t when) {
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), length};
}

void add_fields(FaultEntries& entries) {
  const char* fields = "Fields that nothing forbids may be there (RFC 9110 section 5.1).";
  add_default(entries, "fields-of-a-framework", "Responses have Server, Vary, Cache-Control and security fields.",
              fields, 1, in_every_response([](const Call&, HttpResponse& response, Transmission&) {
                for (const auto& [name, value] : {std::pair{"Server", "nginx/1.22.1"},
                                                  {"X-Powered-By", "Express"},
                                                  {"Vary", "Origin, Accept"},
                                                  {"Cache-Control", "no-cache, private"},
                                                  {"X-Content-Type-Options", "nosniff"},
                                                  {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"}})
                  set_field(response.fields, name, value);
              }));
  add_default(entries, "keep-alive-field", "Responses have Connection: keep-alive and Keep-Alive.", fields, 15,
              in_every_response([](const Call&, HttpResponse& response, Transmission& transmission) {
                if (transmission.close) return;
                set_field(response.fields, "Connection", "keep-alive");
                set_field(response.fields, "Keep-Alive", "timeout=5, max=1000");
              }));
  add_default(entries, "weak-etags", "Responses with a body have a weak ETag.", fields, 1,
              in_every_response([](const Call&, HttpResponse& response, Transmission&) {
                if (response.status == 200)
                  set_field(response.fields, "ETag", "W/\"" + std::to_string(response.body.size()) + "-Xk\"");
              }));
  add_default(entries, "cookies-set", "Every response sets cookies.", fields, 1,
              in_every_response([](const Call&, HttpResponse& response, Transmission&) {
                response.fields.push_back({"Set-Cookie", "AWSALB=abc/def+ghi=; Expires=Mon, 07 Dec 2026 10:00:00 GMT"});
                response.fields.push_back({"Set-Cookie", "session=1; HttpOnly; Secure; SameSite=Lax"});
              }));
  add_default(entries, "attributes-with-charset", "GET /attributes has the media type application/json; charset=utf-8.",
              "A parameter does not change the media type.", 1, [](Behaviour& behaviour) {
                on_served(behaviour, Operation::get_user_attributes, [](const Call&, Response& response) {
                  response.media_type = "application/json; charset=utf-8";
                });
              });
  const char* challenges =
      "A challenge may have parameters, and its scheme has no letter case (RFC 9110 section 11.1).";
  const auto challenged = [](std::string value) {
    return [value = std::move(value)](Behaviour& behaviour) {
      on_status(behaviour, 401, std::nullopt,
                [value](const Call&, Response& response) { set_field(response.fields, "WWW-Authenticate", value); });
    };
  };
  add_default(entries, "challenge-with-parameters",
              "A 401 says what is wrong with the token, commas and quotes included.", challenges, 8,
              challenged("Bearer realm=\"users, \\\"staging\\\"\", error=\"invalid_token\", error_description=\"The "
                         "token, or what is there, is not known\""));
  add_default(entries, "challenge-in-lower-case", "A 401 names the scheme bearer.", challenges, 8,
              challenged("bearer realm=users"));
  add_default(entries, "challenges-of-two-schemes", "A 401 names Basic and Bearer in one field.", challenges, 8,
              challenged("Basic realm=\"users\", charset=\"UTF-8\", Bearer realm=\"users\""));
  add_default(entries, "errors-close", "Every refusal ends its connection.", "A server may end any connection.", 15,
              in_every_response([](const Call&, HttpResponse& response, Transmission& transmission) {
                if (response.status >= 400) transmission.close = true;
              }));
  add_default(entries, "occasional-429-with-a-date",
              "Every seventh request gets 429 with a Retry-After that is a date.",
              "429 and 503 with Retry-After are waited for.", 1, [](Behaviour& behaviour) {
                auto count = std::make_shared<std::atomic<int>>(0);
                behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
                  if (!call.route.operation || ++*count % 7 != 0) return std::nullopt;
                  Response response = plain_error(429, "too-many-requests", "Too many requests");
                  response.fields.push_back({"Retry-After", http_date(std::time(nullptr))});
                  return response;
                });
              });
}

void add_spellings(FaultEntries& entries) {
  const char* escapes = "An escape means its character (RFC 8259 section 7).";
  add_default(entries, "slashes-escaped", "Solidi in texts are escaped.", escapes, 1, escaping({{"/", "\\/"}}));
  add_default(entries, "html-escaped", "Texts have \\u escapes for <, >, &, U+2028 and U+2029.", escapes, 1,
              escaping({{"<", "\\u003c"},
                        {">", "\\u003e"},
                        {"&", "\\u0026"},
                        {"\xE2\x80\xA8", "\\u2028"},
                        {"\xE2\x80\xA9", "\\u2029"}}));
  add_default(entries, "numbers-with-fraction", "Whole numbers are written with .0.",
              "Numbers of one value are one value (RFC 8259 section 6).", 6,
              in_every_document([](const Call&, Value& all) {
                each_value(all, [](Value& value) {
                  const Number* number = value.number();
                  if (number != nullptr && number->text.find_first_of(".eE") == std::string::npos)
                    value = Value{Number{number->text + ".0"}};
                });
              }));
  add_default(entries, "members-sorted", "Members come in the order of their names.", "JSON members have no order.", 1,
              in_every_document([](const Call&, Value& all) {
                each_value(all, [](Value& value) {
                  if (Object* object = value.object())
                    std::ranges::sort(*object, {}, [](const Member& member) { return member.name; });
                });
              }));
  const auto created_at_as = [](std::function<std::string(std::string)> spelling) {
    return in_every_document([spelling = std::move(spelling)](const Call&, Value& document) {
      Value* data = find(document, "data");
      Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
      Value* shown = attributes == nullptr ? nullptr : find(*attributes, "createdAt");
      if (shown != nullptr && shown->string() != nullptr) *shown = Value{spelling(*shown->string())};
    });
  };
  const char* instants = "RFC 3339 has several spellings of one instant.";
  add_default(entries, "created-at-in-nanoseconds", "createdAt has nine digits of a second.", instants, 2,
              created_at_as([](std::string text) { return text.substr(0, 19) + ".000000000Z"; }));
  add_default(entries, "created-at-in-lower-case", "createdAt has the letters t and z.", instants, 2,
              created_at_as([](std::string text) { return lower(text); }));
  add_default(entries, "links-and-relationships", "data has links, meta and relationships.",
              "Members that JSON:API defines are allowed.", 2, in_every_document([](const Call& call, Value& document) {
                Value* data = find(document, "data");
                if (data == nullptr || data->object() == nullptr) return;
                set(*data->object(), "links", Object{{"self", call.request->target}});
                set(*data->object(), "meta", Object{{"revision", 7}});
                set(*data->object(), "relationships",
                    Object{{"manager", Object{{"data", nullptr}, {"links", Object{{"related", "/managers/1"}}}}}});
              }));
  add_default(entries, "details-quote-values", "The detail of an error quotes what was sent.",
              "The text of a detail is the server's.", 3, [](Behaviour& behaviour) {
                behaviour.on_response.emplace_back([](const Call& call, Response& response) {
                  Array* errors = errors_of(response);
                  if (errors == nullptr || !call.document) return;
                  for (Value& error : *errors) {
                    if (error.object() != nullptr)
                      set(*error.object(), "detail", "Input should be valid [input=" + to_json(*call.document) + "]");
                  }
                });
              });
}

// JSON with texts in single quotes as JSON, for readers that take more than the standard has.
std::string with_double_quotes(std::string text) {
  if (!std::holds_alternative<JsonError>(parse_json(text))) return text;
  bool in_text = false;
  for (char& c : text) {
    if (c == '"') in_text = !in_text;
    if (c == '\'' && !in_text) c = '"';
  }
  return text;
}

// Attributes whose names are known in other letters, by their known names.
std::string with_known_names(std::string text) {
  std::variant<Value, JsonError> parsed = parse_json(text);
  Value* document = std::get_if<Value>(&parsed);
  Value* data = document == nullptr ? nullptr : find(*document, "data");
  Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  if (attributes == nullptr || attributes->object() == nullptr) return text;
  for (Member& member : *attributes->object()) {
    for (const std::string_view known : writable_attributes) {
      if (lower(member.name) == lower(known)) member.name = known;
    }
  }
  // The last one counts.
  Object once;
  for (Member& member : *attributes->object()) set(once, member.name, std::move(member.value));
  *attributes = Value{std::move(once)};
  return to_json(*document);
}

// A text in memory that a serialiser cannot write: lone surrogates are marked by a character for private use.
constexpr std::string_view unwritable = "\xEF\xA3\xBF";

std::string with_surrogates_marked(std::string text) {
  std::string replaced = with_surrogates_replaced(text);
  if (replaced == text) return text;
  substitute(replaced, "\\ufffd", "\\uf8ff");
  substitute(replaced, "\\uFFFD", "\\uf8ff");
  return replaced;
}

void break_reads(Behaviour& behaviour) {
  behaviour.on_request_body.emplace_back(with_surrogates_marked);
  const auto is_unwritable = [](const std::string& text) { return text.find(unwritable) != std::string::npos; };
  on_served(behaviour, Operation::get_user, [=](const Call& call, Response& response) {
    if (any_text(Value{call.after->attributes}, is_unwritable))
      response = plain_error(501, "internal", "Internal server error");
  });
  on_served(behaviour, Operation::get_user_attributes, [=](const Call& call, Response& response) {
    if (any_text(Value{call.after->custom_attributes}, is_unwritable))
      response = plain_error(501, "internal", "Internal server error");
  });
}

void add_lenient_readers(FaultEntries& entries) {
  add_default(entries, "lone-surrogates-break-reads", "A lone surrogate is stored, and every read of it gets 501.",
              "What is taken comes back.", 14, break_reads, "should");
  add_default(
      entries, "single-quotes-read", "Texts in single quotes are read as texts.",
      "A parser may accept extensions (RFC 8259 section 9); the page has 422.", 12,
      [](Behaviour& behaviour) { behaviour.on_request_body.emplace_back(with_double_quotes); }, "should");
  add_default(
      entries, "names-in-any-case", "Attributes are known by their names in any letter case.",
      "JSON:API has names that are case sensitive.", 12,
      [](Behaviour& behaviour) { behaviour.on_request_body.emplace_back(with_known_names); }, "should");
  add_default(
      entries, "null-attributes-are-absent", "updateUser takes attributes that are null for attributes left out.",
      "Typed languages cannot distinguish them.", 12,
      [](Behaviour& behaviour) {
        behaviour.on_violation.emplace_back([](const Call& call, const Violation& violation) {
          const Value* data = call.document ? find(*call.document, "data") : nullptr;
          const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
          return call.is(Operation::update_user) && violation.rule == "document:attributes-wrong" &&
                 attributes != nullptr && attributes->is_null();
        });
      },
      "should");
}

void add_limits(FaultEntries& entries) {
  const char* limits = "Limits are the server's right; what is beyond them is refused with a 4xx.";
  constexpr std::size_t most_target = 4096;
  constexpr std::size_t most_levels = 32;
  constexpr std::size_t most_text = 16383;
  add_default(entries, "targets-up-to-4-kibibytes", "A target over 4 KiB gets 414 and the end of the connection.",
              limits, 14,
              limited(414, "target-too-long", "The request target is too long",
                      [](const HttpRequest& request) { return request.target.size() > most_target; }));
  add_default(entries, "32-levels-of-nesting", "A body of more than 32 levels gets 422.", limits, 14,
              refusing("The document is nested too deeply.",
                       [](const Value& document) { return levels_of(document) > most_levels; }));
  add_default(entries, "no-nul-in-texts", "A text with U+0000 gets 422.", "Databases cannot keep U+0000 in texts.", 14,
              refusing("U+0000 cannot be kept.", [](const Value& document) {
                return any_text(document, [](const std::string& text) { return text.find('\0') != std::string::npos; });
              }));
  add_default(entries, "texts-up-to-16-kibibytes", "A text over 16,383 bytes gets 422.", limits, 14,
              refusing("A text is too long.", [](const Value& document) {
                return any_text(document, [](const std::string& text) { return text.size() > most_text; });
              }));
  add_default(entries, "queries-refused", "A query gets 400.",
              "JSON:API has 400 for query parameters that the server does not know.", 14, [](Behaviour& behaviour) {
                behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
                  const bool has_query = call.request->target.find('?') != std::string::npos;
                  if (!call.route.operation || !has_query) return std::nullopt;
                  return plain_error(400, "bad-request", "The request has an unknown query parameter");
                });
              });
  add_default(entries, "get-with-body-refused", "A GET with a body gets 400.",
              "A body of GET has no meaning, and servers refuse it (RFC 9110 section 9.3.1).", 14,
              [](Behaviour& behaviour) {
                behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
                  const bool reads = call.request->method == "GET" || call.request->method == "HEAD";
                  if (!call.route.operation || !reads || call.request->body.empty()) return std::nullopt;
                  return plain_error(400, "bad-request", "A GET has a body");
                });
              });
}

void add_other_methods(FaultEntries& entries) {
  for (const int status : {404, 501}) {
    const std::string name = "other-methods-" + std::to_string(status);
    const std::string what = "A method that a path does not have gets " + std::to_string(status) + ".";
    entries.push_back({{name, what, "What is not served gets a fitting 4xx or 501.", "observe", 1, ""},
                       [status](Behaviour& behaviour) {
                         behaviour.on_response.emplace_back([status](const Call& call, Response& response) {
                           if (call.refused != "method") return;
                           restate(response, status);
                           erase_field(response.fields, "Allow");
                         });
                       }});
  }
  add_default(
      entries, "options-for-browsers", "OPTIONS is served with 204, Allow and the fields of CORS.",
      "Other methods are the server's matter.", 1,
      [](Behaviour& behaviour) {
        behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
          if (call.request->method != "OPTIONS" || call.route.allow.empty()) return std::nullopt;
          Response response;
          response.status = 204;
          response.fields = {{"Allow", call.route.allow},
                             {"Access-Control-Allow-Origin", "*"},
                             {"Access-Control-Allow-Methods", call.route.allow}};
          return response;
        });
      },
      "observe");
}

// The tag of what a call is about, as it is: of the record, or of /attributes.
std::string tag_of(const Call& call, const UserRecord& record) {
  const Object& state = on_users(*call.route.operation) ? record.attributes : record.custom_attributes;
  return '"' + std::to_string(std::hash<std::string>{}(to_json(Value{state}))) + '"';
}

constexpr const char* condition_missing = "If-Match is missing.";
constexpr const char* condition_failed = "If-Match names another state.";

void want_conditions(Behaviour& behaviour) {
  behaviour.validators.emplace_back([](const Call& call, const Value&, std::vector<Violation>& violations) {
    const std::optional<std::string> wanted = field_value(call.request->fields, "If-Match");
    if (wanted && (*wanted == "*" || *wanted == tag_of(call, *call.before))) return;
    violations.insert(violations.begin(), {"extra:condition", "", wanted ? condition_failed : condition_missing, ""});
  });
  behaviour.on_response.emplace_back([](const Call&, Response& response) {
    const Array* errors = errors_of(response);
    const Value* detail = errors == nullptr || errors->empty() ? nullptr : find(errors->front(), "detail");
    if (detail == nullptr || detail->string() == nullptr) return;
    if (*detail->string() == condition_missing) restate(response, 428);
    if (*detail->string() == condition_failed) restate(response, 412);
  });
  behaviour.on_response_bytes.emplace_back([](const Call& call, HttpResponse& response, Transmission&) {
    if (call.after && call.served()) set_field(response.fields, "ETag", tag_of(call, *call.after));
  });
}

void add_conditions(FaultEntries& entries) {
  add_default(entries, "writes-conditional", "Writes need If-Match: without it 428, with another state's tag 412.",
              "A server may require conditions (RFC 6585 section 3); the target says so.", 5, want_conditions,
              "observe");
}

}  // namespace

void add_framework_variants(FaultEntries& entries) {
  add_fields(entries);
  add_spellings(entries);
  add_limits(entries);
  add_other_methods(entries);
  add_conditions(entries);
}

void add_framework_faults(FaultEntries& entries) { add_lenient_readers(entries); }

}  // namespace conform::reference
