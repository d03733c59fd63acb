#include "reference/request_reader.hpp"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace conform::reference {

namespace {

constexpr std::size_t largest_body = std::size_t{1024} * 1024;
constexpr std::size_t largest_head = std::size_t{64} * 1024;
constexpr std::size_t largest_line = 8192;
// Chunk framing may be larger than what it carries: a chunk of one byte takes six.
constexpr std::size_t largest_framed_body = largest_body * 8;
// From the first byte of a request.
constexpr std::chrono::seconds head_time{20};

// Lets httplib read from a Connection, keeps the bytes of the head, and counts those of the body.
class CountingStream : public httplib::Stream {
 public:
  explicit CountingStream(Connection& connection) : connection_{connection} {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    if (!in_body) {
      // A line that is too long is refused at once; its end may never come.
      if (head.size() >= largest_head || line_bytes_ > largest_line) return -1;
      const ssize_t count = connection_.read(to, std::min(size, largest_head - head.size()));
      if (count <= 0) return count;
      const std::string_view taken{to, static_cast<std::size_t>(count)};
      const std::size_t last_end = taken.rfind('\n');
      line_bytes_ = last_end == std::string_view::npos ? line_bytes_ + taken.size() : taken.size() - last_end - 1;
      head.append(taken);
      return count;
    }
    if (body_bytes >= largest_framed_body) return -1;
    const ssize_t count = connection_.read(to, size);
    if (count > 0) body_bytes += static_cast<std::size_t>(count);
    return count;
  }
  // Answers are written elsewhere, where each byte can be decided on; what httplib would answer is dropped.
  ssize_t write(const char* /*from*/, std::size_t size) override { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return -1; }

  std::string head;
  std::size_t body_bytes = 0;
  bool in_body = false;

 private:
  Connection& connection_;
  std::size_t line_bytes_ = 0;
};

// The field lines of a head that httplib has accepted, as they were sent.
HttpFields fields_of(std::string_view head) {
  HttpFields fields;
  head.remove_prefix(std::min(head.size(), head.find('\n') + 1));
  while (!head.empty()) {
    const std::size_t end = head.find('\n');
    std::string_view line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    fields.push_back({std::string{line.substr(0, colon)}, std::string{trim(line.substr(colon + 1))}});
  }
  return fields;
}

// httplib 0.11.4 passes over blanks around the parts of a request line and over lines that are no fields: what two
// readers of one request could understand differently is refused (RFC 9112 section 11.2).
bool is_well_formed(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  if (line.starts_with(' ') || std::count(line.begin(), line.end(), ' ') != 2 ||
      line.find("  ") != std::string_view::npos)
    return false;
  head.remove_prefix(std::min(head.size(), line.size() + 2));
  while (!head.empty() && head != "\r\n") {
    const std::string_view field = head.substr(0, head.find("\r\n"));
    const std::string_view name = field.substr(0, field.find(':'));
    if (name.empty() || name.size() == field.size() || name.find_first_of(" \t\n") != std::string_view::npos)
      return false;
    head.remove_prefix(std::min(head.size(), field.size() + 2));
  }
  return true;
}

bool has_token(const std::optional<std::string>& list, std::string_view token) {
  if (!list) return false;
  std::string_view rest = *list;
  for (;;) {
    const std::size_t comma = rest.find(',');
    if (lower(trim(rest.substr(0, comma))) == token) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

bool has_long_line(std::string_view text) {
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = text.find('\n', start);
    if ((end == std::string_view::npos ? text.size() : end) - start > largest_line) return true;
    if (end == std::string_view::npos) return false;
    start = end + 1;
  }
}

}  // namespace

// process_request is httplib's own step for one request; it is protected, hence the derivation.
class RequestReader::Engine : public httplib::Server {
 public:
  Engine() {
    const auto take = [this](const httplib::Request& request, httplib::Response& response) {
      incoming_.request.body = request.body;
      complete_ = true;
      response.status = 200;
    };
    // The path is decided on elsewhere; here all requests are for "/".
    Get("/", take);
    Post("/", take);
    Put("/", take);
    Patch("/", take);
    Delete("/", take);
    Options("/", take);
  }

  Incoming read(Connection& connection) {
    incoming_ = {};
    complete_ = false;
    const Connection::Clock::time_point begun = connection.arrival().value_or(Connection::Clock::now());
    connection.set_arrival(std::nullopt);
    connection.set_deadline(begun + head_time);
    CountingStream stream{connection};
    bool closed = false;
    const bool done = process_request(stream, false, closed, [&](httplib::Request& request) {
      stream.in_body = true;
      connection.set_deadline(begun + request_time);
      prepare(request, stream.head, connection);
    });
    static_cast<void>(done);
    if (incoming_.kind == Incoming::Kind::request && needs_body_ && !complete_) {
      if (stream.body_bytes >= largest_framed_body) {
        refuse("body-too-large", "A body may have 1 MiB.");
      } else if (connection.past_deadline()) {
        refuse("request-timeout", "The body did not come in time.");
      } else {
        refuse("bad-request", "The body is not framed as the header fields say.");
      }
    } else if (incoming_.kind == Incoming::Kind::request && incoming_.request.body.size() > largest_body) {
      refuse("body-too-large", "A body may have 1 MiB.");
    } else if (!stream.in_body && !stream.head.empty()) {
      refuse_head(stream.head, connection);
    }
    return std::move(incoming_);
  }

 private:
  void refuse(std::string code, std::string detail) {
    incoming_ = {.kind = Incoming::Kind::unusable,
                 .request = {},
                 .keep_alive = false,
                 .code = std::move(code),
                 .detail = std::move(detail)};
  }

  void refuse_head(std::string_view head, const Connection& connection) {
    if (head.substr(0, head.find('\n')).size() > largest_line) {
      refuse("target-too-long", "The request line may have 8,192 bytes.");
    } else if (head.size() >= largest_head || has_long_line(head)) {
      refuse("fields-too-large", "A field line may have 8,192 bytes, all of them 64 KiB.");
    } else if (connection.past_deadline()) {
      refuse("request-timeout", "The head did not come in time.");
    } else {
      refuse("bad-request", "This is no HTTP/1.1 request.");
    }
  }

  // The head is there. Decides how the body is framed (RFC 9112 section 6.3) and hides from httplib what it would act
  // on by itself: paths, ranges, form and multipart bodies, content codings.
  void prepare(httplib::Request& request, std::string_view head, Connection& connection) {
    incoming_.kind = Incoming::Kind::request;
    HttpRequest& out = incoming_.request;
    out.method = request.method;
    out.target = request.target;
    out.fields = fields_of(head);
    const bool closes = has_token(field_value(out.fields, "Connection"), "close");
    incoming_.keep_alive = request.version == "HTTP/1.1" && !closes;
    needs_body_ = false;
    request.headers.clear();
    request.ranges.clear();
    request.path = "/";

    const std::optional<std::string> length = field_value(out.fields, "Content-Length");
    const std::optional<std::string> coding = field_value(out.fields, "Transfer-Encoding");
    request.method = "GET";
    if (!is_well_formed(head)) {
      refuse("bad-request", "This is no HTTP/1.1 request.");
    } else if (request.version == "HTTP/1.1" && !field_value(out.fields, "Host")) {
      refuse("bad-request", "The field Host is missing.");
    } else if (length && coding) {
      refuse("bad-request", "Content-Length and Transfer-Encoding exclude each other.");
    } else if (coding && lower(*coding) != "chunked") {
      refuse("bad-request", "The only transfer coding that is understood is chunked.");
    } else if (length && (length->empty() || length->size() > 18 ||
                          length->find_first_not_of("0123456789") != std::string::npos)) {
      refuse("bad-request", "Content-Length is no number.");
    } else if (length && std::stoull(*length) > largest_body) {
      refuse("body-too-large", "A body may have 1 MiB.");
    } else if (coding || (length && std::stoull(*length) > 0)) {
      // Read as the body of a PUT whatever the method is, or it would be taken for the next request.
      request.method = "PUT";
      request.set_header(coding ? "Transfer-Encoding" : "Content-Length", coding ? "chunked" : *length);
      needs_body_ = true;
      if (has_token(field_value(out.fields, "Expect"), "100-continue"))
        connection.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  Incoming incoming_;
  bool complete_ = false;
  bool needs_body_ = false;
};

RequestReader::RequestReader() : engine_{std::make_unique<Engine>()} {}
RequestReader::~RequestReader() = default;

Incoming RequestReader::read(Connection& connection) {
  // When somebody has looked already, something came; with TLS that may be all that comes for a while.
  if (!connection.wait_readable(connection.arrival() ? request_time : idle_time)) return {};
  return engine_->read(connection);
}

}  // namespace conform::reference
