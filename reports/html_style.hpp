#pragma once

#include <string>
#include <string_view>

namespace conform {

/// The style sheet of the HTML report (reports/assets/report.css), part of the program.
[[nodiscard]] std::string_view html_style();

/// Its SHA-256 in base64, as a content security policy names it.
[[nodiscard]] std::string html_style_hash();

}  // namespace conform
