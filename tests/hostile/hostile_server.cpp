#include "hostile/hostile_server.hpp"

#include <utility>

#include "end_to_end/raw_client.hpp"

namespace conform::test {
namespace {

bool is_for_the_victim(const std::string& request) {
  return request.starts_with("GET ") && request.find("\r\nContent-Type: text/plain\r\n") != std::string::npos;
}

}  // namespace

std::string passed_on(int conforming_port, std::string request) {
  request.insert(request.find("\r\n") + 2, "Connection: close\r\n");
  return ask(conforming_port, request);
}

HostileServer::HostileServer(int conforming_port, Behaviour behaviour)
    : conforming_port_{conforming_port}, behaviour_{std::move(behaviour)}, server_{[this](RawConnection& connection) {
        serve(connection);
      }} {}

void HostileServer::serve(RawConnection& connection) {
  std::string request = connection.read_request();
  if (request.empty()) return;
  const std::string response = passed_on(conforming_port_, request);
  if (!is_for_the_victim(request)) {
    connection.write(response);
    return;
  }
  behaviour_(connection, {.request = std::move(request), .good_response = response, .number = victims_++});
}

}  // namespace conform::test
