#include "unit/reference/witnesses.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "unit/reference/client.hpp"

namespace conform::reference::testing {

namespace {

namespace fs = std::filesystem;

const nlohmann::json& other_values() {
  static const nlohmann::json values{{"firstName", "Grace"},
                                     {"lastName", "Hopper"},
                                     {"email", "grace@example.org"},
                                     {"phoneNumber", "+44 20 7946 0001"},
                                     {"pictureUrl", "https://example.org/grace.png"},
                                     {"gender", "other"},
                                     {"birthDate", "1906-12-09"},
                                     {"address", {{"country", "FR"}, {"region", "ARA"}}},
                                     {"locale", "fr-FR"},
                                     {"zoneInfo", "Europe/Paris"}};
  return values;
}

class Expressions {
 public:
  explicit Expressions(std::string user_id) : user_id_{std::move(user_id)} {}

  [[nodiscard]] nlohmann::json filled(const nlohmann::json& value) const {
    if (value.is_string()) return filled_text(value.get<std::string>());
    if (!value.is_structured()) return value;
    nlohmann::json result = value;
    for (nlohmann::json& item : result) item = filled(item);
    return result;
  }

  [[nodiscard]] nlohmann::json filled_text(const std::string& text) const {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
      if (text.compare(at, 3, "$${") == 0) {
        result += "${";
        at += 3;
      } else if (text.compare(at, 2, "${") == 0) {
        const std::size_t end = text.find('}', at);
        const nlohmann::json value = value_of(text.substr(at + 2, end - at - 2));
        if (at == 0 && end + 1 == text.size()) return value;
        result += value.get<std::string>();
        at = end + 1;
      } else {
        result += text[at++];
      }
    }
    return result;
  }

 private:
  [[nodiscard]] nlohmann::json value_of(const std::string& expression) const {
    const std::map<std::string, std::string> plain{{"own.mark", "u2345678"}, {"own.area", "212"},
                                                   {"own.line", "1"},        {"own.number", "042"},
                                                   {"nonce", "n0nce"},       {"user.id", user_id_}};
    if (const auto found = plain.find(expression); found != plain.end()) return found->second;
    const std::size_t open = expression.find('(');
    const std::string argument = expression.substr(open + 1, expression.size() - open - 2);
    if (expression.starts_with("differentFrom(")) return other_values().at(argument);
    if (!expression.starts_with("repeat(")) throw std::runtime_error{"unknown expression " + expression};
    std::string text;
    for (int left = std::stoi(argument.substr(argument.rfind(',') + 1)); left > 0; --left)
      text += argument.substr(0, argument.find(','));
    return text;
  }

  std::string user_id_;
};

nlohmann::json record_of(const nlohmann::json& setup) {
  nlohmann::json record = full_attributes();
  if (setup == "minimal") {
    for (const char* name : {"phoneNumber", "pictureUrl", "gender", "birthDate", "address", "locale", "zoneInfo"})
      record.erase(name);
  } else if (setup.is_object()) {
    for (const nlohmann::json& pointer : setup.at("$without")) record.erase(pointer.get<std::string>().substr(1));
  }
  return record;
}

}  // namespace

std::vector<Witness> witnesses(const std::string& user_id) {
  const Expressions expressions{user_id};
  std::vector<Witness> all;
  for (const auto& entry : fs::directory_iterator{fs::path{CONFORM_SOURCE_DIR} / "tests/witnesses"}) {
    std::ifstream stream{entry.path()};
    const nlohmann::json test_case = nlohmann::json::parse(stream).at("cases").at(0);
    const nlohmann::json& send = test_case.at("steps").at(0).at("send");
    Witness witness{
        .name = entry.path().stem().string(),
        .record = record_of(test_case.value("setup", nlohmann::json::object()).value("attributes", nlohmann::json())),
        .operation = send.at("operation"),
        .attributes = expressions.filled(send.value("attributes", nlohmann::json())),
        .body = {}};
    if (send.contains("body")) witness.body = expressions.filled_text(send.at("body"));
    all.push_back(std::move(witness));
  }
  std::ranges::sort(all, {}, &Witness::name);
  return all;
}

}  // namespace conform::reference::testing
