#pragma once
// Covariance of the filter's errors, a case a lane (Maybeck 1979, Stochastic Models, Estimation and Control 1, ch. 5;
// Sola 2017, arXiv:1711.02508, error of the attitude in the outer frame).
//   0  position, frame I          3  velocity, frame I     6  attitude: rotation vector in I, true = turn(error)
//   believed 9  bias of the gyros, body   12  bias of the accelerometers, body    15  height of the ground above the
//   map
// All are true minus believed. The ground's height may be considered only: its spread counts, and nothing corrects it
// (Schmidt).
#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside::inline FARSIDE_ISA {

inline constexpr int filter_states = 16, of_position = 0, of_velocity = 3, of_attitude = 6, of_gyros = 9,
                     of_accelerometers = 12, of_ground = 15;

// Symmetric, all of it kept. Nothing but Reals.
template <class Real>
struct Covariance {
  Real p[filter_states][filter_states];
};

// What an interval does to the errors, to first order in them; `T`: its length. With f the specific force and R the
// attitude: velocity' = -f x attitude - R accelerometers + (dg/dr) position, attitude' = -R gyros.
template <class Real>
struct Interval {
  Real T_s;
  Vec3<Real> change_I;                                     // integral of the specific force
  Mat3<Real> R_IB;                                         // mean attitude
  Mat3<Real> gravity_slope_1_s2;                           // dg/dr
  Real velocity_1, attitude_1, gyros_1, accelerometers_1;  // variances that noise adds to each axis
  Real ground_left, ground_added_m2;                       // part of the ground's height that stays; variance added
};

// Slope of a point mass's gravity, k = gm / r^3, `up` towards the zenith.
template <class Real>
FARSIDE_INLINE Mat3<Real> central_slope(const Real& k, const Vec3<Real>& up) {
  const Real k3 = Real(3.0) * k;
  return {{fma(k3 * up.x, up.x, -k), k3 * up.x * up.y, k3 * up.x * up.z},
          {k3 * up.x * up.y, fma(k3 * up.y, up.y, -k), k3 * up.y * up.z},
          {k3 * up.x * up.z, k3 * up.y * up.z, fma(k3 * up.z, up.z, -k)}};
}

// a x, as a matrix.
template <class Real>
FARSIDE_INLINE Mat3<Real> cross_matrix(const Vec3<Real>& a) {
  const Real zero(0.0);
  return {{zero, -a.z, a.y}, {a.z, zero, -a.x}, {-a.y, a.x, zero}};
}
template <class Real>
FARSIDE_INLINE Mat3<Real> operator*(const Scalar<Real>& s, const Mat3<Real>& m) {
  return {s * m.row0, s * m.row1, s * m.row2};
}

// to += m from, of three rows.
template <class Real>
FARSIDE_INLINE void add_rows(Real (&p)[filter_states][filter_states], int to, const Mat3<Real>& m, int from) {
  const Vec3<Real>* const row[3] = {&m.row0, &m.row1, &m.row2};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < filter_states; ++j)
      p[to + i][j] =
          fma(row[i]->z, p[from + 2][j], fma(row[i]->y, p[from + 1][j], fma(row[i]->x, p[from][j], p[to + i][j])));
  }
}
template <class Real>
FARSIDE_INLINE void add_columns(Real (&p)[filter_states][filter_states], int to, const Mat3<Real>& m, int from) {
  const Vec3<Real>* const row[3] = {&m.row0, &m.row1, &m.row2};
  for (int j = 0; j < filter_states; ++j) {
    for (int i = 0; i < 3; ++i)
      p[j][to + i] =
          fma(row[i]->z, p[j][from + 2], fma(row[i]->y, p[j][from + 1], fma(row[i]->x, p[j][from], p[j][to + i])));
  }
}

// The blocks of F beside the diagonal, one after the other, as add(to, block, from): each takes what later ones were
// before the interval. Left out is what gravity's slope, 1e-6 1/s^2, does in second order.
template <class Real, class Add>
FARSIDE_INLINE void each_block(const Interval<Real>& t, const Add& add) {
  const Real T = t.T_s, half = Real(0.5) * T, zero(0.0);
  // a force that is even over the interval turns as the attitude's error grows: 1/2 of the velocity, 1/6 of the way
  const Mat3<Real> pull = cross_matrix(-t.change_I), turn = (-T) * t.R_IB, twist = pull * t.R_IB;
  const Mat3<Real> stay{{T, zero, zero}, {zero, T, zero}, {zero, zero, T}};
  add(of_position, stay, of_velocity);
  add(of_position, half * pull, of_attitude);
  add(of_position, (Real(-1.0 / 6.0) * T * T) * twist, of_gyros);
  add(of_position, (-half * T) * t.R_IB, of_accelerometers);
  add(of_velocity, T * t.gravity_slope_1_s2, of_position);
  add(of_velocity, pull, of_attitude);
  add(of_velocity, (-half) * twist, of_gyros);
  add(of_velocity, turn, of_accelerometers);
  add(of_attitude, turn, of_gyros);
}

// F P F^T + Q.
template <class Real>
[[gnu::noinline]] void propagate(Covariance<Real>& c, const Interval<Real>& t) {
  auto& p = c.p;
  const Real T = t.T_s, half = Real(0.5) * T;
  each_block(
      t, [&](int to, const Mat3<Real>& m, int from) __attribute__((always_inline)) { add_rows(p, to, m, from); });
  each_block(
      t, [&](int to, const Mat3<Real>& m, int from) __attribute__((always_inline)) { add_columns(p, to, m, from); });
  for (int j = 0; j < of_ground; ++j) p[of_ground][j] = t.ground_left * p[of_ground][j];
  p[of_ground][of_ground] = fma(t.ground_left * t.ground_left, p[of_ground][of_ground], t.ground_added_m2);
  const Real way = (T * T) * Real(1.0 / 3.0) * t.velocity_1, mixed = half * t.velocity_1;
  for (int i = 0; i < 3; ++i) {
    p[of_position + i][of_position + i] += way;
    p[of_velocity + i][of_position + i] += mixed;
    p[of_velocity + i][of_velocity + i] += t.velocity_1;
    p[of_attitude + i][of_attitude + i] += t.attitude_1;
    p[of_gyros + i][of_gyros + i] += t.gyros_1;
    p[of_accelerometers + i][of_accelerometers + i] += t.accelerometers_1;
  }
  for (int i = 1; i < filter_states; ++i) {
    for (int j = 0; j < i; ++j) p[j][i] = p[i][j];
  }
}

// What a scalar reading says of the errors: reading - expected = h . errors + noise. Blocks that it says nothing of are
// left out.
template <class Real>
struct Sensitivity {
  int blocks;  // how many there are
  int block[2];
  Vec3<Real> h[2];
  Real ground;
  bool of_ground_too;
};

template <class Real>
struct Corrections {
  Real of[filter_states];
};

// P h, and h P h.
template <class Real>
struct Spread {
  Corrections<Real> with;  // covariance of the reading with each state
  Real variance;           // of the reading, but for its noise
};
template <class Real>
[[gnu::noinline]] Spread<Real> spread_of(const Covariance<Real>& c, const Sensitivity<Real>& s) {
  Spread<Real> spread;
  for (int i = 0; i < filter_states; ++i) {
    Real sum = s.of_ground_too ? s.ground * c.p[of_ground][i] : Real(0.0);
    for (int b = 0; b < s.blocks; ++b) {
      const int j = s.block[b];
      sum = fma(s.h[b].z, c.p[j + 2][i], fma(s.h[b].y, c.p[j + 1][i], fma(s.h[b].x, c.p[j][i], sum)));
    }
    spread.with.of[i] = sum;
  }
  const Real* const w = spread.with.of;
  spread.variance = s.of_ground_too ? s.ground * w[of_ground] : Real(0.0);
  for (int b = 0; b < s.blocks; ++b) {
    const int j = s.block[b];
    spread.variance = fma(s.h[b].z, w[j + 2], fma(s.h[b].y, w[j + 1], fma(s.h[b].x, w[j], spread.variance)));
  }
  return spread;
}

// P after a scalar reading of the innovation's variance S was taken with these gains, in Joseph's form, which holds for
// any gains: P - k c - c k + S k k, with c = P h. Where `taken`.
template <class Real>
[[gnu::noinline]] void take(Covariance<Real>& c, const Corrections<Real>& gain, const Corrections<Real>& with,
                            const Real& S, const MaskOf<Real>& taken) {
  for (int i = 0; i < filter_states; ++i) {
    const Real left = select(taken, fnma(S, gain.of[i], with.of[i]), Real(0.0)),
               k = select(taken, gain.of[i], Real(0.0));
    for (int j = 0; j <= i; ++j) {
      const Real x = fnma(k, with.of[j], fnma(left, gain.of[j], c.p[i][j]));
      c.p[i][j] = c.p[j][i] = x;
    }
    c.p[i][i] = max(c.p[i][i], Real(1e-30));
  }
}

}  // namespace farside::inline FARSIDE_ISA
