#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <utility>

#include "cli/commands.hpp"
#include "prove/audit_proof.hpp"
#include "prove/explore_proof.hpp"
#include "prove/proof_tables.hpp"
#include "prove/prove.hpp"
#include "reports/text.hpp"
#include "reports/write_file.hpp"

namespace conform {
namespace {

/// Says on standard error from time to time how far a proof has come; nothing when every server is printed anyway.
class ProofProgress {
 public:
  ProofProgress(std::string what, bool silent) : what_{std::move(what)}, silent_{silent} {}
  void one_more(const Plan& left = {}) {
    ++done_;
    const auto now = std::chrono::steady_clock::now();
    if (silent_ || now < due_) return;
    due_ = now + pause;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - begun_).count();
    const std::string first =
        left.cases.empty() ? "" : fmt::format("; {} cases, {} first", left.cases.size(), left.cases.front()->id);
    std::cerr << fmt::format("conform: {}: {} done, {} min {} s{}\n", what_, done_, seconds / 60, seconds % 60, first);
  }

 private:
  static constexpr std::chrono::seconds pause{20};
  std::string what_;
  bool silent_;
  std::size_t done_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point due_ = begun_ + pause;
};

void print(const ServerResult& result, bool verbose) {
  if (result.wrong.empty() && !verbose) return;
  std::cout << fmt::format("{:<9} {}: {} failed, {} errored, {}\n", result.wrong.empty() ? "as it is" : result.wrong,
                           result.server.what.name, result.totals.failed, result.totals.errored,
                           duration_text(result.took));
  if (result.wrong.empty()) return;
  if (!result.server.what.description.empty()) std::cout << "    " << result.server.what.description << '\n';
  for (const std::string& message : result.messages) std::cout << "    " << printable_line(message) << '\n';
  std::cout << std::flush;
}

void print(const MutationResult& result, bool verbose) {
  if (result.is_blind_spot()) {
    const bool undecided = result.fate == MutationFate::undecided;
    std::cout << (undecided ? "no finding " : "unnoticed ") << result.mutation.name() << '\n' << std::flush;
  } else if (verbose && result.fate == MutationFate::noticed) {
    std::cout << fmt::format("noticed   {}: {} by {}\n", result.mutation.name(), result.requirement, result.seen_by);
  }
}

Result<void> write(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  const auto file = PendingFile::open(path);
  return file ? file->finish(text) : Result<void>{tl::unexpected{file.error()}};
}

Result<std::string> read_earlier(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{stream}, {}};
  if (stream) return text;
  return refused(Diagnostic::about_file(path, "cannot be read", "see --check"));
}

// Names and globs that select no subject; which mutations there are is only known when responses have been seen.
Diagnostics unknown_names(const ProofOptions& options) {
  Diagnostics diagnostics;
  if (!options.servers) return diagnostics;
  for (const std::string& name : options.names) {
    ProofOptions alone = options;
    alone.names = {name};
    if (!servers_of(alone).empty()) continue;
    diagnostics.push_back(Diagnostic::about_flag("no fault and no variant is called \"" + name + "\"",
                                                 "\"conform list faults\" and \"conform list variants\" show them"));
  }
  return diagnostics;
}

bool has_drifted(const Proof& proof, const std::string& markdown, const std::string& kept, const std::string& path) {
  const std::vector<std::string> drifted = proof_drift(proof, markdown, kept);
  constexpr std::size_t shown = 10;
  for (std::size_t i = 0; i < drifted.size() && i < shown; ++i)
    std::cout << "not in " << path << ": " << printable_line(drifted[i]) << '\n';
  if (drifted.size() > shown) std::cout << "and " << drifted.size() - shown << " lines more\n";
  if (!drifted.empty()) std::cout << path << " has drifted: ./dev prove --markdown " << path << '\n';
  return !drifted.empty();
}

ExitCode prove_smoke_cases(const Suite& suite, const ProofOptions& options, const ProveCommand& command,
                           const std::stop_token& stop) {
  ProofProgress progress{"proving the smoke run", false};
  const SmokeProof proof = prove_smoke(suite, options, stop, [&] { progress.one_more(); });
  if (stop.stop_requested()) return ExitCode::interrupted;
  if (command.verbose) {
    for (const std::string& name : proof.missed) std::cout << "not found " << name << '\n';
  }
  std::cout << fmt::format("{} of --smoke find {} of {} must-level faults ({} %)\n",
                           counted(proof.cases, "case", "cases"), proof.found(), proof.faults,
                           proof.faults == 0 ? 0 : proof.found() * 100 / proof.faults);
  return proof.holds() ? ExitCode::good : ExitCode::violated;
}

void summarise(const Proof& proof) {
  std::size_t wrong = 0;
  for (const ServerResult& result : proof.results) wrong += result.wrong.empty() ? 0U : 1U;
  std::size_t blind = 0;
  for (const MutationResult& result : proof.mutations) blind += result.is_blind_spot() ? 1U : 0U;
  for (const std::string& reason : proof.unused_reasons) std::cout << "unused reason: " << reason << '\n';
  if (!proof.results.empty())
    std::cout << fmt::format("{} servers, {} with unexpected results; {} of {} cases proven\n", proof.results.size(),
                             wrong, proof.proven_cases.size(), proof.cases.size());
  if (!proof.mutations.empty())
    std::cout << fmt::format("{} mutations, {} blind spots\n", proof.mutations.size(), blind);
  std::cout << duration_text(proof.took) << '\n';
}

// ---- generated sequences instead of the cases

void print(const Explored& explored, bool verbose) {
  const bool is_fault = explored.server.kind == ServerKind::fault;
  const bool is_wrong =
      explored.found != is_fault || (!is_fault && explored.errored > 0 && !lags(explored.server.what.name));
  if (!is_wrong && !verbose) return;
  const std::string_view word = !is_wrong ? (is_fault ? "found" : "clean") : is_fault ? "missed" : "false alarm";
  std::cout << fmt::format("{:<11} {} (seed {}): {} sequences{}\n", word, explored.server.what.name, explored.seed,
                           explored.sequences,
                           explored.steps > 0 ? fmt::format(", {} steps at least", explored.steps) : std::string{});
  for (const std::string& message : explored.messages) std::cout << "    " << printable_line(message) << '\n';
  std::cout << std::flush;
}

// How many faults of each area were found, and how many other servers were blamed.
bool summarise(const std::vector<Explored>& all, std::size_t requests) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> areas;
  std::size_t others = 0;
  std::size_t blamed = 0;
  for (const Explored& one : all) {
    if (one.server.kind != ServerKind::fault) {
      ++others;
      blamed += one.found ? 1U : 0U;
      continue;
    }
    const std::string area =
        one.server.what.by_sequences ? "sequences" : fmt::format("area {:2}", one.server.what.area);
    ++areas[area].second;
    areas[area].first += one.found ? 1U : 0U;
  }
  for (const auto& [area, share] : areas)
    std::cout << fmt::format("{:<10} {} of {} found ({} %)\n", area, share.first, share.second,
                             share.first * 100 / share.second);
  std::cout << fmt::format("{} false alarms in {} explorations of {} requests of servers without a fault\n", blamed,
                           others, requests);
  return blamed == 0;
}

ExitCode explore_proof_command(const ProveCommand& command, const Suite& suite, const std::stop_token& stop) {
  const ExploreProofOptions options{.names = command.names,
                                    .requests = command.explore,
                                    .seeds = command.seeds.empty() ? std::vector<std::uint64_t>{1} : command.seeds,
                                    .api_version = command.api_version,
                                    .jobs = command.jobs,
                                    .suite_version = CONFORM_VERSION,
                                    .write_cases = command.write_cases};
  const auto all = prove_exploration(suite, options, stop, [&](const Explored& one) { print(one, command.verbose); });
  if (!all) return print_diagnostics(all.error());
  if (stop.stop_requested()) return ExitCode::interrupted;
  return summarise(*all, options.requests) ? ExitCode::good : ExitCode::violated;
}

// The proof of conform audit: which faults show in a recording, and that nothing else does.
ExitCode prove_audits(const ProveCommand& command, const Suite& suite, const ProofOptions& options,
                      const std::stop_token& stop) {
  ProofProgress progress{fmt::format("auditing {} servers", servers_of(options).size()), command.verbose};
  const auto proof = prove_audit(suite, options, command.explore, stop, [&](const AuditedServer& server) {
    progress.one_more();
    if (!command.verbose) return;
    std::cout << fmt::format("{} (area {}, {}{})\n", server.server.what.name, server.server.what.area,
                             server.server.what.level, server.shows ? "" : ", changes no response");
    for (const std::string& message : server.messages) std::cout << "  " << printable(message) << '\n' << std::flush;
  });
  if (stop.stop_requested()) return ExitCode::interrupted;
  if (!proof) return print_diagnostics(proof.error());
  std::cout << audit_proof_text(*proof) << duration_text(proof->took) << '\n';
  return holds(*proof) ? ExitCode::good : ExitCode::violated;
}

}  // namespace

ExitCode prove_command(const ProveCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  if (command.explore > 0 && !command.audit) return explore_proof_command(command, *suite, stop);
  const auto kept = command.check.empty() ? Result<std::string>{std::string{}} : read_earlier(command.check);
  if (!kept) return print_diagnostics(kept.error());
  const ProofOptions options{.names = command.names,
                             .every_case = command.every_case,
                             .servers = !command.mutations,
                             .mutations = command.mutations || command.names.empty(),
                             .api_version = command.api_version,
                             .jobs = command.jobs,
                             .suite_version = CONFORM_VERSION};
  if (const Diagnostics diagnostics = unknown_names(options); !diagnostics.empty())
    return print_diagnostics(diagnostics);
  if (command.smoke) return prove_smoke_cases(*suite, options, command, stop);
  if (command.audit) return prove_audits(command, *suite, options, stop);
  ProofProgress servers{fmt::format("proving with {} servers", servers_of(options).size()), command.verbose};
  ProofProgress mutations{"mutations", command.verbose};
  ProofProgress left_over{"never failed under any fault", command.verbose};
  const Proof proof = prove(*suite, options, stop,
                            {.server =
                                 [&](const ServerResult& result) {
                                   print(result, command.verbose);
                                   servers.one_more();
                                 },
                             .mutation =
                                 [&](const MutationResult& result) {
                                   print(result, command.verbose);
                                   mutations.one_more();
                                 },
                             .left = [&](const Plan& left) { left_over.one_more(left); }});
  if (stop.stop_requested()) return ExitCode::interrupted;
  summarise(proof);
  const std::string markdown = proof_markdown(proof, *suite);
  for (const auto& [path, text] : {std::pair{command.markdown, markdown}, std::pair{command.json, proof_json(proof)}}) {
    const auto written = write(path, text);
    if (!written) return print_diagnostics(written.error());
  }
  const bool drifted = !command.check.empty() && has_drifted(proof, markdown, *kept, command.check);
  return proof.holds() && !drifted ? ExitCode::good : ExitCode::violated;
}

}  // namespace conform
