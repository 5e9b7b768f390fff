#include "flight/descent/ending.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/lanes/reference.h"

namespace farside::ending_test {
using reference::Points;

namespace {

constexpr double h = 0.1;

TEST(ContactFraction, LinearIsTheRootOfTheChord) {
  EXPECT_DOUBLE_EQ(contact_fraction(ContactLocation::linear, {2.0, -100.0}, {-1.0, 3.0}, h),
                   2.0 / 3.0);  // rates don't matter
  EXPECT_EQ(contact_fraction(ContactLocation::linear, {2.0, -20.0}, {0.0, -20.0}, h), 1.0);
}

TEST(ContactFraction, HermiteFindsTheRootOfAFreeFall) {
  Points points(31);
  for (int trial = 0; trial < 2000; ++trial) {
    const double f = points.between(0.001, 0.999), g = points.between(0.1, 20.0), speed = points.between(0.01, 100.0);
    // height that is 0 at f h: a parabola, of which the cubic through both ends is exact
    const auto height = [&](double t) { return speed * (f * h - t) + 0.5 * g * ((f * h) * (f * h) - t * t); };
    const auto rate = [&](double t) { return -speed - g * t; };
    // a few roundings of the larger height, over the slope there
    const double tolerance = 1e-15 * (std::fabs(height(0.0)) + std::fabs(height(h))) / (speed * h) + 4e-16;
    ASSERT_NEAR(contact_fraction(ContactLocation::hermite, {height(0.0), rate(0.0)}, {height(h), rate(h)}, h), f,
                tolerance);
  }
}

TEST(ContactFraction, HermiteFindsTheRootOfACubic) {
  // (f - 1/4) (f^2 + f + 1), negated: falls all the way, root 1/4
  const auto height = [](double f) { return (0.25 - f) * (f * f + f + 1.0); };
  const auto slope = [](double f) { return -(f * f + f + 1.0) + (0.25 - f) * (2.0 * f + 1.0); };
  const double found =
      contact_fraction(ContactLocation::hermite, {height(0.0), slope(0.0) / h}, {height(1.0), slope(1.0) / h}, h);
  EXPECT_NEAR(found, 0.25, 4e-16);
}

TEST(ContactFraction, OfAStepThatBeginsOnTheGroundIsItsBeginning) {
  for (const ContactLocation how : {ContactLocation::hermite, ContactLocation::linear}) {
    EXPECT_EQ(contact_fraction(how, {0.0, -1.0}, {-0.1, -1.0}, h), 0.0);
    EXPECT_EQ(contact_fraction(how, {-0.5, -1.0}, {-0.6, -1.0}, h), 0.0);
  }
}

TEST(ContactFraction, StaysInsideTheStepWhateverTheRates) {
  Points points(32);
  for (int trial = 0; trial < 5000; ++trial) {
    const Clearance<double> before{points.between(0.0, 2.0), points.between(-200.0, 200.0)},
        after{points.between(-2.0, 0.0), points.between(-200.0, 200.0)};
    const double f = contact_fraction(ContactLocation::hermite, before, after, h);
    ASSERT_GE(f, 0.0);
    ASSERT_LE(f, 1.0);
  }
}

DescentState<double> state_at(double t) {
  // position a cubic of time, the rest linear
  const double angle = 0.05 * t;
  return {{1.0 + t * (2.0 + t * (3.0 + 4.0 * t)), 5.0 - t, t * t * t},
          {2.0 + t * (6.0 + 12.0 * t), -1.0, 3.0 * t * t},
          {std::cos(0.5 * angle), std::sin(0.5 * angle), 0.0, 0.0},
          {0.1 + t, 0.2, -t},
          100.0 - 3.0 * t,
          10.0 - t,
          0.5 * t};
}

TEST(StateBetween, IsEitherEndAtItsEnd) {
  const DescentState<double> a = state_at(0.0), b = state_at(h);
  for (const ContactLocation how : {ContactLocation::hermite, ContactLocation::linear}) {
    EXPECT_EQ(state_between(how, a, b, 0.0, h).p_I.x, a.p_I.x);
    EXPECT_EQ(state_between(how, a, b, 0.0, h).propellant_kg, a.propellant_kg);
    EXPECT_NEAR(state_between(how, a, b, 1.0, h).p_I.x, b.p_I.x, 1e-15);
    EXPECT_NEAR(state_between(how, a, b, 1.0, h).v_I.x, b.v_I.x, 5e-14);  // a difference of positions over the step
    EXPECT_NEAR(state_between(how, a, b, 1.0, h).w_B.z, b.w_B.z, 1e-16);
  }
}

TEST(StateBetween, HermiteFollowsACubicInPositionAndSpeed) {
  const DescentState<double> s = state_between(ContactLocation::hermite, state_at(0.0), state_at(h), 0.3, h),
                             expected = state_at(0.3 * h);
  EXPECT_NEAR(s.p_I.x, expected.p_I.x, 1e-15);
  EXPECT_NEAR(s.p_I.z, expected.p_I.z, 1e-16);
  EXPECT_NEAR(s.v_I.x, expected.v_I.x, 5e-14);
  EXPECT_NEAR(s.v_I.z, expected.v_I.z, 1e-15);
  EXPECT_NEAR(s.rcs_propellant_kg, expected.rcs_propellant_kg, 2e-15);
  EXPECT_NEAR(s.shortfall_kg, expected.shortfall_kg, 1e-16);
}

TEST(StateBetween, LinearInterpolatesAll) {
  const DescentState<double> a = state_at(0.0), b = state_at(h),
                             s = state_between(ContactLocation::linear, a, b, 0.25, h);
  EXPECT_NEAR(s.p_I.x, 0.75 * a.p_I.x + 0.25 * b.p_I.x, 1e-15);
  EXPECT_NEAR(s.v_I.x, 0.75 * a.v_I.x + 0.25 * b.v_I.x, 1e-15);
  EXPECT_NEAR(s.propellant_kg, 100.0 - 0.25 * 0.3, 2e-14);
}

TEST(StateBetween, TurnsEvenlyBetweenNeighbours) {
  const DescentState<double> s = state_between(ContactLocation::hermite, state_at(0.0), state_at(h), 0.25, h);
  EXPECT_NEAR(norm2(s.q_IB), 1.0, 4e-16);
  // the chord instead of the arc: (angle / 2)^3 / 12 at most, of 0.005 rad
  EXPECT_NEAR(2.0 * std::asin(s.q_IB.x), 0.05 * 0.25 * h, 2e-9);
}

}  // namespace

}  // namespace farside::ending_test
