#include "linear/reference.h"

#include <atomic>

#include "engine/setup.h"
#include "engine/team.h"
#include "record/phases.h"
#include "sampling/sampler.h"

namespace farside {
namespace {

template <class Fly>
auto fly_all(std::uint64_t count, int threads, const Fly& fly) {
  std::vector<decltype(fly(0))> flights(count);
  std::atomic<std::size_t> next{0};
  on_team(threads, [&] {
    for (std::size_t i = next++; i < flights.size(); i = next++) flights[i] = fly(i);
  });
  return flights;
}

// A flight that steers around hazards is none to linearise about.
KernelSetup setup_without_avoidance(const Scenario& s) {
  KernelSetup setup = make_setup(s);
  setup.options.gnc.avoidance.mode = AvoidanceMode::none;
  setup.options.gnc.avoidance.blind_twin = false;
  return setup;
}

// As errors of navigation stand in a row of the history and in a case's record.
template <class Row>
Shown shown_errors(const Row& r) {
  Shown e = Shown::Zero();
  e.head<6>() << r.nav_error_east, r.nav_error_north, r.nav_error_up, r.nav_error_velocity_east,
      r.nav_error_velocity_north, r.nav_error_velocity_up;
  return e;
}

bool draws_ground(const Scenario& s) {
  const auto* first = reinterpret_cast<const double*>(&s.nominal.moon.terrain);
  const std::ptrdiff_t begin = first - s.nominal_values(), size = sizeof s.nominal.moon.terrain / sizeof(double);
  for (const std::int32_t slot : s.dispersed_slots) {
    if (slot >= begin && slot < begin + size) return true;
  }
  return false;
}

}  // namespace

CaseParams<double> quiet_params(const Scenario& s) {
  CaseParams<double> p = s.nominal;
  p.moon.gravity_error.sd_m_s2 = 0.0;
  p.moon.terrain = CaseParams<double>{}.moon.terrain;
  p.gnc.navigation.map_error_m = 0.0;
  const auto keep = [](auto& to, const auto& from, auto... members) { ((to.*members = from.*members), ...); };
  SensorParams<double> q;
  using Imu = ImuParams<double>;
  using Gyro = GyroParams<double>;
  using Altimeter = AltimeterParams<double>;
  using Velocimeter = VelocimeterParams<double>;
  using Stars = StarTrackerParams<double>;
  using Camera = TerrainCameraParams<double>;
  const SensorParams<double>& n = s.nominal.sensors;
  keep(q.imu, n.imu, &Imu::dead_from_s, &Imu::stuck_from_s, &Imu::reset_from_s, &Imu::reset_duration_s);
  keep(q.imu.gyro, n.imu.gyro, &Gyro::dead_from_s, &Gyro::stuck_from_s);
  keep(q.altimeter, n.altimeter, &Altimeter::height_max_m, &Altimeter::range_min_m, &Altimeter::range_max_m,
       &Altimeter::second_beam_rad, &Altimeter::divergence_rad, &Altimeter::incidence_max_rad, &Altimeter::step_time_s,
       &Altimeter::step_duration_s, &Altimeter::dropout_prob, &Altimeter::dead_from_s, &Altimeter::stuck_from_s);
  keep(q.velocimeter, n.velocimeter, &Velocimeter::height_max_m, &Velocimeter::range_min_m, &Velocimeter::range_max_m,
       &Velocimeter::cone_rad, &Velocimeter::incidence_max_rad, &Velocimeter::dropout_prob, &Velocimeter::dead_from_s,
       &Velocimeter::stuck_from_s, &Velocimeter::false_lock_from_s, &Velocimeter::false_lock_B);
  keep(q.star_tracker, n.star_tracker, &Stars::rate_max_rad_s, &Stars::dead_from_s, &Stars::stuck_from_s);
  keep(q.terrain_camera, n.terrain_camera, &Camera::height_max_m, &Camera::height_min_m, &Camera::dropout_prob,
       &Camera::dead_from_s, &Camera::stuck_from_s);
  q.dust = n.dust;
  q.cutoff = n.cutoff;
  q.cutoff.noise_m = 0.0;
  q.contact = n.contact;
  q.lidar = n.lidar;
  p.sensors = q;
  return p;
}

std::vector<LoneFlight> reference_flights(const Scenario& s, const CaseParams<double>& quiet,
                                          const ReferenceOptions& options) {
  KernelSetup setup = setup_without_avoidance(s);
  setup.options.moon.terrain.relief.model = ReliefModel::none;
  setup.relief = {};
  const SensorParams<double>& q = quiet.sensors;
  const bool chances = q.altimeter.dropout_prob > 0.0 || q.velocimeter.dropout_prob > 0.0 ||
                       q.terrain_camera.dropout_prob > 0.0 || q.dust.dropout_prob * q.dust.height_m > 0.0;
  return fly_all(chances ? options.flights : 1, options.threads,
                 [&](std::size_t i) { return fly_alone(setup, quiet, s.seed, i, *options.kernel); });
}

FlownErrors errors_of(const LoneFlight& flight) {
  FlownErrors errors;
  const LandingRecord& r = flight.record;
  for (const TraceRecord& row : flight.history) {
    if (row.time > r.end_time || row.nav_error_east != row.nav_error_east) break;
    const int phase = static_cast<int>(row.phase);
    if (!errors.empty() && errors.back().phase == phase) continue;
    errors.push_back({phase, shown_errors(row)});
  }
  errors.push_back({static_cast<int>(Phase::touchdown), shown_errors(r)});
  return errors;
}

std::vector<FlownErrors> errors_over_grounds(const Scenario& s, const CaseParams<double>& quiet,
                                             const ReferenceOptions& options) {
  const TerrainOptions& terrain = s.options.moon.terrain;
  const bool drawn = draws_ground(s);
  if (terrain.model == TerrainModel::sphere && terrain.relief.model == ReliefModel::none) return {};
  KernelSetup setup = setup_without_avoidance(s);
  const Sampler sampler(s);
  const bool generated = terrain.relief.model == ReliefModel::generated;
  return fly_all(drawn || generated ? options.grounds : 1, options.threads, [&](std::size_t i) {
    std::vector<double> drawn_params(param_count);
    sampler.draw(i, drawn_params.data());
    CaseParams<double> p = quiet;
    p.moon.terrain = reinterpret_cast<const CaseParams<double>*>(drawn_params.data())->moon.terrain;
    return errors_of(fly_alone(setup, p, s.seed, i, *options.kernel));
  });
}

}  // namespace farside
