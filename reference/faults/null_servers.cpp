#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_null_servers(Entries& /*entries*/) {}

}  // namespace conform::reference
