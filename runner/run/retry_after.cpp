#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "run/messenger.hpp"

namespace conform {
namespace {

using namespace std::chrono;

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that RFC 9110 section 5.6.7 lets senders make.
std::optional<system_clock::time_point> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* end = text.data() + at + length;
    return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
  };
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const int day_of_month = number(5, 2);
  const int year_number = number(12, 4);
  const int hour = number(17, 2);
  const int minute = number(20, 2);
  const int second = number(23, 2);
  if (month == months.end() || std::min({day_of_month, year_number, hour, minute, second}) < 0) return std::nullopt;
  const year_month_day date{year{year_number}, std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
                            day{static_cast<unsigned>(day_of_month)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, system_clock::time_point now) {
  int delay = 0;
  const char* end = value.data() + value.size();
  if (!value.empty() && std::from_chars(value.data(), end, delay).ptr == end && delay >= 0) return seconds{delay};
  if (const auto date = parse_http_date(value)) return std::max(seconds{0}, ceil<seconds>(*date - now));
  return std::nullopt;
}

}  // namespace conform
