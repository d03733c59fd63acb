#include <gtest/gtest.h>

#include <ostream>

#include "end_to_end/program.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

std::string answer(const std::string& status, const std::string& fields, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

constexpr const char* json_api = "Content-Type: application/vnd.api+json\r\n";

/// A server that knows nothing of the API.
struct NullServer {
  std::string name;
  std::string (*answer)(const std::string& request);
  friend std::ostream& operator<<(std::ostream& stream, const NullServer& server) { return stream << server.name; }
};

class EveryNullServer : public ::testing::TestWithParam<NullServer> {};

RawServer::Script script_of(const NullServer& server) {
  return [&server](RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (!connection.write(server.answer(request))) return;
    }
  };
}

TEST_P(EveryNullServer, NeverPasses) {
  const RawServer server{script_of(GetParam())};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto record = folder.path() / "record.json";
  const Finished run =
      conform({"run", "-q", "--target", target.string(), "--timeout", "5", "--report", "json=" + record.string()});
  EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 3) << run.exit_code << '\n' << run.all();
  const auto document = read_json(record);
  EXPECT_TRUE(is_valid_record(record));
  // What little may pass says nothing at must level that a server could build on.
  const auto passed = document.at("totals").at("passed").get<std::size_t>();
  EXPECT_LT(passed * 20, document.at("verdicts").size());
  EXPECT_GT(server.connections(), 0U);
}

TEST_P(EveryNullServer, NeverPassesACaseThatExpectsARefusal) {
  const RawServer server{script_of(GetParam())};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto record = folder.path() / "record.json";
  const Finished run = conform({"run", "-q", "--target", target.string(), "--timeout", "5", "--report",
                                "json=" + record.string(), "errors", "auth/unknown-token", "existence/unknown-user"});
  EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 3) << run.exit_code << '\n' << run.all();
  for (const auto& [id, outcome] : outcomes_of(read_json(record))) EXPECT_NE(outcome, "passed") << id;
}

INSTANTIATE_TEST_SUITE_P(
    Servers, EveryNullServer,
    ::testing::Values(
        NullServer{"AlwaysEmpty200", [](const std::string&) { return answer("200 OK", "", ""); }},
        NullServer{"AlwaysEmptyObject", [](const std::string&) { return answer("200 OK", json_api, "{}"); }},
        NullServer{"Always404", [](const std::string&) { return answer("404 Not Found", "", ""); }},
        NullServer{"Always404WithAnErrorDocument",
                   [](const std::string&) {
                     return answer("404 Not Found", json_api, R"({"errors":[{"status":"404","title":"Not found"}]})");
                   }},
        NullServer{"Always401WithAnErrorDocument",
                   [](const std::string&) {
                     return answer("401 Unauthorized", std::string{json_api} + "WWW-Authenticate: Bearer\r\n",
                                   R"({"errors":[{"status":"401","title":"Unauthorized"}]})");
                   }},
        NullServer{"Always501", [](const std::string&) { return answer("501 Not Implemented", "", ""); }},
        NullServer{"Always500", [](const std::string&) { return answer("500 Internal Server Error", "", ""); }},
        NullServer{"Echo", [](const std::string& request) { return answer("200 OK", json_api, body_of(request)); }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace conform::test
