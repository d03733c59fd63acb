#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// Says the first bytes at once and the others one by one, a byte in each tenth of the deadline.
Behaviour drips(std::string at_once, std::string slowly) {
  return [at_once = std::move(at_once), slowly = std::move(slowly)](RawConnection& connection, const Visit&) {
    if (connection.write(at_once)) connection.drip(slowly, 1, 100ms);
    connection.wait_for_close();
  };
}

Expected late(std::string words) { return {.words = "timed-out: " + std::move(words)}; }

}  // namespace

Hostilities slowness() {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n";
  const std::string body(100, ' ');
  return {
      {"slowness/never-an-answer", says_and_waits(""), late("no complete answer within 1000 ms; had come: nothing")},
      {"slowness/drips-the-status-line", drips("", head), late("")},
      {"slowness/drips-the-head", drips("HTTP/1.1 200 OK\r\n", head), late("")},
      {"slowness/drips-the-body", drips(head + "Content-Length: 100\r\n\r\n", body), late("")},
      {"slowness/drips-a-body-without-length", drips(head + "\r\n", body), late("")},
      {"slowness/drips-chunks", drips(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n{\r\n1\r\n}\r\n1\r\n \r\n"),
       late("")},
      {"slowness/stops-in-the-head", says_and_waits(head), late("")},
      {"slowness/stops-in-the-body", says_and_waits(head + "Content-Length: 100\r\n\r\n{"), late("")},
      {"slowness/stops-before-the-last-chunk", says_and_waits(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
       late("")},
      {"slowness/says-continue-and-no-more", says_and_waits("HTTP/1.1 100 Continue\r\n\r\n"), late("")},
      // Slow, and whole within the deadline: nothing is wrong with that.
      {"slowness/answers-in-single-bytes",
       [](RawConnection& connection, const Visit& visit) { connection.drip(visit.good_answer, 1, 0ms); },
       {.outcome = "passed", .rule = "", .words = ""}},
  };
}

}  // namespace conform::test
