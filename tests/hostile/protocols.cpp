#include "hostile/catalogue.hpp"

namespace conform::test {
namespace {

using namespace std::string_literals;

Behaviour redirects(const std::string& status, const std::string& location) {
  return says("HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
}

Behaviour redirects_to_itself(const std::string& status) {
  return [status](RawConnection& connection, const ReceivedRequest& received) {
    const std::size_t path = received.request.find(' ') + 1;
    const std::string target = received.request.substr(path, received.request.find(' ', path) - path);
    connection.write("HTTP/1.1 " + status + "\r\nLocation: " + target + "\r\nContent-Length: 0\r\n\r\n");
  };
}

Expected no_http(std::string words = {}) { return {.words = "malformed: not an HTTP/1.1 response" + std::move(words)}; }
Expected undocumented(const std::string& status) { return {.rule = "contract.status", .words = status}; }

}  // namespace

Misbehaviours protocols() {
  return {
      {"protocol/http-0.9", says("<html>a response without a head</html>"), no_http()},
      {"protocol/http-2-settings", says("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff"s),
       no_http()},
      {"protocol/http-2-preface", says("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), no_http()},
      {"protocol/http-2-status-line", says("HTTP/2 200\r\ncontent-length: 2\r\n\r\n{}"), no_http()},
      {"protocol/http-3.0-status-line", says("HTTP/3.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"), no_http()},
      {"protocol/icy", says("ICY 200 OK\r\n\r\n"), no_http()},
      {"protocol/tls-alert", says("\x15\x03\x01\x00\x02\x02\x46"s), no_http(": it is TLS")},
      {"protocol/ssh", says("SSH-2.0-OpenSSH_9.2\r\n"), no_http()},
      {"protocol/smtp", says("220 mail.example ESMTP\r\n"), no_http()},
      {"protocol/upgrade-unasked",
       says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi"),
       undocumented("101")},
      {"protocol/random-bytes", says("\xde\xad\xbe\xef\x00\x01\x02\x03"s + std::string(10'000, '\xa5')), no_http()},
      {"protocol/request-in-place-of-an-answer", says("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), no_http()},
      {"redirect/301-to-itself", redirects_to_itself("301 Moved Permanently"), undocumented("301")},
      {"redirect/302-to-itself", redirects_to_itself("302 Found"), undocumented("302")},
      {"redirect/307-to-itself", redirects_to_itself("307 Temporary Redirect"), undocumented("307")},
      {"redirect/308-to-a-file", redirects("308 Permanent Redirect", "file:///etc/passwd"), undocumented("308")},
      {"redirect/302-to-gopher", redirects("302 Found", "gopher://127.0.0.1:1/_x"), undocumented("302")},
      {"redirect/302-to-an-impossible-port", redirects("302 Found", "http://a:99999999999/"), undocumented("302")},
      {"redirect/302-to-escape-sequences", redirects("302 Found", "\x1b[2J\x9b"), undocumented("302")},
      {"redirect/303-without-location", says("HTTP/1.1 303 See Other\r\nContent-Length: 0\r\n\r\n"),
       undocumented("303")},
  };
}

}  // namespace conform::test
