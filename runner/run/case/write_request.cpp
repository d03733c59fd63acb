#include "run/case/write_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "journal/stable_hash.hpp"

namespace conform {
namespace {

using nlohmann::json;

// The UTF-16 code units of a character that begins at `at`, as escapes; moves on.
std::string escape_at(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  const unsigned first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  unsigned code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) code = (code << 6U) | (byte(at + i) & 0x3FU);
  at += length;
  if (code < 0x10000) return fmt::format("\\u{:04x}", code);
  code -= 0x10000;
  return fmt::format("\\u{:04x}\\u{:04X}", 0xD800 + (code >> 10U), 0xDC00 + (code & 0x3FFU));
}

bool needs_escape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// Writes one document; members in the order that the spelling asks for.
class Speller {
 public:
  explicit Speller(Spelling spelling) : spelling_{spelling} {}

  std::string take(const json& value) && {
    write(value, 0);
    if (spelling_ == Spelling::spaced) out_ = " \r\n\t" + out_ + "\n ";
    if (spelling_ == Spelling::final_line_feeds) out_ += "\n\n\r\n";
    return std::move(out_);
  }

 private:
  void write(const json& value, int depth) {
    if (value.is_object()) {
      members(value, depth);
    } else if (value.is_array()) {
      elements(value, depth);
    } else if (value.is_string()) {
      text(value.get_ref<const std::string&>(), spelling_ == Spelling::escapes);
    } else {
      out_ += value.dump();
    }
  }

  void text(const std::string& text, bool escape_all) {
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const bool other = static_cast<unsigned char>(text[at]) >= 0x80 || at % 3 == 0;
      if (needs_escape(text[at]) || (escape_all && other)) {
        out_ += escape_at(text, at);
      } else if (escape_all && text[at] == '/') {
        out_ += "\\/";
        ++at;
      } else {
        out_ += text[at++];
      }
    }
    out_ += '"';
  }

  [[nodiscard]] std::vector<std::string> names_of(const json& object) const {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    if (spelling_ == Spelling::reversed) std::ranges::reverse(names);
    if (spelling_ == Spelling::shuffled)
      std::ranges::sort(names, {}, [](const std::string& name) { return stable_hash(std::array{"order of " + name}); });
    return names;
  }

  void line(int depth) {
    if (spelling_ == Spelling::spaced) out_ += "\n\t ";
    if (spelling_ != Spelling::indented) return;
    out_ += "\r\n";
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  void members(const json& object, int depth) {
    out_ += '{';
    bool first = true;
    for (const std::string& name : names_of(object)) {
      if (!std::exchange(first, false)) out_ += ',';
      line(depth + 1);
      if (spelling_ == Spelling::escaped_names && !name.empty()) {
        std::size_t at = 0;
        out_ += '"' + escape_at(name, at);
        std::string rest;
        std::swap(rest, out_);
        text(name.substr(at), false);
        out_ = rest + out_.substr(1);
      } else {
        text(name, false);
      }
      out_ += spelling_ == Spelling::spaced ? " : " : spelling_ == Spelling::indented ? ": " : ":";
      write(object.at(name), depth + 1);
    }
    if (!object.empty()) line(depth);
    out_ += '}';
  }

  void elements(const json& array, int depth) {
    out_ += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (i > 0) out_ += ',';
      line(depth + 1);
      write(array[i], depth + 1);
    }
    if (!array.empty()) line(depth);
    out_ += ']';
  }

  Spelling spelling_;
  std::string out_;
};

std::string in_other_letters(std::string name, int (*change)(int)) {
  for (char& c : name) c = static_cast<char>(change(static_cast<unsigned char>(c)));
  return name;
}

void write_fields(Headers& headers, FieldSpelling spelling) {
  if (spelling == FieldSpelling::reversed) std::ranges::reverse(headers);
  for (Header& header : headers) {
    if (spelling == FieldSpelling::lower_case) header.name = in_other_letters(std::move(header.name), std::tolower);
    if (spelling == FieldSpelling::upper_case) header.name = in_other_letters(std::move(header.name), std::toupper);
    if (spelling == FieldSpelling::padded && !header.value.empty()) header.value = " \t" + header.value + " \t ";
  }
}

std::string in_chunks(std::string_view body, Framing framing) {
  std::string out;
  std::size_t size = framing == Framing::one_chunk ? body.size() : 1;
  for (std::size_t at = 0; at < body.size(); at += size) {
    if (at > 0) size = std::min<std::size_t>(size * 2, 16);
    const std::string_view part = body.substr(at, size);
    out += framing == Framing::many_chunks ? fmt::format("{:X}", part.size()) : fmt::format("{:x}", part.size());
    if (framing == Framing::chunk_extensions) out += ";conform=\"explore\"";
    out.append("\r\n").append(part).append("\r\n");
    size = part.size();
  }
  out += framing == Framing::trailers ? "0\r\nX-Conform: explore\r\n\r\n" : "0\r\n\r\n";
  return out;
}

void frame(Request& request, Framing framing) {
  if (!request.body) return;
  if (framing == Framing::split) request.split = true;
  if (framing == Framing::plain || framing == Framing::split || find_header(request.headers, "Content-Length") ||
      find_header(request.headers, "Transfer-Encoding"))
    return;
  request.body = in_chunks(*request.body, framing);
  request.headers.push_back({"Transfer-Encoding", "chunked"});
  if (framing == Framing::trailers) request.headers.push_back({"Trailer", "X-Conform"});
}

// Replaces a field that the request has with its usual value; what a case sets itself stays.
void set_field(Headers& headers, std::string_view name, std::string_view value) {
  const auto has = [&](const Header& header) { return find_header({header}, name).has_value(); };
  const auto found = std::ranges::find_if(headers, has);
  if (found == headers.end()) {
    headers.push_back({std::string{name}, std::string{value}});
  } else if (found->value == "application/vnd.api+json") {
    found->value = value;
  }
}

}  // namespace

std::string spelled(const json& value, Spelling spelling) { return Speller{spelling}.take(value); }

void write_in(PreparedRequest& prepared, const Writing& writing) {
  Request request = prepared.request();
  // A body that was not made from a document keeps its bytes.
  const bool is_document = prepared.document != nullptr && request.body && json::accept(*request.body);
  if (is_document && writing.spelling != Spelling::plain) request.body = spelled(*prepared.document, writing.spelling);
  if (is_document && !writing.member.empty() && prepared.document->is_object() && !prepared.document->empty() &&
      prepared.operation->names_user()) {
    const std::size_t end = request.body->rfind('}');
    request.body->insert(end, "," + std::string{writing.member});
  }
  for (const auto& [name, value] : writing.headers) {
    if (name != "Expect" || request.body) set_field(request.headers, name, value);
  }
  if (!writing.query.empty())
    request.target += (request.target.find('?') == std::string::npos ? "?" : "&") + std::string{writing.query};
  request.http_1_0 = writing.http_1_0;
  frame(request, writing.framing);
  write_fields(request.headers, writing.fields);
  prepared.outgoing.respell(std::move(request));
}

void RefusedWritings::note(std::string_view name, int status) {
  const std::scoped_lock lock{mutex_};
  if (names_.emplace(name).second) shown_.insert(fmt::format("{} ({})", name, status));
}

bool RefusedWritings::contains(std::string_view name) const {
  const std::scoped_lock lock{mutex_};
  return names_.contains(name);
}

std::vector<std::string> RefusedWritings::all() const {
  const std::scoped_lock lock{mutex_};
  return {shown_.begin(), shown_.end()};
}

}  // namespace conform
