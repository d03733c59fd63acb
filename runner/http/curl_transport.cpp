// libcurl makes the connections (names, TCP, TLS, proxies) and carries bytes over them; the HTTP on them is ours, since
// libcurl's own cannot send every request that a case may ask for (a HEAD with a body, Host twice, a false
// Content-Length) and forgives responses that a conformance suite must see (lone LFs, contradicting lengths).
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "http/request_bytes.hpp"
#include "http/response_reader.hpp"
#include "http/transport.hpp"

namespace conform {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A body behind a response that must not have one often comes in a segment of its own, just after the head. A response
// whose head announces it gets longer.
constexpr milliseconds wait_for_stray_body{5};
constexpr milliseconds wait_for_announced_body{1'000};
constexpr std::size_t max_excess = 64U << 10U;
constexpr std::size_t read_block = 64U << 10U;
constexpr int reads_in_a_row = 64;

struct EasyClose {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct MultiClose {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
struct UrlClose {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyClose>;
using Multi = std::unique_ptr<CURLM, MultiClose>;
using Url = std::unique_ptr<CURLU, UrlClose>;

template <class Handle>
Handle made(Handle handle) {
  if (!handle) throw std::runtime_error{"libcurl has no memory for a handle"};
  return handle;
}

void ready_library() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error{"libcurl does not start"};
}

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy{text};
  curl_free(text);
  return copy;
}

bool starts_with_scheme(std::string_view url, std::string_view scheme) {
  return url.size() > scheme.size() && url.substr(scheme.size(), 3) == "://" &&
         std::equal(scheme.begin(), scheme.end(), url.begin(), [](char a, char b) { return a == (b | 0x20); });
}

/// Where connections go and what requests on them need to know.
struct Route {
  std::string connect_url;  ///< scheme and authority
  bool tls = false;
  Endpoint endpoint;
};

Route route_to(const TransportOptions& options) {
  const Url url = made(Url{curl_url()});
  const std::string& base = options.base_url;
  if (!starts_with_scheme(base, "http") && !starts_with_scheme(base, "https")) {
    throw std::invalid_argument{"the base URL is not an http or https URL"};
  }
  if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
    throw std::invalid_argument{"the base URL cannot be read"};
  }
  if (base.find_first_of("?#") != std::string::npos) {
    throw std::invalid_argument{"the base URL has a query or a fragment"};
  }
  if (!url_part(url.get(), CURLUPART_USER).empty() || !url_part(url.get(), CURLUPART_PASSWORD).empty()) {
    throw std::invalid_argument{"the base URL has credentials"};
  }
  Route route;
  const std::string scheme = url_part(url.get(), CURLUPART_SCHEME);
  const std::string port = url_part(url.get(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  std::string host = url_part(url.get(), CURLUPART_HOST, CURLU_PUNYCODE);
  if (host.empty()) host = url_part(url.get(), CURLUPART_HOST);
  route.tls = scheme == "https";
  route.endpoint.host = port.empty() ? host : host + ":" + port;
  route.connect_url = scheme + "://" + route.endpoint.host;
  route.endpoint.path = url_part(url.get(), CURLUPART_PATH);
  if (route.endpoint.path.ends_with('/')) route.endpoint.path.pop_back();

  // An HTTP proxy takes plain requests in absolute form; everything else goes through a tunnel that libcurl makes.
  const bool http_proxy = options.proxy.find("://") == std::string::npos || starts_with_scheme(options.proxy, "http") ||
                          starts_with_scheme(options.proxy, "https");
  if (!route.tls && !options.proxy.empty() && http_proxy) {
    route.endpoint.absolute = route.connect_url;
    const Url proxy = made(Url{curl_url()});
    if (curl_url_set(proxy.get(), CURLUPART_URL, options.proxy.c_str(), CURLU_GUESS_SCHEME) == CURLUE_OK) {
      const std::string user = url_part(proxy.get(), CURLUPART_USER, CURLU_URLDECODE);
      const std::string password = url_part(proxy.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
      if (!user.empty()) route.endpoint.proxy_authorization = "Basic " + base64_of(user + ":" + password);
    }
  }
  return route;
}

/// One connection, in a multi handle for as long as it lives: libcurl keeps it open that long and gives it to no other
/// else.
class Link {
 public:
  Link(CURLM* multi, const TransportOptions& options, const Route& route, milliseconds patience)
      : multi_{multi}, easy_{made(Easy{curl_easy_init()})} {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_.data());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_URL, route.connect_url.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent must not delay a stop
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::max<milliseconds::rep>(1, patience.count())));
    // Set, even when empty: then the environment's http_proxy and no_proxy are not read.
    curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    if (!options.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
      curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // this authority and no other
    }
    if (!options.client_certificate.empty()) {
      curl_easy_setopt(easy, CURLOPT_SSLCERT, options.client_certificate.c_str());
    }
    if (!options.client_key.empty()) curl_easy_setopt(easy, CURLOPT_SSLKEY, options.client_key.c_str());
    curl_easy_setopt(
        easy, CURLOPT_SSLVERSION,
        static_cast<long>(options.tls_minimum == "1.3" ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls_begin);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
    if (options.insecure) {
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (curl_multi_add_handle(multi_, easy) != CURLM_OK)
      throw std::runtime_error{"libcurl accepts no more connections"};
  }
  ~Link() { curl_multi_remove_handle(multi_, easy_.get()); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  enum class State { connecting, connected, failed };
  [[nodiscard]] State state() const noexcept { return state_; }

  void on_connect_result(CURLcode result) {
    result_ = result;
    state_ = State::failed;
    if (result == CURLE_OK && curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_) == CURLE_OK &&
        socket_ != CURL_SOCKET_BAD) {
      state_ = State::connected;
    }
  }

  [[nodiscard]] curl_socket_t socket() const noexcept { return socket_; }
  [[nodiscard]] CURLcode result() const noexcept { return result_; }
  [[nodiscard]] std::string error_text() const {
    return error_.front() != '\0' ? error_.data() : curl_easy_strerror(result_);
  }
  /// True when TCP stands and the TLS handshake has begun.
  [[nodiscard]] bool in_tls() const noexcept { return in_tls_; }

  enum class Io { done, later, ended, broken };
  Io write(std::string_view bytes, std::size_t& written) {
    written = 0;
    result_ = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &written);
    if (result_ == CURLE_AGAIN) return Io::later;
    return result_ == CURLE_OK ? Io::done : Io::broken;
  }
  Io read(std::span<char> room, std::size_t& read) {
    read = 0;
    error_.front() = '\0';
    result_ = curl_easy_recv(easy_.get(), room.data(), room.size(), &read);
    if (result_ == CURLE_AGAIN) return Io::later;
    if (result_ != CURLE_OK) return Io::broken;
    return read > 0 ? Io::done : Io::ended;
  }

 private:
  static CURLcode on_tls_begin(CURL*, void*, void* link) {
    static_cast<Link*>(link)->in_tls_ = true;
    return CURLE_OK;
  }

  CURLM* multi_;
  Easy easy_;
  State state_ = State::connecting;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  CURLcode result_ = CURLE_OK;
  bool in_tls_ = false;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

bool is_tls_error(CURLcode code) noexcept {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return true;
    default:
      return false;
  }
}

/// True for what no server says: 407 (RFC 9110 section 15.5.8), an error in Proxy-Status (RFC 9209), and errors that
/// known proxies mark as theirs.
bool is_of_proxy(const Response& response) {
  if (response.status == 407) return true;
  if (response.status < 400) return false;
  const auto holds = [&](std::string_view name, std::string_view part) {
    const auto value = find_header(response.headers, name);
    return value && value->find(part) != std::string_view::npos;
  };
  return holds("Proxy-Status", "error=") || holds("X-Squid-Error", "") || holds("Server", "tinyproxy/");
}

constexpr std::string_view advice_on_proxy =
    "; the proxy asks for a user and a password (407): put them into its URL, http://USER:PASSWORD@HOST:PORT";

/// What to do where a certificate is signed by an authority that is not known here; empty: it is about something else.
std::string advice_on_tls(std::string_view error_text) {
  constexpr std::array<std::string_view, 4> unknown_issuer{"issuer certificate", "self-signed certificate",
                                                           "self signed certificate", "unknown ca"};
  const bool unknown = std::ranges::any_of(
      unknown_issuer, [&](std::string_view part) { return error_text.find(part) != std::string_view::npos; });
  if (!unknown) return {};
  return "; the issuer of the certificate is unknown here: if it is the server's own CA, or a proxy that inspects TLS, "
         "set \"transport\": {\"caFile\": \"ca.pem\"} to its certificate";
}

/// One request on its way.
struct Turn {
  enum class Stage { connecting, ready, talking, lingering, done };

  const Request* request = nullptr;
  std::string bytes;
  ResponseReader reader;
  std::unique_ptr<Link> link{};
  bool reused = false;
  Stage stage = Stage::connecting;
  std::size_t written = 0;
  bool write_broken = false;
  bool more_to_read = false;  ///< stopped reading for others' sake
  bool drained = false;       ///< the last read took all that had come
  Clock::time_point started{};
  Clock::time_point linger_until{};
  TimedResponse sent{};
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const TransportOptions& options)
      : options_{options}, route_{route_to(options)}, multi_{made(Multi{curl_multi_init()})}, block_(read_block) {}

  TimedResponse send(const Request& request, const std::stop_token& stop) override {
    std::vector<Turn> turns;
    turns.push_back(turn_for(request));
    drive(multi_.get(), turns, idle_, false, stop);
    turns.front().sent.reused = turns.front().reused;
    return heed_proxy(std::move(turns.front().sent));
  }

  void leave_connection() override { idle_.reset(); }

  std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                               const std::stop_token& stop) override {
    // A multi handle and connections of their own: nothing here may wait for, or be closed by, the kept connection.
    const Multi multi = made(Multi{curl_multi_init()});
    std::unique_ptr<Link> none;
    std::vector<Turn> turns;
    turns.reserve(requests.size());
    for (const Request& request : requests) turns.push_back(turn_for(request));
    drive(multi.get(), turns, none, true, stop);
    std::vector<TimedResponse> results;
    results.reserve(turns.size());
    for (Turn& turn : turns) {
      results.push_back(heed_proxy(std::move(turn.sent)));
      turn.link.reset();
    }
    none.reset();
    return results;
  }

 private:
  /// What a proxy that does not tunnel says for itself is trouble of the run, as far as it can be determined.
  [[nodiscard]] TimedResponse heed_proxy(TimedResponse timed) const {
    auto* response = std::get_if<Response>(&timed.response);
    if (response == nullptr || route_.endpoint.absolute.empty() || !is_of_proxy(*response)) return timed;
    std::string detail = fmt::format("the proxy responded {} {}", response->status, response->reason);
    if (response->status == 407) detail += advice_on_proxy;
    timed.response = TransportError{
        .kind = TransportErrorKind::unreachable, .detail = std::move(detail), .partial = std::move(*response)};
    return timed;
  }

  [[nodiscard]] ResponseReader reader_for(const Request& request) const {
    return {request.method, {.max_head_bytes = options_.max_head_bytes, .max_body_bytes = options_.max_body_bytes}};
  }

  [[nodiscard]] Turn turn_for(const Request& request) const {
    return {.request = &request, .bytes = {}, .reader = reader_for(request)};
  }

  void drive(CURLM* multi, std::span<Turn> turns, std::unique_ptr<Link>& kept, bool concurrently,
             const std::stop_token& stop) {
    const Clock::time_point deadline = Clock::now() + options_.timeout;
    const std::stop_callback wake{stop, [multi] { curl_multi_wakeup(multi); }};
    for (Turn& turn : turns) begin(multi, turn, kept);
    std::vector<curl_waitfd> sockets;
    while (true) {
      if (stop.stop_requested()) {
        for (Turn& turn : turns) abandon(turn, TransportErrorKind::interrupted, "the run was stopped");
        return;
      }
      take_connections(multi, turns);
      if (!concurrently || std::none_of(turns.begin(), turns.end(),
                                        [](const Turn& turn) { return turn.stage == Turn::Stage::connecting; })) {
        for (Turn& turn : turns) start_talking(turn, concurrently);
      }
      for (Turn& turn : turns) step(multi, turn, deadline);
      bool busy = false;
      for (Turn& turn : turns) {
        if (turn.stage == Turn::Stage::done && !concurrently) keep(turn, kept);
        busy = busy || turn.stage != Turn::Stage::done;
      }
      if (!busy) return;
      if (Clock::now() >= deadline) {
        for (Turn& turn : turns) on_deadline(turn);
        return;
      }
      wait(multi, turns, sockets, deadline);
    }
  }

  void begin(CURLM* multi, Turn& turn, std::unique_ptr<Link>& kept) {
    turn.started = Clock::now();
    turn.sent.started_at = std::chrono::system_clock::now();
    auto bytes = request_bytes(*turn.request, route_.endpoint);
    if (!bytes) {
      abandon(turn, TransportErrorKind::unsendable, std::move(bytes.error()));
      return;
    }
    turn.bytes = std::move(*bytes);
    if (kept && is_quiet(*kept)) {
      turn.link = std::move(kept);
      turn.reused = true;
      turn.stage = Turn::Stage::ready;
    } else {
      kept.reset();
      connect(multi, turn, options_.timeout);
    }
  }

  /// True when a kept connection is open and nothing unasked has come over it.
  bool is_quiet(Link& link) {
    std::size_t count = 0;
    return link.read(block_, count) == Link::Io::later;
  }

  void connect(CURLM* multi, Turn& turn, milliseconds time_left) {
    turn.reused = false;
    turn.stage = Turn::Stage::connecting;
    turn.link.reset();
    turn.link = std::make_unique<Link>(multi, options_, route_, std::min(options_.connect_timeout, time_left));
  }

  void take_connections(CURLM* multi, std::span<Turn> turns) {
    if (std::none_of(turns.begin(), turns.end(),
                     [](const Turn& turn) { return turn.stage == Turn::Stage::connecting; })) {
      return;
    }
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      void* link = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &link);
      static_cast<Link*>(link)->on_connect_result(message->data.result);
    }
    for (Turn& turn : turns) {
      if (turn.stage != Turn::Stage::connecting) continue;
      if (turn.link->state() == Link::State::connected) turn.stage = Turn::Stage::ready;
      if (turn.link->state() == Link::State::failed) on_no_connection(turn);
    }
  }

  void on_no_connection(Turn& turn) {
    const Link& link = *turn.link;
    const bool stalled_in_tls = link.in_tls() && link.result() == CURLE_OPERATION_TIMEDOUT;
    if (stalled_in_tls || is_tls_error(link.result())) {
      // OpenSSL's own words ("asn1 encoding routines::EVP lib") do not always show that it is about trust.
      abandon(turn, TransportErrorKind::tls,
              "the TLS handshake or the check of certificates failed: " + link.error_text() +
                  advice_on_tls(link.error_text()));
    } else {
      const std::string text = link.error_text();
      const bool proxy_asks =
          text.find("response 407") != std::string::npos || text.find("HTTP code 407") != std::string::npos;
      abandon(turn, TransportErrorKind::unreachable,
              text + (proxy_asks ? std::string{advice_on_proxy} : std::string{}));
    }
  }

  static void start_talking(Turn& turn, bool concurrently) {
    if (turn.stage != Turn::Stage::ready) return;
    turn.stage = Turn::Stage::talking;
    if (!concurrently) return;
    turn.started = Clock::now();
    turn.sent.started_at = std::chrono::system_clock::now();
  }

  void step(CURLM* multi, Turn& turn, Clock::time_point deadline) {
    if (turn.stage == Turn::Stage::talking && turn.written < turn.bytes.size()) {
      write_some(turn);
      // The response to the last byte is not there yet. TLS may hold bytes that the socket does not show.
      if (!route_.tls && !turn.write_broken && turn.written == turn.bytes.size()) return;
    }
    if (turn.stage == Turn::Stage::talking) read_some(multi, turn, deadline);
    if (turn.stage == Turn::Stage::lingering) linger(turn);
  }

  static void write_some(Turn& turn) {
    while (!turn.write_broken && turn.written < turn.bytes.size()) {
      std::size_t count = 0;
      const Link::Io io = turn.link->write(std::string_view{turn.bytes}.substr(turn.written), count);
      if (io == Link::Io::later) return;
      // What the server said before it closed may still be there to be read: a 413 in the middle of a large body.
      turn.write_broken = io == Link::Io::broken;
      turn.written += count;
    }
  }

  void read_some(CURLM* multi, Turn& turn, Clock::time_point deadline) {
    turn.more_to_read = false;
    for (int reads = 0; reads < reads_in_a_row; ++reads) {
      std::size_t count = 0;
      switch (turn.link->read(block_, count)) {
        case Link::Io::later:
          return;
        case Link::Io::done:
          turn.reader.feed({block_.data(), count});
          break;
        case Link::Io::ended:
          on_end(multi, turn, deadline, true, "closed the connection");
          return;
        case Link::Io::broken:
          on_end(multi, turn, deadline, false, "broke the connection (" + turn.link->error_text() + ")");
          return;
      }
      if (turn.reader.state() == ResponseReader::State::complete) {
        turn.drained = !route_.tls && count < block_.size();
        on_complete(turn, deadline);
        return;
      }
      if (turn.reader.state() == ResponseReader::State::failed) {
        finish(turn, std::move(turn.reader).take_failure());
        return;
      }
    }
    turn.more_to_read = true;
  }

  void on_end(CURLM* multi, Turn& turn, Clock::time_point deadline, bool clean, const std::string& how) {
    if (!turn.reader.started() && turn.reused) {
      // The server may close a kept connection at any time, also while a request is on its way (RFC 9112
      // section 9.3.1).
      const auto time_left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
      turn.written = 0;
      turn.write_broken = false;
      connect(multi, turn, time_left);
      return;
    }
    // TLS 1.3 servers refuse a client certificate after the handshake, by an alert in place of a response.
    if (!turn.reader.started() && route_.tls && how.find("alert") != std::string::npos) {
      abandon(turn, TransportErrorKind::tls, "the server " + how);
      return;
    }
    if (turn.reader.end(clean, how) == ResponseReader::State::complete) {
      finish(turn, std::move(turn.reader).take_response());
    } else {
      finish(turn, std::move(turn.reader).take_failure());
    }
  }

  void on_complete(Turn& turn, Clock::time_point deadline) {
    const Clock::time_point now = Clock::now();
    turn.sent.took = std::chrono::duration_cast<std::chrono::microseconds>(now - turn.started);
    turn.stage = Turn::Stage::lingering;
    turn.linger_until = now;
    if (turn.reader.bodiless()) {
      const bool announced = turn.reader.announces_body();
      turn.linger_until = std::min(deadline, now + (announced ? wait_for_announced_body : wait_for_stray_body));
    }
  }

  /// Looks for bytes behind the end of the message.
  void linger(Turn& turn) {
    std::size_t excess = 0;
    Link::Io io = turn.drained ? Link::Io::later : Link::Io::done;
    turn.drained = false;
    while (io == Link::Io::done && excess < max_excess) {
      std::size_t count = 0;
      io = turn.link->read(block_, count);
      turn.reader.feed({block_.data(), count});
      excess += count;
    }
    if (io == Link::Io::later && excess == 0 && Clock::now() < turn.linger_until) return;
    if (io == Link::Io::ended || io == Link::Io::broken || !turn.reader.persistent() ||
        turn.written < turn.bytes.size()) {
      turn.link.reset();
    }
    turn.stage = Turn::Stage::done;
    turn.sent.response = std::move(turn.reader).take_response();
  }

  static void finish(Turn& turn, ResponseOrError response) {
    turn.stage = Turn::Stage::done;
    turn.link.reset();
    turn.sent.response = std::move(response);
    turn.sent.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - turn.started);
  }

  static void abandon(Turn& turn, TransportErrorKind kind, std::string detail) {
    if (turn.stage == Turn::Stage::done) return;
    if (turn.stage == Turn::Stage::lingering) {
      turn.stage = Turn::Stage::done;
      turn.link.reset();
      turn.sent.response = std::move(turn.reader).take_response();
      return;
    }
    finish(turn, std::move(turn.reader).abandon(kind, std::move(detail)));
  }

  void on_deadline(Turn& turn) {
    const auto limit = options_.timeout.count();
    switch (turn.stage) {
      case Turn::Stage::connecting: {
        abandon(turn, turn.link->in_tls() ? TransportErrorKind::tls : TransportErrorKind::unreachable,
                fmt::format("no connection within {} ms", limit));
        return;
      }
      case Turn::Stage::ready:
        abandon(turn, TransportErrorKind::unreachable,
                fmt::format("other connections were not established within {} ms", limit));
        return;
      default:
        abandon(turn, TransportErrorKind::timed_out,
                fmt::format("no complete response within {} ms; received: {}", limit, turn.reader.progress()));
    }
  }

  static void keep(Turn& turn, std::unique_ptr<Link>& kept) {
    if (turn.link) kept = std::move(turn.link);
  }

  static void wait(CURLM* multi, std::span<const Turn> turns, std::vector<curl_waitfd>& sockets,
                   Clock::time_point until) {
    sockets.clear();
    bool at_once = false;
    for (const Turn& turn : turns) {
      if (turn.stage != Turn::Stage::talking && turn.stage != Turn::Stage::lingering) continue;
      at_once = at_once || turn.more_to_read;
      if (turn.stage == Turn::Stage::lingering) until = std::min(until, turn.linger_until);
      const bool writing = !turn.write_broken && turn.written < turn.bytes.size();
      sockets.push_back(
          {.fd = turn.link->socket(),
           .events = static_cast<short>(writing ? CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN),
           .revents = 0});
    }
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
    const auto patience = at_once ? 0 : static_cast<int>(std::clamp<milliseconds::rep>(left, 0, 60'000));
    curl_multi_poll(multi, sockets.data(), static_cast<unsigned>(sockets.size()), patience, nullptr);
  }

  TransportOptions options_;
  Route route_;
  Multi multi_;
  std::unique_ptr<Link> idle_;  // behind multi_: it leaves before the multi handle goes
  std::vector<char> block_;
};

}  // namespace

std::string transport_library() {
  // curl_version() would start every library that libcurl is linked with, LDAP and SASL too: milliseconds.
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  return fmt::format("libcurl/{} {}", info->version, info->ssl_version == nullptr ? "" : info->ssl_version);
}

std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options) {
  ready_library();
  return std::make_unique<CurlTransport>(options);
}

}  // namespace conform
