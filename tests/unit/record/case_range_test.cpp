#include "record/case_range.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace farside::case_range_test {
namespace {

std::set<std::uint64_t> members(const CaseRanges& ranges) {
  std::set<std::uint64_t> all;
  for (const CaseRange& r : ranges) {
    for (std::uint64_t i = r.first; i < r.end(); ++i) all.insert(i);
  }
  return all;
}

void expect_canonical(const CaseRanges& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_GT(ranges[i].count, 0u);
    if (i == 0) continue;
    EXPECT_GT(ranges[i].first, ranges[i - 1].end());
  }
}

TEST(CaseRange, OperationsAreThoseOfSets) {
  std::minstd_rand random(1);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<CaseRange> raw[2];
    for (auto& list : raw) {
      for (unsigned n = random() % 7; n > 0; --n) list.push_back({random() % 40, random() % 8});
    }
    const CaseRanges a = normalised(raw[0]), b = normalised(raw[1]);
    const std::set<std::uint64_t> in_a = members(raw[0]), in_b = members(raw[1]);
    std::set<std::uint64_t> both, either = in_a, rest;
    either.insert(in_b.begin(), in_b.end());
    for (const std::uint64_t i : in_a) (in_b.count(i) ? both : rest).insert(i);
    EXPECT_EQ(members(a), in_a);
    EXPECT_EQ(count_cases(a), in_a.size());
    EXPECT_EQ(members(united(a, b)), either);
    EXPECT_EQ(members(without(a, b)), rest);
    EXPECT_EQ(members(common(a, b)), both);
    for (const CaseRanges& r : {a, united(a, b), without(a, b), common(a, b)}) expect_canonical(r);
  }
}

TEST(CaseRange, ShardsAreContiguousAndCoverAllCasesOnce) {
  for (const std::uint64_t cases : {0, 1, 7, 100, 101}) {
    for (const std::uint64_t shards : {1, 3, 10, 200}) {
      std::uint64_t next = 0;
      for (std::uint64_t i = 0; i < shards; ++i) {
        const CaseRange r = shard_range(i, shards, cases);
        EXPECT_EQ(r.first, next);
        EXPECT_EQ(r.first, i * cases / shards);
        next = r.end();
      }
      EXPECT_EQ(next, cases);
    }
  }
  EXPECT_EQ(shard_range(999999, 1000000, 1000000000000000000),
            (CaseRange{999999000000000000, 1000000000000}));  // beyond 64 bits between
}

TEST(CaseRange, ReadsAsText) {
  EXPECT_EQ(ranges_text({{0, 100}, {200, 1}, {300, 2}}), "0-99, 200, 300-301");
  EXPECT_EQ(ranges_text({{0, 1}, {2, 1}, {4, 1}, {6, 1}}, 2), "0, 2 and 2 more ranges");
}

TEST(CaseRange, ACursorGivesTheCasesPieceByPiece) {
  const CaseRanges ranges{{0, 3}, {10, 2}, {20, 5}};
  RangeCursor cursor(ranges);
  EXPECT_EQ(cursor.next(4), (CaseRanges{{0, 3}, {10, 1}}));
  EXPECT_EQ(cursor.next(2), (CaseRanges{{11, 1}, {20, 1}}));
  EXPECT_EQ(cursor.next(100), (CaseRanges{{21, 4}}));
  EXPECT_TRUE(cursor.next(1).empty());
}

}  // namespace
}  // namespace farside::case_range_test
