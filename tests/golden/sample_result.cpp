#include "golden/sample_result.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace conform::testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr std::chrono::system_clock::time_point start{std::chrono::milliseconds{1'714'555'800'250}};

const std::string user = "/users/6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10";

Request request(std::string method, std::string target, std::optional<std::string> body) {
  Request made{.method = std::move(method),
               .target = std::move(target),
               .headers = {{"Accept", "application/vnd.api+json"}, {"Authorization", "Bearer $USER_1_TOKEN"}},
               .body = std::move(body)};
  if (made.body) made.headers.push_back({"Content-Type", "application/vnd.api+json"});
  return made;
}

Response response(int status, std::string reason, std::string body) {
  return {.status = status,
          .reason = std::move(reason),
          .headers = {{"Content-Type", "application/vnd.api+json"}, {"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}},
          .body = std::move(body)};
}

Exchange exchange(std::string purpose, std::string actor, Request sent, ResponseOrError response) {
  const std::string curl = "curl --request " + sent.method + " \"$BASE_URL" + sent.target + "\"";
  return {.purpose = std::move(purpose),
          .actor = std::move(actor),
          .request = std::move(sent),
          .response = std::move(response),
          .started_at = start + 1s,
          .took = 12'345us,
          .curl = curl};
}

Finding finding(std::string rule, std::string requirement, Level level, std::string where, std::string message) {
  return {.rule = std::move(rule),
          .requirement = std::move(requirement),
          .level = level,
          .where = std::move(where),
          .expected = {},
          .actual = {},
          .message = std::move(message)};
}

Verdict verdict(std::string id, OutcomeKind kind, std::string reason) {
  Verdict made;
  made.id = std::move(id);
  made.about = "updateUser leaves omitted attributes as they are.";
  made.file = made.id.substr(0, made.id.rfind('/', made.id.find('['))) + ".json";
  made.line = 7;
  made.outcome = {.kind = kind, .reason = std::move(reason)};
  made.requirements = {"UPDATE-MERGE"};
  made.took = 40'600us;
  return made;
}

/// PATCH wiped one attribute; the matrix makes two cases of it.
Verdict wiped(const std::string& attribute) {
  Verdict made =
      verdict("users/patch/merge/omitted-attributes-stay[attribute=" + attribute + "]", OutcomeKind::failed, "");
  made.findings = {finding("effect.merge", "UPDATE-MERGE", Level::must, "/data/attributes/" + attribute,
                           "PATCH wiped " + attribute + ", which was left out")};
  made.findings[0].expected = "\"de-DE\"";
  made.findings[0].actual = "absent";
  made.findings[0].exchange = 1;
  made.exchanges = {exchange("before", "user-1", request("GET", user, std::nullopt),
                             response(200, "OK", R"({"data":{"type":"User","attributes":{"locale":"de-DE"}}})")),
                    exchange("step 1", "user-1", request("PATCH", user, R"({"data":{"type":"User","attributes":{}}})"),
                             response(200, "OK", R"({"data":{"type":"User","attributes":{}}})"))};
  return made;
}

/// Everything that could break out of a report.
Verdict nasty() {
  Verdict made = verdict("users/errors/shape/error-document[path=/a.b/c,value=<x>&\"]]>]", OutcomeKind::failed, "");
  made.about = "Every error status has an errors document.";
  made.line = 31;
  made.requirements = {"ERROR-DOCUMENT", "ERROR-TITLE"};
  made.findings = {
      finding("contract.body", "ERROR-DOCUMENT", Level::must, "/errors/0/status",
              "the body is \x1b[31mno JSON\x1b[0m ]]> <script>alert(1)</script>\r\nFAILED everything"),
      finding("contract.should", "ERROR-TITLE", Level::should, "/errors/0/title", "title differs between occurrences"),
      finding("contract.status", "ERROR-DOCUMENT", Level::must, "status", "responded 500, which is not documented")};
  made.findings[0].expected = "an errors document";
  made.findings[0].actual = "\"\x01\x02\x7f\u0085\u202Eoverride\u2066\uFEFF \xff\xfe \xed\xa0\x80 \uFFFE end\"";
  made.findings[2].expected = "one of 401, 403, 404";
  made.findings[2].actual = "500";
  Exchange flood = exchange("step 1", "", request("PUT", user, "\x00\x01\xff not text"s),
                            response(500, "Oops\x1b]0;title\x07",
                                     "<html>]]>&amp;\x1b[2J\r\n\tline two\rline three\n" + std::string(4000, 'x') +
                                         "[[ATTACHMENT|/etc/hosts]]"));
  std::get<Response>(flood.response).headers.push_back({"X-Bytes", "\xc3\x28 \x9b"});
  std::get<Response>(flood.response).excess_bytes = 17;
  std::erase_if(flood.request.headers, [](const Header& field) { return field.name == "Authorization"; });
  Exchange cut = exchange("read back", "user-1", request("GET", user, std::nullopt),
                          TransportError{.kind = TransportErrorKind::closed,
                                         .detail = "the server closed the connection after 5 of 4096 bytes",
                                         .partial = response(200, "OK", "{\"dat")});
  made.exchanges = {flood, cut};
  return made;
}

/// A passed case with something to say.
Verdict with_should_finding() {
  Verdict made = verdict("users/auth/tokens/unknown-token[scheme=Bearer]", OutcomeKind::passed, "");
  made.about = "An unknown token gets 401.";
  made.line = 12;
  made.requirements = {"AUTH-401", "AUTH-CHALLENGE"};
  made.findings = {finding("expect.header", "AUTH-CHALLENGE", Level::should, "header WWW-Authenticate",
                           "a 401 says how to authenticate")};
  made.findings[0].expected = "present";
  made.findings[0].actual = "absent";
  made.exchanges = {exchange("step 1", "unknown", request("GET", user, std::nullopt), response(401, "", ""))};
  return made;
}

Verdict unreachable(const std::string& id) {
  Verdict made = verdict(id, OutcomeKind::errored,
                         "the server could not be reached: connection refused; check baseUrl and the network");
  made.exchanges = {
      exchange("setup", "user-1", request("GET", user, std::nullopt),
               TransportError{.kind = TransportErrorKind::unreachable, .detail = "connection refused", .partial = {}})};
  return made;
}

}  // namespace

RunResult sample_result() {
  RunResult result;
  result.suite = {.name = "User API Conformance Suite", .version = "0.1.0", .cases = 12};
  result.target = {.name = "staging",
                   .base_url = "https://user.staging.example:8443/user/2024-3",
                   .api_version = "2024-3",
                   .arguments = "--target staging.jsonc"};
  result.started_at = start;
  result.took = 12'345'678us;
  result.conclusion = Conclusion::nonconformant;

  Verdict passed = verdict("users/patch/merge/empty-change[attribute=none]", OutcomeKind::passed, "");
  passed.observations = {{.id = "address-on-partial-patch", .seen = "merge", .pinned = "merge"}};
  Verdict skipped = verdict("users/auth/rights/no-scope", OutcomeKind::skipped,
                            "the target has no actor \"reader\"; add one to the target file");
  skipped.about = "A token without the scope is denied.";
  skipped.requirements = {"AUTH-SCOPE"};
  Verdict waived = verdict("attributes/set/nested", OutcomeKind::waived, "known: nested values are refused, ticket 12");
  waived.about = "Nested values are taken or refused.";
  waived.requirements = {"ATTRIBUTES-SET"};
  waived.findings = {finding("contract.status", "ATTRIBUTES-SET", Level::must, "status", "responded 400")};

  Verdict flaky = verdict("users/patch/merge/twice", OutcomeKind::passed, "");
  flaky.flaky = "1 finding did not recur when the case was repeated";
  flaky.unconfirmed = {
      finding("contract.answer", "UPDATE-MERGE", Level::must, "connection", "updateUser got no complete response")};
  flaky.exchanges = {
      exchange("step 1", "user-1", request("PATCH", user, "{}"),
               TransportError{.kind = TransportErrorKind::closed, .detail = "reset", .partial = std::nullopt})};

  result.verdicts = {wiped("locale"),
                     wiped("firstName"),
                     passed,
                     nasty(),
                     with_should_finding(),
                     skipped,
                     unreachable("users/put/replace/all-attributes"),
                     unreachable("users/put/replace/no-attributes"),
                     waived,
                     flaky};
  result.totals = {.passed = 3,
                   .failed = 3,
                   .skipped = 1,
                   .errored = 2,
                   .waived = 1,
                   .must_findings = 5,
                   .should_findings = 2,
                   .flaky = 1};
  result.restoration = {.unrestored = {{.actor = "user-2",
                                        .what = "the record 91f0c4d2-3b7a-4c55-8a41-7e2f9b6a5c10",
                                        .reason = "these attributes are still changed: locale; setUser responded 500"}},
                        .journal = "out/conform-restore-0123456789abcdef.json"};
  result.lag = {.late_reads = 3, .longest = 120'000us};
  result.requirements = {
      {.id = "UPDATE-MERGE",
       .level = Level::must,
       .area = 5,
       .statement = "updateUser leaves omitted attributes as they are, and gives back the complete record.",
       .source = "updateUser 2022-1, 2025-1: “All omitted fields will be left untouched.”; RFC 9110 §9.3.4: PUT alone "
                 "replaces a whole.",
       .state = RequirementState::violated,
       .operations = {"updateUser"},
       .cases = {result.verdicts[0].id, result.verdicts[1].id, result.verdicts[2].id},
       .sources = {{.documents = {{.name = "updateUser 2022-1", .url = "https://docs.example/2022-1/update"},
                                  {.name = "updateUser 2025-1", .url = "https://docs.example/2025-1/update"}},
                    .quote = "All omitted fields will be left untouched.",
                    .paraphrase = {}},
                   {.documents = {{.name = "RFC 9110 §9.3.4",
                                   .url = "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.4"}},
                    .quote = {},
                    .paraphrase = "PUT alone replaces a whole."}}},
      {.id = "ERROR-DOCUMENT",
       .level = Level::must,
       .area = 3,
       .statement = "Every documented error status has an errors document.",
       .source = "setUser, 2024-3: response body of 401 to 501",
       .state = RequirementState::violated,
       .operations = {"setUser", "updateUser", "getUser"},
       .cases = {result.verdicts[3].id}},
      {.id = "ERROR-TITLE",
       .level = Level::should,
       .area = 3,
       .statement = "The title of an error does not change between occurrences.",
       .source = "JSON:API 1.0, error objects",
       .state = RequirementState::violated,
       .operations = {"setUser", "updateUser"},
       .cases = {result.verdicts[3].id}},
      {.id = "AUTH-401",
       .level = Level::must,
       .area = 8,
       .statement = "A request without a valid token gets 401.",
       .source = "setUser, 2024-3: \"OAuth token missing or invalid\"",
       .state = RequirementState::verified,
       .operations = {"setUser", "updateUser", "getUser", "setUserAttributes"},
       .cases = {result.verdicts[4].id}},
      {.id = "AUTH-CHALLENGE",
       .level = Level::should,
       .area = 8,
       .statement = "A 401 has a WWW-Authenticate field.",
       .source = "RFC 9110, section 11.6.1",
       .state = RequirementState::violated,
       .operations = {"setUser"},
       .cases = {result.verdicts[4].id}},
      {.id = "AUTH-SCOPE",
       .level = Level::must,
       .area = 8,
       .statement = "A token without the scope is denied.",
       .source = "setUser, 2024-3: \"Forbidden\"",
       .state = RequirementState::unverified,
       .operations = {"getUser"},
       .cases = {result.verdicts[5].id}},
      {.id = "SET-REPLACE",
       .level = Level::must,
       .area = 4,
       .statement = "setUser sets all fields to the provided values.",
       .source = "setUser, 2024-3: \"All fields of the user get set to the provided values.\"",
       .state = RequirementState::unverified,
       .operations = {"setUser"},
       .cases = {result.verdicts[6].id, result.verdicts[7].id}},
      {.id = "ROBUST-DEPTH",
       .level = Level::should,
       .area = 14,
       .statement = "A deeply nested body gets a response.",
       .source = "RFC 9110, section 15.6",
       .state = RequirementState::unverified,
       .operations = {"setUser", "updateUser"},
       .cases = {}}};
  result.observations = {{.id = "address-on-partial-patch", .seen = "merge", .pinned = "merge"},
                         {.id = "null-on-patch", .seen = "cleared", .pinned = std::nullopt}};
  result.notes = {"getUser is not offered: states are read back with an empty PATCH."};
  result.environment = {{"conform", "0.1.0"}, {"seed", "7"}, {"markup", "<b>\"&'\x1b[1m"}};
  result.latencies = {{.operation = "setUser", .took = {900us, 1200us, 1300us, 25ms}},
                      {.operation = "updateUser", .took = {2ms}}};
  return result;
}

RunResult healthy_result() {
  RunResult result;
  result.suite = {.name = "User API Conformance Suite", .version = "0.1.0", .cases = 2};
  result.target = {.name = "staging",
                   .base_url = "https://user.staging.example/user/2024-3",
                   .api_version = "2024-3",
                   .arguments = "--target staging.jsonc"};
  result.started_at = start;
  result.took = 1'234'567us;
  result.conclusion = Conclusion::conformant;
  result.verdicts = {verdict("users/patch/merge/empty-change[attribute=none]", OutcomeKind::passed, ""),
                     verdict("users/patch/merge/one-attribute[attribute=locale]", OutcomeKind::passed, "")};
  result.totals.passed = 2;
  result.requirements = {
      {.id = "UPDATE-MERGE",
       .level = Level::must,
       .area = 5,
       .statement = "updateUser leaves omitted attributes as they are, and gives back the complete record.",
       .source = "updateUser, 2022-1: \"All omitted fields will be left untouched.\"",
       .state = RequirementState::verified,
       .operations = {"updateUser"},
       .cases = {result.verdicts[0].id, result.verdicts[1].id}}};
  result.environment = {{"conform", "0.1.0"}, {"seed", "7"}};
  result.latencies = {{.operation = "updateUser", .took = {2ms, 3ms}}};
  return result;
}

}  // namespace conform::testing
