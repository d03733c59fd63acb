#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"
#include "reference/user_record.hpp"

// Area 6: values at an edge, in one place: a length that is a limit, a rare character, a text that looks like something
// else.

namespace conform::reference {

namespace {

using Rewrite = std::function<std::string(const std::string&)>;

std::size_t characters_in(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Those of UTF-16, of which a character beyond the BMP takes two.
std::size_t units_in(const std::string& text) {
  const auto long_ones =
      std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0U; });
  return characters_in(text) + static_cast<std::size_t>(long_ones);
}

std::string without_last_character(std::string text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
  if (!text.empty()) text.pop_back();
  return text;
}

std::string first_characters(std::string text, std::size_t most) {
  while (characters_in(text) > most) text = without_last_character(std::move(text));
  return text;
}

Rewrite exactly(std::string from, std::string to) {
  return [from = std::move(from), to = std::move(to)](const std::string& text) { return text == from ? to : text; };
}

// Every occurrence.
Rewrite each(std::string what, std::string with) {
  return [what = std::move(what), with = std::move(with)](std::string text) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
      text.replace(at, what.size(), with);
    return text;
  };
}

struct Edge {
  const char* name;
  const char* what;  ///< becomes of it: "a name of 256 bytes loses its last one"
  std::vector<std::string> paths;
  Rewrite rewrite;
};

void add_edge(FaultEntries& entries, const Edge& edge) {
  entries.push_back({{edge.name, std::string{"Of values that are stored, "} + edge.what + ".",
                      "Values come back exactly as given, or are refused.", "must", 6, ""},
                     [paths = edge.paths, rewrite = edge.rewrite](Behaviour& behaviour) {
                       behaviour.writers.emplace_back([=](const Call& call, const UserRecord&, UserRecord& next) {
                         for (const std::string& path : paths) {
                           const Value* value = at_path(call.change, path);
                           if (value == nullptr || value->string() == nullptr) continue;
                           set_path(next.attributes, path, Value{rewrite(*value->string())});
                         }
                       });
                     }});
}

void add_lengths(FaultEntries& entries) {
  const auto cut_at = [](std::size_t most) {
    return [most](const std::string& text) { return first_characters(text, most); };
  };
  const std::vector<Edge> all{
      {"length:256-bytes",
       "a lastName of exactly 256 bytes loses its last character",
       {"lastName"},
       [](const std::string& text) { return text.size() == 256 ? without_last_character(text) : text; }},
      {"length:128-characters",
       "a firstName of exactly 128 characters loses its last one",
       {"firstName"},
       [](const std::string& text) { return characters_in(text) == 128 ? without_last_character(text) : text; }},
      {"length:191-wide-characters",
       "a locality of more than 764 bytes is cut at 191 characters",
       {"address/locality"},
       [](const std::string& text) { return text.size() > 764 ? first_characters(text, 191) : text; }},
      {"length:100-units",
       "a street of exactly 101 units of UTF-16 loses its last character",
       {"address/street"},
       [](const std::string& text) { return units_in(text) == 101 ? without_last_character(text) : text; }},
      {"length:1024",
       "an additionalAddressLink of exactly 1024 characters is stored as an empty text",
       {"address/additionalAddressLink"},
       [](const std::string& text) { return characters_in(text) == 1024 ? std::string{} : text; }},
      {"length:64-of-a-region",
       "a region of exactly 64 characters loses its last one",
       {"address/region"},
       [](const std::string& text) { return characters_in(text) == 64 ? without_last_character(text) : text; }},
      {"length:16-of-a-postal-code",
       "a postalCode of 16 characters or more is cut at 15, unless it is longer than 32",
       {"address/postalCode"},
       [](const std::string& text) { return text.size() >= 16 && text.size() <= 32 ? text.substr(0, 15) : text; }},
      {"length:8192-bytes",
       "a lastName of more than 8191 bytes, but less than 10000, is cut there",
       {"lastName"},
       [](const std::string& text) {
         std::string shorter = text;
         while (text.size() < 10000 && shorter.size() > 8191) shorter = without_last_character(std::move(shorter));
         return shorter;
       }},
      {"length:65536-bytes", "a street of more than 65535 bytes is cut", {"address/street"}, cut_at(65535)},
      {"length:2048-of-a-url",
       "a pictureUrl of more than 2047 and less than 2100 characters is cut",
       {"pictureUrl"},
       [](const std::string& text) { return text.size() < 2100 ? text.substr(0, 2047) : text; }},
      {"length:64-of-a-local-part",
       "the local part of an email that has 64 characters loses one",
       {"email"},
       [](const std::string& text) {
         return text.find('@') == 64 && text.find('-') == std::string::npos && text.size() < 100 ? text.substr(1)
                                                                                                 : text;
       }},
  };
  for (const Edge& edge : all) add_edge(entries, edge);
}

void add_form_edges(FaultEntries& entries) {
  const std::vector<Edge> all{
      {"edge:zone-plus", "a plus in a zoneInfo is stored as a blank", {"zoneInfo"}, each("+", " ")},
      {"edge:zone-quarter-hour",
       "the zoneInfo Asia/Kathmandu becomes Asia/Kolkata",
       {"zoneInfo"},
       exactly("Asia/Kathmandu", "Asia/Kolkata")},
      {"edge:locale-three-letters",
       "a locale whose language has three letters loses one",
       {"locale"},
       [](const std::string& text) {
         const std::size_t end = std::min(text.find('-'), text.size());
         return end == 3 ? text.substr(0, 2) + text.substr(3) : text;
       }},
      {"edge:locale-extension",
       "an extension of a locale is dropped",
       {"locale"},
       [](const std::string& text) { return text.substr(0, text.find("-u-")); }},
      {"edge:locale-world", "the region 001 of a locale becomes 1", {"locale"}, each("-001", "-1")},
      {"edge:birth-date-1904",
       "a birthDate between 1900 and 1904 becomes 1904-01-01",
       {"birthDate"},
       [](const std::string& text) {
         return text.size() == 10 && text >= "1902-01-01" && text < "1904-01-01" ? std::string{"1904-01-01"} : text;
       }},
      {"edge:birth-date-leap-day",
       "29 February of a year before 1970 becomes the 28th",
       {"birthDate"},
       [](const std::string& text) {
         return text < "1970" && text > "0001" && text.ends_with("-02-29") ? text.substr(0, 8) + "28" : text;
       }},
      {"edge:birth-date-end-of-month",
       "31 October without a year becomes the 30th",
       {"birthDate"},
       exactly("0000-10-31", "0000-10-30")},
      {"edge:country-no", "the country NO becomes the text false", {"address/country"}, exactly("NO", "false")},
      {"edge:country-na", "the country NA becomes an empty text", {"address/country"}, exactly("NA", "")},
      {"edge:phone-extension-zeros",
       "zeros before the extension of a phoneNumber are dropped",
       {"phoneNumber"},
       each(";ext=00", ";ext=")},
      {"edge:url-parameter",
       "what follows a semicolon in a pictureUrl is dropped",
       {"pictureUrl"},
       [](const std::string& text) { return text.starts_with("https:") ? text.substr(0, text.find(';')) : text; }},
      {"edge:url-brackets",
       "brackets in a pictureUrl are percent-encoded",
       {"pictureUrl"},
       [](const std::string& text) { return each("]", "%5D")(each("[", "%5B")(text)); }},
      {"edge:email-percent", "a percent sign in an email is doubled", {"email"}, each("%", "%%")},
      {"edge:email-braces",
       "braces in an email are dropped",
       {"email"},
       [](const std::string& text) { return each("}", "")(each("{", "")(text)); }},
      {"edge:house-number-fraction", "the houseNo ½ becomes 1/2", {"address/houseNo"}, exactly("½", "1/2")},
  };
  for (const Edge& edge : all) add_edge(entries, edge);
  entries.push_back(
      {{"edge:house-number-31-bits", "Of values that are stored, a houseNo from 2147483648 on becomes negative.",
        "Values come back exactly as given, or are refused.", "must", 6, ""},
       [](Behaviour& behaviour) {
         behaviour.writers.emplace_back([](const Call& call, const UserRecord&, UserRecord& next) {
           const Value* value = at_path(call.change, "address/houseNo");
           if (value != nullptr && value->number() != nullptr && value->number()->text == "2147483648")
             set_path(next.attributes, "address/houseNo", Value{Number{"-2147483648"}});
         });
       }});
}

void add_text_edges(FaultEntries& entries) {
  const std::vector<std::string> names{"firstName", "lastName"};
  const std::vector<std::string> address{"address/locality", "address/street",
                                         "address/houseNo",  "address/additionalAddressLink",
                                         "address/region",   "address/postalCode"};
  std::vector<std::string> everywhere = names;
  everywhere.insert(everywhere.end(), address.begin(), address.end());
  const std::vector<Edge> all{
      {"edge:comment", "the beginning of an HTML comment is dropped", everywhere, each("<!--", "")},
      {"edge:percent-u", "%u escapes are decoded", everywhere, each("%u0041", "A")},
      {"edge:thousands", "underscores between digits are dropped", everywhere, exactly("1_000", "1000")},
      {"edge:sexagesimal", "a time of day becomes a number of seconds", everywhere, exactly("12:34:56", "45296")},
      {"edge:not-available", "N/A becomes an empty text", everywhere, exactly("N/A", "")},
      {"edge:dollar-template", "names in braces behind a dollar are filled in with nothing", everywhere,
       each("${a}", "")},
      {"edge:ruby-template", "names in braces behind a hash are filled in with nothing", everywhere, each("#{a}", "")},
      {"edge:variation-selector", "variation selectors are dropped", everywhere,
       [](const std::string& text) { return each("\xEF\xB8\x8E", "")(each("\xEF\xB8\x80", "")(text)); }},
      {"edge:private-use-plane", "characters of the private use planes become replacement characters", everywhere,
       [](const std::string& text) {
         return each("\xF4\x8F\xBF\xBD", "\xEF\xBF\xBD")(each("\xF3\xB0\x80\x80", "\xEF\xBF\xBD")(text));
       }},
      {"edge:half-width", "half-width katakana become full-width", everywhere, each("\xEF\xBD\xB6", "\xE3\x82\xAB")},
      {"edge:sara-am", "Thai sara am is decomposed", everywhere, each("\xE0\xB8\xB3", "\xE0\xB9\x8D\xE0\xB8\xB2")},
      {"edge:title-case", "letters in title case become capitals", everywhere, each("ǅ", "Ǆ")},
      {"edge:vertical-tab", "a vertical tab becomes a blank", everywhere, each("\x0b", " ")},
      {"edge:encoded-word", "encoded words of mail headers are decoded", everywhere, exactly("=?utf-8?Q?a?=", "a")},
      {"edge:device-name", "a text that is the name of a device gets an underscore", everywhere,
       exactly("CON", "CON_")},
      {"edge:yaml-tag", "a text that begins with a tag of YAML loses it", everywhere, each("!!str ", "")},
  };
  for (const Edge& edge : all) add_edge(entries, edge);
}

}  // namespace

void add_edge_faults(FaultEntries& entries) {
  add_lengths(entries);
  add_form_edges(entries);
  add_text_edges(entries);
}

}  // namespace conform::reference
