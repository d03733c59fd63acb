// The sample documents in tests/data against the schemas of the contract: tests/data/README.md says of each what is
// wrong with it, where, and which keyword must find it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "json/parse.hpp"
#include "schema/schema_set.hpp"
#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

struct Sample {
  std::string file;     // "user/bad/email-without-at.json"
  std::string schema;   // "user-document.schema.json"
  std::string where;    // bad and unadvised: a pointer, empty for the document
  std::string keyword;  // empty: any
  std::string about;
};

const fs::path data = test::source_folder / "tests/data";

std::string trimmed(std::string text) {
  const auto is_frame = [](char c) { return c == ' ' || c == '`'; };
  while (!text.empty() && is_frame(text.front())) text.erase(text.begin());
  while (!text.empty() && is_frame(text.back())) text.pop_back();
  return text;
}

std::vector<std::string> columns(const std::string& row) {
  std::vector<std::string> cells;
  std::size_t begin = 1;
  for (std::size_t end = row.find('|', begin); end != std::string::npos; end = row.find('|', begin)) {
    cells.push_back(trimmed(row.substr(begin, end - begin)));
    begin = end + 1;
  }
  return cells;
}

// The tables under "## user/bad: `user-document.schema.json`".
std::vector<Sample> listed() {
  std::vector<Sample> samples;
  std::ifstream stream{data / "README.md"};
  std::string folder;
  std::string schema;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("## ")) {
      const std::size_t colon = line.find(": `");
      folder = line.substr(3, colon - 3);
      schema = trimmed(line.substr(colon + 1));
    } else if (line.starts_with("| ") && line.find(".json |") != std::string::npos) {
      const auto cells = columns(line);
      Sample sample{
          .file = folder + "/" + cells.at(0), .schema = schema, .where = {}, .keyword = {}, .about = cells.at(1)};
      if (cells.size() > 2 && cells[2] != "the document") sample.where = cells[2];
      if (cells.size() > 3) sample.keyword = cells[3];
      samples.push_back(std::move(sample));
    }
  }
  return samples;
}

std::vector<Sample> listed_in(const std::string& kind) {
  std::vector<Sample> samples = listed();
  std::erase_if(samples, [&](const Sample& sample) { return sample.file.find("/" + kind + "/") == std::string::npos; });
  return samples;
}

nlohmann::json document(const Sample& sample) {
  std::ifstream stream{data / sample.file, std::ios::binary};
  auto parsed = parse_json(std::string{std::istreambuf_iterator<char>{stream}, {}});
  EXPECT_TRUE(parsed.has_value()) << sample.file;
  return parsed ? std::move(*parsed) : nlohmann::json();
}

const SchemaSet& schemas() {
  static const SchemaSet set = [] {
    auto loaded =
        SchemaSet::load(test::source_folder / "schemas",
                        {"user-document.schema.json", "user-document-should.schema.json", "error-document.schema.json",
                         "error-document-should.schema.json", "attributes.schema.json"});
    EXPECT_TRUE(loaded.has_value());
    return loaded ? std::move(*loaded) : SchemaSet{};
  }();
  return set;
}

// The must schema of a "-should" one.
std::string must_of(std::string schema) {
  const std::size_t at = schema.find("-should");
  return at == std::string::npos ? schema : schema.erase(at, std::string_view{"-should"}.size());
}

std::string should_of(const std::string& schema) {
  return schema.substr(0, schema.find(".schema.json")) + "-should.schema.json";
}

std::string reported(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations)
    text += "\n  " + violation.where + " (" + violation.keyword + "): " + plain(violation.expected);
  return text;
}

bool finds(const std::vector<Violation>& violations, const Sample& sample) {
  return std::ranges::any_of(violations, [&](const Violation& violation) {
    return violation.where == sample.where && (sample.keyword.empty() || violation.keyword == sample.keyword);
  });
}

TEST(SampleDocuments, AreAllListed) {
  std::set<std::string> there;
  for (const char* folder : {"user", "error", "attributes"}) {
    for (const auto& entry : fs::recursive_directory_iterator{data / folder}) {
      if (entry.is_regular_file()) there.insert(entry.path().lexically_relative(data).generic_string());
    }
  }
  std::set<std::string> named;
  for (const Sample& sample : listed()) EXPECT_TRUE(named.insert(sample.file).second) << sample.file;
  EXPECT_EQ(there, named);
}

TEST(SampleDocuments, ThatAreGoodAreValid) {
  const auto samples = listed_in("good");
  EXPECT_GE(samples.size(), 40U);
  for (const Sample& sample : samples) {
    const auto violations = schemas().validate(sample.schema, document(sample));
    EXPECT_TRUE(violations.empty()) << sample.file << reported(violations);
  }
}

TEST(SampleDocuments, ThatAreBadAreInvalidWhereTheirListSays) {
  const auto samples = listed_in("bad");
  EXPECT_GE(samples.size(), 100U);
  for (const Sample& sample : samples) {
    const auto violations = schemas().validate(sample.schema, document(sample));
    EXPECT_FALSE(violations.empty()) << sample.file;
    EXPECT_TRUE(finds(violations, sample)) << sample.file << reported(violations);
  }
}

TEST(SampleDocuments, ThatAreUnadvisedAreValidButNotAsRecommended) {
  const auto samples = listed_in("unadvised");
  EXPECT_GE(samples.size(), 20U);
  for (const Sample& sample : samples) {
    const auto must = schemas().validate(must_of(sample.schema), document(sample));
    EXPECT_TRUE(must.empty()) << sample.file << reported(must);
    const auto should = schemas().validate(sample.schema, document(sample));
    EXPECT_TRUE(finds(should, sample)) << sample.file << reported(should);
  }
}

TEST(SampleDocuments, ThatAreGoodLeaveNothingToRecommendUnlessTheirListSaysSo) {
  std::size_t checked = 0;
  for (const Sample& sample : listed_in("good")) {
    if (!schemas().contains(should_of(sample.schema))) continue;
    ++checked;
    const auto violations = schemas().validate(should_of(sample.schema), document(sample));
    const bool says_so = sample.about.find("the -should schema reports it") != std::string::npos;
    EXPECT_EQ(violations.empty(), !says_so) << sample.file << reported(violations);
  }
  EXPECT_GE(checked, 40U);
}

}  // namespace
}  // namespace conform
