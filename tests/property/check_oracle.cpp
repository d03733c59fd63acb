// The oracle against a model of the documented semantics that is written here, independently of it.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "check/oracle.hpp"
#include "check/record.hpp"
#include "property/json_values.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

const Names plain_attributes{"firstName", "lastName", "email", "gender", "birthDate", "locale"};
const Names members{"country", "street", "houseNo", "postalCode"};

RecordShape shape() {
  RecordShape made{.attributes = plain_attributes, .address_members = members, .server_managed = {"createdAt"}};
  made.attributes.push_back("address");
  return made;
}

// ---- values

json a_date() {
  return *rc::gen::element<json>("1985-12-10", "1976-02-29", "1985", "0000-12-10", "1984-12-10T01:00:00Z");
}

json a_value(const std::string& name) {
  if (name == "birthDate") return a_date();
  if (name == "houseNo" || name == "postalCode") return *rc::gen::element<json>("7", 7, "18a", 18, "01067", 1.5, " 7");
  return *rc::gen::element<json>("Ada", "ada", " Ada", "Grace", "玲奈", "null", "0");
}

bool sometimes() { return *rc::gen::arbitrary<bool>(); }
bool rarely() { return *rc::gen::inRange(0, 4) == 0; }

// A value, or one of the ways to have none.
json maybe_value(const std::string& name) {
  if (!rarely()) return a_value(name);
  return *rc::gen::element<json>(nullptr, "");
}

json an_address() {
  json address = json::object();
  for (const std::string& member : members) {
    if (sometimes()) address[member] = maybe_value(member);
  }
  // Whether an address is one that has nothing but unknown members is open, so there is none of that kind.
  if (rarely() && !is_cleared(address)) address["planet"] = "Earth";
  return address;
}

json attributes_of_any_kind() {
  json record = json::object();
  for (const std::string& name : plain_attributes) {
    if (sometimes()) record[name] = maybe_value(name);
  }
  if (sometimes()) record["address"] = rarely() ? json(nullptr) : an_address();
  if (rarely()) record["nickName"] = "x";
  return record;
}

json a_record() {
  json record = attributes_of_any_kind();
  if (sometimes()) record["createdAt"] = "2020-01-02T03:04:05Z";
  return record;
}

json a_request() {
  json request = attributes_of_any_kind();
  if (rarely()) request["createdAt"] = "1999-01-01T00:00:00Z";
  return request;
}

// ---- the model

bool has(const json& record, const std::string& name) { return record.is_object() && record.contains(name); }

json part(const json& record, const std::string& name) { return has(record, name) ? record[name] : json(nullptr); }

// What is set is set; null clears.
void put(json& record, const std::string& name, const json& value) {
  if (value.is_null()) {
    record.erase(name);
  } else {
    record[name] = value;
  }
}

json merged_address(const json& before, const json& sent) {
  json address = before.is_object() ? before : json::object();
  for (const auto& [member, value] : sent.items()) put(address, member, value);
  return address;
}

json new_address(const json& sent) {
  json address = json::object();
  for (const auto& [member, value] : sent.items()) put(address, member, value);
  return address;
}

json merged(const json& before, const json& sent, bool merge_address) {
  json record = before;
  for (const std::string& name : plain_attributes) {
    if (has(sent, name)) put(record, name, sent[name]);
  }
  if (has(sent, "address")) {
    const json& address = sent["address"];
    put(record, "address",
        !address.is_object() ? address
        : merge_address      ? merged_address(part(before, "address"), address)
                             : new_address(address));
  }
  return record;
}

json replaced(const json& before, const json& sent) {
  json record = json::object();
  if (has(before, "createdAt")) record["createdAt"] = before["createdAt"];
  for (const std::string& name : plain_attributes) {
    if (has(sent, name)) put(record, name, sent[name]);
  }
  if (has(sent, "address"))
    put(record, "address", sent["address"].is_object() ? new_address(sent["address"]) : sent["address"]);
  return record;
}

// ---- renderings that change nothing

// A server may spell "nothing there" in several ways, and a date as its midnight.
void render(json& record, const std::string& name) {
  if (!has(record, name)) {
    if (rarely()) record[name] = *rc::gen::element<json>(nullptr, "", json::object());
  } else if (name == "birthDate" && record[name].is_string() && sometimes()) {
    const auto text = record[name].get<std::string>();
    if (text.size() == 10)
      record[name] = text + *rc::gen::element<std::string>("T00:00:00Z", "T00:00:00.000Z", "T00:00:00+00:00");
  }
}

json rendered(json record) {
  for (const std::string& name : plain_attributes) render(record, name);
  if (has(record, "address") && record["address"].is_object()) {
    for (const std::string& member : members) render(record["address"], member);
  } else {
    render(record, "address");
  }
  return record;
}

// ---- equality, independent of the oracle's

json canonical_value(const std::string& name, const json& value) {
  if (value.is_null() || value == "") return nullptr;
  if (value.is_object()) {
    json result = json::object();
    for (const auto& [member, inner] : value.items()) {
      const json canonical = canonical_value(member, inner);
      if (!canonical.is_null()) result[member] = canonical;
    }
    return result.empty() ? json(nullptr) : result;
  }
  if (name == "birthDate" && value.is_string()) {
    const auto text = value.get<std::string>();
    for (const char* midnight : {"T00:00:00Z", "T00:00:00.000Z", "T00:00:00+00:00"}) {
      if (text.size() > 10 && text.substr(10) == midnight) return text.substr(0, 10);
    }
  }
  return value;
}

// Only what the oracle speaks of.
json canonical(const json& record) {
  json result = json::object();
  for (const std::string& name : plain_attributes) result[name] = canonical_value(name, part(record, name));
  for (const std::string& member : members)
    result["address." + member] = canonical_value(member, part(part(record, "address"), member));
  return result;
}

OracleResult judge(Effect effect, const json& before, const json& sent, const json& after,
                   std::optional<std::string> pin = std::nullopt) {
  const RecordShape of_users = shape();
  return judge_record({.effect = effect,
                       .before = before,
                       .sent = sent,
                       .after = after,
                       .shape = of_users,
                       .address_pin = std::move(pin)});
}

void accept(const OracleResult& judgement) {
  for (const Difference& difference : judgement.differences)
    RC_LOG() << difference.rule << " " << difference.where << ": " << plain(difference.fault) << "\n";
  RC_ASSERT(judgement.differences.empty());
}

// What all forms of one value have in common, where a server may take another one than was sent.
json without_form(const std::string& name, const json& canonical) {
  if ((name == "houseNo" || name == "postalCode") && canonical.is_number()) return canonical.dump();
  if (name != "locale" || !canonical.is_string()) return canonical;
  std::string tag = canonical;
  for (char& c : tag) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return tag;
}

bool another(const std::string& name, const json& value, const json& right) {
  return without_form(name, canonical_value(name, value)) != without_form(name, right);
}

// Gives one attribute or address member another value, so that the record is not what it must be.
json damaged(json record) {
  const json right = canonical(record);
  if (sometimes()) {
    const std::string name = *rc::gen::elementOf(plain_attributes);
    record[name] =
        *rc::gen::suchThat(rc::gen::exec([name] { return maybe_value(name); }),
                           [name, right](const json& value) { return another(name, value, right.at(name)); });
  } else {
    const std::string member = *rc::gen::elementOf(members);
    if (!has(record, "address") || !record["address"].is_object()) record["address"] = json::object();
    record["address"][member] = *rc::gen::suchThat(
        rc::gen::exec([member] { return maybe_value(member); }),
        [member, right](const json& value) { return another(member, value, right.at("address." + member)); });
  }
  return record;
}

RC_GTEST_PROP(OracleMerge, AcceptsWhatTheDocumentsSay, ()) {
  const json before = a_record();
  const json sent = a_request();
  const bool merge_address = sometimes();
  const json after = rendered(merged(before, sent, merge_address));
  RC_LOG() << "before " << before << "\nsent " << sent << "\nafter " << after << "\n";
  accept(judge(Effect::merge, before, sent, after));
  accept(judge(Effect::merge, before, sent, after, merge_address ? "merge" : "replace"));
}

RC_GTEST_PROP(OracleMerge, TellsTheReadingOfAPartialAddressOrNone, ()) {
  json before = a_record();
  before["address"] = an_address();
  json sent = a_request();
  sent["address"] = an_address();
  const bool merge_address = sometimes();
  const json after = rendered(merged(before, sent, merge_address));
  const std::string interpretation = judge(Effect::merge, before, sent, after).address_interpretation;
  RC_CLASSIFY(!interpretation.empty(), "partial");
  const bool distinguished = canonical(merged(before, sent, true)) != canonical(merged(before, sent, false));
  RC_ASSERT(interpretation == (!distinguished ? "" : merge_address ? "merge" : "replace"));
}

RC_GTEST_PROP(OracleReplace, AcceptsWhatTheDocumentsSay, ()) {
  const json before = a_record();
  const json sent = a_request();
  const json after = rendered(replaced(before, sent));
  RC_LOG() << "before " << before << "\nsent " << sent << "\nafter " << after << "\n";
  accept(judge(Effect::replace, before, sent, after));
}

RC_GTEST_PROP(OracleMerge, FindsAnyOneWrongValue, ()) {
  const json before = a_record();
  const json sent = a_request();
  const bool merge_address = sometimes();
  const json after = damaged(rendered(merged(before, sent, merge_address)));
  RC_LOG() << "before " << before << "\nsent " << sent << "\nafter " << after << "\n";
  RC_ASSERT(!judge(Effect::merge, before, sent, after, merge_address ? "merge" : "replace").differences.empty());
}

RC_GTEST_PROP(OracleReplace, FindsAnyOneWrongValue, ()) {
  const json before = a_record();
  const json sent = a_request();
  const json after = damaged(rendered(replaced(before, sent)));
  RC_LOG() << "before " << before << "\nsent " << sent << "\nafter " << after << "\n";
  RC_ASSERT(!judge(Effect::replace, before, sent, after).differences.empty());
}

RC_GTEST_PROP(OracleNone, AcceptsTheSameRecordInAnyRendering, ()) {
  const json before = a_record();
  const json sent = a_request();
  accept(judge(Effect::none, before, sent, rendered(before)));
  accept(judge(Effect::none, rendered(before), sent, before));
}

RC_GTEST_PROP(OracleNone, AcceptsExactlyTheSameValues, ()) {
  const json before = a_record();
  json after = sometimes() ? a_record() : rendered(before);
  after["createdAt"] = part(before, "createdAt");
  if (rarely()) after = damaged(after);
  const bool same = canonical(before) == canonical(after);
  RC_CLASSIFY(same, "same");
  RC_LOG() << "before " << before << "\nafter " << after << "\n";
  RC_ASSERT(judge(Effect::none, before, json::object(), after).differences.empty() == same);
}

RC_GTEST_PROP(OracleServerManaged, HasToStayUnderEveryEffect, ()) {
  json before = a_record();
  before["createdAt"] = "2020-01-02T03:04:05Z";
  const json sent = a_request();
  const std::string changed = *rc::gen::element<std::string>("", "1999-01-01T00:00:00Z");
  for (const Effect effect : {Effect::merge, Effect::replace, Effect::none}) {
    json after = effect == Effect::merge     ? merged(before, sent, true)
                 : effect == Effect::replace ? replaced(before, sent)
                                             : before;
    after["createdAt"] = changed;
    const auto differences = judge(effect, before, sent, after).differences;
    RC_ASSERT(differences.size() == 1U);
    RC_ASSERT(differences.front().where == "/createdAt");
  }
}

/// Whatever a server responds, the oracle says something and does not fall over.
RC_GTEST_PROP(Oracle, SurvivesAnyJson, ()) {
  const json before = *any_json();
  const json sent = *any_json();
  const json after = *any_json();
  for (const Effect effect : {Effect::merge, Effect::replace, Effect::none}) {
    for (const Difference& difference : judge(effect, before, sent, after).differences)
      RC_ASSERT(difference.where.starts_with('/'));
    for (const Difference& difference :
         judge(effect, {{"address", before}}, {{"address", sent}}, {{"address", after}}).differences)
      RC_ASSERT(!difference.rule.empty());
  }
}

// ---- /attributes

json custom_attributes() {
  json keys = json::object();
  for (const char* key : {"a", "b", "c/d", "~", "é"}) {
    if (sometimes()) keys[key] = *any_json(1);
  }
  return keys;
}

RC_GTEST_PROP(UserAttributes, AcceptTheGivenKeysOverTheOldOnes, ()) {
  const json before = custom_attributes();
  const json sent = custom_attributes();
  json after = before;
  after.update(sent);
  RC_ASSERT(judge_custom_attributes(Effect::merge, before, sent, after).differences.empty());
}

RC_GTEST_PROP(UserAttributes, FindAnyOneKeyThatIsWrong, ()) {
  const json before = custom_attributes();
  const json sent = custom_attributes();
  json after = before;
  after.update(sent);
  RC_PRE(!after.empty());
  Names keys;
  for (const auto& [key, value] : after.items()) keys.push_back(key);
  const std::string key = *rc::gen::elementOf(keys);
  if (sometimes()) {
    RC_PRE(!member_or_null(sent, key).is_null() || !sent.contains(key));  // null may take its key away
    after.erase(key);
  } else {
    after[key] = "another value";
  }
  const auto differences = judge_custom_attributes(Effect::merge, before, sent, after).differences;
  RC_ASSERT(differences.size() == 1U);
}

RC_GTEST_PROP(UserAttributes, FindAKeyThatNobodySent, ()) {
  const json before = custom_attributes();
  const json sent = custom_attributes();
  json after = before;
  after.update(sent);
  after["of no user"] = *any_json(1);
  const auto differences = judge_custom_attributes(Effect::merge, before, sent, after).differences;
  RC_ASSERT(differences.size() == 1U);
  RC_ASSERT(differences.front().rule == "effect.merge.kept");
}

RC_GTEST_PROP(UserAttributes, AcceptExactlyTheSameWhenNothingMayChange, ()) {
  const json before = custom_attributes();
  const json after = sometimes() ? before : custom_attributes();
  RC_ASSERT(judge_custom_attributes(Effect::none, before, custom_attributes(), after).differences.empty() ==
            (before == after));
}

}  // namespace
}  // namespace conform
