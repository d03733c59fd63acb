#pragma once

#include <memory>
#include <string>

#include "end_to_end/program.hpp"
#include "support/certificate_authority.hpp"

namespace conform::test {

/// `conform serve` behind TLS with a certificate of an authority of its own, which the target file does not name yet.
class SecureServer {
 public:
  /// `names`: what its certificate is for. `asks_for_client`: only clients with a certificate of the authority are let
  /// in.
  explicit SecureServer(Arguments arguments = {}, const std::string& names = "IP:127.0.0.1,DNS:localhost",
                        bool asks_for_client = false);

  /// A file in a folder that goes with the server.
  [[nodiscard]] std::string file(const std::string& name, std::string_view bytes) const {
    return folder_.write(name, bytes).string();
  }
  [[nodiscard]] const CertificateAuthority& authority() const { return authority_; }
  [[nodiscard]] std::string authority_file() const { return (folder_.path() / "ca.pem").string(); }
  /// The target file as the server wrote it.
  [[nodiscard]] nlohmann::json target_document() const { return server_->target_document(); }

 private:
  ScratchFolder folder_;
  CertificateAuthority authority_;
  std::unique_ptr<ReferenceServer> server_;
};

}  // namespace conform::test
