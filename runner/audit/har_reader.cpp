#include "audit/har_reader.hpp"

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <streambuf>
#include <string_view>
#include <utility>
#include <vector>

namespace conform {
namespace {

using nlohmann::json;

enum class HarPlace {
  other,
  file,
  log,
  creator,
  entries,
  entry,
  request,
  response,
  request_headers,
  response_headers,
  request_header,
  response_header,
  post_data,
  content,
  post_parameters,
  post_parameter
};

HarPlace place_below(HarPlace place, std::string_view key) {
  switch (place) {
    case HarPlace::file:
      return key == "log" ? HarPlace::log : HarPlace::other;
    case HarPlace::log:
      if (key == "creator") return HarPlace::creator;
      return key == "entries" ? HarPlace::entries : HarPlace::other;
    case HarPlace::entry:
      if (key == "request") return HarPlace::request;
      return key == "response" ? HarPlace::response : HarPlace::other;
    case HarPlace::request:
      if (key == "headers") return HarPlace::request_headers;
      return key == "postData" ? HarPlace::post_data : HarPlace::other;
    case HarPlace::response:
      if (key == "headers") return HarPlace::response_headers;
      return key == "content" ? HarPlace::content : HarPlace::other;
    case HarPlace::post_data:
      return key == "params" ? HarPlace::post_parameters : HarPlace::other;
    default:
      return HarPlace::other;
  }
}

HarPlace element_of(HarPlace place) {
  switch (place) {
    case HarPlace::entries:
      return HarPlace::entry;
    case HarPlace::request_headers:
      return HarPlace::request_header;
    case HarPlace::response_headers:
      return HarPlace::response_header;
    case HarPlace::post_parameters:
      return HarPlace::post_parameter;
    default:
      return HarPlace::other;
  }
}

/// Builds entries from the events of nlohmann's parser (its SAX interface), without a document in between.
class HarEvents : public json::json_sax_t {
 public:
  HarEvents(const TakeExchange& take, const BodyOfFile& body_of_file) : take_{take}, body_of_file_{body_of_file} {}

  [[nodiscard]] bool wants_no_more() const { return stopped_; }
  [[nodiscard]] bool has_log() const { return has_log_; }
  [[nodiscard]] bool is_too_deep() const { return too_deep_; }
  [[nodiscard]] std::size_t wrong_at() const { return wrong_at_; }
  [[nodiscard]] RecordingInfo& info() { return info_; }

  bool null() override { return true; }
  bool boolean(bool value) override {
    if (place() == HarPlace::entry && key_ == "_fromCache") raw_.from_cache = value;
    if (place() == HarPlace::response && key_ == "fromDiskCache") raw_.from_cache = raw_.from_cache || value;
    return true;
  }
  bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return number(value); }
  bool binary(binary_t& /*value*/) override { return true; }
  bool string(string_t& value) override {
    text(value);
    return true;
  }
  bool start_object(std::size_t /*size*/) override { return push(false); }
  bool start_array(std::size_t /*size*/) override { return push(true); }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool end_object() override {
    const HarPlace ended = place();
    stack_.pop_back();
    if (ended == HarPlace::request_header) raw_.request_headers.push_back(std::exchange(header_, {}));
    if (ended == HarPlace::response_header) raw_.response_headers.push_back(std::exchange(header_, {}));
    return ended != HarPlace::entry || end_entry();
  }
  bool end_array() override {
    stack_.pop_back();
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    wrong_at_ = position;
    return false;
  }

 private:
  [[nodiscard]] HarPlace place() const { return stack_.empty() ? HarPlace::other : stack_.back(); }

  bool push(bool array) {
    constexpr std::size_t most_depth = 256;
    if (stack_.size() >= most_depth) {
      too_deep_ = true;
      return false;
    }
    HarPlace next = HarPlace::other;
    if (stack_.empty()) {
      next = array ? HarPlace::other : HarPlace::file;
    } else {
      const HarPlace element = element_of(place());
      next = element != HarPlace::other ? element : place_below(place(), key_);
    }
    if (next == HarPlace::log) has_log_ = true;
    if (next == HarPlace::entry) {
      raw_ = {};
      has_request_ = false;
      note_.clear();
      file_of_request_.clear();
      file_of_response_.clear();
    }
    if (next == HarPlace::request) has_request_ = true;
    stack_.push_back(next);
    return true;
  }

  bool number(double value) {
    const auto whole = [&] { return value > -1e15 && value < 1e15 ? static_cast<long long>(value) : -1LL; };
    switch (place()) {
      case HarPlace::entry:
        if (key_ == "time") raw_.milliseconds = value;
        break;
      case HarPlace::request:
        if (key_ == "bodySize") raw_.request_body.on_wire = whole();
        break;
      case HarPlace::response:
        if (key_ == "status") raw_.status = value >= 0 && value < 1000 ? static_cast<int>(value) : -1;
        if (key_ == "bodySize") raw_.response_body.on_wire = whole();
        break;
      case HarPlace::content:
        if (key_ == "size") raw_.response_body.size = whole();
        break;
      default:
        break;
    }
    return true;
  }

  void text(std::string& value) {
    switch (place()) {
      case HarPlace::creator:
        if (key_ == "name") info_.creator = value;
        break;
      case HarPlace::entry:
        if (key_ == "startedDateTime") raw_.started_at = std::move(value);
        if (key_ == "_fromCache") raw_.from_cache = !value.empty();
        if (key_ == "comment") note_ = std::move(value);
        break;
      case HarPlace::request:
        if (key_ == "method")
          raw_.method = std::move(value);
        else if (key_ == "url")
          raw_.url = std::move(value);
        break;
      case HarPlace::response:
        if (key_ == "statusText")
          raw_.status_text = std::move(value);
        else if (key_ == "_error" || key_ == "_failureText")
          fail(value);
        break;
      case HarPlace::request_header:
      case HarPlace::response_header:
        if (key_ == "name")
          header_.name = std::move(value);
        else if (key_ == "value")
          header_.value = std::move(value);
        break;
      case HarPlace::post_data:
        body_text(raw_.request_body, file_of_request_, value);
        break;
      case HarPlace::content:
        body_text(raw_.response_body, file_of_response_, value);
        break;
      default:
        break;
    }
  }

  void fail(const std::string& why) {
    if (why.empty()) return;
    raw_.failed = true;
    raw_.failure = why;
  }

  void body_text(RawBody& body, std::string& file, std::string& value) const {
    if (key_ == "text")
      body.text = std::move(value);
    else if (key_ == "encoding")
      body.base64 = value == "base64";
    else if (key_ == "_file")
      file = std::move(value);
    else if (key_ == "comment")
      body.note_of_clipping = value.starts_with("only the beginning of ");
  }

  bool end_entry() {
    raw_.position = info_.exchanges + info_.other + 1;
    if (!has_request_ || raw_.url.empty()) {
      ++info_.other;
      return true;
    }
    ++info_.exchanges;
    for (auto [file, body] :
         {std::pair{&file_of_request_, &raw_.request_body}, std::pair{&file_of_response_, &raw_.response_body}}) {
      if (file->empty() || body->text || !body_of_file_) continue;
      body->text = body_of_file_(*file);
      body->base64 = false;
    }
    RecordedExchange exchange = resolved(std::move(raw_));
    exchange.by_conform = info_.creator == "conform";
    exchange.starts_afresh =
        exchange.by_conform && (note_.starts_with("read before") || note_.starts_with("control request"));
    stopped_ = !take_(std::move(exchange));
    return !stopped_;
  }

  const TakeExchange& take_;
  const BodyOfFile& body_of_file_;
  RecordingInfo info_;
  std::vector<HarPlace> stack_;
  std::string key_;
  RawExchange raw_;
  Header header_;
  std::string note_;
  std::string file_of_request_;
  std::string file_of_response_;
  std::size_t wrong_at_ = 0;
  bool has_request_ = false;
  bool has_log_ = false;
  bool too_deep_ = false;
  bool stopped_ = false;
};

/// The bytes of a stream for nlohmann's parser. Ends early, and says so, when so many of them came since the last entry
/// that one value must be too large.
class BoundedBytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  struct State {
    std::streambuf* source = nullptr;
    std::vector<char> block = std::vector<char>(std::size_t{1} << 16U);
    std::size_t at = 0;
    std::size_t size = 0;
    std::size_t since_entry = 0;
    std::size_t entries_seen = 0;
    const std::size_t* entries = nullptr;
    bool over = false;

    bool fill() {
      if (*entries != entries_seen) {
        entries_seen = *entries;
        since_entry = 0;
      }
      since_entry += size;
      at = 0;
      size = 0;
      if (since_entry > most_value_bytes) {
        over = true;
        return false;
      }
      const std::streamsize read = source->sgetn(block.data(), static_cast<std::streamsize>(block.size()));
      size = read > 0 ? static_cast<std::size_t>(read) : 0;
      return size > 0;
    }
  };

  BoundedBytes() = default;
  explicit BoundedBytes(State& state) : state_{&state} { settle(); }

  reference operator*() const { return state_->block[state_->at]; }
  BoundedBytes& operator++() {
    ++state_->at;
    settle();
    return *this;
  }
  BoundedBytes operator++(int) {
    BoundedBytes before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const BoundedBytes& a, const BoundedBytes& b) { return a.state_ == b.state_; }
  friend bool operator!=(const BoundedBytes& a, const BoundedBytes& b) { return !(a == b); }

 private:
  void settle() {
    if (state_->at >= state_->size && !state_->fill()) state_ = nullptr;
  }
  State* state_ = nullptr;
};

}  // namespace

Result<RecordingInfo> read_har(std::istream& in, const std::string& file, const TakeExchange& take,
                               const BodyOfFile& body_of_file) {
  HarEvents events{take, body_of_file};
  const std::size_t& exchanges = events.info().exchanges;
  BoundedBytes::State state;
  state.source = in.rdbuf();
  state.entries = &exchanges;
  const bool whole = json::sax_parse(BoundedBytes{state}, BoundedBytes{}, &events);
  if (state.over) {
    return refused(Diagnostic::about_file(file, "an entry is larger than 64 MiB",
                                          "record fewer bodies, or export these entries alone"));
  }
  if (events.is_too_deep()) return refused(Diagnostic::about_file(file, "is nested deeper than 256 levels"));
  if (!whole && !events.wants_no_more()) {
    return refused(Diagnostic::about_file(file,
                                          "is not valid JSON at byte " + std::to_string(events.wrong_at()) +
                                              ", after " + std::to_string(exchanges) + " exchanges",
                                          "was the recorder stopped before it wrote the end of the file?"));
  }
  if (!events.has_log()) {
    return refused(Diagnostic::about_file(file, "is JSON, but not a HAR: it has no \"log\"",
                                          "for one exchange a line, use --format ndjson"));
  }
  return events.info();
}

}  // namespace conform
