#include "prove/audit_proof.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <utility>

#include "audit/auditor.hpp"
#include "audit/recorder_quirks.hpp"
#include "base/base64.hpp"
#include "prove/direct_transport.hpp"
#include "prove/fixed_recording.hpp"
#include "prove/proof_tables.hpp"
#include "run/engine/engine.hpp"

namespace conform {
namespace {

constexpr std::array all_styles{RecorderStyle::whole, RecorderStyle::conform_har, RecorderStyle::browser,
                                RecorderStyle::proxy, RecorderStyle::gateway_log};
constexpr const char* complete_way = "complete";
constexpr const char* alone_way = "not complete";
constexpr const char* missing_way = "30 % of the writes missing";

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

struct Recorded {
  std::vector<std::pair<Request, TimedResponse>> exchanges;
  std::string base_url;

  /// Something that the plain server responds otherwise.
  [[nodiscard]] bool differs_from(const Recorded& plain) const {
    return !std::ranges::equal(exchanges, plain.exchanges, [](const auto& a, const auto& b) {
      return essence_of(a.second.response) == essence_of(b.second.response);
    });
  }
};

// A person between two requests takes longer than a replica needs.
constexpr std::chrono::milliseconds thinking{1500};

Recorded record_server(const ServerUnderProof& under_proof) {
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
  Recorded recorded{.exchanges = {}, .base_url = server.base_url()};
  std::chrono::system_clock::time_point clock{std::chrono::seconds{1'767'225'600}};
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

RawExchange raw_of(const Request& request, const TimedResponse& timed, const std::string& base_url,
                   std::size_t position) {
  RawExchange raw;
  raw.method = request.method;
  raw.url = base_url + request.target;
  raw.request_headers = request.headers;
  if (request.body) {
    raw.request_body.text = *request.body;
    raw.request_headers.push_back({"Content-Length", std::to_string(request.body->size())});
  }
  raw.started_at_number = std::chrono::duration<double, std::milli>(timed.started_at.time_since_epoch()).count();
  raw.milliseconds = static_cast<double>(timed.took.count()) / 1e3;
  raw.position = position;
  if (const auto* response = std::get_if<Response>(&timed.response)) {
    raw.status = response->status;
    raw.status_text = response->reason;
    raw.response_headers = response->headers;
    raw.response_body.text = response->body;
    raw.response_body.size = static_cast<long long>(response->body.size());
  } else {
    const auto& error = std::get<TransportError>(timed.response);
    raw.failed = true;
    raw.failure = to_string(error.kind);
  }
  return raw;
}

std::string lower_name(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return name;
}

void drop_fields(Headers& headers, std::initializer_list<std::string_view> kept) {
  std::erase_if(headers,
                [&](const Header& header) { return std::ranges::find(kept, lower_name(header.name)) == kept.end(); });
}

void as_a_browser(RawExchange& raw) {
  for (Headers* headers : {&raw.request_headers, &raw.response_headers}) {
    std::erase_if(*headers, [](const Header& header) {
      const std::string name = lower_name(header.name);
      return name == "connection" || name == "transfer-encoding" || name == "content-length" ||
             name == "accept-encoding";
    });
    for (Header& header : *headers) header.name = lower_name(header.name);
  }
  raw.request_headers.insert(raw.request_headers.begin(), {{":authority", "user.example"}, {":method", raw.method}});
  raw.response_headers.push_back({"content-encoding", "br"});
  raw.status_text.clear();
  raw.response_body.size = -1;
  if (raw.response_body.text && raw.response_body.text->empty()) raw.response_body.text.reset();
  raw.started_at_number = static_cast<double>(static_cast<long long>(*raw.started_at_number));
}

void as_a_gateway(RawExchange& raw) {
  drop_fields(raw.request_headers, {"accept", "content-type", "authorization"});
  drop_fields(raw.response_headers, {"content-type", "content-length"});
  for (Header& header : raw.request_headers) {
    if (lower_name(header.name) == "authorization") header.value = "[Filtered]";
  }
}

RawExchange written_by(RecorderStyle style, RawExchange raw) {
  switch (style) {
    case RecorderStyle::whole:
    case RecorderStyle::conform_har:
      break;
    case RecorderStyle::browser:
      as_a_browser(raw);
      break;
    case RecorderStyle::proxy:
      if (raw.response_body.text) raw.response_body.text = base64_of(*raw.response_body.text);
      raw.response_body.base64 = true;
      break;
    case RecorderStyle::gateway_log:
      as_a_gateway(raw);
      break;
  }
  return raw;
}

bool is_a_write(const Request& request) { return request.method != "GET"; }

struct Way {
  std::string name;
  RecorderStyle style = RecorderStyle::whole;
  bool complete = true;
  unsigned missing_writes = 0;  ///< percent
};

std::vector<Way> ways_of_auditing() {
  std::vector<Way> ways{{.name = complete_way},
                        {.name = alone_way, .style = RecorderStyle::whole, .complete = false},
                        {.name = missing_way, .style = RecorderStyle::whole, .complete = false, .missing_writes = 30}};
  for (const RecorderStyle style : all_styles) {
    if (style != RecorderStyle::whole) ways.push_back({.name = std::string{to_string(style)}, .style = style});
  }
  return ways;
}

RunResult audited(const Recorded& recorded, const Way& way, const Suite& suite) {
  AuditOptions options;
  options.complete = way.complete;
  Auditor auditor{suite, options};
  std::minstd_rand chance{7};
  std::size_t position = 0;
  for (const auto& [request, timed] : recorded.exchanges) {
    ++position;
    if (is_a_write(request) && chance() % 100 < way.missing_writes) continue;
    RecordedExchange exchange = resolved(written_by(way.style, raw_of(request, timed, recorded.base_url, position)));
    auditor.take(std::move(exchange));
  }
  return auditor.finish();
}

AuditedServer audit_server(const ServerUnderProof& server, const Recorded& plain, const Suite& suite) {
  AuditedServer result{.server = server, .shows = false, .must = {}, .any = {}, .messages = {}};
  const Recorded recorded = record_server(server);
  result.shows = recorded.differs_from(plain);
  for (const Way& way : ways_of_auditing()) {
    const RunResult run_result = audited(recorded, way, suite);
    std::set<std::string>& must = result.must[way.name];
    std::set<std::string>& any = result.any[way.name];
    for (const Verdict& verdict : run_result.verdicts) {
      for (const Finding& finding : verdict.findings) {
        any.insert(finding.requirement);
        if (finding.level != Level::must) continue;
        must.insert(finding.requirement);
        constexpr std::size_t most_messages = 6;
        if (result.messages.size() < most_messages)
          result.messages.push_back(fmt::format("{} [{}] {}: {}", way.name, verdict.exchanges[finding.exchange].purpose,
                                                finding.requirement, finding.message));
      }
    }
  }
  return result;
}

// What a conforming variant violates all the same, as the proof of the suite has it.
std::set<std::string> expected_must(const AuditedServer& server) {
  const ExpectedViolations* expected = expected_violations_of(server.server.what.name);
  return expected == nullptr ? std::set<std::string>{} : expected->must;
}

bool is_false_alarm(const AuditedServer& server, const std::set<std::string>& must) {
  const std::set<std::string> expected = expected_must(server);
  return server.server.kind != ServerKind::fault && !std::ranges::includes(expected, must);
}

}  // namespace

std::string_view to_string(RecorderStyle style) noexcept {
  switch (style) {
    case RecorderStyle::whole:
      return "NDJSON";
    case RecorderStyle::conform_har:
      return "HAR of conform";
    case RecorderStyle::browser:
      return "HAR of a browser";
    case RecorderStyle::proxy:
      return "HAR of a proxy";
    case RecorderStyle::gateway_log:
      return "log of a gateway";
  }
  return "NDJSON";
}

AuditProof prove_audit(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                       const std::function<void(const AuditedServer&)>& listener) {
  const auto begun = std::chrono::steady_clock::now();
  AuditProof proof;
  std::vector<ServerUnderProof> servers = servers_of(options);
  std::erase_if(servers, [](const ServerUnderProof& server) { return server.is_null_server(); });
  std::vector<AuditedServer> all(servers.size());
  const Recorded plain = record_server({.kind = ServerKind::healthy, .what = {}, .api_version = options.api_version});
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = next++; i < servers.size() && !stop.stop_requested(); i = next++) {
      all[i] = audit_server(servers[i], plain, suite);
      const std::scoped_lock lock{reporting};
      if (listener) listener(all[i]);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  }
  proof.servers = std::move(all);
  proof.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return proof;
}

bool holds(const AuditProof& proof) {
  return std::ranges::none_of(proof.servers, [](const AuditedServer& server) {
    return std::ranges::any_of(server.must, [&](const auto& way) { return is_false_alarm(server, way.second); });
  });
}

std::string audit_proof_text(const AuditProof& proof) {
  std::string text;
  for (const Way& way : ways_of_auditing()) {
    std::map<int, std::pair<std::size_t, std::size_t>> by_area;
    std::size_t seen = 0;
    std::size_t all = 0;
    std::size_t showing = 0;
    std::size_t seen_at_any_level = 0;
    std::size_t alarms = 0;
    for (const AuditedServer& server : proof.servers) {
      const auto found = server.must.find(way.name);
      if (found == server.must.end()) continue;
      if (server.server.kind != ServerKind::fault) {
        if (is_false_alarm(server, found->second)) ++alarms;
        continue;
      }
      if (server.server.what.level != "must") continue;
      ++all;
      if (server.shows) ++showing;
      auto& [of_area, seen_of_area] = by_area[server.server.what.area];
      ++of_area;
      if (!server.any.at(way.name).empty()) ++seen_at_any_level;
      if (found->second.empty()) continue;
      ++seen;
      ++seen_of_area;
    }
    text += fmt::format("{}: {} of {} must faults ({} at any level; {} change a response at all), {} false alarms\n ",
                        way.name, seen, all, seen_at_any_level, showing, alarms);
    for (const auto& [area, counts] : by_area) text += fmt::format(" {}: {}/{}", area, counts.second, counts.first);
    text += '\n';
  }
  return text;
}

}  // namespace conform
