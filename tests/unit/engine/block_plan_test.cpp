#include "engine/block_plan.h"

#include <gtest/gtest.h>

namespace farside::block_plan_test {
namespace {

TEST(BlockPlan, CutsEveryRangeIntoBlocks) {
  const CaseRanges ranges{{5, 10}, {20, 3}, {100, 8}};
  const BlockPlan plan(ranges, 4);
  std::vector<CaseRange> blocks;
  for (std::uint64_t i = 0; i < plan.blocks(); ++i) blocks.push_back(plan.block(i));
  EXPECT_EQ(blocks, (std::vector<CaseRange>{{5, 4}, {9, 4}, {13, 2}, {20, 3}, {100, 4}, {104, 4}}));
}

TEST(BlockPlan, OfNoCasesHasNoBlocks) { EXPECT_EQ(BlockPlan({}, 4).blocks(), 0u); }

}  // namespace
}  // namespace farside::block_plan_test
