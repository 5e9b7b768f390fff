#pragma once
// Workloads W1 (powered descent) and W2 (touchdown) of bench/peers/README.md as parameters of the product: the same
// lanes, steppers, guidance and contact as any campaign, with the simple models chosen.
#include <cmath>
#include <vector>

#include "bench/workload_rows.h"
#include "flight/case_block.h"
#include "flight/case_params.h"
#include "flight/start/attitude.h"
#include "moon/frames.h"

namespace farside::bench {

// What a kernel needs to fly; `nominal` must outlive the setup that points to it.
struct Workload {
  CampaignOptions options;
  CaseParams<double> nominal;

  KernelSetup setup() const {
    KernelSetup s{};
    s.options = options;
    s.nominal = reinterpret_cast<const double*>(&nominal);
    s.ground_top_m = options.moon.terrain.model == TerrainModel::sphere ? 0.0 : 2500.0;
    return s;
  }
};

inline Workload w1() {
  Workload w;
  CampaignOptions& o = w.options;
  o.site = {-45.5 * unit::degree_rad, 177.6 * unit::degree_rad, 0.0};
  o.moon.gravity.model = GravityModel::j2;
  o.moon.rotation = false;
  o.moon.terrain.model = TerrainModel::sphere;
  o.vehicle.thrusters.uses_propellant = false;
  o.flight.contact_location = ContactLocation::linear;
  o.touchdown.model = TouchdownModel::none;

  CaseParams<double>& p = w.nominal;
  p.moon.gravity.gm_m3_s2 = 4.9028e12;
  p.moon.gravity.j2 = 2.0323e-4;
  p.vehicle.mass.dry_mass_kg = 1100.0;  // 2,750 kg at the start
  p.vehicle.mass.propellant_kg = 1650.0;
  p.vehicle.mass.rcs_propellant_kg = 0.0;
  p.vehicle.mass.inertia_B.x = 4000.0;
  p.vehicle.mass.inertia_B.y = 4200.0;
  p.vehicle.mass.inertia_B.z = 4600.0;
  p.vehicle.mass.gyration_B.x = p.vehicle.mass.gyration_B.y = p.vehicle.mass.gyration_B.z = 0.0;
  p.vehicle.engine.isp_s = 310.0;
  p.vehicle.engine.isp_droop = 0.0;
  p.vehicle.engine.lag_s = p.vehicle.engine.delay_s = p.vehicle.engine.tail_off_s = p.vehicle.engine.cutoff_delay_s =
      0.0;
  p.vehicle.engine.rate_max_N_s = 1e9;
  p.vehicle.engine.position_B.z = p.vehicle.mass.cg_z_m - 1.0;
  p.gnc.control.rate_max_rad_s = 1e4 * unit::degree_rad;
  p.start.descent.range_rad = 0.3326;
  return w;
}

inline CaseParams<double> w1_case(const Workload& w, const double (&d)[11]) {
  CaseParams<double> p = w.nominal;
  DescentStartParams<double>& s = p.start.descent;
  s.radial_m = d[0];
  s.along_m = d[1];
  s.cross_m = d[2];
  s.radial_m_s = d[3];
  s.along_m_s = d[4];
  s.cross_m_s = d[5];
  p.vehicle.mass.dry_mass_kg += d[6];
  p.vehicle.engine.isp_s += d[7];
  p.vehicle.engine.thrust_scale += d[8];
  p.vehicle.engine.misalignment_x_rad = d[9];
  p.vehicle.engine.misalignment_y_rad = d[10];
  return p;
}

// In the order of w1_answers.
struct W1Answer {
  double time_s, altitude_m, down_m, cross_m, radial_m_s, horizontal_m_s, mass_kg, tilt_deg, rate_deg_s;
};
inline W1Answer w1_answer(const LandingRecord& r) {
  const Vec3<double> from_centre{r.end_east, r.end_north, r.end_up + moon_radius_m},
      v{r.end_velocity_east, r.end_velocity_north, r.end_velocity_up};
  const Vec3<double> up = unit_vector(from_centre);
  const double radial = dot(v, up);
  const Vec3<double> z =
      body_z(Quat<double>{r.end_quaternion[0], r.end_quaternion[1], r.end_quaternion[2], r.end_quaternion[3]});
  // across is us x ns, which points west
  return {r.end_time,
          norm(from_centre) - moon_radius_m,
          r.end_north,
          -r.end_east,
          radial,
          norm(axpy(-radial, up, v)),
          r.end_mass,
          tilt_from(z, up) / unit::degree_rad,
          std::sqrt(r.end_rate_x * r.end_rate_x + r.end_rate_y * r.end_rate_y + r.end_rate_z * r.end_rate_z)};
}

inline Workload w2() {
  Workload w;
  CampaignOptions& o = w.options;
  o.moon.gravity.model = GravityModel::uniform;
  o.moon.rotation = false;
  o.moon.terrain.model = TerrainModel::plane;
  o.start = StartMode::touchdown;
  o.touchdown.time_max_s = 4.0;
  o.touchdown.load_window_s = o.touchdown.step_s;
  o.touchdown.stop_at_rest = false;

  CaseParams<double>& p = w.nominal;
  p.moon.gravity.g_m_s2 = 1.62;
  p.moon.terrain.slope_rad = 8.0 * unit::degree_rad;
  p.moon.terrain.slope_azimuth_rad = 90.0 * unit::degree_rad;
  p.vehicle.mass = {};
  p.vehicle.mass.dry_mass_kg = 1450.0;
  p.vehicle.mass.propellant_kg = p.vehicle.mass.rcs_propellant_kg = 0.0;
  p.vehicle.mass.cg_z_m = p.vehicle.mass.cg_z_full_m = 1.6;
  p.vehicle.mass.inertia_B.x = 2000.0;
  p.vehicle.mass.inertia_B.y = 2100.0;
  p.vehicle.mass.inertia_B.z = 2300.0;
  p.vehicle.mass.gyration_B.x = p.vehicle.mass.gyration_B.y = p.vehicle.mass.gyration_B.z = 0.0;
  p.vehicle.legs.pad_radius_m = 1.65 * std::sqrt(2.0);
  p.moon.regolith = {};  // 40,000 N/m, 8,000 N s/m, friction 0.5, 0.02 m/s
  return w;
}

inline CaseParams<double> w2_case(const Workload& w, const double (&s)[13]) {
  CaseParams<double> p = w.nominal;
  SiteStartParams<double>& t = p.start.touchdown;
  t.velocity_L.x = s[0];
  t.velocity_L.y = s[1];
  t.velocity_L.z = s[2];
  // the attitude as a turn about the vertical, then one about a horizontal axis
  const Quat<double> q{s[3], s[4], s[5], s[6]};
  const Quat<double> yaw = normalised(Quat<double>{q.w, 0.0, 0.0, q.z});
  const Quat<double> tilt = q * conjugate(yaw);
  const double sine = std::hypot(tilt.x, tilt.y), angle = 2.0 * std::atan2(sine, tilt.w),
               per_sine = sine > 0.0 ? angle / sine : 2.0;
  t.yaw_rad = 2.0 * std::atan2(yaw.z, yaw.w);
  t.tilt_east_rad = per_sine * tilt.x;
  t.tilt_north_rad = per_sine * tilt.y;
  t.rate_B.x = s[7];
  t.rate_B.y = s[8];
  t.rate_B.z = s[9];
  t.east_m = s[10];
  t.north_m = s[11];
  // the height of the lowest foot above the plane, of the position given
  const Mat3<double> R = rotation(q);
  const double c = std::cos(w.nominal.moon.terrain.slope_rad), n = std::sin(w.nominal.moon.terrain.slope_rad);
  double lowest = INFINITY;
  for (const double x : {1.65, -1.65}) {
    for (const double y : {1.65, -1.65}) {
      const Vec3<double> foot = R * Vec3<double>{x, y, -1.6};
      lowest = std::min(lowest, n * (s[10] + foot.x) + c * (s[12] + foot.z));
    }
  }
  t.height_m = lowest;
  return p;
}

// In the order of w2_answers.
struct W2Answer {
  double x_m, y_m, z_m, tilt_deg, speed_m_s, peak_m_s2;
};
inline W2Answer w2_answer(const LandingRecord& r) {
  return {r.landing_east, r.landing_north, r.landing_up, r.final_tilt, r.final_speed, r.peak_load};
}

// A block of cases with the memory that a kernel reads and writes.
struct Batch {
  std::vector<std::uint64_t> numbers;
  std::vector<CaseParams<double>> params;
  std::vector<LandingRecord> records;

  void add(const CaseParams<double>& p) {
    numbers.push_back(numbers.size());
    params.push_back(p);
    records.emplace_back();
  }
  CaseBlock block() {
    CaseBlock b{};
    b.case_numbers = numbers.data();
    b.params = reinterpret_cast<const double*>(params.data());
    b.records = records.data();
    b.count = numbers.size();
    return b;
  }
};

}  // namespace farside::bench
