#include "flight/touchdown/stable_step.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/flight/landing_scene.h"

namespace farside::stable_step_test {
using namespace landing_scene;

namespace {

// Semi-implicit Euler on a mass, a spring and a damper: does it die out?
bool dies_out(double k, double c, double step_s) {
  double x = 1.0, v = 0.0;
  for (int n = 0; n < 20000; ++n) {
    v -= step_s * (k * x + c * v);
    x += step_s * v;
    if (!(std::fabs(x) < 1e6)) return false;
  }
  return std::fabs(x) < 1e3;
}
TEST(StableStep, IsTheLongestThatDiesOut) {
  for (const double k : {1.0, 100.0, 1e4}) {
    for (const double c : {0.1, 1.0, 30.0, 1000.0}) {
      const double longest_s = longest_stable_step_s(k, c);
      EXPECT_TRUE(dies_out(k, c, 0.999 * longest_s)) << k << ' ' << c;
      EXPECT_FALSE(dies_out(k, c, 1.01 * longest_s)) << k << ' ' << c;
    }
  }
}

TEST(StableStep, LeastInertiaIsNeverAboveTheLeastMoment) {
  EXPECT_EQ(least_inertia_kg_m2({1000.0, 1200.0, 900.0, 0.0, 0.0, 0.0}), 900.0);
  // moments of 1000 +- 600 about axes turned by 45 deg
  const double bound = least_inertia_kg_m2({1000.0, 1000.0, 1600.0, 600.0, 0.0, 0.0});
  EXPECT_LE(bound, 400.0);
  EXPECT_GE(bound, 100.0);
}

bool is_numerical(const LandingRecord& r) { return is(r, Status::numerical_failure) && is_first(r, Cause::numerical); }

// Ground on which c5184d9 threw vehicles up, safe or tipped over: refused for the step, and right with a step that
// does.
TEST(StableStep, OfACasesOwnGroundIsAsked) {
  const double grounds[][2] = {{1e9, 1e8}, {1e8, 4e5}, {4e4, 8e6}};
  for (const auto& ground : grounds) {
    Scene scene;
    scene.p.moon.regolith.stiffness_N_m = ground[0];
    scene.p.moon.regolith.damping_N_s_m = ground[1];
    scene.p.start.touchdown.tilt_east_rad = 2.0 * degree;
    EXPECT_TRUE(is_numerical(fly_one(scene))) << ground[0] << ' ' << ground[1];
    const MassProperties<double> body = mass_properties(scene.p.vehicle.mass, 0.0, 1421.0);
    const double longest_s = longest_stable_rigid_step_s(body, 1421.0, 4, scene.p.vehicle.legs, scene.p.moon.regolith);
    EXPECT_LT(longest_s, 1e-3);
    scene.options.touchdown.step_s = 0.99 * longest_s;
    if (longest_s < 1e-5) continue;  // half a minute
    scene.options.touchdown.time_max_s = 10.0;
    const LandingRecord r = fly_one(scene);
    EXPECT_TRUE(is(r, Outcome::safe)) << ground[0] << ' ' << ground[1] << ' ' << int(r.first_cause);
    EXPECT_LT(r.landing_up, 1.46);
  }
}

TEST(StableStep, OfACasesOwnLegsIsAsked) {
  Scene scene(TouchdownModel::legs);
  scene.p.vehicle.legs.pad_mass_kg = 0.1;  // as drawn: the nominal 6 kg are checked by the configuration
  EXPECT_TRUE(is_numerical(fly_one(scene)));
  scene.p.vehicle.legs.pad_mass_kg = 6.0;
  EXPECT_FALSE(is_numerical(fly_one(scene)));
  scene.p.moon.regolith.soil.k_phi_N_m3 = 1e12;
  EXPECT_TRUE(is_numerical(fly_one(scene)));
  scene.p.moon.regolith.soil = {};
  scene.p.moon.regolith.soil.foot2.strength = 1000.0;  // as if k_phi were that of all feet
  EXPECT_TRUE(is_numerical(fly_one(scene)));
}

// Within the stable step, but so stiff that the first step into the ground makes energy.
TEST(Energy, OutOfNowhereIsANumericalFailure) {
  Scene scene;
  scene.p.moon.regolith.damping_N_s_m = 0.0;
  scene.p.moon.regolith.stiffness_N_m = 1.9e8;
  scene.options.touchdown.time_max_s = 5.0;
  int failures = 0, kept = 0;
  for (int i = 0; i < 20; ++i) {
    scene.p.start.touchdown.velocity_L.z = -2.0 - 0.01 * i;
    const LandingRecord r = fly_one(scene);
    failures += is_numerical(r) ? 1 : 0;
    // without damping nothing comes down to rest, but nothing flies higher than it came from
    if (is(r, Status::done)) ++kept;
  }
  EXPECT_GT(failures, 10);
  scene.p.moon.regolith.stiffness_N_m = 4e4;
  EXPECT_TRUE(is(fly_one(scene), Status::done));
}

TEST(Energy, OfTheHardestCrashStaysInItsLedger) {
  for (const TouchdownModel model : both_models) {
    for (const double tilt_deg : {0.0, 20.0, 50.0, 90.0, 180.0}) {
      for (const double speed_m_s : {5.0, 20.0, 60.0, 190.0}) {
        Scene scene(model);
        scene.p.vehicle.limits.tip_over_tilt_rad = 180.0 * degree;
        scene.options.touchdown.time_max_s = 10.0;
        scene.p.start.touchdown.tilt_east_rad = tilt_deg * degree;
        scene.p.start.touchdown.velocity_L.z = -speed_m_s;
        scene.p.start.touchdown.velocity_L.x = 0.3 * speed_m_s;
        const LandingRecord r = fly_one(scene);
        EXPECT_TRUE(is(r, Outcome::lost)) << int(model) << ' ' << tilt_deg << " deg, " << speed_m_s << " m/s";
      }
    }
  }
}

TEST(Steps, AreCountedBeyondTwoThousandMillion) {
  EXPECT_EQ(whole_steps(1000.0, 4e-7), 2500000000);
  EXPECT_EQ(whole_steps(1000.0, 1e-7), 10000000000);
  Scene scene(TouchdownModel::legs);
  scene.options.touchdown.legs_step_s = 4e-7;
  scene.options.touchdown.time_max_s = 1000.0;
  KernelSetup setup{};
  setup.options = scene.options;
  setup.nominal = reinterpret_cast<const double*>(&scene.p);
  const DescentWorld world(setup);
  const LegsLoop<double, flat_ground> loop(world);
  EXPECT_GT(loop.rounds_max(), 2500000000 / 41000);  // rounds of 16 ms; c5184d9 ended after none
}

}  // namespace

}  // namespace farside::stable_step_test
