#include "journal/write_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/durable_file.hpp"
#include "journal/journal.hpp"
#include "journal/own_file.hpp"
#include "journal/stable_hash.hpp"
#include "json/exact.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::string_view cleared_key = "null";

bool is_cleared_value(const json& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.is_object() && std::ranges::all_of(value, [](const json& member) { return is_cleared_value(member); });
}

std::string key_of(std::string_view name, const json& value) {
  if (is_cleared_value(value)) return std::string{cleared_key};
  constexpr std::size_t date_length = 10;
  if (name == "birthDate" && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (std::string_view{text}.substr(std::min(date_length, text.size())).starts_with("T00:00:00"))
      return exact_text(json(text.substr(0, date_length)));
  }
  std::string key = exact_text(by_value(value));
  constexpr std::size_t longest = 200;
  if (key.size() <= longest) return key;
  // No JSON text begins with "#".
  return '#' + stable_hash(std::array{key}) + ' ' + std::to_string(key.size());
}

std::string place(std::string_view user_id, std::string_view resource) {
  return std::string{user_id} + ' ' + std::string{resource};
}

}  // namespace

ValueKeys keys_of(const json& object) {
  ValueKeys keys;
  if (!object.is_object()) return keys;
  for (const auto& [name, value] : object.items()) {
    if (value.is_object() && !is_cleared_value(value)) {
      for (const auto& [member, inner] : value.items()) keys[name + '/' + member] = key_of(member, inner);
    } else {
      keys[name] = key_of(name, value);
    }
  }
  return keys;
}

void WrittenValues::add(std::string_view user_id, std::string_view resource, std::string_view name,
                        std::string_view key) {
  by_user_[place(user_id, resource)][std::string{name}].emplace(key);
}

bool WrittenValues::has(std::string_view resource, std::string_view name, std::string_view key) const {
  const std::string end = ' ' + std::string{resource};
  const std::size_t slash = name.find('/');
  return std::ranges::any_of(by_user_, [&](const auto& entry) {
    if (!entry.first.ends_with(end)) return false;
    const Names& names = entry.second;
    const auto found = names.find(name);
    if (found != names.end() && found->second.contains(key)) return true;
    if (key != cleared_key) return false;
    const std::string_view outer = name.substr(0, slash);
    if (slash == std::string_view::npos) {
      const auto inner = names.lower_bound(std::string{outer} + '/');
      return inner != names.end() && inner->first.starts_with(std::string{outer} + '/');
    }
    return std::ranges::any_of(
        names, [&](const auto& one) { return one.first == outer || one.first.starts_with(std::string{outer} + '/'); });
  });
}

bool WrittenValues::knows(std::string_view user_id, std::string_view resource, std::string_view name,
                          std::string_view key) const {
  const auto user = by_user_.find(place(user_id, resource));
  if (user == by_user_.end()) return false;
  const auto found = user->second.find(name);
  return found != user->second.end() && found->second.contains(key);
}

void WrittenValues::add_all(const WrittenValues& others) {
  for (const auto& [user, names] : others.by_user_) {
    for (const auto& [name, keys] : names) by_user_[user][name].insert(keys.begin(), keys.end());
  }
}

std::string write_log_of(const std::string& journal) { return journal + ".writes"; }

Result<std::unique_ptr<WriteLog>> WriteLog::create(const std::string& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);  // NOLINT: variadic
  if (descriptor < 0) {
    return refused(Diagnostic::about_file(path, "the log of writes cannot be made: " + error_text(errno)));
  }
  flush_folder_of(path);
  return std::unique_ptr<WriteLog>{new WriteLog{descriptor}};
}

WriteLog::~WriteLog() { ::close(descriptor_); }

void WriteLog::note(std::string_view user_id, std::string_view resource, const ValueKeys& keys) {
  const std::scoped_lock lock{mutex_};
  json values = json::object();
  for (const auto& [name, key] : keys) {
    if (noted_.knows(user_id, resource, name, key)) continue;
    noted_.add(user_id, resource, name, key);
    values[name] = key;
  }
  if (values.empty()) return;
  const json line{{"user", user_id}, {"of", resource}, {"values", std::move(values)}};
  // What is not noted is taken for a change by others later: then `conform restore` asks. A line that a full disk cut
  // must not take the next one with it.
  const std::string text = (cut_ ? "\n" : "") + line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
  cut_ = !write_all(descriptor_, text);
}

Result<WrittenValues> read_write_log(const std::string& path) {
  const auto text = read_own_file(path, largest_journal);
  if (!text) return tl::unexpected{text.error()};
  WrittenValues values;
  std::string_view rest = *text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const auto line = parse_json(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    // A full disk may have cut a line; what it said is not known then.
    if (!line || !line->is_object() || !line->contains("user") || !line->contains("of") || !line->contains("values"))
      continue;
    const json& user = line->at("user");
    const json& resource = line->at("of");
    const json& noted = line->at("values");
    if (!user.is_string() || !resource.is_string() || !noted.is_object()) continue;
    for (const auto& [name, key] : noted.items()) {
      if (key.is_string())
        values.add(user.get_ref<const std::string&>(), resource.get_ref<const std::string&>(), name,
                   key.get_ref<const std::string&>());
    }
  }
  return values;
}

}  // namespace conform
