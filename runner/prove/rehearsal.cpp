#include "prove/rehearsal.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "prove/direct_transport.hpp"
#include "prove/own_clock.hpp"
#include "reference/server.hpp"
#include "run/engine/target_settings.hpp"

namespace conform {
namespace {

/// Reads that keep an original: two of a record, two of /attributes. What restores it: a read of each, a write where it
/// differs, a read of that.
constexpr std::size_t reads_of_original = 4;
constexpr std::size_t most_to_restore = 6;
constexpr std::size_t most_of_preflight = 3;  // for one actor

/// The account of the server in this process for each actor of a target.
std::map<std::string, std::string> accounts_of(const Target& target) {
  std::map<std::string, std::string> accounts;
  for (std::size_t i = 0; i < target.users.size(); ++i)
    accounts.emplace(target.users[i].actor, fmt::format("user-{}", i + 1));
  for (const auto& [name, user] : special_actors_of(target)) accounts.emplace(name, name);
  return accounts;
}

reference::Options stage_options(const Target& target) {
  reference::Options options;
  options.api_version = target.api_version;
  options.pool_users = target.users.size();
  for (std::size_t i = 0; i < target.users.size(); ++i)
    options.user_ids.emplace(fmt::format("user-{}", i + 1), target.users[i].id);
  for (const auto& [name, user] : special_actors_of(target)) options.user_ids.emplace(name, user.id);
  return options;
}

/// The target with tokens that the server in this process knows.
Target understudy_of(const Target& target, const reference::Server& stage) {
  Target understudy = target;
  understudy.actors.clear();
  std::map<std::string, const reference::Account*> known;
  for (const reference::Account& account : stage.accounts()) known.emplace(account.actor, &account);
  for (const auto& [actor, account] : accounts_of(target)) {
    const auto found = known.find(account);
    if (found != known.end())
      understudy.actors.emplace(actor, Actor{.token = found->second->token,
                                             .user_id = target.actors.at(actor).user_id,
                                             .source = {},
                                             .written = target.actors.at(actor).written});
  }
  understudy.transport.rate.clear();
  understudy.consistency = std::chrono::milliseconds{0};
  return understudy;
}

RehearsedCase rehearsed(const Case& test_case, const Verdict& verdict) {
  RehearsedCase result{.test_case = &test_case, .requests = {}, .skipped = {}};
  if (verdict.exchanges.empty()) result.skipped = verdict.outcome.reason;
  for (const Exchange& exchange : verdict.exchanges)
    result.requests.push_back({.purpose = exchange.purpose, .actor = exchange.actor, .curl = exchange.curl});
  return result;
}

std::string expected_of(const Case& test_case) {
  std::string text;
  for (std::size_t i = 0; i < test_case.steps.size(); ++i) {
    const Step& step = test_case.steps[i];
    std::string line = test_case.steps.size() == 1 ? "expected: " : fmt::format("expected of step {}: ", i + 1);
    for (std::size_t j = 0; j < step.expect.alternatives.size(); ++j)
      line += (j > 0 ? "; or " : "") + to_string(step.expect.alternatives[j].status);
    if (step.times > 1) line += fmt::format("; {} times", step.times);
    text += "  # " + line + "\n";
  }
  return text;
}

}  // namespace

Rehearsal rehearse(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& real) {
  reference::Server stage{stage_options(target)};
  const Target understudy = understudy_of(target, stage);
  RunOptions options{.jobs = 1,
                     .seed = real.seed,
                     .member_order = real.member_order,
                     .shuffled = real.shuffled,
                     .read_only = real.read_only,
                     .suite_version = real.suite_version,
                     .keep_exchanges = true};
  options.clock = std::make_shared<OwnClock>();
  TransportOptions route;
  route.base_url = stage.base_url();
  const RunResult result =
      run_plan(suite, plan, understudy, options, [&] { return make_direct_transport(stage, route); }, {}, {});
  Rehearsal rehearsal;
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    rehearsal.cases.push_back(rehearsed(*plan.cases[i], result.verdicts[i]));
    rehearsal.requests += rehearsal.cases.back().requests.size();
  }
  rehearsal.repeat = real.repeat;
  const std::size_t actors = understudy.actors.size();
  rehearsal.before = actors * (reads_of_original + most_of_preflight);
  rehearsal.after = actors * most_to_restore;
  return rehearsal;
}

std::string rehearsal_text(const Rehearsal& rehearsal) {
  std::string text;
  for (const RehearsedCase& one : rehearsal.cases) {
    text += one.test_case->id + "\n  # " + one.test_case->about + "\n";
    if (!one.skipped.empty()) text += "  # not run: " + one.skipped + "\n";
    for (const RehearsedRequest& request : one.requests) {
      text += "  # " + request.purpose + (request.actor.empty() ? "" : ", as " + request.actor) + "\n  " +
              request.curl + "\n";
    }
    text += expected_of(*one.test_case) + "\n";
  }
  text += fmt::format("{}, {}, nothing was sent\n", counted(rehearsal.cases.size(), "case", "cases"),
                      counted(rehearsal.requests, "request", "requests"));
  if (rehearsal.repeat > 1) text += fmt::format("A run sends them {} times (--repeat).\n", rehearsal.repeat);
  text += fmt::format(
      "These are the requests of a run in which every response conforms; other responses lead to other reads and "
      "repetitions.\nLeft out: at most {} requests before the first case (preflight, reads of the users' data) and at "
      "most {} after the last one (reads, and writes that restore the users).\n",
      rehearsal.before, rehearsal.after);
  return text;
}

}  // namespace conform
