#include "flight/descent/plant.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <memory>
#include <vector>

#include "flight/start/start.h"
#include "unit/lanes/near.h"
#include "unit/lanes/reference.h"

namespace farside::plant_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;

// A vehicle 1 km over the site, at rest, in no gravity and on a Moon that doesn't turn; an engine without lag and
// delays.
struct Scene {
  CampaignOptions options;
  CaseParams<double> p;

  Scene() {
    options.moon.rotation = false;
    options.moon.gravity.model = GravityModel::uniform;
    p.moon.gravity.g_m_s2 = 0.0;
    p.start.site.height_m = 1000.0;
    EngineParams<double>& e = p.vehicle.engine;
    e.lag_s = e.delay_s = e.tail_off_s = e.cutoff_delay_s = e.isp_droop = 0.0;
    e.rate_max_N_s = 1e9;
    e.position_B.z = 0.0;
  }
};

template <class Real>
struct Flown {
  KernelSetup setup{};
  std::unique_ptr<DescentWorld> world;
  std::unique_ptr<Plant<Real, false>> plant;
  double time_s = 0.0;

  Flown(const CampaignOptions& options, const CaseParams<double>& known) {
    setup.options = options;
    setup.nominal = reinterpret_cast<const double*>(&known);
    world = std::make_unique<DescentWorld>(setup);
    plant = std::make_unique<Plant<Real, false>>(*world);
  }
  void start(int lane, const CaseParams<double>& p) {
    DescentState<double> s = start_at_site(p.start.site, world->site, world->turning_rad_s(p.moon));
    s.propellant_kg = p.vehicle.mass.propellant_kg;
    s.rcs_propellant_kg = p.vehicle.mass.rcs_propellant_kg;
    plant->start(lane, p, s, 1, static_cast<std::uint64_t>(lane));
  }
  void period(const Commands<Real>& c) {
    plant->begin_period(Real(time_s), c, true);
    for (int i = 0; i < world->steps; ++i) plant->step();
    time_s += world->control_s;
  }
};

Flown<double> flown(const Scene& scene) {
  Flown<double> f(scene.options, scene.p);
  f.start(0, scene.p);
  f.plant->renew_body();
  return f;
}

const Commands<double> still{0.0, 0.0, 0.0, 1e30, {0.0, 0.0, 0.0}};
Commands<double> torque(const Vector& t) { return {0.0, 0.0, 0.0, 1e30, t}; }

double flow_of(const Scene& s, double torque_N_m) {
  return torque_N_m / (s.p.vehicle.thrusters.arm_m * s.p.vehicle.thrusters.isp_s * standard_gravity_m_s2);
}

// Propellant for two and a half periods of torque: what the third has is spread over it, and turns the vehicle as far
// as it goes.
TEST(Plant, SpreadsThrusterPropellantThatDoesntLastOverItsPeriod) {
  for (const int step_ticks : {1, 5, 10}) {
    Scene scene;
    scene.options.flight.step_ticks = step_ticks;
    const double flow = flow_of(scene, 300.0), lasts_s = 0.25;
    scene.p.vehicle.mass.rcs_propellant_kg = lasts_s * flow;
    Flown<double> f = flown(scene);
    const MassProperties<double> body =
        mass_properties(scene.p.vehicle.mass, f.plant->state().propellant_kg, f.plant->mass_kg());
    const double shares[] = {1.0, 1.0, 0.5, 0.0, 0.0};
    double dry_s = -1.0;
    for (int i = 0; i < 5; ++i) {
      f.plant->begin_period(f.time_s, torque({0.0, 0.0, -300.0}), true);
      EXPECT_NEAR(f.plant->torque_B().z, -300.0 * shares[i], 1e-9) << i;
      const double left_s = f.plant->rcs_left_s();
      if (i < 3) {
        EXPECT_NEAR(left_s, lasts_s - 0.1 * i, 1e-12);
        if (left_s < 0.1) dry_s = f.time_s + left_s;
      }
      EXPECT_EQ(f.plant->rcs_runs_out(), i >= 2) << i;
      for (int k = 0; k < f.world->steps; ++k) f.plant->step();
      f.time_s += 0.1;
      EXPECT_NEAR(f.plant->state().rcs_propellant_kg, std::fmax(lasts_s - 0.1 * (i + 1), 0.0) * flow, 1e-12) << i;
    }
    EXPECT_NEAR(dry_s, lasts_s, 1e-12);
    EXPECT_NEAR(f.plant->state().w_B.z, -300.0 * lasts_s / body.inertia.zz, 1e-12)
        << "all of it has turned the vehicle";
  }
}

TEST(Plant, TakesTheFlowOfAllAxesTogether) {
  Scene scene;
  Flown<double> f = flown(scene);
  const double before = f.plant->state().rcs_propellant_kg;
  f.period(torque({100.0, -50.0, 30.0}));
  EXPECT_NEAR(before - f.plant->state().rcs_propellant_kg, 0.1 * flow_of(scene, 180.0), 1e-12);
  f.plant->begin_period(f.time_s, still, true);
  EXPECT_LT(f.plant->rcs_left_s(), 0.0);  // none flows
  EXPECT_FALSE(f.plant->rcs_runs_out());
}

TEST(Plant, TurnsWithoutPropellantWhereThatIsNotAsked) {
  Scene scene;
  scene.options.vehicle.thrusters.uses_propellant = false;
  scene.p.vehicle.mass.rcs_propellant_kg = 0.0;
  Flown<double> f = flown(scene);
  f.period(torque({0.0, 0.0, 100.0}));
  EXPECT_EQ(f.plant->torque_B().z, 100.0);
  EXPECT_GT(f.plant->state().w_B.z, 0.0);
}

TEST(Plant, GivesNoMoreTorqueThanItsOwnThrusters) {
  Scene scene;
  scene.p.vehicle.thrusters.torque_max_B.x = 250.0;
  Flown<double> f = flown(scene);
  f.period(torque({-1000.0, 1000.0, 50.0}));
  expect_near(f.plant->torque_B(), {-250.0, scene.p.vehicle.thrusters.torque_max_B.y, 50.0}, 0.0);
  Scene off = scene;
  off.options.gnc.control.mode = ControlMode::off;
  Flown<double> g = flown(off);
  g.period(torque({-1000.0, 1000.0, 50.0}));
  expect_near(g.plant->torque_B(), {0.0, 0.0, 0.0}, 0.0);
}

double exhaust_m_s(const Scene& s) { return s.p.vehicle.engine.isp_s * standard_gravity_m_s2; }
double burnt_kg(const Scene& s, const Flown<double>& f) {
  return s.p.vehicle.mass.propellant_kg - f.plant->state().propellant_kg;
}

// A burn shorter than a control period, from `wait` to `until` within it.
TEST(Plant, BurnsForLessThanAControlPeriod) {
  for (const int step_ticks : {1, 5, 10}) {
    for (const double wait_s : {0.0, 0.013, 0.04, 0.061}) {
      for (const double until_s : {0.065, 0.08, 0.099}) {
        Scene scene;
        scene.options.flight.step_ticks = step_ticks;
        Flown<double> f = flown(scene);
        f.period(still);
        f.period({1.0, 3000.0, wait_s, until_s, {0.0, 0.0, 0.0}});
        for (int i = 0; i < 5; ++i) f.period(still);
        const double burnt = (until_s - wait_s) * 3000.0 / exhaust_m_s(scene);
        EXPECT_NEAR(burnt_kg(scene, f), burnt, 1e-11) << wait_s << " to " << until_s;
        EXPECT_NEAR(norm(f.plant->state().v_I), exhaust_m_s(scene) * std::log1p(burnt / f.plant->mass_kg()), 1e-7);
        EXPECT_FALSE(f.plant->engine().on);
      }
    }
  }
}

// With the engine's delays it burns for its time, longer by what the cutoff's delay is more than the ignition's.
TEST(Plant, BurnsForLessThanAControlPeriodBehindItsDelays) {
  for (const double delay_s : {0.0, 0.02, 0.05}) {
    for (const double cutoff_delay_s : {0.0, 0.03, 0.05}) {
      Scene scene;
      scene.p.vehicle.engine.delay_s = delay_s;
      scene.p.vehicle.engine.cutoff_delay_s = cutoff_delay_s;
      Flown<double> f = flown(scene);
      f.period({1.0, 3000.0, 0.01, 0.08, {0.0, 0.0, 0.0}});
      for (int i = 0; i < 5; ++i) f.period(still);
      const double expected_s = 0.07 + cutoff_delay_s - delay_s;
      EXPECT_NEAR(burnt_kg(scene, f), expected_s * 3000.0 / exhaust_m_s(scene), 1e-10)
          << delay_s << " " << cutoff_delay_s;
    }
  }
}

// From one control period into another, as the flight software tells it.
TEST(Plant, BurnsFromOneControlPeriodIntoAnother) {
  for (double begins_s = 0.1; begins_s < 0.2; begins_s += 0.0137) {
    for (const double delay_s : {0.0, 0.02}) {
      Scene scene;
      scene.p.vehicle.engine.delay_s = scene.p.vehicle.engine.cutoff_delay_s = delay_s;
      Flown<double> f = flown(scene);
      const double ends_s = begins_s + 0.5;
      for (int i = 0; i < 15; ++i) {
        const double t = 0.1 * i;
        const bool burns = t + 0.1 > begins_s && t < ends_s;
        f.period({burns ? 1.0 : 0.0,
                  3000.0,
                  std::fmax(begins_s - t, 0.0) * (burns ? 1.0 : 0.0),
                  ends_s - t,
                  {0.0, 0.0, 0.0}});
      }
      EXPECT_NEAR(burnt_kg(scene, f), 0.5 * 3000.0 / exhaust_m_s(scene), 1e-10) << begins_s << " " << delay_s;
    }
  }
}

TEST(Plant, BurnsWhatItsOwnEngineCan) {
  Scene scene;
  scene.p.vehicle.engine.thrust_min_N = 4000.0;  // dispersed
  scene.p.vehicle.engine.thrust_scale = 1.1;
  Flown<double> f = flown(scene);
  f.period({1.0, 1500.0, 0.0, 1e30, {0.0, 0.0, 0.0}});
  EXPECT_NEAR(f.plant->engine().thrust_N, 4400.0, 1e-9);
  EXPECT_NEAR(f.plant->flow_kg_s(), 4400.0 / exhaust_m_s(scene), 1e-12);
  EXPECT_NEAR(burnt_kg(scene, f), 0.1 * 4400.0 / exhaust_m_s(scene), 1e-11);
}

// Accelerometers feel thrust over mass, and no gravity: in free fall nothing.
TEST(Plant, FeelsTheThrustAndNotGravity) {
  for (const GravityModel model :
       {GravityModel::uniform, GravityModel::point_mass, GravityModel::j2, GravityModel::spherical_harmonic}) {
    for (const bool burns : {false, true}) {
      Scene scene;
      scene.options.moon.gravity.model = model;
      scene.options.moon.rotation = true;
      scene.p.moon.gravity.g_m_s2 = 1.62;
      scene.p.start.site.velocity_L.y = 1600.0;
      Flown<double> f = flown(scene);
      Commands<double> c = still;
      if (burns) c.engine_on = 1.0, c.thrust_N = 7500.0;
      f.period(c);  // on its way
      const DescentState<double> began = f.plant->state();
      const double mass_kg = f.plant->mass_kg();
      f.period(c);
      const Vector felt = f.plant->felt_B(began.p_I, began.v_I, 0.1);
      const double expected = burns ? exhaust_m_s(scene) * std::log(mass_kg / f.plant->mass_kg()) : 0.0;
      expect_near(felt, {0.0, 0.0, expected}, 1e-9);  // gravity at the middle for its mean: found 5e-10
    }
  }
}

TEST(Plant, ShowsItselfAsItWasPut) {
  Scene scene;
  scene.options.moon.rotation = true;
  SiteStartParams<double>& s = scene.p.start.site;
  s.east_m = 300.0, s.north_m = -400.0, s.height_m = 1000.0;
  s.velocity_L.x = 3.0, s.velocity_L.y = 4.0, s.velocity_L.z = -5.0;
  const Flown<double> f = flown(scene);
  const Truth<double> x = f.plant->truth(0.0);
  expect_near(x.motion.p_L, {300.0, -400.0, 1000.0}, 2e-9);
  expect_near(x.motion.v_L, {3.0, 4.0, -5.0}, 1e-11);
  const double radius = f.world->site.radius_m;
  EXPECT_NEAR(x.level_m, std::sqrt(500.0 * 500.0 + (radius + 1000.0) * (radius + 1000.0)) - radius, 1e-9);
  expect_near(x.up_L, unit_vector(Vector{300.0, -400.0, radius + 1000.0}), 1e-15);
  EXPECT_NEAR(x.climb_m_s(), dot(x.motion.v_L, x.up_L), 1e-15);
  EXPECT_EQ(x.mass_kg, f.plant->mass_kg());
}

// Lanes of every kind, with tanks that run dry and burns of all lengths, fly as they do alone.
TEST(PlantLanes, AreTheCasesOneByOne) {
  Points points(103);
  for (int trial = 0; trial < 20; ++trial) {
    Scene scene;
    scene.options.moon.gravity.model = GravityModel::j2;
    scene.options.moon.rotation = true;
    Flown<Lanes> together(scene.options, scene.p);
    std::vector<Flown<double>> alone;
    alone.reserve(lane_count);  // a world refers to its setup: it must not move
    CaseParams<double> one[lane_count];
    for (int i = 0; i < lane_count; ++i) {
      one[i] = CaseParams<double>{};
      one[i].start.site.height_m = points.between(100.0, 5000.0);
      one[i].start.site.tilt_east_rad = points.between(-1.0, 1.0);
      one[i].start.site.velocity_L.y = points.between(-100.0, 100.0);
      one[i].vehicle.mass.rcs_propellant_kg = points.word() % 2 ? 50.0 : points.between(0.0, 0.1);
      one[i].vehicle.mass.propellant_kg = points.word() % 4 ? 1500.0 : points.between(0.0, 2.0);
      one[i].vehicle.engine.delay_s = points.word() % 2 ? 0.0 : points.between(0.0, 0.1);
      together.start(i, one[i]);
      alone.emplace_back(scene.options, scene.p).start(0, one[i]);
    }
    Commands<Lanes> c;
    for (int tick = 0; tick < 30; ++tick) {
      if (tick % 10 == 0) together.plant->renew_body();
      for (int i = 0; i < lane_count; ++i) {
        const double wait_s = points.word() % 2 ? 0.0 : points.between(0.0, 0.1);
        const Commands<double> told{
            points.word() % 4 ? 1.0 : 0.0,
            points.between(1000.0, 8000.0),
            wait_s,
            points.word() % 3 ? 1e30 : wait_s + points.between(0.0, 0.1),
            {points.between(-500.0, 500.0), points.between(-500.0, 500.0), points.between(-100.0, 100.0)}};
        put_lane(c, i, told);
        Flown<double>& f = alone[static_cast<std::size_t>(i)];
        if (tick % 10 == 0) f.plant->renew_body();
        f.period(told);
      }
      together.period(c);
      for (int i = 0; i < lane_count; ++i) {
        const DescentState<double> a = take_lane(together.plant->state(), i),
                                   b = alone[static_cast<std::size_t>(i)].plant->state();
        const double* x = reinterpret_cast<const double*>(&a);
        const double* y = reinterpret_cast<const double*>(&b);
        for (std::size_t k = 0; k < sizeof a / sizeof(double); ++k)
          ASSERT_EQ(x[k], y[k]) << "trial " << trial << " tick " << tick << " number " << k;
      }
    }
  }
}

}  // namespace

}  // namespace farside::plant_test
