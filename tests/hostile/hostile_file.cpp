#include "hostile/hostile_file.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <utility>

#include "hostile/harmless.hpp"
#include "hostile/result_table.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

/// Files may be larger than responses, and are read whole.
constexpr std::size_t most_memory = std::size_t{300} << 20U;
constexpr std::size_t most_words = 200'000;

}  // namespace

void PrintTo(const FileKind& kind, std::ostream* out) { *out << kind.name; }

FileKind case_files() { return {"case", "suite/cases/hostile.json", {"--suite", "FOLDER/suite", "lint"}}; }
FileKind target_files() { return {"target", "hostile.json", {"run", "--target", "FOLDER/hostile.json", "--dry-run"}}; }
FileKind schema_files() {
  return {"schema",
          "schemas/hostile.json",
          {"validate", "--strict", "FOLDER/schemas/hostile.json", "FOLDER/document.json"}};
}
FileKind waiver_files() {
  return {"known",
          "hostile.json",
          {"run", "--target", "FOLDER/target.json", "--known", "FOLDER/hostile.json", "--dry-run", "users/get/read"}};
}
FileKind result_files() {
  return {"record",
          "hostile.json",
          {"report", "--from", "FOLDER/hostile.json", "junit=FOLDER/junit.xml", "html=FOLDER/report.html",
           "har=FOLDER/report.har", "markdown=FOLDER/report.md", "github=FOLDER/report.github"}};
}
FileKind journal_files() {
  return {"journal", "hostile.json", {"restore", "FOLDER/hostile.json", "--target", "FOLDER/target.json"}};
}

FileReader::FileReader(FileKind kind) : kind_{std::move(kind)} {
  const fs::path source{CONFORM_SOURCE_DIR};
  for (const char* part : {"cases", "schemas"}) {
    fs::create_directories(folder() / "suite");
    fs::copy(source / part, folder() / "suite" / part, fs::copy_options::recursive);
  }
  fs::create_directory(folder() / "schemas");
  folder_.write("target.json", target_for("http://127.0.0.1:1").dump());
  folder_.write("document.json", "{}");
}

Finished FileReader::read(const std::string& name, const std::string& bytes) const {
  folder_.write(kind_.file, bytes);
  return read(name);
}

Finished FileReader::read(const std::string& name) const {
  Arguments arguments = kind_.command;
  for (std::string& argument : arguments) {
    if (const std::size_t at = argument.find("FOLDER"); at != std::string::npos)
      argument.replace(at, 6, folder().string());
  }
  Finished finished = conform(arguments);
  note_result(std::string{"file/"} + kind_.name + "/" + name, "exit " + std::to_string(finished.exit_code), finished,
              most_memory);
  expect_plain(finished.all(), name);
  EXPECT_LT(finished.all().size(), most_words) << name;
  return finished;
}

void FileReader::expect_refused(const std::string& name, const std::string& bytes, const std::string& words) const {
  const Finished finished = read(name, bytes);
  EXPECT_EQ(finished.exit_code, 2) << name << ": " << finished.all().substr(0, 1000);
  EXPECT_TRUE(holds(finished.err, "hostile.json")) << name << ": " << finished.err;
  EXPECT_TRUE(holds(finished.err, words)) << name << ": " << finished.err.substr(0, 1000);
  EXPECT_EQ(finished.out, "") << name;
}

void FileReader::expect_used(const std::string& name, const std::string& bytes) const {
  const Finished finished = read(name, bytes);
  EXPECT_EQ(finished.exit_code, 0) << name << ": " << finished.all().substr(0, 1000);
}

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace conform::test
