#include "journal/stable_hash.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conform::test {
namespace {

TEST(PlaceOfUser, IsTheSameInEveryVersionSpellingAndScheme) {
  const std::string place = place_of_user("https://user.example/user/2024-3", "6C1C");
  EXPECT_EQ(place, place_of_user("https://User.Example/user/2025-1/", "6c1c"));
  EXPECT_EQ(place, place_of_user("http://user.example/user/2024-3", "6c1c"));
}

TEST(PlaceOfUser, DiffersByServerPathAndUser) {
  const std::string place = place_of_user("https://user.example/user/2024-3", "6c1c");
  EXPECT_NE(place, place_of_user("https://user.example:8443/user/2024-3", "6c1c"));
  EXPECT_NE(place, place_of_user("https://user.example/other/2024-3", "6c1c"));
  EXPECT_NE(place, place_of_user("https://user.example/user/2024-3", "6c1d"));
}

TEST(StableHash, IsTheSameInEveryProcess) {
  EXPECT_EQ(stable_hash({}), "cbf29ce484222325");
  EXPECT_EQ(stable_hash(std::array<std::string, 1>{"a"}), stable_hash(std::array<std::string, 1>{"a"}));
  EXPECT_NE(stable_hash(std::array<std::string, 1>{"ab"}), stable_hash(std::array<std::string, 2>{"a", "b"}));
}

}  // namespace
}  // namespace conform::test
