#include "stats/samples/representative_part.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside::representative_part_test {
namespace {

using stats_test::Table;

Table speeds() { return Table(4).with("touchdown_speed_vertical", {1, 2, 3, 4}); }

TEST(RepresentativePart, IsAllWhereCasesCountAlike) {
  const Table table = speeds();
  const RepresentativePart part(table);
  EXPECT_EQ(part.of(), PartOf::all);
  EXPECT_EQ(&part.table(), &table);
}

TEST(RepresentativePart, OfTwoLevelsIsTheBestGuess) {
  const Table table = speeds().with("outer_draw", {0, 1, 2, 0});
  const RepresentativePart part(table);
  EXPECT_EQ(part.of(), PartOf::best_guess);
  EXPECT_EQ(part.table().read("touchdown_speed_vertical", 0, 2), (std::vector<double>{1, 4}));
}

TEST(RepresentativePart, OfASaltelliDesignIsAAndB) {
  const Table table = speeds().with("saltelli_matrix", {0, 1, 2, 3});
  const RepresentativePart part(table);
  EXPECT_EQ(part.of(), PartOf::independent);
  EXPECT_EQ(part.table().rows(), 2U);
  EXPECT_EQ(part.table().read("touchdown_speed_vertical", 0, 2), (std::vector<double>{1, 2}));
}

TEST(RepresentativePart, OfForcedFaultsHasNone) {
  Table table = speeds().with("fault", {7, 0, 7, 1});
  table.info("fault").flag_values = {7, 0, 1};  // by its name, whatever its code is
  table.info("fault").flag_meanings = {"none", "off", "several"};
  EXPECT_EQ(RepresentativePart(table).of(), PartOf::all) << "by chance they count alike";
  const RepresentativePart part(table, true);
  EXPECT_EQ(part.of(), PartOf::no_fault);
  EXPECT_EQ(part.table().read("touchdown_speed_vertical", 0, 2), (std::vector<double>{1, 3}));
  EXPECT_THROW(RepresentativePart(speeds(), true), DataError);
}

}  // namespace
}  // namespace farside::representative_part_test
