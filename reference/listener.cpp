#include "reference/listener.hpp"

#include <netdb.h>
#include <sys/epoll.h>
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
#include <optional>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reference/request_reader.hpp"
#include "reference/socket_connection.hpp"

namespace conform::reference {

namespace {

constexpr std::size_t most_threads = 512;
constexpr int backlog = 4096;  // the system has a limit of its own besides
constexpr std::chrono::milliseconds soon{50};
constexpr int look_milliseconds = 500;
constexpr std::chrono::milliseconds look_time{look_milliseconds};

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
    if (stop_event.get() < 0 || returned_event.get() < 0 || watched.get() < 0) {
      throw std::runtime_error{"cannot make an event: " + system_message()};
    }
    for (const int number : {socket.get(), stop_event.get(), returned_event.get()}) watch(number, EPOLLIN);
  }

  void watch(int number, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = number}};
    epoll_ctl(watched.get(), EPOLL_CTL_ADD, number, &event);
  }

  // The one thread that knows the connections at rest.
  void accept_and_watch() {
    std::array<epoll_event, 256> events{};
    Clock::time_point next_look = Clock::now() + look_time;
    for (;;) {
      const int count = epoll_wait(watched.get(), events.data(), static_cast<int>(events.size()), look_milliseconds);
      if (count < 0 && errno != EINTR) return;
      for (int i = 0; i < count; ++i) {
        const int number = events[static_cast<std::size_t>(i)].data.fd;
        if (number == stop_event.get()) return;
        if (number == socket.get()) {
          accept_one();
        } else if (number == returned_event.get()) {
          take_back();
        } else {
          look_at(number);
        }
      }
      if (Clock::now() < next_look) continue;
      next_look = Clock::now() + look_time;
      drop_the_late();
    }
  }

  void accept_one() {
    const int number = accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (number >= 0) {
      rest(std::make_unique<SocketConnection>(number, stop_event.get(), tls.get()));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // Out of descriptors: connections must end before the next can be taken.
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
  }

  void rest(std::unique_ptr<SocketConnection> connection) {
    const int number = connection->descriptor();
    connection->rest();
    resting.insert_or_assign(number, Resting{std::move(connection), Clock::now()});
    // Each arrival is reported once: what is there without being a whole request is not a reason to look again and
    // again.
    watch(number, EPOLLIN | EPOLLRDHUP | EPOLLET);
  }

  void take_back() {
    std::uint64_t count = 0;
    static_cast<void>(::read(returned_event.get(), &count, sizeof count));
    std::vector<std::unique_ptr<SocketConnection>> back;
    {
      const std::lock_guard lock{mutex};
      back.swap(returned);
    }
    for (std::unique_ptr<SocketConnection>& connection : back) rest(std::move(connection));
  }

  void look_at(int number) {
    const auto found = resting.find(number);
    if (found == resting.end()) return;
    SocketConnection& connection = *found->second.connection;
    if (!connection.arrival()) connection.set_arrival(Clock::now());
    if (connection.can_be_served()) hand_over(found);
  }

  void drop_the_late() {
    const Clock::time_point now = Clock::now();
    for (auto at = resting.begin(); at != resting.end();) {
      const auto here = at++;
      const std::optional<Clock::time_point> arrival = here->second.connection->arrival();
      if (arrival && now - *arrival > request_time) {
        hand_over(here);  // to learn that it is late
      } else if (!arrival && now - here->second.since > idle_time) {
        resting.erase(here);
      }
    }
  }

  struct Resting {
    std::unique_ptr<SocketConnection> connection;
    Clock::time_point since;
  };
  using RestingConnections = std::unordered_map<int, Resting>;

  void hand_over(RestingConnections::iterator which) {
    epoll_ctl(watched.get(), EPOLL_CTL_DEL, which->first, nullptr);
    const std::lock_guard lock{mutex};
    waiting.push_back(std::move(which->second.connection));
    resting.erase(which);
    if (waiting.size() > idle && workers.size() < most_threads) {
      workers.emplace_back([this] { work(); });
    }
    changed.notify_one();
  }

  void work() {
    for (;;) {
      std::unique_ptr<SocketConnection> connection;
      {
        std::unique_lock lock{mutex};
        ++idle;
        changed.wait(lock, [this] { return stopping || !waiting.empty(); });
        --idle;
        if (waiting.empty()) return;
        connection = std::move(waiting.front());
        waiting.pop_front();
      }
      // The next request of a client that is at work comes soon.
      bool goes_on = false;
      do {
        goes_on = serve(*connection);
      } while (goes_on && connection->wait_readable(others_wait() ? std::chrono::milliseconds{0} : soon) &&
               connection->can_be_served());
      if (goes_on) give_back(std::move(connection));
    }
  }

  bool others_wait() {
    const std::lock_guard lock{mutex};
    return !waiting.empty();
  }

  void give_back(std::unique_ptr<SocketConnection> connection) {
    {
      const std::lock_guard lock{mutex};
      if (stopping) return;
      returned.push_back(std::move(connection));
    }
    raise(returned_event);
  }

  static void raise(const Descriptor& event) {
    const std::uint64_t one = 1;
    static_cast<void>(::write(event.get(), &one, sizeof one));
  }

  void stop() {
    const std::lock_guard once{stop_mutex};
    {
      const std::lock_guard lock{mutex};
      stopping = true;
    }
    raise(stop_event);
    changed.notify_all();
    if (watcher.joinable()) watcher.join();
    socket.reset();
    resting.clear();
    for (std::thread& worker : workers) {
      if (worker.joinable()) worker.join();
    }
    returned.clear();
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
  Descriptor returned_event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  Descriptor watched{epoll_create1(EPOLL_CLOEXEC)};
  Serve serve;
  RestingConnections resting;  // the watcher's alone
  std::mutex mutex;
  std::condition_variable changed;                          // for workers
  std::condition_variable ended;                            // for wait()
  std::deque<std::unique_ptr<SocketConnection>> waiting;    // with a request, not yet taken by a worker
  std::vector<std::unique_ptr<SocketConnection>> returned;  // by workers, to rest
  std::size_t idle = 0;
  bool stopping = false;
  bool stopped = false;
  std::vector<std::thread> workers;
  std::thread watcher;
  std::mutex stop_mutex;
};

Listener::Listener(const std::string& host, int port, std::unique_ptr<const TlsSettings> tls)
    : state_{std::make_unique<State>(host, port, std::move(tls))} {}
Listener::~Listener() { stop(); }

int Listener::port() const { return state_->port; }

void Listener::start(Serve serve) {
  state_->serve = std::move(serve);
  state_->watcher = std::thread{[this] { state_->accept_and_watch(); }};
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
