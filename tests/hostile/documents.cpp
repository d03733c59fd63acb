#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::string members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text += "\"" + std::to_string(i) + "\":0,";
  return text + "\"\":0}";
}

/// The good response with its first name (a string, with its quotes) replaced.
Behaviour first_name(Bytes value) {
  return [value = std::move(value)](RawConnection& connection, const ReceivedRequest& received) {
    std::string body = received.good_response.substr(received.good_response.find("\r\n\r\n") + 4);
    const std::string member = "\"firstName\":";
    const std::size_t begin = body.find(member) + member.size();
    const std::size_t end = body.find('"', begin + 1) + 1;
    connection.write(
        response_with("Content-Type: application/vnd.api+json\r\n", body.replace(begin, end - begin, value())));
  };
}

Expected beyond(const std::string& words) {
  return {.outcome = "errored", .rule = "", .words = "beyond the limits of this suite: " + words};
}
Expected twice() { return {.rule = "contract.json-unique", .words = "duplicate member"}; }
Expected no_user(std::string words = {}) { return {.rule = "contract.user", .words = std::move(words)}; }

}  // namespace

Misbehaviours documents() {
  return {
      {"json/million-nested-arrays", responds([] { return std::string(1'000'000, '['); }),
       beyond("nested deeper than 256 levels")},
      {"json/million-nested-arrays-closed",
       responds([] { return std::string(1'000'000, '[') + std::string(1'000'000, ']'); }),
       beyond("nested deeper than 256 levels")},
      {"json/million-nested-objects", responds([] { return repeated("{\"\":", 1'000'000); }),
       beyond("nested deeper than 256 levels")},
      {"json/256-nested-arrays", responds([] { return std::string(256, '[') + std::string(256, ']'); }), no_user()},
      {"json/256-nested-arrays-in-an-attribute",
       first_name([] { return std::string(250, '[') + std::string(250, ']'); }), no_user()},
      {"json/members-of-4-megabytes", responds([] { return members(350'000); }), beyond("more than ")},
      {"json/zeros-of-4-megabytes", responds([] { return "[" + repeated("0,", 2'000'000) + "0]"; }),
       beyond("more than ")},
      {"json/empty-arrays-of-4-megabytes", responds([] { return "[" + repeated("[],", 1'350'000) + "0]"; }),
       beyond("more than ")},
      {"json/90000-members", responds([] { return members(90'000); }), no_user()},
      {"json/90000-errors", responds([] { return "{\"errors\":[" + repeated("{},", 90'000) + "{}]}"; }), no_user()},
      {"json/integer-of-100000-digits", responds([] { return std::string(100'000, '7'); }), beyond("number ")},
      {"json/fraction-of-100000-digits", responds([] { return "0." + std::string(100'000, '7'); }), no_user()},
      {"json/exponent-of-100000-digits", responds([] { return "1e" + std::string(100'000, '9'); }), beyond("number ")},
      {"json/number-in-a-document", first_name([] { return std::string(300, '7'); }), no_user()},
      {"json/number-below-the-doubles", first_name([] { return std::string{"1e-99999"}; }), no_user()},
      {"json/duplicate-members", responds(R"({"data":1,"data":2})"), twice()},
      {"json/duplicate-members-by-escapes", responds(R"({"data":1,"d\u0061ta":2})"), twice()},
      {"json/lone-high-surrogate", responds(R"("\ud800")"), no_user()},
      {"json/lone-low-surrogate", responds(R"("\udc00")"), no_user()},
      {"json/surrogates-in-the-wrong-order", responds(R"("\udc00\ud800")"), no_user()},
      {"json/lone-surrogate-in-a-name", responds(R"({"\udfff":1})"), no_user()},
      {"json/nan", responds("NaN"), no_json("NaN")},
      {"json/infinity", responds("[-Infinity]"), no_json("Infinity")},
      {"json/byte-order-mark", responds("\xef\xbb\xbf{}"), no_json("byte order mark")},
      {"json/trailing-garbage", responds("{}garbage"), no_json("after the end")},
      {"json/two-documents", responds("{}{}"), no_json("after the end")},
      {"json/trailing-nul", responds([] { return std::string("{}\0", 3); }), no_json("after the end")},
      {"json/cut-off", responds(R"({"data":{"type":"User)"), no_json("")},
      {"json/comments", responds("{/* */}"), no_json("")},
      {"json/single-quotes", responds("{'data':1}"), no_json("")},
      {"json/empty", responds(""), no_json("")},
      {"json/escapes-of-4-megabytes", responds([] { return "\"" + repeated("\\u0041", 690'000) + "\""; }), no_user()},
      {"json/string-of-3-megabytes", first_name([] { return "\"" + std::string(3U << 20U, 'x') + "\""; }), passed},
      {"json/name-of-3-megabytes", responds([] { return "{\"" + std::string(3U << 20U, 'n') + "\":1}"; }), no_user()},
      {"json/escape-sequences-in-a-value",
       first_name([] { return std::string{R"("\u001b[2J\u001b]0;title\u0007\u009b1m")"}; }), passed},
      {"json/escape-sequences-in-a-name", responds(R"({"\u001b[2J]]>":1})"), no_user()},
      {"json/right-to-left-override", responds(R"({"\u202egnp.exe":1})"), no_user()},
      {"json/format-that-takes-backtracking",
       first_name([] { return "\"" + std::string(100'000, 'a') + "!" + std::string(100'000, '.') + "\""; }), passed},
  };
}

}  // namespace conform::test
