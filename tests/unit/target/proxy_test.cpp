#include "target/proxy.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace conform {
namespace {

const ProxyVariables proxies{.http = "http://plain:1", .https = "http://tls:1", .none = {}};

std::string through(const std::string& url, const std::string& none) {
  ProxyVariables variables = proxies;
  variables.none = none;
  return proxy_for(url, variables);
}

TEST(ProxyFor, GoesByTheScheme) {
  EXPECT_EQ(proxy_for("http://a.example/x", proxies), "http://plain:1");
  EXPECT_EQ(proxy_for("https://a.example/x", proxies), "http://tls:1");
  EXPECT_EQ(proxy_for("https://a.example", {}), "");
}

TEST(ProxyFor, LeavesThisMachineAlone) {
  for (const char* url : {"http://localhost:1", "https://127.0.0.1/x", "http://[::1]:80"})
    EXPECT_EQ(proxy_for(url, proxies), "") << url;
}

TEST(ProxyFor, HonoursHostsThatAreReachedWithoutOne) {
  const std::string url = "https://api.staging.example/x";
  for (const char* none :
       {"*", "staging.example", ".staging.example", "*.staging.example", "API.Staging.Example", "a,api.staging.example",
        "a  , staging.example ,b", "staging.example:443", "api.staging.example."})
    EXPECT_EQ(through(url, none), "") << none;
  for (const char* none : {"", ",", "taging.example", "other.example", "staging.example:80", "x.api.staging.example",
                           "api.staging.example.org", "."})
    EXPECT_EQ(through(url, none), "http://tls:1") << none;
  EXPECT_EQ(through("http://h.example:8080", "h.example:8080"), "");
}

TEST(ProxyFor, HonoursAddressesAndNetworks) {
  EXPECT_EQ(through("http://10.1.2.3/", "10.0.0.0/8"), "");
  EXPECT_EQ(through("http://10.1.2.3/", "10.1.2.3"), "");
  EXPECT_EQ(through("http://10.1.2.3:81/", "10.1.2.3:81"), "");
  EXPECT_EQ(through("http://[fd00::1]/", "fd00::/8"), "");
  EXPECT_EQ(through("http://[fd00::1]/", "fd00:0::1"), "");
  EXPECT_EQ(through("http://[fd00::1]:8/", "[fd00::1]:8"), "");
  for (const char* none : {"11.0.0.0/8", "10.0.0.0/99", "10.0.0.0/", "10.0.0.0/x", "1.2.3", "fd00::/8", "2.3"})
    EXPECT_EQ(through("http://10.1.2.3/", none), "http://plain:1") << none;
}

TEST(ProxyTrouble, IsWhatNoProxyHas) {
  for (const char* good : {"http://p:3128", "p:3128", "p", "http://user:pw@p:3128/", "socks5h://p", "https://[::1]:8"})
    EXPECT_EQ(proxy_trouble(good), "") << good;
  for (const char* bad : {"http://a b", "ftp://p", "http://p:99999", "http://", "http://p/path", "p:x", "http://p\r\n"})
    EXPECT_NE(proxy_trouble(bad), "") << bad;
}

class ProxyEnvironment : public testing::Test {
 protected:
  static constexpr const char* names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                          "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
  ProxyEnvironment() {
    for (const char* name : names) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      unsetenv(name);
    }
  }
  ~ProxyEnvironment() override {
    for (const char* name : names) unsetenv(name);
    for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  std::map<std::string, std::string> before_;
};

TEST_F(ProxyEnvironment, IsReadInBothSpellings) {
  EXPECT_EQ(proxies_of_environment(), ProxyVariables{});
  setenv("HTTPS_PROXY", "upper:1", 1);
  setenv("ALL_PROXY", "all:1", 1);
  setenv("NO_PROXY", "a,b", 1);
  EXPECT_EQ(proxies_of_environment(), (ProxyVariables{.http = "all:1", .https = "upper:1", .none = "a,b"}));
  setenv("https_proxy", "lower:1", 1);
  setenv("http_proxy", "", 1);
  EXPECT_EQ(proxies_of_environment(), (ProxyVariables{.http = "", .https = "lower:1", .none = "a,b"}));
}

TEST_F(ProxyEnvironment, ThatIsUnusableIsNamedAndNotQuoted) {
  setenv("HTTPS_PROXY", "http://user:hunter22@p:x", 1);
  const auto read = proxies_of_environment();
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().size(), 1U);
  EXPECT_EQ(read.error()[0].message, "the proxy in the environment variable HTTPS_PROXY has no valid port");
}

}  // namespace
}  // namespace conform
