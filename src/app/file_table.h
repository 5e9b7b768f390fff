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
  std::vector<std::vector<double>> read_columns(const std::vector<std::string>& names) const override {
    std::vector<std::vector<double>> values;
    for (const std::string& name : names) values.push_back(file_.read_column(name));
    return values;
  }

 private:
  const CampaignFile& file_;
};

}  // namespace farside
