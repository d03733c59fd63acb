#include "explore/sequence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "explore/draw.hpp"
#include "explore/sequence_writer.hpp"
#include "suite/writing.hpp"

namespace conform {
namespace {

using nlohmann::json;

enum class Kind { update, replace, keys, read, read_keys, refused, again, back, concurrent, concurrent_reads };
constexpr std::size_t kinds = 10;
constexpr std::array<unsigned, kinds> usual_weights{10, 5, 4, 3, 2, 5, 4, 4, 1, 1};

bool is_write(const std::string& operation) {
  return operation == "updateUser" || operation == "setUser" || operation == "setUserAttributes";
}

// One request that is written in its own way: texts with "${" of the format stay what they are.
json sent(const std::string& operation, std::string body, json value) {
  json send = {{"operation", operation}};
  send[std::move(body)] = std::move(value);
  return send;
}

/// Draws one sequence.
class SequenceDrawer {
 public:
  SequenceDrawer(const ExploreTable& table, const ExploreLimits& limits, std::uint64_t seed, std::size_t index)
      : table_{table}, limits_{limits}, index_{index}, draw_{seed, index}, values_{table, limits, draw_} {
    // Swarm testing: each sequence has kinds of its own, so that no kind dilutes all others.
    weights_ = usual_weights;
    for (unsigned& weight : weights_) {
      if (draw_.chance(35)) weight = 0;
    }
    for (std::size_t i = 0; i < kinds; ++i) {
      if (!offers(operation_of(static_cast<Kind>(i)))) weights_[i] = 0;
    }
    const bool writes = weights_[0] + weights_[1] + weights_[2] > 0;
    if (!writes) weights_[first_write()] = 10;
    constexpr std::array<unsigned, 5> later{0, 0, 30, 80, 100};
    unread_ = draw_.of(later);
    if (limits.users > 1) second_ = draw_.chance(40) ? 30 : 0;
    if (limits.actors.contains("admin")) admin_ = draw_.chance(20) ? 15 : 0;
    reconnecting_ = draw_.chance(30) ? 25 : 0;
    constexpr std::array<unsigned, 4> written{0, 30, 100, 100};
    written_ = draw_.of(written);
    pausing_ = limits.pauses && draw_.chance(4) ? 10 : 0;
    few_writings();
  }

  json take() && {
    json steps = json::array();
    const std::size_t count = table_.fewest_steps + draw_.below(table_.most_steps - table_.fewest_steps + 1);
    while (steps.size() < count) add(steps);
    json result = {{"id", fmt::format("sequence-{}", index_)},
                   {"about", "A generated sequence of requests; each is judged by what the earlier ones made."},
                   {"requirements", {"UPDATE-SETS-PROVIDED", "UPDATE-KEEPS-OMITTED", "ACROSS-MIXED"}},
                   {"versions", {limits_.version}}};
    if (json setup = start(); !setup.empty()) result["setup"] = std::move(setup);
    result["steps"] = std::move(steps);
    return result;
  }

 private:
  [[nodiscard]] bool offers(std::string_view operation) const {
    return limits_.operations.empty() || limits_.operations.contains(operation);
  }

  static std::string_view operation_of(Kind kind) {
    switch (kind) {
      case Kind::replace:
        return "setUser";
      case Kind::keys:
        return "setUserAttributes";
      case Kind::read:
        return "getUser";
      case Kind::read_keys:
        return "getUserAttributes";
      default:
        return "updateUser";
    }
  }

  [[nodiscard]] std::size_t first_write() const {
    for (const Kind kind : {Kind::update, Kind::replace, Kind::keys}) {
      if (offers(operation_of(kind))) return static_cast<std::size_t>(kind);
    }
    return static_cast<std::size_t>(Kind::read);
  }

  void few_writings() {
    for (const Writing& writing : writings()) {
      if (!writing.slow || (limits_.slow_writings && draw_.chance(25))) ways_.push_back(&writing);
    }
    if (draw_.chance(50)) return;
    const std::size_t count = std::min<std::size_t>(ways_.size(), 1 + draw_.below(4));
    draw_.shuffle(ways_, count);
    ways_.resize(count);
  }

  // ---- the state to begin with
  json start() {
    json setup = json::object();
    setup["attributes"] = start_of_record();
    if (uses_user2_) setup["user2"] = {{"attributes", start_of_record()}};
    if (offers("setUserAttributes") && offers("getUserAttributes") && draw_.chance(30))
      setup["customAttributes"] = {{"conform-a", "one"}, {"conform-b", "two"}};
    return setup;
  }

  json start_of_record() {
    constexpr std::array<std::string_view, 5> states{"full", "full", "alternative", "third", "minimal"};
    if (draw_.chance(75)) return draw_.of(states);
    std::vector<std::string> names = values_.all();
    const std::size_t count = 1 + draw_.below(names.size());
    draw_.shuffle(names, count);
    json result = json::object();
    for (std::size_t i = 0; i < count; ++i) {
      if (names[i] != "address") result[names[i]] = draw_.of(table_.values.at(names[i]).few);
    }
    if (result.empty()) return "minimal";
    return result;
  }

  // ---- steps
  void add(json& steps) {
    const auto kind = static_cast<Kind>(draw_.weighted(weights_));
    switch (kind) {
      case Kind::update:
      case Kind::replace:
      case Kind::keys:
        return write(steps, kind);
      case Kind::read:
      case Kind::read_keys:
        return read(steps, kind);
      case Kind::refused:
        return refused(steps);
      case Kind::again:
        return again(steps);
      case Kind::back:
        return there_and_back(steps);
      case Kind::concurrent:
        return concurrent(steps);
      case Kind::concurrent_reads:
        return concurrent_reads(steps);
    }
  }

  // What every request of a sequence may have besides: another sender, another connection, another way of writing.
  void finish(json& steps, json send, json expect, bool may_be_others) {
    const std::string operation = send.at("operation").get<std::string>();
    const bool on_record = operation != "setUserAttributes" && operation != "getUserAttributes";
    if (may_be_others && draw_.chance(second_)) {
      send["as"] = "user2";
      uses_user2_ = true;
    } else if (may_be_others && on_record && draw_.chance(admin_)) {
      by_admin(send, expect);
    }
    if (draw_.chance(written_)) send["writing"] = draw_.of(ways_)->name;
    if (draw_.chance(reconnecting_)) send["connection"] = "new";
    if (draw_.chance(pausing_)) send["pauseMs"] = 2200;
    // What a server makes of an unusual value of /attributes only a read shows.
    const bool is_plain = on_record || expect.contains("status");
    if (is_write(operation) && is_plain && !expect.contains("unchanged") && draw_.chance(unread_))
      expect["readBack"] = "later";
    steps.push_back({{"send", std::move(send)}, {"expect", std::move(expect)}});
  }

  static void by_admin(json& send, json& expect) {
    send["as"] = "admin";
    send["userId"] = "${user.id}";
    const bool reads = send.at("operation") == "getUser";
    expect.erase("status");
    expect.erase("effect");
    expect.erase("observation");
    json refused = {{"alternative", "refused"}, {"status", {403, 404, 422}}};
    json served = {{"alternative", "served"}, {"status", "success"}};
    if (!reads) refused["effect"] = "none";
    if (!reads) served["effect"] = "served";
    expect["alternatives"] = {std::move(served), std::move(refused)};
  }

  json expectation(const std::string& operation, const Leeway& leeway) {
    json expect = json::object();
    const bool replaces = operation == "setUser";
    expect["requirement"] = replaces ? "REPLACE-SETS-PROVIDED" : "UPDATE-SETS-PROVIDED";
    if (leeway.edge || (leeway.null && leeway.empty) ||
        (replaces && leeway.incomplete && (leeway.null || leeway.empty))) {
      expect["alternatives"] = "kept-or-422";
    } else if (leeway.null) {
      expect["observation"] = replaces ? "null-on-put" : "null-on-patch";
      expect["alternatives"] = "clears-or-422";
      expect["requirement"] = replaces ? "REPLACE-NULL" : "UPDATE-NULL";
    } else if (leeway.empty) {
      expect["observation"] = "empty-string";
      expect["alternatives"] = "kept-or-422";
      expect["requirement"] = "VALUES-EMPTY-STRING";
    } else if (replaces && leeway.incomplete) {
      expect["observation"] = "incomplete-put";
      expect["alternatives"] = "replaces-or-refuses-omission";
    } else {
      expect["status"] = 200;
      expect["effect"] = replaces ? "replace" : "merge";
    }
    return expect;
  }

  static json expectation_of_keys(const Leeway& leeway) {
    if (leeway.null) return {{"requirement", "ATTRIBUTES-KEEPS-REST"}, {"alternatives", "taken-or-4xx"}};
    if (leeway.edge) return {{"requirement", "ATTRIBUTES-REFUSED-OR-EXACT"}, {"alternatives", "stored-or-4xx"}};
    return {{"requirement", "ATTRIBUTES-SETS-GIVEN"}, {"status", 204}, {"effect", "merge"}};
  }

  /// A good request and what follows it.
  struct Good {
    json send;
    json expect;
  };

  Good good(Kind kind) {
    const std::string operation{operation_of(kind)};
    Leeway leeway;
    if (kind == Kind::keys) {
      json keys = values_.keys(leeway);
      return {.send = sent(operation, "document", std::move(keys)), .expect = expectation_of_keys(leeway)};
    }
    const bool whole = kind == Kind::replace && draw_.chance(60);
    json attributes = whole ? values_.whole_record(leeway) : values_.attributes(values_.size(), leeway);
    return {.send = sent(operation, "attributes", std::move(attributes)), .expect = expectation(operation, leeway)};
  }

  void write(json& steps, Kind kind) {
    Good request = good(kind);
    written_before_.push_back(request);
    finish(steps, std::move(request.send), std::move(request.expect), true);
  }

  void read(json& steps, Kind kind) {
    json send = {{"operation", std::string{operation_of(kind)}}};
    finish(steps, std::move(send), {{"status", 200}}, true);
  }

  // An earlier request of this sequence once more.
  void again(json& steps) {
    if (written_before_.empty()) return write(steps, write_kind());
    const std::size_t last = written_before_.size() - 1;
    Good request = written_before_[draw_.chance(50) ? last : draw_.below(written_before_.size())];
    finish(steps, std::move(request.send), std::move(request.expect), true);
  }

  Kind write_kind() { return static_cast<Kind>(first_write()); }

  // A, B and A again, of the same attributes.
  void there_and_back(json& steps) {
    if (!offers("updateUser")) return write(steps, write_kind());
    Good first = good(Kind::update);
    Good second = first;
    Leeway leeway;
    json& attributes = second.send["attributes"];
    for (const auto& [name, value] : attributes.items()) {
      DrawnValue drawn = values_.value(name);
      attributes[name] = std::move(drawn.value);
      leeway.null = leeway.null || drawn.leeway.null;
      leeway.empty = leeway.empty || drawn.leeway.empty;
      leeway.edge = leeway.edge || drawn.leeway.edge;
    }
    second.expect = expectation("updateUser", leeway);
    for (const Good& one : {first, second, first}) finish(steps, one.send, one.expect, false);
  }

  void refused(json& steps) {
    std::vector<const ExploreRefusal*> fitting;
    std::vector<std::string> operations;
    for (const ExploreRefusal& refusal : table_.refusals) {
      const bool has_actor =
          !refusal.send.contains("as") || limits_.actors.contains(refusal.send.at("as").get<std::string>());
      const bool is_offered = std::ranges::any_of(refusal.operations, [&](const auto& one) { return offers(one); });
      const bool has_values = !refusal.send.contains("attributes") ||
                              std::ranges::none_of(refusal.send.at("attributes").items(), [&](const auto& item) {
                                return item.key() != "createdAt" && limits_.without_attributes.contains(item.key());
                              });
      const bool of_token =
          refusal.send.contains("authorization") || refusal.send.value("as", std::string{}) == "expired";
      const bool is_rare = of_token && !limits_.many_refused_tokens && !draw_.chance(20);
      if (!is_rare && refusal.from <= limits_.version && has_actor && is_offered && has_values &&
          (limits_.users > 1 || !refusal.two_users))
        fitting.push_back(&refusal);
    }
    if (fitting.empty()) return write(steps, write_kind());
    const ExploreRefusal& refusal = *draw_.of(fitting);
    for (const std::string& operation : refusal.operations) {
      if (offers(operation)) operations.push_back(operation);
    }
    const std::string operation = draw_.of(operations);
    json send = refused_request(operation, refusal);
    json expect = refusal.expect;
    if (!is_write(operation)) expect.erase("effect");
    uses_user2_ = uses_user2_ || refusal.two_users;
    finish(steps, std::move(send), std::move(expect), false);
  }

  json refused_request(const std::string& operation, const ExploreRefusal& refusal) {
    json send = {{"operation", operation}};
    Leeway leeway;
    if (operation == "setUserAttributes") send["document"] = values_.keys(leeway);
    if (operation == "updateUser") send["attributes"] = plain_attributes(1 + draw_.below(3));
    if (operation == "setUser") send["attributes"] = plain_attributes(values_.all().size());
    for (const auto& [member, value] : refusal.send.items()) {
      if (member == "attributes") {
        send["attributes"].update(value);
      } else if (member == "data") {
        json data = {{"type", "User"}, {"id", "${user.id}"}, {"attributes", send.at("attributes")}};
        data.update(value);
        send.erase("attributes");
        send["document"] = {{"data", std::move(data)}};
      } else {
        if (member == "document" || member == "body") send.erase("attributes");
        if (member == "body") send.erase("document");
        send[member] = value;
      }
    }
    return send;
  }

  // Values that every server accepts.
  json plain_attributes(std::size_t size) {
    std::vector<std::string> names = values_.all();
    size = std::min(size, names.size());
    draw_.shuffle(names, size);
    json result = json::object();
    for (std::size_t i = 0; i < size; ++i) {
      if (names[i] != "address") {
        result[names[i]] = draw_.of(table_.values.at(names[i]).few);
        continue;
      }
      for (const std::string& member : table_.address_members)
        result["address"][member] = draw_.of(table_.values.at("address/" + member).few);
    }
    return result;
  }

  void concurrent(json& steps) {
    std::vector<std::string> names = values_.all();
    const std::size_t count = std::min<std::size_t>(names.size(), 2 + draw_.below(3));
    if (count < 2) return write(steps, write_kind());
    draw_.shuffle(names, count);
    json requests = json::array();
    for (std::size_t i = 0; i < count; ++i) {
      json value = json::object();
      if (names[i] == "address") {
        for (const std::string& member : table_.address_members)
          value[member] = draw_.of(table_.values.at("address/" + member).few);
      } else {
        value = draw_.of(table_.values.at(names[i]).few);
      }
      json attributes = json::object();
      attributes[names[i]] = std::move(value);
      requests.push_back(sent("updateUser", "attributes", std::move(attributes)));
    }
    steps.push_back(
        {{"concurrent", std::move(requests)},
         {"expect", {{"status", 200}, {"effect", "merge"}, {"allWin", true}, {"requirement", "UPDATE-CONCURRENT"}}}});
  }

  void concurrent_reads(json& steps) {
    if (!offers("getUser")) return write(steps, write_kind());
    steps.push_back(
        {{"concurrent", {{{"operation", "getUser"}}, {{"operation", "getUser"}}}}, {"expect", {{"status", 200}}}});
  }

  const ExploreTable& table_;
  const ExploreLimits& limits_;
  std::size_t index_;
  Draw draw_;
  ValueDrawer values_;
  std::array<unsigned, kinds> weights_{};
  unsigned unread_ = 0, second_ = 0, admin_ = 0, reconnecting_ = 0, written_ = 0, pausing_ = 0;
  std::vector<const Writing*> ways_;
  std::vector<Good> written_before_;
  bool uses_user2_ = false;
};

}  // namespace

json sequence_source(const ExploreTable& table, const ExploreLimits& limits, std::uint64_t seed, std::size_t index) {
  return SequenceDrawer{table, limits, seed, index}.take();
}

std::size_t planned_requests(const json& sequence) {
  std::size_t count = 0;
  for (const json& step : sequence.at("steps")) {
    const auto together = step.find("concurrent");
    count += (together == step.end() ? 1 : together->size()) * step.value("times", std::size_t{1});
  }
  return count;
}

}  // namespace conform
