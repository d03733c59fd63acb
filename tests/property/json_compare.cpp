#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "json/compare.hpp"
#include "json/text.hpp"
#include "property/json_values.hpp"

namespace conform {
namespace {

using nlohmann::json;

int sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

RC_GTEST_PROP(CompareJson, IsATotalOrder, ()) {
  const json a = *any_json();
  const json b = *any_json();
  const json c = *any_json();
  RC_ASSERT(compare_json(a, a) == 0);
  RC_ASSERT(sign(compare_json(a, b)) == -sign(compare_json(b, a)));
  if (compare_json(a, b) <= 0 && compare_json(b, c) <= 0) RC_ASSERT(compare_json(a, c) <= 0);
}

/// long double has 64 bits of precision on x86-64, so it holds every 64-bit integer and every double.
RC_GTEST_PROP(CompareNumbers, AgreesWithWiderNumbers, ()) {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  const json a = *any_number();
  const json b = *any_number();
  const auto wide = [](const json& number) {
    return number.is_number_unsigned()  ? static_cast<long double>(number.get<std::uint64_t>())
           : number.is_number_integer() ? static_cast<long double>(number.get<std::int64_t>())
                                        : static_cast<long double>(number.get<double>());
  };
  const int expected = wide(a) < wide(b) ? -1 : wide(a) > wide(b) ? 1 : 0;
  RC_ASSERT(sign(compare_numbers(a, b)) == expected);
  RC_ASSERT(equal_json(a, b) == (expected == 0));
}

}  // namespace
}  // namespace conform
