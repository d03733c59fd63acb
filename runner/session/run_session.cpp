#include "session/run_session.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <utility>

#include "base/time.hpp"
#include "prove/rehearsal.hpp"
#include "reports/causes.hpp"
#include "reports/render.hpp"
#include "run/engine/target_settings.hpp"
#include "session/open_suite.hpp"
#include "session/open_target.hpp"
#include "session/program_environment.hpp"
#include "session/run_journal.hpp"
#include "session/selection.hpp"
#include "session/shard_options.hpp"
#include "target/base_url.hpp"
#include "target/redact.hpp"
#include "waivers/waive.hpp"
#include "waivers/waiver_file.hpp"
#include "waivers/waivers_from.hpp"

namespace conform {
namespace {

// How long a failure is accepted by default.
constexpr std::chrono::days known_for{90};

void add(Diagnostics& all, const Diagnostics& more) { all.insert(all.end(), more.begin(), more.end()); }

/// The value; what is wrong with it goes to the others.
template <class T>
std::optional<T> value_or_report(Result<T> result, Diagnostics& diagnostics) {
  if (result) return std::move(*result);
  add(diagnostics, result.error());
  return std::nullopt;
}

// Known failures, shards and what takes cases away are about all cases.
bool may_leave_cases_out(const RunCommand& command) {
  return command.known.empty() && command.shard.empty() && is_selectors_alone(command.selection);
}

Writes writes_of(const RunCommand& command) { return command.selection.read_only ? Writes::unneeded : Writes::needed; }

std::vector<std::string> inputs_of(const RunCommand& command) {
  return {command.target, command.known, command.timings, command.selection.failed_in, command.shrink_result};
}

bool is_this_machine(const Target& target) {
  const auto url = parse_base_url(target.base_url);
  return url && is_loopback(url->host);
}

// Of each cause that fails the run, the verdict that reports show.
std::vector<std::size_t> examples_of_causes(const RunResult& result) {
  std::vector<std::size_t> examples;
  for (const Cause& cause : group_by_cause(result).failing) {
    if (std::ranges::find(examples, cause.verdict) == examples.end()) examples.push_back(cause.verdict);
  }
  return examples;
}

std::uint64_t any_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

bool wants_every_exchange(const RunCommand& command) {
  return command.verbose || std::ranges::any_of(command.reports, [](const ReportRequest& request) {
           const ReportFormat* const format = find_format(request.format);
           return format != nullptr && format->every_exchange;
         });
}

}  // namespace

Result<RunSession> RunSession::prepare(const RunCommand& command, const std::string& suite_folder) {
  RunSession session{command};
  const bool of_a_run = command.explore > 0 && !command.only_explore;  // for CI: the same each time
  session.seed_ = command.seed.value_or(of_a_run ? 1 : any_seed());
  Diagnostics diagnostics = session.choose(suite_folder);
  if (diagnostics.empty() && !command.dry_run) diagnostics = session.open();
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return session;
}

Result<RunSession> RunSession::list(const RunCommand& command, const std::string& suite_folder) {
  RunSession session{command};
  session.target_.emplace();
  session.target_->api_version = command.api_version;
  if (command.api_version.empty()) {
    const bool embedded = command.target.empty() && command.quick.base_url.empty();
    const auto target = embedded ? Result<Target>{} : named_target(command);
    if (!target) return tl::unexpected{target.error()};
    session.target_->api_version = embedded ? reference::Options{}.api_version : target->api_version;
  }
  session.command_.known.clear();
  Diagnostics diagnostics = session.choose_cases(suite_folder, command.selectors);
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return session;
}

Diagnostics RunSession::choose(const std::string& suite_folder) {
  Diagnostics diagnostics;
  target_ = value_or_report(open_target(), diagnostics);
  Diagnostics of_cases =
      choose_cases(suite_folder, may_leave_cases_out(command_) ? command_.selectors : std::vector<std::string>{});
  // What a part of the suite does not know may be in the rest.
  if (!of_cases.empty() && suite_ && !suite_->left_out.empty()) of_cases = choose_cases(suite_folder, {});
  add(diagnostics, of_cases);
  return diagnostics;
}

Result<Target> RunSession::open_target() {
  if (!command_.target.empty() || !command_.quick.base_url.empty()) return named_target(command_, writes_of(command_));
  auto started = start_embedded(command_.api_version);
  if (!started) return tl::unexpected{started.error()};
  embedded_ = std::move(*started);
  return embedded_.target;
}

Diagnostics RunSession::choose_cases(const std::string& suite_folder, const std::vector<std::string>& selectors) {
  Diagnostics diagnostics;
  auto suite = value_or_report(open_suite(suite_folder, selectors), diagnostics);
  if (!suite) return diagnostics;
  suite_ = std::make_unique<Suite>(std::move(*suite));
  if (!command_.known.empty()) {
    if (auto waivers = value_or_report(load_waivers(command_.known, *suite_), diagnostics))
      waivers_ = std::move(*waivers);
  }
  if (target_) {
    add(diagnostics, unknown_pins(*target_, *suite_, command_.target));
    add(diagnostics, plan_cases());
  }
  return diagnostics;
}

Diagnostics RunSession::plan_cases() {
  if (!command_.cases.empty()) {
    if (const auto added = add_case_files(command_.cases, *suite_); !added) return added.error();
  }
  auto plan = plan_for(*suite_, target_->api_version, command_.selectors, command_.selection);
  if (!plan) return plan.error();
  plan_ = std::move(*plan);
  auto part = asked_part(command_, plan_, *target_, embedded_.server == nullptr, suite_->aliases);
  if (!part) return part.error();
  if (*part) {
    plan_ = std::move((*part)->plan);
    shard_ = std::move((*part)->info);
  }
  if (command_.explore == 0 && command_.shrink_case.empty()) return {};
  exploring_ = std::make_unique<Exploring>(*suite_, command_);
  // Shards explore with seeds of their own.
  const std::uint64_t own_seed = seed_ + (shard_ ? shard_->index - 1 : 0);
  if (const auto added = exploring_->add_to(plan_, *target_, own_seed, is_this_machine(*target_)); !added)
    return added.error();
  const auto kept = exploring_->keep_history(plan_);
  return kept ? Diagnostics{} : kept.error();
}

Diagnostics RunSession::open() {
  // The embedded server is ours alone and gone with the run.
  const bool lasting = embedded_.server == nullptr;
  const auto earlier = lasting ? lock_users() : Result<OpenJournals>{};
  if (!earlier) return earlier.error();
  Diagnostics diagnostics;
  if (auto files = value_or_report(ReportFiles::open(command_.reports, inputs_of(command_)), diagnostics))
    files_ = std::move(*files);
  if (lasting && command_.restore && !command_.selection.read_only) {
    if (auto journal = value_or_report(journal_of(command_, *target_, *earlier), diagnostics))
      journal_ = std::make_unique<JournalFile>(std::move(*journal));
  }
  if (!command_.write_known.empty()) {
    if (auto file = value_or_report(open_files({command_.write_known}, {command_.target}), diagnostics))
      known_file_ = std::move(file->front());
  }
  if (!diagnostics.empty()) return diagnostics;
  const auto begun = begin_reports();
  return begun ? Diagnostics{} : begun.error();
}

Result<OpenJournals> RunSession::lock_users() {
  auto lock = RunLock::take(target_->base_url, written_users(*target_));
  if (!lock) return tl::unexpected{lock.error()};
  lock_.emplace(std::move(*lock));
  OpenJournals earlier = open_journals_for(command_);
  notes_ = notes_on(earlier, *target_, target_arguments(command_));
  if (!command_.restore && !command_.selection.read_only && !is_this_machine(*target_)) {
    notes_.emplace_back(
        "The users are not restored (--no-restore), and the server is not localhost: their data is lost.");
  }
  return earlier;
}

Result<void> RunSession::begin_reports() const {
  if (command_.reports.empty()) return {};
  return files_.begin(
      unfinished_run({.name = "User API Conformance Suite", .version = CONFORM_VERSION, .cases = plan_.total},
                     {.name = Redactor{secrets_of(*target_)}.redact(target_->name),
                      .base_url = {},
                      .api_version = target_->api_version,
                      .insecure = target_->transport.insecure},
                     std::chrono::system_clock::now()));
}

RunOptions RunSession::options() {
  return {.jobs = command_.shrink_case.empty() ? command_.jobs : 1,
          .fail_on = command_.fail_on,
          .seed = seed_,
          .member_order = command_.member_order,
          .shuffled = command_.seed.has_value() && command_.explore == 0,
          .repeat = command_.repeat,
          .max_failures = command_.max_failures,
          .max_requests = command_.max_requests,
          .deadline = command_.deadline,
          .bounded = embedded_.server == nullptr,
          .case_time = command_.case_timeout.value_or(RunOptions{}.case_time),
          .read_only = command_.selection.read_only,
          .journal = journal_.get(),
          .tokens = journal_ ? tokens_.get() : nullptr,
          .suite_version = CONFORM_VERSION,
          .target_arguments = target_arguments(command_),
          .keep_exchanges = wants_every_exchange(command_),
          .environment = program_environment(),
          .investigate = exploring_ ? exploring_->investigate() : nullptr,
          .examples = examples_of_causes,
          .revise = [this, today = utc_date(std::chrono::system_clock::now())](Verdict& verdict) {
            waive(verdict, waivers_, today, command_.fail_on);
            // As the JSON report has them, so that all reports can be rendered again from it; and at once, since
            // the bodies of all cases might not fit into memory.
            bodies_->keep(verdict);
          }};
}

std::string RunSession::dry_run() { return rehearsal_text(rehearse(*suite_, plan_, *target_, options())); }

RunResult RunSession::run(const Plan& cases, const std::stop_token& stop, const RunListener& listener) {
  const TransportOptions transport = transport_options(*target_);
  RunResult result = run_plan(
      *suite_, cases, *target_, options(), [&] { return make_curl_transport(transport); }, stop, listener);
  result.notes.insert(result.notes.begin(), notes_.begin(), notes_.end());
  result.shard = shard_;
  result.waivers = waivers_;
  result.strict_known = command_.strict_known;
  result.require_complete = command_.require_complete;
  if (exploring_) exploring_->describe(result);
  return result;
}

Result<void> RunSession::finish(const RunResult& result) const {
  Diagnostics diagnostics;
  if (const auto written = files_.finish(result); !written) add(diagnostics, written.error());
  if (known_file_) {
    const auto written = known_file_->finish(waivers_from(result, utc_date(result.started_at + known_for)));
    if (!written) add(diagnostics, written.error());
  }
  if (exploring_) {
    const auto written = exploring_->write_cases(reports_to_standard_output() ? std::cerr : std::cout);
    if (!written) add(diagnostics, written.error());
  }
  if (diagnostics.empty()) return {};
  return tl::unexpected{std::move(diagnostics)};
}

}  // namespace conform
