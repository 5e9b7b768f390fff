#include "gnc/own_software.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "unit/sensors/silent.h"

namespace farside::own_software_test {
namespace {

constexpr int width = LaneTraits<Lanes>::count;

// A library that writes down what it is told, and answers by the number of the case.
struct Told {
  std::vector<std::size_t> begun, asked;
  std::vector<farside_measurements> measurements;
  std::vector<farside_commands> before;
  std::size_t fails = 1000;

  FlightLibrary library() { return {begin, step, nullptr, this}; }

 private:
  static bool begin(void* self, std::size_t index, const farside_known&) {
    static_cast<Told*>(self)->begun.push_back(index);
    return true;
  }
  static bool step(void* self, std::size_t index, const farside_measurements& m, farside_commands& c) {
    Told& told = *static_cast<Told*>(self);
    told.asked.push_back(index);
    told.measurements.push_back(m);
    told.before.push_back(c);
    c.engine_on = 1.0;
    c.thrust_N = 100.0 * static_cast<double>(index + 1);
    c.torque_B = {1.0, 2.0, 3.0};
    c.direction_L = {0.0, 3.0, 4.0};
    c.attitude = index % 2 == 0 ? FARSIDE_POINTING : FARSIDE_TORQUE;
    c.cut_off = index == 3 ? 1.0 : 0.0;
    c.phase = FARSIDE_HOVER;
    return index != told.fails;
  }
};

struct Known {
  GncOptions options;
  MoonOptions moon_options;
  VehicleParams<double> vehicle;
  MoonParams<double> moon;
  SensorParams<double> sensors;
  SiteFrame<double> site = site_frame(-0.79, 3.1, -5927.0);

  Known() {
    options.library = true;
    moon_options.rotation = false;
  }
  OnboardModel model() const {
    return {options, moon_options, vehicle, moon, sensors, nullptr, 0, site, {}, 0.0, 0.1, 1.0};
  }
};

template <class Real>
Measurements<Real> in_all(const Measurements<double>& z) {
  Measurements<Real> all;
  for (int i = 0; i < LaneTraits<Real>::count; ++i) put_lane(all, i, z);
  return all;
}
template <class Real>
OwnView<Real> view_in_all() {
  OwnView<double> one{};
  one.q_IB = {1.0, 0.0, 0.0, 0.0};
  one.estimate.p_LB = {0.0, 0.0, 100.0};
  OwnView<Real> all;
  for (int i = 0; i < LaneTraits<Real>::count; ++i) put_lane(all, i, one);
  return all;
}
template <class Real>
OwnAnswer<Real> nothing_said() {
  OwnAnswer<Real> all;
  for (int i = 0; i < LaneTraits<Real>::count; ++i) put_lane(all, i, OwnAnswer<double>{});
  return all;
}

TEST(OwnSoftware, EachReadingStandsUnderItsOwnName) {
  const Known known;
  const OnboardModel model = known.model();
  OwnSoftware<double> own(model);
  Told told;
  own.seat(0, told.library(), 0, true);
  Measurements<double> z;
  double values[sizeof z / sizeof(double)];
  for (std::size_t i = 0; i < std::size(values); ++i) values[i] = 1.0 + static_cast<double>(i);  // all are valid
  std::memcpy(&z, values, sizeof z);
  OwnAnswer<double> said{};
  own.ask(z, view_in_all<double>(), said);
  ASSERT_EQ(told.measurements.size(), 1U);
  const farside_measurements& m = told.measurements[0];
  EXPECT_EQ(m.time_s, z.time_s);
  EXPECT_EQ(m.q_IB.w, z.q_IB.w);
  EXPECT_EQ(m.q_IB.z, z.q_IB.z);
  EXPECT_EQ(m.w_IB_B.x, z.w_IB_B.x);
  EXPECT_EQ(m.velocity_change_B.value.y, z.velocity_change_B.value.y);
  EXPECT_EQ(m.velocity_change_B.valid, z.velocity_change_B.valid);
  EXPECT_EQ(m.height_m.age_s, z.height_m.age_s);
  EXPECT_EQ(m.velocity_B.value.z, z.velocity_B.value.z);
  EXPECT_EQ(m.cutoff_m.value, z.cutoff_m.value);
  EXPECT_EQ(m.contact.valid, z.contact.valid);
  EXPECT_EQ(m.angle_change_B.value.x, z.angle_change_B.value.x);
  EXPECT_EQ(m.star_tracker_IB.value.w, z.star_tracker_IB.value.w);
  EXPECT_EQ(m.star_tracker_IB.age_s, z.star_tracker_IB.age_s);
  EXPECT_EQ(m.range_m[1].value, z.range_m[1].value);
  EXPECT_EQ(m.closing_m_s[3].valid, z.closing_m_s[3].valid);
  EXPECT_EQ(m.place_L.value.x, z.place_L.value.x);
  EXPECT_EQ(m.position_L.value.z, z.position_L.value.z);
  EXPECT_EQ(m.velocity_L.age_s, z.velocity_L.age_s);
  EXPECT_EQ(m.mass_kg.value, z.mass_kg.value);
  EXPECT_EQ(m.pad_height_m.age_s, z.pad_height_m.age_s);
}

TEST(OwnSoftware, IsToldOnceWhatWasReadSinceItWasAskedLast) {
  const Known known;
  const OnboardModel model = known.model();
  OwnSoftware<double> own(model);
  Told told;
  own.seat(0, told.library(), 0, true);
  Measurements<double> z = silent(0.0, {1.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}), felt = z, fixed = z;
  felt.velocity_change_B = reading<double>(true, Vec3<double>{1.0, 2.0, 3.0});
  fixed.height_m = reading<double>(true, 42.0);
  OwnAnswer<double> said{};
  own.hear(felt);
  own.hear(fixed);
  own.ask(z, view_in_all<double>(), said);
  own.ask(z, view_in_all<double>(), said);
  ASSERT_EQ(told.measurements.size(), 2U);
  EXPECT_EQ(told.measurements[0].velocity_change_B.value.z, 3.0);
  EXPECT_EQ(told.measurements[0].height_m.value, 42.0);
  EXPECT_EQ(told.measurements[0].height_m.valid, 1.0);
  EXPECT_EQ(told.measurements[1].height_m.valid, 0.0);
  EXPECT_TRUE(std::isnan(told.measurements[1].height_m.value));
  EXPECT_TRUE(std::isnan(told.measurements[1].velocity_change_B.value.x));
  EXPECT_EQ(told.begun.size(), 1U);
}

TEST(OwnSoftware, IsAskedForItsOwnCaseInLanesThatAttend) {
  const Known known;
  const OnboardModel model = known.model();
  OwnSoftware<Lanes> own(model);
  Told told;
  told.fails = width - 1;
  Mask attends(false);
  for (int i = 0; i < width; ++i) {
    own.seat(i, told.library(), static_cast<std::size_t>(i), true);
    set_lane(attends, i, i != 0);
  }
  EXPECT_TRUE(told.begun.empty());  // a lane may only repeat another's case
  own.attend(attends);
  const Measurements<Lanes> z = in_all<Lanes>(silent(0.0, {1.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}));
  OwnAnswer<Lanes> said = nothing_said<Lanes>();
  own.ask(z, view_in_all<Lanes>(), said);
  EXPECT_EQ(told.begun, told.asked);
  EXPECT_EQ(told.asked.size(), static_cast<std::size_t>(width - 1));
  EXPECT_EQ(lane(said.commands.thrust_N, 0), 0.0);
  for (int i = 1; i < width; ++i) {
    const OwnAnswer<double> one = take_lane(said, i);
    EXPECT_EQ(told.before[static_cast<std::size_t>(i - 1)].engine_for_s, FARSIDE_FOR_EVER);
    if (i == width - 1) {  // it has failed: nothing is commanded
      EXPECT_EQ(one.commands.engine_on, 0.0);
      EXPECT_EQ(one.by_torque, 1.0);
      EXPECT_EQ(norm(one.commands.torque_B), 0.0);
      continue;
    }
    EXPECT_EQ(one.commands.thrust_N, 100.0 * (i + 1));
    EXPECT_EQ(one.commands.engine_on, i == 3 ? 0.0 : 1.0);  // off for good
    EXPECT_EQ(one.by_torque, i % 2 == 0 ? 0.0 : 1.0);
    EXPECT_NEAR(one.direction_L.z, 0.8, 1e-15);
    EXPECT_EQ(one.phase, FARSIDE_HOVER);
  }
}

TEST(OwnSoftware, KnowsTheAttitudeInTheSite) {
  const Known known;
  const OnboardModel model = known.model();
  OwnSoftware<double> own(model);
  Told told;
  own.seat(0, told.library(), 0, true);
  OwnView<double> view = view_in_all<double>();
  const Mat3<double>& R = known.site.R_LM;  // I is M: nothing turns
  view.q_IB = quaternion_of(transposed(R));
  OwnAnswer<double> said{};
  own.ask(silent(0.0, view.q_IB, {0.0, 0.0, 0.0}), view, said);
  EXPECT_NEAR(std::fabs(told.measurements[0].estimate.q_LB.w), 1.0, 1e-15);
  EXPECT_NEAR(told.measurements[0].estimate.up_L.z, 1.0, 1e-15);
}

}  // namespace

}  // namespace farside::own_software_test
