#include "target/read_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/ascii.hpp"

namespace conform {
namespace {

/// What the suite sends itself, or what says how a message is read and a connection is used.
constexpr std::array<std::string_view, 19> own_names{"accept",
                                                     "accept-encoding",
                                                     "authorization",
                                                     "connection",
                                                     "content-encoding",
                                                     "content-length",
                                                     "content-type",
                                                     "expect",
                                                     "host",
                                                     "if-match",
                                                     "keep-alive",
                                                     "proxy-authorization",
                                                     "proxy-connection",
                                                     "te",
                                                     "trailer",
                                                     "transfer-encoding",
                                                     "upgrade",
                                                     "x-access-token",
                                                     "x-conform"};

std::string value_trouble(std::string_view value) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; };
  if (std::ranges::any_of(value, is_control)) return "the value has a line break or another control character";
  if (value.front() == ' ' || value.back() == ' ') return "the value has a space at its end";
  return {};
}

}  // namespace

std::vector<TargetHeader> read_headers(ReadingFile& file, Members& target) {
  const nlohmann::json* headers = target.object("headers");
  if (headers == nullptr) return {};
  std::vector<TargetHeader> found;
  std::map<std::string, std::string> first;
  Members members{file, *headers, "/headers", "the headers"};
  for (const auto& [name, ignored] : headers->items()) {
    if (!is_token(name)) {
      // Not at its own place: what is not a name may be a whole line, value and all.
      members.skip(name);
      file.add_diagnostic("/headers",
                          "the name of a header is made of letters, digits and some marks (RFC 9110 section 5.1)",
                          "for example \"X-Api-Key\"");
      continue;
    }
    auto value = members.text(name);
    const std::string pointer = members.pointer_to(name);
    const auto [other, is_first] = first.emplace(lower(name), name);
    if (std::ranges::find(own_names, lower(name)) != own_names.end()) {
      file.add_diagnostic(pointer, fmt::format("the suite sets {} itself", name),
                          lower(name) == "authorization" ? "the tokens of \"actors\" go there" : "leave it out");
    } else if (!is_first) {
      file.add_diagnostic(pointer, fmt::format("\"{}\" and \"{}\" are one header", other->second, name),
                          "leave one out");
    } else if (value) {
      if (std::string trouble = value_trouble(value->value); !trouble.empty()) {
        file.add_diagnostic(pointer, std::move(trouble));
      } else {
        found.push_back({.name = name, .value = std::move(value->value), .filled_in = std::move(value->filled_in)});
      }
    }
  }
  return found;
}

}  // namespace conform
