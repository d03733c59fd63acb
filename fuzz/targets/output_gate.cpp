#include <algorithm>
#include <string>

#include "base/gate.hpp"
#include "base/log_commands.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"
#include "json/text.hpp"
#include "target/redact.hpp"

namespace conform::fuzz {
namespace {

// No input holds a part of it by chance.
constexpr std::string_view secret = "Zq7xW0pLk9RtY3vB8nM2cD5fGh6jS1aE4uQ-_iO";

const Redactor& redactor() {
  static const Redactor made{{{.value = std::string{secret}, .variable = "A_TOKEN"}}};
  return made;
}

bool holds_part(std::string_view text, std::size_t length) {
  for (std::size_t at = 0; at + length <= secret.size(); ++at) {
    if (text.find(secret.substr(at, length)) != std::string_view::npos) return true;
  }
  return false;
}

// Escapes join the input's own characters: "\u0000" before the secret's second half shows its last 0 as well.
bool shows_part(std::string_view text, std::size_t length) {
  const std::string whole{text};
  return holds_part(text, length) || holds_part(shown(json_quoted(whole, 6 * whole.size()), Redactor{}), length);
}

bool ends_in_beginning(std::string_view text) {
  for (std::size_t length = 4; length <= secret.size(); ++length) {
    if (text.ends_with(secret.substr(0, length))) return true;
  }
  return false;
}

void require_harmless(const std::string& text) {
  require(is_utf8(text), "what was shown is UTF-8");
  require(printable(text) == text, "what was shown is printable");
}

void require_broken_up(std::string_view text, std::size_t middle) {
  const std::string whole = without_log_commands(text);
  LogCommandBreaker breaker;
  std::string parts;
  breaker.pass(text.substr(0, middle), parts);
  breaker.pass(text.substr(middle), parts);
  require(parts == whole, "text in parts is broken up as a whole one is");
  require(without_log_commands(whole) == whole, "what was broken up is not a command any more");
  for (const std::string_view command : {"##[", "##vso[", "##teamcity["})
    require(whole.find(command) == std::string::npos, "no command in brackets is left");
  require(!whole.starts_with("::") && whole.find("\n::") == std::string::npos, "no line begins with a command");
}

}  // namespace

/// Bytes before a secret, and behind it; the first byte is how much of them is shown.
void fuzz_output_gate(std::string_view input) {
  if (input.empty()) return;
  const std::size_t limit = static_cast<unsigned char>(input.front());
  Parts parts{input.substr(1)};
  const std::string_view before = parts.next();
  const std::string_view behind = parts.next();
  require_broken_up(before, std::min(before.size(), limit));
  constexpr std::size_t some = 8;
  if (shows_part(before, some) || shows_part(behind, some)) return;
  const std::string echo = std::string{before}.append(secret).append(behind);
  for (const Untrusted& text :
       {Untrusted{echo}, Untrusted{echo, limit, Untrusted::Form::words}, json_quoted(echo, limit)}) {
    const std::string seen = shown(text, redactor());
    require_harmless(seen);
    require(!holds_part(seen, some), "no part of a secret is shown");
    const std::size_t cut = seen.find("…");
    if (cut != std::string::npos && echo.find("…") == std::string::npos)
      require(!ends_in_beginning(std::string_view{seen}.substr(0, cut)),
              "no clipped text ends in a secret's beginning");
    require(seen.size() <= std::max(Untrusted::most_words, limit) + 40, "what is shown is clipped");
  }
}

}  // namespace conform::fuzz
