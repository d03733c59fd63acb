#include "end_to_end/program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace conform::test {

using nlohmann::json;

Start start_conform(const Arguments& arguments, const Variables& variables, std::string input) {
  Start start{.command = {CONFORM_PROGRAM}, .environment = variables, .folder = {}, .input = std::move(input)};
  start.command.insert(start.command.end(), arguments.begin(), arguments.end());
  // Journals of tests beside this one are none of ours.
  start.folder = working_folder();
  start.environment.try_emplace("XDG_STATE_HOME", (working_folder() / "state").string());
  start.environment.try_emplace("TMPDIR", working_folder().string());
  for (const char* of_the_terminal : {"NO_COLOR", "COLUMNS"}) start.environment.try_emplace(of_the_terminal);
  return start;
}

std::filesystem::path working_folder() {
  static const ScratchFolder folder;
  return folder.path();
}

std::vector<std::filesystem::path> journals_here() {
  std::vector<std::filesystem::path> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{working_folder() / ".conform", none}) {
    if (entry.path().extension() == ".json" && entry.path().filename().string().starts_with("conform-restore-"))
      found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

Finished finish(ChildProcess& process) {
  const auto begun = std::chrono::steady_clock::now();
  const auto code = process.wait(patience);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  if (!code) ADD_FAILURE() << "it did not end; so far it printed:\n" << process.output() << process.errors();
  return {.exit_code = code.value_or(-1),
          .out = process.output(),
          .err = process.errors(),
          .took = took,
          .peak_bytes = process.peak_bytes()};
}

Finished conform(const Arguments& arguments, const Variables& variables, std::string input) {
  ChildProcess process{start_conform(arguments, variables, std::move(input))};
  return finish(process);
}

std::string unwrapped(const std::string& text) {
  std::string flat;
  for (const char c : text) {
    if (c != '\n' && c != ' ') {
      flat += c;
    } else if (!flat.ends_with(' ')) {
      flat += ' ';
    }
  }
  return flat;
}

ReferenceServer::ReferenceServer(const Arguments& arguments) {
  Arguments all{"serve", "--port", "0", "--write-target", target()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<ChildProcess>(start_conform(all));
  // The line is whole when the path at its end is there.
  if (!process_->wait_for("/user/20", patience))
    throw std::runtime_error{"the reference server does not start: " + process_->output() + process_->errors()};
}

ReferenceServer::~ReferenceServer() {
  process_->signal(SIGTERM);
  EXPECT_TRUE(process_->wait(patience)) << "the reference server does not stop";
}

json ReferenceServer::target_document() const { return read_json(target()); }

std::vector<std::string> ReferenceServer::tokens() const {
  std::vector<std::string> tokens;
  const json document = target_document();
  for (const json& actor : document.at("actors")) tokens.push_back(actor.at("token").get<std::string>());
  return tokens;
}

json target_for(const std::string& server_url) {
  json target{
      {"format", 2},
      {"baseUrl", server_url + "/user/2024-3"},
      {"users",
       {{{"id", "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10"}, {"actor", "user-1"}},
        {{"id", "91f0c4d2-3b7a-4c55-8a41-7e2f9b6a5c10"}, {"actor", "user-2"}}}},
      {"actors",
       {{"user-1", {{"token", "first-token-of-the-test"}}}, {"user-2", {{"token", "second-token-of-the-test"}}}}}};
  int number = 0;
  for (const char* name : {"reader", "unlinked", "expired", "admin"}) {
    target["actors"][name] = {{"token", std::string{name} + "-token-of-the-test"},
                              {"userId", "0b5f0d7e-2c1d-4e1b-9a55-00000000000" + std::to_string(++number)}};
  }
  return target;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  if (!stream) throw std::runtime_error{"there is no " + path.string()};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

json read_json(const std::filesystem::path& path) { return json::parse(read_file(path)); }

Outcomes outcomes_of(const json& result) {
  Outcomes outcomes;
  for (const json& verdict : result.at("verdicts")) {
    outcomes.emplace(verdict.at("id").get<std::string>(), verdict.at("outcome").get<std::string>());
  }
  return outcomes;
}

bool has_finding(const json& result, const std::string& rule, const std::string& requirement,
                 const std::string& level) {
  for (const json& verdict : result.at("verdicts")) {
    for (const json& finding : verdict.at("findings")) {
      if (finding.at("rule") == rule && finding.at("requirement") == requirement && finding.at("level") == level)
        return true;
    }
  }
  return false;
}

bool is_valid_junit(const std::filesystem::path& path) {
  const std::filesystem::path source{CONFORM_SOURCE_DIR};
  const std::string schema = (source / "tests/golden/junit.xsd").string();
  ChildProcess process{{.command = {CONFORM_XMLLINT, "--noout", "--nonet", "--huge", "--schema", schema, path.string()},
                        .environment = {},
                        .folder = {},
                        .input = {}}};
  const Finished xmllint = finish(process);
  EXPECT_EQ(xmllint.exit_code, 0) << xmllint.err;
  return xmllint.exit_code == 0;
}

bool is_valid_result(const std::filesystem::path& path) {
  const Finished validated = conform({"validate", "result", path.string()});
  EXPECT_EQ(validated.exit_code, 0) << validated.all();
  return validated.exit_code == 0;
}

}  // namespace conform::test
