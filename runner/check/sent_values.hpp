#pragma once

#include <cstddef>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <unordered_set>

namespace conform {

/// The attribute values that this run has sent. A server that stores what it was given and gives it back does not
/// violate the schema by that: whether it should have refused the value is for the case that sent it. Thread-safe.
class SentValues {
 public:
  /// Notes every attribute, and every member of an attribute that is an object.
  void note(const nlohmann::json& attributes);
  /// True when the value at a pointer below "/data/attributes" was sent for that attribute.
  [[nodiscard]] bool has(std::string_view pointer, const nlohmann::json& value) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_set<std::size_t> hashes_;  ///< of pointer and value: values can be megabytes
};

}  // namespace conform
