#include "run/case/blame.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "run/case/conversation.hpp"

namespace conform {
namespace {

// What a finding says of the content that was there, not of the operation that responded.
bool is_of_content(const Finding& finding, int status) {
  return finding.where.starts_with('/') || finding.rule == "contract.json" || status >= 500;
}

std::string hint_on(const CaseState& c, const Finding& finding) {
  if (finding.exchange >= c.verdict.exchanges.size()) return {};
  const Exchange& exchange = c.verdict.exchanges[finding.exchange];
  const Response* response = response_of(exchange);
  const int status = response == nullptr ? 0 : response->status;
  const Operation* operation = c.setting.contract.find(exchange.operation);
  if (operation != nullptr && operation->writes() && says_not_there(status) && finding.where == "status" &&
      c.setting.control_requests.seems_missing(operation->id))
    return hint_on_missing(operation->id);
  if (operation != nullptr && exchange.purpose == "read before" && is_of_content(finding, status)) {
    const bool on_custom_attributes = !operation->names_user();
    const std::string id = on_custom_attributes ? owner_of(c, exchange.actor)
                                                : exchange.request.target.substr(std::string_view{"/users/"}.size());
    const auto written = c.first_writes.find(key_of(id, on_custom_attributes));
    if (written == c.first_writes.end() || written->second > finding.exchange)
      return left_by(c, id, on_custom_attributes);
  }
  const auto after = c.hints.upper_bound(finding.exchange);
  return after == c.hints.begin() ? std::string{} : std::prev(after)->second;
}

}  // namespace

std::string hint_on_missing(std::string_view operation) {
  return fmt::format("if this server does not have {}, list its operations as \"operations\" in the target file",
                     operation);
}

void suspect_token(CaseState& c, const Expect& expect, const PreparedRequest& prepared, int status,
                   std::size_t exchange) {
  if (!expect.negative() || status < 200 || status > 299) return;
  const std::string& sender = prepared.outgoing.actor();
  std::string question;
  if (sender == "reader") question = "may this \"reader\" really not write?";
  if (sender == "unlinked") question = "does the user of \"unlinked\" really lack a linked identity?";
  if (sender == "expired") question = "has the token of \"expired\" really expired?";
  const bool of_another = !prepared.user_id.empty() && prepared.user_id != c.env.user.id &&
                          ((c.env.user2 && prepared.user_id == c.env.user2->id) ||
                           std::ranges::any_of(c.setting.special_actors, [&](const auto& special) {
                             return special.second.id == prepared.user_id;
                           }));
  if (sender == c.env.user.actor && of_another) question = "is it an administrator's, or the other user's?";
  if (!question.empty()) c.hints.emplace(exchange, "or is this the wrong token: " + question);
}

std::string left_by(const CaseState& c, const std::string& id, bool on_custom_attributes) {
  const std::string what = on_custom_attributes ? "/attributes were" : "the record was";
  const std::string writer = c.setting.last_writers->of(key_of(id, on_custom_attributes), c.test_case.id);
  if (writer.empty()) return what + " in this state before this run wrote there; the case that left it is unknown";
  return what + " left in this state by the case " + writer + ": run that case first to reproduce it";
}

void add_hints(CaseState& c) {
  for (Finding& finding : c.verdict.findings) finding.hint = hint_on(c, finding);
}

}  // namespace conform
