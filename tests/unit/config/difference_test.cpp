#include "config/difference.h"

#include <gtest/gtest.h>

namespace farside::difference_test {
namespace {

Configuration read(const std::string& text) { return parse_configuration("farside: 1\n" + text, "t.yaml"); }

TEST(PhysicsDifference, NamesKeysWithBothValues) {
  const auto differences = physics_differences(read("vehicle: {engine: {isp_s: 300}}\ncampaign: {seed: 1}\n"),
                                               read("campaign: {seed: 2}\n"));
  ASSERT_EQ(differences.size(), 2u);
  EXPECT_EQ(differences[0].path, "campaign.seed");
  EXPECT_EQ(differences[0].first + " " + differences[0].second, "1 2");
  EXPECT_EQ(differences[1].path, "vehicle.engine.isp_s");
  EXPECT_EQ(differences[1].first, "300");
}

TEST(PhysicsDifference, SeesDispersionsAndWhatOneSideLacks) {
  const auto differences =
      physics_differences(read("dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n"), read(""));
  ASSERT_EQ(differences.size(), 2u);  // the item, and the list that is empty on the other side
  EXPECT_EQ(differences[0].path, "dispersions[0]");
  EXPECT_NE(differences[0].first.find("vehicle.engine.isp_s"), std::string::npos);
  EXPECT_EQ(differences[0].second, "");
  EXPECT_EQ(differences[1].path, "dispersions");
}

TEST(PhysicsDifference, LeavesOutWhatIsNoPhysics) {
  EXPECT_TRUE(physics_differences(read("campaign: {name: a, cases: 5}\n"),
                                  read("campaign: {name: b, cases: 6}\noutput: {compression: 3}\n"))
                  .empty());
}

}  // namespace
}  // namespace farside::difference_test
