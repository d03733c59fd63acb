#include "audit/follow_recording.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "audit/ndjson_reader.hpp"
#include "audit/recording_bytes.hpp"
#include "base/text.hpp"

namespace conform {

namespace {

class Follower {
 public:
  Follower(const std::string& path, OpenRecording file, const TakeExchange& take, const FollowOptions& options)
      : path_{path},
        file_{std::move(file)},
        take_{take},
        options_{options},
        is_pipe_{path == "-" || ::lseek(file_.get(), 0, SEEK_CUR) < 0} {}

  RecordingInfo run() {
    while (wanted_) {
      const ssize_t got = is_pipe_ ? next_of_pipe() : ::pread(file_.get(), block_.data(), block_.size(), at_);
      if (got > 0) {
        at_ += got;
        read(std::string_view{block_.data(), static_cast<std::size_t>(got)});
        continue;
      }
      if (is_pipe_ && got == 0) break;
      if (options_.idle) options_.idle();
      if (!is_pipe_ && changed()) continue;
      if (options_.stop.stop_requested()) break;
      if (!is_pipe_) ::poll(nullptr, 0, static_cast<int>(options_.pause.count()));
    }
    end_line();
    return info_;
  }

 private:
  // Below 0: nothing for the moment.
  ssize_t next_of_pipe() {
    pollfd waiting{.fd = file_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(options_.pause.count()));
    return ready > 0 ? ::read(file_.get(), block_.data(), block_.size()) : -1;
  }

  void read(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        end_line();
      } else if (line_.size() < most_value_bytes) {
        line_ += c;
      }
    }
  }

  void end_line() {
    ++number_;
    if (auto exchange = exchange_of_line(line_, number_)) {
      ++info_.exchanges;
      wanted_ = take_(std::move(*exchange)) && wanted_;
    } else if (!is_blank(line_)) {
      ++info_.other;
    }
    line_.clear();
  }

  // True when there is another file, or the same one from its beginning.
  bool changed() {
    struct stat here {};
    struct stat there {};
    if (::fstat(file_.get(), &here) != 0) return false;
    if (here.st_size < at_) {
      at_ = 0;
      line_.clear();
      return true;
    }
    const bool is_other =
        ::stat(path_.c_str(), &there) == 0 && (there.st_ino != here.st_ino || there.st_dev != here.st_dev);
    // What was written between the last read and the rotation comes first.
    if (!is_other || here.st_size > at_) return is_other;
    auto next = open_recording(path_);
    if (!next) return false;
    if (!line_.empty()) end_line();
    file_ = std::move(*next);
    at_ = 0;
    return true;
  }

  const std::string& path_;
  OpenRecording file_;
  const TakeExchange& take_;
  const FollowOptions& options_;
  bool is_pipe_;
  RecordingInfo info_;
  std::string line_;
  std::array<char, RecordingBytes::block_bytes> block_{};
  off_t at_ = 0;
  std::size_t number_ = 0;
  bool wanted_ = true;
};

}  // namespace

Result<RecordingInfo> follow_recording(const std::string& path, const TakeExchange& take,
                                       const FollowOptions& options) {
  auto file = open_recording(path);
  if (!file) return tl::unexpected{file.error()};
  return Follower{path, std::move(*file), take, options}.run();
}

}  // namespace conform
