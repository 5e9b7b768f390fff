#pragma once
// Polynomials c[0] + c[1] x + ... by explicit fma, in two fixed orders. Each is its own result: never exchange one for
// the other without raising the model version.
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// One fma a coefficient, each waiting for the last: least work.
template <int count, class Real>
FARSIDE_INLINE Real horner(const Real& x, const double* c) {
  if constexpr (count == 1) {
    return Real(c[0]);
  } else {
    return fma(horner<count - 1>(x, c + 1), x, Real(c[0]));
  }
}

template <class Real, int count>
FARSIDE_INLINE Real horner(const Real& x, const double (&c)[count]) {
  return horner<count>(x, static_cast<const double*>(c));
}

// Pairs, pairs of pairs ...: a few multiplications more, but short chains, which a pipeline can overlap.
// powers[k] = x^(2^k).
template <int count, class Real>
FARSIDE_INLINE Real estrin(const Real* powers, const double* c) {
  if constexpr (count == 1) {
    return Real(c[0]);
  } else if constexpr (count == 2) {
    return fma(Real(c[1]), powers[0], Real(c[0]));
  } else {
    constexpr int level = count > 8 ? 3 : count > 4 ? 2 : 1;
    constexpr int half = 1 << level;
    return fma(estrin<count - half>(powers, c + half), powers[level], estrin<half>(powers, c));
  }
}

template <class Real, int count>
FARSIDE_INLINE Real estrin(const Real& x, const double (&c)[count]) {
  static_assert(count <= 16);
  Real powers[4];
  powers[0] = x;
  powers[1] = x * x;
  if constexpr (count > 4) powers[2] = powers[1] * powers[1];
  if constexpr (count > 8) powers[3] = powers[2] * powers[2];
  return estrin<count>(static_cast<const Real*>(powers), static_cast<const double*>(c));
}

}  // namespace farside::inline FARSIDE_ISA
