#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "check/media_type.hpp"

namespace conform {
namespace {

std::string a_token() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::elementOf(std::string{"abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~"})));
}

std::string a_space() { return *rc::gen::element<std::string>("", " ", "\t "); }

std::string quoted(const std::string& value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

RC_GTEST_PROP(MediaType, ReadsWhatWasWritten, ()) {
  MediaType wanted{.essence = a_token() + "/" + a_token(), .parameters = {}};
  std::string text = a_space() + wanted.essence;
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    const std::string name = a_token();
    const bool in_quotes = *rc::gen::arbitrary<bool>();
    const std::string value =
        in_quotes ? *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"a ;=\"\\,/"})) : a_token();
    text += a_space() + ";" + a_space() + name + "=" + (in_quotes ? quoted(value) : value);
    wanted.parameters.emplace_back(name, value);
  }
  text += a_space();
  RC_LOG() << text << "\n";
  RC_ASSERT(parse_media_type(text) == wanted);
}

RC_GTEST_PROP(MediaType, SurvivesAnyBytes, (const std::string& bytes)) {
  const auto parsed = parse_media_type(bytes);
  if (parsed) RC_ASSERT(parsed->essence.find('/') != std::string::npos);
}

}  // namespace
}  // namespace conform
