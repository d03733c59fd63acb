#include "target/expand.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "json/read_file.hpp"

namespace conform {
namespace {

constexpr std::size_t max_file_bytes = 1U << 20U;

tl::expected<std::string, ExpandError> from_environment(const std::string& name) {
  // Nothing in this program changes the environment while threads run.
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value) return std::string{value};
  return tl::unexpected{ExpandError{.message = fmt::format("the environment variable {} is not set", name),
                                    .hint = fmt::format("set it before the run: {}=… conform run …", name)}};
}

tl::expected<std::string, ExpandError> from_file(const std::string& path, const std::filesystem::path& folder) {
  const std::filesystem::path full = folder / path;
  auto content = read_file(full, max_file_bytes);
  if (!content) {
    return tl::unexpected{ExpandError{.message = fmt::format("the file {} {}", path, content.error()),
                                      .hint = fmt::format("a file with the secret is expected at {}", full.string())}};
  }
  if (content->ends_with('\n')) content->pop_back();
  if (content->ends_with('\r')) content->pop_back();
  return *std::move(content);
}

}  // namespace

tl::expected<std::string, ExpandError> expand(std::string_view text, const std::filesystem::path& folder,
                                              std::vector<std::string>* filled_in) {
  std::string result;
  while (true) {
    const std::size_t begin = text.find("${");
    result += text.substr(0, begin);
    if (begin == std::string_view::npos) return result;
    text.remove_prefix(begin + 2);
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) {
      return tl::unexpected{
          ExpandError{.message = "\"${\" without a \"}\"", .hint = "write ${env:NAME} or ${file:PATH}"}};
    }
    const std::string_view inside = text.substr(0, end);
    const std::size_t colon = inside.find(':');
    const std::string_view kind = inside.substr(0, colon);
    const std::string name{colon == std::string_view::npos ? std::string_view{} : inside.substr(colon + 1)};
    text.remove_prefix(end + 1);
    if ((kind != "env" && kind != "file") || name.empty() || name.find('\0') != std::string::npos) {
      return tl::unexpected{ExpandError{.message = fmt::format("${{{}}} is not known", inside),
                                        .hint = "write ${env:NAME} or ${file:PATH}"}};
    }
    auto value = kind == "env" ? from_environment(name) : from_file(name, folder);
    if (!value) return value;
    if (filled_in != nullptr) filled_in->push_back(*value);
    result += *value;
  }
}

}  // namespace conform
