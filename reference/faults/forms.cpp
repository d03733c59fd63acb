#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"
#include "reference/formats.hpp"

// Area 6: forms of one value. Servers that keep a value in the canonical form of its own standard are conforming; those
// that do so now and then, or keep another value, are not.

namespace conform::reference {

namespace {

using FormChange = std::function<Value(const Value&)>;

FormChange of_text(std::string (*change)(std::string)) {
  return [change](const Value& value) { return value.string() == nullptr ? value : Value{change(*value.string())}; };
}

std::string small(std::string text) { return lower(text); }

std::string small_domain(std::string address) {
  const std::size_t at = address.rfind('@');
  return at == std::string::npos ? address : address.substr(0, at) + lower(std::string_view{address}.substr(at));
}

std::string e164(std::string number) {
  if (!number.starts_with('+')) return number;
  const std::size_t end = std::min(number.find(';'), number.size());
  std::string plain = number.substr(0, end);
  std::erase_if(plain, [](char c) { return std::string_view{" ().-"}.find(c) != std::string_view::npos; });
  return plain + number.substr(end);
}

std::string canonical_locale(std::string tag) {
  if (!is_locale(tag) || tag.find('_') != std::string::npos) return tag;
  bool first = true;
  for (std::size_t begin = 0; begin < tag.size(); first = false) {
    const std::size_t end = std::min(tag.find('-', begin), tag.size());
    const std::size_t length = end - begin;
    for (std::size_t i = begin; i < end; ++i) {
      const bool big = !first && (length == 2 || (length == 4 && i == begin));
      const auto c = static_cast<unsigned char>(tag[i]);
      tag[i] = static_cast<char>(big ? std::toupper(c) : std::tolower(c));
    }
    begin = end + 1;
  }
  return tag;
}

std::string small_scheme_and_host(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t end = std::min(url.find_first_of("/?#", scheme + 3), url.size());
  return lower(std::string_view{url}.substr(0, end)) + url.substr(end);
}

// As JavaScript's trim(): U+FEFF and the spaces of Unicode, too.
std::string without_blanks(std::string text) {
  constexpr std::array blanks{" ",        "\t",           "\r",           "\n",           "\v",          "\f",
                              "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE3\x80\x80", "\xEF\xBB\xBF"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) {
        text.erase(0, blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.resize(text.size() - blank.size());
        again = true;
      }
    }
  }
  return text;
}

Value number_as_text(const Value& value) { return value.number() != nullptr ? Value{value.number()->text} : value; }

Value text_as_number(const Value& value) {
  const std::string* text = value.string();
  const bool plain = text != nullptr && !text->empty() && text->size() < 16 &&
                     text->find_first_not_of("0123456789") == std::string::npos &&
                     (text->size() == 1 || text->front() != '0');
  return plain ? Value{Number{*text}} : value;
}

struct KeptForm {
  const char* name;
  const char* what;
  std::vector<std::string> paths;
  FormChange form;
  const char* reading;
};

std::vector<KeptForm> kept_forms() {
  return {{"email-domain-lower-cased",
           "The domain of an e-mail address is kept in lower case.",
           {"email"},
           of_text(small_domain),
           "Domains have no letter case (RFC 5321 section 2.4)."},
          {"email-lower-cased",
           "E-mail addresses are kept in lower case.",
           {"email"},
           of_text(small),
           "The letter case of an e-mail address is open."},
          {"phone-number-e164",
           "Phone numbers are kept as E.164.",
           {"phoneNumber"},
           of_text(e164),
           "The documents recommend E.164."},
          {"locale-canonical",
           "Language tags are kept in their canonical letter case.",
           {"locale"},
           of_text(canonical_locale),
           "RFC 5646 section 2.1.1 recommends it."},
          {"url-lower-cased",
           "Scheme and host of the picture's URL are kept in lower case.",
           {"pictureUrl"},
           of_text(small_scheme_and_host),
           "RFC 3986 section 6.2.2.1 recommends it."},
          {"address-numbers-as-text",
           "houseNo and postalCode given as numbers are kept as text.",
           {"address/houseNo", "address/postalCode"},
           number_as_text,
           "houseNo and postalCode are text or number."},
          {"address-text-as-numbers",
           "houseNo and postalCode that are the text of a number are kept as numbers.",
           {"address/houseNo", "address/postalCode"},
           text_as_number,
           "houseNo and postalCode are text or number."}};
}

void normalise(UserRecord& next, const std::vector<std::string>& paths, const FormChange& form) {
  for (const std::string& path : paths) {
    if (const Value* value = at_path(next.attributes, path)) set_path(next.attributes, path, form(*value));
  }
}

Value trimmed_throughout(const Value& value) {
  if (value.string() != nullptr) return Value{without_blanks(*value.string())};
  if (value.array() != nullptr) {
    Array changed;
    for (const Value& item : *value.array()) changed.push_back(trimmed_throughout(item));
    return Value{std::move(changed)};
  }
  if (value.object() != nullptr) {
    Object changed;
    for (const Member& member : *value.object()) changed.push_back({member.name, trimmed_throughout(member.value)});
    return Value{std::move(changed)};
  }
  return value;
}

// What frameworks do that trim every text of a request before anybody looks at it.
std::string with_texts_trimmed(std::string body) {
  const std::variant<Value, JsonError> parsed = parse_json(body);
  const Value* document = std::get_if<Value>(&parsed);
  return document == nullptr ? std::move(body) : to_json(trimmed_throughout(*document));
}

// Date-times of the birthday moved to UTC, and with them, for most of the world, the day.
std::string moved_to_utc(std::string text) {
  if (text.size() != 25 || text[10] != 'T' || (text[19] != '+' && text[19] != '-')) return text;
  const bool west = text[19] == '-';
  int hour = std::stoi(text.substr(11, 2)) + (west ? 1 : -1) * std::stoi(text.substr(20, 2));
  int day = std::stoi(text.substr(8, 2));
  if (hour < 0) {
    hour += 24;
    --day;
  } else if (hour > 23) {
    hour -= 24;
    ++day;
  }
  const auto two = [](int number) { return std::string{number < 10 ? "0" : ""} + std::to_string(number); };
  return text.substr(0, 8) + two(day) + "T" + two(hour) + text.substr(13, 6) + "Z";
}

void add_fault(FaultEntries& entries, std::string name, const std::string& what,
               std::function<void(Behaviour&)> apply) {
  entries.push_back({{std::move(name), what, "One value comes back in one form.", "must", 6, ""}, std::move(apply)});
}

// The day that a date-time begins in UTC.
std::string as_day_in_utc(std::string text) { return is_date_time(text) ? moved_to_utc(text).substr(0, 10) : text; }

// Half a day and more is rounded up to the next one.
std::string as_next_day(std::string text) {
  if (!is_date_time(text)) return text;
  const bool late = text[11] != '0';
  text.resize(10);
  if (late) text[9] = text[9] == '9' ? '8' : static_cast<char>(text[9] + 1);
  return text;
}

// As written behind midnight, in a zone that is behind.
std::string as_day_before(std::string text) {
  if (!is_date_time(text) || !text.ends_with("+14:00")) return text;
  return std::to_string(std::stoi(text.substr(0, 4)) - 1) + "-12-31";
}

}  // namespace

void add_form_variants(FaultEntries& entries) {
  for (const KeptForm& form : kept_forms()) {
    entries.push_back({{form.name, form.what, form.reading, "observe", 6, ""}, [form](Behaviour& behaviour) {
                         behaviour.writers.emplace_back([form](const Call&, const UserRecord&, UserRecord& next) {
                           normalise(next, form.paths, form.form);
                         });
                       }});
  }
  entries.push_back({{"all-forms-canonical", "Every value is kept in the canonical form of its standard.",
                      "Another form of the same value is open.", "observe", 6, ""},
                     [](Behaviour& behaviour) {
                       behaviour.writers.emplace_back([](const Call&, const UserRecord&, UserRecord& next) {
                         for (const KeptForm& form : kept_forms()) {
                           if (std::string_view{form.name} != "address-text-as-numbers")
                             normalise(next, form.paths, form.form);
                         }
                       });
                     }});
  entries.push_back(
      {{"texts-trimmed", "Every text of a request loses the white space around it before it is looked at.",
        "Trimming is a violation at level should.", "should", 6, ""},
       [](Behaviour& behaviour) { behaviour.on_request_body.emplace_back(with_texts_trimmed); }});
  entries.push_back({{"birth-date-as-day", "A birthDate that is a date-time is kept as its day.",
                      "A birthDate is a calendar day.", "must", 6, ""},
                     [](Behaviour& behaviour) {
                       behaviour.writers.emplace_back([](const Call&, const UserRecord&, UserRecord& next) {
                         normalise(next, {"birthDate"}, of_text([](std::string text) {
                                     return is_date_time(text) ? text.substr(0, 10) : text;
                                   }));
                       });
                     }});
  entries.push_back({{"custom-merged-deeply", "setUserAttributes merges an object into the one that was there.",
                      "At which depth keys are updated is open.", "observe", 7, ""},
                     [](Behaviour& behaviour) {
                       on_write(behaviour, Operation::set_user_attributes,
                                [](const Call& call, const UserRecord& before, UserRecord& next) {
                                  for (const Member& member : call.change) {
                                    const Value* old = find(before.custom_attributes, member.name);
                                    if (old == nullptr || old->object() == nullptr || member.value.object() == nullptr)
                                      continue;
                                    set(next.custom_attributes, member.name,
                                        with_custom_attributes(*old->object(), *member.value.object()));
                                  }
                                });
                     }});
}

void add_form_faults(FaultEntries& entries) {
  for (const KeptForm& form : kept_forms()) {
    add_fault(entries, std::string{form.name} + "-by-put-alone", std::string{form.what} + " Only setUser does so.",
              [form](Behaviour& behaviour) {
                on_write(behaviour, Operation::set_user, [form](const Call&, const UserRecord&, UserRecord& next) {
                  normalise(next, form.paths, form.form);
                });
              });
    add_fault(entries, std::string{form.name} + "-in-comparisons",
              "A value that differs from the old one in its form alone is taken for unchanged.",
              [form](Behaviour& behaviour) {
                behaviour.writers.emplace_back([form](const Call&, const UserRecord& before, UserRecord& next) {
                  for (const std::string& path : form.paths) {
                    const Value* old = at_path(before.attributes, path);
                    const Value* now = at_path(next.attributes, path);
                    if (old == nullptr || now == nullptr || !(form.form(*old) == form.form(*now))) continue;
                    const Value kept = *old;
                    set_path(next.attributes, path, kept);
                  }
                });
              });
  }
  add_fault(entries, "texts-trimmed-by-put-alone", "setUser trims texts, updateUser does not.",
            [](Behaviour& behaviour) {
              on_write(behaviour, Operation::set_user, [](const Call&, const UserRecord&, UserRecord& next) {
                for (const std::string_view name : {"firstName", "lastName"})
                  normalise(next, {std::string{name}}, of_text(without_blanks));
              });
            });
  struct MovedDay {
    const char* name;
    const char* what;
    Operation operation;
    std::string (*change)(std::string);
  };
  for (const MovedDay& day :
       {MovedDay{"put-birth-date-day-of-utc", "setUser keeps the day of a birthDate in UTC.", Operation::set_user,
                 as_day_in_utc},
        MovedDay{"patch-birth-date-rounded", "updateUser rounds a birthDate after noon to the next day.",
                 Operation::update_user, as_next_day},
        MovedDay{"put-birth-date-year-before", "setUser keeps a birthDate of a far east offset a day earlier.",
                 Operation::set_user, as_day_before}}) {
    add_fault(entries, day.name, day.what, [day](Behaviour& behaviour) {
      on_write(behaviour, day.operation, [day](const Call&, const UserRecord&, UserRecord& next) {
        normalise(next, {"birthDate"}, of_text(day.change));
      });
    });
  }
  add_fault(entries, "birth-date-moved-to-utc", "A birthDate with an offset is kept in UTC, on another day.",
            [](Behaviour& behaviour) {
              behaviour.writers.emplace_back([](const Call&, const UserRecord&, UserRecord& next) {
                normalise(next, {"birthDate"}, of_text(moved_to_utc));
              });
            });
}

}  // namespace conform::reference
