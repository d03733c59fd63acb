#include "reference/server.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <utility>

#include "reference/access_log.hpp"
#include "reference/accounts.hpp"
#include "reference/catalogue_entries.hpp"
#include "reference/listener.hpp"
#include "reference/memory_connection.hpp"
#include "reference/operations.hpp"
#include "reference/reply_writer.hpp"
#include "reference/request_reader.hpp"
#include "reference/service.hpp"
#include "reference/store.hpp"

namespace conform::reference {

namespace {

Options checked(Options options) {
  if (std::find(all_versions.begin(), all_versions.end(), options.api_version) == all_versions.end()) {
    throw std::runtime_error{"unknown API version \"" + options.api_version + "\""};
  }
  if (options.pool_users == 0) throw std::runtime_error{"at least one pool user is needed"};
  if (options.token_lifetime < 1) throw std::runtime_error{"a token must be valid for at least one second"};
  return options;
}

std::unique_ptr<const TlsSettings> tls_of(const Options& options) {
  if (options.tls_certificate.empty()) {
    if (options.tls_key.empty() && options.client_authority.empty()) return nullptr;
    throw std::runtime_error{"a TLS key or an authority of client certificates without a TLS certificate"};
  }
  const std::string& key = options.tls_key.empty() ? options.tls_certificate : options.tls_key;
  return std::make_unique<const TlsSettings>(options.tls_certificate, key, options.client_authority);
}

Population population_of(Store& store, const Options& options) {
  Population population = populate(store, options.pool_users, options.user_ids, options.db.empty());
  population.token_lifetime = options.token_lifetime;
  return population;
}

std::string origin_of(const Options& options, int port) {
  std::string host = options.public_host.empty() ? options.host : options.public_host;
  if (host.find(':') != std::string::npos && !host.starts_with('[')) host = "[" + host + "]";
  return (options.tls_certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

// How the target file says that an account's tokens come from the token endpoint.
Object oauth_actor(const Server& server, const std::string& origin, const Account& account) {
  // A token that is over cannot be had from the token endpoint.
  if (account.actor == "expired") return {{"token", account.token}};
  Object client{{"clientId", server.client_id()}, {"clientSecret", server.client_secret()}};
  if (account.actor == "admin") {
    client.push_back({"grant", "client_credentials"});
    client.push_back({"issuer", origin});
  } else if (account.actor == "user-1" || account.actor == "reader") {
    client.push_back({"grant", "password"});
    client.push_back({"tokenUrl", server.token_url()});
    client.push_back({"username", account.actor});
    client.push_back({"password", account.password});
    client.push_back({"clientAuthentication", "client_secret_post"});
  } else {
    client.push_back({"grant", "refresh_token"});
    client.push_back({"tokenUrl", server.token_url()});
    client.push_back({"refreshToken", account.refresh_token});
  }
  return {{"oauth2", std::move(client)}};
}

}  // namespace

struct Server::State {
  explicit State(Options wanted)
      : options{checked(std::move(wanted))},
        behaviour{behaviour_with(options.faults, options.variants)},
        store{options.db},
        population{population_of(store, options)},
        listener{options.host, options.port, tls_of(options)},
        origin{origin_of(options, listener.port())},
        service{store, population, std::move(behaviour), origin} {
    listener.start([this](Connection& connection) { return serve(connection); });
  }

  bool serve(Connection& connection) {
    const Incoming incoming = read_request(connection);
    if (incoming.kind == Incoming::Kind::nothing) return false;
    const auto started_at = std::chrono::system_clock::now();
    const auto started = std::chrono::steady_clock::now();
    const bool usable = incoming.kind == Incoming::Kind::request && !connection.spoiled();
    Reply reply = usable || incoming.kind == Incoming::Kind::unusable
                      ? respond(incoming)
                      : service.refuse_unread("bad-request", "The request line cannot be read.");
    const bool spoils = reply.transmission.body_unread && !incoming.request.body.empty();
    if (options.access_log) {
      const auto took = std::chrono::steady_clock::now() - started;
      const std::string line = access_log_line(incoming.request, reply, started_at,
                                               std::chrono::duration_cast<std::chrono::microseconds>(took));
      std::fwrite(line.data(), 1, line.size(), stderr);
    }
    const bool keep_alive = usable && incoming.keep_alive && !listener.stopping();
    if (write_reply(connection, std::move(reply), incoming.request.method == "HEAD", keep_alive) &&
        !listener.stopping()) {
      if (spoils) connection.spoil();
      return true;
    }
    return false;
  }

  Reply respond(const Incoming& incoming) {
    try {
      if (incoming.kind == Incoming::Kind::request) return service.handle(incoming.request);
      return service.refuse_unread(incoming.code, incoming.detail);
    } catch (const std::exception&) {
      return service.refuse_unread("internal", "The request could not be executed.");
    }
  }

  Options options;
  Behaviour behaviour;
  Store store;
  Population population;
  Listener listener;
  std::string origin;
  Service service;
};

Server::Server(Options options) : state_{std::make_unique<State>(std::move(options))} {}
Server::~Server() { stop(); }

int Server::port() const { return state_->listener.port(); }
std::string Server::base_url() const { return state_->origin + "/user/" + state_->options.api_version; }
std::string Server::token_url() const { return state_->origin + "/oauth2/token"; }
std::string Server::client_id() const { return state_->population.client.id; }
std::string Server::client_secret() const { return state_->population.client_secret; }
const std::vector<Account>& Server::accounts() const { return state_->population.accounts; }

std::string Server::target_json() const {
  Array users;
  Object actors;
  for (const Account& account : accounts()) {
    Object actor =
        state_->options.oauth ? oauth_actor(*this, state_->origin, account) : Object{{"token", account.token}};
    if (account.pool) {
      users.emplace_back(Object{{"id", account.user_id}, {"actor", account.actor}});
    } else {
      actor.push_back({"userId", account.user_id});
    }
    actors.push_back({account.actor, std::move(actor)});
  }
  const Value target{Object{{"format", 2},
                            {"name", "reference"},
                            {"baseUrl", base_url()},
                            {"apiVersion", state_->options.api_version},
                            {"users", std::move(users)},
                            {"actors", std::move(actors)},
                            {"serverManaged", Array{"createdAt"}}}};
  return to_json(target, {.pretty = true, .reversed_members = false, .ascii = false}) + "\n";
}

Server::Client::Client(Server& server) : server_{*server.state_} {}

DirectExchange Server::Client::exchange(std::string_view request, std::chrono::milliseconds patience,
                                        std::size_t most) {
  if (!kept_) number_ = Connection::next_number();
  MemoryConnection connection{number_, request, patience, most};
  if (kept_ && spoiled_) connection.spoil();
  do {
    kept_ = server_.serve(connection);
  } while (kept_ && connection.wait_readable({}));
  spoiled_ = connection.spoiled();
  DirectExchange exchange;
  exchange.waited = connection.waited();
  if (connection.out_of_patience()) exchange.end = DirectExchange::End::out_of_time;
  if (connection.was_reset()) exchange.end = DirectExchange::End::reset;
  exchange.response = std::move(connection).take_written();
  return exchange;
}

void Server::stop() { state_->listener.stop(); }
void Server::wait() { state_->listener.wait(); }

}  // namespace conform::reference
