#include "reference/access_log.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include "reference/json_value.hpp"

namespace conform::reference {

std::string access_log_line(const HttpRequest& request, const Reply& reply,
                            std::chrono::system_clock::time_point started_at, std::chrono::microseconds took) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(started_at);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> time{};
  const std::size_t length = std::strftime(time.data(), time.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  const auto number = [](auto value) { return Number{std::to_string(value)}; };
  constexpr std::size_t longest_path = 256;
  const std::string path = request.target.substr(0, request.target.find('?')).substr(0, longest_path);
  Object line{{"time", std::string{time.data(), length}},
              {"requestId", reply.request_id},
              {"method", request.method},
              {"path", path},
              {"status", number(reply.response.status)},
              {"requestBytes", number(request.body.size())},
              {"responseBytes", number(reply.response.body.size())},
              {"microseconds", number(took.count())}};
  if (!reply.operation.empty()) line.push_back({"operation", reply.operation});
  if (!reply.user_id.empty()) line.push_back({"userId", reply.user_id});
  // ASCII: a path may have any bytes.
  return to_json(Value{line}, {.pretty = false, .reversed_members = false, .ascii = true}) + "\n";
}

}  // namespace conform::reference
