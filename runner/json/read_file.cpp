#include "json/read_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace conform {

tl::expected<std::string, std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return tl::unexpected{std::string{"is a folder, not a file"}};
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  if (!in) return tl::unexpected{"cannot be read: " + std::generic_category().message(errno)};
  std::string text;
  // As much at once as the file says that it has; it may say nothing, or grow.
  constexpr std::size_t piece = std::size_t{16} << 10U;
  const std::uintmax_t told = std::filesystem::file_size(path, failed);
  std::size_t step = failed ? piece : static_cast<std::size_t>(std::min<std::uintmax_t>(told, max_bytes)) + 1;
  for (; in && text.size() <= max_bytes; step = piece) {
    const std::size_t before = text.size();
    text.resize(before + step);
    in.read(text.data() + before, static_cast<std::streamsize>(step));
    text.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return tl::unexpected{std::string{"cannot be read"}};
  if (text.size() > max_bytes) return tl::unexpected{"has more than " + std::to_string(max_bytes) + " bytes"};
  return text;
}

}  // namespace conform
