#pragma once
// A campaign file as what statistics are computed from.
#include "stats/table.h"
#include "store/reader.h"

namespace farside {

class FileTable : public ColumnSource {
 public:
  explicit FileTable(const CampaignFile& file) : file_(file) {}
  std::string name() const override { return file_.path(); }
  std::uint64_t rows() const override { return file_.rows(); }
  const std::vector<ColumnInfo>& columns() const override { return file_.columns(); }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    return file_.read_column(column, first, count);
  }
  void expect(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    file_.expect_column(column, first, count);
  }

 private:
  const CampaignFile& file_;
};

}  // namespace farside
