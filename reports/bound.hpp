#pragma once

#include <cstddef>

#include "model/run_result.hpp"

namespace conform {

/// Body bytes that a record keeps of a request or response.
inline constexpr std::size_t kept_body_bytes = 64U << 10U;

/// Cuts every body of more than `max_bytes` (at a character, where it is text) and notes its length and SHA-256 beside
/// it. Nothing else changes; bodies that were cut before keep their note.
void bound_bodies(Verdict& verdict, std::size_t max_bytes = kept_body_bytes);
void bound_bodies(RunResult& result, std::size_t max_bytes = kept_body_bytes);

}  // namespace conform
