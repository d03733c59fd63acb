#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace conform {

/// Where a `$ref` leads, or what an `$id` names.
struct Reference {
  /// Of a schema document or a part with an `$id`: absolute, or the normalised path of a file relative to the root.
  std::string uri;
  std::string fragment;  ///< RFC 6901 pointer, or the name that an `$id` gave; empty for the whole
  friend bool operator==(const Reference&, const Reference&) = default;
};

/// Resolves a URI reference against the URI of what it stands in (RFC 3986, section 5.2), percent-decoded but for
/// absolute URIs. The error says in words why it leads nowhere: bad encoding, no JSON Pointer, a host without a scheme.
[[nodiscard]] tl::expected<Reference, std::string> resolve_reference(std::string_view text, std::string_view base);

/// True for a URI with a scheme, false for the path of a file.
[[nodiscard]] bool is_absolute_uri(std::string_view uri);

/// The text that is percent-encoded in a part of a URI; nothing when it is not UTF-8.
[[nodiscard]] std::optional<std::string> decoded_text(std::string_view encoded);

/// "uri" for the whole, else "uri#fragment": the name of a schema in a set.
[[nodiscard]] std::string schema_name(std::string_view uri, std::string_view fragment);

/// A path relative to the root, normalised; the error says why it is none: absolute, out of the root, unusual
/// characters.
[[nodiscard]] tl::expected<std::string, std::string> path_below_root(std::string_view path);

}  // namespace conform
