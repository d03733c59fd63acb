#include "reference/reply_writer.hpp"

#define ZLIB_CONST  // zlib only reads what it compresses
#include <zlib.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <new>
#include <utility>

namespace conform::reference {

namespace {

using Defect = Transmission::Defect;

std::string date_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), length};
}

// 1xx, 204 and 304 have neither a body nor Content-Length (RFC 9110 section 8.6).
bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

std::string chunked(std::string_view body, const Transmission& transmission) {
  // Several small chunks, so that a client has something to join.
  constexpr std::size_t size = 61;
  std::string framed;
  while (!body.empty()) {
    const std::string_view chunk = body.substr(0, size);
    std::array<char, 8> length{};
    const auto end = std::snprintf(length.data(), length.size(), "%zx", chunk.size());
    framed.append(length.data(), static_cast<std::size_t>(end)).append(transmission.chunk_extension);
    framed.append("\r\n").append(chunk).append("\r\n");
    body.remove_prefix(chunk.size());
  }
  return framed + "0\r\n" + transmission.trailers + "\r\n";
}

std::string head_of(const HttpResponse& response, const Transmission& transmission) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status);
  head +=
      transmission.odd_status_line ? transmission.status_line_end : " " + std::string{reason_phrase(response.status)};
  head += "\r\n";
  for (const HttpField& field : response.fields) {
    std::string name = field.name;
    if (transmission.lower_case_names) name = lower(name);
    if (transmission.upper_case_names) {
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    }
    head += name + ": " + field.value + "\r\n";
  }
  return head + transmission.lines + "\r\n";
}

bool write_endless(Connection& connection, const std::string& head) {
  if (!connection.write(head)) return false;
  const std::string block(std::size_t{64} * 1024, ' ');
  while (connection.write(block) && connection.pause(std::chrono::milliseconds{1})) {
  }
  return false;
}

bool write_dripping(Connection& connection, const std::string& bytes) {
  for (const char& byte : bytes) {
    if (!connection.write({&byte, 1}) || !connection.pause(std::chrono::seconds{1})) return false;
  }
  return false;
}

}  // namespace

std::string gzip(std::string_view text) {
  constexpr int largest_window = 15;
  constexpr int gzip_format = 16;
  constexpr int usual_memory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, largest_window + gzip_format, usual_memory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc{};
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);  // there is room for all of it
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bool write_reply(Connection& connection, Reply reply, bool head_only, bool keep_alive) {
  HttpResponse& response = reply.response;
  const Transmission& transmission = reply.transmission;
  const bool goes_on = keep_alive && !transmission.close && transmission.defect == Defect::none;
  if (transmission.delay.count() > 0 && !connection.pause(transmission.delay)) return false;

  set_field(response.fields, "Date", date_now());
  if (!goes_on) set_field(response.fields, "Connection", "close");
  std::string body = std::move(response.body);
  const std::size_t length = body.size();
  if (has_no_body(response.status)) {
    body.clear();
  } else if (transmission.chunked) {
    set_field(response.fields, "Transfer-Encoding", "chunked");
    body = chunked(body, transmission);
  } else {
    std::size_t announced = length;
    if (transmission.defect == Defect::length_too_long) announced += 10;
    if (transmission.defect == Defect::length_too_short) announced -= std::min<std::size_t>(announced, 10);
    if (transmission.defect == Defect::endless) announced = std::size_t{1} << 40U;
    set_field(response.fields, "Content-Length", std::to_string(announced));
  }
  if (transmission.early_hints &&
      !connection.write("HTTP/1.1 103 Early Hints\r\nLink: </problems>; rel=help\r\n\r\n")) {
    return false;
  }
  if (!transmission.interim.empty() && !connection.write(transmission.interim)) return false;
  const std::string head = head_of(response, transmission);
  if (head_only) body.clear();

  switch (transmission.defect) {
    case Defect::none:
      return connection.write(head + body) && goes_on;
    case Defect::truncated_body:
      connection.write(head + body.substr(0, body.size() / 2));
      return false;
    case Defect::reset_in_body:
      connection.write(head + body.substr(0, body.size() / 2));
      connection.reset();
      return false;
    case Defect::reset:
      connection.reset();
      return false;
    case Defect::closed:
      return false;
    case Defect::stalled:
      connection.write(head + body.substr(0, body.size() / 2));
      while (connection.pause(std::chrono::minutes{1})) {
      }
      return false;
    case Defect::silent:
      while (connection.pause(std::chrono::minutes{1})) {
      }
      return false;
    case Defect::endless:
      return write_endless(connection, head);
    case Defect::dripping:
      return write_dripping(connection, head + body);
    case Defect::length_too_long:
    case Defect::length_too_short:
      connection.write(head + body);
      return false;
    case Defect::not_http:
      connection.write("*** no carrier ***\r\n" + body);
      return false;
  }
  return false;
}

}  // namespace conform::reference
