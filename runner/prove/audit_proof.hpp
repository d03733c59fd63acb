#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "prove/prove.hpp"

namespace conform {

/// How a recorder writes: each loses something else.
enum class RecorderStyle {
  whole,        ///< NDJSON with everything
  conform_har,  ///< as a run's HAR
  browser,      ///< a browser's: HTTP/2 names, pseudo-headers, decoded text, sizes −1, milliseconds
  proxy,        ///< bodies in base64, entries as they ended
  gateway_log,  ///< few headers, redacted tokens
};
[[nodiscard]] std::string_view to_string(RecorderStyle style) noexcept;

/// One server, recorded once and audited in several ways.
struct AuditedServer {
  ServerUnderProof server;
  bool shows = false;                                 ///< some response differs from the plain server's
  std::map<std::string, std::set<std::string>> must;  ///< by way: requirements violated at must level
  std::map<std::string, std::set<std::string>> any;   ///< by way: at any level
  std::vector<std::string> messages;                  ///< of the first way
};

struct AuditProof {
  std::size_t explored_requests = 0;
  std::vector<AuditedServer> servers = {};
  std::chrono::microseconds took{};
};

/// Records the fixed recording of every server and audits it: complete, not complete, with 30 % of the writes missing,
/// and as each recorder writes it. With `explored_requests` so many requests of generated sequences in its place.
[[nodiscard]] Result<AuditProof> prove_audit(const Suite& suite, const ProofOptions& options,
                                             std::size_t explored_requests, const std::stop_token& stop,
                                             const std::function<void(const AuditedServer&)>& listener);

/// Must faults seen, by area and by way, and false alarms.
[[nodiscard]] std::string audit_proof_text(const AuditProof& proof);
/// No false alarm, whichever way.
[[nodiscard]] bool holds(const AuditProof& proof);

}  // namespace conform
