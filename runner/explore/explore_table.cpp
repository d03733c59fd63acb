#include "explore/explore_table.hpp"

#include <algorithm>
#include <utility>

#include "load/diagnostic_collector.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr int explore_format = 1;

class TableReader {
 public:
  TableReader(const JsonFile& file, const Suite& suite, Diagnostics& diagnostics)
      : source_{*file.value}, suite_{suite}, collector_{file, diagnostics} {}

  ExploreTable read() {
    ExploreTable table;
    table.sizes = source_.at("sizes").get<std::vector<std::size_t>>();
    table.fewest_steps = source_.at("steps").at("fewest").get<std::size_t>();
    table.most_steps = std::max(table.fewest_steps, source_.at("steps").at("most").get<std::size_t>());
    table.characters = source_.at("lengths").at("characters").get<std::vector<std::string>>();
    table.lengths = source_.at("lengths").at("counts").get<std::vector<std::size_t>>();
    values(table);
    const json& keys = source_.at("keys");
    table.keys = keys.at("names").get<std::vector<std::string>>();
    table.rare_keys = keys.at("rare").get<std::vector<std::string>>();
    table.few_key_values = keys.at("few").get<std::vector<json>>();
    table.edge_key_values = keys.at("edge").get<std::vector<json>>();
    add_lists(keys.at("lists"), "/keys/lists", table.edge_key_values);
    refusals(table);
    return table;
  }

 private:
  void values(ExploreTable& table) {
    const std::vector<std::string> known = suite_.fixtures.attributes();
    for (const auto& [name, entry] : source_.at("values").items()) {
      const std::string at = "/values/" + name;
      if (!suite_.fixtures.samples.contains(name) || name == "address") {
        collector_.unknown(at, "attribute", name, known);
        continue;
      }
      ExploreValues& into = table.values[name];
      into.few = entry.at("few").get<std::vector<json>>();
      into.edge = entry.at("edge").get<std::vector<json>>();
      into.is_long = entry.contains("long");
      if (entry.contains("lists")) add_lists(entry.at("lists"), at + "/lists", into.edge);
      if (entry.contains("alike")) add_alike(name, entry.at("alike"), at + "/alike", into);
      const bool of_address = name.starts_with("address/");
      if (of_address) table.address_members.push_back(name.substr(8));
      const std::string attribute = of_address ? "address" : name;
      if (std::ranges::find(table.attributes, attribute) == table.attributes.end())
        table.attributes.push_back(attribute);
    }
  }

  // Pairs of a list that are of every attribute, or of this one.
  void add_alike(const std::string& attribute, const json& names, const std::string& at, ExploreValues& into) {
    for (const json& name : names) {
      const auto found = suite_.fixtures.lists.find(name.get_ref<const std::string&>());
      if (found == suite_.fixtures.lists.end()) {
        collector_.diagnostic(at, "unknown list " + name.dump(), "lists are in cases/fixtures.json");
        continue;
      }
      for (const json& pair : *found->second) {
        if (pair.value("attribute", attribute) == attribute)
          into.alike.emplace_back(pair.at("before"), pair.at("after"));
      }
    }
  }

  void add_lists(const json& names, const std::string& at, std::vector<json>& into) {
    for (const json& name : names) {
      const auto found = suite_.fixtures.lists.find(name.get_ref<const std::string&>());
      if (found == suite_.fixtures.lists.end()) {
        collector_.diagnostic(at, "unknown list " + name.dump(), "lists are in cases/fixtures.json");
        continue;
      }
      for (const json& value : *found->second) into.push_back(value.is_object() ? value.at("value") : value);
    }
  }

  void refusals(ExploreTable& table) {
    const json& all = source_.at("refusals");
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string at = "/refusals/" + std::to_string(i);
      ExploreRefusal refusal{.name = all[i].at("name").get<std::string>(),
                             .operations = {},
                             .two_users = all[i].contains("users"),
                             .from = all[i].value("from", std::string{}),
                             .send = all[i].at("send"),
                             .expect = all[i].at("expect")};
      for (const json& operation : all[i].at("operations")) {
        if (suite_.contracts.back().find(operation.get_ref<const std::string&>()) == nullptr)
          collector_.diagnostic(at + "/operations", "unknown operation " + operation.dump());
        refusal.operations.insert(operation.get<std::string>());
      }
      if (const auto id = refusal.expect.find("requirement"); id != refusal.expect.end())
        collector_.check_requirement(suite_.rules, id->get<std::string>(), at + "/expect/requirement");
      table.refusals.push_back(std::move(refusal));
    }
  }

  const json& source_;
  const Suite& suite_;
  DiagnosticCollector collector_;
};

}  // namespace

Result<ExploreTable> load_explore_table(const Suite& suite) {
  auto file = read_json_file(suite.folder / "schemas" / "explore.json", "schemas/explore.json");
  if (!file) return tl::unexpected{file.error()};
  Diagnostics diagnostics =
      check_format(*file, "table of the exploration", explore_format, suite.schemas, "suite/explore.schema.json");
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  ExploreTable table = TableReader{*file, suite, diagnostics}.read();
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return table;
}

}  // namespace conform
