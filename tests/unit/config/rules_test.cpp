#include "config/keys/rules.h"

#include <gtest/gtest.h>

#include <cmath>

#include "config/keys/reads.h"
#include "flight/case_rules.h"

namespace farside::rules_test {
namespace {

Configuration parse(const std::string& text, const std::vector<std::string>& sets = {}) {
  return parse_configuration("farside: 1\n" + text, "t.yaml", sets);
}

class Rules : public testing::Test {
 protected:
  explicit Rules(const std::string& text = "touchdown: {model: legs}\nstart: {touchdown: {}}\n")
      : configuration_(parse(text)),
        options(options_of(configuration_)),
        nominal(nominal_of(configuration_)),
        drawn(nominal) {}
  std::vector<BrokenRule> broken() const { return broken_rules(drawn, nominal, options); }
  bool hold() const { return rules_hold(drawn, nominal, options); }

  Configuration configuration_;
  CampaignOptions options;
  CaseParams<double> nominal, drawn;
};

TEST_F(Rules, HoldForTheDefaults) {
  EXPECT_TRUE(hold());
  EXPECT_TRUE(broken().empty());
}

TEST_F(Rules, TellTheKeysOfADrawThatBreaksOne) {
  drawn.vehicle.engine.thrust_max_N = 1400.0 + 1.0 / 3.0;
  EXPECT_FALSE(hold());
  ASSERT_EQ(broken().size(), 1u);
  EXPECT_EQ(broken()[0].what, "vehicle.engine.thrust_min_N (1500) is above vehicle.engine.thrust_max_N (1400.33)");
  EXPECT_EQ(broken()[0].keys, (std::vector<std::string>{"vehicle.engine.thrust_min_N", "vehicle.engine.thrust_max_N"}));
}

TEST_F(Rules, JudgeTheDrawnProductsOfInertia) {
  drawn.vehicle.mass.inertia_xy_kg_m2 = 3000.0;  // more than the moments of 2465
  EXPECT_FALSE(hold());
  EXPECT_NE(broken()[0].what.find("isn't positive definite"), std::string::npos);
}

// A rod along a diagonal, a plate along another: the border of what a body can be, and a little beyond.
TEST_F(Rules, KnowTheThinnestBodies) {
  MassParams<double>& m = drawn.vehicle.mass;
  options.touchdown.model = TouchdownModel::none;  // what stands on legs or pads has more rules
  m.gyration_B.x = m.gyration_B.y = m.gyration_B.z = 0.0;
  m.inertia_B.x = m.inertia_B.y = 1500.0;  // a plate normal to z: the moment about z is the sum of the others
  m.inertia_B.z = 3000.0;
  m.inertia_xy_kg_m2 = 700.0;
  EXPECT_TRUE(hold()) << broken()[0].what;
  m.inertia_B.z = 3000.1;
  EXPECT_FALSE(hold());
  m.inertia_B.z = 3000.0;
  m.inertia_xz_kg_m2 = 10.0;  // mass off a plane that holds all of it
  EXPECT_FALSE(hold());
}

TEST_F(Rules, JudgeTheDrawnPads) {
  drawn.vehicle.legs.pad_mass_kg = 0.1;
  EXPECT_FALSE(hold());
  EXPECT_NE(broken()[0].what.find("touchdown.legs_step_s (0.0005 s) is too long"), std::string::npos)
      << broken()[0].what;
  drawn.vehicle.legs.pad_mass_kg = 1000.0;
  EXPECT_NE(broken()[0].what.find("leave no hull"), std::string::npos) << broken()[0].what;
}

// Of 256 touchdowns of such a vehicle 53 didn't come to rest with a friction of 0.2 at 0.5 ms (flight/README.md).
TEST_F(Rules, DoubtASteepFrictionOfBearings) {
  EXPECT_TRUE(doubts_about(nominal, options).empty());
  nominal.vehicle.legs.bearing_friction = 0.2;
  ASSERT_EQ(doubts_about(nominal, options).size(), 1u);
  EXPECT_NE(doubts_about(nominal, options)[0].find("legs that stand may chatter"), std::string::npos);
  options.touchdown.legs_step_s = 0.0004;
  EXPECT_TRUE(doubts_about(nominal, options).empty());
  nominal.vehicle.legs.bearing_friction = 0.9;
  EXPECT_EQ(doubts_about(nominal, options).size(), 1u);
  options.touchdown.model = TouchdownModel::rigid;
  EXPECT_TRUE(doubts_about(nominal, options).empty());
}

TEST_F(Rules, JudgeTheDrawnSoil) {
  drawn.moon.regolith.soil.unloading_N_m = 1e10;
  EXPECT_FALSE(hold());
}

TEST_F(Rules, LeaveAWeakEngineToTheFlight) {
  options.start = StartMode::descent;
  options.gnc.guidance.law = GuidanceLaw::phased;
  drawn.vehicle.engine.thrust_max_N = 7000.0;  // less than gnc.guidance.braking.thrust_N; what is believed counts
  EXPECT_TRUE(hold()) << broken()[0].what;
  nominal.vehicle.engine.thrust_max_N = 7000.0;
  EXPECT_FALSE(hold());
}

TEST_F(Rules, FailForWhatIsNoNumber) {
  drawn.vehicle.engine.thrust_max_N = __builtin_nan("");
  EXPECT_FALSE(hold());
}

// Semi-implicit Euler on an oscillator of unit mass: at the longest step it still holds, 1 % beyond it does not.
TEST(LongestStep, IsWhereAnOscillatorBlowsUp) {
  for (const double stiffness : {1.0, 1e4, 3e6}) {
    for (const double damping : {0.0, 10.0, 5000.0}) {
      const auto largest = [&](double step) {
        double x = 0.0, v = 1.0;
        for (int i = 0; i < 20000; ++i) {
          v -= step * (stiffness * x + damping * v);
          x += step * v;
          if (!(std::fabs(v) < 1e6)) return 1e6;
        }
        return std::fabs(v);
      };
      const double longest = longest_stable_step_s(stiffness, damping);
      EXPECT_LT(largest(0.999 * longest), 1e4) << stiffness << " " << damping;
      EXPECT_EQ(largest(1.01 * longest), 1e6) << stiffness << " " << damping;
    }
  }
}

// Heave of the whole mass, or rocking: sum of y^2 over the contacts over the moment of inertia.
TEST(ContactMobility, IsThatOfHeaveOrOfRocking) {
  VehicleParams<double> v;
  const double mass = v.mass.dry_mass_kg, moment = v.mass.gyration_B.x * mass;
  v.legs.pad_radius_m = 0.5;
  EXPECT_NEAR(contact_mobility(v, 0.0, 4.0, 0.0), 4.0 / mass, 1e-15);
  v.legs.pad_radius_m = 2.35;
  EXPECT_NEAR(contact_mobility(v, 0.0, 4.0, 0.0), 2.0 * 2.35 * 2.35 / moment, 1e-15);
  const double ring = v.legs.hull_radius_m;
  EXPECT_NEAR(contact_mobility(v, 0.0, 0.0, 1.0), std::fmax(8.0 / mass, 4.0 * ring * ring / moment), 1e-15);
  const double centred = contact_mobility(v, 0.0, 4.0, 0.0);
  v.mass.cg_x_m = 0.1;
  EXPECT_GT(contact_mobility(v, 0.0, 4.0, 0.0), centred);
}

TEST(UnreadInputs, AreNamedWithTheKeyThatIsReadInstead) {
  const Configuration c = parse(
      "touchdown: {model: legs}\nstart: {touchdown: {}}\ndispersions:\n"
      "  - {path: moon.regolith.friction, normal: {sd: 0.05}}\n"
      "  - {path: moon.regolith.soil.k_phi_N_m3, normal: {sd: 1.0e+5}}\n"
      "  - {path: moon.terrain.slope_deg, uniform: {min: 0, max: 10}}\n"
      "  - {path: sensors.imu.bias_z_m_s2, normal: {sd: 0.01}}\n");
  const auto unread = unread_inputs(c);
  ASSERT_EQ(unread.size(), 3u);
  EXPECT_EQ(unread[0].path, "moon.regolith.friction");
  EXPECT_EQ(unread[0].where, "t.yaml:5:5");
  EXPECT_NE(unread[0].what.find("; here moon.regolith.soil.friction is read"), std::string::npos) << unread[0].what;
  EXPECT_NE(unread[1].what.find("dispersions[2]: 'moon.terrain.slope_deg' changes nothing here: it is read by "
                                "moon.terrain.model: plane or facet"),
            std::string::npos)
      << unread[1].what;
  EXPECT_EQ(unread[2].path, "sensors.imu.bias_z_m_s2");
}

TEST(UnreadInputs, LeaveOutWhatARareEventReadsWhereItsCounterpartIsDispersedToo) {
  const Configuration c = parse(
      "touchdown: {model: legs}\nstart: {touchdown: {}}\ndispersions:\n"
      "  - {path: moon.regolith.friction, normal: {sd: 0.05}}\n  - {path: moon.regolith.soil.friction, normal: {sd: "
      "0.05}}\n");
  EXPECT_TRUE(unread_inputs(c).empty());
}

}  // namespace
}  // namespace farside::rules_test
