// What a requirement rests on, in one line.
#include "model/source.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

Document named(const char* name) { return {.name = name, .url = "https://example.org"}; }

TEST(Source, PutsAQuoteInQuotationMarksAndAParaphraseInNone) {
  EXPECT_EQ(describe({.documents = {}, .quote = "data object", .paraphrase = {}}), "“data object”");
  EXPECT_EQ(describe({.documents = {}, .quote = {}, .paraphrase = "data is an object"}), "data is an object");
}

TEST(Source, NamesAPageOnceForItsVersions) {
  EXPECT_EQ(names_of({named("setUser 2024-2"), named("setUser 2024-3"), named("updateUser 2025-1")}),
            "setUser 2024-2, 2024-3; updateUser 2025-1");
  EXPECT_EQ(names_of({named("RFC 9110 §15.5"), named("RFC 9110 §15.6")}), "RFC 9110 §15.5; RFC 9110 §15.6");
  EXPECT_EQ(names_of({named("JSON:API 1.1, Top Level")}), "JSON:API 1.1, Top Level");
  EXPECT_EQ(names_of({}), "");
}

TEST(Source, IsOneLineWithItsDocuments) {
  EXPECT_EQ(to_text({{.documents = {named("setUser 2024-2")}, .quote = "data object", .paraphrase = {}},
                     {.documents = {named("RFC 8259 §4")}, .quote = {}, .paraphrase = "Names are unique."}}),
            "setUser 2024-2: “data object”; RFC 8259 §4: Names are unique.");
}

}  // namespace
}  // namespace conform
