#include "reference/server.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

TEST(ReferenceServer, AnswersHealthz) {
  conform::reference::Server server;
  httplib::Client client{"127.0.0.1", server.port()};
  const auto answer = client.Get("/healthz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}
