#pragma once
// Where the cases land: moments, radii about the target point, ellipses, and what can be said without assuming a normal
// distribution.
#include <array>
#include <optional>
#include <vector>

#include "stats/dispersion/points.h"
#include "stats/intervals/proportions.h"
#include "stats/intervals/quantiles.h"

namespace farside {

// Symmetric, m2.
struct Covariance {
  double ee, en, nn;
};

// Standard deviations along the principal axes.
struct PrincipalAxes {
  double major_m, minor_m;
  double direction_rad;  // of the major axis, from north, clockwise, 0 <= direction < pi

  // None where the axes differ by less than 5 % or are 0: then the direction has no meaning.
  std::optional<double> azimuth_deg() const;
};
PrincipalAxes principal_axes(const Covariance& covariance);

// Semi-axes, in standard deviations, of the ellipse that holds `probability` of a normal distribution in the plane.
double ellipse_factor(double probability);

// Radius about the target point that holds half of a normal distribution. NaN where the distribution is a line or a
// point.
double normal_cep_m(double mean_east_m, double mean_north_m, const PrincipalAxes& axes);

struct Ellipse {
  double probability, semi_major_m, semi_minor_m;
  double contained_fraction;  // of the cases
};

// The ellipse of the sample's own shape that holds `probability` of any continuous distribution with 95 % confidence:
// scaled by an order statistic of the Mahalanobis distance. That the shape comes from the same sample is neglected.
// NaN: too few cases.
struct Containment {
  double probability, semi_major_m, semi_minor_m;
};

// NaN where the number of cases doesn't allow it.
struct LandingDispersion {
  std::uint64_t count;
  double mean_east_m, mean_north_m;
  Covariance covariance;
  PrincipalAxes axes;
  std::array<Quantile, 3> radii;  // empirical, about the target point: 50 % (CEP), 95 %, 99 %
  double normal_cep_m;
  std::array<Ellipse, 4> ellipses;  // centred on the mean
  std::array<Containment, 3> containment;
  double normality_p;  // stats/samples/normality.h
  std::optional<bool>
      bimodal;  // by the dip along either principal axis (stats/samples/dip.h); none for a line or a point
  std::uint64_t bimodal_count;  // number of cases that `bimodal` is from
};

// Of more cases, a random part of about so many is looked at for clusters: it has the same risk of a false alarm, and
// sees what so many cases show. All else is of all cases.
inline constexpr std::uint64_t bimodal_count_max = 1'000'000;

// Goes over the points a few times: seven for as many as memory holds, and one or two more beyond.
LandingDispersion landing_dispersion(const Points& points);
// Its order statistics by bounds for so many looks.
LandingDispersion landing_dispersion_by(Looks looks, const Points& points);
LandingDispersion landing_dispersion(const std::vector<double>& east_m, const std::vector<double>& north_m);

}  // namespace farside
