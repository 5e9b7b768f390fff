#pragma once
// The machine of one case. Body frame B: origin in the centre of the pad plane, +z opposite to the main exhaust.
#include "base/field.h"
#include "lanes/vec.h"
#include "vehicle/fault_params.h"
#include "vehicle/thruster_table.h"

namespace farside::inline FARSIDE_ISA {

// Mass and its distribution. CG and inertia are linear in the main propellant on board (M3).
template <class Real>
struct MassParams {
  Real dry_mass_kg = 1200.0;
  Real propellant_kg = 1650.0;
  Real rcs_propellant_kg = 50.0;
  Real unusable_propellant_kg = 0.0;
  Real cg_x_m = 0.0;
  Real cg_y_m = 0.0;
  Real cg_z_m = 1.45;
  Real cg_z_full_m = 1.45;
  Vec3<Real> inertia_B{0.0, 0.0, 0.0};
  Real inertia_xy_kg_m2 = 0.0;
  Real inertia_xz_kg_m2 = 0.0;
  Real inertia_yz_kg_m2 = 0.0;
  Vec3<Real> gyration_B{0.85, 0.85, 0.75};

  template <class V>
  static void fields(V& v) {
    v.number("dry_mass_kg", &MassParams::dry_mass_kg, unit::kilogram, {1, 1e6},
             "mass without propellant, rover included");
    v.number("propellant_kg", &MassParams::propellant_kg, unit::kilogram, {0, 1e6}, "main propellant at the start");
    v.number("rcs_propellant_kg", &MassParams::rcs_propellant_kg, unit::kilogram, {0, 1e5},
             "thruster propellant at the start");
    v.number("unusable_propellant_kg", &MassParams::unusable_propellant_kg, unit::kilogram, {0, 1e5},
             "main propellant that the engine can't reach");
    v.number("cg_x_m", &MassParams::cg_x_m, unit::metre, {-10, 10}, "centre of gravity, body x");
    v.number("cg_y_m", &MassParams::cg_y_m, unit::metre, {-10, 10}, "centre of gravity, body y");
    v.number("cg_z_m", &MassParams::cg_z_m, unit::metre, {-20, 20},
             "centre of gravity above the pad plane, main tanks empty");
    v.number("cg_z_full_m", &MassParams::cg_z_full_m, unit::metre, {-20, 20},
             "centre of gravity above the pad plane with all the propellant of the start");
    v.vector("inertia_{}_kg_m2", body_axes, &MassParams::inertia_B, unit::kilogram_metre2, {0, 1e8},
             "constant part of the moment of inertia about the CG, body {}", "the same, body {}");
    v.number("inertia_xy_kg_m2", &MassParams::inertia_xy_kg_m2, unit::kilogram_metre2, {-1e7, 1e7},
             "element xy of the inertia tensor (minus the integral of x y)");
    v.number("inertia_xz_kg_m2", &MassParams::inertia_xz_kg_m2, unit::kilogram_metre2, {-1e7, 1e7},
             "element xz of the inertia tensor");
    v.number("inertia_yz_kg_m2", &MassParams::inertia_yz_kg_m2, unit::kilogram_metre2, {-1e7, 1e7},
             "element yz of the inertia tensor");
    v.vector("gyration_{}_m2", body_axes, &MassParams::gyration_B, unit::metre2, {0, 100},
             "squared radius of gyration, times the mass added to inertia_{}", "the same, body {}");
  }
};

// What the exhaust does to the ground (M18). The threshold is that of two landers: dust from 13 m on below 2.4 kN of
// Chang'e-4 (You et al. 2021), from 20 to 45 m below 12 kN of Apollo (recalled). The rate is such that Chang'e-4 digs
// 0.7 cm, as was measured 1 to 2 m beside its axis (the same).
template <class Real>
struct PlumeParams {
  Real focus = 7.0;
  Real onset_N_m2 = 20.0;
  Real dig_m3_N_s = 1.1e-5;

  template <class V>
  static void fields(V& v) {
    v.number("focus", &PlumeParams::focus, unit::none, {0.5, 50},
             "n of the pressure T (n + 2) / (2 pi h^2) on the ground below a thrust T whose nozzle ends at a height h "
             "(Roberts: 6 to 8)");
    v.number("onset_N_m2", &PlumeParams::onset_N_m2, unit::newton_per_metre2, {1e-3, 1e6},
             "pressure from which on soil moves");
    v.number("dig_m3_N_s", &PlumeParams::dig_m3_N_s, unit::metre3_per_newton_second, {0, 1},
             "depth that is dug in a second for each N/m2 above that");
  }
};

// Main engine (M5): first-order lag with a rate limit behind a pure delay, Isp over throttle, thrust along +Bz turned
// by two small angles, an exponential tail after cutoff. Valid in vacuum.
template <class Real>
struct EngineParams {
  Real thrust_max_N = 7500.0;
  Real thrust_min_N = 1500.0;
  Real thrust_scale = 1.0;
  Real isp_s = 309.0;
  Real isp_scale = 1.0;
  Real isp_droop = 0.06;
  Real isp_droop_exponent = 1.3;
  Real lag_s = 0.15;
  Real delay_s = 0.02;
  Real rate_max_N_s = 3000.0;
  Real misalignment_x_rad = 0.0;
  Real misalignment_y_rad = 0.0;
  Vec3<Real> position_B{0.0, 0.0, 0.45};
  Real tail_off_s = 0.15;
  Real cutoff_delay_s = 0.03;
  PlumeParams<Real> plume;
  EngineFaultParams<Real> fault;

  template <class V>
  static void fields(V& v) {
    v.number("thrust_max_N", &EngineParams::thrust_max_N, unit::newton, {1, 1e7}, "full-throttle thrust in vacuum");
    v.number("thrust_min_N", &EngineParams::thrust_min_N, unit::newton, {0, 1e7}, "lowest thrust while burning");
    v.number("thrust_scale", &EngineParams::thrust_scale, unit::none, {0.1, 2},
             "true thrust over the thrust that the command means");
    v.number("isp_s", &EngineParams::isp_s, unit::second, {10, 10000}, "vacuum specific impulse at full thrust");
    v.number("isp_scale", &EngineParams::isp_scale, unit::none, {0.1, 2}, "true specific impulse over the nominal one");
    v.number("isp_droop", &EngineParams::isp_droop, unit::none, {0, 0.9},
             "k of Isp = isp (1 - k (1 - u)^p) at throttle u");
    v.number("isp_droop_exponent", &EngineParams::isp_droop_exponent, unit::none, {0.1, 10}, "p of the same");
    v.number("lag_s", &EngineParams::lag_s, unit::second, {0, 10}, "time constant of the throttle response");
    v.number("delay_s", &EngineParams::delay_s, unit::second, {0, 1}, "pure delay between command and response");
    v.number("rate_max_N_s", &EngineParams::rate_max_N_s, unit::newton_per_second, {1, 1e9},
             "fastest change of thrust while burning");
    v.number("misalignment_x_deg", &EngineParams::misalignment_x_rad, unit::degree, {-10, 10},
             "thrust direction turned towards body x");
    v.number("misalignment_y_deg", &EngineParams::misalignment_y_rad, unit::degree, {-10, 10},
             "thrust direction turned towards body y");
    v.vector("position_{}_m", body_axes, &EngineParams::position_B, unit::metre, {{-10, 10}, {-10, 10}, {-20, 20}},
             "point where the thrust acts, body {}", "the same, body {}");
    v.number("tail_off_s", &EngineParams::tail_off_s, unit::second, {0, 10},
             "time constant of the thrust after cutoff");
    v.number("cutoff_delay_s", &EngineParams::cutoff_delay_s, unit::second, {0, 1},
             "delay between the cutoff command and the tail-off");
    v.group("plume", &EngineParams::plume);
    v.group("fault", &EngineParams::fault);
  }
};

// Thrusters that are open or shut (M6): what their pulses and each of them are like.
template <class Real>
struct ThrusterPulseParams {
  Real isp_s = 170.0;
  Real force_sd_frac = 0.02;
  Real misalignment_sd_rad = 0.5 * unit::degree_rad;
  Real dead = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("isp_s", &ThrusterPulseParams::isp_s, unit::second, {10, 1e9},
             "specific impulse of a pulse without length; linear from there to isp_s of one of 0.05 s");
    v.number("force_sd_frac", &ThrusterPulseParams::force_sd_frac, unit::none, {0, 0.2},
             "true over nominal force, one standard deviation; drawn for each thruster of each case");
    v.number("misalignment_sd_deg", &ThrusterPulseParams::misalignment_sd_rad, unit::degree, {0, 10},
             "turn of its force about each axis, one standard deviation; the same");
    v.number("dead", &ThrusterPulseParams::dead, unit::none, {0, thrusters_max},
             "number of a thruster that stays shut, 1 the first of the table; 0: none");
  }
};

// Attitude thrusters (M6): a torque source with a limit on each axis and a flow that follows the torque; or pulses.
template <class Real>
struct ThrusterParams {
  Vec3<Real> torque_max_B{400.0, 400.0, 400.0};
  Real arm_m = 1.2;
  Real isp_s = 285.0;
  ThrusterPulseParams<Real> pulse;
  ThrusterFaultParams<Real> fault;

  template <class V>
  static void fields(V& v) {
    v.vector("torque_max_{}_N_m", body_axes, &ThrusterParams::torque_max_B, unit::newton_metre, {0, 1e6},
             "largest control torque about body {}", "the same, body {}");
    v.number("arm_m", &ThrusterParams::arm_m, unit::metre, {0.01, 20},
             "lever arm of a thruster, turns torque into flow");
    v.number("isp_s", &ThrusterParams::isp_s, unit::second, {10, 1e9}, "specific impulse of the thrusters");
    v.group("pulse", &ThrusterParams::pulse);
    v.group("fault", &ThrusterParams::fault);
  }
};

// A tank whose propellant sloshes (M4), along and across the thrust small against its radius.
template <class Real>
struct SloshTankParams {
  Real propellant_frac = 0.5;
  Real z_m = 1.2;
  Real damping = 0.01;
  Real wall_m = 0.3;
  Real mass_frac = 0.3;
  Real length_m = 0.5;
  Real radius_m = 0.45;
  Real density_kg_m3 = 1160.0;
  Real start_x_m = 0.0;
  Real start_y_m = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("propellant_frac", &SloshTankParams::propellant_frac, unit::none, {0, 1},
             "share of the main propellant on board that is in this tank");
    v.number("z_m", &SloshTankParams::z_m, unit::metre, {-20, 20},
             "height of the mass that sloshes above the pad plane, at rest");
    v.number("damping", &SloshTankParams::damping, unit::none, {0, 1}, "ratio of damping");
    v.number("wall_m", &SloshTankParams::wall_m, unit::metre, {0.001, 10}, "largest displacement of that mass");
    v.number("mass_frac", &SloshTankParams::mass_frac, unit::none, {0, 0.95},
             "share of the tank's propellant that sloshes, as a pendulum");
    v.number("length_m", &SloshTankParams::length_m, unit::metre, {0.01, 20}, "length of the pendulum");
    v.number("radius_m", &SloshTankParams::radius_m, unit::metre, {0.01, 20}, "of a cylinder");
    v.number("density_kg_m3", &SloshTankParams::density_kg_m3, unit::kilogram_per_metre3, {50, 3000},
             "of the propellant, which fills a cylinder so high");
    v.number("start_x_m", &SloshTankParams::start_x_m, unit::metre, {-10, 10},
             "displacement at the start, body x, at rest in the vehicle");
    v.number("start_y_m", &SloshTankParams::start_y_m, unit::metre, {-10, 10}, "the same, body y");
  }
};

template <class Real>
struct SloshParams {
  SloshTankParams<Real> tank0, tank1, tank2, tank3;

  template <class V>
  static void fields(V& v) {
    v.group("tank0", &SloshParams::tank0);
    v.group("tank1", &SloshParams::tank1);
    v.group("tank2", &SloshParams::tank2);
    v.group("tank3", &SloshParams::tank3);
  }
};
template <class Real>
FARSIDE_INLINE const SloshTankParams<Real>& slosh_tank(const SloshParams<Real>& p, int i) {
  const SloshTankParams<Real>* const tanks[] = {&p.tank0, &p.tank1, &p.tank2, &p.tank3};
  return *tanks[i];
}

// Upper strut of a leg: telescopes freely, and crushes in two stages (M19).
template <class Real>
struct PrimaryStrutParams {
  Real hinge_radius_m = 1.15;
  Real hinge_height_m = 1.45;
  Real crush_first_N = 6000.0;
  Real stroke_first_m = 0.10;
  Real crush_second_N = 12000.0;
  Real stroke_m = 0.35;
  Real return_N = 0.0;

  template <class V>
  static void fields(V& v) {
    v.number("hinge_radius_m", &PrimaryStrutParams::hinge_radius_m, unit::metre, {0, 20},
             "distance of the hinge at the hull from body z");
    v.number("hinge_height_m", &PrimaryStrutParams::hinge_height_m, unit::metre, {0.01, 20},
             "height of that hinge above the pad plane");
    v.number("crush_first_N", &PrimaryStrutParams::crush_first_N, unit::newton, {0, 1e9},
             "crush force of the first stage");
    v.number("stroke_first_m", &PrimaryStrutParams::stroke_first_m, unit::metre, {0, 10},
             "stroke at which the second stage begins");
    v.number("crush_second_N", &PrimaryStrutParams::crush_second_N, unit::newton, {0, 1e9},
             "crush force of the second stage");
    v.number("stroke_m", &PrimaryStrutParams::stroke_m, unit::metre, {0.001, 10}, "stroke at which the strut bottoms");
    v.number("return_N", &PrimaryStrutParams::return_N, unit::newton, {0, 1e9},
             "force with which a strut that has been shortened comes out again (a gas or spring absorber); 0: it stays "
             "crushed");
  }
};

// The two lower struts of a leg, one to each side: crush in compression and in tension.
template <class Real>
struct SecondaryStrutParams {
  Real hinge_radius_m = 1.0;
  Real hinge_offset_m = 0.55;
  Real hinge_height_m = 0.55;
  Real crush_N = 4000.0;
  Real tension_N = 4000.0;
  Real stroke_m = 0.15;

  template <class V>
  static void fields(V& v) {
    v.number("hinge_radius_m", &SecondaryStrutParams::hinge_radius_m, unit::metre, {0, 20},
             "distance of the hinges at the hull from body z, towards the pad");
    v.number("hinge_offset_m", &SecondaryStrutParams::hinge_offset_m, unit::metre, {0, 20},
             "distance of each hinge to the side of that");
    v.number("hinge_height_m", &SecondaryStrutParams::hinge_height_m, unit::metre, {0.01, 20},
             "height of the hinges above the pad plane");
    v.number("crush_N", &SecondaryStrutParams::crush_N, unit::newton, {0, 1e9}, "crush force in compression");
    v.number("tension_N", &SecondaryStrutParams::tension_N, unit::newton, {0, 1e9}, "crush force in tension");
    v.number("stroke_m", &SecondaryStrutParams::stroke_m, unit::metre, {0.001, 10},
             "stroke at which the strut bottoms, either way");
  }
};

// Pads at equal angles, the struts that carry them (touchdown model `legs`), and what must stay above the ground:
// the hull, a cylinder, and the nozzle's exit.
template <class Real>
struct LegParams {
  Real pad_radius_m = 2.35;
  Real pad_azimuth_rad = 45.0 * unit::degree_rad;
  Real hull_radius_m = 1.2;
  Real hull_clearance_m = 0.60;
  Real hull_height_m = 2.5;
  Real nozzle_radius_m = 0.35;
  Real nozzle_clearance_m = 0.45;
  Real pad_mass_kg = 6.0;
  Real pad_diameter_m = 0.30;
  Real pad_height_m = 0.10;
  Real strut_stiffness_N_m = 3e6;
  Real strut_damping_N_s_m = 4243.0;  // sqrt(stiffness * pad mass)
  Real bottoming_N_m = 3e6;
  Real bearing_friction = 0.1;
  Real crush_scale_leg0 = 1.0, crush_scale_leg1 = 1.0, crush_scale_leg2 = 1.0, crush_scale_leg3 = 1.0;
  Real crush_scale_leg4 = 1.0, crush_scale_leg5 = 1.0, crush_scale_leg6 = 1.0, crush_scale_leg7 = 1.0;
  PrimaryStrutParams<Real> primary;
  SecondaryStrutParams<Real> secondary;

  template <class V>
  static void fields(V& v) {
    v.number("pad_radius_m", &LegParams::pad_radius_m, unit::metre, {0.1, 20}, "radius of the circle of pads");
    v.number("pad_azimuth_deg", &LegParams::pad_azimuth_rad, unit::degree, {-360, 360},
             "angle of the first pad from body x towards body y; the others follow at equal angles");
    v.number("hull_radius_m", &LegParams::hull_radius_m, unit::metre, {0, 20}, "radius of the hull");
    v.number("hull_clearance_m", &LegParams::hull_clearance_m, unit::metre, {0, 20},
             "height of the hull's lowest ring above the pad plane");
    v.number("hull_height_m", &LegParams::hull_height_m, unit::metre, {0, 20},
             "height of its highest ring above the pad plane: what a vehicle upside down meets the ground with");
    v.number("nozzle_radius_m", &LegParams::nozzle_radius_m, unit::metre, {0, 20}, "legs: radius of the nozzle's exit");
    v.number("nozzle_clearance_m", &LegParams::nozzle_clearance_m, unit::metre, {0, 20},
             "legs: height of the exit above the pad plane");
    v.number("pad_mass_kg", &LegParams::pad_mass_kg, unit::kilogram, {0.1, 1e4},
             "legs: mass that moves with a pad, part of the dry mass");
    v.number("pad_diameter_m", &LegParams::pad_diameter_m, unit::metre, {0.01, 10}, "legs: diameter of a pad");
    v.number("pad_height_m", &LegParams::pad_height_m, unit::metre, {0, 10},
             "legs: height of a pad; soil that it pushes before itself spills over it");
    v.number("strut_stiffness_N_m", &LegParams::strut_stiffness_N_m, unit::newton_per_metre, {1000, 1e10},
             "legs: stiffness of a strut below its crush force");
    v.number("strut_damping_N_s_m", &LegParams::strut_damping_N_s_m, unit::newton_second_per_metre, {0, 1e8},
             "legs: damping of a strut below its crush force");
    v.number("bottoming_N_m", &LegParams::bottoming_N_m, unit::newton_per_metre, {0, 1e10},
             "legs: growth of a strut's crush force beyond its stroke");
    v.number("bearing_friction", &LegParams::bearing_friction, unit::none, {0, 0.9},
             "legs: friction in a strut's bearings over its axial force");
    const char* const scale = "legs: crush forces of this leg's struts over the nominal ones";
    v.number("crush_scale_leg0", &LegParams::crush_scale_leg0, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg1", &LegParams::crush_scale_leg1, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg2", &LegParams::crush_scale_leg2, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg3", &LegParams::crush_scale_leg3, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg4", &LegParams::crush_scale_leg4, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg5", &LegParams::crush_scale_leg5, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg6", &LegParams::crush_scale_leg6, unit::none, {0, 10}, scale);
    v.number("crush_scale_leg7", &LegParams::crush_scale_leg7, unit::none, {0, 10}, scale);
    v.group("primary", &LegParams::primary);
    v.group("secondary", &LegParams::secondary);
  }
};

// What the machine and the mission bear; each limit is judged by a signed margin (limit - value) / limit.
template <class Real>
struct LimitParams {
  Real speed_vertical_m_s = 3.8;
  Real speed_horizontal_m_s = 1.0;
  Real contact_tilt_rad =
      4.0 * unit::degree_rad;  // R: design of the landing gear (Yang et al. 2014, Sci. Sin. Tech. 44:440)
  Real contact_rate_rad_s = 4.0 * unit::degree_rad;  // R: the same
  Real tip_over_tilt_rad = 60.0 * unit::degree_rad;
  Real final_tilt_rad = 12.0 * unit::degree_rad;
  Real load_m_s2 = 40.0;
  Real slide_m = 2.0;
  Real propellant_reserve_kg = 0.0;
  Real landing_radius_m = 50000.0;
  Real outage_s = 24.0 * 3600.0;
  Real wake_elevation_rad = 15.6 * unit::degree_rad;  // R: at which Chang'e-4 woke

  template <class V>
  static void fields(V& v) {
    v.number("speed_vertical_m_s", &LimitParams::speed_vertical_m_s, unit::metre_per_second, {0.01, 1e4},
             "hard_contact_vertical above this at first contact");
    v.number("speed_horizontal_m_s", &LimitParams::speed_horizontal_m_s, unit::metre_per_second, {0.01, 1e4},
             "hard_contact_horizontal above this at first contact");
    v.number("contact_tilt_deg", &LimitParams::contact_tilt_rad, unit::degree, {0.01, 180},
             "contact_tilt (degraded) above this tilt from the local vertical at first contact");
    v.number("contact_rate_deg_s", &LimitParams::contact_rate_rad_s, unit::degree_per_second, {0.01, 1e4},
             "contact_rate (degraded) above this angular rate at first contact");
    v.number("tip_over_tilt_deg", &LimitParams::tip_over_tilt_rad, unit::degree, {1, 180},
             "tip_over above this tilt at any time on the ground");
    v.number("final_tilt_deg", &LimitParams::final_tilt_rad, unit::degree, {0.1, 180},
             "final_tilt (degraded) above this at rest");
    v.number("load_m_s2", &LimitParams::load_m_s2, unit::metre_per_second2, {0.1, 1e5},
             "load_exceeded above this peak_load (model `legs`; four default legs at their second stage give 34)");
    v.number("slide_m", &LimitParams::slide_m, unit::metre, {0.001, 1e4},
             "slid (degraded) above this distance along the ground");
    v.number("propellant_reserve_kg", &LimitParams::propellant_reserve_kg, unit::kilogram, {0, 1e5},
             "propellant_depleted below this before cutoff");
    v.number("landing_radius_m", &LimitParams::landing_radius_m, unit::metre, {1, 1e7},
             "off_corridor beyond this distance from the target");
    v.number("outage_h", &LimitParams::outage_s, unit::hour, {0.1, 1e6},
             "after the landing: longest time without a link to the relay");
    v.number("wake_elevation_deg", &LimitParams::wake_elevation_rad, unit::degree, {-90, 90},
             "after the landing: sun that wakes the lander after the night, and has to come");
  }
};

// The antenna towards the relay, once the vehicle is at rest: fixed in the body; its beam is assumed.
template <class Real>
struct AntennaParams {
  Real tilt_rad = 0.0;
  Real azimuth_rad = 0.0;
  Real half_power_rad = 60.0 * unit::degree_rad;

  template <class V>
  static void fields(V& v) {
    v.number("tilt_deg", &AntennaParams::tilt_rad, unit::degree, {0, 180}, "its axis, from body z");
    v.number("azimuth_deg", &AntennaParams::azimuth_rad, unit::degree, {-360, 360},
             "and that way, from body x towards body y");
    v.number("half_power_deg", &AntennaParams::half_power_rad, unit::degree, {0.1, 1e4},
             "angle from its axis at which it has 3 dB less");
  }
};

// Power on the ground; nothing of it was published, and all is assumed.
template <class Real>
struct PowerParams {
  Real panel_area_m2 = 4.0;
  Real panel_efficiency = 0.28;
  Real panel_tilt_rad = 0.0;
  Real panel_azimuth_rad = 0.0;
  Real load_W = 200.0;
  Real battery_J = 3600.0 * 3000.0;
  Real battery_start_frac = 0.8;
  Real sleep_elevation_rad = 10.0 * unit::degree_rad;

  template <class V>
  static void fields(V& v) {
    v.number("panel_area_m2", &PowerParams::panel_area_m2, unit::metre2, {0, 1000}, "solar panels");
    v.number("panel_efficiency", &PowerParams::panel_efficiency, unit::none, {0, 1},
             "power that they give of sunlight");
    v.number("panel_tilt_deg", &PowerParams::panel_tilt_rad, unit::degree, {0, 180}, "their normal, from body z");
    v.number("panel_azimuth_deg", &PowerParams::panel_azimuth_rad, unit::degree, {-360, 360},
             "and that way, from body x towards body y");
    v.number("load_W", &PowerParams::load_W, unit::watt, {0, 1e5}, "what the lander uses while it is awake");
    v.number("battery_W_h", &PowerParams::battery_J, unit::watt_hour, {0.1, 1e6}, "capacity of the battery");
    v.number("battery_start_frac", &PowerParams::battery_start_frac, unit::none, {0, 1}, "its charge at rest");
    v.number("sleep_elevation_deg", &PowerParams::sleep_elevation_rad, unit::degree, {-5, 60},
             "sun of the evening at which the lander goes to sleep");
  }
};

template <class Real>
struct VehicleParams {
  MassParams<Real> mass;
  EngineParams<Real> engine;
  ThrusterParams<Real> thrusters;
  SloshParams<Real> slosh;
  LegParams<Real> legs;
  AntennaParams<Real> antenna;
  PowerParams<Real> power;
  LimitParams<Real> limits;

  template <class V>
  static void fields(V& v) {
    v.group("mass", &VehicleParams::mass);
    v.group("engine", &VehicleParams::engine);
    v.group("thrusters", &VehicleParams::thrusters);
    v.group("slosh", &VehicleParams::slosh);
    v.group("legs", &VehicleParams::legs);
    v.group("antenna", &VehicleParams::antenna);
    v.group("power", &VehicleParams::power);
    v.group("limits", &VehicleParams::limits);
  }
};

}  // namespace farside::inline FARSIDE_ISA
