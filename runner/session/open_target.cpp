#include "session/open_target.hpp"

#include <string_view>
#include <utility>

#include "base/printable.hpp"
#include "base/shell.hpp"
#include "target/proxy.hpp"

namespace conform {

Result<Target> with_proxies(Result<Target> target) {
  auto proxies = proxies_of_environment();
  if (proxies && target) {
    target->transport.environment = std::move(*proxies);
  } else if (!proxies) {
    Diagnostics all = target ? Diagnostics{} : std::move(target.error());
    all.insert(all.end(), proxies.error().begin(), proxies.error().end());
    target = tl::unexpected{std::move(all)};
  }
  return target;
}

Result<Target> named_target(const RunCommand& command, Writes writes) {
  QuickTarget quick = command.quick;
  quick.allow_writes = quick.allow_writes || writes == Writes::unneeded;
  auto target = with_proxies(command.target.empty() ? quick_target(quick) : load_target(command.target, writes));
  if (!target) return target;
  target->transport.insecure = command.insecure;
  if (command.timeout) target->transport.timeout = *command.timeout;
  if (!command.rate.empty()) target->transport.rate = command.rate;
  return target;
}

std::string target_arguments(const RunCommand& command) {
  std::string arguments;
  const auto add = [&](std::string_view flag, const std::string& value) {
    if (value.empty()) return;
    arguments += (arguments.empty() ? "" : " ") + std::string{flag};
    arguments += ' ' + shell_word(printable_line(value));
  };
  add("--target", command.target);
  add("--base-url", command.quick.base_url);
  add("--user-id", command.quick.user_id);
  add("--token-env", command.quick.token_env);
  if (command.quick.allow_writes) arguments += " --allow-writes";
  add("--api-version", command.api_version);
  if (command.insecure) arguments += arguments.empty() ? "--insecure" : " --insecure";
  return arguments;
}

}  // namespace conform
