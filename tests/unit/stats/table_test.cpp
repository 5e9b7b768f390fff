#include "stats/table.h"

#include <gtest/gtest.h>

#include <tuple>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside::table_test {
namespace {

using stats_test::Table;

TEST(ColumnSource, IsReadInTheOrderOfTheRowsAndInBlocksOfBoundedSize) {
  const std::uint64_t rows = block_values + 5;
  Table table(rows);
  std::vector<double> numbers(rows);
  for (std::size_t i = 0; i < rows; ++i) numbers[i] = static_cast<double>(i);
  table.with("a", numbers).with("wide", std::vector<double>(rows * 5, 1.0), 5);
  std::vector<double> seen;
  for_each_block(table, {"wide", "a"}, [&](const RowBlock& block) {
    EXPECT_EQ(block.first, seen.size());
    EXPECT_EQ(block.values[0].size(), 5 * block.rows);
    seen.insert(seen.end(), block.values[1].begin(), block.values[1].end());
  });
  EXPECT_EQ(seen, numbers);
  EXPECT_NEAR(table.reads["a"], 1, 1e-9);
  EXPECT_NEAR(table.reads["wide"], 1, 1e-9);
  EXPECT_LE(table.largest_block, block_values);
}

TEST(ColumnSource, SaysWhatWillBeReadNext) {
  struct Expecting : Table {
    using Table::Table;
    void expect(const std::string& name, std::uint64_t first, std::uint64_t count) const override {
      expected = {name, first, count};
    }
    std::vector<double> read(const std::string& name, std::uint64_t first, std::uint64_t count) const override {
      if (first > 0 && name == "a") {
        EXPECT_EQ(expected, std::tuple(name, first, count));
      }
      return Table::read(name, first, count);
    }
    mutable std::tuple<std::string, std::uint64_t, std::uint64_t> expected;
  };
  const std::uint64_t rows = 2 * block_values + 5;
  Expecting table(rows);
  table.with("a", std::vector<double>(rows, 1.0)).with("b", std::vector<double>(rows, 1.0));
  std::size_t blocks = 0;
  for_each_block(table, {"a", "b"}, [&](const RowBlock&) { ++blocks; });
  EXPECT_EQ(blocks, 3u);
}

TEST(ColumnSource, ThatReturnsAnotherNumberOfRowsIsRefused) {
  Table table(3);
  table.with("short", {1, 2});
  EXPECT_THROW(for_each_block(table, {"short"}, [](const RowBlock&) {}), InternalError);
}

}  // namespace
}  // namespace farside::table_test
