#pragma once
// Which parameters the chosen models read. One line for each key or section that is read under some choices only; what
// has no line is always read. All lines that name a key, or a section that it is in, apply to it.
// tests/unit/engine/reads_test.cpp changes every key alone and compares rows with this table.
#include "flight/flight_options.h"

namespace farside {

enum class Use { never, rarely, yes };  // rarely: in an event that most cases don't have

struct Reads {
  const char* path;                    // of a key or a section
  Use (*use)(const CampaignOptions&);  // what these choices make of it
  const char* by;                      // what reads it
  const char* instead;                 // the key that other choices read in its place; "": none
};

namespace reads {
using O = CampaignOptions;
constexpr Use when(bool is) { return is ? Use::yes : Use::never; }
constexpr bool flown(const O& o) { return o.start != StartMode::touchdown; }
constexpr bool landed(const O& o) { return o.touchdown.model != TouchdownModel::none; }
constexpr bool on_legs(const O& o) { return o.touchdown.model == TouchdownModel::legs; }
constexpr bool gravity(const O& o, GravityModel model) { return o.moon.gravity.model == model; }
constexpr bool relief(const O& o) { return o.moon.terrain.relief.model != ReliefModel::none; }
constexpr bool inertial(const O& o) { return flown(o) && o.gnc.navigation.mode == NavigationMode::inertial; }
constexpr bool filtered(const O& o) { return flown(o) && o.gnc.navigation.mode == NavigationMode::filter; }
constexpr bool erodes(const O& o) { return flown(o) && o.vehicle.engine.plume.model != PlumeModel::none; }
constexpr bool controlled(const O& o) { return flown(o) && o.gnc.control.mode != ControlMode::off; }
constexpr bool pulsed(const O& o) { return o.vehicle.thrusters.model == ThrusterModel::pulses; }
constexpr bool law(const O& o, GuidanceLaw law) { return flown(o) && !o.gnc.library && o.gnc.guidance.law == law; }
constexpr bool phased(const O& o, BrakingRange range) {
  return law(o, GuidanceLaw::phased) && o.gnc.guidance.braking.range == range;
}
constexpr Use legs(const O& o) { return when(on_legs(o)); }
template <int i>
constexpr Use leg(const O& o) {
  return when(on_legs(o) && i < o.vehicle.legs.count);
}
template <int i>
constexpr bool tank(const O& o) {
  return flown(o) && o.vehicle.slosh.model != SloshModel::none && i < o.vehicle.slosh.tanks;
}
template <int i>
constexpr Use sloshes(const O& o) {
  return when(tank<i>(o));
}
template <int i>
constexpr Use sloshes_rarely(const O& o) {
  return tank<i>(o) ? Use::rarely : Use::never;
}
template <int i>
constexpr Use sloshes_given(const O& o) {
  return when(tank<i>(o) && o.vehicle.slosh.model == SloshModel::pendulum);
}
template <int i>
constexpr Use sloshes_round(const O& o) {
  return when(tank<i>(o) && o.vehicle.slosh.model == SloshModel::cylinder);
}
constexpr Use lying(const O& o) {
  return on_legs(o) ? Use::rarely : when(landed(o));
}  // under `legs`, a hull on the ground
constexpr Use drawn(const O& o) { return when(o.moon.terrain.relief.model == ReliefModel::generated); }
constexpr Use mapped(const O& o) { return when(o.moon.terrain.model == TerrainModel::dem); }
constexpr Use by_gains(const O& o) { return when(inertial(o)); }
constexpr Use by_filter(const O& o) { return when(filtered(o)); }
constexpr Use in_filter_rarely(const O& o) { return filtered(o) ? Use::rarely : Use::never; }
constexpr Use reckoned(const O& o) { return when(inertial(o) || filtered(o)); }
constexpr Use reckoned_rarely(const O& o) { return inertial(o) || filtered(o) ? Use::rarely : Use::never; }
constexpr Use avoids(const O& o) {
  return when(law(o, GuidanceLaw::phased) && o.gnc.avoidance.mode == AvoidanceMode::lidar);
}
// The scans are taken in by farside's own guidance, or by gnc.library.
constexpr Use scans(const O& o) {
  return when(avoids(o) == Use::yes || (flown(o) && o.gnc.library && o.gnc.avoidance.mode == AvoidanceMode::lidar));
}
constexpr Use seldom_scans(const O& o) { return scans(o) == Use::yes ? Use::rarely : Use::never; }
constexpr Use seldom_avoids(const O& o) { return avoids(o) == Use::yes ? Use::rarely : Use::never; }
constexpr Use law_phased(const O& o) { return when(law(o, GuidanceLaw::phased)); }
constexpr Use goes_on(const O& o) { return when(o.aftermath.model == AftermathModel::mission); }
constexpr Use is_heard(const O& o) { return when(goes_on(o) == Use::yes && o.aftermath.relay); }
constexpr const char *pendulum =
                         "vehicle.slosh.model: pendulum, in flight, of a tank that is there (vehicle.slosh.tanks)",
                     *cylinder = "vehicle.slosh.model: cylinder, in flight, of a tank that is there",
                     *sloshing = "vehicle.slosh.model: pendulum or cylinder, in flight, of a tank that is there",
                     *lidar = "gnc.avoidance.mode: lidar, in flight", *phases = "gnc.guidance.law: phased, in flight",
                     *law_of_relief = "moon.terrain.relief.model: generated", *maps = "moon.terrain.model: dem",
                     *flight = "a flight, which a start.touchdown doesn't have", *struts = "touchdown.model: legs",
                     *reckons = "gnc.navigation.mode: inertial or filter, in flight",
                     *gains = "gnc.navigation.mode: inertial, in flight",
                     *filters = "gnc.navigation.mode: filter, in flight", *ground = "touchdown.model: rigid or legs",
                     *as_many_legs = "touchdown.model: legs, of a vehicle with as many (vehicle.legs.count)",
                     *hull = "touchdown.model: rigid; by legs under a hull that lies on the ground",
                     *nozzle = "touchdown.model: legs, and in flight by vehicle.engine.plume.model: erosion",
                     *mission = "aftermath.model: mission", *heard = "aftermath.model: mission with relay.orbit: halo";
}  // namespace reads

// Keys stand before the sections that they are in: a message quotes the first line by which a key is not read.
inline constexpr Reads case_reads[] = {
    // the Moon
    {"moon.gravity.g_m_s2",
     [](const CampaignOptions& o) { return reads::when(reads::gravity(o, GravityModel::uniform)); },
     "moon.gravity.model: uniform", "moon.gravity.gm_m3_s2"},
    {"moon.gravity.gm_m3_s2",
     [](const CampaignOptions& o) { return reads::when(!reads::gravity(o, GravityModel::uniform)); },
     "every moon.gravity.model but uniform", "moon.gravity.g_m_s2"},
    {"moon.gravity.j2",
     [](const CampaignOptions& o) {
       return reads::when(reads::gravity(o, GravityModel::j2) ||
                          (reads::gravity(o, GravityModel::spherical_harmonic) && reads::flown(o)));
     },
     "moon.gravity.model: j2; by spherical_harmonic in flight", ""},
    {"moon.gravity.reference_radius_m",
     [](const CampaignOptions& o) {
       return reads::when(reads::gravity(o, GravityModel::j2) || reads::gravity(o, GravityModel::spherical_harmonic));
     },
     "moon.gravity.model: j2 or spherical_harmonic", ""},
    {"moon.gravity_error.sd_m_s2", [](const CampaignOptions& o) { return reads::when(reads::flown(o)); }, reads::flight,
     ""},
    {"moon.gravity_error.length_m", [](const CampaignOptions& o) { return reads::flown(o) ? Use::rarely : Use::never; },
     "a flight with moon.gravity_error.sd_m_s2 above 0", ""},
    {"moon.rotation_rate_rad_s",
     [](const CampaignOptions& o) {
       return reads::when(o.moon.rotation && (reads::flown(o) || !reads::gravity(o, GravityModel::uniform)));
     },
     "moon.rotation: true, and on the ground by a gravity that isn't uniform", ""},
    {"moon.terrain.relief.rocks.number_1_m2", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.relief.rocks.exponent", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.relief.rocks.height_frac", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.relief.rocks",
     [](const CampaignOptions& o) { return reads::relief(o) && reads::landed(o) ? Use::rarely : Use::never; },
     "moon.terrain.relief.model: generated or listed, on the ground", ""},
    {"moon.terrain.relief.craters", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.relief.roughness", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.relief.ground", reads::drawn, reads::law_of_relief, ""},
    {"moon.terrain.layer0_error", reads::mapped, reads::maps, ""},
    {"moon.terrain.layer1_error", reads::mapped, reads::maps, ""},
    {"moon.terrain.layer2_error", reads::mapped, reads::maps, ""},
    {"moon.terrain.layer3_error", reads::mapped, reads::maps, ""},
    {"moon.terrain.slope_deg",
     [](const CampaignOptions& o) {
       return reads::when(o.moon.terrain.model == TerrainModel::plane || o.moon.terrain.model == TerrainModel::facet);
     },
     "moon.terrain.model: plane or facet", ""},
    {"moon.terrain.slope_azimuth_deg",
     [](const CampaignOptions& o) {
       return reads::when(o.moon.terrain.model == TerrainModel::plane || o.moon.terrain.model == TerrainModel::facet);
     },
     "moon.terrain.model: plane or facet", ""},
    {"moon.regolith.stiffness_N_m", reads::lying, reads::hull, "moon.regolith.soil.k_phi_N_m3"},
    {"moon.regolith.damping_N_s_m", reads::lying, reads::hull, "moon.regolith.soil.damping_N_s_m"},
    {"moon.regolith.friction", reads::lying, reads::hull, "moon.regolith.soil.friction"},
    {"moon.regolith.friction_speed_m_s", reads::lying, reads::hull, "moon.regolith.soil.bristle_N_m"},
    {"moon.regolith.soil.k_phi_N_m3", reads::legs, reads::struts, "moon.regolith.stiffness_N_m"},
    {"moon.regolith.soil.damping_N_s_m", reads::legs, reads::struts, "moon.regolith.damping_N_s_m"},
    {"moon.regolith.soil.friction", reads::legs, reads::struts, "moon.regolith.friction"},
    {"moon.regolith.soil.foot0", reads::leg<0>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot1", reads::leg<1>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot2", reads::leg<2>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot3", reads::leg<3>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot4", reads::leg<4>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot5", reads::leg<5>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot6", reads::leg<6>, reads::as_many_legs, ""},
    {"moon.regolith.soil.foot7", reads::leg<7>, reads::as_many_legs, ""},
    {"moon.regolith.soil", reads::legs, reads::struts, ""},

    // the vehicle
    {"vehicle.engine.plume", [](const CampaignOptions& o) { return reads::when(reads::erodes(o)); },
     "vehicle.engine.plume.model: erosion, in flight", ""},
    {"vehicle.engine.fault", [](const CampaignOptions& o) { return reads::flown(o) ? Use::rarely : Use::never; },
     reads::flight, ""},
    {"vehicle.engine", [](const CampaignOptions& o) { return reads::when(reads::flown(o)); }, reads::flight, ""},
    {"vehicle.thrusters.arm_m",
     [](const CampaignOptions& o) { return reads::when(o.vehicle.thrusters.uses_propellant && !reads::pulsed(o)); },
     "vehicle.thrusters.model: torque, with uses_propellant: true", ""},
    {"vehicle.thrusters.pulse.isp_s",
     [](const CampaignOptions& o) { return reads::when(o.vehicle.thrusters.uses_propellant); },
     "vehicle.thrusters.uses_propellant: true", ""},
    {"vehicle.thrusters.pulse.dead",
     [](const CampaignOptions& o) { return reads::pulsed(o) ? Use::rarely : Use::never; },
     "vehicle.thrusters.model: pulses", ""},
    {"vehicle.thrusters.pulse", [](const CampaignOptions& o) { return reads::when(reads::pulsed(o)); },
     "vehicle.thrusters.model: pulses", ""},
    {"vehicle.thrusters.isp_s",
     [](const CampaignOptions& o) { return reads::when(o.vehicle.thrusters.uses_propellant); },
     "vehicle.thrusters.uses_propellant: true", ""},
    {"vehicle.thrusters.fault",
     [](const CampaignOptions& o) { return reads::controlled(o) && !reads::pulsed(o) ? Use::rarely : Use::never; },
     "vehicle.thrusters.model: torque with gnc.control.mode: thrust_direction, in flight", ""},
    {"vehicle.thrusters", [](const CampaignOptions& o) { return reads::when(reads::controlled(o)); },
     "gnc.control.mode: thrust_direction, in flight", ""},
    {"vehicle.slosh.tank0.mass_frac", reads::sloshes_given<0>, reads::pendulum, "vehicle.slosh.tank0.radius_m"},
    {"vehicle.slosh.tank0.length_m", reads::sloshes_given<0>, reads::pendulum, "vehicle.slosh.tank0.radius_m"},
    {"vehicle.slosh.tank0.radius_m", reads::sloshes_round<0>, reads::cylinder, "vehicle.slosh.tank0.length_m"},
    {"vehicle.slosh.tank0.density_kg_m3", reads::sloshes_round<0>, reads::cylinder, ""},
    {"vehicle.slosh.tank0.wall_m", reads::sloshes_rarely<0>, reads::sloshing, ""},
    {"vehicle.slosh.tank0", reads::sloshes<0>, reads::sloshing, ""},
    {"vehicle.slosh.tank1.mass_frac", reads::sloshes_given<1>, reads::pendulum, "vehicle.slosh.tank1.radius_m"},
    {"vehicle.slosh.tank1.length_m", reads::sloshes_given<1>, reads::pendulum, "vehicle.slosh.tank1.radius_m"},
    {"vehicle.slosh.tank1.radius_m", reads::sloshes_round<1>, reads::cylinder, "vehicle.slosh.tank1.length_m"},
    {"vehicle.slosh.tank1.density_kg_m3", reads::sloshes_round<1>, reads::cylinder, ""},
    {"vehicle.slosh.tank1.wall_m", reads::sloshes_rarely<1>, reads::sloshing, ""},
    {"vehicle.slosh.tank1", reads::sloshes<1>, reads::sloshing, ""},
    {"vehicle.slosh.tank2.mass_frac", reads::sloshes_given<2>, reads::pendulum, "vehicle.slosh.tank2.radius_m"},
    {"vehicle.slosh.tank2.length_m", reads::sloshes_given<2>, reads::pendulum, "vehicle.slosh.tank2.radius_m"},
    {"vehicle.slosh.tank2.radius_m", reads::sloshes_round<2>, reads::cylinder, "vehicle.slosh.tank2.length_m"},
    {"vehicle.slosh.tank2.density_kg_m3", reads::sloshes_round<2>, reads::cylinder, ""},
    {"vehicle.slosh.tank2.wall_m", reads::sloshes_rarely<2>, reads::sloshing, ""},
    {"vehicle.slosh.tank2", reads::sloshes<2>, reads::sloshing, ""},
    {"vehicle.slosh.tank3.mass_frac", reads::sloshes_given<3>, reads::pendulum, "vehicle.slosh.tank3.radius_m"},
    {"vehicle.slosh.tank3.length_m", reads::sloshes_given<3>, reads::pendulum, "vehicle.slosh.tank3.radius_m"},
    {"vehicle.slosh.tank3.radius_m", reads::sloshes_round<3>, reads::cylinder, "vehicle.slosh.tank3.length_m"},
    {"vehicle.slosh.tank3.density_kg_m3", reads::sloshes_round<3>, reads::cylinder, ""},
    {"vehicle.slosh.tank3.wall_m", reads::sloshes_rarely<3>, reads::sloshing, ""},
    {"vehicle.slosh.tank3", reads::sloshes<3>, reads::sloshing, ""},
    {"vehicle.legs.nozzle_radius_m",
     [](const CampaignOptions& o) {
       return reads::on_legs(o) ? Use::yes : reads::erodes(o) ? Use::rarely : Use::never;
     },
     reads::nozzle, ""},
    {"vehicle.legs.nozzle_clearance_m",
     [](const CampaignOptions& o) { return reads::when(reads::on_legs(o) || reads::erodes(o)); }, reads::nozzle, ""},
    {"vehicle.legs.pad_mass_kg", reads::legs, reads::struts, ""},
    {"vehicle.legs.pad_diameter_m", reads::legs, reads::struts, ""},
    {"vehicle.legs.strut_stiffness_N_m", reads::legs, reads::struts, ""},
    {"vehicle.legs.strut_damping_N_s_m", reads::legs, reads::struts, ""},
    {"vehicle.legs.bottoming_N_m", reads::legs, reads::struts, ""},
    {"vehicle.legs.bearing_friction", reads::legs, reads::struts, ""},
    {"vehicle.legs.crush_scale_leg0", reads::leg<0>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg1", reads::leg<1>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg2", reads::leg<2>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg3", reads::leg<3>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg4", reads::leg<4>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg5", reads::leg<5>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg6", reads::leg<6>, reads::as_many_legs, ""},
    {"vehicle.legs.crush_scale_leg7", reads::leg<7>, reads::as_many_legs, ""},
    {"vehicle.legs.pad_height_m", reads::legs, reads::struts, ""},
    {"vehicle.legs.primary", reads::legs, reads::struts, ""},
    {"vehicle.legs.secondary", reads::legs, reads::struts, ""},
    {"vehicle.legs", [](const CampaignOptions& o) { return reads::when(reads::landed(o)); }, reads::ground, ""},
    {"vehicle.limits.load_m_s2", reads::legs, reads::struts, ""},
    {"vehicle.limits.tip_over_tilt_deg", [](const CampaignOptions& o) { return reads::when(reads::landed(o)); },
     reads::ground, ""},
    {"vehicle.limits.final_tilt_deg", [](const CampaignOptions& o) { return reads::when(reads::landed(o)); },
     reads::ground, ""},
    {"vehicle.limits.slide_m", [](const CampaignOptions& o) { return reads::when(reads::landed(o)); }, reads::ground,
     ""},
    {"vehicle.limits.propellant_reserve_kg", [](const CampaignOptions& o) { return reads::when(reads::flown(o)); },
     reads::flight, ""},

    // sensors and flight software
    {"sensors.contact", [](const CampaignOptions& o) { return reads::flown(o) ? Use::rarely : Use::never; },
     reads::flight, ""},
    {"sensors.cutoff", [](const CampaignOptions& o) { return reads::flown(o) ? Use::rarely : Use::never; },
     reads::flight, ""},
    {"sensors.imu.random_walk_m_s", reads::by_filter, reads::filters, ""},
    {"sensors.imu.drift_m_s2", reads::by_filter, reads::filters, ""},
    {"sensors.imu.drift_time_s", reads::by_filter, reads::filters, ""},
    {"sensors.imu.bias_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.imu.dead_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.imu.reset_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.imu.reset_duration_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.imu.stuck_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.imu.gyro.bias_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.imu.gyro.dead_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.imu.gyro.stuck_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.imu.gyro", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.range_min_m", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.range_max_m", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.second_beam_deg", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.incidence_max_deg", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.noise_m", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.noise_frac", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.mounting_x_deg", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.mounting_y_deg", reads::by_filter, reads::filters, ""},
    {"sensors.altimeter.dropout_prob", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.altimeter.outlier_prob", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.altimeter.dead_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.altimeter.stuck_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.velocimeter.range_min_m", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.range_max_m", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.cone_deg", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.incidence_max_deg", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.noise_m_s", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.noise_frac", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.scale", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.mounting_x_deg", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.mounting_y_deg", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.mounting_z_deg", reads::by_filter, reads::filters, ""},
    {"sensors.velocimeter.dropout_prob", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.velocimeter.outlier_prob", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.velocimeter.outlier_m_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.velocimeter.dead_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.velocimeter.false_lock_from_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.velocimeter.false_lock_x_m_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.velocimeter.false_lock_y_m_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.velocimeter.false_lock_z_m_s", reads::reckoned_rarely, reads::reckons, ""},
    {"sensors.velocimeter.stuck_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.dust", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.star_tracker.mounting_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.star_tracker.dead_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.star_tracker.stuck_from_s", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.star_tracker", reads::by_filter, reads::filters, ""},
    {"sensors.terrain_camera", reads::in_filter_rarely, reads::filters, ""},
    {"sensors.lidar.range_max_m", reads::seldom_scans, reads::lidar, ""},
    {"sensors.lidar", reads::scans, reads::lidar, ""},
    {"sensors.imu", reads::reckoned, reads::reckons, ""},
    {"sensors.altimeter", reads::reckoned, reads::reckons, ""},
    {"sensors.velocimeter", reads::reckoned, reads::reckons, ""},
    {"gnc.navigation.map_error_m", reads::by_filter, reads::filters, ""},
    {"gnc.navigation.filter.reacquire_after", reads::in_filter_rarely, reads::filters, ""},
    {"gnc.navigation.filter", reads::by_filter, reads::filters, ""},
    {"gnc.navigation.thrust_time_s",
     [](const CampaignOptions&
            o) { return reads::when(reads::inertial(o) || reads::filtered(o) || reads::law(o, GuidanceLaw::phased)); },
     "gnc.navigation.mode: inertial or filter, or gnc.guidance.law: phased, in flight", ""},
    {"gnc.navigation.altimeter_rate_max_m_s",
     [](const CampaignOptions&
            o) { return reads::inertial(o) && reads::law(o, GuidanceLaw::phased) ? Use::rarely : Use::never; },
     "gnc.navigation.mode: inertial with gnc.guidance.law: phased", ""},
    {"gnc.navigation.altimeter_time_s", reads::by_gains, reads::gains, ""},
    {"gnc.navigation.velocimeter_time_s", reads::by_gains, reads::gains, ""},
    {"gnc.avoidance.weight_slope", reads::seldom_avoids, reads::lidar, ""},
    {"gnc.avoidance.weight_roughness", reads::seldom_avoids, reads::lidar, ""},
    {"gnc.avoidance.weight_distance", reads::seldom_avoids, reads::lidar, ""},
    {"gnc.avoidance.weight_propellant", reads::seldom_avoids, reads::lidar, ""},
    {"gnc.avoidance.weight_clearance", reads::seldom_avoids, reads::lidar, ""},
    {"gnc.avoidance.slope_max_deg", reads::scans, reads::lidar, ""},
    {"gnc.avoidance", reads::avoids, reads::lidar, ""},
    {"gnc.control.pulse_least_s",
     [](const CampaignOptions& o) { return reads::when(reads::controlled(o) && reads::pulsed(o)); },
     "vehicle.thrusters.model: pulses, in flight", ""},
    {"gnc.control", [](const CampaignOptions& o) { return reads::when(reads::controlled(o)); },
     "gnc.control.mode: thrust_direction, in flight", ""},
    {"gnc.guidance.polynomial",
     [](const CampaignOptions& o) { return reads::when(reads::law(o, GuidanceLaw::polynomial)); },
     "gnc.guidance.law: polynomial, in flight", ""},
    {"gnc.guidance.e_guidance",
     [](const CampaignOptions& o) { return reads::when(reads::law(o, GuidanceLaw::e_guidance)); },
     "gnc.guidance.law: e_guidance, in flight", ""},
    {"gnc.guidance.quartic.target.end_time_s", [](const CampaignOptions&) { return Use::never; },
     "no law: `quartic` finds its own time", "gnc.guidance.quartic.jerk_up_m_s3"},
    {"gnc.guidance.quartic", [](const CampaignOptions& o) { return reads::when(reads::law(o, GuidanceLaw::quartic)); },
     "gnc.guidance.law: quartic, in flight", ""},
    {"gnc.guidance.gravity_turn",
     [](const CampaignOptions& o) { return reads::when(reads::law(o, GuidanceLaw::gravity_turn)); },
     "gnc.guidance.law: gravity_turn, in flight", ""},
    {"gnc.guidance.open_loop",
     [](const CampaignOptions& o) { return reads::when(reads::law(o, GuidanceLaw::open_loop)); },
     "gnc.guidance.law: open_loop, in flight", ""},
    {"gnc.guidance.ignition", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.braking.thrust_margin_frac",
     [](const CampaignOptions& o) { return reads::when(reads::phased(o, BrakingRange::controlled)); },
     "gnc.guidance.law: phased with braking.range: controlled", ""},
    {"gnc.guidance.braking.lead_m",
     [](const CampaignOptions& o) { return reads::when(reads::phased(o, BrakingRange::controlled)); },
     "gnc.guidance.law: phased with braking.range: controlled", ""},
    {"gnc.guidance.braking", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.adjust", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.approach", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.hover", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.translation", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.descent", reads::law_phased, reads::phases, ""},
    {"gnc.guidance.cutoff_height_m",
     [](const CampaignOptions& o) { return reads::when(reads::flown(o) && !o.gnc.library); },
     "a flight by farside's own guidance, without gnc.library", ""},

    // the start; three of its blocks are never there
    {"start.descent", [](const CampaignOptions& o) { return reads::when(o.start == StartMode::descent); },
     "cases that begin with it", ""},
    {"start.site", [](const CampaignOptions& o) { return reads::when(o.start == StartMode::site); },
     "cases that begin with it", ""},
    {"start.touchdown", [](const CampaignOptions& o) { return reads::when(o.start == StartMode::touchdown); },
     "cases that begin with it", ""},
    {"start.orbit", [](const CampaignOptions& o) { return reads::when(o.start == StartMode::orbit); },
     "cases that begin with it", ""},

    // after the landing
    {"relay", reads::is_heard, reads::heard, ""},
    {"rover", reads::goes_on, reads::mission, ""},
    {"vehicle.antenna", reads::is_heard, reads::heard, ""},
    {"vehicle.power", reads::goes_on, reads::mission, ""},
    {"vehicle.limits.outage_h", reads::is_heard, reads::heard, ""},
    {"vehicle.limits.wake_elevation_deg", reads::goes_on, reads::mission, ""},
};

}  // namespace farside
