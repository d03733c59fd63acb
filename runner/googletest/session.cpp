#include "googletest/session.hpp"

#include <chrono>
#include <exception>
#include <random>
#include <sstream>
#include <utility>

#include "base/number.hpp"
#include "base/time.hpp"
#include "googletest/chosen_target.hpp"
#include "load/suite_loader.hpp"
#include "plan/shard_environment.hpp"
#include "prove/server_target.hpp"
#include "run/engine/engine.hpp"
#include "run/engine/target_settings.hpp"
#include "waivers/waive.hpp"
#include "waivers/waiver_file.hpp"

namespace conform {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(std::move(word));
  return all;
}

// GoogleTest shares the tests out itself; what it cannot know is that users must not be shared.
Result<void> take_own_users(Target& target, const Plan& plan) {
  if (variable("GTEST_TOTAL_SHARDS").empty()) return {};
  const auto found = shard_from_environment(
      [](std::string_view name) -> std::optional<std::string> {
        if (!name.starts_with("GTEST_")) return std::nullopt;
        return variable(std::string{name}.c_str());
      },
      0);
  if (!found) return tl::unexpected{found.error()};
  auto users = users_of(target.users, plan, found->shard);
  if (!users) return tl::unexpected{users.error()};
  target.users = std::move(*users);
  return {};
}

}  // namespace

Result<Session> Session::load() {
  const auto folder = find_suite_folder(variable("CONFORM_SUITE"));
  if (!folder) return tl::unexpected{folder.error()};
  auto suite = load_suite(*folder);
  if (!suite) return tl::unexpected{suite.error()};
  const auto version = version_from_environment();
  if (!version) return tl::unexpected{version.error()};
  Session session;
  session.suite_ = std::make_unique<Suite>(std::move(*suite));
  session.target_.api_version = *version;
  auto plan = make_plan(*session.suite_, {.version = *version, .selectors = words(variable("CONFORM_SELECT"))});
  if (!plan) return tl::unexpected{plan.error()};
  session.plan_ = std::move(*plan);
  return session;
}

Result<void> Session::start() {
  if (embedded_is_meant()) {
    reference::Options options;
    options.api_version = target_.api_version;
    server_ = std::make_unique<reference::Server>(options);
    target_ = target_of(*server_, options.api_version);
  } else {
    auto target = target_from_environment();
    if (!target) return tl::unexpected{target.error()};
    target_ = std::move(*target);
    if (Diagnostics unknown = unknown_pins(target_, *suite_, variable("CONFORM_TARGET")); !unknown.empty())
      return tl::unexpected{std::move(unknown)};
    if (const auto shared = take_own_users(target_, plan_); !shared) return shared;
    std::vector<std::string> ids;
    for (const User& user : target_.users) ids.push_back(user.id);
    auto lock = RunLock::take(target_.base_url, ids);
    if (!lock) return tl::unexpected{lock.error()};
    lock_.emplace(std::move(*lock));
  }
  if (const std::string file = variable("CONFORM_KNOWN"); !file.empty()) {
    auto waivers = load_waivers(file, *suite_);
    if (!waivers) return tl::unexpected{waivers.error()};
    waivers_ = std::move(*waivers);
  }
  today_ = utc_date(std::chrono::system_clock::now());
  seed_ = std::random_device{}();
  return read_jobs();
}

Result<void> Session::read_jobs() {
  const std::string text = variable("CONFORM_JOBS");
  if (text.empty()) return {};
  const auto jobs = whole_number(text).value_or(0);
  if (jobs >= 1 && jobs <= 64) {
    jobs_ = static_cast<unsigned>(jobs);
    return {};
  }
  return refused(Diagnostic::about_flag("CONFORM_JOBS: \"" + text + "\" is not a number of workers", "from 1 to 64"));
}

std::string Session::file_of(const Case& test_case) const {
  return (suite_->folder / test_case.file).lexically_normal().string();
}

std::unique_ptr<RunningCases> Session::begin(std::vector<const Case*> cases) const {
  const auto run = [this, plan = Plan{.cases = std::move(cases), .total = plan_.total}](
                       const std::stop_token& stop, const RunningCases::Report& report) {
    RunOptions options;
    options.jobs = jobs_;
    options.seed = seed_;
    options.suite_version = CONFORM_VERSION;
    options.revise = [this](Verdict& verdict) { waive(verdict, waivers_, today_, Level::must); };
    const TransportOptions transport = transport_options(target_);
    const RunListener listener{.started = {}, .finished = report};
    static_cast<void>(run_plan(
        *suite_, plan, target_, options, [&] { return make_curl_transport(transport); }, stop, listener));
  };
  return std::make_unique<RunningCases>(run);
}

}  // namespace conform
