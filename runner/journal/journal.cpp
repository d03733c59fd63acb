#include "journal/journal.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "json/gate.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

constexpr int format_version = 1;
constexpr JsonLimits limits{.max_bytes = 256U << 20U, .max_depth = 256, .max_values = 256U << 20U, .comments = false};

Ordered object_or_null(const std::shared_ptr<const json>& value) { return value ? Ordered(*value) : Ordered{}; }

/// Takes the members of one object by name; what is missing, of a wrong type or left over is a problem.
class Reader {
 public:
  Reader(const json& value, std::string at, const JsonLines& lines, const std::string& file, Problems& problems)
      : value_{value}, at_{std::move(at)}, lines_{lines}, file_{file}, problems_{problems} {
    if (!value.is_object()) complain("", "expected an object, found " + plain(clipped(value, 80)));
  }

  std::string text(const char* name) {
    const json* member = find(name);
    if (member != nullptr && member->is_string()) return member->get<std::string>();
    if (member != nullptr) complain(name, "expected a string, found " + plain(clipped(*member, 80)));
    return {};
  }

  bool boolean(const char* name) {
    const json* member = find(name);
    if (member != nullptr && member->is_boolean()) return member->get<bool>();
    if (member != nullptr) complain(name, "expected true or false, found " + plain(clipped(*member, 80)));
    return false;
  }

  std::shared_ptr<const json> object_or_null(const char* name) {
    const json* member = find(name);
    if (member == nullptr || member->is_null()) return nullptr;
    if (member->is_object()) return std::make_shared<const json>(*member);
    complain(name, "expected an object or null, found " + plain(clipped(*member, 80)));
    return nullptr;
  }

  const json* find(const char* name) {
    known_.emplace_back(name);
    if (!value_.is_object()) return nullptr;
    const auto member = value_.find(name);
    if (member != value_.end()) return &*member;
    complain("", fmt::format("the member \"{}\" is missing", name));
    return nullptr;
  }

  void complain(const std::string& name, std::string message) {
    constexpr std::size_t most_told = 20;
    if (problems_.size() >= most_told) return;
    const std::string pointer = name.empty() ? at_ : at_ + '/' + escape_token(name);
    const auto line = lines_.find(pointer);
    problems_.push_back({.file = file_,
                         .line = line == lines_.end() ? 0 : line->second,
                         .pointer = pointer,
                         .message = std::move(message),
                         .hint = {}});
  }

  /// To be called last: what was not asked for is unknown.
  void end() {
    if (!value_.is_object()) return;
    for (const auto& [name, ignored] : value_.items()) {
      if (std::ranges::find(known_, name) == known_.end()) complain(name, "unknown member");
    }
  }

 private:
  const json& value_;
  std::string at_;
  const JsonLines& lines_;
  const std::string& file_;
  Problems& problems_;
  std::vector<std::string> known_;
};

}  // namespace

std::string to_text(const Journal& journal) {
  Ordered users = Ordered::array();
  for (const Original& user : journal.users) {
    users.push_back(Ordered{{"actor", user.actor},
                            {"id", user.id},
                            {"record", object_or_null(user.record)},
                            {"attributes", object_or_null(user.attributes)}});
  }
  const JournalTarget& target = journal.target;
  const Ordered document{{"format", format_version},
                         {"kind", "conform-restore-journal"},
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
  Problems problems;
  JsonLines lines;
  const auto document = parse_json(text, limits, &lines);
  if (!document) {
    const JsonError& why = document.error();
    return tl::unexpected{Problems{{.file = name,
                                    .line = why.line,
                                    .pointer = why.pointer,
                                    .message = plain(why.message),
                                    .hint = "is it a journal?"}}};
  }
  Journal journal;
  Reader root{*document, "", lines, name, problems};
  if (root.text("kind") != "conform-restore-journal" && problems.empty())
    root.complain("kind", "this is no restore journal");
  const json* format = root.find("format");
  if (format != nullptr && *format != format_version) {
    return tl::unexpected{Problems{{.file = name,
                                    .line = 0,
                                    .pointer = "/format",
                                    .message = "the format " + plain(clipped(*format, 40)) + " is not known",
                                    .hint = "use the conform that wrote it"}}};
  }
  journal.suite_version = root.text("suiteVersion");
  journal.started_at = root.text("startedAt");
  if (const json* value = root.find("target")) {
    Reader target{*value, "/target", lines, name, problems};
    journal.target = {.name = target.text("name"),
                      .base_url = target.text("baseUrl"),
                      .api_version = target.text("apiVersion"),
                      .file = target.text("file"),
                      .token_env = target.text("tokenEnv"),
                      .reads_by_get = target.boolean("readsByGet")};
    target.end();
  }
  if (const json* users = root.find("users"); users != nullptr && !users->is_array()) {
    root.complain("users", "expected an array, found " + plain(clipped(*users, 80)));
  } else if (users != nullptr) {
    for (std::size_t i = 0; i < users->size(); ++i) {
      Reader user{(*users)[i], "/users/" + std::to_string(i), lines, name, problems};
      journal.users.push_back({.actor = user.text("actor"),
                               .id = user.text("id"),
                               .record = user.object_or_null("record"),
                               .attributes = user.object_or_null("attributes")});
      user.end();
    }
  }
  root.end();
  if (!problems.empty()) return tl::unexpected{std::move(problems)};
  return journal;
}

}  // namespace conform
