#include "unit/reference/raw_requests.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using namespace std::chrono_literals;
using testing::raw_requests;
using testing::RawRequest;
using testing::ReceivedResponse;
using testing::Socket;

const std::string last_request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

// What comes back for these bytes until the server closes, and how it ends.
struct Outcome {
  std::vector<int> statuses;
  std::string trouble;
  std::string raw;
  bool has_errors = false;  // the first response is an error document
};

Outcome outcome_of(int port, const std::string& bytes) {
  Socket socket{port};
  socket.send(bytes);
  const ReceivedResponse all = socket.read_to_end(5s);
  Outcome outcome{.statuses = {}, .trouble = all.trouble, .raw = all.raw, .has_errors = all.json().contains("errors")};
  constexpr std::string_view version = "HTTP/1.1 ";
  for (std::size_t at = all.raw.find(version); at != std::string::npos; at = all.raw.find(version, at + 1)) {
    const std::string status = all.raw.substr(at + version.size(), 3);  // bodies have the version without one
    if (status.find_first_not_of("0123456789") == std::string::npos) outcome.statuses.push_back(std::stoi(status));
  }
  return outcome;
}

}  // namespace

// Another request behind each: it is served where the connection is kept, and never otherwise.
TEST(RawRequests, EachGetsItsResponseAndNoOther) {
  const Server server;
  for (const RawRequest& row : raw_requests()) {
    SCOPED_TRACE(row.group + ": " + row.name);
    std::vector<int> statuses = row.statuses;
    if (row.kept) statuses.push_back(200);
    const Outcome outcome = outcome_of(server.port(), row.bytes + last_request);
    EXPECT_EQ(outcome.statuses, statuses) << outcome.raw;
    EXPECT_EQ(outcome.trouble, "closed");
  }
}

TEST(RawRequests, RefusedOnesGetAnErrorDocumentAtOnce) {
  const Server server;
  for (const RawRequest& row : raw_requests()) {
    if (row.kept) continue;
    SCOPED_TRACE(row.group + ": " + row.name);
    const Outcome outcome = outcome_of(server.port(), row.bytes);
    EXPECT_EQ(outcome.statuses, row.statuses) << outcome.raw;
    EXPECT_EQ(outcome.has_errors, row.statuses.front() >= 400) << outcome.raw;
    EXPECT_EQ(outcome.trouble, "closed");
  }
}

TEST(RawRequests, HaveNamesThatDifferInTheirGroup) {
  std::set<std::string> names;
  for (const RawRequest& row : raw_requests())
    EXPECT_TRUE(names.insert(row.group + ": " + row.name).second) << row.name;
  EXPECT_GE(names.size(), 90U);
}

TEST(RawRequests, AreListedInTheDocumentation) {
  const std::string path = std::string{CONFORM_SOURCE_DIR} + "/docs/raw-requests.md";
  const std::string page = testing::page_of(raw_requests());
  const char* const update = std::getenv("CONFORM_UPDATE_GOLDENS");  // NOLINT(concurrency-mt-unsafe)
  if (update != nullptr && std::string{update} == "1") std::ofstream{path, std::ios::binary} << page;
  std::ostringstream there;
  there << std::ifstream{path, std::ios::binary}.rdbuf();
  EXPECT_EQ(page, there.str()) << path << ": run with CONFORM_UPDATE_GOLDENS=1 and review the diff";
}

}  // namespace conform::reference
