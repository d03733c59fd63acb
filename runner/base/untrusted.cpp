#include "base/untrusted.hpp"

#include <algorithm>
#include <iterator>

namespace conform {

Untrusted::Untrusted(std::string_view text, std::size_t limit, Form form, std::size_t whole)
    : raw_{text.substr(0, limit + margin)} {
  if (!text.empty() || whole > 0)
    pieces_.push_back({.size = raw_.size(), .limit = limit, .whole = std::max(whole, text.size()), .form = form});
}

Untrusted& Untrusted::operator+=(const Untrusted& more) {
  const std::size_t count = more.pieces_.size();  // `more` may be this one
  raw_ += more.raw_;
  pieces_.reserve(pieces_.size() + count);
  std::copy_n(more.pieces_.begin(), count, std::back_inserter(pieces_));
  return *this;
}

bool Untrusted::same_as(const Untrusted& other) const {
  const auto cuts = [](const Untrusted& text) {
    return std::any_of(text.pieces_.begin(), text.pieces_.end(), [](const Piece& piece) { return piece.is_cut(); });
  };
  if (raw_ != other.raw_) return false;
  return (!cuts(*this) && !cuts(other)) || pieces_ == other.pieces_;
}

}  // namespace conform
