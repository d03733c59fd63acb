#include "explore/shrink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "explore/sequence.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Tries shorter sequences and keeps those that still show the finding.
class Shrinker {
 public:
  Shrinker(json sequence, const ShowsIt& shows_it, std::size_t budget)
      : best_(std::move(sequence)), shows_it_{shows_it}, budget_{budget} {}

  Shrunk take(std::size_t last_step) && {
    end_at(last_step);
    keep_an_end();
    bool shorter = true;
    while (shorter && tries_ < budget_) {
      shorter = remove_steps();
      shorter = simplify_steps() || shorter;
    }
    simplify_setup();
    return {.sequence = std::move(best_), .tries = tries_};
  }

 private:
  bool take_over(json candidate) {
    if (candidate == best_ || tries_ >= budget_) return false;
    ++tries_;
    if (!shows_it_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  [[nodiscard]] std::size_t size() const { return best_.at("steps").size(); }

  [[nodiscard]] json without_steps(std::size_t first, std::size_t count) const {
    json candidate = best_;
    auto& steps = candidate.at("steps").get_ref<json::array_t&>();
    const auto begin = steps.begin() + static_cast<std::ptrdiff_t>(first);
    steps.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return candidate;
  }

  void end_at(std::size_t last_step) {
    if (last_step + 1 < size()) take_over(without_steps(last_step + 1, size() - last_step - 1));
  }

  // Most findings need no more than the last steps.
  void keep_an_end() {
    for (std::size_t kept = 1; kept < size(); kept *= 2) {
      if (take_over(without_steps(0, size() - kept))) return;
    }
  }

  bool remove_steps() {
    bool any = false;
    for (std::size_t chunk = std::max<std::size_t>(1, size() / 2); chunk > 0; chunk /= 2) {
      for (std::size_t end = size(); end >= chunk && size() > chunk;) {
        const std::size_t first = end - chunk;
        if (take_over(without_steps(first, chunk))) any = true;
        end = std::min(first, size());
      }
    }
    return any;
  }

  bool simplify_steps() {
    bool any = false;
    for (std::size_t i = 0; i < size(); ++i) any = simplify_step(i) || any;
    return any;
  }

  bool simplify_step(std::size_t i) {
    bool any = false;
    const auto erase = [&](const char* part, const char* member) {
      json candidate = best_;
      json& step = candidate.at("steps").at(i);
      if (!step.contains(part) || step.at(part).erase(member) == 0) return;
      any = take_over(std::move(candidate)) || any;
    };
    for (const char* member : {"pauseMs", "connection", "writing"}) erase("send", member);
    erase("expect", "readBack");
    erase("expect", "unchanged");
    return remove_members(i, "attributes") || remove_members(i, "document") || any;
  }

  // A setUser that leaves something out may be refused by a conforming server at no more than level should.
  static void allow_omission(json& step) {
    if (step.at("send").at("operation") != "setUser" || step.at("expect").value("status", json()) != 200) return;
    step.at("expect").erase("status");
    step.at("expect").erase("effect");
    step.at("expect")["observation"] = "incomplete-put";
    step.at("expect")["alternatives"] = "replaces-or-refuses-omission";
  }

  static std::vector<std::string> names_of(const json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
  }

  [[nodiscard]] const json* sent(std::size_t i, const char* part) const {
    const json& step = best_.at("steps").at(i);
    if (!step.contains("send") || !step.at("send").contains(part)) return nullptr;
    const json& value = step.at("send").at(part);
    return value.is_object() ? &value : nullptr;
  }

  bool remove_members(std::size_t i, const char* part) {
    const json* whole = sent(i, part);
    if (whole == nullptr || whole->contains("data")) return false;
    bool any = false;
    const std::vector<std::string> names = names_of(*whole);
    // Halves first: a whole record has ten.
    for (std::size_t chunk = std::max<std::size_t>(1, names.size() / 2); chunk > 0; chunk /= 2) {
      for (std::size_t at = 0; at < names.size(); at += chunk) {
        json candidate = best_;
        json& step = candidate.at("steps").at(i);
        std::size_t removed = 0;
        for (std::size_t k = at; k < std::min(at + chunk, names.size()); ++k)
          removed += step["send"][part].erase(names[k]);
        allow_omission(step);
        if (removed > 0) any = take_over(std::move(candidate)) || any;
      }
    }
    return remove_address_members(i, part) || any;
  }

  bool remove_address_members(std::size_t i, const char* part) {
    const json* whole = sent(i, part);
    if (whole == nullptr || !whole->contains("address") || !whole->at("address").is_object()) return false;
    bool any = false;
    for (const std::string& name : names_of(whole->at("address"))) {
      json candidate = best_;
      json& step = candidate.at("steps").at(i);
      json& address = step["send"][part]["address"];
      if (address.size() < 2) break;
      address.erase(name);
      allow_omission(step);
      any = take_over(std::move(candidate)) || any;
    }
    return any;
  }

  void simplify_setup() {
    for (const char* member : {"user2", "customAttributes"}) {
      json candidate = best_;
      if (candidate.contains("setup") && candidate.at("setup").erase(member) > 0) take_over(std::move(candidate));
    }
    if (!best_.contains("setup") || best_.at("setup").value("attributes", json()) == "full") return;
    json candidate = best_;
    candidate["setup"]["attributes"] = "full";
    take_over(std::move(candidate));
  }

  json best_;
  const ShowsIt& shows_it_;
  std::size_t budget_;
  std::size_t tries_ = 0;
};

std::string words_of(const json& send) {
  std::string text = send.at("operation").get<std::string>();
  for (const char* part : {"attributes", "document", "body"}) {
    if (const auto found = send.find(part); found != send.end()) text += " " + found->dump();
  }
  for (const char* part : {"as", "userId", "authorization", "headers", "writing", "connection", "pauseMs"}) {
    if (const auto found = send.find(part); found != send.end())
      text += fmt::format(", {} {}", part, found->is_string() ? found->get<std::string>() : found->dump());
  }
  return text;
}

}  // namespace

Shrunk shrink(json sequence, std::size_t last_step, const ShowsIt& shows_it, std::size_t budget) {
  return Shrinker{std::move(sequence), shows_it, budget}.take(last_step);
}

std::string in_words(const json& sequence) {
  std::string text;
  std::size_t number = 0;
  if (sequence.contains("setup")) text += "start: " + sequence.at("setup").dump() + "\n";
  for (const json& step : sequence.at("steps")) {
    std::string line;
    if (step.contains("concurrent")) {
      for (const json& send : step.at("concurrent")) line += (line.empty() ? "at once: " : "; ") + words_of(send);
    } else {
      line = words_of(step.at("send"));
    }
    text += fmt::format("{}. {}\n", ++number, line);
  }
  return text;
}

}  // namespace conform
