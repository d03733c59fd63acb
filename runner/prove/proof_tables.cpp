#include "prove/proof_tables.hpp"

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

constexpr std::string_view not_named = "The documents do not name this header field.";
constexpr std::string_view challenge =
    "RFC 9110 section 11.6.1 asks for a challenge with 401, one or several; its parameters are the server's, and with "
    "403 "
    "it need not have any.";
constexpr std::string_view without_content =
    "Content-Type and Content-Encoding describe the content (RFC 9110 section 8), and a 204 has none.";
constexpr std::string_view case_insensitive = "Media types have no letter case (RFC 9110 section 8.3.1).";
constexpr std::string_view profile = "JSON:API 1.1 has the media type parameter profile.";
constexpr std::string_view ignored = "JSON:API has clients ignore members that they do not know.";
constexpr std::string_view uuid_case = "A UUID is read in any letter case (RFC 9562 section 4).";
constexpr std::string_view waited_for =
    "The suite waits after 429. A request that gets nothing else is errored, never judged.";
constexpr std::string_view date_letters =
    "The letters T and Z of a date-time may be lower case (RFC 3339 section 5.6).";
constexpr std::string_view optional_member = "An error object needs none of detail, links, meta and source.";
constexpr std::string_view free_text = "The server chooses the text of an error, as long as it is a string.";
constexpr std::string_view opaque_id = "An error's id is any text that differs from occurrence to occurrence.";
constexpr std::string_view undocumented_id =
    "An error's id is compared between occurrences where the table of the operation has the status.";
constexpr std::string_view free_meta = "meta holds whatever the server likes (JSON:API).";
constexpr std::string_view free_links =
    "The links of an error are optional, and a link is a URI reference or null (JSON:API 1.1).";
constexpr std::string_view error_order =
    "How many error objects there are, and in which order, is the server's choice.";

constexpr std::array allowances{
    Allowance{"*", "*", "header Date", "*", not_named},
    Allowance{"*", "*", "header Request-Id", "*", not_named},
    Allowance{"*", "401", "header WWW-Authenticate", "altered", challenge},
    Allowance{"*", "401", "header WWW-Authenticate", "twice", challenge},
    Allowance{"*", "403", "header WWW-Authenticate", "*", challenge},
    Allowance{"*", "204", "header Content-*", "added", without_content},
    Allowance{"*", "*", "header Content-Type", "\"APPLICATION/VND.API+JSON\"", case_insensitive},
    Allowance{"*", "*", "header Content-Type", "\"application/vnd.api+json; profile=*", profile},
    Allowance{"*", "*", "*", "member added", ignored},
    Allowance{"*", "200", "/data/id", "in other letters", uuid_case},
    Allowance{"*", "*", "status", "429", waited_for},
    Allowance{"*", "200", "/data/attributes/createdAt", "in other letters", date_letters},
    Allowance{"*", "4*", "/errors/?/meta/*", "*", free_meta},
    Allowance{"*", "4*", "/errors/?/meta", "altered", free_meta},
    Allowance{"*", "4*", "/errors/?/meta", "emptied", free_meta},
    Allowance{"*", "4*", "/errors/?/links/about", "*", free_links},
    Allowance{"*", "4*", "/errors/?/links", "altered", free_links},
    Allowance{"*", "4*", "/errors/?/links", "emptied", free_links},
    Allowance{"*", "4*", "/errors/?", "twice", error_order},
    Allowance{"*", "4*", "/errors/?", "swapped with the next", error_order},
    Allowance{"*", "4*", "/errors/?/id", "longer", opaque_id},
    Allowance{"*", "4*", "/errors/?/id", "in other letters", opaque_id},
    Allowance{"*", "41?", "/errors/?/id", "altered", undocumented_id},
    Allowance{"*", "431", "/errors/?/id", "altered", undocumented_id},
    Allowance{"setUserAttributes", "422", "/errors/?/id", "altered", undocumented_id},
    Allowance{"*", "4*", "/errors/?/detail", "dropped", optional_member},
    Allowance{"*", "4*", "/errors/?/detail", "renamed*", optional_member},
    Allowance{"*", "4*", "/errors/?/links", "dropped", optional_member},
    Allowance{"*", "4*", "/errors/?/links", "renamed*", optional_member},
    Allowance{"*", "4*", "/errors/?/meta", "dropped", optional_member},
    Allowance{"*", "4*", "/errors/?/meta", "renamed*", optional_member},
    Allowance{"*", "4*", "/errors/?/source", "dropped", optional_member},
    Allowance{"*", "4*", "/errors/?/source", "renamed*", optional_member},
    Allowance{"*", "4*", "/errors/?/source", "emptied", optional_member},
    Allowance{"*", "4*", "/errors/?/source", "altered", optional_member},
    Allowance{"*", "4*", "/errors/?/source", "swapped with the next", optional_member},
    Allowance{"*", "4*", "/errors/?/source/pointer", "dropped", optional_member},
    Allowance{"*", "4*", "/errors/?/source/pointer", "renamed*", optional_member},
    Allowance{"*", "4*", "/errors/?/code", "altered", free_text},
    Allowance{"*", "4*", "/errors/?/code", "in other letters", free_text},
    Allowance{"*", "4*", "/errors/?/code", "longer", free_text},
    Allowance{"*", "4*", "/errors/?/code", "swapped with the next", free_text},
    Allowance{"*", "4*", "/errors/?/detail", "altered", free_text},
    Allowance{"*", "4*", "/errors/?/detail", "in other letters", free_text},
    Allowance{"*", "4*", "/errors/?/detail", "longer", free_text},
    Allowance{"*", "4*", "/errors/?/detail", "emptied", free_text},
    Allowance{"*", "4*", "/errors/?/title", "altered", free_text},
    Allowance{"*", "4*", "/errors/?/title", "in other letters", free_text},
    Allowance{"*", "4*", "/errors/?/title", "longer", free_text},
    Allowance{"*", "4*", "/errors/?/title", "swapped with the next", free_text},
};

struct Unproven {
  std::string_view name;
  std::string_view reason;
};

constexpr std::array<Unproven, 0> admitted_cases{};
constexpr std::array<Unproven, 0> admitted_requirements{};

template <class Table>
std::string_view reason_in(const Table& table, std::string_view name) {
  for (const Unproven& unproven : table) {
    if (matches_glob(unproven.name, name)) return unproven.reason;
  }
  return {};
}

}  // namespace

const ExpectedViolations* expected_violations_of(std::string_view variant) {
  static const std::map<std::string_view, ExpectedViolations> all{
      {"published-framework",
       {.must = {"BODY-IS-JSON", "MEDIA-TYPE-GET-ATTRIBUTES", "MEDIA-TYPE-JSON-API"},
        .should = {"ACCEPT-CASE", "ACCEPT-LIST-SERVED", "BODY-IS-JSON", "CONTENT-TYPE-CASE", "ERROR-POINTER-RESOLVES",
                   "MEDIA-TYPE-JSON-API"}}}};
  const auto found = all.find(variant);
  return found == all.end() ? nullptr : &found->second;
}

bool is_conditional(std::string_view variant) { return variant == "writes-conditional"; }

bool lags(std::string_view variant) { return variant == "reads-lag"; }

bool refuses_everything(std::string_view fault) {
  return fault == "null-401" || fault == "null-403" || fault == "null-404" || fault == "null-hang";
}

std::string_view reason_to_allow(const Mutation& mutation) {
  const std::string status = std::to_string(mutation.kind.status);
  for (const Allowance& allowance : allowances) {
    if (matches_glob(allowance.operation, mutation.kind.operation) && matches_glob(allowance.status, status) &&
        matches_glob(allowance.place, mutation.place) && matches_glob(allowance.change, mutation.change))
      return allowance.reason;
  }
  return {};
}

std::string_view reason_for_unproven_case(std::string_view name) { return reason_in(admitted_cases, name); }
std::string_view reason_for_unproven_requirement(std::string_view id) { return reason_in(admitted_requirements, id); }

std::set<std::string> all_reasons() {
  std::set<std::string> all;
  for (const Allowance& allowance : allowances) all.emplace(allowance.reason);
  for (const Unproven& unproven : admitted_cases) all.emplace(unproven.reason);
  for (const Unproven& unproven : admitted_requirements) all.emplace(unproven.reason);
  return all;
}

}  // namespace conform
