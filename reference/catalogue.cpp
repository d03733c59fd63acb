#include "reference/catalogue.hpp"

#include <algorithm>
#include <stdexcept>

#include "reference/catalogue_entries.hpp"

namespace conform::reference {

namespace {

FaultEntries fault_entries() {
  FaultEntries entries;
  add_document_faults(entries);
  add_error_faults(entries);
  add_state_faults(entries);
  add_returning_faults(entries);
  add_value_faults(entries);
  add_text_faults(entries);
  add_form_faults(entries);
  add_unique_faults(entries);
  add_combination_faults(entries);
  add_edge_faults(entries);
  add_member_order_faults(entries);
  add_attributes_faults(entries);
  add_access_faults(entries);
  add_negotiation_faults(entries);
  add_semantic_faults(entries);
  add_robustness_faults(entries);
  add_request_faults(entries);
  add_recommendation_faults(entries);
  add_framework_faults(entries);
  add_wire_faults(entries);
  add_lenient_http_faults(entries);
  add_dodging_faults(entries);
  add_later_read_faults(entries);
  add_history_faults(entries);
  add_spelling_faults(entries);
  add_null_servers(entries);
  return entries;
}

FaultEntries variant_entries() {
  FaultEntries entries;
  add_variants(entries);
  add_form_variants(entries);
  add_choosy_variants(entries);
  add_unique_variants(entries);
  add_framework_variants(entries);
  add_odd_http_variants(entries);
  add_busy_variants(entries);
  return entries;
}

std::vector<FaultInfo> infos_of(FaultEntries entries) {
  std::vector<FaultInfo> infos;
  for (FaultEntry& entry : entries) infos.push_back(std::move(entry.about));
  return infos;
}

void apply_all(const std::vector<std::string>& names, const FaultEntries& entries, const char* kind,
               Behaviour& behaviour) {
  for (const std::string& name : names) {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const FaultEntry& entry) { return entry.about.name == name; });
    if (found == entries.end()) {
      throw std::runtime_error{std::string{"unknown "} + kind + " \"" + name + "\""};
    }
    found->apply(behaviour);
  }
}

}  // namespace

const std::vector<FaultInfo>& faults() {
  static const std::vector<FaultInfo> all = infos_of(fault_entries());
  return all;
}

const std::vector<FaultInfo>& variants() {
  static const std::vector<FaultInfo> all = infos_of(variant_entries());
  return all;
}

Behaviour behaviour_with(const std::vector<std::string>& faults, const std::vector<std::string>& variants) {
  Behaviour behaviour;
  if (!variants.empty()) apply_all(variants, variant_entries(), "variant", behaviour);
  if (!faults.empty()) apply_all(faults, fault_entries(), "fault", behaviour);
  return behaviour;
}

}  // namespace conform::reference
