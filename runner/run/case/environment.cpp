#include "run/case/environment.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/percent.hpp"
#include "base/split_mix.hpp"
#include "check/forms.hpp"
#include "check/record.hpp"
#include "json/pointer.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Value = tl::expected<json, std::string>;

const User* user_named(std::string_view name, const Environment& environment) {
  if (name == "user") return &environment.user;
  if (name == "user2") return environment.user2 ? &*environment.user2 : nullptr;
  const auto found = environment.special_actors.find(name);
  return found == environment.special_actors.end() ? nullptr : &found->second;
}

json as_own(const json& value, const Environment& environment) {
  if (!has_expressions(value)) return value;
  return with_own_values(value,
                         own_values_for(environment.own.empty() ? environment.user.id : environment.own, environment));
}

// Members of an address that a sample does not have are the server's own.
bool holds(std::string_view name, const json& current, const json& sample) {
  if (!sample.is_object() || !current.is_object()) return same_in_some_form(name, sample, current);
  return std::ranges::all_of(sample.items(), [&](const auto& member) {
    return same_in_some_form(member.key(), member.value(), member_or_null(current, member.key()));
  });
}

// The first sample that differs from what the record holds; "address/street" is a member of a member.
Value other_sample(const std::string& attribute, const Environment& environment) {
  const json& samples = *environment.fixtures.samples.find(attribute)->second;
  const std::size_t slash = attribute.find('/');
  const std::string name = attribute.substr(slash == std::string::npos ? 0 : slash + 1);
  const json* current = environment.before == nullptr ? nullptr : resolve_pointer(*environment.before, "/" + attribute);
  for (const json& source : samples) {
    json sample = as_own(source, environment);
    if (current == nullptr || !holds(name, *current, sample)) return sample;
  }
  return tl::unexpected{"no sample value of " + attribute + " differs from what the record holds"};
}

// Another UUID that differs from this one in a digit.
std::string with_digit_off(std::string id, bool last) {
  if (id.empty()) return id;
  char& digit = last ? id.back() : id.front();
  digit = digit == '7' ? '5' : '7';
  return id;
}

// As the 32 digits that a UUID is, which some readers of UUIDs take for one.
std::string without_hyphens(std::string id) {
  std::erase(id, '-');
  return id;
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

/// The most that the expressions of one template may make: megabytes are a case, gigabytes a mistake.
constexpr std::size_t most_made = 64U << 20U;

tl::unexpected<std::string> too_much() {
  return tl::unexpected{"its expressions make more than " + std::to_string(most_made) + " bytes"};
}

/// About as many bytes as a value takes.
std::size_t weight(const json& value) {
  constexpr std::size_t of_a_part = 1000;
  return value.is_string() ? value.get_ref<const std::string&>().size() : value.size() * of_a_part;
}

Value call(const Expression& expression, const Environment& environment) {
  const std::string& first = expression.arguments.at(0);
  if (expression.name == "sample") return as_own(environment.fixtures.samples.find(first)->second->at(0), environment);
  if (expression.name == "differentFrom") return other_sample(first, environment);
  if (expression.name == "state") return state_of(first, environment);
  if (expression.name == "bytes") return json(bytes_of(first));
  if (expression.name == "repeat") {
    const std::size_t count = std::stoul(expression.arguments.at(1));
    if (first.size() * count > most_made) return too_much();
    if (first.size() == 1) return json(std::string(count, first.front()));  // megabytes, in every run
    std::string text;
    text.reserve(first.size() * count);
    for (std::size_t i = 0; i < count; ++i) text += first;
    return json(std::move(text));
  }
  if (expression.name == "before") {
    const json* value = environment.before == nullptr ? nullptr : resolve_pointer(*environment.before, first);
    return value == nullptr ? json() : *value;
  }
  return tl::unexpected{"unknown function " + expression.name};
}

// A well-mixed number from a number.
std::uint64_t mixed(std::uint64_t state) { return SplitMix{state}.next(); }

std::uint64_t seeded(std::uint64_t seed, std::string_view name) {
  std::uint64_t state = mixed(seed);
  for (const char c : name) state = mixed(state ^ static_cast<unsigned char>(c));
  return state;
}

}  // namespace

std::vector<const User*> Environment::users() const {
  std::vector<const User*> all{&user};
  if (user2) all.push_back(&*user2);
  for (const auto& [name, special] : special_actors) all.push_back(&special);
  return all;
}

OwnValues own_values_for(const std::string& id, const Environment& environment) {
  if (environment.own_values != nullptr) {
    const auto found = environment.own_values->find(id);
    if (found != environment.own_values->end()) return found->second;
  }
  return own_values_of(id);
}

json state_of(std::string_view name, const Environment& environment) {
  return as_own(*environment.fixtures.states.find(name)->second, environment);
}

Value evaluate(const Expression& expression, const Environment& environment) {
  if (expression.call) return call(expression, environment);
  if (expression.name == "nonce") return json(environment.nonce);
  if (expression.name == "unknown.id") return json(environment.unknown_id);
  const std::size_t dot = expression.name.find('.');
  const std::string owner = expression.name.substr(0, dot);
  if (owner == "own" && dot != std::string::npos) {
    const std::string& id = environment.own.empty() ? environment.user.id : environment.own;
    const OwnValues values = own_values_for(id, environment);
    if (const std::string* value = own_value(values, expression.name.substr(dot + 1))) return json(*value);
  }
  const User* user = user_named(owner, environment);
  if (user == nullptr || dot == std::string::npos) return tl::unexpected{"the target has no actor \"" + owner + "\""};
  const std::string member = expression.name.substr(dot + 1);
  if (member == "token") return json(user->token);
  if (member == "shortToken") return json(shortened(user->token));
  if (member == "otherCaseToken") return json(in_other_case(user->token));
  if (member == "basicToken") return json(base64_of("user:" + user->token));
  if (member == "upperId") return json(upper(user->id));
  if (member == "bareId") return json(without_hyphens(user->id));
  if (member == "encodedId")
    return json(percent_encoded_whole(user->id));  // for a path it is the same (RFC 3986 section 6.2.2.2)
  if (member == "shortId") return json(shortened(user->id));
  if (member == "lastDigitOff") return json(with_digit_off(user->id, true));
  if (member == "firstDigitOff") return json(with_digit_off(user->id, false));
  const OwnValues values = own_values_for(user->id, environment);
  if (const std::string* value = own_value(values, member)) return json(*value);
  return json(user->id);
}

Value evaluate_all(const json& source, const Environment& environment) {
  std::size_t made = 0;
  return fill_in(source, Pass::last, [&](const Expression& expression) -> tl::expected<Resolved, std::string> {
    auto value = evaluate(expression, environment);
    if (!value) return tl::unexpected{value.error()};
    if (made += weight(*value); made > most_made) return too_much();
    return Resolved{std::move(*value)};
  });
}

tl::expected<std::string, std::string> evaluate_text(const std::string& source, const Environment& environment) {
  if (source.find('$') == std::string::npos) return source;
  auto value = evaluate_all(json(source), environment);
  if (!value) return tl::unexpected{value.error()};
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number()) return value->dump();
  return tl::unexpected{"\"" + source + "\" does not become text"};
}

std::string derived_uuid(std::uint64_t seed, std::string_view name) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t state = seeded(seed, name);
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";  // RFC 9562: version 4, variant 10
  for (char& c : text) {
    if (c != 'x' && c != 'y') continue;
    state = mixed(state);
    c = c == 'y' ? digits[8 + (state & 3U)] : digits[state & 15U];
  }
  return text;
}

std::uint64_t derived_number(std::uint64_t seed, std::string_view name) { return mixed(seeded(seed ^ 0x0de7U, name)); }

std::string derived_nonce(std::uint64_t seed, std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::uint64_t state = seeded(seed ^ 0x5eedU, name);
  std::string text;
  for (int i = 0; i < 10; ++i) {
    state = mixed(state);
    text += letters[state % letters.size()];
  }
  return text;
}

}  // namespace conform
