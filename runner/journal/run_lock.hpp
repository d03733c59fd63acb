#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"

namespace conform {

/// Users of a server for this process alone, among those that this person runs on this machine: two concurrent runs
/// would take each other's writes for the server's. The kernel lets go of it whatever ends the process. It lies in
/// /run/user/UID, or else in /tmp; no environment variable moves it.
class RunLock {
 public:
  /// Takes all of them or none. A user that another process holds is a problem that names its pid.
  [[nodiscard]] static Result<RunLock> take(std::string_view base_url, std::span<const std::string> user_ids);

  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&&) = delete;
  ~RunLock();

 private:
  struct Held {
    int descriptor;
    std::string file;
  };
  RunLock() = default;

  std::vector<Held> held_;
};

}  // namespace conform
