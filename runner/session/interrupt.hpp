#pragma once

#include <stop_token>
#include <thread>

namespace conform {

/// Turns SIGINT, SIGTERM and SIGHUP (unless it is ignored, as under nohup) into a stop. To be made before any thread is
/// started, so that all of them block the signals. A second signal ends the process at once.
class Interrupt {
 public:
  Interrupt();
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread waiting_;
};

}  // namespace conform
