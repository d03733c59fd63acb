#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "run/case/case_client.hpp"
#include "run/case/case_log.hpp"
#include "run/case/effects.hpp"
#include "run/case/known_records.hpp"

namespace conform {

/// One case while it is executed. It belongs to one thread.
class CaseRun {
 public:
  /// All but the users outlive it.
  CaseRun(const Case& test_case, const RunSetting& setting, const User& user, const std::optional<User>& user2,
          RetryingClient& client);
  CaseRun(const CaseRun&) = delete;
  CaseRun& operator=(const CaseRun&) = delete;
  ~CaseRun() = default;

  /// Executes it. To be called once.
  [[nodiscard]] Verdict run();

 private:
  // case_run.cpp: the way of a case
  [[nodiscard]] Stop execute();
  [[nodiscard]] Stop lacking() const;
  [[nodiscard]] std::string why_not_offered(const std::string& operation) const;
  [[nodiscard]] bool offers(const char* operation) const { return setting_.offered.contains(operation); }

  // control_request.cpp: a refusal counts only when the same request without its fault succeeds
  struct ControlRequest {
    Send send;
    Effect effect = Effect::none;
  };
  /// For each operation whose refusal the case expects: has it succeeded for this user with nothing wrong in the
  /// request? Tries it once in a run. A refusal by a server that refuses everything proves nothing.
  [[nodiscard]] Stop check_control_requests();
  [[nodiscard]] Stop require_control_requests(const std::set<std::string, std::less<>>& wanted);
  [[nodiscard]] ControlRequest control_request_for(const std::string& operation) const;
  [[nodiscard]] std::string try_control_request(const std::string& operation, bool again);
  [[nodiscard]] tl::expected<std::string, Outcome> send_control_request(const ControlRequest& control);
  void note_change_of_mind(const std::string& operation);
  void note_refusal(const Expect& expect, const std::string& operation, int status);

  // setup.cpp: brings the records into the state that the case starts from, and verifies that they are in it
  struct SetupCandidate {
    const char* operation;
    Effect effect;
    std::vector<nlohmann::json> attributes;  ///< to be tried one after the other, where the one before is refused
  };
  [[nodiscard]] Stop set_up();
  [[nodiscard]] Stop set_up_record(const User& user, const nlohmann::json& source);
  [[nodiscard]] Stop set_up_custom_attributes(const User& user, const nlohmann::json& source);
  [[nodiscard]] tl::expected<nlohmann::json, NotSendable> wanted_record(const User& user, const nlohmann::json& source);
  [[nodiscard]] SetupCandidate by_replacing(const nlohmann::json& wanted) const;
  [[nodiscard]] SetupCandidate by_merging(const nlohmann::json& wanted, const nlohmann::json& before) const;
  [[nodiscard]] bool is_left_to_server(const std::string& attribute) const;
  [[nodiscard]] CheckedOrOutcome send_setup(const User& user, const char* operation, nlohmann::json attributes);
  [[nodiscard]] tl::expected<bool, Outcome> verify_setup(const User& user, const SetupCandidate& candidate,
                                                         const nlohmann::json& sent, const nlohmann::json& wanted,
                                                         const CheckedExchange& checked);
  [[nodiscard]] bool replaced_unreadable(const User& user, const nlohmann::json& source);
  void note_denied(const char* operation, const CheckedExchange& checked);

  // sequential_step.cpp, concurrent_step.cpp
  [[nodiscard]] Stop sequential_step(const Step& step, const std::string& purpose);
  [[nodiscard]] CheckedOrOutcome one_request(const Step& step, const std::string& purpose);
  [[nodiscard]] Stop concurrent_step(const Step& step, const std::string& purpose);
  friend class ConcurrentRequests;

  // expectations
  /// With the run-time expressions filled in that stand in what a response is compared with, and without what it says
  /// of attributes that the target protects or manages: itself, or `filled`, where there are any.
  [[nodiscard]] tl::expected<const Expect*, Outcome> fill_in_matches(const Expect& expect,
                                                                     std::optional<Expect>& filled) const;
  void check_expectation(const Expect& expect, const Alternative* alternative, const CheckedExchange& checked);
  void observe(const Expect& expect, const Alternative* alternative, std::size_t exchange);
  [[nodiscard]] Level max_level_of(const Expect& expect) const;

  // hints.cpp: what may be behind a finding besides the response that it was found in
  void suspect_token(const Expect& expect, const PreparedRequest& prepared, const CheckedExchange& checked);
  [[nodiscard]] std::string hint_on(const Verdict& verdict, const Finding& finding) const;

  const Case& test_case_;
  const RunSetting& setting_;
  RetryingClient& sender_;
  KnownRecords known_;
  Environment env_;
  CaseLog log_;
  CaseClient client_;
  Effects effects_;
  std::set<std::string, std::less<>> refused_;  ///< operations that were refused where a success was accepted as well
};

/// For an operation that seems to be missing: how the target says so.
[[nodiscard]] std::string hint_on_missing(std::string_view operation);

}  // namespace conform
