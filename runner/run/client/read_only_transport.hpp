#pragma once

#include <memory>

#include "http/transport.hpp"

namespace conform {

/// Passes GET requests on and refuses every other one, unsent, as TransportErrorKind::unsendable.
[[nodiscard]] std::unique_ptr<Transport> make_read_only(std::unique_ptr<Transport> transport);

}  // namespace conform
