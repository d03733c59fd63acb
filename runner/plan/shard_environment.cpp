#include "plan/shard_environment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/number.hpp"

namespace conform {
namespace {

struct Engine {
  std::string_view name;
  std::string_view index;
  std::string_view total;
  std::size_t first;  ///< the index of the first job
  std::string_view status_file;
};

constexpr std::array<Engine, 6> engines{{
    {"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1, ""},
    {"Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0, "TEST_SHARD_STATUS_FILE"},
    {"GoogleTest", "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0, "GTEST_SHARD_STATUS_FILE"},
    {"Kubernetes", "JOB_COMPLETION_INDEX", "CONFORM_SHARDS", 0, ""},
    {"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0, ""},
    {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0, ""},
}};

Diagnostic diagnostic(std::string message, std::string hint) {
  return Diagnostic::about_flag("--shard auto: " + std::move(message), std::move(hint));
}

// A variable that is set and not empty: engines set empty ones where there is nothing to report.
std::optional<std::string> value_of(const Lookup& lookup, std::string_view name) {
  auto value = name.empty() ? std::nullopt : lookup(name);
  if (value && value->empty()) value.reset();
  return value;
}

// Nothing when the engine is not there.
std::optional<EngineShard> read(const Engine& engine, const Lookup& lookup, std::size_t asked_total,
                                Diagnostics& diagnostics) {
  const auto index = value_of(lookup, engine.index);
  auto total = value_of(lookup, engine.total);
  if (!index && !total) return std::nullopt;
  if (!index && total == "1") return std::nullopt;  // GitLab says so in a job that is not parallel
  // A number of shards alone, for engines that have the index, is not an engine.
  if (!index && engine.name == "Kubernetes") return std::nullopt;
  const auto own_total = total;
  if (!total && asked_total > 0) total = std::to_string(asked_total);
  if (!index || !total) {
    const std::string_view missing = index ? engine.total : engine.index;
    diagnostics.push_back(
        diagnostic(fmt::format("{} is set, but {} is not", index ? engine.index : engine.total, missing),
                   index ? fmt::format("set {}, or pass --shards N", missing) : std::string{}));
    return std::nullopt;
  }
  const auto place = whole_number(*index);
  const auto count = whole_number(*total);
  if (!place || !count || *place < engine.first || *place - engine.first >= *count || *count > most_shards) {
    diagnostics.push_back(
        diagnostic(fmt::format("{}={} and {}={} are not a shard", engine.index, *index, engine.total, *total),
                   fmt::format("{} counts from {}, up to {} shards", engine.index, engine.first, most_shards)));
    return std::nullopt;
  }
  if (own_total && asked_total > 0 && *count != asked_total && *count > 1) {
    diagnostics.push_back(
        diagnostic(fmt::format("--shards {} contradicts {}={}", asked_total, engine.total, *total), {}));
    return std::nullopt;
  }
  return EngineShard{.shard = {.index = *place - engine.first + 1, .total = *count},
                     .engine = std::string{engine.name},
                     .status_file = value_of(lookup, engine.status_file).value_or("")};
}

std::string all_variables() {
  std::string text;
  for (const Engine& engine : engines) {
    text += fmt::format("{}{} and {} ({})", text.empty() ? "" : ", ", engine.index, engine.total, engine.name);
  }
  return text;
}

}  // namespace

Result<EngineShard> shard_from_environment(const Lookup& lookup, std::size_t total) {
  Diagnostics diagnostics;
  std::vector<EngineShard> found;
  for (const Engine& engine : engines) {
    if (auto one = read(engine, lookup, total, diagnostics)) found.push_back(std::move(*one));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  if (found.empty())
    return tl::unexpected{
        Diagnostics{diagnostic("no shard variables found in the environment", "looked for " + all_variables())}};
  const bool parallel = std::ranges::any_of(found, [](const EngineShard& shard) { return shard.shard.total > 1; });
  if (parallel) std::erase_if(found, [](const EngineShard& shard) { return shard.shard.total == 1; });
  for (const EngineShard& shard : found) {
    if (shard.shard == found.front().shard) continue;
    return tl::unexpected{
        Diagnostics{diagnostic(fmt::format("{} says {}, {} says {}", found.front().engine,
                                           to_string(found.front().shard), shard.engine, to_string(shard.shard)),
                               "choose with --shard I/N")}};
  }
  // An engine that names a status file gets one.
  const auto with_status_file =
      std::ranges::find_if(found, [](const EngineShard& shard) { return !shard.status_file.empty(); });
  if (with_status_file != found.end()) found.front().status_file = with_status_file->status_file;
  return found.front();
}

}  // namespace conform
