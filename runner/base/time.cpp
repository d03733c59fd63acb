#include "base/time.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"

namespace conform {
namespace {

std::string date_text(std::chrono::days since_1970) {
  const std::chrono::year_month_day date{std::chrono::sys_days{since_1970}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace

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
  const hh_mm_ss clock{moment - day};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", date_text(day), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

std::string precise_timestamp(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto moment = floor<microseconds>(time.time_since_epoch());
  const auto rest = (moment - floor<milliseconds>(moment)).count();
  std::string text = timestamp(time);
  if (rest != 0) text.insert(text.size() - 1, fmt::format("{:03}", rest));
  return text;
}

std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";
  constexpr std::string_view precise = "dddd-dd-ddTdd:dd:dd.ddddddZ";
  const auto fits = [](char want, char have) { return want == 'd' ? is_digit(have) : have == want; };
  const auto has = [&](std::string_view one) {
    return std::equal(one.begin(), one.end(), text.begin(), text.end(), fits);
  };
  if (!has(shape) && !has(precise)) return std::nullopt;
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
  const microseconds fraction = has(precise) ? microseconds{number(20, 6)} : milliseconds{number(20, 3)};
  const auto moment = sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second} + fraction;
  if (moment < ceil<milliseconds>(system_clock::duration::min()) ||
      moment > floor<milliseconds>(system_clock::duration::max())) {
    return std::nullopt;
  }
  return system_clock::time_point{duration_cast<system_clock::duration>(moment)};
}

std::string utc_date(std::chrono::system_clock::time_point time) {
  return date_text(std::chrono::floor<std::chrono::days>(time.time_since_epoch()));
}

}  // namespace conform
