#pragma once

#include <atomic>
#include <cstddef>

#include "model/run_result.hpp"

namespace conform {

/// Body bytes that a record keeps of a request or response.
inline constexpr std::size_t kept_body_bytes = 64U << 10U;

/// Cuts every body of more than `max_bytes` (at a character, where it is text) and notes its length and SHA-256 beside
/// it. Nothing else changes; bodies that were cut before keep their note.
void bound_bodies(Verdict& verdict, std::size_t max_bytes = kept_body_bytes);
void bound_bodies(RunResult& result, std::size_t max_bytes = kept_body_bytes);

/// Bounds what bodies take over a run, whatever a server sends: each as bound_bodies does, and once all that were kept
/// come to `run_body_bytes`, those of later verdicts to `scarce_body_bytes`. Thread-safe.
class BodyBudget {
 public:
  static constexpr std::size_t run_body_bytes = 64U << 20U;
  static constexpr std::size_t scarce_body_bytes = 1U << 10U;

  explicit BodyBudget(std::size_t bytes = run_body_bytes) : left_{bytes} {}
  void keep(Verdict& verdict);

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace conform
