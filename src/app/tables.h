#pragma once
// What statistics are computed from: the spool of a run, or a campaign file.
#include <cstdint>

#include "stats/table.h"
#include "store/reader.h"
#include "store/spool.h"

namespace farside {

class SpoolTable : public ColumnSource {
 public:
  // Cases first ... first + count - 1 of the spool; those without a row count as not run.
  SpoolTable(const Spool& spool, std::uint64_t first, std::uint64_t count) : spool_(spool), first_(first), count_(count) {}
  std::uint64_t rows() const override { return count_; }
  const std::vector<ColumnInfo>& columns() const override { return spool_.schema().columns(); }
  std::vector<std::vector<double>> read_columns(const std::vector<std::string>& names) const override {
    return spool_.read_columns(names, first_, count_);
  }

 private:
  const Spool& spool_;
  std::uint64_t first_, count_;
};

class FileTable : public ColumnSource {
 public:
  explicit FileTable(const CampaignFile& file) : file_(file) {}
  std::uint64_t rows() const override { return file_.rows(); }
  const std::vector<ColumnInfo>& columns() const override { return file_.columns(); }
  std::vector<std::vector<double>> read_columns(const std::vector<std::string>& names) const override {
    std::vector<std::vector<double>> values;
    for (const std::string& name : names) values.push_back(file_.read_column(name));
    return values;
  }

 private:
  const CampaignFile& file_;
};

}  // namespace farside
