#include "run/engine/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "run/client/clock.hpp"
#include "support/scratch_folder.hpp"
#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

/// A plan of as many cases as wanted, some of which need two users, and a target of four.
class Engine : public ::testing::Test {
 protected:
  Engine() {
    target_.name = "tiny";
    target_.base_url = "http://127.0.0.1:1/user/2024-3";
    target_.api_version = "2024-3";
    for (int number = 1; number <= 4; ++number) {
      target_.users.push_back({.id = test_user(number).id, .actor = test_user(number).actor});
      target_.actors.emplace(test_user(number).actor,
                             Actor{.token = test_user(number).token, .user_id = test_user(number).id});
    }
  }

  void plan_cases(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      json expect{{"status", 200}, {"effect", "merge"}};
      if (i % 3 == 0) expect["unchanged"] = {"user2"};
      const json send{{"operation", "updateUser"},
                      {"query", "case=" + number},
                      {"attributes", {{"locale", "${differentFrom(locale)}"}}}};
      const json source{{"setup", {{"attributes", "full"}}}, {"steps", {{{"send", send}, {"expect", expect}}}}};
      suite_.cases.push_back(a_case(suite_, source.dump(), (i < 10 ? "case-0" : "case-") + number));
    }
    for (const Case& test_case : suite_.cases) plan_.cases.push_back(&test_case);
    plan_.total = count;
  }

  RunResult run(const RunListener& listener = {}) {
    return run_plan(
        suite_, plan_, target_, options_, [this] { return std::make_unique<TinyTransport>(api_); }, stop_.get_token(),
        listener);
  }

  /// Responds to requests of one case with this.
  void response_case(const std::string& number, std::function<ResponseOrError()> response) {
    api_.instead = [number, response = std::move(response)](const Request& request) {
      return request.target.ends_with("case=" + number) ? std::optional{response()} : std::nullopt;
    };
  }

  static Texts ids(const RunResult& result) {
    Texts all;
    for (const Verdict& verdict : result.verdicts) all.push_back(verdict.id);
    return all;
  }
  static std::size_t count(const RunResult& result, OutcomeKind kind) {
    return static_cast<std::size_t>(
        std::ranges::count_if(result.verdicts, [&](const Verdict& verdict) { return verdict.outcome.kind == kind; }));
  }

  Suite suite_ = mini_suite();
  Plan plan_;
  Target target_;
  TinyApi api_;
  RunOptions options_{.jobs = 1, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = "9.9"};
  std::stop_source stop_;
};

TEST_F(Engine, PassesEveryCaseOfAnHonestServerInPlanOrderWhateverTheJobs) {
  plan_cases(20);
  Texts planned;
  for (const Case* test_case : plan_.cases) planned.push_back(test_case->id);
  for (const unsigned jobs : {1U, 2U, 4U, 64U}) {
    options_.jobs = jobs;
    const RunResult result = run();
    EXPECT_EQ(ids(result), planned);
    EXPECT_EQ(count(result, OutcomeKind::passed), 20U);
    EXPECT_EQ(result.totals.passed, 20U);
    EXPECT_FALSE(result.interrupted);
  }
}

TEST_F(Engine, RecordsWhatWasRun) {
  plan_cases(1);
  plan_.total = 7;
  const RunResult result = run();
  EXPECT_EQ(result.suite, (SuiteInfo{.name = "User API Conformance Suite", .version = "9.9", .cases = 7}));
  EXPECT_EQ(result.target,
            (TargetInfo{.name = "tiny", .base_url = "http://127.0.0.1:1/user/2024-3", .api_version = "2024-3"}));
  EXPECT_NE(result.started_at, std::chrono::system_clock::time_point{});
}

TEST_F(Engine, LooksForFailuresInTheRightCase) {
  plan_cases(10);
  response_case("7", [] { return plain(500); });
  for (const unsigned jobs : {1U, 4U}) {
    options_.jobs = jobs;
    const RunResult result = run();
    EXPECT_EQ(count(result, OutcomeKind::failed), 1U);
    EXPECT_EQ(result.verdicts[7].outcome.kind, OutcomeKind::failed);
    EXPECT_EQ(result.conclusion, Conclusion::nonconformant);
  }
}

TEST_F(Engine, KeepsExchangesOnlyWhereThereIsSomethingToShow) {
  plan_cases(2);
  response_case("1", [] { return plain(500); });
  const RunResult result = run();
  EXPECT_TRUE(result.verdicts[0].exchanges.empty());
  EXPECT_FALSE(result.verdicts[1].exchanges.empty());
}

TEST_F(Engine, KeepsSecretsOutOfTheRecord) {
  plan_cases(1);
  response_case("0", [] { return plain(500, {{"X-Echo", "Bearer token-2"}}, "token-1 token-2 token-3 token-4"); });
  const RunResult result = run();
  ASSERT_FALSE(result.verdicts[0].exchanges.empty());
  for (const Exchange& exchange : result.verdicts[0].exchanges) {
    std::string text = exchange.curl;
    for (const Header& header : exchange.request.headers) text += header.value;
    const Response* response = response_of(exchange);
    ASSERT_NE(response, nullptr);
    for (const Header& header : response->headers) text += header.value;
    text += response->body;
    EXPECT_EQ(text.find("token-"), std::string::npos) << text;
    EXPECT_NE(exchange.curl.find("_TOKEN"), std::string::npos);
  }
}

TEST_F(Engine, KeepsTheOtherCasesWhenOneThrows) {
  plan_cases(10);
  response_case("4", []() -> ResponseOrError { throw std::runtime_error{"a defect of the test"}; });
  for (const unsigned jobs : {1U, 4U}) {
    options_.jobs = jobs;
    const RunResult result = run();
    EXPECT_EQ(result.verdicts[4].outcome,
              (Outcome{.kind = OutcomeKind::errored, .reason = "a defect of the suite: a defect of the test"}));
    EXPECT_EQ(result.verdicts[4].id, "case-04");
    EXPECT_EQ(count(result, OutcomeKind::passed), 9U);
    EXPECT_EQ(result.conclusion, Conclusion::inconclusive);
  }
}

TEST_F(Engine, TellsOfEveryCaseOnce) {
  plan_cases(12);
  options_.jobs = 4;
  Texts started;
  Texts finished;
  static_cast<void>(run({.started = [&](std::string_view id) { started.emplace_back(id); },
                         .finished = [&](const Verdict& verdict) { finished.push_back(verdict.id); }}));
  std::ranges::sort(started);
  std::ranges::sort(finished);
  EXPECT_EQ(started.size(), 12U);
  EXPECT_EQ(started, finished);
  EXPECT_EQ(std::ranges::adjacent_find(started), started.end());
}

TEST_F(Engine, StopsAtTheNextRequest) {
  plan_cases(20);
  for (const unsigned jobs : {1U, 4U}) {
    options_.jobs = jobs;
    stop_ = {};
    const RunResult result = run({.started = {}, .finished = [&](const Verdict&) { stop_.request_stop(); }});
    EXPECT_TRUE(result.interrupted);
    EXPECT_EQ(result.verdicts.size(), 20U);
    EXPECT_GE(count(result, OutcomeKind::errored), 20U - jobs);
    EXPECT_NE(result.conclusion, Conclusion::conformant);
    EXPECT_EQ(result.verdicts[19].id, "case-19");
    EXPECT_EQ(result.verdicts[19].outcome.reason, "not run: the run was interrupted");
  }
}

TEST_F(Engine, SendsNothingWhenItIsStoppedBefore) {
  plan_cases(5);
  stop_.request_stop();
  const RunResult result = run();
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(count(result, OutcomeKind::errored), 5U);
  EXPECT_EQ(api_.count("GET"), 0U);
}

TEST_F(Engine, StartsNoMoreCasesAfterEnoughFailures) {
  plan_cases(10);
  api_.instead = [](const Request& request) {
    return request.method == "PATCH" ? std::optional{plain(500)} : std::nullopt;
  };
  options_.max_failures = 3;
  const RunResult result = run();
  EXPECT_EQ(count(result, OutcomeKind::failed), 3U);
  EXPECT_EQ(count(result, OutcomeKind::skipped), 7U);
  EXPECT_EQ(result.verdicts[3].outcome.reason, "not run: stopped after 3 failures (--max-failures)");
  EXPECT_EQ(result.conclusion, Conclusion::nonconformant);
}

TEST_F(Engine, RepeatsNothingAnyMoreWhenAnswersStayAwayFromMostCases) {
  plan_cases(60);
  options_.jobs = 1;
  std::set<std::string> cut;  // cases; each attempt has users of its own
  api_.instead = [&](const Request& request) {
    const std::size_t query = request.target.find("case=");
    const bool first = query != std::string::npos && cut.insert(request.target.substr(query)).second;
    return first ? std::optional{transport_error(TransportErrorKind::closed)} : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_GE(result.totals.flaky, 20U);
  EXPECT_LE(result.totals.flaky, 22U);
  EXPECT_GE(count(result, OutcomeKind::failed), 30U);
  EXPECT_TRUE(std::ranges::any_of(result.notes, [](const std::string& note) {
    return note.find("missing responses counted at once") != std::string::npos;
  }));
}

TEST_F(Engine, BearsWithAFewFlakyCases) {
  plan_cases(60);
  options_.jobs = 1;
  std::set<std::string> cut;
  api_.instead = [&](const Request& request) {
    const std::size_t query = request.target.find("case=");
    const bool chosen = query != std::string::npos && request.target.ends_with('7');
    return chosen && cut.insert(request.target.substr(query)).second
               ? std::optional{transport_error(TransportErrorKind::closed)}
               : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_GT(result.totals.flaky, 0U);
  EXPECT_EQ(count(result, OutcomeKind::failed), 0U);
}

TEST_F(Engine, TellsTheRequestsItPlansAndTheDeadlineThatItSetsItself) {
  plan_cases(3);
  options_.bounded = true;
  std::vector<std::string> reported;
  RunListener listener;
  listener.report = [&](std::string_view text) { reported.emplace_back(text); };
  EXPECT_EQ(count(run(listener), OutcomeKind::passed), 3U);
  EXPECT_EQ(reported, std::vector<std::string>{"about 12 requests, which take a few seconds; the run ends "
                                               "after 10 min at the latest (--deadline)"});
  reported.clear();
  options_.deadline = std::chrono::minutes{1};
  EXPECT_EQ(count(run(listener), OutcomeKind::passed), 3U);
  EXPECT_EQ(reported, std::vector<std::string>{"about 12 requests, which take a few seconds"});
}

TEST_F(Engine, StopsBeforeItSendsMoreThanItMay) {
  plan_cases(60);
  const RunResult all = run();
  ASSERT_EQ(count(all, OutcomeKind::passed), 60U);
  const std::size_t before = api_.count("GET") + api_.count("PUT") + api_.count("PATCH");
  ASSERT_GT(before, 100U);
  options_.max_requests = 100;
  const RunResult some = run();
  EXPECT_EQ(api_.count("GET") + api_.count("PUT") + api_.count("PATCH") - before, 100U);
  EXPECT_GT(count(some, OutcomeKind::passed), 0U);
  EXPECT_GT(count(some, OutcomeKind::errored), 0U);
  EXPECT_EQ(some.conclusion, Conclusion::inconclusive);
  EXPECT_FALSE(some.interrupted);
  const auto unreached = std::ranges::find(some.verdicts, "not run: the run has sent its 100 requests (--max-requests)",
                                           [](const Verdict& verdict) { return verdict.outcome.reason; });
  EXPECT_NE(unreached, some.verdicts.end());
}

TEST_F(Engine, ErrsEveryCaseOfATargetThatCannotBeReached) {
  plan_cases(6);
  options_.jobs = 4;
  api_.instead = [](const Request&) {
    return std::optional{transport_error(TransportErrorKind::unreachable, "connection refused")};
  };
  const RunResult result = run();
  EXPECT_EQ(count(result, OutcomeKind::errored), 6U);
  EXPECT_EQ(
      result.verdicts[5].outcome.reason,
      "the target could not be reached: unreachable: connection refused. Is the server running, and is the base URL "
      "http://127.0.0.1:1/user/2024-3 right?");
  EXPECT_EQ(result.conclusion, Conclusion::inconclusive);
  EXPECT_EQ(result.notes,
            Texts{"Nothing could be run: the target could not be reached: unreachable: connection refused. Is the "
                  "server running, and is the base URL http://127.0.0.1:1/user/2024-3 right?"});
  EXPECT_EQ(api_.count("GET"), 4U) << "one request, and three more tries";
}

TEST_F(Engine, SkipsWhatNeedsTwoUsersWhereThereIsOne) {
  plan_cases(4);
  target_.users.resize(1);
  const RunResult result = run();
  EXPECT_EQ(result.verdicts[0].outcome,
            (Outcome{.kind = OutcomeKind::skipped, .reason = "the case needs two users, and the target has one"}));
  EXPECT_EQ(result.verdicts[1].outcome.kind, OutcomeKind::passed);
}

TEST_F(Engine, NotesWhatTheTargetDoesNotOffer) {
  plan_cases(2);
  api_.instead = [](const Request& request) {
    return request.method == "GET" ? std::optional{error_response(404)} : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(result.notes.size(), 2U);
  EXPECT_EQ(result.verdicts[1].outcome.kind, OutcomeKind::passed) << "records are read by an empty PATCH then";
}

TEST_F(Engine, NeverGivesAUserToTwoCasesAtOnce) {
  plan_cases(40);
  options_.jobs = 8;
  std::mutex mutex;
  std::map<std::string, std::string> expected;  // what the last PATCH of each record has set
  bool torn = false;
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    const std::scoped_lock lock{mutex};
    const std::string record = request.target.substr(0, request.target.find('?'));
    if (request.method == "PATCH" && request.target.find("case=") != std::string::npos) {
      torn = torn || expected.contains(record);  // the case before has not read back yet
      expected[record] = request.target;
    } else if (request.method == "GET") {
      expected.erase(record);
    }
    return std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(result.totals.passed, 40U);
  EXPECT_FALSE(torn);
}

TEST_F(Engine, DropsTheShortNameOfThePinThatItStandsFor) {
  suite_.cases.push_back(a_case(
      suite_,
      R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"address":{"street":"C"}}},
          "expect":{"status":200,"effect":"merge"}}]})"));
  plan_.cases = {&suite_.cases.front()};
  target_.pins = {{"address", "replace"}};
  EXPECT_EQ(run().verdicts.front().outcome.kind, OutcomeKind::failed);
  target_.pins = {{"address", "merge"}};
  EXPECT_EQ(run().verdicts.front().outcome.kind, OutcomeKind::passed);
}

TEST_F(Engine, MarksCasesFlakyWhoseMissingAnswerCameAtTheSecondAttempt) {
  plan_cases(4);
  std::atomic<int> asked{0};
  response_case("2", [&] { return asked++ == 0 ? transport_error(TransportErrorKind::closed) : error_response(403); });
  EXPECT_EQ(run().verdicts[2].outcome.kind, OutcomeKind::failed) << "the second attempt found something else";
  asked = 0;
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (!request.target.ends_with("case=2") || asked++ > 0) return std::nullopt;
    return transport_error(TransportErrorKind::closed);
  };
  const RunResult result = run();
  EXPECT_EQ(result.totals.passed, 4U);
  EXPECT_EQ(result.totals.flaky, 1U);
  EXPECT_EQ(result.totals.must_findings, 0U);
  EXPECT_EQ(result.verdicts[2].unconfirmed.size(), 1U);
  EXPECT_FALSE(result.verdicts[2].exchanges.empty()) << "what happened is shown";
  EXPECT_TRUE(result.verdicts[1].exchanges.empty());
}

TEST_F(Engine, CarriesOutCasesAsOftenAsAsked) {
  plan_cases(2);
  options_.repeat = 3;
  std::atomic<int> asked{0};
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (!request.target.ends_with("case=1")) return std::nullopt;
    return asked++ == 1 ? std::optional{error_response(403)} : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(result.verdicts[0].flaky, "");
  EXPECT_EQ(result.verdicts[1].outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(result.verdicts[1].flaky, "3 repetitions differ: 1 failed, 2 passed");
  EXPECT_EQ(result.totals.flaky, 1U);
}

TEST_F(Engine, KeepsPlanOrderInTheRecordWhateverTheOrderOfTheRun) {
  plan_cases(20);
  Texts started;
  const RunListener listener{.started = [&](std::string_view id) { started.emplace_back(id); }, .finished = {}};
  options_.shuffled = true;
  const RunResult result = run(listener);
  EXPECT_EQ(count(result, OutcomeKind::passed), 20U);
  Texts planned;
  for (const Case* test_case : plan_.cases) planned.push_back(test_case->id);
  EXPECT_EQ(ids(result), planned);
  EXPECT_NE(started, planned);
  EXPECT_TRUE(std::ranges::is_permutation(started, planned));
  EXPECT_EQ(result.notes, Texts{"The cases were started in the order of --seed 1."});
}

TEST_F(Engine, EndsAtItsDeadline) {
  plan_cases(3);
  options_.deadline = std::chrono::milliseconds{1};
  // The server responds when the deadline is over.
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (!request.target.ends_with("case=0")) return std::nullopt;
    static_cast<void>(Clock{}.wait_until(Clock::TimePoint::clock::now() + std::chrono::milliseconds{20}, {}));
    return std::nullopt;
  };
  const RunResult result = run();
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.verdicts[2].outcome.kind, OutcomeKind::errored);
  EXPECT_EQ(result.verdicts[2].outcome.reason, "not run: the run's deadline of 0.001 s has passed");
  EXPECT_EQ(result.conclusion, Conclusion::inconclusive);
}

TEST_F(Engine, DoesNotBlameTheTargetWhenTheDeadlineIsOverBeforeTheFirstCase) {
  plan_cases(2);
  options_.deadline = std::chrono::milliseconds{1};
  api_.instead = [&](const Request&) -> std::optional<ResponseOrError> {
    static_cast<void>(Clock{}.wait_until(Clock::TimePoint::clock::now() + std::chrono::milliseconds{20}, {}));
    return TransportError{
        .kind = TransportErrorKind::interrupted, .detail = "the run was stopped", .partial = std::nullopt};
  };
  const RunResult result = run();
  for (const Verdict& verdict : result.verdicts)
    EXPECT_EQ(verdict.outcome.reason, "not run: the run's deadline of 0.001 s has passed");
  EXPECT_EQ(result.notes, Texts{});
}

/// An engine that keeps a journal.
class BackupEngine : public Engine {
 protected:
  BackupEngine() { options_.journal = &*file_; }
  [[nodiscard]] std::string path() const { return (folder_.path() / "journal.json").string(); }

  ScratchFolder folder_;
  Result<JournalFile> file_ = JournalFile::prepare({.file = path()}, {});
};

TEST_F(BackupEngine, RestoresUsersWhateverTheEnd) {
  plan_cases(8);
  const auto before = api_.records;
  for (const bool stopped : {false, true}) {
    std::atomic<bool> journal_was_there{false};
    api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
      if (request.method == "PUT") journal_was_there = std::filesystem::exists(path());
      if (stopped && request.method == "PATCH") stop_.request_stop();
      return std::nullopt;
    };
    const RunResult result = run();
    EXPECT_EQ(result.interrupted, stopped);
    EXPECT_TRUE(journal_was_there);
    EXPECT_EQ(api_.records, before);
    EXPECT_EQ(result.restoration, Restoration{});
    EXPECT_FALSE(std::filesystem::exists(path()));
  }
}

TEST_F(BackupEngine, KeepsTheJournalAndSaysWhatCouldNotBeRestored) {
  plan_cases(2);
  std::atomic<bool> over{false};
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.target.ends_with("case=1")) over = true;
    const bool refused = over && (request.method == "PUT" ||
                                  (request.method == "PATCH" && request.target.find('?') == std::string::npos));
    return refused ? std::optional{error_response(403)} : std::nullopt;
  };
  options_.jobs = 1;
  target_.users.resize(2);
  const RunResult result = run();
  EXPECT_FALSE(result.restoration.unrestored.empty());
  EXPECT_EQ(result.restoration.journal, path());
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(BackupEngine, RunsNothingWhenTheOriginalsCannotBeKept) {
  plan_cases(3);
  folder_.write("journal.json", "of another run");
  const RunResult result = run();
  EXPECT_EQ(count(result, OutcomeKind::errored), 3U);
  EXPECT_NE(result.verdicts[0].outcome.reason.find("there is a file already"), std::string::npos);
  EXPECT_EQ(api_.count("PUT") + api_.count("PATCH"), 0U);
}

TEST_F(BackupEngine, WritesNothingToAUserWithoutAnOriginal) {
  plan_cases(12);
  api_.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    const bool read = request.method == "GET" && request.target == "/users/" + test_user(2).id;
    return read ? std::optional{error_response(500)} : std::nullopt;
  };
  const json before = api_.records.at(test_user(2).id);
  options_.jobs = 4;
  const RunResult result = run();
  EXPECT_EQ(api_.records.at(test_user(2).id), before);
  EXPECT_EQ(count(result, OutcomeKind::passed), 12U);
  ASSERT_FALSE(result.notes.empty());
  EXPECT_NE(result.notes[0].find("user-2 is left out"), std::string::npos) << result.notes[0];
  EXPECT_EQ(result.restoration, Restoration{});
}

TEST_F(BackupEngine, RunsOnlyReadsWhenNoUserHasAnOriginal) {
  plan_cases(3);
  suite_.cases.push_back(a_case(suite_, R"({"steps": [{"send": {"operation": "getUserAttributes"},
    "expect": {"status": 200}}]})",
                                "reads"));
  plan_.cases.clear();
  for (const Case& test_case : suite_.cases) plan_.cases.push_back(&test_case);
  api_.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    return request.target.starts_with("/users/") ? std::optional{error_response(500)} : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(api_.count("PUT") + api_.count("PATCH"), 0U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(result.verdicts[i].outcome,
              (Outcome{.kind = OutcomeKind::errored, .reason = "not run: it writes, and no user has a backup"}));
  }
  EXPECT_EQ(result.verdicts[3].outcome.kind, OutcomeKind::passed) << result.verdicts[3].outcome.reason;
  EXPECT_FALSE(std::filesystem::exists(path())) << "there is nothing to restore";
}

TEST_F(BackupEngine, NotesWhatItWritesBeforeItIsSent) {
  plan_cases(2);
  target_.users.resize(1);
  std::atomic<bool> noted{true};
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method != "PATCH" || request.target.find("case=") == std::string::npos) return std::nullopt;
    const auto written = read_write_log(write_log_of(path()));
    const json sent = json::parse(*request.body).at("/data/attributes"_json_pointer);
    for (const auto& [name, key] : keys_of(sent)) noted = noted && written && written->has("record", name, key);
    return std::nullopt;
  };
  EXPECT_EQ(count(run(), OutcomeKind::errored), 0U);
  EXPECT_TRUE(noted);
  EXPECT_FALSE(std::filesystem::exists(write_log_of(path())));
}

TEST(TransportOptions, AreTheTargets) {
  Target target;
  target.base_url = "https://user.example/user/2024-3";
  target.transport.timeout = std::chrono::milliseconds{1500};
  target.transport.ca_file = "ca.pem";
  target.transport.proxy = "http://proxy.example:3128";
  const TransportOptions options = transport_options(target);
  EXPECT_EQ(options.base_url, target.base_url);
  EXPECT_EQ(options.timeout, std::chrono::milliseconds{1500});
  EXPECT_EQ(options.connect_timeout, std::chrono::milliseconds{1500}) << "never longer than the whole exchange";
  EXPECT_EQ(options.ca_file, "ca.pem");
  EXPECT_EQ(options.proxy, "http://proxy.example:3128");
  EXPECT_FALSE(options.insecure);
}

// A user without attributes of their own is not a reason to respond 404.
TEST_F(Engine, RunsTheCasesOfAnOperationThatShowsLateAndFindsTheDenials) {
  for (const char* id : {"a", "b"}) {
    suite_.cases.push_back(
        a_case(suite_,
               R"({"steps":[{"send":{"operation":"getUserAttributes"},"expect":{"status":200,"effect":"unchecked"}}]})",
               std::string{"reads-"} + id));
  }
  suite_.cases.push_back(a_case(suite_, R"({"steps":[{"send":{"operation":"setUserAttributes",
      "document":{"conform-a":"b"}},"expect":{"status":204,"effect":"unchecked"}}]})",
                                "writes"));
  for (const Case& test_case : suite_.cases) plan_.cases.push_back(&test_case);
  bool written = false;
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    written = written || request.method == "PUT";
    return request.method == "GET" && request.target == "/attributes" && !written ? std::optional{error_response(404)}
                                                                                  : std::nullopt;
  };
  const RunResult result = run();
  ASSERT_EQ(result.verdicts.size(), 3U);
  EXPECT_EQ(result.verdicts[0].outcome.kind, OutcomeKind::failed);
  ASSERT_EQ(result.verdicts[0].findings.size(), 1U);
  EXPECT_EQ(result.verdicts[0].findings[0].message,
            "getUserAttributes responded 404 before the first case, and 200 later");
  ASSERT_EQ(result.verdicts[0].exchanges.size(), 5U) << "its own, and a denial for each user";
  EXPECT_EQ(result.verdicts[1].outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(result.verdicts[2].outcome.kind, OutcomeKind::passed);
  EXPECT_EQ(result.notes, (Texts{"The target offers getUserAttributes, which it denied before the first case."}));
  EXPECT_EQ(result.conclusion, Conclusion::nonconformant);
}

TEST_F(Engine, FindsOneDenialOfAnOperationThatIsThere) {
  suite_.cases.push_back(
      a_case(suite_,
             R"({"steps":[{"send":{"operation":"getUserAttributes"},"expect":{"status":200,"effect":"unchecked"}}]})"));
  plan_.cases.push_back(&suite_.cases.front());
  int denials = 1;
  api_.instead = [&](const Request& request) {
    return request.target == "/attributes" && denials-- > 0 ? std::optional{error_response(404)} : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(result.verdicts[0].outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(result.verdicts[0].findings.size(), 1U);
}

TEST_F(Engine, SkipsWhatATargetDoesNotListAndSaysSo) {
  plan_cases(3);
  suite_.cases.push_back(a_case(suite_, R"({"steps":[{"send":{"operation":"setUser","attributes":"full"},
      "expect":{"status":200,"effect":"replace"}}]})",
                                "replaces"));
  plan_.cases.clear();
  for (const Case& test_case : suite_.cases) plan_.cases.push_back(&test_case);
  target_.operations = {"updateUser", "getUser"};
  api_.instead = [](const Request& request) {
    return request.method == "PUT" || request.target == "/attributes" ? std::optional{error_response(404)}
                                                                      : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(count(result, OutcomeKind::passed), 3U) << "set up by updateUser";
  EXPECT_EQ(result.verdicts[3].outcome,
            (Outcome{.kind = OutcomeKind::skipped, .reason = "the target does not list setUser in \"operations\""}));
  EXPECT_EQ(result.conclusion, Conclusion::incomplete);
  EXPECT_EQ(api_.count("PUT"), 0U);
}

TEST_F(Engine, StartsCasesThatMayLeaveAUserUnreadableLast) {
  suite_.cases.push_back(a_case(suite_, R"({"steps":[{"send":{"operation":"updateUser","body":"{"},
      "expect":{"status":[400,422],"effect":"none"}}]})",
                                "a-spoiler"));
  plan_cases(3);
  Texts started;
  const RunResult result = run({.started = [&](std::string_view id) { started.emplace_back(id); }, .finished = {}});
  EXPECT_EQ(started, (Texts{"case-00", "case-01", "case-02", "a-spoiler"}));
  EXPECT_EQ(ids(result).front(), "a-spoiler") << "verdicts stay in plan order";
}

std::vector<std::size_t> failed_ones(const RunResult& result) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < result.verdicts.size(); ++i) {
    if (result.verdicts[i].outcome.kind == OutcomeKind::failed) all.push_back(i);
  }
  return all;
}

TEST_F(Engine, TriesWhatFailedOnceMore) {
  plan_cases(5);
  options_.examples = failed_ones;
  response_case("2", [] { return plain(500); });
  const RunResult result = run();
  EXPECT_EQ(result.verdicts[2].tried, "failed again");
  EXPECT_EQ(result.verdicts[1].tried, "");
}

TEST_F(Engine, SaysThatAnExamplePassesAlone) {
  plan_cases(5);
  options_.examples = failed_ones;
  int times = 0;
  api_.instead = [&](const Request& request) {
    const bool first = request.target.ends_with("case=2") && times++ == 0;
    return first ? std::optional{plain(500)} : std::nullopt;
  };
  EXPECT_EQ(run().verdicts[2].tried, "passed alone, needs earlier requests");
}

TEST_F(Engine, TriesAnExampleOnAnotherUser) {
  plan_cases(2);
  options_.examples = failed_ones;
  std::vector<std::string> tokens;
  api_.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (!request.target.ends_with("case=1")) return std::nullopt;
    for (const Header& header : request.headers) {
      if (header.name == "Authorization") tokens.push_back(header.value);
    }
    return plain(500);
  };
  run();
  ASSERT_GE(tokens.size(), 2U);
  EXPECT_NE(tokens.front(), tokens.back());
}

TEST_F(Engine, TriesTwentyExamples) {
  plan_cases(25);
  options_.examples = failed_ones;
  api_.instead = [](const Request& request) -> std::optional<ResponseOrError> {
    return request.method == "PATCH" && request.target.find("case=") != std::string::npos ? std::optional{plain(500)}
                                                                                          : std::nullopt;
  };
  const RunResult result = run();
  EXPECT_EQ(result.verdicts[19].tried, "failed again");
  EXPECT_EQ(result.verdicts[20].tried, "not tried");
}

}  // namespace
}  // namespace conform::test
