#include <cstdint>

#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;

/// Zeros by the gigabyte: one deflate block of the fixed code (RFC 1951 section 3.2.6) that repeats its first byte, 258
/// at a time, for 13 bits each.
std::string gzip_bomb(std::size_t bytes) {
  std::string stream{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10};
  std::uint32_t pending = 0;
  unsigned bits = 0;
  const auto put = [&](std::uint32_t value, unsigned count) {
    for (unsigned i = count; i-- > 0;) {  // codes go out from their highest bit
      pending |= ((value >> i) & 1U) << bits;
      if (++bits == 8) {
        stream += static_cast<char>(pending);
        pending = 0;
        bits = 0;
      }
    }
  };
  put(0b110, 3);       // the last block, fixed code
  put(0b00110000, 8);  // a zero
  while (stream.size() < bytes) {
    put(0b11000101, 8);  // length 258
    put(0b00000, 5);     // distance 1
  }
  put(0, 7);
  put(0, 7);
  return stream;
}

Behaviour encoded(const std::string& coding, Bytes body) {
  return [coding, body = std::move(body)](RawConnection& connection, const ReceivedRequest&) {
    connection.write(
        response_with("Content-Type: application/vnd.api+json\r\nContent-Encoding: " + coding + "\r\n", body()));
  };
}

Behaviour typed(const std::string& type, const std::string& body) {
  return says(response_with("Content-Type: " + type + "\r\n", body));
}

Expected excluded(const std::string& coding) {
  return {.rule = "contract.json", .words = "encoded as " + coding + ", which the request excluded"};
}

}  // namespace

Misbehaviours contents() {
  return {
      {"content/gzip-bomb", encoded("gzip", [] { return gzip_bomb(3U << 20U); }), excluded("gzip")},
      {"content/gzip-bomb-in-gzip", encoded("gzip, gzip", [] { return gzip_bomb(1U << 20U); }), excluded("gzip, gzip")},
      {"content/gzip-of-garbage", encoded("gzip", [] { return std::string(1000, '\x1f'); }), excluded("gzip")},
      {"content/gzip-of-nothing", encoded("gzip", [] { return std::string{}; }), excluded("gzip")},
      {"content/deflate-of-garbage", encoded("deflate", [] { return std::string{"{}"}; }), excluded("deflate")},
      {"content/unknown-coding",
       encoded("\x1b[2J", [] { return std::string{"{}"}; }),
       {.rule = "contract.json", .words = "which the request excluded"}},
      {"content/gzip-bomb-unannounced", responds([] { return gzip_bomb(3U << 20U); }), no_json()},
      {"content/no-utf8", responds("{\"data\":\"\xff\xfe\xc0\x80\"}"), no_json("UTF-8")},
      {"content/utf8-cut-off", responds("\"\xe2\x82"), no_json()},
      {"content/surrogates-in-utf8", responds("\"\xed\xa0\x80\""), no_json("UTF-8")},
      {"content/overlong-utf8", responds("\"\xc0\xaf\""), no_json("UTF-8")},
      {"content/utf16", responds("\xff\xfe{\0}\0"s), no_json()},
      {"content/utf32", responds("\0\0\xfe\xff\0\0\0{\0\0\0}"s), no_json()},
      {"content/nul", responds("{\"a\":\"\0\"}"s), no_json()},
      {"content/nul-alone", responds(std::string(1000, '\0')), no_json()},
      {"content/control-characters", responds("{\"a\":\"\x01\x1b[2J\x7f\"}"), no_json()},
      {"content/escape-sequences-alone",
       responds("\x1b[2J\x1b]0;title\x07\x9b"
                "1m"),
       no_json()},
      {"content/markup",
       typed("text/html", "<html><script>alert(1)</script>]]>&amp;</html>"),
       {.rule = "contract.media-type", .words = "text/html"}},
      {"content/media-type-of-200-kilobytes",
       typed("a/" + std::string(200U << 10U, 'b'), "{}"),
       {.rule = "contract.media-type", .words = ""}},
      {"content/media-type-of-quotes",
       typed("application/vnd.api+json;" + std::string(10'000, '"'), "{}"),
       {.rule = "contract.media-type", .words = ""}},
  };
}

}  // namespace conform::test
