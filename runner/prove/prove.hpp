#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "model/run_record.hpp"
#include "reference/catalogue.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What a subject of the proof is: the plain reference server, one of its honest variants, or one fault.
enum class SubjectKind { healthy, variant, fault };

struct Subject {
  SubjectKind kind = SubjectKind::healthy;
  reference::Switch what;  ///< for healthy: only the name
  std::string api_version;
};

/// What the suite said of a subject.
struct SubjectResult {
  Subject subject;
  Totals totals;
  Conclusion conclusion = Conclusion::inconclusive;
  std::map<std::string, std::vector<std::string>> found;  ///< requirement → case instances with a finding that counts
  std::vector<std::string> complaints;                    ///< first messages of findings and errors
  std::chrono::microseconds took{};
  std::string wrong;  ///< why the proof fails here: "survived", "false alarm" …; empty: as it should be
};

struct Proof {
  std::vector<SubjectResult> results;  ///< healthy, variants, faults, in catalogue order
  std::set<std::string> cases;         ///< names (without matrix) of all cases of the suite
  std::set<std::string> proven_cases;  ///< that some fault makes fail
  std::set<std::string> proven_requirements;
  std::chrono::microseconds took{};
  [[nodiscard]] bool holds() const;
};

/// Which subjects: names or globs; empty: all of the catalogue.
struct ProofOptions {
  std::vector<std::string> subjects;
  std::string api_version = "2024-3";
  unsigned jobs = 2;
  std::string suite_version;
};

/// Runs the whole suite against each subject, an embedded reference server each, several subjects at the same time.
[[nodiscard]] Proof prove(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                          const std::function<void(const SubjectResult&)>& on_result);

/// The subjects that some names or globs select.
[[nodiscard]] std::vector<Subject> subjects_of(const ProofOptions& options);

/// What is to be said of one record of a subject: the judgement alone, tested without servers.
[[nodiscard]] SubjectResult judge_subject(const Subject& subject, const RunRecord& record, const Suite& suite);

/// The matrix fault × requirement, what is unproven, and the figures, as Markdown (docs/proof.md) and as JSON.
[[nodiscard]] std::string proof_markdown(const Proof& proof, const Suite& suite);
[[nodiscard]] std::string proof_json(const Proof& proof);

}  // namespace conform
