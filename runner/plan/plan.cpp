#include "plan/plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/suggest.hpp"

namespace conform {
namespace {

constexpr std::string_view requirement_prefix = "requirement:";
constexpr std::string_view tag_prefix = "tag:";

/// One selector of the command line.
class Selector {
 public:
  Selector(const std::string& text, const Suite& suite)
      : text_{text}, exact_{is_requirement() && suite.rules.find(rest_of(requirement_prefix)) != nullptr} {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_requirement() const { return text_.starts_with(requirement_prefix); }
  [[nodiscard]] bool is_tag() const { return text_.starts_with(tag_prefix); }
  /// Behind "requirement:" or "tag:".
  [[nodiscard]] std::string rest_of(std::string_view prefix) const { return text_.substr(prefix.size()); }

  [[nodiscard]] bool selects(const Case& test_case) const {
    if (is_requirement()) {
      const std::string id = rest_of(requirement_prefix);
      return std::ranges::any_of(test_case.requirements, [&](const std::string& named) {
        return exact_ ? named == id : matches_name(id, named);
      });
    }
    if (is_tag()) {
      const std::string glob = rest_of(tag_prefix);
      return std::ranges::any_of(test_case.tags, [&](const std::string& tag) { return matches_glob(glob, tag); });
    }
    return matches_name(text_, test_case.id);
  }

 private:
  std::string text_;
  bool exact_;  ///< a requirement whose id begins like those of others is meant alone
};

bool is_for(const Case& test_case, std::string_view version) {
  return std::ranges::find(test_case.versions, version) != test_case.versions.end();
}

// "users/patch/merge/omitted[attribute=locale]" without its matrix part, and every folder above.
std::vector<std::string> names_of(const Suite& suite) {
  std::set<std::string> names;
  for (const Case& test_case : suite.cases) {
    std::string name = test_case.id.substr(0, test_case.id.find('['));
    while (!name.empty()) {
      names.insert(name);
      const std::size_t slash = name.rfind('/');
      name.resize(slash == std::string::npos ? 0 : slash);
    }
  }
  return {names.begin(), names.end()};
}

// "did you mean "requirement:ACCEPT-406"?": what can be typed, not a part of it.
std::string did_you_mean_with(std::string_view prefix, const std::string& rest, const std::vector<std::string>& known) {
  std::vector<std::string> whole;
  for (const std::string& name : known) whole.push_back(std::string{prefix} + name);
  return did_you_mean(std::string{prefix} + rest, whole);
}

std::string hint_on_requirement(const std::string& id, const Suite& suite) {
  const Requirement* requirement = suite.rules.find(id);
  if (requirement != nullptr && !requirement->untestable.empty())
    return "it cannot be tested from outside: " + requirement->untestable;
  if (requirement != nullptr) return "no case names this requirement: it is checked on every exchange";
  std::vector<std::string> known;
  for (const Requirement& one : suite.rules.requirements()) known.push_back(one.id);
  const std::string hint = did_you_mean_with(requirement_prefix, id, known);
  return hint.empty() ? "\"conform list requirements\" lists them" : hint;
}

std::string hint_on_tag(const std::string& tag, const Suite& suite) {
  std::set<std::string> known;
  for (const Case& test_case : suite.cases) known.insert(test_case.tags.begin(), test_case.tags.end());
  const std::string hint = did_you_mean_with(tag_prefix, tag, {known.begin(), known.end()});
  return hint.empty() ? "\"conform list tags\" lists them" : hint;
}

// `flag`: "" for a selector, or the option that it is the value of.
Diagnostic selects_nothing(const Selector& selector, std::string_view flag, const Suite& suite,
                           std::string_view version) {
  Diagnostic diagnostic =
      Diagnostic::about_flag(std::string{flag} + "the selector \"" + selector.text() + "\" selects no case");
  const bool elsewhere =
      std::ranges::any_of(suite.cases, [&](const Case& test_case) { return selector.selects(test_case); });
  if (elsewhere) {
    diagnostic.hint = "its cases are for other versions than " + std::string{version};
  } else if (selector.is_requirement()) {
    diagnostic.hint = hint_on_requirement(selector.rest_of(requirement_prefix), suite);
  } else if (selector.is_tag()) {
    diagnostic.hint = hint_on_tag(selector.rest_of(tag_prefix), suite);
  } else {
    diagnostic.hint = did_you_mean(selector.text(), names_of(suite));
  }
  if (diagnostic.hint.empty()) diagnostic.hint = "\"conform list cases\" lists them";
  return diagnostic;
}

/// Selectors of one kind, with present ids in place of former ones, and which of them selected something.
class Selectors {
 public:
  Selectors(const std::vector<std::string>& texts, std::string_view flag, const Suite& suite) : flag_{flag} {
    for (const std::string& text : texts) {
      const bool of_requirement = text.starts_with(requirement_prefix);
      selectors_.emplace_back(
          of_requirement ? std::string{requirement_prefix} +
                               suite.aliases.requirement_id(std::string_view{text}.substr(requirement_prefix.size()))
                         : suite.aliases.case_id(text),
          suite);
    }
    used_.resize(selectors_.size());
  }

  [[nodiscard]] bool empty() const { return selectors_.empty(); }
  /// How many select a case.
  std::size_t count(const Case& test_case) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < selectors_.size(); ++i) {
      if (!selectors_[i].selects(test_case)) continue;
      used_[i] = true;
      ++count;
    }
    return count;
  }
  bool all(const Case& test_case) { return count(test_case) == selectors_.size(); }

  void add_unused(Diagnostics& diagnostics, const Suite& suite, std::string_view version) const {
    for (std::size_t i = 0; i < selectors_.size(); ++i) {
      if (!used_[i]) diagnostics.push_back(selects_nothing(selectors_[i], flag_, suite, version));
    }
  }

 private:
  std::vector<Selector> selectors_;
  std::vector<bool> used_;
  std::string_view flag_;
};

bool is_chosen(const Case& test_case, const Selection& selection, const Suite& suite) {
  if (selection.only && !selection.only->contains(test_case.id)) return false;
  if (selection.smoke && !suite.smoke.contains(test_case.id)) return false;
  return !selection.read_only || !writes(test_case, *suite.contract(selection.version));
}

Diagnostic no_case_left() {
  return Diagnostic::about_flag(
      "no case is left: no case fits all of the selectors and options together",
      "selectors add cases, --and, --skip, --smoke, --read-only and --failed-in take cases away");
}

}  // namespace

bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool matches_name(std::string_view selector, std::string_view name) {
  return name.starts_with(selector) || matches_glob(std::string{selector} + "*", name);
}

bool may_select(const std::vector<std::string>& selectors, std::string_view id_prefix) {
  const std::string folder = std::string{id_prefix} + "/";
  const auto may = [&](std::string_view selector) {
    if (selector.starts_with(requirement_prefix) || selector.starts_with(tag_prefix)) return true;
    const std::string_view literal = selector.substr(0, selector.find_first_of("*?"));
    return folder.starts_with(literal) || literal.starts_with(folder);
  };
  return selectors.empty() || std::ranges::any_of(selectors, may);
}

Result<Plan> make_plan(const Suite& suite, const Selection& selection) {
  Plan plan;
  if (const auto left_out = suite.left_out.find(selection.version); left_out != suite.left_out.end())
    plan.total = left_out->second;
  Selectors selectors{selection.selectors, "", suite};
  Selectors narrow{selection.narrow, "--and: ", suite};
  Selectors skip{selection.skip, "--skip: ", suite};
  for (const Case& test_case : suite.cases) {
    if (!is_for(test_case, selection.version)) continue;
    ++plan.total;
    const bool selected = selectors.count(test_case) > 0 || selectors.empty();
    const bool narrowed = narrow.all(test_case);
    const bool skipped = skip.count(test_case) > 0;
    if (selected && narrowed && !skipped && is_chosen(test_case, selection, suite)) plan.cases.push_back(&test_case);
  }
  Diagnostics diagnostics;
  for (const Selectors* all : {&selectors, &narrow, &skip}) all->add_unused(diagnostics, suite, selection.version);
  const bool asked = !selectors.empty() || !narrow.empty() || !skip.empty() || selection.only || selection.smoke ||
                     selection.read_only;
  if (diagnostics.empty() && plan.cases.empty() && asked) diagnostics.push_back(no_case_left());
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  std::ranges::stable_sort(plan.cases, [](const Case* a, const Case* b) { return a->id < b->id; });
  return plan;
}

}  // namespace conform
