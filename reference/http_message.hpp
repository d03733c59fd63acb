#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reference {

struct HttpField {
  std::string name;
  std::string value;
  friend bool operator==(const HttpField&, const HttpField&) = default;
};
using HttpFields = std::vector<HttpField>;

/// All values of a field joined with ", " (RFC 9110 section 5.3), by a name in any letter case; nothing when it is
/// absent.
[[nodiscard]] std::optional<std::string> field_value(const HttpFields& fields, std::string_view name);
/// Overwrites the field, or appends it.
void set_field(HttpFields& fields, std::string_view name, std::string value);
void erase_field(HttpFields& fields, std::string_view name);

/// ASCII letters in lower case, the rest as it is.
[[nodiscard]] std::string lower(std::string_view text);
/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// The registered reason phrase of a status; empty when there is none.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

/// A request as it came: fields undecoded, in order; the body without transfer coding.
struct HttpRequest {
  std::string method;
  std::string target;  ///< origin form, as sent
  HttpFields fields;
  std::string body;
  std::uint64_t connection = 0;  ///< Connection::number() of what it came over
};

/// A response before it is framed: Content-Length, Date and Connection are added when it is written.
struct HttpResponse {
  int status = 200;
  HttpFields fields;
  std::string body;
};

}  // namespace conform::reference
