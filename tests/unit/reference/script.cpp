#include "unit/reference/script.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "unit/reference/witnesses.hpp"

namespace conform::reference::testing {

namespace {

constexpr const char* json_api = "application/vnd.api+json";
/// "user:a-token-that-nobody-issued"
constexpr const char* token_as_password = "Basic dXNlcjphLXRva2VuLXRoYXQtbm9ib2R5LWlzc3VlZA==";

class Writer {
 public:
  explicit Writer(const Server& server) : server_{server} {}

  std::vector<Step> write() {
    for (const char* method : {"PUT", "PATCH"}) {
      states(method);
      refused_access(method);
      negotiation(method);
      several(method);
      semantics(method);
      hostile(method);
    }
    values();
    reads();
    odd();
    custom_attributes();
    turns();
    forms();
    rivals();
    named_like_attributes();
    lookalikes();
    limits();
    likenesses();
    returning();
    classes_of_texts();
    administrators();
    parameters();
    other_forms_of_ids();
    late_reads();
    combinations_and_edges();
    return std::move(steps_);
  }

 private:
  Client client(const std::string& actor) const { return {server_, actor}; }

  void add(const std::string& name, Request request) { steps_.push_back({name, std::move(request)}); }

  // As an actor, with a token.
  void as(const std::string& actor, const std::string& name, Request request) {
    request.fields.emplace_back("Authorization", "Bearer " + client(actor).account.token);
    add(name + " as " + actor, std::move(request));
  }

  void body(const std::string& method, const std::string& document, const std::string& name) {
    as("user-1", method + " " + name, client("user-1").write(method, document));
  }

  void user(const std::string& method, const nlohmann::json& attributes, const std::string& name) {
    body(method, client("user-1").document(attributes), name);
    read();
  }

  void read(const std::string& actor = "user-1") {
    as(actor, "read",
       {.method = "GET", .target = client(actor).path(), .fields = {{"Accept-Encoding", "gzip"}}, .body = {}});
  }

  // What the faults of combinations and edges are shown by.
  void combinations_and_edges() {
    for (const Witness& witness : witnesses(client("user-1").account.user_id)) {
      user("PUT", witness.record, "what " + witness.name + " begins with");
      if (witness.operation == "setUserAttributes") {
        write_custom_attributes("user-1", witness.body);
        continue;
      }
      const std::string method = witness.operation == "setUser" ? "PUT" : "PATCH";
      if (witness.body.empty()) {
        user(method, witness.attributes, witness.name);
      } else {
        body(method, witness.body, witness.name);
        read();
      }
    }
  }

  void states(const std::string& method) {
    const nlohmann::json full = full_attributes();
    user(method, full, "everything");
    user(method, full, "everything again");
    user(method, nlohmann::json::object(), "nothing");
    user("PUT", full, "everything");
    for (const auto& [name, value] : full.items()) {
      user(method, {{name, value}}, name + " alone");
      user("PUT", full, "everything");
      user(method, {{name, nullptr}}, name + " as null");
      user("PUT", full, "everything");
    }
    user(method, {{"address", {{"country", "FR"}}}}, "a partial address");
    user("PUT", full, "everything");
    nlohmann::json in_capitals = full;
    in_capitals["lastName"] = "BYRON";
    user("PUT", {{"lastName", "Byron"}}, "a name");
    user(method, in_capitals, "the name in capitals");
    user("PUT", full, "everything");
    user(method,
         {{"firstName", "A"},
          {"lastName", "B"},
          {"locale", "fr-FR"},
          {"email", "x@example.org"},
          {"gender", "other"},
          {"phoneNumber", "1"},
          {"pictureUrl", "https://example.org/b"},
          {"birthDate", "1999"},
          {"zoneInfo", "Asia/Tokyo"},
          {"address", {{"street", "C"}}}},
         "everything else");
    user(method, {{"firstName", "A"}, {"createdAt", "2001-01-01T00:00:00Z"}, {"shoeSize", 43}}, "unknown attributes");
  }

  void refused_access(const std::string& method) {
    const Client own = client("user-1");
    const std::string document = own.document({{"firstName", "Mallory"}});
    add(method + " without a token", own.write(method, document));
    for (const std::string value :
         {"Bearer nobody-issued-this", "Bearer ???", "Basic dXNlcjpwYXNz", token_as_password}) {
      Request request = own.write(method, document);
      request.fields.emplace_back("Authorization", value);
      add(method + " with " + value, request);
    }
    read();
    for (const std::string actor : {"expired", "unlinked", "reader"}) {
      const Client other = client(actor);
      as(actor, method, other.write(method, other.document({{"firstName", "Mallory"}})));
      as("admin", "read of " + actor, {.method = "GET", .target = other.path(), .fields = {}, .body = {}});
    }
    const Client foreign = client("user-2");
    as("user-1", method + " a foreign record", foreign.write(method, foreign.document({{"firstName", "Mallory"}})));
    read("user-2");
    const std::string own_id = own.account.user_id;
    for (const std::string& id : {std::string{"11111111-2222-4333-8444-555555555555"}, std::string{"not-a-uuid"},
                                  own_id.substr(0, own_id.size() - 1)}) {
      Request request = own.write(
          method,
          nlohmann::json{{"data", {{"type", "User"}, {"id", id}, {"attributes", {{"firstName", "X"}}}}}}.dump());
      request.target = own.base + "/users/" + id;
      as("user-1", method + " " + id, request);
      as("admin", method + " " + id, request);
      as("admin", "read " + id, {.method = "GET", .target = request.target, .fields = {}, .body = {}});
    }
    as("admin", method + " of user-2", foreign.write(method, foreign.document({{"lastName", "from " + method}})));
    read("user-2");
  }

  void negotiation(const std::string& method) {
    const Client own = client("user-1");
    int count = 0;
    const auto document = [&] { return own.document({{"lastName", method + std::to_string(++count)}}); };
    for (const std::string accept :
         {"", "text/html", "application/xml", "application/json", "*/*", "text/html, application/vnd.api+json",
          "APPLICATION/VND.API+JSON", "application/vnd.api+json;q=0", "application/vnd.api+json; charset=utf-8",
          "application/vnd.api+json;charset=utf-8"}) {
      Request request = own.write(method, document());
      request.fields = {{"Content-Type", json_api}};
      if (!accept.empty()) request.fields.emplace_back("Accept", accept);
      as("user-1", method + " Accept " + accept, request);
      read();
    }
    for (const std::string type :
         {"", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "application/json", "application/vnd.api+json; charset=utf-8", "application/vnd.api+json;charset=utf-8",
          "application/vnd.api+json; charset=iso-8859-1", "application/vnd.api+json; charset=utf-16",
          "Application/Vnd.Api+Json"}) {
      Request request = own.write(method, document());
      request.fields = {{"Accept", json_api}};
      if (!type.empty()) request.fields.emplace_back("Content-Type", type);
      as("user-1", method + " Content-Type " + type, request);
      read();
    }
  }

  // Several things wrong at once.
  void several(const std::string& method) {
    const Client own = client("user-1");
    const Client foreign = client("user-2");
    Request request = own.write(method, "{}");
    request.fields = {{"Accept", "text/html"}, {"Content-Type", "text/plain"}};
    add(method + " wrong in every way", request);
    as("user-1", method + " wrong but for the token", request);
    request.target = foreign.path();
    as("user-1", method + " wrong for a foreign record", request);
    request.fields = {{"Accept", "application/vnd.api+json"}, {"Content-Type", json_api}};
    as("user-1", method + " a wrong document for a foreign record", request);
  }

  void semantics(const std::string& method) {
    const std::string id = client("user-1").account.user_id;
    const nlohmann::json values{7, true, "text", nlohmann::json::array(), nlohmann::json::object()};
    const nlohmann::json full = full_attributes();
    for (const auto& [name, right] : full.items()) {
      for (const nlohmann::json& value : values)
        user(method, {{name, value}, {"phoneNumber", "bad neighbour"}}, name + " as " + value.dump());
      static_cast<void>(right);
    }
    user(method, {{"gender", "unknown"}}, "gender");
    user(method, {{"email", "nobody"}}, "email");
    user(method, {{"birthDate", "2023-02-29"}}, "birthDate");
    user(method, {{"gender", "unknown"}, {"email", "nobody"}}, "gender and email");
    user(method, {{"address", {{"planet", "Earth"}}}}, "an unknown member of the address");
    const nlohmann::json attributes{{"firstName", "Eve"}};
    const std::vector<nlohmann::json> documents{
        nlohmann::json::object(),
        {{"data", nullptr}},
        {{"data", nlohmann::json::array({{{"type", "User"}, {"id", id}, {"attributes", attributes}}})}},
        {{"data", "text"}},
        {{"data", {{"id", id}, {"attributes", attributes}}}},
        {{"data", {{"type", "Account"}, {"id", id}, {"attributes", attributes}}}},
        {{"data", {{"type", "User"}, {"attributes", attributes}}}},
        {{"data", {{"type", "User"}, {"id", "11111111-2222-4333-8444-555555555555"}, {"attributes", attributes}}}},
        {{"data", {{"type", "User"}, {"id", id}}}},
        {{"data", {{"type", "User"}, {"id", id}, {"attributes", nullptr}}}},
        {{"data", {{"type", "User"}, {"id", id}, {"attributes", nlohmann::json::array()}}}}};
    for (const nlohmann::json& document : documents) {
      body(method, document.dump(), document.dump());
      read();
    }
    user(method, {{"FIRSTNAME", "Eve"}}, "a name of an attribute in capitals");
    body(method, "{\"data\":", "half a document");
    body(method, "", "an empty body");
  }

  void hostile(const std::string& method) {
    const std::string id = client("user-1").account.user_id;
    const std::string open = R"({"data":{"type":"User","id":")" + id + R"(","attributes":{)";
    body(method, open + R"("firstName":"a","firstName":"b"}}})", "duplicate members");
    body(method, open + "\"firstName\":\"\xC3\x28\"}}}", "invalid UTF-8");
    body(method, open + "\"firstName\":\"\\u0001\"}}}", "control characters");
    body(method, open + "\"firstName\":\"\\ud800\"}}}", "a lone surrogate");
    body(method, open + "\"firstName\":" + std::string(300, '[') + std::string(300, ']') + "}}}", "deep nesting");
    body(method, open + "\"firstName\":\"" + std::string(std::size_t{1100} * 1024, 'x') + "\"}}}", "a large body");
    read();
  }

  void values() {
    user("PATCH", full_attributes(), "everything");
    for (const std::string text : {"  padded  ", "two  spaces", "MiXed", "007", "12345", "2020-01-01", "", "Zoe\u0308",
                                   "\U0001F600", "\u4E2D\u6587", "<b>&", "O'Hara \\ Sons", "a+b"}) {
      user("PATCH", {{"lastName", text}}, "a value");
      user("PUT", {{"address", {{"street", text}}}}, "a value");
    }
    user("PATCH", {{"lastName", std::string(300, 'n')}}, "a long value");
    user("PATCH", {{"address", {{"houseNo", 18}, {"postalCode", 76131}}}}, "numbers");
  }

  void reads() {
    const Client own = client("user-1");
    const Request request{.method = "GET", .target = own.path(), .fields = {}, .body = {}};
    add("read without a token", request);
    Request other = request;
    other.fields = {{"Authorization", "Bearer nobody-issued-this"}};
    add("read with an unknown token", other);
    other.fields = {{"Authorization", "Basic dXNlcjpwYXNz"}};
    add("read with another scheme", other);
    other.fields = {{"Authorization", token_as_password}};
    add("read with a token as the password", other);
    for (const std::string actor : {"expired", "unlinked", "reader"}) read(actor);
    as("user-1", "read a foreign record",
       {.method = "GET", .target = client("user-2").path(), .fields = {}, .body = {}});
    as("user-1", "read an unknown user",
       {.method = "GET", .target = own.base + "/users/11111111-2222-4333-8444-555555555555", .fields = {}, .body = {}});
    as("user-1", "read the beginning of the own id",
       {.method = "GET", .target = own.path().substr(0, own.path().size() - 1), .fields = {}, .body = {}});
    std::string in_capitals = own.account.user_id;
    std::ranges::transform(in_capitals, in_capitals.begin(), [](unsigned char c) { return std::toupper(c); });
    as("user-1", "read the own id in capitals",
       {.method = "GET", .target = own.base + "/users/" + in_capitals, .fields = {}, .body = {}});
    as("user-1", "read no UUID", {.method = "GET", .target = own.base + "/users/x", .fields = {}, .body = {}});
    as("user-1", "read for text/html",
       {.method = "GET", .target = own.path(), .fields = {{"Accept", "text/html"}}, .body = {}});
  }

  // Requests whose line or header is unusual.
  void odd() {
    const Client own = client("user-1");
    const Request request{.method = "GET", .target = own.path(), .fields = {}, .body = {}};
    Request other = request;
    other.fields = {{"X-Long", std::string(5000, 'x')}};
    as("user-1", "read with a long field", other);
    other.fields.assign(60, {"X-Many", "x"});
    as("user-1", "read with many fields", other);
    other.fields = {{"Forwarded", "for=192.0.2.1"}};
    as("user-1", "read through a proxy", other);
    other.fields = {{"Authorization", "Bearer nobody-issued-this"}};
    as("user-1", "read with two tokens", other);
    other.fields = {{"Authorization", "Bearer %s\\"}};
    add("read with an odd token", other);
    other = request;
    other.target += "?include=friends";
    as("user-1", "read with a query", other);
    other.target = own.base + "/unheard-of";
    as("user-1", "read of an unknown path", other);
    other.target = own.path() + "%00";
    as("user-1", "read of an encoded id", other);
    other = request;
    other.body = "{}";
    as("user-1", "read with a body", other);
    for (const std::string method : {"DELETE", "OPTIONS"}) {
      other = request;
      other.method = method;
      as("user-1", method, other);
    }
  }

  void write_custom_attributes(const std::string& actor, const std::string& document) {
    as(actor, "custom " + document,
       {.method = "PUT",
        .target = client(actor).base + "/attributes",
        .fields = {{"Content-Type", "application/json"}},
        .body = document});
    read_custom_attributes(actor);
  }

  void read_custom_attributes(const std::string& actor) {
    as(actor, "read custom", {.method = "GET", .target = client(actor).base + "/attributes", .fields = {}, .body = {}});
  }

  void custom_attributes() {
    user("PATCH", full_attributes(), "everything");
    for (const std::string document :
         {R"({"One":"1","two":"2"})", R"({"One":"1","two":"2"})", R"({"two":"zwei","three":" 3 "})", "{}",
          R"({"flag":"true","number":7,"nested":{"a":[null]}})", "{'a':'b'}", "[]", "{", ""}) {
      write_custom_attributes("user-1", document);
    }
    read();
    write_custom_attributes("user-2", R"({"One":"other"})");
    read_custom_attributes("user-1");
    const std::string target = client("user-1").base + "/attributes";
    for (const std::string method : {"PUT", "GET"}) {
      Request request{.method = method, .target = target, .fields = {{"Content-Type", "application/json"}}, .body = {}};
      if (method == "PUT") request.body = R"({"a":"b"})";
      add("custom without a token", request);
      for (const std::string value : {"Bearer nobody-issued-this", "Basic dXNlcjpwYXNz", token_as_password}) {
        Request other = request;
        other.fields.emplace_back("Authorization", value);
        add("custom with " + value, other);
      }
      for (const std::string actor : {"expired", "unlinked", "reader"}) as(actor, "custom " + method, request);
    }
    for (const char* actor : {"reader"}) read_custom_attributes(actor);
    Request plain{
        .method = "PUT", .target = target, .fields = {{"Content-Type", "text/plain"}}, .body = R"({"a":"b"})"};
    as("user-1", "custom as text/plain", plain);
    plain.fields = {};
    as("user-1", "custom without a Content-Type", plain);
  }

  // Two users in turn, for responses that get mixed up.
  void turns() {
    for (int i = 0; i < 4; ++i) {
      for (const std::string actor : {"user-3", "user-4"}) {
        const Client own = client(actor);
        as(actor, "turn", own.write("PUT", own.document({{"firstName", actor}})));
        as(actor, "turn", own.write("PATCH", own.document({{"lastName", actor}})));
        read(actor);
        write_custom_attributes(actor, R"({"me":")" + actor + "\"}");
      }
    }
  }

  // Other forms of the values that the record holds.
  void forms() {
    const std::vector<nlohmann::json> others{{{"email", "ada@Example.ORG"}},
                                             {{"phoneNumber", "+442079460000"}},
                                             {{"locale", "en-gb"}},
                                             {{"pictureUrl", "HTTPS://Example.ORG/ada.png"}},
                                             {{"address", {{"houseNo", "12"}}}},
                                             {{"firstName", " Ada "}},
                                             {{"birthDate", "1815-12-10T00:00:00+01:00"}}};
    for (const nlohmann::json& other : others) {
      user("PUT", full_attributes(), "everything");
      user("PATCH", other, other.dump());
      user("PUT", other, other.dump());
    }
  }

  // Two users who want the same e-mail address and phone number.
  void rivals() {
    for (const std::string actor : {"user-1", "user-2"}) {
      const Client own = client(actor);
      as(actor, "PUT of what both want",
         own.write("PUT", own.document({{"email", "one@example.org"}, {"phoneNumber", "+14255550100"}})));
    }
    read("user-1");
    read("user-2");
  }

  void named_like_attributes() {
    user("PUT", full_attributes(), "everything");
    write_custom_attributes("user-1", R"({"firstName":"Grace"})");
    read();
    write_custom_attributes("user-1", R"({"nested":{"a":1}})");
    write_custom_attributes("user-1", R"({"nested":{"b":2}})");
  }

  // Each text is like the one before it to a comparison that does not heed everything.
  void lookalikes() {
    for (const char* method : {"PUT", "PATCH"}) {
      for (const char* text : {"7", "007", "Zo\u00EB", "Zoe\u0308", "Zoe"}) {
        user(method, {{"lastName", text}}, "a lookalike");
      }
    }
  }

  // Requests that the plain server takes, and servers with smaller limits refuse.
  void limits() {
    const Client own = client("user-1");
    as("user-1", "read with a long target",
       {.method = "GET", .target = own.path() + "?" + std::string(4096, 'x'), .fields = {}, .body = {}});
    write_custom_attributes("user-1", R"({"a":)" + std::string(32, '[') + std::string(32, ']') + "}");
    write_custom_attributes("user-1", R"({"a":"\u0000"})");
    write_custom_attributes("user-1", R"({"a":")" + std::string(16384, 'x') + "\"}");
  }

  // Each value is like the one before it to some comparison.
  void likenesses() {
    const std::vector<std::pair<std::string, std::string>> texts{
        {"7", "7.0"},
        {"Mueller", "M\u00FCller"},
        {"Anne Marie", "Anne-Marie"},
        {"Anne Marie", "AnneMarie"},
        {"AdaByron", "Ada\u200BByron"},
        {"Adam", "Dama"},
        {"Ada Byron", "Ada Byron "},
        {"Ada Lovelace of London, the first", "Ada Lovelace of London, the firsz"}};
    const std::vector<std::tuple<std::string, std::string, std::string>> others{
        {"email", "ada.b@example.com", "adab@example.com"},
        {"email", "ada@example.com", "ada+c@example.com"},
        {"phoneNumber", "+14255550100", "+14255550100;ext=5"},
        {"pictureUrl", "https://example.com/ada", "https://example.com/ADA"},
        {"pictureUrl", "https://example.com/ada?v=1", "https://example.com/ada?v=2"},
        {"pictureUrl", "https://example.com/ada", "https://example.com/ada/"},
        {"birthDate", "1985-12-10", "1985-12-11"},
        {"birthDate", "1985-12-10", "1990-05-17T23:59:59-05:00"},
        {"birthDate", "1985-12-10", "1990-01-01T00:00:00+14:00"},
        {"locale", "de-DE", "de-AT"},
        {"zoneInfo", "Europe/Berlin", "Europe/Paris"}};
    for (const char* method : {"PUT", "PATCH"}) {
      for (const auto& [before, after] : texts) {
        user("PUT", {{"lastName", before}}, "a text");
        user(method, {{"lastName", after}}, "a lookalike");
      }
      for (const auto& [name, before, after] : others) {
        user("PUT", {{name, before}}, "a value");
        user(method, {{name, after}}, "a lookalike");
      }
      for (const char* member : {"country", "houseNo"}) {
        user("PUT", {{"address", {{member, "d e"}}}}, "a code");
        user(method, {{"address", {{member, "DE"}}}}, "a code like it");
        user(method, {{"address", {{member, "D E"}}}}, "a code like it");
        user(method, {{"address", {{member, "d e"}}}}, "a code like it");
      }
    }
    for (const char* document : {R"({"a":"blue","b":18,"c":"10","d":1,"e":["a","b"],"f":{"n":1}})",
                                 R"({"a":"BLUE","b":"18","c":"1e1","d":true,"e":["b","a"],"f":{"n":"1"}})"})
      write_custom_attributes("user-1", document);
  }

  // What is cleared, and what is written after it.
  void returning() {
    const nlohmann::json full = full_attributes();
    for (const auto& [name, value] : full.items()) {
      static_cast<void>(value);
      user("PUT", full, "everything");
      user("PATCH", {{name, nullptr}}, name + " as null");
      user("PATCH", {{name == "firstName" ? "lastName" : "firstName", "Eve"}}, "another attribute");
      user("PUT", full, "everything");
      nlohmann::json cleared = full;
      cleared[name] = nullptr;
      user("PUT", cleared, name + " as null in everything");
      user("PATCH", {{name == "firstName" ? "lastName" : "firstName", "Eve"}}, "another attribute");
    }
    for (const char* member :
         {"country", "locality", "street", "houseNo", "additionalAddressLink", "region", "postalCode"}) {
      user("PUT", {{"address", {{"country", "DE"}, {member, "7"}}}}, "an address");
      user("PATCH", {{"address", {{member, nullptr}}}}, std::string{member} + " as null");
      user("PATCH", {{"address", {{member == std::string{"street"} ? "region" : "street", "C"}}}}, "another member");
    }
    user("PUT", full, "everything");
    user("PATCH", {{"address", nullptr}}, "no address");
    user("PATCH", {{"address", {{"country", "FR"}}}}, "a part of an address");
    user("PUT", full, "everything");
    user("PUT", {{"firstName", "Eve"}}, "no address");
    user("PATCH", {{"address", {{"country", "FR"}}}}, "a part of an address");
    user("PUT", {{"address", {{"country", "DE"}, {"locality", "A"}, {"street", "B"}}}}, "an address");
    user("PUT", {{"address", {{"country", "DE"}}}}, "less of an address");
    user("PATCH", {{"address", {{"country", "FR"}}}}, "a part of an address");
    user("PUT", full, "everything");
    user("PATCH", {{"lastName", ""}}, "an empty name");
    user("PATCH", {{"firstName", "Eve"}}, "another attribute");
    user("PATCH", {{"email", nullptr}, {"lastName", nullptr}}, "two nulls");
    user("PATCH", nlohmann::json::object(), "nothing");
    write_custom_attributes("user-1", R"({"back":"one","other":"two"})");
    write_custom_attributes("user-1", R"({"back":null})");
    write_custom_attributes("user-1", R"({"other":"three"})");
  }

  // Texts that software likes to change or to refuse.
  void classes_of_texts() {
    for (const char* method : {"PUT", "PATCH"}) {
      for (const char* text : {"   ",      "null",      "0",       "a\r\nb", "a\tb",     "<b>a</b>",   "a\\b",
                               "a\\",      "&amp;&lt;", "a \"b\"", "%41%20", "1e3",      "\U0001F600", "\u202Ba\u200F",
                               "a\u200Db", "e\u0301",   "007",     "O'Hara", "Mary Ann", "J"}) {
        user(method,
             {{"firstName", text},
              {"lastName", text},
              {"address",
               {{"country", text},
                {"locality", text},
                {"street", text},
                {"houseNo", text},
                {"additionalAddressLink", text},
                {"region", text},
                {"postalCode", text}}}},
             "texts");
        user(method, {{"phoneNumber", text}}, "a text");
        user(method, {{"pictureUrl", text}}, "a text");
      }
    }
    const std::vector<std::pair<std::string, std::string>> ordinary{{"phoneNumber", "+1 (425) 555-0100;ext=5678"},
                                                                    {"email", "ada+b@example.com"},
                                                                    {"email", "o'hara@example.com"},
                                                                    {"locale", "zh-Hant-TW"},
                                                                    {"zoneInfo", "UTC"}};
    for (const auto& [name, value] : ordinary) user("PATCH", {{name, value}}, value);
  }

  // What is asked for about another user's record, and what the own one is afterwards.
  void administrators() {
    const Client other = client("user-2");
    as("user-2", "PUT everything", other.write("PUT", other.document(full_attributes())));
    for (const char* method : {"PUT", "PATCH"}) {
      read("admin");
      as("admin", std::string{method} + " of user-2", other.write(method, other.document(full_attributes())));
      read("admin");
    }
    as("admin", "read of user-2", {.method = "GET", .target = other.path(), .fields = {}, .body = {}});
  }

  // Media types with parameters.
  void parameters() {
    const Client own = client("user-1");
    for (const char* accept :
         {"application/vnd.api+json;version=1, */*", "application/vnd.api+json;version=1, application/*"}) {
      Request request = own.write("PATCH", own.document({{"lastName", accept}}));
      request.fields = {{"Content-Type", json_api}, {"Accept", accept}};
      as("user-1", std::string{"Accept "} + accept, request);
    }
    for (const char* type : {"application/vnd.api+json; charset=\"utf-8\"", "application/vnd.api+json; boundary=x",
                             "application/vnd.api+json;q=0.9"}) {
      Request request = own.write("PATCH", own.document({{"lastName", type}}));
      request.fields = {{"Content-Type", type}, {"Accept", json_api}};
      as("user-1", std::string{"Content-Type "} + type, request);
    }
    as("user-1", "PATCH of a noncharacter", own.write("PATCH", own.document({{"lastName", "Love\xef\xbf\xbelace"}})));
    as("user-1", "custom in another charset",
       {.method = "PUT",
        .target = own.base + "/attributes",
        .fields = {{"Content-Type", "application/json; charset=iso-8859-1"}},
        .body = R"({"a":"b"})"});
  }

  void other_forms_of_ids() {
    const Client own = client("user-1");
    for (const char* method : {"GET", "PUT", "PATCH"}) {
      Request request = own.write(method, own.document({{"firstName", "X"}}));
      if (method == std::string{"GET"}) request.body.reset();
      request.target = own.base + "/users/%7B" + own.account.user_id + "%7D";
      as("user-1", std::string{method} + " in braces", request);
    }
  }

  // What is read more than once after a write, and after what does not concern it.
  void late_reads() {
    const Client other = client("user-2");
    as("user-2", "PUT", other.write("PUT", other.document({{"lastName", "Hopper"}})));
    for (const char* method : {"PUT", "PATCH"}) {
      user("PUT", full_attributes(), "everything");
      user(method, {{"lastName", "Late"}}, "a name");
      read();
      user(method, {{"lastName", nullptr}}, "no name");
      as("user-2", "PATCH", other.write("PATCH", other.document({{"locale", "fr-FR"}})));
      read();
      user(method, {{"lastName", "Latest"}}, "a name");
      body(method, client("user-1").document({{"gender", "unknown"}, {"firstName", "Mallory"}}), "a bad gender");
      read();
      user(method, {{"locale", "de-DE"}}, "a locale");
      as("user-2", "read of user-1", {.method = "GET", .target = client("user-1").path(), .fields = {}, .body = {}});
      read();
      user(method, {{"zoneInfo", "Asia/Tokyo"}}, "a time zone");
      write_custom_attributes("user-1", std::string{R"({"late":")"} + method + "\"}");
      read();
      write_custom_attributes("user-1", std::string{R"({"later":")"} + method + "\"}");
      read_custom_attributes("user-1");
      for (int i = 0; i < 5; ++i) {
        user(method, {{"firstName", std::to_string(i)}}, "a name");
        read();
      }
      read_custom_attributes("user-1");
      write_custom_attributes("user-1", std::string{R"({"last":")"} + method + "\"}");
      write_custom_attributes("user-2", R"({"other":"user"})");
      read_custom_attributes("user-1");
      write_custom_attributes("user-1", std::string{R"({"last":"not )"} + method + "\"}");
      write_custom_attributes("user-1", "[]");
    }
  }

  const Server& server_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> script(const Server& server) { return Writer{server}.write(); }

std::string stable_text(const ReceivedResponse& response, int port) {
  std::string text = response.raw.substr(0, 20000);
  const auto replace = [&](const std::string& what, const std::string& with) {
    if (what.empty()) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
      text.replace(at, what.size(), with);
    }
  };
  replace(response.field("Request-Id"), "REQUEST");
  replace(response.field("Date"), "DATE");
  replace("127.0.0.1:" + std::to_string(port), "ORIGIN");
  return text + "\n" + response.trouble;
}

}  // namespace conform::reference::testing
