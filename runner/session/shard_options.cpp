#include "session/shard_options.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "history/present_ids.hpp"
#include "plan/shard_environment.hpp"
#include "reports/result_file.hpp"

namespace conform {
namespace {

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string{name}.c_str());  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

Result<Shard> from_engine(std::size_t total) {
  const auto found = shard_from_environment(variable, total);
  if (!found) return tl::unexpected{found.error()};
  if (!found->status_file.empty()) {
    const std::ofstream touched{found->status_file, std::ios::app};
    if (!touched)
      return refused(Diagnostic::about_file(found->status_file, "cannot be written",
                                            found->engine + " asks for it when tests are sharded"));
  }
  return found->shard;
}

}  // namespace

Result<std::optional<PartOfPlan>> asked_part(const RunCommand& command, const Plan& plan, Target& target, bool shared,
                                             const Aliases& aliases) {
  if (command.pool_share) {
    auto users = users_of(target.users, plan, *command.pool_share);
    if (!users) return tl::unexpected{users.error()};
    if (shared) target.users = std::move(*users);
    return std::nullopt;
  }
  if (command.shard.empty()) return std::nullopt;
  if (command.shards > 0 && command.shard != "auto")
    return refused(Diagnostic::about_flag("--shards goes with --shard auto", "--shard I/N says both"));
  const auto shard = command.shard == "auto" ? from_engine(command.shards) : parse_shard(command.shard);
  if (!shard) return tl::unexpected{shard.error()};
  Timings timings;
  if (!command.timings.empty()) {
    auto result = read_result(command.timings);
    if (!result) return tl::unexpected{result.error()};
    use_present_ids(*result, aliases);
    timings = timings_of(*result);
  }
  if (shared) {
    auto users = users_of(target.users, plan, *shard);
    if (!users) return tl::unexpected{users.error()};
    target.users = std::move(*users);
  }
  return part_of(plan, *shard, timings);
}

}  // namespace conform
