#include "check/forms.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "check/forms_seen.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Forms = std::vector<FormInterpretation>;

std::optional<Forms> forms(const char* attribute, const json& sent, const json& after) {
  return forms_between(attribute, sent, after);
}

TEST(Forms, OfAnEmailAddressAreItsLetterCases) {
  EXPECT_EQ(forms("email", "ada@Mail.Example.com", "ada@mail.example.com"),
            (Forms{{"email-domain-case", "normalised"}}));
  EXPECT_EQ(forms("email", "ada@Mail.Example.com", "ada@Mail.Example.com"), (Forms{{"email-domain-case", "kept"}}));
  EXPECT_EQ(forms("email", "Ada@Example.com", "ada@example.com"),
            (Forms{{"email-domain-case", "normalised"}, {"email-local-part-case", "normalised"}}));
  EXPECT_EQ(forms("email", "Ada@Example.com", "Ada@example.com"),
            (Forms{{"email-domain-case", "normalised"}, {"email-local-part-case", "kept"}}));
  EXPECT_EQ(forms("email", "ada@example.com", "ADA@example.com"), std::nullopt) << "capitals are not a canonical form";
  EXPECT_EQ(forms("email", "ada@example.com", "adb@example.com"), std::nullopt);
}

TEST(Forms, OfAPhoneNumberHaveSeparatorsOrNone) {
  EXPECT_EQ(forms("phoneNumber", "+1 (425) 555-0112", "+14255550112"), (Forms{{"phone-number-form", "normalised"}}));
  EXPECT_EQ(forms("phoneNumber", "+1 (425) 555-0112;ext=5678", "+14255550112;ext=5678"),
            (Forms{{"phone-number-form", "normalised"}}));
  EXPECT_EQ(forms("phoneNumber", "+1 (425) 555-0112;ext=5678", "+14255550112"), std::nullopt)
      << "the extension is lost";
  EXPECT_EQ(forms("phoneNumber", "425 555-0112", "4255550112"), std::nullopt) << "not E.164";
}

TEST(Forms, OfALanguageTagAreItsLetterCases) {
  EXPECT_EQ(forms("locale", "ZH-hant-tw", "zh-Hant-TW"), (Forms{{"locale-case", "normalised"}}));
  EXPECT_EQ(forms("locale", "EN-x-AB-abcd", "en-x-ab-abcd"), (Forms{{"locale-case", "normalised"}}));
  EXPECT_EQ(forms("locale", "fr-ca", "fr-ca"), (Forms{{"locale-case", "kept"}}));
  EXPECT_EQ(forms("locale", "fr-ca", "FR-CA"), std::nullopt);
}

TEST(Forms, OfAUrlAreTheLetterCasesOfSchemeAndHost) {
  EXPECT_EQ(forms("pictureUrl", "HTTPS://Ada@Example.com:8443/Ada.PNG", "https://Ada@example.com:8443/Ada.PNG"),
            (Forms{{"url-case", "normalised"}}));
  EXPECT_EQ(forms("pictureUrl", "HTTPS://Example.com/Ada.PNG", "https://example.com/ada.png"), std::nullopt);
}

TEST(Forms, OfAHouseNumberAreTextAndNumber) {
  EXPECT_EQ(forms("houseNo", 18, "18"), (Forms{{"address-number-type", "normalised"}}));
  EXPECT_EQ(forms("postalCode", "76131", 76131), (Forms{{"address-number-type", "normalised"}}));
  EXPECT_EQ(forms("houseNo", 18, 18), (Forms{{"address-number-type", "kept"}}));
  EXPECT_EQ(forms("postalCode", "01067", 1067), std::nullopt) << "a zero is lost";
  EXPECT_EQ(forms("firstName", "7", 7), std::nullopt);
}

TEST(Forms, OfOtherTextAreNone) {
  EXPECT_EQ(forms("firstName", "ADA", "ada"), std::nullopt);
  EXPECT_EQ(forms("street", "Main Street", "main street"), std::nullopt);
  EXPECT_EQ(forms("birthDate", "1997-07-21T00:00:00+02:00", "1997-07-20T22:00:00Z"), std::nullopt);
}

TEST(Forms, KnowWhatWasTrimmed) {
  const Forms trimmed{{"surrounding-white-space", "trimmed"}};
  EXPECT_EQ(forms("firstName", "\t Ada \t", "Ada"), trimmed);
  EXPECT_EQ(forms("firstName", "  Ada ", "  Ada"), trimmed) << "one end alone";
  EXPECT_EQ(forms("firstName",
                  "\xEF\xBB\xBF"
                  "Ada\xC2\xA0",
                  "Ada"),
            trimmed);
  EXPECT_EQ(forms("firstName", "   ", nullptr), trimmed);
  EXPECT_EQ(forms("firstName", " Ada ", " Ada "), (Forms{{"surrounding-white-space", "kept"}}));
  EXPECT_EQ(forms("firstName", " Ada  Maria ", "Ada Maria"), std::nullopt) << "a space inside is lost";
  EXPECT_EQ(forms("email", " Ada@Example.com ", "Ada@example.com"), (Forms{{"email-domain-case", "normalised"},
                                                                           {"email-local-part-case", "kept"},
                                                                           {"surrounding-white-space", "trimmed"}}));
}

TEST(Forms, KnowOneInstantInSeveralSpellings) {
  EXPECT_TRUE(same_instant("2021-09-01T23:12:56Z", "2021-09-01T23:12:56.000+00:00"));
  EXPECT_TRUE(same_instant("2021-09-01T23:12:56Z", "2021-09-02T01:12:56+02:00"));
  EXPECT_TRUE(same_instant("2021-09-01T23:12:56.999Z", "2021-09-01T23:12:56Z")) << "cut";
  EXPECT_TRUE(same_instant("2021-09-01T23:12:56.999Z", "2021-09-01T23:12:57Z")) << "rounded";
  EXPECT_TRUE(same_instant("2021-12-31T23:59:59.9999999Z", "2022-01-01T00:00:00.000Z"));
  EXPECT_FALSE(same_instant("2021-09-01T23:12:56.123Z", "2021-09-01T23:12:56.124Z"));
  EXPECT_FALSE(same_instant("2021-09-01T23:12:56Z", "2021-09-01T23:12:57Z"));
  EXPECT_FALSE(same_instant("2021-09-01T23:12:56Z", "yesterday"));
}

TEST(FormsSeen, FindsOneValueThatIsReadInTwoWays) {
  FormsSeen seen;
  Notice notice{
      .observation = "locale-case", .interpretation = "kept", .value = "\"fr-ca\"", .where = "/data/attributes/locale"};
  EXPECT_EQ(seen.other_interpretation(notice), std::nullopt);
  notice.interpretation = "normalised";
  EXPECT_EQ(seen.other_interpretation(notice), "kept");
  notice.value = "\"de-de\"";
  EXPECT_EQ(seen.other_interpretation(notice), std::nullopt) << "another value";
  notice.value = {};
  EXPECT_EQ(seen.other_interpretation(notice), std::nullopt) << "not about a value";
}

}  // namespace
}  // namespace conform
