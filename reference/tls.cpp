#include "reference/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace conform::reference {

namespace {

[[noreturn]] void give_up(const std::string& what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  throw std::runtime_error{what + ": " + text.data()};
}

void set_up(SSL_CTX* context, const std::string& certificate, const std::string& key,
            const std::string& client_authority) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    give_up("the TLS certificate " + certificate + " cannot be used");
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    give_up("the TLS key " + key + " cannot be used");
  }
  if (client_authority.empty()) return;
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(client_authority.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(context, client_authority.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    give_up("the authority of client certificates " + client_authority + " cannot be used");
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

}  // namespace

TlsSettings::TlsSettings(const std::string& certificate, const std::string& key, const std::string& client_authority)
    : context_{SSL_CTX_new(TLS_server_method())} {
  if (context_ == nullptr) give_up("TLS does not start");
  try {
    set_up(context_, certificate, key, client_authority);
  } catch (...) {
    SSL_CTX_free(context_);
    throw;
  }
}

TlsSettings::~TlsSettings() { SSL_CTX_free(context_); }

TlsSettings::Session TlsSettings::session_on(int socket) const {
  Session session{SSL_new(context_)};
  if (session && SSL_set_fd(session.get(), socket) != 1) session.reset();
  if (session) SSL_set_accept_state(session.get());
  return session;
}

void TlsSettings::Free::operator()(ssl_st* session) const noexcept { SSL_free(session); }

}  // namespace conform::reference
