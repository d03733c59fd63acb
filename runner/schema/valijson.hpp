#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "schema/node.hpp"

namespace conform {

/// Linked schemas as valijson runs them: the verdict, fast and without words. Thread-safe for reading.
class ValijsonSchemas {
 public:
  /// The nodes must outlive it.
  explicit ValijsonSchemas(const std::vector<std::unique_ptr<Node>>& nodes);
  ~ValijsonSchemas();
  ValijsonSchemas(ValijsonSchemas&&) noexcept;
  ValijsonSchemas& operator=(ValijsonSchemas&&) noexcept;

  /// True when the document fulfils the schema, which must be one of the nodes.
  [[nodiscard]] bool accepts(const Node& schema, const nlohmann::json& document) const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace conform
