#include <gtest/gtest.h>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

const std::string sample_document =
    R"({"data": {"type": "User", "id": "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10", "attributes": {"locale": "de-DE"}}})";

TEST(Validate, SaysThatADocumentIsValid) {
  const ScratchFolder folder;
  const auto file = folder.write("user.json", sample_document);
  const Finished run = conform({"validate", "user-document", file.string()});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_EQ(run.out, file.string() + ": valid\n");
}

TEST(Validate, NamesFileLineAndPointerOfWhatIsWrong) {
  const ScratchFolder folder;
  const auto file = folder.write("user.json", "{\n \"data\": {\n  \"type\": \"User\",\n  \"id\": 7}}\n");
  const Finished run = conform({"validate", "user-document", file.string()});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, file.string() + ":4: /data/id: ")) << run.out;
}

TEST(Validate, ReadsStandardInput) {
  EXPECT_EQ(conform({"validate", "user-document", "-"}, {}, sample_document).exit_code, 0);
  EXPECT_EQ(conform({"validate", "error-document", "-"}, {}, sample_document).exit_code, 1);
}

TEST(Validate, PrintsFindingsAsJson) {
  const Finished run = conform({"validate", "--json", "user-document", "-"}, {}, R"({"data": []})");
  EXPECT_EQ(run.exit_code, 1) << run.all();
  const auto findings = nlohmann::json::parse(run.out);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.at(0).at("where"), "/data");
  EXPECT_EQ(conform({"validate", "--json", "user-document", "-"}, {}, sample_document).out, "[]\n");
}

TEST(Validate, TakesASchemaFileOfAnybody) {
  const ScratchFolder folder;
  const auto schema = folder.write("schema.json", R"({"type": "object", "required": ["name"]})");
  EXPECT_EQ(conform({"validate", schema.string(), "-"}, {}, R"({"name": 1})").exit_code, 0);
  EXPECT_EQ(conform({"validate", schema.string(), "-"}, {}, "{}").exit_code, 1);
}

TEST(Validate, CannotUseWhatIsNoJsonNoFileOrNoSchema) {
  const ScratchFolder folder;
  EXPECT_EQ(conform({"validate", "user-document", "-"}, {}, "{\"data\":").exit_code, 2);
  EXPECT_EQ(conform({"validate", "user-document", (folder.path() / "not-there.json").string()}).exit_code, 2);
  EXPECT_EQ(conform({"validate", "user-document", folder.path().string()}).exit_code, 2);
  const Finished unknown = conform({"validate", "user-documment", "-"}, {}, "{}");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(holds(unknown.err, "user-document")) << unknown.err;
  const auto schema = folder.write("schema.json", R"({"required": "name"})");
  EXPECT_EQ(conform({"validate", schema.string(), "-"}, {}, "{}").exit_code, 2);
}

TEST(Validate, TakesUnknownKeywordsAndFormatsForAnnotationsUnlessStrict) {
  const ScratchFolder folder;
  const auto schema = folder.write("schema.json", R"({"requierd": ["name"], "format": "color"})").string();
  EXPECT_EQ(conform({"validate", schema, "-"}, {}, "{}").exit_code, 0);
  const Finished strict = conform({"validate", "--strict", schema, "-"}, {}, "{}");
  EXPECT_EQ(strict.exit_code, 2);
  EXPECT_TRUE(holds(strict.err, "did you mean \"required\"?")) << strict.err;
  EXPECT_TRUE(holds(strict.err, "unknown format \"color\"")) << strict.err;
}

TEST(Validate, ReadsReferencesToUrisFromFolders) {
  const ScratchFolder folder;
  folder.write("name.json", R"({"type": "string"})");
  const auto schema = folder.write("schema.json", R"({"items": {"$ref": "http://example.org/s/name.json"}})").string();
  const std::string base = "http://example.org/s=" + folder.path().string();
  EXPECT_EQ(conform({"validate", "--schema-base", base, schema, "-"}, {}, R"(["a"])").exit_code, 0);
  EXPECT_EQ(conform({"validate", "--schema-base", base, schema, "-"}, {}, "[1]").exit_code, 1);
  const Finished unknown = conform({"validate", schema, "-"}, {}, "[]");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(holds(unknown.err, "--schema-base")) << unknown.err;
}

TEST(Validate, RefusesByNameWhatItDoesNotSupport) {
  const ScratchFolder folder;
  const auto schema = folder.write("schema.json", R"({"format": "iri"})").string();
  EXPECT_EQ(conform({"validate", schema, "-"}, {}, "1").exit_code, 0);
  const Finished run = conform({"validate", schema, "-"}, {}, R"("http://example.org")");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(holds(run.err, "format \"iri\" is not supported")) << run.err;
  const std::string help = conform({"validate", "--help"}).out;
  for (const char* name : {"lookahead", "idn-hostname", "relative-json-pointer", "xn--", "$schema"})
    EXPECT_TRUE(holds(help, name)) << name;
}

TEST(Validate, HasNothingOfTheDocumentAct) {
  const Finished run = conform({"validate", "user-document", "-"}, {}, "{\"data\": \"\\u001b[2J\\u009b\\u202e\"}");
  EXPECT_EQ(run.exit_code, 1);
  for (const char* control : {"\x1b", "\xc2\x9b", "\xe2\x80\xae"}) EXPECT_FALSE(holds(run.all(), control)) << run.out;
}

TEST(List, NamesEveryCaseOnALine) {
  const Finished run = conform({"list", "cases", "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(holds(run.out, "users/get/read/own-record\n")) << run.out;
  EXPECT_EQ(conform({"list", "cases", "users/gett"}).exit_code, 2);
}

TEST(List, NamesRequirementsOperationsFaultsAndVariants) {
  EXPECT_TRUE(holds(conform({"list", "requirements"}).out, "UPDATE-KEEPS-OMITTED  [area 5, must;"));
  EXPECT_TRUE(holds(conform({"list", "operations"}).out, "setUserAttributes"));
  EXPECT_TRUE(holds(conform({"list", "faults"}).out, "put-merges  ["));
  EXPECT_TRUE(holds(conform({"list", "variants"}).out, "latency-20ms  ["));
  EXPECT_EQ(conform({"list", "nonsense"}).exit_code, 2);
}

TEST(Show, ExplainsACaseWithItsRequests) {
  const Finished run = conform({"show", "users/patch/merge/one-attribute-alone"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(holds(run.out, "file: cases/users/patch/merge.json:")) << run.out;
  EXPECT_TRUE(holds(run.out, "requirement UPDATE-KEEPS-OMITTED (must)")) << run.out;
  EXPECT_TRUE(holds(run.out, "-X PATCH")) << run.out;
  EXPECT_TRUE(holds(run.out, "nothing was sent")) << run.out;
}

TEST(Show, ExplainsARequirementWithItsSentence) {
  const Finished run = conform({"show", "UPDATE-KEEPS-OMITTED"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(holds(run.out, "level: must")) << run.out;
  EXPECT_TRUE(holds(run.out, "users/patch/merge/one-attribute-alone[attribute=locale]\n")) << run.out;
}

TEST(Show, SaysWhatACaseAcceptsWhereSeveralOutcomesAreRight) {
  const Finished run = conform({"show", "users/patch/null/null-clears-or-is-refused"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(
      holds(run.out,
            "  alternatives of step 1, clears-or-422: Cleared, or refused with 422. (observation null-on-patch)\n"
            "    clears: 200, merge\n    refused: 422, none\n"))
      << run.out;
}

TEST(Show, SaysWhoAcceptsNamedReadings) {
  const Finished run = conform({"show", "clears-or-422"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(holds(run.out, "clears-or-422\n  Cleared, or refused with 422.\n  cases:\n"));
  EXPECT_TRUE(holds(run.out, "    users/put/clear/null-attribute\n      clears: 200, replace\n")) << run.out;
}

TEST(Show, PutsQuotesInQuotationMarksAndWhereTheyStand) {
  const Finished run = conform({"show", "AUTH-SCOPE-DENIED"});
  EXPECT_TRUE(holds(run.out, "    “403 application/vnd.api+json Forbidden”\n    https://")) << run.out;
  EXPECT_TRUE(holds(run.out, "    user:users:read is the scope")) << run.out;
}

TEST(Show, HasAHintForAMistypedId) {
  const Finished run = conform({"show", "UPDATE-KEEPS-OMITED"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(holds(run.err, "did you mean \"UPDATE-KEEPS-OMITTED\"?")) << run.err;
}

TEST(Show, UnderstandsAFormerId) {
  const std::string former = "users/semantic/document/type-null[operation=updateUser]";
  const Finished run = conform({"show", former});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(run.out.starts_with(former + " is now called users/semantic/document/type-null-by-patch.\n")) << run.out;
  EXPECT_EQ(conform({"list", "cases", former}).out, "users/semantic/document/type-null-by-patch\n");
}

TEST(Lint, HasNothingToComplainAbout) {
  const Finished run = conform({"lint"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "8 versions")) << run.out;
}

TEST(Help, IsPrintedWithExitZero) {
  for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"run", "--help"}, Arguments{"serve", "--help"}}) {
    const Finished run = conform(arguments);
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_TRUE(holds(run.out, "Usage: conform")) << run.out;
    EXPECT_EQ(run.err, "");
  }
}

TEST(Version, IsThatOfProgramSuiteAndApi) {
  const Finished version = conform({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_TRUE(version.out.starts_with("conform ")) << version.out;
  EXPECT_TRUE(holds(version.out, "\nsuite: ")) << version.out;
  EXPECT_TRUE(holds(version.out, "\nUser API: ")) << version.out;
}

TEST(Version, NeedsNoSuite) {
  const ScratchFolder folder;
  // Installed, with folders that hold nothing.
  for (const char* part : {"bin", "share/conform/schemas", "share/conform/cases"})
    std::filesystem::create_directories(folder.path() / part);
  const auto program = folder.path() / "bin/conform";
  std::filesystem::copy_file(CONFORM_PROGRAM, program);
  const auto run = [&](Arguments command) {
    command.insert(command.begin(), program.string());
    ChildProcess process{Start{.command = command, .environment = {}, .folder = {}, .input = {}}};
    return finish(process);
  };
  const Finished version = run({"--version"});
  EXPECT_EQ(version.exit_code, 0) << version.all();
  EXPECT_TRUE(version.out.starts_with("conform ")) << version.out;
  EXPECT_TRUE(holds(version.out, "\nsuite: unusable; conform lint shows why\n")) << version.out;
  EXPECT_EQ(version.err, "");
  EXPECT_EQ(run({"lint"}).exit_code, 2);
  EXPECT_EQ(run({"--suite", folder.path().string(), "--version"}).exit_code, 2) << "that suite was asked for";
}

}  // namespace
}  // namespace conform::test
