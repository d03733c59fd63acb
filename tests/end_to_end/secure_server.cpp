#include "end_to_end/secure_server.hpp"

namespace conform::test {

SecureServer::SecureServer(Arguments arguments, const std::string& names, bool asks_for_client) {
  const Identity identity = authority_.server(names);
  static_cast<void>(file("ca.pem", authority_.certificate()));
  arguments.insert(arguments.end(), {"--tls-certificate", file("server.pem", identity.certificate), "--tls-key",
                                     file("server.key", identity.key)});
  if (asks_for_client) arguments.insert(arguments.end(), {"--client-ca", authority_file()});
  server_ = std::make_unique<ReferenceServer>(arguments);
}

}  // namespace conform::test
