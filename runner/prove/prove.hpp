#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "model/run_result.hpp"
#include "plan/plan.hpp"
#include "prove/mutation_proof.hpp"
#include "reference/catalogue.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What a subject of the proof is: the plain reference server, one of its conforming variants, or one fault.
enum class ServerKind { healthy, variant, fault };

struct ServerUnderProof {
  ServerKind kind = ServerKind::healthy;
  reference::FaultInfo what;  ///< for healthy: only the name
  std::string api_version;

  /// A fault that responds to every request in one way: what passes against it was not checked.
  [[nodiscard]] bool is_null_server() const { return what.name.starts_with("null-"); }
};

/// What the suite said of a subject.
struct ServerResult {
  ServerUnderProof server;
  Totals totals;                                          ///< of the cases that it got
  std::map<std::string, std::vector<std::string>> found;  ///< requirement → case instances with a finding that counts
  std::set<std::string> cited;            ///< requirements that the cases with these findings are there for
  std::set<std::string> proven;           ///< cases with a finding for a requirement that they name
  std::set<std::string> should_found;     ///< requirements with a should-level finding
  std::vector<std::string> passed_clean;  ///< null servers: cases that passed without any finding
  std::vector<std::string> messages;      ///< first messages of findings and errors
  std::chrono::microseconds took{};
  std::string wrong;  ///< why the proof fails here: "survived", "false alarm" …; empty: as it should be
};

struct Proof {
  std::vector<ServerResult> results;      ///< healthy, variants, faults, in catalogue order
  std::vector<MutationResult> mutations;  ///< by kind of response; without those that are inapplicable
  std::set<std::string> unused_reasons;   ///< reasons of the tables that nothing needed: only of a whole proof
  std::set<std::string> cases;            ///< names (without matrix) of all cases of the suite
  std::set<std::string> proven_cases;     ///< that some fault makes fail, through a requirement that they name
  std::set<std::string> proven_requirements;
  bool whole = false;  ///< every subject and every mutation
  std::chrono::microseconds took{};
  [[nodiscard]] bool holds() const;
};

/// Which subjects and mutations.
struct ProofOptions {
  std::vector<std::string> names;  ///< names or globs; empty: all
  bool every_case = false;         ///< faults get all cases, also after they were found
  bool servers = true;             ///< faults and variants; and …
  bool mutations = true;           ///< … mutations, whose names are like "getUser 200 /data/id: dropped"
  std::string api_version = "2024-3";
  unsigned jobs = 2;
  std::string suite_version;
};

/// Called with what is finished; one at a time, from any worker.
struct ProofListener {
  std::function<void(const ServerResult&)> server;
  std::function<void(const MutationResult&)> mutation;
  std::function<void(const Plan&)> left;  ///< cases that no fault made fail so far, before one fault more meets them
};

/// Runs the suite against each subject, an embedded reference server each: the whole of it, or until a fault is found
/// by what it breaks (rounds.hpp); what no fault made fail so far against further faults; the cases concerned against
/// each mutation. Several concurrently.
[[nodiscard]] Proof prove(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                          const ProofListener& listener);

/// How many must-level faults the cases of `run --smoke` find, each fault alone.
struct SmokeProof {
  std::size_t cases = 0;
  std::size_t faults = 0;
  std::vector<std::string> missed;  ///< names of faults, in catalogue order
  [[nodiscard]] std::size_t found() const { return faults - missed.size(); }
  /// At least this part of all must-level faults must be found.
  static constexpr std::size_t least_percent = 60;
  [[nodiscard]] bool holds() const { return faults > 0 && found() * 100 >= faults * least_percent; }
};

/// Runs the smoke cases against every must-level fault that `options` select. `on_fault` is called after each, one at a
/// time.
[[nodiscard]] SmokeProof prove_smoke(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                                     const std::function<void()>& on_fault);

/// The subjects that some names or globs select.
[[nodiscard]] std::vector<ServerUnderProof> servers_of(const ProofOptions& options);

/// What is to be said of one record of a subject: the judgement alone, tested without servers.
[[nodiscard]] ServerResult judge_server(const ServerUnderProof& server, const RunResult& result, const Suite& suite);

/// The name of a case without its matrix.
[[nodiscard]] std::string case_name(const std::string& id);

/// Requirements that can be violated and that no fault of the proof violates.
[[nodiscard]] std::vector<std::string> unproven_requirements(const Proof& proof, const Suite& suite);
/// Cases that no fault of the proof makes fail through a requirement that they name.
[[nodiscard]] std::vector<std::string> unproven_cases(const Proof& proof);

/// Figures, faults and the requirements and cases that found them, mutations, what is unproven: docs/proof.md. The same
/// bytes for the same proof, whenever and wherever.
[[nodiscard]] std::string proof_markdown(const Proof& proof, const Suite& suite);
/// Lines of `generated` that a kept document does not have: of a whole proof any, of a part those of its subjects.
[[nodiscard]] std::vector<std::string> proof_drift(const Proof& proof, const std::string& generated,
                                                   const std::string& kept);
/// The same with every case of every fault, and with times.
[[nodiscard]] std::string proof_json(const Proof& proof);

}  // namespace conform
