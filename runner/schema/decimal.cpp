#include "schema/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

namespace conform {
namespace {

using nlohmann::json;

/// digits * 10^exponent, without its sign; digits end in no zero unless they are 0.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

Decimal normalized(Decimal decimal) {
  while (decimal.digits != 0 && decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    ++decimal.exponent;
  }
  return decimal;
}

/// The shortest decimal that reads back as this double: at most 17 digits, and what was written unless that had more.
Decimal decimal_of(double number) {
  std::array<char, 64> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(number), std::chars_format::scientific);
  Decimal decimal;
  bool fraction = false;
  const char* at = buffer.data();
  for (; at != written.ptr && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
    } else {
      decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*at - '0');
      decimal.exponent -= fraction ? 1 : 0;
    }
  }
  int exponent = 0;
  at += at != written.ptr ? 1 : 0;
  at += at != written.ptr && *at == '+' ? 1 : 0;
  std::from_chars(at, written.ptr, exponent);
  decimal.exponent += exponent;
  return normalized(decimal);
}

Decimal decimal_of(const json& number) {
  if (number.is_number_float()) return decimal_of(number.get<double>());
  if (number.is_number_unsigned()) return normalized({.digits = number.get<std::uint64_t>()});
  const auto integer = number.get<std::int64_t>();
  const auto bits = static_cast<std::uint64_t>(integer);
  return normalized({.digits = integer < 0 ? ~bits + 1 : bits});
}

std::uint64_t ten_times(std::uint64_t value, std::uint64_t modulus) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(value) * 10 % modulus);
}

}  // namespace

bool is_multiple(const json& value, const json& divisor) {
  const Decimal dividend = decimal_of(value);
  const Decimal by = decimal_of(divisor);
  if (dividend.digits == 0) return true;
  // Without trailing zeros, the dividend would need to be divisible by a power of ten that it is not divisible by.
  if (dividend.exponent < by.exponent) return false;
  std::uint64_t rest = dividend.digits % by.digits;
  for (int i = by.exponent; i < dividend.exponent && rest != 0; ++i) rest = ten_times(rest, by.digits);
  return rest == 0;
}

}  // namespace conform
