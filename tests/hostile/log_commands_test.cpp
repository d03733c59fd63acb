// Text of servers and files in what a CI server reads: none of it may be a command to that server.
#include <gtest/gtest.h>

#include <fstream>

#include "hostile/result_table.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

const std::vector<std::string>& blanks() {
  static const std::vector<std::string> all{"",       " ",      "\t",     "\u00A0", "\u3000", "\u2003",
                                            "\u1680", "\uFEFF", "\u200B", "\u2028", "\u0085"};
  return all;
}

/// What the runners of GitHub and Azure and TeamCity take for a command: after everything that they may trim.
void expect_no_command(const Finished& finished, const std::string& what) {
  for (const char* command : {"##[", "##vso[", "##teamcity["})
    EXPECT_FALSE(holds(finished.all(), command)) << what << ": " << finished.all();
  std::string line;
  for (const char c : finished.all() + "\n") {
    if (c != '\n' && c != '\r') {
      line += c;
      continue;
    }
    for (bool trimmed = true; trimmed;) {
      trimmed = false;
      for (const std::string& blank : blanks()) {
        if (blank.empty() || !line.starts_with(blank)) continue;
        line.erase(0, blank.size());
        trimmed = true;
      }
    }
    EXPECT_FALSE(line.starts_with("::")) << what << ": " << line;
    line.clear();
  }
  for (const char c : finished.all())
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') << what << ": " << finished.all();
}

/// A text that is a command after each line break and each blank.
std::string commands() {
  std::string text = "x";
  for (const std::string& blank : blanks())
    text += "\n" + blank + "::error::a\r" + blank + "::stop-commands::b " + std::string(70, 'y') + " " + blank +
            "::add-mask::c";
  return text + " ##[error]d ##vso[task.complete]e ##teamcity[f] \x1b[31m\x1b]0;g\x07";
}

TEST(LogCommands, OfAServerAreBrokenUp) {
  const std::string text = json(commands()).dump();
  const std::string body = R"({"errors":[{"status":)" + text + R"(,"title":)" + text + "," + text + ":1}]}";
  const auto server = RawServer::responding(
      "HTTP/1.1 418 ::error::x\r\nContent-Type: \xC2\xA0::error::x\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body);
  const ScratchFolder folder;
  const std::string target = folder.write("target.json", target_for(server->url()).dump()).string();
  const std::string first = (folder.path() / "first.json").string();
  const Finished run = conform({"run", "--verbose", "--color", "never", "--no-restore", "--target", target, "--report",
                                "json=" + first, "users/get", "auth"});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  expect_no_command(run, "run");
  note_result("log-commands-of-a-server", "no command in the output of run", run);

  // The same findings as regressions: the record of before had none.
  json before = read_json(first);
  for (json& verdict : before.at("verdicts")) {
    verdict["findings"] = json::array();
    verdict["outcome"] = {{"kind", "passed"}, {"reason", ""}};
  }
  const std::string second = folder.write("second.json", before.dump()).string();
  for (const Arguments& arguments : {Arguments{"diff", second, first}, Arguments{"diff", first, second}}) {
    const Finished diff = conform(arguments);
    EXPECT_LE(diff.exit_code, 3) << diff.all();
    expect_no_command(diff, "diff");
    note_result("log-commands-in-a-record", "no command in the output of diff", diff);
  }
}

TEST(LogCommands, OfFilesAreBrokenUp) {
  const ScratchFolder folder;
  const std::string schema =
      folder
          .write("s.json", json{{"properties", {{"a", {{"type", "integer"}}}}}, {"additionalProperties", false}}.dump())
          .string();
  const std::string document = folder.write("d.json", json{{"a", commands()}, {commands(), 1}}.dump()).string();
  for (const Arguments& arguments :
       {Arguments{"validate", schema, document}, Arguments{"validate", "--json", schema, document},
        Arguments{"run", "--target", document}, Arguments{"diff", document, document},
        Arguments{"run", "--dry-run", commands()}, Arguments{"show", commands()}}) {
    const Finished finished = conform(arguments);
    EXPECT_TRUE(finished.exit_code == 1 || finished.exit_code == 2) << finished.all();
    expect_no_command(finished, arguments.front());
    note_result("log-commands-in-files-" + arguments.front(), "no command in the output", finished);
  }
  const std::string name = folder.path() / "\u00A0::error::name.json";
  std::ofstream{name} << "{";
  const Finished finished = conform({"validate", schema, name, "::error::there-is-none"});
  EXPECT_EQ(finished.exit_code, 2) << finished.all();
  expect_no_command(finished, "names of files");
}

}  // namespace
}  // namespace conform::test
