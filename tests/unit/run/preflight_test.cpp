#include "run/preflight.hpp"

#include <gtest/gtest.h>

#include "unit/run/fake_clock.hpp"
#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

class LookAt : public ::testing::Test {
 protected:
  Preflight look(Readback readback = Readback::automatic, std::size_t contract = 1) {
    Target target;
    target.readback = readback;
    TinyTransport transport{api_};
    Silence silence;
    Pace pace{"", std::make_shared<FakeClock>()};
    Messenger messenger{transport, silence, pace, {}, {}};
    return look_at(target, suite_.contracts[contract], party(1), messenger);
  }
  /// Answers reads of users, or of attributes, with this.
  void answer_reads(const std::string& path, Answer answer) {
    api_.instead = [path, answer = std::move(answer)](const Request& request) {
      return request.target.starts_with(path) ? std::optional{answer} : std::nullopt;
    };
  }

  Suite suite_ = mini_suite();
  TinyApi api_;
  std::set<std::string, std::less<>> all_{"getUser", "getUserAttributes", "setUser", "setUserAttributes", "updateUser"};
};

TEST_F(LookAt, FindsEveryOperationOfAnHonestServer) {
  const Preflight found = look();
  EXPECT_EQ(found.unreachable, "");
  EXPECT_EQ(found.offered, all_);
  EXPECT_TRUE(found.reads_by_get);
  EXPECT_TRUE(found.notes.empty());
}

TEST_F(LookAt, TakesAServerWithoutGetUserAtItsWord) {
  for (const int status : {404, 405, 501}) {
    answer_reads("/users", error_answer(status));
    const Preflight found = look();
    EXPECT_FALSE(found.offered.contains("getUser"));
    EXPECT_TRUE(found.offered.contains("getUserAttributes"));
    EXPECT_FALSE(found.reads_by_get);
    ASSERT_EQ(found.notes.size(), 1U);
    EXPECT_NE(found.notes.front().find("does not offer getUser: it answered " + std::to_string(status)),
              std::string::npos);
  }
}

TEST_F(LookAt, TakesAServerWithoutGetUserAttributesAtItsWord) {
  answer_reads("/attributes", error_answer(404));
  const Preflight found = look();
  EXPECT_FALSE(found.offered.contains("getUserAttributes"));
  EXPECT_TRUE(found.reads_by_get);
  EXPECT_EQ(found.notes.size(), 1U);
}

TEST_F(LookAt, TakesEveryOtherAnswerForAnOperationThatIsThere) {
  for (const int status : {200, 401, 403, 500}) {
    answer_reads("/", error_answer(status));
    EXPECT_EQ(look().offered, all_) << status;
  }
  answer_reads("/", no_response(Trouble::timed_out));
  EXPECT_EQ(look().offered, all_);
}

TEST_F(LookAt, BelievesATargetThatNamesItsWayOfReading) {
  answer_reads("/", error_answer(404));
  const Preflight insisted = look(Readback::get);
  EXPECT_EQ(insisted.offered, all_);
  EXPECT_TRUE(insisted.reads_by_get);
  api_.instead = nullptr;
  const Preflight by_patch = look(Readback::empty_patch);
  EXPECT_EQ(by_patch.offered, all_);
  EXPECT_FALSE(by_patch.reads_by_get);
}

TEST_F(LookAt, SaysWhyAServerCannotBeReached) {
  answer_reads("/", no_response(Trouble::unreachable, "connection refused"));
  EXPECT_EQ(look().unreachable, "unreachable: connection refused");
  EXPECT_EQ(api_.count("GET"), 4U) << "one operation tells";
  answer_reads("/", no_response(Trouble::tls, "no trust"));
  EXPECT_EQ(look().unreachable, "tls: no trust");
  answer_reads("/", plain(451, {{"Location", "https://terms.example/"}}));
  EXPECT_NE(look().unreachable, "");
}

TEST_F(LookAt, AsksForOperationsOfTheVersionOnly) {
  const Preflight found = look(Readback::automatic, 0);
  EXPECT_FALSE(found.offered.contains("getUserAttributes"));
  EXPECT_EQ(api_.count("GET"), 1U);
}

}  // namespace
}  // namespace conform::test
