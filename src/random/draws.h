#pragma once
// Draws of a case at one time of its flight: pure functions of (seed, name; case, time, index), so that nobody draws
// from anybody else's share.
#include "base/field.h"
#include "lanes/vec.h"
#include "random/normal_quantile.h"
#include "random/stream.h"
#include "random/threefry.h"
#include "random/uniform.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct Pair {
  Real first, second;
};

template <class Real>
struct Draws {
  std::uint64_t seed;  // of the campaign
  WordsOf<Real> case_number, tick;

  // Two of (0, 1), of standard normals; `index` 0..15 tells apart several of a name.
  Pair<Real> uniforms(StreamId id, int index) const {
    using Bits = WordsOf<Real>;
    const WordPair<Bits> words = threefry<Bits>({case_number, (tick << 4) + Bits(static_cast<std::uint64_t>(index))},
                                                {Bits(seed), Bits(id.value)});
    return {unit_interval<Real>(words.first), unit_interval<Real>(words.second)};
  }
  Pair<Real> normals(StreamId id, int index) const {
    const Pair<Real> u = uniforms(id, index);
    return {normal_quantile(u.first), normal_quantile(u.second)};
  }
  Vec3<Real> three_normals(StreamId id) const {
    const Pair<Real> a = normals(id, 0), b = normals(id, 1);
    return {a.first, a.second, b.first};
  }
};

// Of the clock: counts draws in time.
template <class Real>
FARSIDE_INLINE WordsOf<Real> tick_of(const Real& time_s) {
  return bits_of(fma(time_s, Real(1.0 / tick_s), Real(0x1p52))) & WordsOf<Real>((std::uint64_t{1} << 52) - 1);
}

}  // namespace farside::inline FARSIDE_ISA
