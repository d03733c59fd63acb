#pragma once

#include <cstddef>
#include <string_view>

namespace conform::reference {

/// True when a request can be read without waiting for more of it to come: head and body are there, or the end of the
/// head is there and what follows cannot be awaited (chunks, a client that waits for 100 Continue), or there are `most`
/// bytes already, all that can be looked at.
[[nodiscard]] bool is_worth_reading(std::string_view bytes, std::size_t most);

}  // namespace conform::reference
