#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace conform {

/// What is wrong with a command line, for standard error: which argument, what was probably meant, where help is.
[[nodiscard]] std::string explain(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv);

}  // namespace conform
