#include "session/interrupt.hpp"

#include <unistd.h>

#include <csignal>

#include "model/exit_code.hpp"

namespace conform {

Interrupt::Interrupt() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  // Of a terminal that is gone; under nohup it stays ignored.
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) != 0 || hangup.sa_handler != SIG_IGN) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that goes away is a result, not the end
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error, not the end
  // request_stop() must not be called from a signal handler, so a thread waits for the signals.
  waiting_ = std::jthread{[source = stop_, signals](const std::stop_token& over) mutable {
    // The end of this object wakes the thread with a signal of its own: a wait with a limit would delay every exit.
    const std::stop_callback wake{over, [self = pthread_self()] { pthread_kill(self, SIGTERM); }};
    bool stopping = false;
    while (true) {
      int signal = 0;
      if (sigwait(&signals, &signal) != 0 || over.stop_requested()) return;
      if (stopping) _exit(to_int(ExitCode::interrupted));
      stopping = true;
      source.request_stop();
    }
  }};
}

}  // namespace conform
