// Servers that cannot prove who they are, and TLS where there should be none: no verdict on the server, and not a byte
// of a request goes to it.
#include <gtest/gtest.h>

#include "hostile/hostile_run.hpp"
#include "support/certificate_authority.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// Runs against a server that shows this identity and would respond, where the target trusts `authority`.
HostileRun judge_identity(const std::string& name, const Identity& identity, const std::string& authority) {
  const ScratchFolder folder;
  const RawServer server{identity, [](RawConnection& connection) {
                           while (!connection.read_request().empty())
                             connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                         }};
  json target = target_for(server.url());
  if (!authority.empty()) target["transport"]["caFile"] = folder.write("ca.pem", authority).string();
  HostileRun hostile_run = judge("tls/" + name, target, {"users/get", "users/patch/merge/answer"});
  EXPECT_EQ(server.received(), "") << "a request went to a server that is not trusted";
  return hostile_run;
}

void expect_no_verdict(const HostileRun& hostile_run, const std::string& reason) {
  EXPECT_EQ(hostile_run.run.exit_code, 3) << hostile_run.run.all();
  EXPECT_EQ(hostile_run.result.at("totals").at("failed"), 0);
  EXPECT_EQ(hostile_run.result.at("totals").at("passed"), 0);
  EXPECT_TRUE(holds(unwrapped(hostile_run.run.out), reason)) << hostile_run.run.out;
}

const std::string right_names = "IP:127.0.0.1,DNS:localhost";

TEST(Certificate, ThatIsExpiredIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(
      judge_identity("expired", authority.server(right_names, {.from = -48h, .until = -24h}), authority.certificate()),
      "certificate has expired");
}

TEST(Certificate, ThatIsNotYetGoodIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(judge_identity("not-yet-good", authority.server(right_names, {.from = 24h, .until = 48h}),
                                   authority.certificate()),
                    "certificate is not yet valid");
}

TEST(Certificate, ForAnotherHostIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(
      judge_identity("another-host", authority.server("DNS:another.example,IP:127.0.0.2"), authority.certificate()),
      "127.0.0.1");
}

// An address is not a DNS name (RFC 6125 section 1.7.2), and a wildcard stands for none.
TEST(Certificate, WithTheAddressAsANameIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(judge_identity("address-as-a-name", authority.server("DNS:127.0.0.1"), authority.certificate()),
                    "127.0.0.1");
}

TEST(Certificate, ForEverybodyIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(
      judge_identity("for-everybody", authority.server("DNS:*,DNS:*.1,DNS:*.0.0.1"), authority.certificate()),
      "127.0.0.1");
}

TEST(Certificate, ForNoHostIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(judge_identity("no-host", authority.server("email:a@b.example"), authority.certificate()),
                    "127.0.0.1");
}

TEST(Certificate, SignedByItselfIsNoVerdict) {
  expect_no_verdict(judge_identity("self-signed", make_identity(), {}), "self-signed certificate");
}

TEST(Certificate, OfAnUnknownAuthorityIsNoVerdict) {
  const CertificateAuthority authority;
  const CertificateAuthority other;
  expect_no_verdict(judge_identity("unknown-authority", authority.server(right_names), other.certificate()),
                    "check of certificates failed");
}

TEST(Certificate, ForClientsIsNoVerdict) {
  const CertificateAuthority authority;
  expect_no_verdict(judge_identity("for-clients", authority.client(), authority.certificate()), "certificate");
}

/// Runs against a server that was to speak TLS and does this instead.
HostileRun judge_handshake(const std::string& name, const RawServer::Script& script) {
  const RawServer server{script};
  return judge("tls/" + name, target_for("https://" + server.authority()), {"users/get"});
}

TEST(Handshake, AnsweredInPlainTextIsNoVerdict) {
  expect_no_verdict(judge_handshake("plain-text",
                                    [](RawConnection& connection) {
                                      connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                                      connection.wait_for_close();
                                    }),
                    "TLS");
}

TEST(Handshake, ThatNeverEndsIsNoVerdict) {
  expect_no_verdict(judge_handshake("stalls", [](RawConnection& connection) { connection.wait_for_close(); }), "TLS");
}

TEST(Handshake, OfGarbageIsNoVerdict) {
  expect_no_verdict(
      judge_handshake("garbage",
                      [](RawConnection& connection) {
                        connection.write(std::string{"\x16\x03\x03\xff\xff", 5} + std::string(70'000, '\xa5'));
                        connection.wait_for_close();
                      }),
      "TLS");
}

TEST(Handshake, ThatIsCutOffIsNoVerdict) {
  expect_no_verdict(judge_handshake("cut-off",
                                    [](RawConnection& connection) {
                                      connection.read_exactly(100);
                                      connection.write(std::string{"\x16\x03\x03\x00\x7a\x02\x00", 7});
                                    }),
                    "TLS");
}

TEST(Handshake, WherePlainTextWasExpectedIsAFinding) {
  const RawServer server{make_identity(), [](RawConnection& connection) { connection.wait_for_close(); }};
  const HostileRun hostile_run =
      judge("tls/where-plain-text-was-expected", target_for("http://" + server.authority()), {"users/get"});
  EXPECT_EQ(hostile_run.run.exit_code, 1) << hostile_run.run.all();
  EXPECT_EQ(hostile_run.result.at("totals").at("passed"), 0);
  // OpenSSL takes such a client for what it is, and closes without an alert.
  EXPECT_TRUE(holds(hostile_run.result.dump(), "the server closed the connection"));
}

}  // namespace
}  // namespace conform::test
