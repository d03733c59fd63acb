#include "schema/pattern.hpp"

#include <re2/re2.h>

#include <cstdint>
#include <utility>

#include "schema/ecma_regex.hpp"

namespace conform {
namespace {

std::shared_ptr<const re2::RE2> compiled_by_re2(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  // RE2's compiler takes quadratic time: counted classes, side by side, may take 13 s within its usual 8 MiB.
  options.set_max_mem(std::int64_t{1} << 20U);
  return std::make_shared<const re2::RE2>(pattern, options);
}

bool is_too_large(const re2::RE2& compiled) {
  return compiled.error_code() == re2::RE2::ErrorPatternTooLarge || compiled.error_code() == re2::RE2::ErrorRepeatSize;
}

}  // namespace

Pattern::Pattern(std::string source, std::shared_ptr<const re2::RE2> compiled)
    : source_{std::move(source)}, compiled_{std::move(compiled)} {}

tl::expected<Pattern, std::string> Pattern::compile(std::string_view pattern) {
  const auto translated = translate_ecma_regex(pattern);
  if (!translated) return tl::unexpected{"no regular expression: " + translated.error()};
  auto compiled = compiled_by_re2(translated->re2);
  if (is_too_large(*compiled)) return tl::unexpected{"not supported in patterns: " + compiled->error()};
  if (!compiled->ok()) return tl::unexpected{"no regular expression: " + compiled->error()};
  if (!translated->unsupported.empty()) {
    return tl::unexpected{"not supported in patterns: " + translated->unsupported};
  }
  return Pattern{std::string{pattern}, std::move(compiled)};
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *compiled_);
}

bool is_regex(std::string_view text) {
  const auto translated = translate_ecma_regex(text);
  if (!translated) return false;
  const auto compiled = compiled_by_re2(translated->re2);
  return compiled->ok() || is_too_large(*compiled);
}

}  // namespace conform
