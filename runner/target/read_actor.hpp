#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "target/members.hpp"
#include "target/target.hpp"

namespace conform {

/// A member that holds a UUID.
[[nodiscard]] std::optional<TextValue> read_uuid(Members& members, std::string_view name, Members::Need need);

/// Reads one actor of a target file. `plain_http`: tokens go to the target unencrypted anyway, so that the provider may
/// be reached also.
[[nodiscard]] std::optional<Actor> read_actor(ReadingFile& file, const nlohmann::json& value, const std::string& name,
                                              bool plain_http, std::vector<std::string>& warnings);

}  // namespace conform
