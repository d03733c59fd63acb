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

TEST(PlaceOfUser, IsTheSameForEveryNameOfThisMachine) {
  const std::string place = place_of_user("http://127.0.0.1:8080/user/2024-3", "6c1c");
  for (const char* name : {"localhost", "LOCALHOST", "localhost.", "127.0.0.2", "127.1", "[::1]", "[0:0:0:0:0:0:0:1]",
                           "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "user.localhost", "2130706433"})
    EXPECT_EQ(place_of_user("http://" + std::string{name} + ":8080/user/2024-3", "6c1c"), place) << name;
}

TEST(PlaceOfUser, IsTheSameWithTheDefaultPort) {
  EXPECT_EQ(place_of_user("http://user.example:80/user/2024-3", "1"),
            place_of_user("http://user.example/user/2024-3", "1"));
  EXPECT_EQ(place_of_user("https://user.example.:0443/user/2024-3", "1"),
            place_of_user("https://user.example/user/2024-3", "1"));
  EXPECT_NE(place_of_user("https://user.example:80/user/2024-3", "1"),
            place_of_user("https://user.example/user/2024-3", "1"));
  EXPECT_EQ(place_of_user("https://[2001:DB8:0::1]/user/2024-3", "1"),
            place_of_user("https://[2001:db8::1]/user/2024-3", "1"));
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
