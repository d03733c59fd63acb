#include "audit/senders.hpp"

#include <gtest/gtest.h>

#include "recording.hpp"

namespace conform::test {
namespace {

using Ids = std::vector<std::string>;

TEST(Senders, FindARequestWithoutATokenThatWasServed) {
  Recording recording;
  recording.get(ada(), "").get(ada());
  EXPECT_EQ(recording.must(), Ids{"AUTH-NO-TOKEN-401"});
}

TEST(Senders, SayNothingWhereTheRecorderKeepsNoCredentials) {
  Recording recording;
  recording.get(ada(), "").get(ada(), "");
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(Senders, SayNothingWhereOnePlaceholderStandsForAll) {
  Recording recording;
  recording.get(ada(), "[Filtered]").get(ada(), "").get(ada(), "[Filtered]");
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(Senders, FindATokenThatIsRefusedAndAccepted) {
  Recording recording;
  recording.get(ada())
      .add({.token = "expired"}, {.status = 401, .body = error_document(401)})
      .add({.method = "PATCH", .body = user_document(ada_id, {{"locale", "de-DE"}}), .token = "expired"},
           {.body = user_document(ada_id, ada())});
  EXPECT_EQ(recording.must(), Ids{"AUTH-UNKNOWN-TOKEN-401"});
}

TEST(Senders, TakeATokenThatExpiresForWhatItIs) {
  Recording recording;
  recording.get(ada()).get(ada()).add({}, {.status = 401, .body = error_document(401)});
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(Senders, FindAnotherUsersRecordThatWasServed) {
  const std::string foreign = std::string{"/users/"} + grace_id;
  Recording recording;
  recording.get(ada())
      .add({.path = foreign, .token = "token-of-grace"}, {.body = user_document(grace_id, ada())})
      .add({.path = foreign}, {.status = 403, .body = error_document(403)})
      .add({.method = "PATCH", .path = foreign, .body = user_document(grace_id, {{"locale", "de-DE"}})},
           {.body = user_document(grace_id, ada())});
  EXPECT_EQ(recording.must(), Ids{"AUTH-FOREIGN-DENIED"});
}

TEST(Senders, LetAnAdministratorAddressEverybody) {
  Recording recording;
  recording.get(ada(), "admin")
      .add({.path = std::string{"/users/"} + grace_id, .token = "admin"}, {.body = user_document(grace_id, ada())});
  EXPECT_EQ(recording.must(), Ids{});
}

TEST(KeyedHash, GivesEqualHashesToEqualTextsOfOneRunAlone) {
  const KeyedHash one;
  const KeyedHash other;
  EXPECT_EQ(one.of("secret"), one.of("secret"));
  EXPECT_NE(one.of("secret"), one.of("secres"));
  EXPECT_NE(one.of("secret"), other.of("secret"));
}

}  // namespace
}  // namespace conform::test
