#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_access_faults(Entries& /*entries*/) {}

}  // namespace conform::reference
