#include "hostile/harmless.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

const std::vector<std::string> formats{"json", "junit", "html", "markdown", "github", "har"};

}  // namespace

void expect_plain(const std::string& text, const std::string& what) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    ASSERT_TRUE(byte >= 0x20 || c == '\n' || c == '\t') << what << " has the control character " << int{byte};
    ASSERT_NE(byte, 0x7F) << what;
  }
  for (const char* control : {"\xc2\x9b", "\xe2\x80\xae", "\xff", "\xfe", "\xed\xa0\x80", "\xc0\x80"})
    EXPECT_EQ(text.find(control), std::string::npos) << what;
}

Arguments HostileReports::arguments() const {
  Arguments all;
  for (const std::string& format : formats) {
    all.emplace_back("--report");
    all.push_back(format + "=" + file(format).string());
  }
  return all;
}

nlohmann::json HostileReports::result() const { return read_json(file("json")); }

void HostileReports::expect_harmless(const Finished& run) const {
  expect_plain(run.out, "standard output");
  expect_plain(run.err, "standard error");
  for (const std::string& format : formats) {
    const std::string text = read_file(file(format));
    expect_plain(text, format);
    EXPECT_LT(text.size(), 4U << 20U) << format;
  }
  EXPECT_TRUE(is_valid_junit(file("junit")));
  EXPECT_TRUE(is_valid_result(file("json")));
  const std::string page = read_file(file("html"));
  EXPECT_FALSE(holds(page, "<script>alert")) << "markup of the server is markup of the page";
  EXPECT_TRUE(nlohmann::json::accept(read_file(file("har"))));
}

}  // namespace conform::test
