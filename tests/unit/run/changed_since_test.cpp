#include "run/backup/changed_since.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "json/exact.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

StoredJson record(const std::string& attributes) {
  return stored_record(R"({"data":{"id":"1","attributes":)" + attributes + "}}");
}

class ChangedSince : public ::testing::Test {
 protected:
  void wrote(const json& values) {
    for (const auto& [name, key] : keys_of(values)) traces_.written.add("1", "record", name, key);
  }
  [[nodiscard]] Names of(const std::string& now, const std::string& attributes = "{}") {
    traces_.snapshots = {&original_};
    return changed_since(record(now), stored_custom_attributes(attributes), traces_, shape_);
  }

  RecordShape shape_{.attributes = {"firstName", "locale", "birthDate", "address", "createdAt"},
                     .address_members = {"street", "houseNo"},
                     .server_managed = {"createdAt"}};
  UserSnapshot original_{.actor = "user-1",
                         .id = "1",
                         .record = record(R"({"firstName":"January","address":{"street":"A","houseNo":18.50}})"),
                         .custom_attributes = stored_custom_attributes(R"({"tos":"no"})")};
  Traces traces_;
};

TEST_F(ChangedSince, IsNothingThatAnOriginalOrTheRunExplains) {
  wrote({{"firstName", "Ada"}, {"address", {{"street", "B"}}}, {"birthDate", "1985-12-10"}});
  EXPECT_EQ(of(R"({"firstName":"January","address":{"street":"A","houseNo":18.5}})", R"({"tos":"no"})"), Names{});
  EXPECT_EQ(of(R"({"firstName":"Ada","address":{"street":"B"},"birthDate":"1985-12-10T00:00:00.000Z","locale":""})",
               R"({"tos":"no","conform-a":1})"),
            Names{});
}

TEST_F(ChangedSince, IsWhatNeitherWrote) {
  wrote({{"firstName", "Ada"}});
  EXPECT_EQ(of(R"({"firstName":"June","locale":"de-DE","address":{"street":"A","houseNo":18.51}})", R"({"tos":"yes"})"),
            (Names{"address/houseNo", "firstName", "locale", "/attributes tos"}));
}

TEST_F(ChangedSince, IsAnAttributeThatTheRunDidNotClear) {
  wrote({{"firstName", "Ada"}});
  EXPECT_EQ(of(R"({"address":{"street":"A","houseNo":18.5}})", "{}"), (Names{"firstName", "/attributes tos"}));
  wrote({{"firstName", nullptr}, {"address", nullptr}});
  EXPECT_EQ(of("{}", R"({"tos":"no"})"), Names{});
}

TEST_F(ChangedSince, IsNothingThatOnlyTheServerDoes) {
  EXPECT_EQ(of(R"({"firstName":"January","address":{"street":"A","houseNo":18.5},"createdAt":"now","updatedAt":"x"})",
               R"({"tos":"no"})"),
            Names{});
}

}  // namespace
}  // namespace conform::test
