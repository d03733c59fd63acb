// Servers that are hostile to every request.
#include <gtest/gtest.h>

#include <mutex>
#include <ostream>

#include "hostile/catalogue.hpp"
#include "hostile/hostile_run.hpp"
#include "hostile/hostile_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

void expect_no_case_passed(const HostileRun& hostile_run) {
  EXPECT_EQ(hostile_run.result.at("totals").at("passed"), 0) << hostile_run.run.all();
}

/// A run against a server that does this on every connection, once it has read a request.
HostileRun judge_server(const std::string& name, const RawServer::Script& script) {
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    script(connection);
  }};
  return judge(name, target_for(server.url()),
               {"users/get/read/own-record", "users/put/replace", "users/patch/merge/answer"});
}

struct NamedScript {
  const char* name;
  int exit_code;
  RawServer::Script script;
};
void PrintTo(const NamedScript& named, std::ostream* out) { *out << named.name; }

class WholeServer : public ::testing::TestWithParam<NamedScript> {};

// Who is silent when the originals of users are read is not asked again: nothing is found, and nothing could be
// determined.
TEST_P(WholeServer, PassesNothing) {
  const HostileRun hostile_run = judge_server(std::string{"whole/"} + GetParam().name, GetParam().script);
  EXPECT_EQ(hostile_run.run.exit_code, GetParam().exit_code) << hostile_run.run.all();
  expect_no_case_passed(hostile_run);
}

INSTANTIATE_TEST_SUITE_P(
    That, WholeServer,
    ::testing::Values(NamedScript{"never_answers", 3,
                                  RawServer::Script{[](RawConnection& to) { to.wait_for_close(); }}},
                      NamedScript{"drips", 3, RawServer::Script{[](RawConnection& to) {
                                    to.drip("HTTP/1.1 200 OK\r\nX: yes\r\n", 1,
                                            std::chrono::milliseconds{request_deadline} / 10);
                                  }}},
                      NamedScript{"floods", 1, RawServer::Script{[](RawConnection& to) {
                                    to.write("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n\r\n");
                                    to.flood(std::string(65536, ' '));
                                  }}},
                      NamedScript{"floods_with_zeros", 3, RawServer::Script{[](RawConnection& to) {
                                    std::string zeros = "[";
                                    zeros.reserve(1U << 20U);
                                    while (zeros.size() < (1U << 20U) - 2) zeros += "0,";
                                    to.write(response_with("Content-Type: application/vnd.api+json\r\n", zeros + "0]"));
                                  }}},
                      NamedScript{"breaks_connections", 1, RawServer::Script{[](RawConnection& to) { to.reset(); }}},
                      NamedScript{"speaks_tls", 1, RawServer::Script{[](RawConnection& to) {
                                    to.write(std::string{"\x15\x03\x01\x00\x02\x02\x46", 7});
                                  }}}),
    [](const auto& tested) { return tested.param.name; });

TEST(WholeServerThat, AnswersBeforeItIsAskedFailsTheRun) {
  const RawServer server{[](RawConnection& connection) {
    connection.write(response_with("Content-Type: application/vnd.api+json\r\n", "{}"));
    connection.wait_for_close();
  }};
  const HostileRun hostile_run = judge("whole/answers-before-the-request", target_for(server.url()), {"users/get"});
  EXPECT_EQ(hostile_run.run.exit_code, 1) << hostile_run.run.all();
  expect_no_case_passed(hostile_run);
}

// Each connection gets what was to go to another one: the response before it.
TEST(WholeServerThat, AnswersWhatOthersAskedPassesNothing) {
  const ReferenceServer conforming;
  std::mutex mutex;
  std::string of_another;
  const RawServer server{[&](RawConnection& connection) {
    const std::string request = connection.read_request();
    if (request.empty()) return;
    std::string response = passed_on(port_of(conforming), request);
    {
      const std::scoped_lock lock{mutex};
      of_another.swap(response);
    }
    connection.write(response);
  }};
  const HostileRun hostile_run =
      judge("whole/answers-of-other-connections", target_through(conforming, server.url()),
            {"users/get/read", "users/put/replace", "users/patch/merge/answer", "--jobs", "4"});
  EXPECT_EQ(hostile_run.run.exit_code, 1) << hostile_run.run.all();
  expect_no_case_passed(hostile_run);
}

/// A run through a server that does this with the responses of a conforming one.
HostileRun judge_through(const std::string& name,
                         const std::function<void(RawConnection&, const std::string&)>& response,
                         const Arguments& cases) {
  const ReferenceServer conforming;
  const RawServer server{[&](RawConnection& connection) {
    const std::string request = connection.read_request();
    if (!request.empty()) response(connection, passed_on(port_of(conforming), request));
  }};
  return judge(name, target_through(conforming, server.url()), cases);
}

// Each response is within the limits; what a case keeps of all of them must not add up, nor what all cases keep.
TEST(WholeServerThat, PadsEveryAnswerCannotBeTested) {
  const HostileRun hostile_run = judge_through(
      "whole/four-megabytes-each-time",
      [](RawConnection& connection, const std::string& good) {
        const std::size_t body = good.find("\r\n\r\n") + 4;
        if (!good.starts_with("HTTP/1.1 200 ") || body >= good.size()) {
          connection.write(good);
          return;
        }
        const std::string padding((4U << 20U) - (good.size() - body), ' ');
        connection.write(response_with("Content-Type: application/vnd.api+json\r\n", padding + good.substr(body)));
      },
      {"across/keep-alive/reads-in-turn", "users/get/read/after-replace", "users/get/read/after-update", "--jobs",
       "2"});
  EXPECT_EQ(hostile_run.run.exit_code, 3) << hostile_run.run.all();
  EXPECT_TRUE(holds(hostile_run.run.out, "bytes together")) << hostile_run.run.out;
}

class Elsewhere : public ::testing::TestWithParam<const char*> {};

TEST_P(Elsewhere, IsNotWhereARedirectLeadsTheRun) {
  const RawServer elsewhere{[](RawConnection& connection) { connection.wait_for_close(); }};
  const HostileRun hostile_run =
      judge_server(std::string{"whole/redirects-elsewhere-"} + GetParam(), [&](RawConnection& to) {
        to.write(std::string{"HTTP/1.1 "} + GetParam() + " Elsewhere\r\nLocation: " + elsewhere.url() +
                 "/user/2024-3/users/x\r\nContent-Length: 0\r\n\r\n");
      });
  EXPECT_EQ(hostile_run.run.exit_code, 3) << "who redirects everything is not judged\n" << hostile_run.run.all();
  EXPECT_EQ(elsewhere.connections(), 0U) << "tokens would go there";
  expect_no_case_passed(hostile_run);
}

INSTANTIATE_TEST_SUITE_P(By, Elsewhere, ::testing::Values("301", "302", "303", "307", "308"),
                         [](const auto& tested) { return std::string{tested.param}; });

}  // namespace
}  // namespace conform::test
