#pragma once
// The normal distribution by MPFR.
#include "unit/lanes/reference.h"

namespace reference {

// result = Phi(x) = erfc(-x / sqrt 2) / 2, with full relative accuracy in the lower tail.
inline void normal_cdf(Number& result, const Number& x) {
  Number root(2.0);
  mpfr_sqrt(root.get(), root.get(), MPFR_RNDN);
  mpfr_div(result.get(), x.get(), root.get(), MPFR_RNDN);
  mpfr_neg(result.get(), result.get(), MPFR_RNDN);
  mpfr_erfc(result.get(), result.get(), MPFR_RNDN);
  mpfr_div_2ui(result.get(), result.get(), 1, MPFR_RNDN);
}

// z with Phi(z) = p < 1/2, by one Newton step from a guess. A guess good to 1e-9 gives 1e-16 squared times a few: exact
// enough to judge a double; a worse guess still shows as an error.
inline void normal_quantile(Number& z, double p, double guess) {
  const Number start(guess);
  Number slope(guess), step;
  mpfr_sqr(slope.get(), slope.get(), MPFR_RNDN);
  mpfr_div_si(slope.get(), slope.get(), -2, MPFR_RNDN);
  mpfr_exp(slope.get(), slope.get(), MPFR_RNDN);
  Number two_pi;
  mpfr_const_pi(two_pi.get(), MPFR_RNDN);
  mpfr_mul_2ui(two_pi.get(), two_pi.get(), 1, MPFR_RNDN);
  mpfr_sqrt(two_pi.get(), two_pi.get(), MPFR_RNDN);
  mpfr_div(slope.get(), slope.get(), two_pi.get(), MPFR_RNDN);
  normal_cdf(step, start);
  mpfr_sub_d(step.get(), step.get(), p, MPFR_RNDN);
  mpfr_div(step.get(), step.get(), slope.get(), MPFR_RNDN);
  mpfr_sub(z.get(), start.get(), step.get(), MPFR_RNDN);
}

}  // namespace reference
