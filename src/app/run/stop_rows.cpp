#include "app/run/stop_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/run/conditions.h"
#include "app/run/unread.h"
#include "stats/text_page.h"

namespace farside {
namespace {

// Rows of consecutive cases in memory.
class RowsTable : public ColumnSource {
 public:
  RowsTable(const Schema& schema, const std::byte* rows, std::size_t count)
      : schema_(schema), rows_(rows), count_(count) {}
  std::uint64_t rows() const override { return count_; }
  const std::vector<ColumnInfo>& columns() const override { return schema_.columns(); }
  std::vector<double> read(const std::string& column, std::uint64_t first, std::uint64_t count) const override {
    const ColumnInfo& info = *schema_.find(column);
    std::vector<double> values;
    values.reserve(count * info.extent);
    for (std::uint64_t i = first; i < first + count; ++i) {
      for (std::size_t k = 0; k < info.extent; ++k)
        values.push_back(value_at(info, rows_ + i * schema_.row_bytes(), k));
    }
    return values;
  }

 private:
  const Schema& schema_;
  const std::byte* rows_;
  std::size_t count_;
};

}  // namespace

StopRows::StopRows(const Configuration& configuration, const Schema& schema)
    : schema_(schema), judge_(stop_rule_of(configuration)) {
  if (count_varying_inputs(configuration) == 0) alike_.emplace(schema);
}

void StopRows::look_at(const RowMix& rows, std::uint64_t campaign_cases) {
  while (!met() && look().cases < campaign_cases) {
    const std::uint64_t first = look().cases;
    const CaseRange range{first, std::min(next(), campaign_cases) - first};
    if (!without({range}, rows.cases()).empty()) return;
    rows.for_each_run(range, [&](std::uint64_t, std::size_t count, const std::byte* at) {
      for (std::size_t i = 0; alike_ && i < count; ++i) alike_->add(at + i * schema_.row_bytes());
      judge_.take(RowsTable(schema_, at, count));
    });
    judge_.look_now(alike_ && alike_->holds());
  }
}

CaseRanges next_cases(std::uint64_t needed, const CaseRanges& done) { return without({{0, needed}}, done); }

std::string text_of(const StopLook& look) {
  if (look.cases == 0) return "campaign.stop hasn't been looked at yet";
  return fmt::format("campaign.stop is {} after {}: {}", look.met ? "met" : "not met", counted_cases(look.cases),
                     look.text());
}

}  // namespace farside
