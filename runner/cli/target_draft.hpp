#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// A test user of a target file that is to be written.
struct DraftUser {
  std::string id;         ///< UUID; empty: from the environment variable USER1_ID …
  std::string token_env;  ///< variable that holds the token; empty: USER1_TOKEN …
};

/// What `conform init` knows of a target. No secret: tokens stay in the environment.
struct TargetDraft {
  std::string base_url;
  std::string name;         ///< empty: the host
  std::string api_version;  ///< empty: the last segment of the base URL
  bool allow_writes = false;
  std::vector<DraftUser> users;
};

/// True for what can only be the name of an environment variable: one that is set, or has no lower-case letter. What
/// else has the form of a name may be a token.
[[nodiscard]] bool is_variable_name(const std::string& text);

/// Why a base URL and a version cannot go into a target file; empty: they can. Never quotes the URL.
[[nodiscard]] std::string trouble_with(const TargetDraft& draft);

/// A line that was typed, without its line feed; nothing at the end of the input.
using ReadLine = std::function<std::optional<std::string>()>;
using Say = std::function<void(std::string_view)>;

/// Asks for all of a draft, each thing until the reply can be used, at most three times; nothing when it gave up.
[[nodiscard]] std::optional<TargetDraft> ask_for_draft(const ReadLine& read_line, const Say& say);

/// The commented target file. `file`: how its comments call it.
[[nodiscard]] std::string draft_text(const TargetDraft& draft, std::string_view file);

/// The variables that a target file of this draft reads, in order.
[[nodiscard]] std::vector<std::string> variables_of(const TargetDraft& draft);

}  // namespace conform
