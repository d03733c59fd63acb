#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "check/mismatch.hpp"
#include "check/record.hpp"
#include "suite/case.hpp"

namespace conform {

/// What an operation did to a record, or to /attributes: what was there before, what was asked, what was returned, and
/// what a later read shows.
struct Change {
  std::string operation;
  Effect effect = Effect::none;
  int status = 0;
  bool on_custom_attributes = false;  ///< /attributes instead of a User's attributes
  const nlohmann::json& before;
  const nlohmann::json& sent;
  const nlohmann::json* response = nullptr;  ///< attributes of the response; null: it has none
  const nlohmann::json* later = nullptr;     ///< attributes of the later read; null: not read
  const RecordShape& shape;
  std::optional<std::string> address_pin = std::nullopt;
};

/// A check's result, and how a partial address was read ("merge", "replace"), if that showed.
struct EffectResult : CheckResult {
  std::string address_interpretation;
};

/// Compares the response and the later read with what the oracle says; a mismatch for each difference says whether the
/// response, the later read or both show it.
[[nodiscard]] EffectResult check_effect(const Change& change);

/// What of a User document must stay whatever is written: its type, and its id, which as a UUID has no letter case.
[[nodiscard]] nlohmann::json identity_of(const nlohmann::json& document);

/// A mismatch for each part of the identity that an operation has changed.
[[nodiscard]] Mismatches check_identity(const std::string& operation, Effect effect, const nlohmann::json& before,
                                        const nlohmann::json& after);

}  // namespace conform
