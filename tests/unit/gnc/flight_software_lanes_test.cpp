#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "gnc/flight_software.h"
#include "unit/lanes/reference.h"
#include "unit/sensors/silent.h"

namespace farside::flight_software_lanes_test {
using reference::Points;

namespace {

using Vector = Vec3<double>;
using Readings = Measurements<double>;

constexpr double control_s = 0.1;

// Settings of every kind: on and off, slow and fast, so that no two lanes do the same.
GncParams<double> any_settings(Points& points) {
  const auto sometimes = [&](double value) { return points.word() % 2 ? 0.0 : value; };
  GncParams<double> p;
  p.navigation.altimeter_time_s = points.between(1.0, 20.0);
  p.navigation.altimeter_rate_max_m_s = sometimes(5.0);
  p.control.slowing_max_rad_s2 = sometimes(0.02);
  p.control.trim_1_s = sometimes(0.5);
  p.control.heading_rad_s = sometimes(0.4);
  p.control.rate_max_rad_s = points.between(0.02, 1.0);
  p.guidance.open_loop = {sometimes(4000.0), points.between(0.0, 4.0), points.between(0.0, 3.0), 0.1, 0.2, 1.0};
  p.guidance.polynomial.braking.end_time_s = points.between(0.0, 8.0);
  p.guidance.polynomial.approach.end_time_s = points.between(8.0, 12.0);
  // phases that end at once, within the test, or never
  p.guidance.ignition.time_s = sometimes(points.between(0.0, 2.0));
  p.guidance.braking.speed_m_s = points.word() % 4 ? 1000.0 : 0.0;
  p.guidance.adjust.time_s = sometimes(points.between(0.0, 2.0));
  p.guidance.hover.time_s = sometimes(points.between(0.0, 2.0));
  p.guidance.translation.height_m = points.between(10.0, 90.0);
  p.guidance.cutoff_height_m = sometimes(points.between(10.0, 60.0));
  return p;
}

// What a lane is told: a fall at constant velocity, sensors that answer now and then.
struct Story {
  Vector p_L, v_L, rate;
  Quat<double> q;
  std::uint64_t answers;  // a bit a sensor and a period
  double mass_kg;

  explicit Story(Points& points)
      : p_L{points.between(-50.0, 50.0), points.between(-50.0, 50.0), points.between(20.0, 130.0)},
        v_L{points.between(-2.0, 2.0), points.between(-2.0, 2.0), points.between(-6.0, 0.5)},
        rate{points.between(-0.1, 0.1), points.between(-0.1, 0.1), points.word() % 2 ? 0.0 : 0.05},
        q(normalised(
            Quat<double>{points.between(-1.0, 1.0), points.between(-1.0, 1.0), points.between(-1.0, 1.0), 0.5})),
        answers(points.word()),
        mass_kg(points.between(1200.0, 2900.0)) {}

  Vector place(double t) const { return axpy(t, v_L, p_L); }
  bool says(int sensor, double t) const {
    return (answers >> ((static_cast<int>(t / control_s + 0.5) * 5 + sensor) % 64) & 1) != 0;
  }
  Readings sample(double t) const { return silent(t, q, rate); }
  Readings fix(double t, bool perfect) const {
    Readings z = sample(t);
    z.height_m = reading<double>(!perfect && says(0, t), place(t).z - 3.0);
    z.velocity_B = reading<double>(!perfect && says(1, t), v_L);
    z.position_L = reading<double>(perfect, place(t));
    z.velocity_L = reading<double>(perfect, v_L);
    z.mass_kg = reading<double>(perfect, mass_kg);
    z.pad_height_m = reading<double>(perfect, place(t).z - 1.5);
    // of raw sensors
    z.star_tracker_IB = reading<double>(says(2, t), q);
    z.range_m[says(3, t) ? 1 : 0] = reading<double>(says(0, t), 1.2 * place(t).z);
    for (int i = 0; i < velocimeter_beams; ++i) z.closing_m_s[i] = reading<double>(says(i + 1, t), 0.3 * i - v_L.z);
    z.place_L = reading<double>(says(4, t), Vector{p_L.x + 1.0, p_L.y - 2.0, 0.0});
    return z;
  }
  Readings look(double t, bool fixes) const {
    Readings z = fixes ? fix(t, true) : sample(t);
    z.cutoff_m = reading<double>(says(2, t), place(t).z - 1.5);
    z.contact = reading<double>(says(3, t), says(4, t) && place(t).z < 30.0 ? 1.0 : 0.0);
    return z;
  }
  Readings felt(double t) const {
    Readings z = sample(t);
    z.velocity_change_B = reading<double>(true, Vector{0.01, -0.02, 0.2});
    z.angle_change_B = reading<double>(true, Vector{1e-3, -2e-3, 5e-4});
    return z;
  }
};

template <template <class> class S, class Real>
void expect_same_bits(const S<Real>& lanes, int i, const S<double>& alone, const char* what, double t) {
  const S<double> found = take_lane(lanes, i);
  const double* a = reinterpret_cast<const double*>(&found);
  const double* b = reinterpret_cast<const double*>(&alone);
  for (std::size_t k = 0; k < sizeof found / sizeof(double); ++k)
    ASSERT_EQ(std::bit_cast<std::uint64_t>(a[k]), std::bit_cast<std::uint64_t>(b[k]))
        << what << " " << k << " at " << t << ": " << a[k] << " " << b[k];
}

// `apart`: lanes are guided at different times, as on the ground: those whose turn it isn't forget it again.
void expect_lanes_one_by_one(GuidanceLaw law, NavigationMode mode, bool apart) {
  Points points(101 + static_cast<std::uint64_t>(law));
  GncOptions options;
  const MoonOptions moon_options;
  options.guidance.law = law;
  options.navigation.mode = mode;
  const VehicleParams<double> vehicle;
  const MoonParams<double> moon;
  const SensorParams<double> sensors;
  const SiteFrame<double> site = site_frame(-0.79, 3.1, -5927.0);
  const Vector start_L{0.0, 0.0, 100.0};
  const OnboardModel known{
      options, moon_options, vehicle,
      moon,    sensors,      nullptr,
      0,       site,         {moon_from_site(site, start_L), transposed_times(site.R_LM, Vector{1.0, 2.0, -3.0})},
      2.66e-6, control_s,    1.0};
  const bool perfect = mode == NavigationMode::perfect;
  for (int trial = 0; trial < 20; ++trial) {
    FlightSoftware<Lanes> together(known);
    std::vector<FlightSoftware<double>> alone;
    std::vector<Story> stories;
    for (int i = 0; i < lane_count; ++i) {
      stories.emplace_back(points);
      const GncParams<double> settings = any_settings(points);
      together.start(i, settings, stories.back().q);
      alone.emplace_back(known).start(0, settings, stories.back().q);
    }
    Measurements<Lanes> z;
    const auto tell = [&](auto&& of, auto&& told) {
      for (int i = 0; i < lane_count; ++i) {
        const Readings one = of(stories[static_cast<std::size_t>(i)]);
        put_lane(z, i, one);
        told(alone[static_cast<std::size_t>(i)], one);
      }
      told(together, z);
    };
    for (int tick = 0; tick < 100; ++tick) {
      const double t = tick * control_s;
      const bool fixes = together.wants_fix(t);
      bool turn[lane_count];
      Mask guides(false);
      for (int i = 0; i < lane_count; ++i)
        set_lane(guides, i, turn[i] = tick == 0 || (tick + (apart ? i * 3 : 0)) % 10 == 0);
      if (any(guides)) {
        const SoftwareState<Lanes> before = together.state();
        int i = 0;
        tell([&](const Story& s) { return s.fix(t, perfect); },
             [&](auto& software, const auto& told) {
               if (i == lane_count || turn[i]) software.guide(told);
               ++i;
             });
        together.restore(!guides, before);
      }
      tell([&](const Story& s) { return s.look(t, fixes); },
           [](auto& software, const auto& told) { software.control(told); });
      for (int i = 0; i < lane_count; ++i) {
        const FlightSoftware<double>& one = alone[static_cast<std::size_t>(i)];
        expect_same_bits(together.commands(), i, one.commands(), "command", t);
        expect_same_bits(together.believed(), i, one.believed(), "belief", t);
        expect_same_bits(together.state().filter, i, one.state().filter, "belief of the filter", t);
        ASSERT_EQ(lane(together.cut(), i), one.cut());
        ASSERT_EQ(lane(together.phase(), i), one.phase());
        ASSERT_EQ(lane(together.saturated_s(), i), one.saturated_s());
        if (testing::Test::HasFatalFailure()) return;
      }
      if (together.feels())
        tell([&](const Story& s) { return s.felt(t + control_s); },
             [](auto& software, const auto& told) { software.feel(told); });
    }
  }
}

TEST(FlightSoftwareLanes, AreTheCasesOneByOneWhateverTheirNeighboursAreTold) {
  for (const GuidanceLaw law :
       {GuidanceLaw::open_loop, GuidanceLaw::polynomial, GuidanceLaw::gravity_turn, GuidanceLaw::phased}) {
    for (const NavigationMode mode : {NavigationMode::perfect, NavigationMode::inertial, NavigationMode::filter}) {
      // the filter is not guided at different times: on the ground it takes nothing in
      for (const bool apart : {false, true}) {
        if (apart && mode == NavigationMode::filter) continue;
        SCOPED_TRACE(static_cast<int>(law) * 100 + static_cast<int>(mode) * 10 + (apart ? 1 : 0));
        expect_lanes_one_by_one(law, mode, apart);
      }
    }
  }
}

}  // namespace

}  // namespace farside::flight_software_lanes_test
