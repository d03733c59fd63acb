#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"
#include "reference/formats.hpp"

// Area 6: values that do not survive.

namespace conform::reference {

namespace {

using Coerce = std::function<Value(const std::string&)>;

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80U; }

// Splits into code points, each as UTF-8.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> all;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (continues && !all.empty()) {
      all.back() += c;
    } else {
      all.emplace_back(1, c);
    }
  }
  return all;
}

std::string mapped(const std::string& text, const std::function<std::string(const std::string&)>& change) {
  std::string out;
  for (const std::string& character : characters(text)) out += change(character);
  return out;
}

std::string replace_all(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string without_zeros(const std::string& text) {
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos || first == 0 ? text : text.substr(first);
}

std::string trimmed(const std::string& text) {
  constexpr const char* blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  return first == std::string::npos ? std::string{} : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string cut(const std::string& text, std::size_t most) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& character : characters(text)) {
    if (count++ == most) break;
    out += character;
  }
  return out;
}

std::string normalised(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFCInstance(&status);
  std::vector<UChar> in(text.size() + 1);
  std::vector<UChar> out(text.size() * 3 + 1);
  int32_t length = 0;
  u_strFromUTF8(in.data(), static_cast<int32_t>(in.size()), &length, text.data(), static_cast<int32_t>(text.size()),
                &status);
  length = unorm2_normalize(form, in.data(), length, out.data(), static_cast<int32_t>(out.size()), &status);
  std::string bytes(text.size() * 3 + 1, '\0');
  int32_t size = 0;
  u_strToUTF8(bytes.data(), static_cast<int32_t>(bytes.size()), &size, out.data(), length, &status);
  if (U_FAILURE(status) != 0) return text;
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

// What UTF-8 looks like when it is taken for Latin-1 and encoded once more.
std::string encoded_twice(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80U) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

std::string with_case(const std::string& text, char first, char last, int distance) {
  std::string out = text;
  for (char& c : out) {
    if (c >= first && c <= last) c = static_cast<char>(c + distance);
  }
  return out;
}

std::string escaped_markup(const std::string& text) {
  return replace_all(replace_all(replace_all(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

std::string without_markup(const std::string& text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    if (c == '<') inside = true;
    if (!inside) out += c;
    if (c == '>') inside = false;
  }
  return out;
}

Value as_number(const std::string& text) {
  const bool digits = !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? Value{Number{without_zeros(text)}} : Value{text};
}

// The attributes whose values have a closed form are left alone: the fault is to show in free text.
bool is_free_text(std::string_view attribute) {
  return attribute != "email" && attribute != "gender" && attribute != "birthDate" && attribute != "pictureUrl" &&
         attribute != "locale" && attribute != "zoneInfo";
}

void coerce_all(const Object& change, UserRecord& next, const Coerce& coerce) {
  for (const Member& member : change) {
    if (!is_free_text(member.name)) continue;
    if (member.value.string() != nullptr) set(next.attributes, member.name, coerce(*member.value.string()));
    if (member.value.object() == nullptr) continue;
    for (const Member& part : *member.value.object()) {
      if (part.value.string() != nullptr) {
        set_path(next.attributes, "address/" + part.name, coerce(*part.value.string()));
      }
    }
  }
}

void add_coercion(FaultEntries& entries, const std::string& name, const std::string& what, const Coerce& coerce,
                  const char* level = "must") {
  entries.push_back({{"values-" + name, "Strings " + what + " when they are stored.",
                      "Values come back exactly as given, or are refused.", level, 6, ""},
                     [coerce](Behaviour& behaviour) {
                       behaviour.writers.emplace_back([coerce](const Call& call, const UserRecord&, UserRecord& next) {
                         if (on_users(*call.route.operation)) coerce_all(call.change, next, coerce);
                       });
                     }});
}

}  // namespace

void add_value_faults(FaultEntries& entries) {
  add_coercion(entries, "trimmed", "lose white space at both ends", trimmed, "should");
  add_coercion(entries, "spaces-collapsed", "have runs of spaces made one",
               [](const std::string& text) { return replace_all(replace_all(text, "   ", " "), "  ", " "); });
  add_coercion(entries, "lower-cased", "are put in lower case",
               [](const std::string& text) { return with_case(text, 'A', 'Z', 'a' - 'A'); });
  add_coercion(entries, "upper-cased", "are put in upper case",
               [](const std::string& text) { return with_case(text, 'a', 'z', 'A' - 'a'); });
  add_coercion(entries, "leading-zeros-dropped", "lose leading zeros", without_zeros);
  add_coercion(entries, "cut-at-255", "are cut at 255 characters",
               [](const std::string& text) { return cut(text, 255); });
  add_coercion(entries, "cut-at-64", "are cut at 64 characters", [](const std::string& text) { return cut(text, 64); });
  add_coercion(entries, "nfc-normalised", "are put in normalisation form C", normalised);
  add_coercion(entries, "emoji-dropped", "lose characters beyond the basic plane", [](const std::string& text) {
    return mapped(text, [](const std::string& c) { return c.size() > 3 ? std::string{} : c; });
  });
  add_coercion(
      entries, "beyond-latin-1-replaced", "have characters beyond Latin-1 replaced by ?", [](const std::string& text) {
        return mapped(text, [](const std::string& c) {
          return c.size() > 2 || (c.size() == 2 && static_cast<unsigned char>(c[0]) > 0xC3U) ? std::string{"?"} : c;
        });
      });
  add_coercion(entries, "ascii-only", "lose everything beyond ASCII", [](const std::string& text) {
    return mapped(text, [](const std::string& c) { return is_beyond_ascii(c[0]) ? std::string{} : c; });
  });
  add_coercion(entries, "encoded-twice", "are encoded in UTF-8 twice", encoded_twice);
  add_coercion(entries, "markup-escaped", "are escaped for HTML", escaped_markup);
  add_coercion(entries, "markup-stripped", "lose what looks like tags", without_markup);
  add_coercion(entries, "quotes-doubled", "have single quotes doubled",
               [](const std::string& text) { return replace_all(text, "'", "''"); });
  add_coercion(entries, "backslashes-dropped", "lose backslashes",
               [](const std::string& text) { return replace_all(text, "\\", ""); });
  add_coercion(entries, "plus-as-space", "have plus signs made spaces",
               [](const std::string& text) { return replace_all(text, "+", " "); });
  add_coercion(entries, "numbers-guessed", "of digits alone become numbers", as_number);
  add_coercion(entries, "dates-guessed", "that look like dates become date-times",
               [](const std::string& text) { return is_date(text) ? text + "T00:00:00Z" : text; });
  add_coercion(entries, "empty-as-space", "that are empty become a space",
               [](const std::string& text) { return text.empty() ? std::string{" "} : text; });
}

}  // namespace conform::reference
