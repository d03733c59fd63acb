#include "http/curl_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "http/request_bytes.hpp"
#include "http/transport.hpp"

namespace conform {
namespace {

/// Longer bodies would make a line that no terminal takes.
constexpr std::size_t max_body_in_line = 64U << 10U;

/// Bytes of the request, or the variable that stands for some of them.
struct Piece {
  std::string text;
  bool variable = false;
};

bool is_word_character(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

/// The next place of a secret. One of a letter or two counts where it stands as a word: it is in every other one.
std::size_t find_secret(std::string_view text, const std::string& value, std::size_t from) {
  constexpr std::size_t least_blind_length = 3;
  if (value.empty()) return std::string_view::npos;
  while (true) {
    const std::size_t at = text.find(value, from);
    if (at == std::string_view::npos || value.size() >= least_blind_length) return at;
    const std::size_t end = at + value.size();
    const bool within =
        (at > 0 && is_word_character(text[at - 1])) || (end < text.size() && is_word_character(text[end]));
    if (!within) return at;
    from = at + 1;
  }
}

/// Cuts the values of secrets out, at each place the longest.
std::vector<Piece> cut(std::string_view text, std::span<const Secret> secrets) {
  std::vector<Piece> pieces;
  std::size_t done = 0;
  while (true) {
    const Secret* found = nullptr;
    std::size_t at = std::string_view::npos;
    for (const Secret& secret : secrets) {
      const std::size_t here = find_secret(text, secret.value, done);
      if (here < at ||
          (found && here == at && here != std::string_view::npos && secret.value.size() > found->value.size())) {
        at = here;
        found = &secret;
      }
    }
    if (!found) break;
    if (at > done) pieces.push_back({std::string{text.substr(done, at - done)}, false});
    pieces.push_back({found->variable, true});
    done = at + found->value.size();
  }
  if (done < text.size()) pieces.push_back({std::string{text.substr(done)}, false});
  return pieces;
}

/// False for what a terminal or a reader may be fooled by: controls, what turns the direction of a line, what has no
/// width, noncharacters.
bool is_visible(char32_t code) {
  if (code < 0xA0) return code == '\t' || code == '\n' || (code >= 0x20 && code < 0x7F);
  return code != 0xAD && code != 0x061C && !(code >= 0x200B && code <= 0x200F) && !(code >= 0x2028 && code <= 0x202E) &&
         !(code >= 0x2060 && code <= 0x206F) && code != 0xFEFF && !(code >= 0xFFF0 && code <= 0xFFFB) &&
         (code & 0xFFFEU) != 0xFFFE && code < 0xE0000;
}

bool is_visible(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0 || !is_visible(utf8_decode(text))) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_visible(const std::vector<Piece>& pieces) {
  return std::all_of(pieces.begin(), pieces.end(),
                     [](const Piece& piece) { return piece.variable || is_visible(piece.text); });
}

/// printf '%b%s' 'escaped' "$VARIABLE": ASCII alone, any byte, no reading of escapes inside of variables.
std::string printf_of(const std::vector<Piece>& pieces) {
  std::string format;
  std::string arguments;
  for (const Piece& piece : pieces) {
    format += piece.variable ? "%s" : "%b";
    if (piece.variable) {
      arguments += fmt::format(" \"${}\"", piece.text);
      continue;
    }
    arguments += " '";
    for (const char c : piece.text) {
      if (c == '\\') {
        arguments += "\\\\";
      } else if (c >= ' ' && c < '\x7F' && c != '\'') {
        arguments += c;
      } else {
        arguments += fmt::format("\\0{:03o}", static_cast<unsigned char>(c));
      }
    }
    arguments += '\'';
  }
  return fmt::format("printf '{}'{}", format, arguments);
}

/// One shell word.
std::string word_of(const std::vector<Piece>& pieces) {
  if (pieces.empty()) return "''";
  if (!is_visible(pieces)) return fmt::format("\"$({})\"", printf_of(pieces));
  std::string word;
  for (const Piece& piece : pieces) {
    if (piece.variable) {
      word += fmt::format("\"${}\"", piece.text);
    } else if (pieces.size() == 1 && is_bare_word(piece.text)) {
      word += piece.text;
    } else {
      word += single_quoted(piece.text);
    }
  }
  return word;
}

bool is_empty_to_curl(std::string_view text) { return is_blank(text, " \t"); }

/// True when curl's URL reader hands such a path and query on as they are.
bool survives_in_url(std::string_view target) {
  return !target.ends_with('?') && std::all_of(target.begin(), target.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view{"-._~:/?[]@!$&'()*+,;=%"}.find(c) != std::string_view::npos;
  });
}

/// Where the path of a URL begins; its end when it has none.
std::size_t path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return std::min(url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3), url.size());
}

/// What curl cannot be made to do, or nothing.
std::vector<std::string> differences(const Request& request) {
  std::vector<std::string> notes;
  if (const auto bytes = request_bytes(request, {}); !bytes) notes.push_back("cannot be sent: " + bytes.error());
  const auto host = std::find_if(request.headers.begin(), request.headers.end(),
                                 [](const Header& header) { return find_header({header}, "Host").has_value(); });
  if (host != request.headers.end()) {
    if (count_header(request.headers, "Host") > 1) notes.emplace_back("curl sends one Host alone");
    if (host != request.headers.begin()) notes.emplace_back("curl sends Host first");
    if (is_empty_to_curl(host->value)) notes.emplace_back("curl sends no empty Host");
  }
  for (const Header& header : request.headers) {
    if (!header.value.empty() && is_empty_to_curl(header.value))
      notes.push_back("curl sends " + header.name + " without white space");
  }
  if (request.body && find_header(request.headers, "Transfer-Encoding")) {
    notes.emplace_back("curl frames the body by itself");
  }
  if (request.body && request.method == "HEAD") notes.emplace_back("curl waits for a body that does not come");
  return notes;
}

bool has_credentials(std::string_view proxy) { return proxy.find('@') != std::string_view::npos; }

/// The options that lead curl the same way.
std::string way_of(const TransportOptions& route, std::span<const Secret> secrets) {
  std::string options;
  const auto add = [&](std::string_view option, const std::string& value) {
    if (!value.empty()) options.append(" ").append(option).append(" ").append(word_of(cut(value, secrets)));
  };
  if (route.insecure) options += " --insecure";
  if (route.tls_minimum == "1.3") options += " --tlsv1.3";
  add("--cacert", route.ca_file);
  add("--cert", route.client_certificate);
  add("--key", route.client_key);
  if (!has_credentials(route.proxy)) add("--proxy", route.proxy);
  return options;
}

}  // namespace

std::string to_curl(const Request& request, const std::string& base_url, std::span<const Secret> secrets) {
  TransportOptions route;
  route.base_url = base_url;
  return to_curl(request, route, secrets);
}

std::string to_curl(const Request& request, const TransportOptions& route, std::span<const Secret> secrets) {
  const std::string& base_url = route.base_url;
  std::string line = "curl -q -sS -i -g --http1.1 --path-as-is" + way_of(route, secrets);
  const bool head = request.method == "HEAD" && !request.body;
  line += head ? " --head" : " -X " + word_of({{request.method, false}});

  const auto add_header = [&](std::string_view text) { line += " -H " + word_of(cut(text, secrets)); };
  for (const Header& header : request.headers) {
    add_header(is_empty_to_curl(header.value) ? header.name + ";" : header.name + ": " + header.value);
  }
  // "Name:" keeps curl from adding a header of its own.
  for (const std::string_view own : {"Accept:", "User-Agent:", "Content-Type:"}) {
    const bool added = own != "Content-Type:" || request.body;
    if (added && !find_header(request.headers, own.substr(0, own.size() - 1))) add_header(own);
  }

  std::vector<std::string> notes = differences(request);
  if (has_credentials(route.proxy)) notes.emplace_back("it used a proxy that requires credentials");
  std::string feed;
  if (request.body && request.body->size() > max_body_in_line) {
    line += " --data-binary @body";
    notes.push_back(fmt::format("its body of {} bytes is to be put into the file \"body\"", request.body->size()));
  } else if (request.body) {
    const std::vector<Piece> pieces = cut(*request.body, secrets);
    if (is_visible(pieces)) {
      line += " --data-raw " + word_of(pieces);
    } else {
      feed = printf_of(pieces) + " | ";
      line += " --data-binary @-";
    }
  }

  if (survives_in_url(request.target)) {
    line += " " + word_of(cut(base_url + request.target, secrets));
  } else {
    const std::size_t path = path_of(base_url);
    line += " --request-target " + word_of(cut(base_url.substr(path) + request.target, secrets));
    line += " " + word_of(cut(base_url.substr(0, path), secrets));
  }
  for (std::size_t i = 0; i < notes.size(); ++i) line += (i == 0 ? "  # " : "; ") + notes[i];
  return feed + line;
}

}  // namespace conform
