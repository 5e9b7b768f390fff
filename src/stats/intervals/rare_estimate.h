#pragma once
// A small probability, and how sure it is.
#include <string>
#include <vector>

namespace farside {

// NaN: there is none.
struct RareEstimate {
  double estimate, lower, upper;
  double cov;          // of the estimate: standard deviation over mean
  std::string reason;  // why something is missing, or empty
};
inline constexpr double rare_confidence = 0.95;

// From the scatter of independent repeats, each of which gave a probability above 0. Their mean; the interval is that
// of a lognormal distribution's mean by Cox's method with Student's t (Olsson, J. Stat. Educ. 13 (2005) no. 1), since
// products of levels are skewed so. NaN interval for one repeat.
RareEstimate from_repeats(const std::vector<double>& probabilities);

// From a sum of weights of independent points: `sum` of those with the event, `squares` of their squares, `count` of
// all. Two-sided normal of the logarithm, which keeps what is skewed to the right on the safe side.
RareEstimate from_weights(double sum, double squares, double count);

}  // namespace farside
