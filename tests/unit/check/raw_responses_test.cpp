// Raw responses and what a run says of them: the reader of responses and the contract check together. Of each the
// section that makes it legal or not. Nothing legal is refused; nothing illegal is silent.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/response_reader.hpp"
#include "unit/check/book.hpp"

namespace conform::raw_responses {
namespace {

using namespace std::string_literals;
using test::check;

enum class Said { fine, should, must, beyond };

/// Fine: legal, and served as if it were plain. Should: illegal, and can be read. Must: illegal, and cannot; or nothing
/// that a client of this API could use. Beyond: legal, and over a limit of this suite.
struct Raw {
  const char* section;  ///< "RFC 9112 §4"
  Said said;
  std::string bytes;
  const char* method = "GET";  ///< getUser, or PUT for setUserAttributes
};

const std::string document = test::user_document().dump();
const std::string type = "Content-Type: application/vnd.api+json\r\n";

std::string length_of(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }
std::string in_hex(std::size_t number) {
  std::string digits;
  for (; number > 0; number /= 16) digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
  return digits;
}

/// A right response with another status line.
std::string status_line(const std::string& line) {
  return line + "\r\n" + type + length_of(document) + "\r\n" + document;
}
/// A right response with these bytes behind its status line; they have their own line ends.
std::string lines(const std::string& text) {
  return "HTTP/1.1 200 OK\r\n" + text + type + length_of(document) + "\r\n" + document;
}
/// A right response with a field of this value.
std::string value(const std::string& text) { return lines("X-Note:" + text + "\r\n"); }
/// A right response whose framing is this; `body` is what follows the head.
std::string framed(const std::string& fields, const std::string& body = document) {
  return "HTTP/1.1 200 OK\r\n" + type + fields + "\r\n" + body;
}
/// A right response in chunks, as they are given.
std::string chunks(const std::string& text) { return framed("Transfer-Encoding: chunked\r\n", text); }
/// The document in one chunk whose size has this behind it.
std::string extended(const std::string& extension) {
  return chunks(in_hex(document.size()) + extension + "\r\n" + document + "\r\n0\r\n\r\n");
}
/// The document in one chunk whose size is written so.
std::string sized(const std::string& size) { return chunks(size + "\r\n" + document + "\r\n0\r\n\r\n"); }
/// The document in one chunk, and these trailers.
std::string trailed(const std::string& text) {
  return chunks(in_hex(document.size()) + "\r\n" + document + "\r\n0\r\n" + text + "\r\n");
}
/// A right response behind these 1xx responses.
std::string behind(const std::string& interim) { return interim + lines(""); }

std::vector<Raw> status_lines() {
  constexpr auto line = "RFC 9112 §4";
  constexpr auto version = "RFC 9112 §2.3";
  constexpr auto code = "RFC 9110 §15";
  return {
      {line, Said::fine, status_line("HTTP/1.1 200 OK")},
      {line, Said::fine, status_line("HTTP/1.1 200 ")},
      {line, Said::fine, status_line("HTTP/1.1 200 All is well")},
      {line, Said::fine, status_line("HTTP/1.1 200 OK ")},
      {line, Said::fine, status_line("HTTP/1.1 200  OK")},
      {line, Said::fine, status_line("HTTP/1.1 200 a\tb")},
      {line, Said::fine, status_line("HTTP/1.1 200 \t")},
      {line, Said::fine, status_line("HTTP/1.1 200 404 Not Found")},
      {line, Said::fine, status_line("HTTP/1.1 200 HTTP/1.1 200 OK")},
      {line, Said::fine, status_line("HTTP/1.1 200 Sch\xf6n")},
      {line, Said::fine, status_line("HTTP/1.1 200 \xe2\x9c\x93")},
      {line, Said::fine, status_line("HTTP/1.1 200 \x80\xff")},
      {line, Said::fine, status_line("HTTP/1.1 200 !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"\\")},
      {line, Said::fine, status_line("HTTP/1.1 200 " + std::string(4000, 'x'))},
      {line, Said::should, status_line("HTTP/1.1 200")},
      {line, Said::should, status_line("HTTP/1.0 200")},
      {line, Said::should, status_line("HTTP/1.1 200 \x01")},
      {line, Said::should, status_line("HTTP/1.1 200 O\x08K")},
      {line, Said::should, status_line("HTTP/1.1 200 O\x0bK")},
      {line, Said::should, status_line("HTTP/1.1 200 O\x0cK")},
      {line, Said::should, status_line("HTTP/1.1 200 \x1b[2J")},
      {line, Said::should, status_line("HTTP/1.1 200 OK\x7F")},
      {line, Said::should, status_line("HTTP/1.1 200 \x1f")},
      {line, Said::must, status_line("HTTP/1.1 200 O\0K"s)},
      {line, Said::must, status_line("HTTP/1.1 200 O\rK")},
      {line, Said::must, status_line("HTTP/1.1 200OK")},
      {line, Said::must, status_line("HTTP/1.1 200\tOK")},
      {line, Said::must, status_line("HTTP/1.1\t200 OK")},
      {line, Said::must, status_line("HTTP/1.1  200 OK")},
      {line, Said::must, status_line("HTTP/1.1 20 OK")},
      {line, Said::must, status_line("HTTP/1.1 2000 OK")},
      {line, Said::must, status_line("HTTP/1.1 2x0 OK")},
      {line, Said::must, status_line("HTTP/1.1 -200 OK")},
      {line, Said::must, status_line("HTTP/1.1 +20 OK")},
      {line, Said::must, status_line("HTTP/1.1 OK")},
      {line, Said::must, status_line("HTTP/1.1 ")},
      {line, Said::must, status_line("HTTP/1.1")},
      {line, Said::must, status_line("200 OK")},
      {line, Said::must, status_line(" HTTP/1.1 200 OK")},
      {"RFC 9112 §2.2", Said::must, status_line("\r\nHTTP/1.1 200 OK")},
      {"RFC 9112 §2.2", Said::must, "HTTP/1.1 200 OK\n" + type + length_of(document) + "\r\n" + document},
      {version, Said::fine, status_line("HTTP/1.0 200 OK")},
      {version, Said::fine, status_line("HTTP/1.2 200 OK")},
      {version, Said::fine, status_line("HTTP/1.9 200 OK")},
      {version, Said::must, status_line("HTTP/2.0 200 OK")},
      {version, Said::must, status_line("HTTP/2 200")},
      {version, Said::must, status_line("HTTP/0.9 200 OK")},
      {version, Said::must, status_line("HTTP/1.10 200 OK")},
      {version, Said::must, status_line("HTTP/1 200 OK")},
      {version, Said::must, status_line("HTTP/1. 200 OK")},
      {version, Said::must, status_line("http/1.1 200 OK")},
      {version, Said::must, status_line("HTTP /1.1 200 OK")},
      {version, Said::must, status_line("HTTP/1,1 200 OK")},
      {version, Said::must, status_line("HTTPS/1.1 200 OK")},
      {version, Said::must, status_line("ICY 200 OK")},
      {code, Said::must, status_line("HTTP/1.1 000 None")},
      {code, Said::must, status_line("HTTP/1.1 099 None")},
      {code, Said::must, status_line("HTTP/1.1 600 Odd")},
      {code, Said::must, status_line("HTTP/1.1 999 Odd")},
      {"RFC 9110 §7.8", Said::must, status_line("HTTP/1.1 101 Switching Protocols")},
  };
}

std::vector<Raw> fields() {
  constexpr auto chars = "RFC 9110 §5.5";
  constexpr auto name = "RFC 9110 §5.1";
  constexpr auto space = "RFC 9112 §5";
  constexpr auto fold = "RFC 9112 §5.2";
  constexpr auto once = "RFC 9110 §5.3";
  return {
      {chars, Said::fine, value("")},
      {chars, Said::fine, value(" ")},
      {chars, Said::fine, value("x")},
      {chars, Said::fine, value(" a b  c ")},
      {chars, Said::fine, value(" a\tb")},
      {chars, Said::fine, value("\t \ta\t")},
      {chars, Said::fine, value(" gr\xfc\xdf")},
      {chars, Said::fine, value(" \xe2\x82\xac")},
      {chars, Said::fine, value(" \x80\x9b\xff")},
      {chars, Said::fine, value(" \"quoted \\\" string\"; (comment)")},
      {chars, Said::fine, value(" :::")},
      {chars, Said::fine, value(" " + std::string(9000, 'x'))},
      {chars, Said::should, value(" a\x01z")},
      {chars, Said::should, value(" a\x07z")},
      {chars, Said::should, value(" a\x08")},
      {chars, Said::should, value(" \x0b")},
      {chars, Said::should, value(" a\x0cz")},
      {chars, Said::should, value(" \x1b[1m")},
      {chars, Said::should, value(" \x1f")},
      {chars, Said::should, value(" a\x7Fz")},
      {chars, Said::should, lines("Server: a\x02\r\n")},
      {chars, Said::should, lines("ETag: \"\x03\"\r\n")},
      {chars, Said::should, lines("Set-Cookie: a=\x01\r\n")},
      {chars, Said::must, value(" a\0z"s)},
      {chars, Said::must, value(" a\rz")},
      {chars, Said::must, value(" a\r")},
      {"RFC 9112 §2.2", Said::must, lines("X-Note: a\n")},
      {"RFC 9112 §2.2", Said::must, lines("X-Note: a\nX-More: b\r\n")},
      {name, Said::fine, lines("x: 1\r\n")},
      {name, Said::fine, lines("X-1_2.3!#$%&'*+^`|~: 1\r\n")},
      {name, Said::fine, lines("123: 1\r\n")},
      {name, Said::fine, lines("X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n")},
      {name, Said::fine,
       "HTTP/1.1 200 OK\r\nCONTENT-TYPE: application/vnd.api+json\r\ncontent-length: " +
           std::to_string(document.size()) + "\r\n\r\n" + document},
      {name, Said::must, lines(": 1\r\n")},
      {name, Said::must, lines("X Y: 1\r\n")},
      {name, Said::must, lines("X(Y): 1\r\n")},
      {name, Said::must, lines("X@Y: 1\r\n")},
      {name, Said::must, lines("\"X\": 1\r\n")},
      {name, Said::must, lines("X\xc3\xbc: 1\r\n")},
      {name, Said::must, lines("X\x01: 1\r\n")},
      {name, Said::must, lines("X\0Y: 1\r\n"s)},
      {space, Said::must, lines("X-Note\r\n")},
      {space, Said::must, lines("X-Note=1\r\n")},
      {"RFC 9112 §5.1", Said::must, lines("X-Note : 1\r\n")},
      {"RFC 9112 §5.1", Said::must, lines("X-Note\t: 1\r\n")},
      {fold, Said::should, lines("X-Note: a\r\n b\r\n")},
      {fold, Said::should, lines("X-Note: a\r\n\tb\r\n")},
      {fold, Said::should, lines("X-Note: a\r\n   b\r\n c\r\n")},
      {fold, Said::should, lines("X-Note:\r\n a\r\n")},
      {fold, Said::should, lines("X-Note: a\r\n \r\n")},
      {fold, Said::should, lines("X-Note: a\r\n X-More: b\r\n")},
      {fold, Said::should, lines("Server: a\r\n b\r\n")},
      {fold, Said::should,
       "HTTP/1.1 200 OK\r\nContent-Type:\r\n application/vnd.api+json\r\n" + length_of(document) + "\r\n" + document},
      {fold, Said::should,
       "HTTP/1.1 200 OK\r\n" + type + "Content-Length:\r\n " + std::to_string(document.size()) + "\r\n\r\n" + document},
      {fold, Said::must, lines(" X-Note: a\r\n")},
      {fold, Said::must, lines("\tfolded\r\n")},
      {once, Said::fine, lines("Vary: Accept\r\nVary: Origin\r\n")},
      {once, Said::fine, lines("Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n")},
      {once, Said::fine, lines("Cache-Control: no-store\r\nCache-Control: private\r\n")},
      {once, Said::fine, lines("Via: 1.1 a\r\nvia: 1.1 b\r\n")},
      {once, Said::fine, lines("WWW-Authenticate: Bearer\r\nWWW-Authenticate: Basic realm=\"a, b\"\r\n")},
      {once, Said::fine, lines("Link: </a>\r\nLink: </b>\r\nAllow: GET\r\nAllow: PUT\r\n")},
      {once, Said::fine, lines("Connection: keep-alive\r\nConnection: x-hop\r\n")},
      {once, Said::fine, lines("X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n")},
      {once, Said::fine, lines("Warning: 199 a \"b\"\r\nWarning: 299 a \"c\"\r\n")},
      {once, Said::fine, lines("Date: Tue, 01 Dec 2026 00:00:00 GMT\r\n")},
      {once, Said::should, lines("Date: Tue, 01 Dec 2026 00:00:00 GMT\r\nDate: Tue, 01 Dec 2026 00:00:00 GMT\r\n")},
      {once, Said::should, lines("Server: a\r\nServer: b\r\n")},
      {once, Said::should, lines("ETag: \"1\"\r\nETag: \"2\"\r\n")},
      {once, Said::should, lines("Location: /a\r\nlocation: /b\r\n")},
      {once, Said::should, lines("Last-Modified: a\r\nLast-Modified: a\r\n")},
      {once, Said::should, lines("Retry-After: 1\r\nRetry-After: 2\r\n")},
      {once, Said::should, lines("Expires: 0\r\nExpires: 0\r\n")},
      {once, Said::should, lines("Age: 1\r\nAge: 2\r\n")},
      {once, Said::must, lines(type)},
      {once, Said::must, lines("Content-Type: text/html\r\n")},
  };
}

std::vector<Raw> lengths() {
  constexpr auto length = "RFC 9110 §8.6";
  constexpr auto framing = "RFC 9112 §6.3";
  constexpr auto coding = "RFC 9112 §6.1";
  const std::string size = std::to_string(document.size());
  const std::string put = "PUT";
  return {
      {length, Said::fine, framed("Content-Length:" + size + "\r\n")},
      {length, Said::fine, framed("Content-Length: \t" + size + " \r\n")},
      {length, Said::fine, framed("Content-Length: 000" + size + "\r\n")},
      {length, Said::should, framed("Content-Length: " + size + "\r\nContent-Length: " + size + "\r\n")},
      {length, Said::should, framed("Content-Length: " + size + ", " + size + "\r\n")},
      {length, Said::should, framed("Content-Length: " + size + "," + size + "\r\ncontent-length: " + size + "\r\n")},
      {length, Said::must, framed("Content-Length: +" + size + "\r\n")},
      {length, Said::must, framed("Content-Length: -" + size + "\r\n")},
      {length, Said::must, framed("Content-Length: -0\r\n", "")},
      {length, Said::must, framed("Content-Length: 0x" + in_hex(document.size()) + "\r\n")},
      {length, Said::must, framed("Content-Length: " + size + ".0\r\n")},
      {length, Said::must, framed("Content-Length: " + size + "e0\r\n")},
      {length, Said::must, framed("Content-Length: 1 " + size + "\r\n")},
      {length, Said::must, framed("Content-Length: \"" + size + "\"\r\n")},
      {length, Said::must, framed("Content-Length: " + size + " bytes\r\n")},
      {length, Said::must, framed("Content-Length: \r\n")},
      {length, Said::must, framed("Content-Length: abc\r\n")},
      {length, Said::must, framed("Content-Length: " + size + ",\r\n")},
      {length, Said::must, framed("Content-Length: 18446744073709551616\r\n")},
      {length, Said::must, framed("Content-Length: 99999999999999999999999999\r\n")},
      {framing, Said::must, framed("Content-Length: 5, " + size + "\r\n")},
      {framing, Said::must, framed("Content-Length: 5\r\nContent-Length: " + size + "\r\n")},
      {framing, Said::must, framed("Content-Length: " + std::to_string(document.size() + 10) + "\r\n")},
      {framing, Said::must, framed("Content-Length: " + std::to_string(document.size() - 10) + "\r\n")},
      {framing, Said::must, framed("Content-Length: 0\r\n")},
      {framing, Said::must, framed("Content-Length: " + size + "\r\n", document + "HTTP/1.1 200 OK\r\n\r\n")},
      {framing, Said::should, framed("Content-Length: " + size + "\r\n", document + "\r\n")},
      {framing, Said::should, framed("Content-Length: " + size + "\r\n", document + "HTTP/1.1 408 Late\r\n\r\n")},
      {framing, Said::fine, framed("")},
      {framing, Said::fine, framed("Connection: close\r\n")},
      {framing, Said::fine, "HTTP/1.0 200 OK\r\n" + type + "\r\n" + document},
      {framing, Said::fine,
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + type + length_of(document) + "\r\n" + document},
      {"RFC 9112 §6.2", Said::must, framed("Transfer-Encoding: chunked\r\nContent-Length: " + size + "\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: identity\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: gzip\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
      {coding, Said::must, framed("Transfer-Encoding:\r\n", "0\r\n\r\n")},
      {coding, Said::must, framed("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n")},
      {coding, Said::must, "HTTP/1.0 200 OK\r\n" + type + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"RFC 9110 §15.3.5", Said::fine, "HTTP/1.1 204 No Content\r\n\r\n", "PUT"},
      {"RFC 9110 §15.3.5", Said::fine, "HTTP/1.1 204 \r\nETag: \"1\"\r\n\r\n", "PUT"},
      {length, Said::should, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "PUT"},
      {length, Said::must, "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n", "PUT"},
      {coding, Said::must, "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "PUT"},
      {"RFC 9110 §15.3.5", Said::must, "HTTP/1.1 204 No Content\r\n\r\n{}", "PUT"},
  };
}

std::vector<Raw> chunked() {
  constexpr auto chunk = "RFC 9112 §7.1";
  constexpr auto extension = "RFC 9112 §7.1.1";
  constexpr auto bad_blank = "RFC 9110 §5.6.3";
  const std::string hex = in_hex(document.size());
  std::string upper = hex;
  for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::string half = document.substr(0, 10);
  const std::string rest = document.substr(10);
  return {
      {chunk, Said::fine, sized("0" + hex)},
      {chunk, Said::fine, sized(upper)},
      {chunk, Said::fine, sized("0000" + hex)},
      {chunk, Said::fine, chunks("a\r\n" + half + "\r\n" + in_hex(rest.size()) + "\r\n" + rest + "\r\n000\r\n\r\n")},
      {chunk, Said::fine, framed("Transfer-Encoding: CHUNKED\r\n", hex + "\r\n" + document + "\r\n0\r\n\r\n")},
      {chunk, Said::fine, framed("transfer-encoding:chunked \r\n", hex + "\r\n" + document + "\r\n0\r\n\r\n")},
      {chunk, Said::must, sized("0x" + hex)},
      {chunk, Said::must, sized("+" + hex)},
      {chunk, Said::must, sized("-" + hex)},
      {chunk, Said::must, sized(" " + hex)},
      {chunk, Said::must, sized(hex + " ")},
      {chunk, Said::must, sized(hex + "\t")},
      {chunk, Said::must, sized("")},
      {chunk, Said::must, sized(hex + "h")},
      {chunk, Said::must, sized("\"" + hex + "\"")},
      {chunk, Said::must, sized(hex + " junk")},
      {chunk, Said::must, sized("10000000000000000" + hex)},
      {chunk, Said::must, sized(";a=b")},
      {chunk, Said::must, chunks(hex + "\n" + document + "\r\n0\r\n\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "\n0\r\n\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "0\r\n\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "X\r\n0\r\n\r\n")},
      {chunk, Said::must, chunks("a\r\n" + document + "\r\n0\r\n\r\n")},
      {chunk, Said::must, chunks("fff\r\n" + document + "\r\n0\r\n\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "\r\n0\r\n")},
      {chunk, Said::must, chunks("0\r\n\r\n")},
      {chunk, Said::must, chunks(document)},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "\r\n-0\r\n\r\n")},
      {chunk, Said::must, chunks(hex + "\r\n" + document + "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")},
      {extension, Said::fine, extended(";a")},
      {extension, Said::fine, extended(";a=b")},
      {extension, Said::fine, extended(";a=b;c;d=e")},
      {extension, Said::fine, extended(";a=\"b\"")},
      {extension, Said::fine, extended(";a=\"\"")},
      {extension, Said::fine, extended(";a=\"b c;d=e\"")},
      {extension, Said::fine, extended(";a=\"b \\\" \\\\ c\"")},
      {extension, Said::fine, extended(";a=\"\xfc\t\"")},
      {extension, Said::fine, extended(";ieof")},
      {extension, Said::fine, extended(";a!#$%&'*+-.^_`|~=0")},
      {extension, Said::fine, chunks(hex + "\r\n" + document + "\r\n0;a=b\r\n\r\n")},
      {extension, Said::should, extended(";")},
      {extension, Said::should, extended(";;")},
      {extension, Said::should, extended(";a;")},
      {extension, Said::should, extended(";=b")},
      {extension, Said::should, extended(";a=")},
      {extension, Said::should, extended(";a==b")},
      {extension, Said::should, extended(";a=b=c")},
      {extension, Said::should, extended(";a=\"b")},
      {extension, Said::should, extended(";a=b\"")},
      {extension, Said::should, extended(";a=\"b\"c")},
      {extension, Said::should, extended(";a=\"b\\\"")},
      {extension, Said::should, extended(";a=b,c")},
      {extension, Said::should, extended(";a=[b]")},
      {extension, Said::should, extended(";a b")},
      {extension, Said::should, extended(";a=\x01")},
      {extension, Said::should, extended(";a=\"\x1b\"")},
      {extension, Said::should, extended(";\xfc=b")},
      {extension, Said::should, chunks(hex + "\r\n" + document + "\r\n0;=\r\n\r\n")},
      {extension, Said::must, extended(";a=\0"s)},
      {extension, Said::must, extended(";a=b\rc")},
      {extension, Said::must, chunks(hex + ";a=b\n" + document + "\r\n0\r\n\r\n")},
      {extension, Said::beyond, extended(";a=" + std::string(5000, 'x'))},
      {bad_blank, Said::should, extended(" ;a=b")},
      {bad_blank, Said::should, extended("\t;a=b")},
      {bad_blank, Said::should, extended("; a=b")},
      {bad_blank, Said::should, extended(";a =b")},
      {bad_blank, Said::should, extended(";a= b")},
      {bad_blank, Said::should, extended(";a=b ")},
  };
}

std::vector<Raw> trailers() {
  constexpr auto limits = "RFC 9110 §6.5.1";
  constexpr auto section = "RFC 9112 §7.1.2";
  std::vector<Raw> all{
      {section, Said::fine, trailed("X-Sum: 9\r\n")},
      {section, Said::fine, trailed("X-Sum:\r\n")},
      {section, Said::fine, trailed("X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n")},
      {"RFC 9110 §8.8.3", Said::fine, trailed("ETag: \"1\"\r\n")},
      {"RFC 9110 §14.3", Said::fine, trailed("Accept-Ranges: bytes\r\n")},
      {"RFC 9110 §11.6.3", Said::fine, trailed("Authentication-Info: nextnonce=\"a\"\r\n")},
      {"RFC 9530 §2", Said::fine, trailed("Content-Digest: sha-256=:YQ==:\r\n")},
      {"RFC 9110 §5.5", Said::should, trailed("X-Sum: \x01\r\n")},
      {"RFC 9110 §5.5", Said::should, trailed("X-Sum: a\x7F\r\n")},
      {"RFC 9112 §5.2", Said::should, trailed("X-Sum: a\r\n b\r\n")},
      {"RFC 9112 §5.2", Said::must, trailed(" X-Sum: a\r\n")},
      {"RFC 9112 §5.1", Said::must, trailed("X-Sum : a\r\n")},
      {section, Said::must, trailed("nonsense\r\n")},
      {section, Said::must, trailed(": a\r\n")},
      {section, Said::must, trailed("X-Sum: a\n")},
      {section, Said::must, trailed("X-Sum: a\0\r\n"s)},
  };
  for (const char* name :
       {"Content-Length: 1", "Transfer-Encoding: chunked", "Host: a", "Content-Type: text/plain", "Trailer: X-Sum",
        "Content-Encoding: gzip", "Content-Range: bytes 0-1/2", "Set-Cookie: a=b", "WWW-Authenticate: Bearer",
        "Proxy-Authenticate: Basic", "Date: Tue, 01 Dec 2026 00:00:00 GMT", "Expires: 0", "Cache-Control: no-store",
        "Location: /a", "Retry-After: 1", "Vary: *", "Age: 1", "Connection: close", "content-length: 1"}) {
    all.push_back({limits, Said::should, trailed(name + "\r\n"s)});
  }
  return all;
}

std::vector<Raw> interim() {
  constexpr auto kind = "RFC 9110 §15.2";
  constexpr auto length = "RFC 9110 §8.6";
  constexpr auto coding = "RFC 9112 §6.1";
  return {
      {kind, Said::fine, behind("HTTP/1.1 100 Continue\r\n\r\n")},
      {kind, Said::fine, behind("HTTP/1.1 100 \r\n\r\n")},
      {kind, Said::fine, behind("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")},
      {kind, Said::fine, behind("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n")},
      {kind, Said::fine, behind("HTTP/1.1 199 Odd\r\nX: 1\r\n\r\n")},
      {kind, Said::fine, behind("HTTP/1.1 104 Upload Resumption Supported\r\nDate: a\r\n\r\n")},
      {length, Said::should, behind("HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n")},
      {length, Said::should, behind("HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n")},
      {length, Said::should, behind("HTTP/1.1 102 Processing\r\nContent-Length: x\r\n\r\n")},
      {coding, Said::should, behind("HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n")},
      {coding, Said::should, behind("HTTP/1.1 103 Early Hints\r\ntransfer-encoding: gzip\r\n\r\n")},
      {"RFC 9112 §4", Said::should, behind("HTTP/1.1 100\r\n\r\n")},
      {"RFC 9112 §4", Said::should, behind("HTTP/1.1 103 Early\x1b\r\n\r\n")},
      {"RFC 9112 §5.2", Said::should, behind("HTTP/1.1 103 Early Hints\r\nLink: </a>;\r\n rel=help\r\n\r\n")},
      {"RFC 9110 §5.5", Said::should, behind("HTTP/1.1 103 Early Hints\r\nLink: \x01\r\n\r\n")},
      {"RFC 9110 §5.3", Said::should, behind("HTTP/1.1 103 Early Hints\r\nDate: a\r\nDate: a\r\n\r\n")},
      {"RFC 9112 §5.1", Said::must, behind("HTTP/1.1 103 Early Hints\r\nLink : </a>\r\n\r\n")},
      {kind, Said::must, behind("HTTP/1.1 103 Early Hints\r\nContent-Length: 2\r\n\r\nok")},
      {kind, Said::must, "HTTP/1.1 100 Continue\r\n\r\n"},
      {"RFC 9112 §2.2", Said::must, behind("HTTP/1.1 100 Continue\r\n\n")},
  };
}

std::vector<Raw> all() {
  std::vector<Raw> table;
  for (const auto& part : {status_lines(), fields(), lengths(), chunked(), trailers(), interim()})
    table.insert(table.end(), part.begin(), part.end());
  return table;
}

ResponseOrError read(const Raw& raw, std::size_t piece) {
  ResponseReader reader{raw.method, {}};
  const std::string_view bytes = raw.bytes;
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(bytes.substr(at, piece));
  if (reader.state() == ResponseReader::State::reading) reader.end(true, "closed the connection");
  if (reader.state() == ResponseReader::State::complete) return std::move(reader).take_response();
  return std::move(reader).take_failure();
}

std::string text(Said said) {
  return said == Said::fine ? "fine" : said == Said::should ? "should" : said == Said::must ? "must" : "beyond";
}

std::string said_of(const ResponseOrError& response, const Raw& raw) {
  if (const auto* error = std::get_if<TransportError>(&response); error && error->kind == TransportErrorKind::too_large)
    return "beyond";
  const bool reads = std::string_view{raw.method} == "GET";
  const auto findings = check(response, {.operation = reads ? "getUser" : "setUserAttributes"});
  std::string worst = "fine";
  for (const Finding& finding : findings) {
    if (worst != "must") worst = finding.level == Level::must ? "must" : "should";
  }
  return worst;
}

TEST(RawResponses, AreJudgedAsTheirSectionsSay) {
  for (const Raw& raw : all())
    EXPECT_EQ(said_of(read(raw, raw.bytes.size()), raw), text(raw.said)) << raw.section << "\n"
                                                                         << raw.bytes.substr(0, 300);
}

TEST(RawResponses, AreTheSameInWhateverPiecesTheyCome) {
  for (const Raw& raw : all()) EXPECT_EQ(said_of(read(raw, 1), raw), text(raw.said)) << raw.bytes.substr(0, 300);
}

TEST(RawResponses, AreManyAndEachIsThereOnce) {
  std::map<std::string, int> seen;
  for (const Raw& raw : all()) ++seen[raw.bytes];
  EXPECT_GE(seen.size(), 200U);
  for (const auto& [bytes, count] : seen) EXPECT_EQ(count, 1) << bytes;
}

TEST(RawResponses, SayWhatIsWrongAndWhere) {
  const auto findings = check(read({"", Said::should, value(" a\x1bz")}, 100));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(test::reported(findings.front()),
            "should HTTP-FIELD-CHARACTERS contract.http-field-characters at header X-Note");
  EXPECT_EQ(findings.front().message, "getUser responded 200 with a control character in a field value");
  EXPECT_EQ(findings.front().actual, "\"a\\x1bz\"");
  EXPECT_EQ(findings.front().expected, "no control character but tab (RFC 9110 section 5.5)");
}

}  // namespace
}  // namespace conform::raw_responses
