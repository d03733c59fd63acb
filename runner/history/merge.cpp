#include "history/merge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "run/record_builder.hpp"

namespace conform {
namespace {

class Complaints {
 public:
  void add(const std::string& file, std::string message, std::string hint = {}) {
    problems_.push_back(
        {.file = file, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)});
  }
  /// One thing that must be the same in all records.
  void compare(const NamedRecord& first, const NamedRecord& other, std::string_view what, const std::string& expected,
               const std::string& found) {
    if (expected != found)
      add(other.name, fmt::format("is of the {} \"{}\", {} of \"{}\"", what, found, first.name, expected));
  }
  [[nodiscard]] Problems take() && { return std::move(problems_); }
  [[nodiscard]] bool none() const { return problems_.empty(); }

 private:
  Problems problems_;
};

void check_alike(const NamedRecord& first, const NamedRecord& other, Complaints& complaints) {
  const RunRecord& a = first.record;
  const RunRecord& b = other.record;
  complaints.compare(first, other, "suite", a.suite.name + " " + a.suite.version, b.suite.name + " " + b.suite.version);
  complaints.compare(first, other, "suite size", std::to_string(a.suite.cases), std::to_string(b.suite.cases));
  complaints.compare(first, other, "target", a.target.name, b.target.name);
  complaints.compare(first, other, "base URL", a.target.base_url, b.target.base_url);
  complaints.compare(first, other, "API version", a.target.api_version, b.target.api_version);
  complaints.compare(first, other, "failing level", std::string{to_string(a.fail_on)},
                     std::string{to_string(b.fail_on)});
  complaints.compare(first, other, "number of shards", std::to_string(a.shard->total), std::to_string(b.shard->total));
  if (a.shard->total == b.shard->total) complaints.compare(first, other, "plan", a.shard->plan, b.shard->plan);
  if (a.known != b.known || a.strict_known != b.strict_known)
    complaints.add(other.name, "used other known failures than " + first.name,
                   "give all shards the same --known and --strict-known");
}

void check_shards(const std::vector<NamedRecord>& records, Complaints& complaints) {
  const std::size_t total = records.front().record.shard->total;
  std::map<std::size_t, std::string> files;
  for (const auto& [name, record] : records) {
    const ShardInfo& shard = *record.shard;
    if (shard.index < 1 || shard.index > shard.total) {
      complaints.add(name, fmt::format("is of shard {}/{}, which is impossible", shard.index, shard.total));
      continue;
    }
    const auto [place, is_new] = files.emplace(shard.index, name);
    if (!is_new) complaints.add(name, fmt::format("is of shard {}/{}, like {}", shard.index, total, place->second));
  }
  constexpr std::size_t most_listed = 20;
  std::string missing;
  std::size_t count = 0;
  for (std::size_t index = 1; index <= total && count <= most_listed; ++index) {
    if (files.contains(index)) continue;
    missing += count++ < most_listed ? fmt::format("{}{}/{}", missing.empty() ? "" : ", ", index, total) : " …";
  }
  if (!missing.empty())
    complaints.add({}, fmt::format("{} of {} shards are missing: {}", total - files.size(), total, missing),
                   "pass the results of all shards");
}

void check_cases(const std::vector<NamedRecord>& records, Complaints& complaints) {
  std::map<std::string_view, const std::string*> seen;
  for (const auto& [name, record] : records) {
    for (const Verdict& verdict : record.verdicts) {
      const auto [place, is_new] = seen.emplace(verdict.id, &name);
      if (!is_new) {
        complaints.add(name, fmt::format("has the case {}, which {} has too", verdict.id, *place->second),
                       "were the shards given the same --timings?");
        return;
      }
    }
  }
  const std::size_t planned = records.front().record.shard->cases;
  if (seen.size() != planned)
    complaints.add({}, fmt::format("the shards have {} of {} cases of their plan", seen.size(), planned),
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
  for (RequirementResult& one : from) {
    const auto found = std::ranges::find(into, one.id, &RequirementResult::id);
    if (found == into.end()) {
      into.push_back(std::move(one));
      continue;
    }
    if (rank(one.state) > rank(found->state)) found->state = one.state;
    found->cases.insert(found->cases.end(), one.cases.begin(), one.cases.end());
  }
}

void join(std::vector<Latency>& into, const std::vector<Latency>& from) {
  for (const Latency& one : from) {
    auto found = std::ranges::find(into, one.operation, &Latency::operation);
    if (found == into.end()) {
      into.push_back(one);
      continue;
    }
    const auto middle = static_cast<std::ptrdiff_t>(found->took.size());
    found->took.insert(found->took.end(), one.took.begin(), one.took.end());
    std::ranges::inplace_merge(found->took, found->took.begin() + middle);
  }
}

// What differs from shard to shard (the seed) is listed: "7, 8".
void join(std::vector<Fact>& into, const std::vector<Fact>& from) {
  for (const Fact& one : from) {
    const auto found = std::ranges::find(into, one.name, &Fact::name);
    if (found == into.end()) {
      into.push_back(one);
    } else if ((", " + found->value + ", ").find(", " + one.value + ", ") == std::string::npos) {
      found->value += ", " + one.value;
    }
  }
}

void join(Restoration& into, const Restoration& from) {
  into.unrestored.insert(into.unrestored.end(), from.unrestored.begin(), from.unrestored.end());
  if (from.journal.empty()) return;
  into.journal += (into.journal.empty() ? "" : ", ") + from.journal;
}

void join(Lag& into, const Lag& from) {
  into.late_reads += from.late_reads;
  into.longest = std::max(into.longest, from.longest);
}

RunRecord joined(std::vector<NamedRecord> records) {
  std::ranges::sort(records, {}, [](const NamedRecord& one) { return one.record.shard->index; });
  RunRecord all = std::move(records.front().record);
  auto end = all.started_at + all.took;
  for (std::size_t i = 1; i < records.size(); ++i) {
    RunRecord& one = records[i].record;
    end = std::max(end, one.started_at + one.took);
    all.started_at = std::min(all.started_at, one.started_at);
    all.interrupted = all.interrupted || one.interrupted;
    all.target.insecure = all.target.insecure || one.target.insecure;
    join(all.requirements, one.requirements);
    join(all.environment, one.environment);
    join(all.latencies, one.latencies);
    join(all.restoration, one.restoration);
    join(all.lag, one.lag);
    for (std::string& note : one.notes) {
      if (std::ranges::find(all.notes, note) == all.notes.end()) all.notes.push_back(std::move(note));
    }
    std::ranges::move(one.verdicts, std::back_inserter(all.verdicts));
  }
  all.took = std::chrono::duration_cast<std::chrono::microseconds>(end - all.started_at);
  all.shard.reset();
  std::ranges::sort(all.verdicts, {}, &Verdict::id);
  for (RequirementResult& one : all.requirements) std::ranges::sort(one.cases);
  sum_up(all);
  return all;
}

}  // namespace

Result<RunRecord> merge_shards(std::vector<NamedRecord> records) {
  Complaints complaints;
  if (records.empty()) complaints.add({}, "there is no result to merge");
  for (const auto& [name, record] : records) {
    if (!record.shard)
      complaints.add(name, "not a shard result: made without --shard", "run each shard with --shard I/N");
  }
  if (!complaints.none()) return tl::unexpected{std::move(complaints).take()};
  for (const NamedRecord& one : records) check_alike(records.front(), one, complaints);
  if (!complaints.none()) return tl::unexpected{std::move(complaints).take()};
  check_shards(records, complaints);
  if (!complaints.none()) return tl::unexpected{std::move(complaints).take()};
  check_cases(records, complaints);
  if (!complaints.none()) return tl::unexpected{std::move(complaints).take()};
  return joined(std::move(records));
}

}  // namespace conform
