// Rows that are made from data, and the steps that are written out for them.
#include "load/matrix_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::a_case;
using test::case_file;
using test::diagnostics;
using test::ids;
using test::loaded;
using Lines = std::vector<std::string>;

JsonFile no_file() { return {.name = "cases/some.json", .value = nullptr, .lines = {}}; }

// All rows, whatever instance they are in.
std::vector<json> rows(const json& source, std::size_t instances = 0) {
  Diagnostics wrong;
  const json lists = row_lists(source, "", no_file(), test::base_suite().fixtures, wrong);
  for (const Diagnostic& diagnostic : wrong) ADD_FAILURE() << to_string(diagnostic);
  if (instances > 0) {
    EXPECT_EQ(lists.size(), instances);
  }
  std::vector<json> all;
  for (const json& list : lists) all.insert(all.end(), list.at("rows").begin(), list.at("rows").end());
  return all;
}

const json four_cells{"omitted", "null", "first", "second"};

TEST(MatrixRows, CoverEachPairOfCellsOfAnyTwoAttributes) {
  std::set<std::string> seen;
  const auto cell = [](const json& part, const char* name) {
    return part.contains(name) ? part.at(name).dump() : "omitted";
  };
  for (const json& row : rows({{"cover", {{"put", "attributes"}, {"patch", "attributes"}}}, {"cells", four_cells}})) {
    seen.insert(cell(row.at("put"), "firstName") + cell(row.at("put"), "locale"));
    seen.insert("then " + cell(row.at("put"), "firstName") + cell(row.at("patch"), "locale"));
  }
  EXPECT_EQ(seen.size(), 32U);
}

TEST(MatrixRows, PutMembersIntoTheirObject) {
  bool found = false;
  for (const json& row : rows({{"cover", {{"a", {"address/street", "locale"}}}}, {"cells", {"omitted", "first"}}}))
    found = found || row == json::parse(R"({"a": {"address": {"street": "Kaiserstraße"}, "locale": "de-DE"}})");
  EXPECT_TRUE(found);
}

TEST(MatrixRows, HaveEachSubsetOnce) {
  std::vector<std::string> seen;
  for (const json& row : rows({{"subsets", {{"a", {"firstName", "locale", "address"}}}}, {"sizes", {1, 2, 3}}}))
    seen.push_back(row.at("a").dump());
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), 7U);
}

TEST(MatrixRows, HaveTheOtherAttributesInThePartForTheRest) {
  const json row =
      rows({{"subsets", {{"a", {"firstName", "locale", "address"}}}}, {"sizes", {1}}, {"rest", "b"}}).front();
  EXPECT_EQ(row, json::parse(R"({"a": {"firstName": "${differentFrom(firstName)}"},
                                 "b": {"address": "${differentFrom(address)}", "locale": "${differentFrom(locale)}"}})"));
}

TEST(MatrixRows, HaveEachCombinationOfCellsOfASubset) {
  Lines seen;
  for (const json& row : rows({{"subsets", {{"a", "attributes"}}}, {"sizes", {2}}, {"cells", {"null", "first"}}}))
    seen.push_back(row.at("a").dump());
  EXPECT_EQ(seen, (Lines{R"({"firstName":null,"locale":null})", R"({"firstName":null,"locale":"de-DE"})",
                         R"({"firstName":"Ada","locale":null})", R"({"firstName":"Ada","locale":"de-DE"})"}));
}

TEST(MatrixRows, HaveTheListedCombinationsOfCells) {
  Lines seen;
  const json cells = json::parse(R"([["first", "null"]])");
  for (const json& row : rows({{"subsets", {{"a", "attributes"}}}, {"sizes", {2}}, {"cells", cells}}))
    seen.push_back(row.at("a").dump());
  EXPECT_EQ(seen, Lines{R"({"firstName":"Ada","locale":null})"});
}

// In how many places each text is.
std::map<std::string, std::set<std::string>> places(const json& source) {
  std::map<std::string, std::set<std::string>> found;
  for (const json& row : rows(source)) {
    for (const auto& [pointer, value] : row.at("changes").items()) found[value.get<std::string>()].insert(pointer);
  }
  return found;
}

TEST(MatrixRows, PackEachValueIntoEachPlace) {
  const auto found = places({{"pack", {{{"into", {"firstName", "address/street"}}, {"from", {"words"}}}}}});
  ASSERT_EQ(found.size(), 3U);
  for (const auto& [word, pointers] : found)
    EXPECT_EQ(pointers, (std::set<std::string>{"/firstName", "/address/street"}));
}

TEST(MatrixRows, PackEachValueIntoAsManyPlacesAsWanted) {
  const json source{{"pack", {{{"into", {"firstName", "address/street"}}, {"from", {"words"}}, {"times", 1}}}}};
  EXPECT_EQ(rows(source).size(), 2U);
  EXPECT_EQ(places(source).size(), 3U);
}

TEST(MatrixRows, PackAShorterListAgainFromItsBeginning) {
  const json source{
      {"pack", {{{"into", {"firstName"}}, {"from", {"words"}}}, {{"into", {"locale"}}, {"from", {"attributes"}}}}}};
  Lines seen;
  for (const json& row : rows(source)) seen.push_back(row.at("attributes").at("locale"));
  EXPECT_EQ(seen, (Lines{"firstName", "locale", "firstName"}));
}

TEST(MatrixRows, HaveWhatIsPackedAloneToo) {
  const json row = rows({{"pack", {{{"into", {"firstName", "address/street"}}, {"from", {"words"}}}}}}).front();
  ASSERT_EQ(row.at("alone").size(), 2U);
  EXPECT_EQ(row.at("alone")[1].at("attributes").size(), 1U);
  EXPECT_TRUE(row.at("alone")[1].at("changes").contains("/address/street"));
}

TEST(MatrixRows, AreCutIntoInstances) {
  const json source{{"subsets", {{"a", "attributes"}}}, {"sizes", {1, 2}}, {"perCase", 2}};
  EXPECT_EQ(rows(source, 2).size(), 3U);
}

TEST(MatrixRows, AreTheSameEachTime) {
  const json source{{"cover", {{"put", "attributes"}, {"patch", "attributes"}}}, {"cells", four_cells}};
  EXPECT_EQ(rows(source), rows(source));
}

std::string with_rows(const std::string& matrix, const std::string& steps) {
  return a_case(R"("matrix": {"rows": )" + matrix + R"(}, "steps": [{"rows": "${rows}", )" + steps + "}]");
}

const std::string singles = R"({"subsets": {"patch": "attributes"}, "sizes": [1, 2], "perCase": 2})";
const std::string change =
    R"("steps": [{"send": {"operation": "updateUser", "attributes": "${row.patch}"}, "expect": {"status": 200, "effect": "merge"}}])";

TEST(RowSteps, AreWrittenOutForEachRow) {
  const auto cases = loaded(case_file(with_rows(singles, change)));
  ASSERT_EQ(ids(cases), (Lines{"users/some/one[rows=1]", "users/some/one[rows=2]"}));
  ASSERT_EQ(cases[0].steps.size(), 2U);
  EXPECT_EQ(*cases[0].steps[1].sends[0].body, json::parse(R"({"locale": "${differentFrom(locale)}"})"));
  EXPECT_EQ(cases[1].steps.size(), 1U);
}

TEST(RowSteps, ReadTheRecordAfterSomeAndAtTheEnd) {
  const auto cases = loaded(
      case_file(with_rows(R"({"subsets": {"patch": "attributes"}, "sizes": [1, 2]})", R"("readEvery": 2, )" + change)));
  std::vector<bool> later;
  for (const Step& step : cases.at(0).steps) later.push_back(step.read_later);
  EXPECT_EQ(later, (std::vector<bool>{true, false, false}));
}

TEST(RowSteps, HaveTheExpectationOfNullWhereANullIsSent) {
  const std::string steps =
      R"("steps": [{"send": {"operation": "updateUser", "attributes": "${row.patch}"},
                    "expect": {"status": 200, "effect": "merge"}, "expectOfNull": {"alternatives": "kept-or-422"}}])";
  const auto cases = loaded(case_file(
      with_rows(R"({"subsets": {"patch": ["firstName"]}, "sizes": [1], "cells": ["first", "null"]})", steps)));
  EXPECT_EQ(cases.at(0).steps.at(0).expect.named, "");
  EXPECT_EQ(cases.at(0).steps.at(1).expect.named, "kept-or-422");
}

TEST(RowSteps, SendWhatIsPackedAloneWhereTheyAreRefused) {
  const std::string steps =
      R"("alone": true, "steps": [{"send": {"operation": "updateUser", "attributes": "${row.attributes}"},
                                   "expect": {"alternatives": "kept-or-422"}}])";
  const auto cases = loaded(
      case_file(with_rows(R"({"pack": [{"into": ["firstName", "address/street"], "from": ["words"]}]})", steps)));
  const Step& step = cases.at(0).steps.at(0);
  ASSERT_EQ(step.if_refused.size(), 2U);
  EXPECT_EQ(step.if_refused[0].sends[0].body->size(), 1U);
  EXPECT_EQ(step.if_refused[0].expect.named, "kept-or-422");
}

TEST(RowSteps, AreRefusedWhereTheirVariableMakesNoRows) {
  const Lines wrong =
      diagnostics(case_file(a_case(R"("matrix": {"rows": ["x"]}, "steps": [{"rows": "${rows}", )" + change + "}]")));
  ASSERT_FALSE(wrong.empty());
  EXPECT_NE(wrong[0].find("must be a variable of the matrix that makes rows"), std::string::npos) << wrong[0];
}

TEST(RowSteps, AreRefusedWithAListThatIsUnknown) {
  const Lines wrong = diagnostics(case_file(with_rows(R"({"subsets": {"patch": "atributes"}, "sizes": [1]})", change)));
  ASSERT_FALSE(wrong.empty());
  EXPECT_NE(wrong[0].find("did you mean \"attributes\""), std::string::npos) << wrong[0];
}

TEST(RowSteps, AreRefusedWithAnAttributeThatIsUnknown) {
  EXPECT_FALSE(diagnostics(case_file(with_rows(R"({"subsets": {"patch": ["email"]}, "sizes": [1]})", change))).empty());
}

TEST(RowSteps, AreRefusedWithSubsetsThatAreLargerThanTheWhole) {
  EXPECT_FALSE(
      diagnostics(case_file(with_rows(R"({"subsets": {"patch": "attributes"}, "sizes": [3]})", change))).empty());
}

}  // namespace
}  // namespace conform
