#pragma once
// What must hold between the parameters of a case, all rules in one: those of the vehicle, of the flight software, of
// the start and of the steps on the ground (base/rule.h).
#include "flight/case_params.h"
#include "flight/flight_options.h"
#include "flight/touchdown/stable_step.h"
#include "flight/touchdown/strut.h"
#include "gnc/gnc_rules.h"
#include "lanes/math.h"
#include "moon/frames.h"
#include "moon/terrain/rocks.h"
#include "sensors/sensor_rules.h"
#include "vehicle/vehicle_rules.h"

namespace farside::inline FARSIDE_ISA {

inline bool has_generated_relief(const CampaignOptions& o) {
  return o.moon.terrain.relief.model == ReliefModel::generated;
}
inline bool has_relief(const CampaignOptions& o) { return o.moon.terrain.relief.model != ReliefModel::none; }

// Upper bound of the eigenvalues of a matrix: the largest sum of a row's absolute values (Gershgorin).
inline double largest_row(const double (&m)[3][3]) {
  double largest = 0.0;
  for (const auto& row : m) largest = max(largest, abs(row[0]) + abs(row[1]) + abs(row[2]));
  return largest;
}

// Mobility of the vehicle under its pads and its hull's ring (8 points), all on level ground: the largest eigenvalue of
// mass^-1 sum(J J^T) in heave, roll and pitch. All contacts have the same spring and damper, so the modes are common to
// both, and the fastest mode's stiffness and damping over mass are one contact's times this. Heave alone gives 12 / m;
// the lever arms of pads and ring make roll and pitch three to five times as fast.
inline double contact_mobility(const VehicleParams<double>& v, double fill, double pads, double ring_share) {
  const MassParams<double>& p = v.mass;
  const double mass = p.dry_mass_kg + fill * (p.propellant_kg + p.rcs_propellant_kg);
  const MassProperties<double> body = mass_properties(p, fill * p.propellant_kg, mass);
  const Inertia<double> w = inverse(body.inertia);
  const double count = pads + 8.0 * ring_share, x = -body.cg_B.x,
               y = -body.cg_B.y;  // centre of the circles, from the CG
  const double square =
      0.5 * pads * v.legs.pad_radius_m * v.legs.pad_radius_m +
      4.0 * ring_share * v.legs.hull_radius_m * v.legs.hull_radius_m;  // sum of x^2, and of y^2, about that centre
  // sum over the contacts of (1, y, -x) (1, y, -x)^T
  const double s[3][3] = {{count, count * y, -count * x},
                          {count * y, square + count * y * y, -count * x * y},
                          {-count * x, -count * x * y, square + count * x * x}};
  double m[3][3];
  for (int j = 0; j < 3; ++j) {
    m[0][j] = s[0][j] / mass;
    m[1][j] = w.xx * s[1][j] + w.xy * s[2][j];
    m[2][j] = w.xy * s[1][j] + w.yy * s[2][j];
  }
  return largest_row(m);
}

// Share of the propellant for which the step must be short enough. After a descent the tanks may be empty, and the
// lightest vehicle needs the shortest step.
inline double least_fill(const CampaignOptions& o) { return o.start == StartMode::touchdown ? 1.0 : 0.0; }

template <class Judge>
void rigid_step_rules(const CaseParams<double>& p, const CampaignOptions& o, Judge& judge) {
  const RegolithParams<double>& soil = p.moon.regolith;
  const double mobility = contact_mobility(p.vehicle, least_fill(o), o.vehicle.legs.count, 1.0);
  const double longest = longest_stable_step_s(mobility * soil.stiffness_N_m, mobility * soil.damping_N_s_m);
  const MassParams<double>& mass = p.vehicle.mass;
  judge.require(
      o.touchdown.step_s <= longest,
      {&o.touchdown.step_s, &soil.damping_N_s_m, &soil.stiffness_N_m, &p.vehicle.legs.pad_radius_m,
       &p.vehicle.legs.hull_radius_m, &mass.dry_mass_kg, &mass.propellant_kg, &mass.rcs_propellant_kg,
       &mass.gyration_B.x, &mass.gyration_B.y, &mass.inertia_B.x, &mass.inertia_B.y, &mass.cg_x_m, &mass.cg_y_m},
      "touchdown.step_s ({} s) is too long for this ground: a vehicle of this mass and inertia on contacts "
      "of {} N/m and {} N s/m "
      "needs at most {:.2g} s",
      o.touchdown.step_s, soil.stiffness_N_m, soil.damping_N_s_m, longest);
}

// A leg's struts as they are built: along which a pad is held, and what it bears.
class Leg {
 public:
  explicit Leg(const LegParams<double>& legs) {
    const double px = legs.primary.hinge_radius_m - legs.pad_radius_m, pz = legs.primary.hinge_height_m;
    const double sx = legs.secondary.hinge_radius_m - legs.pad_radius_m, sz = legs.secondary.hinge_height_m,
                 sy = legs.secondary.hinge_offset_m;
    const double primary_m = sqrt(fma(px, px, pz * pz)), secondary_m = sqrt(fma(sx, sx, fma(sy, sy, sz * sz)));
    px_ = px / primary_m, pz_ = pz / primary_m;
    sx_ = sx / secondary_m, sy_ = sy / secondary_m, sz_ = sz / secondary_m;
    across_ = abs(fma(pz_, sx_, -(px_ * sz_)));
  }
  // Forces of the struts over what the pad bears on level ground that is smooth.
  double primary_over_load() const { return abs(sx_) / across_; }
  double secondary_over_load() const { return 0.5 * abs(px_) / across_; }
  // What a pad is held with along its stiffest direction, where struts hold it with so much along themselves.
  double largest(double primary, double secondary) const {
    const double both = 2.0 * secondary;
    const double xx = fma(primary * px_, px_, both * sx_ * sx_), zz = fma(primary * pz_, pz_, both * sz_ * sz_),
                 xz = fma(primary * px_, pz_, both * sx_ * sz_), half = 0.5 * (xx - zz);
    return max(both * sy_ * sy_, fma(0.5, xx + zz, sqrt(fma(half, half, xz * xz))));
  }

 private:
  double px_, pz_, sx_, sy_, sz_, across_;
};

// The longest step with which legs that stand don't chatter. Bearings damp a strut at rest by a part of its force over
// the speed at which they resist fully. Feet that don't stand even, and that stick, make that force more than on level
// ground, and bearings that hold back leave the strut more of the load: with 1.4 and half the friction steps with which
// touchdowns on Chang'e-4's legs didn't come to rest are told from those with which all did (flight/README.md). No
// rule: where the soil holds them well, others stand a longer one.
inline double longest_calm_legs_step_s(const CaseParams<double>& p, const CampaignOptions& o) {
  const LegParams<double>& legs = p.vehicle.legs;
  const MassParams<double>& mass = p.vehicle.mass;
  const PadHold pad = hold_of_pad(legs, p.moon.regolith.soil, has_relief(o) ? &p.moon.terrain.relief.rocks : nullptr);
  const bool uniform = o.moon.gravity.model == GravityModel::uniform;
  const double g = uniform ? p.moon.gravity.g_m_s2 : p.moon.gravity.gm_m3_s2 / (moon_radius_m * moon_radius_m);
  const double mass_kg = mass.dry_mass_kg + least_fill(o) * (mass.propellant_kg + mass.rcs_propellant_kg);
  const double load_N = 1.4 / (1.0 - 0.5 * legs.bearing_friction) * mass_kg * g / o.vehicle.legs.count;
  const double per_speed = legs.bearing_friction * load_N / bearing_speed_m_s;
  const Leg leg(legs);
  const double k = legs.strut_stiffness_N_m, c = legs.strut_damping_N_s_m;
  const double held_N_m = leg.largest(k, k);
  const double held_N_s_m =
      leg.largest(fma(per_speed, leg.primary_over_load(), c), fma(per_speed, leg.secondary_over_load(), c));
  return longest_stable_step_s(pad.stiffness_1_s2 + (held_N_m - 3.0 * k) / legs.pad_mass_kg,
                               pad.damping_1_s + (held_N_s_m - 3.0 * c) / legs.pad_mass_kg);
}

// A pad is held by the soil (or its bristle) on one side and by three struts on the other; parallel struts, the
// stiffest case, count three times. The struts' effect on the hull is added (the largest eigenvalue of a positive
// semidefinite matrix of 2 x 2 blocks is at most the sum of those of its diagonal blocks).
template <class Judge>
void legs_step_rules(const CaseParams<double>& p, const CampaignOptions& o, Judge& judge) {
  const LegParams<double>& legs = p.vehicle.legs;
  const SoilParams<double>& soil = p.moon.regolith.soil;
  const MassParams<double>& mass = p.vehicle.mass;
  const PadHold pad = hold_of_pad(legs, soil, has_relief(o) ? &p.moon.terrain.relief.rocks : nullptr);
  const double fill = least_fill(o);
  const double whole = mass.dry_mass_kg + fill * (mass.propellant_kg + mass.rcs_propellant_kg);
  const double hull = 3.0 * o.vehicle.legs.count / (whole - o.vehicle.legs.count * legs.pad_mass_kg);
  const double longest = longest_stable_step_s(pad.stiffness_1_s2 + hull * legs.strut_stiffness_N_m,
                                               pad.damping_1_s + hull * legs.strut_damping_N_s_m);
  if (!judge.require(o.touchdown.legs_step_s <= longest,
                     {&o.touchdown.legs_step_s, &legs.pad_mass_kg, &legs.strut_stiffness_N_m, &legs.strut_damping_N_s_m,
                      &legs.pad_diameter_m, &soil.k_c_N_m2, &soil.k_phi_N_m3, &soil.unloading_N_m, &soil.damping_N_s_m,
                      &soil.bristle_N_m, &soil.bristle_damping_N_s_m, &mass.dry_mass_kg, &mass.propellant_kg},
                     "touchdown.legs_step_s ({} s) is too long for these legs and soil: pads of {} kg between them "
                     "need at most {:.2g} s",
                     o.touchdown.legs_step_s, legs.pad_mass_kg, longest))
    return;
  const RegolithParams<double>& contact = p.moon.regolith;
  const double mobility = contact_mobility(p.vehicle, fill, 0.0, 1.0);
  const double longest_lying =
      longest_stable_step_s(mobility * contact.stiffness_N_m, mobility * contact.damping_N_s_m);
  judge.require(
      o.touchdown.legs_step_s <= longest_lying,
      {&o.touchdown.legs_step_s, &contact.damping_N_s_m, &contact.stiffness_N_m, &legs.hull_radius_m, &mass.dry_mass_kg,
       &mass.propellant_kg, &mass.gyration_B.x, &mass.gyration_B.y, &mass.inertia_B.x, &mass.inertia_B.y},
      "touchdown.legs_step_s ({} s) is too long for a hull on the ground: contacts of {} N/m and {} N s/m need at most "
      "{:.2g} s",
      o.touchdown.legs_step_s, contact.stiffness_N_m, contact.damping_N_s_m, longest_lying);
}

// Above the sphere through the target, which is the ground of `sphere` and, but for its slope, of `facet`, and beyond 2
// km of `plane`. With maps or relief the height is known only in flight.
template <class Judge>
void site_start_rules(const SiteStartParams<double>& s, const CaseParams<double>& p, const CampaignOptions& o,
                      Judge& judge) {
  const double rate = norm(s.rate_B), step_s = o.flight.step_ticks * tick_s;
  judge.require(
      rate * step_s <= 1.0, {&s.rate_B.x, &s.rate_B.y, &s.rate_B.z, &o.flight.step_ticks},
      "the vehicle turns {:.4g} deg in one flight.step_s ({} s), more than its steps can follow; at most {:.2g} s",
      rate * step_s / unit::degree_rad, step_s, 1.0 / max(rate, 1e-30));
  const TerrainModel ground = o.moon.terrain.model;
  if (ground == TerrainModel::dem || has_relief(o)) return;
  const double radius = moon_radius_m + o.site.elevation_m, across2 = s.east_m * s.east_m + s.north_m * s.north_m;
  double above = sqrt((radius + s.height_m) * (radius + s.height_m) + across2) - radius;
  if (ground == TerrainModel::plane && across2 < 1e6) {  // the ground falls towards the azimuth
    double sine, cosine;
    sin_cos(p.moon.terrain.slope_azimuth_rad, sine, cosine);
    double slope_sine, slope_cosine;
    sin_cos(p.moon.terrain.slope_rad, slope_sine, slope_cosine);
    above = s.height_m + slope_sine / slope_cosine * (s.east_m * sine + s.north_m * cosine);
  }
  judge.require(above >= 0.0,
                {&s.height_m, &s.east_m, &s.north_m, &p.moon.terrain.slope_rad, &p.moon.terrain.slope_azimuth_rad,
                 &o.site.elevation_m},
                "a case begins {:.4g} m below the ground", -above);
}

// Whether the orbit stays above the ground is known when it has been followed.
template <class Judge>
void orbit_start_rules(const OrbitStartParams<double>& s, const CampaignOptions& o, Judge& judge) {
  const double radius = norm(s.position), speed = norm(s.velocity), floor = moon_radius_m + o.site.elevation_m;
  if (!judge.require(radius >= floor, {&s.position.x, &s.position.y, &s.position.z, &o.site.elevation_m},
                     "the orbit's epoch finds it {:.6g} m below the sphere through the target", floor - radius))
    return;
  judge.require(
      norm(cross(s.position, s.velocity)) > 1e-6 * radius * speed, {&s.velocity.x, &s.velocity.y, &s.velocity.z},
      "an orbit that goes straight up or down, or not at all, has no track; its velocity is {:.6g} m/s", speed);
}

template <class Judge>
void start_rules(const CaseParams<double>& p, const CampaignOptions& o, Judge& judge) {
  const double fastest = 1e4;  // m/s; nothing that orbits the Moon or comes from the Earth is half as fast
  const char* const too_fast = "a case begins with {:.4g} m/s, beyond reason; expected at most {:.0f} m/s";
  const auto speed_rule = [&](const SiteStartParams<double>& s) {
    const double speed = norm(s.velocity_L);
    judge.require(speed <= fastest, {&s.velocity_L.z, &s.velocity_L.x, &s.velocity_L.y}, too_fast, speed, fastest);
  };
  if (o.start == StartMode::site) {
    speed_rule(p.start.site);
    site_start_rules(p.start.site, p, o, judge);
  } else if (o.start == StartMode::touchdown) {
    speed_rule(p.start.touchdown);
    const double height = p.start.touchdown.height_m;
    judge.require(height >= 0.0, {&p.start.touchdown.height_m},
                  "the lowest pad begins {} m below the ground; expected 0 or more", -height);
  } else if (o.start == StartMode::orbit) {
    orbit_start_rules(p.start.orbit, o, judge);
  } else {
    const DescentStartParams<double>& d = p.start.descent;
    const double along = d.speed_m_s + d.along_m_s, radial = d.speed_radial_m_s + d.radial_m_s;
    const double speed = sqrt(along * along + radial * radial + d.cross_m_s * d.cross_m_s);
    judge.require(speed <= fastest, {&d.speed_m_s, &d.speed_radial_m_s, &d.along_m_s, &d.radial_m_s, &d.cross_m_s},
                  too_fast, speed, fastest);
    if (o.moon.terrain.model == TerrainModel::dem || has_relief(o)) return;
    const double above = d.altitude_m + d.radial_m - o.site.elevation_m;
    judge.require(above >= 0.0, {&d.altitude_m, &d.radial_m, &o.site.elevation_m},
                  "a case begins {:.6g} m below the ground", -above);
  }
}

template <class Judge>
void relief_rules(const CaseParams<double>& p, const CampaignOptions& o, Judge& judge) {
  if (!has_relief(o)) return;
  judge.require(o.moon.terrain.model != TerrainModel::facet, {&o.moon.terrain.relief.model, &o.moon.terrain.model},
                "relief lies on a surface, and moon.terrain.model: facet is none; expected sphere, plane or dem");
  if (!has_generated_relief(o)) return;
  const CraterParams<double>& craters = p.moon.terrain.relief.craters;
  judge.not_above(craters.depth_least_frac, craters.depth_fresh_frac);
  const RockParams<double>& rocks = p.moon.terrain.relief.rocks;
  const double reach_m = p.vehicle.legs.pad_radius_m + 0.5 * p.vehicle.legs.pad_diameter_m + 2.5;
  const double about = rocks_per_m2(rocks) * pi * reach_m * reach_m;
  judge.require(about <= rocks_about_max, {&rocks.number_1_m2, &rocks.exponent, &p.vehicle.legs.pad_radius_m},
                "{:.0f} rocks about the vehicle are too many to be told apart; expected at most {:.0f}", about,
                rocks_about_max);
}

// Tanks share the propellant that there is; a pulse has to fit into the period that it is commanded for. `believed`:
// draws of the shares may add up to a little more.
template <class Judge>
void machine_rules(const CaseParams<double>& p, const CaseParams<double>& believed, const CampaignOptions& o,
                   Judge& judge) {
  const SloshParams<double>& slosh = believed.vehicle.slosh;
  const SloshTankParams<double>* const tanks[] = {&slosh.tank0, &slosh.tank1, &slosh.tank2, &slosh.tank3};
  double shares = 0.0;
  for (int i = 0; i < o.vehicle.slosh.tanks; ++i) shares += tanks[i]->propellant_frac;
  judge.require(o.vehicle.slosh.model == SloshModel::none || shares <= 1.0 + 1e-9,
                {&slosh.tank0.propellant_frac, &o.vehicle.slosh.tanks, &slosh.tank1.propellant_frac,
                 &slosh.tank2.propellant_frac, &slosh.tank3.propellant_frac},
                "vehicle.slosh: {} tanks with shares of the propellant that add up to {:.6g}; expected at most 1",
                o.vehicle.slosh.tanks, shares);
  const double period_s = tick_s * o.gnc.control.period_ticks, pulse_s = p.gnc.control.pulse_least_s;
  judge.require(
      o.vehicle.thrusters.model != ThrusterModel::pulses || pulse_s <= period_s * (1.0 + 1e-9),
      {&p.gnc.control.pulse_least_s, &o.gnc.control.period_ticks},
      "gnc.control.pulse_least_s ({} s) is longer than gnc.control.period_s ({:.6g} s): no pulse lasts so long",
      pulse_s, period_s);
}

// `p`: of the case; `believed`: what the flight software takes for the truth.
template <class Judge>
void case_rules(const CaseParams<double>& p, const CaseParams<double>& believed, const CampaignOptions& o,
                Judge& judge) {
  const TouchdownModel touchdown = o.touchdown.model;
  const bool flown = o.start != StartMode::touchdown;
  bool good = vehicle_rules(p.vehicle, judge);
  if (touchdown != TouchdownModel::none) standing_rules(p.vehicle.mass, judge);
  if (good && touchdown == TouchdownModel::legs)
    good = hull_rules(p.vehicle, o.vehicle.legs.count, 0.0, judge) &&
           (flown || hull_rules(p.vehicle, o.vehicle.legs.count, 1.0, judge));
  if (flown) gnc_rules(p.gnc, believed.vehicle.engine, o.gnc, judge);
  if (flown && o.gnc.navigation.mode == NavigationMode::filter) sensor_rules(p.sensors, judge);
  if (flown) machine_rules(p, believed, o, judge);
  start_rules(p, o, judge);
  relief_rules(p, o, judge);
  // judged by the sensor that the software assumes: a true one with less range is a valid case
  const double sees = believed.sensors.cutoff.range_max_m, cutoff = p.gnc.guidance.cutoff_height_m;
  judge.require(!flown || o.gnc.library || sees == 0.0 || cutoff <= sees,
                {&p.gnc.guidance.cutoff_height_m, &believed.sensors.cutoff.range_max_m},
                "gnc.guidance.cutoff_height_m ({} m) is above sensors.cutoff.range_max_m ({} m), from where on the "
                "cutoff sensor answers",
                cutoff, sees);
  if (o.aftermath.model != AftermathModel::none) {
    const RoverParams<double>& r = p.rover;
    judge.require(egress_reach_m(r) <= egress_reach_max_m,
                  {&r.rail_m, &r.hinge_m, &r.strip_length_m, &r.strip_width_m, &r.track_m, &r.wheel_m},
                  "hinges, rails and the strip ahead reach {:.3g} m from body z; ground is looked at up to {:.3g} m",
                  egress_reach_m(r), egress_reach_max_m);
  }
  if (!good) return;
  if (touchdown == TouchdownModel::rigid) rigid_step_rules(p, o, judge);
  if (touchdown == TouchdownModel::legs) legs_step_rules(p, o, judge);
}

}  // namespace farside::inline FARSIDE_ISA
