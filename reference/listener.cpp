#include "reference/listener.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "reference/socket_connection.hpp"

namespace conform::reference {

namespace {

constexpr std::size_t most_threads = 512;
constexpr int backlog = 256;

// Closes a descriptor when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  void reset() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

std::string system_message() { return std::strerror(errno); }

int open_listening(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string place = host + ":" + std::to_string(port);
  if (const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0) {
    throw std::runtime_error{"cannot listen on " + place + ": " + gai_strerror(code)};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, &freeaddrinfo};
  Descriptor socket_fd{socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, found->ai_protocol)};
  if (socket_fd.get() < 0) throw std::runtime_error{"cannot listen on " + place + ": " + system_message()};
  // Not SO_REUSEPORT: two servers on one port would share its connections without a word.
  const int on = 1;
  setsockopt(socket_fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(socket_fd.get(), found->ai_addr, found->ai_addrlen) != 0 || listen(socket_fd.get(), backlog) != 0) {
    throw std::runtime_error{"cannot listen on " + place + ": " + system_message()};
  }
  return socket_fd.release();
}

int port_of(int socket_fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, 16> service{};
  if (getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      getnameinfo(reinterpret_cast<sockaddr*>(&address), size, nullptr, 0, service.data(), service.size(),
                  NI_NUMERICSERV) != 0) {
    throw std::runtime_error{"cannot tell the port that was bound"};
  }
  return std::stoi(service.data());
}

}  // namespace

struct Listener::State {
  State(const std::string& host, int wanted, std::unique_ptr<const TlsSettings> tls_settings)
      : tls{std::move(tls_settings)}, socket{open_listening(host, wanted)}, port{port_of(socket.get())} {
    if (stop_event.get() < 0) throw std::runtime_error{"cannot make an event: " + system_message()};
  }

  void accept_all() {
    for (;;) {
      std::array<pollfd, 2> watched{pollfd{socket.get(), POLLIN, 0}, pollfd{stop_event.get(), POLLIN, 0}};
      if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
      if (watched[1].revents != 0) return;
      const int connection = accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (connection >= 0) {
        hand_over(connection);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        // Out of descriptors: connections have to end before the next can be taken.
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
      }
    }
  }

  void hand_over(int connection) {
    const std::lock_guard lock{mutex};
    waiting.push_back(connection);
    if (waiting.size() > idle && workers.size() < most_threads) {
      workers.emplace_back([this] { work(); });
    }
    changed.notify_one();
  }

  void work() {
    RequestReader reader;
    for (;;) {
      int number = -1;
      {
        std::unique_lock lock{mutex};
        ++idle;
        changed.wait(lock, [this] { return stopping || !waiting.empty(); });
        --idle;
        if (waiting.empty()) return;
        number = waiting.front();
        waiting.pop_front();
      }
      SocketConnection connection{number, stop_event.get(), tls.get()};
      serve(connection, reader);
    }
  }

  void stop() {
    const std::lock_guard once{stop_mutex};
    {
      const std::lock_guard lock{mutex};
      stopping = true;
    }
    const std::uint64_t one = 1;
    static_cast<void>(::write(stop_event.get(), &one, sizeof one));
    changed.notify_all();
    if (acceptor.joinable()) acceptor.join();
    socket.reset();
    for (std::thread& worker : workers) {
      if (worker.joinable()) worker.join();
    }
    {
      const std::lock_guard lock{mutex};
      stopped = true;
    }
    ended.notify_all();
  }

  std::unique_ptr<const TlsSettings> tls;
  Descriptor socket;
  int port;
  Descriptor stop_event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  Serve serve;
  std::mutex mutex;
  std::condition_variable changed;  // for workers
  std::condition_variable ended;    // for wait()
  std::deque<int> waiting;          // accepted, not yet taken by a worker
  std::size_t idle = 0;
  bool stopping = false;
  bool stopped = false;
  std::vector<std::thread> workers;
  std::thread acceptor;
  std::mutex stop_mutex;
};

Listener::Listener(const std::string& host, int port, std::unique_ptr<const TlsSettings> tls)
    : state_{std::make_unique<State>(host, port, std::move(tls))} {}
Listener::~Listener() { stop(); }

int Listener::port() const { return state_->port; }

void Listener::start(Serve serve) {
  state_->serve = std::move(serve);
  state_->acceptor = std::thread{[this] { state_->accept_all(); }};
}

void Listener::stop() { state_->stop(); }

void Listener::wait() {
  std::unique_lock lock{state_->mutex};
  state_->ended.wait(lock, [this] { return state_->stopped; });
}

bool Listener::stopping() const {
  const std::lock_guard lock{state_->mutex};
  return state_->stopping;
}

}  // namespace conform::reference
