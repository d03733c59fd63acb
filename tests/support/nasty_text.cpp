#include "support/nasty_text.hpp"

#include <vector>

namespace conform::test {
namespace {

using namespace std::string_literals;

std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

rc::Gen<std::string> text_fragment() {
  return rc::gen::oneOf(
      rc::gen::element("a"s, "status"s, "404"s, " "s, "\n"s, "\r\n"s, "\r"s, "\t"s, "\0"s, "\x01"s, "\x1b[31m"s,
                       "\x1b]0;title\x07"s, "\x7f"s, "\u0085"s, "\u009b2J"s, "\u202E"s, "\u2066"s, "\u2028"s, "\uFEFF"s,
                       "\uFFFE"s, "\uFFFF"s, "\U0001F600"s, "\U000E0041"s, "\U0010FFFF"s),
      rc::gen::element("]]>"s, "<![CDATA["s, "<script>"s, "&amp;"s, "&#27;"s, "\"'"s, "-->"s, "<?xml?>"s, "\\u0000"s,
                       "/"s, "."s, "["s, "]"s, "a=b"s, ","s, "[[ATTACHMENT|/etc/passwd]]"s, "… [9 bytes in all"s,
                       std::string(700, 'x')));
}

rc::Gen<std::string> byte_fragment() {
  return rc::gen::oneOf(text_fragment(),
                        rc::gen::element("\xff"s, "\xc3"s, "\xc3\x28"s, "\xed\xa0\x80"s, "\xf8\x88\x80\x80\x80"s,
                                         "\x80"s, "\x9b"s, "\xc0\x80"s, "\xf4\x90\x80\x80"s, "\xef\xbf"s),
                        rc::gen::string<std::string>());
}

}  // namespace

rc::Gen<std::string> nasty_bytes() {
  return rc::gen::map(rc::gen::resize(6, rc::gen::container<std::vector<std::string>>(byte_fragment())), join);
}

rc::Gen<std::string> nasty_text() {
  return rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(text_fragment())), join);
}

}  // namespace conform::test
