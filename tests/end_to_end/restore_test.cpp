// Users have after a run what they had before, however the run ends.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <random>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"
#include "end_to_end/user_data_reader.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using nlohmann::json;

class Restoring : public ::testing::Test {
 protected:
  // What a test leaves behind must not be found by the next one.
  ~Restoring() override { fs::remove_all(working_folder() / ".conform"); }
  [[nodiscard]] std::string record() const { return (folder_.path() / "result.json").string(); }
  [[nodiscard]] std::string junit() const { return (folder_.path() / "junit.xml").string(); }
  [[nodiscard]] Arguments run(const std::string& target, const Arguments& more = {}) const {
    Arguments all{"run", "--target", target, "--report", "json=" + record(), "--report", "junit=" + junit()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] static std::vector<fs::path> journals() { return journals_here(); }
  /// Waits until the server has responded to so many requests more, or the run is over.
  static void let_run(ReferenceServer& server, ChildProcess& run, std::size_t requests) {
    const auto answered = [&] { return std::ranges::count(server.process().errors(), '\n'); };
    const auto goal = answered() + static_cast<std::ptrdiff_t>(requests);
    const auto begun = std::chrono::steady_clock::now();
    while (answered() < goal && !run.wait(1ms) && std::chrono::steady_clock::now() - begun < patience) {
    }
  }
  ScratchFolder folder_;
};

TEST_F(Restoring, HappensAtTheEndOfARun) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished finished = conform(run(server.target()));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty()) << "a journal is for what is not restored yet";
  EXPECT_EQ(read_json(record()).at("restoration"), (json{{"unrestored", json::array()}, {"journal", nullptr}}));
}

// With a setUser that is wrong, every use of it would show.
TEST_F(Restoring, UsesUpdateUserWhereTheTargetListsNoSetUser) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target);
  target["operations"] = {"updateUser", "getUser"};
  const ScratchFolder folder;
  const Finished finished = conform(run(folder.write("target.json", target.dump()).string()));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_EQ(everything(target), before);
  const json written = read_json(record());
  EXPECT_EQ(written.at("conclusion"), "incomplete");
  EXPECT_EQ(written.at("totals").at("errored"), 0);
  EXPECT_GT(written.at("totals").at("passed"), 1000);
  EXPECT_EQ(written.at("notes").front(),
            "The target does not list getUserAttributes, setUserAttributes, setUser in \"operations\": cases that need "
            "it are skipped.");
}

TEST_F(Restoring, IsLeftOutOnRequest) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target);
  const Finished finished = conform(run(server.target(), {"--no-restore", "users/put"}));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_NE(everything(target), before);
  EXPECT_TRUE(journals().empty());
}

TEST_F(Restoring, IsNotNeededWhereNothingIsWritten) {
  const ReferenceServer server{{"--access-log"}};
  EXPECT_EQ(conform(run(server.target(), {"users/get/read/own-record"})).exit_code, 0);
}

TEST_F(Restoring, HappensOnFailureToo) {
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished finished = conform(run(server.target(), {"users/patch", "--max-failures", "3"}));
  EXPECT_EQ(finished.exit_code, 1) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty());
}

class RestoringInterrupted : public Restoring, public ::testing::WithParamInterface<int> {};

TEST_P(RestoringInterrupted, RestoresUsers) {
  ReferenceServer server{{"--access-log", "--variant", "latency-20ms"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  ChildProcess process{start_conform(run(server.target()))};
  let_run(server, process, 100);
  process.signal(GetParam());
  const Finished finished = finish(process);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals().empty());
}

INSTANTIATE_TEST_SUITE_P(By, RestoringInterrupted, ::testing::Values(SIGINT, SIGTERM, SIGHUP), [](const auto& tested) {
  return tested.param == SIGINT ? "SIGINT" : tested.param == SIGTERM ? "SIGTERM" : "SIGHUP";
});

// Five times here; CONFORM_KILLS=20 for a longer look.
TEST_F(Restoring, IsFinishedByRestoreAfterAKillAtAnyMoment) {
  ReferenceServer server{{"--access-log"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const char* kills = std::getenv("CONFORM_KILLS");  // NOLINT(concurrency-mt-unsafe): it is never changed
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  int changed = 0;
  for (int left = kills == nullptr ? 5 : std::stoi(kills); left > 0; --left) {
    ChildProcess process{start_conform(run(server.target(), {"--jobs", "4"}))};
    let_run(server, process, random() % 3000);
    process.signal(SIGKILL);
    static_cast<void>(finish(process));
    changed += everything(target, known_attributes(target)) == before ? 0 : 1;
    for (const fs::path& journal : journals()) {
      struct stat found {};
      EXPECT_EQ(::stat(journal.c_str(), &found), 0);
      EXPECT_EQ(found.st_mode & 0777U, 0600U);
      for (const std::string& token : server.tokens()) EXPECT_FALSE(holds(read_file(journal), token));
      EXPECT_EQ(conform({"validate", "restore-journal", journal.string()}).exit_code, 0);
      const std::string snapshot = read_file(journal);
      const Finished again = conform(run(server.target(), {"users/get", "--quiet"}));
      EXPECT_EQ(again.exit_code, 0) << again.all();
      EXPECT_TRUE(holds(again.err, "did not restore its users")) << again.err;
      EXPECT_TRUE(holds(again.err, journal.string() + " --target " + server.target())) << again.err;
      EXPECT_EQ(read_file(journal), snapshot) << "they must not be overwritten";
      const Finished listed = conform({"restore", "--list"});
      EXPECT_TRUE(holds(listed.out, journal.string())) << listed.all();
      const Finished restored = conform({"restore", journal.string(), "--target", server.target()});
      EXPECT_EQ(restored.exit_code, 0) << restored.all();
      EXPECT_TRUE(holds(restored.out, "Restored: ")) << restored.out;
    }
    EXPECT_TRUE(journals().empty());
    ASSERT_EQ(everything(target, known_attributes(target)), before);
  }
  EXPECT_GT(changed, 0) << "no kill came while anything was changed: this test tests nothing";
}

/// A server, and the journal that a killed run has left of it.
class Journalled : public Restoring {
 protected:
  void SetUp() override {
    make_unmistakable(target_);
    before_ = everything(target_, known_attributes(target_));
    ChildProcess process{start_conform(run(server_.target(), {"users/put", "--rate", "200/s"}))};
    let_run(server_, process, 200);
    process.signal(SIGKILL);
    static_cast<void>(finish(process));
    ASSERT_EQ(journals().size(), 1U);
    journal_ = journals().front().string();
    ASSERT_NE(everything(target_, known_attributes(target_)), before_);
  }
  [[nodiscard]] Finished restore(const std::string& journal, const Arguments& more = {}) const {
    Arguments all{"restore", journal, "--target", server_.target()};
    all.insert(all.end(), more.begin(), more.end());
    return conform(all);
  }
  ReferenceServer server_{{"--access-log"}};
  json target_ = server_.target_document();
  Everything before_;
  std::string journal_;
};

TEST_F(Journalled, CanBeRestoredTwice) {
  const auto copy = folder_.write("copy.json", read_file(journal_));
  fs::permissions(copy, fs::perms{0600});
  EXPECT_EQ(restore(journal_).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
  EXPECT_EQ(restore(copy.string()).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
  const Finished gone = restore(journal_);
  EXPECT_EQ(gone.exit_code, 2);
  EXPECT_TRUE(holds(gone.err, "everything has been restored")) << gone.err;
}

TEST_F(Journalled, IsRestoredWithAnotherTargetFileOfTheSameServer) {
  const auto moved = folder_.write("moved.json", target_.dump());
  EXPECT_EQ(conform({"restore", journal_, "--target", moved.string()}).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
}

TEST_F(Journalled, IsNotRestoredToAnotherServer) {
  const ReferenceServer other;
  const auto untouched = everything(other.target_document());
  const Finished refused = conform({"restore", journal_, "--target", other.target()});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "--target")) << refused.err;
  EXPECT_EQ(everything(other.target_document()), untouched);
  EXPECT_TRUE(fs::exists(journal_));
}

TEST_F(Journalled, StaysWhenNotEverythingCouldBeRestored) {
  json wrong = target_;
  wrong["actors"]["user-1"]["token"] = "no-token-of-this-server";
  const auto file = folder_.write("wrong.json", wrong.dump());
  const Finished partly = conform({"restore", journal_, "--target", file.string()});
  EXPECT_EQ(partly.exit_code, 3) << partly.all();
  EXPECT_TRUE(holds(partly.out, "user-1")) << partly.out;
  EXPECT_TRUE(holds(partly.out, "401")) << partly.out;
  EXPECT_TRUE(fs::exists(journal_));
  EXPECT_EQ(restore(journal_).exit_code, 0) << "and can be finished";
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
}

TEST_F(Journalled, ThatIsDamagedIsRefused) {
  const std::string text = read_file(journal_);
  const auto cut = folder_.write("cut.json", text.substr(0, text.size() / 2));
  fs::permissions(cut, fs::perms{0600});
  const Finished refused = conform({"restore", cut.string()});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(holds(refused.err, "cut.json")) << refused.err;
}

TEST_F(Journalled, IsNotRestoredByItsOwnWordAlone) {
  const Finished refused = conform({"restore", journal_});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "--target " + server_.target())) << "it says what to type: " << refused.err;
  EXPECT_NE(everything(target_, known_attributes(target_)), before_);
}

TEST_F(Journalled, ThatOthersMayWriteToIsNotTrusted) {
  fs::permissions(journal_, fs::perms{0666});
  const Finished refused = restore(journal_);
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "can be written to by other accounts")) << refused.err;
}

TEST_F(Journalled, SaysWhatItWouldRestore) {
  const auto changed = everything(target_, known_attributes(target_));
  const Finished dry = restore(journal_, {"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.all();
  EXPECT_TRUE(holds(dry.out, "would be restored: ")) << dry.out;
  EXPECT_EQ(everything(target_, known_attributes(target_)), changed);
  EXPECT_TRUE(fs::exists(journal_));
}

/// What a person changes in a record after the run was killed.
class RepairedByHand : public Journalled {
 protected:
  void SetUp() override {
    Journalled::SetUp();
    ASSERT_EQ(change("June"), 200);
  }
  int change(const std::string& name) {
    const json body{{"data", {{"type", "User"}, {"id", id_}, {"attributes", {{"firstName", name}}}}}};
    return ask_as(target_, "user-1", "PATCH", "/users/" + id_, body).status;
  }
  std::string first_name() {
    return ask_as(target_, "user-1", "GET", "/users/" + id_).body.at("/data/attributes/firstName"_json_pointer);
  }
  std::string id_ = target_.at("users").at(0).at("id");
};

TEST_F(RepairedByHand, StaysUnlessItIsForced) {
  const Finished asked = restore(journal_);
  EXPECT_EQ(asked.exit_code, 3) << asked.all();
  EXPECT_TRUE(holds(asked.out, "user-1: changed since the run: firstName")) << asked.out;
  EXPECT_EQ(first_name(), "June");
  EXPECT_TRUE(fs::exists(journal_));
  EXPECT_EQ(restore(journal_, {"--force"}).exit_code, 0);
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
}

// January, killed; June, by hand; a run to its end; another one, killed: it is June that must come back.
TEST_F(RepairedByHand, OutranksAnOlderOriginal) {
  EXPECT_EQ(conform(run(server_.target(), {"users/put/replace"})).exit_code, 0);
  EXPECT_EQ(first_name(), "June");
  ChildProcess process{start_conform(run(server_.target(), {"users/put", "--rate", "200/s"}))};
  let_run(server_, process, 300);
  process.signal(SIGKILL);
  static_cast<void>(finish(process));
  const auto open = journals();
  ASSERT_EQ(open.size(), 2U);
  ASSERT_NE(first_name(), "June");
  const Finished restored = restore(journal_);
  EXPECT_EQ(restored.exit_code, 3) << restored.all();
  EXPECT_TRUE(holds(restored.out, "is outdated")) << restored.out;
  EXPECT_EQ(first_name(), "June");
  EXPECT_EQ(journals(), std::vector<fs::path>{journal_}) << "it stays, and the newer one has done its work";
}

TEST_F(Journalled, CountsWhereTheNewerOriginalIsWhatItsRunHadWritten) {
  ChildProcess process{start_conform(run(server_.target(), {"users/put", "--rate", "200/s"}))};
  let_run(server_, process, 300);
  process.signal(SIGKILL);
  static_cast<void>(finish(process));
  const auto open = journals();
  ASSERT_EQ(open.size(), 2U);
  const Finished restored = restore(open.back().string());
  EXPECT_EQ(restored.exit_code, 0) << restored.all();
  EXPECT_EQ(everything(target_, known_attributes(target_)), before_);
  EXPECT_TRUE(journals().empty()) << "both are settled";
}

TEST_F(Restoring, OfAJournalOfEveryEarlierFormatIsPossible) {
  for (const std::string format : {"1", "2"}) {
    const ReferenceServer server;
    json target = server.target_document();
    json journal = read_json(std::string{CONFORM_SOURCE_DIR "/tests/data/journals/format-"} + format + ".json");
    journal["target"]["baseUrl"] = target.at("baseUrl");
    for (std::size_t i = 0; i < 2; ++i) {
      journal["users"][i]["id"] = target.at("users").at(i).at("id");
      journal["users"][i]["actor"] = target.at("users").at(i).at("actor");
    }
    const auto file = folder_.write("conform-restore-0123456789abcdef.json", journal.dump());
    fs::permissions(file, fs::perms{0600});
    // What the run wrote is not beside the journal, so that restore would ask.
    const Finished restored = conform({"restore", file.string(), "--force", "--target", server.target()});
    EXPECT_EQ(restored.exit_code, 0) << format << ": " << restored.all();
    const std::string path = "/users/" + target.at("users").at(0).at("id").get<std::string>();
    EXPECT_EQ(ask_as(target, "user-1", "GET", path).body.at("/data/attributes/firstName"_json_pointer), "January");
    EXPECT_EQ(ask_as(target, "user-1", "GET", "/attributes").body.at("count"), 18.5);
    EXPECT_FALSE(fs::exists(file));
  }
}

TEST_F(Restoring, NeverSendsATokenWhereOnlyAFileSaysSo) {
  std::atomic<int> asked{0};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    ++asked;
  }};
  json journal = read_json(CONFORM_SOURCE_DIR "/tests/data/journals/format-1.json");
  journal["target"]["file"] = "";
  journal["target"]["tokenEnv"] = "SOME_SECRET";
  journal["target"]["baseUrl"] = "http://192.0.2.2:" + std::to_string(server.port()) + "/user/2024-3";
  const auto file = folder_.write("j.json", journal.dump());
  fs::permissions(file, fs::perms{0600});
  const Finished refused = conform({"restore", file.string()}, {{"SOME_SECRET", "a-secret-of-this-machine"}});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "not localhost")) << refused.err;
  EXPECT_TRUE(holds(refused.err, "--token-env SOME_SECRET")) << refused.err;
  EXPECT_LT(refused.took, 20s) << "nothing was sent";
}

TEST_F(Restoring, GivesEveryNumberItsTextAgain) {
  const ReferenceServer server;
  const json target = server.target_document();
  const std::string id = target.at("users").at(0).at("id");
  const auto patch = [&](const std::string& text) {
    const std::string body =
        R"({"data":{"type":"User","id":")" + id + R"(","attributes":{"address":{"houseNo":)" + text + "}}}}";
    return ask(port_of(target.at("baseUrl")),
               "PATCH /user/2024-3/users/" + id + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: " +
                   "application/vnd.api+json\r\nContent-Type: application/vnd.api+json\r\nAuthorization: Bearer " +
                   target.at("actors").at("user-1").at("token").get<std::string>() +
                   "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  for (const std::string number : {"12345678901234567890123", "18446744073709551617", "9007199254740993.0", "18.50",
                                   "0.1000000000000000055511151231257827", "1E2"}) {
    ASSERT_TRUE(holds(patch(number), "\"houseNo\":" + number)) << patch(number);
    const Finished finished = conform(run(server.target(), {"users/put/replace"}));
    EXPECT_EQ(finished.exit_code, 0) << finished.all();
    EXPECT_TRUE(holds(ask(port_of(target.at("baseUrl")),
                          "GET /user/2024-3/users/" + id +
                              " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                              "Bearer " +
                              target.at("actors").at("user-1").at("token").get<std::string>() + "\r\n\r\n"),
                      "\"houseNo\":" + number));
  }
}

/// A server that does to some responses of a conforming one what caches and proxies do.
class Meddled : public Restoring {
 protected:
  using Meddle = std::function<std::optional<std::string>(const std::string& request)>;
  Meddled() {
    target_["baseUrl"] = between_.url() + "/user/2024-3";
    file_ = folder_.write("meddled.json", target_.dump()).string();
    make_unmistakable(conforming_.target_document());
    before_ = everything(conforming_.target_document(), known_attributes(conforming_.target_document()));
  }
  [[nodiscard]] Everything now() const {
    return everything(conforming_.target_document(), known_attributes(conforming_.target_document()));
  }
  void meddle(Meddle with) {
    const std::scoped_lock lock{mutex_};
    meddle_ = std::move(with);
  }
  static std::string response_with(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) +
           " x\r\nContent-Type: application/vnd.api+json\r\nConnection: close\r\n" +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  const ReferenceServer conforming_;
  json target_ = conforming_.target_document();
  int port_ = port_of(target_.at("baseUrl"));
  std::mutex mutex_;
  Meddle meddle_ = [](const std::string&) { return std::nullopt; };
  RawServer between_{[this](RawConnection& connection) {
    const std::string request = connection.read_request();
    if (request.empty()) return;
    std::optional<std::string> instead;
    {
      const std::scoped_lock lock{mutex_};
      instead = meddle_(request);
    }
    std::string closing = request;
    closing.insert(closing.find("\r\n") + 2, "Connection: close\r\n");
    connection.write(instead ? *instead : ask(port_, closing));
  }};
  std::string file_;
  Everything before_;
};

TEST_F(Meddled, OneBadAnswerWhileOriginalsAreReadCostsNobodyTheRecord) {
  const std::string stranger = R"({"data":{"type":"User","id":"0b5f0d7e-2c1d-4e1b-9a55-00000000000f","attributes":)"
                               R"({"firstName":"Somebody","lastName":"Else"}}})";
  for (const std::string& bad :
       {response_with(500, R"({"errors":[{"status":"500","title":"x"}]})"), response_with(200, stranger)}) {
    // The second read of a record is the first that keeps an original; the first one is to see whether there is one.
    meddle([&bad, reads = 0](const std::string& request) mutable -> std::optional<std::string> {
      return request.starts_with("GET") && holds(request.substr(0, request.find('\r')), "/users/") && ++reads == 2
                 ? std::optional{bad}
                 : std::nullopt;
    });
    const Finished finished = conform(run(file_, {"users/put/replace", "users/put/clear"}));
    EXPECT_EQ(finished.exit_code, 0) << finished.all();
    EXPECT_EQ(now(), before_);
    EXPECT_TRUE(journals().empty());
  }
}

TEST_F(Meddled, WhoHasNoOriginalIsNotWrittenTo) {
  const std::string id = target_.at("users").at(1).at("id");
  meddle([&](const std::string& request) -> std::optional<std::string> {
    const bool read = request.starts_with("GET") && holds(request.substr(0, request.find('\r')), id);
    return read ? std::optional{response_with(500, R"({"errors":[{"status":"500","title":"x"}]})")} : std::nullopt;
  });
  const Finished finished = conform(run(file_, {"users/put/replace", "users/put/clear"}));
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(finished.out, "user-2 is left out")) << finished.out;
  EXPECT_EQ(now(), before_);
}

TEST_F(Meddled, WithoutAnyOriginalNothingIsWritten) {
  bool written = false;
  meddle([&, reads = 0](const std::string& request) mutable -> std::optional<std::string> {
    written = written || !request.starts_with("GET");
    const bool read = request.starts_with("GET") && holds(request.substr(0, request.find('\r')), "/users/");
    return read && ++reads > 1 ? std::optional{response_with(500, R"({"errors":[{"status":"500","title":"x"}]})")}
                               : std::nullopt;
  });
  const Finished writes = conform(run(file_, {"users/put/replace"}));
  EXPECT_EQ(writes.exit_code, 3) << writes.all();
  EXPECT_TRUE(holds(writes.out, "No user has a backup")) << writes.out;
  EXPECT_FALSE(written);
  EXPECT_EQ(conform(run(file_, {"users/put/replace", "users/get/read"})).exit_code, 1)
      << "a finding counts all the same";
  EXPECT_FALSE(written);
  EXPECT_EQ(now(), before_);
}

TEST_F(Restoring, WritesAJournalAlsoWhereAFileHasItsName) {
  ReferenceServer server{{"--access-log"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const auto killed = [&] {
    ChildProcess process{start_conform(run(server.target(), {"users/put", "--rate", "200/s", "--quiet"}))};
    let_run(server, process, 200);
    process.signal(SIGKILL);
    static_cast<void>(finish(process));
  };
  killed();
  ASSERT_EQ(journals().size(), 1U);
  const fs::path first = journals().front();
  fs::resize_file(first, 0);
  fs::remove(first.string() + ".writes");
  killed();
  EXPECT_EQ(journals().size(), 2U);
  EXPECT_EQ(fs::file_size(first), 0U);
}

TEST_F(Restoring, KeepsNoJournalAmongDevicesOrReports) {
  ReferenceServer server{{"--access-log"}};
  ChildProcess process{start_conform({"run", "--target", server.target(), "--report", "junit=/dev/stdout", "--report",
                                      "json=" + record(), "users/put", "--rate", "200/s"})};
  let_run(server, process, 200);
  process.signal(SIGKILL);
  static_cast<void>(finish(process));
  EXPECT_EQ(journals().size(), 1U);
  for (const fs::path& folder : {fs::path{"/dev"}, folder_.path()}) {
    for (const auto& entry : fs::directory_iterator{folder})
      EXPECT_FALSE(entry.path().filename().string().starts_with("conform-restore")) << entry.path();
  }
}

TEST_F(Restoring, GoesOnWithRefreshTokensThatWereRotated) {
  ReferenceServer server{{"--oauth", "--access-log"}};
  const json target = server.target_document();
  ChildProcess process{start_conform(run(server.target(), {"users/put", "--rate", "200/s"}))};
  let_run(server, process, 300);
  process.signal(SIGKILL);
  static_cast<void>(finish(process));
  ASSERT_EQ(journals().size(), 1U);
  const std::string journal = journals().front().string();
  struct stat found {};
  ASSERT_EQ(::stat((journal + ".tokens").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  const Finished restored = conform({"restore", journal, "--target", server.target()});
  EXPECT_EQ(restored.exit_code, 0) << restored.all();
  EXPECT_FALSE(fs::exists(journal + ".tokens"));
}

TEST_F(Restoring, IsMissedAloudOffLoopback) {
  const ScratchFolder folder;
  json target = target_for("http://192.0.2.1");
  target["allowWrites"] = true;
  const auto file = folder.write("target.json", target.dump());
  const Finished finished = conform({"run", "--target", file.string(), "--no-restore", "--timeout", "200ms", "--quiet",
                                     "--deadline", "1s", "users/get/read"});
  EXPECT_TRUE(holds(finished.err, "--no-restore")) << finished.all();
}

class TwoRuns : public Restoring {};

TEST_F(TwoRuns, OnTheSameUsersAreNoticed) {
  ReferenceServer server{{"--access-log", "--variant", "latency-20ms"}};
  const ScratchFolder folder;
  const auto arguments = [&](const char* name) {
    return Arguments{"run", "--target", server.target(), "--report",
                     "json=" + (folder.path() / name / "r.json").string()};
  };
  ChildProcess first{start_conform(arguments("first"))};
  ASSERT_TRUE(server.process().wait_for("PUT", patience));
  const Finished second = conform(arguments("second"));
  EXPECT_EQ(second.exit_code, 2) << second.all();
  EXPECT_TRUE(holds(second.err, "another conform is using the same users")) << second.err;
  EXPECT_TRUE(holds(second.err, "(pid ")) << second.err;
  json other = server.target_document();
  std::string url = other.at("baseUrl");
  url.replace(url.find("127.0.0.1"), 9, "LocalHost");
  other["baseUrl"] = url;
  const auto spelled = folder.write("spelled.json", other.dump());
  const Finished elsewhere = conform({"run", "--target", spelled.string(), "users/get"},
                                     {{"TMPDIR", folder.path().string()}, {"XDG_RUNTIME_DIR", folder.path().string()}});
  EXPECT_EQ(elsewhere.exit_code, 2) << elsewhere.all();
  EXPECT_TRUE(holds(elsewhere.err, "another conform is using the same users")) << elsewhere.err;
  first.signal(SIGKILL);
  static_cast<void>(finish(first));
  const Finished third = conform({"run", "--target", server.target(), "users/get/read", "--no-restore"});
  EXPECT_NE(third.exit_code, 2) << "a run that died holds nothing: " << third.all();
}

TEST(HostsThatAreNotLoopback, NeedLeaveBeforeTheFirstRequest) {
  const ScratchFolder folder;
  json target = target_for("http://192.0.2.1");
  for (const bool said : {false, true}) {
    if (said) target["allowWrites"] = false;
    const auto file = folder.write("target.json", target.dump());
    const Finished refused = conform({"run", "--target", file.string()});
    EXPECT_EQ(refused.exit_code, 2) << refused.all();
    EXPECT_TRUE(holds(refused.err, "allowWrites")) << refused.err;
    EXPECT_LT(refused.took, 30s) << "nothing was sent to an address without a server";
  }
}

}  // namespace
}  // namespace conform::test
