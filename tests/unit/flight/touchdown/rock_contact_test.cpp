#include "flight/touchdown/rock_contact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/legs_scene.h"
#include "unit/lanes/near.h"

namespace farside::rock_contact_test {
using namespace legs_scene;

namespace {

// 1 m by 0.8 m, 0.4 m high, turned by 30 deg, on ground 2 m above the sphere.
constexpr double semi_m = 0.5, minor_m = 0.4, high_m = 0.4, base_m = 2.0;
Rock<double> rock() {
  const double c = std::cos(0.5235987755982988), s = 0.5;
  return {10.0, -5.0, c / semi_m, s / semi_m, -s / minor_m, c / minor_m, high_m};
}
Place<double> place(const Vec3<double>& p_L) { return {p_L.x, p_L.y, p_L.z, {0.0, 0.0, 1.0}}; }
RockPatch<double> at(const Vec3<double>& p_L, double radius_m = 0.0) {
  return rock_at_pad(rock(), base_m, place(p_L), p_L, radius_m);
}
double depth(const RockPatch<double>& patch, const Vec3<double>& p_L) {
  return patch.offset_m - dot(patch.normal_L, p_L);
}
// On the ellipsoid, by two angles; and its normal there.
Vec3<double> surface(double around, double up, Vec3<double>& normal) {
  const double u = std::cos(up) * std::cos(around), v = std::cos(up) * std::sin(around), w = std::sin(up);
  const double c = std::cos(0.5235987755982988), s = 0.5;
  const auto turned = [&](double x, double y) { return Vec3<double>{c * x - s * y, s * x + c * y, 0.0}; };
  normal = turned(u / semi_m, v / minor_m);
  normal.z = w / high_m;
  normal = (1.0 / norm(normal)) * normal;
  const Vec3<double> out = turned(u * semi_m, v * minor_m);
  return {10.0 + out.x, -5.0 + out.y, base_m + w * high_m};
}

TEST(RockContact, IsTheEllipsoidWithItsNormal) {
  for (double around = 0.0; around < 6.3; around += 0.37) {
    for (double up = 0.01; up < 1.57; up += 0.21) {
      Vec3<double> normal;
      const Vec3<double> p = surface(around, up, normal);
      const RockPatch<double> patch = at(p);
      EXPECT_TRUE(patch.near);
      EXPECT_NEAR(depth(patch, p), 0.0, 1e-12);
      expect_near(patch.normal_L, normal, 1e-12);
      const Vec3<double> inside = axpy(-0.002, normal, p);
      EXPECT_NEAR(depth(at(inside), inside), 0.002, 4e-5);  // of first order: depth^2 over the least radius
    }
  }
}

TEST(RockContact, APadsFaceReachesAsFarAsItsRim) {
  Vec3<double> normal;
  const Vec3<double> side = surface(0.0, 0.3, normal);
  const Vec3<double> axis{10.0, -5.0, side.z}, out = side - axis;
  const Vec3<double> pad = axis + ((norm(out) + 0.15) / norm(out)) * out;  // its rim touches there
  EXPECT_NEAR(depth(at(pad, 0.15), pad), 0.0, 1e-12);
  const Vec3<double> above{10.1, -5.0, base_m + high_m + 0.01};  // the top is under its face
  const RockPatch<double> patch = at(above, 0.15);
  EXPECT_NEAR(depth(patch, above), -0.01, 3e-4);
  expect_near(patch.normal_L, {0.0, 0.0, 1.0}, 1e-12);
}

TEST(RockContact, FarOnesAndNoneAreNotNear) {
  EXPECT_FALSE(at({12.0, -5.0, 2.0}).near);
  EXPECT_FALSE(rock_at_pad(Rock<double>{1e9, 1e9, 1.0, 0.0, 0.0, 1.0, 0.0}, 0.0, place({0.0, 0.0, 0.0}),
                           Vec3<double>{0.0, 0.0, 0.0}, 0.15)
                   .near);
}

// From above it sinks as a pad of its size does, from the depth at which it lies; aside it is held by what is buried.
TEST(RockContact, GivesWayWhereTheSoilNoLongerHoldsIt) {
  RockParams<double> rock;
  rock.buried_frac = 0.5;  // as deep as it stands high
  rock.density_kg_m3 = 3000.0;
  SoilParams<double> soil;
  soil.internal_friction_rad = 30.0 * unit::degree_rad;  // K = 3
  soil.cohesion_N_m2 = 800.0;
  soil.k_c_N_m2 = 0.0;
  const double gravity = 1.62, radius = 0.2, high = 0.15, area = 3.141592653589793 * radius * radius;
  const RockHold<double> hold = rock_hold(rock, soil, gravity);
  RockPatch<double> patch{{0.0, 0.0, 1.0}, 0.0, true, area, high};
  const Bearing<double> above = bearing_of_rock(hold, patch);
  EXPECT_NEAR(above.bearing_N, area * (7000.0 + 4e6 * high), 1e-6);
  EXPECT_NEAR(above.loading_N_m, area * 4e6, 1e-6);
  EXPECT_GT(above.most_N, 1e6);
  patch.normal_L = {0.6, 0.0, 0.8};
  const double weight = 3000.0 * gravity * area * (2.0 / 3.0) * (2.0 * high);
  const double wall = 2.0 * radius * high * (0.5 * 3.0 * 1700.0 * gravity * high + 2.0 * 800.0 * std::sqrt(3.0));
  const Bearing<double> aside = bearing_of_rock(hold, patch);
  EXPECT_NEAR(aside.most_N, (weight * std::tan(30.0 * unit::degree_rad) + wall) / 0.6, 1e-9);
  EXPECT_NEAR(aside.bearing_N, above.bearing_N / 0.8, 1e-6);
}

// Ground without craters and roughness, of which every case has its own.
Scene rocky_scene(double per_m2) {
  Scene scene;
  scene.options.moon.terrain.model = TerrainModel::sphere;
  scene.options.moon.terrain.relief.model = ReliefModel::generated;
  scene.relief = {crater_levels_max, octaves_max, true, {}};
  ReliefParams<double>& relief = scene.p.moon.terrain.relief;
  relief.craters.equilibrium_1_m2 = 0.0;
  relief.roughness.deviation_m = 0.0;
  relief.rocks.number_1_m2 = per_m2;
  return scene;
}
std::vector<CaseParams<double>> touchdowns_over(const Scene& scene, int count) {
  std::vector<CaseParams<double>> cases = random_touchdowns(scene, count, 2);
  for (int i = 0; i < count; ++i) cases[static_cast<std::size_t>(i)].moon.terrain.relief.ground = (i + 0.5) / count;
  return cases;
}

struct Ends {
  double worst_ledger = 0.0, moved_m = 0.0;
  int struck = 0, numerical = 0;
};
Ends ends_over(const Scene& scene, int count) {
  Ends sum;
  for (const TouchdownEnd& e : land<Lanes, uneven_ground>(scene, touchdowns_over(scene, count))) {
    sum.numerical += e.ending == TouchdownEnding::numerical;
    const LegsEnd& l = e.legs;
    const double open = l.energy_J - l.residual_J - l.struts_J - l.soil_J - l.friction_J;
    sum.worst_ledger = std::fmax(std::fabs(open) / l.energy_J, sum.worst_ledger);
    sum.moved_m += std::hypot(e.state.p_L.x, e.state.p_L.y) / count;
    sum.struck += e.memory.hull_s >= 0.0;
  }
  return sum;
}

TEST(RockContact, LedgerClosesAmongRocksAndRocksHurt) {  // P7
  const int count = lane_count == 2 ? 100 : 400;
  const Ends bare = ends_over(rocky_scene(0.0), count), rocks = ends_over(rocky_scene(1e-3), count);
  EXPECT_EQ(bare.numerical + rocks.numerical, 0);
  EXPECT_LT(bare.worst_ledger, 0.01);
  EXPECT_LT(rocks.worst_ledger, 0.01);
  EXPECT_GT(rocks.struck, bare.struck);
  EXPECT_LT(rocks.moved_m, bare.moved_m);  // what slides is stopped
}

TEST(RockContact, LanesHaveTheBitsOfCases) {
  Scene scene = rocky_scene(1e-3);
  ReliefParams<double>& relief = scene.p.moon.terrain.relief;
  relief.craters.equilibrium_1_m2 = 0.0794;
  relief.roughness.deviation_m = 0.03;
  const std::vector<CaseParams<double>> cases = touchdowns_over(scene, 24);
  const std::vector<TouchdownEnd> lanes = land<Lanes, uneven_ground>(scene, cases);
  const std::vector<TouchdownEnd> one = land<double, uneven_ground>(scene, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(bits_of(lanes[i].state.p_L.x), bits_of(one[i].state.p_L.x)) << i;
    EXPECT_EQ(bits_of(lanes[i].state.q_LB.w), bits_of(one[i].state.q_LB.w)) << i;
    EXPECT_EQ(bits_of(lanes[i].legs.soil_J), bits_of(one[i].legs.soil_J)) << i;
    EXPECT_EQ(bits_of(lanes[i].time_s), bits_of(one[i].time_s)) << i;
  }
}

// Pads rest on what is below them: on the ground, or on a rock.
TEST(RockContact, PadsRestOnTheGroundThatIsThere) {
  Scene scene = rocky_scene(2.8e-4);
  ReliefParams<double>& relief = scene.p.moon.terrain.relief;
  relief.craters.equilibrium_1_m2 = 0.0794;
  relief.roughness.deviation_m = 0.03;
  scene.p.start.touchdown.velocity_L.z = -1.5;
  scene.p.moon.regolith.soil.friction = 0.8;
  std::vector<CaseParams<double>> cases;
  for (int i = 0; i < 24; ++i) {
    cases.push_back(scene.p);
    cases.back().moon.terrain.relief.ground = (i + 0.5) / 24.0;
  }
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const std::vector<TouchdownEnd> ends = land<Lanes, uneven_ground>(scene, cases);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const Ground<double> ground = make_ground(world.view, cases[i].moon.terrain, world.site.radius_m);
    int standing = 0;
    for (int k = 0; k < 4; ++k) {
      const Place<double> under = place_of(ends[i].state.p_L + ends[i].legs.pad_L[k], ground.radius_m);
      const double soil_m = sample_ground(ground, under.east_m, under.north_m).elevation_m;
      const double top_m =
          soil_m + rocks_under_disc_m(ground.view.relief, ground.relief, under.east_m, under.north_m, 0.15);
      EXPECT_GT(under.height_m - soil_m, -0.1) << i;
      standing += under.height_m - top_m < 0.001;
    }
    EXPECT_GE(standing, 2) << i;
  }
}

}  // namespace

}  // namespace farside::rock_contact_test
