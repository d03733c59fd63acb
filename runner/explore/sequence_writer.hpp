#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "explore/draw.hpp"
#include "explore/explore_table.hpp"

namespace conform {

/// What is in a request for which a conforming server may respond in more than one way.
struct Leeway {
  bool null = false;        ///< a null may be refused with 422
  bool empty = false;       ///< so may an empty value
  bool edge = false;        ///< and a value at the edge
  bool incomplete = false;  ///< a setUser that leaves something out (should level)
};

/// A value and what it may meet.
struct DrawnValue {
  nlohmann::json value;
  Leeway leeway;
};

/// Draws values, with the weights of one sequence.
class ValueDrawer {
 public:
  ValueDrawer(const ExploreTable& table, const ExploreLimits& limits, Draw& draw);

  /// A value of an attribute, "locale" or "address".
  [[nodiscard]] DrawnValue value(const std::string& attribute);
  /// Values for attributes of that many; `whole`: all that the sequence uses, with whole addresses.
  [[nodiscard]] nlohmann::json attributes(std::size_t size, Leeway& leeway);
  [[nodiscard]] nlohmann::json whole_record(Leeway& leeway);
  /// An object for /attributes; the leeway is that of a success or a 4xx.
  [[nodiscard]] nlohmann::json keys(Leeway& leeway);
  [[nodiscard]] std::size_t size();
  [[nodiscard]] const std::vector<std::string>& used() const { return used_; }
  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

 private:
  void choose_palettes();
  [[nodiscard]] nlohmann::json plain(const std::string& place);
  [[nodiscard]] DrawnValue leaf(const std::string& place);
  [[nodiscard]] DrawnValue address();
  [[nodiscard]] DrawnValue whole_address();

  const ExploreTable& table_;
  Draw& draw_;
  std::vector<std::string> all_;   ///< attributes that the target lets be written
  std::vector<std::string> used_;  ///< those that this sequence draws from
  /// For some places the few values that this sequence draws from, unusual ones among them.
  std::map<std::string, std::vector<DrawnValue>, std::less<>> palettes_;
  unsigned nulls_ = 0, empties_ = 0, edges_ = 0;
};

}  // namespace conform
