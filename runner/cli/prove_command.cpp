#include <fmt/format.h>

#include <iostream>

#include "cli/commands.hpp"
#include "prove/prove.hpp"
#include "reports/text.hpp"
#include "reports/write_file.hpp"

namespace conform {
namespace {

void print(const SubjectResult& result, bool verbose) {
  if (result.wrong.empty() && !verbose) return;
  std::cout << fmt::format("{:<9} {}: {} failed, {} errored, {}\n", result.wrong.empty() ? "as it is" : result.wrong,
                           result.subject.what.name, result.totals.failed, result.totals.errored,
                           duration_text(result.took));
  if (result.wrong.empty()) return;
  if (!result.subject.what.description.empty()) std::cout << "    " << result.subject.what.description << '\n';
  for (const std::string& complaint : result.complaints) std::cout << "    " << printable_line(complaint) << '\n';
  std::cout << std::flush;
}

Result<void> write(const std::string& path, const std::string& text) {
  if (path.empty()) return {};
  const auto file = PendingFile::open(path);
  return file ? file->finish(text) : Result<void>{tl::unexpected{file.error()}};
}

}  // namespace

ExitCode prove_command(const ProveCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return complain(suite.error());
  const ProofOptions options{.subjects = command.subjects,
                             .api_version = command.api_version,
                             .jobs = command.jobs,
                             .suite_version = CONFORM_VERSION};
  if (subjects_of(options).empty()) {
    return complain({{.file = {},
                      .line = 0,
                      .pointer = {},
                      .message = "no fault and no variant is called like that",
                      .hint = "\"conform list faults\" and \"conform list variants\" show them"}});
  }
  const Proof proof =
      prove(*suite, options, stop, [&](const SubjectResult& result) { print(result, command.verbose); });
  if (stop.stop_requested()) return ExitCode::interrupted;
  std::size_t wrong = 0;
  for (const SubjectResult& result : proof.results) wrong += result.wrong.empty() ? 0U : 1U;
  std::cout << fmt::format("{} servers, {} not as they should be; {} of {} cases proven; {}\n", proof.results.size(),
                           wrong, proof.proven_cases.size(), proof.cases.size(), duration_text(proof.took));
  for (const auto& [path, text] :
       {std::pair{command.markdown, proof_markdown(proof, *suite)}, std::pair{command.json, proof_json(proof)}}) {
    const auto written = write(path, text);
    if (!written) return complain(written.error());
  }
  return proof.holds() ? ExitCode::good : ExitCode::violated;
}

}  // namespace conform
