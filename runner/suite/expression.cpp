#include "suite/expression.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is_alphanumeric(c) && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

tl::expected<Expression, std::string> parse_expression(std::string_view inside) {
  const std::string_view text = trimmed(inside, " ");
  Expression expression;
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    expression.name = text;
  } else {
    if (text.back() != ')') return tl::unexpected{"\"${" + std::string{inside} + "}\" lacks its closing parenthesis"};
    expression.call = true;
    expression.name = trimmed(text.substr(0, open), " ");
    std::string_view rest = text.substr(open + 1, text.size() - open - 2);
    while (true) {
      const std::size_t comma = rest.find(',');
      expression.arguments.emplace_back(trimmed(rest.substr(0, comma), " "));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  if (!is_name(expression.name))
    return tl::unexpected{"\"${" + std::string{inside} + "}\" is not a name and not a function"};
  return expression;
}

// A literal as it must be written so that another pass reads the same text.
std::string escaped(std::string_view literal) {
  std::string text;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] == '$' && i + 1 < literal.size() && literal[i + 1] == '{') text += '$';
    text += literal[i];
  }
  return text;
}

// Puts values into a template; what is left for later is written so that the later pass reads the same.
struct Filler {
  Pass pass;
  const Resolve& resolve;

  tl::expected<json, std::string> text(const std::string& source) const {
    if (source.find("${") == std::string::npos) return json(source);
    auto parts = parse_text(source);
    if (!parts) return tl::unexpected{parts.error()};
    std::string filled;
    for (const TextPart& part : *parts) {
      if (!part.is_expression) {
        filled += pass == Pass::later ? escaped(part.literal) : part.literal;
        continue;
      }
      auto resolved = resolve(part.expression);
      if (!resolved) return tl::unexpected{resolved.error()};
      if (const auto* left = std::get_if<Expression>(&*resolved)) {
        filled += to_string(*left);
        continue;
      }
      json& value = std::get<json>(*resolved);
      if (parts->size() == 1) return std::move(value);
      if (!value.is_string() && !value.is_number()) {
        return tl::unexpected{"\"" + to_string(part.expression) +
                              "\" is neither text nor a number, so it cannot be inside \"" + source + "\""};
      }
      filled += value.is_string() ? value.get<std::string>() : value.dump();
    }
    return json(std::move(filled));
  }

  tl::expected<json, std::string> operator()(const json& value) const {
    if (!has_expressions(value)) return value;  // most of a template
    if (value.is_string()) return text(value.get_ref<const std::string&>());
    if (value.is_array()) {
      json filled = json::array();
      for (const json& item : value) {
        auto one = (*this)(item);
        if (!one) return one;
        filled.push_back(std::move(*one));
      }
      return filled;
    }
    if (value.is_object()) {
      if (const json* literal = literal_of(value)) return pass == Pass::later ? value : *literal;
      json filled = json::object();
      for (const auto& [key, item] : value.get_ref<const json::object_t&>()) {
        auto name = text(key);
        if (!name) return name;
        if (!name->is_string()) return tl::unexpected{"the member name \"" + key + "\" does not become text"};
        auto one = (*this)(item);
        if (!one) return one;
        filled[std::move(name->get_ref<std::string&>())] = std::move(*one);
      }
      return filled;
    }
    return value;
  }
};

}  // namespace

tl::expected<std::vector<TextPart>, std::string> parse_text(std::string_view text) {
  std::vector<TextPart> parts;
  std::string literal;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.substr(at, 3) == "$${") {
      literal += "${";
      at += 3;
    } else if (text.substr(at, 2) == "${") {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos)
        return tl::unexpected{"\"" + std::string{text} + "\" has a \"${\" without \"}\""};
      auto expression = parse_expression(text.substr(at + 2, end - at - 2));
      if (!expression) return tl::unexpected{expression.error()};
      if (!literal.empty())
        parts.push_back({.literal = std::exchange(literal, {}), .expression = {}, .is_expression = false});
      parts.push_back({.literal = {}, .expression = std::move(*expression), .is_expression = true});
      at = end + 1;
    } else {
      literal += text[at];
      ++at;
    }
  }
  if (!literal.empty() || parts.empty())
    parts.push_back({.literal = std::move(literal), .expression = {}, .is_expression = false});
  return parts;
}

std::string to_string(const Expression& expression) {
  std::string text = "${" + expression.name;
  if (expression.call) {
    text += '(';
    for (std::size_t i = 0; i < expression.arguments.size(); ++i) {
      if (i > 0) text += ", ";
      text += expression.arguments[i];
    }
    text += ')';
  }
  return text + '}';
}

bool has_expressions(const json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().find("${") != std::string::npos;
  if (value.is_array()) return std::any_of(value.begin(), value.end(), has_expressions);
  if (!value.is_object()) return false;
  const auto& members = value.get_ref<const json::object_t&>();
  return literal_of(value) != nullptr || std::any_of(members.begin(), members.end(), [](const auto& member) {
           return member.first.find("${") != std::string::npos || has_expressions(member.second);
         });
}

const json* literal_of(const json& value) {
  if (!value.is_object() || value.size() != 1) return nullptr;
  const auto found = value.find("$literal");
  return found == value.end() ? nullptr : &*found;
}

tl::expected<json, std::string> fill_in(const json& value, Pass pass, const Resolve& resolve) {
  return Filler{pass, resolve}(value);
}

void for_each_expression(const json& value, const std::function<void(const Expression&)>& visit) {
  const auto in_text = [&](const std::string& text) {
    if (text.find("${") == std::string::npos) return;
    const auto parts = parse_text(text);
    if (!parts) return;
    for (const TextPart& part : *parts) {
      if (part.is_expression) visit(part.expression);
    }
  };
  if (value.is_string()) in_text(value.get_ref<const std::string&>());
  if (literal_of(value) != nullptr) return;
  if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      in_text(key);
      for_each_expression(item, visit);
    }
  } else if (value.is_array()) {
    for (const json& item : value) for_each_expression(item, visit);
  }
}

}  // namespace conform
