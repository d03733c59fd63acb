#include "prove/mutation.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "suite/own_values.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::array statuses{200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 402, 403, 404,
                              405, 406, 409, 410, 415, 418, 422, 429, 451, 500, 501, 502, 503};

struct Typed {
  JsonType type;
  const char* change;
  const char* value;
};
constexpr std::array instead{
    Typed{JsonType::null, "null instead", "null"},  Typed{JsonType::boolean, "boolean instead", "true"},
    Typed{JsonType::number, "number instead", "7"}, Typed{JsonType::string, "string instead", "\"7\""},
    Typed{JsonType::array, "array instead", "[]"},  Typed{JsonType::object, "object instead", "{}"}};

constexpr std::string_view attributes_at = "/data/attributes/";

// Other values of the same type that cannot be distinguished from right ones by themselves.
std::vector<std::string> other_values(std::string_view place, JsonType type, const Fixtures& fixtures) {
  std::vector<std::string> values;
  if (place.starts_with(attributes_at)) {
    const auto samples = fixtures.samples.find(place.substr(attributes_at.size()));
    if (samples != fixtures.samples.end()) {
      const OwnValues somebodys = own_values_of("");
      for (const json& sample : *samples->second) values.push_back(with_own_values(sample, somebodys).dump());
    }
  }
  if (place == "/data/attributes/createdAt") values = {"\"2001-02-03T04:05:06Z\""};
  if (place == "/data/id") values = {"\"c0daf39b-4df5-4241-9e7d-b1b85f829090\""};
  if (place == "/data/type") values = {"\"Users\""};
  if (place == "/errors/*/status") values = {"\"418\""};
  if (place == "/errors/*/links/about") values = {"\"https://example.com/other\""};
  if (place == "/errors/*/source/pointer") values = {"\"/data\"", "\"/data/type\""};
  if (!values.empty()) return values;
  switch (type) {
    case JsonType::string:
      return {"\"something else\""};
    case JsonType::number:
      return {"7", "8"};
    case JsonType::boolean:
      return {"true", "false"};
    case JsonType::array:
      return {R"(["something else"])"};
    case JsonType::object:
      return {R"({"something":"else"})"};
    case JsonType::null:
      return {};
  }
  return {};
}

class Enumeration {
 public:
  Enumeration(const ResponseKind& kind, const ResponseShape& shape, const Fixtures& fixtures)
      : kind_{kind}, shape_{shape}, fixtures_{fixtures} {}

  std::vector<Mutation> all() {
    add("response", "closed");
    add("response", "malformed");
    for (const int status : statuses) {
      if (status != kind_.status) add("status", std::to_string(status));
    }
    body();
    media_type();
    for (const std::string& header : shape_.headers) {
      if (header == "Content-Type" || header == "Content-Length" || header == "Connection") continue;  // framing
      for (const char* change : {"dropped", "altered", "twice"}) add("header " + header, change);
    }
    add("header Content-Encoding", "added", {"gzip"});
    for (const auto& [place, types] : shape_.places) {
      for (const JsonType type : types) value(place, type);
      if (place.find('/') != std::string::npos) member(place);
      if (types.contains(JsonType::object)) add(place, "member added");
      if (types.contains(JsonType::array)) add(place, "element added", {"null"});
    }
    return std::move(mutations_);
  }

 private:
  void add(std::string place, std::string change, std::vector<std::string> values = {}) {
    Mutation mutation{
        .kind = kind_, .place = std::move(place), .change = std::move(change), .values = std::move(values)};
    for (const Mutation& there : mutations_) {
      if (there.place == mutation.place && there.change == mutation.change) return;  // seen with another type
    }
    mutations_.push_back(std::move(mutation));
  }

  void body() {
    if (!shape_.has_body) {
      add("body", "text added", {"OK"});
      add("body", "object added", {"{}"});
      return;
    }
    for (const char* change : {"dropped", "cut in half", "sent twice", "in an array", "followed by text",
                               "after a byte order mark", "with a control character", "with invalid UTF-8"}) {
      add("body", change);
    }
  }

  void media_type() {
    if (!shape_.headers.contains("Content-Type")) {
      add("header Content-Type", "added", {"text/html"});
      return;
    }
    for (const char* change : {"dropped", "twice", "with another"}) add("header Content-Type", change);
    for (const char* type :
         {"", "json", "application/json", "application/hal+json", "application/vnd.api", "application/xml", "text/html",
          "text/plain", "application/octet-stream", "APPLICATION/VND.API+JSON",
          "application/vnd.api+json; charset=utf-8", "application/vnd.api+json; profile=\"https://example.com/p\"",
          "application/vnd.api+json, text/html"}) {
      add("header Content-Type", "\"" + std::string{type} + "\"", {type});
    }
  }

  void value(const std::string& place, JsonType type) {
    for (const Typed& other : instead) {
      if (other.type != type) add(place, other.change, {other.value});
    }
    add(place, "altered", other_values(place, type, fixtures_));
    if (type == JsonType::string) {
      add(place, "emptied", {"\"\""});
      add(place, "longer");
      add(place, "in other letters");
    }
    if (type == JsonType::array) add(place, "emptied", {"[]"});
    if (type == JsonType::object) add(place, "emptied", {"{}"});
  }

  void member(const std::string& place) {
    const bool in_array = place == "/errors/*";
    add(place, "dropped");
    add(place, "twice");
    add(place, "swapped with the next");
    if (in_array) return;
    add(place, "renamed");
    add(place, "renamed by a letter's case");
    add(place, "twice and different");
  }

  const ResponseKind& kind_;
  const ResponseShape& shape_;
  const Fixtures& fixtures_;
  std::vector<Mutation> mutations_;
};

}  // namespace

std::string Mutation::name() const {
  return kind.operation + " " + std::to_string(kind.status) + " " + (place.empty() ? "/" : place) + ": " + change;
}

void note_shape(const Operation& operation, const Response& response, ResponseShape& shape) {
  for (const Header& header : response.headers) shape.headers.insert(header.name);
  if (response.body.empty()) return;
  shape.has_body = true;
  const bool any_member = response.status < 400 && !operation.names_user();
  for (const JsonPlace& place : json_places(response.body, any_member)) {
    shape.has_json = true;
    shape.places[place.pointer].insert(place.type);
  }
}

std::vector<Mutation> mutations_of(const ResponseKind& kind, const ResponseShape& shape, const Fixtures& fixtures) {
  return Enumeration{kind, shape, fixtures}.all();
}

}  // namespace conform
