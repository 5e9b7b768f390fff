#include "gnc/flight_software.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "flight/start/start.h"
#include "unit/lanes/near.h"
#include "unit/sensors/silent.h"

namespace farside::flight_software_test {
namespace {

using Vector = Vec3<double>;
using Readings = Measurements<double>;
using Software = FlightSoftware<double>;

const double nothing = std::nan("");
const Vector nowhere{nothing, nothing, nothing};

// A vehicle that comes down over the target at constant velocity, whatever its engine does; no gravity is reckoned
// with.
struct Fall {
  GncOptions options;
  MoonOptions moon_options;
  VehicleParams<double> vehicle;
  MoonParams<double> moon;
  SensorParams<double> sensors;
  SiteFrame<double> site = site_frame(-0.79, 3.1, -5927.0);
  GncParams<double> settings;
  double from_m, down_m_s, control_s = 0.1, interval_s = 1.0;
  double sees_below_m = 50.0, switches_below_m = -1e9;  // cutoff sensor, contact
  double trips_below_m = -1e9;                          // the cutoff sensor says 0

  Fall(GuidanceLaw law, NavigationMode mode, double from, double down) : from_m(from), down_m_s(down) {
    moon_options.rotation = false;
    moon_options.gravity.model = GravityModel::uniform;
    moon.gravity.g_m_s2 = 0.0;
    options.guidance.law = law;
    options.navigation.mode = mode;
    settings.guidance.cutoff_height_m = 20.0;
    settings.guidance.polynomial.braking.end_time_s = settings.guidance.polynomial.approach.end_time_s = 0.0;
  }
  bool perfect() const { return options.navigation.mode == NavigationMode::perfect; }
  double height_m(double time_s) const { return from_m - down_m_s * time_s; }
  Vector place_L(double time_s) const { return {0.0, 0.0, height_m(time_s) + vehicle.mass.cg_z_m}; }
  Quat<double> upright() const { return start_at_site({}, site, 0.0).q_IB; }
  OnboardModel known() const {
    const Vector p_I = moon_from_site(site, place_L(0.0)),
                 v_I = transposed_times(site.R_LM, Vector{0.0, 0.0, -down_m_s});
    return {options, moon_options, vehicle, moon, sensors, nullptr, 0, site, {p_I, v_I}, 0.0, control_s, interval_s};
  }
  Readings sample(double time_s) const { return silent(time_s, upright(), {0.0, 0.0, 0.0}); }
  Readings fix(double time_s) const {
    Readings z = sample(time_s);
    if (!perfect()) return z;
    z.position_L = reading<double>(true, place_L(time_s));
    z.velocity_L = reading<double>(true, Vector{0.0, 0.0, -down_m_s});
    z.mass_kg = reading<double>(true, 1500.0);
    z.pad_height_m = reading<double>(true, height_m(time_s));
    return z;
  }
  Readings look(double time_s, bool fixes = false) const {
    Readings z = fixes ? fix(time_s) : sample(time_s);
    const double h = height_m(time_s);
    z.cutoff_m = reading<double>(h <= sees_below_m || h <= trips_below_m, h <= trips_below_m ? 0.0 : h);
    z.contact = reading<double>(true, h <= switches_below_m ? 1.0 : 0.0);
    return z;
  }
  Readings felt(double time_s) const {
    Readings z = sample(time_s);
    z.velocity_change_B = reading<double>(true, Vector{0.0, 0.0, 0.0});
    return z;
  }

  // look(software, time_s) after every command of control, until it says no.
  template <class Look>
  void fly(double for_s, const Look& look_at) const {
    const OnboardModel model = known();
    Software software(model);
    software.start(0, settings, upright());
    const int controls = static_cast<int>(std::lround(interval_s / control_s));
    for (int i = 0; i * control_s < for_s; ++i) {
      const double t = i * control_s;
      if (i % controls == 0) software.guide(fix(t));
      software.control(look(t, software.wants_fix(t)));
      if (!look_at(software, t)) return;
      if (software.feels()) software.feel(felt(t + control_s));
    }
  }
  // Height of the pad plane at which the engine goes off for good; NaN: it doesn't.
  double cut_height_m() const {
    double height = nothing;
    fly(from_m / down_m_s + 5.0, [&](const Software& s, double t) {
      if (!s.cut()) return true;
      EXPECT_EQ(s.commands().engine_on, 0.0);
      EXPECT_GE(s.commands().engine_wait_s, 0.0);
      EXPECT_LT(s.commands().engine_wait_s, control_s);
      height = height_m(t + s.commands().engine_wait_s);
      return false;
    });
    return height;
  }
};

const NavigationMode modes[] = {NavigationMode::perfect, NavigationMode::inertial};

// The engine goes off at the height, not at the tick before or after it.
TEST(Cutoff, ComesAtItsHeightWhateverTheControlPeriod) {
  for (const NavigationMode mode : modes) {
    for (const double at_m : {10.0, 15.0, 20.0, 30.0}) {
      for (const double period_s : {0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0}) {
        for (const double down : {0.7, 1.6, 6.3}) {
          Fall f(GuidanceLaw::polynomial, mode, 47.3, down);
          f.settings.guidance.cutoff_height_m = at_m;
          f.control_s = period_s;
          EXPECT_NEAR(f.cut_height_m(), at_m, 1e-3)
              << period_s << " s, " << down << " m/s, mode " << static_cast<int>(mode);
        }
      }
    }
  }
}

// Below its height as soon as it is asked: at once.
TEST(Cutoff, ComesAtOnceBelowItsHeight) {
  Fall f(GuidanceLaw::polynomial, NavigationMode::perfect, 12.0, 1.0);
  EXPECT_EQ(f.cut_height_m(), 12.0);
  f.sees_below_m = 5.04;  // the sensor's range begins below it
  EXPECT_NEAR(f.cut_height_m(), 5.0, 1e-9);
}

TEST(Cutoff, NeverComesAtHeightZeroOrFromADeadSensor) {
  for (const NavigationMode mode : modes) {
    Fall f(GuidanceLaw::polynomial, mode, 12.0, 1.0);
    f.settings.guidance.cutoff_height_m = 0.0;
    f.trips_below_m = 3.0;
    EXPECT_TRUE(std::isnan(f.cut_height_m()));
    f = Fall(GuidanceLaw::polynomial, mode, 12.0, 1.0);
    f.sees_below_m = -1e9;
    EXPECT_TRUE(std::isnan(f.cut_height_m()));
  }
}

TEST(Cutoff, ComesByContactUnlessThatIsNotToStopTheEngine) {
  Fall f(GuidanceLaw::polynomial, NavigationMode::perfect, 12.0, 1.0);
  f.sees_below_m = -1e9;
  f.switches_below_m = 2.95;
  EXPECT_NEAR(f.cut_height_m(), 2.9, 1e-9);  // at the tick that is told so
  f.options.guidance.contact_stops_engine = false;
  EXPECT_TRUE(std::isnan(f.cut_height_m()));
}

// A contact does not wait for the cutoff height that is due in the same period.
TEST(Cutoff, ByContactDoesntWait) {
  Fall f(GuidanceLaw::polynomial, NavigationMode::perfect, 20.05, 1.0);
  f.switches_below_m = 1e9;
  EXPECT_EQ(f.cut_height_m(), 20.05);
}

TEST(Cutoff, StaysOffForGood) {
  Fall f(GuidanceLaw::polynomial, NavigationMode::perfect, 25.0, 2.0);
  int off = 0, on = 0;
  f.fly(12.0, [&](const Software& s, double) {
    EXPECT_FALSE(s.cut() && s.commands().engine_on > 0.0);
    s.cut() ? ++off : ++on;
    return true;
  });
  EXPECT_GT(on, 20);
  EXPECT_GT(off, 80);
}

// `phased`, started low and slow: it runs down to the phase in which the cutoff is listened to.
Fall phased(double from_m, double down_m_s) {
  Fall f(GuidanceLaw::phased, NavigationMode::perfect, from_m, down_m_s);
  GuidanceParams<double>& g = f.settings.guidance;
  g.ignition.time_s = 2.0;
  g.braking.speed_m_s = 1000.0;  // is slower already
  g.adjust.time_s = 0.0;
  g.hover.time_s = 6.0;
  g.translation.height_m = 30.0;
  return f;
}

TEST(Cutoff, IsListenedToByPhasedInItsDescentAlone) {
  for (const bool contact : {false, true}) {
    Fall f = phased(40.0, 0.5);
    f.settings.guidance.cutoff_height_m = 15.0;
    f.sees_below_m = -1e9;
    (contact ? f.switches_below_m : f.trips_below_m) = 1e9;  // false from the start on
    bool told = false;
    f.fly(60.0, [&](const Software& s, double) {
      const bool armed = s.phase() >= phase_number<double>(Phase::descent);
      EXPECT_EQ(s.cut(), armed);
      told = told || !armed;
      return !s.cut();
    });
    EXPECT_TRUE(told);
  }
  Fall f = phased(40.0, 0.5);
  f.settings.guidance.cutoff_height_m = 15.0;
  EXPECT_NEAR(f.cut_height_m(), 15.0, 1e-3);
}

// Phases that end between two guidance commands begin at their own time: the translation's end at its height.
TEST(FlightSoftware, EndsPhasesBetweenTwoGuidanceCommands) {
  for (const double interval_s : {0.5, 1.0, 2.0, 5.0}) {
    Fall f = phased(40.0, 0.5);
    f.interval_s = interval_s;
    f.settings.guidance.ignition.time_s = 2.34;
    f.settings.guidance.translation.height_m = 26.61;
    double braking_s = nothing, descent_s = nothing;
    f.fly(60.0, [&](const Software& s, double t) {
      if (std::isnan(braking_s) && s.phase() > phase_number<double>(Phase::ignition)) {
        braking_s = t;
        EXPECT_NEAR(t, 2.3, 1e-9);  // the period in which it is due
      }
      if (std::isnan(descent_s) && s.phase() == phase_number<double>(Phase::descent)) {
        descent_s = s.phase_since_s(t);
        EXPECT_NEAR(s.commands().engine_wait_s, descent_s - t, 1e-12);
        return false;
      }
      return true;
    });
    EXPECT_NEAR(f.height_m(descent_s), 26.61, 1e-9) << interval_s;
  }
}

TEST(FlightSoftware, BurnsAnOpenLoopAtItsTimes) {
  for (const double control_s : {0.05, 0.1, 0.5, 1.0}) {
    Fall f(GuidanceLaw::open_loop, NavigationMode::perfect, 1e4, 1.0);
    f.settings.guidance.cutoff_height_m = 0.0;
    f.settings.guidance.open_loop = {3000.0, 3.37, 0.58, 0.0, 0.0, 1.0};
    f.control_s = control_s;
    double from_s = nothing, to_s = nothing;
    f.fly(10.0, [&](const Software& s, double t) {
      const Commands<double>& c = s.commands();
      if (c.engine_on > 0.0) {
        EXPECT_EQ(c.thrust_N, 3000.0);
        if (std::isnan(from_s)) from_s = t + c.engine_wait_s;
        EXPECT_NEAR(t + c.engine_for_s, 3.95, 1e-9) << t;
        if (c.engine_for_s < control_s) to_s = t + c.engine_for_s;
      } else {
        EXPECT_FALSE(t > 3.37 && t < 3.95) << t;
      }
      return true;
    });
    EXPECT_NEAR(from_s, 3.37, 1e-9) << control_s;
    EXPECT_NEAR(to_s, 3.95, 1e-9) << control_s;
  }
}

bool finite(const Commands<double>& c) {
  return std::isfinite(c.engine_on + c.thrust_N + c.engine_wait_s + c.engine_for_s) && std::isfinite(norm(c.torque_B));
}

// Nothing that isn't valid leaks into what is commanded or believed, whatever answers and whatever doesn't.
TEST(FlightSoftware, NeverTakesAReadingThatIsNotValid) {
  for (const GuidanceLaw law :
       {GuidanceLaw::polynomial, GuidanceLaw::phased, GuidanceLaw::gravity_turn, GuidanceLaw::open_loop}) {
    for (int answering = 0; answering < 8; ++answering) {
      Fall f(law, NavigationMode::inertial, 40.0, 1.0);
      f.options.guidance.law = law;
      const OnboardModel model = f.known();
      Software software(model);
      software.start(0, f.settings, f.upright());
      for (int i = 0; i < 400; ++i) {
        const double t = 0.1 * i;
        if (i % 10 == 0) {
          Readings z = f.sample(t);
          if (answering & 1) z.height_m = reading<double>(true, f.height_m(t));
          if (answering & 2) z.velocity_B = reading<double>(true, Vector{0.0, 0.0, -1.0});
          software.guide(z);
        }
        Readings z = f.look(t);
        if (!(answering & 4)) z.cutoff_m = reading<double>(false, 0.0), z.contact = reading<double>(false, 1.0);
        software.control(z);
        ASSERT_TRUE(finite(software.commands())) << static_cast<int>(law) << " " << answering << " " << t;
        ASSERT_TRUE(std::isfinite(norm(software.believed().p_I)) && std::isfinite(norm(software.believed().v_I)));
        software.feel(f.felt(t + 0.1));
      }
    }
  }
}

// Of a dead altimeter it hears nothing: it believes what it has reckoned, 60 m too high. One that answers pulls it in.
TEST(FlightSoftware, HearsNoHeightFromADeadAltimeter) {
  for (const bool dead : {true, false}) {
    Fall f(GuidanceLaw::polynomial, NavigationMode::inertial, 200.0, 1.0);
    const OnboardModel model = f.known();
    Software software(model);
    software.start(0, f.settings, f.upright());
    for (int i = 0; i < 600; ++i) {
      const double t = 0.1 * i;
      if (i % 10 == 0) {
        Readings z = f.sample(t);
        if (!dead) z.height_m = reading<double>(true, f.height_m(t) - 60.0);
        software.guide(z);
      }
      software.control(f.sample(t));
      software.feel(f.felt(t + 0.1));
    }
    const double error_m = norm(software.believed().p_I) - norm(moon_from_site(f.site, f.place_L(60.0)));
    EXPECT_NEAR(error_m, dead ? 0.0 : -60.0, dead ? 1e-6 : 0.1);
  }
}

// Another software that is told what this one remembers goes on as it would have.
TEST(FlightSoftware, GoesOnFromWhatItRemembers) {
  Fall f(GuidanceLaw::phased, NavigationMode::inertial, 60.0, 1.0);
  f.settings.control.trim_1_s = 0.5;
  const OnboardModel model = f.known();
  Software first(model), second(model);
  first.start(0, f.settings, f.upright());
  const auto tell = [&](Software& s, int i) {
    if (i % 10 == 0) s.guide(f.fix(0.1 * i));
    s.control(f.look(0.1 * i));
    s.feel(f.felt(0.1 * (i + 1)));
  };
  for (int i = 0; i < 57; ++i) tell(first, i);
  second.resume(0, f.settings, first.state(0));
  for (int i = 57; i < 200; ++i) {
    tell(first, i), tell(second, i);
    ASSERT_EQ(first.commands().thrust_N, second.commands().thrust_N);
    ASSERT_EQ(first.commands().engine_wait_s, second.commands().engine_wait_s);
    ASSERT_EQ(first.commands().torque_B.y, second.commands().torque_B.y);
    ASSERT_EQ(first.believed().p_I.x, second.believed().p_I.x);
    ASSERT_EQ(first.cut(), second.cut());
  }
}

// From the guidance after its cutoff on it wants no more than to be upright, wherever the thrust was to point.
TEST(FlightSoftware, FallsUprightOnceItIsCutOff) {
  Fall f(GuidanceLaw::open_loop, NavigationMode::perfect, 25.0, 2.0);
  f.settings.guidance.open_loop = {3000.0, 0.0, 1e9, 0.6, 0.0, 0.8};
  int leant = 0, upright = 0;
  f.fly(12.0, [&](const Software& s, double t) {
    if (!s.cut()) {
      ++leant;
      EXPECT_GT(norm(s.commands().torque_B), 100.0) << t;
    } else if (t > 3.5) {
      ++upright;
      expect_near(s.commands().torque_B, {0.0, 0.0, 0.0}, 1e-9);
    }
    return true;
  });
  EXPECT_GT(leant, 20);
  EXPECT_GT(upright, 80);
}

TEST(FlightSoftware, GivesNoTorqueWithoutControl) {
  Fall f(GuidanceLaw::polynomial, NavigationMode::perfect, 25.0, 2.0);
  f.options.control.mode = ControlMode::off;
  f.fly(5.0, [&](const Software& s, double) {
    EXPECT_EQ(norm(s.commands().torque_B), 0.0);
    return true;
  });
}

// Where guidance asks for more than there is, the time of it is counted, and no longer once the engine is off.
TEST(FlightSoftware, CountsTheTimeInWhichItAsksForTooMuch) {
  Fall f = phased(2000.0, 140.0);
  f.moon.gravity.g_m_s2 = 1.63;
  f.settings.guidance.ignition.time_s = 0.0;
  double counted_s = 0.0;
  f.fly(5.0, [&](const Software& s, double) {
    counted_s = s.saturated_s();
    return true;
  });
  EXPECT_EQ(counted_s, 5.0);  // 140 m/s at 2 km takes 5 m/s^2 beside the weight
}

// The filter learns where it is over the Moon, and the place over which it hovers goes with it: it isn't another one.
TEST(FlightSoftwareByFilter, KeepsItsPlaceWhenItsOwnIsCorrected) {
  Fall f(GuidanceLaw::phased, NavigationMode::filter, 100.0, 0.0);
  f.settings.navigation.filter.start.along_m = f.settings.navigation.filter.start.cross_m = 200.0;
  const OnboardModel known = f.known();
  Software software(known);
  software.start(0, f.settings, f.upright());
  SoftwareState<double> state = software.state(0);
  state.phased.phase = phase_number<double>(Phase::hover);
  state.phased.due_s = 1e9;
  state.phased.place_L = {3.0, -4.0, 100.0};
  state.phased.site_L = {10.0, 20.0, 0.0};
  software.resume(0, f.settings, state);
  Readings z = f.sample(0.0);
  z.q_IB = {nothing, nothing, nothing, nothing};
  z.place_L = reading<double>(true, Vector{80.0, -50.0, 0.0});
  software.guide(z);
  const SoftwareState<double> after = software.state(0);
  const Vector moved_L = f.site.R_LM * (after.believed.p_I - state.believed.p_I);
  EXPECT_GT(moved_L.x, 40.0);
  EXPECT_LT(moved_L.y, -25.0);
  expect_near(after.phased.place_L - state.phased.place_L, moved_L, 1e-9);
  expect_near(after.phased.site_L - state.phased.site_L, moved_L, 1e-9);
}

}  // namespace

}  // namespace farside::flight_software_test
