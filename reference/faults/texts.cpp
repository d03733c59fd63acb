#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"

// Area 6: texts of one class that do not survive in one place by one operation, and ordinary values that are refused.

namespace conform::reference {

namespace {

using Altering = Value (*)(const std::string&);

std::string with_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

bool is_blank_text(const std::string& text) {
  return !text.empty() && text.find_first_not_of(" \t\r\n") == std::string::npos;
}

Value blank_cleared(const std::string& text) { return is_blank_text(text) ? Value{} : Value{text}; }

Value no_value_cleared(const std::string& text) {
  const std::string small = lower(text);
  return small == "null" || small == "none" || small == "undefined" ? Value{} : Value{text};
}

Value zero_cleared(const std::string& text) { return text == "0" ? Value{} : Value{text}; }

Value line_ends_changed(const std::string& text) { return with_all(text, "\r\n", "\n"); }

Value tabs_as_blanks(const std::string& text) { return with_all(text, "\t", " "); }

Value with_tags_lost(const std::string& text) {
  std::string kept;
  bool inside = false;
  for (const char c : text) {
    if (c == '<') inside = true;
    if (!inside) kept += c;
    if (c == '>') inside = false;
  }
  return kept;
}

Value with_backslashes_lost(const std::string& text) { return with_all(text, "\\", ""); }

Value entities_read(const std::string& text) { return with_all(with_all(text, "&amp;", "&"), "&lt;", "<"); }

Value quotes_escaped(const std::string& text) { return with_all(text, "\"", "&quot;"); }

Value percent_read(const std::string& text) { return with_all(with_all(text, "%20", " "), "%41", "A"); }

Value exponent_read(const std::string& text) { return text == "1e3" ? Value{"1000"} : Value{text}; }

Value without_long_characters(const std::string& text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0xF0U) {
      i += 3;
    } else {
      kept += text[i];
    }
  }
  return kept;
}

Value without_marks_of_direction(const std::string& text) {
  return with_all(with_all(text, "\xE2\x80\x8F", ""), "\xE2\x80\xAB", "");
}

Value without_joiners(const std::string& text) { return with_all(text, "\xE2\x80\x8D", ""); }

Value composed_once(const std::string& text) { return with_all(text, "e\xCC\x81", "\xC3\xA9"); }

Value without_zeros_before(const std::string& text) {
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? text : text.substr(first);
}

Value trailing_backslash_lost(const std::string& text) {
  return text.ends_with('\\') ? text.substr(0, text.size() - 1) : text;
}

struct LostText {
  const char* name;
  const char* what;
  Operation operation;
  std::vector<std::string> paths;
  Altering change;
};

void add_lost(FaultEntries& entries, const LostText& text) {
  entries.push_back(
      {{std::string{text.name} + ":" + in_name(text.operation), std::string{name_of(text.operation)} + " " + text.what,
        "Values come back exactly as they were given.", "must", 6, std::string{name_of(text.operation)}},
       [text](Behaviour& behaviour) {
         on_write(behaviour, text.operation, [text](const Call& call, const UserRecord&, UserRecord& next) {
           for (const std::string& path : text.paths) {
             const Value* given = at_path(call.change, path);
             if (given == nullptr || given->string() == nullptr) continue;
             Value kept = text.change(*given->string());
             if (kept.is_null()) {
               remove_path(next.attributes, path);
             } else {
               set_path(next.attributes, path, std::move(kept));
             }
           }
         });
       }});
}

void add_lost_texts(FaultEntries& entries) {
  constexpr Operation put = Operation::set_user;
  constexpr Operation patch = Operation::update_user;
  const std::vector<std::string> names{"firstName", "lastName"};
  for (const LostText& text : std::vector<LostText>{
           {"blank-names-cleared", "takes a blank name for none.", put, names, blank_cleared},
           {"blank-locality-cleared", "takes a blank locality for none.", patch, {"address/locality"}, blank_cleared},
           {"null-names-cleared", "takes the names null and None for no value.", put, names, no_value_cleared},
           {"null-last-name-cleared", "takes the last name null for no value.", patch, {"lastName"}, no_value_cleared},
           {"null-link-cleared",
            "takes the texts null and undefined in additionalAddressLink for no value.",
            patch,
            {"address/additionalAddressLink"},
            no_value_cleared},
           {"null-phone-number-cleared",
            "takes the phone number null for none.",
            put,
            {"phoneNumber"},
            no_value_cleared},
           {"null-country-cleared", "takes the country null for none.", patch, {"address/country"}, no_value_cleared},
           {"zero-last-name-cleared", "takes the last name 0 for none.", put, {"lastName"}, zero_cleared},
           {"line-ends-in-street", "changes the line ends of a street.", patch, {"address/street"}, line_ends_changed},
           {"line-ends-in-names", "changes the line ends of names.", put, names, line_ends_changed},
           {"tabs-in-locality", "makes tabs of a locality blanks.", put, {"address/locality"}, tabs_as_blanks},
           {"tags-in-last-name", "strips tags from the last name.", put, {"lastName"}, with_tags_lost},
           {"tags-in-locality", "strips tags from the locality.", patch, {"address/locality"}, with_tags_lost},
           {"tags-in-house-number", "strips tags from the house number.", put, {"address/houseNo"}, with_tags_lost},
           {"backslashes-in-street",
            "drops the backslashes of a street.",
            patch,
            {"address/street"},
            with_backslashes_lost},
           {"backslashes-in-last-name",
            "drops the backslashes of a last name.",
            put,
            {"lastName"},
            with_backslashes_lost},
           {"backslash-at-the-end-lost", "drops a backslash at the end of a name.", patch, names,
            trailing_backslash_lost},
           {"entities-in-link",
            "reads the entities of additionalAddressLink.",
            put,
            {"address/additionalAddressLink"},
            entities_read},
           {"entities-in-last-name", "reads the entities of the last name.", patch, {"lastName"}, entities_read},
           {"quotes-in-first-name", "escapes the quotes of the first name.", put, {"firstName"}, quotes_escaped},
           {"quotes-in-street", "escapes the quotes of a street.", patch, {"address/street"}, quotes_escaped},
           {"percent-in-locality", "decodes percent escapes of a locality.", patch, {"address/locality"}, percent_read},
           {"percent-in-postal-code",
            "decodes percent escapes of a postal code.",
            put,
            {"address/postalCode"},
            percent_read},
           {"exponents-in-last-name", "reads the last name 1e3 as a number.", put, {"lastName"}, exponent_read},
           {"exponents-in-street", "reads the street 1e3 as a number.", patch, {"address/street"}, exponent_read},
           {"long-characters-in-link",
            "drops characters beyond the basic plane from additionalAddressLink.",
            patch,
            {"address/additionalAddressLink"},
            without_long_characters},
           {"long-characters-in-last-name",
            "drops characters beyond the basic plane from the last name.",
            put,
            {"lastName"},
            without_long_characters},
           {"long-characters-in-region",
            "drops characters beyond the basic plane from the region.",
            put,
            {"address/region"},
            without_long_characters},
           {"direction-marks-in-street",
            "drops marks of direction from a street.",
            patch,
            {"address/street"},
            without_marks_of_direction},
           {"joiners-in-locality",
            "drops zero-width joiners from a locality.",
            patch,
            {"address/locality"},
            without_joiners},
           {"composed-last-name", "composes the letters of the last name.", put, {"lastName"}, composed_once},
           {"composed-country", "composes the letters of the country.", put, {"address/country"}, composed_once},
           {"zeros-in-region",
            "drops zeros at the beginning of a region.",
            patch,
            {"address/region"},
            without_zeros_before}}) {
    add_lost(entries, text);
  }
}

struct RefusedValue {
  const char* name;
  const char* what;
  const char* attribute;
  bool (*is_refused)(const std::string& text);
};

bool has_punctuation(const std::string& text) { return text.find_first_of("-'.,") != std::string::npos; }
bool has_blank(const std::string& text) { return text.find(' ') != std::string::npos; }
bool has_plus(const std::string& text) { return text.find('+') != std::string::npos; }
bool has_apostrophe(const std::string& text) { return text.find('\'') != std::string::npos; }
bool has_extension(const std::string& text) { return text.find(";ext=") != std::string::npos; }
bool has_parentheses(const std::string& text) { return text.find('(') != std::string::npos; }
bool is_over_five(const std::string& text) { return text.size() > 5; }
bool is_of_one_letter(const std::string& text) { return text.size() == 1; }
bool is_no_place(const std::string& text) { return text.find('/') == std::string::npos; }

void add_refused(FaultEntries& entries) {
  for (const RefusedValue& value :
       {RefusedValue{"phone-extension-refused", "A phone number with extension gets 422.", "phoneNumber",
                     has_extension},
        RefusedValue{"phone-parentheses-refused", "A phone number with parentheses gets 422.", "phoneNumber",
                     has_parentheses},
        RefusedValue{"email-plus-refused", "An e-mail address with + gets 422.", "email", has_plus},
        RefusedValue{"email-apostrophe-refused", "An e-mail address with an apostrophe gets 422.", "email",
                     has_apostrophe},
        RefusedValue{"long-locale-refused", "A language tag of more than five letters gets 422.", "locale",
                     is_over_five},
        RefusedValue{"zone-without-place-refused", "A time zone without a solidus gets 422.", "zoneInfo", is_no_place},
        RefusedValue{"name-punctuation-refused", "A last name with punctuation gets 422.", "lastName", has_punctuation},
        RefusedValue{"name-blanks-refused", "A first name with a blank gets 422.", "firstName", has_blank},
        RefusedValue{"short-name-refused", "A first name of one letter gets 422.", "firstName", is_of_one_letter}}) {
    entries.push_back({{value.name, value.what, "A value that its standard makes ordinary is taken.", "should", 6, ""},
                       [value](Behaviour& behaviour) {
                         behaviour.validators.emplace_back([value](const Call& call, const Value& document,
                                                                   std::vector<Violation>& violations) {
                           const Object* attributes =
                               on_users(*call.route.operation) ? attributes_in(document) : nullptr;
                           const Value* given = attributes == nullptr ? nullptr : find(*attributes, value.attribute);
                           if (given == nullptr || given->string() == nullptr || !value.is_refused(*given->string()))
                             return;
                           violations.push_back({"extra:ordinary", std::string{"/data/attributes/"} + value.attribute,
                                                 "The value is not taken.", ""});
                         });
                       }});
  }
}

}  // namespace

void add_text_faults(FaultEntries& entries) {
  add_lost_texts(entries);
  add_refused(entries);
}

}  // namespace conform::reference
