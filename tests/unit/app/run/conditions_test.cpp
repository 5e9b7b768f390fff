#include "app/run/conditions.h"

#include <gtest/gtest.h>

namespace farside::conditions_test {
namespace {

std::string conditions(const std::string& text) {
  std::string all;
  for (const std::string& line : conditions_of(parse_configuration("farside: 1\n" + text, "t.yaml")))
    all += line + "\n";
  return all;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Conditions, NameTheGround) {
  EXPECT_TRUE(holds(conditions(""), "terrain: the sphere through the target"));
  EXPECT_TRUE(holds(conditions("moon: {terrain: {model: plane, slope_deg: 6}}\n"),
                    "terrain: a plane with a slope of 6 deg in all cases"));
  EXPECT_TRUE(holds(conditions("moon: {terrain: {model: plane}}\n"
                               "dispersions:\n  - {path: moon.terrain.slope_deg, rayleigh: {mode: 2.5}}\n"),
                    "terrain: a plane, its slope drawn for each case"));
  EXPECT_TRUE(holds(conditions("dispersions: [{path: moon.terrain.slope_deg, uniform: {min: 0, max: 5}}]\n"),
                    "dispersed, but read by none of the chosen models: moon.terrain.slope_deg"));
  EXPECT_TRUE(holds(conditions("moon: {terrain: {model: dem, layers: [{path: a.tif}, {path: b.tif}]}}\n"),
                    "terrain: the heights of a.tif, b.tif, the same for all cases; "));
  EXPECT_TRUE(holds(conditions("moon: {terrain: {model: dem, layers: [{path: a.tif}, {path: b.tif, ce90_m: 9}]}}\n"),
                    "terrain: the heights of a.tif, b.tif, the same for all cases but for the errors of the maps"));
  const std::string rock = "{east_m: 0, north_m: 0, diameter_m: 1, height_m: 0.5}";
  const std::string listed = "rocks: {listed: [" + rock + "]}}}}\n";
  EXPECT_TRUE(holds(conditions("moon: {terrain: {model: plane, relief: {model: listed, " + listed),
                    "terrain: a plane with craters and rocks as they are listed, the same in all cases; rocks"));
  EXPECT_TRUE(holds(conditions("moon: {terrain: {relief: {model: generated, " + listed),
                    "other ones in each case, and craters and rocks as they are listed"));
  const auto ground = [](const std::string& kind) {
    return "moon: {terrain: {relief: {model: generated}}}\n"
           "dispersions: [{path: moon.terrain.relief.ground, uniform: {min: 0, max: 1}, kind: " +
           kind + "}]\n";
  };
  EXPECT_TRUE(holds(conditions("campaign: {sampling: {outer: 20}}\n" + ground("epistemic")),
                    "other ones in each draw of what isn't known"));
  EXPECT_TRUE(holds(conditions(ground("aleatory")), "other ones in each case"));
}

TEST(Conditions, SayThatEpistemicInputsAreAveragedOver) {
  const std::string mixed = conditions(
      "dispersions:\n  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 6}, kind: epistemic}\n"
      "  - {path: vehicle.mass.propellant_kg, normal: {sd: 6}, kind: aleatory}\n");
  EXPECT_TRUE(holds(mixed, "epistemic inputs: 1 drawn anew for each case together with 1 aleatory one")) << mixed;
  EXPECT_FALSE(
      holds(conditions("dispersions:\n  - {path: vehicle.mass.propellant_kg, normal: {sd: 6}, kind: aleatory}\n"),
            "epistemic"));
}

TEST(Conditions, NameWhatIsLeftOut) {
  EXPECT_TRUE(holds(conditions(""), "navigation: perfect"));
  const std::string inertial = conditions("gnc: {navigation: {mode: inertial}}\n");
  EXPECT_TRUE(holds(inertial, "navigation: inertial from the nominal start; attitude and mass are known"));
  EXPECT_FALSE(holds(inertial, "perfect"));
  EXPECT_FALSE(holds(conditions("start: {touchdown: {height_m: 0.2}}\n"), "navigation"));  // nobody navigates
  EXPECT_TRUE(holds(conditions("touchdown: {model: none}\n"), "touchdown: none"));
  EXPECT_TRUE(holds(conditions("start: {touchdown: {height_m: 0.2}}\n"), "no descent is flown"));
}

TEST(Conditions, NameAUsersOwnFlightSoftware) {
  EXPECT_FALSE(holds(conditions(""), "flight software:"));
  EXPECT_TRUE(holds(conditions("gnc: {library: mine.so}\n"), "flight software: mine.so, which is not farside's"));
  EXPECT_TRUE(holds(conditions("gnc: {library: mine.so}\nstart: {touchdown: {height_m: 1}}\n"),
                    "no descent is flown, and gnc.library has nothing to do"));
}

TEST(Conditions, NameWhatAConfigurationSwitchesOff) {
  const std::string legs = "touchdown: {model: legs}\n";
  EXPECT_FALSE(holds(conditions(legs), "not judged")) << conditions(legs);
  EXPECT_TRUE(holds(conditions("touchdown: {model: rigid}\n"),
                    "not judged: nozzle_strike, stroke_exceeded, load_exceeded (touchdown.model: rigid)"));
  EXPECT_TRUE(holds(conditions("touchdown: {model: none}\n"), "not judged: what happens after the first contact"));
  const std::string ground =
      conditions(legs +
                 "vehicle: {legs: {hull_clearance_m: 0, nozzle_clearance_m: 0}, limits: {tip_over_tilt_deg: 180, "
                 "final_tilt_deg: 180}}\n");
  for (const char* what :
       {"hull_strike (vehicle.legs.hull_clearance_m: 0)", "nozzle_strike (vehicle.legs.nozzle_clearance_m: 0)",
        "tip_over (vehicle.limits.tip_over_tilt_deg: 180)", "final_tilt (vehicle.limits.final_tilt_deg: 180)"}) {
    EXPECT_TRUE(holds(ground, what)) << what << " in " << ground;
  }
  EXPECT_FALSE(holds(
      conditions(legs + "vehicle: {legs: {hull_clearance_m: 0}}\n"
                        "dispersions:\n  - {path: vehicle.legs.hull_clearance_m, uniform: {min: 0.1, max: 0.2}}\n"),
      "hull_strike"))
      << "drawn for each case";
  EXPECT_TRUE(holds(conditions("touchdown: {stop_at_rest: false}\n"), "also at rest"));
  EXPECT_FALSE(holds(conditions(""), "also at rest"));
}

TEST(Conditions, NameWhatAFlightDoesWithout) {
  EXPECT_TRUE(holds(conditions("gnc: {control: {mode: \"off\"}}\n"), "control: off"));
  EXPECT_TRUE(
      holds(conditions("vehicle: {thrusters: {uses_propellant: false}}\n"), "thrusters: their propellant never ends"));
  EXPECT_TRUE(holds(conditions("vehicle: {mass: {propellant_kg: 0}}\n"), "propellant: no main propellant on board"));
  for (const char* what : {"control:", "thrusters:", "propellant:"}) {
    EXPECT_FALSE(holds(conditions(""), what));
    EXPECT_FALSE(holds(conditions("vehicle: {thrusters: {uses_propellant: false}, mass: {propellant_kg: 0}}\n"
                                  "gnc: {control: {mode: \"off\"}}\nstart: {touchdown: {height_m: 0.2}}\n"),
                       what))
        << "nothing flies";
  }
}

TEST(Request, SaysWhetherAnyInputVaries) {
  const auto alike = [](const std::string& text) {
    return request_of(parse_configuration("farside: 1\n" + text, "t.yaml")).inputs_alike;
  };
  EXPECT_TRUE(alike(""));
  EXPECT_FALSE(alike("dispersions:\n  - {path: vehicle.mass.propellant_kg, normal: {sd: 6}}\n"));
  EXPECT_TRUE(alike("dispersions:\n  - {path: vehicle.mass.propellant_kg, normal: {sd: 6}, drawn: once}\n"));
  EXPECT_TRUE(alike("dispersions:\n  - {path: vehicle.mass.propellant_kg, constant: {value: 6}}\n"));
  const std::string unknown =
      "dispersions:\n  - {path: vehicle.mass.propellant_kg, normal: {sd: 6}, kind: epistemic}\n";
  EXPECT_FALSE(alike(unknown)) << "drawn for each case";
  EXPECT_TRUE(alike("campaign: {sampling: {outer: 5}}\n" + unknown)) << "within a draw";
}

}  // namespace
}  // namespace farside::conditions_test
