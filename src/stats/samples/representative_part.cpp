#include "stats/samples/representative_part.h"

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
  const char* column = "fault";
  if (whole.find("outer_draw")) of_ = PartOf::best_guess, column = "outer_draw";
  else if (whole.find("saltelli_matrix")) of_ = PartOf::independent, column = "saltelli_matrix";
  else if (forced) of_ = PartOf::no_fault;
  if (of_ == PartOf::all) return;
  // codes that are in the part; A and B are the first matrices
  const double least = of_ == PartOf::no_fault ? code_of_no_fault(whole) : 0.0,
               most = of_ == PartOf::independent ? 1.0 : least;
  for_each_block(whole, {column}, [&](const RowBlock& block) {
    for (const double value : block.values[0]) others_.push_back(value >= least && value <= most ? 0 : 1);
  });
  part_.emplace(whole, others_, std::int8_t{0});
}

const char* RepresentativePart::values_of() const {
  switch (of_) {
    case PartOf::best_guess:
      return "best guess";
    case PartOf::no_fault:
      return no_fault;
    case PartOf::independent:
      return "matrices A and B";
    case PartOf::all:
      break;
  }
  return "";
}

}  // namespace farside
