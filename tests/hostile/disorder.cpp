#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// The good response, but for the UUID of the user, everywhere.
std::string of_somebody_else(const ReceivedRequest& received) {
  const std::string id = received.request.substr(received.request.find("/users/") + 7, 36);
  std::string response = received.good_response;
  for (std::size_t at = 0; (at = response.find(id, at)) != std::string::npos; at += id.size())
    response.replace(at, id.size(), "11111111-2222-4333-8444-555555555555");
  return response;
}

Behaviour breaks_after(std::size_t bytes, bool by_reset) {
  return [=](RawConnection& connection, const ReceivedRequest& received) {
    connection.write(received.good_response.substr(0, bytes));
    if (by_reset) connection.reset();
  };
}

const Expected cut_off{.words = "closed: the server"};
const Expected excess{.words = "after the end of the response"};

}  // namespace

Misbehaviours disorder() {
  return {
      {"order/two-answers",
       [](RawConnection& connection, const ReceivedRequest& received) {
         connection.write(received.good_response + received.good_response);
       },
       excess},
      {"order/an-answer-and-garbage",
       [](RawConnection& connection, const ReceivedRequest& received) {
         connection.write(received.good_response + "\r\n\r\n\x1b[2J");
       },
       excess},
      {"order/answer-for-somebody-else",
       [](RawConnection& connection, const ReceivedRequest& received) { connection.write(of_somebody_else(received)); },
       {.rule = "contract.user-id", .words = ""}},
      {"order/interim-answers-and-a-good-one",
       [](RawConnection& connection, const ReceivedRequest& received) {
         connection.write("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                          received.good_response);
       },
       passed},
      {"connection/closed-at-once", says(""), cut_off},
      {"connection/reset-at-once", breaks_after(0, true), cut_off},
      {"connection/reset-in-the-head", breaks_after(20, true), cut_off},
      {"connection/reset-in-the-body", breaks_after(500, true), cut_off},
      {"connection/closed-in-the-status-line", breaks_after(8, false), cut_off},
      {"connection/closed-in-the-head", breaks_after(40, false), cut_off},
      {"connection/closed-in-the-body", breaks_after(500, false), cut_off},
      {"connection/closed-every-other-time",
       [](RawConnection& connection, const ReceivedRequest& received) {
         if (received.number % 2 == 1) connection.write(received.good_response);
       },
       passed},
  };
}

}  // namespace conform::test
