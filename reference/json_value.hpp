#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace conform::reference {

struct Member;
struct Value;

/// A JSON number as it was written: nothing is rounded, "76131" and "76131.0" stay apart.
struct Number {
  std::string text;
  friend bool operator==(const Number&, const Number&) = default;
};

using Array = std::vector<Value>;
/// Members in the order they came.
using Object = std::vector<Member>;

/// A JSON value (RFC 8259) that keeps number spellings and member order, so that what was sent comes back as it was.
struct Value {
  std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> data;

  // Everything that makes, copies or destroys needs Member, which is not complete yet: clang insists, so it is all in
  // the .cpp.
  Value();
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  Value(std::nullptr_t);    // NOLINT(google-explicit-constructor)
  Value(bool flag);         // NOLINT(google-explicit-constructor)
  Value(int number);        // NOLINT(google-explicit-constructor)
  Value(Number number);     // NOLINT(google-explicit-constructor)
  Value(std::string text);  // NOLINT(google-explicit-constructor)
  Value(const char* text);  // NOLINT(google-explicit-constructor)
  Value(Array array);       // NOLINT(google-explicit-constructor)
  Value(Object object);     // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool is_null() const noexcept { return std::holds_alternative<std::nullptr_t>(data); }
  [[nodiscard]] const Number* number() const noexcept { return std::get_if<Number>(&data); }
  [[nodiscard]] const std::string* string() const noexcept { return std::get_if<std::string>(&data); }
  [[nodiscard]] std::string* string() noexcept { return std::get_if<std::string>(&data); }
  [[nodiscard]] const Array* array() const noexcept { return std::get_if<Array>(&data); }
  [[nodiscard]] Array* array() noexcept { return std::get_if<Array>(&data); }
  [[nodiscard]] const Object* object() const noexcept { return std::get_if<Object>(&data); }
  [[nodiscard]] Object* object() noexcept { return std::get_if<Object>(&data); }

  friend bool operator==(const Value&, const Value&);
};

struct Member {
  std::string name;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

/// "null", "boolean", "number", "string", "array" or "object".
[[nodiscard]] std::string_view type_name(const Value& value) noexcept;

/// The member of that name; null when it is not there or `value` is not an object.
[[nodiscard]] const Value* find(const Value& value, std::string_view name) noexcept;
[[nodiscard]] Value* find(Value& value, std::string_view name) noexcept;
[[nodiscard]] const Value* find(const Object& object, std::string_view name) noexcept;
[[nodiscard]] Value* find(Object& object, std::string_view name) noexcept;
/// Overwrites the member, or appends it.
void set(Object& object, std::string_view name, Value value);
/// Removes the member if it is there.
void remove(Object& object, std::string_view name);

/// How JSON is written.
struct JsonStyle {
  bool pretty = false;            ///< two spaces, one member per line
  bool reversed_members = false;  ///< last member first
  bool ascii = false;             ///< everything beyond ASCII as \u escapes
};
[[nodiscard]] std::string to_json(const Value& value, const JsonStyle& style = {});

/// JSON text in which escapes of lone surrogates, which no text in memory can hold, are those of U+FFFD.
[[nodiscard]] std::string with_surrogates_replaced(std::string json);

/// What is wrong with a text that is not acceptable JSON.
struct JsonError {
  enum class Kind { malformed, duplicate_member, too_deep };
  Kind kind = Kind::malformed;
  std::string message;
};

/// Reads a JSON text strictly: UTF-8 only, no duplicate members, at most `max_depth` levels.
[[nodiscard]] std::variant<Value, JsonError> parse_json(std::string_view text, std::size_t max_depth = 64);

/// `text` as one reference token of a JSON Pointer (RFC 6901 section 4).
[[nodiscard]] std::string pointer_token(std::string_view text);

}  // namespace conform::reference
