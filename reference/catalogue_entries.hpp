#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/behaviour.hpp"
#include "reference/catalogue.hpp"

namespace conform::reference {

/// A switch and what it adds to the healthy behaviour. `apply` is called once per server: what it captures is that
/// server's.
struct FaultEntry {
  FaultInfo about;
  std::function<void(Behaviour&)> apply;
};
using FaultEntries = std::vector<FaultEntry>;

// One function per family, in the order of the catalogue. Each appends its entries.
void add_document_faults(FaultEntries& entries);
void add_error_faults(FaultEntries& entries);
void add_state_faults(FaultEntries& entries);
void add_returning_faults(FaultEntries& entries);
void add_value_faults(FaultEntries& entries);
void add_text_faults(FaultEntries& entries);
void add_form_faults(FaultEntries& entries);
void add_unique_faults(FaultEntries& entries);
void add_combination_faults(FaultEntries& entries);
void add_edge_faults(FaultEntries& entries);
void add_member_order_faults(FaultEntries& entries);
void add_attributes_faults(FaultEntries& entries);
void add_access_faults(FaultEntries& entries);
void add_negotiation_faults(FaultEntries& entries);
void add_semantic_faults(FaultEntries& entries);
void add_robustness_faults(FaultEntries& entries);
void add_request_faults(FaultEntries& entries);
void add_recommendation_faults(FaultEntries& entries);
void add_framework_faults(FaultEntries& entries);
void add_wire_faults(FaultEntries& entries);
void add_lenient_http_faults(FaultEntries& entries);
void add_dodging_faults(FaultEntries& entries);
void add_later_read_faults(FaultEntries& entries);
void add_history_faults(FaultEntries& entries);
void add_spelling_faults(FaultEntries& entries);
void add_null_servers(FaultEntries& entries);
void add_variants(FaultEntries& entries);
void add_form_variants(FaultEntries& entries);
void add_choosy_variants(FaultEntries& entries);
void add_unique_variants(FaultEntries& entries);
void add_framework_variants(FaultEntries& entries);
void add_odd_http_variants(FaultEntries& entries);
void add_busy_variants(FaultEntries& entries);

/// The behaviour with those faults and variants on. Throws std::runtime_error naming what is unknown.
[[nodiscard]] Behaviour behaviour_with(const std::vector<std::string>& faults,
                                       const std::vector<std::string>& variants);

}  // namespace conform::reference
