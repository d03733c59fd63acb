#include "googletest/environment_command.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "plan/shard_environment.hpp"

namespace conform {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(std::move(word));
  return all;
}

Result<std::string> version() {
  const std::string asked = variable("CONFORM_API_VERSION");
  if (asked.empty() || std::ranges::find(api_versions, asked) != api_versions.end()) return asked;
  const std::vector<std::string> known(api_versions.begin(), api_versions.end());
  return refused(
      Diagnostic::about_flag("CONFORM_API_VERSION: unknown version \"" + asked + "\"", did_you_mean(asked, known)));
}

Result<unsigned> jobs() {
  const std::string text = variable("CONFORM_JOBS");
  if (text.empty()) return 1U;
  const auto jobs = whole_number(text).value_or(0);
  if (jobs >= 1 && jobs <= 64) return static_cast<unsigned>(jobs);
  return refused(Diagnostic::about_flag("CONFORM_JOBS: \"" + text + "\" is not a number of workers", "from 1 to 64"));
}

// GoogleTest shares the tests out itself; what it cannot know is that users must not be shared.
Result<std::optional<Shard>> shard_of_googletest() {
  if (variable("GTEST_TOTAL_SHARDS").empty()) return std::nullopt;
  const auto found = shard_from_environment(
      [](std::string_view name) -> std::optional<std::string> {
        if (!name.starts_with("GTEST_")) return std::nullopt;
        return variable(std::string{name}.c_str());
      },
      0);
  if (!found) return tl::unexpected{found.error()};
  return found->shard;
}

}  // namespace

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::string{} : std::string{value};
}

Result<RunCommand> command_from_environment() {
  Diagnostics diagnostics;
  const auto take = [&](const auto& from, auto& into) {
    if (from) {
      into = *from;
    } else {
      diagnostics.insert(diagnostics.end(), from.error().begin(), from.error().end());
    }
  };
  RunCommand command;
  take(version(), command.api_version);
  take(jobs(), command.jobs);
  take(shard_of_googletest(), command.pool_share);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  command.selectors = words(variable("CONFORM_SELECT"));
  command.target = variable("CONFORM_TARGET");
  if (command.target.empty() && !variable("CONFORM_BASE_URL").empty()) {
    command.quick = {.base_url = variable("CONFORM_BASE_URL"),
                     .user_id = variable("CONFORM_USER_ID"),
                     .token_env = "CONFORM_TOKEN",
                     .api_version = command.api_version,
                     .allow_writes = variable("CONFORM_ALLOW_WRITES") == "1"};
  }
  command.known = variable("CONFORM_KNOWN");
  command.restore = variable("CONFORM_RESTORE") != "0";
  return command;
}

Diagnostics with_variables(Diagnostics diagnostics) {
  const bool names_flag = std::ranges::any_of(
      diagnostics, [](const Diagnostic& diagnostic) { return diagnostic.message.starts_with("--"); });
  if (names_flag) {
    diagnostics.push_back(
        Diagnostic::about_flag("CONFORM_BASE_URL, CONFORM_USER_ID, CONFORM_TOKEN, CONFORM_API_VERSION and "
                               "CONFORM_ALLOW_WRITES=1 set these flags of conform run"));
  }
  return diagnostics;
}

}  // namespace conform
