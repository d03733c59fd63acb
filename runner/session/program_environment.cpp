#include "session/program_environment.hpp"

#include <sys/utsname.h>

#include <string>

#include "http/transport.hpp"

namespace conform {
namespace {

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

std::string operating_system() {
  utsname names{};
  if (uname(&names) != 0) return "unknown";
  return std::string{names.sysname} + ' ' + names.release + ' ' + names.machine;
}

}  // namespace

std::vector<EnvironmentEntry> program_environment() {
  return {{"conform", CONFORM_VERSION " (" + compiler() + ")"},
          {"HTTP", transport_library()},
          {"system", operating_system()}};
}

}  // namespace conform
