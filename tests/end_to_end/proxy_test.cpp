#include <gtest/gtest.h>

#include "end_to_end/proxy_server.hpp"
#include "end_to_end/secure_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// No proxy but those that a test names.
Variables proxies(Variables named) {
  for (const char* name :
       {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
    named.try_emplace(name);
  return named;
}

/// The same place by an address that is this machine's and yet not known as such: the environment's proxies count.
std::string from_afar(std::string url) { return url.replace(url.find("127.0.0.1"), 9, "0.0.0.0"); }
json from_afar(json target) {
  target["baseUrl"] = from_afar(target.at("baseUrl").get<std::string>());
  target["allowWrites"] = true;
  return target;
}

class Proxy : public testing::Test {
 protected:
  Finished run(const json& target, const Variables& variables, const std::string& selector = "users/get") {
    return conform({"run", "--verbose", "--target", folder_.write("target.json", target.dump()).string(), "--report",
                    "json=" + (folder_.path() / "result.json").string(), selector},
                   proxies(variables));
  }
  [[nodiscard]] json result() const { return read_json(folder_.path() / "result.json"); }

 private:
  ScratchFolder folder_;
};

TEST_F(Proxy, OfTheTargetFileTakesPlainRequests) {
  const ReferenceServer server;
  const ProxyServer proxy;
  json target = server.target_document();
  target["transport"]["proxy"] = "http://" + proxy.authority();
  const Finished finished = run(target, {});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(proxy.log(), "GET " + target.at("baseUrl").get<std::string>() + "/users/")) << proxy.log();
}

TEST_F(Proxy, OfTheTargetFileTunnelsWhatIsEncrypted) {
  const SecureServer server;
  const ProxyServer proxy;
  json target = server.target_document();
  target["transport"] = {{"proxy", proxy.authority()}, {"caFile", server.authority_file()}};
  const Finished finished = run(target, {});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(proxy.log(), "CONNECT 127.0.0.1:")) << proxy.log();
  EXPECT_FALSE(holds(proxy.log(), "/users/")) << "what is encrypted is none of its business";
}

TEST_F(Proxy, OfTheEnvironmentIsUsedForOtherMachines) {
  const ReferenceServer server;
  const ProxyServer proxy;
  const json target = from_afar(server.target_document());
  EXPECT_EQ(run(target, {{"HTTP_PROXY", "http://" + proxy.authority()}}).exit_code, 0);
  EXPECT_TRUE(holds(proxy.log(), "GET http://0.0.0.0:")) << proxy.log();
}

TEST_F(Proxy, OfTheEnvironmentIsUsedForEncryptedOnesToo) {
  const SecureServer server{{}, "IP:127.0.0.1,IP:0.0.0.0"};
  const ProxyServer proxy;
  json target = from_afar(server.target_document());
  target["transport"]["caFile"] = server.authority_file();
  const Finished finished = run(target, {{"https_proxy", proxy.authority()}, {"http_proxy", "127.0.0.1:1"}});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(proxy.log(), "CONNECT 0.0.0.0:")) << proxy.log();
}

TEST_F(Proxy, OfTheEnvironmentIsLeftOutWhereThatIsAsked) {
  const ReferenceServer server;
  const ProxyServer proxy;
  const Variables variables{{"http_proxy", proxy.authority()}};
  EXPECT_EQ(run(server.target_document(), variables).exit_code, 0) << "this machine is never reached through one";
  json target = from_afar(server.target_document());
  Variables excepted = variables;
  excepted["NO_PROXY"] = "example.com,0.0.0.0";
  EXPECT_EQ(run(target, excepted).exit_code, 0);
  target["transport"]["proxy"] = "none";
  EXPECT_EQ(run(target, variables).exit_code, 0);
  EXPECT_EQ(conform({"run", "users/get"}, proxies(variables)).exit_code, 0) << "the embedded server";
  EXPECT_FALSE(holds(proxy.log(), "Request (file descriptor")) << proxy.log();
}

TEST_F(Proxy, GetsItsOwnCredentialsAndNoReportHasThem) {
  const ReferenceServer server;
  const ProxyServer proxy{"conform", "proxy-s3cret"};
  json target = server.target_document();
  target["transport"]["proxy"] = "http://conform:proxy-s3cret@" + proxy.authority();
  const Finished good = run(target, {});
  EXPECT_EQ(good.exit_code, 0) << good.all();
  target["transport"]["proxy"] = "http://conform:wrong-s3cret@" + proxy.authority();
  const Finished refused = run(target, {});
  EXPECT_EQ(refused.exit_code, 3) << refused.all();
  EXPECT_TRUE(holds(unwrapped(refused.out), "the proxy responded 40")) << refused.out;
  EXPECT_EQ(result().at("totals").at("failed"), 0);
  EXPECT_FALSE(holds(good.all() + refused.all() + result().dump(), "-s3cret"));
}

TEST_F(Proxy, ThatCannotReachTheTargetIsNoVerdictOnIt) {
  const ProxyServer proxy;
  json target = target_for("http://127.0.0.1:2");
  target["transport"]["proxy"] = proxy.authority();
  const Finished finished = run(target, {});
  EXPECT_EQ(finished.exit_code, 3) << finished.all();
  EXPECT_TRUE(holds(unwrapped(finished.out), "the proxy responded 500")) << finished.out;
}

TEST_F(Proxy, ThatIsNoneIsUnusableInput) {
  const ReferenceServer server;
  const Finished finished = run(server.target_document(), {{"HTTPS_PROXY", "http://user:hunter22@proxy:x"}});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_TRUE(holds(finished.err, "HTTPS_PROXY")) << finished.err;
  EXPECT_FALSE(holds(finished.err, "hunter22"));
}

// The provider's host is another one: it has proxies of its own.
TEST_F(Proxy, TakesRequestsForTokensToo) {
  const ReferenceServer server{{"--oauth"}};
  const ProxyServer proxy;
  json target = server.target_document();
  for (json& actor : target["actors"]) {
    if (!actor.contains("oauth2") || !actor["oauth2"].contains("tokenUrl")) continue;
    actor["oauth2"]["tokenUrl"] = from_afar(actor["oauth2"]["tokenUrl"].get<std::string>());
  }
  const Finished finished = run(from_afar(target), {{"http_proxy", proxy.authority()}, {"NO_PROXY", "other.example"}});
  EXPECT_EQ(finished.exit_code, 0) << finished.all();
  EXPECT_TRUE(holds(proxy.log(), "POST http://0.0.0.0:")) << proxy.log();
}

}  // namespace
}  // namespace conform::test
