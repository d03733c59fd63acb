#include "reports/junit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <pugixml.hpp>
#include <string>

#include "golden/sample_result.hpp"
#include "reports/render.hpp"
#include "unit/reports/arbitrary_result.hpp"
#include "unit/reports/xmllint.hpp"

namespace conform {
namespace {

Verdict verdict(const std::string& id, OutcomeKind kind = OutcomeKind::passed, const std::string& reason = {}) {
  Verdict made;
  made.id = id;
  made.outcome = {.kind = kind, .reason = reason};
  return made;
}

RunResult result_of(std::vector<Verdict> verdicts) {
  RunResult result;
  result.verdicts = std::move(verdicts);
  return result;
}

Finding finding(Level level, const std::string& message) {
  return {.rule = "contract.status",
          .requirement = "STATUS-DOCUMENTED",
          .level = level,
          .where = "status",
          .expected = "one of 200, 401",
          .actual = "500",
          .message = message};
}

pugi::xml_document parsed(const RunResult& result) {
  pugi::xml_document document;
  const std::string xml = to_junit(result);
  EXPECT_TRUE(document.load_buffer(xml.data(), xml.size()));
  return document;
}

std::string attribute(const pugi::xml_document& document, const char* path) {
  return document.select_node(path).attribute().value();
}

std::string text(const pugi::xml_document& document, const char* path) {
  return document.select_node(path).node().text().get();
}

TEST(Junit, PutsACaseInTheSuiteOfItsFolderAndTheClassOfItsFile) {
  const auto xml = parsed(result_of({verdict("users/patch/merge/stays[attribute=locale]")}));
  EXPECT_EQ(attribute(xml, "//testsuite/@name"), "users.patch");
  EXPECT_EQ(attribute(xml, "//testcase/@classname"), "users.patch.merge");
  EXPECT_EQ(attribute(xml, "//testcase/@name"), "stays[attribute=locale]");
}

TEST(Junit, DotsAndSlashesOfMatrixValuesDoNotMakeOtherClasses) {
  const auto xml = parsed(result_of({verdict("users/patch/merge/stays[path=/a/b.c.d]")}));
  EXPECT_EQ(attribute(xml, "//testcase/@classname"), "users.patch.merge");
  EXPECT_EQ(attribute(xml, "//testcase/@name"), "stays[path=/a/b.c.d]");
}

TEST(Junit, ShortIdsHaveAClassToo) {
  const auto xml = parsed(result_of({verdict("attributes/set"), verdict("alone"), verdict("")}));
  EXPECT_EQ(attribute(xml, "(//testcase)[1]/@classname"), "attributes");
  EXPECT_EQ(attribute(xml, "(//testcase)[2]/@classname"), "cases");
  EXPECT_EQ(attribute(xml, "(//testcase)[3]/@name"), "case");
}

TEST(Junit, NoTwoCasesStandAtTheSamePlace) {
  const auto xml =
      parsed(result_of({verdict("a/b/c"), verdict("a/b/c"), verdict("a/b/c\x01"), verdict("a/b/c\u2401")}));
  EXPECT_EQ(attribute(xml, "(//testcase)[1]/@name"), "c");
  EXPECT_EQ(attribute(xml, "(//testcase)[2]/@name"), "c (2)");
  EXPECT_EQ(attribute(xml, "(//testcase)[4]/@name"), "c\u2401 (2)");
}

TEST(Junit, CountsOnBothLevels) {
  const auto xml = parsed(testing::sample_result());
  EXPECT_EQ(attribute(xml, "/testsuites/@tests"), "10");
  EXPECT_EQ(attribute(xml, "/testsuites/@failures"), "3");
  EXPECT_EQ(attribute(xml, "/testsuites/@errors"), "2");
  EXPECT_EQ(attribute(xml, "/testsuites/@skipped"), "2");
  EXPECT_EQ(attribute(xml, "/testsuites/@time"), "12.346");
  EXPECT_EQ(attribute(xml, "//testsuite[@name='users.patch']/@tests"), "4");
  EXPECT_EQ(attribute(xml, "//testsuite[@name='users.patch']/@failures"), "2");
  EXPECT_EQ(attribute(xml, "//testsuite[@name='users.patch']/@time"), "0.162");
}

TEST(Junit, CasesThatPassedAtTheSecondAttemptAreFlakyAndNoFailures) {
  const auto xml = parsed(testing::sample_result());
  EXPECT_EQ(attribute(xml, "//testcase[flakyFailure]/@name"), "twice");
  EXPECT_EQ(attribute(xml, "//testcase/flakyFailure/@type"), "contract.answer");
  EXPECT_EQ(attribute(xml, "//testcase[@name='twice']/properties/property[@name='flaky']/@value"),
            "1 finding did not recur when the case was repeated");
}

TEST(Junit, UsersThatCouldNotBePutBackStandWithTheFirstSuite) {
  const auto xml = parsed(testing::sample_result());
  EXPECT_EQ(attribute(xml, "//testsuite[system-err]/@name"), "users.patch");
  EXPECT_EQ(attribute(xml, "//testsuite/properties/property[@name='unrestored']/@value"), "1");
}

TEST(Junit, NamesFileLineTimeTimestampAndHost) {
  const auto xml = parsed(testing::sample_result());
  EXPECT_EQ(attribute(xml, "(//testcase)[1]/@file"), "users/patch/merge.json");
  EXPECT_EQ(attribute(xml, "(//testcase)[1]/@line"), "7");
  EXPECT_EQ(attribute(xml, "(//testcase)[1]/@time"), "0.041");
  EXPECT_EQ(attribute(xml, "(//testsuite)[1]/@timestamp"), "2024-05-01T09:30:00");
  EXPECT_EQ(attribute(xml, "(//testsuite)[1]/@hostname"), "user.staging.example");
}

TEST(Junit, HostIsTheOneOfTheTargetWithoutPort) {
  const auto host = [](const std::string& url) {
    RunResult result = result_of({verdict("a/b/c")});
    result.target.base_url = url;
    return attribute(parsed(result), "//testsuite/@hostname");
  };
  EXPECT_EQ(host("http://127.0.0.1:8080/user/2024-3"), "127.0.0.1");
  EXPECT_EQ(host("http://[::1]:8080/user"), "[::1]");
  EXPECT_EQ(host("https://a.example"), "a.example");
  EXPECT_EQ(host(""), "localhost");
}

TEST(Junit, FailureRepeatsItsMessageInTheText) {
  Verdict failed = verdict("a/b/c", OutcomeKind::failed);
  failed.findings = {finding(Level::should, "a hint"), finding(Level::must, "responded 500"),
                     finding(Level::must, "x")};
  const auto xml = parsed(result_of({failed}));
  EXPECT_EQ(attribute(xml, "//failure/@message"), "responded 500 (and 1 more finding)");
  EXPECT_EQ(attribute(xml, "//failure/@type"), "contract.status");
  EXPECT_TRUE(text(xml, "//failure").starts_with("responded 500 (and 1 more finding)\n"));
}

TEST(Junit, FailureTextHasFindingsRequirementsAndExchanges) {
  const std::string failure = text(parsed(testing::sample_result()), "(//failure)[1]");
  for (const char* part :
       {"effect.merge", "UPDATE-MERGE", "must", "/data/attributes/locale", "\"de-DE\"", "absent",
        "All omitted fields will be left untouched.", "> PATCH /users/", "< 200 OK", "Repeat: curl --request PATCH"}) {
    EXPECT_NE(failure.find(part), std::string::npos) << part << "\n" << failure;
  }
}

TEST(Junit, ErroredIsAnError) {
  const auto xml = parsed(result_of({verdict("a/b/c", OutcomeKind::errored, "connection refused")}));
  EXPECT_EQ(attribute(xml, "//error/@message"), "connection refused");
  EXPECT_TRUE(text(xml, "//error").starts_with("connection refused\n"));
}

TEST(Junit, SkippedAndWaivedAreSkippedWithTheReason) {
  const auto xml = parsed(
      result_of({verdict("a/b/c", OutcomeKind::skipped, "no reader"), verdict("a/b/d", OutcomeKind::waived, "known")}));
  EXPECT_EQ(attribute(xml, "(//skipped)[1]/@message"), "no reader");
  EXPECT_EQ(attribute(xml, "(//skipped)[2]/@message"), "waived: known");
}

TEST(Junit, LesserFindingsOfAPassedCaseStandInOneSystemOut) {
  Verdict passed = verdict("a/b/c");
  passed.findings = {finding(Level::should, "first"), finding(Level::should, "second")};
  const auto xml = parsed(result_of({passed, verdict("a/b/d")}));
  EXPECT_EQ(xml.select_nodes("//system-out").size(), 1U);
  const std::string out = text(xml, "//system-out");
  EXPECT_NE(out.find("1. first"), std::string::npos);
  EXPECT_NE(out.find("2. second"), std::string::npos);
  EXPECT_FALSE(xml.select_node("//failure"));
}

TEST(Junit, PropertiesTellOutcomeRequirementsAndLevel) {
  const auto xml = parsed(testing::sample_result());
  EXPECT_EQ(attribute(xml, "(//testcase)[1]//property[@name='outcome']/@value"), "failed");
  EXPECT_EQ(attribute(xml, "(//testcase)[1]//property[@name='requirements']/@value"), "UPDATE-MERGE");
  EXPECT_EQ(attribute(xml, "(//testcase)[1]//property[@name='level']/@value"), "must");
  EXPECT_EQ(attribute(xml,
                      "//testcase[skipped][starts-with(skipped/@message, 'waived')]"
                      "//property[@name='outcome']/@value"),
            "waived");
}

TEST(Junit, NoBodyCanOrderTheUploadOfAFile) {
  Verdict passed = verdict("a/b/c");
  passed.findings = {finding(Level::should, "x")};
  passed.findings[0].actual = "[[ATTACHMENT|/etc/passwd]]";
  const std::string xml = to_junit(result_of({passed}));
  EXPECT_EQ(xml.find("[[ATTACHMENT|"), std::string::npos);
  EXPECT_NE(xml.find("[[ATTACHMENT:"), std::string::npos);
}

TEST(Junit, TextSurvivesAParserUnchanged) {
  Verdict errored = verdict("a/b/c", OutcomeKind::errored, "<a href='x'>&amp; ]]> \"q\" ß漢😀");
  EXPECT_EQ(attribute(parsed(result_of({errored})), "//error/@message"), errored.outcome.reason);
}

TEST(Junit, ShortensDetailsUntilTheWholeFits) {
  std::vector<Verdict> verdicts;
  for (int i = 0; i < 50; ++i) {
    Verdict failed = verdict("a/b/c" + std::to_string(i), OutcomeKind::failed);
    failed.findings = {finding(Level::must, "responded 500")};
    failed.exchanges.resize(10);
    for (Exchange& exchange : failed.exchanges) {
      exchange.response = Response{.status = 500, .reason = {}, .headers = {}, .body = std::string(5000, '<')};
    }
    verdicts.push_back(failed);
  }
  const RunResult result = result_of(verdicts);
  EXPECT_GT(to_junit(result).size(), 1'000'000U);
  const std::string small = to_junit(result, JunitReaders::tolerant, 200'000);
  EXPECT_LE(small.size(), 200'000U);
  EXPECT_NE(small.find("shortened, the JSON report has all of it"), std::string::npos);
  EXPECT_NE(small.find("name=\"c49\""), std::string::npos);
  EXPECT_TRUE(testing::xmllint_accepts(small));
}

TEST(Junit, BoundsWhatOneCaseSays) {
  Verdict failed = verdict("a/b/" + std::string(100'000, 'n'), OutcomeKind::failed);
  failed.findings.assign(5000, finding(Level::must, std::string(10'000, 'm')));
  failed.exchanges.resize(500);
  EXPECT_LT(to_junit(result_of({failed})).size(), 200'000U);
}

TEST(Junit, AcceptsTheSampleTheEmptyAndTheUnfinishedRecord) {
  EXPECT_TRUE(testing::xmllint_accepts(to_junit(testing::sample_result())));
  EXPECT_TRUE(testing::xmllint_accepts(to_junit(RunResult{})));
  EXPECT_TRUE(testing::xmllint_accepts(to_junit(unfinished_run({}, {}, {}))));
}

TEST(Junit, XmllintRefusesWhatTheSchemaForbids) {  // or the tests around it would prove nothing
  std::string xml = to_junit(testing::sample_result());
  EXPECT_FALSE(testing::xmllint_accepts(xml + "<"));
  xml.replace(xml.find(" classname="), 11, " klassname=");
  EXPECT_FALSE(testing::xmllint_accepts(xml));
}

RC_GTEST_PROP(Junit, IsValidWhateverTheRecordHolds, ()) {
  const auto accepted = testing::xmllint_accepts(to_junit(*testing::nasty_result()));
  if (!accepted) RC_FAIL(accepted.message());
}

TEST(Junit, ForStrictReadersHasNothingThatTheyRefuse) {
  const std::string schema = "data/jenkins-xunit.xsd";
  EXPECT_FALSE(testing::xmllint_accepts(to_junit(testing::sample_result()), schema));
  RunResult insecure = testing::sample_result();
  insecure.target.insecure = true;
  for (const RunResult& result : {testing::sample_result(), insecure, RunResult{}, unfinished_run({}, {}, {})}) {
    EXPECT_TRUE(testing::xmllint_accepts(to_junit(result, JunitReaders::strict), schema));
  }
}

}  // namespace
}  // namespace conform
