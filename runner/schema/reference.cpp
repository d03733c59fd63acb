#include "schema/reference.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>

#include "base/utf8.hpp"
#include "json/pointer.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

}  // namespace

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

tl::expected<Reference, std::string> resolve_reference(std::string_view text, std::string_view from_file) {
  const std::size_t hash = text.find('#');
  const std::string_view fragment = hash == std::string_view::npos ? std::string_view{} : text.substr(hash + 1);
  const auto pointer = percent_decoded(fragment);
  if (!pointer || !split_pointer(*pointer)) {
    return tl::unexpected{std::string{"the part after # is not a JSON Pointer"}};
  }
  const std::string_view path = text.substr(0, hash);
  if (path.empty()) return Reference{.file = std::string{from_file}, .pointer = *pointer};
  if (is_uri(path) || path.starts_with("//") || path.find('?') != std::string_view::npos) {
    return tl::unexpected{std::string{"only files in the same folder can be referenced, by relative path"}};
  }
  const auto decoded = percent_decoded(path);
  if (!decoded) return tl::unexpected{std::string{"bad percent-encoding"}};
  const auto folder = std::filesystem::path{from_file}.parent_path();
  auto file = path_below_root((folder / *decoded).generic_string());
  if (!file) return tl::unexpected{"it names " + file.error()};
  return Reference{.file = std::move(*file), .pointer = *pointer};
}

std::string schema_name(std::string_view file, std::string_view pointer) {
  std::string name{file};
  if (!pointer.empty()) {
    name += '#';
    name += pointer;
  }
  return name;
}

}  // namespace conform
