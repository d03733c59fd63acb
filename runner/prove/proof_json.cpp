#include <nlohmann/json.hpp>

#include "prove/proof_tables.hpp"
#include "prove/prove.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string_view name_of(ServerKind kind) {
  switch (kind) {
    case ServerKind::healthy:
      return "healthy";
    case ServerKind::variant:
      return "variant";
    case ServerKind::fault:
      return "fault";
  }
  return "fault";
}

std::string_view name_of(MutationFate fate) {
  switch (fate) {
    case MutationFate::noticed:
      return "noticed";
    case MutationFate::undecided:
      return "undecided";
    case MutationFate::unnoticed:
      return "unnoticed";
    case MutationFate::inapplicable:
      return "inapplicable";
  }
  return "inapplicable";
}

json server_json(const ServerResult& result) {
  return {{"kind", name_of(result.server.kind)},
          {"name", result.server.what.name},
          {"apiVersion", result.server.api_version},
          {"area", result.server.what.area},
          {"level", result.server.what.level},
          {"passed", result.totals.passed},
          {"failed", result.totals.failed},
          {"skipped", result.totals.skipped},
          {"errored", result.totals.errored},
          {"found", result.found},
          {"shouldFound", result.should_found},
          {"passedClean", result.passed_clean},
          {"complaints", result.messages},
          {"wrong", result.wrong},
          {"milliseconds", result.took.count() / 1000}};
}

json mutation_json(const MutationResult& result) {
  return {{"operation", result.mutation.kind.operation},
          {"status", result.mutation.kind.status},
          {"place", result.mutation.place},
          {"change", result.mutation.change},
          {"fate", name_of(result.fate)},
          {"requirement", result.requirement},
          {"case", result.seen_by},
          {"allowed", result.allowed}};
}

}  // namespace

std::string proof_json(const Proof& proof) {
  json results = json::array();
  for (const ServerResult& result : proof.results) results.push_back(server_json(result));
  json mutations = json::array();
  for (const MutationResult& result : proof.mutations) mutations.push_back(mutation_json(result));
  const json whole = {{"holds", proof.holds()},
                      {"milliseconds", proof.took.count() / 1000},
                      {"results", std::move(results)},
                      {"mutations", std::move(mutations)},
                      {"unprovenCases", unproven_cases(proof)},
                      {"unusedReasons", proof.unused_reasons}};
  return whole.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace conform
