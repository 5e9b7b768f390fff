#pragma once
// The linear covariance beside what a campaign flew: where they differ by more than chance, one of them is wrong.
#include <string>
#include <vector>

#include "linear/analysis.h"
#include "stats/table.h"

namespace farside {

// A spread that differs by more than this part of it, and by more than chance, is told.
inline constexpr double spread_tolerance = 0.05;

struct ComparedError {
  std::string column;  // nav_error_east, ...; SI-like units of the file
  std::uint64_t count = 0;
  double linear_mean = 0, linear_sd = 0;  // of nav_error_attitude, an angle: sd is the root of its mean square
  double mean = 0, sd = 0;                // of the cases
  double ratio = 0, ratio_low = 0, ratio_high = 0;  // of sd to linear_sd, 95 %
  // With what is known of the inputs' part of the error (control variate); NaN where that is nothing.
  double mean_controlled = 0, sd_controlled = 0;
  double explained = 0;                            // part of the variance that the inputs explain
  double controlled_low = 0, controlled_high = 0;  // of sd_controlled to linear_sd, 95 %
  bool differs = false;
};

// ConfigError for a campaign whose cases don't count alike, with what to compare instead.
void require_alike_cases(const Scenario& scenario);

// Over the cases that have a navigation error and count alike. DataError where the file lacks a column.
std::vector<ComparedError> compared(const LinearCovariance& linear, const Scenario& scenario,
                                    const ColumnSource& table);

}  // namespace farside
