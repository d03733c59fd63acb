#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/untrusted.hpp"
#include "check/forms.hpp"
#include "check/record.hpp"
#include "model/level.hpp"
#include "suite/case.hpp"

namespace conform {

/// One attribute that is not what the operation should have made of it.
struct Difference {
  std::string rule;    ///< "effect.merge.kept", "effect.exact" …
  std::string where;   ///< pointer below the attributes: "/locale", "/address/street"
  Untrusted expected;  ///< JSON
  Untrusted actual;    ///< JSON; "absent"
  Untrusted fault;     ///< the class of the fault, a clause: "kept locale, which the request left out"
  Level max_level = Level::must;
  friend bool operator==(const Difference&, const Difference&) = default;
};

/// A record before, what was sent, and a record after: the response's or a later read's. All are objects of attributes.
struct OracleQuestion {
  Effect effect = Effect::none;  ///< merge, replace or none
  const nlohmann::json& before;
  const nlohmann::json& sent;
  const nlohmann::json& after;
  const RecordShape& shape;
  std::optional<std::string> address_pin;  ///< "merge" or "replace", when the target has committed itself
};

/// A form in which a value came back (docs/open-readings.md).
struct FormSeen {
  std::string where;  ///< pointer below the attributes
  std::string sent;   ///< JSON; empty: the reading says nothing of one value
  FormInterpretation form;
  friend bool operator==(const FormSeen&, const FormSeen&) = default;
};

struct OracleResult {
  std::vector<Difference> differences;
  std::vector<FormSeen> forms;
  std::string address_interpretation;  ///< "merge" or "replace" when a partial address showed which; empty otherwise
};

/// Contract areas 4, 5 and 6 for a User's attributes: what must they be now, and what are they?
[[nodiscard]] OracleResult judge_record(const OracleQuestion& question);

/// Contract area 7 for /attributes: given keys are set exactly, the rest stays (merge); nothing changes (none).
[[nodiscard]] OracleResult judge_custom_attributes(Effect effect, const nlohmann::json& before,
                                                   const nlohmann::json& sent, const nlohmann::json& after);

}  // namespace conform
