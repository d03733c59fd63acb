#include "json/text.hpp"

#include <nlohmann/json.hpp>

#include "base/printable.hpp"
#include "json/compare.hpp"

namespace conform {
namespace {

std::string json_line(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Untrusted clipped(const nlohmann::json& value, std::size_t max_bytes) {
  return {json_line(value), max_bytes, Untrusted::Form::json};
}

Untrusted json_quoted(std::string_view bytes, std::size_t max_bytes) {
  const std::string_view kept = beginning(bytes, max_bytes + Untrusted::margin);
  std::string line = json_line(std::string{kept});
  if (kept.size() == bytes.size()) return {line, max_bytes, Untrusted::Form::json};
  line.pop_back();  // the quotation mark behind it: the text goes on
  return {line, max_bytes, Untrusted::Form::json, line.size() + (bytes.size() - kept.size()) + 1};
}

std::string type_name(const nlohmann::json& value) {
  if (value.is_number()) return is_integral(value) ? "integer" : "number";
  return value.type_name();
}

}  // namespace conform
