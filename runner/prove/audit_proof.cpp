#include "prove/audit_proof.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "audit/auditor.hpp"
#include "audit/recorder_quirks.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "prove/proof_tables.hpp"
#include "prove/recorded_server.hpp"

namespace conform {
namespace {

constexpr std::array all_styles{RecorderStyle::whole, RecorderStyle::conform_har, RecorderStyle::browser,
                                RecorderStyle::proxy, RecorderStyle::gateway_log};
constexpr const char* complete_way = "complete";
constexpr const char* alone_way = "not complete";
constexpr const char* missing_way = "30 % of the writes missing";

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

void drop_fields(Headers& headers, std::initializer_list<std::string_view> kept) {
  std::erase_if(headers,
                [&](const Header& header) { return std::ranges::find(kept, lower(header.name)) == kept.end(); });
}

void as_a_browser(RawExchange& raw) {
  for (Headers* headers : {&raw.request_headers, &raw.response_headers}) {
    std::erase_if(*headers, [](const Header& header) {
      const std::string name = lower(header.name);
      return name == "connection" || name == "transfer-encoding" || name == "content-length" ||
             name == "accept-encoding";
    });
    for (Header& header : *headers) header.name = lower(header.name);
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
    if (lower(header.name) == "authorization") header.value = "[Filtered]";
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

// Explored requests are audited as they are.
std::vector<Way> ways_of_auditing(bool explored) {
  std::vector<Way> ways{{.name = complete_way},
                        {.name = alone_way, .style = RecorderStyle::whole, .complete = false},
                        {.name = missing_way, .style = RecorderStyle::whole, .complete = false, .missing_writes = 30}};
  if (explored) return ways;
  for (const RecorderStyle style : all_styles) {
    if (style != RecorderStyle::whole) ways.push_back({.name = std::string{to_string(style)}, .style = style});
  }
  return ways;
}

RunResult audited(const RecordedServer& recorded, const Way& way, const Suite& suite) {
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

using Record = std::function<RecordedServer(const ServerUnderProof&)>;

AuditedServer audit_server(const ServerUnderProof& server, const RecordedServer& recorded, const RecordedServer& plain,
                           const std::vector<Way>& ways, const Suite& suite) {
  AuditedServer result{.server = server, .shows = false, .must = {}, .any = {}, .messages = {}};
  result.shows = recorded.differs_from(plain);
  for (const Way& way : ways) {
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

Result<AuditProof> prove_audit(const Suite& suite, const ProofOptions& options, std::size_t explored_requests,
                               const std::stop_token& stop, const std::function<void(const AuditedServer&)>& listener) {
  const auto begun = std::chrono::steady_clock::now();
  AuditProof proof{.explored_requests = explored_requests};
  Record record = record_fixed;
  ExploreTable table;
  if (explored_requests > 0) {
    auto loaded = load_explore_table(suite);
    if (!loaded) return tl::unexpected{loaded.error()};
    table = std::move(*loaded);
    record = [&](const ServerUnderProof& server) {
      return record_explored(server, suite, table, explored_requests, stop);
    };
  }
  const std::vector<Way> ways = ways_of_auditing(explored_requests > 0);
  std::vector<ServerUnderProof> servers = servers_of(options);
  std::erase_if(servers, [](const ServerUnderProof& server) { return server.is_null_server(); });
  std::vector<AuditedServer> all(servers.size());
  const RecordedServer plain = record({.kind = ServerKind::healthy, .what = {}, .api_version = options.api_version});
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = next++; i < servers.size() && !stop.stop_requested(); i = next++) {
      AuditedServer audited_server = audit_server(servers[i], record(servers[i]), plain, ways, suite);
      const std::scoped_lock lock{reporting};
      all[i] = std::move(audited_server);
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
  for (const Way& way : ways_of_auditing(proof.explored_requests > 0)) {
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
