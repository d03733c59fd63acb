#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Values of one attribute or address member.
struct ExploreValues {
  std::vector<nlohmann::json> few;                               ///< that every server accepts
  std::vector<nlohmann::json> edge;                              ///< that a server may refuse
  std::vector<std::pair<nlohmann::json, nlohmann::json>> alike;  ///< edges that a careless comparison takes for equal
  bool is_long = false;                                          ///< texts of many lengths as well
};

/// What makes a good request one that must be refused.
struct ExploreRefusal {
  std::string name;
  std::set<std::string, std::less<>> operations;
  bool two_users = false;
  std::string from;  ///< the first version that has it; empty: every one
  nlohmann::json send;
  nlohmann::json expect;
};

/// What sequences are made of: schemas/explore.json, with the lists of the fixtures filled in.
struct ExploreTable {
  std::vector<std::size_t> sizes;
  std::size_t fewest_steps = 1;
  std::size_t most_steps = 1;
  std::vector<std::string> characters;
  std::vector<std::size_t> lengths;
  std::map<std::string, ExploreValues, std::less<>> values;  ///< "locale", "address/street"
  std::vector<std::string> attributes;                       ///< of `values`, with "address" for its members
  std::vector<std::string> address_members;
  std::vector<std::string> keys, rare_keys;
  std::vector<nlohmann::json> few_key_values, edge_key_values;
  std::vector<ExploreRefusal> refusals;
};

/// Reads the table of a suite and checks it: names of attributes, lists, operations and requirements that are unknown
/// are problems with file and position.
[[nodiscard]] Result<ExploreTable> load_explore_table(const Suite& suite);

/// What a target lets sequences do.
struct ExploreLimits {
  std::string version;
  std::size_t users = 2;                                       ///< of the pool
  std::set<std::string, std::less<>> without_attributes = {};  ///< that are protected, or the server's own
  std::set<std::string, std::less<>> actors = {};              ///< special ones that the target has
  std::set<std::string, std::less<>> operations = {};          ///< of the version, as far as it is known
  bool slow_writings = true;                                   ///< pieces with pauses, HTTP/1.0
  bool many_refused_tokens = true;                             ///< false: in at most 1 % of the requests
  bool pauses = false;                                         ///< of seconds between requests
};

}  // namespace conform
