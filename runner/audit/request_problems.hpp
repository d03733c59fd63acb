#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "audit/recorded_exchange.hpp"
#include "suite/case.hpp"
#include "suite/contract.hpp"

namespace conform {

/// Something about a request for which a server may, or must, refuse it.
struct RequestProblem {
  std::string requirement;     ///< that says so
  StatusSet refusals;          ///< statuses that are right for it
  bool may_be_served = false;  ///< the documents leave it open, or say should
  bool open = false;           ///< the requirement observes only: a success is the matter of the operation's statuses
  std::string about;           ///< what is wrong, in a few words; empty: nothing that a client must know
};

/// A recorded request as the contract sees it.
struct RequestView {
  std::vector<RequestProblem> problems;
  bool doubtful = false;  ///< cannot be judged: its body was not recorded, or readers differ about it
  bool has_document = false;
  bool plain = false;         ///< every value is one that no server has a reason to refuse
  bool may_conflict = false;  ///< has values that a service may let one user alone have
  nlohmann::json document;
  nlohmann::json attributes;  ///< that a write asks for; an empty object where it asks for none

  /// Nothing is wrong with it, and nothing about it is open.
  [[nodiscard]] bool clean() const { return problems.empty() && !doubtful; }
  /// Every status that some problem makes right.
  [[nodiscard]] StatusSet refusals() const;
  /// True when a server must not serve it.
  [[nodiscard]] bool must_be_refused() const;
};

/// What is wrong with a request, as far as it shows in the request itself: media types, the document, the id in the
/// path. Contract areas 7 and 9 to 12, as the cases of the suite have them; who sends it is the judge's matter.
[[nodiscard]] RequestView view_of(const Operation& operation, const RecordedExchange& exchange,
                                  std::string_view user_id);

/// What a value of Accept asks for.
enum class AcceptKind { absent, exact, served, open, refused, refused_should };
[[nodiscard]] AcceptKind accept_kind(const Headers& headers);

}  // namespace conform
