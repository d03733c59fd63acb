#include "support/certificate_authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace conform::test {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

template <class Write>
std::string pem_of(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

std::string pem_of(const Certificate& certificate) {
  return pem_of([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
}

Key new_key() {
  Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  if (!key) throw std::runtime_error{"no key can be made"};
  return key;
}

struct Subject {
  std::string name;
  std::vector<std::pair<int, std::string>> extensions;
  Validity validity{};
};

/// A certificate for a key, signed by `issuer_key`; `issuer` null: by itself.
Certificate certificate_for(const Key& key, const Subject& subject, X509* issuer, const Key& issuer_key) {
  Certificate made{X509_new()};
  X509* certificate = made.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), subject.validity.from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), subject.validity.until.count());
  X509_set_pubkey(certificate, key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer == nullptr ? certificate : issuer));
  for (const auto& [kind, value] : subject.extensions) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (extension == nullptr) throw std::runtime_error{"no extension can be made of " + value};
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  if (X509_sign(certificate, issuer_key.get(), EVP_sha256()) == 0) throw std::runtime_error{"signing failed"};
  return made;
}

}  // namespace

struct CertificateAuthority::State {
  Key key = new_key();
  Certificate certificate =
      certificate_for(key, {"conform test authority", {{NID_basic_constraints, "critical,CA:TRUE"}}, {}}, nullptr, key);

  Identity signed_for(const Subject& subject) const {
    const Key leaf = new_key();
    Identity identity;
    identity.certificate = pem_of(certificate_for(leaf, subject, certificate.get(), key));
    identity.key =
        pem_of([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, leaf.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return identity;
  }
};

CertificateAuthority::CertificateAuthority() : state_{std::make_unique<State>()} {}
CertificateAuthority::~CertificateAuthority() = default;

std::string CertificateAuthority::certificate() const { return pem_of(state_->certificate); }

Identity CertificateAuthority::server(const std::string& names, const Validity& validity) const {
  return state_->signed_for(
      {"conform test server", {{NID_subject_alt_name, names}, {NID_ext_key_usage, "serverAuth"}}, validity});
}

Identity CertificateAuthority::client() const {
  return state_->signed_for({"conform test client", {{NID_ext_key_usage, "clientAuth"}}, {}});
}

}  // namespace conform::test
