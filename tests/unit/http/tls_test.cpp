#include <gtest/gtest.h>

#include <string>

#include "base/gate.hpp"
#include "http/transport.hpp"
#include "support/raw_server.hpp"
#include "support/scratch_folder.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using test::Identity;
using test::make_identity;
using test::RawConnection;
using test::RawServer;

void respond_once(RawConnection& connection) {
  while (!connection.read_request().empty()) connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

class Tls : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    return folder_.write(name, text).string();
  }

  static ResponseOrError ask(const TransportOptions& options) {
    return make_curl_transport(options)->send({.method = "GET", .target = "/", .headers = {}, .body = {}}, {}).response;
  }
  static TransportErrorKind trouble(const TransportOptions& options) {
    const ResponseOrError response = ask(options);
    const auto* error = std::get_if<TransportError>(&response);
    EXPECT_TRUE(error);
    return error ? error->kind : TransportErrorKind::unsendable;
  }

 private:
  test::ScratchFolder folder_;
};

TEST_F(Tls, TrustsTheNamedAuthorityAndKeepsTheConnection) {
  const Identity identity = make_identity();
  const RawServer server{identity, respond_once};
  TransportOptions options;
  options.base_url = server.url();
  options.ca_file = file("ca.pem", identity.certificate);
  const auto transport = make_curl_transport(options);
  for (int i = 0; i < 3; ++i) {
    const ResponseOrError response =
        transport->send({.method = "GET", .target = "/", .headers = {}, .body = {}}, {}).response;
    ASSERT_TRUE(std::holds_alternative<Response>(response)) << plain(std::get<TransportError>(response).detail);
  }
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_TRUE(server.received().starts_with("GET / HTTP/1.1\r\nHost: " + server.authority() + "\r\n\r\n"));
}

TEST_F(Tls, CarriesLargeBodiesBothWays) {
  const Identity identity = make_identity();
  const std::string big(3U << 20U, 'z');
  const RawServer server{identity, [&](RawConnection& connection) {
                           const std::string request = connection.read_request();
                           connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(big.size()) +
                                            "\r\n\r\n" + request.substr(request.size() - big.size()));
                         }};
  TransportOptions options;
  options.base_url = server.url();
  options.ca_file = file("ca.pem", identity.certificate);
  const ResponseOrError response =
      make_curl_transport(options)->send({.method = "PUT", .target = "/", .headers = {}, .body = big}, {}).response;
  ASSERT_TRUE(std::holds_alternative<Response>(response)) << plain(std::get<TransportError>(response).detail);
  EXPECT_TRUE(std::get<Response>(response).body == big);
}

TEST_F(Tls, RefusesAnUnknownAuthority) {
  const RawServer server{make_identity(), respond_once};
  TransportOptions options;
  options.base_url = server.url();
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
  options.ca_file = file("other.pem", make_identity().certificate);
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
  options.insecure = true;
  EXPECT_TRUE(std::holds_alternative<Response>(ask(options)));
}

TEST_F(Tls, SaysSoWhenTheAuthorityFileIsMissing) {
  const RawServer server{make_identity(), respond_once};
  TransportOptions options;
  options.base_url = server.url();
  options.ca_file = "/nonexistent/ca.pem";
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
}

TEST_F(Tls, TellsPlainTextOnATlsPort) {
  const RawServer server{[](RawConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    connection.wait_for_close();
  }};
  TransportOptions options;
  options.base_url = "https://" + server.authority();
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
}

TEST_F(Tls, TellsAHandshakeThatStalls) {
  const RawServer server{[](RawConnection& connection) { connection.wait_for_close(); }};
  TransportOptions options;
  options.base_url = "https://" + server.authority();
  options.connect_timeout = 100ms;
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
}

TEST_F(Tls, ShowsItsCertificateAndTellsWhenOneIsMissing) {
  const Identity identity = make_identity();
  const Identity client = make_identity();
  const RawServer server{identity, respond_once, client.certificate};
  TransportOptions options;
  options.base_url = server.url();
  options.ca_file = file("ca.pem", identity.certificate);
  EXPECT_EQ(trouble(options), TransportErrorKind::tls);
  options.client_certificate = file("client.pem", client.certificate);
  options.client_key = file("client.key", client.key);
  const ResponseOrError response = ask(options);
  EXPECT_TRUE(std::holds_alternative<Response>(response)) << plain(std::get<TransportError>(response).detail);
}

/// The first bytes of a client that is asked to reach a host of this machine.
std::string hello_of(TransportOptions options, const std::string& host) {
  const RawServer server{[](RawConnection& connection) { connection.read_exactly(300); }};
  options.base_url = "https://" + host + ":" + std::to_string(server.port());
  const ResponseOrError response =
      make_curl_transport(options)->send({.method = "GET", .target = "/", .headers = {}, .body = {}}, {}).response;
  EXPECT_TRUE(std::holds_alternative<TransportError>(response));
  return server.received();
}

// RFC 6066 section 3: names are sent, addresses are not.
TEST(TlsHandshake, NamesTheHost) {
  EXPECT_NE(hello_of({}, "localhost").find("localhost"), std::string::npos);
  EXPECT_EQ(hello_of({}, "127.0.0.1").find("127.0.0.1"), std::string::npos);
}

// RFC 8446 section 4.2.1: supported_versions lists 1.3 (0304) and, unless that is the lowest, 1.2 (0303).
TEST(TlsHandshake, OffersNoVersionBelowTheLowest) {
  using namespace std::string_literals;
  const std::string from_two = "\x00\x2b\x00\x05\x04\x03\x04\x03\x03"s;
  const std::string from_three = "\x00\x2b\x00\x03\x02\x03\x04"s;
  EXPECT_NE(hello_of({}, "127.0.0.1").find(from_two), std::string::npos);
  TransportOptions options;
  options.tls_minimum = "1.2";
  EXPECT_NE(hello_of(options, "127.0.0.1").find(from_two), std::string::npos);
  options.tls_minimum = "1.3";
  EXPECT_NE(hello_of(options, "127.0.0.1").find(from_three), std::string::npos);
}

}  // namespace
}  // namespace conform
