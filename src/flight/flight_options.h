#pragma once
// The choices of a campaign: the same for all its cases, plain data that crosses into the kernel. Outside the
// instruction set's namespace on purpose: host and kernels share these very types.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class GravityModel : std::int32_t { uniform, point_mass, j2, spherical_harmonic };
enum class TerrainModel : std::int32_t { sphere, plane, dem, facet };
enum class ReliefModel : std::int32_t { none, generated };
enum class GuidanceLaw : std::int32_t { open_loop, polynomial, e_guidance, quartic, gravity_turn, phased };
enum class BrakingRange : std::int32_t { free, controlled };
enum class NavigationMode : std::int32_t { perfect, inertial };
enum class ControlMode : std::int32_t { off, thrust_direction };
enum class TouchdownModel : std::int32_t { none, rigid, legs };
enum class StartMode : std::int32_t { descent, site, touchdown };
enum class ContactLocation : std::int32_t { hermite, linear };

// Spelled as in YAML, in the order of the enum.
inline constexpr const char* gravity_model_names[] = {"uniform", "point_mass", "j2", "spherical_harmonic"};
inline constexpr const char* terrain_model_names[] = {"sphere", "plane", "dem", "facet"};
inline constexpr const char* relief_model_names[] = {"none", "generated"};
inline constexpr const char* guidance_law_names[] = {"open_loop", "polynomial",   "e_guidance",
                                                     "quartic",   "gravity_turn", "phased"};
inline constexpr const char* braking_range_names[] = {"free", "controlled"};
inline constexpr const char* navigation_mode_names[] = {"perfect", "inertial"};
inline constexpr const char* control_mode_names[] = {"off", "thrust_direction"};
inline constexpr const char* touchdown_model_names[] = {"none", "rigid", "legs"};
inline constexpr const char* start_mode_names[] = {"descent", "site", "touchdown"};
inline constexpr const char* contact_location_names[] = {"hermite", "linear"};

struct GravityOptions {
  GravityModel model = GravityModel::spherical_harmonic;
  std::int32_t degree = 8;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &GravityOptions::model, gravity_model_names,
             "gravity field; `spherical_harmonic` is GRGM1200L in the principal-axis frame");
    v.whole("degree", &GravityOptions::degree, {2, 8}, "highest degree and order of `spherical_harmonic`");
  }
};

struct ReliefOptions {
  ReliefModel model = ReliefModel::none;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &ReliefOptions::model, relief_model_names,
             "what no map shows; `generated`: craters, rocks and roughness drawn from laws, on top of "
             "moon.terrain.model");
  }
};

struct TerrainOptions {
  TerrainModel model = TerrainModel::sphere;
  ReliefOptions relief;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &TerrainOptions::model, terrain_model_names,
             "shape of the ground; `plane`: inclined around the target; `facet`: inclined alike wherever a case lands; "
             "`dem` takes "
             "moon.terrain.layers");
    v.group("relief", &TerrainOptions::relief);
  }
};

struct MoonOptions {
  GravityOptions gravity;
  bool rotation = true;
  TerrainOptions terrain;

  template <class V>
  static void fields(V& v) {
    v.group("gravity", &MoonOptions::gravity);
    v.flag("rotation", &MoonOptions::rotation, "the Moon turns under the flight");
    v.group("terrain", &MoonOptions::terrain);
  }
};

struct ThrusterOptions {
  bool uses_propellant = true;

  template <class V>
  static void fields(V& v) {
    v.flag("uses_propellant", &ThrusterOptions::uses_propellant, "control torques consume thruster propellant");
  }
};

struct VehicleOptions {
  ThrusterOptions thrusters;

  template <class V>
  static void fields(V& v) {
    v.group("thrusters", &VehicleOptions::thrusters);
  }
};

struct NavigationOptions {
  NavigationMode mode = NavigationMode::perfect;

  template <class V>
  static void fields(V& v) {
    v.choice("mode", &NavigationOptions::mode, navigation_mode_names,
             "what guidance is told of position and velocity; `perfect`: the truth; `inertial`: reckoned from the "
             "nominal start with "
             "sensors.imu, near the ground pulled in by altimeter and velocimeter");
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

struct GuidanceOptions {
  GuidanceLaw law = GuidanceLaw::polynomial;
  std::int32_t period_ticks = 100;
  BrakingOptions braking;
  bool contact_stops_engine = true;

  template <class V>
  static void fields(V& v) {
    v.choice("law", &GuidanceOptions::law, guidance_law_names, "guidance law");
    v.duration("period_s", &GuidanceOptions::period_ticks, {0.01, 60},
               "time between guidance commands; a multiple of the control period");
    v.group("braking", &GuidanceOptions::braking);
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

struct GncOptions {
  NavigationOptions navigation;
  GuidanceOptions guidance;
  ControlOptions control;

  template <class V>
  static void fields(V& v) {
    v.group("navigation", &GncOptions::navigation);
    v.group("guidance", &GncOptions::guidance);
    v.group("control", &GncOptions::control);
  }
};

struct FlightOptions {
  std::int32_t step_ticks = 10;
  std::int32_t time_max_ticks = 200000;
  ContactLocation contact_location = ContactLocation::hermite;

  template <class V>
  static void fields(V& v) {
    v.duration("step_s", &FlightOptions::step_ticks, {0.01, 10}, "integration step of the descent (Runge-Kutta 4)");
    v.duration("time_max_s", &FlightOptions::time_max_ticks, {0.01, 20000},
               "a descent that has not ended by then is off_corridor");
    v.choice("contact_location", &FlightOptions::contact_location, contact_location_names,
             "how the end of the descent is found inside its step");
  }
};

struct TouchdownOptions {
  TouchdownModel model = TouchdownModel::rigid;
  double step_s = 0.001;
  double legs_step_s = 0.00025;
  double time_max_s = 60.0;
  double handover_height_m = 0.3;
  double load_window_s = 0.005;
  bool stop_at_rest = true;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &TouchdownOptions::model, touchdown_model_names,
             "`legs`: hull on crushable struts, pads on soil; `rigid`: hull and four pads with penalty contact; "
             "`none`: a case ends when "
             "the CG meets the ground");
    v.real("step_s", &TouchdownOptions::step_s, unit::second, {1e-6, 0.01},
           "`rigid`: integration step (semi-implicit Euler)");
    v.real("legs_step_s", &TouchdownOptions::legs_step_s, unit::second, {1e-7, 0.001},
           "`legs`: integration step (semi-implicit Euler)");
    v.real("time_max_s", &TouchdownOptions::time_max_s, unit::second, {0.01, 1000},
           "longest time on the ground that is simulated; a case still moving then is not_at_rest");
    v.real("handover_height_m", &TouchdownOptions::handover_height_m, unit::metre, {0, 100},
           "height of the lowest pad at which the descent hands over");
    v.real("load_window_s", &TouchdownOptions::load_window_s, unit::second, {1e-6, 1},
           "peak_load is the largest mean over such windows");
    v.flag("stop_at_rest", &TouchdownOptions::stop_at_rest, "end a case when it has come to rest");
  }
};

// The target point; its frames follow from it, so it can't be dispersed (disperse the start instead).
struct SiteOptions {
  double lat_rad = -45.4561 * unit::degree_rad;  // Chang'e-4 in the LRO frame, Liu et al. 2019, Nat. Commun. 10:4229
  double lon_rad = 177.5885 * unit::degree_rad;
  double elevation_m = -5927.0;

  template <class V>
  static void fields(V& v) {
    v.real("lat_deg", &SiteOptions::lat_rad, unit::degree, {-90, 90},
           "planetocentric latitude of the target, mean-Earth frame");
    v.real("lon_deg", &SiteOptions::lon_rad, unit::degree, {-360, 360}, "east longitude of the target");
    v.real("elevation_m", &SiteOptions::elevation_m, unit::metre, {-2e4, 2e4},
           "height of the target above the sphere of 1 737 400 m");
  }
};

struct CampaignOptions {
  SiteOptions site;
  MoonOptions moon;
  VehicleOptions vehicle;
  GncOptions gnc;
  FlightOptions flight;
  TouchdownOptions touchdown;
  StartMode start = StartMode::descent;  // which block of `start` the file has

  template <class V>
  static void fields(V& v) {
    v.group("site", &CampaignOptions::site);
    v.group("moon", &CampaignOptions::moon);
    v.group("vehicle", &CampaignOptions::vehicle);
    v.group("gnc", &CampaignOptions::gnc);
    v.group("flight", &CampaignOptions::flight);
    v.group("touchdown", &CampaignOptions::touchdown);
  }
};

}  // namespace farside
