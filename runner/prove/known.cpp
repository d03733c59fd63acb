#include "prove/known.hpp"

#include <array>
#include <map>

#include "plan/plan.hpp"

namespace conform {
namespace {

/// Globs; a mutation is allowed by the first rule that it fits.
struct Allowance {
  std::string_view operation;
  std::string_view status;
  std::string_view place;
  std::string_view change;
  std::string_view reason;
};

constexpr std::array<Allowance, 1> allowances{{
    {"*", "*", "header Date", "*",
     "RFC 9110 section 6.6.1: an origin server without a clock sends no Date, and the documents do not name the "
     "field."},
}};

struct Unproven {
  std::string_view name;
  std::string_view reason;
};

constexpr std::array<Unproven, 0> cases{};
constexpr std::array<Unproven, 0> requirements{};

template <class Table>
std::string_view reason_in(const Table& table, std::string_view name) {
  for (const Unproven& one : table) {
    if (matches_glob(one.name, name)) return one.reason;
  }
  return {};
}

}  // namespace

const Departures* departures_of(std::string_view variant) {
  static const std::map<std::string_view, Departures> all{
      {"published-framework",
       {.must = {"BODY-IS-JSON", "MEDIA-TYPE-GET-ATTRIBUTES", "MEDIA-TYPE-JSON-API"},
        .should = {"ACCEPT-CASE", "ACCEPT-LIST-SERVED", "BODY-IS-JSON", "CONTENT-TYPE-CASE", "ERROR-POINTER-RESOLVES",
                   "MEDIA-TYPE-JSON-API"}}}};
  const auto found = all.find(variant);
  return found == all.end() ? nullptr : &found->second;
}

std::string_view reason_to_allow(const Mutation& mutation) {
  const std::string status = std::to_string(mutation.kind.status);
  for (const Allowance& one : allowances) {
    if (matches_glob(one.operation, mutation.kind.operation) && matches_glob(one.status, status) &&
        matches_glob(one.place, mutation.place) && matches_glob(one.change, mutation.change))
      return one.reason;
  }
  return {};
}

std::string_view reason_for_unproven_case(std::string_view name) { return reason_in(cases, name); }
std::string_view reason_for_unproven_requirement(std::string_view id) { return reason_in(requirements, id); }

std::set<std::string> all_reasons() {
  std::set<std::string> all;
  for (const Allowance& one : allowances) all.emplace(one.reason);
  for (const Unproven& one : cases) all.emplace(one.reason);
  for (const Unproven& one : requirements) all.emplace(one.reason);
  return all;
}

}  // namespace conform
