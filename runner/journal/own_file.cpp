#include "journal/own_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "json/read_file.hpp"

namespace conform {

Result<std::string> read_own_file(const std::string& path, std::size_t max_bytes) {
  std::string hint;
  auto text = read_file(path, max_bytes, [&](const struct stat& found) -> std::string {
    if (!S_ISREG(found.st_mode)) return "is not a regular file";
    if (found.st_uid != ::geteuid() && found.st_uid != 0) {
      hint = "the file of another account is not used: check it, then copy it";
      return "belongs to another account";
    }
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
      hint = "check it, then: chmod 600 " + path;
      return "can be written to by other accounts";
    }
    return {};
  });
  if (text) return std::move(*text);
  return refused(Diagnostic::about_file(path, std::move(text.error()), std::move(hint)));
}

}  // namespace conform
