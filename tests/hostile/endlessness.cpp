#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

const std::string endless_head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n";
const std::string chunked = endless_head + "Transfer-Encoding: chunked\r\n\r\n";

Expected large(const std::string& words) {
  return {.outcome = "errored", .rule = "", .words = "beyond the limits of this suite: " + words};
}

/// One that does not come to its end, whatever of it is kept.
const Expected never_over{.words = "timed-out"};

std::string fields(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": " + std::to_string(i) + "\r\n";
  return lines;
}

/// The good response with more header lines.
Behaviour good_with(Bytes lines) {
  return [lines = std::move(lines)](RawConnection& connection, const ReceivedRequest& received) {
    std::string response = received.good_response;
    response.insert(response.find("\r\n") + 2, lines());
    connection.write(response);
  };
}

}  // namespace

Misbehaviours endlessness() {
  return {
      {"endless/reason-phrase", floods("HTTP/1.1 200 ", std::string(4096, 'r')), never_over},
      {"endless/header-value", floods(endless_head + "X: ", std::string(4096, 'v')), never_over},
      {"endless/header-name", floods(endless_head, std::string(4096, 'n')), never_over},
      {"endless/header-lines", floods(endless_head, "X-More: and more\r\n"), never_over},
      {"endless/folded-lines", floods(endless_head + "X: a\r\n", " b\r\n"), never_over},
      {"endless/interim-answers", floods("", "HTTP/1.1 103 Early Hints\r\n\r\n"), never_over},
      {"endless/body-without-length", floods(endless_head + "\r\n", std::string(65536, 'b')), never_over},
      {"endless/chunks", floods(chunked, "1000\r\n" + std::string(4096, 'c') + "\r\n"), never_over},
      {"endless/trailers", floods(chunked + "0\r\n", "X: trailer\r\n"), never_over},
      {"endless/chunk-extension", floods(chunked + "1;", std::string(4096, 'x')), never_over},
      {"endless/single-byte-chunks", floods(chunked, "1;" + std::string(4000, 'x') + "\r\n \r\n"), {.words = ""}},
      {"endless/bytes-behind-the-answer",
       [](RawConnection& connection, const ReceivedRequest& received) {
         connection.write(received.good_response + "more");
         connection.flood(std::string(65536, 'x'));
       },
       {.words = "after the end of the response"}},
      {"large/header-of-a-megabyte", good_with([] { return "X: " + std::string(1U << 20U, 'x') + "\r\n"; }),
       large("the head")},
      {"large/header-of-200-kilobytes", good_with([] { return "X: " + std::string(200U << 10U, 'x') + "\r\n"; }),
       passed},
      {"large/5000-header-lines", good_with([] { return fields(5000); }), passed},
      {"large/50000-header-lines", good_with([] { return fields(50'000); }), large("the head")},
      {"large/body-of-4-megabytes",
       responds([] { return std::string(4U << 20U, ' '); }),
       {.rule = "contract.json", .words = ""}},
      {"large/body-of-5-megabytes", responds([] { return std::string(5U << 20U, ' '); }),
       large("Content-Length is 5242880")},
  };
}

}  // namespace conform::test
