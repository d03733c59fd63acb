#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "run/case/case_client.hpp"

namespace conform {

/// Why a write to /attributes is not judged once a read has shown another user's.
inline constexpr std::string_view after_a_leak =
    "getUserAttributes has shown a user what another one was given, so the effect of a write cannot be determined";

/// A record or /attributes that a request must leave alone, as they were before it.
struct UnrelatedResource {
  Resource resource;
  nlohmann::json before;
  std::string_view rule;     ///< "effect.others" or "effect.rest"
  std::string_view purpose;  ///< of the read after the request
  std::string_view whose;    ///< ends the message: "of another user"
};

/// Compares what became of records and /attributes with what must have become of them, reading them back.
class Effects {
 public:
  /// All of them outlive it.
  Effects(const RunSetting& setting, const Environment& env, KnownRecords& known, CaseLog& log, CaseClient& client)
      : setting_{setting}, env_{env}, known_{known}, log_{log}, client_{client} {}

  /// Whose record, or whose /attributes, a request is about.
  [[nodiscard]] Resource affected_by(const PreparedRequest& prepared, const Send& send) const;
  /// Reads it, unless it is known. /attributes of a special actor that cannot be read are let be: they have no reader
  /// then.
  [[nodiscard]] Stop ensure_read(Resource& affected);
  /// Compares what became of it with what the expectation says.
  [[nodiscard]] Stop check(const Expect& expect, const Alternative* alternative, const PreparedRequest& prepared,
                           const Resource& affected, const CheckedExchange& checked, Level max_level);

  /// What a request of an operation by `sender` must leave alone, as far as the expectation says so and the target lets
  /// it be read: the second user's record and /attributes, of the same user's what the operation does not write, and
  /// the record of the special actor that sends. Reads it, unless it is known. A sender without a readable record has
  /// none to leave alone.
  [[nodiscard]] tl::expected<std::vector<UnrelatedResource>, Outcome> unrelated_resources(const Expect& expect,
                                                                                          const Operation& operation,
                                                                                          const std::string& sender);
  /// Reads them again; a difference is a finding against `operation`, which was given the attributes `sent`.
  [[nodiscard]] Stop check_unrelated(const std::vector<UnrelatedResource>& unrelated_resources,
                                     const Operation& operation, const nlohmann::json& sent, Level max_level);
  /// What a read shows, without what it owes to one store: keys of /attributes that are named like attributes of a User
  /// may be those attributes. Then a value that `operation` wrote to the one (`sent`) shows in the other, which is an
  /// observation and no trace of anything else. `resource` says of which `before` and `now` are.
  [[nodiscard]] nlohmann::json without_shared(const Resource& resource, const nlohmann::json& before,
                                              const Operation& operation, const nlohmann::json& sent,
                                              nlohmann::json now);

  /// Takes over what a read has shown after a write. Where keys of /attributes may be the same thing as attributes of
  /// the record (docs/open-readings.md), writing the one (`sent`) leaves it unknown what the other is.
  void written(const Resource& resource, const nlohmann::json& sent, nlohmann::json now);

  /// How the target has pinned what a partial address does.
  [[nodiscard]] std::optional<std::string> address_pin() const;

 private:
  [[nodiscard]] Stop compare(const Expect& expect, Effect wanted, const PreparedRequest& prepared,
                             const Resource& affected, const CheckedExchange& checked, Level max_level);
  [[nodiscard]] Stop check_read(const Expect& expect, const PreparedRequest& prepared, const Resource& affected,
                                const CheckedExchange& checked, Level max_level);
  [[nodiscard]] Outcome unreadable(const PreparedRequest& prepared, const CheckedExchange& checked, Level max_level,
                                   Outcome why);
  [[nodiscard]] bool may_be_stale(const nlohmann::json& before, const nlohmann::json* response,
                                  const nlohmann::json& now) const;
  [[nodiscard]] bool has_record_attributes(const nlohmann::json& keys) const;
  void forget(const Resource& affected);
  void forget_shared_keys(const User& user);

  const RunSetting& setting_;
  const Environment& env_;
  KnownRecords& known_;
  CaseLog& log_;
  CaseClient& client_;
};

/// True when the effect is to be read back.
[[nodiscard]] bool reads_effect(const Expect& expect);

}  // namespace conform
