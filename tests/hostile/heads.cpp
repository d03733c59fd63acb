#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;

/// A response that is good but for its status line or a header line.
Behaviour with_status_line(std::string line) {
  return [line = std::move(line)](RawConnection& connection, const ReceivedRequest& received) {
    connection.write(line + received.good_response.substr(received.good_response.find("\r\n") + 2));
  };
}
Behaviour with_line(std::string line) {
  return [line = std::move(line)](RawConnection& connection, const ReceivedRequest& received) {
    std::string response = received.good_response;
    response.insert(response.find("\r\n") + 2, line);
    connection.write(response);
  };
}

}  // namespace

Misbehaviours heads() {
  return {
      {"head/empty-line-first", with_status_line("\r\nHTTP/1.1 200 OK\r\n"), unreadable("not an HTTP/1.1 response")},
      {"head/blank-first", with_status_line(" HTTP/1.1 200 OK\r\n"), unreadable("not an HTTP/1.1 response")},
      {"head/lower-case-http", with_status_line("http/1.1 200 OK\r\n"), unreadable("not an HTTP/1.1 response")},
      {"head/no-status", with_status_line("HTTP/1.1\r\n"), unreadable("")},
      {"head/status-of-two-digits", with_status_line("HTTP/1.1 20 OK\r\n"), unreadable("the status line")},
      {"head/status-of-four-digits", with_status_line("HTTP/1.1 2000 OK\r\n"), unreadable("the status line")},
      {"head/status-099", with_status_line("HTTP/1.1 099 OK\r\n"), unreadable("the status line")},
      {"head/status-999", with_status_line("HTTP/1.1 999 Odd\r\n"), {.rule = "contract.status", .words = "999"}},
      {"head/status-negative", with_status_line("HTTP/1.1 -20 OK\r\n"), unreadable("the status line")},
      {"head/no-reason", with_status_line("HTTP/1.1 200\r\n"), passed_with("contract.http-status-line")},
      {"head/reason-with-escape-sequences", with_status_line("HTTP/1.1 200 \x1b[2J\x1b]0;title\x07\x9b 1m\r\n"),
       passed_with("contract.http-status-line")},
      {"head/reason-with-bytes-that-are-no-utf8", with_status_line("HTTP/1.1 200 \xff\xfe\xed\xa0\x80\r\n"), passed},
      {"head/reason-with-right-to-left-override", with_status_line("HTTP/1.1 200 \xe2\x80\xaegnp.exe\r\n"), passed},
      {"head/reason-with-cr", with_status_line("HTTP/1.1 200 O\rK\r\n"), unreadable("a CR or NUL")},
      {"head/reason-with-nul", with_status_line("HTTP/1.1 200 O\0K\r\n"s), unreadable("a CR or NUL")},
      {"head/value-with-escape-sequences", with_line("X: \x1b[2J\x1b]0;title\x07\r\n"),
       passed_with("contract.http-field-characters")},
      {"head/value-with-bytes-that-are-no-utf8", with_line("X: \xff\xfe\xc0\x80\r\n"), passed},
      {"head/value-with-right-to-left-override", with_line("X: \xe2\x80\xaegnp.exe\r\n"), passed},
      {"head/value-with-nul", with_line("X: a\0b\r\n"s), unreadable("a CR or NUL")},
      {"head/value-with-cr", with_line("X: a\rb\r\n"), unreadable("a CR or NUL")},
      {"head/line-of-lf-alone", with_line("X: a\n"), unreadable("a line ends in LF alone")},
      {"head/name-with-blank", with_line("X Y: a\r\n"), unreadable("a header line")},
      {"head/blank-before-colon", with_line("X : a\r\n"), unreadable("a header line")},
      {"head/name-with-escape-sequence", with_line("\x1b[2J: a\r\n"), unreadable("a header line")},
      {"head/name-with-nul", with_line("X\0Y: a\r\n"s), unreadable("a CR or NUL")},
      {"head/name-with-bytes-that-are-no-utf8", with_line("X\xff\xfe: a\r\n"), unreadable("a header line")},
      {"head/no-name", with_line(": a\r\n"), unreadable("a header line")},
      {"head/no-colon", with_line("nonsense\r\n"), unreadable("a header line")},
      {"head/fold-before-any-field", with_status_line("HTTP/1.1 200 OK\r\n folded\r\n"),
       unreadable("the first header")},
      {"head/folded-value", with_line("X: a\r\n b\r\n"), passed_with("contract.http-folding")},
      {"head/content-type-twice",
       with_line("Content-Type: text/html\r\n"),
       {.rule = "contract.media-type", .words = ""}},
      {"head/content-type-of-escape-sequences",
       with_line("Content-Type: \x1b[31m\x9b\r\n"),
       {.rule = "contract.media-type", .words = ""}},
      {"head/content-type-of-bytes-that-are-no-utf8",
       with_line("Content-Type: \xff\xfe/\xc0\x80\r\n"),
       {.rule = "contract.media-type", .words = ""}},
  };
}

}  // namespace conform::test
