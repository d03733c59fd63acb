#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// An open reading about the form of one value (docs/open-readings.md), and the way that a server went.
struct FormInterpretation {
  std::string observation;     ///< "email-domain-case" …
  std::string interpretation;  ///< "kept", "normalised"; for surrounding white space "kept", "trimmed"
  friend bool operator==(const FormInterpretation&, const FormInterpretation&) = default;
};

/// What a value that came back must do with the one that was sent, where both are forms of the same value by its own
/// standard: the readings that it shows, "kept" where another form exists and was not taken. Nothing: it is another
/// value. `attribute` is the last name of the place: "email", "houseNo".
[[nodiscard]] std::optional<std::vector<FormInterpretation>> forms_between(std::string_view attribute,
                                                                           const nlohmann::json& sent,
                                                                           const nlohmann::json& after);

/// True when `after` is the value of an attribute that was sent, in this form or in another one of `forms_between`,
/// member by member.
[[nodiscard]] bool same_in_some_form(std::string_view attribute, const nlohmann::json& sent,
                                     const nlohmann::json& after);

/// True when texts differ in white space around them alone, at whatever depth. What JavaScript's trim() takes, U+FEFF
/// among it, is white space.
[[nodiscard]] bool same_but_for_white_space(const nlohmann::json& sent, const nlohmann::json& after);

/// True when two texts are date-times (RFC 3339) of one instant, as far as the less precise one says.
[[nodiscard]] bool same_instant(const nlohmann::json& a, const nlohmann::json& b);

inline constexpr std::string_view white_space_observation = "surrounding-white-space";

}  // namespace conform
