#pragma once
// Sun over a vehicle at rest (M23): power from its panels, the battery until the first night, and whether the sun of
// the next day wakes it.
#include "aftermath/edge.h"
#include "vehicle/vehicle_params.h"

namespace farside::inline FARSIDE_ISA {

// The sun in the sky of a place, between the moments of the table.
struct SunThere {
  Vec3<double> towards;  // unit vector (east, north, up)
  double light_W_m2;     // what is seen of it over the edge
  double tangent;        // of its elevation
};

class Daylight {
 public:
  Daylight(const SkyTable& sky, const Edge& edge, const LocalAxes& axes) : sky_(sky), edge_(edge), axes_(axes) {}

  double end_s() const { return sky_.step_s * (sky_.moments - 1); }
  SunThere at(double time_s) const;

 private:
  double seen_share(const Vec3<double>& towards) const;

  const SkyTable& sky_;
  const Edge& edge_;
  const LocalAxes& axes_;
};

// Of the disc, whose edge the ground's cuts straight.
inline double Daylight::seen_share(const Vec3<double>& towards) const {
  const double x = tangent_over(edge_, towards) / sky_.sun_radius_rad;
  if (x >= 1.0) return 1.0;
  if (!(x > -1.0)) return 0.0;
  return 0.5 + (asin(x) + x * sqrt(1.0 - x * x)) / pi;
}

inline SunThere Daylight::at(double time_s) const {
  const auto [m, f] = between_moments(time_s, sky_.step_s, sky_.moments);
  const double *a = sky_.sun_L + 3 * m, *b = a + 3;
  const Vec3<double> between{(1.0 - f) * a[0] + f * b[0], (1.0 - f) * a[1] + f * b[1], (1.0 - f) * a[2] + f * b[2]};
  const Vec3<double> towards = axes_ * ((1.0 / norm(between)) * between);
  const double light_W_m2 = (1.0 - f) * sky_.sunlight_W_m2[m] + f * sky_.sunlight_W_m2[m + 1];
  return {towards, light_W_m2 * seen_share(towards), towards.z / max(across(towards), 1e-300)};
}

struct DaylightEnd {
  double power_at_rest_W;
  double battery_least;               // share of the capacity, negative by what was short
  double empty_s;                     // when it was empty; NaN: it never was
  double night_s;                     // when the day was over; NaN: the sun doesn't set within the table
  double wake_elevation_rad, noon_s;  // the highest sun seen of the next day, and when; NaN where there is none
  double wake_s, rover_wake_s;        // when it stood that high; NaN: never
};

// Steps of the table from `rest` on: charge by the trapezoid of the power.
inline DaylightEnd live_by(const Daylight& day, const AtRest& rest, const LocalAxes& axes,
                           const VehicleParams<double>& v, double rover_wakes_rad, double step_s) {
  const PowerParams<double>& p = v.power;
  const Vec3<double> panel = axes * (rotation(rest.q_LB) * leaning_B(p.panel_tilt_rad, p.panel_azimuth_rad));
  const auto power_W = [&](const SunThere& sun) {
    return p.panel_area_m2 * p.panel_efficiency * sun.light_W_m2 * max(dot(panel, sun.towards), 0.0);
  };
  const auto tangent = [](double rad) {
    double sine, cosine;
    sin_cos(clamp(rad, -1.57, 1.57), sine, cosine);
    return sine / cosine;
  };
  const double sleeps = tangent(p.sleep_elevation_rad), wakes = tangent(v.limits.wake_elevation_rad),
               rover_wakes = tangent(rover_wakes_rad);
  const double nan = __builtin_nan("");

  SunThere before = day.at(rest.time_s);
  DaylightEnd end{power_W(before), p.battery_start_frac, nan, nan, nan, nan, nan, nan};
  double charge_J = p.battery_start_frac * p.battery_J, time_s = rest.time_s, power_before_W = end.power_at_rest_W;
  const bool sinks = day.at(rest.time_s + 0.25 * step_s).tangent < before.tangent;
  // at night, or so late that it goes to sleep at once
  if (before.tangent < 0.0 || (sinks && before.tangent < sleeps)) end.night_s = rest.time_s;
  while (end.night_s != end.night_s && time_s + step_s <= day.end_s()) {
    const SunThere sun = day.at(time_s + step_s);
    const double power = power_W(sun);
    const bool is_night = sun.tangent < before.tangent && sun.tangent < sleeps;
    // down to the very time at which the day is over
    const double share = is_night ? clamp((before.tangent - sleeps) / (before.tangent - sun.tangent), 0.0, 1.0) : 1.0;
    const double power_end = power_before_W + share * (power - power_before_W);
    const double gained_J = share * step_s * (0.5 * (power_before_W + power_end) - p.load_W);
    if (charge_J + gained_J < 0.0 && end.empty_s != end.empty_s)
      end.empty_s = time_s + share * step_s * clamp(charge_J / max(-gained_J, 1e-300), 0.0, 1.0);
    charge_J = min(charge_J + gained_J, p.battery_J);
    end.battery_least = min(end.battery_least, charge_J / p.battery_J);
    time_s += share * step_s;
    if (is_night) end.night_s = time_s;
    before = sun;
    power_before_W = power;
  }
  if (end.night_s != end.night_s) return end;  // the sun doesn't set here within the table

  // from the time at which the sun has turned to rise until it sinks below the horizontal again
  bool turned = false, risen = false;
  double highest = -1e30, time_before_s = time_s;
  SunThere last = day.at(time_s);
  for (time_s += step_s; time_s <= day.end_s(); time_s += step_s) {
    const SunThere sun = day.at(time_s);
    const auto crossing_s = [&](double level) {
      return time_before_s + step_s * clamp((level - last.tangent) / (sun.tangent - last.tangent), 0.0, 1.0);
    };
    turned = turned || sun.tangent > last.tangent;
    if (turned && sun.light_W_m2 > 0.0) {
      risen = true;
      if (sun.tangent > highest) {
        highest = sun.tangent;
        end.noon_s = time_s;
      }
      const bool rises = last.tangent < sun.tangent;
      if (end.wake_s != end.wake_s && sun.tangent >= wakes)
        end.wake_s = rises && last.tangent < wakes ? crossing_s(wakes) : time_s;
      if (end.rover_wake_s != end.rover_wake_s && sun.tangent >= rover_wakes)
        end.rover_wake_s = rises && last.tangent < rover_wakes ? crossing_s(rover_wakes) : time_s;
    }
    if (risen && sun.tangent < last.tangent && sun.tangent < 0.0) break;
    last = sun;
    time_before_s = time_s;
  }
  if (risen) end.wake_elevation_rad = atan2(highest, 1.0);
  return end;
}

}  // namespace farside::inline FARSIDE_ISA
