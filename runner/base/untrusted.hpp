#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Text that came from outside, a server or a file, or has such text in it. It cannot become a std::string by itself:
/// `shown` (json/gate.hpp) takes out secrets, makes it printable and clips it, in this order. A text that was clipped
/// first could end in half of a secret, which no search finds any more.
///
/// So that memory stays bounded, no piece keeps more than `margin` bytes beyond what will be shown of it. What is left
/// of a secret at such an end is taken off by the gate.
class Untrusted {
 public:
  /// What a piece is, which decides how it is made printable and how a cut is marked.
  enum class Form {
    words,  ///< a sentence, a name, a field value
    json    ///< JSON text, in one line
  };

  struct Piece {
    std::size_t size = 0;   ///< bytes of `raw` that are kept
    std::size_t limit = 0;  ///< bytes to show
    std::size_t whole = 0;  ///< bytes that it had
    Form form = Form::words;
    [[nodiscard]] bool is_cut() const noexcept { return size < whole; }
    friend bool operator==(const Piece&, const Piece&) = default;
  };

  static constexpr std::size_t margin = 4096;
  static constexpr std::size_t most_words = 1000;  ///< bytes to show of a sentence

  Untrusted() = default;
  // Words of ours may become untrusted text anywhere: that takes nothing from anybody.
  Untrusted(std::string_view words) : Untrusted{words, most_words, Form::words} {}                      // NOLINT
  Untrusted(const std::string& words) : Untrusted{std::string_view{words}, most_words, Form::words} {}  // NOLINT
  Untrusted(const char* words) : Untrusted{std::string_view{words}, most_words, Form::words} {}         // NOLINT
  /// At most `limit` bytes of it are to be shown. `whole`: bytes that it had, when `text` is the beginning only.
  Untrusted(std::string_view text, std::size_t limit, Form form, std::size_t whole = 0);

  Untrusted& operator+=(const Untrusted& more);
  [[nodiscard]] friend Untrusted operator+(Untrusted first, const Untrusted& second) { return first += second; }
  /// The same text in the same words and excerpts.
  [[nodiscard]] friend bool operator==(const Untrusted& a, const Untrusted& b) { return a.same_as(b); }

  [[nodiscard]] bool empty() const noexcept { return raw_.empty(); }
  /// The bytes that are kept. To compare and to look things up, never to show.
  [[nodiscard]] std::string_view raw() const noexcept { return raw_; }
  /// Of `raw`, in order.
  [[nodiscard]] const std::vector<Piece>& pieces() const noexcept { return pieces_; }

 private:
  [[nodiscard]] bool same_as(const Untrusted& other) const;

  std::string raw_;
  std::vector<Piece> pieces_;
};

}  // namespace conform
