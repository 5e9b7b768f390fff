// A touchdown that begins with the end of a descent: thrust until it is cut off, and flight before the pads touch.
#include <gtest/gtest.h>

#include <cmath>

#include "flight/touchdown/legs.h"
#include "unit/flight/legs_scene.h"

namespace farside::legs_descent_test {
using namespace legs_scene;

namespace {

constexpr double left_kg = 100.0;  // main propellant for the thrust

// From the end of a descent: `height_m` of the CG; with thrust the engine is on, and has propellant, else the tanks are
// empty.
TouchdownEnd land_from_descent(const Scene& scene, double height_m, double thrust_N, const Vec3<double>& w_B) {
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  DescentEnd d{};
  d.covered = true;
  d.p_LB = {0.0, 0.0, height_m};
  d.v_LB = {0.1, 0.0, -1.5};
  d.q_LB = {1.0, 0.0, 0.0, 0.0};
  d.w_IB_B = w_B;
  const bool on = thrust_N > 0.0;
  d.propellant_kg = on ? left_kg : 0.0;
  d.per_exhaust_speed_s_m = 1.0 / 3000.0;
  d.engine = {thrust_N, thrust_N, thrust_N, 0.0, 3000.0, on};
  d.software.on = d.software.out.engine_on = on ? 1.0 : 0.0;
  d.software.thrust_N = d.software.out.thrust_N = thrust_N;
  d.software.out.engine_for_s = for_ever_s;
  CaseBlock block{};
  const std::uint64_t number = 0;
  block.case_numbers = &number;
  block.params = reinterpret_cast<const double*>(&scene.p);
  TouchdownEnd e{};
  const int first = 0;
  Tracer<double> trace;
  LegsLoop<double, 1> loop(world);
  EXPECT_TRUE(loop.land(block, &first, 1, &d, &e, trace));
  return e;
}

TEST(Legs, EnergyOfTheThrustIsInTheLedger) {
  const Scene scene;
  const TouchdownEnd e = land_from_descent(scene, 1.5, 2000.0, {0.0, 0.0, 0.0});
  EXPECT_LT(ledger_error(e.legs), 0.01);
  // burnt until the first control after contact has cut it off, then the tail: thrust * (time + tail constant)
  const EngineParams<double>& engine = scene.p.vehicle.engine;
  const double control_s = tick_s * scene.options.gnc.control.period_ticks;
  EXPECT_GE(e.memory.cutoff_s, e.memory.contact_s);
  EXPECT_LE(e.memory.cutoff_s, e.memory.contact_s + control_s + 1e-9);
  const double burning_s = e.memory.cutoff_s + engine.cutoff_delay_s;
  EXPECT_NEAR(e.memory.burnt_kg, 2000.0 / 3000.0 * (burning_s + engine.tail_off_s), 1e-3 * e.memory.burnt_kg);
}

// A vehicle in free flight whose CG and axes are no one's symmetry: hull, struts and pads turn as the one rigid body
// that they are.
Scene flying_scene() {
  Scene scene;
  MassParams<double>& mass = scene.p.vehicle.mass;
  mass.cg_x_m = 0.10;
  mass.cg_y_m = -0.05;
  mass.gyration_B.y = 1.0;
  mass.inertia_xz_kg_m2 = 40.0;
  scene.p.moon.gravity.g_m_s2 = 0.0;
  scene.options.touchdown.legs_step_s = 2.5e-5;
  scene.options.touchdown.time_max_s = 2.0;
  return scene;
}
TEST(Legs, InTheAirTheVehicleTurnsAsOneRigidBody) {
  const Scene scene = flying_scene();
  Vec3<double> w{0.8, -0.5, 0.6};
  const TouchdownEnd e = land_from_descent(scene, 1000.0, 0.0, w);
  const MassParams<double>& mass = scene.p.vehicle.mass;
  const Inertia<double> inertia = mass_properties(mass, 0.0, mass.dry_mass_kg).inertia, inverted = inverse(inertia);
  Quat<double> q{1.0, 0.0, 0.0, 0.0};
  const auto turn = [&](const Vec3<double>& v) { return inverted * cross(inertia * v, v); };
  const double step_s = 1e-4;
  for (int n = 0; n < 20000; ++n) {  // midpoint rule: 1e-8 s^2 of error
    const Vec3<double> half = axpy(0.5 * step_s, turn(w), w);
    q = normalised(plus_times_pure(q, q, 0.5 * step_s * half));
    w = axpy(step_s, turn(half), w);
  }
  EXPECT_LT(norm(e.state.w_B - w), 1e-4);
  const Quat<double> off = conjugate(q) * e.state.q_LB;
  EXPECT_LT(2.0 * norm(Vec3<double>{off.x, off.y, off.z}), 2e-4);  // first order: 2 s at 1 rad/s in steps of 2.5e-5 s
  EXPECT_LT(norm(e.state.v_L - Vec3<double>{0.1, 0.0, -1.5}), 1e-9);
  EXPECT_LT(norm(e.state.p_L - Vec3<double>{0.2, 0.0, 997.0}), 1e-8);
}
TEST(Legs, InTheAirThrustTurnsTheVehicleAboutItsCg) {
  Scene scene = flying_scene();
  scene.p.vehicle.engine.position_B.x = 0.03;
  scene.options.touchdown.time_max_s = 0.1;
  const TouchdownEnd e = land_from_descent(scene, 1000.0, 2000.0, {0.0, 0.0, 0.0});
  const MassParams<double>& mass = scene.p.vehicle.mass;
  const double mass_kg = mass.dry_mass_kg + left_kg;
  const MassProperties<double> body = mass_properties(mass, left_kg, mass_kg);
  const EngineParams<double>& engine = scene.p.vehicle.engine;
  const Vec3<double> arm = engine.position_B - body.cg_B;
  const Vec3<double> w = 0.1 * (inverse(body.inertia) * cross(arm, Vec3<double>{0.0, 0.0, 2000.0}));
  EXPECT_LT(norm(e.state.w_B - w), 0.01 * norm(w));  // the struts swing, and the turning feeds back
  EXPECT_NEAR(e.state.v_L.z + 1.5, 0.1 * 2000.0 / mass_kg, 1e-4);
}

// Thrust beside the CG spins the vehicle up: a fourteenth of what it gives here.
TEST(Legs, InTheAirTheLedgerHoldsTheThrustsTurning) {
  Scene scene = flying_scene();
  scene.p.vehicle.engine.position_B.x = 0.03;
  const TouchdownEnd e = land_from_descent(scene, 1000.0, 2000.0, {0.0, 0.0, 0.0});
  EXPECT_LT(ledger_error(e.legs), 1e-3);
}

}  // namespace

}  // namespace farside::legs_descent_test
