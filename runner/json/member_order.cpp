#include "json/member_order.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/split_mix.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string plain_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

class OrderedWriter {
 public:
  explicit OrderedWriter(std::uint64_t seed) : random_{seed} {}

  void write(const json& value) {
    if (value.is_object()) {
      write_members(value);
    } else if (value.is_array()) {
      const char* before = "[";
      for (const json& item : value) {
        text_ += std::exchange(before, ",");
        write(item);
      }
      text_ += value.empty() ? "[]" : "]";
    } else {
      text_ += plain_text(value);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  void write_members(const json& object) {
    std::vector<json::const_iterator> members;
    for (auto member = object.begin(); member != object.end(); ++member) members.push_back(member);
    for (std::size_t left = members.size(); left > 1; --left)
      std::swap(members[left - 1], members[random_.below(left)]);
    const char* before = "{";
    for (const auto& member : members) {
      text_ += std::exchange(before, ",");
      text_ += plain_text(json(member.key())) + ":";
      write(member.value());
    }
    text_ += members.empty() ? "{}" : "}";
  }

  SplitMix random_;
  std::string text_;
};

}  // namespace

std::string text_in_order(const json& value, std::uint64_t seed) {
  OrderedWriter writer{seed};
  writer.write(value);
  return writer.take();
}

}  // namespace conform
