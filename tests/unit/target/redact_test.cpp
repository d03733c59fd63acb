#include "target/redact.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/base64.hpp"
#include "base/percent.hpp"
#include "http/transport.hpp"

namespace conform {
namespace {

using namespace std::string_literals;

const Redactor redactor{{{"t0p-s3cret/+", "A_TOKEN"},
                         {"t0p-s3cret/+and-more", "B_TOKEN"},
                         {"abc", "SHORT"},
                         {"p\xC3\xA4ss\"w\\rd", "ODD"}}};

TEST(Redactor, PutsTheVariableInThePlaceOfTheValue) {
  EXPECT_EQ(redactor.redact("Bearer t0p-s3cret/+, again: t0p-s3cret/+"), "Bearer $A_TOKEN, again: $A_TOKEN");
  EXPECT_EQ(redactor.redact("xt0p-s3cret/+t0p-s3cret/+x"), "x$A_TOKEN$A_TOKENx");
  EXPECT_EQ(redactor.redact("nothing here"), "nothing here");
  EXPECT_EQ(redactor.redact(""), "");
  EXPECT_EQ(Redactor{}.redact("t0p"), "t0p");
}

TEST(Redactor, PrefersTheLongest) { EXPECT_EQ(redactor.redact("t0p-s3cret/+and-more!"), "$B_TOKEN!"); }

TEST(Redactor, FindsPercentEncodedValues) {
  EXPECT_EQ(redactor.redact("?a=t0p-s3cret%2F%2b&b"), "?a=$A_TOKEN&b");
  EXPECT_EQ(redactor.redact("%74%30%70%2D%73%33%63%72%65%74%2F%2B"), "$A_TOKEN");
  EXPECT_EQ(redactor.redact("t0p-s3cret%2"), "t0p-s3cret%2");
}

TEST(Redactor, FindsWhatIsEscapedInJsonThatIsQuotedInJson) {
  EXPECT_EQ(redactor.redact(R"("{\"a\": \"t0p-s3cret\\/+\"}")"), R"("{\"a\": \"$A_TOKEN\"}")");
  EXPECT_EQ(redactor.redact(R"(\\u0074\\u0030p-s3cret/+)"), "$A_TOKEN");
}

TEST(Redactor, KnowsWhereASecretBeginsAtACut) {
  const auto kept = [](std::string_view cut) { return cut.substr(0, redactor.before_begun_secret(cut)); };
  EXPECT_EQ(kept("Bearer t0p-s3cr"), "Bearer ");
  EXPECT_EQ(kept("Bearer t0p-"), "Bearer ");
  EXPECT_EQ(kept("Bearer t0p"), "Bearer t0p") << "three characters may be anything";
  EXPECT_EQ(kept("t0p-s3 and more"), "t0p-s3 and more");
  EXPECT_EQ(kept("x%74%30p%2Ds3"), "x");
  EXPECT_EQ(kept("x%74%30p%2Ds3cret%2"), "x") << "cut within an encoded character";
  EXPECT_EQ(kept(R"(x\u0074\u0030p-s\u00)"), "x");
  EXPECT_EQ(kept(R"(x\\u0074\\u0030p-s\\u00)"), "x");
  EXPECT_EQ(kept("x" + base64_of("t0p-s3cret/+").substr(0, 9)), "x");
  EXPECT_EQ(kept("x" + base64_of("user:t0p-s3cret/+").substr(0, 14)).find("dDBw"), std::string::npos);
  const Redactor repeated{{{"abcdabcd", "A_TOKEN"}}};
  EXPECT_EQ(repeated.before_begun_secret("xabcdabcdabcd"), 1U) << "what is left must not end in one either";
  EXPECT_EQ(Redactor{}.before_begun_secret("x"), 1U);
}

TEST(Redactor, FindsJsonEscapedValues) {
  EXPECT_EQ(redactor.redact(R"({"a": "t0p-s3cret\/+"})"), R"({"a": "$A_TOKEN"})");
  EXPECT_EQ(redactor.redact(R"("\u0074\u0030p\u002Ds3cret\u002f+")"), R"("$A_TOKEN")");
  EXPECT_EQ(redactor.redact(R"("p\u00e4ss\"w\\rd")"), R"("$ODD")");
  EXPECT_EQ(redactor.redact("\"p\xC3\xA4ss\\\"w\\\\rd\""), R"("$ODD")");
  EXPECT_EQ(redactor.redact(R"(\ud83d\u0 \)"), R"(\ud83d\u0 \)");
}

TEST(Redactor, FindsBase64AlsoAsAPartAndInUrlAlphabet) {
  EXPECT_EQ(redactor.redact("Basic " + base64_of("t0p-s3cret/+")), "Basic $A_TOKEN");
  for (const std::string user : {"", "u", "us", "use", "user"}) {
    for (const std::string rest : {"", "x", "xy", "xyz"}) {
      std::string encoded = base64_of(user + "t0p-s3cret/+" + rest);
      EXPECT_NE(redactor.redact(encoded).find("$A_TOKEN"), std::string::npos) << user << rest;
      for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
      EXPECT_NE(redactor.redact(encoded).find("$A_TOKEN"), std::string::npos) << user << rest;
    }
  }
}

TEST(Redactor, FindsWhatAnOAuthClientSends) {
  const Redactor client{{{"s3cret/ü +%&", "CLIENT_SECRET"}}};
  const std::string sent = base64_of(form_encoded("conform") + ":" + form_encoded("s3cret/ü +%&"));
  EXPECT_EQ(client.redact("Basic " + sent).find(sent.substr(12)), std::string::npos);
  EXPECT_NE(client.redact("Basic " + sent).find("$CLIENT_SECRET"), std::string::npos);
  for (const std::string user : {"", "u", "us", "use"}) {
    std::string encoded = base64_of(user + form_encoded("s3cret/ü +%&"));
    for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
    EXPECT_NE(client.redact(encoded).find("$CLIENT_SECRET"), std::string::npos) << user;
  }
}

TEST(Redactor, WorksOnAnyBytes) {
  EXPECT_EQ(redactor.redact("\0\xFFt0p-s3cret/+\x80\0"s), "\0\xFF$A_TOKEN\x80\0"s);
  const Redactor binary{{{"\0\xFF\0\xFE\0\xFD"s, "BINARY"}}};
  EXPECT_EQ(binary.redact("a\0\xFF\0\xFE\0\xFDz"s), "a$BINARYz");
}

TEST(Redactor, ReplacesShortValuesAsWordsAlone) {
  EXPECT_EQ(redactor.redact("Bearer abc"), "Bearer $SHORT");
  EXPECT_EQ(redactor.redact("abc,\"abc\" abc"), "$SHORT,\"$SHORT\" $SHORT");
  EXPECT_EQ(redactor.redact("abcd xabc abc-d 1abc abc_ ABC"), "abcd xabc abc-d 1abc abc_ ABC");
  EXPECT_EQ(redactor.redact(R"("\nabc" \u0061bc)"), R"("\n$SHORT" $SHORT)");
}

TEST(Redactor, ReplacesTinyValuesInAuthorizationAlone) {
  const Redactor tiny{{{"a", "USER_1_TOKEN"}, {"7", "USER_2_TOKEN"}}};
  EXPECT_EQ(tiny.redact("after a read, 7 of 7 members"), "after a read, 7 of 7 members");
  Exchange exchange;
  exchange.request = {
      .method = "GET", .target = "/a", .headers = {{"authorization", "Bearer a"}, {"Accept", "a"}}, .body = "a"};
  const Exchange redacted = tiny.redact(exchange);
  EXPECT_EQ(redacted.request.headers[0].value, "Bearer $USER_1_TOKEN");
  EXPECT_EQ(redacted.request.headers[1].value, "a");
  EXPECT_EQ(redacted.request.body, "a");
}

TEST(Redactor, TakesOverlappingSecretsWhole) {
  const Redactor two{{{"abcdefgh", "LEFT"}, {"efghijklmn", "RIGHT"}}};
  EXPECT_EQ(two.redact("<abcdefghijklmn>"), "<$RIGHT>");
}

TEST(Redactor, GoesThroughAllOfAnExchange) {
  const std::string secret = "t0p-s3cret/+";
  const Response response{
      .status = 200,
      .reason = secret,
      .headers = {{"X", secret}, {"Set-Cookie", "sid=4711; Path=/; HttpOnly"}, {"set-cookie", "bare"}},
      .body = secret,
      .excess_bytes = 0};
  Exchange exchange;
  exchange.request = {.method = "GET",
                      .target = "/" + secret,
                      .headers = {{"Authorization", "Bearer " + secret}, {"Cookie", "a=1; b=2"}, {secret, "x"}},
                      .body = secret};
  exchange.response = response;
  exchange.curl = "curl " + secret;
  const Exchange redacted = redactor.redact(exchange);
  EXPECT_EQ(
      redacted.request,
      (Request{.method = "GET",
               .target = "/$A_TOKEN",
               .headers = {{"Authorization", "Bearer $A_TOKEN"}, {"Cookie", "a=$COOKIE; b=$COOKIE"}, {"$A_TOKEN", "x"}},
               .body = "$A_TOKEN"}));
  const Response expected{
      .status = 200,
      .reason = "$A_TOKEN",
      .headers = {{"X", "$A_TOKEN"}, {"Set-Cookie", "sid=$COOKIE; Path=/; HttpOnly"}, {"set-cookie", "$COOKIE"}},
      .body = "$A_TOKEN",
      .excess_bytes = 0};
  EXPECT_EQ(std::get<Response>(redacted.response), expected);
  EXPECT_EQ(redacted.curl, "curl $A_TOKEN");

  exchange.response =
      TransportError{.kind = TransportErrorKind::closed, .detail = "after " + secret, .partial = response};
  const Exchange failed = redactor.redact(exchange);
  EXPECT_EQ(std::get<TransportError>(failed.response).detail, "after $A_TOKEN");
  EXPECT_EQ(std::get<TransportError>(failed.response).partial.value(), expected);
}

TEST(Redactor, AgreesWithTheCurlLine) {
  const Request request{
      .method = "GET", .target = "/", .headers = {{"Authorization", "Bearer t0p-s3cret/+"}}, .body = {}};
  const std::string line = to_curl(request, "http://h", redactor.secrets());
  EXPECT_NE(line.find("\"$A_TOKEN\""), std::string::npos);
  EXPECT_EQ(redactor.redact(line), line);
}

/// Any spelling: each character by itself encoded or not, digits of either case.
std::string spelled_somehow(const std::string& text, bool json) {
  std::string encoded;
  for (const char c : text) {
    const bool needs_it = c == '"' || c == '\\' || c == '%';
    const auto byte = static_cast<unsigned char>(c);
    if (!needs_it && *rc::gen::arbitrary<bool>()) {
      encoded += c;
    } else if (json && needs_it && c != '%' && *rc::gen::arbitrary<bool>()) {
      encoded.append("\\").append(1, c);
    } else {
      const std::string_view digits = *rc::gen::arbitrary<bool>() ? "0123456789abcdef" : "0123456789ABCDEF";
      encoded.append(json ? "\\u00" : "%").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
  }
  return encoded;
}

/// What programs write who encode no more than they must.
std::vector<std::string> usual_spellings(const std::string& secret) {
  std::string upper;
  std::string lower;
  std::string json;
  for (const char c : secret) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
    if (std::string_view{"abA1-"}.find(c) != std::string_view::npos) {
      upper += c;
      lower += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    upper.append("%").append(1, "0123456789ABCDEF"[byte >> 4U]).append(1, "0123456789ABCDEF"[byte & 15U]);
    lower.append("%").append(1, "0123456789abcdef"[byte >> 4U]).append(1, "0123456789abcdef"[byte & 15U]);
  }
  return {secret, upper, lower, json, base64_of(secret)};
}

// Secrets of few letters overlap, repeat and begin alike.
const std::string letters = "abA1-/+\"\\%";

std::vector<Secret> some_secrets() {
  std::vector<Secret> secrets;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    const auto size = *rc::gen::inRange<std::size_t>(6, 20);
    secrets.push_back({*rc::gen::container<std::string>(size, rc::gen::elementOf(letters)), "V" + std::to_string(i)});
  }
  return secrets;
}

TEST(Redactor, LeavesNoSecretInAUsualSpellingWhereverItStands) {
  EXPECT_TRUE(rc::check("no usual spelling of a secret survives", [] {
    const std::vector<Secret> secrets = some_secrets();
    std::string text;
    const int parts = *rc::gen::inRange(1, 8);
    for (int i = 0; i < parts; ++i) {
      const auto which = *rc::gen::inRange<std::size_t>(0, secrets.size());
      text += *rc::gen::elementOf(usual_spellings(secrets[which].value));
      text += *rc::gen::container<std::string>(rc::gen::elementOf(letters));
    }
    const std::string redacted = Redactor{secrets}.redact(text);
    for (const Secret& secret : secrets) {
      for (const std::string& form : usual_spellings(secret.value)) RC_ASSERT(redacted.find(form) == std::string::npos);
    }
    RC_ASSERT(Redactor{secrets}.redact(redacted) == redacted);
  }));
}

TEST(Redactor, LeavesNoSecretHoweverItIsSpelled) {
  EXPECT_TRUE(rc::check("any spelling of a secret in encoded text is found", [] {
    const std::vector<Secret> secrets = some_secrets();
    const bool json = *rc::gen::arbitrary<bool>();
    const auto which = *rc::gen::inRange<std::size_t>(0, secrets.size());
    const std::string before = spelled_somehow(*rc::gen::container<std::string>(rc::gen::elementOf("xyz\"%"s)), json);
    const std::string after = spelled_somehow(*rc::gen::container<std::string>(rc::gen::elementOf("xyz\"%"s)), json);
    const std::string redacted = Redactor{secrets}.redact(before + spelled_somehow(secrets[which].value, json) + after);
    RC_ASSERT(redacted.find("$V") != std::string::npos);
    RC_ASSERT(redacted.starts_with(before.substr(0, before.find_first_of("\"%\\"))));
  }));
}

TEST(Redactor, ChangesNothingWithoutASecret) {
  EXPECT_TRUE(rc::check("text without the letters of a secret stays", [](const std::string& text) {
    const Redactor far{{{"\x01\x02\x03\x04\x05\x06", "A"}}};
    if (text.find('\x01') == std::string::npos && text.find_first_of("%\\") == std::string::npos) {
      RC_ASSERT(far.redact(text) == text);
    }
  }));
}

TEST(Redactor, TakesTimeInProportion) {
  // A long text of almost-secrets: a matcher that starts over at each byte would need minutes.
  const Redactor long_secret{{{std::string(2000, 'a') + "b", "LONG"}}};
  const std::string text(4U << 20U, 'a');
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(long_secret.redact(text).size(), text.size());
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds{20});
}

}  // namespace
}  // namespace conform
