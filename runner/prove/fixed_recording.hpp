#pragma once

#include <string>
#include <vector>

#include "model/exchange.hpp"
#include "reference/server.hpp"

namespace conform {

/// One request of a recording, and whose it is.
struct RecordedRequest {
  std::string actor;  ///< "user-1"; empty: no token
  Request request;
};

/// The requests that `conform prove --audit` records: 96 as an app sends them (three users; reads, setUser whole and in
/// part, updateUser of each attribute, a partial address, /attributes) and among them 60 that a server refuses (no
/// token, an expired one, another user's record, an unknown id, 422, 406, 415, broken JSON). The same each time.
[[nodiscard]] std::vector<RecordedRequest> fixed_recording(const std::vector<reference::Account>& accounts);

}  // namespace conform
