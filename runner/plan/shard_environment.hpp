#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/diagnostic.hpp"
#include "plan/shard.hpp"

namespace conform {

/// An environment variable, or nothing when it is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// What an engine that runs jobs in parallel says of this one.
struct EngineShard {
  Shard shard;
  std::string engine;       ///< "GitLab"
  std::string status_file;  ///< to be touched, to show that shards are understood; empty: none
  friend bool operator==(const EngineShard&, const EngineShard&) = default;
};

/// Reads the shard from the variables of GitLab, Bazel, GoogleTest, Kubernetes Indexed Jobs, Buildkite and CircleCI.
/// `total` (0: not given) is for engines that provide only the index; it must agree with those that provide both.
/// Values that are not a shard, engines that contradict each other and the absence of any are problems. An engine with
/// only one job has a lower priority than one with several.
[[nodiscard]] Result<EngineShard> shard_from_environment(const Lookup& lookup, std::size_t total);

}  // namespace conform
