#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "end_to_end/program.hpp"

namespace conform::test {

/// A kind of file that the program reads, and the command that reads it and sends nothing.
struct FileKind {
  const char* name;
  const char* file;   ///< below a folder that has good files of every other kind
  Arguments command;  ///< "FOLDER" stands for that folder
};
/// For test names.
void PrintTo(const FileKind& kind, std::ostream* out);

[[nodiscard]] FileKind case_files();
[[nodiscard]] FileKind target_files();
[[nodiscard]] FileKind schema_files();
[[nodiscard]] FileKind waiver_files();
[[nodiscard]] FileKind result_files();
[[nodiscard]] FileKind journal_files();

/// Has files of one kind read by the built program. Each must end in bounded time and memory, and to print no
/// control characters and no more than a person reads.
class FileReader {
 public:
  explicit FileReader(FileKind kind);

  /// Writes the file and has it read.
  [[nodiscard]] Finished read(const std::string& name, const std::string& bytes) const;
  /// Has it read as it is.
  [[nodiscard]] Finished read(const std::string& name) const;
  /// Expects exit code 2, the file's name and these words, and nothing on standard output.
  void expect_refused(const std::string& name, const std::string& bytes, const std::string& words = {}) const;
  /// Expects exit code 0.
  void expect_used(const std::string& name, const std::string& bytes) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path file() const { return folder() / kind_.file; }

 private:
  FileKind kind_;
  ScratchFolder folder_;
};

[[nodiscard]] std::string repeated(const std::string& part, std::size_t times);

}  // namespace conform::test
