#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_attributes_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
