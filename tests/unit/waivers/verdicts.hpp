#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/verdict.hpp"
#include "model/waiver.hpp"

namespace conform::test {

inline Finding finding(std::string where, std::string rule = "effect.merge.kept", Level level = Level::must) {
  Finding made;
  made.rule = std::move(rule);
  made.requirement = "UPDATE-MERGE";
  made.level = level;
  made.where = std::move(where);
  return made;
}

/// A failed case, each finding of it on one exchange with that status.
inline Verdict failed(std::string id, std::vector<Finding> findings, int status = 200) {
  Verdict made;
  made.id = std::move(id);
  made.outcome = {.kind = OutcomeKind::failed, .reason = {}};
  made.findings = std::move(findings);
  Exchange exchange;
  exchange.response = Response{.status = status, .reason = {}, .headers = {}, .body = {}};
  made.exchanges = {exchange};
  return made;
}

inline Verdict ended(std::string id, OutcomeKind kind) {
  Verdict made;
  made.id = std::move(id);
  made.outcome = {.kind = kind, .reason = {}};
  return made;
}

/// Knows finding("/data/attributes/locale") of every case.
inline Waiver entry(std::string case_id = "*") {
  return {.cases = {std::move(case_id)},
          .requirement = "UPDATE-MERGE",
          .rule = "effect.merge.kept",
          .where = "/data/attributes/locale",
          .status = {},
          .reason = "the old database",
          .link = {},
          .owner = {},
          .expires = "2026-12-31",
          .file = "known.json",
          .line = 7};
}

}  // namespace conform::test
