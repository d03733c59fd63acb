#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "run/case/case_state.hpp"
#include "run/case/response_check.hpp"

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

/// When a record is read back after a request that may have changed it.
enum class ReadBack {
  at_once,
  when_hidden,  ///< only where the response does not show the record as it must be
  when_last,    ///< the same, and not after a refusal either: the same request follows, and then it is read
};

/// Compares what became of the record with what the expectation says, reading it back.
[[nodiscard]] Stop effect(CaseState& c, const Expect& expect, const Alternative* alternative,
                          const PreparedRequest& prepared, const Affected& affected, const CheckedExchange& response,
                          Level max_level, ReadBack read_back = ReadBack::at_once);

/// Notes that this server's responses and reads differ, if a response and the read after it do in any attribute.
void compare_response_with_read(CaseState& c, const nlohmann::json* shown, const nlohmann::json& read);

/// Where keys of /attributes may be the same thing as attributes of the record (docs/open-readings.md), writing the one
/// leaves it unknown what the other is: to be called when a record was written, and when /attributes were.
/// `before`: the record before it was written, where that is known.
void invalidate_shared_keys(CaseState& c, const User& user, const nlohmann::json* before = nullptr);
void invalidate_shared_attributes(CaseState& c, const User& user, const nlohmann::json& sent);

/// A record or /attributes that a request must leave alone, as they were before it.
struct UnrelatedResource {
  const User* owner = nullptr;
  bool on_custom_attributes = false;
  nlohmann::json before;
  std::string_view rule;   ///< "effect.others" or "effect.rest"
  std::string_view whose;  ///< ends the message: "of another user"
};

/// What a request of an operation by `sender` must leave alone, as far as the expectation says so and the target lets
/// it be read: the second user's record and /attributes, of the same user's what the operation does not write, and the
/// record of the special actor that sends. Reads it, unless it is known. A sender without a readable record has none to
/// leave alone.
[[nodiscard]] tl::expected<std::vector<UnrelatedResource>, Outcome> unrelated_resources(CaseState& c,
                                                                                        const Expect& expect,
                                                                                        const Operation& operation,
                                                                                        const std::string& sender);

/// What a read shows, without what it owes to one store: keys of /attributes that are named like attributes of a User
/// may be those attributes. Then a value that `operation` wrote to the one (`sent`) shows in the other, which is an
/// observation and no trace of anything else. `on_custom_attributes` says of which `before` and `now` are.
[[nodiscard]] nlohmann::json without_shared(CaseState& c, const User& owner, bool on_custom_attributes,
                                            const nlohmann::json& before, const Operation& operation,
                                            const nlohmann::json& sent, nlohmann::json now);

/// Reads them again; a difference is a finding against `operation`, which was given the attributes `sent`.
[[nodiscard]] Stop check_unrelated_resources(CaseState& c, const std::vector<UnrelatedResource>& unrelated_resources,
                                             const Operation& operation, const nlohmann::json& sent, Level max_level);

}  // namespace conform
