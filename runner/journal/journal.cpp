#include "journal/journal.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/gate.hpp"
#include "base/number.hpp"
#include "json/exact.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

constexpr int newest_format = 3;
constexpr JsonLimits limits{
    .max_bytes = largest_journal, .max_depth = 256, .max_values = 256U << 20U, .comments = false, .exact = true};

// Values were read without loss, so their numbers are not numbers to `clipped`.
std::string shown_value(const json& value, std::size_t most) {
  const auto by_value = parse_json(exact_text(value));
  return plain(clipped(by_value ? *by_value : json("…"), most));
}

StoredJson stored(std::string bytes, std::string_view pointer) {
  // Servers may send what makes no Unicode text; a record is kept all the same.
  auto document = parse_exact(bytes, {.max_bytes = largest_journal, .max_values = limits.max_values});
  if (!document) return {};
  const json* value = resolve_pointer(*document, pointer);
  if (value == nullptr || !value->is_object()) return {};
  // White space between values may make megabytes of every user's record; it is not kept of a large one.
  constexpr std::size_t most_as_sent = 64U << 10U;
  // A string of its own: one that was assigned would keep the megabytes.
  return {.bytes = bytes.size() > most_as_sent ? exact_text(*document) : std::move(bytes),
          .value = std::make_shared<const json>(*value)};
}

Ordered text_or_null(const StoredJson& stored_json) { return stored_json ? Ordered(stored_json.bytes) : Ordered{}; }

/// Takes the members of one object by name; what is missing, of a wrong type or left over is a problem.
class Reader {
 public:
  Reader(const json& value, std::string at, const JsonLines& lines, const std::string& file, Diagnostics& diagnostics)
      : value_{value}, at_{std::move(at)}, lines_{lines}, file_{file}, diagnostics_{diagnostics} {
    if (!value.is_object()) add_diagnostic("", "expected an object, found " + shown_value(value, 80));
  }

  std::string text(const char* name) {
    const json* member = find(name);
    if (member != nullptr && member->is_string()) return member->get<std::string>();
    if (member != nullptr) add_diagnostic(name, "expected a string, found " + shown_value(*member, 80));
    return {};
  }

  bool boolean(const char* name) {
    const json* member = find(name);
    if (member != nullptr && member->is_boolean()) return member->get<bool>();
    if (member != nullptr) add_diagnostic(name, "expected true or false, found " + shown_value(*member, 80));
    return false;
  }

  /// A number without sign and fraction.
  std::uint64_t number(const char* name) {
    const json* member = find(name);
    if (member == nullptr) return 0;
    const auto value = member->is_binary() ? whole_number(exact_text(*member)) : std::nullopt;
    if (!value) add_diagnostic(name, "expected a whole number, found " + shown_value(*member, 80));
    return value.value_or(0);
  }

  /// What the server sent, as a text of its bytes, by one of the functions that take these apart.
  StoredJson bytes_or_null(const char* name, StoredJson (*take)(std::string)) {
    const json* member = find(name);
    if (member == nullptr || member->is_null()) return {};
    if (!member->is_string()) {
      add_diagnostic(name, "expected a string or null, found " + shown_value(*member, 80));
      return {};
    }
    StoredJson result = take(member->get<std::string>());
    if (!result) add_diagnostic(name, "the string is not the expected JSON");
    return result;
  }

  /// Of format 1: the object itself, inside of `around`.
  StoredJson object_or_null(const char* name, std::string_view before, std::string_view behind) {
    const json* member = find(name);
    if (member == nullptr || member->is_null()) return {};
    if (member->is_object()) {
      return {.bytes = std::string{before} + exact_text(*member) + std::string{behind},
              .value = std::make_shared<const json>(*member)};
    }
    add_diagnostic(name, "expected an object or null, found " + shown_value(*member, 80));
    return {};
  }

  const json* find(const char* name) {
    known_.emplace_back(name);
    if (!value_.is_object()) return nullptr;
    const auto member = value_.find(name);
    if (member != value_.end()) return &*member;
    add_diagnostic("", fmt::format("the member \"{}\" is missing", name));
    return nullptr;
  }

  void add_diagnostic(const std::string& name, std::string message) {
    constexpr std::size_t most_reported = 20;
    if (diagnostics_.size() >= most_reported) return;
    const std::string pointer = name.empty() ? at_ : at_ + '/' + escape_token(name);
    const auto line = lines_.find(pointer);
    diagnostics_.push_back({.file = file_,
                            .line = line == lines_.end() ? 0 : line->second,
                            .pointer = pointer,
                            .message = std::move(message),
                            .hint = {}});
  }

  /// To be called last: what was not asked for is unknown.
  void end() {
    if (!value_.is_object()) return;
    for (const auto& [name, ignored] : value_.items()) {
      if (std::ranges::find(known_, name) == known_.end()) add_diagnostic(name, "unknown member");
    }
  }

 private:
  const json& value_;
  std::string at_;
  const JsonLines& lines_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace

StoredJson stored_record(std::string bytes) { return stored(std::move(bytes), "/data/attributes"); }

StoredJson stored_custom_attributes(std::string bytes) { return stored(std::move(bytes), ""); }

std::string to_text(const Journal& journal) {
  Ordered users = Ordered::array();
  for (const UserSnapshot& user : journal.users) {
    users.push_back(Ordered{{"actor", user.actor},
                            {"id", user.id},
                            {"record", text_or_null(user.record)},
                            {"customAttributes", text_or_null(user.custom_attributes)}});
  }
  const JournalTarget& target = journal.target;
  const Ordered document{{"format", newest_format},
                         {"kind", "conform-restore-journal"},
                         {"number", journal.number},
                         {"suiteVersion", journal.suite_version},
                         {"startedAt", journal.started_at},
                         {"target",
                          {{"name", target.name},
                           {"baseUrl", target.base_url},
                           {"apiVersion", target.api_version},
                           {"file", target.file},
                           {"tokenEnv", target.token_env},
                           {"readsByGet", target.reads_by_get}}},
                         {"users", std::move(users)}};
  return document.dump(1, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

Result<Journal> parse_journal(std::string_view text, const std::string& name) {
  Diagnostics diagnostics;
  JsonLines lines;
  const auto document = parse_json(text, limits, &lines);
  if (!document) {
    const JsonError& why = document.error();
    return tl::unexpected{Diagnostics{{.file = name,
                                       .line = why.line,
                                       .pointer = why.pointer,
                                       .message = plain(why.message),
                                       .hint = "is it a journal?"}}};
  }
  Journal journal;
  Reader root{*document, "", lines, name, diagnostics};
  if (root.text("kind") != "conform-restore-journal" && diagnostics.empty())
    root.add_diagnostic("kind", "this is not a restore journal");
  if (const json* format = root.find("format")) {
    const std::string version = exact_text(*format);
    if (version != "1" && version != "2" && version != "3") {
      return refused(Diagnostic::about_place(name, "/format",
                                             "the format " + shown_value(*format, 40) + " is not known",
                                             "use the conform that wrote it"));
    }
    journal.format = version.front() - '0';
  }
  if (journal.format > 1) journal.number = root.number("number");
  journal.suite_version = root.text("suiteVersion");
  journal.started_at = root.text("startedAt");
  if (const json* value = root.find("target")) {
    Reader target{*value, "/target", lines, name, diagnostics};
    journal.target = {.name = target.text("name"),
                      .base_url = target.text("baseUrl"),
                      .api_version = target.text("apiVersion"),
                      .file = target.text("file"),
                      .token_env = target.text("tokenEnv"),
                      .reads_by_get = target.boolean("readsByGet")};
    target.end();
  }
  if (const json* users = root.find("users"); users != nullptr && !users->is_array()) {
    root.add_diagnostic("users", "expected an array, found " + shown_value(*users, 80));
  } else if (users != nullptr) {
    for (std::size_t i = 0; i < users->size(); ++i) {
      Reader user{(*users)[i], "/users/" + std::to_string(i), lines, name, diagnostics};
      UserSnapshot original{.actor = user.text("actor"), .id = user.text("id")};
      if (journal.format == 1) {
        original.record = user.object_or_null("record", R"({"data":{"attributes":)", "}}");
        original.custom_attributes = user.object_or_null("attributes", "", "");
      } else {
        original.record = user.bytes_or_null("record", stored_record);
        original.custom_attributes =
            user.bytes_or_null(journal.format == 2 ? "attributes" : "customAttributes", stored_custom_attributes);
      }
      journal.users.push_back(std::move(original));
      user.end();
    }
  }
  root.end();
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return journal;
}

}  // namespace conform
