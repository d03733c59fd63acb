#include "audit/shapes.hpp"

#include <gtest/gtest.h>

#include "recording.hpp"

namespace conform::test {
namespace {

Recording recording_with_secrets(bool values) {
  AuditOptions options = complete_recording();
  options.show_values = values;
  return Recording{std::move(options)};
}

std::string everything(const RunResult& result) {
  std::string text;
  for (const Verdict& verdict : result.verdicts) {
    for (const Finding& finding : verdict.findings)
      text += finding.where + '\n' + finding.expected + '\n' + finding.actual + '\n' + finding.message + '\n';
    for (const Exchange& exchange : verdict.exchanges) {
      text += exchange.request.target + '\n' + exchange.request.body.value_or("") + '\n';
      for (const Header& header : exchange.request.headers) text += header.name + header.value + '\n';
      if (const Response* response = response_of(exchange)) {
        text += response->body + '\n';
        for (const Header& header : response->headers) text += header.name + header.value + '\n';
      }
    }
  }
  return text;
}

void add_faulty(Recording& recording) {
  recording.add({.method = "PUT",
                 .body = user_document(ada_id, without(ada(), "locale")),
                 .token = "top-secret-token",
                 .more = {{"Cookie", "sid=cookie-secret-1"}}},
                {.body = user_document(ada_id, with(ada(), "lastName", "top-secret-token")),
                 .more = {{"Set-Cookie", "sid=cookie-secret-2; Path=/"}}});
}

TEST(Shapes, StandInThePlaceOfValues) {
  Recording recording = recording_with_secrets(false);
  add_faulty(recording);
  EXPECT_FALSE(recording.must().empty());
  const std::string text = everything(recording.result());
  for (const char* value : {"Ada", "Europe/Berlin", "1985-12-10", ada_id, "secret"})
    EXPECT_EQ(text.find(value), std::string::npos) << value << '\n' << text;
  EXPECT_NE(text.find("‹text 5 #"), std::string::npos) << text;
}

TEST(Shapes, LeaveValuesButNeverTokensAndCookies) {
  Recording recording = recording_with_secrets(true);
  add_faulty(recording);
  EXPECT_FALSE(recording.must().empty());
  const std::string text = everything(recording.result());
  EXPECT_NE(text.find("de-DE"), std::string::npos);
  EXPECT_EQ(text.find("secret"), std::string::npos) << text;
}

}  // namespace
}  // namespace conform::test
