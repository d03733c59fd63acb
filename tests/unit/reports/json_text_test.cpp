#include "reports/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/printable.hpp"

namespace conform {
namespace {

using Json = nlohmann::ordered_json;

const Json elements = Json::array(
    {1, "line\nbreak", {{"a", Json::array()}, {"b", {{"c", {1, 2}}}}}, Json::array(), "\u202e", "\\\"list\\\": []"});

std::string in_pieces(Json document, const Json::json_pointer& place, int indent, std::size_t depth) {
  const Json all = document.at(place);
  document.at(place) = Json::array();
  return json_text(
      document, indent,
      {.name = "list", .depth = depth, .size = all.size(), .element = [&](std::size_t i) { return all[i]; }});
}

TEST(JsonText, HasTheBytesOfTheWholeDocument) {
  for (const int indent : {-1, 0, 1, 4}) {
    for (std::size_t count = 0; count <= elements.size(); ++count) {
      const Json list(Json::array_t(elements.begin(), elements.begin() + static_cast<std::ptrdiff_t>(count)));
      const Json flat{{"before", {"\"list\": []", "\n \"list\": []"}}, {"list", list}, {"after", {{"x", "\u0085"}}}};
      EXPECT_EQ(in_pieces(flat, Json::json_pointer{"/list"}, indent, 1), escape_misleading(flat.dump(indent)));
      const Json nested{{"log", {{"pages", {1}}, {"list", list}}}};
      EXPECT_EQ(in_pieces(nested, Json::json_pointer{"/log/list"}, indent, 2), escape_misleading(nested.dump(indent)));
    }
  }
}

TEST(JsonText, DoesNotLoseAnArrayThatHasNoPlace) {
  EXPECT_THROW(static_cast<void>(json_text({{"list", {1}}}, 1, {.name = "list", .depth = 1, .size = 0, .element = {}})),
               std::logic_error);
}

}  // namespace
}  // namespace conform
