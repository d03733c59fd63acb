// What merge, replace and nothing make of attributes. The address has tests of its own.
#include "check/oracle.hpp"

#include <gtest/gtest.h>

#include "unit/check/records.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::full_record;
using test::other_record;
using test::reported;
using test::user_shape;
using Lines = std::vector<std::string>;

const Lines none;

std::vector<Difference> judged(Effect effect, const json& before, const json& sent, const json& after) {
  const RecordShape shape = user_shape();
  return judge_record({.effect = effect,
                       .before = before,
                       .sent = sent,
                       .after = after,
                       .shape = shape,
                       .address_pin = std::nullopt})
      .differences;
}

Lines merge(const json& before, const json& sent, const json& after) {
  return reported(judged(Effect::merge, before, sent, after));
}
Lines replace(const json& before, const json& sent, const json& after) {
  return reported(judged(Effect::replace, before, sent, after));
}
Lines unchanged(const json& before, const json& after) {
  return reported(judged(Effect::none, before, json::object(), after));
}

// Attributes other than the address.
std::vector<std::string> plain() {
  std::vector<std::string> names = user_shape().attributes;
  std::erase(names, "address");
  return names;
}

json with(json record, const std::string& name, json value) {
  record[name] = std::move(value);
  return record;
}

json without(json record, const std::string& name) {
  record.erase(name);
  return record;
}

const std::vector<json> cleared{nullptr, "", json::object()};

// ---- merge

TEST(OracleMerge, SeesNoDifferenceWhenTheProvidedIsSetAndTheRestStays) {
  for (const std::string& name : user_shape().attributes) {
    const json sent{{name, other_record()[name]}};
    EXPECT_EQ(merge(full_record(), sent, with(full_record(), name, sent[name])), none) << name;
  }
}

TEST(OracleMerge, SeesNoDifferenceWhenNothingWasThereBefore) {
  EXPECT_EQ(merge(json::object(), other_record(), other_record()), none);
  EXPECT_EQ(merge(json(nullptr), other_record(), other_record()), none);
}

TEST(OracleMerge, FindsWhatWasNotSet) {
  for (const std::string& name : plain()) {
    EXPECT_EQ(merge(full_record(), {{name, other_record()[name]}}, full_record()),
              Lines{"effect.merge.set at /" + name + ": did not set " + name})
        << name;
  }
}

TEST(OracleMerge, FindsWhatWasDropped) {
  for (const std::string& name : plain()) {
    for (const json& gone : cleared) {
      EXPECT_EQ(merge(full_record(), {{name, other_record()[name]}}, with(full_record(), name, gone)),
                Lines{"effect.merge.set at /" + name + ": dropped " + name + ", which was sent"})
          << name << gone;
    }
  }
  EXPECT_EQ(merge(json::object(), {{"locale", "de"}}, json::object()),
            Lines{"effect.merge.set at /locale: dropped locale, which was sent"});
}

TEST(OracleMerge, FindsWhatWasStoredOtherwise) {
  EXPECT_EQ(merge(full_record(), {{"firstName", "Gräce"}}, with(full_record(), "firstName", "Grace")),
            Lines{"effect.exact at /firstName: stored another value for firstName than was sent"});
}

TEST(OracleMerge, FindsTrimmingOnceAtShouldLevelWhateverWasThereBefore) {
  const Lines trimmed{
      "(should) effect.trimmed at surrounding-white-space: trimmed: white space around a value was not returned"};
  EXPECT_EQ(merge(full_record(), {{"firstName", " Grace "}}, with(full_record(), "firstName", "Grace")), trimmed);
  const json held = with(full_record(), "firstName", "Grace");
  EXPECT_EQ(merge(held, {{"firstName", "Grace\n"}}, held), trimmed);
  EXPECT_EQ(merge(full_record(), {{"firstName", "   "}}, without(full_record(), "firstName")), trimmed);
}

TEST(OracleMerge, TakesTheCanonicalFormOfAValueForTheValue) {
  const RecordShape shape = user_shape();
  const json sent{{"email", "ada@Mail.Example.com"}};
  const json after = with(full_record(), "email", "ada@mail.example.com");
  const OracleResult judgement = judge_record({.effect = Effect::merge,
                                               .before = full_record(),
                                               .sent = sent,
                                               .after = after,
                                               .shape = shape,
                                               .address_pin = std::nullopt});
  EXPECT_EQ(reported(judgement.differences), none);
  EXPECT_EQ(
      judgement.forms,
      (std::vector<FormSeen>{
          {.where = "/email",
           .sent = R"("ada@Mail.Example.com")",
           .form = {.observation = "email-domain-case", .interpretation = "normalised"}},
          {.where = "/createdAt", .sent = {}, .form = {.observation = "created-at-form", .interpretation = "kept"}}}));
}

TEST(OracleMerge, FindsWhatBecameAnotherTypeAtShouldLevel) {
  EXPECT_EQ(merge(full_record(), {{"firstName", "007"}}, with(full_record(), "firstName", 7)),
            Lines{"effect.exact at /firstName: stored another value for firstName than was sent"});
  EXPECT_EQ(merge(full_record(), {{"firstName", "7"}}, with(full_record(), "firstName", 7)),
            Lines{"(should) effect.exact at /firstName: turned firstName into another JSON type"});
}

TEST(OracleMerge, FindsWhatWasWiped) {
  const json sent{{"nickName", "x"}};
  for (const std::string& name : user_shape().attributes) {
    EXPECT_EQ(merge(full_record(), sent, without(full_record(), name)),
              Lines{"effect.merge.kept at /" + name + ": wiped " + name + ", which the request left out"})
        << name;
  }
}

TEST(OracleMerge, FindsWhatChangedThoughItWasLeftOut) {
  for (const std::string& name : plain()) {
    EXPECT_EQ(merge(full_record(), json::object(), with(full_record(), name, other_record()[name])),
              Lines{"effect.merge.kept at /" + name + ": changed " + name + ", which the request left out"})
        << name;
  }
}

TEST(OracleMerge, FindsWhatAppearedFromNowhere) {
  const auto differences = judged(Effect::merge, without(full_record(), "locale"), json::object(), full_record());
  EXPECT_EQ(reported(differences), Lines{"effect.merge.kept at /locale: changed locale, which the request left out"});
  EXPECT_EQ(differences.front().expected, "cleared, as before");
  EXPECT_EQ(differences.front().actual, "\"de-DE\"");
}

TEST(OracleMerge, AcceptsEveryRenderingOfACleared) {
  for (const std::string& name : user_shape().attributes) {
    for (const json& gone : cleared) {
      EXPECT_EQ(merge(full_record(), {{name, nullptr}}, with(full_record(), name, gone)), none) << name << gone;
    }
    EXPECT_EQ(merge(full_record(), {{name, nullptr}}, without(full_record(), name)), none) << name;
  }
}

TEST(OracleMerge, FindsAnIgnoredNullAtShouldLevel) {
  for (const std::string& name : user_shape().attributes) {
    EXPECT_EQ(merge(full_record(), {{name, nullptr}}, full_record()),
              Lines{"(should) effect.merge.null at /" + name + ": ignored the null for " + name})
        << name;
  }
}

TEST(OracleMerge, FindsANullThatBecameAnotherValue) {
  EXPECT_EQ(merge(full_record(), {{"locale", nullptr}}, with(full_record(), "locale", "en")),
            Lines{"effect.merge.set at /locale: did not clear locale, for which null was sent"});
  EXPECT_EQ(merge(json::object(), {{"locale", nullptr}}, {{"locale", "en"}}),
            Lines{"effect.merge.set at /locale: did not clear locale, for which null was sent"});
}

TEST(OracleMerge, TakesAnEmptyTextForAValue) {
  EXPECT_EQ(merge(full_record(), {{"locale", ""}}, with(full_record(), "locale", "")), none);
  EXPECT_EQ(merge(full_record(), {{"locale", ""}}, with(full_record(), "locale", nullptr)),
            Lines{"(should) effect.exact at /locale: changed the empty string of locale into no value"});
  EXPECT_EQ(merge(full_record(), {{"locale", ""}}, full_record()),
            Lines{"effect.merge.set at /locale: did not set locale"});
}

TEST(OracleMerge, LetsAnEmptyTextClearWhatHasAFormat) {
  RecordShape shape = user_shape();
  shape.formatted = {"email"};
  const auto merged = [&](const std::string& attribute, const json& after) {
    return judge_record({.effect = Effect::merge,
                         .before = full_record(),
                         .sent = {{attribute, ""}},
                         .after = with(full_record(), attribute, after),
                         .shape = shape,
                         .address_pin = std::nullopt})
        .differences.size();
  };
  EXPECT_EQ(merged("email", nullptr), 0U);
  EXPECT_EQ(merged("email", ""), 0U);
  EXPECT_EQ(merged("firstName", nullptr), 1U);
}

TEST(OracleMerge, SeesNoChangeInAnEmptyRequest) {
  EXPECT_EQ(merge(full_record(), json::object(), full_record()), none);
}

TEST(OracleMerge, IgnoresUnknownAttributes) {
  EXPECT_EQ(merge(full_record(), {{"nickName", "ada"}}, with(full_record(), "nickName", "grace")), none);
  EXPECT_EQ(merge(with(full_record(), "age", 7), json::object(), full_record()), none);
}

TEST(OracleMerge, ReadsABirthDateInBothRenderings) {
  const json sent{{"birthDate", "1976-02-29"}};
  EXPECT_EQ(merge(full_record(), sent, with(full_record(), "birthDate", "1976-02-29T00:00:00.000Z")), none);
  EXPECT_EQ(merge(full_record(), json::object(), with(full_record(), "birthDate", "1985-12-10T00:00:00Z")), none);
  EXPECT_EQ(merge(full_record(), sent, with(full_record(), "birthDate", "1976-02-28T23:00:00Z")),
            Lines{"effect.exact at /birthDate: stored another value for birthDate than was sent"});
}

TEST(OracleMerge, HoldsADateTimeToItsDayAsWritten) {
  const json sent{{"birthDate", "1976-02-29T23:59:59-05:00"}};
  for (const char* kept : {"1976-02-29T23:59:59-05:00", "1976-02-29", "1976-02-29T00:00:00.000Z"})
    EXPECT_EQ(merge(full_record(), sent, with(full_record(), "birthDate", kept)), none) << kept;
  for (const char* moved : {"1976-03-01", "1976-03-01T04:59:59Z", "1976-02-28T00:00:00Z"}) {
    EXPECT_EQ(merge(full_record(), sent, with(full_record(), "birthDate", moved)),
              Lines{"effect.exact at /birthDate: stored another value for birthDate than was sent"})
        << moved;
  }
}

TEST(OracleMerge, TellsOfEveryAttributeThatIsWrong) {
  json after = full_record();
  after.erase("locale");
  after["email"] = "x@example.com";
  EXPECT_EQ(merge(full_record(), {{"gender", "male"}}, after).size(), 3U);
}

TEST(OracleMerge, ShowsValuesShort) {
  const auto differences =
      judged(Effect::merge, full_record(), {{"firstName", std::string(100'000, 'a')}}, full_record());
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_LT(plain(differences[0].expected).size(), 300U);
  EXPECT_EQ(differences[0].actual, "\"Ada\"");
}

TEST(OracleMerge, FindsEverythingGoneInWhatIsNoRecord) {
  EXPECT_EQ(judged(Effect::merge, full_record(), json::object(), json::array()).size(),
            user_shape().attributes.size() + user_shape().server_managed.size());
}

// ---- replace

TEST(OracleReplace, SeesNoDifferenceWhenTheRecordIsWhatWasSent) {
  EXPECT_EQ(replace(full_record(), other_record(), with(other_record(), "createdAt", full_record()["createdAt"])),
            none);
}

TEST(OracleReplace, AcceptsEveryRenderingOfWhatWasLeftOut) {
  for (const std::string& name : user_shape().attributes) {
    const json sent = without(full_record(), name);
    for (const json& gone : cleared)
      EXPECT_EQ(replace(full_record(), sent, with(full_record(), name, gone)), none) << name << gone;
    EXPECT_EQ(replace(full_record(), sent, without(full_record(), name)), none) << name;
  }
}

TEST(OracleReplace, FindsWhatWasKeptThoughItWasLeftOut) {
  for (const std::string& name : user_shape().attributes) {
    EXPECT_EQ(replace(full_record(), without(full_record(), name), full_record()),
              Lines{"effect.replace.cleared at /" + name + ": kept " + name + ", which the request left out"})
        << name;
  }
}

TEST(OracleReplace, FindsWhatWasNotSet) {
  for (const std::string& name : plain()) {
    json sent = full_record();
    sent[name] = other_record()[name];
    EXPECT_EQ(replace(full_record(), sent, full_record()),
              Lines{"effect.replace.set at /" + name + ": did not set " + name})
        << name;
  }
}

TEST(OracleReplace, FindsWhatWasDropped) {
  for (const std::string& name : plain()) {
    EXPECT_EQ(replace(full_record(), full_record(), without(full_record(), name)),
              Lines{"effect.replace.set at /" + name + ": dropped " + name + ", which was sent"})
        << name;
  }
}

TEST(OracleReplace, FindsWhatWasStoredOtherwise) {
  EXPECT_EQ(replace(full_record(), full_record(), with(full_record(), "firstName", "ADA")),
            Lines{"effect.exact at /firstName: stored another value for firstName than was sent"});
}

TEST(OracleReplace, FindsANullThatClearedNothing) {
  EXPECT_EQ(replace(full_record(), with(full_record(), "locale", nullptr), full_record()),
            Lines{"effect.replace.set at /locale: did not clear locale, for which null was sent"});
  EXPECT_EQ(replace(full_record(), with(full_record(), "locale", nullptr), without(full_record(), "locale")), none);
}

TEST(OracleReplace, ClearsEverythingWhenNothingWasSent) {
  EXPECT_EQ(replace(full_record(), json::object(), {{"createdAt", full_record()["createdAt"]}}), none);
  EXPECT_EQ(replace(full_record(), json::object(), full_record()).size(), user_shape().attributes.size());
}

// ---- nothing

TEST(OracleNone, SeesNoDifferenceInTheSameRecord) { EXPECT_EQ(unchanged(full_record(), full_record()), none); }

TEST(OracleNone, FindsEveryChange) {
  for (const std::string& name : plain()) {
    const Lines found{"effect.none at /" + name + ": changed " + name};
    EXPECT_EQ(unchanged(full_record(), with(full_record(), name, other_record()[name])), found) << name;
    EXPECT_EQ(unchanged(full_record(), without(full_record(), name)), found) << name;
    EXPECT_EQ(unchanged(without(full_record(), name), full_record()), found) << name;
  }
}

TEST(OracleNone, LooksAtNothingThatWasSent) {
  EXPECT_EQ(reported(judged(Effect::none, full_record(), other_record(), full_record())), none);
  EXPECT_EQ(
      reported(judged(Effect::none, full_record(), {{"locale", "en-US"}}, with(full_record(), "locale", "en-US"))),
      Lines{"effect.none at /locale: changed locale"});
}

TEST(OracleNone, AcceptsAnotherRenderingOfTheSame) {
  EXPECT_EQ(unchanged(without(full_record(), "locale"), with(full_record(), "locale", "")), none);
  EXPECT_EQ(unchanged(full_record(), with(full_record(), "birthDate", "1985-12-10T00:00:00Z")), none);
}

TEST(OracleNone, FindsAChangeOfWhatTheServerSets) {
  EXPECT_EQ(unchanged(full_record(), with(full_record(), "createdAt", "2021-01-01T00:00:00Z")),
            Lines{"effect.none at /createdAt: changed createdAt"});
}

// ---- what the server sets

TEST(OracleServerManaged, StaysWhateverIsSent) {
  const json sent{{"createdAt", "1999-01-01T00:00:00Z"}};
  EXPECT_EQ(merge(full_record(), sent, full_record()), none);
  const Lines changed{"effect.server-managed at /createdAt: changed createdAt, which only the server sets"};
  const json set = with(full_record(), "createdAt", sent["createdAt"]);
  EXPECT_EQ(merge(full_record(), sent, set), changed);
  EXPECT_EQ(merge(full_record(), json::object(), set), changed);
  EXPECT_EQ(replace(full_record(), full_record(), set), changed);
}

TEST(OracleServerManaged, IsNotClearedByAReplacement) {
  EXPECT_EQ(replace(full_record(), full_record(), without(full_record(), "createdAt")),
            Lines{"effect.server-managed at /createdAt: wiped createdAt, which only the server sets"});
}

TEST(OracleServerManaged, MayAppear) {
  EXPECT_EQ(merge(without(full_record(), "createdAt"), json::object(), full_record()), none);
}

TEST(OracleServerManaged, IsNoAttributeOfTheClientEvenIfTheFixturesNameIt) {
  RecordShape shape = user_shape();
  shape.server_managed.insert("email");
  const json before = full_record();
  const json sent{{"email", "new@example.com"}};
  EXPECT_EQ(reported(judge_record({.effect = Effect::merge,
                                   .before = before,
                                   .sent = sent,
                                   .after = before,
                                   .shape = shape,
                                   .address_pin = std::nullopt})
                         .differences),
            none);
}

}  // namespace
}  // namespace conform
