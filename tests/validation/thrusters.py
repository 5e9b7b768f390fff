#!/usr/bin/env python3
"""Thrusters that are open or shut: the propellant that a torque takes, the smallest one that they can give, what they
can't, and Chang'e-4 by them.

usage: thrusters.py --farside PROGRAM
"""
import argparse
import sys
from pathlib import Path

import numpy as np

from flown import CHANGE4_BLIND, CONFIGS, Claims, Program

HERE = Path(__file__).resolve().parent
G0, ISP, ISP_PULSE, STEADY_S = 9.80665, 285.0, 170.0, 0.05
ARM, FINE_N, COARSE_N, PERIOD_S, LEAST_S = 1.3, 10.0, 150.0, 0.1, 0.016
TIME_S, THRUST_N, INERTIA = 200.0, 3000.0, 1800.0


def beside(program, torque_N_m, *settings):
    """With the thrust so far off that it takes this torque about body x."""
    return program.fly(HERE / "thrusters.yaml", f"vehicle.engine.position_y_m={torque_N_m / THRUST_N}", *settings)


def flow(torque_N_m, force_N):
    """kg/s of a couple of two thrusters of this force, each open for a share of every control period."""
    share = torque_N_m / (2 * force_N * ARM)
    isp = ISP_PULSE + (ISP - ISP_PULSE) * min(share * PERIOD_S, STEADY_S) / STEADY_S
    return 2 * force_N * share / (isp * G0)


def propellant(program, claims):
    fine = 2 * FINE_N * ARM
    for torque in (0.3 * fine, 0.5 * fine, 0.8 * fine):
        used, wanted = beside(program, torque).row.rcs_propellant_used, flow(torque, FINE_N) * TIME_S
        claims(f"thrusters: a torque of {torque:.1f} N m takes the propellant of its couple within 1 %",
               abs(used / wanted - 1) < 0.01, f"{used:.4f} of {wanted:.4f} kg")
    torque = fine + 0.4 * 2 * COARSE_N * ARM
    used = beside(program, torque).row.rcs_propellant_used
    wanted = (flow(fine, FINE_N) + flow(torque - fine, COARSE_N)) * TIME_S
    claims("thrusters: the strong ones give what the weak ones can't, within 1 % of that propellant",
           abs(used / wanted - 1) < 0.01, f"{used:.3f} of {wanted:.3f} kg")


def least_pulse(program, claims):
    """A slow turn stays until attitude control asks for half of the shortest pulse, which takes off 2 F arm t / J."""
    quantum = np.degrees(2 * FINE_N * ARM * LEAST_S / INERTIA)
    flown = program.fly(HERE / "thrusters.yaml", "start.site.rate_x_deg_s=0.04", "gnc.control.trim_1_s=0",
                        "output.phases=none")
    rate = flown.history()["rate_x"]
    steps = np.diff(rate)
    pulses = np.abs(steps[np.abs(steps) > 1e-9])
    claims("thrusters: each of the last pulses changes the rate by the shortest one's impulse over the inertia",
           len(pulses) > 0 and abs(pulses[-1] / quantum - 1) < 1e-6, f"{len(pulses)} pulses, {pulses[-1]:.6f} of "
           f"{quantum:.6f} deg/s")
    claims("thrusters: what is left of a turn is no more than that", abs(rate[-1]) < quantum, f"{rate[-1]:.5f} deg/s")


def saturated(program, claims):
    most = 2 * (FINE_N + COARSE_N) * ARM
    enough, short = (beside(program, factor * most, "vehicle.thrusters.torque_max_x_N_m=2000", "flight.time_max_s=20",
                            "vehicle.mass.rcs_propellant_kg=500").row for factor in (0.5, 1.1))
    claims("thrusters: with half of what they can give nothing counts as saturated",
           enough.control_saturated_s == 0, f"{enough.control_saturated_s:.1f} s of 20")
    claims("thrusters: beyond it they are saturated most of the time, and the vehicle turns over",
           short.control_saturated_s > 10 and abs(short.end_rate_x) > 10 * abs(enough.end_rate_x),
           f"{short.control_saturated_s:.1f} s; {short.end_rate_x:.1f} deg/s beside {enough.end_rate_x:.3f}")


def landing(program, claims):
    both = program.folder / "both.yaml"
    both.write_text(f"farside: 1\ninclude: [{CHANGE4_BLIND}, {CONFIGS}/vehicles/change4_thrusters.yaml]\n",
                    encoding="utf-8")
    level = ("moon.terrain.relief.model=none", "campaign.cases=200")
    pulses, torque = program.fly(both, *level).columns, program.fly(CHANGE4_BLIND, *level).columns
    for name, unit, most in (("touchdown_speed_horizontal", "m/s", 0.1), ("touchdown_tilt", "deg", 0.5)):
        a, b = np.median(pulses[name]), np.median(torque[name])
        claims(f"thrusters: change4 lands by pulses as by torques: median {name} within {most:g} {unit}",
               abs(a - b) < most, f"{a:.4f} beside {b:.4f} {unit}")
    a, b = np.mean(pulses["rcs_propellant_used"]), np.mean(torque["rcs_propellant_used"])
    claims("thrusters: and with up to twice the thruster propellant, short pulses being dear", b / 2 < a < 2 * b,
           f"{a:.2f} beside {b:.2f} kg")
    dead = program.fly(both, *level, "vehicle.thrusters.pulse.dead=1").columns
    lost = int((dead["outcome"] == 2).sum())
    other = np.mean(dead["rcs_propellant_used"])
    claims("thrusters: with one of the weak ones shut for good it still lands, otherwise than before",
           lost <= int((pulses["outcome"] == 2).sum()) + 10 and other != a, f"{lost} of 200 lost; {other:.2f} kg")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    program, claims = Program(parser.parse_args().farside), Claims("validation")
    propellant(program, claims)
    least_pulse(program, claims)
    saturated(program, claims)
    landing(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
