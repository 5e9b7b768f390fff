// What faults do to whole flights: closed forms, and that each of them does something.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>

#include "engine/dispatch.h"
#include "engine/replay.h"
#include "record/phases.h"

namespace farside::fault_flights_test {
namespace {

using Sets = std::vector<std::string>;

Replay fly(const Scenario& s) { return replay_case(s, 0, choose_kernel("auto"), History::keep); }

Sets joined(Sets a, const Sets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Down at 10 m/s on thrust that holds the weight, over a plane.
Replay hang(const Sets& sets) {
  constexpr char text[] = R"(
farside: 1
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
vehicle:
  mass: {dry_mass_kg: 1000, propellant_kg: 100, rcs_propellant_kg: 0}
  engine: {thrust_min_N: 0, lag_s: 0, delay_s: 0, rate_max_N_s: 1.0e+9, tail_off_s: 0, isp_s: 9000}
gnc:
  guidance: {law: open_loop, open_loop: {thrust_N: 1787.5, direction_up: 1}}
  control: {mode: "off"}
touchdown: {model: none}
start: {site: {height_m: 500, velocity_up_m_s: -10}}
)";
  return fly(load_scenario_text(text, "t.yaml", "", sets));
}

// Chang'e-4 over even ground, as its software knows it.
Replay change4(const Sets& sets) {
  return fly(load_scenario(
      FARSIDE_SOURCE_DIR "/configs/change4_blind.yaml",
      joined({"dispersions=", "requirements=", "moon.terrain.relief.model=none", "gnc.navigation.mode=perfect"},
             sets)));
}

template <class Is>
const TraceRecord& first_where(const Replay& flight, const Is& is) {
  for (const TraceRecord& row : flight.history) {
    if (is(row)) return row;
  }
  ADD_FAILURE() << "no such moment";
  return flight.history.back();
}

// Speed at the end of a free fall from such a row.
double fallen_m_s(const TraceRecord& from, double end_up, double g_m_s2) {
  return std::sqrt(from.velocity_up * from.velocity_up + 2.0 * g_m_s2 * (from.up - end_up));
}

TEST(EngineOff, BelowAHeightFallsFromThere) {
  const Replay flight = hang({"vehicle.engine.fault.off_below_m=100"});
  const TraceRecord& off = first_where(flight, [](const TraceRecord& r) { return r.up <= 100.0; });
  EXPECT_NEAR(off.velocity_up, -10.0, 0.5);  // the mass that is burnt lifts it a little
  EXPECT_NEAR(-flight.record.end_velocity_up, fallen_m_s(off, flight.record.end_up, 1.625), 1e-9 * 20.0);
}

TEST(EngineOff, FromATimeFallsFromThen) {
  const Replay flight = hang({"vehicle.engine.fault.off_from_s=5"});
  const TraceRecord& off = first_where(flight, [](const TraceRecord& r) { return r.time >= 5.0; });
  EXPECT_NEAR(-flight.record.end_velocity_up, fallen_m_s(off, flight.record.end_up, 1.625), 1e-9 * 40.0);
}

TEST(EngineOff, FromTheStartIsAnEngineThatNeverIgnites) {
  const Replay flight = hang({"vehicle.engine.fault.off_from_s=0"});
  for (const TraceRecord& row : flight.history) EXPECT_EQ(row.thrust, 0.0);
  EXPECT_EQ(flight.record.propellant_used, 0.0);
  EXPECT_NEAR(-flight.record.end_velocity_up, std::sqrt(100.0 + 2.0 * 1.625 * 500.0), 1e-6);
}

// Struck after its last moment it changes nothing.
TEST(EngineOff, AfterTheEndChangesNothing) {
  const Replay with = hang({"vehicle.engine.fault.off_from_s=1000"}), without = hang({});
  EXPECT_EQ(std::memcmp(&with.record, &without.record, sizeof with.record), 0);
}

TEST(ThrottleStuck, KeepsItsThrustUntilItIsCutOff) {
  const Replay flight = change4({"vehicle.engine.fault.stuck_below_m=1500"}), sound = change4({});
  const auto spread = [](const Replay& f) {
    double least = 1e9, most = 0.0;
    for (const TraceRecord& row : f.history) {
      if (!(row.height < 1499.0) || row.phase >= static_cast<double>(Phase::free_fall)) continue;
      least = std::min(least, row.thrust);
      most = std::max(most, row.thrust);
      if (row.height < 500.0) break;  // a stuck one may climb again
    }
    return most - least;
  };
  EXPECT_LT(spread(flight), 1e-6);
  EXPECT_GT(spread(sound), 20.0);
  EXPECT_EQ(sound.record.outcome, static_cast<std::int8_t>(Outcome::safe));
  EXPECT_EQ(flight.record.outcome, static_cast<std::int8_t>(Outcome::lost));
}

// What is left carries the lander or it doesn't: its weight is 2390 N, the engine's full thrust 7500 N. Software that
// learns in half a second what its commands give, and software that takes its time and believes a loss after a second.
TEST(ThrustLoss, LandsWhileWhatIsLeftCarriesTheWeight) {
  for (const char* const learns : {"gnc.navigation.thrust_time_s=0.5", "gnc.navigation.thrust_time_s=5"}) {
    const Replay more = change4({learns, "vehicle.engine.fault={loss_below_m: 90, loss_left_frac: 0.55}"}),
                 less = change4({learns, "vehicle.engine.fault={loss_below_m: 90, loss_left_frac: 0.25}"});
    const double weight_N = more.history.back().mass * 1.62, left_N = 0.25 * 7500.0;
    EXPECT_GT(0.55 * 7500.0, 1.5 * weight_N);
    EXPECT_LT(left_N, 0.9 * weight_N);
    EXPECT_EQ(more.record.outcome, static_cast<std::int8_t>(Outcome::safe)) << learns;
    EXPECT_EQ(less.record.outcome, static_cast<std::int8_t>(Outcome::lost)) << learns;
    // at full thrust from the first moment on it would fall 88 m as fast as this
    const double fallen = 2.0 * 1.62 * (1.0 - left_N / weight_N) * 88.0;
    EXPECT_GT(less.record.touchdown_speed_vertical, std::sqrt(fallen)) << learns;
    EXPECT_LT(less.record.touchdown_speed_vertical, 1.3 * std::sqrt(fallen)) << learns;
  }
}

TEST(ThrustLoss, IsThatPartOfTheThrustAndOfTheFlow) {
  const Replay flight = hang({"vehicle.engine.fault={loss_from_s: 5, loss_left_frac: 0.4}"});
  const TraceRecord &before = first_where(flight, [](const TraceRecord&r) { return r.time >= 4.0; }),
                    &after = first_where(flight, [](const TraceRecord&r) { return r.time >= 6.0; }),
                    &later = first_where(flight, [](const TraceRecord&r) { return r.time >= 7.0; });
  EXPECT_DOUBLE_EQ(after.thrust, 0.4 * before.thrust);
  const double flow = 0.4 * 1787.5 / (9000.0 * 9.80665 * (1.0 - 0.06 * std::pow(1.0 - 1787.5 / 7500.0, 1.3)));
  EXPECT_NEAR(after.propellant - later.propellant, flow * (later.time - after.time), 1e-9);
}

// Without control, the side force pushes it along, and the moment turns it as thrust times arm over inertia.
TEST(ThrustLoss, MayPushAsideAndTurn) {
  const Replay aside =
      hang({"vehicle.engine.fault={loss_from_s: 0, loss_left_frac: 1, loss_turn_x_deg: 5, "
            "loss_shift_x_m: 0}",
            "vehicle.engine.position_z_m=1.0", "vehicle.mass.cg_z_m=1.0", "vehicle.mass.cg_z_full_m=1.0"});
  const TraceRecord& a = first_where(aside, [](const TraceRecord& r) { return r.time >= 3.0; });
  const double mean_m_s2 = 1787.5 / 1100.0 * std::sin(std::atan(5.0 * unit::degree_rad));
  EXPECT_NEAR(std::hypot(a.velocity_east, a.velocity_north), mean_m_s2 * a.time, 0.002 * mean_m_s2 * a.time);
  const Replay turned = hang({"vehicle.engine.fault={loss_from_s: 0, loss_left_frac: 1, loss_shift_x_m: 0.1}"});
  const TraceRecord& t = first_where(turned, [](const TraceRecord& r) { return r.time >= 0.5; });
  EXPECT_LT(t.rate_y, -1.0);  // r x F of an arm along +x
  EXPECT_NEAR(t.rate_x, 0.0, 1e-9);
}

TEST(FalseTouchdown, CutsTheEngineAtItsHeight) {
  const Replay flight =
      change4({"sensors.contact.false_height_m=25", "touchdown.model=none", "moon.gravity.model=uniform",
               "moon.rotation=false", "vehicle.engine.tail_off_s=0", "vehicle.engine.cutoff_delay_s=0"});
  const TraceRecord& cut =
      first_where(flight, [](const TraceRecord& r) { return r.phase >= static_cast<double>(Phase::free_fall); });
  EXPECT_NEAR(flight.record.cutoff_height, 25.0, 0.2);  // 0.1 s at 1.75 m/s
  EXPECT_NEAR(-flight.record.end_velocity_up, fallen_m_s(cut, flight.record.end_up, 1.625), 1e-3);
}

// One case with each mechanism and without any; what the record says of the case has to differ.
TEST(Faults, EachMovesSomething) {
  const Sets base{"dispersions=", "requirements=", "moon.terrain.relief.ground=0.3"};
  const std::map<std::string, Sets> needs{{"contact_dead", {"gnc.guidance.cutoff_height_m=0"}}};
  for (const FaultMechanism& m : fault_mechanisms()) {
    const auto more = needs.find(m.name);
    const Sets sets = more == needs.end() ? base : joined(base, more->second);
    const char* const when = *m.time_path ? ", when: {time_s: 560}" : *m.height_path ? ", when: {height_m: 60}" : "";
    const std::string fault = std::string("faults=[{mechanism: ") + m.name + ", probability: 1" + when + "}]";
    const bool pulses = std::string(m.name) == "thruster_dead";
    const std::string file =
        std::string(FARSIDE_SOURCE_DIR) + (pulses ? "/tests/determinism/thrusters.yaml" : "/configs/change4.yaml");
    const Kernel& kernel = choose_kernel("auto");
    const Replay without = replay_case(load_scenario(file, sets), 0, kernel, History::leave),
                 with = replay_case(load_scenario(file, joined(sets, {fault})), 0, kernel, History::leave);
    EXPECT_NE(std::memcmp(&with.record, &without.record, sizeof with.record), 0) << m.name;
    ASSERT_EQ(with.inputs.size(), fault_columns);
    std::int8_t code;
    std::memcpy(&code, &with.inputs[0], 1);
    EXPECT_EQ(code, 1) << m.name;
    EXPECT_EQ(with.inputs[1] == 560.0, *m.time_path != 0) << m.name;
    EXPECT_EQ(with.inputs[2] == 60.0, *m.time_path == 0 && *m.height_path != 0) << m.name;
  }
}

TEST(Faults, ALidarThatSeesNothingFindsNoSafePlace) {
  const Scenario s = load_scenario(
      FARSIDE_SOURCE_DIR "/configs/change4.yaml",
      {"dispersions=", "moon.terrain.relief.ground=0.3", "faults=[{mechanism: hazard_lidar_dead, probability: 1}]"});
  const LandingRecord r = replay_case(s, 0, choose_kernel("auto"), History::leave).record;
  EXPECT_STREQ(avoidance_result_meanings[r.avoidance_result], "least_bad");
}

}  // namespace
}  // namespace farside::fault_flights_test
