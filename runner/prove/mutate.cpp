#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "prove/mutation.hpp"

namespace conform {
namespace {

struct Edit {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

class JsonMutation {
 public:
  JsonMutation(const Mutation& mutation, std::string& text)
      : mutation_{mutation},
        text_{text},
        places_{json_places(text, mutation.kind.status < 400 && mutation.kind.operation.ends_with("Attributes"))} {}

  bool apply() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].pointer != mutation_.place) continue;
      change(i);
      // Elements beside each other: changing one of them is enough, and simpler.
      if (mutation_.place.ends_with("*") && !edits_.empty()) break;
    }
    std::ranges::sort(edits_, [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
    for (const Edit& edit : edits_) text_.replace(edit.begin, edit.end - edit.begin, edit.text);
    return !edits_.empty();
  }

 private:
  [[nodiscard]] std::string value_of(const JsonPlace& place) const {
    return text_.substr(place.value, place.end - place.value);
  }

  void put(const JsonPlace& place, std::string value) {
    if (value != value_of(place)) edits_.push_back({place.value, place.end, std::move(value)});
  }

  void change(std::size_t index) {
    const JsonPlace& place = places_[index];
    const std::string& change = mutation_.change;
    const bool is_string = place.type == JsonType::string;
    if (change == "dropped") {
      drop(place);
    } else if (change == "renamed" || change == "renamed by a letter's case") {
      rename(place, change == "renamed");
    } else if (change == "twice" || change == "twice and different") {
      const std::string member = text_.substr(place.begin, place.end - place.begin);
      const std::string again = change == "twice" ? member : text_.substr(place.begin, place.value - place.begin) + "7";
      edits_.push_back({place.end, place.end, "," + again});
    } else if (change == "swapped with the next") {
      swap(place);
    } else if (change == "longer") {
      if (is_string) put(place, text_.substr(place.value, place.end - place.value - 1) + "~\"");
    } else if (change == "in other letters") {
      if (is_string) put(place, in_other_letters(value_of(place)));
    } else if (change == "member added" || change == "element added") {
      extend(place);
    } else {
      const std::string there = value_of(place);
      const auto other =
          std::ranges::find_if(mutation_.values, [&](const std::string& value) { return value != there; });
      if (other != mutation_.values.end()) put(place, *other);
    }
  }

  void drop(const JsonPlace& place) {
    if (place.next != JsonPlace::none) {
      edits_.push_back({place.begin, places_[place.next].begin, ""});
    } else {
      const bool has_previous = place.previous != JsonPlace::none;
      edits_.push_back({has_previous ? places_[place.previous].end : place.begin, place.end, ""});
    }
  }

  void rename(const JsonPlace& place, bool to_another) {
    if (place.begin == place.value || place.begin + 2 > text_.size()) return;
    const std::size_t first = place.begin + 1;
    if (to_another) {
      edits_.push_back({first, first, "x-"});
      return;
    }
    const auto letter = static_cast<unsigned char>(text_[first]);
    const int other = std::isupper(letter) != 0 ? std::tolower(letter) : std::toupper(letter);
    if (other != letter) edits_.push_back({first, first + 1, std::string(1, static_cast<char>(other))});
  }

  void swap(const JsonPlace& place) {
    if (place.next == JsonPlace::none) return;
    const JsonPlace& next = places_[place.next];
    const std::string here = value_of(place);
    const std::string there = value_of(next);
    if (here == there) return;
    edits_.push_back({place.value, place.end, there});
    edits_.push_back({next.value, next.end, here});
  }

  void extend(const JsonPlace& place) {
    const bool is_object = mutation_.change == "member added";
    if (place.type != (is_object ? JsonType::object : JsonType::array)) return;
    const bool empty = text_.find_first_not_of(" \t\r\n", place.value + 1) == place.end - 1;
    const std::string added = is_object ? R"("x-added":{"by":["nobody"]})" : mutation_.values.front();
    edits_.push_back({place.value + 1, place.value + 1, empty ? added : added + ","});
  }

  // ASCII letters outside of escapes.
  static std::string in_other_letters(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\') {
        i += text[i + 1] == 'u' ? 5U : 1U;
        continue;
      }
      const auto letter = static_cast<unsigned char>(text[i]);
      if (letter < 0x80U)
        text[i] = static_cast<char>(std::isupper(letter) != 0 ? std::tolower(letter) : std::toupper(letter));
    }
    return text;
  }

  const Mutation& mutation_;
  std::string& text_;
  std::vector<JsonPlace> places_;
  std::vector<Edit> edits_;
};

bool mutate_header(const Mutation& mutation, const std::string& name, Response& response) {
  const auto named = [&](const Header& header) { return find_header({header}, name).has_value(); };
  const auto found = std::ranges::find_if(response.headers, named);
  if (mutation.change == "added") {
    response.headers.push_back({name, mutation.values.front()});
    return true;
  }
  if (found == response.headers.end()) return false;
  if (mutation.change == "dropped") {
    std::erase_if(response.headers, named);
  } else if (mutation.change == "altered") {
    found->value += "x";
  } else if (mutation.change == "twice") {
    response.headers.push_back(Header{*found});
  } else if (mutation.change == "with another") {
    response.headers.push_back({name, "text/html"});
  } else {
    if (found->value == mutation.values.front()) return false;
    found->value = mutation.values.front();
  }
  return true;
}

bool mutate_body(const Mutation& mutation, std::string& body) {
  if (!mutation.values.empty()) {
    body = mutation.values.front();
    return true;
  }
  if (body.empty()) return false;
  const std::string& change = mutation.change;
  if (change == "dropped") {
    body.clear();
  } else if (change == "cut in half") {
    body.resize(body.size() / 2);
  } else if (change == "sent twice") {
    body += std::string{body};
  } else if (change == "in an array") {
    body = "[" + body + "]";
  } else if (change == "followed by text") {
    body += "OK";
  } else if (change == "after a byte order mark") {
    body.insert(0, "\xEF\xBB\xBF");
  } else {
    const std::size_t quote = body.find('"');
    if (quote == std::string::npos) return false;
    body.insert(quote + 1, change == "with a control character" ? "\x01" : "\xFF");
  }
  return true;
}

void restate(int status, Response& response) {
  response.status = status;
  response.reason = "Mutated";
  // The transport reads no body behind such a head: what is sent all the same is too much.
  if (status == 204 || status == 304) response.excess_bytes += std::exchange(response.body, {}).size();
}

}  // namespace

bool mutate(const Mutation& mutation, ResponseOrError& response_or_error) {
  auto* response = std::get_if<Response>(&response_or_error);
  if (response == nullptr) return false;
  constexpr std::string_view header = "header ";
  if (mutation.place == "response") {
    const bool closed = mutation.change == "closed";
    response_or_error =
        TransportError{.kind = closed ? TransportErrorKind::closed : TransportErrorKind::malformed,
                       .detail = closed ? "the connection was closed before a response came" : "this is not HTTP",
                       .partial = std::nullopt};
    return true;
  }
  if (mutation.place == "status") {
    restate(std::stoi(mutation.change), *response);
    return true;
  }
  if (mutation.place.starts_with(header))
    return mutate_header(mutation, mutation.place.substr(header.size()), *response);
  if (mutation.place == "body") return mutate_body(mutation, response->body);
  return JsonMutation{mutation, response->body}.apply();
}

}  // namespace conform
