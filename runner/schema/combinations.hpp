#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "schema/node.hpp"

namespace conform {

/// Whether the value that is judged fulfils one of the schemas that are combined.
using Fulfils = std::function<bool(const Node&)>;

/// The combinations of linked schemas, which valijson decides. Thread-safe for reading.
class CombinedSchemas {
 public:
  /// The nodes must outlive it.
  explicit CombinedSchemas(const std::vector<std::unique_ptr<Node>>& nodes);
  ~CombinedSchemas();
  CombinedSchemas(CombinedSchemas&&) noexcept;
  CombinedSchemas& operator=(CombinedSchemas&&) noexcept;

  /// True when a combination that the node has holds for the value. Asks `fulfils` as often as valijson needs to know.
  [[nodiscard]] bool hold(const Node& node, Combination which, const nlohmann::json& value,
                          const Fulfils& fulfils) const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace conform
