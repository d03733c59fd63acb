#include "run/client/retry_after.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace conform {
namespace {

using namespace std::chrono;

// A number of exactly these digits; -1 when something else stands there.
int number(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? -1 : value;
}

// "08:49:37"; a leap second is second 60.
std::optional<seconds> time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = number(text.substr(0, 2));
  const int minute = number(text.substr(3, 2));
  const int second = number(text.substr(6, 2));
  if (std::min({hour, minute, second}) < 0 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return hours{hour} + minutes{minute} + seconds{second};
}

std::optional<sys_seconds> moment(int year_number, std::string_view month_name, int day_of_month,
                                  std::string_view time) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto* const month = std::ranges::find(months, month_name);
  const auto of_day = time_of_day(time);
  if (month == months.end() || !of_day || std::min(year_number, day_of_month) < 0) return std::nullopt;
  const year_month_day date{year{year_number}, std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
                            day{static_cast<unsigned>(day_of_month)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + *of_day;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that senders may make.
std::optional<sys_seconds> imf_fixdate(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text.substr(25) != " GMT") {
    return std::nullopt;
  }
  return moment(number(text.substr(12, 4)), text.substr(8, 3), number(text.substr(5, 2)), text.substr(17, 8));
}

// "Sunday, 06-Nov-94 08:49:37 GMT": a year that looks more than 50 years ahead is of the century before.
std::optional<sys_seconds> rfc850_date(std::string_view text, sys_seconds now) {
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  text.remove_prefix(comma + 2);
  if (text.size() != 22 || text[2] != '-' || text[6] != '-' || text[9] != ' ' || text.substr(18) != " GMT")
    return std::nullopt;
  const int two_digits = number(text.substr(7, 2));
  if (two_digits < 0) return std::nullopt;
  const int this_year = static_cast<int>(year_month_day{floor<days>(now)}.year());
  int year_number = this_year - this_year % 100 + two_digits;
  if (year_number > this_year + 50) year_number -= 100;
  if (year_number < this_year - 49) year_number += 100;
  return moment(year_number, text.substr(3, 3), number(text.substr(0, 2)), text.substr(10, 8));
}

// "Sun Nov  6 08:49:37 1994"
std::optional<sys_seconds> asctime_date(std::string_view text) {
  if (text.size() != 24 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ') return std::nullopt;
  std::string_view day_of_month = text.substr(8, 2);
  if (day_of_month.front() == ' ') day_of_month.remove_prefix(1);
  return moment(number(text.substr(20, 4)), text.substr(4, 3), number(day_of_month), text.substr(11, 8));
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, system_clock::time_point now) {
  if (!value.empty() && std::ranges::all_of(value, [](char c) { return is_digit(c); })) {
    seconds delay{0};
    for (const char c : value) delay = std::min(longest_wait, delay * 10 + seconds{c - '0'});
    return delay;
  }
  // In whole seconds throughout: the nanoseconds of the system's clock do not reach beyond the year 2262.
  const auto begun = floor<seconds>(now);
  auto date = imf_fixdate(value);
  if (!date) date = rfc850_date(value, begun);
  if (!date) date = asctime_date(value);
  if (!date) return std::nullopt;
  return std::clamp(*date - begun, seconds{0}, longest_wait);
}

}  // namespace conform
