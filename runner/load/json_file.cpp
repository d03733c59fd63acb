#include "load/json_file.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace conform {

std::size_t JsonFile::line_of(std::string_view pointer) const {
  while (true) {
    if (const auto found = lines.find(pointer); found != lines.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 0;
    pointer = pointer.substr(0, slash);
  }
}

Problem JsonFile::problem(std::string pointer, std::string message, std::string hint) const {
  const std::size_t line = line_of(pointer);
  return {.file = name,
          .line = line,
          .pointer = std::move(pointer),
          .message = std::move(message),
          .hint = std::move(hint)};
}

Result<JsonFile> read_json_file(const std::filesystem::path& path, std::string name) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return tl::unexpected{
        Problems{{.file = name, .line = 0, .pointer = {}, .message = "is a folder, not a file", .hint = {}}}};
  }
  std::ifstream stream{path, std::ios::binary};
  if (!stream) {
    return tl::unexpected{
        Problems{{.file = name, .line = 0, .pointer = {}, .message = "cannot be read", .hint = "does it exist?"}}};
  }
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  JsonFile file{.name = std::move(name), .value = nullptr, .lines = {}};
  auto parsed = parse_json(text, {.max_bytes = 16U << 20U, .max_depth = 128, .comments = true}, &file.lines);
  if (!parsed) {
    const JsonError& what = parsed.error();
    return tl::unexpected{Problems{{.file = file.name,
                                    .line = what.line,
                                    .pointer = what.pointer,
                                    .message = what.message,
                                    .hint = "column " + std::to_string(what.column)}}};
  }
  file.value = std::make_shared<const nlohmann::json>(std::move(*parsed));
  return file;
}

Problems check_against(const JsonFile& file, const SchemaSet& schemas, std::string_view schema) {
  Problems problems;
  for (const Violation& violation : schemas.validate(schema, *file.value)) {
    std::string message = "expected " + violation.expected + ", found " + violation.actual;
    problems.push_back(file.problem(violation.where, std::move(message), violation.hint));
  }
  return problems;
}

}  // namespace conform
