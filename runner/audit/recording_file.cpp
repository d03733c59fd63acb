#include "audit/recording_file.hpp"

#include <istream>
#include <utility>

#include "audit/ndjson_reader.hpp"
#include "audit/recording_bytes.hpp"
#include "audit/zip_file.hpp"

namespace conform {
namespace {

tl::unexpected<Diagnostics> unreadable(const std::string& path, std::string message, std::string hint = {}) {
  return refused(Diagnostic::about_file(name_of_recording(path), std::move(message), std::move(hint)));
}

// The first bytes that are not white space, as far as they are in the first block.
std::string_view first_text(std::string_view begun) {
  if (begun.starts_with("\xef\xbb\xbf")) begun.remove_prefix(3);
  const std::size_t at = begun.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : begun.substr(at);
}

// A HAR is one object with "log"; in NDJSON the first line is a whole exchange, or of a log.
bool looks_like_har(std::string_view begun) {
  std::string_view text = first_text(begun);
  if (!text.starts_with('{')) return false;
  text = first_text(text.substr(1));
  return text.starts_with("\"log\"") || text.starts_with("\"$schema\"");
}

Result<RecordingInfo> read_bytes(RecordingBytes& bytes, const std::string& path, RecordingFormat format,
                                 const TakeExchange& take, const BodyOfFile& body_of_file) {
  std::istream in{&bytes};
  const std::string name = name_of_recording(path);
  if (format == RecordingFormat::automatic)
    format = looks_like_har(bytes.ahead()) ? RecordingFormat::har : RecordingFormat::ndjson;
  auto info = format == RecordingFormat::har ? read_har(in, name, take, body_of_file) : read_ndjson(in, name, take);
  if (bytes.is_broken()) return unreadable(path, "is compressed, and ends too early or is damaged");
  return info;
}

Result<RecordingInfo> read_zip(const OpenRecording& file, const std::string& path, const TakeExchange& take) {
  const auto zip = ZipFile::open(file.get());
  const ZipMember* har = zip ? zip->ending_with(".har") : nullptr;
  if (har == nullptr) return unreadable(path, "is a zip without a .har in it");
  const auto bytes = zip->bytes_of(*har);
  return read_bytes(*bytes, path, RecordingFormat::har, take,
                    [&](const std::string& name) { return zip->text_of(name, most_value_bytes); });
}

}  // namespace

Result<RecordingInfo> read_recording(const std::string& path, RecordingFormat format, const TakeExchange& take) {
  auto file = open_recording(path);
  if (!file) return tl::unexpected{file.error()};
  ByteSource source{file->get()};
  std::string begun(RecordingBytes::block_bytes, '\0');
  // A pipe may give a byte at a time: enough of them to determine the format.
  std::size_t got = 0;
  constexpr std::size_t enough = 4096;
  while (got < enough) {
    const std::size_t more = source.read(begun.data() + got, begun.size() - got);
    if (more == 0) break;
    got += more;
  }
  begun.resize(got);
  if (begun.empty()) return unreadable(path, "is empty");
  if (begun.starts_with("PK\x03\x04")) return read_zip(*file, path, take);
  const bool gzip = begun.starts_with("\x1f\x8b");
  RecordingBytes bytes{source, begun, gzip ? RecordingBytes::Coding::gzip : RecordingBytes::Coding::plain};
  return read_bytes(bytes, path, format, take, {});
}

}  // namespace conform
