#include "stats/representative_part.h"

#include <algorithm>

#include "base/error.h"
#include "record/fault_rates.h"

namespace farside {
namespace {

// The code in the column `fault` of cases in which nothing broke.
double code_of_no_fault(const ColumnSource& table) {
  const ColumnInfo* const fault = table.find("fault");
  for (std::size_t i = 0; fault && i < std::min(fault->flag_meanings.size(), fault->flag_values.size()); ++i)
    if (fault->flag_meanings[i] == no_fault) return static_cast<double>(fault->flag_values[i]);
  throw DataError(table.name() + ": has no column `fault` that tells in which cases nothing broke");
}

}  // namespace

RepresentativePart::RepresentativePart(const ColumnSource& whole, bool forced) : whole_(whole) {
  const bool two_levels = whole.find("outer_draw") != nullptr;
  if (!two_levels && !forced) return;
  of_ = two_levels ? PartOf::best_guess : PartOf::no_fault;
  const double code = two_levels ? 0.0 : code_of_no_fault(whole);
  for_each_block(whole, {two_levels ? "outer_draw" : "fault"}, [&](const Block& block) {
    for (const double value : block.values[0]) others_.push_back(value == code ? 0 : 1);
  });
  part_.emplace(whole, others_, std::int8_t{0});
}

const char* RepresentativePart::values_of() const {
  switch (of_) {
    case PartOf::best_guess:
      return "best guess";
    case PartOf::no_fault:
      return no_fault;
    case PartOf::all:
      break;
  }
  return "";
}

}  // namespace farside
