// schemas/suite/target.schema.json is for editors, load_target for runs: they must not contradict each other.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "json/parse.hpp"
#include "schema/schema_set.hpp"
#include "support/scratch_folder.hpp"
#include "target/target.hpp"

namespace conform {
namespace {

const std::string good_users = R"("users": [{"id": "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11", "actor": "user-1"}])";
const std::string good_actors = R"("actors": {"user-1": {"token": "t0ken-1"}})";
const std::string good_url = R"("format": 2, "baseUrl": "http://127.0.0.1/user/2024-3")";

class TargetSchema : public testing::Test {
 protected:
  TargetSchema() {
    auto loaded = SchemaSet::load(std::string{CONFORM_SOURCE_DIR} + "/schemas/suite", {"target.schema.json"});
    if (!loaded) {
      for (const Diagnostic& diagnostic : loaded.error()) ADD_FAILURE() << to_string(diagnostic);
    } else {
      schemas = std::move(*loaded);
    }
  }
  bool valid(const std::string& text) const {
    return schemas.validate("target.schema.json", parse_json(text, {.comments = true}).value()).empty();
  }
  bool loads(const std::string& text) const { return load_target(folder.write("target.json", text)).has_value(); }

  SchemaSet schemas;
  test::ScratchFolder folder;
};

TEST_F(TargetSchema, AcceptsWhatLoads) {
  for (const std::string& more :
       {std::string{}, std::string{R"(, "$schema": "x", "name": "n", "apiVersion": "2024-3", "allowWrites": true)"},
        std::string{R"(, "pins": {"a": "b"}, "serverManaged": ["x"], "protected": [], "readback": "get")"},
        std::string{R"(, "transport": {"timeoutMs": 1, "proxy": "http://p", "rate": "1/s", "retry": {"budget": 0}})"},
        std::string{R"(, "operations": ["updateUser", "setUserAttributes"])"},
        std::string{R"(, "headers": {"X-Api-Key": "k", "x_tenant": "t"})"},
        std::string{R"(, "consistencyMs": 500, "transport": {})"}}) {
    const std::string text = "{" + good_url + "," + good_users + "," + good_actors + more + "}";
    EXPECT_TRUE(loads(text)) << text;
    EXPECT_TRUE(valid(text)) << text;
  }
}

TEST_F(TargetSchema, AcceptsExpansionsInPlaceOfIds) {
  EXPECT_TRUE(valid("{" + good_url + "," + good_actors + R"(, "users": [{"id": "${env:ID}", "actor": "user-1"}]})"));
}

TEST_F(TargetSchema, RefusesWhatItCanSeeIsWrong) {
  for (const std::string& text :
       {std::string{"{}"},
        std::string{"[]"},
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "operations": []})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "operations": ["setUser"]})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "operations": ["getUser", "x"]})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "headers": {"X Key": "k"}})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "headers": {"authorization": "k"}})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "headers": {"X-Key": 1}})",
        "{" + good_url + "," + good_users + "}",
        "{" + good_users + "," + good_actors + "}",
        "{" + good_url + "," + good_actors + R"(, "users": []})",
        "{" + good_url + "," + good_actors + R"(, "users": [{"id": "7", "actor": "user-1"}]})",
        "{" + good_url + "," + good_users + R"(, "actors": {"user-1": {"tokn": "t"}}})",
        "{" + good_url + "," + good_users + R"(, "actors": {"user-1": {"token": ""}}})",
        "{" + good_url + "," + good_users + R"(, "actors": {"user-1": {"token": "t0ken"}, "a b": {"token": "t0ken"}}})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "alowWrites": true})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "readback": "put"})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "protected": ["a", "a"]})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "transport": {"timeoutMs": 0}})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "transport": {"clientKey": "k"}})",
        "{" + good_url + "," + good_users + "," + good_actors + R"(, "transport": {"retry": {"budget": -1}}})"}) {
    EXPECT_FALSE(valid(text)) << text;
    EXPECT_FALSE(loads(text)) << text;
  }
}

}  // namespace
}  // namespace conform
