#include "reports/har.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "reports/exchange_text.hpp"
#include "reports/json_text.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

using Json = nlohmann::ordered_json;

double har_milliseconds(std::chrono::microseconds took) {
  return static_cast<double>(std::max<std::chrono::microseconds::rep>(took.count(), 0)) / 1e3;
}

/// JSON holds Unicode only; a header's other bytes become U+FFFD.
std::string text_of(std::string_view bytes) { return is_utf8(bytes) ? std::string{bytes} : printable(bytes); }

Json headers_of(const Headers& headers) {
  Json fields = Json::array();
  for (const Header& header : headers) {
    fields.push_back({{"name", text_of(header.name)}, {"value", text_of(header.value)}});
  }
  return fields;
}

std::string media_type(const Headers& headers) { return text_of(find_header(headers, "Content-Type").value_or("")); }

/// Name and value pairs as they stand in the target, not decoded.
Json query_of(std::string_view target) {
  Json pairs = Json::array();
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return pairs;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view{};
    pairs.push_back({{"name", text_of(pair.substr(0, equals))}, {"value", text_of(value)}});
  }
  return pairs;
}

std::string cut_note(const BodyCut& cut) {
  return fmt::format("only the beginning of {} bytes, SHA-256 {}", cut.bytes, cut.sha256);
}

Json request_of(const RunResult& result, const Request& request) {
  Json made = {{"method", text_of(request.method)},
               {"url", text_of(result.target.base_url + request.target)},
               {"httpVersion", "HTTP/1.1"},
               {"cookies", Json::array()},
               {"headers", headers_of(request.headers)},
               {"queryString", query_of(request.target)},
               {"headersSize", -1},
               {"bodySize", request.body_cut ? request.body_cut->bytes : request.body.value_or("").size()}};
  if (request.body) {
    Json data = {{"mimeType", media_type(request.headers)}, {"text", text_of(*request.body)}};
    if (request.body_cut) data["comment"] = cut_note(*request.body_cut);
    if (!is_utf8(*request.body)) data["comment"] = "the bytes are not UTF-8: the JSON record has them in base64";
    made["postData"] = std::move(data);
  }
  return made;
}

Json content_of(const Response& response) {
  Json content = {{"size", response.body_cut ? response.body_cut->bytes : response.body.size()},
                  {"mimeType", media_type(response.headers)}};
  if (is_utf8(response.body)) {
    content["text"] = response.body;
  } else {
    content["text"] = base64_of(response.body);
    content["encoding"] = "base64";
  }
  if (response.body_cut) content["comment"] = cut_note(*response.body_cut);
  return content;
}

Json response_of(const Response& response) {
  return {{"status", response.status},
          {"statusText", text_of(response.reason)},
          {"httpVersion", "HTTP/1.1"},
          {"cookies", Json::array()},
          {"headers", headers_of(response.headers)},
          {"content", content_of(response)},
          {"redirectURL", text_of(find_header(response.headers, "Location").value_or(""))},
          {"headersSize", -1},
          {"bodySize", response.body_cut ? response.body_cut->bytes : response.body.size()}};
}

Json response_json(const ResponseOrError& response_or_error) {
  if (const auto* const response = std::get_if<Response>(&response_or_error)) return response_of(*response);
  const auto& error = std::get<TransportError>(response_or_error);
  Json made = response_of(error.partial.value_or(Response{}));
  made["status"] = 0;
  made["_error"] = fmt::format("{}: {}", to_string(error.kind), text_of(std::string{error.detail.raw()}));
  return made;
}

Json entry_of(const RunResult& result, const std::string& page, const Exchange& exchange) {
  const double took = har_milliseconds(exchange.took);
  return {{"pageref", page},
          {"startedDateTime", precise_timestamp(exchange.started_at)},
          {"time", took},
          {"request", request_of(result, exchange.request)},
          {"response", response_json(exchange.response)},
          {"cache", Json::object()},
          {"timings", {{"send", 0}, {"wait", took}, {"receive", 0}}},
          {"comment", exchange_title(exchange)}};
}

}  // namespace

std::string to_har(const RunResult& result) {
  Json pages = Json::array();
  std::vector<std::pair<std::string, const Exchange*>> entries;  // with their pages
  for (std::size_t i = 0; i < result.verdicts.size(); ++i) {
    const Verdict& verdict = result.verdicts[i];
    if (verdict.exchanges.empty()) continue;
    const std::string page = fmt::format("case_{}", i + 1);
    pages.push_back({{"startedDateTime", timestamp(verdict.exchanges.front().started_at)},
                     {"id", page},
                     {"title", text_of(verdict.id)},
                     {"pageTimings", {{"onContentLoad", -1}, {"onLoad", har_milliseconds(verdict.took)}}},
                     {"comment", to_string(verdict.outcome.kind)}});
    for (const Exchange& exchange : verdict.exchanges) entries.emplace_back(page, &exchange);
  }
  // The order that HAR prefers; cases were run side by side.
  std::ranges::stable_sort(entries, {}, [](const auto& entry) {
    return std::chrono::floor<std::chrono::microseconds>(entry.second->started_at);  // as a result keeps it
  });
  Json log = {{"version", "1.2"},
              {"creator", {{"name", "conform"}, {"version", text_of(result.suite.version)}}},
              {"pages", std::move(pages)},
              {"entries", Json::array()}};
  if (result.target.insecure) log["comment"] = "Certificates were not verified (--insecure).";
  const Json har = {{"log", std::move(log)}};
  const LongArray all{.name = "entries", .depth = 2, .size = entries.size(), .element = [&](std::size_t i) {
                        return entry_of(result, entries[i].first, *entries[i].second);
                      }};
  return json_text(har, -1, all) + '\n';
}

}  // namespace conform
