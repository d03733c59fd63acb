#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_value_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
