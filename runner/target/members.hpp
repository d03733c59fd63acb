#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/parse.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// A JSON file while it is read: where its values stand, and what is wrong so far.
struct ReadingFile {
  std::string name;
  std::filesystem::path folder;  ///< for expansions and relative paths
  JsonLines lines;
  Diagnostics diagnostics;

  void add_diagnostic(const std::string& pointer, std::string message, std::string hint = {});
};

/// A string value: as written, and with its expansions filled in.
struct TextValue {
  std::string written;
  std::string value;
  std::string pointer;
  std::vector<std::string> filled_in{};  ///< what ${…} stood for
};

/// The members of one JSON object, taken one by one by name. What is absent, of a wrong type or left over at the end is
/// a problem of the file.
class Members {
 public:
  /// `what` names the kind of object: "the target", "a user".
  Members(ReadingFile& file, const nlohmann::json& value, std::string pointer, std::string what);
  /// Complains about members that were not read, with the nearest name that would have been taken.
  ~Members();
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  enum class Need { optional, required };
  [[nodiscard]] std::optional<TextValue> text(std::string_view name, Need need = Need::optional);
  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  /// A list of different, non-empty texts.
  [[nodiscard]] std::vector<TextValue> texts(std::string_view name);
  /// A list of texts as a program takes them: they may be empty, and be there twice.
  [[nodiscard]] std::vector<TextValue> arguments(std::string_view name);
  /// A value of type array or object; null when absent or of another type.
  [[nodiscard]] const nlohmann::json* array(std::string_view name, Need need = Need::optional);
  [[nodiscard]] const nlohmann::json* object(std::string_view name, Need need = Need::optional);
  /// Takes a member without a look at it; true when it is there.
  bool skip(std::string_view name);
  /// True when the object has such a member, of whatever type.
  [[nodiscard]] bool has(std::string_view name) const;
  void add_diagnostic(const std::string& pointer, std::string message, std::string hint = {});

  [[nodiscard]] std::string pointer_to(std::string_view name) const;

 private:
  const nlohmann::json* take(std::string_view name, Need need = Need::optional);
  const nlohmann::json* typed(std::string_view name, Need need, std::string_view type);
  template <class Take>
  void each_text(std::string_view name, Take take);
  std::optional<TextValue> filled_in(const std::string& written, const std::string& pointer);

  ReadingFile& file_;
  const nlohmann::json* object_;  ///< null when the value is not an object
  std::string pointer_;
  std::string what_;
  std::vector<std::string> known_;
};

}  // namespace conform
