// Several requests of one case with a read of the record only now and then.
#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

constexpr std::string_view three_rows = R"({"setup":{"attributes":"full"},"steps":[
  {"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},"readBack":"later","expect":{"status":200,"effect":"merge"}},
  {"send":{"operation":"setUser","attributes":"minimal"},"readBack":"later","expect":{"status":200,"effect":"replace"}},
  {"send":{"operation":"updateUser","attributes":{"locale":"de-DE"}},"expect":{"status":200,"effect":"merge"}}]})";
constexpr std::string_view packed = R"({"setup":{"attributes":"full"},"steps":[
  {"send":{"operation":"updateUser","attributes":{"locale":"fr-FR","firstName":"Grace"}},
   "expect":{"alternatives":[{"alternative":"kept","status":200,"effect":"merge"},{"alternative":"refused","status":422,"effect":"none"}]},
   "ifRefused":[
    {"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},
     "expect":{"alternatives":[{"alternative":"kept","status":200,"effect":"merge"},{"alternative":"refused","status":422,"effect":"none"}]}},
    {"send":{"operation":"updateUser","attributes":{"firstName":"Grace"}},"expect":{"status":200,"effect":"merge"}}]}]})";

TEST(CaseRows, ReadTheRecordAtTheEndWhereResponsesShowIt) {
  RunningCase c;
  const Verdict verdict = c.run(three_rows);
  EXPECT_EQ(found(verdict), Texts{});
  EXPECT_EQ(purposes(verdict), (Texts{"read before", "setup", "read after setup", "request of step 1",
                                      "request of step 2", "request of step 3", "read back"}));
}

TEST(CaseRows, JudgeEachResponseWhole) {
  RunningCase c;
  c.api.patch = [](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    if (sent.value("locale", "") == "fr-FR") after.erase("firstName");
    return after;
  };
  const Verdict verdict = c.run(three_rows);
  EXPECT_EQ(rules(verdict), Texts{"effect.merge.kept"});
  // What the response shows is not what it must be, so the record is read at once.
  EXPECT_EQ(purposes(verdict)[4], "read back");
}

TEST(CaseRows, FindInTheReadWhatTheResponsesDoNotShow) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("de-DE") == std::string::npos) return std::nullopt;
    json shown = c.api.records.at(test_user(1).id);
    shown["locale"] = "de-DE";
    return user_response(test_user(1).id, shown);
  };
  EXPECT_EQ(rules(c.run(three_rows)), Texts{"effect.read-back"});
}

TEST(CaseRows, SendNothingAloneWhereTheyAreServed) {
  RunningCase c;
  EXPECT_EQ(purposes(c.run(packed)), (Texts{"read before", "setup", "read after setup", "request", "read back"}));
}

TEST(CaseRows, SendWhatIsPackedAloneWhereTheyAreRefused) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    const bool refused = request.method == "PATCH" && request.body->find("fr-FR") != std::string::npos;
    return refused ? std::optional{error_response(422)} : std::nullopt;
  };
  const Verdict verdict = c.run(packed);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
  const Texts names = purposes(verdict);
  EXPECT_EQ(Texts(names.begin() + 3, names.begin() + 9),
            (Texts{"request", "read back", "request, part 1", "read back", "request, part 2", "read back"}));
}

TEST(CaseRows, ReadTheRecordAfterARefusal) {
  RunningCase c;
  c.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.body->find("fr-FR") == std::string::npos) return std::nullopt;
    c.api.records.at(test_user(1).id)["locale"] = "xx";
    return error_response(422);
  };
  constexpr std::string_view refusable = R"({"setup":{"attributes":"full"},"steps":[
    {"send":{"operation":"updateUser","attributes":{"locale":"fr-FR"}},"readBack":"later",
     "expect":{"alternatives":[{"alternative":"kept","status":200,"effect":"merge"},{"alternative":"refused","status":422,"effect":"none"}]}}]})";
  EXPECT_EQ(rules(c.run(refusable)), Texts{"effect.none"});
}

}  // namespace
}  // namespace conform::test
