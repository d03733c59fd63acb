// Files that are JSON of the right shape, and hostile in what they say.
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "hostile/hostile_file.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// Schemas.

TEST(HostileSchema, IsRefusedWhereAReferenceLeadsAstray) {
  const FileReader reader{schema_files()};
  const std::string outside = "it names a file outside of the folder of the schemas";
  const auto refers_to = [&](const std::string& name, const std::string& reference, const std::string& words) {
    reader.expect_refused("reference-" + name, json{{"$ref", reference}}.dump(), words);
  };
  refers_to("upwards", "../../../../etc/passwd", outside);
  refers_to("upwards-encoded", "%2e%2e/%2e%2e/etc/passwd", outside);
  refers_to("upwards-by-backslashes", R"(..\..\etc\passwd)", "a backslash");
  refers_to("to-an-absolute-path", "/etc/passwd", "it names an absolute path");
  refers_to("to-a-file-url", "file:///etc/passwd", "no file for file:///etc/passwd");
  refers_to("elsewhere", "http://127.0.0.1:1/x", "no file for http://127.0.0.1:1/x");
  refers_to("with-nul", std::string("a\0b", 3), "a NUL");
  refers_to("to-a-folder", ".", "it names a folder");
  refers_to("of-100000-bytes", std::string(100'000, 'a'), "");
  fs::create_symlink("/etc/passwd", reader.folder() / "schemas" / "link.json");
  refers_to("to-a-link-outside", "link.json", "leads outside of the folder of the schemas");
}

/// Definitions d0 to d(count - 1), and something that uses d0.
template <class Definition>
std::string definitions(int count, const Definition& definition) {
  json all = json::object();
  for (int i = 0; i < count; ++i) all["d" + std::to_string(i)] = definition(i);
  return json{{"definitions", all}, {"allOf", {{{"$ref", "#/definitions/d0"}}}}}.dump();
}

json reference_to(int i) { return {{"$ref", "#/definitions/d" + std::to_string(i)}}; }

TEST(HostileSchema, IsRefusedWhereItWouldGoOnForEver) {
  const FileReader reader{schema_files()};
  reader.expect_refused("circle-of-itself", R"({"allOf":[{"$ref":"#"}]})", "without end");
  reader.expect_refused("circle-of-5000-references",
                        definitions(5000, [](int i) { return reference_to((i + 1) % 5000); }),
                        "references in a circle");
  reader.expect_refused("circle-of-5000-schemas",
                        definitions(5000,
                                    [](int i) {
                                      return json{{"allOf", {reference_to((i + 1) % 5000)}}};
                                    }),
                        "without end");
  reader.expect_refused("5000-circles",
                        definitions(5000,
                                    [](int i) {
                                      return json{{"allOf", {reference_to((i + 1) % 5000), reference_to(0)}}};
                                    }),
                        "without end");
  reader.expect_used("two-to-the-60-ways", definitions(61, [](int i) {
                       return i == 60 ? json(true) : json{{"allOf", {reference_to(i + 1), reference_to(i + 1)}}};
                     }));
  reader.expect_used("5000-nested", definitions(5000, [](int i) {
                       return i == 4999 ? json(true) : json{{"items", reference_to(i + 1)}};
                     }));
}

TEST(HostileSchema, IsRefusedForPatternsAndNumbersBeyondReason) {
  const FileReader reader{schema_files()};
  const auto pattern = [](const std::string& text) { return json{{"pattern", text}}.dump(); };
  reader.expect_refused("pattern-counted", pattern("(((a{1000}){1000}){1000}){1000}"), "invalid repetition size");
  reader.expect_refused("pattern-of-a-megabyte", pattern(std::string(1'000'000, 'a')), "pattern too large");
  reader.expect_refused("pattern-of-counted-classes", pattern(repeated("[\\u0000-\\uffff]{1,1000}", 50)),
                        "pattern too large");
  reader.expect_refused("pattern-with-backreference", pattern("^(a+)\\1+$"), "backreference");
  reader.expect_refused("pattern-with-lookahead", pattern("(?=(a+)+$)b"), "lookahead");
  reader.expect_refused("length-beyond-doubles", R"({"minLength":1e400})", "beyond the range of a double");
  reader.expect_refused("length-negative", R"({"minLength":-1})", "/minLength");
  reader.expect_refused("maximum-of-100000-digits", "{\"maximum\":" + std::string(100'000, '9') + "}",
                        "beyond the range");
  reader.expect_refused("multiple-of-zero", R"({"multipleOf":0})", "/multipleOf");
  reader.expect_used("pattern-of-100000-parentheses", pattern(std::string(100'000, '(') + std::string(100'000, ')')));
  reader.expect_used("pattern-that-takes-backtracking", pattern("^(a+)+$"));
  reader.expect_used("length-of-20-digits", R"({"maxLength":99999999999999999999})");
  reader.expect_used("multiple-of-the-smallest-double", R"({"multipleOf":5e-324})");
}

// Cases.

/// A case file of one case; the change is a merge patch of it.
std::string case_file(const json& change) {
  json one{{"id", "hostile"},
           {"about", "x"},
           {"requirements", {"SUCCESS-GET-USER-200"}},
           {"steps", {{{"send", {{"operation", "getUser"}}}, {"expect", {{"status", 200}}}}}}};
  one.merge_patch(change);
  return json{{"format", 2}, {"about", "x"}, {"cases", {one}}}.dump();
}

std::string with_query(const std::string& query) {
  return case_file(
      {{"steps", {{{"send", {{"operation", "getUser"}, {"query", query}}}, {"expect", {{"status", 200}}}}}}});
}

TEST(HostileCase, IsRefusedWithItsPlace) {
  const FileReader reader{case_files()};
  reader.expect_refused("id-that-leads-upwards", case_file({{"id", "../../../etc/passwd"}}), "/cases/0/id");
  reader.expect_refused("reference", case_file({{"$ref", "#"}}), "/cases/0/$ref");
  reader.expect_refused("state-of-itself", case_file({{"setup", {{"attributes", {{"$from", {{"$from", "full"}}}}}}}}),
                        "/cases/0/setup/attributes/$from");
  json numbers = json::array();
  for (int i = 0; i < 1000; ++i) numbers.push_back(i);
  reader.expect_refused("matrix-of-a-milliard",
                        case_file({{"matrix", {{"a", numbers}, {"b", numbers}, {"c", numbers}}}}),
                        "makes more than 10000 instances");
  reader.expect_refused("expressions-nested", with_query(repeated("${", 100'000)));
  reader.expect_refused("repeated-20-digits-of-times", with_query("${repeat(x, 99999999999999999999)}"), "the count");
  reader.expect_refused("version-that-there-is-not", case_file({{"versions", {"9999-9"}}}), "/cases/0/versions");
}

TEST(HostileCase, ThatMakesGigabytesIsNotMade) {
  FileKind kind = case_files();
  kind.command = {"--suite", "FOLDER/suite", "run", "--target", "FOLDER/target.json", "--dry-run", "hostile/hostile"};
  const FileReader reader{kind};
  EXPECT_TRUE(
      holds(reader.read("repeated-text-of-a-gigabyte", with_query(repeated("${repeat(x, 1000000)}", 1000))).all(),
            "its expressions make more than"));
  EXPECT_TRUE(holds(
      reader.read("repeated-long-text", with_query("${repeat(" + std::string(100'000, 'x') + ", 16000000)}")).all(),
      "its expressions make more than"));
}

// Targets.

TEST(HostileTarget, IsRefusedWithItsPlace) {
  const FileReader reader{target_files()};
  const json good = target_for("http://127.0.0.1:1");
  const auto changed = [&](const json& change) {
    json target = good;
    target.merge_patch(change);
    return target.dump();
  };
  reader.expect_refused("reference", changed({{"$ref", "#"}}), "/$ref");
  reader.expect_refused("base-url-of-a-file", changed({{"baseUrl", "file:///etc/passwd"}}), "/baseUrl");
  reader.expect_refused("base-url-of-two-lines", changed({{"baseUrl", "http://127.0.0.1/a\r\nX: y"}}), "/baseUrl");
  reader.expect_refused("base-url-with-nul", changed({{"baseUrl", std::string("http://127.0.0.1/\0", 18)}}),
                        "/baseUrl");
  reader.expect_refused("base-url-of-no-port", changed({{"baseUrl", "http://127.0.0.1:99999999999/"}}), "/baseUrl");
  reader.expect_refused("base-url-of-a-megabyte",
                        changed({{"baseUrl", "http://127.0.0.1/" + std::string(900'000, 'a')}}));
  reader.expect_refused("user-id-that-leads-upwards",
                        changed({{"users", {{{"id", "../../admin"}, {"actor", "user-1"}}}}}), "/users/0/id");
  reader.expect_refused("endless-file", changed({{"name", "${file:/dev/zero}"}}), "/dev/zero has more than");
  reader.expect_refused("file-that-is-a-folder", changed({{"name", "${file:/}"}}), "/name");
  reader.expect_refused("file-upwards-that-is-not-there", changed({{"name", "${file:../../../../no-such-file}"}}),
                        "/name");
  reader.expect_refused("variable-in-a-variable", changed({{"name", "${env:${env:HOME}}"}}), "/name");
  reader.expect_refused("token-of-two-lines", changed({{"actors", {{"user-1", {{"token", "a\r\nb"}}}}}}),
                        "/actors/user-1/token");
  reader.expect_refused("pin-of-100000-bytes", changed({{"pins", {{std::string(100'000, 'p'), "x"}}}}));
  json users = json::array();
  for (int i = 0; i < 5000; ++i) users.push_back({{"id", "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10"}, {"actor", "user-1"}});
  reader.expect_refused("one-user-5000-times", changed({{"users", users}}), "problems");
  std::string text = good.dump();
  reader.expect_refused("number-beyond-doubles", text.insert(1, R"("name":1e99999,)"), "beyond the range");
}

// Known failures.

TEST(HostileKnownFailures, AreRefusedWithTheirPlaceOrWaiveNothing) {
  const FileReader reader{waiver_files()};
  const auto entry = [](const json& change) {
    json one{{"cases", {"a"}}, {"requirement", "ACCEPT-406"}, {"rule", "r"}, {"where", ""}, {"reason", "x"}};
    one["expires"] = "2999-12-31";
    one.merge_patch(change);
    return json{{"format", 2}, {"waivers", {one}}}.dump();
  };
  reader.expect_refused("requirement-of-a-megabyte", entry({{"requirement", std::string(1'000'000, 'A')}}),
                        "/waivers/0/requirement");
  reader.expect_refused("date-of-11-digits", entry({{"expires", "99999999999-12-31"}}), "/waivers/0/expires");
  reader.expect_refused("date-of-zeros", entry({{"expires", "0000-00-00"}}), "/waivers/0/expires");
  reader.expect_refused("status-of-300-digits", entry({{"status", 1e300}}), "/waivers/0/status");
  reader.expect_refused("reference", entry({{"$ref", "#"}}));
  const std::string stars = repeated("*a", 20'000) + "b";
  reader.expect_used("glob-of-20000-stars", entry({{"cases", {stars}}, {"where", stars}}));
  reader.expect_used("case-that-leads-upwards", entry({{"cases", {"../../../etc/passwd"}}}));
  reader.expect_used("escape-sequences", entry({{"reason", "\x1b[2J\xe2\x80\xae"}}));
}

// Records.

/// A place of a record that holds such a value, for each member name.
template <class Wanted>
std::vector<json::json_pointer> places(const json& result, const Wanted& wanted) {
  std::vector<json::json_pointer> found;
  std::set<std::string> seen;
  const json flat = result.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    if (wanted(value) && seen.insert(pointer.substr(pointer.rfind('/'))).second) found.emplace_back(pointer);
  }
  return found;
}

/// Reads the sample with another value at each place in turn: used or refused, and whole.
template <class Wanted>
void expect_ended(const FileReader& reader, const Wanted& wanted, const std::string& name, const json& value) {
  const json result = read_json(fs::path{CONFORM_SOURCE_DIR} / "tests/golden/report.json");
  for (const json::json_pointer& place : places(result, wanted)) {
    json changed = result;
    changed[place] = value;
    const Finished finished = reader.read(name, changed.dump(-1, ' ', false, json::error_handler_t::replace));
    EXPECT_TRUE(finished.exit_code == 0 || finished.exit_code == 2) << place << ": " << finished.all();
  }
}

bool is_number(const json& value) { return value.is_number(); }
bool is_text(const json& value) { return value.is_string(); }

TEST(HostileRecord, WithNumbersBeyondReasonIsUsedOrRefused) {
  const FileReader reader{result_files()};
  expect_ended(reader, is_number, "negative", -1);
  expect_ended(reader, is_number, "largest-integer", std::numeric_limits<std::uint64_t>::max());
  expect_ended(reader, is_number, "1e300", 1e300);
}

TEST(HostileRecord, WithTextsBeyondReasonIsUsedOrRefused) {
  const FileReader reader{result_files()};
  expect_ended(reader, is_text, "escape-sequences", "\x1b[2J\xe2\x80\xae\x07");
  expect_ended(reader, is_text, "100000-bytes", std::string(100'000, 'x'));
}

// Journals.

TEST(HostileJournal, IsRefusedWithItsPlace) {
  const FileReader reader{journal_files()};
  const json good{{"format", 1},
                  {"kind", "conform-restore-journal"},
                  {"suiteVersion", "0.1.0"},
                  {"startedAt", "2024-05-01T09:30:00.250Z"},
                  {"target",
                   {{"name", "x"},
                    {"baseUrl", "http://127.0.0.1:1/user/2024-3"},
                    {"apiVersion", "2024-3"},
                    {"file", (reader.folder() / "target.json").string()},
                    {"tokenEnv", ""},
                    {"readsByGet", true}}},
                  {"users", json::array()}};
  const auto changed = [&](const json& change) {
    json journal = good;
    journal.merge_patch(change);
    return journal.dump();
  };
  const auto user = [](const std::string& id) {
    return json{{{"actor", "user-1"}, {"id", id}, {"record", json::object()}, {"attributes", nullptr}}};
  };
  reader.expect_refused("reference", changed({{"$ref", "#"}}), "/$ref");
  reader.expect_refused("format-beyond-integers", changed({{"format", 1e300}}), "format");
  reader.expect_refused("users-of-one-number", changed({{"users", 7}}), "/users");
  reader.expect_refused("server-of-others", changed({{"target", {{"baseUrl", "http://127.0.0.1:2/user/2024-3"}}}}),
                        "the target is");
  // Of users that the target does not have: no record may be overwritten by way of a journal.
  const Finished upwards = reader.read("user-id-that-leads-upwards", changed({{"users", user("../../admin")}}));
  EXPECT_NE(upwards.exit_code, 0) << upwards.all();
  EXPECT_TRUE(holds(upwards.all(), "no longer has this user")) << upwards.all();
  json users = json::array();
  for (int i = 0; i < 5000; ++i) users.push_back({{"x" + std::to_string(i), 1}});
  reader.expect_refused("5000-users-that-are-none", changed({{"users", users}}), "problems");
}

}  // namespace
}  // namespace conform::test
