#include <gtest/gtest.h>

#include <string>

#include "end_to_end/program.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;

// What would break out of XML, a terminal, a log or a page.
const std::string hostile =
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b 1m ]]> <![CDATA[ <script>alert(1)</script> & \" ' \x01\x02\x08\x7f "
    "\xff\xfe \xed\xa0\x80 \xc0\x80 \xef\xbf\xbe \xe2\x80\xae \r\n\r\nFAILED \x00 [[ATTACHMENT|/etc/passwd]]"s;

std::string escaped_as_json(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') text += '\\';
    if (byte >= 0x20) {
      text += c;
    } else {
      text += "\\u00"s + (byte < 0x10 ? "0" : "1") + "0123456789abcdef"[byte & 15U];
    }
  }
  return text;
}

std::string response_with(const std::string& fields, const std::string& body) {
  return "HTTP/1.1 200 \x1b[2J]]>\x9b\r\nContent-Type: application/vnd.api+json\r\nX-Odd: \x1b[1m ]]> \xff\xfe\r\n" +
         fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class HostileResponses : public ::testing::Test {
 protected:
  void expect_harmless(const std::string& response, int exit_code = 1) {
    const auto server = RawServer::responding(response);
    const auto target = folder_.write("target.json", target_for(server->url()).dump());
    const auto junit = folder_.path() / "junit.xml";
    const auto result = folder_.path() / "result.json";
    const Finished run = conform({"run", "--verbose", "--target", target.string(), "--timeout", "5", "--report",
                                  "junit=" + junit.string(), "--report", "json=" + result.string(), "users/patch/merge",
                                  "users/get", "attributes/merge", "errors/not-found"});
    EXPECT_EQ(run.exit_code, exit_code) << run.all();
    EXPECT_GT(server->connections(), 0U);
    EXPECT_TRUE(is_valid_junit(junit));
    EXPECT_TRUE(is_valid_result(result));
    for (const std::string& text : {run.out, run.err, read_file(junit), read_file(result)}) expect_plain(text);
    // The server has no line of its own in what the runner prints.
    EXPECT_FALSE(holds(run.err, "\nFAILED \n")) << run.err;
    EXPECT_FALSE(holds("\n" + read_file(junit), "\n[[ATTACHMENT")) << "a line of its own would be taken for a file";
  }

  static void expect_plain(const std::string& text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      ASSERT_TRUE(byte >= 0x20 || c == '\n' || c == '\t') << static_cast<int>(byte);
      ASSERT_NE(byte, 0x7F);
    }
    for (const char* control : {"\xc2\x9b", "\xe2\x80\xae", "\xff", "\xed\xa0\x80"})
      EXPECT_EQ(text.find(control), std::string::npos);
  }

  ScratchFolder folder_;
};

TEST_F(HostileResponses, BodyOfAnyBytes) { expect_harmless(response_with("", hostile)); }

TEST_F(HostileResponses, UserDocumentWithHostileValues) {
  expect_harmless(
      response_with("", R"({"data":{"type":"User","id":"6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10","attributes":)"
                        R"({"firstName":")" +
                            escaped_as_json("\x1b[31m ]]> <script>alert(1)</script> \x01 \x7f \xe2\x80\xae") +
                            R"(","]]>\u001b[2J</failure>":"x"}}})"));
}

TEST_F(HostileResponses, ErrorDocumentWithHostileTexts) {
  expect_harmless(response_with("", R"({"errors":[{"title":")" +
                                        escaped_as_json("\x1b[31m ]]> <script>alert(1)</script>\r\nFAILED ") +
                                        R"(","source":{"pointer":"/\u001b[2J"}}]})"));
}

TEST_F(HostileResponses, HeadersOfAnyBytes) {
  expect_harmless(response_with("Content-Type: \x1b]0;x\x07\r\nSet-Cookie: a=\xff\xfe\r\n", "{}"));
}

TEST_F(HostileResponses, LocationThatPretendsToBeTerms) {
  const std::string body = "{}";
  expect_harmless("HTTP/1.1 200 OK\r\nLocation: \x1b[31mhttp://evil.example/\r\nContent-Type: text/html]]>\x1b[0m\r\n" +
                  ("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
}

TEST_F(HostileResponses, RetryAfterWithControlCharactersInA451) {
  const auto server = RawServer::responding(
      "HTTP/1.1 451 \x1b[31m\r\nLocation: \x1b[2J]]>\xff http://terms.example/\r\nContent-Length: 0\r\n\r\n");
  const auto target = folder_.write("target.json", target_for(server->url()).dump());
  const auto junit = folder_.path() / "junit.xml";
  const Finished run =
      conform({"run", "--verbose", "--target", target.string(), "--report", "junit=" + junit.string(), "users/get"});
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_TRUE(holds(run.out, "terms")) << run.out;
  EXPECT_TRUE(is_valid_junit(junit));
  for (const std::string& text : {run.out, run.err, read_file(junit)}) expect_plain(text);
}

// 64 levels of nesting are enough for anybody; a body beyond that must cost neither the stack nor the run.
TEST_F(HostileResponses, NestingThatWouldOverflowAStack) {
  constexpr int inconclusive = 3;  // a limit of the suite is not a fault of the server
  expect_harmless(response_with("", std::string(200'000, '[')), inconclusive);
  expect_harmless(response_with("", R"({"data":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"),
                  inconclusive);
}

TEST_F(HostileResponses, EndlessBody) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.flood("1000\r\n" + std::string(0x1000, 'x') + "\r\n");
  }};
  const auto target = folder_.write("target.json", target_for(server.url()).dump());
  const auto result = folder_.path() / "result.json";
  const Finished run = conform({"run", "-q", "--target", target.string(), "--timeout", "1", "--report",
                                "json=" + result.string(), "users/get/read/own-record"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(has_finding(read_json(result), "contract.answer", "ANSWER-COMPLETE"));
  EXPECT_LT(std::filesystem::file_size(result), 1U << 20U);
}

TEST_F(HostileResponses, EndlessHead) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\n");
    connection.flood("X-More: " + std::string(1000, 'x') + "\r\n");
  }};
  const auto target = folder_.write("target.json", target_for(server.url()).dump());
  const Finished run =
      conform({"run", "-q", "--target", target.string(), "--timeout", "1", "users/get/read/own-record"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
}

}  // namespace
}  // namespace conform::test
