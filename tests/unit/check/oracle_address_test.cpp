// What merge and replace make of the address: member by member, and of a partial one as the server reads it.
#include <gtest/gtest.h>

#include "check/oracle.hpp"
#include "unit/check/records.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::full_record;
using test::reported;
using test::user_shape;
using Lines = std::vector<std::string>;
using SeenForms = std::vector<FormSeen>;

constexpr const char* number_type = "address-number-type";

const Lines address_kept;

const std::vector<std::string> members = user_shape().address_members;

json old_address() { return full_record()["address"]; }
json new_address() { return test::other_record()["address"]; }

// Records that hold nothing but an address.
OracleResult judge(Effect effect, const json& before, const json& sent, const json& after,
                   std::optional<std::string> pin = std::nullopt) {
  const RecordShape shape = user_shape();
  const json record_before{{"address", before}};
  const json record_sent{{"address", sent}};
  const json record_after{{"address", after}};
  return judge_record({.effect = effect,
                       .before = record_before,
                       .sent = record_sent,
                       .after = record_after,
                       .shape = shape,
                       .address_pin = std::move(pin)});
}

Lines merge_address(const json& before, const json& sent, const json& after,
                    std::optional<std::string> pin = std::nullopt) {
  return reported(judge(Effect::merge, before, sent, after, std::move(pin)).differences);
}
Lines replace_address(const json& before, const json& sent, const json& after) {
  return reported(judge(Effect::replace, before, sent, after).differences);
}

json merged(json address, const json& sent) {
  address.update(sent);
  return address;
}

json address_without(json address, const std::string& member) {
  address.erase(member);
  return address;
}

// ---- a whole address

TEST(OracleAddress, IsSetAsAWhole) {
  EXPECT_EQ(merge_address(old_address(), new_address(), new_address()), address_kept);
  EXPECT_EQ(replace_address(old_address(), new_address(), new_address()), address_kept);
  EXPECT_EQ(merge_address(nullptr, new_address(), new_address()), address_kept);
}

TEST(OracleAddress, TellsNoReadingWhenItIsWhole) {
  EXPECT_EQ(judge(Effect::merge, old_address(), new_address(), new_address()).address_interpretation, "");
}

TEST(OracleAddress, FindsEveryMemberThatWasNotSet) {
  for (const std::string& member : members) {
    const json after = merged(new_address(), {{member, old_address()[member]}});
    EXPECT_EQ(merge_address(old_address(), new_address(), after),
              Lines{"effect.merge.set at /address/" + member + ": did not set address." + member})
        << member;
    EXPECT_EQ(replace_address(old_address(), new_address(), after),
              Lines{"effect.replace.set at /address/" + member + ": did not set address." + member})
        << member;
  }
}

TEST(OracleAddress, FindsEveryMemberThatWasDropped) {
  for (const std::string& member : members) {
    EXPECT_EQ(replace_address(old_address(), new_address(), address_without(new_address(), member)),
              Lines{"effect.replace.set at /address/" + member + ": dropped address." + member + ", which was sent"})
        << member;
  }
}

TEST(OracleAddress, FindsEveryMemberOfAnAddressThatWasDropped) {
  EXPECT_EQ(merge_address(old_address(), new_address(), nullptr).size(), members.size());
  EXPECT_EQ(replace_address(old_address(), new_address(), json::object()).size(), members.size());
}

TEST(OracleAddress, TakesNumbersAndTheirTextForOneValue) {
  const json as_text = merged(new_address(), {{"houseNo", "7"}});
  for (const Effect effect : {Effect::merge, Effect::replace}) {
    const OracleResult judgement = judge(effect, old_address(), new_address(), as_text);
    EXPECT_EQ(reported(judgement.differences), address_kept);
    EXPECT_EQ(judgement.forms,
              (SeenForms{{.where = "/address/houseNo", .sent = "7", .form = {number_type, "normalised"}},
                         {.where = "/address/postalCode", .sent = "69002", .form = {number_type, "kept"}}}));
  }
  const json other_member = merged(new_address(), {{"region", 7}});
  EXPECT_EQ(merge_address(old_address(), merged(new_address(), {{"region", "7"}}), other_member),
            Lines{"(should) effect.exact at /address/region: turned address.region into another JSON type"})
      << "a region is text";
}

TEST(OracleAddress, FindsAnotherNumberInItsPlace) {
  EXPECT_EQ(merge_address(old_address(), new_address(), merged(new_address(), {{"houseNo", "8"}})),
            Lines{"effect.exact at /address/houseNo: stored another value for address.houseNo than was sent"});
}

TEST(OracleAddress, FindsLeadingZerosThatWereLost) {
  const json sent = merged(new_address(), {{"postalCode", "01067"}});
  EXPECT_EQ(merge_address(old_address(), sent, merged(new_address(), {{"postalCode", 1067}})),
            Lines{"effect.exact at /address/postalCode: stored another value for address.postalCode than was sent"});
}

TEST(OracleAddress, IgnoresUnknownMembers) {
  EXPECT_EQ(merge_address(old_address(), merged(new_address(), {{"planet", "Earth"}}), new_address()), address_kept);
  EXPECT_EQ(replace_address(old_address(), new_address(), merged(new_address(), {{"planet", "Earth"}})), address_kept);
}

// ---- replace leaves nothing of the old one

TEST(OracleAddressReplaced, ClearsMembersThatWereLeftOut) {
  for (const std::string& member : members) {
    const json sent = address_without(new_address(), member);
    for (const json& gone : {json(nullptr), json("")})
      EXPECT_EQ(replace_address(old_address(), sent, merged(sent, {{member, gone}})), address_kept);
    EXPECT_EQ(replace_address(old_address(), sent, sent), address_kept);
    EXPECT_EQ(replace_address(old_address(), sent, merged(sent, {{member, old_address()[member]}})),
              Lines{"effect.replace.cleared at /address/" + member + ": kept address." + member +
                    ", which the request left out"});
  }
}

TEST(OracleAddressReplaced, IsClearedByAnEmptyObject) {
  EXPECT_EQ(replace_address(old_address(), json::object(), nullptr), address_kept);
  EXPECT_EQ(replace_address(old_address(), json::object(), old_address()).size(), members.size());
}

TEST(OracleAddressReplaced, TellsNoReading) {
  EXPECT_EQ(judge(Effect::replace, old_address(), {{"street", "x"}}, {{"street", "x"}}).address_interpretation, "");
}

// ---- a partial one may be merged or replace the whole, as one

TEST(OraclePartialAddress, MayBeMerged) {
  for (const std::string& member : members) {
    const json sent{{member, new_address()[member]}};
    const OracleResult judgement = judge(Effect::merge, old_address(), sent, merged(old_address(), sent));
    EXPECT_EQ(reported(judgement.differences), address_kept) << member;
    EXPECT_EQ(judgement.address_interpretation, "merge") << member;
  }
}

TEST(OraclePartialAddress, MayReplaceTheWhole) {
  for (const std::string& member : members) {
    const json sent{{member, new_address()[member]}};
    const OracleResult judgement = judge(Effect::merge, old_address(), sent, sent);
    EXPECT_EQ(reported(judgement.differences), address_kept) << member;
    EXPECT_EQ(judgement.address_interpretation, "replace") << member;
  }
}

TEST(OraclePartialAddress, MayNotBeAMixture) {
  const json sent{{"street", "Storgata"}};
  const json almost_merged = address_without(merged(old_address(), sent), "region");
  const OracleResult judgement = judge(Effect::merge, old_address(), sent, almost_merged);
  EXPECT_EQ(reported(judgement.differences),
            Lines{"effect.merge.kept at /address/region: wiped address.region, which the request left out"});
  EXPECT_EQ(judgement.address_interpretation, "");

  const json almost_replaced = merged(sent, {{"region", "BW"}});
  EXPECT_EQ(merge_address(old_address(), sent, almost_replaced),
            Lines{"effect.merge.set at /address/region: kept address.region but not the rest of the old address"});
}

TEST(OraclePartialAddress, HasToBeSetInEitherReading) {
  EXPECT_EQ(merge_address(old_address(), {{"street", "Storgata"}}, old_address()),
            Lines{"effect.merge.set at /address/street: did not set address.street"});
  EXPECT_EQ(merge_address(old_address(), {{"street", "Storgata"}}, nullptr),
            Lines{"effect.merge.set at /address/street: dropped address.street, which was sent"});
}

TEST(OraclePartialAddress, PinnedToMergeMayNotReplace) {
  const json sent{{"street", "Storgata"}};
  EXPECT_EQ(merge_address(old_address(), sent, merged(old_address(), sent), "merge"), address_kept);
  const OracleResult judgement = judge(Effect::merge, old_address(), sent, sent, "merge");
  EXPECT_EQ(judgement.differences.size(), members.size() - 1);
  EXPECT_EQ(judgement.address_interpretation, "replace");
  for (const Difference& difference : judgement.differences) EXPECT_EQ(difference.rule, "effect.merge.kept");
}

TEST(OraclePartialAddress, PinnedToReplaceMayNotMerge) {
  const json sent{{"street", "Storgata"}};
  EXPECT_EQ(merge_address(old_address(), sent, sent, "replace"), address_kept);
  const OracleResult judgement = judge(Effect::merge, old_address(), sent, merged(old_address(), sent), "replace");
  EXPECT_EQ(judgement.differences.size(), members.size() - 1);
  EXPECT_EQ(judgement.address_interpretation, "merge");
}

TEST(OraclePartialAddress, TellsNoReadingWhenWhatItLeavesOutWasNotThere) {
  const json before{{"street", "Kaiserstraße"}};
  const OracleResult judgement = judge(Effect::merge, before, {{"street", "Storgata"}}, {{"street", "Storgata"}});
  EXPECT_EQ(reported(judgement.differences), address_kept);
  EXPECT_EQ(judgement.address_interpretation, "");
}

TEST(OraclePartialAddress, MayNotBringWhatWasNeitherThereNorSent) {
  EXPECT_EQ(merge_address({{"street", "a"}}, {{"street", "b"}}, {{"street", "b"}, {"region", "BW"}}).size(), 1U);
}

TEST(OraclePartialAddress, ThatIsEmptyChangesNothingOrClears) {
  EXPECT_EQ(judge(Effect::merge, old_address(), json::object(), old_address()).address_interpretation, "merge");
  EXPECT_EQ(judge(Effect::merge, old_address(), json::object(), nullptr).address_interpretation, "replace");
  EXPECT_EQ(merge_address(old_address(), json::object(), old_address()), address_kept);
  EXPECT_EQ(merge_address(old_address(), json::object(), nullptr), address_kept);
}

TEST(OraclePartialAddress, WithANullClearsThatMember) {
  const json sent{{"street", nullptr}};
  EXPECT_EQ(merge_address(old_address(), sent, address_without(old_address(), "street")), address_kept);
  EXPECT_EQ(merge_address(old_address(), sent, merged(old_address(), {{"street", ""}})), address_kept);
  EXPECT_EQ(merge_address(old_address(), sent, json::object()), address_kept);
}

TEST(OraclePartialAddress, WithAnIgnoredNullIsAFindingAtShouldLevel) {
  EXPECT_EQ(merge_address(old_address(), {{"street", nullptr}}, old_address()),
            Lines{"(should) effect.merge.null at /address/street: ignored the null for address.street"});
}

TEST(OraclePartialAddress, KeepsAnEmptyText) {
  EXPECT_EQ(merge_address(old_address(), {{"street", ""}}, merged(old_address(), {{"street", ""}})), address_kept);
  EXPECT_EQ(
      merge_address(old_address(), {{"street", ""}}, address_without(old_address(), "street")),
      Lines{"(should) effect.exact at /address/street: changed the empty string of address.street into no value"});
}

// ---- an address that was not sent, and what is not an address

TEST(OracleAddressKept, FindsEveryMemberThatWasWipedOrChanged) {
  const RecordShape shape = user_shape();
  const json before = full_record();
  const json sent = json::object();
  for (const std::string& member : members) {
    json after = full_record();
    after["address"].erase(member);
    const auto judged = [&](Effect effect) {
      return reported(judge_record({.effect = effect,
                                    .before = before,
                                    .sent = sent,
                                    .after = after,
                                    .shape = shape,
                                    .address_pin = std::nullopt})
                          .differences);
    };
    EXPECT_EQ(judged(Effect::merge), Lines{"effect.merge.kept at /address/" + member + ": wiped address." + member +
                                           ", which the request left out"});
    EXPECT_EQ(judged(Effect::none), Lines{"effect.none at /address/" + member + ": changed address." + member});
    after["address"][member] = "x";
    EXPECT_EQ(judged(Effect::merge), Lines{"effect.merge.kept at /address/" + member + ": changed address." + member +
                                           ", which the request left out"});
  }
}

TEST(OracleAddress, ThatIsNoObjectHasToComeBackAsItWasSent) {
  EXPECT_EQ(merge_address(old_address(), "Storgata 1", "Storgata 1"), address_kept);
  EXPECT_EQ(merge_address(old_address(), "Storgata 1", old_address()),
            Lines{"effect.merge.set at /address: did not set address"});
}

// ---- members that the contract does not know

TEST(OracleAddress, IsClearedWhenOnlyMembersOfTheServersOwnAreLeft) {
  const json own{{"formatted", "somewhere"}, {"latLng", nullptr}};
  EXPECT_EQ(replace_address(old_address(), nullptr, own), address_kept);
  EXPECT_EQ(replace_address(old_address(), json::object(), own), address_kept);
  EXPECT_EQ(merge_address(own, json::object(), nullptr), address_kept) << "cleared before and after";
  json kept = own;
  kept["street"] = old_address()["street"];
  EXPECT_NE(replace_address(old_address(), nullptr, kept), address_kept);
}

}  // namespace
}  // namespace conform
