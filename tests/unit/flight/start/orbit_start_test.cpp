// start.orbit, from its epoch to ignition.
#include "flight/start/orbit_start.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "flight/start/flight_start.h"
#include "flight/start/ignition.h"

namespace farside::orbit_start_test {
namespace {

using Vector = Vec3<double>;

constexpr double degree = unit::degree_rad, epoch_days = 6942.0;

struct Scene {
  CampaignOptions o;
  CaseParams<double> p;
  SiteFrame<double> site;

  Scene() {
    o.start = StartMode::orbit;
    site = site_frame(o.site.lat_rad, o.site.lon_rad, o.site.elevation_m);
    p.start.descent.azimuth_rad = 20.0 * degree;
    p.start.descent.range_rad = 15.6 * degree;
    p.start.descent.speed_m_s = 1692.3;
    p.start.descent.speed_radial_m_s = 3.0;
  }
  double rate() const { return turning_rad_s(o.moon, p.moon); }
  // The state as a determination would give it in the axes of M.
  void determine(const InertialState<double>& x) {
    p.start.orbit.position = x.p_I;
    p.start.orbit.velocity = relative_velocity(rate(), x.p_I, x.v_I);
  }
  void plan(double coast_s) { plan_ignition(p, epoch_days, coast_s, o); }
  DescentState<double> start() const { return start_of_flight(o, p, site); }
};

InertialState<double> motion(const DescentState<double>& s) { return {s.p_I, s.v_I}; }

// At the apolune of 15 x 100 km, over the equator, heading south.
InertialState<double> apolune(double gm_m3_s2) {
  const double axis = 1794900.0;
  return {{-1837400.0, 0.0, 0.0}, {0.0, 0.0, -std::sqrt(gm_m3_s2 * (2.0 / 1837400.0 - 1.0 / axis))}};
}

TEST(StartOfOrbit, WithoutACoastIsTheSameStartAsADescents) {
  Scene s;
  s.p.start.descent.radial_m = 120.0, s.p.start.descent.along_m = -340.0, s.p.start.descent.cross_m = 56.0;
  s.p.start.descent.radial_m_s = 0.7, s.p.start.descent.along_m_s = -0.4, s.p.start.descent.cross_m_s = 0.2;
  const DescentState<double> expected = start_of_descent(s.p.start.descent, s.site);
  DescentStartParams<double> exact = s.p.start.descent;
  exact.radial_m = exact.along_m = exact.cross_m = exact.radial_m_s = exact.along_m_s = exact.cross_m_s = 0.0;
  s.determine(motion(start_of_descent(exact, s.site)));
  s.plan(0.0);
  EXPECT_EQ(s.o.orbit.coast_s, 0.0);
  const DescentState<double> nominal = s.start();
  EXPECT_NEAR(norm(rotation(nominal.q_IB).row0 - rotation(expected.q_IB).row0), 0.0, 1e-14);
  OrbitStartParams<double>& orbit = s.p.start.orbit;
  orbit.radial_m = 120.0, orbit.along_m = -340.0, orbit.cross_m = 56.0;
  orbit.radial_m_s = 0.7, orbit.along_m_s = -0.4, orbit.cross_m_s = 0.2;
  const DescentState<double> found = s.start();
  EXPECT_NEAR(norm(found.p_I - expected.p_I), 0.0, 1e-9 * norm(expected.p_I));
  EXPECT_NEAR(norm(found.p_I - expected.p_I), 0.0, 2e-9);  // roundings of 1.75e6 m
  EXPECT_NEAR(norm(found.v_I - expected.v_I), 0.0, 2e-12);
}

TEST(StartOfOrbit, IsTheSameInTheAxesOfTheMoonAndInThoseOfTheIcrf) {
  Scene fixed, inertial;
  fixed.o.moon.gravity.model = inertial.o.moon.gravity.model = GravityModel::spherical_harmonic;
  const InertialState<double> x = apolune(fixed.p.moon.gravity.gm_m3_s2);
  fixed.determine(x);
  fixed.plan(3412.0);
  // x stands in the Moon's axes at the epoch; in those at ignition it is turned back
  const TurnZ<double> turn = turn_z_by(-fixed.rate() * 3412.0);
  const Mat3<double> R_MI = moon_orientation(epoch_days + 3412.0 / 86400.0);
  inertial.o.orbit.frame = OrbitFrame::j2000;
  inertial.p.start.orbit.position = transposed_times(R_MI, transposed_times(turn, x.p_I));
  inertial.p.start.orbit.velocity = transposed_times(R_MI, transposed_times(turn, x.v_I));
  inertial.plan(3412.0);
  EXPECT_NEAR(norm(fixed.start().p_I - inertial.start().p_I), 0.0, 1e-6);
  EXPECT_NEAR(norm(fixed.start().v_I - inertial.start().v_I), 0.0, 1e-9);
}

TEST(StartOfOrbit, ErrorsAreRadialAlongAndAcrossTheTrackOfTheEpoch) {
  Scene s;
  const InertialState<double> x = apolune(s.p.moon.gravity.gm_m3_s2);
  s.determine(x);
  s.plan(0.0);
  OrbitStartParams<double>& orbit = s.p.start.orbit;
  orbit.radial_m = 1.0, orbit.along_m = 20.0, orbit.cross_m = 300.0;
  orbit.radial_m_s = 4.0, orbit.along_m_s = 5.0, orbit.cross_m_s = 6.0;
  const InertialState<double> moved = orbit_at_epoch(orbit, s.o.orbit, s.rate());
  const Vector dp = moved.p_I - x.p_I, dv = moved.v_I - x.v_I;  // radial -x, along -z, across (-x) x (-z) = -y
  EXPECT_NEAR(norm(dp - Vector{-1.0, -300.0, -20.0}), 0.0, 1e-9);
  EXPECT_NEAR(norm(dv - Vector{-4.0, -6.0, -5.0}), 0.0, 1e-12);
}

TEST(Ignition, ByRangeIsWhenACircularOrbitHasTurnedSoFar) {
  Scene s;
  s.o.moon.gravity.model = GravityModel::point_mass;
  s.o.moon.rotation = false;
  const double radius = 1752400.0, gm = s.p.moon.gravity.gm_m3_s2, speed = std::sqrt(gm / radius);
  // 100 deg before the target along a meridian
  const Vector up = unit_vector(s.site.p_ML_M), north = transposed_times(s.site.R_LM, Vector{0.0, 1.0, 0.0});
  const double before = 100.0 * degree;
  s.determine({axpy(radius * std::cos(before), up, -(radius * std::sin(before)) * north),
               axpy(speed * std::sin(before), up, speed * std::cos(before) * north)});
  s.o.orbit.ignition = Ignition::range;
  s.o.orbit.range_rad = 15.0 * degree;
  s.plan(0.0);
  EXPECT_NEAR(s.o.orbit.coast_s, 85.0 * degree * radius / speed, 1e-6);  // of the steps: 1e-4 m at 1,672 m/s
  s.o.orbit.range_rad = 100.0 * degree;
  s.plan(0.0);
  EXPECT_EQ(s.o.orbit.coast_s, 0.0);  // there already
  s.o.orbit.range_rad = 101.0 * degree;
  s.plan(0.0);
  EXPECT_NEAR(s.o.orbit.coast_s, 359.0 * degree * radius / speed, 1e-5);  // has passed it, and comes round again
}

TEST(Ignition, ByRangeIsIgnitionByTimeAtTheTimeOfThatRange) {
  for (const OrbitFrame frame : {OrbitFrame::moon_fixed, OrbitFrame::j2000}) {
    Scene s;
    s.o.orbit.frame = frame;
    const InertialState<double> x = apolune(s.p.moon.gravity.gm_m3_s2);
    if (frame == OrbitFrame::moon_fixed) s.determine(x);
    else s.p.start.orbit.position = x.p_I, s.p.start.orbit.velocity = x.v_I;
    s.o.orbit.ignition = Ignition::range;
    s.plan(0.0);
    const InertialState<double> by_range = motion(s.start());
    EXPECT_NEAR(range_to_go(by_range, turn_z_by(0.0), s.site), 15.6 * degree, 1e-10);  // 2e-4 m of the steps
    s.o.orbit.ignition = Ignition::time;
    s.plan(s.o.orbit.coast_s);
    EXPECT_EQ(norm(motion(s.start()).p_I - by_range.p_I), 0.0);
    EXPECT_GT(s.o.orbit.coast_s, 500.0);
  }
}

TEST(Ignition, IsNeverWhereAnOrbitLeavesTheMoon) {
  Scene s;
  InertialState<double> x = apolune(s.p.moon.gravity.gm_m3_s2);
  x.v_I = {-2000.0, 0.0, -3000.0};
  s.determine(x);
  s.o.orbit.ignition = Ignition::range;
  s.o.orbit.range_rad = 179.0 * degree;
  s.plan(0.0);
  EXPECT_TRUE(std::isnan(s.o.orbit.coast_s));  // 45 deg to go; its hyperbola turns by less than the 226 it would take
}

// Errors at the perilune by errors at the apolune half a revolution before, column by column.
struct Mapping {
  double by[6][6];
};
Mapping half_a_revolution() {
  Scene s;
  s.o.moon.gravity.model = GravityModel::point_mass;
  s.o.moon.rotation = false;
  const double gm = s.p.moon.gravity.gm_m3_s2, axis = 1794900.0;
  s.determine(apolune(gm));
  s.plan(M_PI * std::sqrt(axis * axis * axis / gm));
  const TrackAxes e = track_axes(motion(s.start()));
  Mapping m;
  OrbitStartParams<double>& orbit = s.p.start.orbit;
  double* const errors[] = {&orbit.radial_m,   &orbit.along_m,   &orbit.cross_m,
                            &orbit.radial_m_s, &orbit.along_m_s, &orbit.cross_m_s};
  for (int j = 0; j < 6; ++j) {
    const double size = j < 3 ? 10.0 : 0.01;
    *errors[j] = size;
    const DescentState<double> more = s.start();
    *errors[j] = -size;
    const DescentState<double> less = s.start();
    *errors[j] = 0.0;
    const Vector dp = (0.5 / size) * (more.p_I - less.p_I), dv = (0.5 / size) * (more.v_I - less.v_I);
    const double column[] = {dot(dp, e.radial), dot(dp, e.along), dot(dp, e.across),
                             dot(dv, e.radial), dot(dv, e.along), dot(dv, e.across)};
    for (int i = 0; i < 6; ++i) m.by[i][j] = column[i];
  }
  return m;
}

TEST(OrbitErrors, GrowOverHalfARevolutionAsTheClosedFormsSay) {
  const Mapping m = half_a_revolution();
  const double gm = GravityParams<double>().gm_m3_s2, axis = 1794900.0, high = 1837400.0, low = 1752400.0;
  const double fast = std::sqrt(gm * (2.0 / low - 1.0 / axis)), slow = std::sqrt(gm * (2.0 / high - 1.0 / axis));
  // an impulse along the track at the apolune lifts the perilune by 4 a^2 v / gm, and slows it: r v is kept
  const double lifted = 4.0 * axis * axis * slow / gm;
  EXPECT_NEAR(m.by[0][4] / lifted, 1.0, 1e-4);
  EXPECT_NEAR(m.by[4][4], (high - fast * lifted) / low, 1e-3);
  // across the track it is a motion in another plane: by half a revolution all of it has changed sign
  EXPECT_NEAR(m.by[2][2], -low / high, 1e-6);
  EXPECT_NEAR(m.by[5][5], -high / low, 1e-6);
  EXPECT_NEAR(m.by[2][4], 0.0, 1e-6);
}

TEST(OrbitErrors, OfADeterminationHalfARevolutionEarlierAreCorrelatedAtIgnition) {
  const Mapping m = half_a_revolution();
  const double sd[] = {50.0, 300.0, 100.0, 0.3, 0.1, 0.1};  // independent at the epoch
  const auto covariance = [&](int i, int j) {
    double sum = 0.0;
    for (int k = 0; k < 6; ++k) sum += m.by[i][k] * m.by[j][k] * sd[k] * sd[k];
    return sum;
  };
  const auto correlation = [&](int i, int j) {
    return covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
  };
  EXPECT_NEAR(correlation(0, 4), -0.999, 0.002);  // radial, speed along; by Kepler's partials, numpy
  EXPECT_NEAR(correlation(1, 3), -0.988, 0.002);  // along, radial speed
}

// Starts of cases that differ in their errors, and whether they can be, by the block.
struct Starts {
  std::vector<DescentState<double>> states;
  std::vector<bool> can_be;
};
template <class Real>
Starts starts_of(Scene& s, const std::vector<CaseParams<double>>& cases) {
  KernelSetup setup{};
  setup.options = s.o;
  setup.nominal = reinterpret_cast<const double*>(&s.p);
  const DescentWorld world(setup);
  CaseBlock block{};
  block.params = reinterpret_cast<const double*>(cases.data());
  block.count = cases.size();
  Starts found;
  found.states.resize(cases.size());
  bool can_be[16];
  start_flights<Real>(world, block, static_cast<int>(cases.size()), found.states.data(), can_be);
  found.can_be.assign(can_be, can_be + cases.size());
  return found;
}

TEST(OrbitStarts, OfSomeCasesInLanesAreThoseOfEachAlone) {
  Scene s;
  s.determine(apolune(s.p.moon.gravity.gm_m3_s2));
  s.plan(3400.0);
  std::vector<CaseParams<double>> cases(11, s.p);  // no multiple of any lane count
  for (std::size_t i = 1; i < cases.size(); ++i) {
    cases[i].start.orbit.along_m_s = 0.1 * static_cast<double>(i);
    cases[i].start.orbit.radial_m = -30.0 * static_cast<double>(i);
  }
  cases[4].start.orbit.along_m_s = -8.0;  // 34 km lower half a revolution later: into the ground
  const Starts many = starts_of<Lanes>(s, cases), one = starts_of<double>(s, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const DescentState<double>& a = many.states[i];
    const InertialState<double> alone = followed_orbit(s.o, cases[i]).end;
    EXPECT_EQ(norm(a.p_I - alone.p_I) + norm(a.v_I - alone.v_I), 0.0) << i;
    EXPECT_EQ(norm(a.p_I - one.states[i].p_I) + norm(a.v_I - one.states[i].v_I), 0.0) << i;
    // pointed as the flight software believes to be right, whatever the error
    EXPECT_EQ(a.q_IB.x, many.states[0].q_IB.x) << i;
    EXPECT_EQ(many.can_be[i], i != 4) << i;
    EXPECT_EQ(one.can_be[i], i != 4) << i;
  }
}

}  // namespace

}  // namespace farside::orbit_start_test
