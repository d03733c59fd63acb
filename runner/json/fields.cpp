#include "json/fields.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/base64.hpp"
#include "base/gate.hpp"
#include "base/number.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "json/exact.hpp"
#include "json/text.hpp"

namespace conform {

using nlohmann::json;
using nlohmann::ordered_json;

void FieldReading::report(std::string message, std::string_view member) {
  constexpr std::size_t most_reported = 20;
  if (diagnostics.size() >= most_reported) return;
  const std::string pointer = member.data() == nullptr ? at : at + '/' + escape_token(member);
  diagnostics.push_back(Diagnostic::about_place(file, pointer, std::move(message)));
}

void FieldReading::expected(std::string_view what, const json& value) {
  // `clipped` does not know numbers that were read without loss.
  const tl::expected<json, JsonError> by_value = exact ? parse_json(exact_text(value)) : value;
  report(std::string{"expected "}.append(what).append(", found ") +
         plain(clipped(by_value ? *by_value : json("…"), 80)));
}

void FieldReading::find_lines(std::string_view text, const JsonLimits& limits) {
  JsonLines lines;
  if (diagnostics.empty() || !parse_json(text, limits, &lines)) return;
  for (Diagnostic& diagnostic : diagnostics) {
    if (const auto line = lines.find(diagnostic.pointer); line != lines.end()) diagnostic.line = line->second;
  }
}

ordered_json json_of(const std::string& text) { return text; }
ordered_json json_of(bool value) { return value; }
ordered_json json_of(int value) { return value; }
ordered_json json_of(std::size_t value) { return value; }
ordered_json json_of(std::chrono::microseconds took) { return static_cast<double>(took.count()) / 1e3; }
ordered_json json_of(std::chrono::system_clock::time_point time) { return precise_timestamp(time); }

ordered_json json_of(AnyBytes<const std::string> bytes) {
  if (is_utf8(bytes.text)) return bytes.text;
  return {{"text", base64_of(bytes.text)}, {"encoding", "base64"}};
}

ordered_json json_of(NullIfEmpty<const std::string> text) {
  return text.text.empty() ? ordered_json{} : ordered_json(text.text);
}

void read_json(FieldReading& in, const json& value, std::string& into) {
  if (!value.is_string()) return in.expected("a string", value);
  into = value.get_ref<const std::string&>();
}

void read_json(FieldReading& in, const json& value, bool& into) {
  if (!value.is_boolean()) return in.expected("true or false", value);
  into = value.get<bool>();
}

void read_json(FieldReading& in, const json& value, int& into) {
  constexpr std::int64_t largest = 2'147'483'647;
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) ||
      value.get<std::int64_t>() < -largest) {
    return in.expected("a whole number", value);
  }
  into = value.get<int>();
}

void read_json(FieldReading& in, const json& value, std::size_t& into) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 53U;  // beyond it, other readers of JSON lose digits
  std::optional<std::uint64_t> number;
  if (value.is_number_unsigned()) number = value.get<std::uint64_t>();
  if (in.exact && value.is_binary()) number = whole_number(exact_text(value));
  if (!number || *number > largest) return in.expected("a whole number from 0 to 2^53", value);
  into = *number;
}

void read_json(FieldReading& in, const json& value, std::chrono::microseconds& into) {
  if (!value.is_number() || std::abs(value.get<double>()) > 1e12) return in.expected("milliseconds", value);
  into = std::chrono::microseconds{std::llround(value.get<double>() * 1e3)};
}

void read_json(FieldReading& in, const json& value, std::chrono::system_clock::time_point& into) {
  const auto time = value.is_string() ? parse_timestamp(value.get_ref<const std::string&>()) : std::nullopt;
  if (!time) return in.expected("a time such as \"2024-05-01T09:30:00.250Z\"", value);
  into = *time;
}

void read_json(FieldReading& in, const json& value, AnyBytes<std::string> into) {
  if (value.is_string()) return read_json(in, value, into.text);
  if (!value.is_object()) return in.expected("a string, or base64 in an object", value);
  if (!value.contains("encoding")) in.report("the member \"encoding\" is missing");
  FieldReader object{in, value};
  read_encoded(object, into.text);
  object.end();
}

void read_json(FieldReading& in, const json& value, NullIfEmpty<std::string> into) {
  if (!value.is_null()) read_json(in, value, into.text);
}

void read_encoded(FieldReader& object, std::string& into) {
  std::string encoding;
  object("text", into).optional("encoding", encoding);
  FieldReading& in = object.in();
  if (encoding.empty()) return;
  if (encoding != "base64") return in.inside("encoding", [&] { in.expected("\"base64\"", encoding); });
  if (auto bytes = from_base64(into)) {
    into = *std::move(bytes);
  } else {
    in.report("is not base64", "text");
  }
}

std::size_t read_name(FieldReading& in, const json& value, const std::vector<std::string_view>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value == names[i]) return i;
    all.append(i == 0 ? "\"" : ", \"").append(names[i]).append("\"");
  }
  in.expected("one of " + all, value);
  return names.size();
}

FieldReader::FieldReader(FieldReading& in, const json& value) : in_{in}, value_{value}, is_object_{value.is_object()} {
  if (!is_object_) in.expected("an object", value);
}

const json* FieldReader::find(const char* name) {
  known_.emplace_back(name);
  const auto member = is_object_ ? value_.find(name) : value_.end();
  return is_object_ && member != value_.end() ? &*member : nullptr;
}

void FieldReader::report_missing(const char* name) {
  in_.report(std::string{"the member \""} + name + "\" is missing");
}

void FieldReader::end() {
  if (!is_object_) return;
  for (const auto& [name, ignored] : value_.items()) {
    if (std::ranges::find(known_, name) == known_.end()) in_.report("unknown member", name);
  }
}

}  // namespace conform
