#include "reference/json_value.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace conform::reference {

Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;
Value::Value(std::nullptr_t) : data{nullptr} {}
Value::Value(bool flag) : data{flag} {}
Value::Value(int number) : data{Number{std::to_string(number)}} {}
Value::Value(Number number) : data{std::move(number)} {}
Value::Value(std::string text) : data{std::move(text)} {}
Value::Value(const char* text) : data{std::string{text}} {}
Value::Value(Array array) : data{std::move(array)} {}
Value::Value(Object object) : data{std::move(object)} {}

bool operator==(const Value& left, const Value& right) { return left.data == right.data; }

std::string_view type_name(const Value& value) noexcept {
  constexpr std::array<std::string_view, 6> names{"null", "boolean", "number", "string", "array", "object"};
  return names.at(value.data.index());
}

const Value* find(const Object& object, std::string_view name) noexcept {
  const auto found = std::find_if(object.begin(), object.end(), [&](const Member& m) { return m.name == name; });
  return found == object.end() ? nullptr : &found->value;
}

Value* find(Object& object, std::string_view name) noexcept {
  return const_cast<Value*>(find(std::as_const(object), name));
}

const Value* find(const Value& value, std::string_view name) noexcept {
  const Object* object = value.object();
  return object == nullptr ? nullptr : find(*object, name);
}

Value* find(Value& value, std::string_view name) noexcept {
  Object* object = value.object();
  return object == nullptr ? nullptr : find(*object, name);
}

void set(Object& object, std::string_view name, Value value) {
  if (Value* old = find(object, name)) {
    *old = std::move(value);
  } else {
    object.push_back({std::string{name}, std::move(value)});
  }
}

void remove(Object& object, std::string_view name) {
  std::erase_if(object, [&](const Member& member) { return member.name == name; });
}

namespace {

void append_u16(std::string& out, unsigned unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> static_cast<unsigned>(shift)) & 0xFU];
}

// The code point that starts at `at`, in a text that is known to be UTF-8; moves `at` to its last byte.
unsigned code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  const unsigned first = byte(at);
  const std::size_t more = first >= 0xF0U ? 3 : first >= 0xE0U ? 2 : 1;
  if (at + more >= text.size()) return 0xFFFDU;
  unsigned point = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) point = (point << 6U) | (byte(++at) & 0x3FU);
  return point;
}

void append_string(std::string& out, std::string_view text, bool ascii) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20U || byte == 0x7FU) {
      append_u16(out, byte);
    } else if (byte < 0x80U || !ascii) {
      out += c;
    } else {
      unsigned point = code_point(text, i);
      if (point >= 0x10000U) {
        point -= 0x10000U;
        append_u16(out, 0xD800U + (point >> 10U));
        append_u16(out, 0xDC00U + (point & 0x3FFU));
      } else {
        append_u16(out, point);
      }
    }
  }
  out += '"';
}

class Writer {
 public:
  explicit Writer(JsonStyle style) : style_{style} {}

  void write(const Value& value) {
    if (value.is_null()) {
      out_ += "null";
    } else if (const bool* flag = std::get_if<bool>(&value.data)) {
      out_ += *flag ? "true" : "false";
    } else if (const Number* number = value.number()) {
      out_ += number->text;
    } else if (const std::string* text = value.string()) {
      append_string(out_, *text, style_.ascii);
    } else if (const Array* array = value.array()) {
      write_array(*array);
    } else {
      write_object(*value.object());
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write_array(const Array& array) {
    out_ += '[';
    ++depth_;
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (i != 0) out_ += ',';
      new_line();
      write(array[i]);
    }
    --depth_;
    if (!array.empty()) new_line();
    out_ += ']';
  }

  void write_object(const Object& object) {
    out_ += '{';
    ++depth_;
    for (std::size_t i = 0; i < object.size(); ++i) {
      if (i != 0) out_ += ',';
      new_line();
      const Member& member = object[style_.reversed_members ? object.size() - 1 - i : i];
      append_string(out_, member.name, style_.ascii);
      out_ += style_.pretty ? ": " : ":";
      write(member.value);
    }
    --depth_;
    if (!object.empty()) new_line();
    out_ += '}';
  }

  void new_line() {
    if (!style_.pretty) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  JsonStyle style_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string to_json(const Value& value, const JsonStyle& style) {
  Writer writer{style};
  writer.write(value);
  return writer.take();
}

std::string pointer_token(std::string_view text) {
  std::string token;
  for (const char c : text) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

}  // namespace conform::reference
