#!/usr/bin/env python3
"""The nominal Chang'e-4 against what is published of the flight, and where the spread of a free range comes from.

usage: change4.py --farside PROGRAM [--table FILE]
  --table FILE   writes the single causes as a Markdown table (README.md)
"""
import argparse
import re
import sys
from pathlib import Path

import numpy as np

from flown import CHANGE4, CHANGE4_BLIND, PHASES, Claims, Program

CG_HEIGHT, NOZZLE_CLEARANCE = 1.45, 0.45  # m, above the pad plane
GM, RADIUS = 4.9028e12, 1.752e6  # m3/s2; m, of the braking
CASES = 1000
CAUSES = {  # of the landing's spread -> which dispersions
    "thrust": ["vehicle.engine.thrust_scale"],
    "specific impulse": ["vehicle.engine.isp_scale"],
    "mass": ["vehicle.mass.dry_mass_kg", "vehicle.mass.propellant_kg", "vehicle.mass.rcs_propellant_kg"],
    "navigation": ["start.descent.", "sensors."],
}


def nominal(program, claims, config):
    name = config.stem
    flown = program.fly(config, "campaign.cases=1", "dispersions=", "output.phases=states")
    row, history = flown.row, flown.history()
    start = dict(zip(PHASES, row.phase_time.astype(float)))
    flight = history["time"] <= row.end_time
    time, thrust, mass, height = (history[name][flight] for name in ("time", "thrust", "mass", "height"))
    push = thrust / mass
    speed = (np.diff(time) * (push[1:] + push[:-1]) / 2).sum()
    at_13_m = time[height > 13 + CG_HEIGHT][-1]
    used = row.propellant_used + row.rcs_propellant_used

    def within(text, value, low, high, unit):
        claims(f"{name}: {text} is {low:g} to {high:g}{unit}", low <= value <= high, f"{value:.4g}{unit}")

    within("the flight", row.touchdown_time, 680, 700, " s")
    within("the main braking", start["adjust"] - start["braking"], 490, 525, " s")
    within("what the engine gives", speed / 1e3, 2.05, 2.20, " km/s")
    within("propellant used, over the mass at ignition,", used / 2900, 0.49, 0.52, "")
    within("from 13 m to contact", row.touchdown_time - at_13_m, 6.5, 7.5, " s")
    within("vertical speed at touchdown", row.touchdown_speed_vertical, 1.5, 3.6, " m/s")
    within("horizontal speed at touchdown", row.touchdown_speed_horizontal, 0, 0.3, " m/s")
    for sinkage in row.sinkage:
        within("sinkage of a pad", 100 * sinkage, 1, 5, " cm")
    within("part of the energy in the struts", row.energy_struts / row.energy_touchdown, 0.7, 1, "")
    claims(f"{name}: goes through every phase in order", bool((np.diff(row.phase_time) > 0).all()),
           ", ".join(f"{p} {t:.0f} s" for p, t in start.items()))
    hover = PHASES.index("translation")  # at its start the hover is over
    moved = np.hypot(row.phase_east[-2] - row.phase_east[hover], row.phase_north[-2] - row.phase_north[hover])
    if config == CHANGE4_BLIND:
        claims(f"{name}: moves over to the place 6 m east and 6 m north of its hover",
               abs(moved - 6 * np.sqrt(2)) < 1, f"{moved:.2f} m")
    else:
        beside = np.hypot(row.landing_east - row.site_east, row.landing_north - row.site_north)
        allowed = 2.45 * np.hypot(0.3, 0.05 * (row.phase_time[-2] - row.phase_time[PHASES.index("descent")]))
        claims(f"{name}: comes down as near to the place that it chose as its margins allow for", beside < allowed,
               f"{beside:.2f} of {allowed:.2f} m")
    claims(f"{name}: lands safe", row.outcome == 0, f"{row.landing_east:.0f} m east, {row.landing_north:.0f} m north")
    cutoff = PHASES.index("free_fall")
    hover = history["height"][flight & (history["phase"] == PHASES.index("hover"))] - CG_HEIGHT
    claims(f"{name}: hovers at 100 m within 1 m at the hover's end, and never climbs to it",
           abs(hover[-1] - 100) < 1 and (np.diff(hover) < 0.02).all(), f"{hover[0]:.2f} to {hover[-1]:.2f} m")
    claims(f"{name}: is cut off at the height that it is told",
           abs(row.cutoff_height - 2) < 0.01, f"{row.cutoff_height:.4f} m at {start[PHASES[cutoff]]:.1f} s")


def exhaust(program, claims):
    """What is told of the ground under the nozzle, against the flight's history."""
    flown = program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=", "vehicle.engine.plume.model=erosion")
    row, history = flown.row, flown.history()
    without = program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=").columns
    claims("change4: what the exhaust does to the ground changes no other column",
           all(np.array_equal(values, without[name], equal_nan=True) for name, values in flown.columns.items()
               if not name.startswith("plume_")) and not any(name.startswith("plume_") for name in without))
    near = (history["time"] <= row.end_time) & (history["height"] < 100)  # high up no altimeter tells the height
    time, thrust, height = (history[name][near] for name in ("time", "thrust", "height"))
    exit_height = height - CG_HEIGHT + NOZZLE_CLEARANCE
    pressure = thrust * (7 + 2) / (2 * np.pi * exit_height**2)
    excess = np.maximum(pressure - 20, 0)
    dug = 1.1e-5 * (np.diff(time) * (excess[1:] + excess[:-1]) / 2).sum()
    claims("change4: the exhaust digs as deep as the history of thrust and height says, within 2 %",
           abs(row.plume_dig_depth / dug - 1) < 0.02, f"{1e3 * row.plume_dig_depth:.2f} of {1e3 * dug:.2f} mm")
    begins = exit_height[excess > 0][0]
    claims("change4: and begins where it says so, as seen 13 m up, within 1 m",
           abs(row.plume_onset_height - begins) < 0.3 and abs(begins - 13) < 1,
           f"{row.plume_onset_height:.2f} of {begins:.2f} m")


def dispersions_of(program):
    """The list of the configuration, an entry a line, from the resolved text."""
    text = program.call("validate", CHANGE4_BLIND, "--resolved")
    entries = re.search(r"^dispersions:\n((?:  - .*\n)*)", text, re.MULTILINE)[1]
    return [line.strip()[2:] for line in entries.splitlines()]


def spread(program, entries):
    """Standard deviations of the landing along and across the track, which runs north; as far as the ground, which is
    what counts here."""
    columns = program.fly(CHANGE4_BLIND, f"campaign.cases={CASES}", "touchdown.model=none",
                          f"dispersions=[{', '.join(entries)}]").columns
    return columns["end_north"].std(ddof=1), columns["end_east"].std(ddof=1)


def free_range(program, claims, table):
    entries = dispersions_of(program)
    along, across = spread(program, entries)
    claims("change4: a free range spreads landings by 2 to 6 km along the track, 1 sd", 2e3 <= along <= 6e3,
           f"{along / 1e3:.2f} km")
    claims("change4: and by less than 1 km across", across < 1e3, f"{across / 1e3:.3f} km")
    lines = ["| single cause | along, km | across, km |", "|---|---|---|"]
    squares = 0.0
    for cause, paths in CAUSES.items():
        chosen = [e for e in entries if any(path in e for path in paths)]
        assert chosen, cause
        alone = spread(program, chosen)
        squares += alone[0]**2
        lines.append(f"| {cause} | {alone[0] / 1e3:.3f} | {alone[1] / 1e3:.3f} |")
    root = np.sqrt(squares)
    claims("change4: the root of the sum of the squares of single causes is that spread within 10 %",
           abs(root / along - 1) <= 0.1, f"{root / 1e3:.3f} of {along / 1e3:.3f} km")
    lines += [
        f"| root of the sum of squares | {root / 1e3:.3f} | |",
        f"| all together | {along / 1e3:.3f} | {across / 1e3:.3f} |"
    ]
    if table:
        Path(table).write_text("\n".join(lines) + "\n", encoding="utf-8")


def bias(program, claims):
    """Where landings are in the mean. Thrust that misses the centre of gravity costs thruster propellant on whichever
    side it passes, and a lighter
    vehicle brakes in a shorter way: the plan allows for it."""
    torques = [
        e for e in dispersions_of(program) if "mass.cg_" in e or "engine.misalignment" in e or "engine.position" in e
    ]
    columns = program.fly(CHANGE4_BLIND, "campaign.cases=1500", "touchdown.model=none",
                          f"dispersions=[{', '.join(torques)}]").columns
    nominal = program.fly(CHANGE4_BLIND, "campaign.cases=1", "touchdown.model=none", "dispersions=").row
    mean, used = columns["end_north"].mean(), columns["rcs_propellant_used"].mean()
    claims(
        "change4: with what asks for thruster propellant landings meet the target in the mean, within 100 m along the "
        "track",
        abs(mean) < 100,
        f"{mean:.0f} m; without it {nominal.end_north:.0f} m; {used - nominal.rcs_propellant_used:.1f} kg")


def controlled_range(program, claims):
    """The margin of the thrust takes off what the vehicle's spread does to the range; what is left is what the lander
    doesn't know."""
    entries = dispersions_of(program)
    columns = program.fly(CHANGE4_BLIND, "campaign.cases=200", "touchdown.model=none",
                          f"dispersions=[{', '.join(entries)}]", "gnc.guidance.braking.range=controlled",
                          "gnc.guidance.braking.thrust_N=6900", "start.descent.range_deg=16.8").columns
    place = {name: columns[f"end_{name}"] - 6 for name in ("east", "north")}
    believed = np.hypot(*(place[name] + columns[f"nav_error_{name}"] for name in place))
    claims("change4: with the range controlled every lander believes to be within 20 m of its place",
           (believed < 20).all(), f"{np.median(believed):.2f} m, at most {believed.max():.2f} m")
    for name, true in place.items():
        spread, error = true.std(ddof=1), columns[f"nav_error_{name}"].std(ddof=1)
        claims(f"change4: and the landing's spread, {name}, is the error of navigation within 5 %",
               abs(spread / error - 1) < 0.05, f"{spread:.1f} of {error:.1f} m")
    # less thrust than that from where braking begins without it: its end is 10 km off
    columns = program.fly(CHANGE4_BLIND, "campaign.cases=100", "touchdown.model=none", "output.phases=states",
                          f"dispersions=[{', '.join(entries)}]", "gnc.guidance.braking.range=controlled",
                          "gnc.guidance.braking.thrust_N=6800").columns
    hover = PHASES.index("hover")
    speed = np.hypot(columns["phase_velocity_east"][:, hover], columns["phase_velocity_north"][:, hover])
    off = np.hypot(columns["phase_east"][:, hover], columns["phase_north"][:, hover])
    claims("change4: a braking that can't meet its place ends in a hover short of it, slower than 1.5 m/s",
           (speed < 1.5).all() and np.median(off) > 5000, f"at most {speed.max():.2f} m/s, {np.median(off):.0f} m off")


def navigation(program, claims):
    """Inertial navigation that begins right, feels right and reckons with the true gravity."""
    perfect, inertial = (program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=", "moon.gravity.model=j2",
                                     f"gnc.navigation.mode={mode}").row for mode in ("perfect", "inertial"))
    error = max(abs(inertial.nav_error_east), abs(inertial.nav_error_north), abs(inertial.nav_error_up))
    # 4 mm of its rule's second order, and the CG of the light vehicle over the pad plane, which it holds for that of
    # the nominal one
    claims("change4: navigation without errors of its own knows where it lands", error < 0.05,
           f"off by {error * 1e3:.1f} mm")
    apart = np.hypot(inertial.end_east - perfect.end_east, inertial.end_north - perfect.end_north)
    claims("change4: and lands where perfect navigation does", apart < 0.5, f"{apart:.3f} m apart")

    def with_error(setting):
        return program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=", "moon.gravity.model=j2", setting)

    # Body y points across the track, to the west. The gradient of gravity makes of a bias b an oscillator's b (1 - cos
    # w t) / w^2.
    history = with_error("sensors.imu.bias_y_m_s2=4.9e-4").history()
    rate, time = np.sqrt(GM / RADIUS**3), 500.0
    found, wanted = np.interp(time, history["time"],
                              history["nav_error_east"]), -4.9e-4 * (1 - np.cos(rate * time)) / rate**2
    claims("change4: a bias of the accelerometer across the track leads aside as theory says, within 1 %",
           abs(found / wanted - 1) < 0.01, f"{found:.2f} of {wanted:.2f} m")
    row = with_error("sensors.velocimeter.bias_x_m_s=0.1").row
    speed = np.hypot(row.end_velocity_east, row.end_velocity_north)
    claims("change4: the velocimeter's bias is the speed across at the end, within 5 mm/s",
           abs(speed - 0.1) < 0.005, f"{speed:.4f} of 0.1 m/s")
    row = with_error("sensors.altimeter.bias_m=1").row
    claims("change4: the altimeter's bias is the error of the height, within 1 cm",
           abs(row.nav_error_up - 1) < 0.01, f"{row.nav_error_up:.4f} of 1 m")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--table")
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    for config in (CHANGE4, CHANGE4_BLIND):
        nominal(program, claims, config)
    exhaust(program, claims)
    free_range(program, claims, options.table)
    bias(program, claims)
    controlled_range(program, claims)
    navigation(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
