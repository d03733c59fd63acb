#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>

#include "model/diagnostic.hpp"

namespace conform {

/// Values by attribute, in a form in which two renderings of one value are alike: numbers by value, what counts as
/// cleared is "null", a birthDate is the date, long ones are a hash. Members of an object stand for themselves
/// ("address/street").
using ValueKeys = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] ValueKeys keys_of(const nlohmann::json& object);

/// The values that a run has written, by user.
class WrittenValues {
 public:
  void add(std::string_view user_id, std::string_view resource, std::string_view name, std::string_view key);
  /// True when the run has written that value to that attribute of any user: a server may mix users up. What is
  /// cleared inside of an object counts as written as soon as anything was written there.
  [[nodiscard]] bool has(std::string_view resource, std::string_view name, std::string_view key) const;
  /// True when it was added for this user before.
  [[nodiscard]] bool knows(std::string_view user_id, std::string_view resource, std::string_view name,
                           std::string_view key) const;
  void add_all(const WrittenValues& others);

 private:
  using Names = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;
  std::map<std::string, Names, std::less<>> by_user_;  ///< "id resource"
};

/// The name of the file beside a journal that has the values that its run wrote.
[[nodiscard]] std::string write_log_of(const std::string& journal);

/// What a run writes to users, noted on the disk before it is sent: JSON Lines, mode 0600, beside the journal. After a
/// kill it distinguishes what the run did from what was done since. It is not flushed for each line: a power loss may
/// cost its end, and then `conform restore` asks. Thread-safe.
class WriteLog {
 public:
  /// Makes a new file; never opens one that is there.
  [[nodiscard]] static Result<std::unique_ptr<WriteLog>> create(const std::string& path);
  ~WriteLog();
  WriteLog(const WriteLog&) = delete;
  WriteLog& operator=(const WriteLog&) = delete;

  /// `resource` is "record" or "attributes"; each value of a user is noted once.
  void note(std::string_view user_id, std::string_view resource, const ValueKeys& keys);

 private:
  explicit WriteLog(int descriptor) : descriptor_{descriptor} {}

  int descriptor_;
  std::mutex mutex_;
  WrittenValues noted_;
  bool cut_ = false;  ///< the last line is not whole
};

/// What such a file says; a last line that is not whole does not count. Error: it cannot be read.
[[nodiscard]] Result<WrittenValues> read_write_log(const std::string& path);

}  // namespace conform
