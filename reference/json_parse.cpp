#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>
#include <vector>

#include "reference/json_value.hpp"

namespace conform::reference {

namespace {

// Builds a Value out of parser events. nlohmann's own document would keep the last of two members of one name in
// silence and round numbers, so only its parser is used.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::size_t max_depth, std::size_t begin) : max_depth_{max_depth}, begin_{begin} {}

  bool null() override { return add(Value{}); }
  bool boolean(bool value) override { return add(Value{value}); }
  bool number_integer(number_integer_t value) override { return add(Value{Number{std::to_string(value)}}); }
  bool number_unsigned(number_unsigned_t value) override { return add(Value{Number{std::to_string(value)}}); }
  bool number_float(number_float_t /*value*/, const string_t& text) override { return add(Value{Number{text}}); }
  bool string(string_t& value) override { return add(Value{std::move(value)}); }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override { return open(Value{Object{}}); }
  bool start_array(std::size_t /*size*/) override { return open(Value{Array{}}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (!level.names.insert(name).second) {
      error_ = JsonError{JsonError::Kind::duplicate_member, "a member name occurs twice"};
      return false;
    }
    level.key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*problem*/) override {
    error_ = JsonError{JsonError::Kind::malformed, "not JSON at byte " + std::to_string(begin_ + position)};
    return false;
  }

  Value take_value() { return std::move(root_); }
  JsonError take_error() { return std::move(error_); }

 private:
  struct Level {
    Value value;
    std::string key;
    std::unordered_set<std::string> names;
  };

  bool add(Value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (Array* array = levels_.back().value.array()) {
      array->push_back(std::move(value));
    } else {
      levels_.back().value.object()->push_back({std::move(levels_.back().key), std::move(value)});
    }
    return true;
  }

  bool open(Value value) {
    if (levels_.size() >= max_depth_) {
      error_ = JsonError{JsonError::Kind::too_deep, "nested deeper than " + std::to_string(max_depth_) + " levels"};
      return false;
    }
    levels_.push_back({std::move(value), {}, {}});
    return true;
  }

  bool close() {
    Value value = std::move(levels_.back().value);
    levels_.pop_back();
    return add(std::move(value));
  }

  std::size_t max_depth_;
  std::size_t begin_;  ///< bytes before the parsed text
  std::vector<Level> levels_;
  Value root_;
  JsonError error_;
};

// The code unit that \uXXXX at `at` stands for; 0: there is no such escape.
unsigned escaped_unit(const std::string& json, std::size_t at) {
  constexpr std::size_t digits = 4;
  if (json.compare(at, 2, "\\u") != 0 || at + 2 + digits > json.size()) return 0;
  unsigned unit = 0;
  const char* const begin = json.data() + at + 2;
  return std::from_chars(begin, begin + digits, unit, 16).ptr == begin + digits ? unit : 0;
}

}  // namespace

std::string with_surrogates_replaced(std::string json) {
  constexpr std::size_t length = 6;
  for (std::size_t at = 0; at + 1 < json.size(); ++at) {
    if (json[at] != '\\') continue;
    const unsigned unit = escaped_unit(json, at);
    const bool high = unit >= 0xD800U && unit < 0xDC00U;
    const bool low = unit >= 0xDC00U && unit < 0xE000U;
    const unsigned next = high && at + length < json.size() ? escaped_unit(json, at + length) : 0;
    if (high && next >= 0xDC00U && next < 0xE000U) {
      at += 2 * length - 1;
    } else if (high || low) {
      json.replace(at, length, "\\ufffd");
      at += length - 1;
    } else {
      ++at;  // past what is escaped, which may be another backslash
    }
  }
  return json;
}

std::variant<Value, JsonError> parse_json(std::string_view text, std::size_t max_depth) {
  // nlohmann's parser quotes white space before an error in its message, whatever it costs.
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  if (begin == text.size()) return JsonError{JsonError::Kind::malformed, "nothing but white space"};
  text.remove_prefix(begin);
  Builder builder{max_depth, begin};
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.take_value();
  return builder.take_error();
}

}  // namespace conform::reference
