#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_wire_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
