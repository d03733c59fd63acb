#include "http/response_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <vector>

namespace conform {
namespace {

using State = ResponseReader::State;
using namespace std::string_literals;

Response read(std::string_view bytes, std::string_view method = "GET") {
  ResponseReader reader{method, {}};
  EXPECT_EQ(reader.feed(bytes), State::complete) << bytes;
  return std::move(reader).take_response();
}

TransportError read_failure(std::string_view bytes, std::string_view method = "GET", ResponseLimits limits = {}) {
  ResponseReader reader{method, limits};
  if (reader.feed(bytes) == State::reading) reader.end(true, "closed the connection");
  EXPECT_EQ(reader.state(), State::failed) << bytes.substr(0, 200);
  return std::move(reader).take_failure();
}

TEST(ResponseReader, KeepsStatusReasonHeadersAndBodyAsTheyCame) {
  const Response response = read(
      "HTTP/1.1 200 All  right \r\nX-b:  two words \r\nx-A:\r\nX-b: again%20\r\nContent-Length: 5\r\n\r\na\0\r\nb"s);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.reason, "All  right ");
  EXPECT_EQ(response.headers,
            (Headers{{"X-b", "two words"}, {"x-A", ""}, {"X-b", "again%20"}, {"Content-Length", "5"}}));
  EXPECT_EQ(response.body, "a\0\r\nb"s);
  EXPECT_EQ(response.excess_bytes, 0U);
}

TEST(ResponseReader, NamesAnotherProtocolThatItKnows) {
  EXPECT_EQ(read_failure("\x15\x03\x01\x00\x02\x02\x46"s).detail, "not an HTTP/1.1 response: it is TLS");
  EXPECT_EQ(read_failure("\0\0\x12\x04\0\0\0\0\0\0\x03"s).detail, "not an HTTP/1.1 response: it is HTTP/2");
  EXPECT_EQ(read_failure("\x15\x16"s).detail, "not an HTTP/1.1 response: it begins with \"\\x15\\x16\"");
}

TEST(ResponseReader, JoinsFoldedValuesWithOneSpace) {
  const Response response =
      read("HTTP/1.1 200 OK\r\nX: one\r\n \t two\r\n\tthree\r\nY:\r\n four\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(find_header(response.headers, "x"), "one two three");
  EXPECT_EQ(find_header(response.headers, "y"), "four");
}

TEST(ResponseReader, SkipsInterimAnswers) {
  const Response response = read(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(response, (Response{.status = 204, .reason = "No Content", .headers = {}, .body = {}, .excess_bytes = 0}));
}

TEST(ResponseReader, TakesAnUnaskedSwitchOfProtocolsForAnAnswer) {
  ResponseReader reader{"GET", {}};
  EXPECT_EQ(reader.feed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), State::complete);
  EXPECT_FALSE(reader.persistent());
  EXPECT_EQ(std::move(reader).take_response().status, 101);
}

TEST(ResponseReader, UnchunksAndDropsTrailers) {
  const Response response = read(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0A ;name=\"v\"\r\n0123456789\r\n000\r\nX-Sum: "
      "1\r\n\r\n");
  EXPECT_EQ(response.body, "abc0123456789");
  EXPECT_EQ(response.headers, (Headers{{"Transfer-Encoding", "Chunked"}}));
}

TEST(ResponseReader, KnowsAnswersThatHaveNoBody) {
  EXPECT_EQ(read("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody").excess_bytes, 4U);
  EXPECT_EQ(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n").excess_bytes, 0U);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "HEAD").excess_bytes, 0U);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HEAD").body, "");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\n", "CONNECT").body, "");
}

TEST(ResponseReader, AnnouncesTheBodyOfA204ButNotOfA304) {
  const auto announces = [](std::string_view bytes) {
    ResponseReader reader{"GET", {}};
    reader.feed(bytes);
    return reader.announces_body();
  };
  EXPECT_TRUE(announces("HTTP/1.1 204 N\r\nContent-Length: 4\r\n\r\n"));
  EXPECT_TRUE(announces("HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_FALSE(announces("HTTP/1.1 204 N\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_FALSE(announces("HTTP/1.1 304 N\r\nContent-Length: 4\r\n\r\n"));
}

TEST(ResponseReader, CountsBytesBehindTheMessage) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore").excess_bytes, 4U);
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore").excess_is_timeout);
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 408 Late\r\n").excess_is_timeout);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\r\n").excess_bytes, 2U);
}

TEST(ResponseReader, ReadsToTheEndOfTheConnectionWithoutALength) {
  ResponseReader reader{"GET", {}};
  EXPECT_EQ(reader.feed("HTTP/1.0 200 OK\r\n\r\nabc"), State::reading);
  EXPECT_EQ(reader.end(true, "closed"), State::complete);
  EXPECT_FALSE(reader.persistent());
  EXPECT_EQ(std::move(reader).take_response().body, "abc");
}

TEST(ResponseReader, TakesABrokenConnectionForAnUnfinishedBody) {
  ResponseReader reader{"GET", {}};
  reader.feed("HTTP/1.0 200 OK\r\n\r\nabc");
  EXPECT_EQ(reader.end(false, "broke the connection"), State::failed);
  const TransportError failure = std::move(reader).take_failure();
  EXPECT_EQ(failure.kind, TransportErrorKind::closed);
  ASSERT_TRUE(failure.partial);
  EXPECT_EQ(failure.partial->body, "abc");
}

TEST(ResponseReader, AcceptsTheSameLengthRepeated) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\ncontent-length: 02\r\n\r\nok").body, "ok");
}

TEST(ResponseReader, RefusesFramingThatContradictsItself) {
  for (const std::string_view headers :
       {"Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 2, 3\r\n", "Content-Length: -1\r\n",
        "Content-Length: +2\r\n", "Content-Length: \r\n", "Content-Length: 0x2\r\n", "Content-Length: 2 \r\n 3\r\n",
        "Content-Length: 18446744073709551616\r\n", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding:\r\n"}) {
    const TransportError failure =
        read_failure("HTTP/1.1 200 OK\r\n" + std::string{headers} + "\r\n2\r\nok\r\n0\r\n\r\n");
    EXPECT_EQ(failure.kind, TransportErrorKind::malformed) << headers;
    ASSERT_TRUE(failure.partial) << headers;
    EXPECT_EQ(failure.partial->status, 200);
  }
  EXPECT_EQ(read_failure("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").kind, TransportErrorKind::malformed);
}

TEST(ResponseReader, RefusesStatusLinesThatAreNone) {
  for (const std::string_view line : {"HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 099 OK", "HTTP/1.1 -20 OK",
                                      "HTTP/1.1  200 OK", "HTTP/1.1200 OK", "HTTP/1. 200 OK", "HTTP/1.11 200 OK",
                                      "HTTP/1.x 200 OK", "HTTP/1.1 200OK", "HTTP/1.1", "HTTP/1.1 2x0 OK"}) {
    const TransportError failure = read_failure(std::string{line} + "\r\n\r\n");
    EXPECT_EQ(failure.kind, TransportErrorKind::malformed) << line;
    EXPECT_FALSE(failure.partial) << line;
  }
}

TEST(ResponseReader, RefusesAnotherProtocolAtItsFirstByte) {
  for (const std::string& bytes : {"<html>"s, "H2"s, "HTTP/2 200\r\n"s, "http/1.1 200"s, "\r\nHTTP/1.1 200 OK"s,
                                   "\x15\x03\x03\x00\x02\x02\x28"s, "\0"s, "ICY 200 OK\r\n"s}) {
    EXPECT_EQ(read_failure(bytes).kind, TransportErrorKind::malformed) << bytes;
  }
}

TEST(ResponseReader, AcceptsAStatusLineWithoutReason) {
  EXPECT_EQ(read("HTTP/1.1 204\r\n\r\n").reason, "");
  EXPECT_EQ(read("HTTP/1.1 204 \r\n\r\n").reason, "");
}

TEST(ResponseReader, RefusesLinesThatEndInLineFeedAlone) {
  for (const std::string_view bytes :
       {"HTTP/1.1 200 OK\nX: 1\n\n", "HTTP/1.1 200 OK\r\nX: 1\n\r\n", "HTTP/1.1 200 OK\r\nX: 1\r\n\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n"}) {
    EXPECT_EQ(read_failure(bytes).kind, TransportErrorKind::malformed) << bytes;
  }
}

TEST(ResponseReader, RefusesHeaderLinesThatAreNone) {
  for (const std::string& line : {"no colon"s, ": v"s, "X : v"s, "X\0: v"s, "X: a\0b"s, "X: a\rb"s, " folded first"s,
                                  "X\xC3\xA9: v"s, "(X): v"s}) {
    EXPECT_EQ(read_failure("HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n").kind, TransportErrorKind::malformed) << line;
  }
}

TEST(ResponseReader, RefusesChunksThatAreNone) {
  for (const std::string& chunks :
       {"\r\nok"s, "x\r\nok"s, "-2\r\nok"s, "0x2\r\nok"s, "+2\r\nok"s, " 2\r\nok"s, "2 \r\nok"s, "2\r\nokay\r\n0"s,
        "10000000000000000\r\n"s, "2\r\nok0\r\n\r\n"s, "0\r\nno trailer\r\n\r\n"s}) {
    EXPECT_EQ(read_failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "\r\n").kind,
              TransportErrorKind::malformed)
        << chunks.substr(0, 50);
  }
}

TEST(ResponseReader, BoundsTheHead) {
  const ResponseLimits limits{.max_head_bytes = 1000, .max_body_bytes = 10};
  const std::string big(2000, 'a');
  const std::string end = "\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(read_failure("HTTP/1.1 200 " + big + end, "GET", limits).kind, TransportErrorKind::too_large);
  EXPECT_EQ(read_failure("HTTP/1.1 200 OK\r\nX: " + big + end, "GET", limits).kind, TransportErrorKind::too_large);
  std::string many = "HTTP/1.1 200 OK\r\n";
  std::string interim;
  for (int i = 0; i < 300; ++i) many += "a:\r\n";
  for (int i = 0; i < 100; ++i) interim += "HTTP/1.1 100 C\r\n\r\n";
  EXPECT_EQ(read_failure(many + "Content-Length: 2\r\n\r\nok", "GET", limits).kind, TransportErrorKind::too_large);
  EXPECT_EQ(read_failure(interim + "HTTP/1.1 204 N\r\n\r\n", "GET", limits).kind, TransportErrorKind::too_large);
  EXPECT_EQ(
      read_failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + big + "\r\n\r\n", "GET", limits)
          .kind,
      TransportErrorKind::too_large);
}

TEST(ResponseReader, FindsNoEndWhereThereIsNone) {
  const ResponseLimits limits{.max_head_bytes = 1000, .max_body_bytes = 10};
  const std::string big(2000, 'a');
  for (const std::string& bytes :
       {"HTTP/1.1 200 " + big, "HTTP/1.1 200 OK\r\nX: " + big, "HTTP/1.1 200 OK\r\nX: " + big + "\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + big}) {
    EXPECT_EQ(read_failure(bytes, "GET", limits).kind, TransportErrorKind::closed) << bytes.substr(0, 30);
  }
}

TEST(ResponseReader, BoundsTheBodyAndKeepsItsBeginning) {
  const ResponseLimits limits{.max_head_bytes = 1000, .max_body_bytes = 4};
  EXPECT_EQ(read_failure("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "GET", limits).kind,
            TransportErrorKind::closed);
  for (const std::string_view rest : {"\r\nabcdef", "Content-Length: 6\r\n\r\nabcdef",
                                      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"}) {
    const TransportError failure = read_failure("HTTP/1.1 200 OK\r\n" + std::string{rest}, "GET", limits);
    EXPECT_EQ(failure.kind, TransportErrorKind::too_large);
    EXPECT_EQ(failure.partial.value().body, "abcd");
  }
}

TEST(ResponseReader, KnowsWhetherTheConnectionMayCarryMore) {
  const auto persistent = [](std::string_view bytes) {
    ResponseReader reader{"GET", {}};
    reader.feed(bytes);
    return reader.persistent();
  };
  EXPECT_TRUE(persistent("HTTP/1.1 204 N\r\n\r\n"));
  EXPECT_FALSE(persistent("HTTP/1.1 204 N\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(persistent("HTTP/1.0 204 N\r\n\r\n"));
  EXPECT_TRUE(persistent("HTTP/1.0 204 N\r\nConnection: Keep-Alive\r\n\r\n"));
  EXPECT_FALSE(persistent("HTTP/1.1 204 N\r\n\r\nexcess"));
  EXPECT_FALSE(persistent("HTTP/1.1 200 O\r\nContent-Length: 2\r\n\r\n"));
}

TEST(ResponseReader, SaysHowFarItCame) {
  ResponseReader reader{"GET", {}};
  EXPECT_EQ(reader.progress(), "nothing");
  reader.feed("HTTP/1.1 2");
  EXPECT_EQ(reader.progress(), "part of the head");
  reader.feed("00 OK\r\nContent-Le");
  EXPECT_EQ(reader.progress(), "status 200 and part of the head");
  reader.feed("ngth: 9\r\n\r\n123");
  EXPECT_EQ(reader.progress(), "status 200 and 3 of 9 body bytes");
  const TransportError failure = std::move(reader).abandon(TransportErrorKind::timed_out, "too late");
  EXPECT_EQ(failure.kind, TransportErrorKind::timed_out);
  EXPECT_EQ(failure.partial.value().body, "123");
}

const std::vector<std::string> good_responses = {
    "HTTP/1.1 200 OK\r\nA: 1\r\n b\r\nContent-Length: 12\r\n\r\n{\"data\": {}}",
    "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: "
    "1\r\n\r\n",
    "HTTP/1.1 204 No Content\r\nX:\r\n\r\n",
};

TEST(ResponseReader, FindsEveryCutInAGoodAnswer) {
  for (const std::string& response : good_responses) {
    for (std::size_t cut = 0; cut < response.size(); ++cut) {
      ResponseReader reader{"GET", {}};
      EXPECT_EQ(reader.feed(std::string_view{response}.substr(0, cut)), State::reading) << cut << " of " << response;
      EXPECT_EQ(reader.end(true, "closed"), State::failed) << cut << " of " << response;
      EXPECT_EQ(std::move(reader).take_failure().kind, TransportErrorKind::closed);
    }
  }
}

/// All that can be seen of a reader after these pieces and the end of the connection.
ResponseOrError outcome(const std::vector<std::string>& pieces) {
  ResponseReader reader{"GET", {.max_head_bytes = 500, .max_body_bytes = 100}};
  for (const std::string& piece : pieces) reader.feed(piece);
  reader.end(true, "closed");
  if (reader.state() == State::complete) return std::move(reader).take_response();
  TransportError failure = std::move(reader).take_failure();
  failure.detail = {};  // quotes as much of a bad line as was there
  return failure;
}

TEST(ResponseReader, DoesNotCareHowTheBytesAreCutUp) {
  EXPECT_TRUE(rc::check("any response, whole or damaged, reads the same in pieces", [] {
    std::string bytes = *rc::gen::elementOf(good_responses);
    if (*rc::gen::arbitrary<bool>()) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      bytes.replace(at, *rc::gen::inRange<std::size_t>(0, 3), *rc::gen::arbitrary<std::string>());
    }
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto size = *rc::gen::inRange<std::size_t>(1, 9);
      pieces.push_back(bytes.substr(at, size));
      at += size;
    }
    RC_ASSERT(outcome({bytes}) == outcome(pieces));
  }));
}

}  // namespace
}  // namespace conform
