#include "reports/json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "base/base64.hpp"
#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"
#include "reports/bound.hpp"
#include "reports/json_text.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;
using TimePoint = std::chrono::system_clock::time_point;

constexpr int format_version = 2;
constexpr int last_format = 1;  // can be read
constexpr std::size_t max_diagnostics = 20;
constexpr JsonLimits record_limits{
    .max_bytes = std::size_t{1} << 30U, .max_depth = 32, .max_values = std::size_t{1} << 30U};

constexpr std::array all_levels{Level::must, Level::should, Level::observe};
constexpr std::array outcome_kinds{OutcomeKind::passed, OutcomeKind::failed, OutcomeKind::skipped, OutcomeKind::errored,
                                   OutcomeKind::waived};
constexpr std::array conclusions{Conclusion::conformant, Conclusion::incomplete, Conclusion::nonconformant,
                                 Conclusion::inconclusive};
constexpr std::array requirement_states{RequirementState::verified, RequirementState::violated,
                                        RequirementState::unverified};
constexpr std::array troubles{TransportErrorKind::unreachable, TransportErrorKind::tls,
                              TransportErrorKind::interrupted, TransportErrorKind::unsendable,
                              TransportErrorKind::timed_out,   TransportErrorKind::closed,
                              TransportErrorKind::malformed,   TransportErrorKind::too_large};

// ---- writing

template <class T, class Make>
Ordered array_of(const std::vector<T>& items, const Make& make) {
  Ordered array = Ordered::array();
  for (const T& item : items) array.push_back(make(item));
  return array;
}

Ordered milliseconds_of(std::chrono::microseconds took) { return static_cast<double>(took.count()) / 1e3; }

/// Text that a server may have had a hand in: a string, or base64 when JSON cannot hold it.
Ordered untrusted(const std::string& text) {
  if (is_utf8(text)) return text;
  return {{"text", base64_of(text)}, {"encoding", "base64"}};
}

Ordered body(const std::string& text, const std::optional<BodyCut>& cut) {
  const std::string_view kept = beginning(text, kept_body_bytes);
  Ordered object;
  if (is_utf8(kept)) {
    object["text"] = kept;
  } else {
    object["text"] = base64_of(kept);
    object["encoding"] = "base64";
  }
  if (cut) {
    object["bytes"] = cut->bytes;
    object["sha256"] = cut->sha256;
  } else if (kept.size() < text.size()) {
    object["bytes"] = text.size();
    object["sha256"] = sha256_hex(text);
  }
  return object;
}

Ordered headers(const Headers& fields) {
  return array_of(fields, [](const Header& field) {
    Ordered pair = Ordered::array();
    pair.push_back(untrusted(field.name));
    pair.push_back(untrusted(field.value));
    return pair;
  });
}

Ordered write(const Request& request) {
  return {{"method", untrusted(request.method)},
          {"target", untrusted(request.target)},
          {"headers", headers(request.headers)},
          {"body", request.body ? body(*request.body, request.body_cut) : Ordered{}}};
}

Ordered write(const Response& response) {
  return {{"status", response.status},
          {"reason", untrusted(response.reason)},
          {"headers", headers(response.headers)},
          {"body", body(response.body, response.body_cut)},
          {"excessBytes", response.excess_bytes}};
}

Ordered write(const TransportError& error) {
  return {{"kind", to_string(error.kind)},
          {"detail", untrusted(std::string{error.detail.raw()})},
          {"partial", error.partial ? write(*error.partial) : Ordered{}}};
}

Ordered write(const Exchange& exchange) {
  const auto* const error = std::get_if<TransportError>(&exchange.response);
  const Response* const response = response_of(exchange);
  return {{"purpose", exchange.purpose},
          {"actor", exchange.actor},
          {"request", write(exchange.request)},
          {"response", response != nullptr ? write(*response) : Ordered{}},
          {"transportError", error != nullptr ? write(*error) : Ordered{}},
          {"curl", untrusted(exchange.curl)},
          {"startedAt", timestamp(exchange.started_at)},
          {"durationMs", milliseconds_of(exchange.took)}};
}

Ordered write(const Finding& finding) {
  Ordered object{{"rule", finding.rule},
                 {"requirement", finding.requirement},
                 {"level", to_string(finding.level)},
                 {"where", untrusted(finding.where)},
                 {"expected", untrusted(finding.expected)},
                 {"actual", untrusted(finding.actual)},
                 {"message", untrusted(finding.message)},
                 {"exchange", finding.exchange}};
  if (!finding.hint.empty()) object["hint"] = untrusted(finding.hint);
  return object;
}

Ordered write(const Observation& observation) {
  return {{"id", observation.id},
          {"seen", untrusted(observation.seen)},
          {"pinned", observation.pinned ? Ordered(*observation.pinned) : Ordered{}}};
}

Ordered write(const Verdict& verdict) {
  const auto each = [](const auto& item) { return write(item); };
  Ordered written{{"id", verdict.id},
                  {"about", verdict.about},
                  {"file", verdict.file},
                  {"line", verdict.line},
                  {"outcome", to_string(verdict.outcome.kind)},
                  {"reason", untrusted(verdict.outcome.reason)},
                  {"requirements", Ordered(verdict.requirements)},
                  {"durationMs", milliseconds_of(verdict.took)},
                  {"findings", array_of(verdict.findings, each)},
                  {"observations", array_of(verdict.observations, each)},
                  {"flaky", verdict.flaky},
                  {"unconfirmed", array_of(verdict.unconfirmed, each)},
                  {"exchanges", array_of(verdict.exchanges, each)}};
  if (!verdict.tried.empty()) written["tried"] = verdict.tried;
  return written;
}

Ordered write(const Source& source) {
  Ordered documents = Ordered::array();
  for (const Document& document : source.documents)
    documents.push_back({{"name", document.name}, {"url", document.url}});
  Ordered written{{"documents", std::move(documents)}};
  if (source.quote.empty()) {
    written["paraphrase"] = source.paraphrase;
  } else {
    written["quote"] = source.quote;
  }
  return written;
}

Ordered write(const RequirementResult& requirement) {
  Ordered written{{"id", requirement.id},
                  {"level", to_string(requirement.level)},
                  {"area", requirement.area},
                  {"statement", requirement.statement},
                  {"source", requirement.source}};
  if (!requirement.sources.empty())
    written["sources"] = array_of(requirement.sources, [](const Source& source) { return write(source); });
  written["status"] = to_string(requirement.state);
  written["operations"] = Ordered(requirement.operations);
  written["cases"] = Ordered(requirement.cases);
  return written;
}

Ordered write(const Totals& totals) {
  return {{"passed", totals.passed},
          {"failed", totals.failed},
          {"skipped", totals.skipped},
          {"errored", totals.errored},
          {"waived", totals.waived},
          {"flaky", totals.flaky},
          {"findings", {{"must", totals.must_findings}, {"should", totals.should_findings}}}};
}

Ordered write(const TargetInfo& target) {
  Ordered document{{"name", target.name},
                   {"baseUrl", target.base_url},
                   {"apiVersion", target.api_version},
                   {"arguments", target.arguments}};
  if (target.insecure) document["insecure"] = true;
  return document;
}

Ordered write(const Restoration& restoration) {
  return {{"unrestored", array_of(restoration.unrestored,
                                  [](const Unrestored& unrestored) {
                                    return Ordered{{"actor", unrestored.actor},
                                                   {"what", unrestored.what},
                                                   {"reason", untrusted(unrestored.reason)}};
                                  })},
          {"journal", restoration.journal.empty() ? Ordered{} : Ordered(restoration.journal)}};
}

Ordered write(const ReadLag& lag) { return {{"count", lag.late_reads}, {"longestMs", milliseconds_of(lag.longest)}}; }

Ordered write(const ShardInfo& shard) {
  return {{"index", shard.index}, {"total", shard.total}, {"cases", shard.cases}, {"plan", shard.plan}};
}

Ordered write(const Waiver& waiver) {
  return {{"cases", Ordered(waiver.cases)},
          {"requirement", waiver.requirement},
          {"rule", waiver.rule},
          {"where", waiver.where},
          {"status", waiver.status},
          {"reason", waiver.reason},
          {"link", waiver.link},
          {"owner", waiver.owner},
          {"expires", waiver.expires},
          {"file", waiver.file},
          {"line", waiver.line}};
}

Ordered write(const EnvironmentEntry& entry) { return {{"name", entry.name}, {"value", entry.value}}; }

Ordered write(const Latency& latency) {
  return {{"operation", latency.operation}, {"durationsMs", array_of(latency.took, milliseconds_of)}};
}

/// All but the verdicts.
Ordered write(const RunResult& result) {
  const auto each = [](const auto& item) { return write(item); };
  Ordered document{
      {"format", format_version},
      {"suite", {{"name", result.suite.name}, {"version", result.suite.version}, {"cases", result.suite.cases}}},
      {"target", write(result.target)},
      {"startedAt", timestamp(result.started_at)},
      {"durationMs", milliseconds_of(result.took)},
      {"failOn", to_string(result.fail_on)},
      {"interrupted", result.interrupted},
      {"conclusion", to_string(result.conclusion)},
      {"totals", write(result.totals)},
      {"requirements", array_of(result.requirements, each)},
      {"observations", array_of(result.observations, each)},
      {"notes", array_of(result.notes, [](const std::string& note) { return untrusted(note); })},
      {"environment", array_of(result.environment, each)},
      {"latencies", array_of(result.latencies, each)},
      {"restoration", write(result.restoration)},
      {"staleReads", write(result.lag)},
      {"verdicts", Ordered::array()}};
  if (result.shard) document["shard"] = write(*result.shard);
  if (!result.waivers.empty()) document["waivers"] = array_of(result.waivers, each);
  if (result.strict_known) document["strictWaivers"] = true;
  return document;
}

// ---- reading

/// Where problems go, and which format is read.
struct Reading {
  const std::string& file;
  int format;
  Diagnostics diagnostics;

  void add_diagnostic(std::string at, std::string message) {
    if (diagnostics.size() < max_diagnostics) {
      diagnostics.push_back(Diagnostic::about_place(file, std::move(at), std::move(message)));
    }
  }
  /// A member's name in the format that is read.
  [[nodiscard]] std::string name(const char* now, const char* in_last_format) const {
    return format == last_format ? in_last_format : now;
  }
  void expected(const std::string& at, std::string_view what, const json& value) {
    add_diagnostic(at, fmt::format("expected {}, found {}", what, plain(clipped(value, 80))));
  }
};

/// One object of the suite: every member must be there and no other.
class Object {
 public:
  Object(Reading& in, const json& value, const std::string& at) : in_{in}, value_{value}, at_{at} {
    if (!value.is_object()) in.expected(at, "an object", value);
  }

  /// Reads a member that must be there.
  template <class T>
  void get(const std::string& name, T&& into) {
    if (const json* const member = find(name)) {
      read(in_, *member, at_ + '/' + name, std::forward<T>(into));
    } else if (value_.is_object()) {
      in_.add_diagnostic(at_, fmt::format("the member \"{}\" is missing", name));
    }
  }

  /// A member that may be missing, or null.
  [[nodiscard]] const json* find(const std::string& name) {
    known_.push_back(name);
    const auto member = value_.is_object() ? value_.find(name) : value_.end();
    return value_.is_object() && member != value_.end() ? &*member : nullptr;
  }

  /// To be called last: what was not asked for is unknown.
  void end() {
    if (!value_.is_object()) return;
    for (const auto& [name, ignored] : value_.items()) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
        in_.add_diagnostic(at_ + '/' + escape_token(name), "unknown member");
      }
    }
  }

 private:
  Reading& in_;
  const json& value_;
  const std::string& at_;
  std::vector<std::string> known_;
};

/// Marks text that may be written in base64.
struct UntrustedText {
  std::string& text;
};

/// Marks a body and the note of what was cut from it.
struct Body {
  std::string& text;
  std::optional<BodyCut>& cut;
};

void read(Reading& in, const json& value, const std::string& at, std::string& into) {
  if (!value.is_string()) return in.expected(at, "a string", value);
  into = value.get_ref<const std::string&>();
}

void read(Reading& in, const json& value, const std::string& at, bool& into) {
  if (!value.is_boolean()) return in.expected(at, "true or false", value);
  into = value.get<bool>();
}

void read(Reading& in, const json& value, const std::string& at, std::size_t& into) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 53U;  // beyond it, other readers of JSON lose digits
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
    return in.expected(at, "a whole number from 0 to 2^53", value);
  }
  into = value.get<std::size_t>();
}

void read(Reading& in, const json& value, const std::string& at, int& into) {
  constexpr std::int64_t largest = 2'147'483'647;
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > largest) ||
      value.get<std::int64_t>() < -largest) {
    return in.expected(at, "a whole number", value);
  }
  into = value.get<int>();
}

void read(Reading& in, const json& value, const std::string& at, std::chrono::microseconds& into) {
  if (!value.is_number() || std::abs(value.get<double>()) > 1e12) return in.expected(at, "milliseconds", value);
  into = std::chrono::microseconds{std::llround(value.get<double>() * 1e3)};
}

void read(Reading& in, const json& value, const std::string& at, TimePoint& into) {
  const auto time = value.is_string() ? parse_timestamp(value.get_ref<const std::string&>()) : std::nullopt;
  if (!time) return in.expected(at, "a time such as \"2024-05-01T09:30:00.250Z\"", value);
  into = *time;
}

template <class Names, class Enum>
void read_name(Reading& in, const json& value, const std::string& at, const Names& names, Enum& into) {
  std::string all;
  for (const Enum name : names) {
    if (value.is_string() && value.get_ref<const std::string&>() == to_string(name)) {
      into = name;
      return;
    }
    all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", to_string(name));
  }
  in.expected(at, "one of " + all, value);
}

void read(Reading& in, const json& value, const std::string& at, Level& into) {
  read_name(in, value, at, all_levels, into);
}
void read(Reading& in, const json& value, const std::string& at, OutcomeKind& into) {
  read_name(in, value, at, outcome_kinds, into);
}
void read(Reading& in, const json& value, const std::string& at, Conclusion& into) {
  read_name(in, value, at, conclusions, into);
}
void read(Reading& in, const json& value, const std::string& at, RequirementState& into) {
  read_name(in, value, at, requirement_states, into);
}
void read(Reading& in, const json& value, const std::string& at, TransportErrorKind& into) {
  read_name(in, value, at, troubles, into);
}

/// The members "text" and "encoding" of an object.
void read_encoded(Reading& in, Object& object, const std::string& at, std::string& into) {
  object.get("text", into);
  const json* const encoding = object.find("encoding");
  if (encoding == nullptr) return;
  if (*encoding != "base64") return in.expected(at + "/encoding", "\"base64\"", *encoding);
  if (auto bytes = from_base64(into)) {
    into = *std::move(bytes);
  } else {
    in.add_diagnostic(at + "/text", "is not base64");
  }
}

void read(Reading& in, const json& value, const std::string& at, UntrustedText into) {
  if (value.is_string()) return read(in, value, at, into.text);
  if (!value.is_object()) return in.expected(at, "a string, or base64 in an object", value);
  Object object{in, value, at};
  if (!value.contains("encoding")) in.add_diagnostic(at, "the member \"encoding\" is missing");
  read_encoded(in, object, at, into.text);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Body into) {
  Object object{in, value, at};
  read_encoded(in, object, at, into.text);
  const bool cut = value.is_object() && (value.contains("bytes") || value.contains("sha256"));
  if (cut) {
    into.cut.emplace();
    object.get("bytes", into.cut->bytes);
    object.get("sha256", into.cut->sha256);
  }
  object.end();
}

template <class T>
void read(Reading& in, const json& value, const std::string& at, std::vector<T>& into) {
  if (!value.is_array()) return in.expected(at, "an array", value);
  into.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) read(in, value[i], fmt::format("{}/{}", at, i), into.emplace_back());
}

template <class T>
void read(Reading& in, const json& value, const std::string& at, std::optional<T>& into) {
  if (!value.is_null()) read(in, value, at, into.emplace());
}

void read(Reading& in, const json& value, const std::string& at, Header& into) {
  if (!value.is_array() || value.size() != 2) return in.expected(at, "a name and a value", value);
  read(in, value[0], at + "/0", UntrustedText{into.name});
  read(in, value[1], at + "/1", UntrustedText{into.value});
}

void read(Reading& in, const json& value, const std::string& at, Request& into) {
  Object object{in, value, at};
  object.get("method", UntrustedText{into.method});
  object.get("target", UntrustedText{into.target});
  object.get("headers", into.headers);
  if (const json* const body = object.find("body"); body == nullptr) {
    in.add_diagnostic(at, "the member \"body\" is missing");
  } else if (!body->is_null()) {
    read(in, *body, at + "/body", Body{into.body.emplace(), into.body_cut});
  }
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Response& into) {
  Object object{in, value, at};
  object.get("status", into.status);
  object.get("reason", UntrustedText{into.reason});
  object.get("headers", into.headers);
  object.get("body", Body{into.body, into.body_cut});
  object.get("excessBytes", into.excess_bytes);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, TransportError& into) {
  Object object{in, value, at};
  object.get("kind", into.kind);
  std::string detail;
  object.get("detail", UntrustedText{detail});
  into.detail = detail;
  object.get("partial", into.partial);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Exchange& into) {
  Object object{in, value, at};
  object.get("purpose", into.purpose);
  object.get("actor", into.actor);
  object.get("request", into.request);
  std::optional<Response> response;
  std::optional<TransportError> transport_error;
  object.get("response", response);
  const std::string error = in.name("transportError", "trouble");
  object.get(error, transport_error);
  object.get("curl", UntrustedText{into.curl});
  object.get("startedAt", into.started_at);
  object.get("durationMs", into.took);
  object.end();
  if (response.has_value() == transport_error.has_value()) {
    in.add_diagnostic(at, fmt::format("exactly one of \"response\" and \"{}\" must be null", error));
  } else if (response) {
    into.response = *std::move(response);
  } else {
    into.response = *std::move(transport_error);
  }
}

void read(Reading& in, const json& value, const std::string& at, Finding& into) {
  Object object{in, value, at};
  object.get("rule", into.rule);
  object.get("requirement", into.requirement);
  object.get("level", into.level);
  object.get("where", UntrustedText{into.where});
  object.get("expected", UntrustedText{into.expected});
  object.get("actual", UntrustedText{into.actual});
  object.get("message", UntrustedText{into.message});
  object.get("exchange", into.exchange);
  if (const json* const hint = object.find("hint")) read(in, *hint, at + "/hint", UntrustedText{into.hint});
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Observation& into) {
  Object object{in, value, at};
  object.get("id", into.id);
  object.get("seen", UntrustedText{into.seen});
  object.get("pinned", into.pinned);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Verdict& into) {
  Object object{in, value, at};
  object.get("id", into.id);
  object.get("about", into.about);
  object.get("file", into.file);
  object.get("line", into.line);
  object.get("outcome", into.outcome.kind);
  object.get("reason", UntrustedText{into.outcome.reason});
  object.get("requirements", into.requirements);
  object.get("durationMs", into.took);
  object.get("findings", into.findings);
  object.get("observations", into.observations);
  object.get("flaky", into.flaky);
  object.get("unconfirmed", into.unconfirmed);
  object.get("exchanges", into.exchanges);
  if (object.find("tried") != nullptr) object.get("tried", into.tried);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Document& into) {
  Object object{in, value, at};
  object.get("name", into.name);
  object.get("url", into.url);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Source& into) {
  Object object{in, value, at};
  object.get("documents", into.documents);
  if (object.find("quote") != nullptr) object.get("quote", into.quote);
  if (object.find("paraphrase") != nullptr) object.get("paraphrase", into.paraphrase);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, RequirementResult& into) {
  Object object{in, value, at};
  object.get("id", into.id);
  object.get("level", into.level);
  object.get("area", into.area);
  object.get("statement", into.statement);
  object.get("source", into.source);
  if (object.find("sources") != nullptr) object.get("sources", into.sources);
  object.get("status", into.state);
  object.get("operations", into.operations);
  object.get("cases", into.cases);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, EnvironmentEntry& into) {
  Object object{in, value, at};
  object.get("name", into.name);
  object.get("value", into.value);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Latency& into) {
  Object object{in, value, at};
  object.get("operation", into.operation);
  object.get("durationsMs", into.took);
  object.end();
}

struct FindingTotals {
  std::size_t& must;
  std::size_t& should;
};

void read(Reading& in, const json& value, const std::string& at, FindingTotals into) {
  Object object{in, value, at};
  object.get("must", into.must);
  object.get("should", into.should);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Totals& into) {
  Object object{in, value, at};
  object.get("passed", into.passed);
  object.get("failed", into.failed);
  object.get("skipped", into.skipped);
  object.get("errored", into.errored);
  object.get("waived", into.waived);
  object.get("flaky", into.flaky);
  object.get("findings", FindingTotals{into.must_findings, into.should_findings});
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, SuiteInfo& into) {
  Object object{in, value, at};
  object.get("name", into.name);
  object.get("version", into.version);
  object.get("cases", into.cases);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, TargetInfo& into) {
  Object object{in, value, at};
  object.get("name", into.name);
  object.get("baseUrl", into.base_url);
  object.get("apiVersion", into.api_version);
  if (const json* const insecure = object.find("insecure")) read(in, *insecure, at + "/insecure", into.insecure);
  object.get("arguments", into.arguments);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Unrestored& into) {
  Object object{in, value, at};
  object.get("actor", into.actor);
  object.get("what", into.what);
  object.get("reason", UntrustedText{into.reason});
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Restoration& into) {
  Object object{in, value, at};
  object.get("unrestored", into.unrestored);
  std::optional<std::string> journal;
  object.get("journal", journal);
  into.journal = journal.value_or("");
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, ReadLag& into) {
  Object object{in, value, at};
  object.get(in.name("count", "lateReads"), into.late_reads);
  object.get("longestMs", into.longest);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, ShardInfo& into) {
  Object object{in, value, at};
  object.get("index", into.index);
  object.get("total", into.total);
  object.get("cases", into.cases);
  object.get("plan", into.plan);
  object.end();
}

void read(Reading& in, const json& value, const std::string& at, Waiver& into) {
  Object object{in, value, at};
  object.get("cases", into.cases);
  object.get("requirement", into.requirement);
  object.get("rule", into.rule);
  object.get("where", into.where);
  object.get("status", into.status);
  object.get("reason", into.reason);
  object.get("link", into.link);
  object.get("owner", into.owner);
  object.get("expires", into.expires);
  object.get("file", into.file);
  object.get("line", into.line);
  object.end();
}

struct Notes {
  std::vector<std::string>& lines;
};

void read(Reading& in, const json& value, const std::string& at, Notes into) {
  if (!value.is_array()) return in.expected(at, "an array", value);
  for (std::size_t i = 0; i < value.size(); ++i) {
    read(in, value[i], fmt::format("{}/{}", at, i), UntrustedText{into.lines.emplace_back()});
  }
}

void read(Reading& in, const json& value, RunResult& into) {
  const std::string at;
  Object object{in, value, at};
  std::size_t format = 0;
  object.get("format", format);
  if (const json* const schema = object.find("$schema"); schema != nullptr && !schema->is_string()) {
    in.expected("/$schema", "a string", *schema);
  }
  object.get("suite", into.suite);
  object.get("target", into.target);
  object.get("startedAt", into.started_at);
  object.get("durationMs", into.took);
  object.get("failOn", into.fail_on);
  object.get("interrupted", into.interrupted);
  object.get("conclusion", into.conclusion);
  object.get("totals", into.totals);
  object.get("requirements", into.requirements);
  object.get("observations", into.observations);
  object.get("notes", Notes{into.notes});
  object.get("environment", into.environment);
  object.get("latencies", into.latencies);
  object.get("restoration", into.restoration);
  object.get(in.name("staleReads", "lag"), into.lag);
  object.get("verdicts", into.verdicts);
  if (const json* const shard = object.find("shard")) read(in, *shard, "/shard", into.shard);
  const std::string waivers = in.name("waivers", "known");
  if (const json* const known = object.find(waivers)) read(in, *known, "/" + waivers, into.waivers);
  const std::string strict = in.name("strictWaivers", "strictKnown");
  if (const json* const value_of_strict = object.find(strict))
    read(in, *value_of_strict, "/" + strict, into.strict_known);
  object.end();
}

/// A result of another format is reported as one, instead of listing where it differs from ours.
std::optional<Diagnostic> other_format(const json& value, const std::string& file_name) {
  if (!value.is_object() || !value.contains("format")) {
    return Diagnostic::about_file(file_name, "is not the result of a run",
                                  "a result is what \"conform run --report json=PATH\" writes");
  }
  if (value["format"] != format_version && value["format"] != last_format) {
    return Diagnostic::about_place(file_name, "/format",
                                   fmt::format("has format {}; this version reads formats {} and {}",
                                               plain(clipped(value["format"], 40)), last_format, format_version),
                                   "use the version of the suite that wrote it");
  }
  return std::nullopt;
}

}  // namespace

std::string to_json(const RunResult& result) {
  const LongArray verdicts{
      .name = "verdicts", .depth = 1, .size = result.verdicts.size(), .element = [&](std::size_t i) {
        return write(result.verdicts[i]);
      }};
  return json_text(write(result), 1, verdicts) + '\n';
}

Result<RunResult> result_from_json(std::string_view text, const std::string& file_name) {
  const auto parsed = parse_json(text, record_limits);
  if (!parsed) {
    const JsonError& error = parsed.error();
    return tl::unexpected{Diagnostics{Diagnostic{
        .file = file_name, .line = error.line, .pointer = error.pointer, .message = plain(error.message), .hint = {}}}};
  }
  if (auto other = other_format(*parsed, file_name)) return tl::unexpected{Diagnostics{*std::move(other)}};
  Reading in{.file = file_name, .format = parsed->at("format").get<int>(), .diagnostics = {}};
  RunResult result;
  read(in, *parsed, result);
  if (in.diagnostics.empty()) return result;
  JsonLines lines;  // only now: noting the lines of a large record costs memory
  if (parse_json(text, record_limits, &lines)) {
    for (Diagnostic& diagnostic : in.diagnostics) {
      if (const auto line = lines.find(diagnostic.pointer); line != lines.end()) diagnostic.line = line->second;
    }
  }
  return tl::unexpected{std::move(in.diagnostics)};
}

}  // namespace conform
