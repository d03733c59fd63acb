#include "json/compare.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

/// 2^64 is a double; every double from it on is greater than every 64-bit integer.
constexpr double two_to_64 = 18446744073709551616.0;

/// An integer as sign and magnitude, so that signed and unsigned 64-bit values have one form.
struct Integer {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

int compare(const Integer& a, const Integer& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int by_magnitude = three_way(a.magnitude, b.magnitude);
  return a.negative ? -by_magnitude : by_magnitude;
}

Integer integer_of(const json& value) {
  if (value.is_number_unsigned()) return {.negative = false, .magnitude = value.get<std::uint64_t>()};
  const auto number = value.get<std::int64_t>();
  const bool negative = number < 0;
  const auto bits = static_cast<std::uint64_t>(number);
  return {.negative = negative, .magnitude = negative ? ~bits + 1 : bits};
}

int compare_integer_to_double(const Integer& a, double b) {
  if (std::isnan(b)) return 1;
  if (b >= two_to_64) return -1;
  if (b <= -two_to_64) return 1;
  const double whole = std::trunc(b);
  const bool negative = whole < 0;
  const Integer truncated{.negative = negative, .magnitude = static_cast<std::uint64_t>(negative ? -whole : whole)};
  const int by_whole = compare(a, truncated);
  return by_whole != 0 ? by_whole : three_way(whole, b);
}

int compare_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return three_way(std::isnan(a) ? 0 : 1, std::isnan(b) ? 0 : 1);
  return three_way(a, b);
}

int rank(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return 0;
    case json::value_t::boolean:
      return 1;
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float:
      return 2;
    case json::value_t::string:
      return 3;
    case json::value_t::array:
      return 4;
    case json::value_t::object:
      return 5;
    case json::value_t::binary:
    case json::value_t::discarded:
      return 6;  // not from JSON text
  }
  return 6;
}

int compare_arrays(const json::array_t& a, const json::array_t& b) {
  if (a.size() != b.size()) return three_way(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (const int order = compare_json(a[i], b[i]); order != 0) return order;
  }
  return 0;
}

int compare_objects(const json::object_t& a, const json::object_t& b) {
  if (a.size() != b.size()) return three_way(a.size(), b.size());
  for (auto at_a = a.begin(), at_b = b.begin(); at_a != a.end(); ++at_a, ++at_b) {
    if (const int order = at_a->first.compare(at_b->first); order != 0) return order;
    if (const int order = compare_json(at_a->second, at_b->second); order != 0) return order;
  }
  return 0;
}

}  // namespace

int compare_numbers(const json& a, const json& b) {
  if (a.is_number_float() && b.is_number_float()) return compare_doubles(a.get<double>(), b.get<double>());
  if (b.is_number_float()) return compare_integer_to_double(integer_of(a), b.get<double>());
  if (a.is_number_float()) return -compare_integer_to_double(integer_of(b), a.get<double>());
  return compare(integer_of(a), integer_of(b));
}

int compare_json(const json& a, const json& b) {
  const int rank_a = rank(a);
  if (const int order = three_way(rank_a, rank(b)); order != 0) return order;
  switch (rank_a) {
    case 0:
      return 0;
    case 1:
      return three_way(a.get<bool>(), b.get<bool>());
    case 2:
      return compare_numbers(a, b);
    case 3:
      return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>());
    case 4:
      return compare_arrays(a.get_ref<const json::array_t&>(), b.get_ref<const json::array_t&>());
    case 5:
      return compare_objects(a.get_ref<const json::object_t&>(), b.get_ref<const json::object_t&>());
    default:
      return a == b ? 0 : a < b ? -1 : 1;
  }
}

bool equal_json(const json& a, const json& b) { return compare_json(a, b) == 0; }

bool is_integral(const json& value) {
  if (value.is_number_integer()) return true;  // also true for unsigned
  if (!value.is_number_float()) return false;
  const double number = value.get<double>();
  return std::isfinite(number) && std::trunc(number) == number;
}

}  // namespace conform
