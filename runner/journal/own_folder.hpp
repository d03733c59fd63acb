#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace conform {

/// What a folder is wanted for.
enum class Folder {
  secret,     ///< no other user may even look into it: mode 0700
  protected_  ///< no other user may put files into it
};

/// Makes a folder (mode 0700) unless it is there; not the folders above it. Why it is not one of this account's own
/// that others keep out of, as a sentence about the folder; nothing: it is. Links are not followed.
[[nodiscard]] tl::expected<void, std::string> own_folder(const std::filesystem::path& folder, Folder use);

/// Why a file that others must not see, and that must last, cannot lie in this folder (a folder of devices, or one
/// that others may write to), as a sentence about the folder; empty: it can.
[[nodiscard]] std::string trouble_with_folder(const std::filesystem::path& folder);

/// Where this account's programs keep what outlives them: "conform" below XDG_STATE_HOME or ~/.local/state, made when
/// it is not there. Nothing: there is no such place.
[[nodiscard]] std::optional<std::filesystem::path> state_folder();

}  // namespace conform
