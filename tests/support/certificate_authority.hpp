#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "support/raw_server.hpp"

namespace conform::test {

/// When a certificate is good, counted from now.
struct Validity {
  std::chrono::seconds from{-3600};
  std::chrono::seconds until{3600};
};

/// An authority of its own, made on the spot, and what it signs: for an hour, on P-256 keys.
class CertificateAuthority {
 public:
  CertificateAuthority();
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// Its own certificate, PEM.
  [[nodiscard]] std::string certificate() const;
  /// A server's certificate and key; `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
  [[nodiscard]] Identity server(const std::string& names, const Validity& validity = {}) const;
  /// A client's certificate and key.
  [[nodiscard]] Identity client() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conform::test
