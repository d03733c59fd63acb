// Servers that do not want to be understood. Each response must end in bounded time and memory, with the trouble named.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/gate.hpp"
#include "http/transport.hpp"
#include "support/raw_server.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using test::RawConnection;
using test::RawServer;

TransportOptions options_for(const RawServer& server) {
  TransportOptions options;
  options.base_url = server.url();
  return options;
}

ResponseOrError ask(const TransportOptions& options, const std::string& method = "GET") {
  return make_curl_transport(options)->send({.method = method, .target = "/", .headers = {}, .body = {}}, {}).response;
}

/// The response to a server that says this and closes.
ResponseOrError response_to(const std::string& bytes) {
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    connection.write(bytes);
  }};
  return ask(options_for(server));
}

/// The response to a server that says this and then `again` for ever.
ResponseOrError response_to_flood(const std::string& bytes, const std::string& again) {
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    connection.write(bytes);
    connection.flood(again);
  }};
  TransportOptions options = options_for(server);
  options.timeout = 500ms;
  return ask(options);
}

/// The response to a server that says this, then `bytes` byte by byte, and never comes to its end.
ResponseOrError response_to_drip(const std::string& at_once, const std::string& bytes) {
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    connection.write(at_once);
    connection.drip(bytes, 1, 2ms);
    connection.wait_for_close();
  }};
  TransportOptions options = options_for(server);
  options.timeout = 500ms;
  const auto started = std::chrono::steady_clock::now();
  ResponseOrError response = ask(options);
  EXPECT_LT(std::chrono::steady_clock::now() - started, 30s);
  return response;
}

TransportErrorKind trouble_in(const ResponseOrError& response) {
  const auto* error = std::get_if<TransportError>(&response);
  EXPECT_TRUE(error) << "a response came";
  return error ? error->kind : TransportErrorKind::unreachable;
}

TEST(HostileServer, ClosingAtAnyByteOfAGoodAnswerIsFound) {
  const std::string whole =
      "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n";
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    connection.write(std::string_view{whole}.substr(0, connection.number));
  }};
  const TransportOptions options = options_for(server);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const ResponseOrError response = ask(options);
    EXPECT_EQ(trouble_in(response), TransportErrorKind::closed) << cut;
    EXPECT_EQ(std::get<TransportError>(response).partial.has_value(), cut >= 17) << cut;
  }
  EXPECT_EQ(std::get<Response>(ask(options)).body, "{\"a\":1}");
}

TEST(HostileServer, ResettingIsFound) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.reset();
  }};
  EXPECT_EQ(trouble_in(ask(options_for(server))), TransportErrorKind::closed);
}

TEST(HostileServer, ClosingBeforeTheRequestIsFound) {
  const RawServer server{[](RawConnection&) {}};
  EXPECT_EQ(trouble_in(ask(options_for(server))), TransportErrorKind::closed);
}

TEST(HostileServer, ShortBodyIsFoundAndKept) {
  const ResponseOrError response = response_to("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\"");
  EXPECT_EQ(trouble_in(response), TransportErrorKind::closed);
  EXPECT_EQ(std::get<TransportError>(response).partial.value().body, "{\"data\"");
}

TEST(HostileServer, WhatIsNotHttpIsMalformed) {
  for (const std::string& bytes :
       {"<html>HTTP/0.9 has no head</html>"s, "\x15\x03\x01\x00\x02\x02\x46"s, "SSH-2.0-x\r\n"s,
        "HTTP/1.1 200 OK\n\nok"s, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!"s,
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok!"s,
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok!"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"s,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFF\r\n"s}) {
    EXPECT_EQ(trouble_in(response_to(bytes)), TransportErrorKind::malformed) << bytes;
  }
}

TEST(HostileServer, HugeLengthsAreNotWaitedForBehindTheEnd) {
  EXPECT_EQ(trouble_in(response_to("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n")),
            TransportErrorKind::closed);
  const ResponseOrError chunk =
      response_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc");
  EXPECT_EQ(trouble_in(chunk), TransportErrorKind::closed);
  EXPECT_EQ(std::get<TransportError>(chunk).partial.value().body, "abc");
}

TEST(HostileServer, EndlessReasonHeadAndBodyEndAtTheDeadline) {
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 ", std::string(4000, 'r'))), TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 OK\r\nX: ", std::string(4000, 'v'))),
            TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 OK\r\n", "a: b\r\n")), TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("", "HTTP/1.1 100 Continue\r\n\r\n")), TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 OK\r\n\r\n", std::string(64000, 'b'))),
            TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                                         "1000\r\n" + std::string(4096, 'c') + "\r\n")),
            TransportErrorKind::timed_out);
  EXPECT_EQ(trouble_in(response_to_flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "t: 1\r\n")),
            TransportErrorKind::timed_out);
}

TEST(HostileServer, EndlessSmallChunksEndAtTheDeadline) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.flood("1;" + std::string(4000, 'x') + "\r\na\r\n");
  }};
  TransportOptions options = options_for(server);
  options.timeout = 200ms;
  EXPECT_EQ(trouble_in(ask(options)), TransportErrorKind::timed_out);
}

TEST(HostileServer, FloodBehindTheAnswerEndsTheExchangeNevertheless) {
  const ResponseOrError response =
      response_to_flood("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and more", std::string(64000, 'x'));
  EXPECT_EQ(std::get<Response>(response).body, "ok");
  EXPECT_GT(std::get<Response>(response).excess_bytes, 0U);
}

TEST(HostileServer, DrippingHeadAndBodyEndAtTheDeadline) {
  EXPECT_EQ(trouble_in(response_to_drip("HTTP/1.1 200 ", std::string(5000, 'r'))), TransportErrorKind::timed_out);
  const ResponseOrError body = response_to_drip("HTTP/1.1 200 O\r\n\r\n", std::string(5000, 'b'));
  EXPECT_EQ(trouble_in(body), TransportErrorKind::timed_out);
  EXPECT_EQ(std::get<TransportError>(body).partial.value().status, 200);
}

TEST(HostileServer, SilenceEndsAtTheDeadline) {
  EXPECT_EQ(trouble_in(response_to_drip("", "")), TransportErrorKind::timed_out);
}

TEST(HostileServer, ThousandsOfHeadersAndALongReasonAreKept) {
  std::string head = "HTTP/1.1 200 " + std::string(100'000, 'r') + "\r\n";
  for (int i = 0; i < 5000; ++i) head += "X-" + std::to_string(i) + ": " + std::to_string(i) + "\r\n";
  const ResponseOrError response = response_to(head + "Content-Length: 0\r\n\r\n");
  ASSERT_TRUE(std::holds_alternative<Response>(response)) << plain(std::get<TransportError>(response).detail);
  EXPECT_EQ(std::get<Response>(response).reason.size(), 100'000U);
  EXPECT_EQ(std::get<Response>(response).headers.size(), 5001U);
}

TEST(HostileServer, AnswerCutIntoSingleBytesIsRead) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 1, 0ms);
    connection.wait_for_close();
  }};
  EXPECT_EQ(std::get<Response>(ask(options_for(server))).body, "ok");
}

TEST(HostileServer, BodyBehindTheAnswerToHeadIsExcess) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
    connection.wait_for_close();
  }};
  const ResponseOrError response = ask(options_for(server), "HEAD");
  EXPECT_EQ(std::get<Response>(response).body, "");
  EXPECT_EQ(std::get<Response>(response).excess_bytes, 4U);
}

TEST(HostileServer, DetailsHoldNoControlCharacters) {
  const ResponseOrError response = response_to("\x1B[31mred\r\n\x07");
  for (const char c : plain(std::get<TransportError>(response).detail)) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

}  // namespace
}  // namespace conform
