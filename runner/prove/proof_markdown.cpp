#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "prove/proof_tables.hpp"
#include "prove/prove.hpp"

namespace conform {
namespace {

std::size_t count(const Proof& proof, ServerKind kind, bool wrong_only) {
  return static_cast<std::size_t>(std::ranges::count_if(proof.results, [&](const ServerResult& result) {
    return result.server.kind == kind && (!wrong_only || !result.wrong.empty());
  }));
}

std::size_t count(const Proof& proof, MutationFate fate) {
  return static_cast<std::size_t>(
      std::ranges::count_if(proof.mutations, [&](const MutationResult& result) { return result.fate == fate; }));
}

std::size_t blind_spots(const Proof& proof) {
  return static_cast<std::size_t>(
      std::ranges::count_if(proof.mutations, [](const MutationResult& result) { return result.is_blind_spot(); }));
}

// Text of a table cell.
std::string cell(std::string text) {
  for (std::size_t i = text.find('|'); i != std::string::npos; i = text.find('|', i + 2)) text.insert(i, 1, '\\');
  return text;
}

std::string as_it_should_be(const ServerResult& result) {
  return result.wrong.empty() ? std::string{} : "**" + cell(result.wrong) + "**";
}

// "users/put/clear/each-attribute 9, users/put/clear/all 2 and 5 more cases": instances by case, most first.
std::string cases_of(const std::vector<std::string>& instances, std::size_t shown) {
  std::map<std::string, std::size_t> by_name;
  for (const std::string& id : instances) ++by_name[case_name(id)];
  std::vector<std::pair<std::string, std::size_t>> order(by_name.begin(), by_name.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < order.size() && i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + order[i].first;
    if (order[i].second > 1) text += " ×" + std::to_string(order[i].second);
  }
  if (order.size() > shown) text += fmt::format(" + {}", order.size() - shown);
  return text;
}

// Requirements that found a subject, those with most cases first; cases for the first ones.
std::string found_by(const ServerResult& result) {
  std::vector<std::pair<std::string, const std::vector<std::string>*>> order;
  for (const auto& [requirement, cases] : result.found) order.emplace_back(requirement, &cases);
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second->size() > b.second->size(); });
  constexpr std::size_t requirements_shown = 6;
  std::string text;
  for (std::size_t i = 0; i < order.size() && i < requirements_shown; ++i) {
    const std::size_t cases_shown = i == 0 ? 2 : 1;
    text += fmt::format("{}{}: {}", i == 0 ? "" : "; ", order[i].first, cases_of(*order[i].second, cases_shown));
  }
  if (order.size() > requirements_shown)
    text += fmt::format("; {} more requirements", order.size() - requirements_shown);
  return text;
}

std::string figures(const Proof& proof, const Suite& suite) {
  return fmt::format(
      "| | | |\n|---|---|---|\n"
      "| cases | {} | {} instances; {} fail under some fault |\n"
      "| requirements | {} | {} are violated by some fault |\n"
      "| versions, healthy server | {} | {} with a finding |\n"
      "| conforming variants | {} | {} with unexpected results |\n"
      "| faults | {} | {} not found by what they break |\n"
      "| mutations of correct responses | {} | {} noticed, {} that the contract allows, {} blind spots |\n",
      proof.cases.size(), suite.cases.size(), proof.proven_cases.size(), suite.rules.requirements().size(),
      proof.proven_requirements.size(), count(proof, ServerKind::healthy, false),
      count(proof, ServerKind::healthy, true), count(proof, ServerKind::variant, false),
      count(proof, ServerKind::variant, true), count(proof, ServerKind::fault, false),
      count(proof, ServerKind::fault, true), proof.mutations.size(), count(proof, MutationFate::noticed),
      proof.mutations.size() - count(proof, MutationFate::noticed) - blind_spots(proof), blind_spots(proof));
}

std::string null_servers(const Proof& proof) {
  std::string text =
      "\n## Servers that respond to every request in one way\n\nA case may pass here without a finding only if its "
      "requirement is really true of such a server.\n\n| server | passed clean | passed with should-level findings | "
      "failed | errored | passed "
      "clean, by case |\n|---|---|---|---|---|---|\n";
  for (const ServerResult& result : proof.results) {
    if (!result.server.is_null_server() || result.server.kind != ServerKind::fault) continue;
    constexpr std::size_t shown = 6;
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", result.server.what.name, result.passed_clean.size(),
                        result.totals.passed - result.passed_clean.size(), result.totals.failed, result.totals.errored,
                        cases_of(result.passed_clean, shown));
  }
  return text;
}

std::string variants(const Proof& proof) {
  std::string text =
      "\n## Variants\n\nConforming servers of other kinds: no must-level finding, except where a violation is "
      "expected.\n\n| "
      "variant | what it does | must level | should level |\n|---|---|---|---|\n";
  for (const ServerResult& result : proof.results) {
    if (result.server.kind != ServerKind::variant) continue;
    std::string found = as_it_should_be(result);
    if (found.empty()) found = result.found.empty() ? "none" : "as expected: " + found_by(result);
    text += fmt::format("| {} | {} | {} | {} |\n", result.server.what.name, cell(result.server.what.description), found,
                        fmt::join(result.should_found, ", "));
  }
  return text;
}

std::string faults(const Proof& proof) {
  std::string text =
      "\n## Faults\n\nEvery fault with the requirements that found it, and the cases with the number of their "
      "instances; “+ n”: n more\ncases. A fault gets the cases that are about it, then a sample of the others, "
      "then "
      "the rest, until it is found by what it\nbreaks.\n";
  std::map<int, std::vector<const ServerResult*>> by_area;
  for (const ServerResult& result : proof.results) {
    if (result.server.kind == ServerKind::fault) by_area[result.server.what.area].push_back(&result);
  }
  for (const auto& [area, results] : by_area) {
    text += fmt::format("\n### Area {}\n\n| fault | level | found by |\n|---|---|---|\n", area);
    for (const ServerResult* result : results) {
      const std::string wrong = as_it_should_be(*result);
      text += fmt::format("| {} | {} | {}{} |\n", result->server.what.name, result->server.what.level,
                          wrong.empty() ? "" : wrong + ": ", found_by(*result));
    }
  }
  return text;
}

std::string requirements(const Proof& proof) {
  std::string text =
      "\n## Requirements\n\nThe faults that violate each, and the number of case instances that said so over all "
      "faults.\n\n| requirement | faults | instances | for example |\n|---|---|---|---|\n";
  std::map<std::string, std::vector<std::pair<std::string, std::size_t>>> by_requirement;
  for (const ServerResult& result : proof.results) {
    if (result.server.kind != ServerKind::fault) continue;
    for (const auto& [requirement, cases] : result.found)
      by_requirement[requirement].emplace_back(result.server.what.name, cases.size());
  }
  for (auto& [requirement, found] : by_requirement) {
    std::size_t instances = 0;
    for (const auto& [name, cases] : found) instances += cases;
    // The fault that violates it most is rarely the one that it is for: the first of the catalogue is.
    constexpr std::size_t shown = 3;
    std::string examples;
    for (std::size_t i = 0; i < found.size() && i < shown; ++i) examples += (i == 0 ? "" : ", ") + found[i].first;
    text += fmt::format("| {} | {} | {} | {} |\n", requirement, found.size(), instances, examples);
  }
  return text;
}

struct Tally {
  std::size_t tried = 0, noticed = 0, allowed = 0, blind = 0;
};

std::string mutations(const Proof& proof) {
  std::string text =
      "\n## Mutations\n\nEvery response of one operation and status is changed in one way at one place on its way from "
      "the "
      "healthy server to the\nsuite, and the cases that see such responses are run until one has a finding.\n\n| "
      "responses "
      "| "
      "mutations | noticed | allowed | blind spots |\n|---|---|---|---|---|\n";
  std::map<ResponseKind, Tally> tallies;
  std::map<std::string, std::vector<const MutationResult*>> by_reason;
  for (const MutationResult& result : proof.mutations) {
    Tally& tally = tallies[result.mutation.kind];
    ++tally.tried;
    if (result.fate == MutationFate::noticed) {
      ++tally.noticed;
    } else if (result.is_blind_spot()) {
      ++tally.blind;
    } else {
      ++tally.allowed;
      by_reason[result.allowed].push_back(&result);
    }
  }
  for (const auto& [kind, tally] : tallies)
    text += fmt::format("| {} {} | {} | {} | {} | {} |\n", kind.operation, kind.status, tally.tried, tally.noticed,
                        tally.allowed, tally.blind);
  text +=
      "\nMutations that no check notices, and why the specification allows them:\n\n| reason | mutations | for example "
      "|\n|---|---|---|\n";
  for (const auto& [reason, results] : by_reason)
    text += fmt::format("| {} | {} | {} |\n", cell(reason), results.size(), cell(results.front()->mutation.name()));
  for (const MutationResult& result : proof.mutations) {
    if (result.is_blind_spot())
      text += fmt::format("\n**Blind spot**: {}{}\n", result.mutation.name(),
                          result.fate == MutationFate::undecided ? " (cases errored)" : "");
  }
  return text;
}

// "- name: why", and the names without a reason first.
std::string list_with_reasons(const std::vector<std::string>& names, std::string_view (*reason)(std::string_view)) {
  if (names.empty()) return "none\n";
  std::map<std::string_view, std::vector<std::string>> by_reason;
  for (const std::string& name : names) by_reason[reason(name)].push_back(name);
  std::string text;
  for (const auto& [why, those] : by_reason)
    text += fmt::format("- {}: {}\n", fmt::join(those, ", "), why.empty() ? "**no reason known**" : why);
  return text;
}

std::string unproven(const Proof& proof, const Suite& suite) {
  std::string text = "\n## Unproven\n\nCases that no fault makes fail, and why:\n\n";
  text += list_with_reasons(unproven_cases(proof), reason_for_unproven_case);
  text += "\nRequirements that no fault violates, and why:\n\n";
  text += list_with_reasons(unproven_requirements(proof, suite), reason_for_unproven_requirement);
  for (const std::string& reason : proof.unused_reasons) text += "\n**An unused reason**: " + reason + "\n";
  return text;
}

// From outside: what was measured with servers that are not of this project, and with which state of the suite.
constexpr std::string_view what_it_is =
    "Limits: the authors of the suite chose the faults, the variants and the reasons for unnoticed mutations. "
    "It shows\nthat each case can fail and that each fault in the catalogue is found, not that nothing is missing. "
    "From outside:\n\n"
    "- Servers made from public bug reports of other projects, with 2,351 case instances: 128 of 150 faults at must "
    "level were\n  found. The kinds that were missed have cases, faults and variants here since then; the servers "
    "themselves were not tried\n  again.\n"
    "- Faults of combination and sequence by other authors, each with a witness, with 2,351 case instances: 104 of 169 "
    "were\n  found.\n"
    "- Fourteen correct servers in ten languages: [other-servers.md](other-servers.md) has every finding of their "
    "first "
    "runs.\n\n";

}  // namespace

std::string proof_markdown(const Proof& proof, const Suite& suite) {
  return "# Proof\n\nGenerated by `./dev prove --markdown docs/proof.md`: the suite against its own reference server, "
         "healthy, in every conforming\nvariant, with every fault, one at a time, and with every mechanical mutation "
         "of "
         "its "
         "responses.\n\n" +
         std::string{what_it_is} + figures(proof, suite) + null_servers(proof) + variants(proof) + faults(proof) +
         requirements(proof) + mutations(proof) + unproven(proof, suite);
}

}  // namespace conform
