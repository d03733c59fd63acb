#include "base/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace conform {
namespace {

// Optimal string alignment: insertions, deletions, substitutions and swapped neighbours count one each.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view mistyped, std::span<const std::string> candidates) {
  constexpr std::size_t longest = 64;  // longer names are not typing mistakes, and the table is quadratic
  if (mistyped.empty() || mistyped.size() > longest) return {};
  constexpr std::size_t beginning =
      4;  // a name that breaks off, "--expl", is meant more likely than one that is as near
  std::size_t best = mistyped.size() / 3 + 1;
  std::string_view nearest;
  for (const std::string& candidate : candidates) {
    if (mistyped.size() > beginning && candidate.size() <= longest && candidate.starts_with(mistyped))
      return "did you mean \"" + candidate + "\"?";
  }
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t far = distance(mistyped, candidate);
    if (far <= best && (nearest.empty() || far < best)) {
      best = far;
      nearest = candidate;
    }
  }
  return nearest.empty() ? std::string{} : "did you mean \"" + std::string{nearest} + "\"?";
}

}  // namespace conform
