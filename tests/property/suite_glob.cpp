#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

#include "plan/plan.hpp"

namespace conform {
namespace {

// The definition, without regard to time.
bool naive(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.front() == '*') return naive(glob.substr(1), text) || (!text.empty() && naive(glob, text.substr(1)));
  return !text.empty() && (glob.front() == '?' || glob.front() == text.front()) &&
         naive(glob.substr(1), text.substr(1));
}

rc::Gen<std::string> text_of(const std::string& letters, int longest) {
  return rc::gen::resize(longest, rc::gen::container<std::string>(rc::gen::elementOf(letters)));
}

RC_GTEST_PROP(Glob, AgreesWithItsDefinition, ()) {
  const std::string glob = *text_of("ab*?[", 8);
  const std::string text = *text_of("ab[", 12);
  RC_CLASSIFY(naive(glob, text), "matches");
  RC_ASSERT(matches_glob(glob, text) == naive(glob, text));
}

/// Globs that are made from the text, so that many of them match.
RC_GTEST_PROP(Glob, AgreesWithItsDefinitionNearATextThatItMatches, ()) {
  const std::string text = *text_of("aab/", 12);
  std::string glob;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        glob += '*';
        break;
      case 1:
        glob += '?';
        break;
      case 2:
        glob += "*";
        glob += text[i];
        break;
      default:
        glob += text[i];
    }
  }
  RC_CLASSIFY(naive(glob, text), "matches");
  RC_ASSERT(matches_glob(glob, text) == naive(glob, text));
}

RC_GTEST_PROP(Glob, WithoutWildcardsMatchesItselfAlone, (const std::string& a, const std::string& b)) {
  RC_PRE(a.find_first_of("*?") == std::string::npos);
  RC_ASSERT(matches_glob(a, a));
  RC_ASSERT(matches_glob(a, b) == (a == b));
}

}  // namespace
}  // namespace conform
