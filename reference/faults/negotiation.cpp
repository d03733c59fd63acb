#include "reference/faults/entry.hpp"

namespace conform::reference {

void add_negotiation_faults(Entries& entries) {
  entries.push_back({{"accept-ignored", "Requests are served whatever Accept asks for.",
                      "An Accept that cannot be satisfied gets 406.", "must", 10, ""},
                     [](Behaviour& behaviour) {
                       waive(behaviour, Operation::set_user, {"accept"});
                       waive(behaviour, Operation::update_user, {"accept"});
                     }});
}

}  // namespace conform::reference
