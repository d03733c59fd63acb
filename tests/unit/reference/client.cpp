#include "unit/reference/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace conform::reference::testing {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string ReceivedResponse::field(const std::string& name) const {
  for (const auto& [key, value] : fields) {
    if (lower(key) == lower(name)) return value;
  }
  return {};
}

bool ReceivedResponse::has(const std::string& name) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const auto& field) { return lower(field.first) == lower(name); });
}

nlohmann::json ReceivedResponse::json() const { return nlohmann::json::parse(body, nullptr, false); }

Socket::Socket(int port) : number_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(number_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(number_);
    throw std::runtime_error{"cannot connect"};
  }
}

Socket::~Socket() { close(number_); }

void Socket::send(const std::string& bytes) {
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t count = ::send(number_, left.data(), left.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // the response shows it
    left.remove_prefix(static_cast<std::size_t>(count));
  }
}

namespace {

// Appends what comes next; the trouble, or nothing.
std::string receive(int number, std::string& to, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd watched{number, POLLIN, 0};
  if (left.count() <= 0 || poll(&watched, 1, static_cast<int>(left.count())) <= 0) return "timeout";
  std::array<char, 65536> buffer{};
  const ssize_t count = recv(number, buffer.data(), buffer.size(), 0);
  if (count < 0) return "reset";
  if (count == 0) return "closed";
  to.append(buffer.data(), static_cast<std::size_t>(count));
  return {};
}

}  // namespace

ReceivedResponse Socket::read_to_end(std::chrono::milliseconds time_out, std::size_t most) {
  const auto until = std::chrono::steady_clock::now() + time_out;
  std::string raw = std::move(rest_);
  std::string trouble;
  while (trouble.empty() && raw.size() < most) trouble = receive(number_, raw, until);
  ReceivedResponse response = parse_response(std::move(raw));
  response.trouble = trouble;
  return response;
}

ReceivedResponse Socket::read_one(std::chrono::milliseconds time_out) {
  const auto until = std::chrono::steady_clock::now() + time_out;
  for (;;) {
    const std::size_t end = rest_.find("\r\n\r\n");
    if (end != std::string::npos) {
      ReceivedResponse head = parse_response(rest_.substr(0, end + 4));
      const std::string length = head.field("Content-Length");
      const std::size_t size = end + 4 + (length.empty() ? 0 : std::stoul(length));
      if (rest_.size() >= size) {
        ReceivedResponse response = parse_response(rest_.substr(0, size));
        rest_.erase(0, size);
        return response;
      }
    }
    if (std::string trouble = receive(number_, rest_, until); !trouble.empty()) {
      ReceivedResponse response = parse_response(std::move(rest_));
      response.status = 0;
      response.trouble = trouble;
      return response;
    }
  }
}

bool Socket::is_closed(std::chrono::milliseconds time_out) {
  std::string sink;
  return receive(number_, sink, std::chrono::steady_clock::now() + time_out) == "closed";
}

std::string bytes_of(const Request& request) {
  std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const auto& [name, value] : request.fields) bytes += name + ": " + value + "\r\n";
  if (request.body) bytes += "Content-Length: " + std::to_string(request.body->size()) + "\r\n";
  return bytes + "\r\n" + request.body.value_or("");
}

ReceivedResponse parse_response(std::string raw) {
  ReceivedResponse response;
  response.raw = std::move(raw);
  std::string_view text = response.raw;
  while (text.starts_with("HTTP/1.1 1")) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return response;
    text.remove_prefix(end + 4);
  }
  const std::size_t end = text.find("\r\n\r\n");
  if (!text.starts_with("HTTP/1.1 ") || end == std::string_view::npos) return response;
  response.status = std::stoi(std::string{text.substr(9, 3)});
  std::size_t at = text.find("\r\n") + 2;
  while (at < end + 2) {
    const std::size_t stop = text.find("\r\n", at);
    const std::string_view line = text.substr(at, stop - at);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) response.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    at = stop + 2;
  }
  std::string_view body = text.substr(end + 4);
  if (lower(response.field("Transfer-Encoding")) != "chunked") {
    response.body = body;
    return response;
  }
  while (!body.empty()) {
    const std::size_t line = body.find("\r\n");
    if (line == std::string_view::npos) break;
    const std::size_t size = std::stoul(std::string{body.substr(0, line)}, nullptr, 16);
    if (size == 0) break;
    response.body += body.substr(line + 2, size);
    body.remove_prefix(std::min(body.size(), line + 2 + size + 2));
  }
  return response;
}

ReceivedResponse exchange(int port, Request request, std::chrono::milliseconds time_out) {
  Socket socket{port};
  request.fields.emplace_back("Connection", "close");
  socket.send(bytes_of(request));
  ReceivedResponse response = socket.read_to_end(time_out);
  if (response.trouble == "closed" && response.status != 0) response.trouble.clear();
  return response;
}

const Account& account_of(const Server& server, const std::string& actor) {
  const std::vector<Account>& accounts = server.accounts();
  const auto found = std::find_if(accounts.begin(), accounts.end(), [&](const Account& a) { return a.actor == actor; });
  if (found == accounts.end()) throw std::runtime_error{"no actor " + actor};
  return *found;
}

Client::Client(const Server& server, const std::string& actor)
    : account{account_of(server, actor)},
      port{server.port()},
      base{server.base_url().substr(server.base_url().find("/user/"))} {}

ReceivedResponse Client::send(Request request) const {
  const bool has_own = std::any_of(request.fields.begin(), request.fields.end(),
                                   [](const auto& field) { return field.first == "Authorization"; });
  if (!has_own) request.fields.emplace_back("Authorization", "Bearer " + account.token);
  return exchange(port, std::move(request));
}

std::string Client::document(const nlohmann::json& attributes) const {
  return nlohmann::json{{"data", {{"type", "User"}, {"id", account.user_id}, {"attributes", attributes}}}}.dump();
}

Request Client::write(const std::string& method, const std::string& document) const {
  return {.method = method,
          .target = path(),
          .fields = {{"Content-Type", "application/vnd.api+json"}, {"Accept", "application/vnd.api+json"}},
          .body = document};
}

ReceivedResponse Client::put(const nlohmann::json& attributes) const {
  return send(write("PUT", document(attributes)));
}
ReceivedResponse Client::patch(const nlohmann::json& attributes) const {
  return send(write("PATCH", document(attributes)));
}
ReceivedResponse Client::get() const { return send({.method = "GET", .target = path(), .fields = {}, .body = {}}); }

ReceivedResponse Client::put_custom_attributes(const std::string& body) const {
  return send({.method = "PUT",
               .target = base + "/attributes",
               .fields = {{"Content-Type", "application/json"}},
               .body = body});
}

ReceivedResponse Client::get_custom_attributes() const {
  return send({.method = "GET", .target = base + "/attributes", .fields = {}, .body = {}});
}

nlohmann::json Client::attributes() const { return get().json().at("data").at("attributes"); }

nlohmann::json full_attributes() {
  return {{"firstName", "Ada"},
          {"lastName", "Lovelace"},
          {"email", "ada@example.org"},
          {"phoneNumber", "+44 20 7946 0000"},
          {"pictureUrl", "https://example.org/ada.png"},
          {"gender", "female"},
          {"birthDate", "1815-12-10"},
          {"address",
           {{"country", "GB"},
            {"locality", "London"},
            {"street", "St James's Square"},
            {"houseNo", 12},
            {"additionalAddressLink", "c/o Babbage"},
            {"region", "LND"},
            {"postalCode", "01234"}}},
          {"locale", "en-GB"},
          {"zoneInfo", "Europe/London"}};
}

}  // namespace conform::reference::testing
