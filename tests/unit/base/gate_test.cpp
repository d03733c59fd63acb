#include "base/gate.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "json/text.hpp"

namespace conform::test {
namespace {

/// Knows one secret, and no encoding of it.
class OneSecret : public Redaction {
 public:
  [[nodiscard]] std::string redact(std::string_view text) const override {
    std::string all{text};
    for (std::size_t at = all.find(secret); at != std::string::npos; at = all.find(secret)) all.replace(at, 10, "$S");
    return all;
  }
  [[nodiscard]] std::size_t before_begun_secret(std::string_view cut) const override {
    for (std::size_t length = 10; length >= 4; --length) {
      if (cut.ends_with(secret.substr(0, length))) return cut.size() - length;
    }
    return cut.size();
  }
  static constexpr std::string_view secret = "0123456789";
};

std::string through(const Untrusted& text) { return shown(text, OneSecret{}); }

TEST(Gate, RedactsBeforeItClips) {
  const std::string echo = std::string(35, '.') + "0123456789" + std::string(30, '.');
  EXPECT_EQ(through({echo, 40, Untrusted::Form::words}), std::string(35, '.') + "$S...…");
  EXPECT_EQ(through(json_quoted(echo, 40)), "\"" + std::string(35, '.') + "$S..… (77 bytes)");
}

TEST(Gate, TakesOffWhatIsLeftOfASecretWhereNoMoreWasKept) {
  const std::size_t kept = 40 + Untrusted::margin;
  const std::string echo = std::string(kept - 7, '.') + "0123456789";
  const std::string seen = through({echo, 40, Untrusted::Form::words});
  EXPECT_EQ(seen, std::string(40, '.') + "…");
  // Redacting makes a text shorter, so that its end is shown after all.
  std::string secrets;
  while (secrets.size() + 10 <= kept - 5) secrets += "0123456789";
  const std::string many = through({secrets + std::string(kept - 5 - secrets.size(), '.') + "0123456789", 2000, {}});
  EXPECT_EQ(many.find("0123"), std::string::npos) << many;
}

TEST(Gate, EndsNoClippedTextInTheBeginningOfASecret) {
  EXPECT_EQ(through({"abc0123xyz", 7, Untrusted::Form::words}), "abc…");
  EXPECT_EQ(through({"abc012xyzz", 6, Untrusted::Form::words}), "abc012…");
}

TEST(Gate, ShowsWholeTextAsItIs) {
  EXPECT_EQ(through("a 0123 b"), "a 0123 b") << "nothing was clipped";
  EXPECT_EQ(through(clipped(nlohmann::json{{"a", "0123456789"}})), R"({"a":"$S"})");
  EXPECT_EQ(through({}), "");
}

TEST(Gate, MakesPrintableWhatItShows) {
  EXPECT_EQ(through("a\x1b[31m\u202e"), "a\u241B[31m[U+202E]");
  EXPECT_EQ(through(clipped(nlohmann::json("\u202e\U000E0041"))), R"("\u202e\udb40\udc41")");
}

TEST(Untrusted, KeepsLittleMoreThanIsShown) {
  const Untrusted text = clipped(nlohmann::json(std::string(1'000'000, 'x')), 200);
  EXPECT_EQ(text.raw().size(), 200 + Untrusted::margin);
  EXPECT_EQ(plain(text), "\"" + std::string(199, 'x') + "… (1000002 bytes)");
}

TEST(Untrusted, IsEqualByItsTextAndWhatWasCut) {
  EXPECT_EQ(Untrusted{"a"} + "b", Untrusted{"ab"});
  EXPECT_NE(Untrusted{"a"}, Untrusted{"b"});
  EXPECT_EQ(clipped(nlohmann::json("x")), Untrusted{"\"x\""});
  EXPECT_NE(json_quoted(std::string(5000, 'x'), 10), json_quoted(std::string(5001, 'x'), 10));
}

}  // namespace
}  // namespace conform::test
