#include "load/lint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "base/gate.hpp"
#include "json/text.hpp"
#include "load/aliases_loader.hpp"
#include "load/lint_alternatives.hpp"
#include "load/smoke_loader.hpp"
#include "suite/own_values.hpp"

namespace conform {
namespace {

/// The implicit checks, and on which operations they can find something.
struct ImplicitRule {
  std::string_view rule;
  bool on_users, on_set_attributes, on_get_attributes;
  bool writes_only;
};

constexpr std::array<ImplicitRule, 36> implicit_rules{{
    {"contract.answer", true, true, true, false},
    {"contract.status", true, true, true, false},
    {"contract.media-type", true, true, true, false},
    {"contract.media-type-parameters", true, true, true, false},
    {"contract.no-body", true, true, true, false},
    {"contract.json", true, true, true, false},
    {"contract.user", true, false, false, false},
    {"contract.user-should", true, false, false, false},
    {"contract.user-id", true, false, false, false},
    {"contract.error", true, true, true, false},
    {"contract.error-should", true, true, true, false},
    {"contract.error-status", true, true, true, false},
    {"contract.attributes", false, false, true, false},
    {"expect.pointer-resolves", true, true, true, false},
    {"effect.none", true, true, false, true},
    {"effect.others", true, true, false, true},
    {"effect.rest", true, true, false, true},
    {"effect.exact", true, true, false, true},
    {"effect.read-back", true, true, false, true},
    {"effect.server-managed", true, false, false, true},
    {"effect.merge.set", false, true, false, true},
    {"effect.merge.kept", false, true, false, true},
    {"effect.identity", true, false, false, true},
    {"contract.json-unique", true, true, true, false},
    {"effect.trimmed", true, true, false, true},
    {"effect.one-form", true, true, false, true},
    {"contract.http-status-line", true, true, true, false},
    {"contract.http-field-characters", true, true, true, false},
    {"contract.http-folding", true, true, true, false},
    {"contract.http-fields-once", true, true, true, false},
    {"contract.http-chunks", true, true, true, false},
    {"contract.http-trailers", true, true, true, false},
    {"contract.http-interim", true, true, true, false},
    {"contract.connection", true, true, true, false},
    {"contract.token", true, true, true, false},
    {"contract.owner", false, false, true, false},
}};

void check_rules(const Suite& suite, Diagnostics& diagnostics) {
  const auto need = [&](std::string_view rule, const Operation& operation, const std::string& version) {
    if (suite.rules.speaks_for(rule, operation.id, version, "") != nullptr) return;
    diagnostics.push_back(Diagnostic::about_file(
        "schemas/requirements.json",
        "no requirement of version " + version + " is bound to the rule " + std::string{rule} + " for " + operation.id,
        "add it to the \"rules\" of one"));
  };
  for (const Contract& contract : suite.contracts) {
    for (const Operation& operation : contract.operations) {
      for (const ImplicitRule& rule : implicit_rules) {
        const bool concerned = operation.names_user() ? rule.on_users
                               : operation.writes()   ? rule.on_set_attributes
                                                      : rule.on_get_attributes;
        if (concerned && (operation.writes() || !rule.writes_only)) need(rule.rule, operation, contract.version);
      }
      if (operation.id == "setUser") {
        need("effect.replace.set", operation, contract.version);
        need("effect.replace.cleared", operation, contract.version);
      }
      if (operation.id == "updateUser") {
        need("effect.merge.set", operation, contract.version);
        need("effect.merge.kept", operation, contract.version);
        need("effect.merge.null", operation, contract.version);
      }
    }
  }
}

// Rules that are not on every exchange of an operation, beside the implicit ones above.
constexpr std::array<std::string_view, 6> occasional_rules{"effect.replace.set",        "effect.replace.cleared",
                                                           "effect.merge.null",         "expect.error-id-unique",
                                                           "expect.error-title-stable", "expect.error-code-stable"};

void check_rule_names(const Suite& suite, Diagnostics& diagnostics) {
  for (const Requirement& requirement : suite.rules.requirements()) {
    for (const RuleBinding& binding : requirement.rules) {
      const bool known =
          std::ranges::any_of(implicit_rules, [&](const ImplicitRule& rule) { return rule.rule == binding.rule; }) ||
          std::ranges::find(occasional_rules, binding.rule) != occasional_rules.end();
      if (!known) {
        diagnostics.push_back(
            Diagnostic::about_file("schemas/requirements.json",
                                   requirement.id + " is bound to the rule " + binding.rule + ", which no check uses"));
      }
    }
  }
}

// Whether a quote is verbatim cannot be seen from here; that it was cut or marked up can.
void check_sources(const Suite& suite, Diagnostics& diagnostics) {
  const auto add_diagnostic = [&](const Requirement& requirement, const std::string& what) {
    diagnostics.push_back(Diagnostic::about_file("schemas/requirements.json", requirement.id + ": " + what,
                                                 "quote the words as they are printed, or write a \"paraphrase\""));
  };
  for (const Requirement& requirement : suite.rules.requirements()) {
    for (const Source& source : requirement.sources) {
      const std::string_view words = source.quote.empty() ? source.paraphrase : source.quote;
      if (words.empty() || words.front() == ' ' || words.back() == ' ')
        add_diagnostic(requirement, "white space around the words of a source");
      if (words.starts_with("“"))
        add_diagnostic(requirement, "a source has quotation marks, which reports add to quotes");
      if (source.quote.find("...") != std::string::npos || source.quote.find("…") != std::string::npos)
        add_diagnostic(requirement, "a quote leaves words out");
    }
  }
}

void check_coverage(const Suite& suite, Diagnostics& diagnostics) {
  std::set<std::string> cited;
  for (const Case& test_case : suite.cases) cited.merge(cited_by(test_case));
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (!requirement.untestable.empty() || !requirement.rules.empty() || cited.contains(requirement.id)) continue;
    diagnostics.push_back(Diagnostic::about_file("schemas/requirements.json",
                                                 "no case and no implicit check verifies " + requirement.id,
                                                 "write a case, or say why it is \"untestable\""));
  }
}

void check_observations(const Suite& suite, Diagnostics& diagnostics) {
  std::map<std::string, const Requirement*, std::less<>> known;
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (!requirement.observation.empty()) known.emplace(requirement.observation, &requirement);
  }
  std::set<std::string> reported;
  for (const Case& test_case : suite.cases) {
    for (const Step& step : test_case.steps) {
      const std::string& observation = step.expect.observation;
      if (observation.empty()) continue;
      const auto found = known.find(observation);
      const std::string name = test_case.id.substr(0, test_case.id.find('['));
      if (found == known.end()) {
        if (reported.insert(observation).second)
          diagnostics.push_back(Diagnostic::about_file(
              test_case.file, name + " uses the observation \"" + observation + "\", which no requirement names"));
        continue;
      }
      for (const Alternative& alternative : step.expect.alternatives) {
        const auto& alternatives = found->second->alternatives;
        if (std::ranges::find(alternatives, alternative.name) != alternatives.end()) continue;
        if (reported.insert(observation + "=" + alternative.name).second)
          diagnostics.push_back(Diagnostic::about_file(
              test_case.file,
              name + ": the observation " + observation + " has no interpretation \"" + alternative.name + "\"",
              found->second->id + " lists them"));
      }
    }
  }
}

// What a requirement leaves open accuses no server: what a response must look like all the same is another one's.
void check_open_requirements(const Suite& suite, Diagnostics& diagnostics) {
  std::set<std::string> reported;
  for (const Case& test_case : suite.cases) {
    for (const Step& step : test_case.steps) {
      const Expect& expect = step.expect;
      const bool looks = !expect.headers.empty() || !expect.matches.empty() || !expect.distinct.empty() ||
                         !expect.same.empty() || expect.one_wins || expect.all_win ||
                         std::ranges::any_of(expect.alternatives, [](const Alternative& alternative) {
                           return !alternative.headers.empty() || !alternative.matches.empty();
                         });
      const std::string name = test_case.id.substr(0, test_case.id.find('['));
      if (!expect.open || expect.level != Level::must || !looks || !reported.insert(name).second) continue;
      diagnostics.push_back(Diagnostic::about_file(
          test_case.file, name + " compares a response for " + expect.requirement + ", which is of level observe",
          "name a requirement of level must or should as the \"requirement\" of the expectation"));
    }
  }
}

// A sample that the schema refuses would accuse every server.
void check_samples(const Suite& suite, Diagnostics& diagnostics) {
  using nlohmann::json;
  const OwnValues somebodys = own_values_of("");
  for (const auto& [name, values] : suite.fixtures.samples) {
    const std::size_t slash = name.find('/');
    for (const json& source : *values) {
      const json value = with_own_values(source, somebodys);
      json attributes = json::object();
      if (slash == std::string::npos) {
        attributes[name] = value;
      } else {
        attributes[name.substr(0, slash)] = {{name.substr(slash + 1), value}};
      }
      const json document = {
          {"data", {{"type", "User"}, {"id", "00000000-0000-4000-8000-000000000000"}, {"attributes", attributes}}}};
      for (const Violation& violation : suite.schemas.validate("user-document.schema.json", document)) {
        diagnostics.push_back(Diagnostic::about_file(
            "cases/fixtures.json", "the sample " + plain(clipped(value)) + " of " + name +
                                       " is against the schema: expected " + plain(violation.expected)));
      }
    }
  }
}

}  // namespace

Diagnostics lint(const Suite& suite) {
  Diagnostics diagnostics;
  check_rules(suite, diagnostics);
  check_rule_names(suite, diagnostics);
  check_sources(suite, diagnostics);
  check_coverage(suite, diagnostics);
  check_observations(suite, diagnostics);
  check_open_requirements(suite, diagnostics);
  check_samples(suite, diagnostics);
  check_alternatives(suite, diagnostics);
  check_aliases(suite, diagnostics);
  check_smoke(suite, diagnostics);
  return diagnostics;
}

}  // namespace conform
