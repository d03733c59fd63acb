#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "reports/text.hpp"
#include "run/engine/effort.hpp"
#include "run/engine/target_check.hpp"
#include "run/engine/target_settings.hpp"
#include "run/engine/verifiable.hpp"
#include "session/open_target.hpp"
#include "target/base_url.hpp"

namespace conform {
namespace {

/// Prints what a check found: nothing of it acts on a terminal, and only there is it wrapped.
class CheckText {
 public:
  CheckText(const RunCommand& command, const Suite& suite, const Target& target)
      : command_{command}, suite_{suite}, target_{target}, width_{line_width(STDOUT_FILENO)} {}

  void title() {
    const Redactor redactor{secrets_of(target_)};
    line(0, redactor.redact(fmt::format("{} ({}), version {}", target_.name, target_.base_url, target_.api_version)));
    line(0, "Only GET and token requests are sent: nothing is changed.");
  }

  void connection(const TargetCheck& check) {
    heading("Connection");
    line(2, "proxy: " + describe_route(target_));
    if (target_.base_url.starts_with("https:")) {
      const std::string& ca = target_.transport.ca_file;
      line(2, "certificate: " + (target_.transport.insecure ? "not verified (--insecure)"
                                 : ca.empty()               ? "verified with the system's CAs"
                                                            : "verified with " + ca));
    } else {
      line(2, "not encrypted (http)");
    }
    if (check.unreachable.empty()) {
      line(2, fmt::format("{}; median response time {}", counted(check.requests, "request", "requests"),
                          duration_text(check.response_time)));
    }
  }

  void actors(const TargetCheck& check) {
    heading("Users and actors");
    for (const ActorCheck& actor : check.actors) {
      line(2, fmt::format("{:<8} {}: {}", name_of(actor.state), actor.actor, actor.text));
    }
  }

  // What reading does not show.
  void untested() {
    heading("Not tested, because only a write can show it");
    const auto special = special_actors_of(target_);
    line(2, "whether each test user may write its own record and /attributes");
    if (special.contains("reader")) line(2, "whether reader is refused when it writes");
    if (special.contains("admin")) line(2, "whether admin may write the records of other users");
  }

  void coverage() {
    const Verifiable verifiable = verifiable_with(suite_, target_);
    heading("What can be verified with this target");
    line(2,
         fmt::format("{} of {} cases, {} of {} must-level requirements of {}", verifiable.cases, verifiable.all_cases,
                     verifiable.requirements, verifiable.all_requirements, target_.api_version));
    for (const Lack& lack : verifiable.missing) {
      line(2, fmt::format("without {}: {} skipped, {} not verified", lack.what,
                          counted(lack.cases, "case is", "cases are"),
                          counted(lack.requirements, "requirement is", "requirements are")));
    }
    if (!verifiable.missing.empty())
      line(2, "This is not a mistake: a run reports what it did not verify. Only --require-complete makes it fail.");
  }

  void effort(const TargetCheck& check) {
    const Verifiable verifiable = verifiable_with(suite_, target_);
    heading("A run of all cases");
    const std::size_t requests = verifiable.cases * requests_of_a_case;
    const std::size_t workers = std::min<std::size_t>(RunCommand{}.jobs, target_.users.size());
    const Pacing pacing{.response_time = check.response_time, .interval = check.interval, .workers = workers};
    line(2, fmt::format("{} with {}", effort_text(requests, pacing), counted(workers, "worker", "workers")));
    if (!suite_.smoke.empty())
      line(2,
           fmt::format("conform run --smoke: {} cases that find most faults, for a first look", suite_.smoke.size()));
  }

  void end(const TargetCheck& check) {
    std::cout << '\n';
    if (!check.unreachable.empty()) return line(0, "Not ready: " + check.unreachable);
    const auto refused = static_cast<std::size_t>(std::ranges::count_if(
        check.actors, [](const ActorCheck& actor) { return actor.state == ActorCheck::State::refused; }));
    if (refused > 0) {
      return line(0, fmt::format("Not ready: {} not accepted as expected. A run would have no result, or a wrong one.",
                                 counted(refused, "actor is", "actors are")));
    }
    const auto url = parse_base_url(target_.base_url);
    const bool quick = command_.target.empty();
    const bool writable = quick ? command_.quick.allow_writes || (url && is_loopback(url->host)) : target_.allow_writes;
    if (writable) return line(0, "Ready: conform run " + target_arguments(command_));
    line(0, std::string{"Ready, except that a run also needs "} +
                (quick ? "--allow-writes. Say so if this is a test user."
                       : "\"allowWrites\": true in the target file. Set it if all users are test users."));
  }

 private:
  static std::string_view name_of(ActorCheck::State state) {
    switch (state) {
      case ActorCheck::State::accepted:
        return "ok";
      case ActorCheck::State::refused:
        return "refused";
      case ActorCheck::State::undecided:
        return "unclear";
    }
    return "unclear";
  }

  static void heading(std::string_view text) { std::cout << '\n' << text << '\n'; }

  void line(std::size_t indent, const std::string& text) const {
    const std::size_t room = width_ > indent ? width_ - indent : width_;
    for (const std::string& part : wrap(printable_line(text), room))
      std::cout << std::string(indent, ' ') << part << '\n';
  }

  const RunCommand& command_;
  const Suite& suite_;
  const Target& target_;
  std::size_t width_;
};

}  // namespace

int check_command(const CheckCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  if (command.run.target.empty() && command.run.quick.base_url.empty()) {
    return to_int(print_diagnostics({Diagnostic::about_flag(
        "conform check needs a target", "--target FILE, or the variable CONFORM_TARGET; conform init writes a file")}));
  }
  const auto suite = open_suite(suite_folder);
  const auto target = named_target(command.run, Writes::unneeded);
  Diagnostics diagnostics = suite ? Diagnostics{} : suite.error();
  if (!target) diagnostics.insert(diagnostics.end(), target.error().begin(), target.error().end());
  if (suite && target) diagnostics = unknown_pins(*target, *suite, command.run.target);
  if (!diagnostics.empty()) return to_int(print_diagnostics(diagnostics));

  CheckText text{command.run, *suite, *target};
  text.title();
  const TransportOptions transport = transport_options(*target);
  const TargetCheck check = check_target(
      *suite, *target, {.suite_version = CONFORM_VERSION}, [&] { return make_curl_transport(transport); }, stop);
  if (stop.stop_requested()) return to_int(ExitCode::interrupted);
  text.connection(check);
  if (check.unreachable.empty()) {
    text.actors(check);
    text.untested();
    text.coverage();
    text.effort(check);
  }
  for (const std::string& warning : target->warnings) std::cout << "\nwarning: " << printable_line(warning) << '\n';
  text.end(check);
  return to_int(check.holds() ? ExitCode::good : ExitCode::inconclusive);
}

}  // namespace conform
