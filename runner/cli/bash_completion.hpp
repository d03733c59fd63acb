#pragma once

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace conform {

/// A completion script for bash: commands, their options, and the values of options that take one of a few. Where
/// nothing of that fits, file names.
[[nodiscard]] std::string bash_completion(const CLI::App& app);

}  // namespace conform
