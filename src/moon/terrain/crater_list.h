#pragma once
// The few craters about a place that is another one in each lane, in the order of sums.
#include "lanes/lane_struct.h"
#include "moon/terrain/craters.h"

namespace farside::inline FARSIDE_ISA {

// Adds exactly 0 to any place.
inline constexpr Crater<double> no_crater{1e9, 1e9, 1.0, 0.0, 0.0};

// Does it reach a disc of `radius_m` of which the middle is at this distance?
template <class Real>
FARSIDE_INLINE MaskOf<Real> reaches_disc(const Crater<Real>& c, const Real& distance2_m2, const Real& radius_m) {
  const Real reach = fma(c.inverse_radius_1_m, radius_m, Real(crater_reach_radii + 1e-6));
  return distance2_m2 * (c.inverse_radius_1_m * c.inverse_radius_1_m) < reach * reach;
}

template <class Real, int size>
class CraterList {
 public:
  // The lists of these lanes anew: clear, add what is there, close.
  void clear(const MaskOf<Real>& where) {
    for (int i = 0; i < lanes; ++i) lane_count_[i] = lane(where, i) ? 0 : lane_count_[i];
  }
  void add(const MaskOf<Real>& where, const Crater<Real>& one) {
    for (unsigned left = lane_bits(where); left != 0; left &= left - 1) {
      const int i = __builtin_ctz(left);
      if (lane_count_[i] < size) put_lane(crater_[lane_count_[i]], i, take_lane(one, i));
      ++lane_count_[i];
    }
  }
  void close() {
    count_ = 0;
    for (int i = 0; i < lanes; ++i) {
      set_lane(crowded_, i, lane_count_[i] > size);
      const int held = lane_count_[i] < size ? lane_count_[i] : size;
      count_ = held > count_ ? held : count_;
    }
    for (int i = 0; i < lanes; ++i) {
      for (int k = lane_count_[i]; k < count_; ++k) put_lane(crater_[k], i, no_crater);
    }
  }

  const MaskOf<Real>& crowded() const { return crowded_; }  // lanes in which more are there than it holds
  int count() const { return count_; }                      // of the lane that has most
  const Crater<Real>& operator[](int k) const { return crater_[k]; }

 private:
  static constexpr int lanes = LaneTraits<Real>::count;

  MaskOf<Real> crowded_ = MaskOf<Real>(false);
  int count_ = 0, lane_count_[lanes] = {};
  Crater<Real> crater_[size];
};

}  // namespace farside::inline FARSIDE_ISA
