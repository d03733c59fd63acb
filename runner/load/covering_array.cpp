#include "load/covering_array.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "base/split_mix.hpp"

namespace conform {
namespace {

using CoveringRow = std::vector<std::size_t>;

SplitMix dice_of(std::uint64_t seed) { return SplitMix{seed * 0x9e3779b97f4a7c15U + 0x2545f4914f6cdd1dU}; }

/// Which pairs of levels no row has yet.
class OpenPairs {
 public:
  explicit OpenPairs(const std::vector<std::size_t>& levels) {
    std::size_t all = 0;
    for (const std::size_t count : levels) {
      first_level_.push_back(all);
      all += count;
    }
    all_ = all;
    open_.assign(all * all, false);
    for (std::size_t a = 0; a < levels.size(); ++a) {
      for (std::size_t b = a + 1; b < levels.size(); ++b) {
        for (std::size_t x = 0; x < levels[a]; ++x) {
          for (std::size_t y = 0; y < levels[b]; ++y) open_[at(a, x, b, y)] = true;
        }
        left_ += levels[a] * levels[b];
      }
    }
  }

  [[nodiscard]] bool any() const { return left_ > 0; }
  [[nodiscard]] bool is_open(std::size_t a, std::size_t x, std::size_t b, std::size_t y) const {
    return a < b ? open_[at(a, x, b, y)] : open_[at(b, y, a, x)];
  }

  // The first pair that is open, as two cells of an otherwise unset row.
  [[nodiscard]] CoveringRow first(const CoveringRow& unset) const {
    const auto found = static_cast<std::size_t>(std::find(open_.begin(), open_.end(), true) - open_.begin());
    CoveringRow row = unset;
    for (const std::size_t cell : {found / all_, found % all_}) {
      const auto column =
          static_cast<std::size_t>(std::ranges::upper_bound(first_level_, cell) - first_level_.begin()) - 1;
      row[column] = cell - first_level_[column];
    }
    return row;
  }

  std::size_t close(const CoveringRow& row) {
    std::size_t closed = 0;
    for (std::size_t a = 0; a < row.size(); ++a) {
      for (std::size_t b = a + 1; b < row.size(); ++b) {
        auto pair = open_[at(a, row[a], b, row[b])];
        if (!pair) continue;
        pair = false;
        ++closed;
      }
    }
    left_ -= closed;
    return closed;
  }

  [[nodiscard]] std::size_t gain(const CoveringRow& row) const {
    std::size_t open = 0;
    for (std::size_t a = 0; a < row.size(); ++a) {
      for (std::size_t b = a + 1; b < row.size(); ++b) open += open_[at(a, row[a], b, row[b])] ? 1U : 0U;
    }
    return open;
  }

 private:
  [[nodiscard]] std::size_t at(std::size_t a, std::size_t x, std::size_t b, std::size_t y) const {
    return (first_level_[a] + x) * all_ + first_level_[b] + y;
  }

  std::vector<std::size_t> first_level_;
  std::vector<bool> open_;
  std::size_t all_ = 0;
  std::size_t left_ = 0;
};

constexpr std::size_t unset = static_cast<std::size_t>(-1);

// The columns that are not set yet, in an order of their own, each with the level that closes most pairs.
void complete(CoveringRow& row, const std::vector<std::size_t>& levels, const OpenPairs& open, SplitMix& dice) {
  std::vector<std::size_t> columns(levels.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  for (std::size_t i = columns.size(); i > 1; --i) std::swap(columns[i - 1], columns[dice.below(i)]);
  for (const std::size_t column : columns) {
    if (row[column] != unset) continue;
    const std::size_t turn = dice.below(levels[column]);
    std::size_t best = turn;
    std::optional<std::size_t> most;
    for (std::size_t i = 0; i < levels[column]; ++i) {
      const std::size_t level = (turn + i) % levels[column];
      std::size_t gain = 0;
      for (std::size_t other = 0; other < row.size(); ++other) {
        if (row[other] != unset && open.is_open(column, level, other, row[other])) ++gain;
      }
      if (most && gain <= *most) continue;
      most = gain;
      best = level;
    }
    row[column] = best;
  }
}

}  // namespace

std::vector<std::vector<std::size_t>> covering_array(const std::vector<std::size_t>& levels, std::uint64_t variant) {
  std::vector<CoveringRow> rows;
  if (levels.empty() || std::ranges::find(levels, std::size_t{0}) != levels.end()) return rows;
  if (levels.size() == 1) {
    for (std::size_t level = 0; level < levels.front(); ++level) rows.push_back({level});
    return rows;
  }
  constexpr int candidates = 6;
  SplitMix dice = dice_of(variant);
  OpenPairs open{levels};
  while (open.any()) {
    const CoveringRow begun = open.first(CoveringRow(levels.size(), unset));
    CoveringRow best;
    std::size_t most = 0;
    for (int i = 0; i < candidates; ++i) {
      CoveringRow row = begun;
      complete(row, levels, open, dice);
      const std::size_t gain = open.gain(row);
      if (gain <= most) continue;
      most = gain;
      best = std::move(row);
    }
    open.close(best);
    rows.push_back(std::move(best));
  }
  return rows;
}

}  // namespace conform
