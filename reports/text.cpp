#include "reports/text.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "json/code_ranges.hpp"
#include "json/utf8.hpp"

namespace conform {
namespace {

// Combining marks of the common scripts, zero width space and joiners, variation selectors. An approximation of wcwidth
// that does not depend on the locale.
constexpr std::array<CodeRange, 9> no_column{{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x064B, 0x065F},
                                              {0x200B, 0x200D},
                                              {0x20D0, 0x20FF},
                                              {0x302A, 0x302F},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};

constexpr std::array<CodeRange, 11> two_columns{{{0x1100, 0x115F},
                                                 {0x2E80, 0x303E},
                                                 {0x3041, 0xA4CF},
                                                 {0xAC00, 0xD7A3},
                                                 {0xF900, 0xFAFF},
                                                 {0xFE30, 0xFE6F},
                                                 {0xFF00, 0xFF60},
                                                 {0xFFE0, 0xFFE6},
                                                 {0x1F300, 0x1F64F},
                                                 {0x1F680, 0x1F9FF},
                                                 {0x20000, 0x3FFFD}}};

std::size_t columns_of(char32_t character) {
  if (character < 0x300) return 1;
  if (within(character, no_column)) return 0;
  return within(character, two_columns) ? 2 : 1;
}

}  // namespace

std::string clip(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string{text};
  return fmt::format("{}… [{} bytes in all, SHA-256 {}]", beginning(text, max_bytes), text.size(), sha256_hex(text));
}

std::string sha256(std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  // Characters may alias any type, so this is the one cast that is always allowed.
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                 nullptr) != 1) {
    throw std::runtime_error{"SHA-256 is not available from libcrypto"};
  }
  digest.resize(size);
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : sha256(bytes)) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    count += columns_of(utf8_decode(text));
    text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
  }
  return count;
}

std::string_view fitting(std::string_view text, std::size_t max_columns) {
  std::size_t end = 0;
  std::size_t used = 0;
  while (end < text.size()) {
    const std::string_view rest = text.substr(end);
    used += columns_of(utf8_decode(rest));
    if (used > max_columns) break;
    end += std::max<std::size_t>(utf8_length(rest), 1);
  }
  return text.substr(0, end);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);  // a wide character must fit
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    while (true) {
      std::string_view part = fitting(line, width);
      if (part.size() < line.size() && line[part.size()] != ' ') {
        const std::size_t space = part.rfind(' ');
        // Leading spaces are an indent, not a place to break.
        if (space != std::string_view::npos && part.find_first_not_of(' ') < space) part = part.substr(0, space);
      }
      const std::size_t end = part.find_last_not_of(' ');
      lines.emplace_back(end == std::string_view::npos ? std::string_view{} : part.substr(0, end + 1));
      line.remove_prefix(part.size());
      if (line.empty()) break;
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      if (line.empty()) break;
    }
  }
  return lines;
}

std::string duration_text(std::chrono::microseconds took) {
  using namespace std::chrono;
  if (took < 0us) took = 0us;
  const double milliseconds = static_cast<double>(took.count()) / 1e3;
  if (milliseconds < 9.95) return fmt::format("{:.1f} ms", milliseconds);
  if (milliseconds < 999.5) return fmt::format("{:.0f} ms", milliseconds);
  if (milliseconds < 59'950) return fmt::format("{:.1f} s", milliseconds / 1e3);
  const auto all = round<seconds>(took).count();
  if (all < 3600) return fmt::format("{} min {} s", all / 60, all % 60);
  return fmt::format("{} h {} min", all / 3600, all % 3600 / 60);
}

std::string timestamp(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  constexpr sys_days first{year{0} / January / 1};
  constexpr sys_days last{year{9999} / December / 31};
  auto moment = floor<milliseconds>(time.time_since_epoch());
  moment = std::clamp(moment, duration_cast<milliseconds>(first.time_since_epoch()),
                      duration_cast<milliseconds>((last + days{1}).time_since_epoch()) - 1ms);
  const auto day = floor<days>(moment);
  const year_month_day date{sys_days{day}};
  const hh_mm_ss clock{moment - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";
  const auto fits = [](char want, char have) { return want == 'd' ? have >= '0' && have <= '9' : have == want; };
  if (!std::equal(shape.begin(), shape.end(), text.begin(), text.end(), fits)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char digit : text.substr(at, digits)) value = value * 10 + (digit - '0');
    return value;
  };
  const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                            day{static_cast<unsigned>(number(8, 2))}};
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto moment =
      sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second} + milliseconds{number(20, 3)};
  if (moment < ceil<milliseconds>(system_clock::duration::min()) ||
      moment > floor<milliseconds>(system_clock::duration::max())) {
    return std::nullopt;
  }
  return system_clock::time_point{duration_cast<system_clock::duration>(moment)};
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

}  // namespace conform
