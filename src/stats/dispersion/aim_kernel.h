#pragma once
// How results of neighbouring aim points are pooled into the probability at one of them, and what that does to a cloud.
//
// A touchdown that is flown with a random member of the cloud, at the aim point plus that member's offset, is safe with
// the probability that is asked for at that aim point, whatever depends on what. Pooled with weights of the aim points
// about, its expectation is that of a cloud whose offsets have the weights' spread added. So the offsets are drawn
// together first: for a normal cloud the sum of both is the cloud again, exactly, and for any other one it has the same
// mean and covariance (the smoothed bootstrap with shrinkage; Silverman and Young, Biometrika 74 (1987) 469).
#include <cstddef>
#include <vector>

#include "stats/dispersion/ellipses.h"

namespace farside {

// Gaussian weights of whole steps along one axis, cut off at three widths; they add up to 1. In the plane a neighbour
// weighs the product of both axes' weights. Width 0: the aim point alone.
class AimKernel {
 public:
  AimKernel(double width_m, double spacing_m);
  int reach() const { return static_cast<int>(weights_.size()) - 1; }  // steps
  double weight(int step) const { return weights_[static_cast<std::size_t>(step < 0 ? -step : step)]; }
  double variance_m2() const { return variance_m2_; }  // of the weights along an axis
  double sum_of_squares() const;                       // in the plane; its inverse: how many aim points count in full

  // Means over the plane. `values`: rows of `columns` on the lattice with `reach` more steps on each side than the
  // result.
  std::vector<double> smooth(const std::vector<double>& values, std::size_t columns) const;

 private:
  std::vector<double> weights_;  // from the middle outwards
  double variance_m2_ = 0.0;
};

// The widest kernel of at most `wish_m` for a cloud: half of its smaller variance stays with the members.
double kernel_width_m(double wish_m, const Covariance& cloud);

// Offsets about the cloud's mean, drawn together: what they lose is `variance_m2` along each axis.
struct Shrinkage {
  double ee = 1.0, en = 0.0, nn = 1.0;  // symmetric
};
Shrinkage shrinkage(const Covariance& cloud, double variance_m2);

}  // namespace farside
