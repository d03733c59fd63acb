#include "schema/schema_files.hpp"

#include <deque>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "json/json_diagnostic.hpp"
#include "json/read_file.hpp"
#include "schema/keywords.hpp"
#include "schema/reference.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

/// Reads a regular file below the root; the error says why not.
tl::expected<std::string, std::string> read_below(const fs::path& root, const std::string& file,
                                                  std::size_t max_bytes) {
  std::error_code failed;
  const fs::path real_root = fs::canonical(root, failed);
  if (failed) return tl::unexpected{"cannot read the folder " + root.generic_string() + ": " + failed.message()};
  const fs::path real = fs::canonical(real_root / file, failed);
  if (failed) return tl::unexpected{"cannot be read: " + failed.message()};
  const fs::path inside = real.lexically_relative(real_root);
  if (inside.empty() || *inside.begin() == "..") {
    return tl::unexpected{std::string{"leads outside of the folder of the schemas"}};
  }
  if (!fs::is_regular_file(real, failed)) return tl::unexpected{std::string{"no regular file"}};
  return read_file(real, max_bytes);
}

class Loader {
 public:
  explicit Loader(const fs::path& root) : root_{root} {}

  LoadedFiles load(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      const auto path = path_below_root(file);
      if (path) {
        want(*path, {});
      } else {
        loaded_.diagnostics.push_back(Diagnostic::about_file(shown(file), "is " + path.error()));
      }
    }
    while (!wanted_.empty()) {
      const Wanted next = std::move(wanted_.front());
      wanted_.pop_front();
      load_one(next);
    }
    return std::move(loaded_);
  }

 private:
  struct Wanted {
    std::string file;
    Diagnostic referrer;  ///< where the reference stands; without a file: asked for by the caller
  };

  [[nodiscard]] std::string shown(const std::string& file) const { return (root_ / file).generic_string(); }

  void want(const std::string& file, Diagnostic referrer) {
    if (!loaded_.files.try_emplace(file, nullptr).second) return;
    wanted_.push_back({.file = file, .referrer = std::move(referrer)});
  }

  void load_one(const Wanted& wanted) {
    const JsonLimits limits;
    auto text = read_below(root_, wanted.file, limits.max_bytes);
    if (!text) {
      Diagnostic diagnostic = wanted.referrer;
      if (diagnostic.file.empty()) {
        diagnostic.file = shown(wanted.file);
        diagnostic.message = text.error();
      } else {
        diagnostic.message += wanted.file + " " + text.error();
      }
      loaded_.diagnostics.push_back(std::move(diagnostic));
      return;
    }
    auto file = std::make_unique<SchemaFile>();
    file->shown = shown(wanted.file);
    auto document = parse_json(*text, limits);
    if (!document) {
      loaded_.diagnostics.push_back(to_diagnostic(document.error(), file->shown));
      return;
    }
    file->document = std::make_shared<const nlohmann::json>(std::move(*document));
    file->lines = {std::move(*text), limits, {}};
    const KeywordReport report = check_keywords(*file->document);
    for (const KeywordReport::Fault& fault : report.faults) {
      loaded_.diagnostics.push_back(file->diagnostic(fault.pointer, fault.message, fault.hint));
    }
    for (const KeywordReport::Schema& schema : report.schemas) {
      file->schemas.emplace(schema.pointer, schema.value);
      follow(wanted.file, *file, schema);
    }
    loaded_.files[wanted.file] = std::move(file);
  }

  void follow(const std::string& name, const SchemaFile& file, const KeywordReport::Schema& schema) {
    const std::string* text = reference_of(*schema.value);
    if (text == nullptr) return;
    const std::string message = "reference \"" + *text + "\": ";
    const auto reference = resolve_reference(*text, name);
    if (reference) {
      if (loaded_.files.contains(reference->file)) return;
      want(reference->file, file.diagnostic(schema.pointer + "/$ref", message));
    } else {
      loaded_.diagnostics.push_back(file.diagnostic(schema.pointer + "/$ref", message + reference.error()));
    }
  }

  fs::path root_;
  LoadedFiles loaded_;
  std::deque<Wanted> wanted_;
};

}  // namespace

Diagnostic SchemaFile::diagnostic(const std::string& pointer, std::string message, std::string hint) const {
  return {.file = shown,
          .line = lines.line_of(pointer),
          .pointer = pointer,
          .message = std::move(message),
          .hint = std::move(hint)};
}

LoadedFiles load_schema_files(const fs::path& root, const std::vector<std::string>& files) {
  return Loader{root}.load(files);
}

}  // namespace conform
