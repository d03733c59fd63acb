#include "json/read_file.hpp"

#include <cerrno>
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
  constexpr std::size_t step = std::size_t{64} << 10U;
  while (in && text.size() <= max_bytes) {
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
