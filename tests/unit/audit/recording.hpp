#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "audit/auditor.hpp"
#include "audit/recorder_quirks.hpp"
#include "load/suite_loader.hpp"

namespace conform::test {

inline constexpr const char* ada_id = "c0daf39b-4df5-4241-9e7d-b1b85f829090";
inline constexpr const char* grace_id = "6c1c4d52-2f0b-4c37-8f4d-0b1d1c5be2a1";
inline constexpr const char* recorded_base = "https://user.example/user/2024-3";
inline constexpr const char* api_type = "application/vnd.api+json";

inline const Suite& whole_suite() {
  static const Suite suite = std::move(*load_suite(CONFORM_SOURCE_DIR));
  return suite;
}

inline nlohmann::json ada() {
  return {{"firstName", "Ada"},        {"lastName", "Lovelace"}, {"gender", "female"},
          {"birthDate", "1985-12-10"}, {"locale", "de-DE"},      {"zoneInfo", "Europe/Berlin"}};
}

inline std::string user_document(const std::string& id, const nlohmann::json& attributes) {
  return nlohmann::json{{"data", {{"type", "User"}, {"id", id}, {"attributes", attributes}}}}.dump();
}

inline std::string error_document(int status) {
  return nlohmann::json{{"errors", nlohmann::json::array({{{"id", "e"},
                                                           {"status", std::to_string(status)},
                                                           {"code", "c"},
                                                           {"title", "t"},
                                                           {"links", {{"about", "https://example.com/e"}}}}})}}
      .dump();
}

/// A recording that is written down exchange by exchange, two seconds apart.
class Recording {
 public:
  explicit Recording(AuditOptions options = {}) : auditor_{whole_suite(), std::move(options)} {}

  struct Sent {
    std::string method = "GET";
    std::string path = std::string{"/users/"} + ada_id;
    std::string body = {};
    std::string token = "token-of-ada";
    std::string accept = api_type;
    std::string content_type = api_type;
    double starts_after_ms = 2000;
    double took_ms = 5;
    Headers more = {};
  };
  struct Got {
    int status = 200;
    std::string body = {};
    std::string content_type = api_type;
    Headers more = {};
  };

  static RawExchange raw(const Sent& sent, const Got& got) {
    RawExchange raw;
    raw.method = sent.method;
    raw.url = recorded_base + sent.path;
    raw.request_headers = {{"Host", "user.example"}, {"Accept", sent.accept}};
    if (!sent.token.empty()) raw.request_headers.push_back({"Authorization", "Bearer " + sent.token});
    if (sent.method != "GET") {
      raw.request_headers.push_back({"Content-Type", sent.content_type});
      raw.request_body.text = sent.body;
    }
    raw.request_headers.insert(raw.request_headers.end(), sent.more.begin(), sent.more.end());
    raw.milliseconds = sent.took_ms;
    raw.status = got.status;
    raw.response_headers = {{"Date", "Thu, 01 Jan 2026 00:00:00 GMT"}};
    if (!got.body.empty()) raw.response_headers.push_back({"Content-Type", got.content_type});
    raw.response_headers.insert(raw.response_headers.end(), got.more.begin(), got.more.end());
    raw.response_body.text = got.body;
    return raw;
  }

  Recording& add(const Sent& sent, const Got& got) {
    RawExchange one = raw(sent, got);
    milliseconds_ += sent.starts_after_ms;
    one.started_at_number = milliseconds_;
    one.position = ++position_;
    auditor_.take(resolved(std::move(one)));
    return *this;
  }
  Recording& get(const nlohmann::json& shown, const std::string& token = "token-of-ada") {
    return add({.token = token}, {.body = user_document(ada_id, shown)});
  }
  Recording& write(const std::string& method, const nlohmann::json& attributes, const nlohmann::json& shown) {
    return add({.method = method, .body = user_document(ada_id, attributes)}, {.body = user_document(ada_id, shown)});
  }
  Recording& refused(const std::string& method, const nlohmann::json& attributes, int status,
                     const std::string& token = "token-of-ada") {
    return add({.method = method, .body = user_document(ada_id, attributes), .token = token},
               {.status = status, .body = error_document(status)});
  }

  /// Requirements with a finding at must level, and all notes.
  std::vector<std::string> must() {
    std::vector<std::string> ids;
    result_ = auditor_.finish();
    for (const Verdict& verdict : result_.verdicts) {
      for (const Finding& finding : verdict.findings) {
        if (finding.level == Level::must) ids.push_back(finding.requirement);
      }
    }
    return ids;
  }
  [[nodiscard]] const RunResult& result() const { return result_; }
  [[nodiscard]] const AuditCounts& counts() const { return auditor_.counts(); }
  [[nodiscard]] bool judged_too_few() const { return auditor_.judged_too_few(); }

 private:
  Auditor auditor_;
  double milliseconds_ = 1'767'225'600'000;
  std::size_t position_ = 0;
  RunResult result_;
};

inline nlohmann::json with(nlohmann::json attributes, const std::string& name, const nlohmann::json& value) {
  attributes[name] = value;
  return attributes;
}

inline nlohmann::json without(nlohmann::json attributes, const std::string& name) {
  attributes.erase(name);
  return attributes;
}

inline AuditOptions complete_recording() {
  AuditOptions options;
  options.complete = true;
  return options;
}

}  // namespace conform::test
