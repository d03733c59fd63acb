#pragma once

#include <set>
#include <string>
#include <string_view>

#include "prove/mutation_proof.hpp"

// What the proof must know besides the catalogue of the reference server: violations that a variant is there to show,
// and why some things are not proven. Tables; an entry that nothing needs any more fails the proof.

namespace conform {

/// The requirements that the suite must find violated by a variant, exactly these.
struct ExpectedViolations {
  std::set<std::string> must;
  std::set<std::string> should;
};
/// Null: none at must level; should-level findings of variants are their right.
[[nodiscard]] const ExpectedViolations* expected_violations_of(std::string_view variant);

/// True for a variant whose writes must be conditional: its target says so.
[[nodiscard]] bool is_conditional(std::string_view variant);

/// True for a variant whose reads lag behind its writes: its cases are errored, and its waits take real time.
[[nodiscard]] bool lags(std::string_view variant);

/// True for a fault that refuses every request in one way. The preflight ends such a run: no case is judged.
[[nodiscard]] bool refuses_everything(std::string_view fault);

/// Why the contract has nothing against a mutation that no check notices; empty: it has, or the reason is unknown.
[[nodiscard]] std::string_view reason_to_allow(const Mutation& mutation);
/// Why a case cannot be made to fail by a fault, or a requirement not be violated; empty: unknown.
[[nodiscard]] std::string_view reason_for_unproven_case(std::string_view name);
[[nodiscard]] std::string_view reason_for_unproven_requirement(std::string_view id);

/// All reasons of these tables.
[[nodiscard]] std::set<std::string> all_reasons();

}  // namespace conform
