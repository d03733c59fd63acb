#include "unit/reference/raw_requests.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace conform::reference::testing {

namespace {

using namespace std::string_literals;

const std::string host = "Host: x\r\n";
const std::string end = "\r\n";
/// What is read as another request by who takes the one before it to be shorter.
const std::string next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

std::string get(const std::string& target, const std::string& fields = host) {
  return "GET " + target + " HTTP/1.1\r\n" + fields + end;
}

// A write without a token: 401 says that the request was read as a whole.
std::string put(const std::string& fields, const std::string& body) {
  return "PUT /user/2024-3/attributes HTTP/1.1\r\n" + host + fields + end + body;
}

std::string chunked(const std::string& body) { return put("Transfer-Encoding: chunked\r\n", body); }

std::string with_length(const std::string& length, const std::string& body) {
  return put("Content-Length: " + length + end, body);
}

// "9112 3.2" to "RFC 9112 §3.2".
std::string rfc(const std::string& section) {
  const std::size_t blank = section.find(' ');
  return "RFC " + section.substr(0, blank) + " §" + section.substr(blank + 1);
}

class Table {
 public:
  std::vector<RawRequest> write() {
    request_lines();
    targets();
    methods();
    hosts();
    field_lines();
    lengths();
    codings();
    chunks();
    trailers();
    connections();
    sizes();
    return std::move(rows_);
  }

 private:
  void group(std::string name) { group_ = std::move(name); }
  void served(std::string name, const std::string& section, std::string bytes, std::vector<int> statuses) {
    rows_.push_back({group_, std::move(name), rfc(section), std::move(bytes), std::move(statuses), true});
  }
  void refused(std::string name, const std::string& section, std::string bytes, int status = 400) {
    rows_.push_back({group_, std::move(name), rfc(section), std::move(bytes), {status}, false});
  }
  void closed(std::string name, const std::string& section, std::string bytes, int status) {
    refused(std::move(name), section, std::move(bytes), status);
  }

  void request_lines() {
    group("Request line");
    served("plain", "9112 3", get("/healthz"), {200});
    served("an empty line before it", "9112 2.2", end + get("/healthz"), {200});
    refused("two empty lines before it", "9112 2.2", end + end + get("/healthz"));
    refused("a line feed alone before it", "9112 2.2", "\n" + get("/healthz"));
    refused("blank before it", "9112 3", " " + get("/healthz"));
    refused("two blanks in it", "9112 3", "GET  /healthz HTTP/1.1\r\n" + host + end);
    refused("a tab in it", "9112 3", "GET\t/healthz HTTP/1.1\r\n" + host + end);
    refused("a blank behind it", "9112 3", "GET /healthz HTTP/1.1 \r\n" + host + end);
    refused("no version (HTTP/0.9)", "9112 3", "GET /healthz\r\n" + host + end);
    refused("no target", "9112 3", "GET HTTP/1.1\r\n" + host + end);
    refused("line feeds alone", "9112 2.2", "GET /healthz HTTP/1.1\nHost: x\n\n");
    refused("a carriage return in it", "9112 2.2", "GET /healthz\r HTTP/1.1\r\n" + host + end);
    refused("a NUL in it", "9112 3", "GET /health\0z HTTP/1.1\r\n"s + host + end);
    refused("a TLS handshake", "9112 3", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s);
    group("Version");
    served("HTTP/1.2, read as HTTP/1.1", "9110 2.5", "GET /healthz HTTP/1.2\r\n" + host + end, {200});
    served("HTTP/1.9, read as HTTP/1.1", "9110 2.5", "GET /healthz HTTP/1.9\r\n" + host + end, {200});
    closed("HTTP/1.0, without Host", "9112 3.2", "GET /healthz HTTP/1.0\r\n\r\n", 200);
    refused("HTTP/2.0", "9110 15.6.6", "GET /healthz HTTP/2.0\r\n" + host + end, 505);
    refused("HTTP/0.9", "9110 15.6.6", "GET /healthz HTTP/0.9\r\n" + host + end, 505);
    refused("the preface of HTTP/2", "9113 3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    refused("in small letters", "9112 2.3", "GET /healthz http/1.1\r\n" + host + end);
    refused("two digits", "9112 2.3", "GET /healthz HTTP/1.10\r\n" + host + end);
    refused("no minor version", "9112 2.3", "GET /healthz HTTP/1\r\n" + host + end);
  }

  void targets() {
    group("Request target");
    served("a query", "9112 3.2.1", get("/healthz?a=b"), {200});
    served("? and / in a query", "3986 3.4", get("/healthz?a=?b/c??"), {200});
    served("an empty query", "3986 3.4", get("/healthz?"), {200});
    served("absolute-form", "9112 3.2.2", get("http://x/healthz"), {200});
    served("absolute-form, another host than in Host", "9112 3.2.2", get("http://y:80/healthz?a=http://z/"), {200});
    served("absolute-form, the scheme in capitals", "3986 3.1", get("HTTP://x/healthz"), {200});
    served("absolute-form, an IPv6 address", "3986 3.2.2", get("http://[::1]:80/healthz"), {200});
    served("absolute-form without a path", "9110 4.2.3", get("http://x"), {404});
    served("absolute-form, a query without a path", "9110 4.2.3", get("http://x?healthz"), {404});
    served("* for the whole server", "9112 3.2.4", "OPTIONS * HTTP/1.1\r\n" + host + end, {404});
    refused("* with another method than OPTIONS", "9112 3.2.4", get("*"));
    refused("absolute-form without a host", "9110 4.2.1", get("http:///healthz"));
    refused("absolute-form, a port without a host", "9110 4.2.1", get("http://:80/healthz"));
    refused("absolute-form with a user", "9110 4.2.4", get("http://user@x/healthz"));
    refused("absolute-form, no port behind the colon but letters", "3986 3.2.3", get("http://x:80a/healthz"));
    refused("another scheme", "9112 3.2.2", get("ftp://x/healthz"));
    refused("authority-form without CONNECT", "9112 3.2.3", get("x:80"));
    refused("a path without /", "9112 3.2.1", get("healthz"));
    refused("a fragment", "9112 3.2", get("/healthz#a"));
    refused("a blank", "9112 3.2", get("/health z"));
    refused("a byte over 127", "9112 3.2", get("/health\xFFz"));
  }

  void methods() {
    group("Method");
    served("HEAD", "9110 9.3.2", "HEAD /healthz HTTP/1.1\r\n" + host + end, {200});
    served("one that the resource does not have", "9110 9.1",
           "DELETE /user/2024-3/attributes HTTP/1.1\r\n" + host + end, {405});
    served("TRACE", "9110 9.3.8", "TRACE /user/2024-3/attributes HTTP/1.1\r\n" + host + end, {405});
    served("one that the server does not know", "9110 9.1", "BREW /healthz HTTP/1.1\r\n" + host + end, {501});
    served("one of odd characters", "9110 5.6.2", "M-SEARCH! /healthz HTTP/1.1\r\n" + host + end, {501});
    served("in small letters", "9110 9.1", "get /healthz HTTP/1.1\r\n" + host + end, {501});
    served("CONNECT", "9110 9.3.6", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", {501});
    refused("not a token", "9110 9.1", "GE(T /healthz HTTP/1.1\r\n" + host + end);
    refused("a colon in it", "9110 9.1", "GET: /healthz HTTP/1.1\r\n" + host + end);
  }

  void hosts() {
    group("Host");
    served("empty", "9112 3.2", get("/healthz", "Host:\r\n"), {200});
    served("a port", "9110 7.2", get("/healthz", "Host: ex-ample.org:8080\r\n"), {200});
    served("a colon without a port", "3986 3.2.3", get("/healthz", "Host: x:\r\n"), {200});
    served("an IPv6 address", "3986 3.2.2", get("/healthz", "Host: [::1]:80\r\n"), {200});
    refused("missing", "9112 3.2", get("/healthz", ""));
    refused("twice", "9112 3.2", get("/healthz", host + "Host: y\r\n"));
    refused("twice the same", "9112 3.2", get("/healthz", host + host));
    refused("twice, in other letters", "9112 3.2", get("/healthz", host + "HOST: y\r\n"));
    refused("a list", "9112 3.2", get("/healthz", "Host: x, y\r\n"));
    refused("a blank and a path", "9112 3.2", get("/healthz", "Host: a b/c\r\n"));
    refused("a user", "9110 7.2", get("/healthz", "Host: user@x\r\n"));
    refused("a bracket alone", "9110 7.2", get("/healthz", "Host: [::1\r\n"));
    refused("letters as the port", "9110 7.2", get("/healthz", "Host: x:80a\r\n"));
    refused("twice, with HTTP/1.0", "9112 3.2", "GET /healthz HTTP/1.0\r\n" + host + "Host: y\r\n\r\n");
  }

  void field_lines() {
    group("Field line");
    served("no blank, and blanks and tabs, around the value", "9112 5", get("/healthz", host + "A:b\r\nC: \t d \t\r\n"),
           {200});
    served("an empty value", "9110 5.5", get("/healthz", host + "X:\r\n"), {200});
    served("bytes over 127 in a value", "9110 5.5", get("/healthz", host + "X: \xC3\xA9\xFF\r\n"), {200});
    served("every character of a token in a name", "9110 5.1", get("/healthz", host + "!#$%&'*+-.^_`|~9aZ: b\r\n"),
           {200});
    refused("a blank before the colon", "9112 5.1", get("/healthz", host + "X : a\r\n"));
    refused("a tab before the colon", "9112 5.1", get("/healthz", host + "Content-Length\t: 0\r\n"));
    refused("folded", "9112 5.2", get("/healthz", host + "X: a\r\n b\r\n"));
    refused("a blank before the first", "9112 2.2", get("/healthz", " X: a\r\n" + host));
    refused("no colon", "9112 5", get("/healthz", host + "X\r\n"));
    refused("no name", "9110 5.1", get("/healthz", host + ": a\r\n"));
    refused("a name that is not a token", "9110 5.1", get("/healthz", host + "X(Y): a\r\n"));
    refused("a byte over 127 in a name", "9110 5.1", get("/healthz", host + "X\xFF: a\r\n"));
    refused("a NUL in a name", "9110 5.1", get("/healthz", host + "X\0: a\r\n"s));
    refused("a NUL in a value", "9110 5.5", get("/healthz", host + "X: a\0b\r\n"s));
    refused("an escape in a value", "9110 5.5", get("/healthz", host + "X: a\x1b[1m\r\n"));
    refused("a carriage return in a value", "9112 2.2", get("/healthz", host + "X: a\rb\r\n"));
    refused("a line feed in a value", "9112 2.2", put("X: a\nContent-Length: 5\r\n", "{}"));
    refused("a line feed at the end of the head", "9112 2.2", "GET /healthz HTTP/1.1\r\nHost: x\r\n\n");
  }

  void lengths() {
    group("Content-Length");
    served("right", "9112 6.2", with_length("2", "{}"), {401});
    served("zeros before it", "9110 8.6", with_length("002", "{}"), {401});
    served("0, and another request", "9112 6.3", with_length("0", next), {401, 200});
    served("none, and another request", "9112 6.3", put("", next), {401, 200});
    refused("twice, different", "9112 6.3", put("Content-Length: 0\r\nContent-Length: 35\r\n", next));
    refused("twice, the same", "9112 6.3", put("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"));
    refused("a list", "9112 6.3", with_length("2, 2", "{}"));
    refused("a sign", "9110 8.6", with_length("+2", "{}"));
    refused("negative", "9110 8.6", with_length("-2", "{}"));
    refused("hexadecimal", "9110 8.6", with_length("0x2", "{}"));
    refused("a fraction", "9110 8.6", with_length("2.0", "{}"));
    refused("empty", "9110 8.6", with_length("", "{}"));
    refused("wide digits", "9110 8.6", with_length("\uFF12", "{}"));
    refused("more than 64 bits, without a body", "9110 8.6", with_length("99999999999999999999", ""));
    refused("letters, without a body", "9110 8.6", with_length("many", ""));
    refused("more than is taken, without a body", "9110 15.5.14", with_length("1048577", ""), 413);
    refused("and Transfer-Encoding", "9112 6.1",
            put("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + next));
    refused("and Transfer-Encoding that is not understood", "9112 6.1",
            put("Content-Length: 2\r\nTransfer-Encoding: identity\r\n", "{}"));
  }

  void codings() {
    group("Transfer-Encoding");
    const std::string body = "2\r\n{}\r\n0\r\n\r\n";
    const auto with = [&](const std::string& value) { return put("Transfer-Encoding: " + value + end, body); };
    served("chunked", "9112 6.1", with("chunked"), {401});
    served("in capitals", "9112 7", with("CHUNKED"), {401});
    refused("another below chunked", "9112 6.1", with("gzip, chunked"), 501);
    refused("another above chunked", "9112 6.3", with("chunked, gzip"));
    refused("another alone", "9112 6.3", with("gzip"));
    refused("identity", "9112 6.3", with("identity"));
    refused("chunked twice", "9112 6.1", with("chunked, chunked"));
    refused("chunked in two lines", "9112 6.1",
            put("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", body));
    refused("a longer word", "9112 7", with("xchunked"));
    refused("a parameter", "9112 7.1", with("chunked;a=b"));
    refused("quoted", "9112 7", with("\"chunked\""));
    refused("a vertical tab before it", "9110 5.5",
            with("\x0b"
                 "chunked"));
    refused("empty", "9112 6.3", with(""));
    refused("with HTTP/1.0", "9112 6.1",
            "PUT /user/2024-3/attributes HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n" + body);
  }

  void chunks() {
    group("Chunk");
    const std::string last = "0\r\n\r\n";
    served("two", "9112 7.1", chunked("1\r\n{\r\n1\r\n}\r\n" + last), {401});
    served("zeros before sizes", "9112 7.1", chunked("0002\r\n{}\r\n000\r\n\r\n"), {401});
    served("extensions", "9112 7.1.1", chunked("2;a;b=c;d=\"e ; f\"\r\n{}\r\n0;g\r\n\r\n"), {401});
    served("blanks before extensions", "9112 7.1.1", chunked("2 ;a=b\r\n{}\r\n" + last), {401});
    served("and another request behind the last", "9112 7.1", chunked("2\r\n{}\r\n" + last + next), {401, 200});
    refused("longer than its size", "9112 7.1", chunked("2\r\n{}XX\r\n" + last));
    refused("longer than its size, by another request", "9112 7.1", chunked("2\r\n{}XX\r\n" + next));
    refused("no last one, but another request", "9112 7.1", chunked("2\r\n{}\r\n" + next));
    refused("a line feed alone behind it", "9112 7.1", chunked("2\r\n{}\n" + last));
    refused("a line feed alone behind its size", "9112 7.1", chunked("2\n{}\r\n" + last));
    refused("a line feed in an extension", "9112 7.1.1", chunked("2;a\nb\r\n{}\r\n" + last));
    refused("a control character in an extension", "9112 7.1.1", chunked("2;\x01\r\n{}\r\n" + last));
    refused("size: empty", "9112 7.1", chunked("\r\n{}\r\n" + last));
    refused("size: 0x", "9112 7.1", chunked("0x2\r\n{}\r\n" + last));
    refused("size: a sign", "9112 7.1", chunked("+2\r\n{}\r\n" + last));
    refused("size: negative", "9112 7.1", chunked("-2\r\n{}\r\n" + last));
    refused("size: a blank before it", "9112 7.1", chunked(" 2\r\n{}\r\n" + last));
    refused("size: a blank behind it", "9112 7.1", chunked("2 \r\n{}\r\n" + last));
    refused("size: letters behind it", "9112 7.1", chunked("2zz\r\n{}\r\n" + last));
    refused("size: letters behind the last", "9112 7.1", chunked("2\r\n{}\r\n0junk\r\n\r\n"));
    refused("size: 2 to the 64th", "9112 7.1", chunked("10000000000000000\r\n"));
    refused("size: 2 to the 63rd", "9110 15.5.14", chunked("8000000000000000\r\n"), 413);
  }

  void trailers() {
    group("Trailer");
    const std::string body = "2\r\n{}\r\n0\r\n";
    served("two", "9112 7.1.2", chunked(body + "X: y\r\nDigest:\r\n\r\n"), {401});
    served("one that means nothing there", "9110 6.5.1", chunked(body + "Content-Length: 100\r\n\r\n"), {401});
    refused("no colon", "9112 7.1.2", chunked(body + "X\r\n\r\n"));
    refused("a name that is not a token", "9110 5.1", chunked(body + "X Y: z\r\n\r\n"));
    refused("a NUL", "9110 5.5", chunked(body + "X: \0\r\n\r\n"s));
    refused("a line feed alone", "9112 2.2", chunked(body + "X: y\n\r\n"));
    refused("another request in its place", "9112 7.1.2", chunked(body + next));
  }

  void connections() {
    group("Connection");
    served("two requests in one go", "9112 9.3.2", next + next, {200, 200});
    served("keep-alive", "9112 9.3", get("/healthz", host + "Connection: Keep-Alive\r\n"), {200});
    served("an upgrade that is not made", "9110 7.8", get("/healthz", host + "Connection: Upgrade\r\nUpgrade: h2c\r\n"),
           {200});
    closed("close", "9112 9.6", get("/healthz", host + "Connection: close\r\n"), 200);
    closed("close in a list, in capitals", "9110 7.6.1", get("/healthz", host + "Connection: a, CLOSE\r\n"), 200);
    served("Expect: 100-continue", "9110 10.1.1", put("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"),
           {100, 401});
    refused("Expect: 100-continue with a bad length", "9110 10.1.1",
            put("Expect: 100-continue\r\nContent-Length: many\r\n", ""));
    refused("Expect: 100-continue with a body that is too large", "9110 10.1.1",
            put("Expect: 100-continue\r\nContent-Length: 2000000\r\n", ""), 413);
  }

  void sizes() {
    group("Size");
    constexpr std::size_t fits = 8000;
    constexpr std::size_t too_long = 9000;
    constexpr std::size_t many = 9;
    served("a request line of 8,000 bytes", "9112 3", get("/healthz?" + std::string(fits, 'a')), {200});
    refused("a request line of 9,000 bytes", "9112 3", get("/healthz?" + std::string(too_long, 'a')), 414);
    refused("a request line that does not end", "9110 15.5.15", std::string(too_long, 'a'), 414);
    served("a field line of 8,000 bytes", "9110 5.4", get("/healthz", host + "X: " + std::string(fits, 'a') + end),
           {200});
    refused("a field line of 9,000 bytes", "6585 5", get("/healthz", host + "X: " + std::string(too_long, 'a') + end),
            431);
    std::string fields = host;
    for (std::size_t i = 0; i < many; ++i) fields += "X: " + std::string(fits, 'a') + end;
    refused("a head of 72,000 bytes", "6585 5", get("/healthz", fields), 431);
    refused("a line before a chunk of 9,000 bytes", "9112 7.1.1", chunked("2;" + std::string(too_long, 'a') + end));
  }

  std::string group_;
  std::vector<RawRequest> rows_;
};

// As the text of a C++ or JSON string, with what repeats shortened.
std::string shown(std::string_view bytes) {
  constexpr std::size_t most_repeated = 20;
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const char c = bytes[at];
    const std::size_t stop = std::min(bytes.find_first_not_of(c, at), bytes.size());
    const bool repeats = stop - at > most_repeated;
    std::array<char, 8> escape{};
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else if (c == '|') {
      text += "\\x7c";  // ends a cell
    } else if (c == '`') {
      text += "\\x60";
    } else if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~') {
      std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned char>(c));
      text += escape.data();
    } else {
      text += c;
    }
    if (repeats) text += "…(" + std::to_string(stop - at) + " times)";
    at = repeats ? stop : at + 1;
  }
  return text;
}

std::string outcome_of(const RawRequest& request) {
  std::string text;
  for (const int status : request.statuses) text += (text.empty() ? "" : ", ") + std::to_string(status);
  return text + (request.kept ? "" : ", closed");
}

}  // namespace

const std::vector<RawRequest>& raw_requests() {
  static const std::vector<RawRequest> all = Table{}.write();
  return all;
}

std::string page_of(const std::vector<RawRequest>& requests) {
  std::string page =
      "# Raw requests to the reference server\n\n" + std::to_string(requests.size()) +
      " requests, byte by byte, and what `conform serve` makes of them. What two readers could take\n"
      "differently is refused, and its connection closed, so that nothing behind it is taken for a request. "
      "What is rare\nand allowed is served: 401 says that the whole request was read, and that no token "
      "came with it.\n\n`tests/unit/reference/raw_requests.cpp` has this table; `raw_requests_test.cpp` "
      "sends each row and compares this page, which\n`CONFORM_UPDATE_GOLDENS=1` rewrites.\n";
  std::string group;
  for (const RawRequest& request : requests) {
    if (request.group != group) {
      group = request.group;
      page += "\n## " + group + "\n| request | specified in | bytes | response |\n|---|---|---|---|\n";
    }
    page += "| " + request.name + " | " + request.section + " | `" + shown(request.bytes) + "` | " +
            outcome_of(request) + " |\n";
  }
  return page;
}

}  // namespace conform::reference::testing
