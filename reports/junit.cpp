#include "reports/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "reports/case_id.hpp"
#include "reports/console.hpp"
#include "reports/exchange_text.hpp"
#include "reports/run_notes.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t name_bytes = 480;  // Azure keeps 512 characters
constexpr std::size_t message_bytes = 300;
constexpr std::size_t junit_value_bytes = 2000;  // of an expected or actual value
constexpr std::size_t reason_bytes = 4000;
constexpr std::size_t max_findings = 100;  // of one case, in its text
constexpr std::size_t max_exchanges = 30;  // of one case, in its text
constexpr std::size_t max_details = 64U << 10U;
constexpr std::size_t min_details = 256;

std::string one_line(std::string_view text, std::size_t max_bytes) { return printable_line(clip(text, max_bytes)); }

/// Printable and not empty: readers stumble over an empty name or failure.
std::string not_empty(std::string text, std::string_view otherwise) {
  return text.empty() ? std::string{otherwise} : std::move(text);
}

/// The last gate before the document: a character outside of XML 1.0 would make readers refuse the whole file. And they
/// take "[[ATTACHMENT|path]]" in a text as an order to upload that file, which no server may give.
std::string safe(std::string_view raw) {
  std::string text = printable(raw);
  constexpr std::string_view order = "[[ATTACHMENT|";
  for (std::size_t at = text.find(order); at != std::string::npos; at = text.find(order, at)) {
    text.replace(at, order.size(), "[[ATTACHMENT:");
  }
  return text;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(safe(value).c_str());
}

void add_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(safe(text).c_str());
}

std::string seconds_of(std::chrono::microseconds took) {
  return fmt::format("{:.3f}", static_cast<double>(std::max<std::chrono::microseconds::rep>(took.count(), 0)) / 1e6);
}

/// Where a case stands in the tree of a JUnit reader.
struct Place {
  std::string suite;      ///< "users.patch": the folder of the case file
  std::string classname;  ///< "users.patch.merge": the case file
  std::string name;       ///< "omitted-attributes-stay[attribute=locale]"
};

std::string join(const std::vector<std::string_view>& segments, std::size_t count, char separator) {
  std::string joined;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) joined += separator;
    for (const char c : segments[i]) {
      joined += c == '.' || c == ':' ? '_' : c;  // a dot of a file name would make another package
    }
  }
  return one_line(joined, name_bytes);
}

Place place_of(const std::string& case_id) {
  const std::vector<std::string_view> path = path_of(case_id);
  const std::size_t above = path.empty() ? 0 : path.size() - 1;
  std::string name{path.empty() ? std::string_view{} : path.back()};
  if (const std::size_t open = case_id.find('['); open != std::string::npos) name += case_id.substr(open);
  return {.suite = not_empty(join(path, above > 1 ? above - 1 : above, '.'), "cases"),
          .classname = not_empty(join(path, above, '.'), "cases"),
          .name = not_empty(one_line(name, name_bytes), "case")};
}

/// The machine that was tested, without port: readers show it beside the suite.
std::string host_of(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  const std::size_t from = url.starts_with('[') ? url.find(']') : 0;
  if (from != std::string_view::npos) url = url.substr(0, url.find(':', from));
  return not_empty(one_line(url, name_bytes), "localhost");
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  std::chrono::microseconds took{};

  void add(const Verdict& verdict) {
    ++tests;
    took += std::max(verdict.took, std::chrono::microseconds{0});
    switch (verdict.outcome.kind) {
      case OutcomeKind::passed:
        break;
      case OutcomeKind::failed:
        ++failures;
        break;
      case OutcomeKind::errored:
        ++errors;
        break;
      case OutcomeKind::skipped:
      case OutcomeKind::waived:
        ++skipped;
        break;
    }
  }
};

void set_counts(pugi::xml_node node, const Counts& counts, std::chrono::microseconds took, bool with_skipped = true) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
  if (with_skipped) set(node, "skipped", std::to_string(counts.skipped));
  set(node, "time", seconds_of(took));
}

struct Suite {
  std::string name;
  Counts counts;
  std::vector<std::size_t> verdicts;  ///< indices into the record
};

/// Suites in the order of their first case.
std::vector<Suite> suites_of(const RunResult& result, const std::vector<Place>& places) {
  std::vector<Suite> suites;
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [known, is_new] = index.emplace(places[i].suite, suites.size());
    if (is_new) suites.push_back(Suite{.name = places[i].suite, .counts = {}, .verdicts = {}});
    suites[known->second].counts.add(result.verdicts[i]);
    suites[known->second].verdicts.push_back(i);
  }
  return suites;
}

/// Where every case stands; no two at the same place, since readers keep only the first of those.
std::vector<Place> places_of(const RunResult& result) {
  std::vector<Place> places;
  std::set<std::pair<std::string, std::string>> taken;
  for (const Verdict& verdict : result.verdicts) {
    Place place = place_of(verdict.id);
    const std::string name = place.name;
    for (std::size_t again = 2; !taken.emplace(place.classname, place.name).second; ++again) {
      place.name = fmt::format("{} ({})", name, again);
    }
    places.push_back(std::move(place));
  }
  return places;
}

using Requirements = std::map<std::string_view, const RequirementResult*, std::less<>>;

/// Makes the texts of testcases.
class Details {
 public:
  Details(const RunResult& result, std::size_t max_bytes) : result_{result}, max_bytes_{max_bytes} {
    for (const RequirementResult& requirement : result.requirements) known_.emplace(requirement.id, &requirement);
  }

  /// The first finding that fails the run, or null.
  [[nodiscard]] const Finding* leading(const Verdict& verdict) const {
    for (const Finding& finding : verdict.findings) {
      if (fails_at(finding.level, result_.fail_on)) return &finding;
    }
    return nullptr;
  }

  /// That finding in a sentence, and how many others there are.
  [[nodiscard]] std::string message(const Verdict& verdict) const {
    const Finding* const first = leading(verdict);
    const auto count = std::count_if(verdict.findings.begin(), verdict.findings.end(),
                                     [&](const Finding& finding) { return fails_at(finding.level, result_.fail_on); });
    if (first == nullptr) return not_empty(one_line(verdict.outcome.reason, message_bytes), "failed without a finding");
    std::string text = first->message.empty() ? fmt::format("{} at {}", first->rule, first->where) : first->message;
    text = one_line(text, message_bytes);
    if (count > 1)
      text += fmt::format(" (and {})", counted(static_cast<std::size_t>(count - 1), "more finding", "more findings"));
    return text;
  }

  /// Everything that is known of a verdict, behind the message.
  [[nodiscard]] std::string text(const std::string& message, const Verdict& verdict) const {
    std::string out = message + '\n';
    if (!verdict.about.empty()) out += fmt::format("\nCase: {}\n", one_line(verdict.about, junit_value_bytes));
    out += findings(verdict, [](const Finding&) { return true; });
    out += requirements(verdict);
    for (std::size_t i = 0; i < std::min(verdict.exchanges.size(), max_exchanges) && out.size() <= max_bytes_; ++i) {
      out += '\n' + exchange_text(verdict.exchanges[i], i + 1);
    }
    if (verdict.exchanges.size() > max_exchanges) {
      out += fmt::format("\n… and {} more exchanges\n", verdict.exchanges.size() - max_exchanges);
    }
    return bounded(std::move(out));
  }

  /// The findings that `wanted` picks, numbered.
  template <class Wanted>
  [[nodiscard]] std::string findings(const Verdict& verdict, const Wanted& wanted) const {
    std::string out;
    std::size_t count = 0;
    for (const Finding& finding : verdict.findings) {
      if (!wanted(finding)) continue;
      ++count;
      if (count <= max_findings && out.size() <= max_bytes_) append(out, finding, count);
    }
    if (count > max_findings) out += fmt::format("\n… and {} more findings\n", count - max_findings);
    return out;
  }

  [[nodiscard]] std::string bounded(std::string text) const {
    if (text.size() <= max_bytes_) return text;
    text.resize(beginning(text, max_bytes_).size());
    return text + "\n… shortened, the JSON report has all of it\n";
  }

  [[nodiscard]] std::string levels(const Verdict& verdict) const {
    std::set<Level> levels;
    for (const std::string& id : verdict.requirements) {
      if (const auto requirement = known_.find(id); requirement != known_.end()) {
        levels.insert(requirement->second->level);
      }
    }
    std::string text;
    for (const Level level : levels) text += fmt::format("{}{}", text.empty() ? "" : ", ", to_string(level));
    return text;
  }

 private:
  void append(std::string& out, const Finding& finding, std::size_t number) const {
    out += fmt::format("\n{}. {}\n", number,
                       not_empty(one_line(finding.message, message_bytes), one_line(finding.rule, message_bytes)));
    const auto line = [&](std::string_view label, const std::string& value) {
      if (!value.empty()) out += fmt::format("   {:<13}{}\n", label, one_line(value, junit_value_bytes));
    };
    line("rule:", finding.rule);
    line("requirement:", finding.requirement);
    line("level:", std::string{to_string(finding.level)});
    line("where:", finding.where);
    line("expected:", finding.expected);
    line("actual:", finding.actual);
    line("hint:", finding.hint);
    line("exchange:", std::to_string(finding.exchange + 1));
  }

  [[nodiscard]] std::string requirements(const Verdict& verdict) const {
    std::string out;
    for (const std::string& id : verdict.requirements) {
      out += fmt::format("\nRequirement {}", one_line(id, name_bytes));
      const auto known = known_.find(id);
      if (known != known_.end()) {
        const RequirementResult& requirement = *known->second;
        out += fmt::format(" ({}): {}\n", to_string(requirement.level),
                           one_line(requirement.statement, junit_value_bytes));
        out += fmt::format("  Source: {}", one_line(requirement.source, junit_value_bytes));
      }
      out += '\n';
    }
    return out;
  }

  const RunResult& result_;
  std::size_t max_bytes_;
  Requirements known_;
};

void add_properties(pugi::xml_node testcase, const Verdict& verdict, const Details& details) {
  pugi::xml_node properties = testcase.append_child("properties");
  const auto add = [&](const char* name, const std::string& value) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  };
  add("outcome", std::string{to_string(verdict.outcome.kind)});
  if (!verdict.requirements.empty()) {
    add("requirements", one_line(joined(verdict.requirements), junit_value_bytes));
  }
  if (const std::string levels = details.levels(verdict); !levels.empty()) add("level", levels);
  if (!verdict.flaky.empty()) add("flaky", one_line(verdict.flaky, name_bytes));
  for (const Observation& observation : verdict.observations) {
    add("observation", one_line(observation.id + ": " + observation.seen, name_bytes));
  }
}

// What did not come back, as surefire and its readers have it; to all others the testcase has passed.
void add_flaky(pugi::xml_node testcase, const Verdict& verdict, const Details& details) {
  const Finding& first = verdict.unconfirmed.front();
  const std::string message = not_empty(one_line(first.message, message_bytes), one_line(first.rule, message_bytes));
  pugi::xml_node flaky = testcase.append_child("flakyFailure");
  set(flaky, "type", not_empty(one_line(first.rule, name_bytes), "flaky"));
  set(flaky, "message", not_empty(message, "flaky"));
  Verdict shown = verdict;
  shown.findings = verdict.unconfirmed;
  add_text(flaky, details.text(message + " (" + one_line(verdict.flaky, message_bytes) + ")", shown));
}

// What could not be restored concerns no case: it stands with the first suite.
void add_unrestored(pugi::xml_node suite, const RunResult& result) {
  std::string text;
  for (const std::string& line : unrestored_lines(result)) text += one_line(line, reason_bytes) + '\n';
  add_text(suite.append_child("system-err"), text);
}

void add_result(pugi::xml_node testcase, const RunResult& run_result, const Verdict& verdict, const Details& details) {
  const auto reason = [&](std::string_view prefix, std::string_view otherwise) {
    return std::string{prefix} + not_empty(one_line(verdict.outcome.reason, reason_bytes), otherwise);
  };
  const auto add = [&](const char* element, const std::string& type, const std::string& message,
                       const std::string& text) {
    pugi::xml_node result = testcase.append_child(element);
    if (!type.empty()) set(result, "type", type);
    set(result, "message", message);
    if (!text.empty()) add_text(result, text);
  };
  switch (verdict.outcome.kind) {
    case OutcomeKind::passed:
      if (!verdict.unconfirmed.empty()) add_flaky(testcase, verdict, details);
      break;
    case OutcomeKind::failed: {
      const std::string message = details.message(verdict);
      const Finding* const leading = details.leading(verdict);
      const std::string type = leading == nullptr ? "" : one_line(leading->rule, name_bytes);
      return add("failure", not_empty(type, "failed"), message, details.text(message, verdict));
    }
    case OutcomeKind::errored: {
      const std::string message = reason("", "inconclusive");
      return add("error", "errored", message, details.text(message, verdict));
    }
    case OutcomeKind::skipped:
      return add("skipped", "", reason("", "skipped without a reason"), "");
    case OutcomeKind::waived:
      return add("skipped", "", reason("waived: ", "no reason given"), "");
  }
  const auto lesser = [&](const Finding& finding) { return !fails_at(finding.level, run_result.fail_on); };
  if (const std::string findings = details.findings(verdict, lesser); !findings.empty()) {
    add_text(testcase.append_child("system-out"), details.bounded("Findings that do not fail the run:\n" + findings));
  }
}

// A run that must be complete and is not fails in no case: its readers get one.
void add_incomplete(pugi::xml_node root, const RunResult& result, const std::string& started, const std::string& host,
                    bool strict) {
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", "conform");
  set_counts(suite, {.tests = 1, .failures = 1}, std::chrono::microseconds{0});
  set(suite, "timestamp", started);
  set(suite, "hostname", host);
  pugi::xml_node testcase = suite.append_child("testcase");
  set(testcase, "name", "require-complete");
  set(testcase, "classname", "conform");
  set(testcase, "time", "0.000");
  if (!strict) {
    pugi::xml_node property = testcase.append_child("properties").append_child("property");
    set(property, "name", "outcome");
    set(property, "value", "failed");
  }
  pugi::xml_node failure = testcase.append_child("failure");
  const std::string message = one_line(conclusion_text(result), reason_bytes);
  set(failure, "type", "incomplete");
  set(failure, "message", message);
  std::string text = message + '\n';
  for (const RequirementResult& requirement : result.requirements) {
    if (requirement.level == Level::must && requirement.state == RequirementState::unverified)
      text += one_line(requirement.id + ": " + requirement.statement, reason_bytes) + '\n';
  }
  add_text(failure, text);
}

struct StringWriter : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
};

std::string render(const RunResult& result, const std::vector<Place>& places, const std::vector<Suite>& suites,
                   JunitReaders readers, std::size_t details_bytes) {
  const bool strict = readers == JunitReaders::strict;
  const Details details{result, details_bytes};
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", not_empty(one_line(result.suite.name, name_bytes), "conform"));
  Counts all;
  for (const Verdict& verdict : result.verdicts) all.add(verdict);
  if (fails_as_incomplete(result)) {
    ++all.tests;
    ++all.failures;
  }
  set_counts(root, all, result.took, !strict);
  const std::string host = host_of(result.target.base_url);
  const std::string started =
      timestamp(result.started_at).substr(0, 19);  // without zone: the readers' schemas have none
  for (const Suite& suite : suites) {
    pugi::xml_node node = root.append_child("testsuite");
    set(node, "name", suite.name);
    set_counts(node, suite.counts, suite.counts.took);
    set(node, "timestamp", started);
    set(node, "hostname", host);
    const bool unrestored = &suite == &suites.front() && !result.restoration.unrestored.empty();
    if (result.target.insecure || unrestored) {
      pugi::xml_node properties = node.append_child("properties");
      const auto add = [&](const char* name, const std::string& value) {
        pugi::xml_node property = properties.append_child("property");
        set(property, "name", name);
        set(property, "value", value);
      };
      if (result.target.insecure) add("insecure", "certificates were not verified");
      if (unrestored) add("unrestored", std::to_string(result.restoration.unrestored.size()));
    }
    for (const std::size_t i : suite.verdicts) {
      const Verdict& verdict = result.verdicts[i];
      pugi::xml_node testcase = node.append_child("testcase");
      set(testcase, "name", places[i].name);
      set(testcase, "classname", places[i].classname);
      if (!strict && !verdict.file.empty()) set(testcase, "file", one_line(verdict.file, name_bytes));
      if (!strict && !verdict.file.empty() && verdict.line > 0) set(testcase, "line", std::to_string(verdict.line));
      set(testcase, "time", seconds_of(verdict.took));
      if (!strict) add_properties(testcase, verdict, details);
      add_result(testcase, result, verdict, details);
    }
    if (unrestored) add_unrestored(node, result);
  }
  if (fails_as_incomplete(result)) add_incomplete(root, result, started, host, strict);
  StringWriter writer;
  document.save(writer, " ", pugi::format_indent, pugi::encoding_utf8);
  return std::move(writer.text);
}

}  // namespace

std::string to_junit(const RunResult& result, JunitReaders readers, std::size_t max_bytes) {
  const std::vector<Place> places = places_of(result);
  const std::vector<Suite> suites = suites_of(result, places);
  // Escaping can lengthen a text sixfold, so only the written file shows whether it fits.
  std::size_t details = max_details;
  std::string xml = render(result, places, suites, readers, details);
  while (xml.size() > max_bytes && details > min_details) {
    details /= 2;
    xml = render(result, places, suites, readers, details);
  }
  return xml;
}

}  // namespace conform
