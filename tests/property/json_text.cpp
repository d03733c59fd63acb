#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "property/json_values.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::size_t values_in(const json& value) {
  std::size_t count = 1;
  if (value.is_structured()) {
    for (const json& part : value) count += values_in(part);
  }
  return count;
}

RC_GTEST_PROP(ParseJson, ReadsBackWhatWasWritten, ()) {
  const json value = *any_json();
  const auto compact = parse_json(value.dump());
  RC_ASSERT(compact.has_value());
  RC_ASSERT(equal_json(*compact, value));
  const auto ascii = parse_json(value.dump(2, ' ', true));
  RC_ASSERT(ascii.has_value());
  RC_ASSERT(equal_json(*ascii, value));
}

/// Texts that are nearly JSON: what another parser accepts is accepted with the same value, except for what this one
/// refuses by promise.
RC_GTEST_PROP(ParseJson, AgreesWithAnotherParserOnDamagedText, ()) {
  std::string text = (*any_json()).dump();
  const auto damage = *rc::gen::inRange(1, 4);
  for (int i = 0; i < damage; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const char c = *rc::gen::elementOf(std::string{"[]{},:\"\\0123456789.eE+-tfnu \n\t/\x01\x80\xC3\xA9\xED"});
    if (*rc::gen::arbitrary<bool>() && at < text.size()) {
      text[at] = c;
    } else {
      text.insert(at, 1, c);
    }
  }
  const json other = json::parse(text, nullptr, false);
  const auto ours = parse_json(text);
  if (ours) {
    RC_ASSERT(!other.is_discarded());
    RC_ASSERT(equal_json(*ours, other));
    return;
  }
  const std::string message = plain(ours.error().message);
  const bool by_promise = message.starts_with("duplicate member") || message.ends_with("beyond the range of a double");
  RC_ASSERT(other.is_discarded() || by_promise);
  RC_ASSERT(ours.error().offset <= text.size());
}

RC_GTEST_PROP(ParseJson, SurvivesAnyBytes, (const std::vector<unsigned char>& bytes)) {
  const std::string text(bytes.begin(), bytes.end());
  const auto value = parse_json(text, {.comments = *rc::gen::arbitrary<bool>()});
  if (!value) RC_ASSERT(!value.error().message.empty());
}

RC_GTEST_PROP(ParseJson, NotesALineForEveryValue, ()) {
  const json value = *any_json();
  JsonLines lines;
  RC_ASSERT(parse_json(value.dump(1), {}, &lines).has_value());
  for (const auto& [pointer, line] : lines) {
    RC_ASSERT(resolve_pointer(value, pointer) != nullptr);
    RC_ASSERT(line >= 1U);
  }
  RC_ASSERT(lines.size() == values_in(value));
}

RC_GTEST_PROP(Clipped, IsOneShortLineOfUtf8, ()) {
  const json value = *any_json();
  const auto limit = *rc::gen::inRange<std::size_t>(0, 60);
  const std::string text = plain(clipped(value, limit));
  RC_ASSERT(is_utf8(text));
  RC_ASSERT(text.find('\n') == std::string::npos);
  RC_ASSERT(text.size() <= limit * 6 + 40);
}

RC_GTEST_PROP(JsonPointer, SplitsWhatWasEscaped, (const std::vector<std::string>& tokens)) {
  std::string pointer;
  for (const std::string& token : tokens) pointer += "/" + escape_token(token);
  RC_ASSERT(split_pointer(pointer) == tokens);
}

}  // namespace
}  // namespace conform
