#include "model/source.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace conform {
namespace {

// "setUser" and "2024-3"; the second is empty where the name does not end with a version.
std::pair<std::string_view, std::string_view> page_and_version(std::string_view name) {
  const std::size_t space = name.rfind(' ');
  const bool versioned =
      space != std::string_view::npos && space + 1 < name.size() && name[space + 1] >= '0' && name[space + 1] <= '9';
  return versioned ? std::pair{name.substr(0, space), name.substr(space + 1)} : std::pair{name, std::string_view{}};
}

}  // namespace

std::string describe(const Source& source) {
  return source.quote.empty() ? source.paraphrase : "“" + source.quote + "”";
}

std::string names_of(const std::vector<Document>& documents) {
  std::string text;
  std::string_view page;
  for (const Document& document : documents) {
    const auto [name, version] = page_and_version(document.name);
    if (!text.empty() && !version.empty() && name == page) {
      text += ", ";
      text += version;
    } else {
      text += (text.empty() ? "" : "; ") + document.name;
    }
    page = name;
  }
  return text;
}

std::string to_text(const std::vector<Source>& sources) {
  std::string text;
  for (const Source& source : sources) {
    text += (text.empty() ? "" : "; ") + names_of(source.documents) + ": " + describe(source);
  }
  return text;
}

}  // namespace conform
