#pragma once
// Standard normal distribution function. The lower tail keeps its relative accuracy down to 1e-308; ask for the upper
// tail as normal_cdf(-x). NaN gives NaN.
#include "lanes/math.h"
#include "random/normal_coefficients.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Real normal_cdf(const Real& x) {
  const Real one(1.0);
  const Real z = min(Real(39.0), abs(x));  // Phi(-39) is 0 in double
  const Real y = (z - Real(4.0)) / (z + Real(4.0));
  const Real z2 = z * z;
  const Real gauss = maths::exp_of_sum(Real(-0.5) * z2, Real(-0.5) * fma(z, z, -z2));
  const Real tail = gauss * (horner(y, maths::normal_tail_coefficients) / fma(Real(1.5), z, one));
  return select(x > Real(0.0), one - tail, tail);
}

}  // namespace farside::inline FARSIDE_ISA
