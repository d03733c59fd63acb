#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace conform {

/// What is wrong with an input of ours (case, target, schema, requirement file, flag): where, and what to do about it.
struct Diagnostic {
  std::string file;      ///< path as the user named it; empty for flags
  std::size_t line = 0;  ///< 1-based; 0: unknown
  std::string pointer;   ///< RFC 6901 pointer into the file; empty: the whole file
  std::string message;   ///< what is wrong
  std::string hint;      ///< what to do; may be empty

  /// Of no file: of a flag, a variable, or what the machine refuses.
  [[nodiscard]] static Diagnostic about_flag(std::string message, std::string hint = {});
  /// Of a whole file.
  [[nodiscard]] static Diagnostic about_file(std::string file, std::string message, std::string hint = {});
  /// Of a place in a file whose line is not known.
  [[nodiscard]] static Diagnostic about_place(std::string file, std::string pointer, std::string message,
                                              std::string hint = {});

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// "cases/users/put/replace.json:12: /cases/0/expect: unknown member "statuss" (did you mean "status"?)"
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

/// A value, or everything that is wrong with the input it should have come from (never empty then).
template <class T>
using Result = tl::expected<T, Diagnostics>;

/// No value, and this one thing that is wrong: `return refused(Diagnostic::about_flag(…))`.
[[nodiscard]] inline tl::unexpected<Diagnostics> refused(Diagnostic diagnostic) {
  return tl::unexpected{Diagnostics{std::move(diagnostic)}};
}

}  // namespace conform
