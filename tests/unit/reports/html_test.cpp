#include "reports/html.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "golden/sample_result.hpp"
#include "reports/html_writer.hpp"
#include "reports/render.hpp"
#include "support/holds.hpp"
#include "unit/reports/arbitrary_result.hpp"
#include "unit/reports/html_tags.hpp"

namespace conform {
namespace {

using testing::holds;
using testing::markup_of;
using testing::tag_diagnostics;

/// What a reader sees of long words.
std::string without_breaks(std::string page) {
  constexpr std::string_view mark = "<wbr>";
  for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at)) page.erase(at, mark.size());
  return page;
}

TEST(HtmlWriter, EscapesTextAndAttributes) {
  HtmlWriter page;
  page.element("p", "<b>&\"'\x1b[31m\u202E\tx\n\xff", {{"class", "\" onload=\"x\n<>"}});
  EXPECT_EQ(
      std::move(page).take(),
      "<p class=\"&quot; onload=&quot;x\u240A&lt;&gt;\">&lt;b&gt;&amp;&quot;&#39;\u241B[31m[U+202E]\tx\n\uFFFD</p>\n");
}

TEST(HtmlWriter, LetsLongWordsBreakBetweenCharacters) {
  HtmlWriter page;
  page.element("p", std::string(25, 'x') + " " + std::string(20, 'y'));
  std::string umlauts;
  for (int i = 0; i < 21; ++i) umlauts += "ä";
  page.element("p", umlauts);
  page.element("title", std::string(25, 'x'));
  EXPECT_EQ(std::move(page).take(), "<p>" + std::string(20, 'x') + "<wbr>xxxxx " + std::string(20, 'y') + "</p>\n<p>" +
                                        umlauts.substr(0, 40) + "<wbr>ä</p>\n<title>" + std::string(25, 'x') +
                                        "</title>\n");
}

TEST(Html, HasNothingThatRunsOrLoads) {
  const std::string page = to_html(testing::sample_result());
  EXPECT_TRUE(holds(without_breaks(page), "&lt;script&gt;alert(1)&lt;/script&gt;"));
  const std::string markup = markup_of(page);
  for (const char* part : {"<script", "<img", "<link", "<iframe", "<object", " style=", " src="}) {
    EXPECT_FALSE(holds(markup, part)) << part;
  }
  EXPECT_FALSE(holds(page, "url("));
  EXPECT_FALSE(holds(page, "@import"));
}

// The page with these sources of its first requirement, which is violated.
std::string resting_on(std::vector<Source> sources) {
  RunResult result = testing::sample_result();
  result.requirements.front().sources = std::move(sources);
  return without_breaks(to_html(result));
}

TEST(Html, LinksWhatARequirementRestsOnWhereverItIsShown) {
  const std::string page = resting_on(
      {{.documents = {{.name = "setUser 2024-2", .url = "https://docs.example/a"},
                      {.name = "setUser 2024-3", .url = "https://docs.example/b"}},
        .quote = "data object",
        .paraphrase = {}},
       {.documents = {{.name = "RFC 1 §2", .url = "https://docs.example/c"}}, .quote = {}, .paraphrase = "So it is."}});
  std::size_t found = 0;
  const std::string wanted =
      "<a href=\"https://docs.example/a\">setUser 2024-2</a>, <a href=\"https://docs.example/b\">setUser 2024-3</a>: "
      "“data object”; <a href=\"https://docs.example/c\">RFC 1 §2</a>: So it is.";
  for (std::size_t at = page.find(wanted); at != std::string::npos; at = page.find(wanted, at + 1)) ++found;
  EXPECT_EQ(found, 2U);
}

TEST(Html, LinksNothingButWebAddresses) {
  for (const char* url : {"javascript:alert(1)", "http://docs.example/", "data:text/html,x", "//docs.example", ""}) {
    const std::string page =
        resting_on({{.documents = {{.name = "A document", .url = url}}, .quote = "words", .paraphrase = {}}});
    EXPECT_TRUE(holds(page, "A document: “words”")) << url;
    EXPECT_FALSE(holds(page, ">A document</a>")) << url;
  }
}

TEST(Html, ShowsTheSourceOfAnOlderRecordAsText) {
  EXPECT_TRUE(holds(resting_on({}), "Source: updateUser 2022-1, 2025-1: “All omitted fields"));
}

TEST(Html, SaysTheConclusionFirst) {
  const std::string page = to_html(testing::sample_result());
  const std::size_t conclusion = page.find("Nonconformant: 2 requirements are violated.");
  ASSERT_NE(conclusion, std::string::npos);
  EXPECT_LT(conclusion, page.find("id=\"requirements\""));
  EXPECT_LT(page.find("id=\"requirements\""), page.find("id=\"violations\""));
  EXPECT_LT(page.find("id=\"violations\""), page.find("id=\"cases\""));
}

TEST(Html, ShowsOneEntryForManyCasesOfOneCause) {
  RunResult result = testing::sample_result();
  const Verdict wiped = result.verdicts[0];
  for (int i = 0; i < 40; ++i) {
    Verdict verdict = wiped;
    verdict.id = "users/patch/merge/omitted-attributes-stay[attribute=a" + std::to_string(i) + "]";
    result.verdicts.push_back(verdict);
  }
  const std::string page = to_html(result);
  EXPECT_TRUE(holds(page, "Violations: 3 causes"));
  EXPECT_TRUE(holds(page, "42 cases"));
}

TEST(Html, HasNoSectionThatIsEmpty) {
  const std::string page = to_html(testing::healthy_result());
  for (const char* id : {"violations", "findings", "errored", "skipped", "waived", "observations"}) {
    EXPECT_FALSE(holds(page, "id=\"" + std::string{id} + "\"")) << id;
    EXPECT_FALSE(holds(page, "href=\"#" + std::string{id} + "\"")) << id;
  }
  EXPECT_EQ(tag_diagnostics(markup_of(to_html(RunResult{}))), "");
}

TEST(Html, LinksToNothingThatIsNotThere) {
  for (const RunResult& result : {testing::sample_result(), testing::healthy_result(), unfinished_run({}, {}, {})}) {
    const std::string page = to_html(result);
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
      const std::string anchor = page.substr(at + 7, page.find('"', at + 7) - at - 7);
      EXPECT_TRUE(holds(page, " id=\"" + anchor + "\"")) << anchor;
    }
  }
}

/// Five thousand cases that fail for as many reasons, with large bodies.
RunResult flood() {
  RunResult result = testing::sample_result();
  const Verdict nasty = result.verdicts[3];
  result.verdicts.clear();
  for (std::size_t i = 0; i < 5000; ++i) {
    Verdict verdict = nasty;
    std::string word;
    for (std::size_t n = i + 1; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    verdict.id = "users/flood/of-cases/that-fail-" + word;
    for (Finding& finding : verdict.findings) finding.message = "fails in the way of " + word;
    verdict.requirements = {"ERROR-DOCUMENT"};
    result.requirements[1].cases.push_back(verdict.id);
    std::get<Response>(verdict.exchanges[0].response).body = std::string(20'000, '<');
    result.verdicts.push_back(std::move(verdict));
  }
  return result;
}

TEST(Html, OfFiveThousandCasesStaysBelowItsLimit) {
  const RunResult result = flood();
  const std::string page = to_html(result);
  EXPECT_LE(page.size(), max_html_bytes);
  EXPECT_TRUE(holds(without_breaks(page), "users/flood/of-cases/that-fail-b"));
  EXPECT_TRUE(holds(page, "more causes"));
  EXPECT_EQ(tag_diagnostics(markup_of(page)), "");
}

TEST(Html, ListsFiveThousandPassedCasesAll) {
  RunResult result = testing::healthy_result();
  const Verdict passed = result.verdicts[0];
  result.verdicts.assign(5000, passed);
  for (std::size_t i = 0; i < result.verdicts.size(); ++i) result.verdicts[i].id += std::to_string(i);
  const std::string page = to_html(result);
  EXPECT_LE(page.size(), max_html_bytes);
  EXPECT_TRUE(holds(without_breaks(page), passed.id + "4999 "));
}

RC_GTEST_PROP(Html, KeepsItsTagsWhateverTheRecordHolds, ()) {
  const std::string diagnostics = tag_diagnostics(markup_of(to_html(*testing::nasty_result())));
  if (!diagnostics.empty()) RC_FAIL(diagnostics);
}

RC_GTEST_PROP(Html, HoldsNoControlCharacter, ()) {
  const std::string page = to_html(*testing::nasty_result());
  for (const char c : page) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
}

}  // namespace
}  // namespace conform
