#pragma once
// Structs of nothing but Reals seen as arrays of them: a case, computed as double, is put into a lane and taken out
// again.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

typedef double AliasedDouble __attribute__((may_alias));

// Element `slot` of lane i of such a struct.
template <class Real>
FARSIDE_INLINE AliasedDouble& lane_element(void* lanes, int slot, int i) {
  return static_cast<AliasedDouble*>(lanes)[slot * LaneTraits<Real>::count + i];
}

template <template <class> class S, class Real>
inline void put_lane(S<Real>& lanes, int i, const S<double>& one) {
  static_assert(sizeof(S<Real>) == sizeof(S<double>) * LaneTraits<Real>::count, "nothing but Reals");
  const AliasedDouble* from = reinterpret_cast<const AliasedDouble*>(&one);
  for (int slot = 0; slot < static_cast<int>(sizeof(S<double>) / sizeof(double)); ++slot)
    lane_element<Real>(&lanes, slot, i) = from[slot];
}

template <template <class> class S, class Real>
inline S<double> take_lane(const S<Real>& lanes, int i) {
  static_assert(sizeof(S<Real>) == sizeof(S<double>) * LaneTraits<Real>::count, "nothing but Reals");
  S<double> one;
  AliasedDouble* to = reinterpret_cast<AliasedDouble*>(&one);
  const AliasedDouble* from = reinterpret_cast<const AliasedDouble*>(&lanes);
  for (int slot = 0; slot < static_cast<int>(sizeof(S<double>) / sizeof(double)); ++slot)
    to[slot] = from[slot * LaneTraits<Real>::count + i];
  return one;
}

// Member by member.
template <template <class> class S, class Real>
inline void put_where(const MaskOf<Real>& now, const S<Real>& from, S<Real>& to) {
  const Real* yes = reinterpret_cast<const Real*>(&from);
  Real* out = reinterpret_cast<Real*>(&to);
  for (int slot = 0; slot < static_cast<int>(sizeof(S<Real>) / sizeof(Real)); ++slot)
    out[slot] = select(now, yes[slot], out[slot]);
}

}  // namespace farside::inline FARSIDE_ISA
