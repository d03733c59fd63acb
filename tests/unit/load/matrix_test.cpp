// From the matrix of a case to its instances.
#include "load/matrix.hpp"

#include <gtest/gtest.h>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using test::a_case;
using test::case_file;
using test::diagnostics;
using test::ids;
using test::loaded;
using Lines = std::vector<std::string>;

// A case whose request names the variables, so that none is dead.
std::string with_matrix(const std::string& matrix, const std::string& uses, const std::string& id = "one") {
  return a_case("\"matrix\": " + matrix + R"(, "steps": [{"send": {"operation": "getUser", "query": ")" + uses +
                    R"("}, "expect": {"status": 200}}])",
                id);
}

Lines instances(const std::string& matrix, const std::string& uses) {
  return ids(loaded(case_file(with_matrix(matrix, uses))));
}

// The request's query of each instance.
Lines queries(const std::string& matrix, const std::string& uses) {
  Lines texts;
  for (const Case& test_case : loaded(case_file(with_matrix(matrix, uses))))
    texts.push_back(test_case.steps.at(0).sends.at(0).query.value_or("none"));
  return texts;
}

TEST(Matrix, IsOneInstanceWithoutOne) { EXPECT_EQ(ids(loaded(case_file(a_case("")))), Lines{"users/some/one"}); }

TEST(Matrix, MakesAnInstanceOfEachValue) {
  EXPECT_EQ(instances(R"({"a": ["x", "y"]})", "${a}"), (Lines{"users/some/one[a=x]", "users/some/one[a=y]"}));
}

TEST(Matrix, MakesTheProductOfItsLists) {
  EXPECT_EQ(instances(R"({"a": ["x", "y"], "b": [1, 2]})", "${a}${b}"),
            (Lines{"users/some/one[a=x,b=1]", "users/some/one[a=x,b=2]", "users/some/one[a=y,b=1]",
                   "users/some/one[a=y,b=2]"}));
}

TEST(Matrix, MakesTheUnionOfSeveralProducts) {
  EXPECT_EQ(instances(R"([{"a": ["x"], "b": [1, 2]}, {"a": ["y"], "b": [3]}])", "${a}${b}"),
            (Lines{"users/some/one[a=x,b=1]", "users/some/one[a=x,b=2]", "users/some/one[a=y,b=3]"}));
}

TEST(Matrix, TakesValuesFromAList) {
  EXPECT_EQ(instances(R"({"a": {"list": "attributes"}})", "${a}"),
            (Lines{"users/some/one[a=firstName]", "users/some/one[a=locale]"}));
}

TEST(Matrix, CallsValuesByTheirTextOrJson) {
  EXPECT_EQ(ids(loaded(case_file(a_case(
                R"("matrix": {"a": ["x y", 1.5, true, null, ""]}, "setup": {"customAttributes": {"k": "${a}"}})")))),
            (Lines{"users/some/one[a=x y]", "users/some/one[a=1.5]", "users/some/one[a=true]", "users/some/one[a=null]",
                   "users/some/one[a=]"}));
}

TEST(Matrix, CallsObjectsByTheirLabel) {
  EXPECT_EQ(instances(R"({"wrong": {"list": "wrongTypes"}})", "${wrong.attribute}"),
            (Lines{"users/some/one[wrong=firstName-number]", "users/some/one[wrong=locale-null]"}));
}

TEST(Matrix, FillsInMembersOfObjects) {
  EXPECT_EQ(queries(R"({"w": [{"label": "l", "deep": {"er": "x"}, "n": 7}]})", "${w.deep.er}-${w.n}-${w.label}"),
            Lines{"x-7-l"});
}

TEST(Matrix, FillsInArgumentsOfRunTimeExpressions) {
  EXPECT_EQ(queries(R"({"a": ["locale"], "n": [3]})", "${differentFrom(a)}${repeat(z, n)}"),
            Lines{"${differentFrom(locale)}${repeat(z, 3)}"});
}

TEST(Matrix, LeavesOtherRunTimeExpressionsAlone) {
  EXPECT_EQ(queries(R"({"a": ["x"]})", "${a}${user.id}${nonce}"), Lines{"x${user.id}${nonce}"});
}

TEST(Matrix, KeepsEscapesForRunTime) { EXPECT_EQ(queries(R"({"a": ["x"]})", "${a}$${a}"), Lines{"x$${a}"}); }

TEST(Matrix, KeepsTheTypeOfAValue) {
  const auto cases = loaded(case_file(a_case(
      R"("matrix": {"a": [7, null, "x"]}, "setup": {"attributes": "full", "customAttributes": {"k": "${a}"}})")));
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(*cases[0].setup.custom_attributes, nlohmann::json({{"k", 7}}));
  EXPECT_EQ(*cases[1].setup.custom_attributes, nlohmann::json({{"k", nullptr}}));
  EXPECT_EQ(*cases[2].setup.custom_attributes, nlohmann::json({{"k", "x"}}));
}

TEST(Matrix, FillsInMemberNames) {
  const auto cases =
      loaded(case_file(a_case(R"("matrix": {"a": ["locale"]}, "setup": {"attributes": {"${a}": "de"}})")));
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(*cases[0].setup.attributes, nlohmann::json({{"locale", "de"}}));
}

TEST(Matrix, RefusesAMemberThatTheValueLacks) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"w": [{"label": "l", "value": 1}]})", "${w.valeu}"))),
            Lines{"cases/users/some.json:1: /cases/0: \"${w.valeu}\": the variable has no member \"valeu\" here"});
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"w": ["text"]})", "${w.value}"))),
            Lines{"cases/users/some.json:1: /cases/0: \"${w.value}\": the variable has no member \"value\" here"});
}

TEST(Matrix, RefusesAnUnknownListWithAHint) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"a": {"list": "attribute"}})", "${a}"))),
            Lines{"cases/users/some.json:1: /cases/0/matrix/a/list: no list \"attribute\" in cases/fixtures.json (did "
                  "you mean \"attributes\"?)"});
}

TEST(Matrix, RefusesAVariableWithAMeaningOfItsOwn) {
  EXPECT_EQ(
      diagnostics(case_file(with_matrix(R"({"user": ["x"]})", "${user.id}"))),
      Lines{
          "cases/users/some.json:1: /cases/0/matrix/user: \"user\" is reserved in expressions (choose another name)"});
}

TEST(Matrix, RefusesADeadVariable) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"a": ["x"], "b": [1, 2]})", "${a}"))),
            Lines{"cases/users/some.json:1: /cases/0/matrix: the variable \"b\" is never used (write ${b} somewhere, "
                  "or drop it)"});
}

TEST(Matrix, TellsOfEveryDeadVariable) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"a": ["x"], "b": [1], "c": [2]})", "${a}"))).size(), 2U);
}

TEST(Matrix, TakesAnEscapedVariableForDead) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"a": ["x"]})", "$${a}"))).size(), 1U);
}

TEST(Matrix, RefusesTwoValuesOfOneLabel) {
  const auto found = diagnostics(case_file(with_matrix(R"({"a": ["1", 1]})", "${a}")));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), "cases/users/some.json:1: /cases/0/matrix/a: two values are called \"1\"");
}

TEST(Matrix, RefusesInstancesOfOneIdInAUnion) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"([{"a": ["x"]}, {"a": ["x"]}])", "${a}"))),
            Lines{"cases/users/some.json:1: /cases/0/id: two case instances are called \"users/some/one[a=x]\" (change "
                  "an id or a label)"});
}

TEST(Matrix, RefusesTwoCasesOfOneId) {
  EXPECT_EQ(diagnostics(case_file(a_case("") + ",\n" + a_case(""))),
            Lines{"cases/users/some.json:2: /cases/1/id: two case instances are called \"users/some/one\" (change an "
                  "id or a label)"});
}

TEST(Matrix, RefusesValuesThatAreTooLongForAnId) {
  const auto found = diagnostics(case_file(with_matrix(R"({"a": [")" + std::string(81, 'x') + R"("]})", "${a}")));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("too long or not printable for an id"), std::string::npos);
  EXPECT_EQ(instances(R"({"a": [")" + std::string(80, 'x') + R"("]})", "${a}").size(), 1U);
}

TEST(Matrix, RefusesValuesThatDoNotPrint) {
  for (const char* value : {R"("a\nb")", R"("\u0000")", R"("\u007f")", R"("\u001b[2J")"}) {
    EXPECT_EQ(diagnostics(case_file(with_matrix(std::string{R"({"a": [)"} + value + "]}", "${a}"))).size(), 1U)
        << value;
  }
}

TEST(Matrix, RefusesObjectsWithoutALabel) {
  const auto found = diagnostics(case_file(with_matrix(R"({"a": [{"value": 1}]})", "${a.value}")));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("label"), std::string::npos);
}

TEST(Matrix, RefusesAnEmptyList) {
  EXPECT_EQ(diagnostics(case_file(with_matrix(R"({"a": []})", "${a}"))).size(), 1U);
  EXPECT_EQ(diagnostics(case_file(with_matrix("[]", "x"))).size(), 1U);
  EXPECT_EQ(diagnostics(case_file(with_matrix("{}", "x"))).size(), 1U);
}

TEST(MatrixLabel, IsInTheOrderOfTheNames) {
  EXPECT_EQ(label_of(Bindings{{"operation", "setUser"}, {"attribute", "locale"}}),
            "[attribute=locale,operation=setUser]");
  EXPECT_EQ(label_of(Bindings{}), "");
}

TEST(Matrix, MayNotMakeMoreInstancesThanAnybodyRuns) {
  std::string ten = "[0";
  for (int i = 1; i < 10; ++i) ten += "," + std::to_string(i);
  ten += "]";
  const auto product = [&](int dimensions) {
    std::string matrix;
    for (int i = 0; i < dimensions; ++i)
      matrix += std::string{i == 0 ? "{" : ","} + "\"" + static_cast<char>('a' + i) + "\": " + ten;
    return matrix + "}";
  };
  EXPECT_EQ(instances(product(3), "${a}${b}${c}").size(), 1000U);
  const Lines found = diagnostics(case_file(with_matrix(product(5), "${a}${b}${c}${d}${e}")));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("/cases/0/matrix: makes more than 10000 instances of one case"), std::string::npos)
      << found[0];
}

TEST(Matrix, VariableThatOnlyTheDescriptionNamesIsDead) {
  std::string text = a_case(R"("matrix": {"a": ["x", "y"]})");
  text.replace(text.find("One case."), 9, "With ${a}.");
  const Lines found = diagnostics(case_file(text));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("the variable \"a\" is never used"), std::string::npos) << found[0];
}

}  // namespace
}  // namespace conform
