#include "support/raw_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace conform::test {
namespace {

/// A file descriptor that becomes readable with the stop.
class StopSignal {
 public:
  explicit StopSignal(const std::stop_token& stop) : callback_{stop, Raise{event_.fd}} {}
  [[nodiscard]] int fd() const noexcept { return event_.fd; }

 private:
  struct Event {
    int fd = eventfd(0, EFD_CLOEXEC);
    Event() = default;
    ~Event() { close(fd); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
  };
  struct Raise {
    int fd;
    void operator()() const noexcept { eventfd_write(fd, 1); }
  };
  Event event_;
  std::stop_callback<Raise> callback_;  // goes before the descriptor that it writes to
};

/// Waits until the socket is ready for these events; false with the stop.
bool wait_for(int socket, short events, const StopSignal& stop) {
  std::array<pollfd, 2> watched{pollfd{socket, events, 0}, pollfd{stop.fd(), POLLIN, 0}};
  while (poll(watched.data(), watched.size(), -1) < 0) {
  }
  return watched[1].revents == 0;
}

class PlainConnection final : public RawConnection {
 public:
  PlainConnection(int socket, std::stop_token stop, std::string& log, std::mutex& log_mutex)
      : RawConnection{stop, log, log_mutex}, socket_{socket}, signal_{stop} {}

  void reset() override {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 protected:
  std::size_t parse_response(char* room, std::size_t size) override {
    while (wait_for(socket_, POLLIN, signal_)) {
      const ssize_t count = recv(socket_, room, size, 0);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EAGAIN && errno != EINTR) return 0;
    }
    return 0;
  }
  bool transmit(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno != EINTR && (errno != EAGAIN || !wait_for(socket_, POLLOUT, signal_))) {
        return false;
      }
    }
    return true;
  }

 private:
  int socket_;
  StopSignal signal_;
};

class TlsConnection final : public RawConnection {
 public:
  TlsConnection(int socket, SSL* session, std::stop_token stop, std::string& log, std::mutex& log_mutex)
      : RawConnection{stop, log, log_mutex}, socket_{socket}, session_{session}, signal_{stop} {
    SSL_set_fd(session_, socket_);
    open_ = again([this] { return SSL_accept(session_); }) > 0;
  }
  ~TlsConnection() override {
    if (open_ && !reset_) SSL_shutdown(session_);
  }
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  [[nodiscard]] bool open() const noexcept { return open_; }
  /// Lets the alert of a refused handshake arrive: closing at once would reset the connection and drop it.
  void say_goodbye() {
    shutdown(socket_, SHUT_WR);
    std::array<char, 1024> room{};
    while (wait_for(socket_, POLLIN, signal_) && recv(socket_, room.data(), room.size(), 0) > 0) {
    }
  }
  void reset() override {
    reset_ = true;
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 protected:
  std::size_t parse_response(char* room, std::size_t size) override {
    const int count = again([&] { return SSL_read(session_, room, static_cast<int>(size)); });
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  bool transmit(std::string_view bytes) override {
    return bytes.empty() ||
           again([&] { return SSL_write(session_, bytes.data(), static_cast<int>(bytes.size())); }) > 0;
  }

 private:
  template <class Call>
  int again(Call call) {
    while (true) {
      const int result = call();
      if (result > 0) return result;
      const int why = SSL_get_error(session_, result);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
        open_ = false;
        return 0;
      }
      if (!wait_for(socket_, why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, signal_)) return 0;
    }
  }

  int socket_;
  SSL* session_;
  StopSignal signal_;
  bool open_ = false;
  bool reset_ = false;
};

std::string lower(std::string_view text) {
  std::string copy{text};
  std::transform(copy.begin(), copy.end(), copy.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return copy;
}

/// The length of the body that a head announces, or npos for chunks.
std::size_t announced_body(std::string_view head) {
  const std::string low = lower(head);
  if (low.find("\r\ntransfer-encoding: chunked") != std::string::npos) return std::string::npos;
  const std::size_t length = low.find("\r\ncontent-length:");
  return length == std::string::npos ? 0 : std::stoul(low.substr(length + 17));
}

}  // namespace

RawConnection::RawConnection(std::stop_token stop, std::string& log, std::mutex& log_mutex)
    : stop_{std::move(stop)}, log_{log}, log_mutex_{log_mutex} {}

bool RawConnection::fill() {
  std::array<char, 16384> room{};
  const std::size_t count = parse_response(room.data(), room.size());
  buffer_.append(room.data(), count);
  const std::scoped_lock lock{log_mutex_};
  log_.append(room.data(), count);
  return count > 0;
}

std::string RawConnection::read_request() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return std::exchange(buffer_, {});
  }
  end += 4;
  const std::size_t body = announced_body(std::string_view{buffer_}.substr(0, end));
  if (body != std::string::npos) return read_exactly(end + body);
  const std::size_t chunks = end - 2;  // the last chunk stands on a line of its own, maybe the first one
  while ((end = buffer_.find("\r\n0\r\n\r\n", chunks)) == std::string::npos) {
    if (!fill()) return std::exchange(buffer_, {});
  }
  return read_exactly(end + 7);
}

std::string RawConnection::read_exactly(std::size_t count) {
  while (buffer_.size() < count) {
    if (!fill()) return std::exchange(buffer_, {});
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

bool RawConnection::write(std::string_view bytes) { return transmit(bytes); }

bool RawConnection::pause(std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock{mutex};
  stopped.wait_for(lock, stop_, time, [] { return false; });
  return !stop_.stop_requested();
}

bool RawConnection::drip(std::string_view bytes, std::size_t size, std::chrono::milliseconds between) {
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    if (at > 0 && !pause(between)) return false;
    if (!write(bytes.substr(at, size))) return false;
  }
  return true;
}

void RawConnection::flood(std::string_view bytes) {
  while (write(bytes)) {
  }
}

void RawConnection::wait_for_close() {
  while (fill()) buffer_.clear();
}

struct RawServer::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  Tls() = default;
  ~Tls() { SSL_CTX_free(context); }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;
};

struct RawServer::Log {
  std::mutex mutex;
  std::string received;
};

RawServer::RawServer(Script script) : script_{std::move(script)} { listen(); }

RawServer::RawServer(const Identity& identity, Script script, const std::string& client_authority)
    : script_{std::move(script)}, tls_{std::make_unique<Tls>()} {
  const auto pem = [](const std::string& text) { return BIO_new_mem_buf(text.data(), static_cast<int>(text.size())); };
  BIO* certificate_text = pem(identity.certificate);
  X509* certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
  BIO* key_text = pem(identity.key);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
  const bool good =
      SSL_CTX_use_certificate(tls_->context, certificate) == 1 && SSL_CTX_use_PrivateKey(tls_->context, key) == 1;
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(certificate_text);
  BIO_free(key_text);
  if (!good) throw std::runtime_error{"the test server has no certificate"};
  if (!client_authority.empty()) {
    BIO* authority_text = pem(client_authority);
    X509* authority = PEM_read_bio_X509(authority_text, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(tls_->context), authority);
    X509_free(authority);
    BIO_free(authority_text);
    SSL_CTX_set_verify(tls_->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  listen();
}

std::unique_ptr<RawServer> RawServer::responding(std::string response) {
  return std::make_unique<RawServer>([response = std::move(response)](RawConnection& connection) {
    while (!connection.read_request().empty() && connection.write(response)) {
    }
  });
}

void RawServer::listen() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, generic, size) != 0 || ::listen(listener_, 512) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error{"the test server cannot listen"};
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread{[this] { accept_until_stopped(); }};
}

RawServer::~RawServer() {
  stop_.request_stop();
  acceptor_.join();
  threads_.clear();
  close(listener_);
}

std::string RawServer::authority() const { return "127.0.0.1:" + std::to_string(port_); }
std::string RawServer::url() const { return (tls_ ? "https://" : "http://") + authority(); }

std::string RawServer::received(std::size_t number) const {
  const std::scoped_lock lock{mutex_};
  if (number >= logs_.size()) return {};
  const std::scoped_lock log_lock{logs_[number]->mutex};
  return logs_[number]->received;
}

void RawServer::accept_until_stopped() {
  const StopSignal signal{stop_.get_token()};
  while (wait_for(listener_, POLLIN, signal)) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) continue;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::scoped_lock lock{mutex_};
    const std::size_t number = connections_++;
    Log& log = *logs_.emplace_back(std::make_unique<Log>());
    threads_.emplace_back([this, socket, number, &log] { serve(socket, number, log); });
  }
}

void RawServer::serve(int socket, std::size_t number, Log& log) {
  // OpenSSL writes without MSG_NOSIGNAL.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  if (!tls_) {
    PlainConnection connection{socket, stop_.get_token(), log.received, log.mutex};
    connection.number = number;
    script_(connection);
  } else if (SSL* session = SSL_new(tls_->context)) {
    {
      TlsConnection connection{socket, session, stop_.get_token(), log.received, log.mutex};
      connection.number = number;
      if (connection.open()) {
        script_(connection);
      } else {
        connection.say_goodbye();
      }
    }
    SSL_free(session);
  }
  close(socket);
}

Identity make_identity() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("conform test"), -1, -1,
                             0);
  X509_set_issuer_name(certificate, name);
  for (const auto& [kind, value] : {std::pair{NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost"},
                                    std::pair{NID_basic_constraints, "critical,CA:TRUE"}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(certificate, key, EVP_sha256());

  const auto text_of = [](auto&& write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
  };
  Identity identity;
  identity.certificate = text_of([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
  identity.key = text_of([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace conform::test
