#pragma once

#include <string>
#include <vector>

namespace conform::reference {

/// One thing that the server can be made to do: a fault breaks the contract in one way, a variant keeps it in another
/// way than the plain server does.
struct FaultInfo {
  std::string name;              ///< stable id: "put-keeps:locale"; [a-z0-9:-] only
  std::string description;       ///< one sentence: what the server does then
  std::string requirement_hint;  ///< the statement that it breaks, or that it reads in another way
  std::string level;             ///< "must", "should" or "observe": what binds the server to that statement
  int area = 0;                  ///< 1 to 15, as docs/requirements.md numbers them
  std::string operation;         ///< operationId that shows it best; empty: several
  bool on_the_wire = false;      ///< it shows in how bytes travel: on a real connection only
  bool by_sequences = false;     ///< it depends on earlier requests, or rare ones: generated sequences find it

  friend bool operator==(const FaultInfo&, const FaultInfo&) = default;
};

/// All faults, in the order of their areas. Names are unique over faults and variants.
[[nodiscard]] const std::vector<FaultInfo>& faults();
/// All variants.
[[nodiscard]] const std::vector<FaultInfo>& variants();

}  // namespace conform::reference
