#include "plan/shard.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "base/number.hpp"
#include "base/text.hpp"

namespace conform {
namespace {

// FNV-1a: the same on every machine and in every version, unlike std::hash.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
  }
  void add(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }

  /// Mixed once more (the finaliser of SplitMix64), so that every bit counts in a remainder.
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t mixed = value_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::size_t by_hash(std::string_view id, std::size_t total) {
  Hash hash;
  hash.add(id);
  return static_cast<std::size_t>(hash.value() % total) + 1;
}

std::vector<std::size_t> by_duration(const std::vector<std::string>& ids, std::size_t total, const Timings& timings) {
  using std::chrono::microseconds;
  std::vector<microseconds> took(ids.size(), microseconds{-1});
  microseconds sum{};
  std::size_t known = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = timings.find(ids[i]);
    if (found == timings.end()) continue;
    took[i] = std::max(found->second, microseconds{});
    sum += took[i];
    ++known;
  }
  const microseconds mean = known == 0 ? microseconds{1} : sum / static_cast<std::int64_t>(known);
  for (microseconds& one : took) one = one.count() < 0 ? mean : one;
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::pair{took[b], std::string_view{ids[a]}} < std::pair{took[a], std::string_view{ids[b]}};
  });
  // Load, then number of cases: cases that took no time are spread too.
  std::vector<std::pair<microseconds, std::size_t>> load(total);
  std::vector<std::size_t> shards(ids.size());
  for (const std::size_t i : order) {
    const auto least = std::ranges::min_element(load);
    least->first += took[i];
    ++least->second;
    shards[i] = static_cast<std::size_t>(least - load.begin()) + 1;
  }
  return shards;
}

}  // namespace

Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const Shard shard{.index = whole_number(text.substr(0, slash)).value_or(0),
                    .total = slash == std::string_view::npos ? 0 : whole_number(text.substr(slash + 1)).value_or(0)};
  if (shard.index >= 1 && shard.index <= shard.total && shard.total <= most_shards) return shard;
  return refused(Diagnostic::about_flag(fmt::format("--shard {}: expected I/N, for example 3/8", text),
                                        fmt::format("1 <= I <= N <= {}; or auto", most_shards)));
}

std::string to_string(const Shard& shard) { return fmt::format("{}/{}", shard.index, shard.total); }

Timings timings_of(const RunResult& result) {
  Timings timings;
  for (const Verdict& verdict : result.verdicts) timings.insert_or_assign(verdict.id, verdict.took);
  return timings;
}

std::vector<std::size_t> assign_shards(const std::vector<std::string>& case_ids, std::size_t total,
                                       const Timings& timings) {
  if (!timings.empty()) return by_duration(case_ids, total, timings);
  std::vector<std::size_t> shards;
  shards.reserve(case_ids.size());
  for (const std::string& id : case_ids) shards.push_back(by_hash(id, total));
  return shards;
}

PartOfPlan part_of(const Plan& plan, const Shard& shard, const Timings& timings) {
  std::vector<std::string> ids;
  Hash hash;
  for (const Case* test_case : plan.cases) {
    ids.push_back(test_case->id);
    hash.add(test_case->id);
    hash.add('\n');
  }
  PartOfPlan part{.plan = {.cases = {}, .total = plan.total},
                  .info = {.index = shard.index,
                           .total = shard.total,
                           .cases = plan.cases.size(),
                           .plan = fmt::format("{:016x}", hash.value())}};
  const std::vector<std::size_t> shards = assign_shards(ids, shard.total, timings);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    if (shards[i] == shard.index) part.plan.cases.push_back(plan.cases[i]);
  }
  return part;
}

Result<std::vector<User>> users_of(const std::vector<User>& pool, const Plan& whole, const Shard& shard) {
  // What the whole pool is too small for is skipped with or without shards.
  std::size_t needed = 1;
  for (const Case* test_case : whole.cases) {
    if (test_case->needs.users <= pool.size()) needed = std::max(needed, test_case->needs.users);
  }
  if (pool.size() < needed * shard.total) {
    return refused(Diagnostic::about_flag(
        fmt::format("--shard {}: the target has {} for {} shards, and no two shards may write the same record",
                    to_string(shard), counted(pool.size(), "user", "users"), shard.total),
        fmt::format("cases here take up to {} at a time: give it {} users, or take at most {}", needed,
                    needed * shard.total, counted(pool.size() / needed, "shard", "shards"))));
  }
  const auto at = [&](std::size_t index) {
    return pool.begin() + static_cast<std::ptrdiff_t>(pool.size() * index / shard.total);
  };
  return std::vector<User>(at(shard.index - 1), at(shard.index));
}

}  // namespace conform
