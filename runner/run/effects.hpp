#pragma once

#include <string>

#include "run/response_check.hpp"

namespace conform {

/// Why a write to /attributes is not judged once a read has shown another user's.
inline constexpr std::string_view after_a_leak =
    "getUserAttributes has shown a user what another one was given, so the effect of a write cannot be determined";

/// The record that a request is about.
struct Affected {
  const User* reader = nullptr;  ///< who can read it; null: no user here can, or there is nothing
  std::string id;                ///< of the record; empty for /attributes
  bool on_custom_attributes = false;
};

/// Whose record, or whose /attributes, a request is about.
[[nodiscard]] Affected affected_by(CaseState& c, const PreparedRequest& prepared, const Send& send);

/// Reads it, unless it is known. /attributes of a special actor that cannot be read are let be: they have no reader
/// then.
[[nodiscard]] Stop ensure_affected_read(CaseState& c, Affected& affected);

/// Compares what became of the record with what the expectation says, reading it back.
[[nodiscard]] Stop effect(CaseState& c, const Expect& expect, const Alternative* alternative,
                          const PreparedRequest& prepared, const Affected& affected, const CheckedResponse& response,
                          Level max_level);

/// Where keys of /attributes may be the same thing as attributes of the record (docs/open-readings.md), writing the one
/// leaves it unknown what the other is: to be called when a record was written, and when /attributes were.
void invalidate_shared_keys(CaseState& c, const User& user);
void invalidate_shared_attributes(CaseState& c, const User& user, const nlohmann::json& sent);

}  // namespace conform
