#include "reference/formats.hpp"

#include <gtest/gtest.h>

namespace conform::reference {

TEST(Formats, Email) {
  for (const char* good : {"user@example.com", "a.b+c@x-y.example", "jörg@exämple.de", "o'hara@localhost", "1@2.3"}) {
    EXPECT_TRUE(is_email(good)) << good;
  }
  for (const char* bad : {"", "x", "@", "@x", "x@", "a b@c.d", "a@b..c", ".a@b", "a.@b", "a@-b.c", "a@b-.c", "a@b@c d",
                          "a\n@b.c", "john at example"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
}

TEST(Formats, BirthDate) {
  for (const char* good : {"1997-07-21", "2024-02-29", "0000-02-29", "0000-12-31", "1997", "1997-07-21T00:00:00.000Z",
                           "1997-07-21t12:30:00+02:00", "1990-12-31T23:59:60Z"}) {
    EXPECT_TRUE(is_birth_date(good)) << good;
  }
  for (const char* bad : {"", "97", "19970721", "1997-13-01", "1997-00-01", "1997-01-00", "1997-02-30", "2023-02-29",
                          "1900-02-29", "1997-7-1", "1997-07-21T", "1997-07-21T25:00:00Z", "1997-07-21T00:00:00",
                          "1997-07-21T00:00:00.Z", "1997-07-21T00:00:00+2:00", "1997-07-21 ", "21.07.1997", "١٩٩٧"}) {
    EXPECT_FALSE(is_birth_date(bad)) << bad;
  }
}

TEST(Formats, Url) {
  for (const char* good : {"https://example.org", "http://a/b?c#d", "urn:isbn:1", "https://exämple.de/ü"}) {
    EXPECT_TRUE(is_url(good)) << good;
  }
  for (const char* bad :
       {"", "example.org", "/path", "https:", "https://", "1http://x", "https://a b", "https:///x", ":x"}) {
    EXPECT_FALSE(is_url(bad)) << bad;
  }
}

TEST(Formats, Locale) {
  for (const char* good : {"de", "de-DE", "en_US", "zh-Hans-CN", "sl-rozaj-1994", "x-private", "es-419"}) {
    EXPECT_TRUE(is_locale(good)) << good;
  }
  for (const char* bad :
       {"", "d", "de-", "-de", "german language", "de--DE", "d3-DE", "de-toolongsubtag", "de.UTF-8"}) {
    EXPECT_FALSE(is_locale(bad)) << bad;
  }
}

TEST(Formats, TimeZone) {
  for (const char* good : {"Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta"}) {
    EXPECT_TRUE(is_time_zone(good)) << good;
  }
  for (const char* bad : {"", "Europe", "Europe/Atlantis", "europe berlin", "\xFF\xFE",
                          "a very long name of a zone that is longer than any in the tz database"}) {
    EXPECT_FALSE(is_time_zone(bad)) << bad;
  }
}

TEST(Formats, Uuid) {
  EXPECT_TRUE(is_uuid("c0daf39b-4df5-4241-9e7d-b1b85f829090"));
  EXPECT_TRUE(is_uuid("C0DAF39B-4DF5-4241-9E7D-B1B85F829090"));
  for (const char* bad : {"", "c0daf39b4df542419e7db1b85f829090", "c0daf39b-4df5-4241-9e7d-b1b85f82909g",
                          "{c0daf39b-4df5-4241-9e7d-b1b85f829090}"}) {
    EXPECT_FALSE(is_uuid(bad)) << bad;
  }
}

}  // namespace conform::reference
