#include "schema/formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "schema/cannot_judge.hpp"

namespace conform {
namespace {

void expect_format(std::string_view name, const std::vector<std::string>& good, const std::vector<std::string>& bad) {
  const Format* format = find_string_format(name);
  ASSERT_NE(format, nullptr);
  for (const std::string& text : good) EXPECT_TRUE(format->matches(text)) << name << ": " << text;
  for (const std::string& text : bad) EXPECT_FALSE(format->matches(text)) << name << ": " << text;
}

TEST(Formats, AreKnownByName) {
  EXPECT_TRUE(std::ranges::is_sorted(string_formats(), {}, &Format::name));
  for (const Format& format : string_formats()) EXPECT_FALSE(format.words.empty());
  EXPECT_EQ(find_string_format("color"), nullptr);
  EXPECT_EQ(find_string_format(""), nullptr);
}

TEST(Formats, OfDraft7ThatAreNotSupportedHaveNoCheck) {
  for (const char* name :
       {"idn-email", "idn-hostname", "iri", "iri-reference", "relative-json-pointer", "uri-template"}) {
    ASSERT_NE(find_string_format(name), nullptr) << name;
    EXPECT_EQ(find_string_format(name)->matches, nullptr) << name;
  }
}

TEST(Formats, HostNamesWithEncodedLabelsAreNotJudged) {
  for (const char* text : {"xn--zca29lwxobi7a", "www.XN--X", "a.xn--9n2bp8q.b"}) {
    EXPECT_THROW((void)find_string_format("hostname")->matches(text), CannotJudge) << text;
  }
  EXPECT_TRUE(find_string_format("hostname")->matches("axn--b.xn.a--b"));
  EXPECT_FALSE(find_string_format("hostname")->matches("xn--a_b"));
}

TEST(Formats, Date) {
  expect_format("date", {"2024-02-29", "2000-02-29", "1963-06-19", "0000-01-01", "9999-12-31", "2023-04-30"},
                {"", "2023-02-29", "1900-02-29", "2023-02-30", "2023-04-31", "2023-13-01", "2023-00-10", "2023-01-00",
                 "2023-1-01", "23-01-01", "2023-01-1", "2023-01-01Z", "2023-01-01 ", "06/19/1963", "2013-350",
                 "2023/01/01", "２０23-01-01", "+2023-01-01", "12023-01-01"});
}

TEST(Formats, Time) {
  expect_format("time",
                {"08:30:06Z", "08:30:06.283185Z", "08:30:06z", "00:00:00+00:00", "23:59:59-23:59", "23:59:60Z",
                 "15:59:60-08:00", "01:29:60+01:30", "23:59:60.9Z"},
                {"", "08:30:06", "24:00:00Z", "23:60:00Z", "23:59:61Z", "22:59:60Z", "23:58:60Z", "23:59:60+01:00",
                 "08:30:06 PST", "8:30:06Z", "08:3:06Z", "08:30:06.Z", "08:30:06+24:00", "08:30:06+00:60",
                 "08:30:06+0000", "08:30:06+00", "01:01:01,1111Z", "08:30:06Zx", "08:30Z"});
}

TEST(Formats, DateTime) {
  expect_format("date-time",
                {"1963-06-19T08:30:06.283185Z", "1963-06-19T08:30:06Z", "1937-01-01T12:00:27.87+00:20",
                 "1990-12-31T15:59:50.123-08:00", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00",
                 "1963-06-19t08:30:06.283185z", "2024-02-29T00:00:00Z", "1963-06-19T08:30:06-00:00"},
                {"",
                 "1998-12-31T23:59:61Z",
                 "1998-12-31T23:58:60Z",
                 "1998-12-31T22:59:60Z",
                 "1990-02-31T15:59:59.123-08:00",
                 "1990-12-31T15:59:59-24:00",
                 "1963-06-19T08:30:06.28123+01:00Z",
                 "06/19/1963 08:30:06 PST",
                 "2013-350T01:01:01",
                 "1963-6-19T08:30:06Z",
                 "1963-06-1T08:30:06Z",
                 "1963-06-19 08:30:06Z",
                 "1963-06-19T08:30:06",
                 "2023-02-29T08:30:06Z",
                 "2023-02-28T08:30:06|02:00",
                 "1-01-01T00:00:00Z",
                 "1963-06-1\u0664T00:00:00Z",
                 "1963-06-19T08:30:06Z\n",
                 "1963-06-19",
                 "1963-06-19T"});
}

TEST(Formats, Email) {
  expect_format(
      "email",
      {"joe.bloggs@example.com", "te~st@example.com", "~test@example.com", "test~@example.com", "te.s.t@example.com",
       "\"joe bloggs\"@example.com", "\"joe..bloggs\"@example.com", "\"joe@bloggs\"@example.com",
       "\"a\\\"b\"@example.com", "joe.bloggs@[127.0.0.1]", "joe.bloggs@[IPv6:::1]", "joe@[ipv6:1::2]", "user@localhost",
       "a+b@example.co.uk", "\"\"@example.com", std::string(64, 'a') + "@example.com"},
      {"",
       "2962",
       "@",
       "joe@",
       "@example.com",
       ".test@example.com",
       "test.@example.com",
       "te..st@example.com",
       "joe.bloggs@invalid=domain.com",
       "joe.bloggs@[127.0.0.300]",
       "joe.bloggs@[127.0.0.1",
       "joe@[IPv6:1]",
       "joe@[]",
       "joe bloggs@example.com",
       "joe@example..com",
       "joe@-example.com",
       "joe@example.com\n",
       "jöe@example.com",
       "joe@exämple.com",
       "\"joe@example.com",
       "\"a\"b\"@example.com",
       "\"a\\\"@example.com",
       "a@b@example.com",
       "joe@example.com.",
       std::string(65, 'a') + "@example.com",
       "a@" + std::string(63, 'b') + "." + std::string(63, 'b') + "." + std::string(63, 'b') + "." +
           std::string(63, 'b')});
}

TEST(Formats, Hostname) {
  expect_format(
      "hostname",
      {"www.example.com", "localhost", "1host", "a", "h-0", "123.example", std::string(63, 'a') + ".com",
       "EXAMPLE.com"},
      {"", ".", "-a-host-name-that-starts-with--", "host-", "not_a_valid_host_name", "a..b", ".a", "a.", "a b",
       "exämple.com", "a\n", std::string(64, 'a') + ".com",
       std::string(63, 'a') + "." + std::string(63, 'a') + "." + std::string(63, 'a') + "." + std::string(62, 'a')});
}

TEST(Formats, IpAddresses) {
  expect_format("ipv4", {"192.168.0.1", "0.0.0.0", "255.255.255.255"},
                {"", "127.0.0.0.1", "256.256.256.256", "127.0", "0x7f000001", "2130706433", "087.10.0.1", "01.2.3.4",
                 "1.2.3.", "1..2.3", "1.2.3.4 ", "1.2.3.4/24", "1.2.3.+4", "1২7.0.0.1"});
  expect_format("ipv6",
                {"::1", "::", "::abef", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1", "1:2:3:4:5:6:1.2.3.4",
                 "1::", "1::8", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "FE80::A", "1:2::192.168.0.1"},
                {"",
                 ":",
                 ":::",
                 "12345::",
                 "::abcef",
                 "1:1:1:1:1:1:1:1:1",
                 "::laptop",
                 ":2:3:4:5:6:7:8",
                 "1:2:3:4:5:6:7:",
                 ":2:3:4::8",
                 "1::d6::42",
                 "1::2:192.168.256.1",
                 "1::2:192.168.ff.1",
                 "::1.2.3.4.5",
                 "1:2:3:4:5:6:7:1.2.3.4",
                 "1.2.3.4::",
                 "1:2:3:4:5:6:7",
                 "1",
                 "127.0.0.1",
                 "1:2:3:4:5:6:7:8::",
                 "  ::1",
                 "::1%eth0",
                 "fe80::a%",
                 "::1/64",
                 "100:100:100:100:100:100:255.255.255.255.255",
                 "100:100:100:100:100:100:100:255.255.255.255",
                 "1:2:3:4:5:::8",
                 "::1\n"});
}

TEST(Formats, Uri) {
  const std::vector<std::string> absolute{"http://foo.bar/?baz=qux#quux",
                                          "http://foo.com/blah_(wikipedia)_blah#cite-1",
                                          "http://foo.bar/?q=Test%20URL-encoded%20stuff",
                                          "http://xn--nw2a.xn--j6w193g/",
                                          "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                                          "http://223.255.255.254",
                                          "ftp://ftp.is.co.za/rfc/rfc1808.txt",
                                          "http://www.ietf.org/rfc/rfc2396.txt",
                                          "ldap://[2001:db8::7]/c=GB?objectClass?one",
                                          "mailto:John.Doe@example.com",
                                          "news:comp.infosystems.www.servers.unix",
                                          "tel:+1-816-555-1212",
                                          "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
                                          "http://[v1.fe:d]:80/",
                                          "http://host:/x",
                                          "file:///etc/passwd",
                                          "a:",
                                          "a:b",
                                          "http://",
                                          "x-y.z+1:/a//b"};
  const std::vector<std::string> relative{
      "/abc", "//foo.bar/?baz=qux#quux", "abc", "#fragment", "?q=1", "", "./a:b", "a/b:c",
      "../x", "//[::1]:8080/a",          "%20"};
  const std::vector<std::string> neither{"\\\\WINDOWS\\fileshare",
                                         ":// should fail",
                                         "http:// shouldfail.com",
                                         "bar,baz:foo",
                                         "1http://a",
                                         "http://foo.bar/a b",
                                         "http://foo/%zz",
                                         "http://foo/%2",
                                         "http://[::1",
                                         "http://[1]/",
                                         "http://[::1]x/",
                                         "http://a:b/",
                                         "http://a@b@c/",
                                         "http://ex\xC3\xA4mple/",
                                         "a\nb",
                                         "http://a/\"b\"",
                                         "http://a/{b}",
                                         "http://a/b#c#d",
                                         "^",
                                         "http://[v.a]/",
                                         "<a>",
                                         "a:b|c"};
  expect_format("uri", absolute, relative);
  expect_format("uri", {}, neither);
  expect_format("uri-reference", absolute, neither);
  expect_format("uri-reference", relative, {});
}

TEST(Formats, Uuid) {
  expect_format("uuid",
                {"2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                 "00000000-0000-0000-0000-000000000000", "2eb8aa08-AA98-11ea-B4Aa-73B441D16380"},
                {"", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-73b441d16380",
                 "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380",
                 "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
                 "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380\n"});
}

TEST(Formats, JsonPointer) {
  expect_format("json-pointer", {"", "/", "/foo/0", "/a~1b", "/m~0n", "//", "/é", "/a b", "/~01"},
                {"a", "#", "#/", "/~", "/~2", "/a~", "0", "~0"});
}

TEST(Formats, Regex) {
  expect_format("regex", {"", "([abc])+\\s+$", "a(?=b)", "(a)\\1", "[^]"}, {"^(abc]", "[", "*", "\\", "a{2,1}"});
}

TEST(Formats, LanguageTag) {
  expect_format("bcp47",
                {"en",
                 "de-DE",
                 "zh-Hant-TW",
                 "sr-Latn-RS",
                 "sl-rozaj-biske-1994",
                 "de-CH-1901",
                 "hy-Latn-IT-arevela",
                 "de-CH-x-phonebk",
                 "x-whatever",
                 "az-Arab-x-AZE-derbend",
                 "es-419",
                 "en-US-u-islamcal",
                 "zh-CN-a-myext-x-private",
                 "en-a-myext-b-another",
                 "i-klingon",
                 "I-KLINGON",
                 "en-GB-oed",
                 "sgn-BE-FR",
                 "art-lojban",
                 "zh-min-nan",
                 "zh-cmn-Hans-CN",
                 "EN-us",
                 "qaa-Qaaa-QM-x-southern",
                 "abcdefgh",
                 "abcd"},
                {"",
                 "e",
                 "en_US",
                 "en-",
                 "-en",
                 "en--US",
                 "de-419-DE",
                 "a-DE",
                 "ar-a-aaa-b-bbb-a-ccc",
                 "de-DE-1901-1901",
                 "abcdefghi",
                 "en-US-x",
                 "x",
                 "x-",
                 "en-u",
                 "en-abcdefghi",
                 "1a",
                 "e1",
                 "fr-FR\n",
                 "dé",
                 "en-US-US",
                 "i-unknown",
                 "en-x-abcdefghi",
                 "abc-def-ghi-jkl-mno",
                 "germanlanguage"});
}

TEST(Formats, TimeZone) {
  expect_format("tz",
                {"Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "GMT", "Etc/GMT+5", "Etc/UTC",
                 "Asia/Kolkata", "Asia/Calcutta", "US/Pacific", "EST", "EST5EDT", "Zulu", "America/Port-au-Prince"},
                {"",
                 "Europe/Nowhere",
                 "europe/berlin",
                 "GMT+3",
                 "GMT+03:00",
                 "UTC+1",
                 "Etc/Unknown",
                 "PST",
                 "IST",
                 "JST",
                 "SystemV/PST8",
                 "Europe/Berlin ",
                 "Europe/Berlin\n",
                 "Mars/Phobos",
                 "+01:00",
                 "Europe",
                 "Europe/",
                 "../Europe/Berlin",
                 std::string(100, 'A'),
                 "Zürich"});
}

TEST(Formats, FormOfATimeZone) {
  expect_format(
      "tz-form",
      {"Europe/Berlin", "UTC", "EST5EDT", "Europe/Nowhere", "America/North_Dakota/New_Town", "Asia/Port-Louis"},
      {"", "Europe", "Europe/", "/Nowhere", "Mars/Phobos", "europe/nowhere", "Europe/A/B/C", "Europe//B", "Europe/1",
       "GMT+3", "Karlsruhe", "Europe/Zürich", "Europe/No where"});
}

}  // namespace
}  // namespace conform
