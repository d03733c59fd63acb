#include "cli/interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <ctime>

#include "model/exit_code.hpp"

namespace conform {

Interrupt::Interrupt() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that goes away is an answer, not the end
  // request_stop() must not be called from a signal handler, so a thread waits for the signals.
  waiting_ = std::jthread{[source = stop_, signals](const std::stop_token& over) mutable {
    const timespec tick{.tv_sec = 0, .tv_nsec = 50'000'000};
    bool stopping = false;
    while (!over.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &tick) <= 0) continue;
      if (stopping) _exit(to_int(ExitCode::interrupted));
      stopping = true;
      source.request_stop();
    }
  }};
}

}  // namespace conform
