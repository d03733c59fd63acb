#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/utf8.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "golden/sample_result.hpp"
#include "reports/json.hpp"
#include "reports/render.hpp"
#include "unit/reports/html_tags.hpp"

namespace conform::fuzz {
namespace {

void fill(Response& response, Parts& parts) {
  response.reason = parts.next();
  for (Header& header : response.headers) {
    header.name = parts.next();
    header.value = parts.next();
  }
  response.body = parts.next();
  response.body_cut.reset();
}

void fill(Exchange& exchange, Parts& parts) {
  exchange.purpose = parts.next_text();
  exchange.request.target = parts.next();
  for (Header& header : exchange.request.headers) header.value = parts.next();
  if (exchange.request.body) exchange.request.body = parts.next();
  exchange.request.body_cut.reset();
  exchange.curl = parts.next();
  if (auto* response = std::get_if<Response>(&exchange.response)) {
    fill(*response, parts);
  } else {
    auto& error = std::get<TransportError>(exchange.response);
    error.detail = parts.next();
    if (error.partial) fill(*error.partial, parts);
  }
}

/// The sample of the golden files, its texts in turn taken from the input: bytes where a server or a target has the
/// say, text elsewhere.
RunResult result_of(std::string_view input) {
  RunResult result = testing::sample_result();
  Parts parts{input};
  for (Verdict& verdict : result.verdicts) {
    if (parts.empty()) break;
    for (Finding& finding : verdict.findings) {
      finding.where = parts.next();
      finding.expected = parts.next();
      finding.actual = parts.next();
      finding.message = parts.next();
    }
    for (Exchange& exchange : verdict.exchanges) fill(exchange, parts);
    for (Observation& observation : verdict.observations) observation.seen = parts.next_text();
    verdict.outcome.reason = parts.next_text();
    verdict.about = parts.next_text();
    verdict.flaky = parts.next_text();
    verdict.id = "users/" + std::string{parts.next_text()};
  }
  for (std::string& note : result.notes) note = parts.next_text();
  result.target.name = parts.next_text();
  result.target.base_url = "http://" + std::string{parts.next_text()};
  return result;
}

void require_plain(std::string_view text) {
  require(is_utf8(text), "a report is UTF-8");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    require((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t', "a report has no control characters");
  }
  // C1 controls, and characters that turn the order of others around.
  for (const char* part : {"\xc2\x9b", "\xc2\x9d", "\xe2\x80\xae", "\xe2\x81\xa6", "\xef\xbf\xbe"})
    require(text.find(part) == std::string_view::npos, "a report has no characters that a terminal acts on");
}

void require_junit(const std::string& text, const RunResult& result) {
  pugi::xml_document document;
  require(document.load_buffer(text.data(), text.size(), pugi::parse_full).status == pugi::status_ok, "JUnit is XML");
  std::size_t cases = 0;
  for (const pugi::xml_node& suite : document.child("testsuites")) {
    for (const pugi::xml_node& part : suite) cases += std::string_view{part.name()} == "testcase" ? 1U : 0U;
  }
  require(cases == result.verdicts.size(), "JUnit has every case once");
  require(text.find("[[ATTACHMENT|") == std::string::npos, "no text in JUnit orders the upload of a file");
}

void require_markdown(std::string_view text) {
  std::string_view fence;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string_view ticks = line.substr(0, std::min(line.find_first_not_of('`'), line.size()));
    if (fence.empty() && ticks.size() >= 3 && line.find('`', ticks.size()) == std::string_view::npos) {
      fence = ticks;
    } else if (!fence.empty() && ticks.size() >= fence.size() && ticks == line) {
      fence = {};
    }
  }
  require(fence.empty(), "every fence of Markdown is closed");
}

}  // namespace

/// Texts, each ended by 0xFE, for a record that every report is made of.
void fuzz_reports(std::string_view input) {
  const RunResult result = result_of(input);
  for (const ReportFormat& format : known_formats()) {
    const std::string text = format.write(result);
    require_plain(text);
    if (format.name == "junit") require_junit(text, result);
    if (format.name == "markdown") require_markdown(text);
    if (format.name == "html")
      require(testing::tag_diagnostics(testing::markup_of(text)).empty(), "HTML keeps its tags");
    if (format.name == "har") require(nlohmann::json::accept(text), "HAR is JSON");
    if (format.name != "json") continue;
    const auto again = result_from_json(text, "result.json");
    require(again.has_value(), "the record can be read");
    require(to_json(*again) == text, "a record is the same after it was written and read");
  }
}

}  // namespace conform::fuzz
