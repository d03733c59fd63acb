#include "audit/recording_file.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "audit/follow_recording.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

std::string line_of(const std::string& path) {
  return R"({"startedAt":1767225600,"request":{"method":"GET","url":")" + path + R"("},"response":{"status":200}})" +
         '\n';
}

std::string har_of(const std::string& content) {
  return R"({"log":{"entries":[{"startedDateTime":"2026-01-01T00:00:00Z","request":{"method":"GET","url":"/x"},)"
         R"("response":{"status":200,"content":)" +
         content + "}}]}}";
}

// `window`: zlib's number for a format.
std::string packed(std::string_view text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in{text};
  std::string out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
constexpr int gzip = 15 + 16;
constexpr int bare = -15;

std::string number(std::size_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xffU);
  return text;
}

struct Packed {
  std::string name;
  std::string text;
};

// A zip as Playwright writes it: members deflated, the directory at the end.
std::string zip_of(const std::vector<Packed>& files) {
  std::string all;
  std::string directory;
  for (const auto& [name, text] : files) {
    const std::string bytes = packed(text, bare);
    const std::string sizes = number(0, 4) + number(bytes.size(), 4) + number(text.size(), 4) + number(name.size(), 2);
    directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + number(0, 2) + number(8, 2) + number(0, 4) + sizes +
                 number(0, 12) + number(all.size(), 4) + name;
    all +=
        "PK\x03\x04" + number(20, 2) + number(0, 2) + number(8, 2) + number(0, 4) + sizes + number(0, 2) + name + bytes;
  }
  const std::size_t begin = all.size();
  return all + directory + "PK\x05\x06" + number(0, 4) + number(files.size(), 2) + number(files.size(), 2) +
         number(directory.size(), 4) + number(begin, 4) + number(0, 2);
}

class RecordingFile : public ::testing::Test {
 protected:
  Result<RecordingInfo> read(std::string_view bytes, RecordingFormat format = RecordingFormat::automatic) {
    taken_.clear();
    return read_recording(folder_.write("recording", bytes).string(), format, [&](RecordedExchange exchange) {
      taken_.push_back(std::move(exchange));
      return true;
    });
  }
  [[nodiscard]] std::string problem(std::string_view bytes) {
    const auto info = read(bytes);
    return info ? std::string{} : to_string(info.error().front());
  }

  ScratchFolder folder_;
  std::vector<RecordedExchange> taken_;
};

TEST_F(RecordingFile, KnowsAHarAndNdjson) {
  EXPECT_TRUE(read(har_of("{}")));
  EXPECT_EQ(taken_.size(), 1U);
  EXPECT_TRUE(read(line_of("/a") + line_of("/b")));
  EXPECT_EQ(taken_.size(), 2U);
}

TEST_F(RecordingFile, InflatesEveryPartOfAGzipFile) {
  ASSERT_TRUE(read(packed(line_of("/a"), gzip) + packed(line_of("/b") + line_of("/c"), gzip)));
  ASSERT_EQ(taken_.size(), 3U);
  EXPECT_EQ(taken_.back().url, "/c");
}

TEST_F(RecordingFile, RefusesAGzipFileThatEndsTooEarly) {
  const std::string whole = packed(line_of("/a"), gzip);
  EXPECT_NE(problem(whole.substr(0, whole.size() - 12)).find("ends too early"), std::string::npos);
  EXPECT_NE(problem("\x1f\x8b").find("ends too early"), std::string::npos);
}

TEST_F(RecordingFile, ReadsAHarInAZipWithBodiesBesideIt) {
  ASSERT_TRUE(read(zip_of({{"body.json", "{\"a\":1}"}, {"trace.har", har_of(R"({"_file":"body.json"})")}})));
  ASSERT_EQ(taken_.size(), 1U);
  EXPECT_EQ(taken_.front().response_body.text, "{\"a\":1}");
}

TEST_F(RecordingFile, RefusesAZipWithoutAHar) {
  EXPECT_NE(problem(zip_of({{"a.txt", "x"}})).find("without a .har"), std::string::npos);
  EXPECT_NE(problem("PK\x03\x04").find("without a .har"), std::string::npos);
}

TEST_F(RecordingFile, SaysThatAFileIsEmptyOrAFolderOrNotThere) {
  EXPECT_NE(problem("").find("is empty"), std::string::npos);
  const TakeExchange take = [](RecordedExchange) { return true; };
  const auto folder = read_recording(folder_.path().string(), RecordingFormat::automatic, take);
  ASSERT_FALSE(folder);
  EXPECT_NE(to_string(folder.error().front()).find("is a folder"), std::string::npos);
  EXPECT_FALSE(read_recording((folder_.path() / "none").string(), RecordingFormat::automatic, take));
}

/// A recorder that does the next thing each time that nothing more is there.
class FollowedRecording : public ::testing::Test {
 protected:
  std::vector<std::string> follow(const std::vector<std::function<void()>>& steps) {
    std::stop_source stop;
    std::size_t next = 0;
    std::vector<std::string> urls;
    const auto info = follow_recording(path(),
                                       [&](const RecordedExchange& exchange) {
                                         urls.push_back(exchange.url);
                                         return true;
                                       },
                                       {.stop = stop.get_token(), .pause = std::chrono::milliseconds{0}, .idle = [&] {
                                          if (next < steps.size()) {
                                            steps[next++]();
                                          } else {
                                            stop.request_stop();
                                          }
                                        }});
    EXPECT_TRUE(info);
    return urls;
  }
  [[nodiscard]] std::string path() const { return (folder_.path() / "log").string(); }
  void append(const std::string& text) const { std::ofstream{path(), std::ios::app} << text; }

  ScratchFolder folder_;
};
using Urls = std::vector<std::string>;

TEST_F(FollowedRecording, IsReadWhileItGrows) {
  append(line_of("/a"));
  const std::string line = line_of("/b");
  EXPECT_EQ(follow({[&] { append(line.substr(0, 20)); }, [&] { append(line.substr(20)); }}), (Urls{"/a", "/b"}));
}

TEST_F(FollowedRecording, SurvivesRotation) {
  append(line_of("/a"));
  EXPECT_EQ(follow({[&] {
              append(line_of("/b"));
              std::filesystem::rename(path(), path() + ".1");
              append(line_of("/c"));
            }}),
            (Urls{"/a", "/b", "/c"}));
}

TEST_F(FollowedRecording, SurvivesTruncation) {
  append(line_of("/long-path") + line_of("/b"));
  EXPECT_EQ(follow({[&] {
              std::ofstream{path(), std::ios::trunc} << line_of("/c");
            }}),
            (Urls{"/long-path", "/b", "/c"}));
}

}  // namespace
}  // namespace conform::test
