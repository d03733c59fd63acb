#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace conform {

/// A string value that was to come from elsewhere and did not.
struct ExpandError {
  std::string message;
  std::string hint;
};

/// Replaces ${env:NAME} by the environment variable and ${file:PATH} by the file's content (less one line break at its
/// end; relative to `folder`; 1 MiB at most). What comes in is not expanded again. Any other ${…} is an error: a text
/// that was meant to be replaced must not go out as it is. No message quotes what came in; `filled_in` gets each.
[[nodiscard]] tl::expected<std::string, ExpandError> expand(std::string_view text, const std::filesystem::path& folder,
                                                            std::vector<std::string>* filled_in = nullptr);

}  // namespace conform
