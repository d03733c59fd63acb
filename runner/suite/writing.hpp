#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conform {

/// How a JSON document is spelled (RFC 8259): the value is the same.
enum class Spelling { plain, reversed, shuffled, escapes, escaped_names, spaced, indented, final_line_feeds };

/// How a body is framed and sent (RFC 9112 sections 6 and 7).
enum class Framing { plain, one_chunk, many_chunks, chunk_extensions, trailers, split };

/// How header fields are written (RFC 9110 section 5, RFC 9112 section 5).
enum class FieldSpelling { plain, reversed, lower_case, upper_case, padded };

/// One way to write a request that changes nothing of what it means.
struct Writing {
  std::string_view name;  ///< "chunked"
  std::string_view about;
  Spelling spelling = Spelling::plain;
  Framing framing = Framing::plain;
  FieldSpelling fields = FieldSpelling::plain;
  std::vector<std::pair<std::string_view, std::string_view>> headers = {};  ///< set beside those of the request
  std::string_view query = {};                                              ///< added to the target
  std::string_view member = {};  ///< added to the document, beside "data": its name and value as JSON
  bool http_1_0 = false;
  bool last_on_connection = false;  ///< the next request gets a connection of its own
  bool slow = false;                ///< not sent to servers of others without being asked for
  std::vector<int> refusals = {};   ///< statuses with which its standard, or the contract, lets a server refuse it
};

/// The name of the alternative that such a refusal is.
inline constexpr std::string_view writing_refused = "way-of-writing-refused";

/// All ways of writing.
[[nodiscard]] const std::vector<Writing>& writings();
/// The one of that name, or null.
[[nodiscard]] const Writing* find_writing(std::string_view name);
[[nodiscard]] std::vector<std::string> writing_names();

}  // namespace conform
