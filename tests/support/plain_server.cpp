#include "support/plain_server.hpp"

#include <httplib.h>

#include <mutex>
#include <stdexcept>
#include <thread>

namespace conform::test {
namespace {

constexpr std::size_t most_connections = 64;  // each keeps a thread while it is open

PlainRequest plain(const httplib::Request& request) {
  return {.method = request.method,
          .target = request.target,
          .fields = {request.headers.begin(), request.headers.end()},
          .body = request.body};
}

}  // namespace

std::string PlainRequest::field(const std::string& name) const {
  const httplib::Headers found{fields.begin(), fields.end()};
  const auto at = found.find(name);
  return at == found.end() ? std::string{} : at->second;
}

struct PlainServer::State {
  explicit State(Respond wanted) : respond{std::move(wanted)} {
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(1'000'000);
    server.new_task_queue = [] { return new httplib::ThreadPool{most_connections}; };
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      const PlainRequest asked = plain(request);
      {
        const std::scoped_lock lock{mutex};
        requests.push_back(asked);
      }
      const PlainResponse given = respond(asked);
      response.status = given.status;
      for (const auto& [name, value] : given.fields) response.set_header(name, value);
      response.body = given.body;
      if (!given.media_type.empty()) response.set_header("Content-Type", given.media_type);
    };
    const std::string anything = ".*";
    server.Get(anything, handle)
        .Put(anything, handle)
        .Patch(anything, handle)
        .Post(anything, handle)
        .Delete(anything, handle)
        .Options(anything, handle);
    port = server.bind_to_any_port("127.0.0.1");
    if (port <= 0) throw std::runtime_error{"the test server cannot listen"};
    listener = std::jthread{[this] { server.listen_after_bind(); }};
    while (!server.is_running()) std::this_thread::yield();  // stop() would be lost before
  }
  ~State() { server.stop(); }

  Respond respond;
  httplib::Server server;
  int port = 0;
  std::mutex mutex;
  std::vector<PlainRequest> requests;
  std::jthread listener;
};

PlainServer::PlainServer(Respond respond) : state_{std::make_unique<State>(std::move(respond))} {}
PlainServer::~PlainServer() = default;

std::string PlainServer::url() const { return "http://127.0.0.1:" + std::to_string(state_->port); }

std::vector<PlainRequest> PlainServer::requests() const {
  const std::scoped_lock lock{state_->mutex};
  return state_->requests;
}

}  // namespace conform::test
