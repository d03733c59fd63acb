#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace conform {

/// Numbers of every representation, small ones and those around 2^53, 2^63 and 2^64.
inline rc::Gen<nlohmann::json> any_number() {
  using nlohmann::json;
  const auto as_json = [](auto number) { return json(number); };
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange<std::int64_t>(-4, 5), as_json),
      rc::gen::map(rc::gen::inRange<std::int64_t>(-8, 9),
                   [](std::int64_t n) { return json(static_cast<double>(n) / 2); }),
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), as_json),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), as_json), rc::gen::map(rc::gen::arbitrary<double>(), as_json),
      rc::gen::map(rc::gen::inRange<std::uint64_t>(0, 8), [](std::uint64_t n) { return json((1ULL << 53U) - 4 + n); }),
      rc::gen::map(rc::gen::inRange<std::uint64_t>(0, 8), [](std::uint64_t n) { return json((1ULL << 63U) - 4 + n); }),
      rc::gen::map(rc::gen::inRange<std::uint64_t>(0, 8),
                   [](std::uint64_t n) { return json(std::numeric_limits<std::uint64_t>::max() - n); }),
      rc::gen::element(json(9007199254740992.0), json(9223372036854775808.0), json(18446744073709551616.0),
                       json(-9223372036854775808.0), json(std::numeric_limits<std::int64_t>::min()), json(0.0),
                       json(-0.0)));
}

/// Strings of well-formed UTF-8, with awkward characters among them.
inline rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "b", "1", "-", "/", "~", "\"", "\\", "\n", std::string(1, '\0'), "\x1B", "\x7F", "é",
                          "€", "\u2028", "\u202E", "😀")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

/// Up to four of them, at every size that RapidCheck runs with.
template <class T>
rc::Gen<std::vector<T>> few(const rc::Gen<T>& part) {
  return rc::gen::mapcat(rc::gen::element<std::size_t>(0, 1, 2, 3, 4),
                         [part](std::size_t count) { return rc::gen::container<std::vector<T>>(count, part); });
}

/// JSON values of a few levels.
inline rc::Gen<nlohmann::json> any_json(int depth = 3) {
  using nlohmann::json;
  auto scalar = rc::gen::oneOf(rc::gen::just(json(nullptr)),
                               rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return json(b); }), any_number(),
                               rc::gen::map(any_text(), [](const std::string& text) { return json(text); }));
  if (depth == 0) return scalar;
  const auto part = rc::gen::lazy([depth] { return any_json(depth - 1); });
  return rc::gen::oneOf(scalar,
                        rc::gen::map(few(part), [](const std::vector<json>& elements) { return json(elements); }),
                        rc::gen::map(few(rc::gen::pair(any_text(), part)), [](const auto& members) {
                          json object = json::object();
                          for (const auto& [key, value] : members) object[key] = value;
                          return object;
                        }));
}

}  // namespace conform
