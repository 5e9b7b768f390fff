#include "flight/case_reads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <set>

#include "config/keys/reads.h"
#include "engine/dispatch.h"
#include "engine/setup.h"

// What flight/case_reads.h says of every key, against the kernels: each numeric key is moved alone, and bits of the row
// change or don't.
namespace farside::reads_test {
namespace {

using Sets = std::vector<std::string>;

struct Campaign {
  const char* name;
  const char* file;  // of configs/; "": all defaults
  Sets sets;
};

// Between them every choice that the table asks for, and landings in which things happen: struts that bottom, hulls
// that strike.
const std::vector<Campaign>& campaigns() {
  static const Sets off_axis{"vehicle.engine.misalignment_x_deg=0.2", "vehicle.engine.misalignment_y_deg=0.1",
                             "vehicle.thrusters.torque_max_x_N_m=20", "vehicle.thrusters.torque_max_y_N_m=20"};
  const auto with = [](Sets sets, const Sets& more) {
    sets.insert(sets.end(), more.begin(), more.end());
    return sets;
  };
  const std::string uniform = "moon.gravity.model=uniform", plane = "moon.terrain.model=plane",
                    tilted = "moon.terrain.slope_deg=3";
  const std::string hard =
      "start.touchdown={velocity_up_m_s: -2, velocity_east_m_s: 2.5, tilt_north_deg: 20, rate_z_deg_s: 3}";
  // with weak ones in the first set, and strong ones that help
  std::string thrusters = "vehicle.thrusters.list=[";
  for (const char* force : {"8", "60, set: 2"}) {
    for (const char* one : {"x_m: 1.2, force_z_N: ", "x_m: -1.2, force_z_N: ", "y_m: 1.2, force_z_N: ",
                            "y_m: -1.2, force_z_N: ", "x_m: 1.2, force_y_N: ", "x_m: 1.2, force_y_N: -"})
      thrusters += std::string("{z_m: 1.45, ") + one + force + "}, ";
  }
  thrusters += "]";
  const std::string none = "moon.terrain.relief.model=none";
  static const std::vector<Campaign> all{
      {"phased, thrusters by pulses",
       "change4_blind.yaml",
       {"vehicle.thrusters.model=pulses", thrusters, none, "touchdown.model=none"}},
      {"phased, pendulums", "change4_blind.yaml",
       with({"vehicle.slosh.model=pendulum", "vehicle.slosh.tanks=2", none, "touchdown.model=none"}, off_axis)},
      {"phased, cylinders", "change4_blind.yaml",
       with({"vehicle.slosh.model=cylinder", "vehicle.slosh.tanks=4", "vehicle.slosh.tank0.propellant_frac=0.2",
             "vehicle.slosh.tank1.propellant_frac=0.2", "vehicle.slosh.tank2.propellant_frac=0.2",
             "vehicle.slosh.tank3.propellant_frac=0.2", none, "touchdown.model=none"},
            off_axis)},
      {"phased, free, legs, over relief", "change4_blind.yaml", off_axis},
      {"phased, with hazard avoidance", "change4_blind.yaml", {"gnc.avoidance.mode=lidar"}},
      {"phased, free, legs", "change4_blind.yaml",
       with({"moon.terrain.relief.model=none", "moon.terrain.model=facet", "moon.terrain.slope_deg=2"}, off_axis)},
      {"phased, controlled, legs on a plane",
       "change4_blind.yaml",
       {"gnc.guidance.braking.range=controlled", "gnc.guidance.braking.thrust_N=7000",
        "gnc.guidance.braking.thrust_margin_frac=0.02", "start.descent.range_deg=16.7",
        "gnc.guidance.translation.east_m=60", "moon.terrain.relief.model=none", plane, tilted,
        "moon.gravity.model=j2"}},
      {"phased, perfect, rigid",
       "change4_blind.yaml",
       {"touchdown.model=rigid", "vehicle.engine.plume.model=erosion", "gnc.navigation.mode=perfect",
        "moon.terrain.relief.model=none", "moon.gravity.model=point_mass", "moon.rotation=false",
        "vehicle.thrusters.uses_propellant=false"}},
      {"phased, by the filter, with a camera",
       "change4_filter.yaml",
       {"sensors.terrain_camera={height_max_m: 8000, height_min_m: 1000, noise_m: 20, noise_frac: 0.001, "
        "bias_east_m: 5, bias_north_m: 5, false_match_prob: 0.05, dropout_prob: 0.1}",
        "sensors.altimeter.outlier_prob=0.05", "sensors.altimeter.latency_s=0.1",
        "sensors.velocimeter.outlier_prob=0.05", "moon.terrain.relief.model=none", "touchdown.model=none"}},
      {"from an orbit", "change4_orbit.yaml", {"moon.terrain.relief.model=none", "touchdown.model=none"}},
      {"polynomial, none", "", {"touchdown.model=none", "start.descent.altitude_m=15000"}},
      {"e_guidance",
       "closed_form/e_guidance.yaml",
       {"start.site.rate_z_deg_s=5", "vehicle.thrusters.torque_max_z_N_m=2"}},
      {"gravity_turn",
       "closed_form/gravity_turn.yaml",
       {"gnc.navigation.mode=inertial", "flight.time_max_s=40", "gnc.guidance.gravity_turn.hold_speed_m_s=5"}},
      {"quartic",
       "",
       {"gnc.guidance.law=quartic",
        "start.site={height_m: 600, velocity_up_m_s: -20, velocity_north_m_s: 15, north_m: -300}", uniform, plane}},
      {"open_loop",
       "",
       {"gnc.guidance={law: open_loop, open_loop: {thrust_N: 4000, start_time_s: 2, burn_time_s: 10, direction_east: "
        "0.2, direction_north: 0.1}}",
        "start.site={height_m: 200, rate_x_deg_s: 1}", uniform, "moon.rotation=false", "touchdown.model=legs"}},
      {"open_loop without control", "closed_form/constant_thrust.yaml", {}},
      {"legs, hard, on a plane", "", {hard, "touchdown.model=legs", plane, tilted, uniform}},
      {"legs, hull low",
       "",
       {"start.touchdown={velocity_up_m_s: -2.5, tilt_north_deg: 3}", "touchdown.model=legs",
        "moon.terrain.model=facet", tilted, "vehicle.legs.hull_clearance_m=0.1", "vehicle.legs.nozzle_clearance_m=0.05",
        "moon.gravity.model=j2"}},
      {"legs, upright, on the sphere",
       "",
       {"start.touchdown={velocity_up_m_s: -3, velocity_east_m_s: 0.5, tilt_north_deg: 2}", "touchdown.model=legs"}},
      {"legs, slid into a listed rock",
       "",
       {"start.touchdown={velocity_up_m_s: -2, velocity_east_m_s: 1.5}", "touchdown.model=legs",
        "moon.terrain.relief.model=listed",
        "moon.terrain.relief.rocks.listed=[{east_m: 2.7, north_m: 0, diameter_m: 1, height_m: 0.4}]"}},
      {"legs, and what comes after the landing",
       "",
       {"start.touchdown={velocity_up_m_s: -1, yaw_deg: 30}", "touchdown.model=legs", plane, tilted, uniform,
        "aftermath.model=mission", "relay.orbit=halo", "vehicle.antenna={tilt_deg: 40, half_power_deg: 12}",
        "vehicle.power={panel_tilt_deg: 15, load_W: 600}"}},
      {"legs, and what comes after the landing, without a relay",
       "",
       {"start.touchdown={velocity_up_m_s: -1, yaw_deg: 30}", "touchdown.model=legs", plane, tilted, uniform,
        "aftermath.model=mission", "vehicle.power={panel_tilt_deg: 15, load_W: 600}"}},
      {"legs, and a way down among craters that is too steep",
       "",
       {"start.touchdown={velocity_up_m_s: -1}", "touchdown.model=legs", "moon.terrain.relief.model=generated",
        "aftermath.model=mission", "rover.limits.pitch_deg=5", "moon.terrain.relief.rocks.number_1_m2=1e-5"}},
      {"legs, and a battery that is only charged",
       "",
       {"start.touchdown.velocity_up_m_s=-1", "touchdown.model=legs", plane, uniform, "aftermath.model=mission",
        "vehicle.power.load_W=50"}},
      {"rigid, hard, on a facet", "", {hard, "moon.terrain.model=facet", tilted}},
      {"rigid, hull low, uniform",
       "",
       {"start.touchdown.velocity_up_m_s=-2", "vehicle.legs.hull_clearance_m=0.05", uniform, "moon.rotation=false"}},
      {"rigid, point mass", "", {"start.touchdown.velocity_up_m_s=-2", "moon.gravity.model=point_mass"}},
      {"a touchdown without touchdown model", "closed_form/drop.yaml", {}}};
  return all;
}

Scenario load(const Campaign& c) {
  Sets sets = c.sets;
  sets.insert(sets.end(), {"dispersions=", "requirements=", "output="});
  if (*c.file == 0) return load_scenario_text("farside: 1\n", "t.yaml", "", sets);
  return load_scenario(std::string(FARSIDE_SOURCE_DIR "/configs/") + c.file, sets);
}

// A case a trial: keys at other values, in SI.
using Trial = std::vector<std::pair<const Key*, double>>;

// Whether each trial's row has other bits than the nominal one.
std::vector<bool> changes(const Scenario& s, const std::vector<Trial>& trials) {
  const std::size_t count = trials.size() + 1;
  KernelSetup setup = make_setup(s);
  setup.products_of_inertia = true;  // some trial has one
  struct alignas(64) CacheLine {
    double values[8];
  };
  std::vector<CacheLine> memory((count * param_count + 7) / 8);
  double* const params = memory.data()->values;
  for (std::size_t i = 0; i < count; ++i) std::memcpy(params + i * param_count, s.nominal_values(), sizeof s.nominal);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (const auto& [key, value] : trials[i]) params[(i + 1) * param_count + key->where] = value;
  }
  const std::vector<std::uint64_t> numbers(count, 0);  // one case, its draws in flight too
  std::vector<LandingRecord> records(count);
  const auto hazard = std::make_unique_for_overwrite<HazardMemory>();
  choose_kernel("auto").run(
      setup, {numbers.data(), params, records.data(), nullptr, count, s.seed, nullptr, hazard.get(), nullptr});
  std::vector<bool> changed;
  for (std::size_t i = 1; i < count; ++i)
    changed.push_back(std::memcmp(&records[i], &records[0], sizeof records[0]) != 0);
  return changed;
}

// Values of a key near its nominal one, then further away.
std::vector<double> values_near(const Key& key, const Scenario& s) {
  const double x = s.nominal_values()[key.where] / key.unit.factor;
  std::vector<double> values;
  for (const double value : {x != 0 ? 1.01 * x : 0.01, x != 0 ? 0.6 * x : -0.01, x != 0 ? 1.5 * x : 0.1}) {
    if (value >= key.range.min && value <= key.range.max) values.push_back(value * key.unit.factor);
  }
  return values;
}

using Keys = std::vector<const Key*>;

// Paths of those that change something, each moved alone. What changed nothing is tried again, further away.
std::set<std::string> read_keys(const Scenario& s, const Keys& keys) {
  std::set<std::string> read;
  for (std::size_t round = 0; round < 3; ++round) {
    std::vector<Trial> trials;
    for (const Key* key : keys) {
      const std::vector<double> values = values_near(*key, s);
      if (read.count(key->path) == 0 && round < values.size()) trials.push_back({{key, values[round]}});
    }
    const std::vector<bool> changed = changes(s, trials);
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (changed[i]) read.insert(trials[i].front().first->path);
    }
  }
  return read;
}

// Does none of them change anything? All are moved at once, which takes the time of one.
bool none_is_read(const Scenario& s, const Keys& keys) {
  std::vector<Trial> trials(3);
  for (std::size_t round = 0; round < trials.size(); ++round) {
    for (const Key* key : keys) {
      const std::vector<double> values = values_near(*key, s);
      if (round < values.size()) trials[round].emplace_back(key, values[round]);
    }
  }
  const std::vector<bool> changed = changes(s, trials);
  return std::count(changed.begin(), changed.end(), true) == 0;
}

// Keys that are read where none of the campaigns above shows it, each with the reason.
const std::set<std::string>& unseen() {
  static const std::set<std::string> keys{
      "vehicle.engine.thrust_min_N",        // asked for by an approach alone, which these flights are too short for
      "gnc.guidance.braking.rise_max_deg",  // bounds a steering that doesn't come near it
      "sensors.altimeter.height_max_m",     // the flights begin below it and end there
      "sensors.altimeter.divergence_deg",   // of craters, which the flights by the filter have none of
      "sensors.altimeter.range_min_m",      // no reading is as near as these
      "sensors.velocimeter.range_min_m",
      "sensors.velocimeter.incidence_max_deg",  // no beam leans so far while it is low enough
      "rover.limits.roll_deg",                  // another of the way down is nearer to its limit
      "rover.limits.step_m",
      "rover.limits.obstacle_m",
      "rover.limits.slope_deg",
      "sensors.altimeter.step_time_s",  // of a step, which is 0
      "sensors.altimeter.step_duration_s",
  };
  return keys;
}

// Of the time after the landing alone.
bool is_of_aftermath(const std::string& path) {
  for (const char* section : {"relay.", "rover.", "vehicle.antenna.", "vehicle.power."}) {
    if (path.starts_with(section)) return true;
  }
  return path == "vehicle.limits.outage_h" || path == "vehicle.limits.wake_elevation_deg";
}

TEST(Reads, OfEveryKeyAreWhatTheTableSays) {
  std::set<std::string> declared, seen, declared_unheard, seen_unheard;  // unheard: of missions without a relay
  for (const Campaign& c : campaigns()) {
    const Scenario s = load(c);
    const bool unheard = s.options.aftermath.model == AftermathModel::mission && !s.options.aftermath.relay;
    Keys unread, others;  // of the others, those that no campaign so far has shown to be read
    for (const Key& key : registry().keys()) {
      if (!key.dispersible()) continue;
      const Use use = use_of(key.path, s.options).use;
      if (use == Use::yes) declared.insert(key.path);
      if (use == Use::yes && unheard && is_of_aftermath(key.path)) declared_unheard.insert(key.path);
      if (use == Use::never) unread.push_back(&key);
      else if (seen.count(key.path) == 0 || (unheard && seen_unheard.count(key.path) == 0)) others.push_back(&key);
    }
    if (!none_is_read(s, unread)) {
      for (const std::string& path : read_keys(s, unread))
        ADD_FAILURE() << c.name << ": " << path << " is declared unread (flight/case_reads.h) and changes the row";
    }
    const std::set<std::string> read = read_keys(s, others);
    seen.insert(read.begin(), read.end());
    if (unheard) seen_unheard.insert(read.begin(), read.end());
  }
  for (const std::string& path : declared) {
    EXPECT_TRUE(seen.count(path) > 0 || unseen().count(path) > 0)
        << path << " is declared read (flight/case_reads.h) and changes no row of any campaign of this test";
  }
  EXPECT_FALSE(declared_unheard.empty());
  for (const std::string& path : declared_unheard) {
    EXPECT_TRUE(seen_unheard.count(path) > 0 || unseen().count(path) > 0)
        << path << " is declared read without a relay (flight/case_reads.h) and changes no row of such a campaign";
  }
}

TEST(Reads, EveryLineNamesAKeyOrASection) {
  for (const Reads& line : case_reads) {
    const std::string path = line.path;
    bool found = false;
    for (const Key& key : registry().keys())
      found = found || (key.dispersible() && (key.path == path || key.path.starts_with(path + ".")));
    EXPECT_TRUE(found) << path;
    const std::string instead = line.instead;
    EXPECT_TRUE(instead.empty() || (registry().find(instead) && registry().find(instead)->dispersible())) << instead;
  }
}

}  // namespace
}  // namespace farside::reads_test
