#pragma once
// Hazard avoidance of one case (M14): what the flight software makes of a scan, with what it believes of itself.
#include "gnc/hazard/site_choice.h"
#include "gnc/navigation/navigation.h"
#include "gnc/navigation/onboard_gravity.h"
#include "gnc/onboard_model.h"
#include "record/phases.h"
#include "vehicle/mass.h"

namespace farside::inline FARSIDE_ISA {

// One lane's belief at a look.
struct LookBelief {
  Estimate<double> estimate;
  Mat3<double> R_LB;
  Vec3<double> ahead_L;  // where it would come down if it chose nothing
  bool first;            // from the hover; else the last one
};

struct Look {
  SiteChoice choice;
  SeenPlace ahead;               // as the map has the place ahead
  Vec3<double> site_L;           // the chosen place
  Vec3<double> site_B, ahead_B;  // both as directions and ways from the vehicle
  LandingClearance limits;
};

// What the state and the settings leave for a divert, and how far it has to stay from hazards.
struct DivertBounds {
  DivertReach reach;
  double margin_m;
};
inline DivertBounds divert_bounds(const OnboardModel& known, const GncParams<double>& settings,
                                  const Estimate<double>& x, bool first, double gravity_m_s2) {
  const GuidanceParams<double>& g = settings.guidance;
  const AvoidanceParams<double>& a = settings.avoidance;
  const double above_m = max(x.height_m - g.translation.height_m, 0.0);
  const double moves_s = first ? above_m / g.translation.speed_down_m_s : 0.0;
  const double low_m = first ? g.translation.height_m : x.height_m;
  const double down_s = low_m / g.descent.speed_m_s;
  double sine, cosine;
  sin_cos(g.approach.tilt_max_rad, sine, cosine);
  const MassParams<double>& m = known.vehicle.mass;
  const double usable_kg =
      max(x.mass_kg - (m.dry_mass_kg + m.rcs_propellant_kg) - known.vehicle.limits.propellant_reserve_kg, 0.0);
  const double exhaust_m_s = known.vehicle.engine.isp_s * standard_gravity_m_s2;
  const double left_m_s = exhaust_m_s * log(x.mass_kg / max(x.mass_kg - usable_kg, 1.0));
  const DivertReach reach{moves_s + max(low_m - a.steer_height_m, 0.0) / g.descent.speed_m_s,
                          g.hover.position_gain_1_s,
                          g.translation.speed_m_s,
                          min(gravity_m_s2 * sine / cosine, g.hover.velocity_gain_1_s * g.translation.speed_m_s),
                          gravity_m_s2,
                          left_m_s - 1.2 * gravity_m_s2 * (moves_s + down_s)};
  // until the next look shows where the place has gone, or until the ground
  const double drift_m = a.drift_m_s * (first ? moves_s : down_s);
  return {reach, a.margin_frac * sqrt(fma(drift_m, drift_m, a.control_m * a.control_m))};
}

template <class Real>
Look look_for_site(const Scan& scan, const OnboardModel& known, int leg_count, const GncParams<double>& settings,
                   const LookBelief& belief, HazardScratch& scratch) {
  const Estimate<double>& x = belief.estimate;
  const double gravity_m_s2 = norm(onboard_gravity(known.moon_options, known.moon, known.site, x));
  const Nadir nadir = nadir_of(x.p_LB, known.site.radius_m);
  const LegParams<double>& legs = known.vehicle.legs;
  Look look;
  look.limits = landing_clearance(known.vehicle, leg_count, settings.guidance, settings.avoidance.slope_max_rad,
                                  x.mass_kg, gravity_m_s2);
  const HeightMap map = make_height_map<Real>(scan, nadir, belief.R_LB, stance_radius_m(legs), scratch);
  const Stance stance = make_stance(legs, leg_count, map.cell_m);
  const double cell_sd_m = settings.avoidance.noise_m / sqrt(max(map.per_cell, 1.0));
  judge_cells<Real>(map, stance, look.limits, stance_noise(stance, cell_sd_m), scratch);
  const DivertBounds bounds = divert_bounds(known, settings, x, belief.first, gravity_m_s2);
  measure_clearance<Real>(map, 2.0 * bounds.margin_m, scratch);
  look.choice = choose_site(map, scratch, settings.avoidance, look.limits, bounds.reach, bounds.margin_m,
                            settings.avoidance.control_m);
  const Vec3<double> to_ahead = belief.ahead_L - x.p_LB;
  const double ahead_east = dot(nadir.east_L, to_ahead), ahead_north = dot(nadir.north_L, to_ahead);
  look.ahead = seen_at(map, scratch, ahead_east, ahead_north);

  // as deep as the map has the ground there
  const auto step_L = [&](double east_m, double north_m) {
    const Vec3<double> flat = axpy(east_m, nadir.east_L, north_m * nadir.north_L);
    const double depth_m = height_at(map, east_m, north_m);
    return axpy(depth_m, nadir.up_L, flat);
  };
  const Vec3<double> step = step_L(look.choice.east_m, look.choice.north_m);
  look.site_L = x.p_LB + step;
  look.site_B = transposed_times(belief.R_LB, step);
  look.ahead_B = transposed_times(belief.R_LB, step_L(ahead_east, ahead_north));
  return look;
}

}  // namespace farside::inline FARSIDE_ISA
