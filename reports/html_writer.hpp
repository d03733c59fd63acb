#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conform {

/// Writes HTML in which no untrusted text can be markup: text and attribute values are made printable and escaped here,
/// and nowhere else. Elements are closed by their end of scope.
class HtmlWriter {
 public:
  /// Names are ours, values may be untrusted.
  using Attributes = std::vector<std::pair<std::string_view, std::string>>;

  /// An element that is open as long as this lives.
  class Element {
   public:
    Element(HtmlWriter& writer, std::string_view tag) : writer_{writer}, tag_{tag} {}
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;
    ~Element() { writer_.close(tag_); }

   private:
    HtmlWriter& writer_;
    std::string_view tag_;
  };

  [[nodiscard]] Element open(std::string_view tag, const Attributes& attributes = {});
  /// An element with text in it.
  void element(std::string_view tag, std::string_view text, const Attributes& attributes = {});
  /// An element that has no end tag.
  void single(std::string_view tag, const Attributes& attributes = {});
  /// Text; tabs and line feeds stay. Long words get places where a narrow screen may break them.
  void text(std::string_view untrusted);
  /// Ours, as it is: the style sheet.
  void raw(std::string_view markup) { out_ += markup; }

  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] std::string take() && { return std::move(out_); }

  /// A start tag, for an element that is closed by an `Element` of its own.
  void start(std::string_view tag, const Attributes& attributes);

 private:
  void close(std::string_view tag);

  std::string out_;
};

}  // namespace conform
