#include "journal/journal.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/gate.hpp"
#include "json/exact.hpp"
#include "json/fields.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

constexpr std::size_t newest_format = 3;
constexpr const char* kind_of_journal = "conform-restore-journal";
constexpr JsonLimits limits{
    .max_bytes = largest_journal, .max_depth = 256, .max_values = 256U << 20U, .comments = false, .exact = true};

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

/// The same as a member of the journal, and how its bytes are taken apart.
template <class Json>
struct AsSent {
  Json& json;
  StoredJson (*take)(std::string);
  std::string_view before;  ///< what format 1 left out
  std::string_view behind;
};
template <class Json>
AsSent(Json&, StoredJson (*)(std::string), std::string_view, std::string_view) -> AsSent<Json>;

}  // namespace

StoredJson stored_record(std::string bytes) { return stored(std::move(bytes), "/data/attributes"); }

StoredJson stored_custom_attributes(std::string bytes) { return stored(std::move(bytes), ""); }

Ordered json_of(const AsSent<const StoredJson>& sent) { return sent.json ? Ordered(sent.json.bytes) : Ordered{}; }

void read_json(FieldReading& in, const json& value, AsSent<StoredJson> into) {
  if (value.is_null()) return;
  if (in.format == 1) {
    if (!value.is_object()) return in.expected("an object or null", value);
    into.json = {.bytes = std::string{into.before} + exact_text(value) + std::string{into.behind},
                 .value = std::make_shared<const json>(value)};
    return;
  }
  if (!value.is_string()) return in.expected("a string or null", value);
  into.json = into.take(value.get<std::string>());
  if (!into.json) in.report("the string is not the expected JSON");
}

template <class A>
void fields(A& a, In<A, UserSnapshot>& user) {
  a("actor", user.actor)("id", user.id);
  a("record", AsSent{user.record, stored_record, R"({"data":{"attributes":)", "}}"});
  a.renamed("customAttributes", 3, "attributes", AsSent{user.custom_attributes, stored_custom_attributes, "", ""});
}

template <class A>
void fields(A& a, In<A, JournalTarget>& target) {
  a("name", target.name)("baseUrl", target.base_url)("apiVersion", target.api_version)("file", target.file);
  a("tokenEnv", target.token_env)("readsByGet", target.reads_by_get);
}

template <class A>
void fields(A& a, In<A, Journal>& journal) {
  a.head("format", newest_format).head("kind", kind_of_journal).since(2, "number", journal.number);
  a("suiteVersion", journal.suite_version)("startedAt", journal.started_at)("target", journal.target);
  a("users", journal.users);
}

namespace {

// Whether it is a journal, and of which format.
void read_head(FieldReading& in, const json& document) {
  FieldReader head{in, document};
  std::string kind;
  head("kind", kind);
  if (in.diagnostics.empty() && kind != kind_of_journal) in.report("this is not a restore journal", "kind");
  std::size_t format = 0;
  head("format", format);
  if (in.diagnostics.empty() && (format < 1 || format > newest_format)) {
    in.diagnostics.push_back(Diagnostic::about_place(
        in.file, "/format", fmt::format("the format {} is not known", format), "use the conform that wrote it"));
  }
  in.format = static_cast<int>(std::min(format, newest_format));
}

}  // namespace

std::string to_text(const Journal& journal) {
  return json_of(journal).dump(1, ' ', false, Ordered::error_handler_t::replace) + '\n';
}

Result<Journal> parse_journal(std::string_view text, const std::string& name) {
  const auto document = parse_json(text, limits);
  if (!document) {
    const JsonError& why = document.error();
    return tl::unexpected{Diagnostics{{.file = name,
                                       .line = why.line,
                                       .pointer = why.pointer,
                                       .message = plain(why.message),
                                       .hint = "is it a journal?"}}};
  }
  Journal journal;
  FieldReading in{.file = name, .exact = true};
  read_head(in, *document);
  if (in.diagnostics.empty()) read_json(in, *document, journal);
  journal.format = in.format;
  if (in.diagnostics.empty()) return journal;
  in.find_lines(text, limits);
  return tl::unexpected{std::move(in.diagnostics)};
}

}  // namespace conform
