#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/findings.hpp"
#include "check/forms_seen.hpp"
#include "model/verdict.hpp"
#include "suite/requirement.hpp"
#include "target/redact.hpp"

namespace conform {

/// What a case has on record while it runs: its exchanges, what was found in them, and which ways the server went where
/// the documents leave it open.
class CaseLog {
 public:
  using Pins = std::map<std::string, std::string, std::less<>>;  ///< observation → interpretation

  /// All of them outlive the log.
  CaseLog(const RuleBook& rules, std::string version, const Pins& pins, FormsSeen& forms_seen)
      : rules_{rules}, pins_{pins}, forms_seen_{forms_seen}, findings_{rules, std::move(version)} {}

  /// Keeps an exchange; it stays where it is while the log lives.
  const Exchange& add(Exchange exchange) { return exchanges_.emplace_back(std::move(exchange)); }
  /// How many there are: the index of the next one.
  [[nodiscard]] std::size_t size() const { return exchanges_.size(); }
  [[nodiscard]] const Exchange& at(std::size_t index) const { return exchanges_.at(index); }
  /// The response of the last exchange; null: there is none.
  [[nodiscard]] const Response* last_response() const;
  [[nodiscard]] std::size_t response_bytes() const;

  void add(Mismatch mismatch, const Place& place) { findings_.add(std::move(mismatch), place); }
  void add(Mismatches mismatches, const Place& place) { findings_.add(std::move(mismatches), place); }
  void add(CheckResult result, const Place& place) { findings_.add(std::move(result), place); }
  /// Drops what was found in an exchange: it belongs to another case.
  void drop(std::size_t exchange) { findings_.drop(exchange); }
  [[nodiscard]] const Findings& findings() const { return findings_; }

  /// Notes which interpretation was seen; one that the target has not pinned is a finding.
  void observe(const std::string& observation, const std::string& seen, const std::string& requirement,
               std::size_t exchange);
  /// The same for an observation that has a requirement of its own; otherwise nothing.
  void observe(std::string_view observation, const std::string& seen, std::size_t exchange);
  /// Observes what checks have noticed since the last call. A server that reads one value in two ways in one run is
  /// found: `neutral` makes one value of what differs from user to user.
  template <class Neutral>
  std::set<std::string, std::less<>> observe_notices(const Neutral& neutral) {
    std::set<std::string, std::less<>> observed;
    for (const PlacedNotice& notice : findings_.take_notices()) {
      if (rules_.of_observation(notice.observation) == nullptr) continue;
      observe(notice.observation, notice.interpretation, notice.exchange);
      observed.insert(notice.observation);
      if (const auto other = forms_seen_.other_interpretation(neutral(notice))) in_two_ways(notice, *other);
    }
    return observed;
  }

  /// What may be behind the findings on an exchange and on those after it, up to the next hint.
  void hint(std::size_t exchange, std::string text) { hints_.emplace(exchange, std::move(text)); }
  [[nodiscard]] std::string hint_at(std::size_t exchange) const;

  /// What the verdict of the case has of it. The texts of findings pass the gate with what keeps out the secrets that
  /// are known, and the cookies of the exchanges.
  void move_to(Verdict& verdict, const Redactor& known);

 private:
  void in_two_ways(const PlacedNotice& notice, const std::string& other);

  const RuleBook& rules_;
  const Pins& pins_;
  FormsSeen& forms_seen_;
  Findings findings_;
  std::deque<Exchange> exchanges_;
  std::vector<Observation> observations_;
  std::map<std::size_t, std::string> hints_;
};

}  // namespace conform
