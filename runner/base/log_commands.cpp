#include "base/log_commands.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/code_ranges.hpp"
#include "base/utf8.hpp"

namespace conform {
namespace {

constexpr std::array<std::string_view, 3> bracket_commands{"##[", "##vso[", "##teamcity["};

// White_Space (Unicode 15, PropList.txt) but for line feed and carriage return, which begin a line; and U+180E, U+200B
// to U+200F, U+2060 and U+FEFF, which take no room.
constexpr std::array<CodeRange, 11> blanks{{{0x09, 0x09},
                                            {0x0B, 0x0C},
                                            {0x20, 0x20},
                                            {0x85, 0x85},
                                            {0xA0, 0xA0},
                                            {0x1680, 0x1680},
                                            {0x180E, 0x180E},
                                            {0x2000, 0x200F},
                                            {0x2028, 0x2060},
                                            {0x3000, 0x3000},
                                            {0xFEFF, 0xFEFF}}};

bool begins_command(std::string_view text) {
  return std::any_of(bracket_commands.begin(), bracket_commands.end(),
                     [&](std::string_view command) { return command.starts_with(text); });
}

}  // namespace

void LogCommandBreaker::pass(std::string_view part, std::string& out) {
  out.reserve(out.size() + part.size());
  for (const char byte : part) {
    if (completes_command(byte)) {
      out += ' ';
      hashes_.clear();
      at_start_ = false;
    }
    out += byte;
    see(byte);
  }
}

bool LogCommandBreaker::completes_command(char byte) const {
  if (at_start_ && colon_ && byte == ':') return true;
  return byte == '[' && hashes_.size() >= 2 && begins_command(hashes_ + byte);
}

void LogCommandBreaker::see(char byte) {
  hashes_ += lower(byte);
  if (hashes_ == "###") hashes_ = "##";
  if (!begins_command(hashes_)) hashes_ = byte == '#' ? "#" : "";

  if (byte == '\n' || byte == '\r') {
    at_start_ = true;
    colon_ = escape_ = false;
    character_.clear();
    return;
  }
  if (!at_start_) return;
  if (colon_) {
    at_start_ = colon_ = false;  // another character than a second colon
  } else if (escape_) {
    escape_ = byte == '[' || byte == ';' || (byte >= '0' && byte <= '9');
  } else if (byte == '\x1B' && character_.empty()) {
    escape_ = true;
  } else if (byte == ':' && character_.empty()) {
    colon_ = true;
  } else {
    character_ += byte;
    constexpr std::size_t longest = 4;
    if (utf8_length(character_) == character_.size()) {
      at_start_ = within(utf8_decode(character_), blanks);
      character_.clear();
    } else if (character_.size() >= longest || static_cast<unsigned char>(character_.front()) < 0xC0) {
      at_start_ = false;
      character_.clear();
    }
  }
}

bool begins_bracket_command(std::string_view text) {
  return std::any_of(bracket_commands.begin(), bracket_commands.end(), [&](std::string_view command) {
    return text.size() >= command.size() &&
           std::equal(command.begin(), command.end(), text.begin(), [](char a, char b) { return a == lower(b); });
  });
}

std::string without_log_commands(std::string_view text) {
  std::string out;
  LogCommandBreaker{}.pass(text, out);
  return out;
}

}  // namespace conform
