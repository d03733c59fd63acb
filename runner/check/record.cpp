#include "check/record.hpp"

#include <algorithm>
#include <iterator>

#include "json/text.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t date_length = 10;  // YYYY-MM-DD

// "1997-07-21T00:00:00.000Z" is how the published example prints the date 1997-07-21.
bool is_midnight_of(std::string_view date_time, std::string_view date) {
  if (date.size() != date_length || !date_time.starts_with(date) || !is_date_time(date_time)) return false;
  std::string_view rest = date_time.substr(date_length);
  constexpr std::string_view midnight = "T00:00:00";
  if (!rest.starts_with(midnight)) return false;
  rest.remove_prefix(midnight.size());
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    while (rest.starts_with('0')) rest.remove_prefix(1);
  }
  // A birthday is a calendar day: the day as written counts, whatever the offset makes of it in UTC.
  return rest.starts_with('Z') || rest.starts_with('+') || rest.starts_with('-');
}

bool same_birth_date(const json& a, const json& b) {
  if (!a.is_string() || !b.is_string()) return false;
  const auto& left = a.get_ref<const std::string&>();
  const auto& right = b.get_ref<const std::string&>();
  if (left == right || is_midnight_of(left, right) || is_midnight_of(right, left)) return true;
  // Two ways to write midnight of the same day.
  const std::string day = left.substr(0, date_length);
  return is_midnight_of(left, day) && is_midnight_of(right, day);
}

bool same_members(const json& a, const json& b) {
  const auto covered = [](const json& from, const json& in) {
    return std::ranges::all_of(from.items(), [&](const auto& item) {
      return same_value(item.key(), item.value(), member_or_null(in, item.key()));
    });
  };
  return covered(a, b) && covered(b, a);
}

}  // namespace

bool is_cleared(const json& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.is_object() &&
         std::all_of(value.begin(), value.end(), [](const json& member) { return is_cleared(member); });
}

const json& member_or_null(const json& record, std::string_view name) {
  static const json null;
  if (!record.is_object()) return null;
  const auto found = record.find(name);
  return found == record.end() ? null : *found;
}

bool same_value(std::string_view attribute, const json& a, const json& b) {
  if (is_cleared(a) || is_cleared(b)) return is_cleared(a) && is_cleared(b);
  if (attribute == "birthDate" && same_birth_date(a, b)) return true;
  if (attribute == "address" && a.is_object() && b.is_object()) return same_members(a, b);
  return equal_json(a, b);
}

bool keeps_the_day(const json& sent, const json& after) {
  if (!sent.is_string() || !after.is_string()) return false;
  const auto& instant = sent.get_ref<const std::string&>();
  const auto& kept = after.get_ref<const std::string&>();
  return is_date_time(instant) && (kept == instant.substr(0, date_length) ||
                                   is_midnight_of(kept, std::string_view{instant}.substr(0, date_length)));
}

json known_part(const json& record, const RecordShape& shape) {
  json known = record;
  if (shape.address_members.empty() || !record.is_object()) return known;
  const auto address = known.find("address");
  if (address == known.end() || !address->is_object()) return known;
  for (auto member = address->begin(); member != address->end();) {
    const bool is_known = std::ranges::find(shape.address_members, member.key()) != shape.address_members.end();
    member = is_known ? std::next(member) : address->erase(member);
  }
  return known;
}

bool same_but_for_type(const json& a, const json& b) {
  const json& number = a.is_number() ? a : b;
  const json& text = a.is_number() ? b : a;
  return number.is_number() && text.is_string() && number.dump() == text.get_ref<const std::string&>();
}

}  // namespace conform
