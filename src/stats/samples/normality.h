#pragma once
// Could this sample be normal? Doornik and Hansen, Oxford Bull. Econ. Stat. 70 (2008) 927: skewness and kurtosis, each
// turned into a standard normal variable, which is accurate from small samples on. It can't see a departure that keeps
// both moments.
#include <cstdint>
#include <vector>

#include "stats/dispersion/points.h"
#include "stats/samples/moments.h"

namespace farside {

// Smallest sample that is tested.
inline constexpr std::uint64_t normality_count_min = 8;

// Probability that a normal sample looks at least as far from normal. NaN below the smallest count, and for equal
// values.
double normality_p(const Moments& moments);

// The same of points in the plane, in three passes; NaN also where they lie on a line.
double normality_p(const Points& points, const Moments& east, const Moments& north);
double normality_p(const std::vector<double>& east, const std::vector<double>& north);

}  // namespace farside
