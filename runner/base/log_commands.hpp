#pragma once

#include <string>
#include <string_view>

namespace conform {

/// Breaks up, by a space, what a CI server that reads the log would take for a command to itself: "::set-env …" at the
/// start of a line, "##[", "##vso[" and "##teamcity[" anywhere. What servers trim from the start of a line counts as
/// blank: White_Space (Unicode), characters of no width, and sequences that colour. The text may come in parts.
class LogCommandBreaker {
 public:
  /// Appends the next part to `out`.
  void pass(std::string_view part, std::string& out);

 private:
  void see(char byte);
  [[nodiscard]] bool completes_command(char byte) const;

  bool at_start_ = true;   ///< of a line, blanks aside
  bool colon_ = false;     ///< one colon has come there
  bool escape_ = false;    ///< within a terminal sequence
  std::string character_;  ///< bytes of one that is not whole yet
  std::string hashes_;     ///< what has come of "##…["
};

/// True when the text begins with what is a command wherever it stands: "##[", "##vso[" or "##teamcity[".
[[nodiscard]] bool begins_bracket_command(std::string_view text);

/// One whole text so broken up.
[[nodiscard]] std::string without_log_commands(std::string_view text);

}  // namespace conform
