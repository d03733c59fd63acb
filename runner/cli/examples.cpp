#include <map>

#include "cli/help_text.hpp"

namespace conform {

const std::vector<Example>& examples_of(std::string_view command) {
  static const std::map<std::string_view, std::vector<Example>> examples{
      {"",
       {{"conform run", "run all cases against the embedded reference server"},
        {"conform init", "write a target file for your own server"},
        {"conform run --target staging.jsonc", "run all cases against your server"}}},
      {"init",
       {{"conform init", "ask for URL and users, write conform-target.jsonc"},
        {"conform init https://user.staging.example/user/2024-3", "ids and tokens come from variables"},
        {"conform init http://127.0.0.1:8080/user/2024-3 -o local.jsonc", "another file"}}},
      {"check",
       {{"conform check --target staging.jsonc", "test URL, certificates, tokens and users without a write"},
        {"CONFORM_TARGET=staging.jsonc conform check", "the same"}}},
      {"run",
       {{"conform run", "all cases against the embedded reference server"},
        {"conform run --target staging.jsonc", "all cases against your server"},
        {"conform run --target staging.jsonc --smoke", "about 100 cases that find most faults"},
        {"conform run --target staging.jsonc users/patch", "cases whose id begins like that"},
        {"conform run --target staging.jsonc --report html=report.html --report junit=junit.xml", "with reports"}}},
      {"explore",
       {{"conform explore --target staging.jsonc", "2,000 requests in generated sequences"},
        {"conform explore --target staging.jsonc --requests 20000 --seed 7 --write-cases found",
         "more, kept as cases"}}},
      {"audit",
       {{"conform audit traffic.har", "what a browser, a proxy or a run recorded"},
        {"conform audit traffic.har --base-url https://user.example/user/2024-3 --report html=audit.html",
         "with a report"},
        {"kubectl logs deploy/gateway | conform audit - --complete", "a log, of the only client that writes"},
        {"conform audit --follow traffic.ndjson", "while a recorder still writes"}}},
      {"shrink",
       {{"conform shrink result.json users/get/read --target staging.jsonc", "what must come before it to fail"}}},
      {"list",
       {{"conform list cases users/patch", "ids of cases"},
        {"conform list requirements ACCEPT", "requirements whose id begins like that"},
        {"conform list faults 'put-*'", "faults of the reference server"}}},
      {"show",
       {{"conform show users/put/clear/omitted-attribute", "a case and its requests"},
        {"conform show REPLACE-CLEARS-OMITTED", "a requirement, its source and its cases"}}},
      {"validate",
       {{"conform validate user-document response.json", "against a schema of the suite"},
        {"conform validate my.schema.json -", "standard input against a schema file"}}},
      {"lint",
       {{"conform lint", "check the cases of this program"}, {"conform --suite . lint", "check those of this folder"}}},
      {"report",
       {{"conform report html=report.html --from result.json", "an HTML report of an earlier run"},
        {"conform report markdown=- --from result.json", "Markdown on standard output"}}},
      {"restore",
       {{"conform restore --list", "journals of runs that did not restore their users"},
        {"conform restore .conform/restore-1.json --target staging.jsonc", "restore the users of one"}}},
      {"merge", {{"conform merge shard-*.json --report html=report.html", "one result of all shards"}}},
      {"diff", {{"conform diff yesterday.json today.json", "what changed between two runs"}}},
      {"prove",
       {{"conform prove put-merges", "one fault of the reference server"},
        {"conform prove", "all faults, variants and mutations: minutes"}}},
      {"serve",
       {{"conform serve", "the reference server on a free port"},
        {"conform serve --fault put-merges --write-target target.json", "a faulty one, and a target file for it"}}},
      {"help",
       {{"conform help run", "explain a command"}, {"conform help target-file", "a page of the documentation"}}},
  };
  static const std::vector<Example> none;
  const auto found = examples.find(command);
  return found == examples.end() ? none : found->second;
}

}  // namespace conform
