#include <iostream>
#include <utility>

#include "cli/commands.hpp"
#include "credentials/credentials.hpp"
#include "journal/journal_file.hpp"
#include "journal/run_lock.hpp"
#include "journal/stable_hash.hpp"
#include "reports/text.hpp"
#include "run/engine.hpp"
#include "run/originals.hpp"
#include "run/parties.hpp"
#include "target/known_secrets.hpp"
#include "target/proxy.hpp"

namespace conform {
namespace {

tl::unexpected<Problems> problem(const std::string& file, std::string message, std::string hint) {
  return tl::unexpected{Problems{
      Problem{.file = file, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}}};
}

// The target of the run that left the journal, told anew: tokens are in no journal.
Result<Target> target_of(const RestoreCommand& command, const Journal& journal) {
  if (!command.target.empty()) return load_target(command.target);
  if (!journal.target.file.empty()) return load_target(journal.target.file);
  if (journal.users.empty() || journal.target.token_env.empty())
    return problem(command.journal, "it does not say where the target file is", "name it with --target");
  return quick_target({.base_url = journal.target.base_url,
                       .user_id = journal.users.front().id,
                       .token_env = journal.target.token_env,
                       .api_version = journal.target.api_version,
                       .allow_writes = true});
}

// Originals of one server must not be written to another.
Result<void> same_server(const RestoreCommand& command, const Journal& journal, const Target& target) {
  if (place_of_user(journal.target.base_url, {}) == place_of_user(target.base_url, {})) return {};
  return problem(command.journal,
                 "it is of users of " + journal.target.base_url + ", and the target is " + target.base_url,
                 "name the target file of that run with --target");
}

}  // namespace

int restore_command(const RestoreCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  const auto journal = read_journal(command.journal);
  if (!journal) return to_int(complain(journal.error()));
  const auto suite = open_suite(suite_folder);
  if (!suite) return to_int(complain(suite.error()));
  auto target = target_of(command, *journal);
  if (!target) return to_int(complain(target.error()));
  target->transport.insecure = command.insecure;
  auto proxies = proxies_of_environment();
  if (!proxies) return to_int(complain(proxies.error()));
  target->transport.environment = std::move(*proxies);
  if (const auto same = same_server(command, *journal, *target); !same) return to_int(complain(same.error()));
  const Contract* contract = suite->contract(target->api_version);
  std::vector<std::string> ids;
  for (const Original& user : journal->users) ids.push_back(user.id);
  const auto lock = RunLock::take(target->base_url, ids);
  if (!lock) return to_int(complain(lock.error()));

  Keeping keeping{.contract = *contract,
                  .shape = shape_of(suite->fixtures, *target),
                  .pool = {},
                  .specials = specials_of(*target),
                  .reads_by_get = journal->target.reads_by_get,
                  .reads_attributes = true};
  for (const PoolUser& user : pool_users(*target)) keeping.pool.push_back(party_of(user));
  const auto transport = make_curl_transport(transport_options(*target));
  Silence silence;
  Pace pace{target->transport.rate};
  KnownSecrets secrets{secrets_of(*target)};
  Credentials credentials{
      *target, [&](const std::string& base_url) { return make_curl_transport(provider_options(*target, base_url)); },
      secrets};
  Messenger messenger{*transport, silence, pace, patience_of(*target), stop, &credentials};
  const std::vector<Unrestored> left = put_back(journal->users, keeping, messenger);

  for (const Unrestored& one : left) {
    std::cout << printable_line(one.actor + ": " + one.what +
                                " is not as it was: " + secrets.redactor()->redact(one.reason))
              << '\n';
  }
  if (!left.empty()) {
    std::cout << printable_line("Not everything could be restored; the journal is still needed: " + command.journal)
              << '\n';
    return to_int(stop.stop_requested() ? ExitCode::interrupted : ExitCode::could_not_tell);
  }
  std::cout << "Restored: " << counted(journal->users.size(), "user is", "users are") << " as before the run of "
            << printable_line(journal->started_at) << ".\n";
  if (const auto removed = remove_journal(command.journal); !removed) return to_int(complain(removed.error()));
  return to_int(ExitCode::good);
}

}  // namespace conform
