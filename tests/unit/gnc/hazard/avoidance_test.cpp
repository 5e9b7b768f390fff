#include "gnc/hazard/avoidance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gnc/flight_software.h"
#include "unit/gnc/hazard/hazard_scene.h"

namespace farside::avoidance_test {
using namespace hazard_scene;

namespace {

// What the software holds to be true, above the site.
struct Known {
  GncOptions options;
  MoonOptions moon_options;
  VehicleParams<double> vehicle_params;
  MoonParams<double> moon;
  SensorParams<double> sensors;
  SiteFrame<double> site = site_frame(-0.79, 3.1, -5927.0);
  GncParams<double> settings;

  Known() {
    moon_options.rotation = false;
    options.guidance.law = GuidanceLaw::phased;
    options.avoidance.mode = AvoidanceMode::lidar;
    settings.guidance.translation.height_m = 30.0;
    settings.guidance.descent.speed_m_s = 1.75;
    settings.guidance.cutoff_height_m = 2.0;
  }
  OnboardModel model() const {
    return {
        options, moon_options, vehicle_params, moon, sensors, nullptr, 0, site, {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}, 0.0,
        0.1,     1.0};
  }
};

Look look(const Known& known, const Ground<double>& ground, const LidarPose& truth, const LidarPose& believed,
          double height_m, bool first, Scratch& scratch) {
  const Scan scan = Lidar<Lanes>(ground, exact_lidar(), 128, *scratch.lidar).look(truth, nullptr);
  const LookBelief belief{{believed.p_L, {0.0, 0.0, 0.0}, 1450.0, height_m}, believed.R_LB, believed.p_L, first};
  return look_for_site<Lanes>(scan, known.model(), 4, known.settings, belief, *scratch.hazard);
}

constexpr double hover_m = 101.45;

TEST(Avoidance, StaysAwayFromARockBelow) {
  Known known;
  Scratch scratch;
  const OneListed rock(rock_at(0.5, 0.0, 1.5, 1.0), listed_rock_edge_m);
  const Ground<double> ground = plane(0.0, 0.0, {{}, rock.view()});
  const LidarPose pose = over(0.0, 0.0, hover_m);
  const Look chosen = look(known, ground, pose, pose, 100.0, true, scratch);
  EXPECT_EQ(chosen.choice.result, AvoidanceResult::found);
  EXPECT_GT(chosen.ahead.index, 1.0);
  const double d = std::hypot(chosen.site_L.x - 0.5, chosen.site_L.y);
  const double margin = divert_bounds(known.model(), known.settings, {{}, {}, 1450.0, 100.0}, true, 1.62).margin_m;
  EXPECT_GT(d, 2.5 + margin - 0.5);  // the pads' disc, the margin, a cell
  EXPECT_LT(chosen.choice.index, 0.2);
}

// The chosen place is where the rock isn't *as believed*: with a position believed 7 m too far east it lies 7 m east of
// where that ground is, and the landing would come down as far beside it as the belief is wrong.
TEST(Avoidance, FollowsBelief) {
  Known known;
  Scratch a, b;
  const OneListed rock(rock_at(0.5, 0.0, 1.5, 1.0), listed_rock_edge_m);
  const Ground<double> ground = plane(0.0, 0.0, {{}, rock.view()});
  const LidarPose pose = over(0.0, 0.0, hover_m);
  const Look right = look(known, ground, pose, pose, 100.0, true, a);
  const Look wrong = look(known, ground, pose, over(7.0, 0.0, hover_m), 100.0, true, b);
  EXPECT_NEAR(wrong.site_L.x - right.site_L.x, 7.0, 1e-3);
  EXPECT_NEAR(wrong.site_L.y - right.site_L.y, 0.0, 1e-3);
  // as ways from the vehicle, which is what carries it there, they are the same
  EXPECT_NEAR(wrong.site_B.x, right.site_B.x, 1e-2);
}

TEST(Avoidance, TheSecondLookReachesLessFarAndStaysAsClose) {
  const Known known;
  const Estimate<double> high{{}, {}, 1450.0, 100.0}, low{{}, {}, 1450.0, 30.0};
  const DivertBounds first = divert_bounds(known.model(), known.settings, high, true, 1.62);
  const DivertBounds second = divert_bounds(known.model(), known.settings, low, false, 1.62);
  EXPECT_GT(first.reach.time_s, second.reach.time_s);
  EXPECT_NEAR(second.reach.time_s, (30.0 - known.settings.avoidance.steer_height_m) / 1.75, 1e-12);
  // 0.05 m/s until the next look or the ground, and 0.3 m
  EXPECT_NEAR(first.margin_m, 2.45 * std::hypot(0.05 * 70.0 / 3.0, 0.3), 1e-12);
  EXPECT_NEAR(second.margin_m, 2.45 * std::hypot(0.05 * 30.0 / 1.75, 0.3), 1e-12);
}

TEST(Avoidance, WithoutPropellantNothingIsInReach) {
  Known known;
  Scratch scratch;
  const MassParams<double>& m = known.vehicle_params.mass;
  const Estimate<double> dry{{}, {}, m.dry_mass_kg + m.rcs_propellant_kg, 100.0};
  const DivertBounds bounds = divert_bounds(known.model(), known.settings, dry, true, 1.62);
  EXPECT_LT(bounds.reach.speed_change_m_s, 0.0);
}

TEST(Avoidance, ADeadLidarLeavesThePlan) {
  Known known;
  const OnboardModel model = known.model();
  FlightSoftware<double> software(model);
  software.start(0, known.settings, {1.0, 0.0, 0.0, 0.0});
  Scratch scratch;
  LidarParams<double> dead = exact_lidar();
  dead.range_max_m = 0.0;
  const Scan scan = Lidar<double>(plane(), dead, 64, *scratch.lidar).look(over(0.0, 0.0, hover_m), nullptr);
  Measurements<double> z{};
  z.q_IB = {1.0, 0.0, 0.0, 0.0};
  const Look seen = software.see(0, z, scan, 4, *scratch.hazard);
  EXPECT_TRUE(std::isnan(seen.choice.index));
  EXPECT_EQ(software.state().phased.sited, 0.0);
  EXPECT_GT(software.state().phased.looks, 0.0);
}

}  // namespace

}  // namespace farside::avoidance_test
