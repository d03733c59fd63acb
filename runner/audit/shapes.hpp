#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "audit/recorded_exchange.hpp"
#include "audit/senders.hpp"
#include "base/untrusted.hpp"
#include "model/verdict.hpp"

namespace conform {

/// Shows what recorded values are like in their place: type, length, and a keyed hash that is equal for equal values.
/// Names of members, types of User documents, statuses and codes of errors stay. Tokens and cookies never show.
class Shapes {
 public:
  /// `values`: show them after all, without credentials and cookies.
  Shapes(const KeyedHash& hash, bool values) : hash_{&hash}, values_{values} {}

  [[nodiscard]] bool shows_values() const { return values_; }
  /// ‹text 12 #4f1c›, ‹number #93b0›; null, true and false stay.
  [[nodiscard]] std::string of_value(const nlohmann::json& value) const;
  /// A document with the shapes of its values.
  [[nodiscard]] std::string of_body(std::string_view body) const;
  /// A finding's text: JSON in it as shapes, and what words repeat of `bodies`.
  [[nodiscard]] std::string of_text(const Untrusted& text, const RecordedExchange& exchange) const;
  /// "/users/‹id #4f1c›"
  [[nodiscard]] std::string of_target(std::string_view url, const std::string& user_id) const;
  /// Fields without personal data; the others as shapes, credentials and cookies left out.
  [[nodiscard]] Headers of_headers(const Headers& headers) const;
  /// What a report keeps of an exchange.
  [[nodiscard]] Exchange of_exchange(const RecordedExchange& exchange, const std::string& user_id) const;

 private:
  [[nodiscard]] std::string short_hash(std::string_view text) const;
  [[nodiscard]] nlohmann::json shaped(const nlohmann::json& value, std::string_view pointer) const;

  const KeyedHash* hash_;
  bool values_;
};

/// The credentials and cookies of an exchange: what no output may hold.
[[nodiscard]] std::vector<std::string> credentials_in(const RecordedExchange& exchange);

}  // namespace conform
