#include "gnc/navigation/covariance.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "gnc/navigation/filter.h"
#include "lanes/lane_struct.h"
#include "unit/lanes/reference.h"

namespace farside::covariance_test {
using reference::Points;

namespace {

constexpr int n = filter_states;
using Vector = Vec3<double>;
using Matrix = std::array<std::array<double, n>, n>;

Matrix zero() { return {}; }
Matrix unit() {
  Matrix m{};
  for (int i = 0; i < n; ++i) m[i][i] = 1.0;
  return m;
}
Matrix times(const Matrix& a, const Matrix& b) {
  Matrix c{};
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < n; ++k) {
      for (int j = 0; j < n; ++j) c[i][j] += a[i][k] * b[k][j];
    }
  }
  return c;
}
Matrix transpose(const Matrix& a) {
  Matrix b{};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) b[i][j] = a[j][i];
  }
  return b;
}
Matrix of(const Covariance<double>& c) {
  Matrix m{};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) m[i][j] = c.p[i][j];
  }
  return m;
}
// Is it positive definite? Cholesky's way.
bool positive(const Matrix& m) {
  Matrix l{};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = m[i][j];
      for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
      if (i == j && !(sum > 0.0)) return false;
      l[i][j] = i == j ? std::sqrt(sum) : sum / l[j][j];
    }
  }
  return true;
}

// A covariance in which everything goes with everything, of the sizes that a flight has.
constexpr double sizes[n] = {300, 500, 200, 1, 0.5, 0.8, 1e-4, 2e-4, 1e-4, 1e-7, 1e-7, 2e-7, 5e-4, 4e-4, 5e-4, 20};
Covariance<double> mixed(Points& points) {
  Matrix a{};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) a[i][j] = (i == j ? 1.0 : points.between(-0.2, 0.2)) * sizes[i];
  }
  const Matrix p = times(a, transpose(a));
  Covariance<double> c;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) c.p[i][j] = p[i][j];
  }
  return c;
}

Quat<double> some_attitude() { return normalised(Quat<double>{0.8, 0.1, -0.5, 0.2}); }
Interval<double> some_interval(double T_s) {
  const double k = 9e-7;
  const Vector force_I{1.5, -2.0, 0.7};
  return {T_s, T_s * force_I, rotation(some_attitude()), {{2 * k, 0, 0}, {0, -k, 0}, {0, 0, -k}}, 0, 0, 0, 0, 1.0, 0.0};
}
// The errors' equation in time, x' = A x, of that interval.
Matrix rate_of(const Interval<double>& t) {
  Matrix a = zero();
  const Mat3<double> pull = cross_matrix((-1.0 / t.T_s) * t.change_I);
  const auto put = [&](int row, int column, const Mat3<double>& m, double factor) {
    const Vector* const rows[3] = {&m.row0, &m.row1, &m.row2};
    for (int i = 0; i < 3; ++i) {
      a[row + i][column] = factor * rows[i]->x;
      a[row + i][column + 1] = factor * rows[i]->y;
      a[row + i][column + 2] = factor * rows[i]->z;
    }
  };
  put(of_position, of_velocity, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 1.0);
  put(of_velocity, of_attitude, pull, 1.0);
  put(of_velocity, of_accelerometers, t.R_IB, -1.0);
  put(of_velocity, of_position, t.gravity_slope_1_s2, 1.0);
  put(of_attitude, of_gyros, t.R_IB, -1.0);
  return a;
}
// exp(A T) by its series.
Matrix transition(const Interval<double>& t) {
  const Matrix a = rate_of(t);
  Matrix sum = unit(), term = unit();
  for (int k = 1; k < 20; ++k) {
    term = times(term, a);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) {
        term[i][j] *= t.T_s / k;
        sum[i][j] += term[i][j];
      }
    }
  }
  return sum;
}

void expect_near(const Matrix& found, const Matrix& wanted, double part) {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) EXPECT_NEAR(found[i][j], wanted[i][j], part * sizes[i] * sizes[j]) << i << ", " << j;
  }
}

TEST(Covariance, GoesOnAsTheErrorsDo) {
  Points points(1);
  for (const double T_s : {0.1, 1.0, 2.0}) {
    Covariance<double> c = mixed(points);
    const Interval<double> t = some_interval(T_s);
    const Matrix f = transition(t), wanted = times(times(f, of(c)), transpose(f));
    propagate(c, t);
    expect_near(of(c), wanted, 2e-5);  // gravity's slope, 2e-6 1/s^2, in second order
    EXPECT_TRUE(positive(of(c)));
  }
}

TEST(Covariance, TakesUpNoise) {
  Points points(2);
  Covariance<double> c = mixed(points), still = c;
  Interval<double> t = some_interval(2.0);
  propagate(still, t);
  t.velocity_1 = 0.5, t.attitude_1 = 1e-9, t.gyros_1 = 1e-15, t.accelerometers_1 = 1e-8;
  t.ground_left = 0.25, t.ground_added_m2 = 375.0;
  propagate(c, t);
  for (int i = 0; i < 3; ++i) {
    // white noise of the velocity of 0.25 m^2/s^3: T^3/3 of it in the position, T^2/2 between
    EXPECT_NEAR(c.p[i][i] - still.p[i][i], 0.25 * 8.0 / 3.0, 1e-9);
    EXPECT_NEAR(c.p[3 + i][i] - still.p[3 + i][i], 0.25 * 2.0, 1e-9);
    EXPECT_NEAR(c.p[3 + i][3 + i] - still.p[3 + i][3 + i], 0.5, 1e-12);
    EXPECT_NEAR(c.p[6 + i][6 + i] - still.p[6 + i][6 + i], 1e-9, 1e-16);
    EXPECT_NEAR(c.p[9 + i][9 + i] - still.p[9 + i][9 + i], 1e-15, 1e-22);
    EXPECT_NEAR(c.p[12 + i][12 + i] - still.p[12 + i][12 + i], 1e-8, 1e-15);
  }
  EXPECT_NEAR(c.p[15][15], still.p[15][15] / 16.0 + 375.0, 1e-9);
  EXPECT_NEAR(c.p[15][0], 0.25 * still.p[15][0], 1e-9);
  EXPECT_TRUE(positive(of(c)));
}

Sensitivity<double> range_like() {
  return {2, {of_position, of_attitude}, {{0.6, 0.0, 0.8}, {800.0, -300.0, 500.0}}, -1.0, true};
}
Corrections<double> best_gain(const Spread<double>& spread, double S) {
  Corrections<double> gain;
  for (int i = 0; i < n; ++i) gain.of[i] = spread.with.of[i] / S;
  return gain;
}

TEST(Covariance, FallsByWhatAReadingTells) {
  Points points(3);
  Covariance<double> c = mixed(points);
  const Matrix before = of(c);
  const Sensitivity<double> s = range_like();
  double h[n] = {0.6, 0.0, 0.8, 0, 0, 0, 800.0, -300.0, 500.0, 0, 0, 0, 0, 0, 0, -1.0};
  double with[n] = {}, variance = 0.0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) with[i] += before[i][j] * h[j];
  }
  for (int i = 0; i < n; ++i) variance += h[i] * with[i];
  const Spread<double> spread = spread_of(c, s);
  EXPECT_NEAR(spread.variance, variance, 1e-12 * variance);
  const double S = variance + 4.0;
  take(c, best_gain(spread, S), spread.with, S, true);
  Matrix wanted = before;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) wanted[i][j] -= with[i] * with[j] / S;
  }
  expect_near(of(c), wanted, 1e-9);
  EXPECT_TRUE(positive(of(c)));
  // what it says is now known to the reading's own noise, and no better
  const double left = spread_of(c, s).variance;
  EXPECT_NEAR(left, variance * 4.0 / S, 1e-6);
}

TEST(Covariance, IsNotTouchedByWhatIsNotTaken) {
  Points points(4);
  Covariance<double> c = mixed(points);
  const Matrix before = of(c);
  const Spread<double> spread = spread_of(c, range_like());
  take(c, best_gain(spread, 10.0), spread.with, 10.0, false);
  expect_near(of(c), before, 0.0);
}

// T109 of a prior of 200 m and ten readings of 5 m; T62, the steady state of a random walk.
TEST(Covariance, MeetsTheClosedFormsOfOneNumber) {
  Covariance<double> c{};
  for (int i = 0; i < n; ++i) c.p[i][i] = 1.0;
  c.p[0][0] = 200.0 * 200.0;
  const Sensitivity<double> height{1, {of_position, 0}, {{1.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}, 0.0, false};
  for (int i = 0; i < 10; ++i) {
    const Spread<double> spread = spread_of(c, height);
    const double S = spread.variance + 25.0;
    take(c, best_gain(spread, S), spread.with, S, true);
  }
  EXPECT_NEAR(std::sqrt(c.p[0][0]), 1.581089422, 1e-9);

  const Sensitivity<double> angle{1, {of_attitude, 0}, {{1.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}, 0.0, false};
  Interval<double> t{};
  t.T_s = 0.1, t.attitude_1 = 0.01 * 0.1, t.ground_left = 1.0;
  for (int i = 0; i < 2000; ++i) {
    propagate(c, t);
    const Spread<double> spread = spread_of(c, angle);
    const double S = spread.variance + 0.25;
    if (i == 1999) {
      EXPECT_NEAR(spread.variance, 0.01631929202, 1e-9);
      EXPECT_NEAR(spread.variance / S, 0.06127716808, 1e-9);
    }
    take(c, best_gain(spread, S), spread.with, S, true);
  }
  EXPECT_NEAR(c.p[6][6], 0.01531929202, 1e-9);
}

// Schmidt: what is considered keeps its spread, however often it is measured with, and the others never fall below what
// it leaves them.
TEST(Covariance, KeepsWhatIsOnlyConsidered) {
  Points points(5);
  Covariance<double> c = mixed(points);
  for (int j = 0; j < of_ground; ++j) c.p[of_ground][j] = c.p[j][of_ground] = 0.0;
  c.p[of_ground][of_ground] = 400.0;
  const Sensitivity<double> height{1, {of_position, 0}, {{1.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}, -1.0, true};
  for (int i = 0; i < 500; ++i) {
    const Spread<double> spread = spread_of(c, height);
    const double S = spread.variance + 1.0;
    Corrections<double> gain = best_gain(spread, S);
    gain.of[of_ground] = 0.0;
    take(c, gain, spread.with, S, true);
  }
  EXPECT_EQ(c.p[of_ground][of_ground], 400.0);
  EXPECT_NEAR(std::sqrt(c.p[0][0]), 20.0, 0.1);
  EXPECT_TRUE(positive(of(c)));
}

TEST(Covariance, MeasuresErrorsByItself) {
  Points points(6);
  const Covariance<double> c = mixed(points);
  const Vector e{100.0, -50.0, 30.0};
  // solved by elimination
  double m[3][4];
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) m[i][j] = c.p[of_position + i][of_position + j];
  }
  m[0][3] = e.x, m[1][3] = e.y, m[2][3] = e.z;
  for (int i = 0; i < 3; ++i) {
    for (int r = i + 1; r < 3; ++r) {
      const double f = m[r][i] / m[i][i];
      for (int k = i; k < 4; ++k) m[r][k] -= f * m[i][k];
    }
  }
  double x[3];
  for (int i = 2; i >= 0; --i) {
    x[i] = m[i][3];
    for (int k = i + 1; k < 3; ++k) x[i] -= m[i][k] * x[k];
    x[i] /= m[i][i];
  }
  const double wanted = e.x * x[0] + e.y * x[1] + e.z * x[2];
  EXPECT_NEAR(normalised_square(c, of_position, e), wanted, 1e-9 * wanted);
}

TEST(CovarianceLanes, AreTheCasesOneByOne) {
  Points points(7);
  Covariance<Lanes> c;
  Covariance<double> one[lane_count];
  Interval<Lanes> t;
  for (int i = 0; i < lane_count; ++i) {
    one[i] = mixed(points);
    put_lane(c, i, one[i]);
    Interval<double> interval = some_interval(1.0 + 0.1 * i);
    interval.velocity_1 = 0.1 * i, interval.ground_left = 0.9;
    put_lane(t, i, interval);
    propagate(one[i], interval);
    const Spread<double> spread = spread_of(one[i], range_like());
    take(one[i], best_gain(spread, spread.variance + 4.0), spread.with, spread.variance + 4.0, i % 2 == 0);
  }
  propagate(c, t);
  const Sensitivity<double> r = range_like();
  const Sensitivity<Lanes> s{
      2, {of_position, of_attitude}, {in_all_lanes<Lanes>(r.h[0]), in_all_lanes<Lanes>(r.h[1])}, Lanes(-1.0), true};
  const Spread<Lanes> spread = spread_of(c, s);
  const Lanes S = spread.variance + Lanes(4.0);
  Corrections<Lanes> gain;
  for (int i = 0; i < n; ++i) gain.of[i] = spread.with.of[i] / S;
  Mask taken(false);
  for (int i = 0; i < lane_count; ++i) set_lane(taken, i, i % 2 == 0);
  take(c, gain, spread.with, S, taken);
  for (int i = 0; i < lane_count; ++i) {
    const Covariance<double> found = take_lane(c, i);
    for (int a = 0; a < n; ++a) {
      for (int b = 0; b < n; ++b) EXPECT_EQ(found.p[a][b], one[i].p[a][b]) << i << ": " << a << ", " << b;
    }
  }
}

}  // namespace

}  // namespace farside::covariance_test
