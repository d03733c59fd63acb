#include "explore/explore_coverage.hpp"

#include <nlohmann/json.hpp>

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t states_of_a_pair = 9;  // each left out, null, or with a value

char state_of_attribute(const json& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return '-';
  return found->is_null() ? 'n' : 'v';
}

// The kind of a step, for transitions: its operation, its sender where that is another one, and how it should end.
std::string kind_of_step(const json& step) {
  if (step.contains("concurrent"))
    return "concurrent " + step.at("concurrent").front().at("operation").get<std::string>();
  const json& send = step.at("send");
  std::string kind = send.at("operation").get<std::string>() + " " + send.value("as", std::string{"user"});
  const json& expect = step.at("expect");
  const auto status = expect.find("status");
  if (status != expect.end()) kind += " " + status->dump();
  return kind;
}

}  // namespace

void ExploreCoverage::add_pairs(const std::string& operation, const json& attributes, const ExploreTable& table) {
  for (std::size_t i = 0; i < table.attributes.size(); ++i) {
    for (std::size_t j = i + 1; j < table.attributes.size(); ++j) {
      const std::string& one = table.attributes[i];
      const std::string& two = table.attributes[j];
      pairs_.insert(operation + " " + one + state_of_attribute(attributes, one) + " " + two +
                    state_of_attribute(attributes, two));
    }
  }
}

void ExploreCoverage::add(const json& sequence, const ExploreTable& table) {
  std::string before = "start";
  for (const json& step : sequence.at("steps")) {
    std::string kind = kind_of_step(step);
    const json requests = step.contains("concurrent") ? step.at("concurrent") : json::array({step.at("send")});
    for (const json& send : requests) {
      const std::string operation = send.at("operation").get<std::string>();
      ++operations_[operation];
      if (const auto writing = send.find("writing"); writing != send.end()) ++writings_[writing->get<std::string>()];
      const auto attributes = send.find("attributes");
      const bool good = !step.at("expect").contains("status") || step.at("expect").at("status") == 200;
      if (attributes != send.end() && attributes->is_object() && good) add_pairs(operation, *attributes, table);
      if (operation.starts_with("get")) continue;
      ++(step.at("expect").contains("readBack") ? unread_ : read_);
    }
    transitions_.emplace(before, kind);
    before = std::move(kind);
  }
}

unsigned ExploreCoverage::pairs_percent(const ExploreTable& table) const {
  const std::size_t attributes = table.attributes.size();
  const std::size_t all = attributes * (attributes - 1) / 2 * states_of_a_pair * 2;
  return all == 0 ? 100 : static_cast<unsigned>(pairs_.size() * 100 / all);
}

}  // namespace conform
