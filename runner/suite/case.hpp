#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/level.hpp"
#include "suite/contract.hpp"

namespace conform {

/// A JSON value that is shared and never changed. Null: not given.
using SharedJson = std::shared_ptr<const nlohmann::json>;

/// A set of HTTP statuses: single ones and classes.
struct StatusSet {
  std::vector<std::pair<int, int>> ranges;  ///< first and last, inclusive
  [[nodiscard]] bool contains(int status) const;
  [[nodiscard]] bool has_success() const;  ///< holds some 2xx
  [[nodiscard]] bool empty() const { return ranges.empty(); }
  friend bool operator==(const StatusSet&, const StatusSet&) = default;
};
[[nodiscard]] std::string to_string(const StatusSet& statuses);

/// What becomes of the addressed record.
enum class Effect { merge, replace, none, unchecked };
[[nodiscard]] std::string_view to_string(Effect effect) noexcept;

enum class BodyKind { none, attributes, document, text };

/// A request as a case describes it; strings and JSON may still hold run-time expressions ("${user.id}").
struct Send {
  std::string operation;
  std::string as = "user";
  std::optional<std::string> user_id;
  std::optional<std::string> method;
  std::optional<std::string> path;
  std::optional<std::string> query;
  bool authorization_given = false;
  std::optional<std::string> authorization;  ///< with authorization_given: none means no field at all
  std::vector<std::pair<std::string, std::vector<std::string>>> headers;  ///< no values: the field is left out
  BodyKind body_kind = BodyKind::none;
  SharedJson body;
  StatusSet
      status;  ///< of several sent together: what this one may get as a response; empty: all that the step accepts
};

struct HeaderCheck {
  enum class Kind { present, absent, matches };
  std::string name;
  Kind kind = Kind::present;
  std::string pattern;  ///< RE2
};

struct Match {
  enum class Kind { equals, type, matches, present, absent, one_of };
  std::string at;  ///< RFC 6901; a token "*" is any one element
  Kind kind = Kind::present;
  SharedJson value;  ///< for equals and one_of; may hold run-time expressions
  std::string text;  ///< type name or RE2 pattern
};

/// An accepted reading that is reported all the same.
struct Deviation {
  Level level = Level::should;
  std::string requirement;
};

struct Alternative {
  std::string name;  ///< empty where an expectation has just one
  StatusSet status;
  std::optional<Effect> effect;
  std::vector<HeaderCheck> headers;
  std::vector<Match> matches;
  std::optional<Deviation> deviation;
};

struct Expect {
  std::vector<Alternative> alternatives;  ///< at least one
  std::string named;  ///< the name of all readings among those of the suite; empty: they are its own
  std::string observation;
  std::string expected_error_pointer;
  std::vector<HeaderCheck> headers;
  std::vector<Match> matches;
  std::vector<std::string> distinct;
  std::vector<std::string> same;
  bool user2_unchanged = false;
  bool unrelated_unchanged = false;  ///< the same user's /attributes by a write of the record, and the reverse
  bool sender_unchanged = false;     ///< the record of the special actor that sends, where it has one
  bool one_wins = false;
  bool all_win = false;
  std::string requirement;
  Level level = Level::must;
  bool open = false;  ///< the requirement leaves open what is right: only a pin is violated by a response

  /// Every status that some reading accepts.
  [[nodiscard]] StatusSet accepted() const;
  /// True when no reading accepts a success: the case then needs its control request before it begins. Where a success
  /// is accepted as well, it needs it once it has met a refusal.
  [[nodiscard]] bool negative() const;
};

struct Step {
  std::string about;
  std::vector<Send> sends;  ///< more than one: all concurrently
  int count = 1;            ///< how often the list of those in the case file is sent
  int times = 1;
  bool uses_record = false;  ///< what it sends or expects depends on what the user's record holds before it
  Expect expect;
};

struct Setup {
  SharedJson attributes;
  SharedJson custom_attributes;
  SharedJson user2_attributes;
  SharedJson user2_custom_attributes;
};

/// What a target must offer for a case.
struct Needs {
  std::size_t users = 1;
  std::set<std::string> actors;          ///< special ones
  std::set<std::string> operations;      ///< that it sends
  bool reads_custom_attributes = false;  ///< has an effect on /attributes to read back
  bool alters_tokens = false;            ///< sends a user's token with a part of it changed
  friend bool operator==(const Needs&, const Needs&) = default;
};

/// One case instance, its matrix expanded.
struct Case {
  std::string id;
  std::string about;
  std::string file;  ///< relative to the suite's folder
  std::size_t line = 0;
  std::vector<std::string> requirements;
  std::vector<std::string> versions;  ///< the versions it is for, spelled out
  std::vector<std::string> tags;
  Setup setup;
  std::vector<Step> steps;
  Needs needs;
};

/// What an operation does to the record when it is served; nothing for one that reads.
[[nodiscard]] std::optional<Effect> effect_when_served(const Operation& operation);
/// The success that its table has.
[[nodiscard]] std::optional<int> success_of(const Operation& operation);

/// True when a case has anything that may write to a user: a setup, or a request that is not a plain read.
[[nodiscard]] bool writes(const Case& test_case, const Contract& contract);

/// Which requirements a case bears on: those it names, and those that its expectations cite.
[[nodiscard]] std::set<std::string> cited_by(const Case& test_case);

}  // namespace conform
