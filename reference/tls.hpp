#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace conform::reference {

/// What a TLS server shows and asks for. Sessions of it are made in any thread.
class TlsSettings {
 public:
  /// PEM files: the chain of certificates, the key, and the authorities of client certificates (empty: none is asked
  /// for, else every client must show one). Throws std::runtime_error.
  TlsSettings(const std::string& certificate, const std::string& key, const std::string& client_authority);
  ~TlsSettings();
  TlsSettings(const TlsSettings&) = delete;
  TlsSettings& operator=(const TlsSettings&) = delete;

  struct Free {
    void operator()(ssl_st* session) const noexcept;
  };
  using Session = std::unique_ptr<ssl_st, Free>;
  /// A session on an accepted socket; null when there is no memory.
  [[nodiscard]] Session session_on(int socket) const;

 private:
  ssl_ctx_st* context_;
};

}  // namespace conform::reference
