#include "flight/touchdown/touchdown.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "unit/lanes/reference.h"

namespace farside::touchdown_test {
using reference::Points;

namespace {

// A vehicle just above ground in uniform gravity, its legs all there is of it.
struct Scene {
  CampaignOptions options;
  CaseParams<double> p;

  Scene() {
    options.moon.gravity.model = GravityModel::uniform;
    options.moon.rotation = false;
    options.moon.terrain.model = TerrainModel::plane;
    options.start = StartMode::touchdown;
    options.touchdown.time_max_s = 4.0;
    options.touchdown.stop_at_rest = false;
    p.vehicle.mass.dry_mass_kg = 1450.0;
    p.vehicle.mass.propellant_kg = p.vehicle.mass.rcs_propellant_kg = 0.0;
    p.moon.gravity.g_m_s2 = 1.625;
    p.start.touchdown.height_m = 0.001;
  }
  KernelSetup setup() const {
    KernelSetup s{};
    s.options = options;
    s.nominal = reinterpret_cast<const double*>(&p);
    return s;
  }
};

// Lands these cases in lanes or one by one.
template <class Real, int patches = 1>
std::vector<TouchdownEnd> land(const Scene& scene, const std::vector<CaseParams<double>>& cases, Tracer<Real>& trace) {
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  const std::vector<std::uint64_t> numbers(cases.size());
  CaseBlock block{};
  block.case_numbers = numbers.data();
  block.params = reinterpret_cast<const double*>(cases.data());
  std::vector<int> list(cases.size());
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<int>(i);
  std::vector<TouchdownEnd> ends(cases.size());
  TouchdownLoop<Real, false, patches> loop(world);
  EXPECT_TRUE(loop.land(block, list.data(), static_cast<int>(list.size()), nullptr, ends.data(), trace));
  return ends;
}
template <int patches = 1>
TouchdownEnd land_one(const Scene& scene) {
  Tracer<double> trace;
  return land<double, patches>(scene, {scene.p}, trace)[0];
}
std::vector<TraceRecord> history_of(const Scene& scene) {
  std::vector<TraceRecord> rows(20000);
  TraceSink sink{rows.data(), rows.size(), 0};
  Tracer<double> trace;
  trace.sink = &sink;
  land(scene, {scene.p}, trace);
  EXPECT_LE(sink.count, rows.size());
  rows.resize(sink.count);
  return rows;
}

// A mass of 300 kg meets a spring of 4e5 N/m at 2 m/s, without gravity.
Scene spring_of(double damping_ratio) {
  Scene scene;
  scene.p.moon.gravity.g_m_s2 = 0.0;
  scene.p.vehicle.mass.dry_mass_kg = 300.0;
  scene.p.moon.regolith.stiffness_N_m = 1e5;  // of each pad
  scene.p.moon.regolith.damping_N_s_m = damping_ratio * 2.0 * std::sqrt(300.0 * 4e5) / 4.0;
  scene.p.start.touchdown.velocity_L.z = -2.0;
  scene.options.touchdown.step_s = 1e-5;
  scene.options.touchdown.load_window_s = 1e-5;
  scene.options.touchdown.time_max_s = 0.2;
  return scene;
}
double contact_time(const Scene& scene) {
  double time = 0.0, last = 0.0;
  for (const TraceRecord& row : history_of(scene)) {
    if (row.pads_in_contact > 0.0) time += row.time - last;
    last = row.time;
  }
  return time;
}

// The next two: validation case T98, within its 1 %; the step of 1e-5 s leaves 4e-4 (0.04 of a radian in a
// millisecond), samples 6e-4 s.
TEST(Touchdown, OnSpringsIsHalfAnOscillation) {
  const Scene scene = spring_of(0.0);
  const TouchdownEnd end = land_one(scene);
  EXPECT_NEAR(std::sqrt(end.memory.peak2_N2) / 4e5, 0.05477225575, 0.01 * 0.0548);  // v sqrt(m / k)
  EXPECT_NEAR(end.state.v_L.z, 2.0, 0.01 * 2.0);
  EXPECT_NEAR(contact_time(scene), 0.08603605814, 0.01 * 0.0860);  // pi sqrt(m / k)
}
TEST(Touchdown, OnDampedSpringsLeavesWhenTheForceIsNoMore) {
  const Scene scene = spring_of(0.1);
  EXPECT_NEAR(land_one(scene).state.v_L.z, 2.0 * 0.7440793977, 0.01 * 1.488);
  // the force ends at 0.0810 s; the pads are clear of the ground only a moment later
  const double time = contact_time(scene);
  EXPECT_GT(time, 0.08095545685 * 0.99);
  EXPECT_LT(time, 0.0960);
}

TEST(Touchdown, AtRestStaysAtRest) {
  Scene scene;
  // as deep as carries the weight
  const double depth_m = 1450.0 * 1.625 / (4.0 * scene.p.moon.regolith.stiffness_N_m);
  scene.p.start.touchdown.height_m = -depth_m;
  scene.options.touchdown.time_max_s = 20.0;
  const TouchdownEnd end = land_one(scene);
  const Vec3<double> moved = end.state.p_L - end.memory.contact_p_L;
  EXPECT_LT(norm(moved), 1e-12);
  EXPECT_LT(norm(end.state.v_L), 1e-12);
  EXPECT_LT(norm(end.state.w_B), 1e-12);
  EXPECT_NEAR(end.memory.depth_m[2], depth_m, 1e-12);
}

TEST(Touchdown, EndsWhenItHasBeenStillForHalfASecond) {
  Scene scene;
  scene.p.start.touchdown.height_m = -1450.0 * 1.625 / (4.0 * scene.p.moon.regolith.stiffness_N_m);
  scene.options.touchdown.stop_at_rest = true;
  EXPECT_NEAR(land_one(scene).time_s, 0.5, 0.0011);  // the first step is that of the contact
}

TEST(Touchdown, SlidesAsFarAsFrictionLetsIt) {
  Scene scene;
  scene.p.vehicle.mass.cg_z_m = scene.p.vehicle.mass.cg_z_full_m = 0.1;  // so that it doesn't pitch
  scene.p.start.touchdown.height_m = -1450.0 * 1.625 / (4.0 * scene.p.moon.regolith.stiffness_N_m);
  scene.p.start.touchdown.velocity_L.x = 1.0;
  scene.p.vehicle.legs.hull_clearance_m = 5.0;
  const double friction = scene.p.moon.regolith.friction, slow = scene.p.moon.regolith.friction_speed_m_s;
  const TouchdownEnd end = land_one(scene);
  // mu g down to the speed where friction fades, then exponentially; 0.5 %: the step of 1 ms is 1e-3 of the stop, and
  // the pads dip
  const double expected = (1.0 - slow * slow) / (2.0 * friction * 1.625) + slow * slow / (friction * 1.625);
  EXPECT_NEAR(end.state.p_L.x - end.memory.contact_p_L.x, expected, 0.005 * expected);
}

TEST(Touchdown, CreepsDownASlopeAtTheSpeedOfItsFriction) {
  Scene scene;
  scene.p.moon.terrain.slope_rad = 8.0 * unit::degree_rad;
  scene.options.touchdown.time_max_s = 10.0;
  // friction carries m g sin(slope) at this part of the speed where it is full
  const double expected = 0.02 * std::tan(8.0 * unit::degree_rad) / 0.5;
  EXPECT_NEAR(norm(land_one(scene).state.v_L), expected, 1e-6);
}

TEST(Touchdown, NeverGainsEnergy) {
  Points points(81);
  for (int trial = 0; trial < 30; ++trial) {
    Scene scene;
    SiteStartParams<double>& t = scene.p.start.touchdown;
    t.height_m = 0.1;
    t.velocity_L.x = points.between(-1.5, 1.5), t.velocity_L.z = points.between(-3.0, -1.0);
    t.tilt_east_rad = points.between(-0.2, 0.2), t.rate_B.y = points.between(-0.1, 0.1);
    scene.p.moon.terrain.slope_rad = points.between(0.0, 0.2);
    const Inertia<double> j = mass_properties(scene.p.vehicle.mass, 0.0, 1450.0).inertia;
    const std::vector<TraceRecord> rows = history_of(scene);
    const auto energy = [&](const TraceRecord& r) {
      const Vec3<double> v{r.velocity_east, r.velocity_north, r.velocity_up};
      const Vec3<double> w = unit::degree_rad * Vec3<double>{r.rate_x, r.rate_y, r.rate_z};
      return 0.5 * 1450.0 * norm2(v) + 0.5 * dot(w, j * w) + 1450.0 * 1.625 * r.up;
    };
    // what springs hold comes on top and is never negative; steps of 1 ms on 10 rad/s misplace 1 % of that
    const double moving = 0.5 * 1450.0 * 3.0 * 3.0;
    for (const TraceRecord& row : rows) ASSERT_LE(energy(row), energy(rows[0]) + 0.01 * moving);
    ASSERT_LT(energy(rows.back()), energy(rows[0]) - 100.0);
  }
}

TEST(Touchdown, TipsOverWhereTheGroundHoldsTheFeetOfATallVehicle) {
  Scene scene;
  scene.p.vehicle.mass.cg_z_m = scene.p.vehicle.mass.cg_z_full_m = 4.0;
  scene.p.moon.regolith.friction = 2.0;
  scene.p.start.touchdown.velocity_L.x = 4.0;
  scene.p.start.touchdown.velocity_L.z = -1.0;
  const TouchdownEnd tall = land_one(scene);
  EXPECT_GT(tall.memory.tip_s, 0.0);
  EXPECT_LT(tall.time_s, scene.options.touchdown.time_max_s);  // no need to see the rest
  EXPECT_GT(body_z(tall.state.q_LB).x, 0.9);                   // over its leading feet
  scene.p.vehicle.mass.cg_z_m = scene.p.vehicle.mass.cg_z_full_m = 1.0;
  EXPECT_TRUE(std::isnan(land_one(scene).memory.tip_s));
}

TEST(Touchdown, OnAPlaneIsTheSameWithAPatchUnderEachPad) {
  Scene scene;
  scene.p.moon.terrain.slope_rad = 0.1;
  scene.p.start.touchdown.velocity_L.z = -2.0;
  scene.p.start.touchdown.velocity_L.y = 0.5;
  scene.p.start.touchdown.tilt_east_rad = 0.05;
  const TouchdownEnd one = land_one(scene), each = land_one<uneven_ground>(scene);
  EXPECT_LT(norm(one.state.p_L - each.state.p_L),
            1e-8);  // offsets of the plane, rounded at 1.7e6 m: 2e-10, and a second of motion
  EXPECT_LT(norm(one.state.v_L - each.state.v_L), 1e-8);
}

TEST(Touchdown, TheEnginePushesUntilTheSoftwareFeelsContactAndTailsOff) {
  Scene scene;
  const KernelSetup setup = scene.setup();
  const DescentWorld world(setup);
  DescentEnd d{};
  d.ending = DescentEnding::ground;
  d.covered = true;
  d.p_LB = {0.0, 0.0, scene.p.vehicle.mass.cg_z_m + 0.2};
  d.v_LB = {0.0, 0.0, -1.0};
  d.q_LB = {1.0, 0.0, 0.0, 0.0};
  d.propellant_kg = 10.0;
  const double thrust_N = (1450.0 + d.propellant_kg) * 1.625;  // carries the vehicle: it comes down at 1 m/s
  d.per_exhaust_speed_s_m = 1.0 / 3000.0;
  d.engine = {thrust_N, thrust_N, thrust_N, 0.0, 3000.0, true};
  d.software.on = d.software.out.engine_on = 1.0;
  d.software.thrust_N = d.software.out.thrust_N = thrust_N;
  d.software.out.engine_for_s = for_ever_s;
  CaseBlock block{};
  const std::uint64_t number = 0;
  block.case_numbers = &number;
  block.params = reinterpret_cast<const double*>(&scene.p);
  TouchdownEnd end;
  Tracer<double> trace;
  const int index = 0;
  TouchdownLoop<double, false, 1> loop(world);
  ASSERT_TRUE(loop.land(block, &index, 1, &d, &end, trace));
  EXPECT_NEAR(end.memory.contact_s, 0.2, 0.0021);
  EXPECT_NEAR(end.memory.contact_v_L.z, -1.0, 1e-9);
  EXPECT_EQ(end.state.thrust_N, 0.0);
  // until the first control after contact, the delay, then T tau; a step of 1 ms at each end
  const EngineParams<double>& engine = scene.p.vehicle.engine;
  EXPECT_GE(end.memory.cutoff_s, end.memory.contact_s);
  EXPECT_LE(end.memory.cutoff_s, end.memory.contact_s + world.control_s + 1e-9);
  const double seconds = end.memory.cutoff_s + engine.cutoff_delay_s + engine.tail_off_s;
  EXPECT_NEAR(end.memory.burnt_kg, thrust_N * seconds / 3000.0, thrust_N * 0.002 / 3000.0);
}

std::vector<CaseParams<double>> mixed_cases(Points& points, std::size_t count) {
  std::vector<CaseParams<double>> cases;
  for (std::size_t i = 0; i < count; ++i) {  // some bounce, some slide, some tip over, one isn't a number
    CaseParams<double> p = Scene().p;
    p.start.touchdown.height_m = points.between(0.0, 0.5);
    p.start.touchdown.velocity_L.z = points.between(-3.0, 0.0);
    p.start.touchdown.velocity_L.x = points.between(-3.0, 3.0);
    p.start.touchdown.tilt_north_rad = points.between(-0.3, 0.3);
    p.start.touchdown.yaw_rad = points.between(-3.0, 3.0);
    p.moon.terrain.slope_rad = points.between(0.0, 0.3);
    p.moon.regolith.friction = points.between(0.1, 2.0);
    if (i % 4 == 1) p.vehicle.mass.cg_z_m = p.vehicle.mass.cg_z_full_m = 4.0, p.start.touchdown.velocity_L.x = 4.0;
    if (i == count / 2) p.start.touchdown.rate_B.x = __builtin_nan("");
    cases.push_back(p);
  }
  return cases;
}

TEST(TouchdownLanes, AreTheCasesOneByOneAndFinishInAnyOrder) {
  Points points(82);
  Scene scene;
  scene.options.touchdown.stop_at_rest = true;
  const std::vector<CaseParams<double>> cases = mixed_cases(points, 5 * lane_count + 1);
  Tracer<double> alone;
  Tracer<Lanes> together;
  const std::vector<TouchdownEnd> expected = land<double>(scene, cases, alone),
                                  found = land<Lanes>(scene, cases, together);
  int tipped = 0, lost = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ASSERT_EQ(found[i].ending, expected[i].ending);
    tipped += expected[i].memory.tip_s > 0.0 ? 1 : 0;
    if (expected[i].ending == TouchdownEnding::numerical) {
      ++lost;
      continue;
    }
    ASSERT_EQ(found[i].time_s, expected[i].time_s) << i;
    ASSERT_EQ(std::memcmp(&found[i].state, &expected[i].state, sizeof found[i].state), 0) << i;
    ASSERT_EQ(std::memcmp(&found[i].constants, &expected[i].constants, sizeof found[i].constants), 0) << i;
    ASSERT_EQ(found[i].memory.peak2_N2, expected[i].memory.peak2_N2) << i;
    ASSERT_EQ(found[i].memory.contact_s, expected[i].memory.contact_s) << i;
  }
  EXPECT_EQ(lost, 1);
  EXPECT_GT(tipped, 0);
  EXPECT_LT(tipped, static_cast<int>(cases.size()) - 1);
}

}  // namespace

}  // namespace farside::touchdown_test
