#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "explore/explore_table.hpp"
#include "http/transport.hpp"
#include "model/exchange.hpp"
#include "prove/prove.hpp"

namespace conform {

/// What one server was asked, and what it responded.
struct RecordedServer {
  std::vector<std::pair<Request, TimedResponse>> exchanges;
  std::string base_url;

  /// True when some response differs from the plain server's in more than times and ids of errors.
  [[nodiscard]] bool differs_from(const RecordedServer& plain) const;
};

/// The fixed recording (prove/fixed_recording.hpp) of a server.
[[nodiscard]] RecordedServer record_fixed(const ServerUnderProof& server);

/// A recording of so many requests of generated sequences (docs/explore.md), of seed 1. Without any when the table has
/// none to draw from.
[[nodiscard]] RecordedServer record_explored(const ServerUnderProof& server, const Suite& suite,
                                             const ExploreTable& table, std::size_t requests,
                                             const std::stop_token& stop);

}  // namespace conform
