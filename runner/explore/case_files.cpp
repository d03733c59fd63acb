#include "explore/case_files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <system_error>
#include <utility>

#include "explore/shrink.hpp"
#include "journal/stable_hash.hpp"
#include "load/case_loader.hpp"
#include "reports/write_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string in_small_letters(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Diagnostics cannot(const std::string& file, std::string message, std::string hint) {
  return {{.file = file, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}};
}

}  // namespace

CaseFile case_file_of(const Discovery& discovery) {
  const Fingerprint& print = discovery.fingerprint;
  json sequence = discovery.sequence;
  sequence["about"] = "Found by exploration: " + discovery.message;
  const json file = {{"format", 2},
                     {"about", "The shortest sequence that shows one finding of an exploration."},
                     {"cases", json::array({std::move(sequence)})}};
  const std::string name =
      in_small_letters(print.requirement) + "-" +
      stable_hash(std::array{print.requirement, print.rule, print.where, print.status}).substr(0, 8);
  return {.name = name + ".json", .text = file.dump(2) + "\n"};
}

Result<std::vector<std::string>> write_case_files(const fs::path& folder, std::span<const Discovery> discoveries) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return tl::unexpected{cannot(folder.string(), "cannot be made: " + error.message(), "choose another folder")};
  std::vector<std::string> written;
  for (const Discovery& discovery : discoveries) {
    if (!discovery.flaky.empty()) continue;
    const CaseFile file = case_file_of(discovery);
    const std::string path = (folder / file.name).string();
    auto pending = PendingFile::open(path);
    if (!pending) return tl::unexpected{pending.error()};
    if (auto done = pending->finish(file.text); !done) return tl::unexpected{done.error()};
    written.push_back(path);
  }
  return written;
}

Result<void> write_witness(const fs::path& folder, const std::string& fault, const Discovery& discovery) {
  if (folder.empty() || !discovery.flaky.empty()) return {};
  std::error_code error;
  fs::create_directories(folder, error);
  std::string name = fault;
  std::ranges::replace(name, ':', '-');
  const auto pending = PendingFile::open((folder / (name + ".json")).string());
  if (!pending) return tl::unexpected{pending.error()};
  return pending->finish(case_file_of(discovery).text);
}

Result<void> add_case_files(const fs::path& folder, Suite& suite) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (error || files.empty())
    return tl::unexpected{cannot(folder.string(), error ? error.message() : std::string{"holds no case files"},
                                 "name a folder that conform explore --write-cases has filled")};
  std::ranges::sort(files);
  Diagnostics diagnostics;
  for (const fs::path& file : files) {
    auto loaded = load_case_file(file, "found/" + file.stem().string(), suite, file.string());
    if (!loaded) {
      diagnostics.insert(diagnostics.end(), loaded.error().begin(), loaded.error().end());
      continue;
    }
    std::ranges::move(*loaded, std::back_inserter(suite.cases));
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  std::ranges::sort(suite.cases, {}, &Case::id);
  return {};
}

}  // namespace conform
