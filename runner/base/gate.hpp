#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/untrusted.hpp"

namespace conform {

/// Knows secrets and takes them out of text.
class Redaction {
 public:
  virtual ~Redaction() = default;
  /// The text without secrets.
  [[nodiscard]] virtual std::string redact(std::string_view text) const = 0;
  /// Bytes of a text that was cut at its end which are free of a secret that had begun there: all of them, or less when
  /// it ends in 4 or more characters of the beginning of one.
  [[nodiscard]] virtual std::size_t before_begun_secret(std::string_view cut) const = 0;

 protected:
  Redaction() = default;
  Redaction(const Redaction&) = default;
  Redaction(Redaction&&) = default;
  Redaction& operator=(const Redaction&) = default;
  Redaction& operator=(Redaction&&) = default;
};

/// Knows none: for text of files of the suite and of records, and for what has passed before.
[[nodiscard]] const Redaction& no_secrets();

/// The one way from untrusted text to text that may be shown: piece by piece without secrets, then printable, then
/// clipped at a character, with "…" where something is missing, and its size behind JSON: "… (N bytes)". What was
/// clipped does not end in 4 or more characters of the beginning of a secret.
[[nodiscard]] std::string shown(const Untrusted& text, const Redaction& redaction);

/// The same with no_secrets().
[[nodiscard]] std::string plain(const Untrusted& text);

}  // namespace conform
