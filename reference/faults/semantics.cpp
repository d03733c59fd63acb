#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_semantic_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
