#include "target/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/suggest.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "target/expand.hpp"

namespace conform {

using nlohmann::json;

void ReadingFile::add_diagnostic(const std::string& pointer, std::string message, std::string hint) {
  std::size_t line = 0;
  // A member that is missing has no line: the object's is the nearest.
  for (std::string_view at = pointer;; at = at.substr(0, at.rfind('/'))) {
    if (const auto found = lines.find(at); found != lines.end()) {
      line = found->second;
      break;
    }
    if (at.empty()) break;
  }
  diagnostics.push_back(
      {.file = name, .line = line, .pointer = pointer, .message = std::move(message), .hint = std::move(hint)});
}

Members::Members(ReadingFile& file, const json& value, std::string pointer, std::string what)
    : file_{file}, object_{value.is_object() ? &value : nullptr}, pointer_{std::move(pointer)}, what_{std::move(what)} {
  if (!object_) file_.add_diagnostic(pointer_, fmt::format("{} must be an object, not {}", what_, type_name(value)));
}

Members::~Members() {
  if (!object_) return;
  for (const auto& [name, value] : object_->items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    file_.add_diagnostic(pointer_to(name), fmt::format("{} has no member \"{}\"", what_, name),
                         did_you_mean(name, known_));
  }
}

std::string Members::pointer_to(std::string_view name) const { return pointer_ + "/" + escape_token(name); }

const json* Members::take(std::string_view name, Need need) {
  known_.emplace_back(name);
  if (!object_) return nullptr;
  const auto found = object_->find(name);
  if (found != object_->end()) return &*found;
  if (need == Need::required) file_.add_diagnostic(pointer_, fmt::format("{} needs a member \"{}\"", what_, name));
  return nullptr;
}

const json* Members::typed(std::string_view name, Need need, std::string_view type) {
  const json* value = take(name, need);
  if (!value || type_name(*value) == type) return value;
  file_.add_diagnostic(pointer_to(name),
                       fmt::format("\"{}\" must be of type {}, not {}", name, type, type_name(*value)));
  return nullptr;
}

bool Members::has(std::string_view name) const { return object_ && object_->contains(name); }

void Members::add_diagnostic(const std::string& pointer, std::string message, std::string hint) {
  file_.add_diagnostic(pointer, std::move(message), std::move(hint));
}

bool Members::skip(std::string_view name) { return take(name) != nullptr; }

const json* Members::array(std::string_view name, Need need) { return typed(name, need, "array"); }
const json* Members::object(std::string_view name, Need need) { return typed(name, need, "object"); }

std::optional<bool> Members::boolean(std::string_view name) {
  const json* value = typed(name, Need::optional, "boolean");
  if (!value) return std::nullopt;
  return value->get<bool>();
}

std::optional<std::int64_t> Members::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const json* value = typed(name, Need::optional, "integer");
  if (!value) return std::nullopt;
  const bool fits = !value->is_number_unsigned() || value->get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  const bool in_range =
      value->is_number_integer() && fits && value->get<std::int64_t>() >= least && value->get<std::int64_t>() <= most;
  if (in_range) return value->get<std::int64_t>();
  file_.add_diagnostic(pointer_to(name), fmt::format("\"{}\" must be from {} to {}", name, least, most));
  return std::nullopt;
}

std::optional<TextValue> Members::filled_in(const std::string& written, const std::string& pointer) {
  TextValue text{.written = written, .value = {}, .pointer = pointer};
  auto value = expand(written, file_.folder, &text.filled_in);
  if (value) {
    text.value = *std::move(value);
    return text;
  }
  file_.add_diagnostic(pointer, std::move(value.error().message), std::move(value.error().hint));
  return std::nullopt;
}

std::optional<TextValue> Members::text(std::string_view name, Need need) {
  const json* value = typed(name, need, "string");
  if (!value) return std::nullopt;
  std::optional<TextValue> text = filled_in(value->get_ref<const std::string&>(), pointer_to(name));
  if (text && text->value.empty()) {
    file_.add_diagnostic(text->pointer, fmt::format("\"{}\" is empty", name));
    return std::nullopt;
  }
  return text;
}

template <class Take>
void Members::each_text(std::string_view name, Take take) {
  const json* list = array(name);
  if (!list) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string pointer = pointer_to(name) + "/" + std::to_string(i);
    const json& element = (*list)[i];
    if (!element.is_string()) {
      file_.add_diagnostic(pointer,
                           fmt::format("\"{}\" must be a list of strings; this is {}", name, type_name(element)));
      continue;
    }
    if (std::optional<TextValue> text = filled_in(element.get_ref<const std::string&>(), pointer)) {
      take(std::move(*text));
    }
  }
}

std::vector<TextValue> Members::texts(std::string_view name) {
  std::vector<TextValue> found;
  std::set<std::string> seen;
  each_text(name, [&](TextValue text) {
    if (text.value.empty()) {
      file_.add_diagnostic(text.pointer, "is empty");
    } else if (!seen.insert(text.value).second) {
      file_.add_diagnostic(text.pointer, fmt::format("\"{}\" is listed twice", text.written));
    } else {
      found.push_back(std::move(text));
    }
  });
  return found;
}

std::vector<TextValue> Members::arguments(std::string_view name) {
  std::vector<TextValue> found;
  each_text(name, [&](TextValue text) { found.push_back(std::move(text)); });
  return found;
}

}  // namespace conform
