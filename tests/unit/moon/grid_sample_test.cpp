#include "moon/grid_sample.h"

#include <gtest/gtest.h>
#include <cmath>
#include <limits>
#include <vector>

namespace farside::grid_sample_test {
namespace {

struct TestGrid {
  std::vector<float> heights;
  HeightGrid grid;
  template <class F>
  TestGrid(int columns, int rows, double east_min, double north_min, double spacing, F&& height) {
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c)
        heights.push_back(static_cast<float>(height(east_min + c * spacing, north_min + r * spacing)));
    }
    grid = {heights.data(), columns, rows, east_min, north_min, spacing};
  }
  TestGrid(const TestGrid&) = delete;
};

double dyadic_plane(double e, double n) { return 3.5 + 0.25 * e - 0.5 * n; }

TEST(GridSample, ReproducesAPlane) {
  const TestGrid t(12, 9, -50.0, 20.0, 10.0, dyadic_plane);
  for (double e = -39.0; e < 50.0; e += 3.7) {
    const GridSample<double> s = sample_grid(t.grid, e, 63.3);
    ASSERT_TRUE(s.covered);
    EXPECT_NEAR(s.elevation_m, dyadic_plane(e, 63.3),
                1e-13);  // heights of 40 m, units in the last place of 7e-15, a few of them
    EXPECT_NEAR(s.slope_east, 0.25, 1e-14);
    EXPECT_NEAR(s.slope_north, -0.5, 1e-14);
  }
}

TEST(GridSample, HitsItsNodes) {
  auto height = [](double e, double n) { return std::round(64.0 * std::sin(0.7 * e) * std::cos(0.9 * n)) / 64.0; };
  const TestGrid t(9, 8, 0.0, 0.0, 1.0, height);
  for (int r = 2; r <= 5; ++r) {
    for (int c = 2; c <= 6; ++c) EXPECT_EQ(sample_grid(t.grid, double(c), double(r)).elevation_m, height(c, r));
  }
}

TEST(GridSample, ErrorFallsWithTheCubeOfTheSpacing) {
  auto height = [](double e, double n) { return 20.0 * std::sin(e / 90.0) * std::cos(n / 70.0); };
  double error[2] = {0.0, 0.0};
  for (int k = 0; k < 2; ++k) {
    const double spacing = k == 0 ? 10.0 : 5.0;
    const int nodes = k == 0 ? 60 : 120;
    const TestGrid t(nodes, nodes, -100.0, -100.0, spacing, height);
    for (double e = 0.0; e < 200.0; e += 1.3) {
      const double n = 0.61 * e + 7.0;
      error[k] = std::max(error[k], std::abs(sample_grid(t.grid, e, n).elevation_m - height(e, n)));
    }
  }
  EXPECT_GT(error[0] / error[1],
            7.0);  // 2^3, less what float heights (1e-6 m of 2e-3 m) and the place of the largest error blur
  EXPECT_LT(error[0], 20.0 * std::pow(10.0 / 70.0, 3) / 12.0);  // h^3 f''' / 24 in each direction
}

TEST(GridSample, IsContinuousWithItsSlopeAcrossCells) {
  const TestGrid t(10, 10, 0.0, 0.0, 5.0,
                   [](double e, double n) { return std::round(1024.0 * std::sin(e * 12.9 + n * 78.2)) / 1024.0; });
  const double step = 1e-11;
  for (int c = 2; c <= 7; ++c) {
    for (double along = 6.1; along < 38.0; along += 4.7) {
      const GridSample<double> a = sample_grid(t.grid, 5.0 * c - step, along),
                               b = sample_grid(t.grid, 5.0 * c + step, along);
      const double tolerance = 1e-10;  // 2e-11 m of a slope below 1 and a curvature below 4 / 5 m
      EXPECT_NEAR(a.elevation_m, b.elevation_m, tolerance);
      EXPECT_NEAR(a.slope_east, b.slope_east, tolerance);
      EXPECT_NEAR(a.slope_north, b.slope_north, tolerance);
      EXPECT_NEAR(a.weight, b.weight, tolerance);
      const GridSample<double> p = sample_grid(t.grid, along, 5.0 * c - step),
                               q = sample_grid(t.grid, along, 5.0 * c + step);
      EXPECT_NEAR(p.elevation_m, q.elevation_m, tolerance);
      EXPECT_NEAR(p.slope_east, q.slope_east, tolerance);
      EXPECT_NEAR(p.slope_north, q.slope_north, tolerance);
    }
  }
}

TEST(GridSample, SlopesAreTheDifferencesOfHeightsAndWeights) {
  const TestGrid t(12, 12, 0.0, 0.0, 5.0,
                   [](double e, double n) { return std::round(1024.0 * std::sin(e * 12.9 + n * 78.2)) / 1024.0; });
  const double h = 1e-4;
  const double tolerance = 1e-9;  // h^2 f''' / 6 with f''' below 10 / 5^3, and 1e-16 / h
  for (double e = 5.9; e < 48.0; e += 2.61) {
    for (double n = 6.2; n < 48.0; n += 3.37) {
      const GridSample<double> s = sample_grid(t.grid, e, n);
      const GridSample<double> w = sample_grid(t.grid, e - h, n), x = sample_grid(t.grid, e + h, n);
      const GridSample<double> y = sample_grid(t.grid, e, n - h), z = sample_grid(t.grid, e, n + h);
      EXPECT_NEAR(s.slope_east, (x.elevation_m - w.elevation_m) / (2 * h), tolerance);
      EXPECT_NEAR(s.slope_north, (z.elevation_m - y.elevation_m) / (2 * h), tolerance);
      EXPECT_NEAR(s.weight_east_1_m, (x.weight - w.weight) / (2 * h), tolerance);
      EXPECT_NEAR(s.weight_north_1_m, (z.weight - y.weight) / (2 * h), tolerance);
    }
  }
}

TEST(GridSample, CoversUpToOneNodeInside) {
  const TestGrid t(8, 8, 0.0, 0.0, 1.0, dyadic_plane);
  EXPECT_TRUE(sample_grid(t.grid, 1.001, 3.0).covered);
  EXPECT_FALSE(sample_grid(t.grid, 0.999, 3.0).covered);
  EXPECT_TRUE(sample_grid(t.grid, 5.999, 3.0).covered);
  EXPECT_FALSE(sample_grid(t.grid, 6.001, 3.0).covered);
  EXPECT_TRUE(sample_grid(t.grid, 3.0, 5.999).covered);
  EXPECT_FALSE(sample_grid(t.grid, 3.0, 6.001).covered);
  EXPECT_FALSE(sample_grid(t.grid, 3.0, 0.999).covered);
}

TEST(GridSample, AnythingOutsideReadsNothingOutside) {
  // the grid's own storage is exact: the address sanitizer sees any read beyond it
  const TestGrid t(4, 5, 0.0, 0.0, 1.0, dyadic_plane);
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  for (double e : {-inf, -1e300, -1e10, -5.0, 0.0, 1.5, 3.0, 1e10, 1e300, inf, nan}) {
    for (double n : {-inf, -1e300, -1e10, -5.0, 0.0, 4.0, 1e10, 1e300, inf, nan})
      EXPECT_FALSE(sample_grid(t.grid, e, n).covered);
  }
  EXPECT_TRUE(sample_grid(t.grid, 1.5, 1.5).covered);
}

TEST(GridSample, AGridTooSmallForTheInterpolationCoversNothing) {
  const TestGrid t(3, 9, 0.0, 0.0, 1.0, dyadic_plane);
  EXPECT_FALSE(sample_grid(t.grid, 1.5, 4.5).covered);
}

TEST(GridSample, NodesWithoutDataUncoverTheirNeighbourhood) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const TestGrid t(12, 12, 0.0, 0.0, 1.0, [&](double e, double n) { return e == 5.0 && n == 6.0 ? nan : 1.0F; });
  EXPECT_FALSE(sample_grid(t.grid, 5.0, 6.0).covered);
  EXPECT_FALSE(sample_grid(t.grid, 6.9, 7.9).covered);
  EXPECT_TRUE(sample_grid(t.grid, 7.1, 6.0).covered);
  EXPECT_TRUE(sample_grid(t.grid, 5.0, 3.9).covered);
}

TEST(GridSample, LanesGiveTheBitsOfDouble) {
  const TestGrid t(12, 12, 0.0, 0.0, 5.0,
                   [](double e, double n) { return std::round(1024.0 * std::sin(e * 12.9 + n * 78.2)) / 1024.0; });
  const double inf = std::numeric_limits<double>::infinity();
  const double places[] = {7.3, -3.0, 29.99, 30.0, std::nan(""), 52.0, 1e300, 44.1, -inf, 5.0};
  for (int shift = 0; shift < 10; ++shift) {
    Lanes e(0.0), n(0.0);
    for (int i = 0; i < lane_count; ++i) {
      set_lane(e, i, places[(shift + i) % 10]);
      set_lane(n, i, 20.0 + 1.7 * i);
    }
    const GridSample<Lanes> s = sample_grid(t.grid, e, n);
    for (int i = 0; i < lane_count; ++i) {
      const GridSample<double> one = sample_grid(t.grid, lane(e, i), lane(n, i));
      ASSERT_EQ(lane(s.covered, i), one.covered);
      if (!one.covered) continue;
      EXPECT_EQ(bits_of(lane(s.elevation_m, i)), bits_of(one.elevation_m));
      EXPECT_EQ(bits_of(lane(s.slope_east, i)), bits_of(one.slope_east));
      EXPECT_EQ(bits_of(lane(s.slope_north, i)), bits_of(one.slope_north));
      EXPECT_EQ(bits_of(lane(s.weight, i)), bits_of(one.weight));
      EXPECT_EQ(bits_of(lane(s.weight_east_1_m, i)), bits_of(one.weight_east_1_m));
      EXPECT_EQ(bits_of(lane(s.weight_north_1_m, i)), bits_of(one.weight_north_1_m));
    }
  }
}

}  // namespace

}  // namespace farside::grid_sample_test
