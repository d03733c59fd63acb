#include "cli/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace conform::test {
namespace {

/// A terminal, a pipe, and the variables that speak of colours as they were before.
class Terminal : public ::testing::Test {
 protected:
  Terminal() {
    EXPECT_EQ(openpty(&master_, &terminal_, nullptr, nullptr, nullptr), 0);
    EXPECT_EQ(pipe2(pipe_, O_CLOEXEC), 0);
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm-256color", 1);
  }
  ~Terminal() override {
    for (const int descriptor : {master_, terminal_, pipe_[0], pipe_[1]}) close(descriptor);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] int pipe() const { return pipe_[1]; }

  int master_ = -1;
  int terminal_ = -1;
  int pipe_[2] = {-1, -1};
};

TEST_F(Terminal, IsToldFromAPipe) {
  EXPECT_TRUE(is_terminal(terminal_));
  EXPECT_FALSE(is_terminal(pipe()));
  EXPECT_FALSE(is_terminal(-1));
}

TEST_F(Terminal, HasAWidth) {
  const winsize size{.ws_row = 20, .ws_col = 132, .ws_xpixel = 0, .ws_ypixel = 0};
  ASSERT_EQ(ioctl(terminal_, TIOCSWINSZ, &size), 0);
  EXPECT_EQ(terminal_width(terminal_), 132U);
}

TEST_F(Terminal, IsEightyColumnsWideWhenItDoesNotSay) {
  EXPECT_EQ(terminal_width(terminal_), 80U);
  EXPECT_EQ(terminal_width(pipe()), 80U);
}

TEST_F(Terminal, IsColoured) {
  EXPECT_TRUE(wants_colour(Colour::automatic, terminal_));
  EXPECT_FALSE(wants_colour(Colour::automatic, pipe()));
}

TEST_F(Terminal, IsNotColouredWithNoColor) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(wants_colour(Colour::automatic, terminal_));
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(wants_colour(Colour::automatic, terminal_)) << "an empty value is as good as none";
}

TEST_F(Terminal, IsNotColouredWhenItIsDumbOrUnknown) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(wants_colour(Colour::automatic, terminal_));
  unsetenv("TERM");
  EXPECT_FALSE(wants_colour(Colour::automatic, terminal_));
}

TEST_F(Terminal, IsColouredAsTheCommandLineSays) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_TRUE(wants_colour(Colour::always, pipe()));
  unsetenv("NO_COLOR");
  EXPECT_FALSE(wants_colour(Colour::never, terminal_));
}

}  // namespace
}  // namespace conform::test
