#pragma once

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace conform {

/// conform.1 (groff_man(7), UTF-8): every command and option as the parser itself describes them.
[[nodiscard]] std::string man_page(const CLI::App& app);

}  // namespace conform
