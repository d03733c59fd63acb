#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "model/diagnostic.hpp"

// The files that conform writes and reads again have one list of members for each struct:
//
//   template <class A>
//   void fields(A& a, In<A, Latency>& latency) {
//     a("operation", latency.operation)("durationsMs", latency.took);
//   }
//
// FieldWriter makes JSON of it. FieldReader reads it strictly: no member may be missing, unknown or of another type.
// That the published schemas (schemas/suite) say the same is for tests. Lists stand in namespace conform, where they
// are found by their types. Both go struct by struct, so that an array of many can be written and read piece by piece.
namespace conform {

/// `T` as an archive takes it: constant where it is written.
template <class A, class T>
using In = typename A::template Value<T>;

/// Text that may hold any bytes: a string, or in base64 where it is not UTF-8.
template <class Text>
struct AnyBytes {
  Text& text;
};
template <class Text>
AnyBytes(Text&) -> AnyBytes<Text>;

class FieldReader;

/// Text of which null says that there is none.
template <class Text>
struct NullIfEmpty {
  Text& text;
};
template <class Text>
NullIfEmpty(Text&) -> NullIfEmpty<Text>;

/// A file that is read: its format, where in it, and what is wrong.
struct FieldReading {
  std::string file;
  int format = 0;
  bool exact = false;   ///< its numbers were read without loss (json/exact.hpp)
  std::string at = {};  ///< RFC 6901
  Diagnostics diagnostics = {};

  /// At most twenty are kept.
  void report(std::string message, std::string_view member = {});
  void expected(std::string_view what, const nlohmann::json& value);
  /// Looks up the lines of what is wrong, by the text that was read.
  void find_lines(std::string_view text, const JsonLimits& limits);

  /// Does something one level further in.
  template <class Do>
  void inside(std::string_view token, const Do& action) {
    const std::size_t before = at.size();
    at.append("/").append(escape_token(token));
    action();
    at.resize(before);
  }
};

// ---- Values. An enum has its names by `to_string`, and all of them by `all_of`.

nlohmann::ordered_json json_of(const std::string& text);
nlohmann::ordered_json json_of(bool value);
nlohmann::ordered_json json_of(int value);
nlohmann::ordered_json json_of(std::size_t value);
nlohmann::ordered_json json_of(std::chrono::microseconds took);  ///< in milliseconds
nlohmann::ordered_json json_of(std::chrono::system_clock::time_point time);
nlohmann::ordered_json json_of(AnyBytes<const std::string> bytes);
nlohmann::ordered_json json_of(NullIfEmpty<const std::string> text);

void read_json(FieldReading& in, const nlohmann::json& value, std::string& into);
void read_json(FieldReading& in, const nlohmann::json& value, bool& into);
void read_json(FieldReading& in, const nlohmann::json& value, int& into);
void read_json(FieldReading& in, const nlohmann::json& value, std::size_t& into);
void read_json(FieldReading& in, const nlohmann::json& value, std::chrono::microseconds& into);
void read_json(FieldReading& in, const nlohmann::json& value, std::chrono::system_clock::time_point& into);
void read_json(FieldReading& in, const nlohmann::json& value, AnyBytes<std::string> into);
void read_json(FieldReading& in, const nlohmann::json& value, NullIfEmpty<std::string> into);
/// An object's members "text" and "encoding".
void read_encoded(FieldReader& object, std::string& into);
/// One of these names: its index, or the number of names after a report.
std::size_t read_name(FieldReading& in, const nlohmann::json& value, const std::vector<std::string_view>& names);

template <class Enum>
requires std::is_enum_v<Enum> nlohmann::ordered_json json_of(Enum value) { return std::string{to_string(value)}; }

template <class Enum>
requires std::is_enum_v<Enum>
void read_json(FieldReading& in, const nlohmann::json& value, Enum& into) {
  std::vector<std::string_view> names;
  const auto& all = all_of(into);
  for (const Enum one : all) names.push_back(to_string(one));
  if (const std::size_t index = read_name(in, value, names); index < names.size()) into = all[index];
}

/// A struct, by its list.
template <class T>
requires std::is_class_v<T> nlohmann::ordered_json json_of(const T& value);
template <class T>
requires std::is_class_v<std::remove_reference_t<T>>
void read_json(FieldReading& in, const nlohmann::json& value, T&& into);
/// Null: there is none.
template <class T>
nlohmann::ordered_json json_of(const T* value);
template <class T>
nlohmann::ordered_json json_of(const std::vector<T>& items);
template <class T>
nlohmann::ordered_json json_of(const std::optional<T>& value);
template <class T>
nlohmann::ordered_json json_of(const AnyBytes<const std::vector<T>>& texts);
template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, std::vector<T>& into);
template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, std::optional<T>& into);
template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, AnyBytes<std::vector<T>> into);

/// True for what `optional` leaves out.
template <class T>
bool is_absent(const T& value) {
  return value == T{};
}
template <class Text>
bool is_absent(const AnyBytes<Text>& bytes) {
  return bytes.text.empty();
}

// ---- Objects.

class FieldWriter {
 public:
  template <class T>
  using Value = const T;
  static constexpr bool writes = true;

  template <class T>
  FieldWriter& operator()(const char* name, const T& value) {
    object_[name] = json_of(value);
    return *this;
  }
  /// Left out when it is empty or false.
  template <class T>
  FieldWriter& optional(const char* name, const T& value) {
    return is_absent(value) ? *this : (*this)(name, value);
  }
  /// Named otherwise in formats before `since`.
  template <class T>
  FieldWriter& renamed(const char* name, int, const char*, const T& value) {
    return (*this)(name, value);
  }
  template <class T>
  FieldWriter& optional_renamed(const char* name, int, const char*, const T& value) {
    return optional(name, value);
  }
  /// Not there in formats before `since`.
  template <class T>
  FieldWriter& since(int, const char* name, const T& value) {
    return (*this)(name, value);
  }
  /// What says which file it is; a reader has looked at it before.
  template <class T>
  FieldWriter& head(const char* name, const T& value) {
    object_[name] = value;
    return *this;
  }
  /// An array that is written by others, piece by piece.
  template <class T>
  FieldWriter& long_array(const char* name, const std::vector<T>&) {
    object_[name] = nlohmann::ordered_json::array();
    return *this;
  }

  [[nodiscard]] nlohmann::ordered_json take() { return std::move(object_); }

 private:
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

class FieldReader {
 public:
  template <class T>
  using Value = T;
  static constexpr bool writes = false;

  FieldReader(FieldReading& in, const nlohmann::json& value);

  template <class T>
  FieldReader& operator()(const char* name, T&& into) {
    if (const auto* member = find(name)) {
      read(name, *member, std::forward<T>(into));
    } else if (is_object_) {
      report_missing(name);
    }
    return *this;
  }
  template <class T>
  FieldReader& optional(const char* name, T&& into) {
    if (const auto* member = find(name)) read(name, *member, std::forward<T>(into));
    return *this;
  }
  template <class T>
  FieldReader& renamed(const char* name, int since, const char* former, T&& into) {
    return (*this)(in_.format < since ? former : name, std::forward<T>(into));
  }
  template <class T>
  FieldReader& optional_renamed(const char* name, int since, const char* former, T&& into) {
    return optional(in_.format < since ? former : name, std::forward<T>(into));
  }
  template <class T>
  FieldReader& since(int since, const char* name, T&& into) {
    return in_.format < since ? *this : (*this)(name, std::forward<T>(into));
  }
  template <class T>
  FieldReader& head(const char* name, const T&) {
    known_.emplace_back(name);
    return *this;
  }
  template <class T>
  FieldReader& long_array(const char* name, std::vector<T>& into) {
    return (*this)(name, into);
  }

  /// To be called last: what was not asked for is unknown.
  void end();
  [[nodiscard]] FieldReading& in() { return in_; }

 private:
  [[nodiscard]] const nlohmann::json* find(const char* name);
  void report_missing(const char* name);
  template <class T>
  void read(const char* name, const nlohmann::json& member, T&& into) {
    in_.inside(name, [&] { read_json(in_, member, std::forward<T>(into)); });
  }

  FieldReading& in_;
  const nlohmann::json& value_;
  bool is_object_;
  std::vector<std::string_view> known_;
};

template <class T>
requires std::is_class_v<T> nlohmann::ordered_json json_of(const T& value) {
  FieldWriter writer;
  fields(writer, value);
  return writer.take();
}

template <class T>
requires std::is_class_v<std::remove_reference_t<T>>
void read_json(FieldReading& in, const nlohmann::json& value, T&& into) {
  FieldReader reader{in, value};
  fields(reader, into);
  reader.end();
}

template <class T>
nlohmann::ordered_json json_of(const T* value) {
  return value == nullptr ? nlohmann::ordered_json{} : json_of(*value);
}

template <class T>
nlohmann::ordered_json json_of(const std::optional<T>& value) {
  return value ? json_of(*value) : nlohmann::ordered_json{};
}

template <class T>
nlohmann::ordered_json json_of(const std::vector<T>& items) {
  auto array = nlohmann::ordered_json::array();
  for (const T& item : items) array.push_back(json_of(item));
  return array;
}

template <class T>
nlohmann::ordered_json json_of(const AnyBytes<const std::vector<T>>& texts) {
  auto array = nlohmann::ordered_json::array();
  for (const T& text : texts.text) array.push_back(json_of(AnyBytes{text}));
  return array;
}

template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, std::optional<T>& into) {
  if (!value.is_null()) read_json(in, value, into.emplace());
}

/// Reads an array; `read` gets each element and where it goes.
template <class T, class Read>
void read_array(FieldReading& in, const nlohmann::json& value, std::vector<T>& into, const Read& read) {
  if (!value.is_array()) return in.expected("an array", value);
  into.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i)
    in.inside(std::to_string(i), [&] { read(value[i], into.emplace_back()); });
}

template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, std::vector<T>& into) {
  read_array(in, value, into, [&](const nlohmann::json& element, T& item) { read_json(in, element, item); });
}

template <class T>
void read_json(FieldReading& in, const nlohmann::json& value, AnyBytes<std::vector<T>> into) {
  read_array(in, value, into.text,
             [&](const nlohmann::json& element, T& text) { read_json(in, element, AnyBytes{text}); });
}

}  // namespace conform
