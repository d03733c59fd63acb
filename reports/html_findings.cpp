#include "reports/html_findings.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "base/gate.hpp"
#include "reports/exchange_text.hpp"
#include "reports/finding_diff.hpp"
#include "reports/html_parts.hpp"
#include "reports/reproduce.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t open_causes = 3;
constexpr std::size_t html_curl_bytes = 4096;

/// `wrap` is an old attribute that browsers still follow: it keeps long lines on the page where the style sheet is
/// blocked.
HtmlWriter::Attributes preformatted(std::string_view kind) {
  return {{"class", std::string{kind}}, {"wrap", ""}, {"translate", "no"}};
}

void write_diff(HtmlWriter& page, const std::vector<DiffLine>& lines) {
  if (lines.empty()) return;
  page.element("h4", "Expected (−) against actual (+)");
  const auto pre = page.open("pre", preformatted("diff"));
  for (const DiffLine& line : lines) {
    const std::string text = fmt::format("{} {}\n", mark_of(line.kind), line.text);
    switch (line.kind) {
      case DiffLine::Kind::expected:
        page.element("span", text, {{"class", "expected"}});
        break;
      case DiffLine::Kind::actual:
        page.element("span", text, {{"class", "actual"}});
        break;
      case DiffLine::Kind::same:
      case DiffLine::Kind::omitted:
        page.text(text);
        break;
    }
  }
}

/// A message body to be read: JSON laid out, with a note when it was.
std::string readable(std::string_view body, const std::optional<BodyCut>& cut, std::size_t max_bytes) {
  if (cut) return fmt::format("{}… [{} bytes in all, SHA-256 {}]", beginning(body, max_bytes), cut->bytes, cut->sha256);
  std::string text;
  for (const std::string& line : laid_out_json(body)) text += line + '\n';
  return clip(text.empty() ? body : std::string_view{text}, max_bytes);
}

class Exchanges {
 public:
  Exchanges(HtmlWriter& page, const HtmlAmounts& amounts) : page_{page}, amounts_{amounts} {}

  void write(const Exchange& exchange, std::size_t number, bool open) {
    HtmlWriter::Attributes attributes{{"class", "exchange"}};
    if (open) attributes.emplace_back("open", "");
    const auto details = page_.open("details", attributes);
    page_.element("summary", title(exchange, number));
    const Request& request = exchange.request;
    message("Request", fmt::format("{} {}", request.method, request.target), request.headers, request.body.value_or(""),
            request.body_cut);
    if (const auto* const error = std::get_if<TransportError>(&exchange.response)) {
      if (error->partial) response("Result of the request", *error->partial);
      page_.element("p", fmt::format("No complete response ({}): {}", to_string(error->kind),
                                     clip(plain(error->detail), amounts_.text_bytes)));
    } else {
      response("Response", std::get<Response>(exchange.response));
    }
    page_.element("p",
                  fmt::format("Started {}, took {}.", timestamp(exchange.started_at), duration_text(exchange.took)),
                  {{"class", "note"}});
    if (!exchange.curl.empty()) {
      page_.element("h5", "Repeat this request");
      if (exchange.curl.size() > html_curl_bytes) {
        page_.element("p", fmt::format("A command line of {} bytes: see the JSON record.", exchange.curl.size()));
      } else {
        page_.element("pre", exchange.curl, preformatted("command"));
      }
    }
  }

 private:
  [[nodiscard]] std::string title(const Exchange& exchange, std::size_t number) const {
    std::string text = fmt::format("Exchange {}: {}: {} {} → ", number, exchange_title(exchange),
                                   clip(exchange.request.method, 40), clip(exchange.request.target, 200));
    if (const Response* const response = response_of(exchange)) {
      text += fmt::format("{} {}", response->status, clip(response->reason, 60));
    } else {
      text += to_string(std::get<TransportError>(exchange.response).kind);
    }
    return printable_line(text + ", " + duration_text(exchange.took));
  }

  void response(std::string_view heading, const Response& response) {
    message(heading, fmt::format("{} {}", response.status, response.reason), response.headers, response.body,
            response.body_cut);
    if (response.excess_bytes > 0) {
      page_.element(
          "p", fmt::format("… and {} after the end of the message", counted(response.excess_bytes, "byte", "bytes")));
    }
  }

  void message(std::string_view heading, const std::string& start_line, const Headers& headers, std::string_view body,
               const std::optional<BodyCut>& cut) {
    page_.element("h5", heading);
    std::string text = printable_line(clip(start_line, amounts_.text_bytes)) + '\n';
    for (std::size_t i = 0; i < std::min(headers.size(), amounts_.headers); ++i) {
      text += printable_line(clip(headers[i].name + ": " + headers[i].value, amounts_.text_bytes)) + '\n';
    }
    if (headers.size() > amounts_.headers) text += fmt::format("… and {} more\n", headers.size() - amounts_.headers);
    if (!body.empty()) text += '\n' + readable(body, cut, amounts_.body_bytes);
    page_.element("pre", text, preformatted("message"));
  }

  HtmlWriter& page_;
  const HtmlAmounts& amounts_;
};

class CauseWriter {
 public:
  CauseWriter(HtmlWriter& page, const RunResult& result, const HtmlAmounts& amounts)
      : page_{page}, result_{result}, amounts_{amounts} {}

  void write(const Cause& cause, std::string_view prefix, std::size_t number) {
    const Finding& finding = cause.example;
    HtmlWriter::Attributes attributes{{"class", "cause"}, {"id", fmt::format("{}-{}", prefix, number)}};
    if (number <= open_causes) attributes.emplace_back("open", "");
    const auto details = page_.open("details", attributes);
    write_fold(page_, fmt::format("{}. {}", number, line(finding.message.empty() ? finding.rule : finding.message)),
               counted(cause.cases.size(), "case", "cases"));
    {
      const auto list = page_.open("dl");
      requirement(finding);
      entry("Rule", finding.rule);
      entry("Where", places(cause.where));
      entry("Hint", finding.hint);
      entry("Found", fmt::format("{} in {}", counted(cause.findings, "time", "times"),
                                 counted(cause.cases.size(), "case", "cases")));
    }
    const Verdict& verdict = result_.verdicts[cause.verdict];
    write_diff(page_, finding_difference(verdict, finding, amounts_.diff_lines));
    page_.element("h4", "Cases");
    write_ids(page_, cause.cases, amounts_);
    if (!verdict.exchanges.empty()) {
      page_.element("h4", cause.cases.size() == 1 ? "Exchanges" : "Exchanges of the first case");
      write_exchanges(page_, verdict, finding.exchange, amounts_);
    }
    page_.element("h4", "Reproduce");
    page_.element("pre", reproduce_command(result_, verdict.id), preformatted("command"));
    if (!verdict.tried.empty()) page_.element("p", "Tried: " + verdict.tried + ".");
  }

 private:
  [[nodiscard]] std::string line(std::string_view text) const { return shown(text, amounts_); }

  void entry(std::string_view name, std::string_view value) { write_entry(page_, name, value, amounts_); }

  void requirement(const Finding& finding) {
    if (finding.requirement.empty()) return;
    entry("Requirement", fmt::format("{} ({})", finding.requirement, to_string(finding.level)));
    if (const RequirementResult* const known = find_requirement(result_, finding.requirement)) {
      entry("It says", known->statement);
      page_.element("dt", "Source");
      const auto value = page_.open("dd");
      write_sources(page_, *known, amounts_);
    }
  }

  [[nodiscard]] std::string places(const std::vector<std::string>& where) const {
    std::string text;
    const std::size_t shown = std::min<std::size_t>(where.size(), 20);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + where[i];
    if (shown < where.size()) text += fmt::format(" and {} more", where.size() - shown);
    return text;
  }

  HtmlWriter& page_;
  const RunResult& result_;
  const HtmlAmounts& amounts_;
};

}  // namespace

void write_causes(HtmlWriter& page, const RunResult& result, const std::vector<Cause>& causes, std::string_view prefix,
                  const HtmlAmounts& amounts) {
  CauseWriter writer{page, result, amounts};
  const std::size_t shown = std::min(causes.size(), amounts.causes);
  for (std::size_t i = 0; i < shown; ++i) writer.write(causes[i], prefix, i + 1);
  if (shown < causes.size()) {
    page.element("p", fmt::format("… and {} more causes: see the JSON record.", causes.size() - shown));
  }
}

void write_exchanges(HtmlWriter& page, const Verdict& verdict, std::size_t open, const HtmlAmounts& amounts) {
  Exchanges writer{page, amounts};
  const std::size_t count = verdict.exchanges.size();
  // The one that the finding is about is among those shown, however few these are.
  const std::size_t last = std::min(count, std::max(amounts.exchanges, std::min(open, count - 1) + 1));
  const std::size_t first = last - std::min(last, amounts.exchanges);
  if (first > 0) page.element("p", fmt::format("… {} before", counted(first, "exchange", "exchanges")));
  for (std::size_t i = first; i < last; ++i) writer.write(verdict.exchanges[i], i + 1, i == open);
  if (last < count) page.element("p", fmt::format("… and {} more", counted(count - last, "exchange", "exchanges")));
}

}  // namespace conform
