#include "unit/check/book.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "load/contract_loader.hpp"
#include "load/requirement_loader.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

template <class T>
T wanted(Result<T> result) {
  if (!result) throw std::runtime_error{to_string(result.error().front())};
  return std::move(*result);
}

Book read_book() {
  const std::filesystem::path schemas = std::filesystem::path{CONFORM_SOURCE_DIR} / "schemas";
  Book read;
  read.contracts = wanted(load_contracts(schemas));
  std::vector<std::string> files{"suite/requirements.schema.json"};
  for (const Contract& contract : read.contracts) {
    for (const Operation& operation : contract.operations) {
      for (const auto& [status, response] : operation.responses) {
        if (!response.schema.empty()) files.push_back(response.schema);
        if (!response.should_schema.empty()) files.push_back(response.should_schema);
      }
    }
  }
  read.schemas = wanted(SchemaSet::load(schemas, files));
  read.rules = wanted(load_requirements(schemas, read.schemas));
  return read;
}

}  // namespace

const Operation& Book::operation(const std::string& id, const std::string& version) const {
  for (const Contract& contract : contracts) {
    if (contract.version != version) continue;
    if (const Operation* found = contract.find(id)) return *found;
  }
  throw std::runtime_error{"no operation " + id + " in " + version};
}

const Book& book() {
  static const Book read = read_book();
  return read;
}

std::string reported(const Finding& finding) {
  return std::string{to_string(finding.level)} + " " + finding.requirement + " " + finding.rule + " at " +
         finding.where;
}

std::vector<std::string> reported(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) lines.push_back(reported(finding));
  return lines;
}

json user_document(json attributes, const std::string& id) {
  return {{"data", {{"type", "User"}, {"id", id}, {"attributes", std::move(attributes)}}}};
}

json error_document(int status) {
  return {{"errors",
           {{{"id", "a7"}, {"status", std::to_string(status)}, {"code", "wrong"}, {"title", "Something is wrong"}}}}};
}

Response response(int status, const std::string& body, const std::string& media_type) {
  Response made{.status = status, .reason = "Reason", .headers = {}, .body = body};
  if (!media_type.empty()) made.headers.push_back({.name = "Content-Type", .value = media_type});
  return made;
}

ApiExchange api_exchange(const ResponseOrError& response, const Asked& asked) {
  static const Request with_body{.method = "PUT", .target = {}, .headers = {}, .body = "x"};
  static const Request without_body{.method = "GET", .target = {}, .headers = {}, .body = std::nullopt};
  const Operation& operation = book().operation(asked.operation, asked.version);
  return {.operation = &operation,
          .undocumented = asked.undocumented,
          .user_id = operation.names_user() ? asked.user_id : std::string{},
          .request = asked.sent || asked.sent_unreadable ? &with_body : &without_body,
          .result = &response,
          .sent = asked.sent ? std::make_shared<const json>(*asked.sent) : nullptr,
          .parsed = parse_response(response)};
}

std::vector<Finding> check(const ResponseOrError& response, const Asked& asked) {
  Findings findings{book().rules, asked.version};
  findings.add(
      check_contract(api_exchange(response, asked),
                     {.schemas = book().schemas, .allowed = asked.allowed, .sent_values = asked.given_values}),
      {.operation = asked.operation, .exchange = 3, .max_level = asked.max_level});
  return findings.take(no_secrets());
}

}  // namespace conform::test
