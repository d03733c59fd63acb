#include "plan/plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/suggest.hpp"

namespace conform {
namespace {

constexpr std::string_view requirement_prefix = "requirement:";
constexpr std::string_view tag_prefix = "tag:";

bool selects(std::string_view selector, const Case& test_case) {
  if (selector.starts_with(requirement_prefix)) {
    return std::ranges::find(test_case.requirements, selector.substr(requirement_prefix.size())) !=
           test_case.requirements.end();
  }
  if (selector.starts_with(tag_prefix))
    return std::ranges::find(test_case.tags, selector.substr(tag_prefix.size())) != test_case.tags.end();
  return test_case.id.starts_with(selector) || matches_glob(selector, test_case.id);
}

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

Diagnostic selects_nothing(const std::string& selector, const Suite& suite, std::string_view version) {
  Diagnostic diagnostic = Diagnostic::about_flag("the selector \"" + selector + "\" selects no case");
  const bool elsewhere =
      std::ranges::any_of(suite.cases, [&](const Case& test_case) { return selects(selector, test_case); });
  if (elsewhere) {
    diagnostic.hint = "its cases are for other versions than " + std::string{version};
  } else if (selector.starts_with(requirement_prefix)) {
    std::vector<std::string> known;
    for (const Requirement& requirement : suite.rules.requirements()) known.push_back(requirement.id);
    const std::string id = selector.substr(requirement_prefix.size());
    const Requirement* requirement = suite.rules.find(id);
    if (requirement == nullptr) {
      diagnostic.hint = did_you_mean(id, known);
    } else if (!requirement->untestable.empty()) {
      diagnostic.hint = "it cannot be tested from outside: " + requirement->untestable;
    } else {
      diagnostic.hint = "no case names this requirement: it is checked on every exchange";
    }
  } else {
    diagnostic.hint = did_you_mean(selector, names_of(suite));
  }
  if (diagnostic.hint.empty()) diagnostic.hint = "\"conform list cases\" lists them";
  return diagnostic;
}

// With present ids in place of former ones.
std::vector<std::string> present(const std::vector<std::string>& selectors, const Aliases& aliases) {
  std::vector<std::string> translated;
  for (const std::string& selector : selectors) {
    const bool of_requirement = selector.starts_with(requirement_prefix);
    translated.push_back(of_requirement
                             ? std::string{requirement_prefix} +
                                   aliases.requirement_id(std::string_view{selector}.substr(requirement_prefix.size()))
                             : aliases.case_id(selector));
  }
  return translated;
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
  Diagnostics diagnostics;
  const std::vector<std::string> selectors = present(selection.selectors, suite.aliases);
  std::vector<bool> selected_something(selectors.size(), false);
  for (const Case& test_case : suite.cases) {
    if (!is_for(test_case, selection.version)) continue;
    ++plan.total;
    bool wanted = selectors.empty();
    for (std::size_t i = 0; i < selectors.size(); ++i) {
      if (!selects(selectors[i], test_case)) continue;
      selected_something[i] = true;
      wanted = true;
    }
    if (wanted) plan.cases.push_back(&test_case);
  }
  for (std::size_t i = 0; i < selectors.size(); ++i) {
    if (!selected_something[i]) diagnostics.push_back(selects_nothing(selectors[i], suite, selection.version));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  std::ranges::stable_sort(plan.cases, [](const Case* a, const Case* b) { return a->id < b->id; });
  return plan;
}

}  // namespace conform
