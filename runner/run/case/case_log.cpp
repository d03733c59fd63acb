#include "run/case/case_log.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "run/case/redact_verdict.hpp"

namespace conform {

const Response* CaseLog::last_response() const { return exchanges_.empty() ? nullptr : response_of(exchanges_.back()); }

std::size_t CaseLog::response_bytes() const {
  std::size_t bytes = 0;
  for (const Exchange& exchange : exchanges_) {
    const Response* response = response_of(exchange);
    if (response != nullptr) bytes += response->body.size();
  }
  return bytes;
}

void CaseLog::observe(const std::string& observation, const std::string& seen, const std::string& requirement,
                      std::size_t exchange) {
  const auto pin = pins_.find(observation);
  Observation made{
      .id = observation, .seen = seen, .pinned = pin == pins_.end() ? std::nullopt : std::optional{pin->second}};
  if (made.pinned && *made.pinned != seen) {
    findings_.add(Mismatch{.rule = "expect.pin",
                           .where = "reading " + observation,
                           .expected = *made.pinned,
                           .actual = seen,
                           .message = "the target pins the interpretation " + *made.pinned + " of " + observation +
                                      ", and this response shows " + seen,
                           .cited = Citation{requirement, Level::must}},
                  {.operation = {}, .exchange = exchange});
  }
  if (std::ranges::find(observations_, made) == observations_.end()) observations_.push_back(std::move(made));
}

void CaseLog::observe(std::string_view observation, const std::string& seen, std::size_t exchange) {
  const Requirement* requirement = rules_.of_observation(observation);
  if (requirement != nullptr) observe(requirement->observation, seen, requirement->id, exchange);
}

void CaseLog::in_two_ways(const PlacedNotice& notice, const std::string& other) {
  const auto& [first, second] = std::minmax(notice.interpretation, other);
  findings_.add(Mismatch{.rule = "effect.one-form",
                         .where = notice.where,
                         .expected = "one interpretation of " + notice.observation + " for one value",
                         .actual = first + " and " + second,
                         .message = "the same value of " + notice.where + " is interpreted in two ways in this run (" +
                                    notice.observation + "): " + first + " and " + second},
                {.operation = notice.operation, .exchange = notice.exchange});
}

std::string CaseLog::hint_at(std::size_t exchange) const {
  const auto after = hints_.upper_bound(exchange);
  return after == hints_.begin() ? std::string{} : std::prev(after)->second;
}

void CaseLog::move_to(Verdict& verdict, const Redactor& known) {
  verdict.observations = std::move(observations_);
  verdict.exchanges.assign(std::make_move_iterator(exchanges_.begin()), std::make_move_iterator(exchanges_.end()));
  if (findings_.all().empty()) return;
  const auto more = with_cookies(known, verdict.exchanges);
  verdict.findings = findings_.take(more ? *more : known);
}

}  // namespace conform
