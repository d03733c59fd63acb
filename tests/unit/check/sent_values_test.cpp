#include "check/sent_values.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

namespace conform {
namespace {

using nlohmann::json;

TEST(SentValues, HasWhatWasNoted) {
  SentValues sent;
  sent.note({{"email", "ada"}, {"birthDate", 7}});
  EXPECT_TRUE(sent.has("/data/attributes/email", "ada"));
  EXPECT_TRUE(sent.has("/data/attributes/birthDate", 7));
}

TEST(SentValues, HasNothingElse) {
  SentValues sent;
  EXPECT_FALSE(sent.has("/data/attributes/email", "ada"));
  sent.note({{"email", "ada"}});
  EXPECT_FALSE(sent.has("/data/attributes/email", "Ada"));
  EXPECT_FALSE(sent.has("/data/attributes/locale", "ada"));
  EXPECT_FALSE(sent.has("/data/email", "ada"));
}

TEST(SentValues, TellsTextFromNumbers) {
  SentValues sent;
  sent.note({{"gender", "1"}});
  EXPECT_FALSE(sent.has("/data/attributes/gender", 1));
}

TEST(SentValues, HasTheMembersOfAnObjectAndTheWholeOfIt) {
  SentValues sent;
  sent.note({{"address", {{"houseNo", true}}}});
  EXPECT_TRUE(sent.has("/data/attributes/address/houseNo", true));
  EXPECT_TRUE(sent.has("/data/attributes/address", json({{"houseNo", true}})));
}

TEST(SentValues, EscapesNamesAsPointersDo) {
  SentValues sent;
  sent.note({{"a/b", 1}, {"c~", {{"d/e", 2}}}});
  EXPECT_TRUE(sent.has("/data/attributes/a~1b", 1));
  EXPECT_TRUE(sent.has("/data/attributes/c~0/d~1e", 2));
}

TEST(SentValues, RemembersEveryRequest) {
  SentValues sent;
  sent.note({{"email", "a"}});
  sent.note({{"email", "b"}});
  EXPECT_TRUE(sent.has("/data/attributes/email", "a"));
  EXPECT_TRUE(sent.has("/data/attributes/email", "b"));
}

TEST(SentValues, PassesOverWhatIsNoObject) {
  SentValues sent;
  for (const json& value : {json(nullptr), json("x"), json::array({1})}) EXPECT_NO_THROW(sent.note(value));
}

TEST(SentValues, TakesTextThatIsNoUtf8) {
  SentValues sent;
  sent.note({{"email", "\xFF"}});
  EXPECT_TRUE(sent.has("/data/attributes/email", "\xFF"));
}

TEST(SentValues, IsSharedByThreads) {
  SentValues sent;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&sent, t] {
      for (int i = 0; i < 200; ++i) {
        sent.note({{"email", t * 1000 + i}});
        EXPECT_TRUE(sent.has("/data/attributes/email", t * 1000 + i));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 0; t < 4; ++t) EXPECT_TRUE(sent.has("/data/attributes/email", t * 1000 + 199));
}

}  // namespace
}  // namespace conform
