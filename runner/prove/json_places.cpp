#include "prove/json_places.hpp"

#include <optional>

namespace conform {
namespace {

constexpr int deepest = 64;

class Scanner {
 public:
  Scanner(std::string_view text, bool any_member) : text_{text}, any_member_{any_member} {}

  std::vector<JsonPlace> scan() {
    skip_space();
    const bool read = value("", at_, 0);
    skip_space();
    if (!read || at_ != text_.size()) return {};
    return std::move(places_);
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // The bytes of a string between its quotes.
  std::optional<std::string_view> string() {
    if (!take('"')) return std::nullopt;
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
    if (at_ >= text_.size()) return std::nullopt;
    return text_.substr(begin, at_++ - begin);
  }

  bool literal() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view{",]} \t\r\n"}.find(text_[at_]) == std::string_view::npos) ++at_;
    return at_ > begin;
  }

  // `begin`: where the member or element begins that the value belongs to.
  bool value(const std::string& pointer, std::size_t begin, int depth) {
    skip_space();
    if (at_ >= text_.size() || depth > deepest) return false;
    const std::size_t index = places_.size();
    const char first = text_[at_];
    places_.push_back({.pointer = pointer, .type = type_of(first), .begin = begin, .value = at_});
    const bool hidden = any_member_ && depth > 0;
    bool read = false;
    switch (places_[index].type) {
      case JsonType::object:
      case JsonType::array:
        read = composite(pointer, first == '{', depth);
        if (hidden) places_.resize(index + 1);
        break;
      case JsonType::string:
        read = string().has_value();
        break;
      default:
        read = literal();
    }
    places_[index].end = at_;
    return read;
  }

  static JsonType type_of(char first) {
    switch (first) {
      case '{':
        return JsonType::object;
      case '[':
        return JsonType::array;
      case '"':
        return JsonType::string;
      case 't':
      case 'f':
        return JsonType::boolean;
      case 'n':
        return JsonType::null;
      default:
        return JsonType::number;
    }
  }

  bool composite(const std::string& pointer, bool is_object, int depth) {
    const char close = is_object ? '}' : ']';
    ++at_;
    if (take(close)) return true;
    std::size_t previous = JsonPlace::none;
    do {
      skip_space();
      const std::size_t begin = at_;
      std::string token = "*";
      if (is_object) {
        const auto name = string();
        if (!name || !take(':')) return false;
        if (!any_member_) token = *name;
      }
      const std::size_t index = places_.size();
      if (!value(pointer + "/" + token, begin, depth + 1)) return false;
      places_[index].previous = previous;
      if (previous != JsonPlace::none) places_[previous].next = index;
      previous = index;
    } while (take(','));
    return take(close);
  }

  std::string_view text_;
  bool any_member_;
  std::size_t at_ = 0;
  std::vector<JsonPlace> places_;
};

}  // namespace

std::vector<JsonPlace> json_places(std::string_view text, bool any_member) { return Scanner{text, any_member}.scan(); }

}  // namespace conform
