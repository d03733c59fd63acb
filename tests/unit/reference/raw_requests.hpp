#pragma once

#include <string>
#include <vector>

namespace conform::reference::testing {

/// A request by its bytes, and what must come of it.
struct RawRequest {
  std::string group;          ///< what part of HTTP it is about
  std::string name;           ///< what is special about it
  std::string section;        ///< where that is specified: "RFC 9112 §3.2"
  std::string bytes;          ///< all that the client sends
  std::vector<int> statuses;  ///< of all responses, interim ones too
  bool kept = false;          ///< the connection takes another request; otherwise the server closes it
};

/// Requests that must be refused, since two readers could take them differently, and unusual ones that must be served.
[[nodiscard]] const std::vector<RawRequest>& raw_requests();

/// They and their responses as a page in Markdown.
[[nodiscard]] std::string page_of(const std::vector<RawRequest>& requests);

}  // namespace conform::reference::testing
