#include "cli/target_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "target/base_url.hpp"
#include "target/target.hpp"

namespace conform {
namespace {

constexpr int most_tries = 3;

std::string as_json_text(std::string_view text) { return nlohmann::json(std::string{text}).dump(); }

std::string variable_of(std::size_t number, std::string_view what) { return fmt::format("USER{}_{}", number, what); }

bool is_local(const TargetDraft& draft) {
  const auto url = parse_base_url(draft.base_url);
  return url && is_loopback(url->host);
}

std::string version_of(const TargetDraft& draft) {
  const auto url = parse_base_url(draft.base_url);
  return draft.api_version.empty() && url ? std::string{version_in(url->path)} : draft.api_version;
}

std::string known_versions() { return fmt::format("{}", fmt::join(api_versions, ", ")); }

/// Asks for the parts of a draft, one after another.
class Interview {
 public:
  Interview(const ReadLine& read_line, const Say& say) : read_line_{read_line}, say_{say} {}

  [[nodiscard]] std::optional<TargetDraft> draft() {
    if (!address()) return std::nullopt;
    if (!first_user() || !more_users()) return std::nullopt;
    if (!is_local(draft_) && !writes()) return std::nullopt;
    return draft_;
  }

 private:
  /// Asks until `take` has no objection.
  bool ask(std::string_view question, const std::function<std::string(const std::string&)>& take) {
    for (int tries = 0; tries < most_tries; ++tries) {
      say_(question);
      auto line = read_line_();
      if (!line) return false;
      const std::string objection = take(std::string{trimmed(*line)});
      if (objection.empty()) return true;
      say_("  " + objection + "\n");
    }
    return false;
  }

  bool address() {
    const auto take_url = [&](const std::string& text) -> std::string {
      draft_.base_url = text;
      if (const auto url = parse_base_url(text); !url) return "This URL " + url.error() + ".";
      return {};
    };
    if (!ask("Base URL of the API (for example https://user.staging.example/user/2024-3): ", take_url)) return false;
    if (trouble_with(draft_).empty()) return true;
    return ask("Version of the API (" + known_versions() + "): ", [&](const std::string& text) {
      draft_.api_version = text;
      return trouble_with(draft_);
    });
  }

  bool first_user() {
    say_("Cases overwrite the data of test users and restore it at the end. Tokens stay in environment variables.\n");
    draft_.users.emplace_back();
    return user_id("Id of the first test user (a UUID; empty: from the variable USER1_ID): ") && token_variable();
  }

  bool more_users() {
    constexpr std::size_t enough = 8;
    while (draft_.users.size() < enough) {
      bool more = false;
      const std::string question = fmt::format("Id of test user {} (empty: no more): ", draft_.users.size() + 1);
      const bool asked = ask(question, [&](const std::string& text) -> std::string {
        more = !text.empty();
        if (more && !is_uuid(text)) return "This is not a UUID.";
        if (more) draft_.users.push_back({.id = text, .token_env = {}});
        return {};
      });
      if (!asked) return false;
      if (!more) return true;
      if (!token_variable()) return false;
    }
    return true;
  }

  bool user_id(std::string_view question) {
    return ask(question, [&](const std::string& text) -> std::string {
      draft_.users.back().id = text;
      return text.empty() || is_uuid(text) ? "" : "This is not a UUID.";
    });
  }

  bool token_variable() {
    const std::string usual = variable_of(draft_.users.size(), "TOKEN");
    return ask(fmt::format("Environment variable with the token of this user (empty: {}): ", usual),
               [&](const std::string& text) -> std::string {
                 draft_.users.back().token_env = text;
                 if (text.empty() || is_variable_name(text)) return {};
                 return "Type the name of a variable, not the token: capital letters, or a variable that is set.";
               });
  }

  bool writes() {
    return ask("Are all of them test users, whose data may be overwritten? (yes/no): ",
               [&](const std::string& text) -> std::string {
                 draft_.allow_writes = text == "yes" || text == "y";
                 return draft_.allow_writes || text == "no" || text == "n" ? "" : "Type yes or no.";
               });
  }

  const ReadLine& read_line_;
  const Say& say_;
  TargetDraft draft_;
};

std::string users_text(const TargetDraft& draft) {
  std::string text = "  \"users\": [\n";
  for (std::size_t i = 0; i < draft.users.size(); ++i) {
    const std::string id = draft.users[i].id.empty() ? "${env:" + variable_of(i + 1, "ID") + "}" : draft.users[i].id;
    text += fmt::format("    {{\"id\": {}, \"actor\": \"user-{}\"}}{}\n", as_json_text(id), i + 1,
                        i + 1 < draft.users.size() ? "," : "");
  }
  return text + "  ],\n";
}

std::string token_env_of(const TargetDraft& draft, std::size_t index) {
  const std::string& named = draft.users[index].token_env;
  return named.empty() ? variable_of(index + 1, "TOKEN") : named;
}

std::string actors_text(const TargetDraft& draft) {
  std::string text =
      "  \"actors\": {\n"
      "    // Optional special actors, each with a user of its own that is not in \"users\": what they verify is "
      "skipped\n"
      "    // without them. Remove the slashes to use one.\n"
      "    // \"reader\":   {\"token\": \"${env:READER_TOKEN}\",   \"userId\": \"UUID\"},  // may read, must not "
      "write\n"
      "    // \"unlinked\": {\"token\": \"${env:UNLINKED_TOKEN}\", \"userId\": \"UUID\"},  // has no linked identity\n"
      "    // \"expired\":  {\"token\": \"${env:EXPIRED_TOKEN}\",  \"userId\": \"UUID\"},  // the token has expired\n"
      "    // \"admin\":    {\"token\": \"${env:ADMIN_TOKEN}\",    \"userId\": \"UUID\"},  // may address every user\n";
  for (std::size_t i = 0; i < draft.users.size(); ++i) {
    const std::string token = "${env:" + token_env_of(draft, i) + "}";
    text += fmt::format("    \"user-{}\": {{\"token\": {}}}{}\n", i + 1, as_json_text(token),
                        i + 1 < draft.users.size() ? "," : "");
  }
  return text + "  }\n";
}

}  // namespace

bool is_variable_name(const std::string& text) {
  constexpr std::size_t longest = 64;
  const auto fits = [](char c) { return is_alphanumeric(c) || c == '_'; };
  if (text.empty() || is_digit(text.front()) || !std::ranges::all_of(text, fits)) return false;
  if (std::getenv(text.c_str()) != nullptr) return true;  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return text.size() <= longest && upper(text) == text;
}

std::string trouble_with(const TargetDraft& draft) {
  const auto url = parse_base_url(draft.base_url);
  if (!url) return "the base URL " + url.error();
  const std::string version = version_of(draft);
  const std::string in_url{version_in(url->path)};
  if (version.empty()) return "the base URL does not end in a version of the API: one of " + known_versions();
  if (std::ranges::find(api_versions, version) == api_versions.end())
    return "unknown version of the API: choose one of " + known_versions();
  if (!in_url.empty() && in_url != version) return "the base URL ends in another version than " + version;
  return {};
}

std::optional<TargetDraft> ask_for_draft(const ReadLine& read_line, const Say& say) {
  return Interview{read_line, say}.draft();
}

std::string draft_text(const TargetDraft& draft, std::string_view file) {
  std::string text = fmt::format(
      "// The server under test and its test users, for conform.\n"
      "//   conform check --target {0}   tests this file without changing anything\n"
      "//   conform run --target {0}     runs all cases\n"
      "//   conform help target-file     explains every member\n"
      "// ${{env:NAME}} is the value of an environment variable: this file needs no token.\n"
      "{{\n  \"format\": 2,\n",
      file);
  if (!draft.name.empty()) text += fmt::format("  \"name\": {},  // in reports\n", as_json_text(draft.name));
  text += fmt::format("  // The paths /users/{{userId}} and /attributes are below it.\n  \"baseUrl\": {},\n",
                      as_json_text(draft.base_url));
  if (!draft.api_version.empty()) text += fmt::format("  \"apiVersion\": {},\n", as_json_text(draft.api_version));
  text += fmt::format(
      "  // Cases overwrite the data of \"users\" and restore it at the end. Required to be true for every host "
      "except\n"
      "  // localhost: set it only if all of them are test users.\n"
      "  \"allowWrites\": {},\n",
      draft.allow_writes || is_local(draft));
  text +=
      "  // \"transport\": {\"caFile\": \"ca.pem\", \"proxy\": \"http://proxy.example:3128\", \"rate\": \"20/s\"},\n"
      "  // Test users: one is enough for a first look, two for rights on another user's data, eight run in parallel.\n"
      "  // Each has an actor of its own.\n";
  return text + users_text(draft) + actors_text(draft) + "}\n";
}

std::vector<std::string> variables_of(const TargetDraft& draft) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < draft.users.size(); ++i) {
    if (draft.users[i].id.empty()) names.push_back(variable_of(i + 1, "ID"));
    names.push_back(token_env_of(draft, i));
  }
  return names;
}

}  // namespace conform
