#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace conform {

/// Where a `$ref` leads: a file below the root of the schemas, and a place in it.
struct Reference {
  std::string file;     ///< normalised path relative to the root
  std::string pointer;  ///< RFC 6901
  friend bool operator==(const Reference&, const Reference&) = default;
};

/// Resolves the text of a `$ref` (RFC 3986 relative path and fragment, percent-decoded) in a file below the root. The
/// error says in words why it leads nowhere: another scheme, out of the root, no JSON Pointer.
[[nodiscard]] tl::expected<Reference, std::string> resolve_reference(std::string_view text, std::string_view from_file);

/// "file" for a whole file, else "file#/pointer": the name of a schema in a set.
[[nodiscard]] std::string schema_name(std::string_view file, std::string_view pointer);

/// A path relative to the root, normalised; the error says why it is none: absolute, out of the root, unusual
/// characters.
[[nodiscard]] tl::expected<std::string, std::string> path_below_root(std::string_view path);

}  // namespace conform
