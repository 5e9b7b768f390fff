#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/landing_scene.h"
#include "unit/lanes/reference.h"

// Starts and handovers near uneven ground.
namespace farside::handover_test {
using namespace landing_scene;
using reference::Points;

namespace {

constexpr int side = 241;
constexpr double spacing_m = 0.25, corner_m = -30.0;

// Ground of 1 cell of slope between two levels 0.5 m apart, along north, or hills of some decimetres.
std::vector<float> step_heights() {
  std::vector<float> heights;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) heights.push_back(corner_m + column * spacing_m < 0.3 ? 0.0F : 0.5F);
  }
  return heights;
}
std::vector<float> rough_heights() {
  std::vector<float> heights;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const double east = corner_m + column * spacing_m, north = corner_m + row * spacing_m;
      heights.push_back(static_cast<float>(0.12 * std::sin(1.1 * east) * std::cos(0.9 * north) +
                                           0.05 * std::sin(2.7 * north + east)));
    }
  }
  return heights;
}

Scene on_map(TouchdownModel model, const std::vector<float>& heights) {
  Scene scene(model);
  scene.options.moon.terrain.model = TerrainModel::dem;
  scene.grids.push_back({heights.data(), side, side, corner_m, corner_m, spacing_m});
  return scene;
}

// Falls from 4 m or so over this place with the engine off, some drift, tilt and rate.
Scene falling(TouchdownModel model, const std::vector<float>& heights) {
  Scene scene = on_map(model, heights);
  scene.options.start = StartMode::site;
  scene.options.gnc.guidance.law = GuidanceLaw::open_loop;
  scene.options.gnc.control.mode = ControlMode::off;
  scene.p.start.site = {};
  scene.p.start.site.height_m = 5.5;
  scene.p.vehicle.limits.slide_m = 1e3;
  return scene;
}
std::vector<CaseParams<double>> falls(const Scene& scene, int count) {
  Points points(61);
  std::vector<CaseParams<double>> cases;
  for (int i = 0; i < count; ++i) {
    CaseParams<double> p = scene.p;
    SiteStartParams<double>& s = p.start.site;
    s.east_m = points.between(-4.0, 4.0);
    s.north_m = points.between(-4.0, 4.0);
    s.velocity_L.z = points.between(-2.0, -0.5);
    s.velocity_L.x = points.between(-0.7, 0.7);
    s.velocity_L.y = points.between(-0.7, 0.7);
    s.yaw_rad = points.between(-3.0, 3.0);
    s.tilt_east_rad = points.between(-0.05, 0.05);
    s.tilt_north_rad = points.between(-0.05, 0.05);
    cases.push_back(p);
  }
  return cases;
}

// Its least margin is within half a per cent of none, either way: the two steps decide.
bool on_the_edge(const LandingRecord& a, const LandingRecord& b) {
  double of_a = 1.0, of_b = 1.0;
  for (int k = 0; k < criterion_count; ++k) {
    if (a.margin[k] < of_a) of_a = a.margin[k];
    if (b.margin[k] < of_b) of_b = b.margin[k];
  }
  return std::fabs(of_a) < 0.005 && std::fabs(of_b) < 0.005;
}

// 200 falls on each ground: same outcome, same first cause. Contact is found within a step, and where a descent hands
// over with a pad in the ground, at the place and the speed that it would have had.
TEST(Handover, HeightDecidesNoVerdict) {
  const std::vector<float> grounds[] = {step_heights(), rough_heights()};
  for (const std::vector<float>& heights : grounds) {
    for (const TouchdownModel model : both_models) {
      Scene scene = falling(model, heights);
      const std::vector<CaseParams<double>> cases =
          falls(scene, lane_count == 2 ? 20 : 200);  // the baseline computes fma in software
      scene.options.touchdown.handover_height_m = 2.0;
      const std::vector<LandingRecord> high = fly<Lanes>(scene, cases);
      for (const double height_m : {0.5, 0.2}) {
        scene.options.touchdown.handover_height_m = height_m;
        const std::vector<LandingRecord> low = fly<Lanes>(scene, cases);
        for (std::size_t i = 0; i < cases.size(); ++i) {
          if (!on_the_edge(low[i], high[i])) {
            EXPECT_EQ(low[i].outcome, high[i].outcome) << int(model) << ' ' << height_m << ' ' << i;
            EXPECT_EQ(low[i].first_cause, high[i].first_cause) << int(model) << ' ' << height_m << ' ' << i;
          }
          // two steps of 1 ms, and what they fall by
          EXPECT_NEAR(low[i].touchdown_time, high[i].touchdown_time, 2e-3) << int(model) << ' ' << height_m << ' ' << i;
          EXPECT_NEAR(low[i].touchdown_speed_vertical, high[i].touchdown_speed_vertical, 3.3e-3)
              << int(model) << ' ' << height_m << ' ' << i;
        }
      }
    }
  }
}

// On uneven ground friction that holds a vehicle of model `rigid` creeps differently under each pad, and turns it: at
// rest all the same.
TEST(Rest, OnUnevenGroundIsWhatFrictionHolds) {
  const std::vector<float> heights = rough_heights();
  const Scene scene = falling(TouchdownModel::rigid, heights);
  int resting = 0;
  const std::vector<LandingRecord> landed = fly<Lanes>(scene, falls(scene, 40));
  for (const LandingRecord& r : landed) resting += margin(r, Criterion::not_at_rest) == 1.0 ? 1 : 0;
  EXPECT_EQ(resting, 40);
}

TEST(OffMap, IsSaidAtItsTimeAndNothingOfWhatComesAfter) {
  const std::vector<float> heights(side * side, 0.0F);
  for (const TouchdownModel model : both_models) {
    Scene scene = on_map(model, heights);
    scene.p.start.touchdown.east_m = 26.0;  // the map ends at 30 m, less a cell; the pads are 1.7 m ahead
    LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::safe));
    EXPECT_EQ(margin(r, Criterion::off_map), 1.0);
    scene.p.moon.regolith.friction = scene.p.moon.regolith.soil.friction = 0.0;
    scene.p.start.touchdown.velocity_L.x = 0.9;
    r = fly_one(scene);
    EXPECT_EQ(margin(r, Criterion::off_map), -1.0);
    EXPECT_NEAR(time_of(r, Criterion::off_map), (29.75 - 26.0 - 2.35 / std::sqrt(2.0)) / 0.9,
                0.1);  // looked up every 65 ms
    EXPECT_GT(r.touchdown_time, 0.0);
    EXPECT_TRUE(std::isnan(margin(r, Criterion::not_at_rest)) && std::isnan(margin(r, Criterion::final_tilt)));
    EXPECT_TRUE(std::isnan(r.landing_east));
    EXPECT_FALSE(has_cause(r, Cause::off_corridor));
    scene.p.start.touchdown.east_m = 40.0;
    r = fly_one(scene);
    EXPECT_EQ(time_of(r, Criterion::off_map), 0.0);
    EXPECT_TRUE(std::isnan(r.touchdown_time));
  }
}

TEST(Starts, InTheGroundCanNotBe) {
  const std::vector<float> heights = step_heights();
  for (const TouchdownModel model : both_models) {
    const auto is_invalid = [](const LandingRecord& r) {
      return is(r, Status::numerical_failure) && is_first(r, Cause::invalid_draw);
    };
    Scene scene(model);
    scene.p.start.touchdown.height_m = -0.01;
    EXPECT_TRUE(is_invalid(fly_one(scene)));
    scene.p.start.touchdown.height_m = 0.0;
    EXPECT_TRUE(is(fly_one(scene), Status::done));

    Scene site = falling(model, heights);
    site.p.start.site.height_m = 1.6;  // the pads stand 0.15 m above the lower ground, and 0.35 m in the upper
    site.p.start.site.east_m = -5.0;
    EXPECT_TRUE(is(fly_one(site), Status::done));
    site.p.start.site.east_m = 0.0;
    EXPECT_TRUE(is_invalid(fly_one(site)));
    site.options.touchdown.model = TouchdownModel::none;  // the CG alone
    EXPECT_TRUE(is(fly_one(site), Status::done));
    site.p.start.site.height_m = -0.1;
    EXPECT_TRUE(is_invalid(fly_one(site)));
  }
}

// start.touchdown on a map: the lowest part stands its height above the ground that is under that part.
TEST(Starts, JustAboveAStepStandAboveEachPadsGround) {
  const std::vector<float> heights = step_heights();
  Scene scene = on_map(TouchdownModel::rigid, heights);
  scene.p.start.touchdown.height_m = 0.1;
  for (const double east_m : {-5.0, -0.4, 0.0, 1.0, 5.0}) {
    scene.p.start.touchdown.east_m = east_m;
    KernelSetup setup{};
    setup.options = scene.options;
    setup.nominal = reinterpret_cast<const double*>(&scene.p);
    setup.grids[setup.grid_count++] = scene.grids[0];
    const DescentWorld world(setup);
    const TouchdownState<double> s = start_above_ground(world, scene.p).state;
    const Ground<double> ground = make_ground(world.view, scene.p.moon.terrain, world.site.radius_m);
    const double expected = east_m < -2.0 ? 0.0 : 0.5;  // the leading pads are 1.66 m ahead
    EXPECT_NEAR(s.p_L.z - scene.p.vehicle.mass.cg_z_m - 0.1, expected, 1e-3) << east_m;
    EXPECT_NEAR(clearance_of_parts(ground, vehicle_shape(scene.p.vehicle, 4, 0.0, 0.0), s.p_L, s.q_LB), 0.1, 1e-6)
        << east_m;
  }
}

}  // namespace

}  // namespace farside::handover_test
