#include "gnc/navigation/filter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/lanes/near.h"
#include "unit/sensors/silent.h"

namespace farside::filter_test {
namespace {

using Vector = Vec3<double>;
using Readings = Measurements<double>;

// A vehicle that stands still 500 m above the target of a Moon without gravity and turning; body and site axes are the
// same. What it believes is off by `error`.
struct Scene {
  GncOptions options;
  MoonOptions moon_options;
  VehicleParams<double> vehicle;
  MoonParams<double> moon;
  SensorParams<double> sensors;
  FilterParams<double> settings;
  double map_error_m = 0.0;
  SiteFrame<double> site = site_frame(0.0, 0.0, 0.0);
  Vector p_L{0.0, 0.0, 500.0};

  Scene() {
    moon_options.rotation = false;
    moon_options.gravity.model = GravityModel::uniform;
    moon.gravity.g_m_s2 = 0.0;
    vehicle.mass.cg_z_m = 0.0;
    settings.gravity_m_s2 = 0.0;
    settings.start.radial_m = settings.start.along_m = settings.start.cross_m = 50.0;
    settings.start.radial_m_s = settings.start.along_m_s = settings.start.cross_m_s = 1.0;
    settings.start.attitude_rad = 1e-3;
  }
  Vector in_I(const Vector& a_L) const { return transposed_times(site.R_LM, a_L); }
  Vector place_I() const { return moon_from_site(site, p_L); }
  OnboardModel known() const {
    return {options, moon_options, vehicle, moon, sensors, nullptr, 0, site, {place_I(), {0.0, 0.0, 0.0}},
            0.0,     0.1,          1.0};
  }
  // Body z up, x east.
  Quat<double> upright() const {
    // columns of R_IB: east, north, up; of the site at latitude and longitude 0: y, z, x of I
    return normalised(Quat<double>{0.5, 0.5, 0.5, 0.5});
  }
};

// One that repeats is stuck.
Quat<double> turned_a_little(const Quat<double>& q, double time_s) {
  return q * quaternion_of_rotation_vector(Vector{1e-12 * time_s, 0.0, 0.0});
}

struct Flown {
  Scene scene;
  OnboardModel known = scene.known();
  Filter<double> filter{known};
  InertialState<double> x;
  FilterState<double> s;

  explicit Flown(const Scene& of) : scene(of) {
    x = known.start;
    s = filter_at_start(scene.upright());
    NavigationParams<double> navigation;
    navigation.filter = scene.settings;
    navigation.map_error_m = scene.map_error_m;
    filter.start(0, navigation, scene.upright());
  }
  Believed<double> believed() { return {x, s}; }
  // `intervals` of a second, in which nothing is felt; `look` fills in readings.
  template <class Look>
  void fly(int intervals, const Look& look) {
    for (int i = 0; i < intervals; ++i, now_s += 1.0) {
      Readings z = silent(now_s, scene.upright(), {0.0, 0.0, 0.0});
      look(z);
      filter.correct(z, believed());
      for (int k = 1; k <= 10; ++k) {
        Readings felt = silent(now_s + 0.1 * k, scene.upright(), {0.0, 0.0, 0.0});
        felt.angle_change_B = reading<double>(true, Vector{0.0, 0.0, 0.0});
        felt.velocity_change_B = reading<double>(true, Vector{0.0, 0.0, 0.0});
        const Vector change_I = filter.feel(felt, 0.1, s);
        x = after_interval(x, change_I, 0.1, [](const Vector&) { return Vector{0.0, 0.0, 0.0}; });
      }
    }
  }
  double now_s = 0.0;
  // A reading that trembles by its last digits: one that repeats is stuck.
  double alive(double value) const { return value * (1.0 + 1e-12 * now_s); }
  double height_error_m() const { return dot(x.p_I - scene.place_I(), scene.in_I({0.0, 0.0, 1.0})); }
  double known_height_m() const { return norm(x.p_I) - scene.site.radius_m - (scene.map_error_m + s.ground_m); }
};

TEST(Filter, BodyIsTheSite) {
  const Scene scene;
  expect_near(rotation(scene.upright()) * Vector{1.0, 0.0, 0.0}, scene.in_I({1.0, 0.0, 0.0}), 1e-15);
  expect_near(rotation(scene.upright()) * Vector{0.0, 0.0, 1.0}, scene.in_I({0.0, 0.0, 1.0}), 1e-15);
}

TEST(Filter, BeginsWithTheOrbitsErrors) {
  Scene scene;
  scene.settings.start.radial_m = 300.0, scene.settings.start.along_m = 1000.0, scene.settings.start.cross_m = 200.0;
  scene.settings.start.along_m_s = 0.5;
  scene.settings.start.radial_with_along_speed = -0.95;
  const InertialState<double> start{{1.7e6, 0.0, 0.0}, {0.0, 0.0, 1600.0}};  // radial x, along z, across y
  const Covariance<double> c = start_covariance(scene.settings, start);
  EXPECT_NEAR(c.p[0][0], 9e4, 1e-6);
  EXPECT_NEAR(c.p[2][2], 1e6, 1e-6);
  EXPECT_NEAR(c.p[1][1], 4e4, 1e-6);
  EXPECT_NEAR(c.p[of_velocity + 2][0], -0.95 * 300.0 * 0.5, 1e-9);
  EXPECT_NEAR(c.p[of_velocity + 2][1], 0.0, 1e-9);
}

TEST(Filter, FindsTheHeightOverFlatGround) {
  Flown f{Scene{}};
  f.x.p_I = f.x.p_I + f.scene.in_I({0.0, 0.0, 40.0});
  f.fly(20, [&](Readings& z) { z.range_m[0] = reading<double>(true, f.alive(500.0)); });
  EXPECT_NEAR(f.known_height_m(), 500.0, 1.0);
}

TEST(Filter, TellsTheGroundFromItsOwnHeightByWhatItKnewOfBoth) {
  Scene scene;
  scene.settings.terrain_m = 20.0;
  scene.settings.start.radial_m = 1.0, scene.settings.start.radial_m_s = 0.01;
  Flown f{scene};
  f.fly(10, [&](Readings& z) { z.range_m[0] = reading<double>(true, f.alive(480.0)); });  // the ground is 20 m higher
  EXPECT_NEAR(f.s.ground_m, 20.0, 1.5);
  EXPECT_NEAR(f.height_error_m(), 0.0, 1.5);
  EXPECT_NEAR(f.known_height_m(), 480.0, 1.0);
  // only considered, it stays what the map says, and the height is believed as far as the map may be wrong
  scene.options.navigation.ground = GroundHeight::considered;
  Flown g{scene};
  g.fly(10, [&](Readings& z) { z.range_m[0] = reading<double>(true, g.alive(480.0)); });
  EXPECT_EQ(g.s.ground_m, 0.0);
  EXPECT_NEAR(g.height_error_m(), 0.0, 2.0);
}

TEST(Filter, TakesItsHeightFromTheMapThatItHas) {
  Scene scene;
  scene.map_error_m = 30.0;
  scene.settings.terrain_m = 0.01;
  Flown f{scene};
  f.fly(20, [&](Readings& z) { z.range_m[0] = reading<double>(true, f.alive(500.0)); });
  EXPECT_NEAR(f.known_height_m(), 500.0, 1.0);
  EXPECT_NEAR(f.height_error_m(), 30.0, 1.0);
}

TEST(Filter, FindsTheVelocityByItsFourBeams) {
  Flown f{Scene{}};
  f.x.v_I = f.scene.in_I({0.8, -0.6, 0.5});
  f.fly(40, [&](Readings& z) {
    for (int i = 0; i < velocimeter_beams; ++i) z.closing_m_s[i] = reading<double>(true, 1e-9 * f.now_s);
  });
  EXPECT_NEAR(norm(f.x.v_I), 0.0, 0.03);
}

TEST(Filter, FindsTheAttitudeByTheStars) {
  Flown f{Scene{}};
  f.s.q_IB = quaternion_of_rotation_vector(Vector{1e-3, -5e-4, 8e-4}) * f.s.q_IB;
  f.fly(50,
        [&](Readings& z) { z.star_tracker_IB = reading<double>(true, turned_a_little(f.scene.upright(), f.now_s)); });
  EXPECT_NEAR(norm(rotation_vector(f.s.q_IB * conjugate(f.scene.upright()))), 0.0, 2e-5);
}

// A bias shows by the attitude's drift, the accelerometers' by the velocity's.
TEST(Filter, LearnsBiasesThatItsOtherSensorsContradict) {
  Scene scene;
  scene.settings.gyro_bias_rad_s = 1e-5;
  scene.settings.accelerometer_bias_m_s2 = 1e-2;
  Flown f{scene};
  const Vector gyro_bias{1e-5, -5e-6, 3e-6}, felt_bias{0.01, 0.005, -0.008};
  for (int i = 0; i < 300; ++i) {
    Readings z = silent(i, scene.upright(), gyro_bias);
    z.star_tracker_IB = reading<double>(true, turned_a_little(scene.upright(), i));
    for (int b = 0; b < velocimeter_beams; ++b) z.closing_m_s[b] = reading<double>(true, 1e-9 * i);
    f.filter.correct(z, f.believed());
    for (int k = 1; k <= 10; ++k) {
      Readings felt = silent(i + 0.1 * k, scene.upright(), gyro_bias);
      felt.angle_change_B = reading<double>(true, 0.1 * gyro_bias);
      felt.velocity_change_B = reading<double>(true, 0.1 * felt_bias);
      const Vector change_I = f.filter.feel(felt, 0.1, f.s);
      f.x = after_interval(f.x, change_I, 0.1, [](const Vector&) { return Vector{0.0, 0.0, 0.0}; });
    }
  }
  expect_near(f.s.gyro_bias_B, gyro_bias, 1e-6);
  expect_near(f.s.accelerometer_bias_B, felt_bias, 1e-3);
}

TEST(Filter, TakesAPlaceByCamera) {
  Flown f{Scene{}};
  f.x.p_I = f.x.p_I + f.scene.in_I({60.0, -45.0, 0.0});
  f.fly(200, [&](Readings& z) { z.place_L = reading<double>(true, Vector{1e-9 * f.now_s, 0.0, 0.0}); });
  const Vector off_L = site_from_moon(f.scene.site, f.x.p_I);
  EXPECT_NEAR(off_L.x, 0.0, 5.0);
  EXPECT_NEAR(off_L.y, 0.0, 5.0);
}

// Hakuto-R's rim: the ground falls away by three kilometres, and the altimeter is right.
TEST(Filter, RejectsWhatDoesNotFitAndBelievesItInTheEndWhereItIsToldTo) {
  Scene scene;
  scene.p_L.z = 5000.0;
  scene.settings.reacquire_after = 0.0;
  const auto away = [](Readings& z) { z.range_m[0] = reading<double>(true, 8000.0 + 1e-6 * z.time_s); };
  Flown never(scene);
  never.fly(60, away);
  EXPECT_NEAR(never.known_height_m(), 5000.0, 1.0);

  scene.settings.reacquire_after = 10.0;
  Flown again(scene);
  again.fly(9, away);
  EXPECT_NEAR(again.known_height_m(), 5000.0, 1.0);
  again.fly(10, away);
  EXPECT_NEAR(again.known_height_m(), 8000.0, 10.0);
}

TEST(Filter, DoesNotHeedAReadingThatIsStuck) {
  Scene scene;
  scene.p_L.z = 5000.0;
  Flown f(scene);
  f.fly(60, [](Readings& z) { z.range_m[0] = reading<double>(true, 5300.0); });  // once, and never again
  const double once = f.known_height_m();
  f.fly(60, [](Readings& z) { z.range_m[0] = reading<double>(true, 5300.0); });
  EXPECT_EQ(f.known_height_m(), once);
}

TEST(Filter, ForgetsRejectionsWhenAReadingFits) {
  Scene scene;
  scene.p_L.z = 5000.0;
  Flown f(scene);
  for (int i = 0; i < 5; ++i) {
    f.fly(9, [](Readings& z) { z.range_m[0] = reading<double>(true, 8000.0 + 1e-6 * z.time_s); });
    f.fly(1, [](Readings& z) { z.range_m[0] = reading<double>(true, 5000.0 + 1e-6 * z.time_s); });
  }
  EXPECT_NEAR(f.known_height_m(), 5000.0, 1.0);
}

// A beam that leans is longer, over ground that curves away.
TEST(Filter, ExpectsARangeAlongTheBeam) {
  Scene scene;
  scene.p_L.z = 5000.0;
  scene.sensors.altimeter.second_beam_rad = 0.5;
  Flown f(scene);
  const double R = scene.site.radius_m, r = R + 5000.0;
  const double nearest = r * std::cos(0.5),
               range_m = nearest - std::sqrt(R * R - r * r * std::sin(0.5) * std::sin(0.5));
  f.fly(5, [&](Readings& z) { z.range_m[1] = reading<double>(true, f.alive(range_m)); });
  EXPECT_NEAR(f.known_height_m(), 5000.0, 1e-6);
}

TEST(Filter, OnTheGroundGoesOnByItsInertialSensors) {
  const Scene scene;
  const OnboardModel known = scene.known();
  Filter<double> filter(known);
  InertialState<double> x = known.start;
  FilterState<double> s = filter_at_start(scene.upright());
  Readings z = silent(1.0, scene.upright(), {0.0, 0.0, 0.0});
  z.range_m[0] = reading<double>(true, 100.0);
  filter.correct(z, {x, s});
  expect_near(x.p_I, known.start.p_I, 0.0);
}

}  // namespace

}  // namespace farside::filter_test
