#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_robustness_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
