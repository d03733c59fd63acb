#include "prove/recorded_server.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "explore/exploration.hpp"
#include "explore/limits.hpp"
#include "prove/direct_transport.hpp"
#include "prove/fixed_recording.hpp"
#include "prove/proof_tables.hpp"
#include "prove/trial.hpp"

namespace conform {
namespace {

// What of a response must differ for a fault to show: times and ids of errors always do.
std::string essence_of(const ResponseOrError& result) {
  const auto* response = std::get_if<Response>(&result);
  if (response == nullptr) return "none";
  std::string text = std::to_string(response->status) + '\n' +
                     std::string{find_header(response->headers, "Content-Type").value_or("")} + '\n' +
                     std::string{find_header(response->headers, "WWW-Authenticate").value_or("")} + '\n';
  auto document = nlohmann::json::parse(response->body, nullptr, false);
  if (document.is_discarded()) return text + response->body;
  if (document.is_object() && document.contains("errors") && document["errors"].is_array()) {
    for (auto& error : document["errors"]) {
      if (!error.is_object()) continue;
      if (error.contains("id") && error["id"].is_string()) error["id"] = "id";
      if (error.contains("links") && error["links"].is_object()) error["links"] = "links";
      if (error.contains("meta") && error["meta"].is_object()) error["meta"].erase("requestId");
    }
  }
  if (document.contains("/data/attributes/createdAt"_json_pointer)) {
    auto& created = document["/data/attributes/createdAt"_json_pointer];
    if (created.is_string()) created = created.get_ref<const std::string&>().size();
  }
  return text + document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// A person between two requests takes longer than a replica needs.
constexpr std::chrono::milliseconds thinking{1500};
constexpr std::chrono::system_clock::time_point first_of_2026{std::chrono::seconds{1'767'225'600}};

// Puts time between requests of which one began after the other had ended; concurrent ones stay together.
void take_time_to_think(std::vector<std::pair<Request, TimedResponse>>& exchanges) {
  std::chrono::system_clock::time_point began{};
  std::chrono::system_clock::time_point ended{};
  std::chrono::system_clock::time_point clock = first_of_2026;
  for (auto& [request, timed] : exchanges) {
    const auto real = timed.started_at;
    if (real > ended) {
      clock += (ended - began) + thinking;
      began = real;
      ended = real;
    }
    timed.started_at = clock + (real - began);
    ended = std::max(ended, real + timed.took);
  }
}

}  // namespace

bool RecordedServer::differs_from(const RecordedServer& plain) const {
  return !std::ranges::equal(exchanges, plain.exchanges, [](const auto& a, const auto& b) {
    return essence_of(a.second.response) == essence_of(b.second.response);
  });
}

RecordedServer record_fixed(const ServerUnderProof& under_proof) {
  reference::Options options;
  options.api_version = under_proof.api_version;
  if (under_proof.kind == ServerKind::variant) options.variants = {under_proof.what.name};
  if (under_proof.kind == ServerKind::fault) options.faults = {under_proof.what.name};
  reference::Server server{options};
  TransportOptions transport_options;
  transport_options.base_url = server.base_url();
  transport_options.timeout = std::chrono::milliseconds{1000};
  const auto transport = under_proof.what.on_the_wire ? make_curl_transport(transport_options)
                                                      : make_direct_transport(server, transport_options);
  RecordedServer recorded{.exchanges = {}, .base_url = server.base_url()};
  std::chrono::system_clock::time_point clock = first_of_2026;
  std::map<std::string, std::size_t> unanswered;
  for (const RecordedRequest& one : fixed_recording(server.accounts())) {
    // A client gives up on what never gets a response.
    std::size_t& without = unanswered[one.request.method + one.request.target.substr(0, 6)];
    constexpr std::size_t patience = 3;
    if (without >= patience) continue;
    TimedResponse timed = transport->send(one.request, std::stop_token{});
    if (std::holds_alternative<TransportError>(timed.response)) ++without;
    // A replica's delay is real time.
    if (!lags(under_proof.what.name)) timed.started_at = clock;
    clock += timed.took + thinking;
    recorded.exchanges.emplace_back(one.request, std::move(timed));
  }
  return recorded;
}

RecordedServer record_explored(const ServerUnderProof& server, const Suite& suite, const ExploreTable& table,
                               std::size_t requests, const std::stop_token& stop) {
  constexpr std::uint64_t seed = 1;
  Trial trial{server, suite, {}};
  trial.keep_exchanges();
  RecordedServer recorded{.exchanges = {}, .base_url = trial.target().base_url};
  const auto planned = plan_exploration(suite, table, limits_of(suite, trial.target(), true), seed, requests);
  if (!planned) return recorded;
  Plan plan;
  for (const Case& sequence : planned->cases) plan.cases.push_back(&sequence);
  plan.total = plan.cases.size();
  for (const Verdict& verdict : trial.run(plan, stop).verdicts) {
    for (const Exchange& exchange : verdict.exchanges)
      recorded.exchanges.emplace_back(
          exchange.request,
          TimedResponse{.response = exchange.response, .started_at = exchange.started_at, .took = exchange.took});
  }
  std::ranges::stable_sort(recorded.exchanges, {}, [](const auto& one) { return one.second.started_at; });
  // A replica's delay is real time.
  if (!lags(server.what.name)) take_time_to_think(recorded.exchanges);
  return recorded;
}

}  // namespace conform
