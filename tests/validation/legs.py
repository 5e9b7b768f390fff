#!/usr/bin/env python3
"""Touchdowns on crushable legs with a known end, each flown by the program as a user would.

usage: legs.py --farside PROGRAM
"""
import argparse
import math
import sys
from pathlib import Path

import numpy as np

from flown import Claims, Program

CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "closed_form"
BENCH = Path(__file__).resolve().parents[2] / "bench"
G = 1.625  # m/s2, of the scenarios


def drop(program, claims):
    """T20: constant crush force; 1 %, legs and pads not being quite rigid and light."""
    stroke = 3.5**2 / 2 / (4 * 4000 / 1200 - G)
    row = program.fly(CONFIGS / "legs_on_plane.yaml").row
    error = max(abs(row.stroke_primary / stroke - 1))
    claims(f"T20 (legs_on_plane.yaml): every stroke is {stroke:.10g} m", error <= 0.01,
           f"off by {error:.2g} of it, allowed 0.01")
    spent = row.energy_struts + row.energy_soil + row.energy_friction + row.energy_residual
    claims("P7 (legs_on_plane.yaml): energy is where it went",
           abs(spent / row.energy_touchdown - 1) <= 0.01, f"{spent:.6g} J of {row.energy_touchdown:.6g} J")


def slide(program, claims):
    """T23: Coulomb friction; 0.5 %, and no creep afterwards."""
    slope, friction = math.radians(15), 0.40
    for sign, name in ((1, "down"), (-1, "up")):
        way = 1 / (2 * G * (friction * math.cos(slope) - sign * math.sin(slope)))
        start = [
            f"start.touchdown.velocity_east_m_s={sign * math.cos(slope)!r}",
            f"start.touchdown.velocity_up_m_s={-sign * math.sin(slope)!r}"
        ]
        slid, later = (program.fly(CONFIGS / "slide_on_slope.yaml", *start, f"touchdown.time_max_s={time}").row
                       for time in (8, 18))
        error = slid.slide_distance / math.cos(slope) / way - 1
        claims(f"T23 (slide_on_slope.yaml): {name} the slope it slides {way:.10g} m",
               abs(error) <= 0.005, f"off by {error:.2g} of it, allowed 0.005")
        moved = abs(later.slide_distance - slid.slide_distance)
        claims(f"T23 (slide_on_slope.yaml): {name} the slope, ten seconds later it is where it was", moved <= 1e-3,
               f"off by {moved:.2g} m, allowed 0.001")


def tip(program, claims):
    """T25: energy of a rigid body that turns about its feet; 1 %."""
    arm, height, gyration2 = 2.20 / math.sqrt(2), 1.60, 1.10
    rate = math.sqrt(2 * G * (math.hypot(arm, height) - height) / (gyration2 + arm**2 + height**2))
    for factor, tips in ((0.99, False), (1.01, True)):
        w = factor * rate
        row = program.fly(CONFIGS / "tip_over.yaml", f"start.touchdown.rate_y_deg_s={math.degrees(w)!r}",
                          f"start.touchdown.velocity_east_m_s={w * height!r}",
                          f"start.touchdown.velocity_up_m_s={w * arm!r}").row
        claims(
            f"T25 (tip_over.yaml): at {factor} times {math.degrees(rate):.10g} deg/s it "
            f"{'tips over' if tips else 'falls back'}",
            (row.margin_tip_over < 0) == tips, f"margin {row.margin_tip_over:.3g}")


def rigid_judges_what_it_can(program, claims):
    row = program.fly(CONFIGS / "tip_over.yaml", "touchdown.model=rigid").row
    unknown = [row.margin_nozzle_strike, row.margin_stroke_exceeded, row.margin_load_exceeded, *row.stroke_primary]
    claims("model rigid gives no verdict on strokes, nozzle and load", bool(np.isnan(unknown).all()), str(unknown))


def steps(program, claims):
    """What the default step leaves, beside one of an eighth of it: the same 1,000 touchdowns, whose strokes scatter by
    8 mm and tilts by 0.2 deg."""
    default, fine = (program.fly(BENCH / "legs_on_plane.yaml", "campaign.cases=1000",
                                 f"touchdown.legs_step_s={step}").columns for step in (5e-4, 6.25e-5))
    claims("P5: no outcome depends on the step of legs", bool((default["outcome"] == fine["outcome"]).all()))
    for name, factor, unit, most in (("stroke_primary", 1e3, "mm", 0.4), ("final_tilt", 1, "deg", 0.02),
                                     ("peak_load", 1, "m/s2", 0.05)):
        off = factor * np.sqrt(np.mean((default[name] - fine[name])**2))
        claims(f"P5: {name} by less than {most} {unit}", off < most, f"{off:.2g} {unit} in the root mean square")
    spent = sum(default[f"energy_{part}"] for part in ("struts", "soil", "friction", "residual"))
    worst = np.abs(spent / default["energy_touchdown"] - 1).max()
    claims("P7 (legs_on_plane.yaml): energy is where it went, in 1,000 touchdowns", worst <= 0.01, f"worst {worst:.2g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    for case in (drop, slide, tip, rigid_judges_what_it_can, steps):
        case(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
