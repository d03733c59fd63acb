#include "target/redact.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/percent.hpp"
#include "base/utf8.hpp"

namespace conform {
namespace {

constexpr std::size_t least_blind_length = 6;
constexpr std::size_t least_word_length = 3;

/// What some bytes of a text stand for.
struct Decoded {
  std::array<char, 4> bytes{};
  std::size_t count = 1;
  std::size_t consumed = 1;
};

Decoded as_it_is(std::string_view text) { return {.bytes = {text.front()}}; }

/// The number that so many hexadecimal digits make, or -1.
int hex_number(std::string_view text, std::size_t at, std::size_t digits) noexcept {
  if (at + digits > text.size()) return -1;
  int number = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    const int value = hex_value(text[i]);
    if (value < 0) return -1;
    number = number * 16 + value;
  }
  return number;
}

Decoded percent_unescaped(std::string_view text) {
  const int byte = text.front() == '%' ? hex_number(text, 1, 2) : -1;
  if (byte < 0) return as_it_is(text);
  return {.bytes = {static_cast<char>(byte)}, .consumed = 3};
}

Decoded json_unescaped(std::string_view text) {
  if (text.front() != '\\' || text.size() < 2) return as_it_is(text);
  if (text[1] != 'u') {
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const std::size_t which = escapes.find(text[1]);
    if (which == std::string_view::npos) return as_it_is(text);
    return {.bytes = {meant[which]}, .consumed = 2};
  }
  const int unit = hex_number(text, 2, 4);
  if (unit < 0) return as_it_is(text);
  auto character = static_cast<char32_t>(unit);
  std::size_t consumed = 6;
  if (unit >= 0xD800 && unit <= 0xDBFF && text.substr(6, 2) == "\\u") {
    const int low = hex_number(text, 8, 4);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      character = 0x10000 + ((character - 0xD800) << 10U) + (static_cast<char32_t>(low) - 0xDC00);
      consumed = 12;
    }
  }
  if (character >= 0xD800 && character <= 0xDFFF) return as_it_is(text);
  std::string utf8;
  utf8_append(utf8, character);
  Decoded decoded{.count = utf8.size(), .consumed = consumed};
  std::copy(utf8.begin(), utf8.end(), decoded.bytes.begin());
  return decoded;
}

/// JSON that is quoted in JSON: what it takes for one character is looked up once more.
Decoded json_unescaped_twice(std::string_view text) {
  const Decoded outer = json_unescaped(text);
  if (outer.count != 1 || outer.bytes[0] != '\\') return outer;
  constexpr std::size_t longest = 12;  // two units of UTF-16
  std::array<char, longest> inner{};
  std::array<std::size_t, longest> ends{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size() && count < longest;) {
    const Decoded next = json_unescaped(text.substr(at));
    if (next.count != 1) break;
    at += next.consumed;
    inner[count] = next.bytes[0];
    ends[count++] = at;
  }
  Decoded decoded = json_unescaped(std::string_view{inner.data(), count});
  decoded.consumed = ends[decoded.consumed - 1];
  return decoded;
}

bool is_word_character(char c) noexcept { return is_alphanumeric(c) || c == '-' || c == '_'; }

/// The base64 characters that depend on the value alone when it stands `offset` bytes after a multiple of three.
std::string base64_core(std::string_view value, std::size_t offset) {
  const std::string all = base64_of(std::string(offset, '\0').append(value));
  const std::size_t first = offset == 0 ? 0 : offset + 1;
  const std::size_t last = (offset + value.size()) * 8 / 6;
  return all.substr(first, last - first);
}

/// With the escapes that JSON (RFC 8259 section 7) cannot do without.
std::string json_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string base64url(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

void add_base64(std::string_view value, std::vector<std::string>& encoded) {
  const std::size_t first = encoded.size();
  encoded.push_back(base64_of(value));
  for (std::size_t offset = 0; offset < 3; ++offset) encoded.push_back(base64_core(value, offset));
  for (std::size_t plain = 0; plain < 4; ++plain) encoded.push_back(base64url(encoded[first + plain]));
}

/// "a=1; Path=/" → "a=$COOKIE; Path=/"; of Cookie every pair, of Set-Cookie the first.
std::string without_cookies(std::string_view value, bool every) {
  std::string result;
  bool first = true;
  while (true) {
    const std::size_t semicolon = value.find(';');
    const std::string_view pair = value.substr(0, semicolon);
    const std::size_t equals = pair.find('=');
    if (!first && !every) {
      result += pair;
    } else if (!pair.empty()) {
      result += equals == std::string_view::npos ? std::string_view{} : pair.substr(0, equals + 1);
      result += "$COOKIE";
    }
    if (semicolon == std::string_view::npos) return result;
    result += ';';
    first = false;
    value.remove_prefix(semicolon + 1);
  }
}

}  // namespace

Redactor::Redactor(std::vector<Secret> secrets) : secrets_{std::move(secrets)}, nodes_(1) {
  for (std::size_t i = 0; i < secrets_.size(); ++i) {
    const std::string& value = secrets_[i].value;
    const bool as_word = value.size() < least_blind_length;
    if (value.size() < least_word_length) continue;
    add_pattern(value, i, as_word);
    if (as_word) continue;
    std::vector<std::string> encoded;
    add_base64(value, encoded);
    // As OAuth clients authenticate: both parts form-encoded, then in base64 (RFC 6749 section 2.3.1).
    if (const std::string form = form_encoded(value); form != value) add_base64(form, encoded);
    // Encodings are undone while reading, too; but where text that is not encoded ends in a "%" or "\\" just before,
    // that goes out of step. The usual spellings are found all the same.
    encoded.push_back(percent_encoded(value, upper_hex));
    encoded.push_back(percent_encoded(value, lower_hex));
    encoded.push_back(json_escaped(value));
    for (const std::string& text : encoded) add_pattern(text, i, false);
  }
  link_fallbacks();
}

void Redactor::add_pattern(std::string_view text, std::size_t secret, bool as_word) {
  if (text.empty()) return;
  std::uint32_t node = 0;
  for (const char byte : text) {
    std::uint32_t follower = child_of(node, byte);
    if (follower == 0) {
      follower = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({.sibling = nodes_[node].child, .depth = nodes_[node].depth + 1, .byte = byte});
      nodes_[node].child = follower;
      if (node == 0) first_[static_cast<unsigned char>(byte)] = follower;
    }
    node = follower;
  }
  if (nodes_[node].pattern != 0) return;  // of two secrets with one value the first gives the name
  patterns_.push_back({.length = text.size(), .secret = secret, .as_word = as_word});
  nodes_[node].pattern = static_cast<std::uint32_t>(patterns_.size());
  longest_ = std::max(longest_, text.size());
}

void Redactor::link_fallbacks() {
  std::deque<std::uint32_t> queue{0};
  while (!queue.empty()) {
    const std::uint32_t parent = queue.front();
    queue.pop_front();
    for (std::uint32_t node = nodes_[parent].child; node != 0; node = nodes_[node].sibling) {
      const std::uint32_t fallback = parent == 0 ? 0 : next(nodes_[parent].fallback, nodes_[node].byte);
      nodes_[node].fallback = fallback;
      nodes_[node].shorter = nodes_[fallback].pattern != 0 ? fallback : nodes_[fallback].shorter;
      queue.push_back(node);
    }
  }
}

std::uint32_t Redactor::child_of(std::uint32_t node, char byte) const {
  if (node == 0) return first_[static_cast<unsigned char>(byte)];
  std::uint32_t child = nodes_[node].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

std::uint32_t Redactor::next(std::uint32_t node, char byte) const {
  while (true) {
    const std::uint32_t child = child_of(node, byte);
    if (child != 0 || node == 0) return child;
    node = nodes_[node].fallback;
  }
}

namespace {

/// Where the last decoded bytes began in a text: so many as a pattern may have, and one before it.
class Past {
 public:
  struct Byte {
    std::size_t begin = 0;
    char byte = 0;
  };
  explicit Past(std::size_t most) : bytes_(most) {}
  void push(Byte byte) { bytes_[count_++ % bytes_.size()] = byte; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// 1: the last one.
  [[nodiscard]] const Byte& back(std::size_t which) const { return bytes_[(count_ - which) % bytes_.size()]; }

 private:
  std::vector<Byte> bytes_;
  std::size_t count_ = 0;
};

}  // namespace

template <class Decode>
void Redactor::find(std::string_view text, Decode decode, std::vector<Found>& found) const {
  Past past{longest_ + 1};
  std::uint32_t node = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text.substr(at));
    const std::size_t end = at + decoded.consumed;
    for (std::size_t i = 0; i < decoded.count; ++i) {
      past.push({.begin = at, .byte = decoded.bytes[i]});
      node = next(node, decoded.bytes[i]);
      for (std::uint32_t ending = node; ending != 0; ending = nodes_[ending].shorter) {
        if (nodes_[ending].pattern == 0) continue;
        const Pattern& pattern = patterns_[nodes_[ending].pattern - 1];
        if (pattern.as_word) {
          const bool before = past.count() > pattern.length && is_word_character(past.back(pattern.length + 1).byte);
          const bool after =
              i + 1 < decoded.count || (end < text.size() && is_word_character(decode(text.substr(end)).bytes[0]));
          if (before || after) continue;
        }
        found.push_back({.begin = past.back(pattern.length).begin, .end = end, .secret = pattern.secret});
        break;  // shorter ones lie within it
      }
    }
    at = end;
  }
}

template <class Decode>
std::size_t Redactor::begun_at(std::string_view text, Decode decode) const {
  constexpr std::uint32_t least = 4;
  constexpr std::size_t longest_escape = 16;
  Past past{longest_ + 1};
  std::uint32_t node = 0;
  std::size_t begun = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const bool may_be_cut = text.size() - at < longest_escape && (text[at] == '\\' || text[at] == '%');
    if (may_be_cut && nodes_[node].depth >= least) begun = std::min(begun, past.back(nodes_[node].depth).begin);
    const Decoded decoded = decode(text.substr(at));
    for (std::size_t i = 0; i < decoded.count; ++i) {
      past.push({.begin = at, .byte = decoded.bytes[i]});
      node = next(node, decoded.bytes[i]);
    }
    at += decoded.consumed;
  }
  return nodes_[node].depth >= least ? std::min(begun, past.back(nodes_[node].depth).begin) : begun;
}

std::size_t Redactor::before_begun_secret(std::string_view cut) const {
  if (longest_ == 0) return cut.size();
  // What is taken off may leave the beginning of another one at the new end.
  for (std::size_t size = cut.size();; cut = cut.substr(0, size)) {
    size = begun_at(cut, as_it_is);
    size = std::min(size, begun_at(cut, percent_unescaped));
    size = std::min(size, begun_at(cut, json_unescaped));
    size = std::min(size, begun_at(cut, json_unescaped_twice));
    if (size == cut.size()) return size;
  }
}

std::string Redactor::redact(std::string_view text) const {
  std::vector<Found> found;
  if (longest_ > 0) {
    find(text, as_it_is, found);
    if (text.find('%') != std::string_view::npos) find(text, percent_unescaped, found);
    if (text.find('\\') != std::string_view::npos) find(text, json_unescaped, found);
    if (text.find("\\\\") != std::string_view::npos) find(text, json_unescaped_twice, found);
  }
  if (found.empty()) return std::string{text};
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i < found.size();) {
    Found all = found[i];
    std::size_t longest = 0;
    for (; i < found.size() && (found[i].begin < all.end || longest == 0); ++i) {
      all.end = std::max(all.end, found[i].end);
      if (found[i].end - found[i].begin <= longest) continue;
      longest = found[i].end - found[i].begin;
      all.secret = found[i].secret;
    }
    result.append(text.substr(done, all.begin - done));
    result.append("$").append(secrets_[all.secret].variable);
    done = all.end;
  }
  return result.append(text.substr(done));
}

std::string Redactor::without_tiny_secrets(std::string_view value) const {
  std::string result;
  while (true) {
    const std::size_t end = std::min(value.find(' '), value.size());
    const std::string_view word = value.substr(0, end);
    const auto tiny = std::find_if(secrets_.begin(), secrets_.end(), [&](const Secret& secret) {
      return secret.value.size() < least_word_length && secret.value == word;
    });
    if (tiny == secrets_.end() || word.empty()) {
      result += word;
    } else {
      result.append("$").append(tiny->variable);
    }
    if (end == value.size()) return result;
    result += ' ';
    value.remove_prefix(end + 1);
  }
}

void Redactor::redact_headers(Headers& headers) const {
  for (Header& header : headers) {
    const Headers alone{{header.name, {}}};
    const bool sets = find_header(alone, "Set-Cookie").has_value();
    if (sets || find_header(alone, "Cookie")) header.value = without_cookies(header.value, !sets);
    header.name = redact(header.name);
    header.value = redact(header.value);
    if (find_header(alone, "Authorization")) header.value = without_tiny_secrets(header.value);
  }
}

void Redactor::redact_response(Response& response) const {
  response.reason = redact(response.reason);
  redact_headers(response.headers);
  response.body = redact(response.body);
}

Exchange Redactor::redact(Exchange exchange) const {
  exchange.request.method = redact(exchange.request.method);
  exchange.request.target = redact(exchange.request.target);
  redact_headers(exchange.request.headers);
  if (exchange.request.body) exchange.request.body = redact(*exchange.request.body);
  if (auto* response = std::get_if<Response>(&exchange.response)) redact_response(*response);
  if (auto* error = std::get_if<TransportError>(&exchange.response)) {
    error->detail = shown(error->detail, *this);
    if (error->partial) {
      redact_response(*error->partial);
      std::string& body = error->partial->body;
      body.resize(before_begun_secret(body));
    }
  }
  exchange.curl = redact(exchange.curl);
  return exchange;
}

}  // namespace conform
