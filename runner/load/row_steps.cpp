#include "load/row_steps.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "load/variables.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool holds_null(const json& value) {
  if (value.is_null()) return true;
  return value.is_structured() && std::ranges::any_of(value, holds_null);
}

// A request with a null in its attributes may have an expectation of its own.
json with_one_expectation(json step) {
  const auto of_null = step.find("expectOfNull");
  if (of_null == step.end()) return step;
  const json send = step.value("send", json::object());
  const bool null = send.contains("attributes") && holds_null(send.at("attributes"));
  if (null) step["expect"] = *of_null;
  step.erase("expectOfNull");
  return step;
}

class RowSteps {
 public:
  RowSteps(const json& group, const std::string& pointer, const DiagnosticCollector& collector)
      : group_{group}, pointer_{pointer}, collector_{collector}, every_{group.value("readEvery", std::size_t{5})} {}

  void append_to(json& steps) {
    const json& source = group_.at("rows");
    const auto found = source.is_object() ? source.find("rows") : source.end();
    if (!source.is_object() || found == source.end() || !found->is_array()) {
      collector_.diagnostic(pointer_ + "/rows", "must be a variable of the matrix that makes rows",
                            R"("rows": "${rows}", with {"cover": …}, {"subsets": …} or {"pack": …} in the matrix)");
      return;
    }
    json written = json::array();
    for (const json& row : *found) {
      for (const json& step : group_.at("steps")) {
        json one = filled(step, row);
        if (one.is_null()) return;
        if (group_.value("alone", false)) add_alone(one, step, row);
        written.push_back(std::move(one));
      }
    }
    for (std::size_t i = 0; i < written.size(); ++i) {
      const bool read = (i + 1) % every_ == 0 || i + 1 == written.size();
      if (!read) written[i]["readBack"] = "later";
      steps.push_back(std::move(written[i]));
    }
  }

 private:
  // Null: the row does not fit, which is reported.
  json filled(const json& step, const json& row) {
    std::set<std::string> used;
    auto one = fill_in_variables(step, {{"row", row}}, used);
    if (one) return with_one_expectation(std::move(*one));
    collector_.diagnostic(pointer_ + "/steps", one.error());
    return nullptr;
  }

  void add_alone(json& into, const json& step, const json& row) {
    const auto alone = row.find("alone");
    if (alone == row.end()) return;
    json& steps = into["ifRefused"] = json::array();
    for (const json& one : *alone) {
      json single = filled(step, one);
      if (!single.is_null()) steps.push_back(std::move(single));
    }
  }

  const json& group_;
  const std::string& pointer_;
  const DiagnosticCollector& collector_;
  std::size_t every_;
};

}  // namespace

json written_out_steps(const json& steps, const std::string& pointer, const DiagnosticCollector& collector) {
  json result = json::array();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].contains("rows")) {
      const std::string at = pointer + "/" + std::to_string(i);
      RowSteps{steps[i], at, collector}.append_to(result);
    } else {
      result.push_back(with_one_expectation(steps[i]));
    }
  }
  return result;
}

}  // namespace conform
