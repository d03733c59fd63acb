#include "googletest/test_names.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace conform {
namespace {

TestName only(const std::string& id) { return test_names({id}).front(); }

TEST(TestNames, AreMadeOfPathAndMatrix) {
  EXPECT_EQ(only("users/patch/merge/omitted-attributes-stay[attribute=locale]"),
            (TestName{.suite = "users_patch_merge", .test = "omitted_attributes_stay__attribute_locale"}));
  EXPECT_EQ(only("accept/refused/set-user[accept=text/html; q=0.5,operation=setUser]"),
            (TestName{.suite = "accept_refused", .test = "set_user__accept_text_html_q_0_5__operation_setUser"}));
  EXPECT_EQ(only("auth"), (TestName{.suite = "cases", .test = "auth"}));
}

TEST(TestNames, ThatWouldBeTheSameGetAHash) {
  const auto names = test_names({"a/b[x=1.0]", "a/b[x=1-0]", "a/b[x=2]"});
  EXPECT_EQ(names[2], (TestName{.suite = "a", .test = "b__x_2"}));
  EXPECT_NE(names[0], names[1]);
  EXPECT_TRUE(names[0].test.starts_with("b__x_1_0_"));
  EXPECT_TRUE(names[1].test.starts_with("b__x_1_0_"));
}

bool is_valid(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

RC_GTEST_PROP(TestNames, AreValidAndUniqueWhateverTheIds, (const std::set<std::string>& ids)) {
  const auto names = test_names({ids.begin(), ids.end()});
  RC_ASSERT(names.size() == ids.size());
  for (const TestName& name : names) RC_ASSERT(is_valid(name.suite) && is_valid(name.test));
  RC_ASSERT((std::set<TestName>{names.begin(), names.end()}).size() == names.size());
}

RC_GTEST_PROP(TestNames, AreUniqueAmongIdsThatLookAlike, ()) {
  const auto ids = *rc::gen::container<std::set<std::string>>(
      rc::gen::container<std::string>(rc::gen::element('a', '/', '[', ']', '=', ',', '-', '_', '.')));
  const auto names = test_names({ids.begin(), ids.end()});
  RC_ASSERT((std::set<TestName>{names.begin(), names.end()}).size() == names.size());
}

}  // namespace
}  // namespace conform
