#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_variants(Entries& /*entries*/) {}

}  // namespace conform::reference
