#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "run/case/prepare_request.hpp"
#include "suite/writing.hpp"

namespace conform {

/// Writes a request in another way that means the same: its document is spelled, its fields and its body are written
/// as `writing` says. A body that is not a JSON document keeps its bytes.
void write_in(PreparedRequest& prepared, const Writing& writing);

/// A JSON value in one of its spellings (RFC 8259).
[[nodiscard]] std::string spelled(const nlohmann::json& value, Spelling spelling);

/// Ways of writing that a server was seen to refuse, as their standards let it: they are not used again in the run.
/// Thread-safe.
class RefusedWritings {
 public:
  void note(std::string_view name, int status);
  [[nodiscard]] bool contains(std::string_view name) const;
  /// "chunked (411)", in order.
  [[nodiscard]] std::vector<std::string> all() const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> names_;
  std::set<std::string, std::less<>> shown_;
};

}  // namespace conform
