#!/usr/bin/env python3
"""Touchdowns on generated ground: against closed answers, and whether worse ground is worse.

usage: ground.py --farside PROGRAM
FARSIDE_SLOW=1: 10,000 cases among rocks instead of 5,000.
"""
import argparse
import os
import sys

import numpy as np

from flown import CHANGE4_BLIND, Claims, Program

SAFE, LOST = 0, 2
# The vehicle of Chang'e-4, put down on the ground without a flight before it.
DOWN = f"""\
farside: 1
include: {CHANGE4_BLIND.parent / "vehicles" / "change4.yaml"}
campaign: {{name: ground, seed: 11}}
moon: {{gravity: {{model: uniform}}, terrain: {{relief: {{model: generated}}}}}}
vehicle: {{mass: {{propellant_kg: 195, rcs_propellant_kg: 20}}}}
touchdown: {{model: legs}}
start: {{touchdown: {{height_m: 1, velocity_up_m_s: -1.5}}}}
dispersions:
  - {{path: start.touchdown.yaw_deg, uniform: {{min: 0, max: 360}}}}
  - {{path: start.touchdown.velocity_east_m_s, normal: {{sd: 0.2}}}}
  - {{path: moon.regolith.soil.friction, uniform: {{min: 0.25, max: 0.7}}}}
"""
RELIEF = "moon.terrain.relief"


def put_down(program, cases, *settings):
    config = program.folder / "down.yaml"
    config.write_text(DOWN, encoding="utf-8")
    return program.fly(config, f"campaign.cases={cases}", *settings)


def rocks_met(number, height, radius, none_above=np.inf, exponent=2.482, height_frac=0.5, axis_ratio=0.8):
    """Mean number of rocks higher than `height` under a disc, by quadrature over the law's sizes and heights: those
    whose cut at that height meets the disc (Steiner's formula for the sum of a disc and an ellipse)."""
    sizes, heights = 4000, 200
    diameter = 0.1 * 20**((np.arange(sizes) + 0.5) / sizes)[:, None]  # 0.1 to 2 m
    per_m2 = number * exponent * diameter**-exponent * np.log(20) / sizes / heights
    top = diameter * height_frac * (0.6 + 0.8 * (np.arange(heights) + 0.5) / heights)
    a = np.sqrt(np.clip(1 - (height / top)**2, 0, None)) * diameter / 2
    b = axis_ratio * a
    around = np.pi * (3 * (a + b) - np.sqrt((3 * a + b) * (a + 3 * b)))  # Ramanujan
    met = np.pi * radius**2 + radius * around + np.pi * a * b
    return (per_m2 * np.where((top > height) & (top <= none_above), met, 0)).sum()


def rocks_strike_as_often_as_they_stand_there(program, claims):
    """Of rocks that are a spring of 1 kN/m under pads, no more: firm ones tilt the vehicle, which adds a tenth to the
    strikes of the hull. Hull and nozzle together, since a hull that has struck may hold the nozzle up."""
    bare = (f"{RELIEF}.craters.equilibrium_1_m2=0", f"{RELIEF}.roughness.deviation_m=0", "moon.terrain.model=plane",
            "moon.regolith.soil.friction=1.5", f"{RELIEF}.rocks.stiffness_N_m=1000", f"{RELIEF}.rocks.damping_N_s_m=0",
            f"{RELIEF}.rocks.friction=0", f"{RELIEF}.rocks.buried_frac=0", f"{RELIEF}.rocks.density_kg_m3=100")
    cases, number = 10000 if os.environ.get("FARSIDE_SLOW") == "1" else 5000, 1e-3
    own = f"dispersions=[{{path: {RELIEF}.ground, uniform: {{min: 0, max: 1}}}}]"
    for slope in (0, 8):
        ground = (*bare, f"moon.terrain.slope_deg={slope}")
        flat = put_down(program, 1, "dispersions=[]", *ground, f"{RELIEF}.rocks.number_1_m2=0").row
        columns = put_down(program, cases, own, *ground, f"{RELIEF}.rocks.number_1_m2={number}").columns
        hull, nozzle = 0.60 * flat.margin_hull_strike, 0.45 * flat.margin_nozzle_strike
        wanted = 1 - np.exp(-rocks_met(number, hull, 1.2) - rocks_met(number, nozzle, 0.35, none_above=hull))
        struck = (np.isfinite(columns["time_hull_strike"]) | np.isfinite(columns["time_nozzle_strike"])).mean()
        error = np.sqrt(wanted * (1 - wanted) / cases)
        claims(f"on a slope of {slope} deg rocks strike hull or nozzle as often as they stand under it (Poisson)",
               abs(struck - wanted) < 4 * error,
               f"{100 * struck:.2f} % of {cases}; {100 * wanted:.2f} % at {hull:.3f} and {nozzle:.3f} m of clearance")


def rocks_in_sight(number, eye, elevation_deg, exponent=2.482, height_frac=0.5):
    """The same of rocks that a line meets which rises by so many degrees from `eye` above them; of each no fewer than
    are met: as if it were a cylinder of its greatest height."""
    sizes, heights = 4000, 200
    diameter = 0.1 * 20**((np.arange(sizes) + 0.5) / sizes)[:, None]
    per_m2 = number * exponent * diameter**-exponent * np.log(20) / sizes / heights
    top = diameter * height_frac * (0.6 + 0.8 * (np.arange(heights) + 0.5) / heights)
    met = diameter * (top - eye) / np.tan(np.radians(elevation_deg)) + np.pi / 4 * diameter**2
    return (per_m2 * np.where(top > eye, met, 0)).sum()


def no_rock_hides_the_relay_on_the_way_down(_, claims):
    """From the centre of gravity, 1.45 m above the pads (configs/vehicles/change4.yaml), 3 sd lower; and so much lower
    that the ground rises to the rock by 0.2 m."""
    for eye, most in ((1.39, 1e-7), (1.2, 1e-5)):
        found = [rocks_in_sight(2.8e-4, eye, elevation) for elevation in (20, 30, 40)]
        claims(f"of the site's rocks fewer than {most:g} a landing hide a relay at 20, 30 or 40 deg from {eye} m",
               max(found) < most, ", ".join(f"{x:.2g}" for x in found))
    claims("from the ground they would be seen to do so", rocks_in_sight(2.8e-4, 0.1, 20) > 1e-3)


def ledger(program, claims):
    flown = put_down(program, 1000, f"{RELIEF}.rocks.number_1_m2=1e-3", "start.touchdown.velocity_up_m_s=-2.5")
    c = flown.columns
    spent = c["energy_struts"] + c["energy_soil"] + c["energy_friction"] + c["energy_residual"]
    worst = np.abs(spent / c["energy_touchdown"] - 1).max()
    claims("P7: energy is where it went, over rocks and craters, to 1 %", worst <= 0.01, f"worst of 1000: {worst:.2g}")
    claims("no touchdown over rocks and craters fails as a simulation", flown.report.find("numerical") < 0)


def worse_ground_is_worse(program, claims):
    """Common random numbers: the same cases on the same ground, but for one thing."""
    cases = 800
    before = put_down(program, cases).columns["outcome"] == SAFE
    for text, settings in [("more rocks", [f"{RELIEF}.rocks.number_1_m2=8e-4"]),
                           ("more craters", [f"{RELIEF}.craters.equilibrium_1_m2=0.2"]),
                           ("rougher ground", [f"{RELIEF}.roughness.deviation_m=0.1"]),
                           ("deeper craters",
                            [f"{RELIEF}.craters.depth_fresh_frac=0.24", f"{RELIEF}.craters.depth_least_frac=0.06"]),
                           ("a steeper place", ["moon.terrain.model=plane", "moon.terrain.slope_deg=8"]),
                           ("less energy to be crushed", [
                               "vehicle.legs.primary.crush_first_N=3000", "vehicle.legs.primary.crush_second_N=6000",
                               "vehicle.legs.secondary.crush_N=2000", "vehicle.legs.secondary.tension_N=2000"
                           ]),
                           ("less room under the nozzle", ["vehicle.legs.nozzle_clearance_m=0.35"]),
                           ("a faster touchdown", ["start.touchdown.velocity_up_m_s=-3.5"])]:
        after = put_down(program, cases, *settings).columns["outcome"] == SAFE
        worse, better = np.flatnonzero(before & ~after), np.flatnonzero(after & ~before)
        claims(f"{text} never makes landings safer on average", after.sum() < before.sum(),
               f"safe {100 * before.mean():.1f} % to {100 * after.mean():.1f} % of {cases}; "
               f"{worse.size} got worse; better: {better.size}, cases {better[:20].tolist()}")


def tips_over(program, claims):
    tipped = []
    for speed in (1, 4.5, 6):
        c = put_down(program, 500, f"start.touchdown.velocity_east_m_s={speed}", "moon.regolith.soil.friction=0.7",
                     "dispersions[moon.regolith.soil.friction].uniform={min: 0.6, max: 0.8}").columns
        tipped.append(np.isfinite(c["time_tip_over"]).sum())
    claims("who comes in sideways tips over, the more the faster", tipped[0] < tipped[1] < tipped[2],
           f"{tipped[0]}, {tipped[1]}, {tipped[2]} of 500 at 1, 4.5, 6 m/s")


def as_the_site_was(program, claims):
    """Checks, not inputs: the lander stood at 4 deg, one foot 15 mm deeper than another (Wu et al. 2021)."""
    c = put_down(program, 1000).columns
    stands = c["outcome"] == SAFE
    low, high = np.percentile(c["final_tilt"][stands], [5, 95])
    claims("Chang'e-4's rest at 4 deg is within the 5th and the 95th percentile of safe landings", low < 4 < high,
           f"{low:.2f} to {high:.2f} deg")
    deeper = np.ptp(c["sinkage"][stands], axis=1) * 1e3
    low, high = np.percentile(deeper, [5, 95])
    claims("its 15 mm between the depths of its feet as well", low < 15 < high, f"{low:.1f} to {high:.1f} mm")


def listed_rocks_strike_by_geometry(program, claims):
    """One rock under the nozzle or beside it, put down where it was listed."""
    ground = ("dispersions=[]", "moon.terrain.model=plane", "moon.regolith.soil.friction=1.5",
              "vehicle.legs.nozzle_clearance_m=0.45", "vehicle.legs.nozzle_radius_m=0.4")

    def with_rock(north, height, *more):
        rock = f"{{east_m: 0, north_m: {north}, diameter_m: 1, height_m: {height:.6f}}}"
        return put_down(program, 1, *ground, f"{RELIEF}.model=listed", f"{RELIEF}.rocks.listed=[{rock}]", *more)

    clearance = 0.45 * with_rock(50, 0.2).row.margin_nozzle_strike  # of a rock that is far away
    wrong = []
    for north in (0, 0.6, 0.75):
        aside = max(north - 0.4, 0) / 0.5  # of the disc's nearest point from the rock's axis, in semi-axes
        high_enough = clearance / np.sqrt(1 - aside**2)
        for height, strikes in ((0.99 * high_enough, False), (1.01 * high_enough, True)):
            if np.isfinite(with_rock(north, height).row.time_nozzle_strike) != strikes:
                wrong.append((north, height))
    claims("a listed rock strikes the nozzle exactly where it is higher than the room under it", not wrong,
           f"{clearance:.4f} m of room; wrong: {wrong}")
    bare = [f"{RELIEF}.{key}=0" for key in ("craters.equilibrium_1_m2", "rocks.number_1_m2", "roughness.deviation_m")]
    alone, on_top = with_rock(0.6, 0.2).columns, with_rock(0.6, 0.2, f"{RELIEF}.model=generated", *bare).columns
    same = all(np.array_equal(alone[name], on_top[name], equal_nan=alone[name].dtype.kind == "f") for name in alone)
    claims("listed alone, or on generated ground without anything: the same rows", same)


def whose_ground(program, claims):
    own = put_down(program, 50).columns[f"in_{RELIEF.replace('.', '_')}_ground"]
    claims("each case has a ground of its own, and its row says which", np.unique(own).size == 50)
    fixed = put_down(program, 50, f"{RELIEF}.ground=0.25")
    said = fixed.report.replace("\n          ", " ")
    claims("a ground that is given is that of all cases, which is said", "the same ones in all cases" in said)
    same = put_down(program, 4, f"{RELIEF}.ground=0.25", "dispersions=[]").columns["landing_east"]
    claims("on one ground, equal cases land alike", np.unique(same).size == 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--farside", required=True, metavar="PROGRAM")
    program, claims = Program(parser.parse_args().farside), Claims("ground")
    for check in (rocks_strike_as_often_as_they_stand_there, no_rock_hides_the_relay_on_the_way_down, ledger,
                  worse_ground_is_worse, tips_over, as_the_site_was, listed_rocks_strike_by_geometry, whose_ground):
        check(program, claims)
    return claims.failures > 0


if __name__ == "__main__":
    sys.exit(main())
