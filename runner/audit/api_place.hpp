#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "audit/recorded_exchange.hpp"
#include "suite/suite.hpp"
#include "target/base_url.hpp"

namespace conform {

/// What of the API a recorded request is about.
struct ApiPlace {
  enum class Resource { none, record, attributes };
  bool under_base_url = false;
  Resource resource = Resource::none;
  const Operation* operation = nullptr;  ///< null: the contract has none of this method and path
  std::string user_id;                   ///< of the path, percent-decoded, in lower case
  bool may_change_something = false;     ///< a method that is not safe (RFC 9110 section 9.2.1)
};

/// Finds the operations of one version of the API in URLs.
class ApiPlaces {
 public:
  struct Options {
    std::optional<BaseUrl> base_url;  ///< nothing: that of the first URL that has the form of the API
    std::string strip_prefix;         ///< of paths, before they are looked at
  };
  ApiPlaces(Options options, const Suite& suite) : options_{std::move(options)}, suite_{&suite} {}

  /// The version of the base URL, given or found; null until one was found.
  [[nodiscard]] const Contract* contract() const { return contract_; }
  void use(const Contract& contract) { contract_ = &contract; }
  /// The base URL, given or found.
  [[nodiscard]] const std::optional<BaseUrl>& base_url() const { return options_.base_url; }

  [[nodiscard]] ApiPlace of(const RecordedExchange& exchange);

 private:
  void find_base(std::string_view authority, std::string_view scheme, std::string_view path);

  Options options_;
  const Suite* suite_;
  const Contract* contract_ = nullptr;
};

}  // namespace conform
