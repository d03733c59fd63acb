#include "explore/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace conform {
namespace {

constexpr std::size_t tries_for_history = 80;

}  // namespace

std::vector<const Case*> needed_of(std::vector<const Case*> all,
                                   const std::function<bool(const std::vector<const Case*>&)>& shows_it,
                                   std::size_t budget) {
  std::size_t tries = 0;
  for (std::size_t chunk = std::max<std::size_t>(1, all.size() / 2); chunk > 0 && !all.empty();) {
    bool removed = false;
    for (std::size_t end = all.size(); end > 0 && tries < budget;) {
      const std::size_t first = end > chunk ? end - chunk : 0;
      std::vector<const Case*> left = all;
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(first), left.begin() + static_cast<std::ptrdiff_t>(end));
      ++tries;
      if (shows_it(left)) {
        all = std::move(left);
        removed = true;
      }
      end = first;
    }
    if (tries >= budget) break;
    if (!removed || chunk > 1) chunk /= 2;
  }
  return all;
}

void HistoryReduction::look_into(const Case& test_case, Verdict&, const CarryOut& carry_out) {
  if (test_case.id != case_id_ || !conclusion_.empty()) return;
  const auto fails_behind = [&](const std::vector<const Case*>& before) {
    for (const Case* one : before) static_cast<void>(carry_out(*one));
    const Verdict verdict = carry_out(test_case);
    return std::ranges::any_of(verdict.findings,
                               [&](const Finding& finding) { return fingerprint_of(verdict, finding) == wanted_; });
  };
  if (fails_behind({}) && fails_behind({})) {
    conclusion_ = fmt::format("{} fails alone: it needs no earlier case.", case_id_);
    return;
  }
  if (!fails_behind(earlier_)) {
    conclusion_ = fmt::format("{} is flaky: it did not fail again, alone or behind the {} cases before it.", case_id_,
                              earlier_.size());
    return;
  }
  const std::vector<const Case*> needed = needed_of(earlier_, fails_behind, tries_for_history);
  const bool confirmed = fails_behind(needed);
  conclusion_ = fmt::format("{} fails behind {} of the {} cases before it{}:\n", case_id_, needed.size(),
                            earlier_.size(), confirmed ? "" : ", not each time");
  for (const Case* one : needed) conclusion_ += "  " + one->id + "\n";
}

}  // namespace conform
