#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <utility>

#include "explore/explore_table.hpp"

namespace conform {

/// What a plan of sequences has: counted over planned steps, never over responses.
class ExploreCoverage {
 public:
  /// Adds the steps of one sequence.
  void add(const nlohmann::json& sequence, const ExploreTable& table);

  /// Of all pairs of attributes, each left out, null or with a value, by each verb: how many were planned, in percent.
  [[nodiscard]] unsigned pairs_percent(const ExploreTable& table) const;
  [[nodiscard]] std::size_t transitions() const { return transitions_.size(); }
  [[nodiscard]] const std::map<std::string, std::size_t>& writings() const { return writings_; }
  [[nodiscard]] const std::map<std::string, std::size_t>& operations() const { return operations_; }
  /// Writes whose record is read right after them, and those that are followed by another request first.
  [[nodiscard]] std::pair<std::size_t, std::size_t> reads() const { return {read_, unread_}; }

 private:
  void add_pairs(const std::string& operation, const nlohmann::json& attributes, const ExploreTable& table);

  std::set<std::string> pairs_;
  std::set<std::pair<std::string, std::string>> transitions_;
  std::map<std::string, std::size_t> writings_;
  std::map<std::string, std::size_t> operations_;
  std::size_t read_ = 0;
  std::size_t unread_ = 0;
};

}  // namespace conform
