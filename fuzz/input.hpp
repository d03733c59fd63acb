#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform::fuzz {

/// The input as a file, for what reads files. The same one each time.
[[nodiscard]] std::filesystem::path as_file(std::string_view input);

/// The suite of this project, loaded once.
[[nodiscard]] const Suite& whole_suite();

/// Takes parts off the front of an input.
class Parts {
 public:
  explicit Parts(std::string_view input) : rest_{input} {}
  /// What comes before the next byte 0xFE (which is in no UTF-8), or all that is left.
  std::string_view next();
  /// The same as well-formed UTF-8: up to the first byte that is not one.
  std::string_view next_text();
  [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Requires problems to be reported: at least one, each with a message, and none that would act on a terminal.
void require_reported(const Diagnostics& diagnostics);

}  // namespace conform::fuzz
