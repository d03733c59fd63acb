#include "load/suite_loader.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "load/aliases_loader.hpp"
#include "load/alternatives_loader.hpp"
#include "load/case_count.hpp"
#include "load/case_loader.hpp"
#include "load/contract_loader.hpp"
#include "load/fixtures_loader.hpp"
#include "load/requirement_loader.hpp"
#include "load/smoke_loader.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using WantedFiles = std::function<bool(std::string_view)>;

// The schemas of the API, beside one another in schemas/, and those of the files that are read here; named as the
// SchemaSet does.
std::vector<std::string> schema_files(const fs::path& schemas) {
  std::vector<std::string> names{"suite/case-file.schema.json", "suite/fixtures.schema.json",
                                 "suite/alternatives.schema.json", "suite/requirements.schema.json"};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{schemas, error}) {
    const std::string name = entry.path().filename().generic_string();
    if (name.ends_with(".schema.json")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<fs::path> case_files(const fs::path& cases) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator{cases, error}) {
    const bool shared = entry.path() == cases / "fixtures.json" || entry.path() == cases / "alternatives.json";
    if (entry.path().extension() == ".json" && !shared) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// What the contract refers to must be among the compiled schemas.
Diagnostics missing_schemas(const Suite& suite) {
  Diagnostics diagnostics;
  for (const Contract& contract : suite.contracts) {
    for (const Operation& operation : contract.operations) {
      for (const auto& [status, response] : operation.responses) {
        for (const std::string& name : {response.schema, response.should_schema}) {
          if (name.empty() || suite.schemas.contains(name)) continue;
          diagnostics.push_back(Diagnostic::about_place(
              "schemas/openapi/" + contract.version + ".json", "/paths",
              operation.id + " " + std::to_string(status) + " refers to the unknown schema \"" + name + "\""));
        }
      }
    }
  }
  return diagnostics;
}

std::string_view file_of(std::string_view case_id) {
  const std::string_view name = case_id.substr(0, case_id.find('['));
  return name.substr(0, std::min(name.rfind('/'), name.size()));
}

// A file is wanted for its cases, and for those that were in a wanted file before.
bool is_wanted(const std::string& prefix, const WantedFiles& wanted, const Aliases& aliases) {
  return wanted(prefix) || std::ranges::any_of(aliases.cases, [&](const auto& alias) {
           return file_of(alias.second) == prefix && wanted(file_of(alias.first));
         });
}

std::string id_prefix(const fs::path& file, const fs::path& cases) {
  return file.lexically_relative(cases).replace_extension().generic_string();
}

// Counts what is in the files that are not wanted; gives the others, and those that cannot be counted.
std::vector<fs::path> files_to_load(const fs::path& cases, const WantedFiles& wanted, Suite& suite) {
  std::vector<fs::path> all = case_files(cases);
  if (!wanted) return all;
  std::vector<fs::path> left;
  for (fs::path& file : all) {
    const auto count =
        is_wanted(id_prefix(file, cases), wanted, suite.aliases) ? std::nullopt : count_cases(file, suite);
    if (!count) {
      left.push_back(std::move(file));
      continue;
    }
    for (const auto& [version, instances] : *count) suite.left_out[version] += instances;
  }
  return left;
}

using LoadedFile = Result<std::vector<Case>>;

// Case files know nothing of one another, so all processors read them; the results are in the order of the files.
std::vector<LoadedFile> load_files(const std::vector<fs::path>& files, const fs::path& cases, const Suite& suite) {
  std::vector<LoadedFile> loaded(files.size());
  std::atomic<std::size_t> next{0};
  std::exception_ptr defect;
  std::mutex reporting;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < files.size(); i = next++)
        loaded[i] = load_case_file(files[i], id_prefix(files[i], cases), suite);
    } catch (...) {
      const std::scoped_lock lock{reporting};
      defect = std::current_exception();
    }
  };
  {
    constexpr unsigned most = 8;
    const std::size_t workers =
        std::min<std::size_t>(std::clamp(std::thread::hardware_concurrency(), 1U, most), files.size());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < workers; ++i) helpers.emplace_back(work);
    work();
  }
  if (defect) std::rethrow_exception(defect);
  return loaded;
}

template <class T>
bool take(Result<T> result, T& into, Diagnostics& diagnostics) {
  if (!result) {
    diagnostics.insert(diagnostics.end(), result.error().begin(), result.error().end());
    return false;
  }
  into = std::move(*result);
  return true;
}

}  // namespace

Result<Suite> load_suite(const fs::path& folder, const WantedFiles& wanted) {
  const fs::path schemas = folder / "schemas";
  const fs::path cases = folder / "cases";
  Suite suite;
  suite.folder = folder;
  Diagnostics diagnostics;
  // What needs no schemas is read while they are compiled.
  auto reading = std::async(std::launch::async, [&] {
    return std::pair{load_contracts(schemas), read_requirements(schemas)};
  });
  auto compiled = SchemaSet::load(schemas, schema_files(schemas));
  auto read = reading.get();
  const bool contracts = take(std::move(read.first), suite.contracts, diagnostics);
  if (!take(std::move(compiled), suite.schemas, diagnostics)) return tl::unexpected{std::move(diagnostics)};
  if (contracts) {
    const Diagnostics missing = missing_schemas(suite);
    diagnostics.insert(diagnostics.end(), missing.begin(), missing.end());
  }
  // Also what needs no requirements, while they are checked.
  auto checking = std::async(std::launch::async, [&]() -> Result<RuleBook> {
    if (!read.second) return tl::unexpected{read.second.error()};
    return compile_requirements(*read.second, suite.schemas);
  });
  auto loaded_fixtures = load_fixtures(cases, suite.schemas);
  const bool fixtures = take(std::move(loaded_fixtures), suite.fixtures, diagnostics);
  const bool alternatives = take(load_alternatives(cases, suite.schemas), suite.alternatives, diagnostics);
  const bool aliases = take(load_aliases(schemas), suite.aliases, diagnostics);
  const bool smoke = take(load_smoke(schemas), suite.smoke, diagnostics);
  std::vector<fs::path> files;
  if (contracts && fixtures) files = files_to_load(cases, wanted, suite);
  const bool rules = take(checking.get(), suite.rules, diagnostics);
  if (!contracts || !rules || !fixtures || !alternatives || !aliases || !smoke)
    return tl::unexpected{std::move(diagnostics)};

  if (files.empty() && suite.left_out.empty())
    diagnostics.push_back(Diagnostic::about_file(cases.string(), "holds no case files", "is the suite folder right?"));
  std::vector<LoadedFile> all = load_files(files, cases, suite);
  std::size_t instances = 0;
  for (const LoadedFile& loaded : all) instances += loaded ? loaded->size() : 0;
  suite.cases.reserve(instances);
  for (LoadedFile& loaded : all) {
    std::vector<Case> some;
    if (take(std::move(loaded), some, diagnostics)) std::ranges::move(some, std::back_inserter(suite.cases));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return suite;
}

}  // namespace conform
