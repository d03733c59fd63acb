#include "history/merge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "run/engine/result_builder.hpp"

namespace conform {
namespace {

class DiagnosticCollector {
 public:
  void add(const std::string& file, std::string message, std::string hint = {}) {
    diagnostics_.push_back(Diagnostic::about_file(file, std::move(message), std::move(hint)));
  }
  /// One thing that must be the same in all records.
  void compare(const NamedResult& first, const NamedResult& other, std::string_view what, const std::string& expected,
               const std::string& found) {
    if (expected != found)
      add(other.name, fmt::format("is of the {} \"{}\", {} of \"{}\"", what, found, first.name, expected));
  }
  [[nodiscard]] Diagnostics take() && { return std::move(diagnostics_); }
  [[nodiscard]] bool none() const { return diagnostics_.empty(); }

 private:
  Diagnostics diagnostics_;
};

void check_alike(const NamedResult& first, const NamedResult& other, DiagnosticCollector& collector) {
  const RunResult& a = first.result;
  const RunResult& b = other.result;
  collector.compare(first, other, "suite", a.suite.name + " " + a.suite.version, b.suite.name + " " + b.suite.version);
  collector.compare(first, other, "suite size", std::to_string(a.suite.cases), std::to_string(b.suite.cases));
  collector.compare(first, other, "target", a.target.name, b.target.name);
  collector.compare(first, other, "base URL", a.target.base_url, b.target.base_url);
  collector.compare(first, other, "API version", a.target.api_version, b.target.api_version);
  collector.compare(first, other, "failing level", std::string{to_string(a.fail_on)},
                    std::string{to_string(b.fail_on)});
  collector.compare(first, other, "number of shards", std::to_string(a.shard->total), std::to_string(b.shard->total));
  if (a.shard->total == b.shard->total) collector.compare(first, other, "plan", a.shard->plan, b.shard->plan);
  if (a.waivers != b.waivers || a.strict_known != b.strict_known)
    collector.add(other.name, "used other known failures than " + first.name,
                  "give all shards the same --known and --strict-known");
}

void check_shards(const std::vector<NamedResult>& results, DiagnosticCollector& collector) {
  const std::size_t total = results.front().result.shard->total;
  std::map<std::size_t, std::string> files;
  for (const auto& [name, result] : results) {
    const ShardInfo& shard = *result.shard;
    if (shard.index < 1 || shard.index > shard.total) {
      collector.add(name, fmt::format("is of shard {}/{}, which is impossible", shard.index, shard.total));
      continue;
    }
    const auto [place, is_new] = files.emplace(shard.index, name);
    if (!is_new) collector.add(name, fmt::format("is of shard {}/{}, like {}", shard.index, total, place->second));
  }
  constexpr std::size_t most_listed = 20;
  std::string missing;
  std::size_t count = 0;
  for (std::size_t index = 1; index <= total && count <= most_listed; ++index) {
    if (files.contains(index)) continue;
    missing += count++ < most_listed ? fmt::format("{}{}/{}", missing.empty() ? "" : ", ", index, total) : " …";
  }
  if (!missing.empty())
    collector.add({}, fmt::format("{} of {} shards are missing: {}", total - files.size(), total, missing),
                  "pass the results of all shards");
}

void check_cases(const std::vector<NamedResult>& results, DiagnosticCollector& collector) {
  std::map<std::string_view, const std::string*> seen;
  for (const auto& [name, result] : results) {
    for (const Verdict& verdict : result.verdicts) {
      const auto [place, is_new] = seen.emplace(verdict.id, &name);
      if (!is_new) {
        collector.add(name, fmt::format("has the case {}, which {} has too", verdict.id, *place->second),
                      "were the shards given the same --timings?");
        return;
      }
    }
  }
  const std::size_t planned = results.front().result.shard->cases;
  if (seen.size() != planned)
    collector.add({}, fmt::format("the shards have {} of {} cases of their plan", seen.size(), planned),
                  "were they given the same --timings?");
}

int rank(RequirementState state) {
  switch (state) {
    case RequirementState::violated:
      return 2;
    case RequirementState::verified:
      return 1;
    case RequirementState::unverified:
      return 0;
  }
  return 0;
}

void join(std::vector<RequirementResult>& into, std::vector<RequirementResult>& from) {
  for (RequirementResult& result : from) {
    const auto found = std::ranges::find(into, result.id, &RequirementResult::id);
    if (found == into.end()) {
      into.push_back(std::move(result));
      continue;
    }
    if (rank(result.state) > rank(found->state)) found->state = result.state;
    found->cases.insert(found->cases.end(), result.cases.begin(), result.cases.end());
  }
}

void join(std::vector<Latency>& into, const std::vector<Latency>& from) {
  for (const Latency& latency : from) {
    auto found = std::ranges::find(into, latency.operation, &Latency::operation);
    if (found == into.end()) {
      into.push_back(latency);
      continue;
    }
    const auto middle = static_cast<std::ptrdiff_t>(found->took.size());
    found->took.insert(found->took.end(), latency.took.begin(), latency.took.end());
    std::ranges::inplace_merge(found->took, found->took.begin() + middle);
  }
}

// What differs from shard to shard (the seed) is listed: "7, 8".
void join(std::vector<EnvironmentEntry>& into, const std::vector<EnvironmentEntry>& from) {
  for (const EnvironmentEntry& entry : from) {
    const auto found = std::ranges::find(into, entry.name, &EnvironmentEntry::name);
    if (found == into.end()) {
      into.push_back(entry);
    } else if ((", " + found->value + ", ").find(", " + entry.value + ", ") == std::string::npos) {
      found->value += ", " + entry.value;
    }
  }
}

// Each journal is restored by a command of its own: one on each line.
void join(Restoration& into, const Restoration& from) {
  into.unrestored.insert(into.unrestored.end(), from.unrestored.begin(), from.unrestored.end());
  if (from.journal.empty()) return;
  into.journal += (into.journal.empty() ? "" : "\n") + from.journal;
}

void join(ReadLag& into, const ReadLag& from) {
  into.late_reads += from.late_reads;
  into.longest = std::max(into.longest, from.longest);
}

RunResult joined(std::vector<NamedResult> results) {
  std::ranges::sort(results, {}, [](const NamedResult& result) { return result.result.shard->index; });
  RunResult all = std::move(results.front().result);
  auto end = all.started_at + all.took;
  for (std::size_t i = 1; i < results.size(); ++i) {
    RunResult& result = results[i].result;
    end = std::max(end, result.started_at + result.took);
    all.started_at = std::min(all.started_at, result.started_at);
    all.interrupted = all.interrupted || result.interrupted;
    all.target.insecure = all.target.insecure || result.target.insecure;
    join(all.requirements, result.requirements);
    join(all.environment, result.environment);
    join(all.latencies, result.latencies);
    join(all.restoration, result.restoration);
    join(all.lag, result.lag);
    for (std::string& note : result.notes) {
      if (std::ranges::find(all.notes, note) == all.notes.end()) all.notes.push_back(std::move(note));
    }
    for (std::string& lack : result.lacks) {
      if (std::ranges::find(all.lacks, lack) == all.lacks.end()) all.lacks.push_back(std::move(lack));
    }
    std::ranges::move(result.verdicts, std::back_inserter(all.verdicts));
  }
  all.took = std::chrono::duration_cast<std::chrono::microseconds>(end - all.started_at);
  all.shard.reset();
  std::ranges::sort(all.verdicts, {}, &Verdict::id);
  for (RequirementResult& result : all.requirements) std::ranges::sort(result.cases);
  summarize(all);
  return all;
}

}  // namespace

Result<RunResult> merge_shards(std::vector<NamedResult> results) {
  DiagnosticCollector collector;
  if (results.empty()) collector.add({}, "there is no result to merge");
  for (const auto& [name, result] : results) {
    if (!result.shard)
      collector.add(name, "not a shard result: made without --shard", "run each shard with --shard I/N");
  }
  if (!collector.none()) return tl::unexpected{std::move(collector).take()};
  for (const NamedResult& result : results) check_alike(results.front(), result, collector);
  if (!collector.none()) return tl::unexpected{std::move(collector).take()};
  check_shards(results, collector);
  if (!collector.none()) return tl::unexpected{std::move(collector).take()};
  check_cases(results, collector);
  if (!collector.none()) return tl::unexpected{std::move(collector).take()};
  return joined(std::move(results));
}

}  // namespace conform
