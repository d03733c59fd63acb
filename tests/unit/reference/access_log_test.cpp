#include "reference/access_log.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform::reference {

TEST(AccessLog, NamesNoSecrets) {
  const HttpRequest request{.method = "GET",
                            .target = "/user/2024-3/users/x\xFF\n?access_token=secret",
                            .fields = {{"Authorization", "Bearer secret"}},
                            .body = "secret"};
  Reply reply;
  reply.response.status = 200;
  reply.operation = "getUser";
  const std::string line =
      access_log_line(request, reply, std::chrono::system_clock::time_point{}, std::chrono::microseconds{12});
  EXPECT_EQ(line.find("secret"), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const nlohmann::json parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed.at("time"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(parsed.at("status"), 200);
  EXPECT_EQ(parsed.at("operation"), "getUser");
  EXPECT_EQ(parsed.at("microseconds"), 12);
}

}  // namespace conform::reference
