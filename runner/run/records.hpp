#pragma once

#include <string>
#include <tl/expected.hpp>

#include "run/conversation.hpp"

namespace conform {

/// Who can read the record of that id, or null.
[[nodiscard]] const User* reader_of(CaseState& c, const std::string& id);

/// The attributes of a record, read now; `exchange` is where that stands. The outcome: it cannot be read.
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_record(CaseState& c, const std::string& id, const User& reader,
                                                                const std::string& purpose,
                                                                std::size_t* exchange = nullptr);

/// The same for /attributes of their owner.
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_custom_attributes(CaseState& c, const User& owner,
                                                                           const std::string& purpose,
                                                                           std::size_t* exchange = nullptr);

/// The same after a write, repeated for as long as the target's reads may lag behind it and `agrees` says no.
template <class Agrees>
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_record_until(CaseState& c, const std::string& id,
                                                                      const User& reader, const std::string& purpose,
                                                                      std::size_t* exchange, const Agrees& agrees) {
  return read_until(
      c.setting.consistency, c.client, id, [&] { return read_record(c, id, reader, purpose, exchange); }, agrees,
      c.lag);
}
template <class Agrees>
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_custom_attributes_until(CaseState& c, const User& owner,
                                                                                 const std::string& purpose,
                                                                                 std::size_t* exchange,
                                                                                 const Agrees& agrees) {
  return read_until(
      c.setting.consistency, c.client, owner.actor, [&] { return read_custom_attributes(c, owner, purpose, exchange); },
      agrees, c.lag);
}

/// Waits until reads of a record (by id) or of /attributes (by actor) must show what was written there last.
void wait_until_consistent(CaseState& c, const std::string& what);

/// Makes sure that the state holds a record; reads it when it does not.
[[nodiscard]] Stop ensure_read(CaseState& c, const std::string& id, const User& reader);

/// The same for /attributes.
[[nodiscard]] Stop ensure_custom_attributes_read(CaseState& c, const User& owner);

/// Composes a request; reads the record that it addresses first where what the target protects must go along.
[[nodiscard]] tl::expected<PreparedRequest, Outcome> prepare_for(CaseState& c, const Send& send);

/// Lets `${before(…)}` and `${differentFrom(…)}` see the user's record as it is known.
void point_before(CaseState& c);

}  // namespace conform
