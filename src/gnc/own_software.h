#pragma once
// A user's own flight software in the lanes: what it is told, and what it says, a lane after the other. Its interface
// is that of src/include/farside/flight_software.h: `Measurements` and `Commands` with `double`.
#include <cstddef>
#include <type_traits>

#include "gnc/commands.h"
#include "gnc/flight_library.h"
#include "gnc/hazard/avoidance.h"
#include "gnc/navigation/navigation.h"
#include "gnc/onboard_model.h"
#include "lanes/attitude.h"
#include "lanes/lane_struct.h"
#include "record/phases.h"
#include "sensors/beams.h"
#include "sensors/measurements.h"

namespace farside::inline FARSIDE_ISA {

static_assert(offsetof(farside_measurements, estimate) == sizeof(Measurements<double>));
static_assert(offsetof(farside_commands, direction_L) == sizeof(Commands<double>));
static_assert(FARSIDE_IGNITION == static_cast<int>(Phase::ignition) &&
              FARSIDE_BRAKING == static_cast<int>(Phase::braking) &&
              FARSIDE_ADJUST == static_cast<int>(Phase::adjust) &&
              FARSIDE_APPROACH == static_cast<int>(Phase::approach) &&
              FARSIDE_HOVER == static_cast<int>(Phase::hover) &&
              FARSIDE_TRANSLATION == static_cast<int>(Phase::translation) &&
              FARSIDE_DESCENT == static_cast<int>(Phase::descent));
static_assert(FARSIDE_FOUND == static_cast<int>(AvoidanceResult::found) &&
              FARSIDE_LEAST_BAD == static_cast<int>(AvoidanceResult::least_bad) &&
              FARSIDE_UNREACHABLE == static_cast<int>(AvoidanceResult::unreachable));
static_assert(FARSIDE_PERFECT == static_cast<int>(NavigationMode::perfect) &&
              FARSIDE_INERTIAL == static_cast<int>(NavigationMode::inertial) &&
              FARSIDE_FILTER == static_cast<int>(NavigationMode::filter));

inline farside_vector plain(const Vec3<double>& a) { return {a.x, a.y, a.z}; }
inline farside_quaternion plain(const Quat<double>& q) { return {q.w, q.x, q.y, q.z}; }

inline farside_known known_to_library(const OnboardModel& m) {
  const MassParams<double>& mass = m.vehicle.mass;
  const EngineParams<double>& e = m.vehicle.engine;
  const bool uniform = m.moon_options.gravity.model == GravityModel::uniform;
  farside_known k{};
  k.control_period_s = m.control_s;
  k.guidance_period_s = m.interval_s;
  k.navigation = static_cast<double>(static_cast<int>(m.options.navigation.mode));
  (uniform ? k.g_m_s2 : k.gm_m3_s2) = uniform ? m.moon.gravity.g_m_s2 : m.moon.gravity.gm_m3_s2;
  k.radius_m = m.site.radius_m;
  k.rotation_rate_rad_s = m.moon_options.rotation ? m.turning_rad_s : 0.0;
  k.east_M = plain(m.site.R_LM.row0);
  k.north_M = plain(m.site.R_LM.row1);
  k.up_M = plain(m.site.R_LM.row2);
  k.start_position_I = plain(m.start.p_I);
  k.start_velocity_I = plain(m.start.v_I);
  k.dry_mass_kg = mass.dry_mass_kg;
  k.propellant_kg = mass.propellant_kg;
  k.rcs_propellant_kg = mass.rcs_propellant_kg;
  k.unusable_propellant_kg = mass.unusable_propellant_kg;
  k.cg_B = {mass.cg_x_m, mass.cg_y_m, mass.cg_z_m};
  k.cg_z_full_m = mass.cg_z_full_m;
  k.inertia_B = plain(mass.inertia_B);
  k.gyration_B = plain(mass.gyration_B);
  k.thrust_max_N = e.thrust_max_N;
  k.thrust_min_N = e.thrust_min_N;
  k.isp_s = e.isp_s;
  k.isp_droop = e.isp_droop;
  k.isp_droop_exponent = e.isp_droop_exponent;
  k.delay_s = e.delay_s;
  k.lag_s = e.lag_s;
  k.rate_max_N_s = e.rate_max_N_s;
  k.cutoff_delay_s = e.cutoff_delay_s;
  k.tail_off_s = e.tail_off_s;
  k.engine_position_B = plain(e.position_B);
  k.torque_max_B = plain(m.vehicle.thrusters.torque_max_B);
  k.cutoff_range_max_m = m.sensors.cutoff.range_max_m;
  for (int i = 0; i < altimeter_beams; ++i) k.altimeter_beam_B[i] = plain(altimeter_beam_B(m.sensors.altimeter, i));
  for (int i = 0; i < velocimeter_beams; ++i)
    k.velocimeter_beam_B[i] = plain(velocimeter_beam_B(m.sensors.velocimeter, i));
  return k;
}

// What farside's own navigation holds of a lane, beside its estimate.
template <class Real>
struct OwnView {
  Estimate<Real> estimate;
  Quat<Real> q_IB;
  Vec3<Real> w_IB_B, gravity_L;
};

// What it has said of a lane beside `Commands`. Nothing but Reals.
template <class Real>
struct OwnAnswer {
  Commands<Real> commands;
  Vec3<Real> direction_L;
  Real by_torque;  // 1: commands.torque_B turns the vehicle; 0: direction_L is turned to
  Real cut_off, phase;
};

template <class Real>
class OwnSoftware {
 public:
  using Mask = MaskOf<Real>;
  explicit OwnSoftware(const OnboardModel& known) : known_(known), used_(known.options.library) {}

  bool used() const { return used_; }
  // Case `index` of a block flies in the lane from now on; `begins`: from its start.
  void seat(int lane, const FlightLibrary& library, std::size_t index, bool begins);
  // Which lanes listen and are asked.
  void attend(const Mask& lanes) { attends_ = lanes; }
  // Keeps the readings until it is asked.
  void hear(const Measurements<Real>& z);
  // Asks it in the lanes that attend. `said` has what was in force, and gets what is.
  void ask(const Measurements<Real>& z, const OwnView<Real>& view, OwnAnswer<Real>& said);
  // Lanes in which it has asked for a scan, and what it makes of that.
  const Mask& wants_scan() const { return wants_scan_; }
  farside_site see(int lane, const Measurements<Real>& z, const OwnView<Real>& view, const Scan& scan);

 private:
  farside_measurements told(int lane, const Measurements<Real>& z, const OwnView<Real>& view) const;

  const OnboardModel& known_;
  bool used_;
  Mask attends_ = Mask(true);
  FlightLibrary library_{};
  std::size_t index_[LaneTraits<Real>::count] = {};
  bool begins_[LaneTraits<Real>::count] = {};  // when it is asked first: a lane may also only repeat another's case
  Measurements<Real> heard_;                   // since it was asked last
  Mask wants_scan_ = Mask(false);
};

template <class Real>
void OwnSoftware<Real>::seat(int i, const FlightLibrary& library, std::size_t index, bool begins) {
  library_ = library;
  index_[i] = index;
  begins_[i] = begins;
  set_lane(wants_scan_, i, false);
  Measurements<double> nothing{};
  with_readings(nothing, nothing, [](auto& r, const auto&) { r = no_reading(r); });
  put_lane(heard_, i, nothing);
}

template <class Real>
void OwnSoftware<Real>::hear(const Measurements<Real>& z) {
  with_readings(heard_, z, [&](auto& to, const auto& from) {
    if (const Mask now = attends_ & answers(from); any(now)) put_where(now, from, to);
  });
}

template <class Real>
farside_measurements OwnSoftware<Real>::told(int i, const Measurements<Real>& z, const OwnView<Real>& view) const {
  Measurements<double> heard = take_lane(heard_, i);
  heard.time_s = lane(z.time_s, i);
  heard.q_IB = take_lane(z.q_IB, i);
  heard.w_IB_B = take_lane(z.w_IB_B, i);
  farside_measurements m;
  static_assert(std::is_trivially_copyable_v<Measurements<double>> && std::is_trivially_copyable_v<Commands<double>>);
  __builtin_memcpy(&m, &heard, sizeof heard);
  const Estimate<double> e = take_lane(view.estimate, i);
  const Vec3<double> from_centre{e.p_LB.x, e.p_LB.y, e.p_LB.z + known_.site.radius_m};
  const Quat<double> q_LB =
      quaternion_of(attitude_in_site(known_.site, known_.moon_turn(heard.time_s), take_lane(view.q_IB, i)));
  m.estimate = {plain(e.p_LB),
                plain(e.v_LB),
                e.mass_kg,
                e.height_m,
                plain(q_LB),
                plain(take_lane(view.w_IB_B, i)),
                plain(take_lane(view.gravity_L, i)),
                plain(unit_vector(from_centre))};
  return m;
}

template <class Real>
void OwnSoftware<Real>::ask(const Measurements<Real>& z, const OwnView<Real>& view, OwnAnswer<Real>& said) {
  hear(z);
  for (int i = 0; i < LaneTraits<Real>::count; ++i) {
    if (!lane(attends_, i)) continue;
    if (begins_[i]) library_.begin(library_.host, index_[i], known_to_library(known_));
    begins_[i] = false;
    const farside_measurements m = told(i, z, view);
    const OwnAnswer<double> before = take_lane(said, i);
    farside_commands c{};
    c.engine_on = before.commands.engine_on;
    c.thrust_N = before.commands.thrust_N;
    c.engine_for_s = FARSIDE_FOR_EVER;
    c.direction_L = plain(before.direction_L);
    c.cut_off = before.cut_off;
    c.phase = before.phase;
    OwnAnswer<double> after{
        {0.0, 0.0, 0.0, FARSIDE_FOR_EVER, {0.0, 0.0, 0.0}}, {0.0, 0.0, 0.0}, 1.0, before.cut_off, before.phase};
    if (library_.step(library_.host, index_[i], m, c)) {
      __builtin_memcpy(&after.commands, &c, sizeof after.commands);
      const Vec3<double> way_L{c.direction_L.x, c.direction_L.y, c.direction_L.z};
      const double size = norm(way_L);
      after.direction_L = size > 0.0 ? (1.0 / size) * way_L : Vec3<double>{0.0, 0.0, 0.0};
      after.by_torque = c.attitude;
      after.cut_off = max(before.cut_off, c.cut_off);  // for good
      after.phase = c.phase;
      set_lane(wants_scan_, i, c.scan > 0.5);
      if (after.cut_off > 0.5) after.commands.engine_on = 0.0;
    }
    put_lane(said, i, after);
  }
  with_readings(heard_, heard_, [&](auto& r, const auto&) { put_where(attends_, no_reading(r), r); });
}

template <class Real>
farside_site OwnSoftware<Real>::see(int i, const Measurements<Real>& z, const OwnView<Real>& view, const Scan& scan) {
  constexpr double unknown = __builtin_nan("");
  set_lane(wants_scan_, i, false);
  const farside_scan shown{scan.columns, scan.rows, scan.half_x_rad, scan.half_y_rad, scan.range_m};
  farside_site site{FARSIDE_LEAST_BAD, {unknown, unknown, unknown}, unknown, unknown, unknown, unknown};
  const farside_site nowhere = site;
  return library_.see(library_.host, index_[i], told(i, z, view), shown, site) ? site : nowhere;
}

}  // namespace farside::inline FARSIDE_ISA
