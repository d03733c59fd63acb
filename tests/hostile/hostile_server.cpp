#include "hostile/hostile_server.hpp"

#include <utility>

#include "end_to_end/raw_client.hpp"

namespace conform::test {
namespace {

bool is_for_the_victim(const std::string& request) {
  return request.starts_with("GET ") && request.find("\r\nContent-Type: text/plain\r\n") != std::string::npos;
}

}  // namespace

std::string passed_on(int honest_port, std::string request) {
  request.insert(request.find("\r\n") + 2, "Connection: close\r\n");
  return ask(honest_port, request);
}

HostileServer::HostileServer(int honest_port, Behaviour behaviour)
    : honest_port_{honest_port}, behaviour_{std::move(behaviour)}, server_{[this](RawConnection& connection) {
        serve(connection);
      }} {}

void HostileServer::serve(RawConnection& connection) {
  std::string request = connection.read_request();
  if (request.empty()) return;
  const std::string answer = passed_on(honest_port_, request);
  if (!is_for_the_victim(request)) {
    connection.write(answer);
    return;
  }
  behaviour_(connection, {.request = std::move(request), .good_answer = answer, .number = victims_++});
}

}  // namespace conform::test
