#include "schema/pattern.hpp"

#include <re2/re2.h>

#include <cstdint>
#include <utility>

#include "schema/ecma_regex.hpp"

namespace conform {

Pattern::Pattern(std::string source, std::shared_ptr<const re2::RE2> compiled)
    : source_{std::move(source)}, compiled_{std::move(compiled)} {}

tl::expected<Pattern, std::string> Pattern::compile(std::string_view pattern) {
  const auto translated = translate_ecma_regex(pattern);
  if (!translated) return tl::unexpected{"no regular expression: " + translated.error()};
  if (!translated->unsupported.empty()) {
    return tl::unexpected{"not supported in patterns: " + translated->unsupported};
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  // RE2's compiler takes quadratic time: counted classes, side by side, may take 13 s within its usual 8 MiB.
  options.set_max_mem(std::int64_t{1} << 20U);
  auto compiled = std::make_shared<const re2::RE2>(translated->re2, options);
  if (!compiled->ok()) return tl::unexpected{"not supported in patterns: " + compiled->error()};
  return Pattern{std::string{pattern}, std::move(compiled)};
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *compiled_);
}

}  // namespace conform
