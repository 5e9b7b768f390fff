#!/usr/bin/env python3
"""What must hold whatever the numbers are: the order of the stepper, the mass ledger, a dry tank, cases that are no
numbers any more.

usage: properties.py --farside PROGRAM
"""
import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

from closed_forms import G0, GM, RADIUS, deorbit
from flown import CHANGE4_BLIND, Claims, Program

HERE = Path(__file__).resolve().parent
DONE, NUMERICAL_FAILURE, LOST = 1, 2, 2


def kepler(time):
    """Place on the ellipse from 100 km to 15 km, from its apoapsis and around: (along the line of apsides, across)."""
    orbit = deorbit()
    a, e = (orbit["apoapsis"] + orbit["periapsis"]) / 2, (orbit["apoapsis"] - orbit["periapsis"]) / (
        orbit["apoapsis"] + orbit["periapsis"])
    mean = time * math.sqrt(GM / a**3)
    anomaly = mean
    for _ in range(50):  # from the apoapsis: M = E + e sin E
        anomaly -= (anomaly + e * math.sin(anomaly) - mean) / (1 + e * math.cos(anomaly))
    return a * (math.cos(anomaly) + e), a * math.sqrt(1 - e * e) * math.sin(anomaly)


def check_order(program, claims):
    """P5: the error against the closed form after 3,400 s, by steps of 8, 4 and 2 s. The start is 90 deg before the
    target, which is the
    line of apsides; the motion is eastwards through the target's direction."""
    x, y = kepler(3400.0)
    errors = []
    for step in (8, 4, 2):
        row = program.fly(HERE / "deorbit.yaml", f"flight.step_s={step}", "gnc.control.period_s=8",
                          "gnc.guidance.period_s=40", "flight.time_max_s=3400").row
        errors.append(math.hypot(-row.end_east - x, row.end_up + RADIUS - y))
    for (coarse, fine), (a, b) in zip(((8, 4), (4, 2)), zip(errors, errors[1:])):
        claims(f"P5: a step of {fine} s instead of {coarse} s leaves a 15th to a 17th of the error", 15 <= a / b <= 17,
               f"{a:.3g} m to {b:.3g} m, ratio {a / b:.2f}")


def exhaust_speed(command, thrust_max, isp, droop, exponent):
    return isp * G0 * (1 - droop * np.maximum(1 - command / thrust_max, 0)**exponent)


def ledger(history, thrust):
    """Mass that engine and thrusters have used up to each sample, by the trapezoidal rule over `thrust` (its values
    just after each
    sample and just before the next) and torques that are held from sample to sample. Engine and thrusters of
    change4.yaml."""
    step = np.diff(history["time"])
    command = np.maximum(history["thrust_command"][:-1], 1500.0)
    after, before = thrust
    main = step * (after + before) / 2 / exhaust_speed(command, 7500.0, 309.0, 0.06, 1.3)
    torque = sum(np.abs(history[f"torque_{axis}"][:-1]) for axis in "xyz")
    return main + step * torque / (1.2 * 285.0 * G0)


def check_ledger(program, claims):
    """P9: mass lost is mass burnt, thrusters included, from one sample to the next."""
    instant = ["vehicle.engine.lag_s=0", "vehicle.engine.delay_s=0", "vehicle.engine.rate_max_N_s=1e9"]
    quiet = ["gnc.guidance.cutoff_height_m=0", "touchdown.model=none"]  # the flight as far as the ground, on the engine
    flown = program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=[]", *instant, *quiet)
    history = flown.history()
    # without lag the thrust is what was commanded at the sample, until the next
    used = ledger(history, (history["thrust_command"][:-1], history["thrust_command"][:-1]))
    error = np.abs(-np.diff(history["mass"]) - used)
    # each mass is rounded to 2.3e-13 kg, and two differ
    # but where a phase ends within a control period: there the engine changes at its own time
    inside = error > 1e-12
    claims("P9: each control period burns what thrust and torques ask for, but those in which a phase ends",
           inside.sum() <= 6 and error.max() < 0.1 * 7500 / (300 * G0),
           f"{inside.sum()} such of {len(error)}, the others off by {error[~inside].max():.2g} kg")
    claims("P9: the thrusters are part of that", flown.row.rcs_propellant_used > 0.1,
           f"{flown.row.rcs_propellant_used:.3g} kg")
    claims("P9: the mass at the end is that of the start less what was used",
           abs(2900 - flown.row.propellant_used - flown.row.rcs_propellant_used - flown.row.end_mass) <= 1e-11)

    fine = ["flight.step_s=0.01", "gnc.control.period_s=0.01"]
    flown = program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=[]", *fine, *quiet)
    history = flown.history()
    used = ledger(history, (history["thrust"][:-1], history["thrust"][1:])).sum()
    lost = history["mass"][0] - history["mass"][-1]
    # trapezoids of 0.01 s on responses of 0.15 s: (0.01 / 0.15)^2 / 12 of what changes, which is 1e-3 of the thrust at
    # most commands
    claims("P9: the integral of the engine's flow over a flight with lag, delay and rate limit is the mass lost",
           abs(used / lost - 1) <= 1e-6, f"{used:.5f} of {lost:.5f} kg")


def check_dry_tank(program, claims):
    flown = program.fly(HERE / "dry.yaml")
    row, history = flown.row, flown.history()
    floor = 1405.0  # kg, dry and unusable
    claims("P9: no more is burnt than the engine can reach", row.propellant_usable_remaining == 0
           and row.propellant_remaining == 5)
    empty = history["mass"] <= floor
    claims("P9: no thrust is reported from an empty tank",
           empty.any() and not history["thrust"][empty].any() and history["thrust"][~empty][1:].all())
    # Tsiolkovsky up to the flame-out, free fall after it; the step in which it happens spreads its last propellant over
    # 0.1 s
    exhaust = 309 * G0
    out = 20 * exhaust / 2000
    speed = -10 + exhaust * math.log(1425 / floor) - 1.625 * out
    height = 1000 - 10 * out - 1.625 * out**2 / 2 + exhaust * (out - floor * exhaust / 2000 * math.log(1425 / floor))
    expected = math.sqrt(speed**2 + 2 * 1.625 * height)
    claims("P9: after the flame-out the vehicle falls",
           abs(row.touchdown_speed_vertical - expected) <= 1e-3,
           f"{row.touchdown_speed_vertical:.6f} of {expected:.6f} m/s")
    short = 2000 * (row.end_time - out) / exhaust
    # the margin counts what the engine would have burnt until the ground as missing
    claims("P9: the margin is what was missing, over the load of the start",
           abs(row.margin_propellant_depleted + short / 25) <= 1e-6, f"{row.margin_propellant_depleted:.6f}")
    claims(
        "P9: a dry tank loses the case, and is its first cause", row.outcome == LOST
        and row.first_cause == flown.causes["propellant_depleted"] and abs(row.time_propellant_depleted - out) <= 0.1)


def check_not_finite(program, claims):
    """P16: cases that blow up are counted and listed, and change no bit of the others."""
    blown = program.fly(HERE / "blown_up.yaml")
    columns = blown.columns
    spoilt = columns["in_gnc_control_frequency_rad_s"] > 1
    claims("P16: exactly the cases whose attitude loop runs away are numerical failures",
           spoilt.any() and not spoilt.all() and (columns["status"] == np.where(spoilt, NUMERICAL_FAILURE, DONE)).all(),
           f"{spoilt.sum()} of {len(spoilt)}")
    claims("P16: such a case is lost, by the cause numerical", (columns["outcome"][spoilt] == LOST).all()
           and (columns["first_cause"][spoilt] == blown.causes["numerical"]).all())
    results = [
        name for name, c in columns.items() if c.dtype.kind == "f" and not name.startswith("in_") and name != "weight"
    ]
    claims("P16: nothing that it computed is passed on", all(np.isnan(columns[name][spoilt]).all() for name in results))
    claims("P16: no case that counts as done holds an infinity",
           not any(np.isinf(columns[name]).any() for name in results))

    calm = program.fly(HERE / "blown_up.yaml", "dispersions.1.discrete.values=[0.8, 0.8]").columns
    same = [
        np.array_equal(columns[name][~spoilt].view(np.uint8), calm[name][~spoilt].view(np.uint8)) for name in columns
    ]
    claims("P16: its neighbours have the bits of a campaign without it", all(same) and (calm["status"] == DONE).all())

    output = program.folder / "statistics.json"
    program.call("reduce", blown.path, "--json", output, "--quiet")
    counted = json.loads(output.read_text(encoding="utf-8"))["cases"]
    claims("P16: it is counted", counted["numerical_failure"] == spoilt.sum() and counted["done"] == (~spoilt).sum())
    listed = blown.report.partition("numerical failures, counted as lost")[2]
    claims("P16: it is listed", all(f" {case}" in listed for case in columns["case"][spoilt][:3]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    for check in (check_order, check_ledger, check_dry_tank, check_not_finite):
        check(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
