#pragma once
// What a point of the ground asks that moves little from one question to the next.
#include "moon/terrain/crater_list.h"
#include "moon/terrain/relief.h"

namespace farside::inline FARSIDE_ISA {

// What is about a point that moves little from one question to the next: nodes, and craters that reach a small disc.
// Both hold for a rectangle about it; one comparison for all.
template <class Real>
class PointAbout {
 public:
  static constexpr double disc_m = 0.25;

  PointAbout() {
    for (int i = 0; i < LaneTraits<Real>::count; ++i) forget(i);
  }
  void forget(int i) {
    set_lane(west_m_, i, __builtin_inf());
    set_lane(middle_east_m_, i, __builtin_nan(""));
    for (Real& column : column_) set_lane(column, i, __builtin_nan(""));
  }
  // Lanes whose point is somewhere else.
  MaskOf<Real> left(const Real& east_m, const Real& north_m) const {
    return (east_m < west_m_) | (east_m > east_m_) | (north_m < south_m_) | (north_m > north_m_);
  }
  const CraterList<Real, 12>& craters() const { return craters_; }
  const NodeHeights<Real>& heights(int o) const { return heights_[o]; }
  BetweenNodes<Real> along_east(int o, const Real& east_m) const { return after_node(column_[o], east_m, o); }
  BetweenNodes<Real> along_north(int o, const Real& north_m) const { return after_node(row_[o], north_m, o); }

  // Anew for these points. Craters are those of a disc about a middle close by, where the present one no longer will
  // do; `visit(where, add)` then calls add(crater) for each that may reach it in these lanes, in the order of sums.
  template <class Visit>
  void renew(const ReliefScales& scales, const Relief<Real>& relief, const Real& east_m, const Real& north_m,
             const Real& middle_east_m, const Real& middle_north_m, Visit&& visit);

 private:
  Real west_m_ = Real(0.0), east_m_ = Real(0.0), south_m_ = Real(0.0), north_m_ = Real(0.0);
  CraterList<Real, 12> craters_;
  Real middle_east_m_ = Real(0.0), middle_north_m_ = Real(0.0);  // of the disc that they reach
  Real column_[octaves_max] = {}, row_[octaves_max] = {};
  NodeHeights<Real> heights_[octaves_max];
};

template <class Real>
template <class Visit>
[[gnu::noinline]] void PointAbout<Real>::renew(const ReliefScales& scales, const Relief<Real>& relief,
                                               const Real& east_m, const Real& north_m, const Real& middle_east_m,
                                               const Real& middle_north_m, Visit&& visit) {
  constexpr double half_m = 0.999 * 0.7071067811865476 * disc_m;  // of a square in the disc
  const MaskOf<Real> where = (east_m == east_m) & (north_m == north_m);
  const MaskOf<Real> inside =
      (abs(east_m - middle_east_m_) <= Real(half_m)) & (abs(north_m - middle_north_m_) <= Real(half_m));
  if (any(where & !inside)) {  // in all lanes: one that hasn't left its square soon will
    middle_east_m_ = select(where, middle_east_m, middle_east_m_);
    middle_north_m_ = select(where, middle_north_m, middle_north_m_);
    craters_.clear(where);
    visit(where, [&](const Crater<Real>& crater) {
      const Real dx = middle_east_m_ - crater.x_m, dy = middle_north_m_ - crater.y_m;
      craters_.add(where & reaches_disc(crater, fma(dy, dy, dx * dx), Real(disc_m)), crater);
    });
    craters_.close();
  }
  const WordsOf<Real> key = key_of(relief);
  for (int o = 0; o < scales.octaves; ++o) {
    const Real column = node_before(east_m, o), row = node_before(north_m, o);
    const MaskOf<Real> other = where & !((column_[o] == column) & (row_[o] == row));
    if (!any(other)) continue;
    const NodeHeights<Real> heights = node_heights(key, relief.roughness, o, column, row);
    column_[o] = select(other, column, column_[o]);
    row_[o] = select(other, row, row_[o]);
    for (int n = 0; n < 4; ++n) heights_[o].m[n] = select(other, heights.m[n], heights_[o].m[n]);
  }
  const auto bound = [&](const Real& x_m, const Real& middle_m, const Real& node, Real& low_m, Real& high_m) {
    Real low = middle_m - Real(half_m), high = middle_m + Real(half_m);
    if (scales.octaves > 0) {
      constexpr double spacing_m = octave_spacing_m(0), margin_m = 1e-6;  // far more than roundings of places
      low = max(low, fma(node, Real(spacing_m), Real(margin_m)));
      high = min(high, fma(node, Real(spacing_m), Real(spacing_m - margin_m)));
    }
    const MaskOf<Real> beside = (x_m < low) | (x_m > high);  // on a line of nodes: it holds there alone
    low_m = select(where, select(beside, x_m, low), low_m);
    high_m = select(where, select(beside, x_m, high), high_m);
  };
  bound(east_m, middle_east_m_, column_[0], west_m_, east_m_);
  bound(north_m, middle_north_m_, row_[0], south_m_, north_m_);
}

}  // namespace farside::inline FARSIDE_ISA
