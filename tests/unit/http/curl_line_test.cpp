#include "http/curl_line.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "http/transport.hpp"
#include "support/raw_server.hpp"

namespace conform {
namespace {

using namespace std::string_literals;
using test::RawServer;

const std::string empty_response = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
const std::vector<Secret> secrets{
    {"t0p-s3cret", "USER_1_TOKEN"}, {"t0p", "SHORT_TOKEN"}, {"back\\slash'quote", "ODD_TOKEN"}};

bool curl_is_here() { return std::system("command -v curl >/dev/null 2>&1") == 0; }  // NOLINT(concurrency-mt-unsafe)

/// Runs a line as a user would: by sh, with the secrets in the environment.
int run_line(const std::string& line) {
  for (const Secret& secret : secrets) setenv(secret.variable.c_str(), secret.value.c_str(), 1);
  const int status = std::system((line + "\n").insert(0, "{ ").append("} >/dev/null 2>&1").c_str());
  for (const Secret& secret : secrets) unsetenv(secret.variable.c_str());
  return status;
}

/// What our transport and what curl by our line send; equal when the line is exact.
void expect_repeated(const Request& request) {
  const auto server = RawServer::responding(empty_response);
  const std::string base = server->url() + "/user/2024-3";
  TransportOptions options;
  options.base_url = base;
  ASSERT_TRUE(std::holds_alternative<Response>(make_curl_transport(options)->send(request, {}).response));
  const std::string line = to_curl(request, base, secrets);
  EXPECT_EQ(run_line(line), 0) << line;
  EXPECT_EQ(server->connections(), 2U) << line;
  EXPECT_EQ(server->received(1), server->received(0)) << line;
}

class CurlLineByCurl : public testing::Test {
 protected:
  void SetUp() override {
    if (!curl_is_here()) GTEST_SKIP() << "curl is not installed";
  }
};

TEST_F(CurlLineByCurl, RepeatsRequestsWithAndWithoutBody) {
  expect_repeated({.method = "GET", .target = "/users/1", .headers = {}, .body = {}});
  expect_repeated({.method = "PATCH",
                   .target = "/users/1?a=b&c=%20",
                   .headers = {{"Accept", "application/vnd.api+json"},
                               {"Content-Type", "application/vnd.api+json"},
                               {"Authorization", "Bearer abc"}},
                   .body =
                       R"({"data": {"type": "User", "attributes": {"firstName": "O'Neil \\ \"x\" $HOME `ls` é 😀"}}})"
                       "\n"});
  expect_repeated({.method = "POST", .target = "/", .headers = {}, .body = {}});
  expect_repeated({.method = "HEAD", .target = "/", .headers = {}, .body = {}});
}

TEST_F(CurlLineByCurl, AddsNoHeadersOfCurlsOwn) {
  expect_repeated({.method = "PUT", .target = "/x", .headers = {}, .body = "{}"});
  expect_repeated({.method = "PUT", .target = "/x", .headers = {{"User-Agent", "me"}, {"Expect", ""}}, .body = "{}"});
}

TEST_F(CurlLineByCurl, SendsEmptyBodiesAndBodiesOnGet) {
  expect_repeated({.method = "PUT", .target = "/x", .headers = {}, .body = ""});
  expect_repeated({.method = "GET", .target = "/x", .headers = {}, .body = ""});
  expect_repeated({.method = "GET", .target = "/x", .headers = {}, .body = "{}"});
  expect_repeated({.method = "DELETE", .target = "/x", .headers = {}, .body = "@/etc/hostname"});
}

TEST_F(CurlLineByCurl, KeepsOrderSpellingDuplicatesAndEmptyValues) {
  expect_repeated({.method = "GET",
                   .target = "/x",
                   .headers = {{"aCCept", ""},
                               {"X", "1"},
                               {"accept", "a, b;q=0"},
                               {"x", " two  words "},
                               {"X", "1"},
                               {"Content-Type", "a"},
                               {"Content-Type", "b"},
                               {"Authorization", "Bearer 1"},
                               {"Authorization", "Bearer 2"},
                               {"Cookie", "a=b; c"}},
                   .body = {}});
}

TEST_F(CurlLineByCurl, SendsAnyByteInBodiesAndValues) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  expect_repeated({.method = "PUT", .target = "/x", .headers = {}, .body = all + "\n\n"});
  expect_repeated({.method = "PUT", .target = "/x", .headers = {}, .body = "\0"s});
  expect_repeated({.method = "PUT", .target = "/x", .headers = {}, .body = "%b%s\\0101\\c\\n\x80"});
  std::string value;
  for (int byte = 1; byte < 256; ++byte) {
    if (byte != '\r' && byte != '\n') value += static_cast<char>(byte);
  }
  expect_repeated({.method = "GET", .target = "/x", .headers = {{"X", value}}, .body = {}});
}

TEST_F(CurlLineByCurl, SendsThePathAsItIs) {
  for (const char* target : {"/", "//", "/a/../b/./c", "/%zz?", "/x?y#z", "/[1-3]{a,b}", "/q\"<>\\^`|", "/\xC3\xA9",
                             "/a;b='c'&d=$e", "/?", "/@!*()+,"}) {
    expect_repeated({.method = "GET", .target = target, .headers = {}, .body = {}});
  }
}

TEST_F(CurlLineByCurl, LeavesSecretsToTheShell) {
  const Request request{
      .method = "PUT",
      .target = "/t0p-s3cret?x=t0p",
      .headers = {{"Authorization", "Bearer t0p-s3cret"}, {"X", "\x01t0p\x02"}, {"Y", "back\\slash'quote"}},
      .body = "{\"a\": \"t0p-s3cret\", \"b\": \"back\\slash'quote\"}"};
  expect_repeated(request);
  Request binary = request;
  binary.body->push_back('\0');
  expect_repeated(binary);
}

TEST_F(CurlLineByCurl, SendsOddFramingAsAsked) {
  expect_repeated({.method = "PUT", .target = "/x", .headers = {{"Content-Length", "2"}}, .body = "{}"});
  expect_repeated({.method = "PUT", .target = "/x", .headers = {{"Host", "other"}, {"X", "1"}}, .body = "{}"});
  expect_repeated({.method = "M-SEARCH", .target = "/x", .headers = {{"Connection", "close"}}, .body = "{}"});
}

TEST_F(CurlLineByCurl, RepeatsAnyRequest) {
  EXPECT_TRUE(rc::check("curl by the line sends what the transport sends", [] {
    // Any bytes, but the tests' time is spent on those that shells and curl care for.
    const auto text = [](const std::string& without) {
      const auto letter =
          rc::gen::weightedOneOf<char>({{3, rc::gen::elementOf("'\"\\$`%@#~!&;:?*[]{}()<>|=+-_, 019azAZ\t\x1B\x7F"s)},
                                        {1, rc::gen::arbitrary<char>()}});
      return *rc::gen::container<std::string>(
          rc::gen::suchThat(letter, [without](char c) { return without.find(c) == std::string::npos; }));
    };
    Request request{.method = *rc::gen::elementOf(std::vector<std::string>{"GET", "PUT", "PATCH", "x!"}),
                    .target = "/" + text("\0\r\n \t\x1B\x7F"s),
                    .headers = {},
                    .body = {}};
    for (char& c : request.target) {
      if (static_cast<unsigned char>(c) <= 0x20) c = 'x';
    }
    if (*rc::gen::arbitrary<bool>()) request.body = text({});
    const int headers = *rc::gen::inRange(0, 3);
    for (int i = 0; i < headers; ++i) request.headers.push_back({"X-" + std::to_string(i), "v" + text("\0\r\n"s)});
    expect_repeated(request);
    RC_ASSERT(!testing::Test::HasFailure());
  }));
}

TEST(CurlLine, ReadsWell) {
  EXPECT_EQ(to_curl({.method = "PATCH",
                     .target = "/users/1",
                     .headers = {{"Accept", "application/vnd.api+json"}, {"Authorization", "Bearer t0p-s3cret"}},
                     .body = "{\"a\": 1}"},
                    "https://h/user/2024-3", secrets),
            "curl -q -sS -i -g --http1.1 --path-as-is -X PATCH -H 'Accept: application/vnd.api+json' "
            "-H 'Authorization: Bearer '\"$USER_1_TOKEN\" -H User-Agent: -H Content-Type: --data-raw '{\"a\": 1}' "
            "https://h/user/2024-3/users/1");
}

TEST(CurlLine, HoldsNoControlCharactersAndNoTextDirection) {
  const std::string line =
      to_curl({.method = "PUT", .target = "/\xE2\x80\xAE", .headers = {{"X", "\x1B[31m"}}, .body = "\xE2\x80\xAE\x07"},
              "http://h", {});
  for (const char c : line) EXPECT_TRUE(c >= ' ' && c < '\x7F') << line;
}

TEST(CurlLine, SaysWhereItIsNotExact) {
  const auto note = [](const Request& request) {
    const std::string line = to_curl(request, "http://h", {});
    const std::size_t comment = line.find("  # ");
    return comment == std::string::npos ? "" : line.substr(comment + 4);
  };
  EXPECT_EQ(note({.method = "GET", .target = "/", .headers = {{"Host", "a"}}, .body = {}}), "");
  EXPECT_EQ(note({.method = "GET", .target = "/", .headers = {{"Host", "a"}, {"Host", "b"}}, .body = {}}),
            "curl sends one Host alone");
  EXPECT_EQ(note({.method = "GET", .target = "/", .headers = {{"X", "a"}, {"Host", "b"}}, .body = {}}),
            "curl sends Host first");
  EXPECT_EQ(note({.method = "PUT", .target = "/", .headers = {{"Transfer-Encoding", "chunked"}}, .body = "x"}),
            "curl frames the body by itself");
  EXPECT_EQ(note({.method = "GET", .target = "/", .headers = {{"X", " "}}, .body = {}}),
            "curl sends X without white space");
  EXPECT_EQ(note({.method = "GET", .target = "/", .headers = {{"X", "a\nb"}}, .body = {}}),
            "cannot be sent: the value of X has a CR, LF or NUL (RFC 9110 section 5.5)");
  EXPECT_EQ(note({.method = "PUT", .target = "/", .headers = {}, .body = std::string(100'000, 'x')}),
            "its body of 100000 bytes is to be put into the file \"body\"");
}

TEST(CurlLine, NeverShowsASecret) {
  EXPECT_TRUE(rc::check("no line holds the value of a secret", [] {
    const auto text = [] { return *rc::gen::container<std::string>(rc::gen::elementOf("t0p-s3cret '\"\\$\x01"s)); };
    const auto around = [&] {
      return text() + *rc::gen::elementOf(std::vector<std::string>{"t0p-s3cret", "t0p", ""}) + text();
    };
    const Request request{.method = "PUT", .target = "/" + around(), .headers = {{"X", around()}}, .body = around()};
    const std::string line = to_curl(request, "http://h", secrets);
    RC_ASSERT(line.find("t0p") == std::string::npos);
  }));
}

TEST(CurlLine, TakesTheSameWay) {
  const Request request{.method = "GET", .target = "/x", .headers = {}, .body = {}};
  TransportOptions route;
  route.base_url = "https://h";
  const std::string plain = to_curl(request, route);
  EXPECT_EQ(plain, to_curl(request, "https://h"));
  EXPECT_EQ(plain.find("--cacert"), std::string::npos);
  route.ca_file = "my ca.pem";
  route.client_certificate = "c.pem";
  route.client_key = "c.key";
  route.proxy = "http://proxy:3128";
  route.tls_minimum = "1.3";
  route.insecure = true;
  const std::string line = to_curl(request, route);
  for (const char* option : {" --cacert 'my ca.pem' ", " --cert c.pem ", " --key c.key ", " --proxy http://proxy:3128 ",
                             " --tlsv1.3 ", " --insecure "})
    EXPECT_NE(line.find(option), std::string::npos) << option << " is not in " << line;
  route.proxy = "http://user:hunter22@proxy:3128";
  const std::string guarded = to_curl(request, route);
  EXPECT_EQ(guarded.find("hunter22"), std::string::npos) << guarded;
  EXPECT_NE(guarded.find("# it used a proxy that requires credentials"), std::string::npos) << guarded;
}

TEST(CurlLine, LeavesWordsWhole) {
  const std::vector<Secret> tiny{{"a", "USER_1_TOKEN"}};
  const Request request{.method = "GET", .target = "/abba", .headers = {{"Authorization", "Bearer a"}}, .body = {}};
  const std::string line = to_curl(request, "http://h", tiny);
  EXPECT_NE(line.find("-H 'Authorization: Bearer '\"$USER_1_TOKEN\""), std::string::npos) << line;
  EXPECT_NE(line.find("http://h/abba"), std::string::npos) << line;
}

}  // namespace
}  // namespace conform
