#include "hostile/catalogue.hpp"

#include <iterator>
#include <ostream>
#include <utility>

namespace conform::test {

Behaviour says(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, const ReceivedRequest&) { connection.write(bytes); };
}

Behaviour says_and_waits(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, const ReceivedRequest&) {
    connection.write(bytes);
    connection.wait_for_close();
  };
}

Behaviour floods(std::string first, std::string again) {
  return [first = std::move(first), again = std::move(again)](RawConnection& connection, const ReceivedRequest&) {
    connection.write(first);
    connection.flood(again);
  };
}

std::string response_with(const std::string& lines, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Behaviour responds(Bytes body) {
  return [body = std::move(body)](RawConnection& connection, const ReceivedRequest&) {
    connection.write(response_with("Content-Type: application/vnd.api+json\r\n", body()));
  };
}

Behaviour responds(const std::string& body) {
  return responds([body] { return body; });
}

void PrintTo(const Misbehaviour& misbehaviour, std::ostream* out) { *out << misbehaviour.name; }

Misbehaviours catalogue() {
  Misbehaviours all;
  for (Misbehaviours part :
       {slowness(), endlessness(), heads(), framing(), contents(), documents(), protocols(), disorder()})
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  return all;
}

}  // namespace conform::test
