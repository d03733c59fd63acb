#include "googletest/chosen_target.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/suggest.hpp"
#include "reference/server.hpp"
#include "target/proxy.hpp"

namespace conform {

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::string{} : std::string{value};
}

bool embedded_is_meant() { return variable("CONFORM_TARGET").empty() && variable("CONFORM_BASE_URL").empty(); }

namespace {

Result<Target> named_target() {
  if (const std::string file = variable("CONFORM_TARGET"); !file.empty()) return load_target(file);
  auto target = quick_target({.base_url = variable("CONFORM_BASE_URL"),
                              .user_id = variable("CONFORM_USER_ID"),
                              .token_env = "CONFORM_TOKEN",
                              .api_version = variable("CONFORM_API_VERSION"),
                              .allow_writes = variable("CONFORM_ALLOW_WRITES") == "1"});
  if (!target) {
    Diagnostics diagnostics = target.error();
    diagnostics.push_back(
        Diagnostic::about_flag("CONFORM_BASE_URL, CONFORM_USER_ID, CONFORM_TOKEN, CONFORM_API_VERSION and "
                               "CONFORM_ALLOW_WRITES=1 set these flags of conform run"));
    return tl::unexpected{std::move(diagnostics)};
  }
  return target;
}

}  // namespace

Result<Target> target_from_environment() {
  auto proxies = proxies_of_environment();
  if (!proxies) return tl::unexpected{proxies.error()};
  auto target = named_target();
  if (target) target->transport.environment = std::move(*proxies);
  return target;
}

Result<std::string> version_from_environment() {
  const std::string asked = variable("CONFORM_API_VERSION");
  if (asked.empty()) {
    if (embedded_is_meant()) return reference::Options{}.api_version;
    const auto target = target_from_environment();
    if (!target) return tl::unexpected{target.error()};
    return target->api_version;
  }
  if (std::ranges::find(api_versions, asked) != api_versions.end()) return asked;
  const std::vector<std::string> known(api_versions.begin(), api_versions.end());
  return refused(
      Diagnostic::about_flag("CONFORM_API_VERSION: unknown version \"" + asked + "\"", did_you_mean(asked, known)));
}

}  // namespace conform
