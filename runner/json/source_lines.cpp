#include "json/source_lines.hpp"

#include <nlohmann/json.hpp>

#include "json/json_diagnostic.hpp"

namespace conform {

std::size_t SourceLines::line_of(std::string_view pointer) const {
  if (const auto found = lines_.find(pointer); found != lines_.end()) return found->second;
  if (!text_.empty()) {
    static_cast<void>(parse_json(text_, limits_, &lines_));  // it could be parsed before
    text_.clear();
  }
  return conform::line_of(lines_, pointer);
}

}  // namespace conform
