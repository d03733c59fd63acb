#include "schema/reference.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

/// The scheme with its colon, or nothing.
std::string_view scheme_of(std::string_view uri) {
  const std::size_t end = uri.find_first_of(":/?#");
  const bool has_one = end != std::string_view::npos && uri[end] == ':' && end > 0 && is_letter(uri.front());
  return has_one ? uri.substr(0, end + 1) : std::string_view{};
}

/// A URI reference without fragment, by its parts with their marks; those that are absent are empty.
struct Uri {
  std::string scheme;     ///< "http:"
  std::string authority;  ///< "//example.org"
  std::string path;
  std::string query;  ///< "?a=b"

  [[nodiscard]] std::string text() const { return scheme + authority + path + query; }
};

Uri split(std::string_view text) {
  Uri uri;
  const auto take = [&](std::size_t size) {
    std::string part{text.substr(0, size)};
    text.remove_prefix(part.size());
    return part;
  };
  uri.scheme = take(scheme_of(text).size());
  if (text.starts_with("//")) uri.authority = take(text.find_first_of("/?", 2));
  uri.path = take(text.find('?'));
  uri.query = text;
  return uri;
}

std::string without_dots(const std::string& path) {
  return std::filesystem::path{path}.lexically_normal().generic_string();
}

/// RFC 3986, section 5.2.2.
Uri resolved(Uri reference, const Uri& base) {
  if (!reference.scheme.empty()) {
    if (!reference.authority.empty()) reference.path = without_dots(reference.path);
    return reference;
  }
  reference.scheme = base.scheme;
  if (!reference.authority.empty()) return reference;
  reference.authority = base.authority;
  if (reference.path.empty()) {
    reference.path = base.path;
    if (reference.query.empty()) reference.query = base.query;
    return reference;
  }
  if (reference.path.front() != '/') {
    const std::size_t slash = base.path.rfind('/');
    const bool below_host = base.path.empty() && !base.authority.empty();
    const std::string folder = slash == std::string::npos ? "" : base.path.substr(0, slash + 1);
    reference.path = (below_host ? "/" : folder) + reference.path;
  }
  reference.path = without_dots(reference.path);
  return reference;
}

}  // namespace

bool is_absolute_uri(std::string_view uri) { return !scheme_of(uri).empty(); }

std::optional<std::string> decoded_text(std::string_view encoded) {
  std::string text = percent_decoded(encoded);
  if (!is_utf8(text)) return std::nullopt;
  return text;
}

tl::expected<std::string, std::string> path_below_root(std::string_view path) {
  if (path.empty()) return tl::unexpected{std::string{"an empty path"}};
  if (path.find_first_of(std::string_view{"\0\\", 2}) != std::string_view::npos) {
    return tl::unexpected{std::string{"a path with a NUL or a backslash"}};
  }
  const auto normal = std::filesystem::path{path}.lexically_normal();
  if (normal.is_absolute()) return tl::unexpected{std::string{"an absolute path"}};
  if (!normal.has_filename() || normal == ".") return tl::unexpected{std::string{"a folder"}};
  if (*normal.begin() == "..") return tl::unexpected{std::string{"a file outside of the folder of the schemas"}};
  return normal.generic_string();
}

tl::expected<Reference, std::string> resolve_reference(std::string_view text, std::string_view base) {
  const std::size_t hash = text.find('#');
  auto fragment = decoded_text(hash == std::string_view::npos ? std::string_view{} : text.substr(hash + 1));
  if (!fragment || (fragment->starts_with('/') && !split_pointer(*fragment))) {
    return tl::unexpected{std::string{"the part after # is not a JSON Pointer"}};
  }
  text = text.substr(0, hash);
  if (text.empty()) return Reference{.uri = std::string{base}, .fragment = std::move(*fragment)};
  Uri reference = split(text);
  // Files are known by their paths, not by how these are encoded.
  const bool of_file = reference.scheme.empty() && !is_absolute_uri(base);
  if (of_file) {
    auto path = decoded_text(reference.path);
    if (!path) return tl::unexpected{std::string{"bad percent-encoding"}};
    if (!reference.authority.empty() || !reference.query.empty()) {
      return tl::unexpected{std::string{"a relative reference to a file has neither a host nor a query"}};
    }
    reference.path = std::move(*path);
  }
  const Uri of_base =
      of_file ? Uri{.scheme = {}, .authority = {}, .path = std::string{base}, .query = {}} : split(base);
  return Reference{.uri = resolved(std::move(reference), of_base).text(), .fragment = std::move(*fragment)};
}

std::string schema_name(std::string_view uri, std::string_view fragment) {
  std::string name{uri};
  if (!fragment.empty()) {
    name += '#';
    name += fragment;
  }
  return name;
}

}  // namespace conform
