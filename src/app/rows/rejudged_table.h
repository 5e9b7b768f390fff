#pragma once
// A campaign file as statistics would have it, had its cases been judged by other limits.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/rejudge.h"
#include "stats/table.h"
#include "store/reader.h"

namespace farside {

// Verdicts and the margins of what the limits move are other ones. The times of those criteria, and how the flights
// without avoidance ended, aren't in it: the rows don't tell.
class RejudgedTable : public ColumnSource {
 public:
  // Judges all rows; four bytes of each are kept. Where rows don't tell how they would have ended, DataError, or their
  // outcome is unknown. The file and `rejudge` must outlive it.
  enum class Untold { refused, unknown };
  RejudgedTable(const CampaignFile& file, const Rejudge& rejudge, Untold untold = Untold::refused);

  std::string name() const override { return file_.path(); }
  std::uint64_t rows() const override { return file_.rows(); }
  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override;
  void expect(const std::string& column, std::uint64_t first, std::uint64_t count) const override;

 private:
  // Some columns of some rows; what the file lacks is not a number.
  struct Part {
    std::vector<const ColumnInfo*> columns;
    std::vector<std::vector<double>> values;
    void take(std::size_t row, LandingRecord& record) const;  // one row, at its places in a record
  };
  Part part(const std::vector<std::string>& names, std::uint64_t first, std::uint64_t count) const;
  void judge_all(Untold if_untold);
  std::optional<Criterion> moved_margin(const std::string& column) const;

  const CampaignFile& file_;
  const Rejudge& rejudge_;
  Schema schema_;
  std::vector<ColumnInfo> columns_;
  std::vector<std::array<std::int64_t, 6>> verdicts_;  // the columns that they are of, in order
  std::vector<std::uint32_t> verdict_of_;              // of each row, among these
};

}  // namespace farside
