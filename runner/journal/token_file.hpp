#pragma once

#include <map>
#include <mutex>
#include <string>

#include "model/diagnostic.hpp"

namespace conform {

/// A refresh token that a provider has put in the place of the one in the target file.
struct RotatedToken {
  std::string given;  ///< hash of the one in the target file: where that is another now, it is newer than this
  std::string token;
};

/// The name of the file beside a journal that keeps refresh tokens.
[[nodiscard]] std::string token_file_of(const std::string& journal);

/// A hash that shows whether a target file still has the same refresh token.
[[nodiscard]] std::string mark_of_token(const std::string& token);

/// Keeps the newest refresh token of each actor on the disk as soon as there is a journal, mode 0600: providers take
/// each of them once, so that after a kill the one in the target file would be worth nothing. Thread-safe.
class TokenFile {
 public:
  /// From now on, and with what was noted before, in the file beside this journal.
  [[nodiscard]] Result<void> keep_beside(const std::string& journal);
  void note(const std::string& actor, const std::string& given, const std::string& token);

 private:
  [[nodiscard]] Result<void> write() const;

  std::mutex mutex_;
  std::string path_;  ///< empty: nowhere yet
  std::map<std::string, RotatedToken> tokens_;
};

/// What such a file says, by actor; nothing when there is none. Error: it cannot be read or trusted.
[[nodiscard]] Result<std::map<std::string, RotatedToken>> read_token_file(const std::string& journal);

}  // namespace conform
