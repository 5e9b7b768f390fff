#pragma once
// Correct answers by MPFR, and the distance of a double from them in units of its last place.
#include <mpfr.h>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace reference {

// One MPFR number of 128 bits, freed with its scope.
class Number {
 public:
  Number() { mpfr_init2(value_, 128); }
  explicit Number(double x) : Number() { mpfr_set_d(value_, x, MPFR_RNDN); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { mpfr_clear(value_); }
  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }

 private:
  mpfr_t value_;
};

// |computed - exact| over the spacing of doubles at exact (2^-1074 below the normals); infinite where one is not finite
// and the other is.
inline double ulp_error(double computed, const Number& exact) {
  const double nearest = mpfr_get_d(exact.get(), MPFR_RNDN);
  if (!std::isfinite(nearest) || !std::isfinite(computed)) {
    const bool same = nearest == computed || (std::isnan(nearest) && std::isnan(computed));
    return same ? 0.0 : std::numeric_limits<double>::infinity();
  }
  const long exponent = mpfr_zero_p(exact.get()) ? -1100 : mpfr_get_exp(exact.get());  // |exact| in [2^(e-1), 2^e)
  const long unit = exponent - 53 < -1074 ? -1074 : exponent - 53;
  Number difference(computed);
  mpfr_sub(difference.get(), difference.get(), exact.get(), MPFR_RNDN);
  mpfr_mul_2si(difference.get(), difference.get(), -unit, MPFR_RNDN);
  return std::fabs(mpfr_get_d(difference.get(), MPFR_RNDN));
}

// Points for tests: a fixed sequence of 64-bit words (SplitMix64), the same everywhere.
class Points {
 public:
  explicit Points(std::uint64_t seed) : state_(seed) {}
  std::uint64_t word() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double between(double low, double high) { return low + (high - low) * (static_cast<double>(word() >> 11) * 0x1p-53); }
  // Evenly spread over the exponents low ... high, either sign.
  double of_exponents(int low, int high) {
    const double mantissa = between(1.0, 2.0);
    const int exponent = low + static_cast<int>(word() % static_cast<std::uint64_t>(high - low + 1));
    const double x = std::ldexp(mantissa, exponent);
    return (word() & 1) ? -x : x;
  }

 private:
  std::uint64_t state_;
};

}  // namespace reference
