#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/recorded_exchange.hpp"
#include "audit/request_problems.hpp"

namespace conform {

/// A hash that only this run can compute (SipHash-2-4, by Aumasson and Bernstein): equal values get equal hashes, and
/// no reader of a report can try values out on it.
class KeyedHash {
 public:
  /// With a key from the system.
  KeyedHash();
  [[nodiscard]] std::uint64_t of(std::string_view text) const;

 private:
  std::array<std::uint64_t, 2> key_{};
};

/// How a request says who sends it.
enum class CredentialKind {
  none,          ///< nothing that could be credentials
  bearer,        ///< Authorization: Bearer …
  other_scheme,  ///< a scheme that is not Bearer
  unclear        ///< cookies, keys of gateways, redacted or malformed fields
};

struct Sender {
  CredentialKind kind = CredentialKind::none;
  std::uint64_t hash = 0;    ///< of the credentials; 0: none
  bool placeholder = false;  ///< a recorder put it there in place of the credentials
  bool numbered = false;     ///< a placeholder that stands for one token alone
};
[[nodiscard]] Sender sender_of(const Headers& headers, const KeyedHash& hash);

/// Something that is a violation by what was seen before or after it.
struct SenderFinding {
  std::shared_ptr<const RecordedExchange> exchange;
  std::string operation;
  std::string requirement;
  std::string expected;
  std::string message;
};

/// One exchange, as far as it concerns its sender.
struct SenderQuestion {
  std::shared_ptr<const RecordedExchange> exchange;
  const Operation* operation = nullptr;
  std::string user_id;  ///< of the path; empty: none
  const RequestView* view = nullptr;
  bool missing_link = false;  ///< 401 with the code missing-linked-identity
};

/// Who sends what with which success: finds requests that were served without credentials, and credentials that a
/// server treats in two ways. Bounded: at most 100,000 credentials.
class Senders {
 public:
  /// What is certain with this exchange; of earlier ones too.
  [[nodiscard]] std::vector<SenderFinding> take(const SenderQuestion& question);
  /// What is certain since the recording has ended.
  [[nodiscard]] std::vector<SenderFinding> finish();

  /// True once a request was served whose credentials are not a placeholder that all share: before, and without,
  /// nothing is said of authentication.
  [[nodiscard]] bool knows_credentials() const { return real_credentials_; }
  /// The record that these credentials stand for, when they were served for exactly one.
  [[nodiscard]] std::string owner_of(std::uint64_t credentials) const;
  [[nodiscard]] const KeyedHash& hash() const { return hash_; }
  [[nodiscard]] Sender sender(const Headers& headers) const { return sender_of(headers, hash_); }
  [[nodiscard]] std::size_t credentials() const { return known_.size(); }
  [[nodiscard]] bool is_existing(const std::string& user_id) const { return served_ids_.contains(user_id); }

 private:
  struct OfRecord {
    std::size_t served = 0;
    std::size_t refused = 0;
    std::shared_ptr<const RecordedExchange> first_served;
    std::string served_operation;
    std::set<std::string> served_writes;
    std::set<std::string> denied_writes;  ///< with 403
    bool was_flagged = false;
  };
  struct Known {
    std::size_t served = 0;
    std::size_t refused_before = 0;  ///< 401 before anything was served
    std::size_t unlinked_before = 0;
    std::vector<SenderFinding> when_refused_again;
    std::vector<SenderFinding> when_served_again;
    std::map<std::string, OfRecord> records;
    bool contradictory = false;
    std::shared_ptr<const RecordedExchange> attributes_written;
  };

  void without_credentials(const SenderQuestion& question, const Sender& sender, std::vector<SenderFinding>& found);
  void by_401(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found);
  void by_record(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found);
  void by_scope(const SenderQuestion& question, Known& known, std::vector<SenderFinding>& found);
  void note_served(const SenderQuestion& question, const Sender& sender);
  [[nodiscard]] static std::string owner_of_known(const Known& known);
  [[nodiscard]] bool operation_served(const std::string& operation) const {
    return served_operations_.contains(operation);
  }

  KeyedHash hash_;
  std::unordered_map<std::uint64_t, Known> known_;
  std::set<std::string, std::less<>> served_operations_;
  std::set<std::string, std::less<>> served_ids_;
  std::set<std::uint64_t> served_credentials_;
  std::deque<SenderFinding> waiting_;  ///< until it is known that the recorder keeps credentials
  bool real_credentials_ = false;
  bool bearer_served_ = false;
};

}  // namespace conform
