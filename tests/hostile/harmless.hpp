#pragma once

#include <filesystem>
#include <string>

#include "end_to_end/program.hpp"

namespace conform::test {

/// Expects neither control characters, nor those of Unicode that turn lines around, nor bytes that are not UTF-8.
void expect_plain(const std::string& text, const std::string& what);

/// The reports of a run against a hostile server, in a folder of their own.
class HostileReports {
 public:
  explicit HostileReports(std::filesystem::path folder) : folder_{std::move(folder)} {}

  /// --report for each of them.
  [[nodiscard]] Arguments arguments() const;
  [[nodiscard]] nlohmann::json result() const;
  /// Expects all of them, and what the run printed, to be well-formed and without anything of the server that a
  /// terminal, a reader of XML or a browser would act on.
  void expect_harmless(const Finished& run) const;

 private:
  [[nodiscard]] std::filesystem::path file(const std::string& format) const { return folder_ / format; }
  std::filesystem::path folder_;
};

}  // namespace conform::test
