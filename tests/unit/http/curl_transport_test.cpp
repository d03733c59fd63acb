#include <gtest/gtest.h>

#include <cstdlib>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
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

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Request get(std::string target = "/") {
  return {.method = "GET", .target = std::move(target), .headers = {}, .body = {}};
}

TransportOptions options_for(const std::string& url) {
  TransportOptions options;
  options.base_url = url;
  return options;
}

TimedResponse send_once(const TransportOptions& options, const Request& request) {
  return make_curl_transport(options)->send(request, {});
}

const Response& response_in(const TimedResponse& timed) {
  if (const auto* error = std::get_if<TransportError>(&timed.response)) {
    throw std::runtime_error{"no response: " + std::string{to_string(error->kind)} + ": " + plain(error->detail)};
  }
  return std::get<Response>(timed.response);
}

const TransportError& failure_in(const TimedResponse& timed) { return std::get<TransportError>(timed.response); }

/// What a server receives of one request.
std::string wire_bytes(const Request& request, const std::string& base_path = {}) {
  const auto server = RawServer::responding(ok);
  response_in(send_once(options_for(server->url() + base_path), request));
  std::string received = server->received();
  const std::size_t host = received.find(server->authority());
  if (host != std::string::npos) received.replace(host, server->authority().size(), "HOST");
  return received;
}

TEST(CurlTransport, SendsTheAskedBytesAndNothingElse) {
  EXPECT_EQ(wire_bytes(get("/users/1?a=%2f")), "GET /users/1?a=%2f HTTP/1.1\r\nHost: HOST\r\n\r\n");
  EXPECT_EQ(wire_bytes({.method = "PATCH",
                        .target = "/users/1",
                        .headers = {{"x-B", "2"}, {"Accept", ""}, {"X-b", "1"}, {"x-B", " 2 "}},
                        .body = "\0\xFF\r\n"s},
                       "/user/2024-3"),
            "PATCH /user/2024-3/users/1 HTTP/1.1\r\nHost: HOST\r\nx-B: 2\r\nAccept:\r\nX-b: 1\r\nx-B:  2 \r\n"
            "Content-Length: 4\r\n\r\n\0\xFF\r\n"s);
}

TEST(CurlTransport, SendsThePathAsItIs) {
  EXPECT_EQ(wire_bytes(get("/a/../b/./%zz//[]{}|\"<>\\^`#f?\xC3\xA9")),
            "GET /a/../b/./%zz//[]{}|\"<>\\^`#f?\xC3\xA9 HTTP/1.1\r\nHost: HOST\r\n\r\n");
}

TEST(CurlTransport, SendsABodyUnderAnyMethodAndAnEmptyOneAsLengthZero) {
  EXPECT_EQ(wire_bytes({.method = "GET", .target = "/", .headers = {}, .body = "{}"}),
            "GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(wire_bytes({.method = "BREW", .target = "/", .headers = {}, .body = ""}),
            "BREW / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(wire_bytes({.method = "POST", .target = "/", .headers = {}, .body = {}}),
            "POST / HTTP/1.1\r\nHost: HOST\r\n\r\n");
}

TEST(CurlTransport, SendsABodyOfMegabytesWhole) {
  std::string body(3U << 20U, 'x');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3U);
  const std::string received = wire_bytes({.method = "PUT", .target = "/", .headers = {}, .body = body});
  EXPECT_TRUE(received == "PUT / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3145728\r\n\r\n" + body);
}

TEST(CurlTransport, SaysWhyARequestCannotBeSentAndConnectsToNobody) {
  const auto server = RawServer::responding(ok);
  const TimedResponse timed = send_once(options_for(server->url()),
                                        {.method = "GET", .target = "/", .headers = {{"X", "a\r\nY: b"}}, .body = {}});
  EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::unsendable);
  EXPECT_NE(plain(failure_in(timed).detail).find("X has a CR"), std::string::npos);
  EXPECT_EQ(server->connections(), 0U);
}

TEST(CurlTransport, RefusesABaseUrlThatIsNone) {
  for (const char* url :
       {"", "localhost:80", "ftp://h/", "http://", "http://h:99999/", "http://u:p@h/", "http://h/?q", "http://h/#f"}) {
    EXPECT_THROW(static_cast<void>(make_curl_transport(options_for(url))), std::invalid_argument) << url;
  }
}

TEST(CurlTransport, KeepsHeadersReasonAndBodyAsTheyCame) {
  const auto server = RawServer::responding(
      "HTTP/1.1 299 Odd%20 reason\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nEmpty:\r\nContent-Encoding: gzip\r\n"
      "Content-Length: 4\r\n\r\n\x1F\x8B\0\xFF"s);
  EXPECT_EQ(response_in(send_once(options_for(server->url()), get())),
            (Response{.status = 299,
                      .reason = "Odd%20 reason",
                      .headers = {{"Set-Cookie", "a=1"},
                                  {"set-cookie", "b=2"},
                                  {"Empty", ""},
                                  {"Content-Encoding", "gzip"},
                                  {"Content-Length", "4"}},
                      .body = "\x1F\x8B\0\xFF"s,
                      .excess_bytes = 0}));
}

TEST(CurlTransport, DoesNotFollowRedirectsNorKeepCookies) {
  const auto server =
      RawServer::responding("HTTP/1.1 307 T\r\nLocation: /elsewhere\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n");
  const auto transport = make_curl_transport(options_for(server->url()));
  EXPECT_EQ(response_in(transport->send(get(), {})).status, 307);
  EXPECT_EQ(response_in(transport->send(get(), {})).status, 307);
  const std::string one = "GET / HTTP/1.1\r\nHost: " + server->authority() + "\r\n\r\n";
  EXPECT_EQ(server->received(), one + one);
}

TEST(CurlTransport, KeepsItsConnection) {
  const auto server = RawServer::responding(ok);
  const auto transport = make_curl_transport(options_for(server->url()));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  EXPECT_EQ(server->connections(), 1U);
}

TEST(CurlTransport, KeepsItsConnectionBehindAnAnswerWithoutABody) {
  const auto server = RawServer::responding("HTTP/1.1 204 No Content\r\n\r\n");
  const auto transport = make_curl_transport(options_for(server->url()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(response_in(transport->send(get(), {})).status, 204);
  EXPECT_EQ(server->connections(), 1U);
}

TEST(CurlTransport, LeavesAConnectionThatTheServerWantsClosed) {
  const auto server = RawServer::responding("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  const auto transport = make_curl_transport(options_for(server->url()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(response_in(transport->send(get(), {})).status, 200);
  EXPECT_EQ(server->connections(), 3U);
}

TEST(CurlTransport, OpensANewConnectionWhenTheKeptOneWasClosed) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write(ok);
  }};
  const auto transport = make_curl_transport(options_for(server.url()));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
}

TEST(CurlTransport, SendsOnceMoreWhenAKeptConnectionClosesUnderTheRequest) {
  // Each connection responds to one request and drops the second: the client cannot know before it has sent.
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write(ok);
    connection.read_request();
  }};
  const auto transport = make_curl_transport(options_for(server.url()));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  EXPECT_EQ(server.connections(), 4U);
}

TEST(CurlTransport, DoesNotSendTwiceOnceAnAnswerHasBegun) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write(ok);
    connection.read_request();
    connection.write("H");
  }};
  const auto transport = make_curl_transport(options_for(server.url()));
  EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  EXPECT_EQ(failure_in(transport->send(get(), {})).kind, TransportErrorKind::closed);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlTransport, DoesNotSendTwiceOnAFreshConnection) {
  const RawServer server{[](RawConnection& connection) { connection.read_request(); }};
  const TimedResponse timed = send_once(options_for(server.url()), get());
  EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::closed);
  EXPECT_FALSE(failure_in(timed).partial);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlTransport, LeavesAConnectionOverWhichBytesCameUnasked) {
  const RawServer server{[](RawConnection& connection) {
    while (!connection.read_request().empty()) connection.write(ok + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }};
  const auto transport = make_curl_transport(options_for(server.url()));
  for (int i = 0; i < 5; ++i) {
    const TimedResponse timed = transport->send(get(), {});
    EXPECT_EQ(response_in(timed).body, "ok");
    EXPECT_GT(response_in(timed).excess_bytes, 0U);
  }
  EXPECT_EQ(server.connections(), 5U);
}

TEST(CurlTransport, CountsABodyBehindA204AlsoInASegmentOfItsOwn) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n");
    connection.pause(10ms);
    connection.write("body");
    connection.wait_for_close();
  }};
  EXPECT_EQ(response_in(send_once(options_for(server.url()), get())).excess_bytes, 4U);
}

TEST(CurlTransport, TakesAnEarlyAnswerToABodyThatTheServerDoesNotRead) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_exactly(10);
    connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    connection.wait_for_close();
  }};
  const TimedResponse timed = send_once(
      options_for(server.url()), {.method = "PUT", .target = "/", .headers = {}, .body = std::string(32U << 20U, 'x')});
  EXPECT_EQ(response_in(timed).status, 413);
}

TEST(CurlTransport, TellsARefusedConnectionFromTheServersFaults) {
  std::string url;
  {
    const auto gone = RawServer::responding(ok);
    url = gone->url();
  }
  EXPECT_EQ(failure_in(send_once(options_for(url), get())).kind, TransportErrorKind::unreachable);
}

TEST(CurlTransport, TellsANameThatDoesNotResolve) {
  const TimedResponse timed = send_once(options_for("http://name.invalid"), get());
  EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::unreachable);
}

TEST(CurlTransport, GivesUpAtTheDeadlineWithWhatHadCome) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    connection.wait_for_close();
  }};
  TransportOptions options = options_for(server.url());
  options.timeout = 500ms;
  const TimedResponse timed = send_once(options, get());
  EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::timed_out);
  EXPECT_EQ(failure_in(timed).detail,
            "no complete response within 500 ms; received: status 200 and 3 of 10 body bytes");
  EXPECT_EQ(failure_in(timed).partial.value().body, "abc");
  EXPECT_GE(timed.took, 500ms);
  EXPECT_LT(timed.took, 30s);
}

TEST(CurlTransport, EndsAtOnceWhenStopped) {
  std::latch asked{1};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\n");
    asked.count_down();
    connection.wait_for_close();
  }};
  std::stop_source stop;
  const std::jthread stopper{[&] {
    asked.wait();
    stop.request_stop();
  }};
  TransportOptions options = options_for(server.url());
  options.timeout = 60s;
  const auto transport = make_curl_transport(options);
  const TimedResponse timed = transport->send(get(), stop.get_token());
  EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::interrupted);
  EXPECT_LT(timed.took, 30s);
  EXPECT_EQ(failure_in(transport->send(get(), stop.get_token())).kind, TransportErrorKind::interrupted);
}

TEST(CurlTransport, IsUsableAfterTrouble) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write(connection.number % 2 == 0 ? "garbage" : ok);
  }};
  const auto transport = make_curl_transport(options_for(server.url()));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failure_in(transport->send(get(), {})).kind, TransportErrorKind::malformed);
    EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  }
}

TEST(CurlTransport, DoesNotLookAtProxiesOfTheEnvironment) {
  const auto server = RawServer::responding(ok);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) setenv(name, "http://127.0.0.1:1", 1);
  const TimedResponse timed = send_once(options_for(server->url()), get());
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  EXPECT_EQ(response_in(timed).status, 200);
}

TEST(CurlTransport, AsksAProxyForTheWholeUrl) {
  const auto proxy = RawServer::responding(ok);
  setenv("no_proxy", "*", 1);
  TransportOptions options = options_for("http://user-api.invalid/base");
  options.proxy = "http://user:pa%20ss@" + proxy->authority();
  const TimedResponse timed = send_once(options, get("/x"));
  unsetenv("no_proxy");
  EXPECT_EQ(response_in(timed).status, 200);
  EXPECT_EQ(proxy->received(),
            "GET http://user-api.invalid/base/x HTTP/1.1\r\nHost: user-api.invalid\r\n"
            "Proxy-Authorization: Basic dXNlcjpwYSBzcw==\r\n\r\n");
}

TEST(CurlTransport, TakesNoAnswerOfAProxyForTheServers) {
  const auto through = [](const std::string& head) {
    const auto proxy = RawServer::responding("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
    TransportOptions options = options_for("http://user-api.invalid");
    options.proxy = proxy->url();
    return send_once(options, get());
  };
  for (const char* own : {"407 Proxy Authentication Required", "502 Bad Gateway\r\nProxy-Status: p; error=dns_timeout",
                          "503 Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0", "500 No\r\nServer: tinyproxy/1.11.1",
                          "401 Unauthorized\r\nServer: tinyproxy/1.11.1"}) {
    const TransportError error = failure_in(through(own));
    EXPECT_EQ(error.kind, TransportErrorKind::unreachable) << own;
    EXPECT_TRUE(plain(error.detail).starts_with("the proxy responded ")) << plain(error.detail);
  }
  for (const char* of_the_server : {"500 Oops", "502 Bad Gateway\r\nProxy-Status: p; received-status=502",
                                    "401 Unauthorized", "200 OK\r\nServer: tinyproxy/1.11.1"})
    EXPECT_NE(response_in(through(of_the_server)).status, 0) << of_the_server;
  const auto server = RawServer::responding("HTTP/1.1 407 Odd\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(response_in(send_once(options_for(server->url()), get())).status, 407) << "there is no proxy";
}

TEST(CurlTransport, LeavesTheDefaultPortOutOfHostAndKeepsAnother) {
  const auto proxy = RawServer::responding(ok);
  const auto host_for = [&](const std::string& url) {
    TransportOptions options = options_for(url);
    options.proxy = proxy->url();
    const std::size_t before = proxy->connections();
    send_once(options, get());
    const std::string received = proxy->received(before);
    const std::size_t host = received.find("Host: ") + 6;
    return received.substr(host, received.find("\r\n", host) - host);
  };
  EXPECT_EQ(host_for("http://h.invalid:80/"), "h.invalid");
  EXPECT_EQ(host_for("http://h.invalid:8080/"), "h.invalid:8080");
  EXPECT_EQ(host_for("http://[::1]:81/"), "[::1]:81");
}

TEST(CurlTransport, NotesWhenAndHowLong) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.pause(20ms);
    connection.write(ok);
  }};
  const auto before = std::chrono::system_clock::now();
  const TimedResponse timed = send_once(options_for(server.url()), get());
  EXPECT_GE(timed.started_at, before);
  EXPECT_LE(timed.started_at, std::chrono::system_clock::now());
  EXPECT_GE(timed.took, 20ms);
}

TEST(SendTogether, GivesEachRequestAConnectionAndResultsInOrder) {
  const RawServer server{[](RawConnection& connection) {
    const std::string request = connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + request.substr(request.find("/n") + 2, 3));
  }};
  std::vector<Request> requests;
  for (int i = 100; i < 140; ++i) requests.push_back(get("/n" + std::to_string(i)));
  const auto transport = make_curl_transport(options_for(server.url()));
  const std::vector<TimedResponse> results = transport->send_concurrently(requests, {});
  ASSERT_EQ(results.size(), 40U);
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(response_in(results[i]).body, std::to_string(100 + i));
  EXPECT_EQ(server.connections(), 40U);
}

TEST(SendTogether, HasAllRequestsUnderWayAtOnce) {
  // No client gets a response before all have asked: one after the other would wait for ever.
  std::latch everybody{8};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    everybody.arrive_and_wait();
    connection.write(ok);
  }};
  const std::vector<Request> requests(8, get());
  for (const TimedResponse& timed : make_curl_transport(options_for(server.url()))->send_concurrently(requests, {})) {
    EXPECT_EQ(response_in(timed).body, "ok");
  }
}

TEST(SendTogether, LetsOneFailByItself) {
  const RawServer server{[](RawConnection& connection) {
    const std::string request = connection.read_request();
    if (request.starts_with("GET /good")) connection.write(ok);
    if (request.starts_with("GET /slow")) connection.wait_for_close();
  }};
  TransportOptions options = options_for(server.url());
  options.timeout = 1s;
  const std::vector<Request> requests{get("/good"), get("/bad"), get("not sendable"), get("/slow"), get("/good")};
  const std::vector<TimedResponse> results = make_curl_transport(options)->send_concurrently(requests, {});
  EXPECT_EQ(response_in(results[0]).body, "ok");
  EXPECT_EQ(failure_in(results[1]).kind, TransportErrorKind::closed);
  EXPECT_EQ(failure_in(results[2]).kind, TransportErrorKind::unsendable);
  EXPECT_EQ(failure_in(results[3]).kind, TransportErrorKind::timed_out);
  EXPECT_EQ(response_in(results[4]).body, "ok");
}

TEST(SendTogether, DoesNotDisturbTheKeptConnection) {
  const auto server = RawServer::responding(ok);
  const auto transport = make_curl_transport(options_for(server->url()));
  const std::vector<Request> requests(3, get());
  EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  EXPECT_EQ(transport->send_concurrently(requests, {}).size(), 3U);
  EXPECT_EQ(response_in(transport->send(get(), {})).body, "ok");
  EXPECT_EQ(server->connections(), 4U);
}

TEST(SendTogether, TakesNothingForNothing) {
  EXPECT_TRUE(make_curl_transport(options_for("http://127.0.0.1:1"))->send_concurrently({}, {}).empty());
}

TEST(SendTogether, EndsAtOnceWhenStopped) {
  std::latch asked{3};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    asked.count_down();
    connection.wait_for_close();
  }};
  std::stop_source stop;
  const std::jthread stopper{[&] {
    asked.wait();
    stop.request_stop();
  }};
  TransportOptions options = options_for(server.url());
  options.timeout = 60s;
  const std::vector<Request> requests(3, get());
  for (const TimedResponse& timed : make_curl_transport(options)->send_concurrently(requests, stop.get_token())) {
    EXPECT_EQ(failure_in(timed).kind, TransportErrorKind::interrupted);
    EXPECT_LT(timed.took, 30s);
  }
}

}  // namespace
}  // namespace conform
