#pragma once

#include <string>
#include <vector>

namespace conform {

/// A page or a section of a standard, and where it can be read.
struct Document {
  std::string name;  ///< "setUser 2024-3", "RFC 9110 §15.5.2"
  std::string url;
  friend bool operator==(const Document&, const Document&) = default;
};

/// What a requirement rests on: words of documents, or what they say in ours.
struct Source {
  std::vector<Document> documents;  ///< at least one; a quote stands in each of them
  std::string quote;                ///< as printed, white space aside; empty: there is a paraphrase
  std::string paraphrase;           ///< in our words
  friend bool operator==(const Source&, const Source&) = default;
};

/// The words of a source: a quote in quotation marks, a paraphrase without.
[[nodiscard]] std::string describe(const Source& source);

/// The names of documents in one line: "setUser 2024-2, 2024-3; updateUser 2025-1".
[[nodiscard]] std::string names_of(const std::vector<Document>& documents);

/// All of it in one line: `setUser 2024-2, 2024-3: “data object”; RFC 9110 §15.5: …`.
[[nodiscard]] std::string to_text(const std::vector<Source>& sources);

}  // namespace conform
