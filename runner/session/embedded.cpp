#include "session/embedded.hpp"

#include <exception>

#include "prove/server_target.hpp"

namespace conform {

Result<Embedded> start_embedded(const std::string& api_version) {
  reference::Options options;
  if (!api_version.empty()) options.api_version = api_version;
  Embedded result;
  try {
    result.server = std::make_unique<reference::Server>(options);
  } catch (const std::runtime_error& error) {
    return refused(Diagnostic::about_flag(std::string{"the reference server does not start: "} + error.what(),
                                          "name a server with --target"));
  }
  result.target = target_of(*result.server, options.api_version);
  return result;
}

}  // namespace conform
