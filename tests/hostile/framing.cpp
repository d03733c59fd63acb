#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;

const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n";

std::string body_of(const ReceivedRequest& received) {
  return received.good_response.substr(received.good_response.find("\r\n\r\n") + 4);
}

/// The good document, framed by this line of a Content-Length or such; "N" in it is the length.
Behaviour framed_by(std::string lines) {
  return [lines = std::move(lines)](RawConnection& connection, const ReceivedRequest& received) {
    const std::string body = body_of(received);
    std::string framed = lines;
    for (std::size_t at = 0; (at = framed.find('N', at)) != std::string::npos;)
      framed.replace(at, 1, std::to_string(body.size()));
    connection.write(head + framed + "\r\n" + body);
  };
}

/// A chunked response of exactly these bytes behind its head.
Behaviour chunks(const std::string& bytes) { return says(head + "Transfer-Encoding: chunked\r\n\r\n" + bytes); }

Expected cut_off_early() { return {.words = "closed: the server closed the connection"}; }

}  // namespace

Misbehaviours framing() {
  const std::string length = "Content-Length is not a number";
  const std::string size = "the size of a chunk";
  return {
      {"framing/length-too-long", framed_by("Content-Length: 1N\r\n"), cut_off_early()},
      {"framing/length-too-short",
       says(head + "Content-Length: 1\r\n\r\n{}"),
       {.words = "after the end of the response"}},
      {"framing/length-zero-with-a-body",
       framed_by("Content-Length: 0\r\n"),
       {.words = "after the end of the response"}},
      {"framing/length-negative", framed_by("Content-Length: -N\r\n"), unreadable(length)},
      {"framing/length-with-plus", framed_by("Content-Length: +N\r\n"), unreadable(length)},
      {"framing/length-hexadecimal", framed_by("Content-Length: 0x1F\r\n"), unreadable(length)},
      {"framing/length-with-fraction", framed_by("Content-Length: N.0\r\n"), unreadable(length)},
      {"framing/length-with-blank", framed_by("Content-Length: 1 1\r\n"), unreadable(length)},
      {"framing/length-empty", framed_by("Content-Length:\r\n"), unreadable(length)},
      {"framing/length-of-words", framed_by("Content-Length: all of it\r\n"), unreadable(length)},
      {"framing/length-of-escape-sequences", framed_by("Content-Length: \x1b[2J\r\n"), unreadable(length)},
      {"framing/length-2-to-the-64-less-1",
       framed_by("Content-Length: 18446744073709551615\r\n"),
       {.words = "of 18446744073709551615 body bytes"}},
      {"framing/length-2-to-the-64", framed_by("Content-Length: 18446744073709551616\r\n"), unreadable(length)},
      {"framing/length-of-100-digits", framed_by("Content-Length: " + std::string(100, '9') + "\r\n"),
       unreadable(length)},
      {"framing/length-twice-alike", framed_by("Content-Length: N\r\nContent-Length: N\r\n"),
       passed_with("contract.http-fields-once")},
      {"framing/length-twice-different", framed_by("Content-Length: N\r\nContent-Length: 1N\r\n"),
       unreadable("Content-Length has different values")},
      {"framing/length-list-different", framed_by("Content-Length: N, 7\r\n"),
       unreadable("Content-Length has different values")},
      {"framing/length-and-chunks", framed_by("Content-Length: N\r\nTransfer-Encoding: chunked\r\n"),
       unreadable("Transfer-Encoding and Content-Length")},
      {"framing/neither-length-nor-chunks", framed_by(""), passed},
      {"framing/coding-gzip", framed_by("Transfer-Encoding: gzip\r\n"), unreadable("Transfer-Encoding is not")},
      {"framing/coding-chunked-twice", framed_by("Transfer-Encoding: chunked, chunked\r\n"),
       unreadable("Transfer-Encoding is not")},
      {"framing/coding-chunked-not-last", framed_by("Transfer-Encoding: chunked, gzip\r\n"),
       unreadable("Transfer-Encoding is not")},
      {"framing/coding-empty", framed_by("Transfer-Encoding:\r\n"), unreadable("Transfer-Encoding is not")},
      {"framing/coding-of-http-1.0", says("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
       unreadable("Transfer-Encoding in an HTTP/1.0 message")},
      {"framing/chunk-size-empty", chunks("\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-negative", chunks("-2\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-with-plus", chunks("+2\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-with-prefix", chunks("0x2\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-with-blank", chunks(" 2\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-no-digits", chunks("two\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-size-2-to-the-64", chunks("10000000000000000\r\n{}"), unreadable(size)},
      {"framing/chunk-size-2-to-the-64-less-1", chunks("FFFFFFFFFFFFFFFF\r\n{}"), cut_off_early()},
      {"framing/chunk-size-of-300-zeros",
       chunks(std::string(300, '0') + "2\r\n{}\r\n0\r\n\r\n"),
       {.rule = "contract.user", .words = ""}},
      {"framing/chunk-size-line-of-lf-alone", chunks("2\n{}\r\n0\r\n\r\n"), unreadable("a line ends in LF alone")},
      {"framing/chunk-shorter-than-its-size", chunks("5\r\n{}\r\n0\r\n\r\n"), unreadable(size)},
      {"framing/chunk-longer-than-its-size", chunks("1\r\n{}\r\n0\r\n\r\n"), unreadable("a chunk is longer")},
      {"framing/no-last-chunk", chunks("2\r\n{}\r\n"), cut_off_early()},
      {"framing/no-end-behind-the-last-chunk", chunks("2\r\n{}\r\n0\r\n"), cut_off_early()},
      {"framing/chunk-size-with-nul", chunks("2\0\r\n{}\r\n0\r\n\r\n"s), unreadable("a CR or NUL")},
      {"framing/chunk-extension-of-escape-sequences",
       chunks("2;\x1b[2J=\"\x9b\xff\"\r\n{}\r\n0\r\n\r\n"),
       {.rule = "contract.user", .words = ""}},
      {"framing/trailer-of-escape-sequences",
       chunks("2\r\n{}\r\n0\r\nX: \x1b[2J\xff\xfe\r\n\r\n"),
       {.rule = "contract.user", .words = ""}},
      {"framing/trailer-with-nul", chunks("2\r\n{}\r\n0\r\nX: a\0b\r\n\r\n"s), unreadable("a CR or NUL")},
      {"framing/trailer-no-field", chunks("2\r\n{}\r\n0\r\nnonsense\r\n\r\n"), unreadable("a header line")},
      {"framing/204-with-a-body",
       says("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}"),
       {.rule = "contract.status", .words = "204"}},
      {"framing/304-without-being-asked",
       says("HTTP/1.1 304 Not Modified\r\n\r\n"),
       {.rule = "contract.status", .words = "304"}},
      {"framing/206-without-being-asked",
       says("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\n{}"),
       {.rule = "contract.status", .words = "206"}},
  };
}

}  // namespace conform::test
