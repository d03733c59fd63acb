#pragma once

#include <memory>
#include <string>

#include "end_to_end/child_process.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {

/// A real HTTP proxy (tinyproxy) on a port of this machine.
class ProxyServer {
 public:
  /// With both: it wants this user name and password.
  explicit ProxyServer(const std::string& user = {}, const std::string& password = {});

  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  /// What it says that it was asked, so far: "CONNECT 127.0.0.1:443 HTTP/1.1" …
  [[nodiscard]] std::string log() const { return process_->output() + process_->errors(); }

 private:
  bool start(const std::string& more);

  ScratchFolder folder_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace conform::test
