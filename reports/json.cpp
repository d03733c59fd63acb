#include "reports/json.hpp"

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "base/base64.hpp"
#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "json/fields.hpp"
#include "json/json_diagnostic.hpp"
#include "json/parse.hpp"
#include "json/text.hpp"
#include "reports/bound.hpp"
#include "reports/json_text.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

constexpr int format_version = 2;
constexpr int last_format = 1;  // can be read
constexpr JsonLimits result_limits{
    .max_bytes = std::size_t{1} << 30U, .max_depth = 32, .max_values = std::size_t{1} << 30U};

/// A body and the note of what was cut from it.
template <class Text, class Cut>
struct Body {
  Text& text;
  Cut& cut;
};
template <class Text, class Cut>
Body(Text&, Cut&) -> Body<Text, Cut>;

template <class Count>
struct FindingTotals {
  Count& must;
  Count& should;
};
template <class Count>
FindingTotals(Count&, Count&) -> FindingTotals<Count>;

}  // namespace

const auto& all_of(Level) {
  static constexpr std::array all{Level::must, Level::should, Level::observe};
  return all;
}

const auto& all_of(OutcomeKind) {
  static constexpr std::array all{OutcomeKind::passed, OutcomeKind::failed, OutcomeKind::skipped, OutcomeKind::errored,
                                  OutcomeKind::waived};
  return all;
}

const auto& all_of(Conclusion) {
  static constexpr std::array all{Conclusion::conformant, Conclusion::incomplete, Conclusion::nonconformant,
                                  Conclusion::inconclusive};
  return all;
}

const auto& all_of(RequirementState) {
  static constexpr std::array all{RequirementState::verified, RequirementState::violated, RequirementState::unverified};
  return all;
}

const auto& all_of(TransportErrorKind) {
  static constexpr std::array all{TransportErrorKind::unreachable, TransportErrorKind::tls,
                                  TransportErrorKind::interrupted, TransportErrorKind::unsendable,
                                  TransportErrorKind::timed_out,   TransportErrorKind::closed,
                                  TransportErrorKind::malformed,   TransportErrorKind::too_large};
  return all;
}

// ---- What is more than its members.

Ordered json_of(const Body<const std::string, const std::optional<BodyCut>>& body) {
  const std::string_view kept = beginning(body.text, kept_body_bytes);
  Ordered object;
  if (is_utf8(kept)) {
    object["text"] = kept;
  } else {
    object["text"] = base64_of(kept);
    object["encoding"] = "base64";
  }
  if (body.cut) {
    object["bytes"] = body.cut->bytes;
    object["sha256"] = body.cut->sha256;
  } else if (kept.size() < body.text.size()) {
    object["bytes"] = body.text.size();
    object["sha256"] = sha256_hex(body.text);
  }
  return object;
}

void read_json(FieldReading& in, const json& value, Body<std::string, std::optional<BodyCut>> into) {
  FieldReader object{in, value};
  read_encoded(object, into.text);
  if (value.is_object() && (value.contains("bytes") || value.contains("sha256"))) {
    into.cut.emplace();
    object("bytes", into.cut->bytes)("sha256", into.cut->sha256);
  }
  object.end();
}

// Null: there was none.
Ordered json_of(const Body<const std::optional<std::string>, const std::optional<BodyCut>>& body) {
  return body.text ? json_of(Body{*body.text, body.cut}) : Ordered{};
}

void read_json(FieldReading& in, const json& value, Body<std::optional<std::string>, std::optional<BodyCut>> into) {
  if (!value.is_null()) read_json(in, value, Body{into.text.emplace(), into.cut});
}

Ordered json_of(const Header& header) {
  Ordered pair = Ordered::array();
  for (const std::string* part : {&header.name, &header.value}) pair.push_back(json_of(AnyBytes{*part}));
  return pair;
}

void read_json(FieldReading& in, const json& value, Header& into) {
  if (!value.is_array() || value.size() != 2) return in.expected("a name and a value", value);
  in.inside("0", [&] { read_json(in, value[0], AnyBytes{into.name}); });
  in.inside("1", [&] { read_json(in, value[1], AnyBytes{into.value}); });
}

Ordered json_of(const Untrusted& text) {
  const std::string raw{text.raw()};
  return json_of(AnyBytes{raw});
}

void read_json(FieldReading& in, const json& value, Untrusted& into) {
  std::string text;
  read_json(in, value, AnyBytes{text});
  into = text;
}

// ---- One list for each struct.

template <class A>
void fields(A& a, In<A, Request>& request) {
  a("method", AnyBytes{request.method})("target", AnyBytes{request.target})("headers", request.headers);
  a("body", Body{request.body, request.body_cut});
}

template <class A>
void fields(A& a, In<A, Response>& response) {
  a("status", response.status)("reason", AnyBytes{response.reason})("headers", response.headers);
  a("body", Body{response.body, response.body_cut})("excessBytes", response.excess_bytes);
}

template <class A>
void fields(A& a, In<A, TransportError>& error) {
  a("kind", error.kind)("detail", error.detail)("partial", error.partial);
}

// One of both is null.
void response_or_error(FieldWriter& a, const ResponseOrError& response) {
  a("response", std::get_if<Response>(&response))("transportError", std::get_if<TransportError>(&response));
}

void response_or_error(FieldReader& a, ResponseOrError& into) {
  std::optional<Response> response;
  std::optional<TransportError> error;
  a("response", response).renamed("transportError", 2, "trouble", error);
  if (response.has_value() == error.has_value()) {
    a.in().report(fmt::format("exactly one of \"response\" and \"{}\" must be null",
                              a.in().format == last_format ? "trouble" : "transportError"));
  } else if (response) {
    into = *std::move(response);
  } else {
    into = *std::move(error);
  }
}

template <class A>
void fields(A& a, In<A, Exchange>& exchange) {
  a("purpose", exchange.purpose)("actor", exchange.actor)("request", exchange.request);
  response_or_error(a, exchange.response);
  a("curl", AnyBytes{exchange.curl})("startedAt", exchange.started_at)("durationMs", exchange.took);
}

template <class A>
void fields(A& a, In<A, Finding>& finding) {
  a("rule", finding.rule)("requirement", finding.requirement)("level", finding.level);
  a("where", AnyBytes{finding.where})("expected", AnyBytes{finding.expected})("actual", AnyBytes{finding.actual});
  a("message", AnyBytes{finding.message})("exchange", finding.exchange).optional("hint", AnyBytes{finding.hint});
}

template <class A>
void fields(A& a, In<A, Observation>& observation) {
  a("id", observation.id)("seen", AnyBytes{observation.seen})("pinned", observation.pinned);
}

template <class A>
void fields(A& a, In<A, Verdict>& verdict) {
  a("id", verdict.id)("about", verdict.about)("file", verdict.file)("line", verdict.line);
  a("outcome", verdict.outcome.kind)("reason", AnyBytes{verdict.outcome.reason});
  a("requirements", verdict.requirements)("durationMs", verdict.took)("findings", verdict.findings);
  a("observations", verdict.observations)("flaky", verdict.flaky)("unconfirmed", verdict.unconfirmed);
  a("exchanges", verdict.exchanges).optional("tried", verdict.tried);
}

template <class A>
void fields(A& a, In<A, Document>& document) {
  a("name", document.name)("url", document.url);
}

template <class A>
void fields(A& a, In<A, Source>& source) {
  a("documents", source.documents).optional("quote", source.quote);
  if (!A::writes || source.quote.empty()) a.optional("paraphrase", source.paraphrase);
}

template <class A>
void fields(A& a, In<A, RequirementResult>& requirement) {
  a("id", requirement.id)("level", requirement.level)("area", requirement.area);
  a("statement", requirement.statement)("source", requirement.source).optional("sources", requirement.sources);
  a("status", requirement.state)("operations", requirement.operations)("cases", requirement.cases);
}

template <class A>
void fields(A& a, In<A, EnvironmentEntry>& entry) {
  a("name", entry.name)("value", entry.value);
}

template <class A>
void fields(A& a, In<A, Latency>& latency) {
  a("operation", latency.operation)("durationsMs", latency.took);
}

template <class A, class Count>
void fields(A& a, const FindingTotals<Count>& totals) {
  a("must", totals.must)("should", totals.should);
}

template <class A>
void fields(A& a, In<A, Totals>& totals) {
  a("passed", totals.passed)("failed", totals.failed)("skipped", totals.skipped)("errored", totals.errored);
  a("waived", totals.waived)("flaky", totals.flaky);
  a("findings", FindingTotals{totals.must_findings, totals.should_findings});
}

template <class A>
void fields(A& a, In<A, SuiteInfo>& suite) {
  a("name", suite.name)("version", suite.version)("cases", suite.cases);
}

template <class A>
void fields(A& a, In<A, TargetInfo>& target) {
  a("name", target.name)("baseUrl", target.base_url)("apiVersion", target.api_version);
  a("arguments", target.arguments).optional("insecure", target.insecure);
}

template <class A>
void fields(A& a, In<A, Unrestored>& unrestored) {
  a("actor", unrestored.actor)("what", unrestored.what)("reason", AnyBytes{unrestored.reason});
}

template <class A>
void fields(A& a, In<A, Restoration>& restoration) {
  a("unrestored", restoration.unrestored)("journal", NullIfEmpty{restoration.journal});
}

template <class A>
void fields(A& a, In<A, ReadLag>& lag) {
  a.renamed("count", 2, "lateReads", lag.late_reads)("longestMs", lag.longest);
}

template <class A>
void fields(A& a, In<A, ShardInfo>& shard) {
  a("index", shard.index)("total", shard.total)("cases", shard.cases)("plan", shard.plan);
}

template <class A>
void fields(A& a, In<A, Waiver>& waiver) {
  a("cases", waiver.cases)("requirement", waiver.requirement)("rule", waiver.rule)("where", waiver.where);
  a("status", waiver.status)("reason", waiver.reason)("link", waiver.link)("owner", waiver.owner);
  a("expires", waiver.expires)("file", waiver.file)("line", waiver.line);
}

template <class A>
void fields(A& a, In<A, RunResult>& result) {
  std::string schema;  // for editors
  a.head("format", format_version).optional("$schema", schema);
  a("suite", result.suite)("target", result.target)("startedAt", result.started_at)("durationMs", result.took);
  a("failOn", result.fail_on)("interrupted", result.interrupted)("conclusion", result.conclusion);
  a("totals", result.totals)("requirements", result.requirements)("observations", result.observations);
  a("notes", AnyBytes{result.notes})("environment", result.environment)("latencies", result.latencies);
  a("restoration", result.restoration).renamed("staleReads", 2, "lag", result.lag);
  a.long_array("verdicts", result.verdicts).optional("shard", result.shard);
  a.optional_renamed("waivers", 2, "known", result.waivers);
  a.optional_renamed("strictWaivers", 2, "strictKnown", result.strict_known);
  a.optional("requireComplete", result.require_complete).optional("lacks", result.lacks);
}

namespace {

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
        return json_of(result.verdicts[i]);
      }};
  return json_text(json_of(result), 1, verdicts) + '\n';
}

Result<RunResult> result_from_json(std::string_view text, const std::string& file_name) {
  const auto parsed = parse_json(text, result_limits);
  if (!parsed) return tl::unexpected{Diagnostics{to_diagnostic(parsed.error(), file_name)}};
  if (auto other = other_format(*parsed, file_name)) return tl::unexpected{Diagnostics{*std::move(other)}};
  FieldReading in{.file = file_name, .format = parsed->at("format").get<int>()};
  RunResult result;
  read_json(in, *parsed, result);
  if (in.diagnostics.empty()) return result;
  in.find_lines(text, result_limits);  // only now: noting the lines of a large result costs memory
  return tl::unexpected{std::move(in.diagnostics)};
}

}  // namespace conform
