#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "schema/node.hpp"
#include "schema/schema_files.hpp"

namespace conform {

/// All schemas of a set of files, with their references resolved. Keeps the documents that its nodes point into.
struct LinkedSchemas {
  std::vector<std::shared_ptr<const nlohmann::json>> documents;
  std::vector<std::unique_ptr<Node>> nodes;                 ///< nodes[i]->id == i
  std::map<std::string, const Node*, std::less<>> by_name;  ///< "file" and "file#/pointer"
};

/// Resolves every reference within and between the files and builds the nodes. Problems: those of loading, references
/// to nothing, to what is not a schema or in a circle, and schemas that apply themselves to the same value.
[[nodiscard]] Result<LinkedSchemas> link_schemas(LoadedFiles loaded);

}  // namespace conform
