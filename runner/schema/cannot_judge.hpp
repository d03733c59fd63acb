#pragma once

#include <stdexcept>

namespace conform {

/// Why a schema neither accepts nor refuses a document, in words: a format that is not supported applies to one of its
/// texts, or too many schemas apply one inside the other.
class CannotJudge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace conform
