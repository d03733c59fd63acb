#include "session/exploring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>
#include <vector>

#include "base/printable.hpp"
#include "explore/limits.hpp"
#include "explore/shrink.hpp"
#include "reports/result_file.hpp"

namespace conform {
namespace {

constexpr const char* gentle_rate = "20/s";

}  // namespace

Result<void> Exploring::add_to(Plan& plan, Target& target, std::uint64_t seed, bool is_this_machine) {
  if (command_.explore == 0) return {};
  auto table = load_explore_table(suite_);
  if (!table) return tl::unexpected{table.error()};
  table_ = std::move(*table);
  seed_ = seed;
  ExploreLimits limits = limits_of(suite_, target, is_this_machine);
  limits.slow_writings = limits.slow_writings || command_.every_writing;
  limits.pauses = command_.soak;
  if (!is_this_machine && target.transport.rate.empty()) target.transport.rate = gentle_rate;
  auto planned = plan_exploration(suite_, table_, limits, seed, command_.explore);
  if (!planned) return tl::unexpected{planned.error()};
  plan_ = std::move(*planned);
  if (command_.only_explore) plan.cases.clear();
  for (const Case& sequence : plan_.cases) plan.cases.push_back(&sequence);
  plan.total = command_.only_explore ? plan_.cases.size() : plan.total + plan_.cases.size();
  investigation_ = std::make_unique<Investigation>(suite_, plan_.sources);
  if (command_.quiet) return {};
  std::cerr << fmt::format(
      "conform: exploring with seed {}: {} requests in {} sequences, and about as many again to set up and read back",
      seed, plan_.requests, plan_.cases.size());
  if (!target.transport.rate.empty()) std::cerr << ", at most " << printable_line(target.transport.rate);
  std::cerr << "; keys conform-* of /attributes stay\n";
  return {};
}

Result<void> Exploring::keep_history(Plan& plan) {
  if (command_.shrink_case.empty()) return {};
  const auto result = read_result(command_.shrink_result);
  if (!result) return tl::unexpected{result.error()};
  const auto wrong = [&](std::string message, std::string hint) {
    return tl::unexpected{Diagnostics{{.file = command_.shrink_result,
                                       .line = 0,
                                       .pointer = {},
                                       .message = std::move(message),
                                       .hint = std::move(hint)}}};
  };
  const auto verdict = std::ranges::find(result->verdicts, command_.shrink_case, &Verdict::id);
  if (verdict == result->verdicts.end() || verdict->findings.empty())
    return wrong("no failed case \"" + command_.shrink_case + "\"", "its report lists the failed cases by their ids");
  const auto wanted = std::ranges::find(plan.cases, command_.shrink_case, &Case::id);
  if (wanted == plan.cases.end())
    return wrong("the suite has no case \"" + command_.shrink_case + "\"", "use the suite of that run");
  std::set<std::string, std::less<>> executed;
  for (const Verdict& one : result->verdicts) {
    if (one.outcome.kind != OutcomeKind::skipped) executed.insert(one.id);
  }
  const Case* last = *wanted;
  std::vector<const Case*> earlier(plan.cases.begin(), wanted);
  std::erase_if(earlier, [&](const Case* one) { return !executed.contains(one->id); });
  plan.cases = earlier;
  plan.cases.push_back(last);
  history_ = std::make_unique<HistoryReduction>(last->id, fingerprint_of(*verdict, verdict->findings.front()),
                                                std::move(earlier));
  return {};
}

std::function<void(const Case&, Verdict&, const CarryOut&)> Exploring::investigate() {
  if (history_) {
    return [this](const Case& test_case, Verdict& verdict, const CarryOut& carry_out) {
      history_->look_into(test_case, verdict, carry_out);
    };
  }
  if (!investigation_) return nullptr;
  return [this](const Case& test_case, Verdict& verdict, const CarryOut& carry_out) {
    investigation_->look_into(test_case, verdict, carry_out);
  };
}

void Exploring::describe(RunResult& result) const {
  if (!investigation_) return;
  result.explored =
      fmt::format("{}xplored {} requests, pairs {} %", command_.only_explore ? "E" : "Ran the cases and e",
                  plan_.requests, plan_.coverage.pairs_percent(table_));
  result.explore_command = fmt::format("conform explore --requests {} --seed {}", command_.explore, seed_);
  std::size_t written = 0;
  for (const auto& [name, count] : plan_.coverage.writings()) written += count;
  const auto [read, unread] = plan_.coverage.reads();
  result.notes.push_back(
      fmt::format("Generated sequences (seed {}): {} requests in {} sequences; {} transitions; {} writes read back at "
                  "once, {} later; "
                  "{} requests written in {} other ways.",
                  seed_, plan_.requests, plan_.cases.size(), plan_.coverage.transitions(), read, unread, written,
                  plan_.coverage.writings().size()));
}

std::string Exploring::discoveries() const {
  if (history_) {
    const std::string& found = history_->conclusion();
    return "\n" + printable(found.empty() ? command_.shrink_case + " did not fail in this run." : found) + "\n";
  }
  if (!investigation_) return {};
  std::string text;
  for (const Discovery& one : investigation_->discoveries()) {
    text += fmt::format("\n{} ({}), found by {}:\n", one.message, one.fingerprint.requirement, one.case_id);
    if (!one.flaky.empty()) {
      text += fmt::format("  flaky: alone the sequence failed {}; it may need what was sent before it\n", one.flaky);
      continue;
    }
    text += fmt::format("  {} of {} steps, after {} tries:\n", one.sequence.at("steps").size(), one.steps_before,
                        one.tries);
    std::string words = in_words(one.sequence);
    for (std::size_t at = 0; at < words.size();) {
      const std::size_t end = words.find('\n', at);
      text += "    " + words.substr(at, end - at) + "\n";
      at = end == std::string::npos ? words.size() : end + 1;
    }
  }
  return printable(text);
}

Result<void> Exploring::write_cases(std::ostream& out) const {
  if (!investigation_ || command_.write_cases.empty()) return {};
  const auto written = write_case_files(command_.write_cases, investigation_->discoveries());
  if (!written) return tl::unexpected{written.error()};
  for (const std::string& path : *written) out << "wrote " << printable_line(path) << '\n';
  if (!written->empty() && !command_.quiet)
    out << "replay: conform run --cases " << printable_line(command_.write_cases) << " 'found/*'\n";
  return {};
}

}  // namespace conform
