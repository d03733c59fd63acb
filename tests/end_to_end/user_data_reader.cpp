#include "end_to_end/user_data_reader.hpp"

#include <gtest/gtest.h>

#include "end_to_end/raw_client.hpp"

namespace conform::test {

using nlohmann::json;

namespace {

json user_document(const std::string& id, const json& attributes) {
  return {{"data", {{"type", "User"}, {"id", id}, {"attributes", attributes}}}};
}

}  // namespace

Asked ask_as(const json& target, const std::string& actor, const std::string& method, const std::string& path,
             const json& body) {
  const std::string base = target.at("baseUrl").get<std::string>();
  const std::string text = body.is_null() ? "" : body.dump();
  const std::string media_type = path.starts_with("/users") ? "application/vnd.api+json" : "application/json";
  std::string request = method + " " + base.substr(base.find("/user/")) + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                        "Connection: close\r\nAccept: " + media_type + "\r\nAuthorization: Bearer " +
                        target.at("actors").at(actor).at("token").get<std::string>() + "\r\n";
  if (!body.is_null())
    request += "Content-Type: " + media_type + "\r\nContent-Length: " + std::to_string(text.size()) + "\r\n";
  const std::string response = ask(port_of(base), request + "\r\n" + text);
  Asked asked;
  if (response.size() > 12) asked.status = std::stoi(response.substr(9, 3));
  if (const std::size_t head = response.find("\r\n\r\n"); head != std::string::npos) {
    const json parsed = json::parse(response.substr(head + 4), nullptr, false);
    if (!parsed.is_discarded()) asked.body = parsed;
  }
  return asked;
}

Everything everything(const json& target, const std::map<std::string, json>& known) {
  Everything all;
  for (const json& user : target.at("users")) {
    const auto actor = user.at("actor").get<std::string>();
    const Asked record = ask_as(target, actor, "GET", "/users/" + user.at("id").get<std::string>());
    all[actor + " record"] = record.body.value("/data/attributes"_json_pointer, json()).dump();
    json attributes = ask_as(target, actor, "GET", "/attributes").body;
    if (const auto wanted = known.find(actor); wanted != known.end()) {
      for (auto entry = attributes.begin(); entry != attributes.end();)
        entry = wanted->second.contains(entry.key()) ? std::next(entry) : attributes.erase(entry);
    }
    all[actor + " attributes"] = attributes.dump();
  }
  return all;
}

std::map<std::string, json> known_attributes(const json& target) {
  std::map<std::string, json> known;
  for (const json& user : target.at("users")) {
    const auto actor = user.at("actor").get<std::string>();
    known[actor] = {{"referred", "by " + actor},
                    {"tos_accepted", "never"},
                    {"conform-a", "of an earlier run"},
                    {"ключ 鍵", {1, 2.5, {{"deep", nullptr}}}}};
  }
  return known;
}

void make_unmistakable(const json& target) {
  const auto known = known_attributes(target);
  std::size_t number = 0;
  for (const json& user : target.at("users")) {
    const auto actor = user.at("actor").get<std::string>();
    const auto id = user.at("id").get<std::string>();
    json attributes{{"firstName", "Grace \"" + actor + "\" 😀"}, {"lastName", "  spaces kept  "}};
    if (++number % 2 == 0) {
      attributes["address"] = {{"country", "CH"}, {"houseNo", "007"}};
      attributes["email"] = actor + "@own.example";
    }
    EXPECT_EQ(ask_as(target, actor, "PUT", "/users/" + id, user_document(id, attributes)).status, 200);
    EXPECT_EQ(ask_as(target, actor, "PUT", "/attributes", known.at(actor)).status, 204);
  }
}

}  // namespace conform::test
