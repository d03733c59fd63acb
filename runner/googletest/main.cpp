#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>

#include "base/number.hpp"
#include "googletest/case_test.hpp"
#include "googletest/environment_command.hpp"
#include "googletest/wait_for_target.hpp"
#include "model/exit_code.hpp"
#include "reports/text.hpp"
#include "session/interrupt.hpp"
#include "session/run_session.hpp"

namespace conform {
namespace {

constexpr std::string_view usage =
    "conform-gtest: every case of the suite as a GoogleTest test (docs/googletest.md)\n"
    "  CONFORM_TARGET                    target file; or\n"
    "  CONFORM_BASE_URL, CONFORM_USER_ID, CONFORM_TOKEN, CONFORM_ALLOW_WRITES=1\n"
    "                                    one user of a server; without either: the embedded reference server\n"
    "  CONFORM_API_VERSION, CONFORM_SELECT, CONFORM_KNOWN, CONFORM_JOBS, CONFORM_SUITE\n"
    "                                    version, selectors, known failures, workers, folder with schemas/ and cases/\n"
    "  CONFORM_RESTORE=0                 leave the users as the cases leave them\n"
    "  --conform_wait=SECONDS            wait until the target responds, run nothing; exit 3 when it does not\n\n";

int refuse(const Diagnostics& diagnostics, ExitCode code = ExitCode::unusable_input) {
  for (const Diagnostic& diagnostic : diagnostics)
    std::cerr << "conform-gtest: " << printable(to_string(diagnostic)) << '\n';
  return to_int(code);
}

int wait(std::string_view seconds) {
  const auto limit = whole_number(seconds);
  constexpr std::uint64_t longest = 1'000'000;
  if (!limit || *limit > longest) return refuse({Diagnostic::about_flag("--conform_wait takes whole seconds")});
  const auto response = wait_for_target(std::chrono::seconds{*limit});
  return response ? to_int(ExitCode::good) : refuse(response.error(), ExitCode::inconclusive);
}

// What CTest takes for skipped. It could also look for GoogleTest's words in the output, but there a server has a say.
int skip_code() {
  const auto code = whole_number(variable("CONFORM_SKIP_CODE"));
  return code && *code <= 999 ? static_cast<int>(*code) : 0;
}

bool all_skipped() {
  const ::testing::UnitTest& tests = *::testing::UnitTest::GetInstance();
  return tests.skipped_test_count() > 0 && tests.skipped_test_count() == tests.test_to_run_count();
}

int run(int argc, char** argv) {
  constexpr std::string_view wait_flag = "--conform_wait=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument{argv[i]};
    if (argument.starts_with(wait_flag)) return wait(argument.substr(wait_flag.size()));
    if (argument == "--help") std::cout << usage;
  }
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1)
    return refuse({Diagnostic::about_flag(std::string{"unknown argument "} + argv[1], "--help lists the arguments")});
  const auto command = command_from_environment();
  if (!command) return refuse(command.error());
  const Interrupt interrupt;
  const std::string suite_folder = variable("CONFORM_SUITE");
  auto session = GTEST_FLAG_GET(list_tests) ? RunSession::list(*command, suite_folder)
                                            : RunSession::prepare(*command, suite_folder);
  if (!session) return refuse(with_variables(session.error()));
  for (const std::string& note : session->notes()) std::cerr << "conform-gtest: " << printable_line(note) << '\n';
  register_cases(*session, interrupt.token());
  const int code = RUN_ALL_TESTS();
  if (interrupt.token().stop_requested()) return to_int(ExitCode::interrupted);
  return code == 0 && all_skipped() ? skip_code() : code;
}

}  // namespace
}  // namespace conform

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that goes away is a result, not the end
  try {
    return conform::run(argc, argv);
  } catch (const std::exception& defect) {
    std::cerr << "conform-gtest: internal error: " << defect.what() << '\n';
    return conform::to_int(conform::ExitCode::defect);
  }
}
