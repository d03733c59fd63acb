#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// Asks every client to come back later.
Behaviour asks_to_wait(const std::string& retry_after) {
  return says("HTTP/1.1 429 Too Many Requests\r\nRetry-After: " + retry_after + "\r\nContent-Length: 0\r\n\r\n");
}

/// Says the first bytes at once and the others one by one, a byte in each tenth of the deadline.
Behaviour drips(std::string at_once, std::string slowly) {
  return [at_once = std::move(at_once), slowly = std::move(slowly)](RawConnection& connection, const ReceivedRequest&) {
    if (connection.write(at_once)) connection.drip(slowly, 1, std::chrono::milliseconds{request_deadline} / 10);
    connection.wait_for_close();
  };
}

Expected late(std::string words) { return {.words = "timed-out: " + std::move(words)}; }
Expected put_off(std::string words) { return {.outcome = "errored", .rule = "", .words = std::move(words)}; }

}  // namespace

Misbehaviours slowness() {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n";
  const std::string body(100, ' ');
  return {
      {"slowness/never-an-answer", says_and_waits(""),
       late("no complete response within " + std::to_string(request_deadline / 1ms) + " ms; received: nothing")},
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
      {"slowness/retry-after-the-end-of-time", asks_to_wait(std::string(1000, '9')), put_off("asked to wait")},
      {"slowness/retry-after-the-year-9999", asks_to_wait("Fri, 31 Dec 9999 23:59:59 GMT"), put_off("asked to wait")},
      {"slowness/retry-after-nothing-for-ever", asks_to_wait("0"), put_off("asked to wait 0 s, after")},
      {"slowness/retry-after-escape-sequences", asks_to_wait("\x1b[2J\xff"), put_off("429 without a time to wait")},
      // Slow, and whole within the deadline: nothing is wrong with that.
      {"slowness/answers-in-single-bytes",
       [](RawConnection& connection, const ReceivedRequest& received) {
         connection.drip(received.good_response, 1, 0ms);
       },
       {.outcome = "passed", .rule = "", .words = ""}},
  };
}

}  // namespace conform::test
