#include "reference/whole_request.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform::reference {

namespace {

constexpr std::size_t most = 200;

bool worth(const std::string& bytes) { return is_worth_reading(bytes, most); }

}  // namespace

TEST(WholeRequest, IsThereWithItsHeadAndItsBody) {
  EXPECT_FALSE(worth("G"));
  EXPECT_FALSE(worth("GET / HTTP/1.1\r\nHost: x\r\n"));
  EXPECT_TRUE(worth("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(worth("PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\ncontent-length:2 \r\n\r\n{}"));
}

TEST(WholeRequest, IsNotWaitedForWhereThatWouldBeForEver) {
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nContent-Length: many\r\n\r\n"));
  EXPECT_TRUE(worth(std::string(most, 'a')));
}

TEST(WholeRequest, MayHaveAnEmptyLineBeforeIt) {
  EXPECT_FALSE(worth("\r\n"));
  EXPECT_FALSE(worth("\r\nGET / HTTP/1.1\r\n"));
  EXPECT_TRUE(worth("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(worth("\r\nPUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{"));
  EXPECT_TRUE(worth("\r\nPUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"));
}

TEST(WholeRequest, ThatIsToBeRefusedIsNotWaitedFor) {
  EXPECT_TRUE(worth("\r\n\r\n"));
  EXPECT_TRUE(worth("GET / HTTP/1.1\nHost: x\n\n"));
  EXPECT_TRUE(worth("nonsense\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_TRUE(worth("PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

}  // namespace conform::reference
