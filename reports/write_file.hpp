#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"

namespace conform {

/// A report file whose place is proven to be writable before there is anything to write. Contents appear whole or not
/// at all: they are written to a temporary file in the same folder, which is then renamed. "-" is standard output; what
/// is there already and is not a plain file (a pipe, a device) is written to in place. A plain file is readable for its
/// owner alone, whatever was there before, unless `use_file_mode` said otherwise.
class PendingFile {
 public:
  /// Creates the folders above `path` and tries out that a file can be made there. Leaves an existing file untouched.
  /// Follows no symbolic link that another user may have planted (real_place).
  [[nodiscard]] static Result<PendingFile> open(const std::string& path);

  /// Puts a stand-in for the report there, so that a crash is not taken for the report of an earlier run. Standard
  /// output and other streams get none.
  [[nodiscard]] Result<void> begin(std::string_view stand_in) const;

  /// Puts the report there (or writes it to the stream). May be called again.
  [[nodiscard]] Result<void> finish(std::string_view content) const;

  /// As the user named it.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Where it is, symbolic links followed; "-" for standard output.
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  enum class Kind { plain, stream, standard_output };

  PendingFile(std::string path, std::string place, Kind kind);

  std::string path_;
  std::string place_;  ///< where the bytes go, symbolic links followed
  Kind kind_;
};

/// The mode of files that are written from now on, 0600 at first. Like the umask it is of the whole process.
void use_file_mode(unsigned mode);

/// Where a path leads, symbolic links followed. Refused is a link of another user (root's are fine) that stands for the
/// file itself, or for a folder of it where everybody may make links, as in /tmp.
[[nodiscard]] Result<std::string> real_place(const std::string& path);

/// Makes an empty file unless it is there, and gives it the mode of files that are written. For files that another
/// program fills: a database. Refuses what is of another user.
[[nodiscard]] Result<void> prepare_file(const std::string& path);

/// Opens all of them, in order, or says all that is wrong: two that are the same file, and one that is among `inputs`,
/// the files that the command reads, included.
[[nodiscard]] Result<std::vector<PendingFile>> open_files(const std::vector<std::string>& paths,
                                                          const std::vector<std::string>& inputs = {});

}  // namespace conform
