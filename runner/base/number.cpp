#include "base/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"

namespace conform {

std::optional<std::uint64_t> whole_number(std::string_view text, int base) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 4> units{
      {{"ms", 1.0}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}}};
  double unit = 1e3;
  for (const auto& [name, milliseconds] : units) {
    if (!text.ends_with(name)) continue;
    text.remove_suffix(name.size());
    unit = milliseconds;
    break;
  }
  constexpr std::size_t most_characters = 15;  // exact in a double
  const bool plain = std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.'; });
  if (text.empty() || text.size() > most_characters || !plain || !is_digit(text.front())) return std::nullopt;
  double number = 0;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end) return std::nullopt;
  constexpr double a_week = 7.0 * 24 * 3600e3;
  const double milliseconds = number * unit;
  if (!(milliseconds >= 1.0 && milliseconds <= a_week)) return std::nullopt;
  return std::chrono::milliseconds{static_cast<std::int64_t>(milliseconds)};
}

}  // namespace conform
