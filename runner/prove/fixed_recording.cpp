#include "prove/fixed_recording.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace conform {
namespace {

using nlohmann::json;

constexpr const char* unknown_id = "3f0c7d52-8a41-4c1b-9d6e-5b2f1c0a9e77";
constexpr const char* api_type = "application/vnd.api+json";

struct AppUser {
  std::string actor;
  std::string token;
  std::string id;
};

AppUser user_of(const std::vector<reference::Account>& accounts, const std::string& actor) {
  const auto found = std::ranges::find_if(accounts, [&](const auto& account) { return account.actor == actor; });
  return {.actor = actor, .token = found->token, .id = found->user_id};
}

json first_state(const std::string& name) {
  return {{"firstName", "Ada"},
          {"lastName", "Lovelace"},
          {"email", "ada." + name + "@example.com"},
          {"phoneNumber", "+4972190123" + name.substr(name.size() - 1)},
          {"pictureUrl", "https://example.com/pictures/ada.png"},
          {"gender", "female"},
          {"birthDate", "1985-12-10"},
          {"address",
           {{"country", "DE"},
            {"locality", "Karlsruhe"},
            {"street", "Haid-und-Neu-Straße"},
            {"houseNo", "18a"},
            {"additionalAddressLink", "c/o Ada Lovelace"},
            {"region", "BW"},
            {"postalCode", "76131"}}},
          {"locale", "de-DE"},
          {"zoneInfo", "Europe/Berlin"}};
}

json second_state(const std::string& name) {
  return {{"firstName", "Grace"},
          {"lastName", "Hopper"},
          {"email", "grace." + name + "@example.org"},
          {"phoneNumber", "+1202555014" + name.substr(name.size() - 1)},
          {"pictureUrl", "https://example.org/pictures/grace.jpg"},
          {"gender", "other"},
          {"birthDate", "1976-02-29"},
          {"address",
           {{"country", "FR"},
            {"locality", "Lyon"},
            {"street", "Rue de la République"},
            {"houseNo", "7"},
            {"additionalAddressLink", "Bâtiment B"},
            {"region", "ARA"},
            {"postalCode", "69002"}}},
          {"locale", "en-US"},
          {"zoneInfo", "America/New_York"}};
}

json document_of(const std::string& id, json attributes) {
  return {{"data", {{"type", "User"}, {"id", id}, {"attributes", std::move(attributes)}}}};
}

json without(json attributes, std::initializer_list<const char*> names) {
  for (const char* name : names) attributes.erase(name);
  return attributes;
}

// Requests as a careful client composes them.
class Composer {
 public:
  explicit Composer(AppUser user) : user_{std::move(user)} {}

  [[nodiscard]] const std::string& id() const { return user_.id; }

  [[nodiscard]] RecordedRequest get(const std::string& id) const { return request("GET", "/users/" + id, {}); }
  [[nodiscard]] RecordedRequest get() const { return get(user_.id); }
  [[nodiscard]] RecordedRequest put(json attributes) const {
    return request("PUT", "/users/" + user_.id, document_of(user_.id, std::move(attributes)).dump());
  }
  [[nodiscard]] RecordedRequest patch(json attributes) const {
    return request("PATCH", "/users/" + user_.id, document_of(user_.id, std::move(attributes)).dump());
  }
  [[nodiscard]] RecordedRequest get_attributes() const { return request("GET", "/attributes", {}); }
  [[nodiscard]] RecordedRequest set_attributes(const json& keys) const {
    RecordedRequest made = request("PUT", "/attributes", keys.dump());
    replace_header(made, "Content-Type", "application/json");
    return made;
  }
  [[nodiscard]] RecordedRequest of(const std::string& method, const std::string& id, const json& document) const {
    return request(method, "/users/" + id, document.dump());
  }
  [[nodiscard]] RecordedRequest of_text(const std::string& method, std::string text) const {
    return request(method, "/users/" + user_.id, std::move(text));
  }

  static void replace_header(RecordedRequest& made, const std::string& name, const std::string& value) {
    for (Header& header : made.request.headers) {
      if (header.name == name) header.value = value;
    }
  }
  static RecordedRequest with(RecordedRequest made, const std::string& name, const std::string& value) {
    replace_header(made, name, value);
    return made;
  }
  static RecordedRequest without_token(RecordedRequest made) {
    made.actor.clear();
    std::erase_if(made.request.headers, [](const Header& header) { return header.name == "Authorization"; });
    return made;
  }

 private:
  [[nodiscard]] RecordedRequest request(const std::string& method, const std::string& target,
                                        std::optional<std::string> body) const {
    RecordedRequest made{.actor = user_.actor,
                         .request = {.method = method, .target = target, .headers = {}, .body = std::move(body)}};
    made.request.headers = {{"Accept", method == "GET" && target == "/attributes" ? "application/json" : api_type},
                            {"Accept-Encoding", "identity"},
                            {"Authorization", "Bearer " + user_.token}};
    if (made.request.body) made.request.headers.push_back({"Content-Type", api_type});
    return made;
  }

  AppUser user_;
};

// 32 requests of one user: the second state, attribute by attribute, is what updates change the first one to.
std::vector<RecordedRequest> ordinary(const Composer& user, const std::string& name) {
  const json first = first_state(name);
  const json second = second_state(name);
  std::vector<RecordedRequest> all{user.get(), user.put(first), user.get()};
  for (const auto& [attribute, value] : second.items()) all.push_back(user.patch({{attribute, value}}));
  all.push_back(user.get());
  all.push_back(user.patch({{"address", {{"locality", "Paris"}}}}));
  all.push_back(user.get());
  all.push_back(user.patch({{"firstName", "Ada"}, {"zoneInfo", "Asia/Tokyo"}}));
  all.push_back(user.put(without(first, {"phoneNumber", "pictureUrl", "gender", "birthDate", "locale"})));
  all.push_back(user.get());
  all.push_back(user.get_attributes());
  all.push_back(user.set_attributes({{"colour", "blue"}, {"shoeSize", "42"}}));
  all.push_back(user.get_attributes());
  json partial = without(first, {"firstName", "lastName", "email", "zoneInfo"});
  partial["address"] = {{"country", "NO"}, {"street", "Storgata"}};
  all.push_back(user.put(partial));
  all.push_back(user.get());
  all.push_back(user.set_attributes({{"colour", "green"}}));
  all.push_back(user.get_attributes());
  all.push_back(user.put(without(first, {"address"})));
  all.push_back(user.get());
  all.push_back(user.put(second));
  all.push_back(user.patch(json::object()));
  all.push_back(user.get());
  all.push_back(user.get_attributes());
  return all;
}

std::vector<json> semantic_errors(const std::string& id, const std::string& name, const std::string& other_id) {
  const json second = second_state(name);
  const auto changed = [&](const char* attribute, json value) {
    json attributes = second;
    attributes[attribute] = std::move(value);
    return document_of(id, std::move(attributes));
  };
  json wrong_type = document_of(id, second);
  wrong_type["data"]["type"] = "Account";
  json no_type = document_of(id, second);
  no_type["data"].erase("type");
  json no_attributes = document_of(id, second);
  no_attributes["data"]["attributes"] = "none";
  json house = second;
  house["address"]["street"] = 7;
  return {wrong_type,
          no_type,
          document_of(other_id, second),
          json{{"meta", {{"note", "no data"}}}},
          json{{"data", json::array({document_of(id, second)["data"]})}},
          no_attributes,
          changed("firstName", 7),
          changed("gender", "unknown"),
          changed("email", "no-email")};
}

std::vector<RecordedRequest> refused(const std::vector<Composer>& users, const Composer& expired,
                                     const std::vector<std::string>& names) {
  std::vector<RecordedRequest> all;
  const Composer& user = users[0];
  const json state = second_state(names[0]);
  const json keys = {{"colour", "red"}};
  const std::array own{user.get(), user.put(state), user.patch({{"locale", "fr-FR"}}), user.get_attributes(),
                       user.set_attributes(keys)};
  for (const RecordedRequest& one : own) all.push_back(Composer::without_token(one));
  const json change = document_of(user.id(), {{"locale", "fr-FR"}});
  all.push_back(expired.get());
  all.push_back(expired.put(state));
  all.push_back(expired.patch({{"locale", "fr-FR"}}));
  all.push_back(expired.get_attributes());
  all.push_back(expired.set_attributes(keys));
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string& foreign = users[i + 1].id();
    for (const std::string& id : {foreign, std::string{unknown_id}}) {
      all.push_back(users[i].get(id));
      all.push_back(users[i].of("PUT", id, document_of(id, second_state(names[i]))));
      all.push_back(users[i].of("PATCH", id, document_of(id, {{"locale", "fr-FR"}})));
    }
  }
  for (const char* accept : {"text/html", "application/xml", "text/plain;q=0.5", "image/png, text/html"}) {
    all.push_back(Composer::with(users[1].put(first_state(names[1])), "Accept", accept));
    all.push_back(Composer::with(users[2].patch({{"locale", "fr-FR"}}), "Accept", accept));
  }
  for (const char* type :
       {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"}) {
    all.push_back(Composer::with(users[2].put(first_state(names[2])), "Content-Type", type));
    all.push_back(Composer::with(users[1].patch({{"locale", "fr-FR"}}), "Content-Type", type));
  }
  for (const json& document : semantic_errors(users[1].id(), names[1], users[2].id()))
    all.push_back(users[1].of("PUT", users[1].id(), document));
  for (const json& document : semantic_errors(users[2].id(), names[2], users[1].id()))
    all.push_back(users[2].of("PATCH", users[2].id(), document));
  for (const char* text : {"{\"data\":", "firstName=Ada"}) {
    all.push_back(users[0].of_text("PUT", text));
    all.push_back(users[0].of_text("PATCH", text));
  }
  return all;
}

}  // namespace

std::vector<RecordedRequest> fixed_recording(const std::vector<reference::Account>& accounts) {
  const std::vector<std::string> names{"user-1", "user-2", "user-3"};
  std::vector<Composer> users;
  std::vector<std::vector<RecordedRequest>> flows;
  for (const std::string& name : names) {
    users.emplace_back(user_of(accounts, name));
    flows.push_back(ordinary(users.back(), name));
  }
  const std::vector<RecordedRequest> bad = refused(users, Composer{user_of(accounts, "expired")}, names);
  // Five refused ones behind every eight: what they leave shows in the reads that follow.
  constexpr std::size_t ordinary_in_turn = 8;
  constexpr std::size_t refused_in_turn = 5;
  std::vector<RecordedRequest> all;
  std::size_t next_bad = 0;
  std::size_t sent = 0;
  for (std::size_t i = 0; i < flows.front().size(); ++i) {
    for (const auto& flow : flows) {
      all.push_back(flow[i]);
      if (++sent % ordinary_in_turn != 0) continue;
      for (std::size_t n = 0; n < refused_in_turn && next_bad < bad.size(); ++n) all.push_back(bad[next_bad++]);
    }
  }
  return all;
}

}  // namespace conform
