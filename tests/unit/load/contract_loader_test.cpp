#include "load/contract_loader.hpp"

#include <gtest/gtest.h>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using test::lines;
using test::ScratchFolder;
using Lines = std::vector<std::string>;

constexpr std::string_view small = R"({
  "paths": {
    "/users/{userId}": {
      "get": {
        "operationId": "getUser",
        "responses": {
          "200": {"content": {"application/vnd.api+json": {"schema": {"$ref": "../user.schema.json"}}}},
          "404": {"$ref": "#/components/responses/NotFound"}
        }
      }
    },
    "/attributes": {"put": {"operationId": "setUserAttributes", "responses": {"204": {"description": "done"}}}}
  },
  "components": {"responses": {"NotFound": {
    "content": {"application/vnd.api+json": {"schema": {"$ref": "../error.schema.json"}}}}}}
})";

Lines contract_diagnostics(std::string_view document) {
  const ScratchFolder folder;
  folder.write("openapi/2024-3.json", document);
  const auto contracts = load_contracts(folder.path());
  EXPECT_FALSE(contracts.has_value());
  return contracts ? Lines{} : lines(contracts.error());
}

// One operation with these members.
Lines operation_diagnostics(const std::string& members) {
  return contract_diagnostics(R"({"paths": {"/x": {"get": {)" + members + "}}}}");
}

TEST(ContractLoader, ReadsOperationsAndTheirAnswers) {
  const ScratchFolder folder;
  folder.write("openapi/2024-3.json", small);
  folder.write("error-should.schema.json", "{}");
  const auto contracts = load_contracts(folder.path());
  ASSERT_TRUE(contracts.has_value());
  ASSERT_EQ(contracts->size(), 1U);
  EXPECT_EQ(contracts->front().version, "2024-3");
  const std::string json_api = "application/vnd.api+json";
  ASSERT_NE(contracts->front().find("getUser"), nullptr);
  EXPECT_EQ(*contracts->front().find("getUser"),
            (Operation{.id = "getUser",
                       .method = "GET",
                       .path = "/users/{userId}",
                       .responses = {{200, {.media_type = json_api, .schema = "user.schema.json", .should_schema = {}}},
                                     {404,
                                      {.media_type = json_api,
                                       .schema = "error.schema.json",
                                       .should_schema = "error-should.schema.json"}}}}));
  ASSERT_NE(contracts->front().find("setUserAttributes"), nullptr);
  EXPECT_EQ(contracts->front().find("setUserAttributes")->responses, (std::map<int, DocumentedResponse>{{204, {}}}));
  EXPECT_EQ(contracts->front().find("deleteUser"), nullptr);
}

TEST(ContractLoader, ReadsVersionsOldestFirst) {
  const ScratchFolder folder;
  for (const char* version : {"2025-1", "2021-2", "2024-3"})
    folder.write(std::string{"openapi/"} + version + ".json", small);
  folder.write("openapi/redocly.yaml", "no contract");
  const auto contracts = load_contracts(folder.path());
  ASSERT_TRUE(contracts.has_value());
  Lines versions;
  for (const Contract& contract : *contracts) versions.push_back(contract.version);
  EXPECT_EQ(versions, (Lines{"2021-2", "2024-3", "2025-1"}));
}

TEST(ContractLoader, KnowsWhatWritesAndWhatNamesAUser) {
  const ScratchFolder folder;
  folder.write("openapi/2024-3.json", small);
  const auto contracts = load_contracts(folder.path());
  ASSERT_TRUE(contracts.has_value());
  const Operation& get = *contracts->front().find("getUser");
  const Operation& set = *contracts->front().find("setUserAttributes");
  EXPECT_TRUE(get.names_user());
  EXPECT_FALSE(get.writes());
  EXPECT_FALSE(set.names_user());
  EXPECT_TRUE(set.writes());
}

TEST(ContractLoader, RefusesAFolderWithoutDocuments) {
  const ScratchFolder folder;
  const auto contracts = load_contracts(folder.path());
  ASSERT_FALSE(contracts.has_value());
  EXPECT_EQ(contracts.error().front().message, "holds no OpenAPI document");
}

TEST(ContractLoader, TellsWhatIsWrongAndWhere) {
  EXPECT_EQ(contract_diagnostics("{}"), Lines{"schemas/openapi/2024-3.json:1: lacks the object \"paths\""});
  EXPECT_EQ(operation_diagnostics(R"("responses": {})"),
            Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get: lacks the string \"operationId\""});
  EXPECT_EQ(operation_diagnostics(R"("operationId": "x")"),
            Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get: lacks the object \"responses\""});
  EXPECT_EQ(
      operation_diagnostics(R"("operationId": "x", "responses": {"default": {}})"),
      Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get/responses/default: \"default\" is not an HTTP status"});
  EXPECT_EQ(operation_diagnostics(R"("operationId": "x", "responses": {"200": {"$ref": "#/nowhere"}})"),
            Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get/responses/200/$ref: \"#/nowhere\" leads nowhere"});
  EXPECT_EQ(operation_diagnostics(R"("operationId": "x", "responses": {"200": {"content": {}}})"),
            Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get/responses/200/content: must name exactly one media "
                  "type"});
  EXPECT_EQ(operation_diagnostics(R"("operationId": "x", "responses": {"200": {"content": {"a/b": {}}}})"),
            Lines{"schemas/openapi/2024-3.json:1: /paths/~1x/get/responses/200/content: lacks a schema by \"$ref\""});
}

TEST(ContractLoader, TellsOfEveryDocument) {
  const ScratchFolder folder;
  folder.write("openapi/2024-2.json", "{");
  folder.write("openapi/2024-3.json", "[]");
  folder.write("openapi/2024-4.json", small);
  const auto contracts = load_contracts(folder.path());
  ASSERT_FALSE(contracts.has_value());
  ASSERT_EQ(contracts.error().size(), 2U);
  EXPECT_EQ(contracts.error()[0].file, "schemas/openapi/2024-2.json");
  EXPECT_EQ(contracts.error()[1].file, "schemas/openapi/2024-3.json");
}

TEST(ContractLoader, SurvivesDocumentsOfTheWrongShape) {
  for (const char* document :
       {"null", "7", R"({"paths": []})", R"({"paths": {"/x": 7}})", R"({"paths": {"/x": {"get": []}}})",
        R"({"paths": {"/x": {"get": {"operationId": 7, "responses": {"200": 7}}}}})",
        R"({"paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"content": 7}}}}}})",
        R"({"paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"$ref": 7}}}}}})"}) {
    const ScratchFolder folder;
    folder.write("openapi/2024-3.json", document);
    EXPECT_NO_THROW(static_cast<void>(load_contracts(folder.path()))) << document;
  }
}

}  // namespace
}  // namespace conform
