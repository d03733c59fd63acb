#include "suite/writing.hpp"

#include <algorithm>

namespace conform {
namespace {

std::vector<Writing> all_writings() {
  return {
      {.name = "members-reversed", .about = "members in reverse order", .spelling = Spelling::reversed},
      {.name = "members-shuffled", .about = "members in an order of their own", .spelling = Spelling::shuffled},
      {.name = "escapes", .about = "characters of texts as \\u escapes", .spelling = Spelling::escapes},
      {.name = "escaped-names", .about = "names of members with \\u escapes", .spelling = Spelling::escaped_names},
      {.name = "white-space", .about = "white space around every token", .spelling = Spelling::spaced},
      {.name = "indented", .about = "indented, with CRLF line ends", .spelling = Spelling::indented},
      {.name = "final-line-feeds", .about = "empty lines behind the document", .spelling = Spelling::final_line_feeds},
      {.name = "top-level-meta",
       .about = "a meta object beside data (JSON:API 1.0)",
       .member = R"("meta":{"conform":"explore"})",
       .refusals = {400, 422}},
      {.name = "top-level-jsonapi",
       .about = "a jsonapi object beside data (JSON:API 1.0)",
       .member = R"("jsonapi":{"version":"1.0"})",
       .refusals = {400, 422}},
      {.name = "fields-reversed", .about = "header fields in reverse order", .fields = FieldSpelling::reversed},
      {.name = "fields-in-small-letters",
       .about = "names of header fields in small letters",
       .fields = FieldSpelling::lower_case},
      {.name = "fields-in-capitals",
       .about = "names of header fields in capitals",
       .fields = FieldSpelling::upper_case},
      {.name = "fields-padded",
       .about = "white space around field values",
       .fields = FieldSpelling::padded,
       .refusals = {400, 401, 406, 415}},
      {.name = "accept-language", .about = "with Accept-Language", .headers = {{"Accept-Language", "de, en;q=0.5"}}},
      {.name = "accept-charset", .about = "with Accept-Charset", .headers = {{"Accept-Charset", "utf-8"}}},
      {.name = "cache-control", .about = "with Cache-Control", .headers = {{"Cache-Control", "no-cache"}}},
      {.name = "max-age",
       .about = "with Cache-Control and Pragma",
       .headers = {{"Cache-Control", "max-age=0"}, {"Pragma", "no-cache"}}},
      {.name = "cookie", .about = "with a cookie that no server set", .headers = {{"Cookie", "conform=explore"}}},
      {.name = "origin",
       .about = "with Origin, as browsers send it",
       .headers = {{"Origin", "https://example.com"}},
       .refusals = {403}},
      {.name = "referer", .about = "with Referer", .headers = {{"Referer", "https://example.com/"}}},
      {.name = "forwarded",
       .about = "with Forwarded and X-Forwarded-For",
       .headers = {{"Forwarded", "for=192.0.2.60;proto=https"}, {"X-Forwarded-For", "192.0.2.60"}}},
      {.name = "request-id",
       .about = "with X-Request-ID and traceparent",
       .headers = {{"X-Request-ID", "conform-1"},
                   {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}},
      {.name = "content-language", .about = "with Content-Language", .headers = {{"Content-Language", "de"}}},
      {.name = "unknown-field", .about = "with a field that no server knows", .headers = {{"X-Conform", "explore"}}},
      {.name = "from", .about = "with From", .headers = {{"From", "conform@example.com"}}},
      {.name = "max-forwards", .about = "with Via", .headers = {{"Via", "1.1 proxy.example.com"}}},
      {.name = "priority", .about = "with Priority (RFC 9218)", .headers = {{"Priority", "u=1"}}},
      {.name = "accept-list",
       .about = "with other media types behind the one in Accept",
       .headers = {{"Accept", "application/vnd.api+json, application/json;q=0.5, */*;q=0.1"}},
       .refusals = {400, 406}},
      {.name = "prefer-representation",
       .about = "with Prefer: return=representation (RFC 7240)",
       .headers = {{"Prefer", "return=representation"}}},
      {.name = "prefer-lenient",
       .about = "with Prefer: handling=lenient (RFC 7240)",
       .headers = {{"Prefer", "handling=lenient"}}},
      {.name = "keep-alive",
       .about = "with Connection: keep-alive",
       .headers = {{"Connection", "keep-alive"}, {"Keep-Alive", "timeout=60"}}},
      {.name = "close",
       .about = "with Connection: close",
       .headers = {{"Connection", "close"}},
       .last_on_connection = true},
      {.name = "expect-continue",
       .about = "with Expect: 100-continue",
       .headers = {{"Expect", "100-continue"}},
       .last_on_connection = true,
       .refusals = {417}},
      {.name = "te-trailers",
       .about = "with TE: trailers",
       .headers = {{"Connection", "TE"}, {"TE", "trailers"}},
       .last_on_connection = true},
      {.name = "query",
       .about = "with a query that no server knows",
       .query = "conform=1",
       .refusals = {400, 404, 422}},
      {.name = "chunked",
       .about = "in one chunk",
       .framing = Framing::one_chunk,
       .headers = {{"Connection", "close"}},
       .last_on_connection = true,
       .refusals = {400, 411, 422, 501}},
      {.name = "chunks",
       .about = "in many chunks",
       .framing = Framing::many_chunks,
       .headers = {{"Connection", "close"}},
       .last_on_connection = true,
       .refusals = {400, 411, 422, 501}},
      {.name = "chunk-extensions",
       .about = "in chunks with extensions",
       .framing = Framing::chunk_extensions,
       .headers = {{"Connection", "close"}},
       .last_on_connection = true,
       .refusals = {400, 411, 422, 501}},
      {.name = "trailers",
       .about = "in chunks, with a trailer field",
       .framing = Framing::trailers,
       .headers = {{"Connection", "close"}},
       .last_on_connection = true,
       .refusals = {400, 411, 422, 501}},
      {.name = "split",
       .about = "in several writes, with pauses",
       .framing = Framing::split,
       .slow = true,
       .refusals = {408}},
      {.name = "http-1-0",
       .about = "as HTTP/1.0",
       .http_1_0 = true,
       .last_on_connection = true,
       .slow = true,
       .refusals = {400, 426, 505}},
  };
}

}  // namespace

const std::vector<Writing>& writings() {
  static const std::vector<Writing> all = all_writings();
  return all;
}

const Writing* find_writing(std::string_view name) {
  const auto found = std::ranges::find(writings(), name, &Writing::name);
  return found == writings().end() ? nullptr : &*found;
}

std::vector<std::string> writing_names() {
  std::vector<std::string> names;
  for (const Writing& writing : writings()) names.emplace_back(writing.name);
  return names;
}

}  // namespace conform
