// A run or a restoring that is killed at any of its system calls, with faults of disk, network and clock, loses
// nothing: every value of every user has its text again, or stands in a journal from which `conform restore` finishes.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <random>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"
#include "end_to_end/user_data_reader.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Two users of a server with originals that are easily damaged.
class KilledAnywhere : public ::testing::TestWithParam<int> {
 protected:
  KilledAnywhere() {
    target_["users"].erase(target_["users"].begin() + 2, target_["users"].end());
    file_ = folder_.write("target.json", target_.dump()).string();
    make_unmistakable(target_);
    const std::string body =
        R"({"data":{"type":"User","id":")" + id() + R"(","attributes":{"address":{"houseNo":)" + house + "}}}}";
    EXPECT_TRUE(holds(request("PATCH", "/users/" + id(), body), house));
    static_cast<void>(request("PUT", "/attributes", R"({"numbers":)" + std::string{numbers} + "}"));
    EXPECT_TRUE(holds(request("GET", "/attributes", ""), numbers));
    before_ = state();
  }
  ~KilledAnywhere() override { fs::remove_all(working_folder() / ".conform"); }

  [[nodiscard]] std::string id() const { return target_.at("users").at(0).at("id"); }
  [[nodiscard]] std::string request(const std::string& method, const std::string& path, const std::string& body) const {
    return ask(port_of(target_.at("baseUrl")),
               method + " /user/2024-3" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " +
                   target_.at("actors").at("user-1").at("token").get<std::string>() +
                   "\r\nContent-Type: " + (path == "/attributes" ? "application/json" : "application/vnd.api+json") +
                   "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  /// All values, and whether numbers have their text.
  [[nodiscard]] Everything state() const {
    Everything all = everything(target_, known_attributes(target_));
    const bool same = holds(request("GET", "/users/" + id(), ""), std::string{"\"houseNo\":"} + house) &&
                      holds(request("GET", "/attributes", ""), numbers);
    all["numbers"] = same ? "as they were" : "changed";
    return all;
  }

  /// Starts conform with the shim; what it ended with.
  Finished shimmed(const Arguments& arguments, std::uint64_t at, std::uint64_t faults) const {
    return conform(arguments, {{"LD_PRELOAD", CONFORM_KILL_SHIM},
                               {"KILL_SHIM_AT", std::to_string(at)},
                               {"KILL_SHIM_SEED", std::to_string(faults)},
                               {"KILL_SHIM_COUNT", count_file()}});
  }
  /// How many calls there are when nothing happens to it.
  [[nodiscard]] std::uint64_t calls_of(const Arguments& arguments) const {
    const Finished finished = shimmed(arguments, 0, 0);
    EXPECT_EQ(finished.exit_code, 0) << finished.all();
    return std::stoull(read_file(count_file()));
  }
  [[nodiscard]] std::string count_file() const { return (folder_.path() / "count").string(); }
  [[nodiscard]] Arguments run() const {
    return {"run",
            "--target",
            file_,
            "--jobs",
            "2",
            "users/put/replace",
            "users/put/clear",
            "attributes/merge",
            "--report",
            "json=" + (folder_.path() / "r.json").string(),
            "--report",
            "junit=" + (folder_.path() / "r.xml").string()};
  }
  [[nodiscard]] Arguments restore(const fs::path& journal, bool force = false) const {
    Arguments arguments{"restore", journal.string(), "--target", file_};
    if (force) arguments.emplace_back("--force");
    return arguments;
  }

  static constexpr const char* house = "12345678901234567890123";
  static constexpr const char* numbers = "[12345678901234567890123,18.50,1E2,9007199254740993.0]";
  ScratchFolder folder_;
  const ReferenceServer server_;
  json target_ = server_.target_document();
  std::string file_;
  Everything before_;
};

// 200 kills in ten entries. CONFORM_SEED=N repeats one that failed, CONFORM_KILLS changes the number of each entry.
TEST_P(KilledAnywhere, LosesNothing) {
  const auto variable = [](const char* name) { return std::getenv(name); };  // NOLINT(concurrency-mt-unsafe)
  const int kills = variable("CONFORM_KILLS") == nullptr ? 20 : std::stoi(variable("CONFORM_KILLS"));
  const unsigned long seed =
      variable("CONFORM_SEED") == nullptr ? std::random_device{}() : std::stoul(variable("CONFORM_SEED"));
  SCOPED_TRACE("CONFORM_SEED=" + std::to_string(seed));
  std::mt19937_64 random{seed};
  const std::uint64_t calls = calls_of(run());
  ASSERT_EQ(state(), before_);
  ASSERT_GT(calls, 100U) << "the shim counts nothing";
  int left_changed = 0;
  int killed_in_restoring = 0;
  for (int i = 0; i < kills; ++i) {
    // By turns anywhere, in the beginning (originals are kept), at the end (users are restored, reports are written).
    const std::uint64_t from = i % 3 == 2 ? calls - calls / 5 : 0;
    const std::uint64_t width = i % 3 == 0 ? calls : calls / 5;
    const std::uint64_t at = 1 + from + random() % width;
    const bool with_faults = i % 4 == 3;
    const std::uint64_t faults = with_faults ? 1 + random() % 1'000'000 : 0;
    SCOPED_TRACE("kill " + std::to_string(i) + " at call " + std::to_string(at) + ", faults " + std::to_string(faults));
    const Finished run_ended = shimmed(run(), at, faults);
    if (!with_faults && at <= calls / 2) {
      EXPECT_EQ(run_ended.exit_code, 1000 + SIGKILL) << run_ended.all();
    }
    const bool changed = state() != before_;
    left_changed += changed ? 1 : 0;
    if (changed) {
      ASSERT_FALSE(journals_here().empty()) << "lost: " << run_ended.all();
    }
    // Restoring is killed as well, twice, and then left to finish.
    for (int again = 0; again < 2 && !journals_here().empty(); ++again) {
      const Finished ended =
          shimmed(restore(journals_here().back()), 1 + random() % 60, with_faults ? 1 + random() % 1'000'000 : 0);
      killed_in_restoring += ended.exit_code == 1000 + SIGKILL ? 1 : 0;
      if (state() != before_) {
        ASSERT_FALSE(journals_here().empty()) << "lost by restoring: " << ended.all();
      }
    }
    for (const fs::path& journal : journals_here()) {
      // Where a fault kept a write from being noted, what it changed looks like the work of others.
      const Finished finished = conform(restore(journal, with_faults));
      EXPECT_EQ(finished.exit_code, 0) << finished.all();
    }
    EXPECT_TRUE(journals_here().empty());
    ASSERT_EQ(state(), before_) << run_ended.all();
  }
  EXPECT_GT(left_changed, 0) << "no kill came while anything was changed";
  EXPECT_GT(killed_in_restoring, 0);
}

INSTANTIATE_TEST_SUITE_P(Part, KilledAnywhere, ::testing::Range(1, 11));

}  // namespace
}  // namespace conform::test
