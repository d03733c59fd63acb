// Faults of combinations and of edges: each has a case of its own that shows it, in tests/witnesses.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "load/suite_loader.hpp"
#include "prove/prove.hpp"
#include "support/scratch_folder.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

const fs::path source{CONFORM_SOURCE_DIR};

std::vector<std::string> witnessed_faults() {
  std::vector<std::string> names;
  for (const reference::FaultInfo& fault : reference::faults()) {
    for (const char* family : {"pair-", "subset-", "nulls-", "length:", "edge:", "order:"}) {
      if (fault.name.starts_with(family)) names.push_back(fault.name);
    }
  }
  return names;
}

std::string file_of_witness(std::string fault) {
  std::ranges::replace(fault, ':', '-');
  return fault + ".json";
}

std::string text_of(const fs::path& path) {
  std::ifstream stream{path};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

// The suite with witnesses in place of its cases.
class Witnesses {
 public:
  Witnesses() {
    fs::create_directory_symlink(source / "schemas", folder_.path() / "schemas");
    for (const char* name : {"fixtures.json", "alternatives.json"})
      copy(source / "cases" / name, fs::path{"cases"} / name);
  }

  Suite only(const std::string& name) {
    fs::remove_all(folder_.path() / "cases/witnesses");
    copy(source / "tests/witnesses" / name, fs::path{"cases/witnesses"} / name);
    return load();
  }

  Suite all() {
    for (const auto& entry : fs::directory_iterator{source / "tests/witnesses"})
      copy(entry.path(), fs::path{"cases/witnesses"} / entry.path().filename());
    return load();
  }

 private:
  void copy(const fs::path& from, const fs::path& to) const { folder_.write(to, text_of(from)); }

  Suite load() const {
    auto suite = load_suite(folder_.path());
    if (!suite) throw std::runtime_error{to_string(suite.error().front())};
    return std::move(*suite);
  }

  test::ScratchFolder folder_;
};

ServerResult meet(const std::string& server, const Suite& suite) {
  const Proof proof =
      prove(suite, {.names = {server}, .every_case = true, .mutations = false, .jobs = 1, .suite_version = {}}, {}, {});
  return proof.results.at(0);
}

TEST(Witness, IsThereForEachFaultOfACombinationOrAnEdge) {
  EXPECT_GE(witnessed_faults().size(), 40U);
  for (const std::string& name : witnessed_faults())
    EXPECT_TRUE(fs::exists(source / "tests/witnesses" / file_of_witness(name))) << name;
}

TEST(Witness, IsOfAFaultThatIsThere) {
  std::vector<std::string> known;
  for (const std::string& name : witnessed_faults()) known.push_back(file_of_witness(name));
  for (const auto& entry : fs::directory_iterator{source / "tests/witnesses"})
    EXPECT_NE(std::ranges::find(known, entry.path().filename().string()), known.end()) << entry.path();
}

TEST(Witness, PassesOnTheHealthyServer) {
  Witnesses witnesses;
  const ServerResult result = meet("healthy-2024-3", witnesses.all());
  EXPECT_EQ(result.totals.passed, witnessed_faults().size());
  for (const std::string& message : result.messages) ADD_FAILURE() << message;
}

TEST(Witness, FailsOnItsFault) {
  Witnesses witnesses;
  for (const std::string& name : witnessed_faults())
    EXPECT_EQ(meet(name, witnesses.only(file_of_witness(name))).totals.failed, 1U) << name;
}

}  // namespace
}  // namespace conform
