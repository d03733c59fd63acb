#pragma once

#include <string>

#include "base/number.hpp"
#include "json/fields.hpp"
#include "model/waiver.hpp"

namespace conform {

/// A waiver as an entry of a file of known failures: without what the file itself says.
template <class W>
struct WaiverEntry {
  W& waiver;
};
template <class W>
WaiverEntry(W&) -> WaiverEntry<W>;

/// A status, or a name for where there was none: 500, "timed-out".
template <class Text>
struct StatusOrName {
  Text& text;
};
template <class Text>
StatusOrName(Text&) -> StatusOrName<Text>;

inline nlohmann::ordered_json json_of(const StatusOrName<const std::string>& status) {
  const auto number = whole_number(status.text);
  return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(status.text);
}

inline void read_json(FieldReading& in, const nlohmann::json& value, StatusOrName<std::string> into) {
  if (value.is_string()) return read_json(in, value, into.text);
  int status = 0;
  read_json(in, value, status);
  into.text = std::to_string(status);
}

template <class Text>
bool is_absent(const StatusOrName<Text>& status) {
  return status.text.empty();
}

template <class A, class W>
void fields(A& a, const WaiverEntry<W>& entry) {
  W& waiver = entry.waiver;
  a("cases", waiver.cases)("requirement", waiver.requirement)("rule", waiver.rule)("where", waiver.where);
  a.optional("status", StatusOrName{waiver.status})("reason", waiver.reason);
  a.optional("link", waiver.link).optional("owner", waiver.owner)("expires", waiver.expires);
}

}  // namespace conform
