#include "history/diff_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t detail_bytes = 300;
constexpr std::size_t listed_in_markdown = 100;  // a comment of GitHub holds 65,536 characters

struct Section {
  std::string_view name;
  const std::vector<CaseChange>& cases;
};

std::array<Section, 8> sections(const RunDiff& diff) {
  return {{{"Regressions", diff.regressions},
           {"No result any more", diff.lost},
           {"Known failure now", diff.waived},
           {"Still failing", diff.still_failing},
           {"Fixed", diff.fixes},
           {"Result now", diff.judged},
           {"New cases", diff.fresh},
           {"Removed cases", diff.gone}}};
}

std::string outcome(const std::optional<OutcomeKind>& kind) {
  return kind ? std::string{to_string(*kind)} : std::string{"absent"};
}

std::string movement(const CaseChange& change) {
  if (!change.before) return outcome(change.after);
  if (!change.after) return "was " + outcome(change.before);
  if (change.before == change.after) return outcome(change.after);
  return outcome(change.before) + " -> " + outcome(change.after);
}

std::string counts(const RunDiff& diff) {
  std::string text;
  for (const auto& [name, cases] : sections(diff)) {
    if (cases.empty() && name != "Regressions") continue;
    std::string lower{name};
    lower.front() = static_cast<char>(lower.front() + ('a' - 'A'));
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", cases.size(), lower);
  }
  return text;
}

std::string conclusions(const RunDiff& diff) {
  return diff.before.conclusion == diff.after.conclusion
             ? std::string{to_string(diff.after.conclusion)} + ", as before"
             : fmt::format("{}, before {}", to_string(diff.after.conclusion), to_string(diff.before.conclusion));
}

// Text in a code span, in which nothing has a meaning but as many backticks as it begins with.
std::string code(std::string_view text) {
  const std::string shown = printable_line(clip(text, detail_bytes));
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool pad = shown.empty() || shown.front() == '`' || shown.back() == '`';
  return fence + (pad ? " " : "") + shown + (pad ? " " : "") + fence;
}

std::vector<const std::vector<std::string>*> origins(const RunDiff& diff) {
  return {&diff.server, &diff.suite, &diff.profile};
}

}  // namespace

std::string attribution(const RunDiff& diff) {
  std::string others;
  for (const auto& [name, list] : {std::pair{"the target", &diff.server}, std::pair{"the suite", &diff.suite},
                                   std::pair{"the profile", &diff.profile}}) {
    if (!list->empty()) others += fmt::format("{}{}", others.empty() ? "" : " and ", name);
  }
  if (others.empty()) return "Target, suite and profile are the same: the server changed.";
  const bool server_alone = diff.suite.empty() && diff.profile.empty();
  if (server_alone) return "The target differs, suite and profile are the same: the server changed.";
  return fmt::format("Not only the server: {} changed.", others);
}

std::string diff_text(const RunDiff& diff, std::size_t width, bool quiet) {
  std::string out;
  const auto line = [&](std::size_t indent, std::string_view text) {
    for (const std::string& one : wrap(printable_line(text), std::max<std::size_t>(width, indent + 20) - indent))
      out += std::string(indent, ' ') + one + '\n';
  };
  for (const auto& [name, cases] : sections(diff)) {
    if (quiet || cases.empty()) continue;
    out += fmt::format("{}: {}\n", name, counted(cases.size(), "case", "cases"));
    for (const CaseChange& change : cases) {
      out += "  - " + printable_line(clip(change.id, detail_bytes)) + " (" + movement(change) + ")\n";
      for (const std::string& detail : change.details) line(6, clip(detail, detail_bytes));
    }
    out += '\n';
  }
  if (!quiet && !diff.requirements.empty()) {
    out += "Requirements:\n";
    for (const RequirementChange& change : diff.requirements)
      line(2, fmt::format("{} ({}): {} -> {}", change.id, to_string(change.level), to_string(change.before),
                          to_string(change.after)));
    out += '\n';
  }
  line(0, attribution(diff));
  for (const auto* list : origins(diff)) {
    for (const std::string& one : *list) line(2, clip(one, detail_bytes));
  }
  line(0, counts(diff));
  line(0, "The later run is " + conclusions(diff) + ".");
  return out;
}

std::string diff_markdown(const RunDiff& diff) {
  std::string out = "## Conformance: what changed\n\n";
  out += fmt::format("**{}**; the later run is {}.\n\n{}\n", counts(diff), conclusions(diff), attribution(diff));
  for (const auto* list : origins(diff)) {
    for (const std::string& one : *list) out += "- " + code(one) + '\n';
  }
  for (const auto& [name, cases] : sections(diff)) {
    if (cases.empty()) continue;
    out += fmt::format("\n### {} ({})\n\n", name, cases.size());
    for (std::size_t i = 0; i < std::min(cases.size(), listed_in_markdown); ++i) {
      out += fmt::format("- {}: {}", code(cases[i].id), movement(cases[i]));
      if (!cases[i].details.empty()) out += ": " + code(cases[i].details.front());
      if (cases[i].details.size() > 1) out += fmt::format(" and {} more", cases[i].details.size() - 1);
      out += '\n';
    }
    if (cases.size() > listed_in_markdown) out += fmt::format("- and {} more\n", cases.size() - listed_in_markdown);
  }
  if (!diff.requirements.empty()) {
    out += "\n### Requirements\n\n| requirement | level | before | after |\n|---|---|---|---|\n";
    for (const RequirementChange& change : diff.requirements)
      out += fmt::format("| {} | {} | {} | {} |\n", code(change.id), to_string(change.level), to_string(change.before),
                         to_string(change.after));
  }
  return out;
}

}  // namespace conform
