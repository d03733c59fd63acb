#include "json/skim.hpp"

#include <array>

namespace conform {
namespace {

// Within an array or object only what opens, closes or hides something counts.
constexpr auto counts = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '[', '}', ']', '/'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

std::string_view JsonSkimmer::value() {
  if (at_end()) return {};
  const std::size_t begin = at_;
  const char first = text_[at_];
  const bool whole = first == '"' ? skip_string() : first == '{' || first == '[' ? skip_nested() : skip_word();
  if (!whole) return {};
  const std::string_view found = text_.substr(begin, at_ - begin);
  skip_space();
  return found;
}

bool JsonSkimmer::take(char wanted) {
  if (at_end() || text_[at_] != wanted) return false;
  ++at_;
  skip_space();
  return true;
}

bool JsonSkimmer::skip_string() {
  while (true) {
    at_ = text_.find('"', at_ + 1);
    if (at_ == std::string_view::npos) return false;
    std::size_t unescaped = at_;
    while (text_[unescaped - 1] == '\\') --unescaped;
    if ((at_ - unescaped) % 2 == 0) break;
  }
  ++at_;
  return true;
}

bool JsonSkimmer::skip_nested() {
  for (std::size_t depth = 0; !at_end();) {
    const char c = text_[at_];
    if (!counts[static_cast<unsigned char>(c)]) {
      ++at_;
    } else if (c == '"') {
      if (!skip_string()) return false;
    } else if (c == '/') {
      if (!skip_comment()) return false;
    } else {
      ++at_;
      if (c == '{' || c == '[') {
        ++depth;
      } else if (--depth == 0) {
        return true;
      }
    }
  }
  return false;
}

/// A number, true, false, null, or what was taken for one.
bool JsonSkimmer::skip_word() {
  const std::size_t end = text_.find_first_of(" \t\r\n,:]}[{\"/", at_);
  if (end == at_) return false;
  at_ = end == std::string_view::npos ? text_.size() : end;
  return true;
}

void JsonSkimmer::skip_space() {
  while (!at_end()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c != '/' || !skip_comment()) {
      return;
    }
  }
}

bool JsonSkimmer::skip_comment() {
  const std::string_view rest = text_.substr(at_);
  const bool block = rest.starts_with("/*");
  if (!block && !rest.starts_with("//")) return false;
  const std::size_t end = block ? rest.find("*/", 2) : rest.find('\n');
  at_ = end == std::string_view::npos ? text_.size() : at_ + end + (block ? 2 : 1);
  return true;
}

}  // namespace conform
