#include "audit/api_place.hpp"

#include <gtest/gtest.h>

#include "recording.hpp"

namespace conform::test {
namespace {

ApiPlace place_of(ApiPlaces& places, const std::string& method, const std::string& url) {
  RecordedExchange exchange;
  exchange.method = method;
  exchange.url = url;
  return places.of(exchange);
}

TEST(ApiPlaces, FindTheBaseUrlInTheFirstUrlOfTheApi) {
  ApiPlaces places{{}, whole_suite()};
  EXPECT_FALSE(place_of(places, "GET", "https://cdn.example/app.js").under_base_url);
  const ApiPlace place = place_of(places, "PATCH", "https://u.example/x/user/2024-3/users/" + std::string{ada_id});
  ASSERT_NE(place.operation, nullptr);
  EXPECT_EQ(place.operation->id, "updateUser");
  EXPECT_EQ(place.user_id, ada_id);
  EXPECT_TRUE(place_of(places, "GET", "https://U.example:443/x/user/2024-3/attributes?a=b").under_base_url);
  EXPECT_FALSE(place_of(places, "GET", "https://v.example/x/user/2024-3/attributes").under_base_url);
}

TEST(ApiPlaces, TakePathsOfLogs) {
  ApiPlaces places{{.base_url = {}, .strip_prefix = "/gateway"}, whole_suite()};
  EXPECT_NE(place_of(places, "GET", "/gateway/user/2024-3/attributes").operation, nullptr);
}

TEST(ApiPlaces, ReadIdsInCapitalsAndPercentEncoded) {
  ApiPlaces places{{}, whole_suite()};
  EXPECT_EQ(place_of(places, "GET", "/user/2024-3/users/C0DAF39B-4df5-4241-9e7d-b1b85f82909%30").user_id, ada_id);
}

}  // namespace
}  // namespace conform::test
