#pragma once

#include <string>

#include "run/answer_check.hpp"

namespace conform {

/// Why a write to /attributes is not judged once a read has shown another user's.
inline constexpr std::string_view after_a_leak =
    "getUserAttributes has shown a user what another one was given, so the effect of a write cannot be determined";

/// The record that a request is about.
struct Affected {
  const Party* reader = nullptr;  ///< who can read it; null: no user here can, or there is nothing
  std::string id;                 ///< of the record; empty for /attributes
  bool attributes = false;
};

/// Whose record, or whose /attributes, a request is about.
[[nodiscard]] Affected affected_by(CaseState& c, const Composed& composed, const Send& send);

/// Reads it, unless it is known. /attributes of a special actor that cannot be read are let be: they have no reader
/// then.
[[nodiscard]] Stop know_affected(CaseState& c, Affected& affected);

/// Compares what became of the record with what the expectation says, reading it back.
[[nodiscard]] Stop effect(CaseState& c, const Expect& expect, const Reading* reading, const Composed& composed,
                          const Affected& affected, const Answered& answered, Level cap);

/// Where keys of /attributes may be the same thing as attributes of the record (docs/open-readings.md), writing the one
/// leaves it unknown what the other is: to be called when a record was written, and when /attributes were.
void forget_shared_keys(CaseState& c, const Party& party);
void forget_shared_attributes(CaseState& c, const Party& party, const nlohmann::json& sent);

}  // namespace conform
