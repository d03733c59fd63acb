// What may be behind a finding besides the response that it was found in. Hints help a reader; nothing that compares
// findings looks at them.
#include <fmt/core.h>

#include <algorithm>

#include "run/case/case_run.hpp"

namespace conform {
namespace {

// What a finding says of the content that was there, not of the operation that responded.
bool is_of_content(const Finding& finding, int status) {
  return finding.where.starts_with('/') || finding.rule == "contract.json" || status >= 500;
}

}  // namespace

std::string hint_on_missing(std::string_view operation) {
  return fmt::format("if this server does not have {}, list its operations as \"operations\" in the target file",
                     operation);
}

// A request was served that the case wants refused for who sends it: the token may be another one than the target says.
void CaseRun::suspect_token(const Expect& expect, const PreparedRequest& prepared, const CheckedExchange& checked) {
  if (!expect.negative() || checked.status() < 200 || checked.status() > 299) return;
  const std::string& sender = prepared.outgoing.actor();
  std::string question;
  if (sender == "reader") question = "may this \"reader\" really not write?";
  if (sender == "unlinked") question = "does the user of \"unlinked\" really lack a linked identity?";
  if (sender == "expired") question = "has the token of \"expired\" really expired?";
  const bool of_another = !prepared.user_id.empty() && prepared.user_id != env_.user.id &&
                          ((env_.user2 && prepared.user_id == env_.user2->id) ||
                           std::ranges::any_of(setting_.special_actors, [&](const auto& special) {
                             return special.second.id == prepared.user_id;
                           }));
  if (sender == env_.user.actor && of_another) question = "is it an administrator's, or the other user's?";
  if (!question.empty()) log_.hint(checked.index, "or is this the wrong token: " + question);
}

std::string CaseRun::hint_on(const Verdict& verdict, const Finding& finding) const {
  if (finding.exchange >= verdict.exchanges.size()) return {};
  const Exchange& exchange = verdict.exchanges[finding.exchange];
  const Response* response = response_of(exchange);
  const int status = response == nullptr ? 0 : response->status;
  const Operation* operation = setting_.contract.find(exchange.operation);
  if (operation != nullptr && operation->writes() && says_not_there(status) && finding.where == "status" &&
      setting_.control_requests.seems_missing(operation->id))
    return hint_on_missing(operation->id);
  if (operation != nullptr && exchange.purpose == "read before" && is_of_content(finding, status)) {
    const bool on_custom_attributes = !operation->names_user();
    const std::string id = on_custom_attributes ? client_.owner_of(exchange.actor)
                                                : exchange.request.target.substr(std::string_view{"/users/"}.size());
    const auto written = client_.first_write(id, on_custom_attributes);
    if (!written || *written > finding.exchange) return client_.left_by(id, on_custom_attributes);
  }
  return log_.hint_at(finding.exchange);
}

}  // namespace conform
