#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.hpp"
#include "reports/html_amounts.hpp"
#include "reports/html_writer.hpp"

namespace conform {

/// A text on one line, cut to what a page has room for.
[[nodiscard]] std::string shown(std::string_view text, const HtmlAmounts& amounts);

/// A landmark with a heading of level two. `id` is ours.
[[nodiscard]] HtmlWriter::Element open_section(HtmlWriter& page, std::string_view id, std::string_view heading);

/// What stands on a fold: a heading of level three and a note. The heading is one by its role, since the element would
/// break the line where the style sheet is blocked.
void write_fold(HtmlWriter& page, std::string_view heading, std::string_view note);

/// A name and a value of a `<dl>`; nothing when the value is empty.
void write_entry(HtmlWriter& page, std::string_view name, std::string_view value, const HtmlAmounts& amounts);

/// What a requirement rests on, with links: quotes in quotation marks, paraphrases without.
void write_sources(HtmlWriter& page, const RequirementResult& requirement, const HtmlAmounts& amounts);

/// Case ids, and how many more there are.
void write_ids(HtmlWriter& page, const std::vector<std::string>& ids, const HtmlAmounts& amounts);

}  // namespace conform
