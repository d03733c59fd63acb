#include "reference/memory_connection.hpp"

#include <algorithm>

namespace conform::reference {

bool MemoryConnection::wait_readable(std::chrono::milliseconds /*time*/) { return !request_.empty(); }

ssize_t MemoryConnection::read(char* to, std::size_t size) {
  if (request_.empty()) {
    // The client waits for a response, the server for the rest of the request: the client gives up first.
    waited_ = patience_;
    return -1;
  }
  const std::size_t count = request_.copy(to, size);
  request_.remove_prefix(count);
  return static_cast<ssize_t>(count);
}

bool MemoryConnection::write(std::string_view bytes) {
  if (out_of_patience() || was_reset_ || written_.size() >= most_) return false;
  written_ += bytes;
  return true;
}

bool MemoryConnection::pause(std::chrono::milliseconds time) {
  if (written_.size() >= most_) return false;
  waited_ = std::min(patience_, waited_ + time);
  return !out_of_patience();
}

}  // namespace conform::reference
