// Names that stand in reports and on the command line, and numbers that scripts rely on.
#include <gtest/gtest.h>

#include "model/exchange.hpp"
#include "model/exit_code.hpp"
#include "model/level.hpp"
#include "model/run_result.hpp"
#include "model/verdict.hpp"

namespace conform {
namespace {

TEST(Level, HasItsName) {
  EXPECT_EQ(to_string(Level::must), "must");
  EXPECT_EQ(to_string(Level::should), "should");
  EXPECT_EQ(to_string(Level::observe), "observe");
}

TEST(FailsAt, MustAlways) {
  EXPECT_TRUE(fails_at(Level::must, Level::must));
  EXPECT_TRUE(fails_at(Level::must, Level::should));
}

TEST(FailsAt, ShouldOnlyOnRequest) {
  EXPECT_FALSE(fails_at(Level::should, Level::must));
  EXPECT_TRUE(fails_at(Level::should, Level::should));
}

TEST(FailsAt, ObservationsNever) {
  EXPECT_FALSE(fails_at(Level::observe, Level::must));
  EXPECT_FALSE(fails_at(Level::observe, Level::should));
}

TEST(TransportErrorKind, HasItsName) {
  EXPECT_EQ(to_string(TransportErrorKind::unreachable), "unreachable");
  EXPECT_EQ(to_string(TransportErrorKind::tls), "tls");
  EXPECT_EQ(to_string(TransportErrorKind::interrupted), "interrupted");
  EXPECT_EQ(to_string(TransportErrorKind::unsendable), "unsendable");
  EXPECT_EQ(to_string(TransportErrorKind::timed_out), "timed-out");
  EXPECT_EQ(to_string(TransportErrorKind::closed), "closed");
  EXPECT_EQ(to_string(TransportErrorKind::malformed), "malformed");
  EXPECT_EQ(to_string(TransportErrorKind::too_large), "too-large");
}

TEST(OutcomeKind, HasItsName) {
  EXPECT_EQ(to_string(OutcomeKind::passed), "passed");
  EXPECT_EQ(to_string(OutcomeKind::failed), "failed");
  EXPECT_EQ(to_string(OutcomeKind::skipped), "skipped");
  EXPECT_EQ(to_string(OutcomeKind::errored), "errored");
  EXPECT_EQ(to_string(OutcomeKind::waived), "waived");
}

TEST(Conclusion, HasItsName) {
  EXPECT_EQ(to_string(Conclusion::conformant), "conformant");
  EXPECT_EQ(to_string(Conclusion::incomplete), "incomplete");
  EXPECT_EQ(to_string(Conclusion::nonconformant), "nonconformant");
  EXPECT_EQ(to_string(Conclusion::inconclusive), "inconclusive");
}

TEST(RequirementState, HasItsName) {
  EXPECT_EQ(to_string(RequirementState::verified), "verified");
  EXPECT_EQ(to_string(RequirementState::violated), "violated");
  EXPECT_EQ(to_string(RequirementState::unverified), "unverified");
}

TEST(ExitCode, KeepsItsNumber) {
  EXPECT_EQ(to_int(ExitCode::good), 0);
  EXPECT_EQ(to_int(ExitCode::violated), 1);
  EXPECT_EQ(to_int(ExitCode::unusable_input), 2);
  EXPECT_EQ(to_int(ExitCode::inconclusive), 3);
  EXPECT_EQ(to_int(ExitCode::defect), 4);
  EXPECT_EQ(to_int(ExitCode::interrupted), 130);
}

}  // namespace
}  // namespace conform
