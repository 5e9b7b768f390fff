#pragma once
// "Declare once": a parameter is one member and one line in its struct's fields(). Visitors over fields() give parsing,
// defaults, range checks, JSON Schema, the key reference, the paths that dispersions name and the `in_...` columns.
//
// A struct of numeric parameters is template <class Real> and holds nothing but Real members and such structs, so that
// one case is an array of doubles (a "slot" each) and a block of cases can be turned into lanes:
//   template <class V> static void fields(V& v) {
//     v.number("isp_s", &EngineParams::isp_s, unit::second, {200, 500}, "vacuum specific impulse at full thrust");
//     v.vector("bias_{}_m_s2", body_axes, &ImuParams::bias_B, unit::metre_per_second2, {-1, 1}, "bias, body {}");
//     v.group("engine", &VehicleParams::engine);
//   }
// A vector is a Vec3<Real> and three keys, {} of their name and text each axis in turn; a last text may tell of the
// second and third.
// A struct of choices (the same for every case of a campaign) is a plain struct:
//   v.choice("model", &TerrainOptions::model, terrain_model_names, "shape of the ground");
//   v.flag("rotation", &MoonOptions::rotation, "the Moon turns");
//   v.whole("degree", &GravityOptions::degree, {2, 8}, "highest degree of the field");
//   v.duration("step_s", &FlightOptions::step_ticks, {1, 100}, "integration step");  // ticks of 10 ms; YAML: seconds
//   v.group("gravity", &MoonOptions::gravity);
// Key names carry the unit of the file; members hold SI. A path is the keys joined by dots.
namespace farside {

struct Unit {
  const char* name;  // as `units` in the output file (UDUNITS spelling)
  double factor;     // SI value = file value * factor
};

namespace unit {
inline constexpr double degree_rad = 0.017453292519943295;  // pi / 180
inline constexpr Unit none{"1", 1.0};
inline constexpr Unit metre{"m", 1.0};
inline constexpr Unit kilometre{"km", 1000.0};
inline constexpr Unit second{"s", 1.0};
inline constexpr Unit hour{"h", 3600.0};
inline constexpr Unit kilogram{"kg", 1.0};
inline constexpr Unit newton{"N", 1.0};
inline constexpr Unit degree{"deg", degree_rad};
inline constexpr Unit metre_per_second{"m s-1", 1.0};
inline constexpr Unit metre_per_second2{"m s-2", 1.0};
inline constexpr Unit metre_per_second3{"m s-3", 1.0};
inline constexpr Unit degree_per_second{"deg s-1", degree_rad};
inline constexpr Unit degree_per_hour{"deg h-1", degree_rad / 3600.0};
inline constexpr Unit degree_per_root_hour{"deg", degree_rad / 60.0};  // of a random walk: the angle's sd after an hour
inline constexpr Unit degree_per_second2{"deg s-2", degree_rad};
inline constexpr Unit radian_per_second{"rad s-1", 1.0};
inline constexpr Unit newton_metre{"N m", 1.0};
inline constexpr Unit newton_per_second{"N s-1", 1.0};
inline constexpr Unit newton_per_metre{"N m-1", 1.0};
inline constexpr Unit newton_per_metre2{"N m-2", 1.0};
inline constexpr Unit newton_per_metre3{"N m-3", 1.0};
inline constexpr Unit metre3_per_newton_second{"m3 N-1 s-1", 1.0};
inline constexpr Unit kilogram_per_metre3{"kg m-3", 1.0};
inline constexpr Unit newton_second_per_metre{"N s m-1", 1.0};
inline constexpr Unit kilogram_metre2{"kg m2", 1.0};
inline constexpr Unit metre2{"m2", 1.0};
inline constexpr Unit watt{"W", 1.0};
inline constexpr Unit watt_hour{"W h", 3600.0};
inline constexpr Unit bit_per_second{"bit s-1", 1.0};
inline constexpr Unit per_metre2{"m-2", 1.0};
inline constexpr Unit per_second{"s-1", 1.0};
inline constexpr Unit gm{"m3 s-2", 1.0};
inline constexpr Unit gigahertz{"GHz", 1e9};
inline constexpr Unit kelvin{"K", 1.0};
inline constexpr Unit decibel{"dB", 1.0};
inline constexpr Unit decibel_isotropic{"dBi", 1.0};  // over an antenna that sends all round alike
inline constexpr Unit decibel_watt{"dBW", 1.0};
}  // namespace unit

// Inclusive limits in the file's unit.
struct Range {
  double min, max;
};

// The same along all axes, or one an axis.
struct AxisRanges {
  Range axis[3];
  constexpr AxisRanges(double min, double max) : axis{{min, max}, {min, max}, {min, max}} {}
  constexpr AxisRanges(Range x, Range y, Range z) : axis{x, y, z} {}
};

// How keys name the axes of a vector: those of the site frame L, of the body B.
struct Axes {
  const char* name[3];
};
inline constexpr Axes site_axes{{"east", "north", "up"}};
inline constexpr Axes body_axes{{"x", "y", "z"}};

// Ticks are the clock of the flight: every step and cadence is a whole number of them. Ticks over ticks_per_second are
// to the last bit the decimal that a file has; ticks * tick_s may be off by one.
inline constexpr double tick_s = 0.01;
inline constexpr int ticks_per_second = 100;
static_assert(ticks_per_second * tick_s == 1.0);

}  // namespace farside
