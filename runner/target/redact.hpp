#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/gate.hpp"
#include "model/exchange.hpp"
#include "model/secret.hpp"

namespace conform {

/// Puts "$VARIABLE" in the place of secrets, in any bytes and in linear time. Thread-safe.
///
/// A secret is found by its value: as it is, percent-encoded, with JSON escapes (whichever of its characters are
/// encoded; also twice, as in JSON that is quoted in JSON), and in base64 and base64url, also as a part of what was
/// encoded ("user:password"). Where secrets overlap, all of their bytes go, in the name of the longest. A value of
/// fewer than 6 characters would be found in innocent text ("abc" in "fabced"): it is replaced where it stands as a
/// word, with no letter, digit, "-" or "_" beside it, and not in base64. One of fewer than 3 is a word of every other
/// sentence: it is replaced in Authorization fields alone.
class Redactor : public Redaction {
 public:
  Redactor() : Redactor{std::vector<Secret>{}} {}
  explicit Redactor(std::vector<Secret> secrets);

  [[nodiscard]] std::string redact(std::string_view text) const override;
  [[nodiscard]] std::size_t before_begun_secret(std::string_view cut) const override;
  /// An exchange without secrets, and without the values of cookies, which the server gave as such.
  [[nodiscard]] Exchange redact(Exchange exchange) const;
  /// What it was made of, for to_curl.
  [[nodiscard]] const std::vector<Secret>& secrets() const noexcept { return secrets_; }

 private:
  /// A state of the automaton that looks for all patterns at once (Aho and Corasick, 1975).
  struct Node {
    std::uint32_t child = 0;    ///< first of the states that follow; 0: none
    std::uint32_t sibling = 0;  ///< next state that follows the same one
    std::uint32_t fallback = 0;
    std::uint32_t shorter = 0;  ///< next state along the fallbacks with a pattern; 0: none
    std::uint32_t pattern = 0;  ///< 1-based: the pattern that ends here, 0: none
    std::uint32_t depth = 0;    ///< bytes that lead here
    char byte = 0;
  };
  struct Pattern {
    std::size_t length = 0;
    std::size_t secret = 0;
    bool as_word = false;
  };
  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t secret = 0;
  };
  void add_pattern(std::string_view text, std::size_t secret, bool as_word);
  void link_fallbacks();
  /// The state that follows by this byte alone; 0: none.
  [[nodiscard]] std::uint32_t child_of(std::uint32_t node, char byte) const;
  /// The state after this byte, fallbacks taken.
  [[nodiscard]] std::uint32_t next(std::uint32_t node, char byte) const;
  template <class Decode>
  void find(std::string_view text, Decode decode, std::vector<Found>& found) const;
  /// Where the text has a secret begin that reaches to its end, or to an encoded character that is not whole there.
  template <class Decode>
  [[nodiscard]] std::size_t begun_at(std::string_view text, Decode decode) const;
  [[nodiscard]] std::string without_tiny_secrets(std::string_view value) const;
  void redact_headers(Headers& headers) const;
  void redact_response(Response& response) const;

  std::vector<Secret> secrets_;
  std::vector<Node> nodes_;
  std::array<std::uint32_t, 256> first_{};  ///< states that follow the first one, by byte: there texts are mostly
  std::vector<Pattern> patterns_;
  std::size_t longest_ = 0;
};

}  // namespace conform
