#pragma once

#include <chrono>
#include <string>

#include "reference/http_message.hpp"
#include "reference/service.hpp"

namespace conform::reference {

/// One request as a line of JSON: time, id, method, path without query, operation, status, bytes, duration, user.
/// Nothing of it is secret: no field values, no bodies.
[[nodiscard]] std::string access_log_line(const HttpRequest& request, const Reply& reply,
                                          std::chrono::system_clock::time_point started_at,
                                          std::chrono::microseconds took);

}  // namespace conform::reference
