#include "reference/listener.hpp"

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <list>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "reference/socket_connection.hpp"

namespace conform::reference {

namespace {

constexpr int backlog = 4096;  // the system has a limit of its own besides
constexpr std::chrono::milliseconds pause_without_descriptors{10};
constexpr int most_unread = 64 * 1024;  // the system takes twice as much

using Clock = Connection::Clock;

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
  // Accepted sockets have it too: without a bound, responses that are not read fill megabytes of the system for each.
  setsockopt(socket_fd.get(), SOL_SOCKET, SO_SNDBUF, &most_unread, sizeof most_unread);
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
    throw std::runtime_error{"cannot determine the bound port"};
  }
  return std::stoi(service.data());
}

}  // namespace

struct Listener::State {
  State(const std::string& host, int wanted, std::unique_ptr<const TlsSettings> tls_settings)
      : tls{std::move(tls_settings)}, socket{open_listening(host, wanted)}, port{port_of(socket.get())} {
    if (stop_event.get() < 0) throw std::runtime_error{"cannot make an event: " + system_message()};
  }

  /// A connection and the thread that serves it.
  struct Client {
    std::unique_ptr<SocketConnection> connection;
    Clock::time_point served = Clock::now();  // its last request; none yet: when it was accepted
    std::thread thread;
  };
  using Clients = std::list<Client>;

  void accept_all() {
    // OpenSSL writes without MSG_NOSIGNAL: a peer that is gone must not end the process. Threads inherit this.
    sigset_t pipe{};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    for (;;) {
      std::array<pollfd, 2> watched{pollfd{socket.get(), POLLIN, 0}, pollfd{stop_event.get(), POLLIN, 0}};
      if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
      if (watched[1].revents != 0) return;
      accept_one();
      join_those_that_ended();
    }
  }

  void accept_one() {
    const int number = accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (number >= 0) {
      auto connection = std::make_unique<SocketConnection>(number, stop_event.get(), tls.get());
      make_room(most_connections - 1);
      // No thread is to be had: the system allows fewer than most_connections.
      while (!serve_in_a_thread(connection) && make_room_for_one()) {
      }
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      if (!make_room_for_one()) std::this_thread::sleep_for(pause_without_descriptors);
    }
  }

  // False: there is no thread for it, and it is left as it is.
  bool serve_in_a_thread(std::unique_ptr<SocketConnection>& connection) {
    const std::lock_guard lock{mutex};
    const auto client = clients.emplace(clients.end());
    try {
      client->thread = std::thread{[this, client] { serve_all(client); }};
    } catch (const std::system_error&) {
      clients.erase(client);
      return false;
    }
    client->connection = std::move(connection);  // the thread waits for the mutex first
    return true;
  }

  void serve_all(Clients::iterator client) {
    SocketConnection* connection = nullptr;
    {
      const std::lock_guard lock{mutex};
      connection = client->connection.get();
    }
    while (serve(*connection)) {
      const std::lock_guard lock{mutex};
      client->served = Clock::now();
    }
    connection->finish();
    const std::lock_guard lock{mutex};
    client->connection.reset();
    ended.splice(ended.end(), clients, client);
    changed.notify_all();
  }

  bool make_room_for_one() {
    std::size_t count = 0;
    {
      const std::lock_guard lock{mutex};
      count = clients.size();
    }
    if (count > 0) make_room(count - 1);
    return count > 0;
  }

  // Ends connections until there are no more than that: first those that have been without a served request for
  // longest, be they at rest, slow to send or slow to read.
  void make_room(std::size_t most) {
    std::unique_lock lock{mutex};
    while (clients.size() > most && !stopping) {
      const std::size_t count = clients.size();
      std::min_element(clients.begin(), clients.end(), [](const Client& left, const Client& right) {
        return left.served < right.served;
      })->connection->end();
      changed.wait(lock, [&] { return clients.size() < count || stopping; });
    }
  }

  void join_those_that_ended() {
    Clients those;
    {
      const std::lock_guard lock{mutex};
      those.swap(ended);
    }
    for (Client& client : those) client.thread.join();
  }

  void stop() {
    const std::lock_guard once{stop_mutex};
    {
      const std::lock_guard lock{mutex};
      stopping = true;
    }
    changed.notify_all();
    const std::uint64_t one = 1;
    static_cast<void>(::write(stop_event.get(), &one, sizeof one));
    if (acceptor.joinable()) acceptor.join();
    socket.reset();
    {
      std::unique_lock lock{mutex};
      changed.wait(lock, [this] { return clients.empty(); });
      stopped = true;
    }
    join_those_that_ended();
    changed.notify_all();
  }

  std::unique_ptr<const TlsSettings> tls;
  Descriptor socket;
  int port;
  Descriptor stop_event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  Serve serve;
  std::mutex mutex;
  std::condition_variable changed;  // a client ended, or one of the two below changed
  bool stopping = false;
  bool stopped = false;
  Clients clients;
  Clients ended;  // whose threads are to be joined
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
  state_->changed.wait(lock, [this] { return state_->stopped; });
}

bool Listener::stopping() const {
  const std::lock_guard lock{state_->mutex};
  return state_->stopping;
}

}  // namespace conform::reference
