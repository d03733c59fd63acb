#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace conform {

/// What the system says of an errno.
[[nodiscard]] std::string error_text(int error);

/// Writes all bytes; false with errno set when that fails.
[[nodiscard]] bool write_all(int descriptor, std::string_view content);

/// A new file that takes its place whole or not at all: it is written beside `place`, flushed to the disk, and then
/// given that name. Removed again when it did not come to that.
class DurableFile {
 public:
  /// The file gets exactly this mode, whatever the umask is and whatever it replaces had.
  DurableFile(const std::string& place, mode_t mode);
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  ~DurableFile();

  /// 0, or the errno with which it could not be made.
  [[nodiscard]] int error() const { return error_; }

  /// Takes the place of what is there, of a symbolic link too; 0 or an errno.
  [[nodiscard]] int replace(std::string_view content);
  /// Takes the place if nothing is there (EEXIST otherwise); 0 or an errno.
  [[nodiscard]] int create(std::string_view content);

 private:
  [[nodiscard]] int fill(std::string_view content);

  std::string place_;
  std::string name_;
  int descriptor_ = -1;
  int error_ = 0;
  bool temporary_ = false;  ///< `name_` is there
};

/// Flushes the folder of a file, so that its name (or its absence) outlives a power loss; 0 or an errno. Where a file
/// system has no such thing, or the folder cannot be opened, it is 0.
int flush_folder_of(const std::string& place);

}  // namespace conform
