#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/behaviour.hpp"
#include "reference/catalogue.hpp"

namespace conform::reference {

/// A switch and what it adds to the healthy behaviour. `apply` is called once per server: what it captures is that
/// server's.
struct Entry {
  Switch about;
  std::function<void(Behaviour&)> apply;
};
using Entries = std::vector<Entry>;

// One function per family, in the order of the catalogue. Each appends its entries.
void add_document_faults(Entries& entries);
void add_error_faults(Entries& entries);
void add_state_faults(Entries& entries);
void add_returning_faults(Entries& entries);
void add_value_faults(Entries& entries);
void add_text_faults(Entries& entries);
void add_form_faults(Entries& entries);
void add_unique_faults(Entries& entries);
void add_attributes_faults(Entries& entries);
void add_access_faults(Entries& entries);
void add_negotiation_faults(Entries& entries);
void add_semantic_faults(Entries& entries);
void add_robustness_faults(Entries& entries);
void add_request_faults(Entries& entries);
void add_recommendation_faults(Entries& entries);
void add_framework_faults(Entries& entries);
void add_wire_faults(Entries& entries);
void add_lenient_http_faults(Entries& entries);
void add_dodging_faults(Entries& entries);
void add_null_servers(Entries& entries);
void add_variants(Entries& entries);
void add_form_variants(Entries& entries);
void add_choosy_variants(Entries& entries);
void add_unique_variants(Entries& entries);
void add_framework_variants(Entries& entries);
void add_odd_http_variants(Entries& entries);
void add_busy_variants(Entries& entries);

/// The behaviour with those faults and variants on. Throws std::runtime_error naming what is unknown.
[[nodiscard]] Behaviour behaviour_with(const std::vector<std::string>& faults,
                                       const std::vector<std::string>& variants);

}  // namespace conform::reference
