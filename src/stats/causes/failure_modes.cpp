#include "stats/causes/failure_modes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

struct Bit {
  std::string name;
  std::int64_t mask;
};

// As the table says them, or as this build has them.
std::vector<Bit> bits_of(const ColumnInfo& column) {
  std::vector<Bit> bits;
  for (std::size_t i = 0; i < std::min(column.flag_meanings.size(), column.flag_masks.size()); ++i)
    bits.push_back({column.flag_meanings[i], column.flag_masks[i]});
  if (!bits.empty()) return bits;
  for (std::size_t code = 1; code < std::size(cause_meanings); ++code)
    bits.push_back({cause_meanings[code], std::int64_t{1} << (code - 1)});
  return bits;
}

}  // namespace

std::optional<FailureModes> count_failure_modes(const ColumnSource& source, const Cases& cases) {
  const ColumnInfo* const column = source.find("failure_mask");
  if (column == nullptr || column->extent != 1) return std::nullopt;
  const std::vector<Bit> bits = bits_of(*column);
  std::vector<EventRange> events(bits.size());
  std::vector<std::vector<std::uint64_t>> together(bits.size(), std::vector<std::uint64_t>(bits.size(), 0));
  std::vector<std::size_t> set;
  for_each_block(source, cases, {"failure_mask"}, [&](const RowBlock& block, const std::vector<Mark>& marks) {
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      if (cases.endings[row] == Ending::not_run) continue;
      const double stored = block.values[0][i];
      const std::int64_t mask = cases.is_done(row) && stored > 0 ? static_cast<std::int64_t>(stored) : 0;
      const bool untold = cases.is_untold(row);
      if (mask == 0 && !untold) continue;
      set.clear();
      for (std::size_t k = 0; k < bits.size(); ++k) {
        if ((mask & bits[k].mask) != 0) {
          events[k].add(marks[i]);
          set.push_back(k);
        } else if (untold) {
          events[k].add_untold(marks[i]);
        }
      }
      for (const std::size_t a : set) {
        for (const std::size_t b : set) ++together[a][b];
      }
    }
  });
  FailureModes found;
  std::vector<std::size_t> kept;
  for (std::size_t k = 0; k < bits.size(); ++k) {
    if (events[k].low.count > 0) kept.push_back(k);
  }
  for (const std::size_t a : kept) {
    found.names.push_back(bits[a].name);
    found.events.push_back(events[a]);
    found.together.emplace_back();
    for (const std::size_t b : kept) found.together.back().push_back(together[a][b]);
  }
  return found;
}

Json failure_modes_json(const FailureModes& modes, const std::function<Json(const EventRange&)>& share_json) {
  Json all{{"modes", Json::array()}, {"together", modes.together}};
  for (std::size_t i = 0; i < modes.names.size(); ++i) {
    Json mode{{"name", modes.names[i]}, {"count", modes.events[i].low.count}};
    mode.update(share_json(modes.events[i]));
    all["modes"].push_back(std::move(mode));
  }
  return all;
}

}  // namespace farside
