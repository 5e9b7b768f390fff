#include "app/tables.h"

#include <gtest/gtest.h>

#include <bit>

#include "unit/store/fixture.h"

namespace farside {
namespace {

using store_test::append_block;

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

// What `run` prints and what `reduce` prints later must be one thing.
TEST(Tables, SpoolAndFileHoldTheSameColumns) {
  const store_test::Folder folder;
  const std::string path = folder / "a.h5";
  Spool spool(path, store_test::small_schema(), "id");
  append_block(spool, 20, 10);
  append_block(spool, 0, 15);  // five are missing
  write_campaign_file(spool, store_test::make_header(30), nullptr, nullptr, path, {});
  const CampaignFile file(path);
  const SpoolTable a(spool, 0, 30);
  const FileTable b(file);
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.columns().size(), b.columns().size());
  for (const ColumnInfo& column : a.columns()) {
    const auto values = a.read_columns({column.name}), stored = b.read_columns({column.name});
    EXPECT_EQ(values[0].size(), 30 * column.extent);
    EXPECT_TRUE(same_bits(values[0], stored[0])) << column.name;
  }
  EXPECT_EQ(b.read_columns({"case", "status"})[1], a.read_columns({"status"})[0]);
}

}  // namespace
}  // namespace farside
