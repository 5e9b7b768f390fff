#include "risk/cloud_member.h"

#include <cmath>

#include "lanes/math.h"
#include "lanes/vec.h"

namespace farside {
namespace {

// What is violated before the ground: no ground mends it.
constexpr std::int64_t before_ground = failure_bit(Cause::invalid_draw) | failure_bit(Cause::rcs_depleted) |
                                       failure_bit(Cause::propellant_depleted) | failure_bit(Cause::off_corridor) |
                                       failure_bit(Cause::no_safe_site) | failure_bit(Cause::unreachable_site) |
                                       failure_bit(Cause::early_cutoff);

}  // namespace

void put_attitude(const double (&quaternion)[4], SiteStartParams<double>& state) {
  const Quat<double> q{quaternion[0], quaternion[1], quaternion[2], quaternion[3]};
  // q = tilt * yaw with tilt about a horizontal axis: the yaw's half angle is that of (w, z)
  const double half_yaw = farside::atan2(q.z, q.w);
  double sine, cosine;
  sin_cos(half_yaw, sine, cosine);
  const Quat<double> tilt = q * Quat<double>{cosine, 0.0, 0.0, -sine};
  const double across = std::sqrt(tilt.x * tilt.x + tilt.y * tilt.y);
  const double per_sine = across > 0.0 ? 2.0 * farside::atan2(across, tilt.w) / across : 2.0;
  state.yaw_rad = 2.0 * half_yaw;
  state.tilt_east_rad = per_sine * tilt.x;
  state.tilt_north_rad = per_sine * tilt.y;
}

CloudMember member_of(const LandingRecord& r, double handover_m) {
  CloudMember m;
  m.case_number = r.case_number;
  const bool handed_over = std::isfinite(r.landing_east) && std::isfinite(r.end_east);
  const bool off_maps = (r.failure_mask & failure_bit(Cause::off_map)) != 0;
  if (r.status != static_cast<std::int8_t>(Status::done) || (r.failure_mask & before_ground) != 0) return m;
  if (!handed_over) {
    m.arrival = off_maps ? Arrival::unknown : Arrival::fails;
    return m;
  }
  m.arrival = Arrival::lands;
  m.east_m = r.end_east;
  m.north_m = r.end_north;
  m.state.height_m = handover_m;
  m.state.velocity_L = {r.end_velocity_east, r.end_velocity_north, r.end_velocity_up};
  put_attitude(r.end_quaternion, m.state);
  const double rad = unit::degree_rad;
  m.state.rate_B = {r.end_rate_x * rad, r.end_rate_y * rad, r.end_rate_z * rad};
  m.propellant_kg = r.propellant_remaining;
  m.rcs_propellant_kg = r.rcs_propellant_remaining;
  m.powered = !std::isfinite(r.cutoff_height);
  return m;
}

CloudMember member_of(std::uint64_t case_number, const CaseParams<double>& p) {
  const SiteStartParams<double>& s = p.start.touchdown;
  const double distance_m = std::sqrt(s.east_m * s.east_m + s.north_m * s.north_m);
  CloudMember m;
  m.case_number = case_number;
  m.arrival = distance_m > p.vehicle.limits.landing_radius_m ? Arrival::fails : Arrival::lands;
  m.east_m = s.east_m;
  m.north_m = s.north_m;
  m.state = s;
  m.propellant_kg = p.vehicle.mass.propellant_kg;
  m.rcs_propellant_kg = p.vehicle.mass.rcs_propellant_kg;
  return m;
}

}  // namespace farside
