#include "reference/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <set>
#include <thread>

#include "support/sanitizers.hpp"
#include "unit/reference/client.hpp"
#include "unit/reference/script.hpp"

namespace conform::reference {

namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::ReceivedResponse;
using testing::Step;

// What the healthy server responds to the script.
const std::vector<std::string>& healthy_transcript() {
  static const std::vector<std::string> transcript = [] {
    Server server;
    std::vector<std::string> texts;
    for (const Step& step : testing::script(server)) {
      texts.push_back(testing::stable_text(testing::exchange(server.port(), step.request), server.port()));
    }
    return texts;
  }();
  return transcript;
}

/// Some faults never respond.
constexpr std::chrono::milliseconds soon = test::for_this_build(500ms);

// The first step whose response differs from the healthy one, or does not come in time; empty when there is none.
std::string first_difference(const Server& server, std::chrono::milliseconds patience = soon) {
  const std::vector<std::string>& healthy = healthy_transcript();
  const std::vector<Step> steps = testing::script(server);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ReceivedResponse response = testing::exchange(server.port(), steps[i].request, patience);
    if (testing::stable_text(response, server.port()) != healthy.at(i)) return steps[i].name;
  }
  return {};
}

std::vector<std::string> names_of(const std::vector<FaultInfo>& infos, int area) {
  std::vector<std::string> names;
  for (const FaultInfo& info : infos) {
    if (info.area == area) names.push_back(info.name);
  }
  return names;
}

bool is_stable_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '-';
  });
}

std::vector<FaultInfo> all_infos() {
  std::vector<FaultInfo> all = faults();
  all.insert(all.end(), variants().begin(), variants().end());
  return all;
}

}  // namespace

TEST(Catalogue, HasManyFaultsAndVariants) {
  EXPECT_GE(faults().size(), 150U);
  EXPECT_GE(variants().size(), 30U);
}

TEST(Catalogue, NamesAreUniqueAndStable) {
  std::set<std::string> names;
  for (const FaultInfo& info : all_infos()) {
    EXPECT_TRUE(is_stable_name(info.name)) << info.name;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
}

TEST(Catalogue, EverySwitchIsDescribed) {
  const std::set<std::string> operations{"",        "setUser",           "updateUser",
                                         "getUser", "setUserAttributes", "getUserAttributes"};
  for (const FaultInfo& info : all_infos()) {
    SCOPED_TRACE(info.name);
    EXPECT_TRUE(info.description.ends_with('.'));
    EXPECT_TRUE(info.requirement_hint.ends_with('.'));
    EXPECT_TRUE(info.level == "must" || info.level == "should" || info.level == "observe");
    EXPECT_GE(info.area, 1);
    EXPECT_LE(info.area, 15);
    EXPECT_TRUE(operations.contains(info.operation)) << info.operation;
  }
}

TEST(Catalogue, NoFaultIsOnlyObserved) {
  for (const FaultInfo& info : faults()) EXPECT_NE(info.level, "observe") << info.name;
}

TEST(Catalogue, UnknownNamesAreRefused) {
  EXPECT_THROW((Server{Options{.faults = {"no-such-fault"}}}), std::runtime_error);
  EXPECT_THROW((Server{Options{.variants = {"put-merges"}}}), std::runtime_error);
}

TEST(Catalogue, TheHealthyServerAnswersTheSameTwice) {
  Server server;
  EXPECT_EQ(first_difference(server, 30s), "");
}

// Runs once per area, so that a slow area does not hold up the others.
class FaultsOfArea : public ::testing::TestWithParam<int> {};

TEST_P(FaultsOfArea, EachShowsInTheScript) {
  for (const FaultInfo& fault : faults()) {
    const std::string& name = fault.name;
    // Sequences and ways of writing are explored; each of these has a witness of its own.
    if (fault.area != GetParam() || fault.by_sequences) continue;
    // These need concurrent requests, or one after another on one connection; they have tests of their own.
    if (name == "lost-updates" || name == "conflict-for-good" || name == "body-unread-when-refused") continue;
    const Server server{Options{.faults = {name}}};
    EXPECT_NE(first_difference(server), "") << name << " changes nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(All, FaultsOfArea, ::testing::Range(1, 16));

class VariantsOfArea : public ::testing::TestWithParam<int> {};

TEST_P(VariantsOfArea, EachShowsInTheScript) {
  for (const std::string& name : names_of(variants(), GetParam())) {
    // These have tests of their own.
    if (name == "latency-20ms" || name == "connection-close" || name == "errors-close") continue;
    if (name.starts_with("conflict-")) continue;
    if (name == "occasional-429-without-a-time") continue;  // the script is too short for it
    const Server server{Options{.variants = {name}}};
    EXPECT_NE(first_difference(server), "") << name << " changes nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(All, VariantsOfArea, ::testing::Range(1, 16));

}  // namespace conform::reference
