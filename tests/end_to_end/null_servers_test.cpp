#include <gtest/gtest.h>

#include <ostream>

#include "end_to_end/program.hpp"
#include "support/plain_server.hpp"

namespace conform::test {
namespace {

constexpr const char* json_api = "application/vnd.api+json";

PlainResponse always(int status, const std::string& document) {
  return {.status = status, .media_type = json_api, .body = document};
}

/// A server that knows nothing of the API.
struct NullServer {
  std::string name;
  PlainResponse (*respond)(const PlainRequest& request);
  friend std::ostream& operator<<(std::ostream& stream, const NullServer& server) { return stream << server.name; }
};

class EveryNullServer : public ::testing::TestWithParam<NullServer> {};

TEST_P(EveryNullServer, NeverPasses) {
  const PlainServer server{GetParam().respond};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto result = folder.path() / "result.json";
  const Finished run =
      conform({"run", "-q", "--target", target.string(), "--timeout", "5", "--report", "json=" + result.string()});
  EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 3) << run.exit_code << '\n' << run.all();
  const auto document = read_json(result);
  EXPECT_TRUE(is_valid_result(result));
  // What little may pass says nothing at must level that a server could build on.
  const auto passed = document.at("totals").at("passed").get<std::size_t>();
  EXPECT_LT(passed * 20, document.at("verdicts").size());
  EXPECT_FALSE(server.requests().empty());
}

TEST_P(EveryNullServer, NeverPassesACaseThatExpectsARefusal) {
  const PlainServer server{GetParam().respond};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto result = folder.path() / "result.json";
  const Finished run = conform({"run", "-q", "--target", target.string(), "--timeout", "5", "--report",
                                "json=" + result.string(), "errors", "auth/unknown-token", "existence/unknown-user"});
  EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 3) << run.exit_code << '\n' << run.all();
  for (const auto& [id, outcome] : outcomes_of(read_json(result))) EXPECT_NE(outcome, "passed") << id;
}

INSTANTIATE_TEST_SUITE_P(
    Servers, EveryNullServer,
    ::testing::Values(NullServer{"AlwaysEmpty200", [](const PlainRequest&) { return PlainResponse{}; }},
                      NullServer{"AlwaysEmptyObject", [](const PlainRequest&) { return always(200, "{}"); }},
                      NullServer{"Always404", [](const PlainRequest&) { return PlainResponse{.status = 404}; }},
                      NullServer{"Always404WithAnErrorDocument",
                                 [](const PlainRequest&) {
                                   return always(404, R"({"errors":[{"status":"404","title":"Not found"}]})");
                                 }},
                      NullServer{"Always401WithAnErrorDocument",
                                 [](const PlainRequest&) {
                                   PlainResponse respond =
                                       always(401, R"({"errors":[{"status":"401","title":"Unauthorized"}]})");
                                   respond.fields = {{"WWW-Authenticate", "Bearer"}};
                                   return respond;
                                 }},
                      NullServer{"Always501", [](const PlainRequest&) { return PlainResponse{.status = 501}; }},
                      NullServer{"Always500", [](const PlainRequest&) { return PlainResponse{.status = 500}; }},
                      NullServer{"Echo", [](const PlainRequest& request) { return always(200, request.body); }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace conform::test
