#include "base/gate.hpp"

#include "base/printable.hpp"

namespace conform {
namespace {

class NoSecrets : public Redaction {
 public:
  [[nodiscard]] std::string redact(std::string_view text) const override { return std::string{text}; }
  [[nodiscard]] std::size_t before_begun_secret(std::string_view cut) const override { return cut.size(); }
};

std::string shown_piece(std::string_view raw, const Untrusted::Piece& piece, const Redaction& redaction) {
  const bool is_json = piece.form == Untrusted::Form::json;
  std::string text = redaction.redact(raw);
  if (piece.is_cut()) text.resize(redaction.before_begun_secret(text));
  text = is_json ? escape_misleading(text) : printable(text);
  if (!piece.is_cut() && text.size() <= piece.limit) return text;
  text.resize(beginning(text, piece.limit).size());
  text.resize(redaction.before_begun_secret(text));
  text += "…";
  if (is_json) text += " (" + std::to_string(piece.whole) + " bytes)";
  return text;
}

}  // namespace

std::string shown(const Untrusted& text, const Redaction& redaction) {
  std::string all;
  std::string_view left = text.raw();
  for (const Untrusted::Piece& piece : text.pieces()) {
    all += shown_piece(left.substr(0, piece.size), piece, redaction);
    left.remove_prefix(piece.size);
  }
  return all;
}

const Redaction& no_secrets() {
  static const NoSecrets none;
  return none;
}

std::string plain(const Untrusted& text) { return shown(text, no_secrets()); }

}  // namespace conform
