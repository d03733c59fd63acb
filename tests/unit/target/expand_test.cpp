#include "target/expand.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "support/scratch_folder.hpp"

namespace conform {
namespace {

TEST(Expand, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(expand("", {}).value(), "");
  EXPECT_EQ(expand("a $b {c} $$ d$", {}).value(), "a $b {c} $$ d$");
}

TEST(Expand, FillsInVariablesOnce) {
  setenv("CONFORM_TEST_A", "one ${env:HOME}", 1);
  setenv("CONFORM_TEST_EMPTY", "", 1);
  EXPECT_EQ(expand("<${env:CONFORM_TEST_A}|${env:CONFORM_TEST_EMPTY}>", {}).value(), "<one ${env:HOME}|>");
}

TEST(Expand, FillsInFilesLessOneLineBreak) {
  const test::ScratchFolder folder;
  folder.write("sub/plain", "value");
  folder.write("unix", "value\n");
  folder.write("windows", "value\r\n");
  folder.write("two", "value\n\n");
  const auto from = [&](const std::string& name) { return expand("${file:" + name + "}", folder.path()).value(); };
  EXPECT_EQ(from("sub/plain"), "value");
  EXPECT_EQ(from("unix"), "value");
  EXPECT_EQ(from("windows"), "value");
  EXPECT_EQ(from("two"), "value\n");
  EXPECT_EQ(from((folder.path() / "unix").string()), "value") << "absolute paths stay absolute";
}

TEST(Expand, SaysWhichVariableOrFileIsMissing) {
  const test::ScratchFolder folder;
  unsetenv("CONFORM_TEST_UNSET");
  EXPECT_EQ(expand("${env:CONFORM_TEST_UNSET}", {}).error().message,
            "the environment variable CONFORM_TEST_UNSET is not set");
  EXPECT_EQ(expand("${file:nothing}", folder.path()).error().message,
            "the file nothing cannot be read: No such file or directory");
  EXPECT_NE(expand("${file:nothing}", folder.path()).error().hint.find(folder.path().string()), std::string::npos);
  EXPECT_EQ(expand("${file:.}", folder.path()).error().message, "the file . is a folder, not a file");
}

TEST(Expand, RefusesFilesThatAreTooLargeForASecret) {
  const test::ScratchFolder folder;
  folder.write("big", std::string((1U << 20U) + 1, 'x'));
  EXPECT_EQ(expand("${file:big}", folder.path()).error().message, "the file big has more than 1048576 bytes");
  EXPECT_FALSE(expand("${file:/dev/zero}", {}));
}

TEST(Expand, RefusesWhatLooksLikeAnExpansionAndIsNone) {
  for (const char* text :
       {"${", "${env:A", "${}", "${HOME}", "${env}", "${env:}", "${file:}", "${ENV:A}", "a ${x:y} b"}) {
    EXPECT_FALSE(expand(text, {})) << text;
  }
}

}  // namespace
}  // namespace conform
