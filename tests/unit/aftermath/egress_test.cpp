#include "aftermath/egress.h"

#include <gtest/gtest.h>

#include "unit/aftermath/made_sky.h"

namespace farside::egress_test {
using namespace made_sky;

namespace {

Ground<double> plane(double slope_rad, double downhill_rad) {
  TerrainParams<double> params;
  params.slope_rad = slope_rad;
  params.slope_azimuth_rad = downhill_rad;
  return make_ground({TerrainModel::plane, nullptr, 0, {}}, params, radius_m);
}

// A vehicle whose pad plane lies in the ground, body x towards `heading` of the compass before it leans.
AtRest standing(const Ground<double>& ground, double heading_rad) {
  const Vec3<double> normal = unit_vector(Vec3<double>{-ground.slope_east, -ground.slope_north, 1.0});
  const double lean = std::acos(normal.z);
  const Quat<double> yaw = turned_about(0.5 * M_PI - heading_rad, {0.0, 0.0, 1.0});
  const Quat<double> q = lean > 0.0 ? turned_about(lean, {-normal.y, normal.x, 0.0}) * yaw : yaw;
  const Vec3<double> cg_B{0.0, 0.0, 1.4};
  return {0.0, rotation(q) * cg_B, q, cg_B};
}

struct Out {
  GroundAbout about;
  RoverParams<double> rover;
  Way way(const Ground<double>& ground, const AtRest& rest, int number = 0, int ways = 1) {
    about.look<Lanes>(ground, place_of(rest.p_L, radius_m), egress_reach_m(rover));
    return Egress(about, rest, at_target, radius_m, rover).find(number, ways);
  }
};

// A rail from a hinge `h` over a plane makes asin(h / L) with it; its pitch is that of R d, the roll that of R l.
TEST(Egress, OnAPlaneHasThePitchAndTheRollOfTheTurnedRails) {
  Out out;
  for (const double slope_deg : {0.0, 4.0, 9.0}) {
    for (const double heading_deg : {0.0, 35.0, 120.0, 250.0}) {
      const Ground<double> ground = plane(slope_deg * degree, 70.0 * degree);
      const AtRest rest = standing(ground, heading_deg * degree);
      const RoverParams<double>& r = out.rover;
      const Mat3<double> R_LB = rotation(rest.q_LB);
      const double down = std::asin(r.hinge_height_m / r.rail_m);
      const Vec3<double> rail_L = R_LB * Vec3<double>{std::cos(down), 0.0, -std::sin(down)},
                         left_L = R_LB * Vec3<double>{0.0, 1.0, 0.0}, ahead_L = R_LB * Vec3<double>{1.0, 0.0, 0.0};
      const Way way = out.way(ground, rest);
      EXPECT_NEAR(way.pitch_rad, std::fabs(std::asin(-rail_L.z)), 1e-5);
      EXPECT_NEAR(way.roll_rad, std::fabs(std::asin(left_L.z)), 1e-5);
      EXPECT_NEAR(way.slope_rad, slope_deg * degree, 1e-5);
      const double rise = ahead_L.z / across(ahead_L);  // along the horizontal way ahead
      EXPECT_NEAR(way.step_m, std::fabs(r.wheel_m * rise), 1e-5);
      EXPECT_NEAR(way.clearance_m, 0.25 * r.hinge_height_m / std::cos(slope_deg * degree), 1e-5);
      const double aside = left_L.z / across(left_L);
      EXPECT_NEAR(way.obstacle_m, 0.25 * std::max(std::fabs(rise), std::fabs(aside)),
                  0.25 * 0.02 * slope_deg / 9.0 + 2e-6);
    }
  }
}

TEST(Egress, IsMeasuredByTheLimitThatIsNearest) {
  Out out;
  const Ground<double> ground = plane(9.0 * degree, 90.0 * degree);  // falls towards east
  const AtRest rest = standing(ground, 0.0);                         // out to the north: across the slope
  const Way way = out.way(ground, rest);
  EXPECT_NEAR(way.margin, (10.0 - 9.0) / 10.0, 1e-4);  // roll
  out.rover.limits.roll_rad = 8.0 * degree;
  EXPECT_NEAR(out.way(ground, rest).margin, (8.0 - 9.0) / 8.0, 1e-4);
  out.rover.limits.roll_rad = 80.0 * degree;
  out.rover.limits.pitch_rad = 20.0 * degree;
  EXPECT_NEAR(out.way(ground, rest).margin,
              1.0 - std::asin(1.3 / 3.5) / (20.0 * degree) * (way.pitch_rad / std::asin(1.3 / 3.5)), 1e-4);
}

// Downhill the rails are steeper than uphill, by twice the slope.
TEST(Egress, GoesTheWayThatIsAskedFor) {
  Out out;
  const Ground<double> ground = plane(8.0 * degree, 0.0);  // falls towards north
  const AtRest rest = standing(ground, 0.0);
  const double level = std::asin(out.rover.hinge_height_m / out.rover.rail_m);
  EXPECT_NEAR(out.way(ground, rest, 0, 2).pitch_rad, level + 8.0 * degree, 1e-5);
  EXPECT_NEAR(out.way(ground, rest, 1, 2).pitch_rad, level - 8.0 * degree, 1e-5);
}

// A step across the way: higher ground from `edge_m` ahead of body z on.
TEST(Egress, OverAStepOfAMapIsLessSteepAndTheRailsSpanIt) {
  constexpr int side = 321;
  constexpr double spacing_m = 0.125, first_m = -0.5 * (side - 1) * spacing_m;
  std::vector<float> heights;
  for (int r = 0; r < side; ++r) {
    for (int c = 0; c < side; ++c) heights.push_back(first_m + r * spacing_m > 3.0 ? 0.5F : 0.0F);
  }
  const HeightGrid grid{heights.data(), side, side, first_m, first_m, spacing_m};
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  Out out;
  AtRest rest = standing(ground, 0.0);  // out to the north
  const Way up = out.way(ground, rest);
  EXPECT_NEAR(up.pitch_rad, std::asin((1.3 - 0.5) / 3.5), 0.002);
  EXPECT_NEAR(up.slope_rad, 0.0, 1e-3);
  rest = standing(ground, M_PI);  // out to the south: nothing of it
  EXPECT_NEAR(out.way(ground, rest).pitch_rad, std::asin(1.3 / 3.5), 1e-4);
}

TEST(Egress, IsUnknownWhereNoMapShowsTheGround) {
  constexpr int side = 41;
  std::vector<float> heights(side * side, 0.0F);
  const HeightGrid grid{heights.data(), side, side, -5.0, -5.0, 0.25};  // 10 m wide
  const Ground<double> ground = make_ground({TerrainModel::dem, &grid, 1, {}}, {}, radius_m);
  Out out;
  EXPECT_TRUE(std::isnan(out.way(ground, standing(ground, 0.3)).margin));
}

}  // namespace

}  // namespace farside::egress_test
