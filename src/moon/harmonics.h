#pragma once
// The sums behind the acceleration of a spherical-harmonic field, after Pines (AIAA J. 11(11), 1973): no trigonometry
// and no special case at the poles.
//
// (xi, eta, zeta) = R p / r^2 is the inverted position; rho = R / r its length; r_m + i i_m = (xi + i eta)^m. The
// derived Legendre functions A_nm (m-th derivative of P_n at z / r) enter as polynomials of it, H_nm = rho^(n-m) A_nm.
// With k = gm / r^3 then
//   a = k (R (b1, b2, b3) - (1 + b4) p)
//   b1 = sum m H_nm (C r_m-1 + S i_m-1)      b3 = sum H_n,m+1   (C r_m + S i_m)
//   b2 = sum m H_nm (S r_m-1 - C i_m-1)      b4 = sum H_n+1,m+1 (C r_m + S i_m)
// over n = 2..degree, m = 0..n, with unnormalised C and S. Stored is H_nm / (n + m - 1)!!, because then the recursion
// along columns, A_n+1,m+1 = (n + m + 1) A_nm + u A_n,m+1, costs one fma: the factors go into constants. Everything
// unrolls at compile time.
#include "lanes/vec.h"
#include "moon/gravity_field.h"

namespace farside::inline FARSIDE_ISA {

template <class Real>
struct HarmonicSums {
  Vec3<Real> direct;  // b1, b2, b3
  Real radial;        // b4
};

// n (n - 2) (n - 4) ...; 1 for n <= 0
constexpr double double_factorial(int n) {
  double product = 1.0;
  for (; n > 1; n -= 2) product *= n;
  return product;
}

template <int value_>
struct Index {
  static constexpr int value = value_;
};
// f(Index<first>), f(Index<first + 1>), ... f(Index<last>): a loop whose counter is a constant.
template <int first, int last, class F>
FARSIDE_INLINE void for_each_index(F&& f) {
  if constexpr (first <= last) {
    f(Index<first>{});
    for_each_index<first + 1, last>(f);
  }
}

// sum + c * x, without the addition where the sum is still empty
template <bool is_first, class Real>
FARSIDE_INLINE Real accumulate(double c, const Real& x, const Real& sum) {
  if constexpr (is_first) return Real(c) * x;
  else return fma(Real(c), x, sum);
}

// C and S of one (n, m), unnormalised, with the factors that the three sums want.
template <int n, int m>
struct FieldTerm {
  static constexpr double scale = denormalisation(n, m);
  static constexpr double c = scale * gravity_field[n][m].c, s = scale * gravity_field[n][m].s;
  static constexpr double same = m * double_factorial(n + m - 1);  // of H_nm
  static constexpr double next = double_factorial(n + m);          // of H_n,m+1
  static constexpr double after = double_factorial(n + m + 1);     // of H_n+1,m+1
};

// Not inlined: one copy a degree, some 450 operations at degree 8.
template <int degree, class Real>
[[gnu::noinline]] HarmonicSums<Real> harmonic_sums_of(const Vec3<Real>& p_A, const Real& inverse_r2_1_m2,
                                                      const Real& radius_m) {
  const Real scale = radius_m * inverse_r2_1_m2;
  const Real xi = scale * p_A.x, eta = scale * p_A.y, zeta = scale * p_A.z;
  const Real rho2 = radius_m * scale;

  Real kappa_zeta[2 * degree + 1];
  for_each_index<0, 2 * degree>([&](auto j) __attribute__((always_inline)) {
    kappa_zeta[j.value] = Real(double_factorial(j.value) / double_factorial(j.value + 1)) * zeta;
  });

  Real column[degree + 2];  // H_nm of this order m, n = m..degree
  column[0] = Real(1.0);
  column[1] = zeta;
  for_each_index<1, degree - 1>([&](auto n) __attribute__((always_inline)) {
    constexpr double along =
        (2.0 * n.value + 1.0) / (n.value + 1.0) * double_factorial(n.value - 1) / double_factorial(n.value);
    constexpr double back = -1.0 / (n.value + 1.0);
    column[n.value + 1] = fma(Real(along) * zeta, column[n.value], (Real(back) * rho2) * column[n.value - 1]);
  });

  HarmonicSums<Real> b{{Real(0.0), Real(0.0), Real(0.0)}, Real(0.0)};
  Real re(1.0), im(0.0), re_before(0.0), im_before(0.0);  // (xi + i eta)^m and ^(m - 1)
  for_each_index<0, degree>([&](auto order) __attribute__((always_inline)) {
    constexpr int m = order.value;
    constexpr int first = m > 2 ? m : 2;

    Real next[degree + 2];  // H_n,m+1, n = m + 1..degree + 1
    next[m + 1] = Real(1.0);
    for_each_index<m + 1, degree>([&](auto n) __attribute__((always_inline)) {
      next[n.value + 1] = fma(kappa_zeta[n.value + m], next[n.value], column[n.value]);
    });

    Real c_same, s_same, c_next(0.0), s_next(0.0), c_after, s_after;
    for_each_index<first, degree>([&](auto n) __attribute__((always_inline)) {
      using Term = FieldTerm<n.value, m>;
      constexpr bool is_first = n.value == first;
      c_after = accumulate<is_first>(Term::c * Term::after, next[n.value + 1], c_after);
      if constexpr (m > 0) {
        c_same = accumulate<is_first>(Term::c * Term::same, column[n.value], c_same);
        s_same = accumulate<is_first>(Term::s * Term::same, column[n.value], s_same);
        s_after = accumulate<is_first>(Term::s * Term::after, next[n.value + 1], s_after);
      }
      if constexpr (n.value > m) {
        constexpr bool is_first_next = n.value == (m + 1 > 2 ? m + 1 : 2);
        c_next = accumulate<is_first_next>(Term::c * Term::next, next[n.value], c_next);
        if constexpr (m > 0) s_next = accumulate<is_first_next>(Term::s * Term::next, next[n.value], s_next);
      }
    });

    if constexpr (m == 0) {
      b.direct.z = c_next;
      b.radial = c_after;
    } else {
      re_before = re;
      im_before = im;
      re = fnma(eta, im_before, xi * re_before);
      im = fma(eta, re_before, xi * im_before);
      b.direct.x = fma(im_before, s_same, fma(re_before, c_same, b.direct.x));
      b.direct.y = fnma(im_before, c_same, fma(re_before, s_same, b.direct.y));
      b.direct.z = fma(im, s_next, fma(re, c_next, b.direct.z));
      b.radial = fma(im, s_after, fma(re, c_after, b.radial));
    }
    for_each_index<m + 1, degree>([&](auto n) __attribute__((always_inline)) { column[n.value] = next[n.value]; });
  });
  return b;
}

// Degree 2..8, the same for all lanes; what lies outside is taken as the nearest of these.
template <class Real>
FARSIDE_INLINE HarmonicSums<Real> harmonic_sums(int degree, const Vec3<Real>& p_A, const Real& inverse_r2_1_m2,
                                                const Real& radius_m) {
  if (degree >= 8) return harmonic_sums_of<8>(p_A, inverse_r2_1_m2, radius_m);
  if (degree == 7) return harmonic_sums_of<7>(p_A, inverse_r2_1_m2, radius_m);
  if (degree == 6) return harmonic_sums_of<6>(p_A, inverse_r2_1_m2, radius_m);
  if (degree == 5) return harmonic_sums_of<5>(p_A, inverse_r2_1_m2, radius_m);
  if (degree == 4) return harmonic_sums_of<4>(p_A, inverse_r2_1_m2, radius_m);
  if (degree == 3) return harmonic_sums_of<3>(p_A, inverse_r2_1_m2, radius_m);
  return harmonic_sums_of<2>(p_A, inverse_r2_1_m2, radius_m);
}

}  // namespace farside::inline FARSIDE_ISA
