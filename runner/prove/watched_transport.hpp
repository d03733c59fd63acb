#pragma once

#include <functional>
#include <memory>

#include "http/transport.hpp"

namespace conform {

/// Sees every request with its response before the runner does, and may change the response. Called by the thread that
/// the transport belongs to.
using Watch = std::function<void(const Request&, ResponseOrError&)>;

/// A transport that shows what passes through another one to a watch.
[[nodiscard]] std::unique_ptr<Transport> make_watched_transport(std::unique_ptr<Transport> inner, Watch watch);

}  // namespace conform
