#pragma once

#include <string>

#include "reference/connection.hpp"

namespace conform::reference {

/// A connection on which one client has written all that it will write, and whose time passes only when the server
/// waits: pauses take no time and are added up. The client leaves when its patience is over or when it has been sent
/// more than it takes.
class MemoryConnection final : public Connection {
 public:
  MemoryConnection(std::uint64_t number, std::string_view request, std::chrono::milliseconds patience, std::size_t most)
      : Connection{number}, request_{request}, patience_{patience}, most_{most} {}

  [[nodiscard]] bool wait_readable(std::chrono::milliseconds time) override;
  void set_deadline(Clock::time_point) override {}
  [[nodiscard]] bool past_deadline() const override { return waited_ >= patience_; }
  [[nodiscard]] ssize_t read(char* to, std::size_t size) override;
  bool write(std::string_view bytes) override;
  [[nodiscard]] bool pause(std::chrono::milliseconds time) override;
  void reset() override { was_reset_ = true; }

  /// What was written to the client while it was there.
  [[nodiscard]] const std::string& written() const { return written_; }
  [[nodiscard]] std::string take_written() && { return std::move(written_); }
  [[nodiscard]] std::chrono::milliseconds waited() const { return waited_; }
  /// True when the client has left since the server took too long.
  [[nodiscard]] bool out_of_patience() const { return waited_ >= patience_; }
  [[nodiscard]] bool was_reset() const { return was_reset_; }

 private:
  std::string_view request_;
  std::chrono::milliseconds patience_;
  std::size_t most_;
  std::chrono::milliseconds waited_{0};
  std::string written_;
  bool was_reset_ = false;
};

}  // namespace conform::reference
