#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace conform {

/// A report file whose place is proven to be writable before there is anything to write. Contents appear whole or not
/// at all: they are written to a temporary file in the same folder, which is then renamed. "-" is standard output; what
/// is there already and is no plain file (a pipe, a device) is written to in place.
class PendingFile {
 public:
  /// Creates the folders above `path` and tries out that a file can be made there. Leaves an existing file untouched.
  [[nodiscard]] static Result<PendingFile> open(const std::string& path);

  /// Puts a stand-in for the report there, so that a crash is not taken for the report of an earlier run. Standard
  /// output and other streams get none.
  [[nodiscard]] Result<void> begin(std::string_view stand_in) const;

  /// Puts the report there (or writes it to the stream). May be called again.
  [[nodiscard]] Result<void> finish(std::string_view content) const;

  /// As the user named it.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  enum class Kind { plain, stream, standard_output };

  PendingFile(std::string path, std::string place, Kind kind);

  std::string path_;
  std::string place_;  ///< where the bytes go, symbolic links followed
  Kind kind_;
};

/// Opens all of them, in order, or says all that is wrong, two that are the same file included.
[[nodiscard]] Result<std::vector<PendingFile>> open_files(const std::vector<std::string>& paths);

}  // namespace conform
