#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace conform {

/// What a case knows of the server's data, as it was last read. What a write may have changed is forgotten until it is
/// read again.
class KnownRecords {
 public:
  /// Attributes of the record of that id; null: not known.
  [[nodiscard]] const nlohmann::json* record(const std::string& id) const { return find(records_, id); }
  /// Its id and type, as `identity_of` has them; null: it was never read.
  [[nodiscard]] const nlohmann::json* identity(const std::string& id) const { return find(identities_, id); }
  /// /attributes of an actor; null: not known.
  [[nodiscard]] const nlohmann::json* custom_attributes(const std::string& actor) const {
    return find(custom_attributes_, actor);
  }

  void keep_record(const std::string& id, nlohmann::json attributes) {
    records_.insert_or_assign(id, std::move(attributes));
  }
  void keep_identity(const std::string& id, nlohmann::json identity) {
    identities_.insert_or_assign(id, std::move(identity));
  }
  void keep_custom_attributes(const std::string& actor, nlohmann::json attributes) {
    custom_attributes_.insert_or_assign(actor, std::move(attributes));
  }

  void forget_record(const std::string& id) { records_.erase(id); }
  void forget_custom_attributes(const std::string& actor) { custom_attributes_.erase(actor); }
  void forget_all_custom_attributes() { custom_attributes_.clear(); }
  void forget_all() {
    records_.clear();
    custom_attributes_.clear();
  }

 private:
  using Values = std::map<std::string, nlohmann::json, std::less<>>;
  [[nodiscard]] static const nlohmann::json* find(const Values& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? nullptr : &found->second;
  }

  Values records_;            ///< by user id
  Values identities_;         ///< by user id
  Values custom_attributes_;  ///< by actor
};

}  // namespace conform
