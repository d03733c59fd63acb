#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "support/raw_server.hpp"
#include "support/sanitizers.hpp"

namespace conform::test {

/// The deadline of each request of a run against a hostile server.
inline constexpr std::chrono::seconds request_deadline = for_this_build(std::chrono::seconds{1});

/// One request that a hostile server has read whole, and the response of a conforming one.
struct ReceivedRequest {
  std::string request;
  std::string good_response;  ///< complete, with Content-Length, of a connection that is closed afterwards
  std::size_t number = 0;     ///< 0 for the first request of this kind
};

/// What becomes of a request. The connection is closed when it returns.
using Behaviour = std::function<void(RawConnection&, const ReceivedRequest&)>;

/// What a run must say of the case whose request was met with a behaviour.
struct Expected {
  std::string outcome = "failed";
  std::string rule = "contract.answer";  ///< of one of its findings; empty: it has none
  std::string words;                     ///< in that finding, or in the reason of its outcome
};

inline const Expected passed{.outcome = "passed", .rule = "", .words = ""};
/// The case passes, with a finding that does not fail it.
inline Expected passed_with(std::string rule) { return {.outcome = "passed", .rule = std::move(rule), .words = ""}; }
/// The head of the response is not HTTP.
inline Expected unreadable(std::string words) { return {.words = "malformed: " + std::move(words)}; }
/// The body is not JSON.
inline Expected no_json(std::string words = {}) { return {.rule = "contract.json", .words = std::move(words)}; }

/// One way to misbehave.
struct Misbehaviour {
  std::string name;  ///< "framing/content-length-negative"
  Behaviour behaviour;
  Expected expected;
};
using Misbehaviours = std::vector<Misbehaviour>;
/// For test names.
void PrintTo(const Misbehaviour& misbehaviour, std::ostream* out);

/// Bytes that are made when they are said: what this program takes while it starts `conform` would count as memory of
/// that (ru_maxrss outlives exec).
using Bytes = std::function<std::string()>;

/// A behaviour that says these bytes and closes.
[[nodiscard]] Behaviour says(std::string bytes);
/// A behaviour that says these bytes and then nothing more, on a connection that stays open.
[[nodiscard]] Behaviour says_and_waits(std::string bytes);
/// A behaviour that says the first bytes and then the others for ever.
[[nodiscard]] Behaviour floods(std::string first, std::string again);
/// A 200 of the User API with these header lines (each with its line end) and this body, its length given.
[[nodiscard]] std::string response_with(const std::string& lines, const std::string& body);
/// A behaviour that responds with 200 with this body as application/vnd.api+json.
[[nodiscard]] Behaviour responds(Bytes body);
[[nodiscard]] Behaviour responds(const std::string& body);

// The catalogue, by what is wrong.
[[nodiscard]] Misbehaviours slowness();     ///< silence, dripping
[[nodiscard]] Misbehaviours endlessness();  ///< what never ends, or is larger than anything sensible
[[nodiscard]] Misbehaviours heads();        ///< status lines, header fields
[[nodiscard]] Misbehaviours framing();      ///< Content-Length and chunks
[[nodiscard]] Misbehaviours contents();     ///< content codings, characters
[[nodiscard]] Misbehaviours documents();    ///< JSON
[[nodiscard]] Misbehaviours protocols();    ///< what is not HTTP/1.1, and redirects
[[nodiscard]] Misbehaviours disorder();     ///< responds that are not for the request, connections that break
[[nodiscard]] Misbehaviours catalogue();    ///< all of them

}  // namespace conform::test
