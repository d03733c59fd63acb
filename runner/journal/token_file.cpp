#include "journal/token_file.hpp"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/durable_file.hpp"
#include "journal/own_file.hpp"
#include "journal/stable_hash.hpp"
#include "json/fields.hpp"

namespace conform {
namespace {

using nlohmann::ordered_json;

}  // namespace

template <class A>
void fields(A& a, In<A, RotatedToken>& rotated) {
  a("given", rotated.given)("token", rotated.token);
}

std::string token_file_of(const std::string& journal) { return journal + ".tokens"; }

std::string mark_of_token(const std::string& token) { return stable_hash(std::array{token}); }

Result<void> TokenFile::keep_beside(const std::string& journal) {
  const std::scoped_lock lock{mutex_};
  path_ = token_file_of(journal);
  return write();
}

void TokenFile::note(const std::string& actor, const std::string& given, const std::string& token) {
  const std::scoped_lock lock{mutex_};
  tokens_[actor] = {.given = mark_of_token(given), .token = token};
  // Where it cannot be kept, the run goes on; its next end will not need the file.
  static_cast<void>(write());
}

Result<void> TokenFile::write() const {
  if (path_.empty() || tokens_.empty()) return {};
  auto document = ordered_json::object();
  for (const auto& [actor, rotated] : tokens_) document[actor] = json_of(rotated);
  const std::string text = document.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
  const int error = DurableFile{path_, 0600}.replace(text);
  if (error == 0) return {};
  return refused(Diagnostic::about_file(path_, "the refresh tokens cannot be kept: " + error_text(error)));
}

Result<std::map<std::string, RotatedToken>> read_token_file(const std::string& journal) {
  const std::string path = token_file_of(journal);
  std::map<std::string, RotatedToken> tokens;
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return tokens;
  const auto text = read_own_file(path, std::size_t{16} << 20U);
  if (!text) return tl::unexpected{text.error()};
  const auto document = parse_json(*text);
  FieldReading in{.file = path};
  if (document && document->is_object()) {
    for (const auto& [actor, entry] : document->items()) read_json(in, entry, tokens[actor]);
    if (in.diagnostics.empty()) return tokens;
  }
  return refused(Diagnostic::about_file(path, "this is not a file of refresh tokens",
                                        "remove it; the tokens of the target file are used then"));
}

}  // namespace conform
