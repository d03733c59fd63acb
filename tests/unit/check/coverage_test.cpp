#include "check/coverage.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

namespace conform::test {
namespace {

using nlohmann::json;

/// One requirement on one rule, and whether it counts as looked at.
class Looked : public ::testing::Test {
 protected:
  Coverage& on(std::string rule, std::string at = {}) {
    Requirement requirement;
    requirement.id = "R";
    requirement.versions = {"2024-3"};
    requirement.operations = {"getUser", "updateUser", "setUserAttributes"};
    requirement.rules = {{.rule = std::move(rule), .at = std::move(at)}};
    rules_ = RuleBook{{requirement}};
    return coverage_.emplace(rules_, version_);
  }
  [[nodiscard]] bool seen() const { return coverage_->seen(0); }
  bool covered_by_response(std::string rule, std::string at, int status, const json& document) {
    on(std::move(rule), std::move(at)).response(get_user_, status, true, &document);
    return seen();
  }

  std::string version_ = "2024-3";
  RuleBook rules_;
  std::optional<Coverage> coverage_;
  Operation get_user_{"getUser", "GET", "/users/{userId}", {}};
  Operation set_attributes_{"setUserAttributes", "PUT", "/attributes", {}};
};

TEST_F(Looked, NotAtAnythingBeforeTheFirstAnswer) {
  on("contract.answer");
  EXPECT_FALSE(seen());
}

TEST_F(Looked, AtAnswersOfItsOperationsAndVersionOnly) {
  on("contract.answer").response({"getUserAttributes", "GET", "/attributes", {}}, 200, true, nullptr);
  EXPECT_FALSE(seen());
  version_ = "2025-1";
  on("contract.answer").response(get_user_, 200, true, nullptr);
  EXPECT_FALSE(seen());
  version_ = "2024-3";
  on("contract.answer").response(get_user_, 200, true, nullptr);
  EXPECT_TRUE(seen());
}

TEST_F(Looked, AtAMemberOnlyWhenSomeAnswerHasIt) {
  const json with{{"data", {{"attributes", {{"address", {{"region", "BW"}}}}}}}};
  const json without{{"data", {{"attributes", {{"address", {{"region", nullptr}}}}}}}};
  EXPECT_TRUE(covered_by_response("contract.user", "/data/attributes/address/region", 200, with));
  EXPECT_FALSE(covered_by_response("contract.user", "/data/attributes/address/region", 200, without));
  EXPECT_FALSE(covered_by_response("contract.user", "/data/attributes/locale", 200, with));
}

TEST_F(Looked, AtAnAbsenceInAnyDocument) {
  EXPECT_TRUE(covered_by_response("contract.user", "/errors", 200, json{{"data", 1}}));
  EXPECT_TRUE(covered_by_response("contract.error", "/data", 404, json{{"errors", 1}}));
}

TEST_F(Looked, AtErrorsInErrorAnswersOnly) {
  const json errors{{"errors", {{{"title", "x"}}}}};
  EXPECT_TRUE(covered_by_response("contract.error", "/errors/*/title", 404, errors));
  EXPECT_TRUE(covered_by_response("contract.error", "/errors/*/id", 404, errors))
      << "members of error objects are optional";
  EXPECT_FALSE(covered_by_response("contract.error", "/errors/*/title", 200, errors));
  EXPECT_FALSE(covered_by_response("contract.error", "/errors/*/title", 404, json{{"errors", json::array()}}));
  EXPECT_FALSE(covered_by_response("contract.user", "/data", 404, json{{"data", 1}}));
  EXPECT_FALSE(covered_by_response("contract.error-status", "", 404, errors));
  EXPECT_TRUE(covered_by_response("contract.error-status", "", 404, json{{"errors", {{{"status", "404"}}}}}));
  EXPECT_FALSE(covered_by_response("expect.pointer-resolves", "", 422, errors));
  EXPECT_TRUE(
      covered_by_response("expect.pointer-resolves", "", 422, json{{"errors", {{{"source", {{"pointer", ""}}}}}}}));
}

TEST_F(Looked, AtTheIdWhereThereIsOne) {
  EXPECT_TRUE(covered_by_response("contract.user-id", "", 200, json{{"data", {{"id", "x"}}}}));
  EXPECT_FALSE(covered_by_response("contract.user-id", "", 200, json{{"data", json::object()}}));
}

TEST_F(Looked, AtBodiesWhereThereIsOneOrHasToBeNone) {
  on("contract.no-body").response(set_attributes_, 204, false, nullptr);
  EXPECT_TRUE(seen());
  on("contract.no-body").response(set_attributes_, 204, true, nullptr);
  EXPECT_FALSE(seen());
  on("contract.media-type").response(get_user_, 200, false, nullptr);
  EXPECT_FALSE(seen());
  on("contract.media-type").response(get_user_, 200, true, nullptr);
  EXPECT_TRUE(seen());
}

TEST_F(Looked, AtTheEffectThatWasCompared) {
  const auto compared = [&](std::string rule, Effect effect) {
    on(std::move(rule)).effect("updateUser", effect);
    return seen();
  };
  EXPECT_TRUE(compared("effect.merge.kept", Effect::merge));
  EXPECT_FALSE(compared("effect.merge.kept", Effect::replace));
  EXPECT_TRUE(compared("effect.replace.cleared", Effect::replace));
  EXPECT_TRUE(compared("effect.none", Effect::none));
  EXPECT_FALSE(compared("effect.none", Effect::merge));
  EXPECT_FALSE(compared("effect.others", Effect::none));
  EXPECT_TRUE(compared("effect.read-back", Effect::merge));
  EXPECT_FALSE(compared("effect.read-back", Effect::none));
  EXPECT_TRUE(compared("effect.exact", Effect::merge));
  EXPECT_TRUE(compared("effect.identity", Effect::replace));
  EXPECT_FALSE(compared("effect.trimmed", Effect::replace)) << "only a violation shows";
  on("effect.merge.kept").effect("setUser", Effect::merge);
  EXPECT_FALSE(seen()) << "not of this requirement's operations";
}

TEST_F(Looked, AtOthersWhenTheirRecordsWereCompared) {
  on("effect.others").unrelated_resource("effect.others", "setUser");
  EXPECT_FALSE(seen());
  coverage_->unrelated_resource("effect.others", "updateUser");
  EXPECT_TRUE(seen());
}

TEST_F(Looked, FromManyThreads) {
  Coverage& coverage = on("contract.answer");
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 100; ++j) coverage.response(get_user_, 200, true, nullptr);
      });
    }
  }
  EXPECT_TRUE(seen());
}

}  // namespace
}  // namespace conform::test
