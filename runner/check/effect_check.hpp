#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "check/findings.hpp"
#include "check/record.hpp"
#include "suite/case.hpp"

namespace conform {

/// What an operation did to a record: the record before, what was asked, what was returned, and what a later read
/// shows.
struct EffectQuestion {
  std::string operation;
  Effect effect = Effect::none;
  int status = 0;
  bool on_custom_attributes = false;  ///< /attributes instead of a User's attributes
  const nlohmann::json& before;
  const nlohmann::json& sent;
  const nlohmann::json* response = nullptr;  ///< attributes of the response; null: it has none
  const nlohmann::json* later = nullptr;     ///< attributes of the later read; null: not read
  const RecordShape& shape;
  std::optional<std::string> address_pin;
  Level max_level = Level::must;
  std::size_t exchange = 0;       ///< of the request
  std::size_t read_exchange = 0;  ///< of the later read
};

/// Compares the response and the later read with what the oracle says; adds a finding for each difference and says
/// whether the response, the later read or both show it. Returns how a partial address was read ("merge", "replace"),
/// if that showed.
std::string check_effect(const EffectQuestion& question, Findings& findings);

/// What of a User document must stay whatever is written: its type, and its id, which as a UUID has no letter case.
[[nodiscard]] nlohmann::json identity_of(const nlohmann::json& document);

/// Adds a finding for each part of the identity that an operation has changed.
void check_identity(const std::string& operation, Effect effect, const nlohmann::json& before,
                    const nlohmann::json& after, std::size_t exchange, Level max_level, Findings& findings);

}  // namespace conform
