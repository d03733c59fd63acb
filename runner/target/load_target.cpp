#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/ascii.hpp"
#include "base/gate.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "json/format_number.hpp"
#include "json/pointer.hpp"
#include "json/read_file.hpp"
#include "target/base_url.hpp"
#include "target/expand.hpp"
#include "target/members.hpp"
#include "target/rate.hpp"
#include "target/read_actor.hpp"
#include "target/read_headers.hpp"
#include "target/target.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Need = Members::Need;

constexpr std::size_t max_target_bytes = 1U << 20U;

std::vector<std::string> version_names() { return {api_versions.begin(), api_versions.end()}; }

constexpr std::string_view writes_hint =
    "the suite overwrites the records of its users; set \"allowWrites\": true if these are test users";

/// Works out base URL and version from what was given, complaining at the places where it was.
struct Addressed {
  std::string base_url;
  std::string host;
  std::string version;
};
template <class Complain>
Addressed address(std::string_view base_url, const std::optional<TextValue>& version, Complain add_diagnostic) {
  Addressed result;
  const auto url = parse_base_url(base_url);
  if (!url) {
    add_diagnostic(true, "the base URL " + url.error(),
                   std::string{"for example https://user.staging.example/user/2024-3"});
  } else {
    result.base_url = to_string(*url);
    result.host = url->host;
  }
  const std::string in_url{url ? version_in(url->path) : std::string_view{}};
  if (version) {
    result.version = version->value;
  } else {
    result.version = in_url;
  }
  const auto names = version_names();
  if (result.version.empty()) {
    if (url)
      add_diagnostic(false, "the API version is neither given nor the last segment of the base URL",
                     "give one of " + joined(names));
  } else if (std::find(names.begin(), names.end(), result.version) == names.end()) {
    const std::string near = did_you_mean(result.version, names);
    const std::string known = "known are " + joined(names);
    add_diagnostic(!version, fmt::format("the API version \"{}\" is not known", version ? version->written : in_url),
                   near.empty() ? known : near + " " + known);
  } else if (!in_url.empty() && in_url != result.version) {
    add_diagnostic(false, fmt::format("the API version is {}, but the base URL ends in {}", result.version, in_url),
                   "give the version once, or twice the same");
  }
  return result;
}

class TargetReader {
 public:
  TargetReader(ReadingFile& file, const json& document, Writes writes)
      : file_{file}, root_{file, document, "", "the target"}, writes_{writes} {}

  Target read() {
    root_.skip("$schema");
    root_.skip("format");
    const auto name = root_.text("name");
    read_address();
    read_writes();
    read_actors();
    read_users();
    read_pins();
    for (const TextValue& attribute : root_.texts("serverManaged")) {
      if (attribute.value != "createdAt") target_.server_managed.push_back(attribute.value);
    }
    for (const TextValue& attribute : root_.texts("protected")) target_.protected_attributes.push_back(attribute.value);
    read_operations();
    read_readback();
    if (const auto bound = root_.integer("consistencyMs", 0, 600'000))
      target_.consistency = std::chrono::milliseconds{*bound};
    target_.conditional = root_.boolean("conditional").value_or(false);
    target_.headers = read_headers(file_, root_);
    read_transport();
    target_.name = name ? name->value : host_;
    return std::move(target_);
  }

 private:
  void read_address() {
    const auto base_url = root_.text("baseUrl", Need::required);
    const auto version = root_.text("apiVersion");
    if (!base_url) return;
    const auto add_diagnostic = [&](bool at_url, std::string message, std::string hint) {
      const std::string pointer = at_url ? "/baseUrl" : root_.pointer_to("apiVersion");
      file_.add_diagnostic(pointer, std::move(message), std::move(hint));
    };
    Addressed addressed = address(base_url->value, version, add_diagnostic);
    target_.base_url = std::move(addressed.base_url);
    target_.api_version = std::move(addressed.version);
    host_ = std::move(addressed.host);
  }

  void read_writes() {
    const auto allowed = root_.boolean("allowWrites");
    const bool loopback = is_loopback(host_);
    target_.allow_writes = allowed.value_or(loopback);
    if (target_.allow_writes || host_.empty() || writes_ == Writes::unneeded) return;
    if (allowed) {
      file_.add_diagnostic("/allowWrites", "writes are not allowed, so nothing can be run", std::string{writes_hint});
    } else {
      file_.add_diagnostic("/baseUrl", "the host is not localhost, and \"allowWrites\" is missing",
                           std::string{writes_hint});
    }
  }

  void read_actors() {
    const json* actors = root_.object("actors", Need::required);
    if (!actors) return;
    if (actors->empty()) file_.add_diagnostic("/actors", "no actors", "each user of the pool needs one with its token");
    for (const auto& [name, value] : actors->items()) {
      const std::string pointer = "/actors/" + escape_token(name);
      actor_names_.push_back(name);
      const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
      });
      if (!plain)
        file_.add_diagnostic(pointer, "the name of an actor is made of letters, digits, \"-\", \"_\" and \".\"");
      const bool plain_http = target_.base_url.starts_with("http:");
      if (auto actor = read_actor(file_, value, name, plain_http, target_.warnings))
        target_.actors.emplace(name, std::move(*actor));
    }
    check_refresh_tokens();
  }

  // A refresh token that rotates is over for the second actor as soon as the first has used it.
  void check_refresh_tokens() {
    std::map<std::string_view, std::string_view> first;
    for (const auto& [name, actor] : target_.actors) {
      const auto* client = std::get_if<OauthClient>(&actor.source);
      if (!client || client->refresh_token.empty()) continue;
      const auto [other, is_first] = first.emplace(client->refresh_token, name);
      if (is_first) continue;
      file_.add_diagnostic("/actors/" + escape_token(name) + "/oauth2/refreshToken",
                           fmt::format("{} has the refresh token of {}", name, other->second),
                           "each actor needs its own");
    }
  }

  void read_users() {
    const json* users = root_.array("users", Need::required);
    if (!users) return;
    if (users->empty()) file_.add_diagnostic("/users", "no users", "name at least one record that cases may overwrite");
    for (std::size_t i = 0; i < users->size(); ++i) read_user((*users)[i], "/users/" + std::to_string(i));
    // Cases look at such a record for traces while another case may write to it.
    for (const auto& [name, actor] : target_.actors) {
      if (!actor.user_id || pool_actors_.count(name) > 0 || pool_ids_.count(lower(*actor.user_id)) == 0) continue;
      file_.add_diagnostic("/actors/" + escape_token(name) + "/userId",
                           fmt::format("{} has the record of a user of the pool", name), "give it its own record");
    }
  }

  void read_user(const json& value, const std::string& pointer) {
    Members members{file_, value, pointer, "a user"};
    const auto id = read_uuid(members, "id", Need::required);
    const auto actor = members.text("actor", Need::required);
    if (id && !pool_ids_.insert({lower(id->value), true}).second) {
      file_.add_diagnostic(id->pointer, fmt::format("the user {} is listed twice", id->written));
    }
    if (actor) check_actor_of_user(*actor, id);
    if (id && actor) target_.users.push_back({.id = id->value, .actor = actor->value});
  }

  void check_actor_of_user(const TextValue& actor, const std::optional<TextValue>& id) {
    if (std::find(actor_names_.begin(), actor_names_.end(), actor.value) == actor_names_.end()) {
      file_.add_diagnostic(actor.pointer, fmt::format("unknown actor \"{}\"", actor.written),
                           did_you_mean(actor.value, actor_names_));
      return;
    }
    if (!pool_actors_.insert({actor.value, true}).second) {
      file_.add_diagnostic(actor.pointer, fmt::format("the actor \"{}\" already has another user", actor.written),
                           "each user needs its own actor: one token per user");
      return;
    }
    const auto known = target_.actors.find(actor.value);
    if (id && known != target_.actors.end() && known->second.user_id &&
        lower(*known->second.user_id) != lower(id->value)) {
      file_.add_diagnostic(actor.pointer,
                           fmt::format("the actor \"{}\" has another \"userId\" than this user", actor.written));
    }
  }

  void read_pins() {
    const json* pins = root_.object("pins");
    if (!pins) return;
    Members members{file_, *pins, "/pins", "the pins"};
    for (const auto& [name, value] : pins->items()) {
      if (const auto reading = members.text(name)) target_.pins.emplace(name, reading->value);
    }
  }

  void read_operations() {
    if (!root_.has("operations")) return;
    const std::vector<std::string> known{operation_names.begin(), operation_names.end()};
    auto& operations = target_.operations.emplace();
    bool understood = true;
    for (const TextValue& value : root_.texts("operations")) {
      operations.insert(value.value);
      if (std::find(known.begin(), known.end(), value.value) != known.end()) continue;
      understood = false;
      const std::string near = did_you_mean(value.value, known);
      file_.add_diagnostic(value.pointer, fmt::format("unknown operation \"{}\"", value.written),
                           near.empty() ? "known are " + joined(known) : near);
    }
    if (understood && operations.count("getUser") + operations.count("updateUser") == 0) {
      file_.add_diagnostic("/operations", "without getUser and updateUser no record can be read",
                           "list what the server has, or leave \"operations\" out");
    }
  }

  // What reads records must be there.
  void check_readback(const TextValue& readback, const char* operation) {
    if (!target_.operations || target_.operations->count(operation) > 0) return;
    file_.add_diagnostic(readback.pointer, fmt::format("\"{}\" reads by {}, which \"operations\" does not list",
                                                       readback.written, operation));
  }

  void read_readback() {
    const auto readback = root_.text("readback");
    if (!readback || readback->value == "auto") return;
    if (readback->value == "get") {
      target_.readback = Readback::get;
      check_readback(*readback, "getUser");
    } else if (readback->value == "empty-patch") {
      target_.readback = Readback::empty_patch;
      check_readback(*readback, "updateUser");
    } else {
      file_.add_diagnostic(readback->pointer, fmt::format("\"{}\" is not a way to read back", readback->written),
                           "\"auto\", \"get\" or \"empty-patch\"");
    }
  }

  void read_transport() {
    const json* value = root_.object("transport");
    if (!value) return;
    Members members{file_, *value, "/transport", "the transport"};
    if (const auto timeout = members.integer("timeoutMs", 1, 3'600'000)) {
      target_.transport.timeout = std::chrono::milliseconds{*timeout};
    }
    target_.transport.ca_file = read_path(members, "caFile");
    target_.transport.client_certificate = read_path(members, "clientCertificate");
    target_.transport.client_key = read_path(members, "clientKey");
    if (value->contains("clientKey") && !value->contains("clientCertificate")) {
      file_.add_diagnostic("/transport/clientKey", "a client key without a client certificate");
    }
    if (const auto proxy = members.text("proxy")) {
      const std::string trouble = proxy->value == "none" ? std::string{} : proxy_trouble(proxy->value);
      if (!trouble.empty()) {
        file_.add_diagnostic(proxy->pointer, "the proxy URL is invalid: it " + trouble,
                             "for example http://proxy.example:3128, or \"none\"");
      }
      target_.transport.proxy = proxy->value;
    }
    if (const auto version = members.text("tlsMinimum")) {
      if (version->value != "1.2" && version->value != "1.3") {
        file_.add_diagnostic(version->pointer, fmt::format("\"{}\" is not a supported TLS version", version->written),
                             "\"1.2\" or \"1.3\"");
      }
      target_.transport.tls_minimum = version->value;
    }
    if (const auto rate = members.text("rate")) {
      if (!is_rate(rate->value)) {
        file_.add_diagnostic(rate->pointer, fmt::format("\"{}\" is an invalid rate", rate->written),
                             "requests per second: \"20/s\"");
      }
      target_.transport.rate = rate->value;
    }
    if (const json* retry = members.object("retry")) {
      Members retry_members{file_, *retry, "/transport/retry", "retry"};
      if (const auto budget = retry_members.integer("budget", 0, 1'000'000)) {
        target_.transport.retry_budget = static_cast<std::size_t>(*budget);
      }
    }
  }

  std::string read_path(Members& members, std::string_view name) {
    const auto path = members.text(name);
    if (!path) return {};
    const std::filesystem::path full = file_.folder / path->value;
    std::error_code error;
    if (std::filesystem::is_directory(full, error) || ::access(full.c_str(), R_OK) != 0) {
      file_.add_diagnostic(path->pointer, fmt::format("the file {} cannot be read", path->written),
                           "paths are relative to the target file");
    }
    return full.string();
  }

  ReadingFile& file_;
  Members root_;
  Writes writes_;
  Target target_;
  std::string host_;
  std::vector<std::string> actor_names_;
  std::map<std::string, bool> pool_ids_;
  std::map<std::string, bool> pool_actors_;
};

}  // namespace

Result<Target> load_target(const std::filesystem::path& path, Writes writes) {
  ReadingFile file{.name = path.string(), .folder = path.parent_path(), .lines = {}, .diagnostics = {}};
  const auto text = read_file(path, max_target_bytes);
  if (!text) return refused(Diagnostic::about_file(file.name, text.error(), "expected a target file"));
  const auto document =
      parse_json(*text, {.max_bytes = max_target_bytes, .max_depth = 32, .comments = true}, &file.lines);
  if (!document) {
    const JsonError& why = document.error();
    return tl::unexpected{Diagnostics{{.file = file.name,
                                       .line = why.line,
                                       .pointer = why.pointer,
                                       .message = plain(why.message),
                                       .hint = fmt::format("column {}", why.column)}}};
  }
  if (const auto other = format_problem(*document, "target file", target_format, file.name)) {
    file.add_diagnostic(other->pointer, other->message, other->hint);
    return tl::unexpected{std::move(file.diagnostics)};
  }
  Target target = TargetReader{file, *document, writes}.read();
  if (file.diagnostics.empty()) return target;
  std::stable_sort(file.diagnostics.begin(), file.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
  return tl::unexpected{std::move(file.diagnostics)};
}

Result<Target> quick_target(const QuickTarget& flags) {
  Diagnostics diagnostics;
  const auto add_diagnostic = [&](std::string_view flag, std::string message, std::string hint) {
    diagnostics.push_back(Diagnostic::about_flag(fmt::format("{}: {}", flag, message), std::move(hint)));
  };
  std::optional<TextValue> version;
  if (!flags.api_version.empty())
    version = TextValue{.written = flags.api_version, .value = flags.api_version, .pointer = {}};
  Addressed addressed = address(flags.base_url, version, [&](bool at_url, std::string message, std::string hint) {
    add_diagnostic(at_url ? "--base-url" : "--api-version", std::move(message), std::move(hint));
  });
  if (!addressed.host.empty() && !is_loopback(addressed.host) && !flags.allow_writes) {
    add_diagnostic("--base-url", fmt::format("{} is not localhost, and writes are not allowed", addressed.host),
                   "the suite overwrites the record of this user; pass --allow-writes if this is a test user");
  }
  if (!is_uuid(flags.user_id)) {
    add_diagnostic("--user-id", fmt::format("\"{}\" is not a UUID", flags.user_id),
                   "for example 6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11");
  }
  std::string token;
  if (flags.token_env.empty()) {
    add_diagnostic("--token-env", "the name of a variable is needed",
                   "the token itself does not belong on a command line");
  } else if (auto value = expand("${env:" + flags.token_env + "}", {}); !value) {
    add_diagnostic("--token-env", std::move(value.error().message), std::move(value.error().hint));
  } else if (std::string trouble = token_trouble(*value); !trouble.empty()) {
    add_diagnostic("--token-env", fmt::format("{} ({})", trouble, flags.token_env), {});
  } else {
    token = std::move(*value);
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  Target target;
  target.name = addressed.host;
  target.base_url = std::move(addressed.base_url);
  target.api_version = std::move(addressed.version);
  target.allow_writes = true;
  target.users.push_back({.id = flags.user_id, .actor = "user-1"});
  target.actors.emplace("user-1", Actor{.token = std::move(token),
                                        .user_id = flags.user_id,
                                        .source = {},
                                        .written = "${env:" + flags.token_env + "}"});
  return target;
}

}  // namespace conform
