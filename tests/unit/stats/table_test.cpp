#include "stats/table.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "unit/stats/fixture.h"

namespace farside {
namespace {

using stats_test::Table;

TEST(ColumnSource, IsReadInTheOrderGivenOnceAndInBatchesOfBoundedSize) {
  const std::uint64_t rows = batch_bytes / 8 / 4;  // four columns a batch
  Table table(rows);
  const std::vector<std::string> names{"a", "b", "wide", "c", "d", "e", "f", "g"};
  for (const std::string& name : names) {
    const std::size_t extent = name == "wide" ? 5 : 1;
    table.with(name, std::vector<double>(rows * extent, 1.0), extent);
  }
  std::vector<std::string> seen;
  for_each_column(table, names, [&](const ColumnInfo& column, std::vector<double>& values) {
    seen.push_back(column.name);
    EXPECT_EQ(values.size(), rows * column.extent);
  });
  EXPECT_EQ(seen, names);
  for (const std::string& name : names) EXPECT_EQ(table.reads[name], 1) << name;
  EXPECT_LE(table.largest_batch, batch_bytes);
  EXPECT_EQ(table.largest_batch, 4 * 8 * rows);
}

TEST(ColumnSource, ThatReturnsAnotherNumberOfRowsIsRefused) {
  Table table(3);
  table.with("short", {1, 2});
  EXPECT_THROW(for_each_column(table, {"short"}, [](const ColumnInfo&, std::vector<double>&) {}), InternalError);
}

}  // namespace
}  // namespace farside
