#pragma once
// Modes and laws of the flight software: choices that all cases share, beside the numbers of gnc_params.h.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class GuidanceLaw : std::int32_t { open_loop, polynomial, e_guidance, quartic, gravity_turn, phased };
enum class BrakingRange : std::int32_t { free, controlled };
enum class NavigationMode : std::int32_t { perfect, inertial, filter };
enum class OnboardGravity : std::int32_t { oblate, field };
enum class GroundHeight : std::int32_t { estimated, considered };
enum class AvoidanceMode : std::int32_t { none, lidar };
enum class ControlMode : std::int32_t { off, thrust_direction };

// Spelled as in YAML, in the order of the enums.
inline constexpr const char* guidance_law_names[] = {"open_loop", "polynomial",   "e_guidance",
                                                     "quartic",   "gravity_turn", "phased"};
inline constexpr const char* braking_range_names[] = {"free", "controlled"};
inline constexpr const char* navigation_mode_names[] = {"perfect", "inertial", "filter"};
inline constexpr const char* onboard_gravity_names[] = {"oblate", "field"};
inline constexpr const char* ground_height_names[] = {"estimated", "considered"};
inline constexpr const char* avoidance_mode_names[] = {"none", "lidar"};
inline constexpr const char* control_mode_names[] = {"off", "thrust_direction"};

struct NavigationOptions {
  NavigationMode mode = NavigationMode::perfect;
  OnboardGravity gravity = OnboardGravity::oblate;
  GroundHeight ground = GroundHeight::estimated;

  template <class V>
  static void fields(V& v) {
    v.choice("mode", &NavigationOptions::mode, navigation_mode_names,
             "what guidance is told of position and velocity; `perfect`: the truth; `inertial`: reckoned from the "
             "nominal start with "
             "sensors.imu, near the ground pulled in by altimeter and velocimeter; `filter`: an error-state Kalman "
             "filter of all sensors");
    v.choice("gravity", &NavigationOptions::gravity, onboard_gravity_names,
             "gravity that position and velocity are reckoned with; `oblate`: point mass, and oblateness where "
             "moon.gravity.model has it; `field`: all of moon.gravity.model, with nominal parameters");
    v.choice("ground", &NavigationOptions::ground, ground_height_names,
             "mode `filter`: whether the height of the ground above the map on board is estimated, or its spread only "
             "considered");
  }
};

struct BrakingOptions {
  BrakingRange range = BrakingRange::free;

  template <class V>
  static void fields(V& v) {
    v.choice("range", &BrakingOptions::range, braking_range_names,
             "law `phased`: where braking ends along the track follows from the burn, or is met by the margin of its "
             "thrust");
  }
};

struct ApproachOptions {
  bool insists = false;

  template <class V>
  static void fields(V& v) {
    v.flag(
        "insists", &ApproachOptions::insists,
        "range: controlled: it makes for the target however fast that has it begin its hover; false: no faster than it "
        "can stop until then, and who can't get there stands short of it");
  }
};

struct GuidanceOptions {
  GuidanceLaw law = GuidanceLaw::polynomial;
  std::int32_t period_ticks = 100;
  BrakingOptions braking;
  ApproachOptions approach;
  bool contact_stops_engine = true;

  template <class V>
  static void fields(V& v) {
    v.choice("law", &GuidanceOptions::law, guidance_law_names, "guidance law");
    v.duration("period_s", &GuidanceOptions::period_ticks, {0.01, 60},
               "time between guidance commands; a multiple of the control period");
    v.group("braking", &GuidanceOptions::braking);
    v.group("approach", &GuidanceOptions::approach);
    v.flag("contact_stops_engine", &GuidanceOptions::contact_stops_engine,
           "the engine is cut off when sensors.contact tells of the ground; false: by the cutoff sensor alone");
  }
};

struct ControlOptions {
  ControlMode mode = ControlMode::thrust_direction;
  std::int32_t period_ticks = 10;

  template <class V>
  static void fields(V& v) {
    v.choice("mode", &ControlOptions::mode, control_mode_names, "attitude control");
    v.duration("period_s", &ControlOptions::period_ticks, {0.01, 10},
               "time between control commands; a multiple of the flight step");
  }
};

struct AvoidanceOptions {
  AvoidanceMode mode = AvoidanceMode::none;
  bool blind_twin = false;

  template <class V>
  static void fields(V& v) {
    v.choice("mode", &AvoidanceOptions::mode, avoidance_mode_names,
             "`lidar`: law `phased` looks for a place without hazards when it hovers, flies there, and looks again at "
             "the end of the translation; gnc.library is shown a scan when it asks for one");
    v.flag("blind_twin", &AvoidanceOptions::blind_twin,
           "each case is flown a second time without looking, with the same draws: column `blind_outcome`, and what "
           "avoidance gains");
  }
};

struct GncOptions {
  NavigationOptions navigation;
  GuidanceOptions guidance;
  ControlOptions control;
  AvoidanceOptions avoidance;
  bool library = false;  // a user's own flight software (gnc.library) flies in place of guidance

  template <class V>
  static void fields(V& v) {
    v.group("navigation", &GncOptions::navigation);
    v.group("guidance", &GncOptions::guidance);
    v.group("control", &GncOptions::control);
    v.group("avoidance", &GncOptions::avoidance);
  }
};

}  // namespace farside
