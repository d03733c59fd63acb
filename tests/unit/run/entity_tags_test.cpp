#include "run/client/entity_tags.hpp"

#include <gtest/gtest.h>

#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

Request of_user(std::string method, std::string token = "Bearer a") {
  return {.method = std::move(method),
          .target = "/users/1?x=y",
          .headers = {{"Accept", "text/plain"}, {"Authorization", std::move(token)}},
          .body = std::nullopt};
}

TEST(EntityTags, AreThoseOfTheLastResponse) {
  EntityTags tags;
  EXPECT_EQ(tags.of(of_user("PUT")), "");
  tags.note(of_user("GET"), plain(200, {{"ETag", "\"1\""}}));
  EXPECT_EQ(tags.of(of_user("PUT")), "\"1\"");
  tags.note(of_user("PATCH"), plain(200, {{"etag", "W/\"2\""}}));
  EXPECT_EQ(tags.of(of_user("PUT")), "W/\"2\"");
  EXPECT_EQ(tags.of(of_user("PUT", "Bearer b")), "") << "/attributes are those of the token";
}

TEST(EntityTags, AreOutdatedByAWriteWithoutOneAndBy412) {
  for (const auto& [method, status] : {std::pair{"PUT", 200}, {"PATCH", 204}, {"PUT", 412}}) {
    EntityTags tags;
    tags.note(of_user("GET"), plain(200, {{"ETag", "\"1\""}}));
    tags.note(of_user(method), plain(status));
    EXPECT_EQ(tags.of(of_user("PUT")), "") << method << status;
  }
}

TEST(EntityTags, AreNotThoseOfRefusals) {
  EntityTags tags;
  tags.note(of_user("GET"), plain(200, {{"ETag", "\"1\""}}));
  tags.note(of_user("PUT"), plain(422, {{"ETag", "\"error\""}}));
  tags.note(of_user("GET"), transport_error(TransportErrorKind::timed_out));
  EXPECT_EQ(tags.of(of_user("PUT")), "\"1\"");
}

TEST(NeedsTag, AWriteWithoutAConditionOfItsOwn) {
  EXPECT_TRUE(needs_tag(of_user("PUT")));
  EXPECT_TRUE(needs_tag(of_user("PATCH")));
  EXPECT_FALSE(needs_tag(of_user("GET")));
  Request own = of_user("PUT");
  own.headers.push_back({"if-match", "*"});
  EXPECT_FALSE(needs_tag(own));
}

TEST(ReadOfTag, IsSentByWhoWrites) {
  const Request read = read_of_tag(of_user("PATCH"));
  EXPECT_EQ(read.method, "GET");
  EXPECT_EQ(read.target, "/users/1");
  EXPECT_EQ(find_header(read.headers, "Authorization"), "Bearer a");
  EXPECT_EQ(count_header(read.headers, "Accept"), 1U);
}

}  // namespace
}  // namespace conform::test
