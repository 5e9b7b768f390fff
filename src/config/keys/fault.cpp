#include "config/keys/fault.h"

#include <fmt/format.h>

#include <string_view>

#include "config/yaml/scalar.h"

namespace farside {

const std::vector<FaultMechanism>& fault_mechanisms() {
  static const std::vector<FaultMechanism> all{
      {"engine_no_start", "the engine never ignites", "", "", {{"vehicle.engine.fault.off_from_s", "", 0.0, false}}},
      {"engine_off",
       "the engine goes off and stays off",
       "vehicle.engine.fault.off_from_s",
       "vehicle.engine.fault.off_below_m",
       {}},
      {"throttle_stuck",
       "the throttle stays where it is; the engine can still be cut off",
       "vehicle.engine.fault.stuck_from_s",
       "vehicle.engine.fault.stuck_below_m",
       {}},
      {"thrust_loss",
       "a part of the thrust is lost, as with one of several nozzles: the rest may act to the side",
       "vehicle.engine.fault.loss_from_s",
       "vehicle.engine.fault.loss_below_m",
       {{"vehicle.engine.fault.loss_left_frac", "left_frac", 0.55, false},
        {"vehicle.engine.fault.loss_turn_x_deg", "turn_x_deg", 0.0, false},
        {"vehicle.engine.fault.loss_turn_y_deg", "turn_y_deg", 0.0, false},
        {"vehicle.engine.fault.loss_shift_x_m", "shift_x_m", 0.0, false},
        {"vehicle.engine.fault.loss_shift_y_m", "shift_y_m", 0.0, false}}},
      {"thrust_high",
       "the engine gives more than is asked for, all the time",
       "",
       "",
       {{"vehicle.engine.thrust_scale", "factor", 1.1, true}}},
      {"thruster_off",
       "thrusters stay shut: less torque in the positive sense, about x none at all",
       "vehicle.thrusters.fault.from_s",
       "",
       {{"vehicle.thrusters.fault.left_x_frac", "left_x_frac", 0.0, false},
        {"vehicle.thrusters.fault.left_y_frac", "left_y_frac", 1.0, false},
        {"vehicle.thrusters.fault.left_z_frac", "left_z_frac", 1.0, false}}},
      {"thruster_dead",
       "one of the thrusters that are open or shut stays shut, from the start",
       "",
       "",
       {{"vehicle.thrusters.pulse.dead", "number", 1.0, false}}},
      {"imu_reset",
       "accelerometers and gyros say nothing for a while",
       "sensors.imu.reset_from_s",
       "",
       {{"sensors.imu.reset_duration_s", "duration_s", 2.0, false}}},
      {"imu_dead", "the accelerometers feel nothing any more", "sensors.imu.dead_from_s", "", {}},
      {"gyro_dead", "the gyros say that nothing turns", "sensors.imu.gyro.dead_from_s", "", {}},
      {"altimeter_never",
       "the altimeter never says anything",
       "",
       "",
       {{"sensors.altimeter.height_max_m", "", 0.0, false}}},
      {"altimeter_dead", "the altimeter falls silent", "sensors.altimeter.dead_from_s", "", {}},
      {"altimeter_stuck", "the altimeter repeats its last reading", "sensors.altimeter.stuck_from_s", "", {}},
      {"altimeter_step",
       "the altimeter is off by a step for a while",
       "sensors.altimeter.step_time_s",
       "",
       {{"sensors.altimeter.step_m", "step_m", 3000.0, false},
        {"sensors.altimeter.step_duration_s", "duration_s", 60.0, false}}},
      {"velocimeter_never",
       "the velocimeter never says anything",
       "",
       "",
       {{"sensors.velocimeter.height_max_m", "", 0.0, false}}},
      {"velocimeter_dead", "the velocimeter falls silent", "sensors.velocimeter.dead_from_s", "", {}},
      {"velocimeter_stuck", "the velocimeter repeats its last readings", "sensors.velocimeter.stuck_from_s", "", {}},
      {"velocimeter_false_lock",
       "the velocimeter follows something else than the ground",
       "sensors.velocimeter.false_lock_from_s",
       "",
       {{"sensors.velocimeter.false_lock_x_m_s", "x_m_s", 5.0, false},
        {"sensors.velocimeter.false_lock_y_m_s", "y_m_s", 0.0, false},
        {"sensors.velocimeter.false_lock_z_m_s", "z_m_s", 0.0, false}}},
      {"star_tracker_dead", "the star tracker falls silent", "sensors.star_tracker.dead_from_s", "", {}},
      {"star_tracker_stuck", "the star tracker repeats its last reading", "sensors.star_tracker.stuck_from_s", "", {}},
      {"hazard_lidar_dead",
       "the hazard lidar sees nothing: no place looks safe",
       "",
       "",
       {{"sensors.lidar.range_max_m", "", 0.0, false}}},
      {"false_touchdown", "the pads' switches say that it has touched down", "", "sensors.contact.false_height_m", {}},
      {"contact_dead", "the pads' switches never close", "", "", {{"sensors.contact.works", "", 0.0, false}}},
      {"cutoff_false", "the cutoff sensor says 0 m", "", "sensors.cutoff.false_height_m", {}},
      {"cutoff_dead",
       "the cutoff sensor never says anything",
       "",
       "",
       {{"sensors.cutoff.range_max_m", "", 0.0, false}}},
      {"leg_weak",
       "the struts of a leg crush too early",
       "",
       "",
       {{"vehicle.legs.crush_scale_leg{}", "crush_frac", 0.3, true}}},
  };
  return all;
}

bool FaultMechanism::has_leg() const {
  for (const FaultEffect& e : effects)
    if (std::string_view(e.path).ends_with("{}")) return true;
  return false;
}

double Fault::option(const char* word, double otherwise) const {
  const auto given = options.find(word);
  return given == options.end() ? otherwise : given->second;
}

std::string Fault::onset_path() const {
  if (onset == Onset::always) return "";
  return onset == Onset::height ? mechanism->height_path : mechanism->time_path;
}

std::string Fault::path_of(const FaultEffect& effect) const {
  const std::string path = effect.path;
  return path.ends_with("{}") ? path.substr(0, path.size() - 2) + to_short_text(option("leg", 0.0)) : path;
}

std::vector<std::string> Fault::paths() const {
  std::vector<std::string> all;
  if (const std::string path = onset_path(); !path.empty()) all.push_back(path);
  for (const FaultEffect& effect : mechanism->effects) all.push_back(path_of(effect));
  return all;
}

std::string fault_text(const Fault& f) {
  std::string text =
      fmt::format("{{name: {}, mechanism: {}, probability: {}", f.name, f.mechanism->name, to_text(f.probability));
  if (f.onset != Onset::always) {
    const std::string by = f.onset == Onset::time ? "time_s"
                           : f.onset == Onset::height
                               ? "height_m"
                               : fmt::format("phase: {}, delay_s", phase_names[static_cast<int>(f.phase)]);
    text += fmt::format(", when: {{{}: [{}, {}]}}", by, to_text(f.from), to_text(f.to));
  }
  if (f.mechanism->has_leg()) text += ", leg: " + to_text(f.option("leg", 0.0));
  for (const FaultEffect& e : f.mechanism->effects) {
    if (*e.option) text += fmt::format(", {}: {}", e.option, to_text(f.option(e.option, e.value)));
  }
  return text + "}";
}

}  // namespace farside
