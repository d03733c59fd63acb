#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <utility>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "credentials/credentials.hpp"
#include "journal/journal_file.hpp"
#include "journal/open_journals.hpp"
#include "journal/run_lock.hpp"
#include "journal/stable_hash.hpp"
#include "journal/token_file.hpp"
#include "journal/write_log.hpp"
#include "reports/text.hpp"
#include "run/backup/changed_since.hpp"
#include "run/backup/snapshot.hpp"
#include "run/engine/engine.hpp"
#include "run/engine/target_settings.hpp"
#include "session/open_target.hpp"
#include "target/base_url.hpp"
#include "target/known_secrets.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

// How to restore a journal, as far as it says so itself.
std::string command_for(const std::string& path, const Journal& journal) {
  std::string command = "conform restore " + shell_word(path);
  if (!journal.target.file.empty()) return command + " --target " + shell_word(journal.target.file);
  return command + " --base-url " + shell_word(journal.target.base_url) + " --token-env " +
         shell_word(journal.target.token_env.empty() ? "NAME" : journal.target.token_env);
}

bool leads_off_this_machine(const std::string& base_url) {
  const auto url = parse_base_url(base_url);
  return !url || !is_loopback(url->host);
}

// The target of the run that left the journal, given again: a journal's word alone sends no token to another machine
// and reads no target file, which may run commands.
Result<Target> target_of(const RestoreCommand& command, const Journal& journal) {
  if (!command.target.empty()) return load_target(command.target);
  const std::string hint = "run: " + command_for(command.journal, journal);
  QuickTarget quick = command.quick;
  if (quick.base_url.empty() && quick.token_env.empty() && !journal.target.file.empty()) {
    return refused(Diagnostic::about_file(
        command.journal,
        "it was made with the target file " + journal.target.file + ", which is read only if you pass it", hint));
  }
  const std::string& base_url = quick.base_url.empty() ? journal.target.base_url : quick.base_url;
  if (leads_off_this_machine(base_url) && (quick.base_url.empty() || quick.token_env.empty())) {
    return refused(Diagnostic::about_file(
        command.journal, "its server is not localhost, so pass the server and the variable of the token", hint));
  }
  quick.base_url = base_url;
  if (quick.token_env.empty()) quick.token_env = journal.target.token_env;
  if (quick.api_version.empty()) quick.api_version = journal.target.api_version;
  if (quick.user_id.empty() && !journal.users.empty()) quick.user_id = journal.users.front().id;
  quick.allow_writes = true;
  return quick_target(quick);
}

// Originals of one server must not be written to another.
Result<void> same_server(const RestoreCommand& command, const Journal& journal, const Target& target) {
  if (place_of_user(journal.target.base_url, {}) == place_of_user(target.base_url, {})) return {};
  return refused(Diagnostic::about_file(
      command.journal, "it is of users of " + journal.target.base_url + ", and the target is " + target.base_url,
      "pass the target file of that run with --target"));
}

int list_journals(const RestoreCommand& command) {
  std::vector<fs::path> folders{"out", ""};
  if (!command.journal.empty()) folders.push_back(fs::path{command.journal}.parent_path());
  const OpenJournals open = find_open_journals(folders);
  for (const OpenJournal& journal : open.journals) {
    std::cout << printable_line(journal.path) << "\n  "
              << printable_line(fmt::format("what {} of {} had before the run of {}",
                                            counted(journal.journal.users.size(), "user", "users"),
                                            journal.journal.target.base_url, journal.journal.started_at))
              << "\n  " << printable_line(command_for(journal.path, journal.journal)) << '\n';
  }
  for (const Diagnostic& diagnostic : open.refused)
    std::cout << printable_line("not used: " + to_string(diagnostic)) << '\n';
  if (open.journals.empty()) std::cout << "No journal is open.\n";
  return to_int(ExitCode::good);
}

/// A journal that has something to say on the users of the one that was named.
struct Witness {
  std::string path;
  Journal journal;
  WrittenValues written;
  bool knows_writes = false;  ///< false: the run that made it kept no log
};

/// All of them, the newest first; with --force only the one that was named.
std::vector<Witness> witnesses_of(const RestoreCommand& command, const Journal& named) {
  std::error_code error;
  std::vector<Witness> witnesses;
  const auto add = [&](std::string path, Journal journal) {
    Witness witness{.path = std::move(path), .journal = std::move(journal), .written = {}};
    if (auto written = read_write_log(write_log_of(witness.path))) witness.written = std::move(*written);
    witness.knows_writes = witness.journal.format > 1;
    witnesses.push_back(std::move(witness));
  };
  std::vector<std::string> ids;
  for (const UserSnapshot& user : named.users) ids.push_back(user.id);
  bool found = false;
  const std::vector<fs::path> folders{fs::path{command.journal}.parent_path()};
  if (!command.force) {
    for (OpenJournal& journal : find_open_journals(folders).journals) {
      if (!shares_users(journal.journal, named.target.base_url, ids)) continue;
      const bool same = fs::equivalent(journal.path, command.journal, error);
      found = found || same;
      add(same ? command.journal : journal.path, std::move(journal.journal));
    }
  }
  if (!found) {
    // A copy, say: it is as old as its number.
    add(command.journal, named);
    std::ranges::stable_sort(witnesses,
                             [](const Witness& a, const Witness& b) { return a.journal.number > b.journal.number; });
  }
  return witnesses;
}

/// What the journals say of one user, the newest first, and which of them counts.
struct Chain {
  struct Link {
    const Witness* witness;
    const UserSnapshot* original;
  };
  std::vector<Link> links;
  std::size_t chosen = 0;
};

// The newest original counts, unless it is nothing but what the older run had written: then the older one does.
Chain chain_of(const std::vector<Witness>& witnesses, const UserSnapshot& user, const std::string& base_url,
               const RecordShape& shape) {
  Chain chain;
  const std::string place = place_of_user(base_url, user.id);
  for (const Witness& witness : witnesses) {
    for (const UserSnapshot& original : witness.journal.users) {
      if (place_of_user(witness.journal.target.base_url, original.id) == place)
        chain.links.push_back({.witness = &witness, .original = &original});
    }
  }
  for (std::size_t older = 1; older < chain.links.size(); ++older) {
    const UserSnapshot& newer = *chain.links[older - 1].original;
    const Chain::Link& link = chain.links[older];
    Traces traces{.snapshots = {link.original}, .written = link.witness->written};
    if (!changed_since(newer.record, newer.custom_attributes, traces, shape).empty()) break;
    chain.chosen = older;
  }
  return chain;
}

bool holds_the_same(const UserSnapshot& a, const UserSnapshot& b, const RecordShape& shape) {
  return differences(a, {.record = b.record, .custom_attributes = b.custom_attributes}, shape).empty();
}

bool confirmed(const std::string& actor, const std::vector<std::string>& changed) {
  std::cout << printable_line(fmt::format("{}: changed since the run: {}", actor, joined(changed)))
            << "\nRestore the original anyway? [y/N] " << std::flush;
  std::string response;
  return std::getline(std::cin, response) && (response == "y" || response == "Y" || response == "yes");
}

bool is_conversation() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1; }

/// Restores the users of one journal, and says on standard output what came of each.
class Restoring {
 public:
  Restoring(const RestoreCommand& command, const std::vector<Witness>& witnesses, const Journal& named,
            const BackupSetting& backup_setting, const KnownSecrets& secrets)
      : command_{command}, witnesses_{witnesses}, named_{named}, backup_setting_{backup_setting}, secrets_{secrets} {}

  /// True when all users are as their newest originals say.
  bool run(RetryingClient& client) {
    std::vector<UserSnapshot> wanted;
    for (const UserSnapshot& user : named_.users) {
      Chain chain = chain_of(witnesses_, user, named_.target.base_url, backup_setting_.shape);
      UserSnapshot original = *chain.links[chain.chosen].original;
      original.actor = user.actor;
      if (may_restore(user.actor, original, chain, client)) wanted.push_back(std::move(original));
      chains_.emplace(user.actor, std::move(chain));
    }
    if (command_.dry_run) return refused_.empty();
    const Restored restored = restore_snapshot(wanted, backup_setting_, client);
    for (const Unrestored& unrestored : restored.left) {
      refused_.insert(unrestored.actor);
      say(unrestored.actor + ": " + unrestored.what + " differs from the original: " + unrestored.reason);
    }
    for (const std::string& note : restored.notes) say(note);
    return refused_.empty();
  }

  /// True when nothing in a journal is still needed: each of its users is among those that were restored, and has what
  /// this journal says or what an even older one does.
  [[nodiscard]] bool is_settled(const Witness& witness) {
    bool settled = true;
    for (const UserSnapshot& original : witness.journal.users) {
      const auto chain = std::ranges::find_if(chains_, [&](const auto& one) {
        return std::ranges::any_of(one.second.links,
                                   [&](const Chain::Link& link) { return link.original == &original; });
      });
      if (chain == chains_.end() || refused_.contains(chain->first)) {
        settled = false;
        continue;
      }
      const Chain& found = chain->second;
      const auto at = std::ranges::find(found.links, &original, &Chain::Link::original) - found.links.begin();
      const UserSnapshot& chosen = *found.links[found.chosen].original;
      if (static_cast<std::size_t>(at) <= found.chosen || holds_the_same(original, chosen, backup_setting_.shape))
        continue;
      settled = false;
      say(fmt::format(
          "{}: the data in {} is outdated: {} is newer and has other values; the file stays until you remove it",
          chain->first, witness.path, found.links[found.chosen].witness->path));
    }
    return settled;
  }

 private:
  void say(const std::string& text) const { std::cout << printable_line(secrets_.redactor()->redact(text)) << '\n'; }

  // Looks at what a user has now. Values that neither the originals nor the runs explain are another client's work.
  bool may_restore(const std::string& actor, const UserSnapshot& original, const Chain& chain, RetryingClient& client) {
    const Present present = read_present(original, backup_setting_, client);
    for (const auto* part : {&present.record, &present.custom_attributes}) {
      if (*part) continue;
      refused_.insert(actor);
      say(actor + ": it cannot be read: " + part->error());
    }
    if (refused_.contains(actor)) return false;
    const std::vector<std::string> other = differences(original, present, backup_setting_.shape);
    if (command_.dry_run) say(actor + ": " + (other.empty() ? "is unchanged" : "would be restored: " + joined(other)));
    if (other.empty() || command_.force) return true;
    Traces traces;
    for (const Chain::Link& link : chain.links) {
      if (!link.witness->knows_writes) return true;
      traces.snapshots.push_back(link.original);
      traces.written.add_all(link.witness->written);
    }
    const std::vector<std::string> changed =
        changed_since(*present.record, *present.custom_attributes, traces, backup_setting_.shape);
    if (changed.empty()) return true;
    if (!command_.dry_run && is_conversation() && confirmed(printable_line(actor), changed)) return true;
    refused_.insert(actor);
    say(fmt::format("{}: changed since the run: {}; --force restores the original anyway", actor, joined(changed)));
    return false;
  }

  const RestoreCommand& command_;
  const std::vector<Witness>& witnesses_;
  const Journal& named_;
  const BackupSetting& backup_setting_;
  const KnownSecrets& secrets_;
  std::map<std::string, Chain> chains_;  ///< by actor
  std::set<std::string> refused_;        ///< actors that are not as they were
};

// Of the refresh tokens that providers gave since, those that replace what the target file still has.
Result<void> use_rotated_tokens(Target& target, const std::vector<Witness>& witnesses) {
  std::set<std::string> done;
  for (const Witness& witness : witnesses) {
    const auto tokens = read_token_file(witness.path);
    if (!tokens) return tl::unexpected{tokens.error()};
    for (const auto& [actor, rotated] : *tokens) {
      const auto found = target.actors.find(actor);
      auto* client = found == target.actors.end() ? nullptr : std::get_if<OauthClient>(&found->second.source);
      if (client == nullptr || mark_of_token(client->refresh_token) != rotated.given || !done.insert(actor).second)
        continue;
      client->refresh_token = rotated.token;
    }
  }
  return {};
}

}  // namespace

int restore_command(const RestoreCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  if (command.list) return list_journals(command);
  const auto journal = read_journal(command.journal);
  if (!journal) return to_int(print_diagnostics(journal.error()));
  const auto suite = open_suite(suite_folder);
  auto target = with_proxies(target_of(command, *journal));
  if (!suite || !target) {
    Diagnostics diagnostics = suite ? Diagnostics{} : suite.error();
    if (!target) diagnostics.insert(diagnostics.end(), target.error().begin(), target.error().end());
    return to_int(print_diagnostics(diagnostics));
  }
  target->transport.insecure = command.insecure;
  if (const auto same = same_server(command, *journal, *target); !same) return to_int(print_diagnostics(same.error()));
  const Contract* contract = suite->contract(target->api_version);
  std::vector<std::string> ids;
  for (const UserSnapshot& user : journal->users) ids.push_back(user.id);
  const auto lock = RunLock::take(target->base_url, ids);
  if (!lock) return to_int(print_diagnostics(lock.error()));
  const std::vector<Witness> witnesses = witnesses_of(command, *journal);
  const std::vector<Secret> secrets_of_file = secrets_of(*target);
  const Target as_given = *target;
  if (const auto used = use_rotated_tokens(*target, witnesses); !used) return to_int(print_diagnostics(used.error()));

  BackupSetting backup_setting{.suite = *suite,
                               .contract = *contract,
                               .shape = shape_of(suite->fixtures, *target),
                               .pool = {},
                               .special_actors = special_actors_of(*target),
                               .reads_by_get = journal->target.reads_by_get,
                               .reads_custom_attributes = true,
                               .consistency = target->consistency};
  note_operations(*target, backup_setting);
  for (const User& user : pool_users(*target)) backup_setting.pool.push_back(user);
  const auto transport = make_curl_transport(transport_options(*target));
  CircuitBreaker breaker;
  RateLimiter rate_limiter{target->transport.rate};
  KnownSecrets secrets{secrets_of(*target)};
  for (const Secret& secret : secrets_of_file) secrets.add(secret);
  TokenFile tokens;
  if (const auto kept = tokens.keep_beside(command.journal); !kept) return to_int(print_diagnostics(kept.error()));
  Credentials credentials{
      *target, [&](const std::string& base_url) { return make_curl_transport(provider_options(*target, base_url)); },
      secrets, rotated_to(&tokens, as_given)};
  RetryingClient client{*transport,
                        breaker,
                        rate_limiter,
                        retry_policy_of(*target),
                        stop,
                        &credentials,
                        headers_of(*target, CONFORM_VERSION)};
  EntityTags tags;
  if (target->conditional) client.use_tags(&tags);

  Restoring restoring{command, witnesses, *journal, backup_setting, secrets};
  const bool all = restoring.run(client);
  if (command.dry_run) return to_int(all ? ExitCode::good : ExitCode::inconclusive);
  bool named_stays = false;
  for (const Witness& witness : witnesses) {
    const bool settled = restoring.is_settled(witness);
    if (witness.path == command.journal) named_stays = !settled;
    if (!settled) continue;
    if (const auto removed = remove_journal(witness.path); !removed) return to_int(print_diagnostics(removed.error()));
  }
  if (all && !named_stays) {
    std::cout << "Restored: " << counted(journal->users.size(), "user is", "users are") << " as before the run of "
              << printable_line(journal->started_at) << ".\n";
    return to_int(ExitCode::good);
  }
  std::cout << printable_line("Some data could not be restored; the journal is still needed: " + command.journal)
            << '\n';
  return to_int(stop.stop_requested() ? ExitCode::interrupted : ExitCode::inconclusive);
}

}  // namespace conform
