#include "reports/causes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/ascii.hpp"
#include "reports/case_id.hpp"
#include "reports/reason.hpp"

namespace conform {
namespace {

bool is_word(char c) { return is_alphanumeric(c) || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80; }

/// A response of 500 is another fault than a response of 200.
bool looks_like_status(std::string_view word) {
  return word.size() == 3 && word.front() >= '1' && word.front() <= '5' && is_digit(word[1]) && is_digit(word[2]);
}

/// True for what differs from case to case: numbers, ids with digits, names that the matrix or the place brought in.
bool varies(std::string_view word, const std::set<std::string_view>& names) {
  if (looks_like_status(word)) return false;
  return names.contains(word) || std::any_of(word.begin(), word.end(), is_digit);
}

/// Text with everything that varies replaced: words that vary and quoted parts.
std::string shape(std::string_view text, const std::set<std::string_view>& names) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    if (text.front() == '"') {
      const std::size_t closing = text.find('"', 1);
      length = closing == std::string_view::npos ? text.size() : closing + 1;
      out += "\"*\"";
    } else if (is_word(text.front())) {
      while (length < text.size() && is_word(text[length])) ++length;
      const std::string_view word = text.substr(0, length);
      out += varies(word, names) ? std::string_view{"*"} : word;
    } else {
      out += text.front();
    }
    text.remove_prefix(length);
  }
  return out;
}

/// Names that a message may mention and that do not make it another cause: the last token of the place, the matrix
/// values.
std::set<std::string_view> names_of(std::string_view case_id, std::string_view where) {
  std::set<std::string_view> names;
  for (const auto& [name, value] : matrix_values(case_id)) names.insert(value);
  if (where.starts_with('/')) names.insert(where.substr(where.rfind('/') + 1));
  return names;
}

using Key = std::tuple<std::string, std::string, Level, std::string, std::string>;

Key key_of(const Verdict& verdict, const Finding& finding) {
  const std::set<std::string_view> names = names_of(verdict.id, finding.where);
  return {finding.rule, finding.requirement, finding.level, shape(finding.where, names), shape(finding.message, names)};
}

void add_once(std::vector<std::string>& list, std::set<std::string>& known, const std::string& text) {
  if (known.insert(text).second) list.push_back(text);
}

/// Collects causes in the order of their first finding.
class Collector {
 public:
  explicit Collector(const RunResult& result) : result_{result} {}

  void add(std::size_t index, const Finding& finding) {
    const Verdict& verdict = result_.verdicts[index];
    const auto [place, is_new] = index_.emplace(key_of(verdict, finding), causes_.size());
    if (is_new) {
      causes_.push_back(
          Cause{.example = finding, .verdict = index, .where = {}, .cases = {}, .findings = 0, .curl = {}});
      seen_.emplace_back();
      if (finding.exchange < verdict.exchanges.size()) causes_.back().curl = verdict.exchanges[finding.exchange].curl;
    }
    Cause& cause = causes_[place->second];
    Seen& seen = seen_[place->second];
    ++cause.findings;
    add_once(cause.where, seen.where, finding.where);
    add_once(cause.cases, seen.cases, verdict.id);
  }
  [[nodiscard]] std::vector<Cause> take() && { return std::move(causes_); }

 private:
  struct Seen {
    std::set<std::string> where;
    std::set<std::string> cases;
  };
  const RunResult& result_;
  std::map<Key, std::size_t> index_;
  std::vector<Cause> causes_;
  std::vector<Seen> seen_;
};

/// Stands in for a finding that is not there, so that no failed case goes unmentioned.
Finding without_finding(const Verdict& verdict) {
  return {.rule = {},
          .requirement = verdict.requirements.empty() ? std::string{} : verdict.requirements.front(),
          .level = Level::must,
          .where = {},
          .expected = {},
          .actual = {},
          .message = verdict.outcome.reason.empty() ? "failed without a finding" : verdict.outcome.reason,
          .exchange = verdict.exchanges.empty() ? 0 : verdict.exchanges.size() - 1};
}

}  // namespace

namespace {

/// Rules about what makes other exchanges look wrong: a read of another user's, a connection out of step, a lost
/// token.
bool is_behind_others(std::string_view rule) {
  return rule == "contract.owner" || rule == "contract.connection" || rule == "contract.token";
}

}  // namespace

Causes group_by_cause(const RunResult& result) {
  Collector failing{result};
  Collector lesser{result};
  for (std::size_t i = 0; i < result.verdicts.size(); ++i) {
    const Verdict& verdict = result.verdicts[i];
    if (verdict.outcome.kind == OutcomeKind::waived) continue;
    const bool failed = verdict.outcome.kind == OutcomeKind::failed;
    bool explained = false;
    for (const Finding& finding : verdict.findings) {
      const bool fails = failed && fails_at(finding.level, result.fail_on);
      (fails ? failing : lesser).add(i, finding);
      explained = explained || fails;
    }
    if (failed && !explained) failing.add(i, without_finding(verdict));
  }
  Causes causes{.failing = std::move(failing).take(), .lesser = std::move(lesser).take()};
  // Not of std::ranges: clang 14 does not compile the subrange of GCC 12's library that it returns.
  std::stable_partition(causes.failing.begin(), causes.failing.end(),
                        [](const Cause& cause) { return is_behind_others(cause.example.rule); });
  return causes;
}

std::vector<ReasonGroup> group_by_reason(const RunResult& result, OutcomeKind kind) {
  std::vector<ReasonGroup> groups;
  std::map<std::string, std::size_t> index;
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.outcome.kind != kind) continue;
    std::string reason = reason_without_users(verdict);
    const auto [place, is_new] = index.emplace(reason, groups.size());
    if (is_new) groups.push_back(ReasonGroup{.reason = std::move(reason), .cases = {}});
    groups[place->second].cases.push_back(verdict.id);
  }
  return groups;
}

const RequirementResult* find_requirement(const RunResult& result, std::string_view id) {
  const auto found = std::find_if(result.requirements.begin(), result.requirements.end(),
                                  [&](const RequirementResult& requirement) { return requirement.id == id; });
  return found == result.requirements.end() ? nullptr : &*found;
}

}  // namespace conform
