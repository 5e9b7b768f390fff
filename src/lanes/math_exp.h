#pragma once
// Exponential, natural logarithm, power. See math.h for ranges and errors.
#include "lanes/math_coefficients.h"
#include "lanes/polynomial.h"

namespace farside::inline FARSIDE_ISA {

namespace maths {

// e^(x + rest) for |rest| of a few last places of x. x = k ln 2 + r; the first fma is exact, as in sin_cos.
template <class Real>
FARSIDE_INLINE Real exp_of_sum(const Real& x, const Real& rest) {
  // e^710 overflows and e^-746 rounds to 0. Bounds stand first, so that a NaN passes.
  const Real bounded = min(Real(710.0), max(Real(-746.0), x));
  const Real round_to_integer(0x1.8p52);
  const Real shifted = fma(bounded, Real(log2_e), round_to_integer);
  const Real k = shifted - round_to_integer;
  const Real r = fma(-k, Real(ln2), bounded);

  // 1 + r is split exactly; what r lacks (k ln2_rest, up to 100 last places) is added late, to what is small.
  const Real missing = fma(-k, Real(ln2_rest), rest);
  const Real full_r = r + missing;
  const Real one_r = Real(1.0) + r;
  const Real y = one_r + fma(full_r * full_r, estrin(full_r, exp_coefficients), ((Real(1.0) - one_r) + r) + missing);

  // 2^k in two factors, since k = -1075 ... 1024 leaves the exponent's range. The first product is exact.
  using Bits = WordsOf<Real>;
  const Bits n = bits_of(shifted) + Bits(4096);  // low bits: k + 4096 > 0
  const Bits low_bits = n & Bits(0x1fff);
  const Bits half = low_bits >> 1;
  const Bits bias(1023 - 2048);
  const Real scale_1 = from_bits((half + bias) << 52);
  const Real scale_2 = from_bits((low_bits - half + bias) << 52);
  return y * scale_1 * scale_2;
}

// ln x = high + low for x > 0 and finite; high is not yet rounded to the sum.
template <class Real>
FARSIDE_INLINE void log_parts(const Real& x, Real& high, Real& low) {
  using Bits = WordsOf<Real>;
  const auto subnormal = x < Real(0x1p-1022);
  const Bits bits = bits_of(select(subnormal, x * Real(0x1p54), x));
  // x = 2^k m, sqrt(1/2) <= m < sqrt(2)
  const Bits sqrt_half_bits(__builtin_bit_cast(std::uint64_t, sqrt_half));
  const Bits t = bits + (Bits(0x3ff0000000000000ULL) - sqrt_half_bits);
  const Real m = from_bits((t & Bits(0x000fffffffffffffULL)) + sqrt_half_bits);
  const Real biased_k = from_bits((t >> 52) | Bits(0x4330000000000000ULL));  // 2^52 + 1023 + k
  const Real k = biased_k - select(subnormal, Real(0x1p52 + 1023 + 54), Real(0x1p52 + 1023));

  // With f = m - 1 and s = f / (2 + f): ln m = 2 atanh s = f - (f^2/2 - s (f^2/2 + z L(z))), z = s^2.
  const Real f = m - Real(1.0);
  const Real s = f / (Real(2.0) + f);
  const Real half_f = Real(0.5) * f;
  const Real z = s * s;
  const Real product = s * fma(z, estrin(z, log_coefficients), half_f * f);
  const Real k_ln2 = k * Real(ln2_short);  // exact
  high = k_ln2 + f;                        // k = 0, or |k ln 2| > |f|: the next line finds what the sum lost
  low = fma(-half_f, f, ((k_ln2 - high) + f) + fma(k, Real(ln2_short_rest), product));
}

}  // namespace maths

template <class Real>
FARSIDE_INLINE Real exp(const Real& x) {
  return maths::exp_of_sum(x, Real(0.0));
}

template <class Real>
FARSIDE_INLINE Real log(const Real& x) {
  const Real infinity(__builtin_inf());
  Real high, low;
  maths::log_parts(x, high, low);
  const Real outside = select(x == Real(0.0), -infinity, select(x > Real(0.0), x, Real(__builtin_nan(""))));
  return select((x > Real(0.0)) & (x < infinity), high + low, outside);
}

// base^exponent for base > 0. The logarithm is carried with its rest, so that small exponents cost nothing; what error
// it still has is multiplied by the exponent (32 ulp at exponents of 300, see README.md). A base of 0 gives 0 or
// infinity by the sign of the exponent, an exponent of 0 gives 1, a negative base NaN.
template <class Real>
FARSIDE_INLINE Real pow(const Real& base, const Real& exponent) {
  const Real infinity(__builtin_inf());
  Real high, low;
  maths::log_parts(base, high, low);
  const Real sum = high + low;
  low = (high - sum) + low;
  const auto inside = (base > Real(0.0)) & (base < infinity);
  const Real logarithm = select(inside, sum, log(base));
  const Real product = exponent * logarithm;
  const Real rest = fma(exponent, select(inside, low, Real(0.0)), fma(exponent, logarithm, -product));
  const Real usable = select(abs(product) < Real(1000.0), rest, Real(0.0));
  return select(exponent == Real(0.0), Real(1.0), maths::exp_of_sum(product, usable));
}

}  // namespace farside::inline FARSIDE_ISA
