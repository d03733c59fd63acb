#include "bench/samples.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "json/parse.hpp"
#include "json/read_file.hpp"
#include "load/suite_loader.hpp"
#include "plan/plan.hpp"
#include "prove/server_target.hpp"
#include "reference/server.hpp"
#include "reports/bound.hpp"
#include "run/engine/engine.hpp"

namespace conform::bench {
namespace {

template <class T, class E>
T must(tl::expected<T, E> result, const char* what) {
  if (!result) throw std::runtime_error{std::string{"benchmark: "} + what};
  return std::move(*result);
}

std::string read_user() {
  std::string text = must(read_file(suite_folder() + "/bench/data/user.json", 1U << 20U), "no user document");
  for (std::size_t at = text.find("@ID@"); at != std::string::npos; at = text.find("@ID@"))
    text.replace(at, 4, user_id);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

RunResult run_against_fault() {
  const reference::Server server{{.api_version = std::string{version}, .faults = {"put-merges"}}};
  const Target target = target_of(server, std::string{version});
  const Plan plan =
      must(make_plan(suite(), {.version = std::string{version}, .selectors = {"users/put", "users/patch"}}), "no plan");
  RunOptions options;
  options.jobs = 4;
  options.suite_version = "bench";
  RunResult result =
      run_plan(suite(), plan, target, options, [&] { return make_curl_transport(transport_options(target)); }, {}, {});
  bound_bodies(result);
  return result;
}

}  // namespace

std::string suite_folder() { return CONFORM_SOURCE_DIR; }

const Suite& suite() {
  static const Suite loaded = must(load_suite(suite_folder()), "the suite does not load");
  return loaded;
}

const std::string& user_text() {
  static const std::string text = read_user();
  return text;
}

const nlohmann::json& user_document() {
  static const nlohmann::json document = must(parse_json(user_text()), "the user document is not JSON");
  return document;
}

const ResponseOrError& user_response() {
  static const ResponseOrError response = Response{.status = 200,
                                                   .reason = "OK",
                                                   .headers = {{"Server", "nginx"},
                                                               {"Content-Type", "application/vnd.api+json"},
                                                               {"Content-Length", std::to_string(user_text().size())},
                                                               {"Connection", "keep-alive"}},
                                                   .body = user_text()};
  return response;
}

const RunResult& failing_result() {
  static const RunResult result = run_against_fault();
  return result;
}

}  // namespace conform::bench
