#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "prove/mutation.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What became of one mutation.
enum class MutationFate {
  noticed,      ///< a finding, at must or should level
  undecided,    ///< no finding, but inconclusive cases: the suite does not pass such a server
  unnoticed,    ///< every case that sees such responses passed
  inapplicable  ///< no response had anything to change: not counted
};

struct MutationResult {
  Mutation mutation;
  MutationFate fate = MutationFate::inapplicable;
  std::string requirement;  ///< of the first finding
  std::string seen_by;      ///< id of the first case instance with a finding
  std::string allowed;      ///< why the contract has nothing against it; only for those that were not noticed
  /// Neither noticed nor allowed: a blind spot.
  [[nodiscard]] bool is_blind_spot() const {
    return allowed.empty() && (fate == MutationFate::unnoticed || fate == MutationFate::undecided);
  }
};

/// The responses of one kind that the suite gets from the healthy server, and the cases that get them.
struct Surveyed {
  ResponseShape shape;
  std::vector<const Case*> cases;  ///< in plan order
  /// At most 100 of them, no two with one name: for mutations that are not expected to be noticed.
  [[nodiscard]] std::vector<const Case*> spread() const;
};

/// Runs the whole suite against the healthy server and notes what its responses consist of.
[[nodiscard]] std::map<ResponseKind, Surveyed> survey_responses(const Suite& suite, const std::string& api_version,
                                                                const std::stop_token& stop);

/// A healthy server whose responses can be mutated on their way to the suite. For one thread.
class MutationBench {
 public:
  MutationBench(const Suite& suite, const std::string& api_version);
  ~MutationBench();
  MutationBench(const MutationBench&) = delete;
  MutationBench& operator=(const MutationBench&) = delete;

  /// Runs cases that get responses of the mutated kind until one of them has a finding. Setup and reading back are
  /// mutated as well. Leaves `allowed` empty.
  [[nodiscard]] MutationResult try_out(const Mutation& mutation, std::vector<const Case*> cases,
                                       const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conform
