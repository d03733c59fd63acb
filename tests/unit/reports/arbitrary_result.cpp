#include "unit/reports/arbitrary_result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "support/nasty_text.hpp"

namespace conform::testing {
namespace {

using namespace std::string_literals;
using test::nasty_bytes;
using test::nasty_text;

/// A few of them.
template <class T>
std::vector<T> some(const rc::Gen<T>& gen) {
  return *rc::gen::resize(4, rc::gen::container<std::vector<T>>(gen));
}

template <class T>
std::optional<T> maybe(const rc::Gen<T>& gen) {
  if (*rc::gen::inRange(0, 3) == 0) return std::nullopt;
  return *gen;
}

rc::Gen<std::size_t> count() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 50U),
                      [](std::int64_t value) { return static_cast<std::size_t>(value); });
}

rc::Gen<std::chrono::microseconds> duration() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40U),
                      [](std::int64_t value) { return std::chrono::microseconds{value}; });
}

rc::Gen<std::chrono::system_clock::time_point> moment() {
  // 1970 to 2100
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 4'102'444'800'000), [](std::int64_t value) {
    return std::chrono::system_clock::time_point{std::chrono::milliseconds{value}};
  });
}

rc::Gen<Level> level() { return rc::gen::element(Level::must, Level::should, Level::observe); }

rc::Gen<Header> header() {
  return rc::gen::exec([] { return Header{.name = *nasty_bytes(), .value = *nasty_bytes()}; });
}

rc::Gen<BodyCut> body_cut() {
  return rc::gen::exec([] { return BodyCut{.bytes = *count(), .sha256 = std::string(64, 'a')}; });
}

rc::Gen<Request> request() {
  return rc::gen::exec([] {
    Request made{
        .method = *nasty_bytes(), .target = *nasty_bytes(), .headers = some(header()), .body = maybe(nasty_bytes())};
    if (made.body) made.body_cut = maybe(body_cut());
    return made;
  });
}

rc::Gen<Response> response() {
  return rc::gen::exec([] {
    return Response{.status = *rc::gen::inRange(0, 1000),
                    .reason = *nasty_bytes(),
                    .headers = some(header()),
                    .body = *nasty_bytes(),
                    .excess_bytes = *count(),
                    .body_cut = maybe(body_cut())};
  });
}

rc::Gen<TransportError> transport_error() {
  return rc::gen::exec([] {
    return TransportError{.kind = *rc::gen::element(TransportErrorKind::unreachable, TransportErrorKind::tls,
                                                    TransportErrorKind::interrupted, TransportErrorKind::unsendable,
                                                    TransportErrorKind::timed_out, TransportErrorKind::closed,
                                                    TransportErrorKind::malformed, TransportErrorKind::too_large),
                          .detail = *nasty_bytes(),
                          .partial = maybe(response())};
  });
}

rc::Gen<Exchange> exchange() {
  return rc::gen::exec([] {
    Exchange made{.purpose = *nasty_text(),
                  .actor = *nasty_text(),
                  .request = *request(),
                  .response = {},
                  .started_at = *moment(),
                  .took = *duration(),
                  .curl = *nasty_bytes()};
    if (*rc::gen::arbitrary<bool>()) {
      made.response = *response();
    } else {
      made.response = *transport_error();
    }
    return made;
  });
}

rc::Gen<Finding> finding() {
  return rc::gen::exec([] {
    return Finding{.rule = *nasty_text(),
                   .requirement = *nasty_text(),
                   .level = *level(),
                   .where = *nasty_bytes(),
                   .expected = *nasty_bytes(),
                   .actual = *nasty_bytes(),
                   .message = *nasty_bytes(),
                   .exchange = *rc::gen::inRange<std::size_t>(0, 4),
                   .hint = *nasty_bytes()};
  });
}

rc::Gen<Observation> observation() {
  return rc::gen::exec(
      [] { return Observation{.id = *nasty_text(), .seen = *nasty_bytes(), .pinned = maybe(nasty_text())}; });
}

rc::Gen<Verdict> verdict() {
  return rc::gen::exec([] {
    return Verdict{.id = *rc::gen::oneOf(nasty_text(), rc::gen::just("users/patch/merge/x[a=1]"s)),
                   .about = *nasty_text(),
                   .file = *nasty_text(),
                   .line = *rc::gen::inRange<std::size_t>(0, 1000),
                   .outcome = {.kind = *rc::gen::element(OutcomeKind::passed, OutcomeKind::failed, OutcomeKind::skipped,
                                                         OutcomeKind::errored, OutcomeKind::waived),
                               .reason = *nasty_bytes()},
                   .requirements = some(nasty_text()),
                   .took = *duration(),
                   .findings = some(finding()),
                   .observations = some(observation()),
                   .exchanges = some(exchange()),
                   .flaky = *nasty_text(),
                   .unconfirmed = some(finding()),
                   .tried = *rc::gen::element(""s, "failed again"s, "not tried"s)};
  });
}

rc::Gen<Source> source() {
  return rc::gen::exec([] {
    const auto document =
        rc::gen::exec([] { return Document{.name = *nasty_text(), .url = "https://" + *nasty_text()}; });
    const bool quoted = *rc::gen::arbitrary<bool>();
    return Source{.documents = some(document),
                  .quote = quoted ? "q" + *nasty_text() : "",
                  .paraphrase = quoted ? "" : *nasty_text()};
  });
}

rc::Gen<RequirementResult> requirement() {
  return rc::gen::exec([] {
    return RequirementResult{.id = *nasty_text(),
                             .level = *level(),
                             .area = *rc::gen::inRange(-5, 20),
                             .statement = *nasty_text(),
                             .source = *nasty_text(),
                             .state = *rc::gen::element(RequirementState::verified, RequirementState::violated,
                                                        RequirementState::unverified),
                             .operations = some(rc::gen::oneOf(nasty_text(), rc::gen::element("setUser"s, "getUser"s))),
                             .cases = some(nasty_text()),
                             .sources = some(source())};
  });
}

rc::Gen<EnvironmentEntry> fact() {
  return rc::gen::exec([] { return EnvironmentEntry{.name = *nasty_text(), .value = *nasty_text()}; });
}

rc::Gen<Latency> latency() {
  return rc::gen::exec([] { return Latency{.operation = *nasty_text(), .took = some(duration())}; });
}

rc::Gen<Unrestored> unrestored() {
  return rc::gen::exec(
      [] { return Unrestored{.actor = *nasty_text(), .what = *nasty_text(), .reason = *nasty_bytes()}; });
}

rc::Gen<Totals> totals() {
  return rc::gen::exec([] {
    return Totals{.passed = *count(),
                  .failed = *count(),
                  .skipped = *count(),
                  .errored = *count(),
                  .waived = *count(),
                  .must_findings = *count(),
                  .should_findings = *count(),
                  .flaky = *count()};
  });
}

rc::Gen<std::optional<ShardInfo>> shard() {
  return rc::gen::exec([]() -> std::optional<ShardInfo> {
    if (*rc::gen::arbitrary<bool>()) return std::nullopt;
    return ShardInfo{.index = 1 + *count(), .total = 1 + *count(), .cases = *count(), .plan = *nasty_text()};
  });
}

rc::Gen<Waiver> waiver() {
  return rc::gen::exec([] {
    return Waiver{.cases = some(nasty_text()),
                  .requirement = *nasty_text(),
                  .rule = *nasty_text(),
                  .where = *nasty_text(),
                  .status = *nasty_text(),
                  .reason = *nasty_text(),
                  .link = *nasty_text(),
                  .owner = *nasty_text(),
                  .expires = *nasty_text(),
                  .file = *nasty_text(),
                  .line = *count()};
  });
}

}  // namespace

rc::Gen<RunResult> nasty_result() {
  return rc::gen::exec([] {
    return RunResult{.suite = {.name = *nasty_text(), .version = *nasty_text(), .cases = *count()},
                     .target = {.name = *nasty_text(),
                                .base_url = *nasty_text(),
                                .api_version = *nasty_text(),
                                .arguments = *nasty_text()},
                     .started_at = *moment(),
                     .took = *duration(),
                     .fail_on = *level(),
                     .interrupted = *rc::gen::arbitrary<bool>(),
                     .conclusion = *rc::gen::element(Conclusion::conformant, Conclusion::incomplete,
                                                     Conclusion::nonconformant, Conclusion::inconclusive),
                     .totals = *totals(),
                     .requirements = some(requirement()),
                     .observations = some(observation()),
                     .notes = some(nasty_bytes()),
                     .environment = some(fact()),
                     .latencies = some(latency()),
                     .restoration = {.unrestored = some(unrestored()), .journal = *nasty_text()},
                     .lag = {.late_reads = *count(), .longest = *duration()},
                     .verdicts = some(verdict()),
                     .shard = *shard(),
                     .waivers = some(waiver()),
                     .strict_known = *rc::gen::arbitrary<bool>(),
                     .require_complete = *rc::gen::arbitrary<bool>(),
                     .lacks = some(nasty_text())};
  });
}

}  // namespace conform::testing
