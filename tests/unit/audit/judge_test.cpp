#include "audit/judge.hpp"

#include <gtest/gtest.h>

#include "recording.hpp"

namespace conform::test {
namespace {

using Ids = std::vector<std::string>;

TEST(AuditJudge, SaysNothingOfAConformingServer) {
  Recording recording{complete_recording()};
  recording.get(ada())
      .write("PATCH", {{"locale", "en-US"}}, with(ada(), "locale", "en-US"))
      .get(with(ada(), "locale", "en-US"))
      .write("PUT", ada(), ada())
      .get(ada())
      .refused("PATCH", {{"gender", "unknown"}}, 422)
      .get(ada());
  EXPECT_EQ(recording.must(), Ids{});
  EXPECT_EQ(recording.counts().judged, 7U);
}

TEST(AuditJudge, SeesThatAReplacementKeptWhatWasLeftOut) {
  Recording recording;
  recording.write("PUT", without(ada(), "locale"), ada());
  EXPECT_EQ(recording.must(), Ids{"REPLACE-CLEARS-OMITTED"});
}

TEST(AuditJudge, SeesThatAValueWasNotSet) {
  Recording recording;
  recording.write("PATCH", {{"locale", "en-US"}}, ada());
  EXPECT_EQ(recording.must(), Ids{"VALUES-EXACT"});
}

TEST(AuditJudge, SeesThatAnUpdateWipedAnotherAttributeOnlyIfNobodyElseWrites) {
  const nlohmann::json wiped = with(without(ada(), "firstName"), "locale", "en-US");
  Recording complete{complete_recording()};
  complete.get(ada()).write("PATCH", {{"locale", "en-US"}}, wiped);
  EXPECT_EQ(complete.must(), Ids{"UPDATE-KEEPS-OMITTED"});
  Recording alone;
  alone.get(ada()).write("PATCH", {{"locale", "en-US"}}, wiped);
  EXPECT_EQ(alone.must(), Ids{});
}

TEST(AuditJudge, SeesItByTheEntityTagOfAConditionalWrite) {
  Recording recording;
  recording.add({}, {.body = user_document(ada_id, ada()), .more = {{"ETag", "\"1\""}}})
      .add({.method = "PATCH", .body = user_document(ada_id, {{"locale", "en-US"}}), .more = {{"If-Match", "\"1\""}}},
           {.body = user_document(ada_id, with(without(ada(), "firstName"), "locale", "en-US"))});
  EXPECT_EQ(recording.must(), Ids{"UPDATE-KEEPS-OMITTED"});
}

TEST(AuditJudge, SeesThatAWriteWasNotStored) {
  Recording recording{complete_recording()};
  recording.get(ada()).write("PATCH", {{"locale", "en-US"}}, with(ada(), "locale", "en-US")).get(ada());
  EXPECT_EQ(recording.must(), Ids{"UPDATE-READ-BACK"});
}

TEST(AuditJudge, TakesAReadOfTheEarlierStateForAReplicaOnlyForASecond) {
  Recording recording{complete_recording()};
  const std::string old = user_document(ada_id, ada());
  recording.get(ada())
      .write("PATCH", {{"locale", "en-US"}}, with(ada(), "locale", "en-US"))
      .add({.starts_after_ms = 100}, {.body = old});
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(AuditJudge, SeesWhatARefusedWriteLeft) {
  Recording recording{complete_recording()};
  recording.get(ada())
      .refused("PATCH", {{"locale", "fr-FR"}, {"gender", "unknown"}}, 422)
      .get(with(ada(), "locale", "fr-FR"));
  EXPECT_EQ(recording.must(), Ids{"REFUSED-CHANGES-NOTHING"});
}

TEST(AuditJudge, SeesThatAnotherUsersRecordChanged) {
  Recording recording{complete_recording()};
  recording.get(ada())
      .add({.method = "PATCH",
            .path = std::string{"/users/"} + grace_id,
            .body = user_document(grace_id, {{"locale", "fr-FR"}}),
            .token = "token-of-grace"},
           {.body = user_document(grace_id, with(ada(), "locale", "fr-FR"))})
      .get(with(ada(), "locale", "fr-FR"));
  EXPECT_EQ(recording.must(), Ids{"OTHERS-UNTOUCHED"});
}

TEST(AuditJudge, ForgetsAStateThatOverlappingWritesMayHaveMade) {
  Recording recording{complete_recording()};
  recording.get(ada())
      .add({.method = "PATCH", .body = user_document(ada_id, {{"locale", "en-US"}}), .took_ms = 50},
           {.body = user_document(ada_id, with(with(ada(), "locale", "en-US"), "firstName", "Grace"))})
      .add({.method = "PATCH",
            .body = user_document(ada_id, {{"firstName", "Grace"}}),
            .starts_after_ms = 10,
            .took_ms = 20},
           {.body = user_document(ada_id, with(ada(), "firstName", "Grace"))})
      .get(with(with(ada(), "locale", "en-US"), "firstName", "Grace"));
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(AuditJudge, TakesWritesOfOneMillisecondForConcurrent) {
  Recording recording{complete_recording()};
  recording.get(ada())
      .add({.method = "PATCH", .body = user_document(ada_id, {{"locale", "en-US"}}), .took_ms = 0.5},
           {.body = user_document(ada_id, with(with(ada(), "locale", "en-US"), "firstName", "Grace"))})
      .add({.method = "PATCH",
            .body = user_document(ada_id, {{"firstName", "Grace"}}),
            .starts_after_ms = 0,
            .took_ms = 0.5},
           {.body = user_document(ada_id, with(ada(), "firstName", "Grace"))})
      .get(with(with(ada(), "locale", "en-US"), "firstName", "Grace"));
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(AuditJudge, AllowsAConflictJustAfterAnotherWrite) {
  const auto conflict = [](double starts_after_ms) {
    Recording recording{complete_recording()};
    recording.write("PATCH", {{"locale", "de-DE"}}, ada())
        .add({.method = "PATCH",
              .body = user_document(ada_id, {{"locale", "en-US"}}),
              .starts_after_ms = starts_after_ms},
             {.status = 412, .body = error_document(412)});
    return recording.must();
  };
  EXPECT_EQ(conflict(100), Ids{});
  EXPECT_EQ(conflict(5000), Ids{"STATUS-UPDATE-USER"});
}

TEST(AuditJudge, SeesThatNoWriteOfAKindIsEverServed) {
  const auto denied = [](int times) {
    Recording recording{complete_recording()};
    recording.get(ada());
    for (int i = 0; i < times; ++i) recording.refused("PUT", ada(), 404);
    return recording.must();
  };
  EXPECT_EQ(denied(2), Ids{});
  EXPECT_EQ(denied(3), Ids{"STATUS-SET-USER"});
}

TEST(AuditJudge, SeesThatAServerBreaksOffMostResponsesOfAKind) {
  const auto broken = [](const std::string& failure) {
    Auditor auditor{whole_suite(), complete_recording()};
    for (int i = 0; i < 4; ++i) {
      RawExchange raw = Recording::raw({}, {.body = user_document(ada_id, ada())});
      raw.started_at_number = 1'767'225'600'000 + i * 5000.0;
      raw.position = static_cast<std::size_t>(i) + 1;
      auditor.take(resolved(raw));
      raw = Recording::raw({.method = "PUT", .body = user_document(ada_id, ada())}, {});
      raw.started_at_number = 1'767'225'602'000 + i * 5000.0;
      raw.position = static_cast<std::size_t>(i) + 10;
      raw.failed = true;
      raw.failure = failure;
      auditor.take(resolved(raw));
    }
    return auditor.finish().totals.must_findings;
  };
  EXPECT_EQ(broken("net::ERR_EMPTY_RESPONSE"), 1U);
  EXPECT_EQ(broken("net::ERR_ABORTED"), 0U);
}

TEST(AuditJudge, SeesThatKeysOfAttributesWereLost) {
  Recording recording{complete_recording()};
  const auto read = [&](const nlohmann::json& keys) {
    recording.add({.path = "/attributes", .accept = "application/json"},
                  {.body = keys.dump(), .content_type = "application/json"});
  };
  recording.get(ada());
  read({{"colour", "blue"}, {"size", "large"}});
  recording.add(
      {.method = "PUT", .path = "/attributes", .body = R"({"colour":"green"})", .content_type = "application/json"},
      {.status = 204});
  read({{"colour", "green"}});
  EXPECT_EQ(recording.must(), Ids{"ATTRIBUTES-KEEPS-REST"});
}

TEST(AuditJudge, SeesThatAWrongRequestWasServed) {
  Recording recording;
  recording.write("PATCH", {{"gender", "unknown"}}, with(ada(), "gender", "other"));
  const Ids found = recording.must();
  EXPECT_NE(std::ranges::find(found, "SEMANTIC-GENDER-422"), found.end());
}

TEST(AuditJudge, SeesThatARightRequestWasRefused) {
  Recording recording;
  recording.refused("PATCH", {{"locale", "de-DE"}}, 406);
  EXPECT_EQ(recording.must(), Ids{"ACCEPT-EXACT-SERVED"});
}

TEST(AuditJudge, WaitsForABusyServer) {
  Recording recording{complete_recording()};
  recording.get(ada()).add(
      {}, {.status = 503, .body = "busy", .content_type = "text/plain", .more = {{"Retry-After", "1"}}});
  EXPECT_EQ(recording.must(), Ids{});
  EXPECT_EQ(recording.counts().judged, 1U);
}

TEST(AuditJudge, FindsAttributesThatOnlyUpdatesChangeAtShouldLevel) {
  Recording recording;
  nlohmann::json state = ada();
  recording.get(state);
  for (const char* zone : {"Asia/Tokyo", "Europe/Paris", "Europe/Rome"}) {
    state["zoneInfo"] = zone;
    state["locale"] = std::string{"en-G"} + zone[0];
    recording.write("PATCH", {{"zoneInfo", zone}}, state);
    state["locale"] = "de-DE";
    recording.write("PATCH", {{"locale", "de-DE"}}, state);
  }
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(AuditJudge, ForgetsTheOldestRecords) {
  RecordStates states{2};
  states.of("a").attributes = "{}";
  states.of("b").attributes = "{}";
  EXPECT_TRUE(states.of("a").known());
  states.of("c").attributes = "{}";
  EXPECT_EQ(states.find("b"), nullptr);
  EXPECT_EQ(states.forgotten(), 1U);
}

}  // namespace
}  // namespace conform::test
