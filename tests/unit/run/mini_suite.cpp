#include "unit/run/mini_suite.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "load/case_compiler.hpp"
#include "suite/rules.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

const std::vector<std::string> all_operations{"setUser", "updateUser", "getUser", "setUserAttributes",
                                              "getUserAttributes"};

SharedJson shared(const char* text) { return std::make_shared<const json>(json::parse(text)); }

Contract contract(std::string version, bool reads_custom_attributes) {
  const DocumentedResponse user{
      .media_type = "application/vnd.api+json", .schema = "user.schema.json", .should_schema = {}};
  const DocumentedResponse error{
      .media_type = "application/vnd.api+json", .schema = "error.schema.json", .should_schema = {}};
  const std::map<int, DocumentedResponse> read{{200, user}, {401, error}, {403, error}, {404, error}};
  std::map<int, DocumentedResponse> write = read;
  for (const int status : {406, 415, 422}) write.emplace(status, error);
  Contract made{.version = std::move(version),
                .operations = {{"setUser", "PUT", "/users/{userId}", write},
                               {"updateUser", "PATCH", "/users/{userId}", write},
                               {"getUser", "GET", "/users/{userId}", read},
                               {"setUserAttributes", "PUT", "/attributes", {{204, {}}, {401, error}, {403, error}}}}};
  if (reads_custom_attributes) {
    const DocumentedResponse attributes{
        .media_type = "application/json", .schema = "attributes.schema.json", .should_schema = {}};
    made.operations.push_back(
        {"getUserAttributes", "GET", "/attributes", {{200, attributes}, {401, error}, {403, error}}});
  }
  return made;
}

Requirement requirement(std::string id, int area, Level level) {
  Requirement made;
  made.id = std::move(id);
  made.area = area;
  made.statement = "A statement.";
  made.level = level;
  made.sources = {{.documents = {{.name = "a document", .url = "https://example.org/a"}},
                   .quote = "A sentence.",
                   .paraphrase = {}}};
  made.versions = {"*"};
  made.operations = all_operations;
  return made;
}

RuleBook rule_book() {
  const std::set<std::string_view> recommendations{
      "contract.media-type-parameters", "contract.user-should",      "contract.error-should",
      "expect.pointer-resolves",        "expect.error-id-unique",    "expect.error-title-stable",
      "expect.error-code-stable",       "effect.merge.null",         "effect.trimmed"};
  std::vector<Requirement> requirements;
  for (const Rule& rule : implicit_rules()) {
    const bool lesser = recommendations.contains(rule.name) || rule.name.starts_with("contract.http-");
    Requirement bound = requirement(requirement_of(rule.name), 1, lesser ? Level::should : Level::must);
    bound.rules = {{.rule = std::string{rule.name}, .at = {}}};
    requirements.push_back(std::move(bound));
  }
  requirements.push_back(requirement("MUST-CASE", 5, Level::must));
  requirements.push_back(requirement("SHOULD-CASE", 5, Level::should));
  requirements.push_back(requirement("OBSERVED-CASE", 5, Level::observe));
  requirements.push_back(requirement("ROBUST-CASE", 14, Level::should));
  for (const char* form : {"email-domain-case", "email-local-part-case", "locale-case"}) {
    Requirement open = requirement(requirement_of(form), 6, Level::observe);
    open.observation = form;
    open.alternatives = {"kept", "normalised", "refused"};
    requirements.push_back(std::move(open));
  }
  Requirement untestable = requirement("UNTESTABLE", 15, Level::must);
  untestable.untestable = "It is not visible.";
  requirements.push_back(std::move(untestable));
  Requirement of_old = requirement("OF-OLD", 15, Level::must);
  of_old.versions = {"2021-2"};
  requirements.push_back(std::move(of_old));
  return RuleBook{std::move(requirements)};
}

Fixtures fixtures() {
  Fixtures made;
  made.states = {
      {"full",
       shared(
           R"({"email":"ada@example.com","locale":"de-DE","firstName":"Ada","address":{"country":"DE","street":"A"}})")},
      {"alternative",
       shared(
           R"({"email":"eve@example.com","locale":"fr-FR","firstName":"Eve","address":{"country":"FR","street":"B"}})")},
      {"minimal", shared(R"({"email":"ada@example.com"})")}};
  made.samples = {{"email", shared(R"(["ada@example.com","eve@example.com"])")},
                  {"locale", shared(R"(["de-DE","fr-FR"])")},
                  {"firstName", shared(R"(["Ada","Eve"])")},
                  {"address", shared(R"([{"country":"DE","street":"A"},{"country":"FR","street":"B"}])")},
                  {"address/country", shared(R"(["DE","FR"])")},
                  {"address/street", shared(R"(["A","B"])")}};
  return made;
}

SchemaSet schemas() {
  const ScratchFolder folder;
  folder.write("user.schema.json", R"({"type":"object","required":["data"],"properties":{"data":{"type":"object",
    "required":["type","id","attributes"],"properties":{"type":{"const":"User"},"attributes":{"type":"object",
    "properties":{"locale":{"type":["string","null"]}}}}}}})");
  folder.write("error.schema.json", R"({"type":"object","required":["errors"],"properties":{"errors":{"type":"array",
    "minItems":1,"items":{"type":"object"}}}})");
  folder.write("attributes.schema.json", R"({"type":"object"})");
  auto set = SchemaSet::load(folder.path(), {"user.schema.json", "error.schema.json", "attributes.schema.json"});
  if (!set) throw std::logic_error{to_string(set.error().front())};
  return std::move(*set);
}

}  // namespace

Suite mini_suite() {
  Suite suite;
  suite.contracts = {contract("2021-2", false), contract("2024-3", true)};
  suite.rules = rule_book();
  suite.fixtures = fixtures();
  suite.schemas = schemas();
  return suite;
}

std::string requirement_of(std::string_view rule) {
  std::string id{rule};
  for (char& c : id) c = c == '.' ? '-' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return id;
}

Case a_case(const Suite& suite, std::string_view source, std::string id) {
  json value = json::parse(source);
  value.emplace("id", id);
  value.emplace("about", "A case of a test.");
  value.emplace("requirements", json::array({"MUST-CASE"}));
  const JsonFile file{.name = "case.json", .value = std::make_shared<const json>(value), .lines = {}};
  Diagnostics diagnostics;
  Case made = compile_case(value, "", file, suite, diagnostics);
  if (!diagnostics.empty()) throw std::logic_error{to_string(diagnostics.front())};
  made.id = std::move(id);
  made.file = "case.json";
  return made;
}

Send a_send(const Suite& suite, std::string_view source) {
  return a_case(suite,
                R"({"steps":[{"send":)" + std::string{source} + R"(,"expect":{"status":200,"effect":"unchecked"}}]})")
      .steps.front()
      .sends.front();
}

}  // namespace conform::test
