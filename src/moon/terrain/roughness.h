#pragma once
// Roughness beside the craters (M17): value noise, octave over octave, whose structure function is that of a
// self-affine surface.
#include "moon/terrain/craters.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr double ln_2 = 0.6931471805599453;

template <class Real>
struct RoughnessLaw {
  Real peak_to_peak_m[octaves_max];  // heights of an octave's nodes are uniform within this
};

// Mean square difference in height of a sum of octaves, octave o with 2^(2 H o) times the variance, over the distance
// between nodes of octave 0, in variances of that one: sum of 2^(2 H k) D(2^-k) over all k, D the structure function of
// smoothly blended nodes. The two geometric series that it runs into are written out; the cubic is what is left, to
// 0.2 % for 0.3 <= H <= 0.99. From one distance to the double, the sum strays from a power law by 0.1 %.
inline double octave_sum(double hurst) {
  const double up = exp(2.0 * hurst * ln_2);  // 2^(2 H)
  const double left = fma(fma(fma(0.65428206, hurst, -0.43593063), hurst, 0.29657282), hurst, 0.69785386);
  return left / ((1.0 - 0.25 * up) * (1.0 - 1.0 / up));
}

// The octaves have the structure function (deviation L^hurst)^2, L in metres. Where no map shows the larger scales, the
// coarsest octave stands for them as well: each would add the square of a slope, the next one 2^(2 H - 2) of the last.
inline RoughnessLaw<double> roughness_law(const RoughnessParams<double>& p, const ReliefScales& scales) {
  RoughnessLaw<double> law{};
  constexpr double blended = 26.0 / 35.0;  // mean square of the weights of two nodes
  const double sum = octave_sum(p.hurst);
  for (int o = 0; o < scales.octaves; ++o) {
    const double nu = p.deviation_m * pow(octave_spacing_m(o), p.hurst);
    const bool last = scales.open_above && o == scales.octaves - 1;
    const double share = last ? 1.0 / (1.0 - 0.25 * exp(2.0 * p.hurst * ln_2)) : 1.0;
    law.peak_to_peak_m[o] = sqrt(6.0 * share / sum) * nu / blended;  // uniform nodes: a variance of 1/12
  }
  return law;
}

// Where a point lies between two nodes of an octave, and the weight of the higher one: 3 t^2 - 2 t^3.
template <class Real>
struct BetweenNodes {
  Real node, t, weight;
};
template <class Real>
FARSIDE_INLINE Real node_before(const Real& x_m, int octave) {
  return nearest_whole(x_m * Real(octave_per_m[octave]) - Real(0.5));
}
// `node`: that before the point.
template <class Real>
FARSIDE_INLINE BetweenNodes<Real> after_node(const Real& node, const Real& x_m, int octave) {
  const Real t = x_m * Real(octave_per_m[octave]) - node;
  return {node, t, (t * t) * fma(Real(-2.0), t, Real(3.0))};
}
template <class Real>
FARSIDE_INLINE BetweenNodes<Real> between_nodes(const Real& x_m, int octave) {
  return after_node(node_before(x_m, octave), x_m, octave);
}

template <class Real>
FARSIDE_INLINE Real node_height_m(const WordsOf<Real>& key, const RoughnessLaw<Real>& law, int octave,
                                  const WordsOf<Real>& column, const WordsOf<Real>& row) {
  const auto hash = cell_hash<Real>(key, StrewnLayer::roughness, column, row, octave, 0);
  return (unit_of_bits<32, 32, Real>(hash.first) - Real(0.5)) * law.peak_to_peak_m[octave];
}

// The four nodes about a point: of column 0 and 1 in row 0, then in row 1.
template <class Real>
struct NodeHeights {
  Real m[4];
};
template <class Real>
FARSIDE_INLINE NodeHeights<Real> node_heights(const WordsOf<Real>& key, const RoughnessLaw<Real>& law, int octave,
                                              const Real& column, const Real& row) {
  using Bits = WordsOf<Real>;
  const Bits c0 = word_of_whole(column), r0 = word_of_whole(row), c1 = c0 + Bits(1), r1 = r0 + Bits(1);
  return {{node_height_m(key, law, octave, c0, r0), node_height_m(key, law, octave, c1, r0),
           node_height_m(key, law, octave, c0, r1), node_height_m(key, law, octave, c1, r1)}};
}

template <class Real>
FARSIDE_INLINE Real blend(const Real& weight, const Real& a, const Real& b) {
  return fma(weight, b - a, a);
}

// One octave at a point between its nodes. Rows are blended first, as a raster does them.
template <class Real>
FARSIDE_INLINE Relief3<Real> octave_relief(const NodeHeights<Real>& n, const BetweenNodes<Real>& x,
                                           const BetweenNodes<Real>& y, int octave) {
  const Real one(1.0), six(6.0 * octave_per_m[octave]);
  const Real west = blend(y.weight, n.m[0], n.m[2]), east = blend(y.weight, n.m[1], n.m[3]);
  const Real rise = blend(x.weight, n.m[2] - n.m[0], n.m[3] - n.m[1]);
  return {blend(x.weight, west, east), ((six * x.t) * (one - x.t)) * (east - west), ((six * y.t) * (one - y.t)) * rise};
}

}  // namespace farside::inline FARSIDE_ISA
