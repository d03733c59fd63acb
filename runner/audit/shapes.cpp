#include "audit/shapes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "json/parse.hpp"
#include "model/secret.hpp"
#include "target/redact.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool is_credential_field(const std::string& name) {
  return name == "authorization" || name == "proxy-authorization" || name == "cookie" || name == "set-cookie" ||
         name.find("token") != std::string::npos || name.find("api-key") != std::string::npos ||
         name.find("secret") != std::string::npos || name.find("session") != std::string::npos ||
         name.find("auth") != std::string::npos;
}

bool is_plain_field(const std::string& name) {
  constexpr std::array plain{"accept",      "accept-encoding", "content-type",     "content-length",
                             "date",        "allow",           "cache-control",    "vary",
                             "retry-after", "connection",      "content-encoding", "transfer-encoding"};
  return std::ranges::find(plain, name) != plain.end();
}

// What of a document stays as it is: it is the API's own, and not of a person.
bool stays(std::string_view pointer) {
  return pointer == "/data/type" ||
         (pointer.starts_with("/errors/") && (pointer.ends_with("/status") || pointer.ends_with("/code")));
}

// Words of the API that its errors may quote: the type, operations, statuses.
bool is_of_api(const std::string& text) {
  constexpr std::array words{"User", "setUser", "updateUser", "getUser", "setUserAttributes", "getUserAttributes"};
  constexpr std::size_t digits_of_a_status = 3;
  return std::ranges::find(words, text) != words.end() ||
         (text.size() == digits_of_a_status && std::ranges::all_of(text, is_digit));
}

void collect_texts(const json& value, std::vector<std::string>& texts) {
  constexpr std::size_t most_texts = 2000;
  constexpr std::size_t shortest = 3;
  if (texts.size() >= most_texts) return;
  if (value.is_structured()) {
    for (const json& item : value) collect_texts(item, texts);
  } else if (value.is_string() && value.get_ref<const std::string&>().size() >= shortest &&
             !is_of_api(value.get_ref<const std::string&>())) {
    texts.push_back(value.get<std::string>());
  } else if (value.is_number()) {
    const std::string number = value.dump();
    if (number.size() > shortest) texts.push_back(number);
  }
}

void collect_body_texts(const RecordedBody& body, std::vector<std::string>& texts) {
  if (body.text.empty()) return;
  std::optional<JsonError> duplicate;
  JsonLimits limits;
  limits.duplicate = &duplicate;
  const auto document = parse_json(body.text, limits);
  if (document) collect_texts(*document, texts);
}

// In the place of whole words: "User" of a document is not a part of "setUser".
std::string replaced_all(std::string text, const std::string& from, const std::string& to) {
  const auto is_of_word = [&](std::size_t at) {
    return at < text.size() && (is_letter(text[at]) || is_digit(text[at]));
  };
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    const bool inside = (at > 0 && is_of_word(at - 1) && is_of_word(at)) ||
                        (is_of_word(at + from.size() - 1) && is_of_word(at + from.size()));
    if (!inside) text.replace(at, from.size(), to);
    at += inside ? from.size() : to.size();
  }
  return text;
}

void add_cookies(std::string_view field, std::vector<std::string>& secrets) {
  while (!field.empty()) {
    const std::string_view pair = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(field.size(), pair.size() + 1));
    if (const std::size_t equals = pair.find('='); equals != std::string_view::npos)
      secrets.emplace_back(pair.substr(equals + 1));
  }
}

}  // namespace

std::vector<std::string> credentials_in(const RecordedExchange& exchange) {
  std::vector<std::string> secrets;
  for (const Headers* headers : {&exchange.request_headers, &exchange.response_headers}) {
    for (const Header& header : *headers) {
      const std::string name = lower(header.name);
      if (name == "cookie") {
        add_cookies(header.value, secrets);
      } else if (name == "set-cookie") {
        add_cookies(std::string_view{header.value}.substr(0, header.value.find(';')), secrets);
      } else if (name != "www-authenticate" && name != "proxy-authenticate" && is_credential_field(name)) {
        const std::size_t space = header.value.find(' ');
        secrets.push_back(space == std::string::npos ? header.value : header.value.substr(space + 1));
      }
    }
  }
  std::erase_if(secrets, [](const std::string& secret) { return secret.empty(); });
  return secrets;
}

std::string Shapes::short_hash(std::string_view text) const { return fmt::format("{:04x}", hash_->of(text) & 0xffffU); }

std::string Shapes::of_value(const json& value) const {
  switch (value.type()) {
    case json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      return fmt::format("‹text {} #{}›", utf8_count(text), short_hash(text));
    }
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float:
      return fmt::format("‹number #{}›", short_hash(value.dump()));
    default:
      return value.dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

json Shapes::shaped(const json& value, std::string_view pointer) const {
  if (value.is_object()) {
    json object = json::object();
    for (const auto& [name, member] : value.items()) object[name] = shaped(member, std::string{pointer} + "/" + name);
    return object;
  }
  if (value.is_array()) {
    json array = json::array();
    for (std::size_t i = 0; i < value.size(); ++i)
      array.push_back(shaped(value[i], std::string{pointer} + "/" + std::to_string(i)));
    return array;
  }
  if (value.is_null() || value.is_boolean() || stays(pointer)) return value;
  return of_value(value);
}

std::string Shapes::of_body(std::string_view body) const {
  if (body.empty()) return {};
  std::optional<JsonError> duplicate;
  JsonLimits limits;
  limits.duplicate = &duplicate;
  const auto document = parse_json(body, limits);
  if (!document) return fmt::format("‹{} bytes #{}›", body.size(), short_hash(body));
  return shaped(*document, "").dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string Shapes::of_text(const Untrusted& text, const RecordedExchange& exchange) const {
  std::vector<Secret> secrets;
  for (std::string& secret : credentials_in(exchange))
    secrets.push_back({.value = std::move(secret), .variable = "CREDENTIALS"});
  const Redactor redactor{std::move(secrets)};
  if (values_) return shown(text, redactor);
  std::vector<std::string> texts;
  collect_body_texts(exchange.request_body, texts);
  collect_body_texts(exchange.response_body, texts);
  // Long ones first: one may be a part of another.
  std::ranges::sort(texts, [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::string all;
  std::size_t at = 0;
  for (const Untrusted::Piece& piece : text.pieces()) {
    const std::string_view raw = text.raw().substr(at, piece.size);
    at += piece.size;
    if (piece.form == Untrusted::Form::json) {
      const auto value = piece.is_cut() ? tl::expected<json, JsonError>{tl::unexpected{JsonError{}}} : parse_json(raw);
      all += value ? (value->is_structured() ? shaped(*value, "").dump() : of_value(*value))
                   : fmt::format("‹{} bytes›", piece.whole);
      continue;
    }
    std::string words = piece.is_cut() ? fmt::format("‹{} bytes›", piece.whole) : std::string{raw};
    for (const std::string& one : texts) {
      if (words.find(one) != std::string::npos) words = replaced_all(std::move(words), one, of_value(json(one)));
    }
    all += words;
  }
  return shown(Untrusted{all, Untrusted::most_words, Untrusted::Form::words}, redactor);
}

std::string Shapes::of_target(std::string_view url, const std::string& user_id) const {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(std::min(url.size(), url.find('/', scheme + 3)));
  std::string path{url.substr(0, std::min(url.size(), url.find('#')))};
  if (values_) return path;
  const std::size_t query = path.find('?');
  if (query != std::string::npos) path = path.substr(0, query) + "?‹query›";
  const std::size_t users = path.rfind("/users/");
  if (user_id.empty() || users == std::string::npos) return path;
  constexpr std::size_t length = 7;
  return path.substr(0, users + length) + fmt::format("‹id #{}›", short_hash(user_id));
}

Headers Shapes::of_headers(const Headers& headers) const {
  Headers kept;
  for (const Header& header : headers) {
    const std::string name = lower(header.name);
    if (is_credential_field(name) && name != "www-authenticate") {
      kept.push_back({header.name, fmt::format("‹credentials #{}›", short_hash(header.value))});
    } else if (values_ || is_plain_field(name)) {
      kept.push_back(header);
    } else {
      kept.push_back({header.name, fmt::format("‹text {} #{}›", header.value.size(), short_hash(header.value))});
    }
  }
  return kept;
}

Exchange Shapes::of_exchange(const RecordedExchange& exchange, const std::string& user_id) const {
  Exchange made;
  made.purpose = fmt::format("entry {}", exchange.position);
  made.request = {.method = exchange.method,
                  .target = of_target(exchange.url, user_id),
                  .headers = of_headers(exchange.request_headers),
                  .body = std::nullopt};
  const auto body_of = [&](const RecordedBody& body) { return values_ ? body.text : of_body(body.text); };
  if (exchange.request_body.kept != BodyKept::none && !exchange.request_body.text.empty())
    made.request.body = body_of(exchange.request_body);
  made.response = Response{.status = exchange.status,
                           .reason = {},
                           .headers = of_headers(exchange.response_headers),
                           .body = body_of(exchange.response_body)};
  made.started_at = exchange.started_at;
  made.took = exchange.took;
  if (!values_) return made;
  std::vector<Secret> secrets;
  for (std::string& secret : credentials_in(exchange))
    secrets.push_back({.value = std::move(secret), .variable = "CREDENTIALS"});
  return Redactor{std::move(secrets)}.redact(std::move(made));
}

}  // namespace conform
