#include "audit/request_problems.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "check/contract_check.hpp"
#include "check/media_type.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::string_view api_media_type = "application/vnd.api+json";

StatusSet statuses(std::initializer_list<int> all) {
  StatusSet set;
  for (const int status : all) set.ranges.emplace_back(status, status);
  return set;
}

StatusSet any_refusal() { return {.ranges = {{400, 499}}}; }

// One media range of Accept (RFC 9110 section 12.5.1).
struct AcceptRange {
  std::string essence;
  bool parameters = false;
  bool excluded = false;  ///< q=0
};

bool is_zero_weight(std::string_view value) {
  return value.starts_with('0') && value.find_first_not_of("0.") == std::string_view::npos;
}

// The ranges of all Accept fields; nothing where a quoted text or a missing solidus makes that uncertain.
std::optional<std::vector<AcceptRange>> accept_ranges(const Headers& headers) {
  std::vector<AcceptRange> ranges;
  for (const Header& header : headers) {
    if (lower(header.name) != "accept") continue;
    std::string_view rest = header.value;
    if (rest.find('"') != std::string_view::npos) return std::nullopt;
    while (true) {
      const std::size_t comma = rest.find(',');
      const std::string_view part = trimmed(rest.substr(0, comma), " \t");
      const auto type = parse_media_type(part);
      if (!type || type->essence.find('/') == std::string::npos) return std::nullopt;
      AcceptRange range{.essence = type->essence};
      for (const auto& [name, value] : type->parameters) {
        if (name == "q") {
          range.excluded = is_zero_weight(value);
          break;
        }
        range.parameters = true;
      }
      ranges.push_back(std::move(range));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return ranges;
}

bool contains_api_type(const AcceptRange& range) { return range.essence == api_media_type; }

class RequestReader {
 public:
  RequestReader(const Operation& operation, const RecordedExchange& exchange, std::string_view user_id)
      : operation_{operation}, exchange_{exchange}, user_id_{user_id} {}

  RequestView read() {
    view_.attributes = json::object();
    view_.plain = true;
    path();
    unusual_fields();
    accept();
    if (!operation_.writes()) {
      if (exchange_.request_body.kept == BodyKept::whole) may("ROBUST-HEADERS", any_refusal());
      return std::move(view_);
    }
    content_type();
    body();
    return std::move(view_);
  }

 private:
  void add(RequestProblem problem) { view_.problems.push_back(std::move(problem)); }
  void must(std::string requirement, StatusSet refusals, std::string about) {
    add({.requirement = std::move(requirement), .refusals = std::move(refusals), .about = std::move(about)});
  }
  void may(std::string requirement, StatusSet refusals, std::string about = {}) {
    add({.requirement = std::move(requirement),
         .refusals = std::move(refusals),
         .may_be_served = true,
         .about = std::move(about)});
  }
  // The requirement observes: a success is not one of its readings.
  void open(std::string requirement, StatusSet refusals, std::string about) {
    add({.requirement = std::move(requirement),
         .refusals = std::move(refusals),
         .open = true,
         .about = std::move(about)});
  }

  [[nodiscard]] bool is_update() const { return operation_.method == "PATCH"; }
  [[nodiscard]] StatusSet mismatch() const { return is_update() ? statuses({422, 409}) : statuses({422}); }

  void path() {
    if (exchange_.url.find('?') != std::string::npos) may("ROBUST-QUERY", any_refusal());
    if (!operation_.names_user() || is_uuid(user_id_)) return;
    std::string digits;
    for (const char c : user_id_) {
      if (is_hex(c)) digits += c;
    }
    // Without hyphens, in braces, as a URN, percent-encoded: some servers read that as an id.
    constexpr std::size_t digits_of_an_id = 32;
    const bool otherwise = digits.size() >= digits_of_an_id && user_id_.find_first_of("%{:") != std::string_view::npos;
    if (otherwise || digits.size() == digits_of_an_id) {
      may("EXIST-ID-FORM", any_refusal(), "an id of an unusual form");
    } else {
      must("EXIST-NOT-UUID-4XX", any_refusal(), "a path id that is not a UUID");
    }
  }

  // Of these a server may understand what it likes, and refuse what it does not.
  void unusual_fields() {
    constexpr std::array names{"Content-Encoding", "Content-Range",         "Expect", "Range",
                               "Upgrade",          "X-HTTP-Method-Override"};
    const bool any = std::ranges::any_of(
        names, [&](const char* name) { return find_header(exchange_.request_headers, name).has_value(); });
    if (!any && !repeats_a_singleton(exchange_.request_headers)) return;
    view_.doubtful = true;
    may("ROBUST-HEADERS", any_refusal());
  }

  void accept() {
    const bool has_406 = operation_.responses.contains(406);
    const AcceptKind kind = accept_kind(exchange_.request_headers);
    if (!has_406) {
      if (kind != AcceptKind::exact && kind != AcceptKind::served) may("ACCEPT-WITHOUT-406", any_refusal());
      return;
    }
    switch (kind) {
      case AcceptKind::exact:
        break;
      case AcceptKind::served:
      case AcceptKind::absent:
      case AcceptKind::open:
        may("ACCEPT-ANY", statuses({406, 400}));
        break;
      case AcceptKind::refused_should:
        may("ACCEPT-PARAMETERISED-406", statuses({406}), "an Accept that cannot be satisfied");
        break;
      case AcceptKind::refused:
        must("ACCEPT-406", statuses({406}), "an Accept that cannot be satisfied");
        break;
    }
  }

  void content_type() {
    const auto value = find_header(exchange_.request_headers, "Content-Type");
    const BodyKept kept = exchange_.request_body.kept;
    if (!operation_.names_user()) {
      if (!value || lower(*value) != "application/json") may("ATTRIBUTES-CONTENT-TYPE", any_refusal());
      return;
    }
    if (!value) {
      may("CONTENT-TYPE-ABSENT", statuses({415}));
      return;
    }
    if (lower(*value) == api_media_type) return;
    constexpr std::array others{"text/plain", "text/html", "text/xml", "text/csv", "application/octet-stream"};
    constexpr std::array structured{"application/x-www-form-urlencoded", "multipart/form-data", "application/xml"};
    const auto type = parse_media_type(*value);
    const bool has_body = kept == BodyKept::whole || kept == BodyKept::omitted || kept == BodyKept::clipped;
    const auto is_of = [&](const auto& list) {
      return type && std::ranges::any_of(list, [&](const char* one) { return type->essence == one; });
    };
    if (has_body && is_of(others)) {
      must("CONTENT-TYPE-415", statuses({415}), "a body of another media type");
    } else if (has_body && is_of(structured)) {
      // A body that is not even of that type may be found out first.
      must("CONTENT-TYPE-415", statuses({415, 400}), "a body of another media type");
    } else if (type && type->essence == api_media_type) {
      may("CONTENT-TYPE-PARAMETERISED-415", statuses({415, 400, 422}), "a Content-Type with parameters");
    } else {
      may("CONTENT-TYPE-JSON-415", statuses({415, 400}), "a body of another media type");
    }
  }

  void body() {
    const RecordedBody& body = exchange_.request_body;
    if (body.kept == BodyKept::none) {
      no_body();
      return;
    }
    if (body.kept != BodyKept::whole || body.inexact) {
      view_.doubtful = true;
      return;
    }
    if (is_blank(body.text)) {
      no_body();
      return;
    }
    JsonLimits limits;
    std::optional<JsonError> duplicate;
    limits.duplicate = &duplicate;
    const auto parsed = parse_json(body.text, limits);
    if (!parsed) {
      unparsable(parsed.error());
      return;
    }
    view_.document = *parsed;
    view_.has_document = true;
    if (duplicate) {
      view_.doubtful = true;
      may("ROBUST-DUPLICATE-KEYS", any_refusal());
    }
    if (operation_.names_user()) {
      document(view_.document);
    } else {
      keys(view_.document);
    }
  }

  void no_body() {
    if (operation_.names_user()) {
      open("SEMANTIC-EMPTY-BODY", statuses({400, 422}), "an empty body");
    } else {
      may("ATTRIBUTES-REFUSED-OR-EXACT", any_refusal(), "an empty body");
    }
  }

  // Where readers of JSON differ (limits, lone surrogates, UTF-8, a byte order mark), nothing is certain.
  void unparsable(const JsonError& error) {
    const std::string& text = exchange_.request_body.text;
    const bool readers_differ = error.limit || text.starts_with("\xef\xbb\xbf") ||
                                text.find("\\u") != std::string::npos || text.find("//") != std::string::npos ||
                                text.find("/*") != std::string::npos || text.find("NaN") != std::string::npos ||
                                text.find("Infinity") != std::string::npos ||
                                std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (readers_differ) {
      view_.doubtful = true;
      may("ROBUST-CONTROL-CHARACTERS", any_refusal());
    } else if (operation_.names_user()) {
      open("SEMANTIC-UNPARSABLE", statuses({400, 422}), "a body that is not JSON");
    } else {
      open("ATTRIBUTES-MALFORMED-BODY", any_refusal(), "a body that is not JSON");
    }
  }

  void keys(const json& keys) {
    if (!keys.is_object()) {
      open("ATTRIBUTES-BODY-NOT-OBJECT", any_refusal(), "a body that is not an object");
      return;
    }
    view_.attributes = keys;
    constexpr std::size_t most_plain_keys = 50;
    const bool plain = keys.size() <= most_plain_keys && std::ranges::all_of(keys.items(), [](const auto& item) {
                         const std::string& key = item.key();
                         constexpr std::size_t longest = 60;
                         const bool plain_key =
                             !key.empty() && key.size() <= longest &&
                             std::ranges::all_of(key, [](char c) { return is_letter(c) || is_digit(c); });
                         return plain_key && item.value().is_string() && is_plain_text(item.value());
                       });
    view_.plain = view_.plain && plain;
    if (!plain) may("ATTRIBUTES-REFUSED-OR-EXACT", any_refusal());
  }

  static bool is_plain_text(const json& value) {
    constexpr std::size_t longest = 100;
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text.size() > longest || text.front() == ' ' || text.back() == ' ') return false;
    if (lower(text) == "null" || lower(text) == "none" || lower(text) == "undefined") return false;
    return std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == ' ' || c == '-'; });
  }

  void document(const json& document) {
    if (!document.is_object()) {
      open("SEMANTIC-NO-OBJECT", statuses({400, 422}), "a body whose top level is not an object");
      return;
    }
    const auto data = document.find("data");
    if (data == document.end()) {
      must("SEMANTIC-DATA-MISSING-422", statuses({422}), "a document without data");
    } else if (data->is_null()) {
      must("SEMANTIC-DATA-NULL-422", statuses({422}), "data that is null");
    } else if (data->is_array()) {
      must("SEMANTIC-DATA-ARRAY-422", statuses({422}), "data that is an array");
    } else if (!data->is_object()) {
      must("SEMANTIC-DATA-SCALAR-422", statuses({422}), "data that is not an object");
    } else {
      resource(*data);
    }
    if (document.size() > 1) may("SEMANTIC-NEVER-5XX", statuses({400, 422}));
  }

  void resource(const json& data) {
    const auto type = data.find("type");
    if (type == data.end()) {
      must("SEMANTIC-TYPE-MISSING-422", statuses({422}), "a document without type");
    } else if (*type != "User") {
      must("SEMANTIC-TYPE-WRONG-422", mismatch(), "a type other than User");
    }
    const auto id = data.find("id");
    if (id == data.end() || id->is_null() || *id == "") {
      may("SEMANTIC-NEVER-5XX", statuses({422, 409}));
    } else if (!id->is_string() || (lower(id->get_ref<const std::string&>()) != lower(user_id_) && is_uuid(user_id_))) {
      must("SEMANTIC-ID-422", mismatch(), "an id other than the one in the path");
    }
    const auto attributes = data.find("attributes");
    if (attributes == data.end()) {
      if (is_update()) {
        may("UPDATE-WITHOUT-ATTRIBUTES", statuses({422}));
      } else {
        must("SEMANTIC-ATTRIBUTES-MISSING-422", statuses({422}), "a document without attributes");
      }
    } else if (attributes->is_null() && is_update()) {
      may("SEMANTIC-ATTRIBUTES-TYPE-422", statuses({422}), "attributes that are null");
    } else if (!attributes->is_object()) {
      must("SEMANTIC-ATTRIBUTES-TYPE-422", statuses({422}), "attributes that are not an object");
    } else {
      view_.attributes = *attributes;
      values(*attributes);
    }
    constexpr std::array known{"type", "id", "attributes"};
    for (const auto& [name, value] : data.items()) {
      if (std::ranges::find(known, name) == known.end()) {
        may("SEMANTIC-NEVER-5XX", statuses({400, 422}));
        break;
      }
    }
  }

  void values(const json& attributes) {
    bool plain = true;
    for (const auto& [name, value] : attributes.items()) {
      if (name == "createdAt") {
        may("CREATED-AT-IN-REQUEST", statuses({422, 403}));
      } else if (std::ranges::find(writable, name) == writable.end()) {
        may("SEMANTIC-UNKNOWN-ATTRIBUTE", statuses({422}));
      } else if (value.is_null()) {
        may("UPDATE-NULL", statuses({422}));
      } else {
        attribute(name, value);
        plain = plain && is_plain_value(name, value);
        if (name == "email" || name == "phoneNumber") view_.may_conflict = true;
      }
    }
    if (view_.may_conflict) may("VALUES-OF-ANOTHER-USER", statuses({422, 409, 403}));
    const bool whole = std::ranges::all_of(writable, [&](const char* name) { return attributes.contains(name); });
    if (!is_update() && !whole) may("REPLACE-ACCEPTS-OMISSION", statuses({422}));
    view_.plain = view_.plain && plain;
    // A service may have its own idea of what a value is; text that some readers refuse may even count as malformed.
    if (!plain) may("VALUES-ORDINARY", has_unusual_text(attributes) ? statuses({422, 400}) : statuses({422}));
  }

  static bool has_unusual_text(const json& attributes) {
    const std::string text = attributes.dump(-1, ' ', true, json::error_handler_t::replace);
    return text.find("\\u") != std::string::npos;
  }

  void attribute(const std::string& name, const json& value) {
    if (name == "address") {
      address(value);
    } else if (!value.is_string()) {
      must("SEMANTIC-ATTRIBUTE-TYPE-422", statuses({422}), "an attribute of a wrong type");
    } else if (const auto& text = value.get_ref<const std::string&>(); !text.empty()) {
      text_value(name, text);
    }
  }

  void text_value(const std::string& name, const std::string& text) {
    if (name == "gender" && text != "male" && text != "female" && text != "other" && text.front() != ' ' &&
        text.back() != ' ') {
      must("SEMANTIC-GENDER-422", statuses({422}), "an unknown gender");
    } else if (name == "email" && text.find('@') == std::string::npos) {
      must("SEMANTIC-EMAIL-422", statuses({422}), "an email that is not one");
    } else if (name == "birthDate" && is_impossible_day(text)) {
      must("SEMANTIC-BIRTH-DATE-422", statuses({422}), "an impossible birthDate");
    }
  }

  // "2023-02-30", "1985-13-01", or no digit at all; the year 0000 may stand for none.
  static bool is_impossible_day(const std::string& text) {
    if (std::ranges::none_of(text, is_digit)) return text.find_first_not_of(' ') != std::string::npos;
    constexpr std::size_t length = 10;
    if (text.size() != length || text.starts_with("0000") || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
      if (!is_digit(text[i])) return false;
    }
    return !is_date(text);
  }

  void address(const json& value) {
    if (!value.is_object()) {
      must("SEMANTIC-ADDRESS-422", statuses({422}), "an address that is not an object");
      return;
    }
    for (const auto& [member, of] : value.items()) {
      if (std::ranges::find(address_names, member) == address_names.end()) {
        may("SEMANTIC-UNKNOWN-ATTRIBUTE", statuses({422}));
        continue;
      }
      const bool number_allowed = member == "houseNo" || member == "postalCode";
      if (of.is_null() || of.is_string() || (number_allowed && of.is_number())) continue;
      must("SEMANTIC-ATTRIBUTE-TYPE-422", statuses({422}), "an address member of a wrong type");
      return;
    }
  }

  static bool is_plain_value(const std::string& name, const json& value) {
    if (name == "address") return false;
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    if (name == "gender") return text == "male" || text == "female" || text == "other";
    if (name == "firstName" || name == "lastName") {
      constexpr std::size_t shortest = 3;
      constexpr std::size_t longest = 20;
      return text.size() >= shortest && text.size() <= longest && is_plain_text(value) &&
             std::ranges::all_of(text, is_letter);
    }
    if (name == "locale") return text == "de-DE" || text == "en-US" || text == "fr-FR" || text == "en-GB";
    if (name == "zoneInfo") return text == "Europe/Berlin" || text == "America/New_York";
    if (name == "birthDate") return is_date(text) && text >= "1930" && text < "2000";
    return false;
  }

  static constexpr std::array writable{"firstName", "lastName",  "email",   "phoneNumber", "pictureUrl",
                                       "gender",    "birthDate", "address", "locale",      "zoneInfo"};
  static constexpr std::array address_names{"country", "locality",  "street", "houseNo", "additionalAddressLink",
                                            "region",  "postalCode"};

  const Operation& operation_;
  const RecordedExchange& exchange_;
  std::string_view user_id_;
  RequestView view_;
};

}  // namespace

StatusSet RequestView::refusals() const {
  StatusSet all;
  for (const RequestProblem& problem : problems)
    all.ranges.insert(all.ranges.end(), problem.refusals.ranges.begin(), problem.refusals.ranges.end());
  return all;
}

bool RequestView::must_be_refused() const {
  return std::ranges::any_of(problems, [](const RequestProblem& problem) { return !problem.may_be_served; });
}

AcceptKind accept_kind(const Headers& headers) {
  const auto value = find_header(headers, "Accept");
  if (!value) return AcceptKind::absent;
  if (count_header(headers, "Accept") == 1 && *value == api_media_type) return AcceptKind::exact;
  const auto ranges = accept_ranges(headers);
  if (!ranges) return AcceptKind::open;
  const auto any = [&](const auto& test) { return std::ranges::any_of(*ranges, test); };
  if (any([](const AcceptRange& range) { return contains_api_type(range) && !range.parameters && !range.excluded; }))
    return AcceptKind::served;
  if (any(contains_api_type)) return AcceptKind::refused_should;
  const auto may_match = [](const AcceptRange& range) {
    return range.essence.find('*') != std::string::npos
               ? !range.essence.starts_with("text/") && !range.essence.starts_with("image/")
               : range.essence.find("json") != std::string::npos;
  };
  return any(may_match) ? AcceptKind::open : AcceptKind::refused;
}

RequestView view_of(const Operation& operation, const RecordedExchange& exchange, std::string_view user_id) {
  return RequestReader{operation, exchange, user_id}.read();
}

}  // namespace conform
