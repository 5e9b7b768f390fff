#pragma once
// Values of the distributions by inverse transform: one u in (0, 1), one value, increasing in u. Random, Latin
// hypercube, Sobol and importance sampling act on the same u. Parameters out of range are the configuration's business,
// not checked here.
#include "random/normal_cdf.h"
#include "random/normal_quantile.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
FARSIDE_INLINE Real normal_quantile(const Real& u, const Real& mean, const Real& sd) {
  return fma(sd, normal_quantile(u), mean);
}

// Normal(mean, sd) given lower <= x <= upper; never outside them. sd = 0 gives the mean, or the nearer bound. Works in
// the tail on whose side the bounds lie, so that bounds far out keep their accuracy; beyond 38 sd, where the tail is 0
// in double, it gives the bound next to the mean.
template <class Real>
FARSIDE_INLINE Real truncated_normal_quantile(const Real& u, const Real& mean, const Real& sd, const Real& lower,
                                              const Real& upper) {
  const Real zero(0.0), one(1.0);
  const auto spread = sd > zero;
  const Real safe_sd = select(spread, sd, one);
  const Real a = (lower - mean) / safe_sd, b = (upper - mean) / safe_sd;
  const auto mirrored = a + b > zero;
  const Real left = select(mirrored, -b, a), right = select(mirrored, -a, b);
  const Real v = select(mirrored, one - u, u);
  const Real p_left = normal_cdf(left), p_right = normal_cdf(right);
  const Real p = fma(v, p_right - p_left, p_left);
  const Real z = select(p_right > zero, normal_quantile(p), right);
  const Real x = fma(sd, select(mirrored, -z, z), mean);
  return clamp(select(spread, x, mean), lower, upper);
}

template <class Real>
FARSIDE_INLINE Real uniform_quantile(const Real& u, const Real& low, const Real& high) {
  return min(fma(u, high - low, low), high);
}

// By the mean and standard deviation of the variable itself, not of its logarithm. mean > 0, sd >= 0.
template <class Real>
FARSIDE_INLINE Real lognormal_quantile(const Real& u, const Real& mean, const Real& sd) {
  const Real zero(0.0), one(1.0);
  const Real ratio = sd / mean;
  const Real ratio2 = ratio * ratio;
  const Real sum = one + ratio2;
  const Real gained = sum - one;
  const auto tiny = gained == zero;
  // ln(1 + ratio2), also where the sum has lost digits of ratio2: ln(sum) ratio2 / (sum - 1)
  const Real variance = select(tiny, ratio2, log(sum) * (ratio2 / select(tiny, one, gained)));
  return mean * exp(fma(sqrt(variance), normal_quantile(u), Real(-0.5) * variance));
}

// low <= mode <= high; low = high gives that value.
template <class Real>
FARSIDE_INLINE Real triangular_quantile(const Real& u, const Real& low, const Real& mode, const Real& high) {
  const Real width = high - low;
  const Real rise = mode - low, fall = high - mode;
  const Real left = low + sqrt(u * width * rise);
  const Real right = high - sqrt((Real(1.0) - u) * width * fall);
  return select(u * width < rise, left, right);
}

// Length of a vector of two independent Normal(0, scale) components.
template <class Real>
FARSIDE_INLINE Real rayleigh_quantile(const Real& u, const Real& scale) {
  return scale * sqrt(Real(-2.0) * log(Real(1.0) - u));
}

// values[i] with probabilities[i], which are >= 0 and sum to 1; count >= 1. In the order given, so a list with rising
// values rises with u.
template <class Real>
FARSIDE_INLINE Real discrete_quantile(const Real& u, const double* values, const double* probabilities, int count) {
  Real value(values[0]);
  double below = probabilities[0];
  for (int i = 1; i < count; ++i) {
    if (probabilities[i] > 0.0) value = select(u >= Real(below), Real(values[i]), value);
    below += probabilities[i];
  }
  return value;
}

}  // namespace farside::inline FARSIDE_ISA
