#include "schema/schema_files.hpp"

#include <deque>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "json/json_diagnostic.hpp"
#include "json/read_file.hpp"
#include "schema/keywords.hpp"
#include "schema/metaschema.hpp"
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
  Loader(const fs::path& root, const SchemaRules& rules) : root_{root}, rules_{rules} {}

  LoadedFiles load(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      const auto path = path_below_root(file);
      if (path) {
        want(*path, {});
      } else {
        loaded_.diagnostics.push_back(Diagnostic::about_file((root_ / file).generic_string(), "is " + path.error()));
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
    std::string uri;
    fs::path folder;
    std::string path;     ///< below the folder
    Diagnostic referrer;  ///< where the reference stands; without a file: asked for by the caller
  };

  void want(const std::string& uri, const Diagnostic& referrer) {
    const SchemaBase* base = base_of(uri);
    if (is_absolute_uri(uri) && base == nullptr && uri != draft7) return;  // it may be an "$id" that is yet to come
    if (!loaded_.files.try_emplace(uri, nullptr).second) return;
    const auto encoded = base == nullptr ? uri : uri.substr(base->uri.size());
    const auto decoded = base == nullptr ? uri : decoded_text(encoded).value_or("");
    const auto path = path_below_root(decoded);
    if (path) {
      wanted_.push_back(
          {.uri = uri, .folder = base == nullptr ? root_ : base->folder, .path = *path, .referrer = referrer});
    } else {
      refuse(referrer, "it names " + path.error());
    }
  }

  [[nodiscard]] const SchemaBase* base_of(std::string_view uri) const {
    const SchemaBase* best = nullptr;
    for (const SchemaBase& base : rules_.bases) {
      if (uri.starts_with(base.uri) && (best == nullptr || base.uri.size() > best->uri.size())) best = &base;
    }
    return best;
  }

  void refuse(Diagnostic referrer, const std::string& reason) {
    referrer.message += reason;
    loaded_.diagnostics.push_back(std::move(referrer));
  }

  void load_one(const Wanted& wanted) {
    auto file = std::make_unique<SchemaFile>();
    if (wanted.uri == draft7) {
      file->shown = draft7;
      file->document = std::make_shared<const nlohmann::json>(metaschema());
    } else if (!read(wanted, *file)) {
      return;
    }
    KeywordReport report = check_keywords(*file->document, wanted.uri, rules_.strict);
    loaded_.add(wanted.uri, std::move(file), std::move(report));
    const SchemaFile& added = *loaded_.files[wanted.uri];
    for (const auto& [pointer, schema] : added.schemas) follow(added, pointer, schema);
  }

  /// False after a diagnostic.
  bool read(const Wanted& wanted, SchemaFile& file) {
    const JsonLimits limits;
    file.shown = (wanted.folder / wanted.path).generic_string();
    auto text = read_below(wanted.folder, wanted.path, limits.max_bytes);
    if (!text) {
      const bool asked_for = wanted.referrer.file.empty();
      refuse(asked_for ? Diagnostic::about_file(file.shown, {}) : wanted.referrer,
             asked_for ? text.error() : wanted.path + " " + text.error());
      return false;
    }
    auto document = parse_json(*text, limits);
    if (!document) {
      loaded_.diagnostics.push_back(to_diagnostic(document.error(), file.shown));
      return false;
    }
    file.document = std::make_shared<const nlohmann::json>(std::move(*document));
    file.lines = {std::move(*text), limits, {}};
    return true;
  }

  void follow(const SchemaFile& file, const std::string& pointer, const KeywordReport::Schema& schema) {
    const std::string* text = reference_of(*schema.value);
    if (text == nullptr) return;
    const auto reference = resolve_reference(*text, schema.base);
    if (!reference || loaded_.identifiers.contains(reference->uri) || loaded_.files.contains(reference->uri)) return;
    want(reference->uri, file.diagnostic(pointer + "/$ref", "reference \"" + *text + "\": "));
  }

  fs::path root_;
  const SchemaRules& rules_;
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

void LoadedFiles::add(const std::string& uri, std::unique_ptr<SchemaFile> file, KeywordReport report) {
  for (const KeywordReport::Fault& fault : report.faults) {
    diagnostics.push_back(file->diagnostic(fault.pointer, fault.message, fault.hint));
  }
  identifiers.emplace(uri, SchemaPlace{.file = uri, .pointer = {}});
  for (const auto& [name, pointer] : report.identifiers) {
    const SchemaPlace place{.file = uri, .pointer = pointer};
    const auto [known, is_new] = identifiers.emplace(name, place);
    if (is_new || known->second == place) continue;
    diagnostics.push_back(file->diagnostic(pointer + "/$id", "also the URI of a schema in " + known->second.file));
  }
  file->schemas = std::move(report.schemas);
  files[uri] = std::move(file);
}

LoadedFiles load_schema_files(const fs::path& root, const std::vector<std::string>& files, const SchemaRules& rules) {
  return Loader{root, rules}.load(files);
}

}  // namespace conform
