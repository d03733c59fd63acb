#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// The good response, but for the UUID of the user, everywhere.
std::string of_somebody_else(const Visit& visit) {
  const std::string id = visit.request.substr(visit.request.find("/users/") + 7, 36);
  std::string answer = visit.good_answer;
  for (std::size_t at = 0; (at = answer.find(id, at)) != std::string::npos; at += id.size())
    answer.replace(at, id.size(), "11111111-2222-4333-8444-555555555555");
  return answer;
}

Behaviour breaks_after(std::size_t bytes, bool by_reset) {
  return [=](RawConnection& connection, const Visit& visit) {
    connection.write(visit.good_answer.substr(0, bytes));
    if (by_reset) connection.reset();
  };
}

const Expected cut_off{.words = "closed: the server"};
const Expected excess{.words = "after the end of the response"};

}  // namespace

Hostilities disorder() {
  return {
      {"order/two-answers",
       [](RawConnection& connection, const Visit& visit) { connection.write(visit.good_answer + visit.good_answer); },
       excess},
      {"order/an-answer-and-garbage",
       [](RawConnection& connection, const Visit& visit) { connection.write(visit.good_answer + "\r\n\r\n\x1b[2J"); },
       excess},
      {"order/answer-for-somebody-else",
       [](RawConnection& connection, const Visit& visit) { connection.write(of_somebody_else(visit)); },
       {.rule = "contract.user-id", .words = ""}},
      {"order/interim-answers-and-a-good-one",
       [](RawConnection& connection, const Visit& visit) {
         connection.write("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                          visit.good_answer);
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
       [](RawConnection& connection, const Visit& visit) {
         if (visit.number % 2 == 1) connection.write(visit.good_answer);
       },
       passed},
  };
}

}  // namespace conform::test
