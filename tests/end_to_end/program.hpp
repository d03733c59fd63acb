#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "end_to_end/child_process.hpp"
#include "support/sanitizers.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {

/// Longer than anything here takes on a busy machine; who waits this long waits for ever.
inline constexpr std::chrono::seconds patience{for_this_build(std::chrono::seconds{120})};

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

/// What the program left behind.
struct Finished {
  int exit_code = -1;  ///< -1: it did not end
  std::string out;
  std::string err;
  std::chrono::milliseconds took{};
  std::size_t peak_bytes = 0;  ///< the most memory that it had, resident

  [[nodiscard]] std::string all() const { return out + err; }
};

/// Where the programs of this process run: a folder of its own, which goes with it.
[[nodiscard]] std::filesystem::path working_folder();
/// The journals that runs have left there.
[[nodiscard]] std::vector<std::filesystem::path> journals_here();

/// How the built program is started: its arguments, variables beside those of the tests, standard input.
[[nodiscard]] Start start_conform(const Arguments& arguments, const Variables& variables = {}, std::string input = {});

/// Runs the built program to its end.
[[nodiscard]] Finished conform(const Arguments& arguments, const Variables& variables = {}, std::string input = {});

/// Waits for the end of a program that was started. Adds a failure when it does not come.
[[nodiscard]] Finished finish(ChildProcess& process);

/// The same text as if no line of it were wrapped: every run of blanks and line feeds is one blank.
[[nodiscard]] std::string unwrapped(const std::string& text);

/// `conform serve`, ready to be asked.
class ReferenceServer {
 public:
  explicit ReferenceServer(const Arguments& arguments = {});
  /// Stops it in order: a sanitizer looks for leaks then.
  ~ReferenceServer();
  ReferenceServer(const ReferenceServer&) = delete;
  ReferenceServer& operator=(const ReferenceServer&) = delete;

  [[nodiscard]] std::string target() const { return (folder_.path() / "target.json").string(); }
  [[nodiscard]] nlohmann::json target_document() const;
  /// Every token in the target file.
  [[nodiscard]] std::vector<std::string> tokens() const;
  [[nodiscard]] ChildProcess& process() { return *process_; }

 private:
  ScratchFolder folder_;
  std::unique_ptr<ChildProcess> process_;
};

/// A target file for a server that a test plays: users user-1 and user-2, and every special actor.
[[nodiscard]] nlohmann::json target_for(const std::string& server_url);

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] nlohmann::json read_json(const std::filesystem::path& path);

/// Outcomes by case id, and the same with what was found.
using Outcomes = std::map<std::string, std::string>;
[[nodiscard]] Outcomes outcomes_of(const nlohmann::json& result);

/// True when a record has a finding of that rule for that requirement at that level.
[[nodiscard]] bool has_finding(const nlohmann::json& result, const std::string& rule, const std::string& requirement,
                               const std::string& level = "must");

/// True when xmllint finds the file well-formed and valid against the JUnit schema; adds a failure otherwise.
[[nodiscard]] bool is_valid_junit(const std::filesystem::path& path);
/// True when `conform validate` finds the file a run record.
[[nodiscard]] bool is_valid_result(const std::filesystem::path& path);

/// True when one text is in another.
[[nodiscard]] inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace conform::test
