#pragma once
// Inverse of the standard normal distribution function.
#include "lanes/math.h"

namespace farside::inline FARSIDE_ISA {

namespace as241 {

// Numerators and denominators of PPND16 in M. J. Wichura, "Algorithm AS 241: The percentage points of the normal
// distribution", Applied Statistics 37 (1988) 477-484, lowest power first.
inline constexpr double centre_above[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                          1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                          3.3430575583588128105e4, 2.5090809287301226727e3};
inline constexpr double centre_below[] = {1.0,
                                          4.2313330701600911252e1,
                                          6.8718700749205790830e2,
                                          5.3941960214247511077e3,
                                          2.1213794301586595867e4,
                                          3.9307895800092710610e4,
                                          2.8729085735721942674e4,
                                          5.2264952788528545610e3};
inline constexpr double tail_above[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                        3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr double tail_below[] = {1.0,
                                        2.05319162663775882187e0,
                                        1.67638483018380384940e0,
                                        6.89767334985100004550e-1,
                                        1.48103976427480074590e-1,
                                        1.51986665636164571966e-2,
                                        5.47593808499534494600e-4,
                                        1.05075007164441684324e-9};
inline constexpr double far_above[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
inline constexpr double far_below[] = {1.0,
                                       5.99832206555887937690e-1,
                                       1.36929880922735805310e-1,
                                       1.48753612908506148525e-2,
                                       7.86869131145613259100e-4,
                                       1.84631831751005468180e-5,
                                       1.42151175831644588870e-7,
                                       2.04426310338993978564e-15};

template <class Real, int count>
FARSIDE_INLINE Real ratio(const Real& x, const double (&above)[count], const double (&below)[count]) {
  return horner(x, above) / horner(x, below);
}

}  // namespace as241

// z with Phi(z) = p, 0 < p < 1; p = 0 and 1 give -infinity and infinity, anything else NaN.
template <class Real>
FARSIDE_INLINE Real normal_quantile(const Real& p) {
  const Real half(0.5);
  const Real q = p - half;
  const auto central = abs(q) <= Real(0.425);
  const Real z_centre = q * as241::ratio(fma(-q, q, Real(0.180625)), as241::centre_above, as241::centre_below);

  const Real tail = select(q < Real(0.0), p, Real(1.0) - p);
  const Real r = sqrt(-log(tail));  // at least 1.6 in the tails
  Real z_tail = as241::ratio(r - Real(1.6), as241::tail_above, as241::tail_below);
  const auto far = r > Real(5.0);  // one draw in 4e10: worth a jump, and no lane's value depends on it
  if (any(far)) z_tail = select(far, as241::ratio(r - Real(5.0), as241::far_above, as241::far_below), z_tail);
  z_tail = select(tail == Real(0.0), Real(__builtin_inf()), z_tail);
  return select(central, z_centre, copy_sign(z_tail, q));
}

}  // namespace farside::inline FARSIDE_ISA
