#!/usr/bin/env python3
"""Maps of risk: against touchdowns that are convolved here, and against the flights that the cloud is made of.

usage: risk_map.py --farside PROGRAM
"""
import argparse
import sys

import h5py
import numpy as np

from flown import CHANGE4_BLIND, Claims, Program

SAFE = 0
EAST_SD, NORTH_SD = 50.0, 20.0
# A slope of 20 deg about the target, which is the sphere again 2 km from it: the vehicle stands on the one side of some
# lines and not on the other.
SLOPE = f"""\
farside: 1
campaign: {{name: edges, seed: 5}}
moon: {{gravity: {{model: uniform}}, rotation: false, terrain: {{model: plane, slope_deg: 20, slope_azimuth_deg: 90}}}}
start: {{touchdown: {{height_m: 0.1, velocity_up_m_s: -1.0}}}}
dispersions:
  - {{path: start.touchdown.east_m, normal: {{sd: {EAST_SD}}}}}
  - {{path: start.touchdown.north_m, normal: {{sd: {NORTH_SD}}}}}
map: {{east_m: 1600, width_m: 1400, height_m: 0, spacing_m: 10, touchdowns: 40, cloud_cases: 2000}}
"""


def make_map(program, config, *settings):
    output = program.folder / "map.h5"
    program.call("map", config, "-o", output, "--overwrite", "--quiet",
                 *(word for s in settings for word in ("--set", s)))
    with h5py.File(output) as file:
        return {name: item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}


def edges(program, claims):
    config = program.folder / "edges.yaml"
    config.write_text(SLOPE, encoding="utf-8")
    places = np.arange(600.0, 2600.0, 1.0)
    cloud = program.folder / "places.csv"
    cloud.write_text("start.touchdown.east_m\n" + "\n".join(map(str, places)), encoding="utf-8")
    line = program.fly(config, "dispersions=", f"start.from_file={cloud}", f"campaign.cases={len(places)}")
    stands = line.columns["outcome"] == SAFE
    found = make_map(program, config)
    offsets = np.arange(-5 * EAST_SD, 5 * EAST_SD + 1.0)
    weights = np.exp(-0.5 * (offsets / EAST_SD) ** 2)
    expected = np.array([
        np.average(stands[np.rint(aim + offsets - places[0]).astype(int)], weights=weights) for aim in found["east"]
    ])
    p, effective = found["p_safe"][0], found["effective_touchdowns"]
    claims("safe and unsafe ground lie within the window", (expected < 0.01).any() and (expected > 0.99).any()
           and len(np.flatnonzero(np.diff(stands.astype(int)))) >= 2)
    off = np.abs(p - expected)
    allowed = 4.5 * np.sqrt(expected * (1 - expected) / effective) + 0.02  # of 141 aim points; the pooled step of 1 m
    claims("the map is the cloud convolved with where the vehicle stands", (off < allowed).all(),
           f"worst {off.max():.3f}, in the mean {np.mean(p - expected):+.4f}, {effective:.0f} effective touchdowns")
    inside = (found["p_safe_lower"][0] <= expected) & (expected <= found["p_safe_upper"][0])
    claims("nine of ten intervals hold it, neighbours sharing their touchdowns", inside.mean() > 0.9,
           f"{100 * inside.mean():.1f} % of {inside.size}")
    best = found["aim_p_safe_upper"][0] >= expected[np.argmin(np.abs(found["east"] - found["aim_east"][0]))]
    claims("the best point's verdict holds what is there", best, f"{found['aim_p_safe'][0]:.3f}")


def repeats_its_flights(program, claims):
    """At the target itself, on the ground of the flights and with their soil, a member's touchdown is its own again,
    but for where above the ground it begins: the state is the flight's."""
    cases = 800
    still = ("moon.terrain.relief.ground=0.3", "dispersions[moon.regolith.soil.k_phi_N_m3]=",
             "dispersions[moon.regolith.soil.friction]=")
    flown = program.fly(CHANGE4_BLIND, f"campaign.cases={cases}", *still)
    wanted = (flown.columns["outcome"][cases // 2:] == SAFE).mean()
    found = make_map(program, CHANGE4_BLIND, *still, f"map.cloud_cases={cases}", "map.width_m=0", "map.height_m=0",
                     "map.grounds=1", "map.touchdowns=1")
    target = found["aim_p_safe"][1]
    claims("Chang'e-4's landings, flown again from their contacts, are as safe", abs(target - wanted) < 0.03,
           f"{100 * target:.1f} %, in flight {100 * wanted:.1f} %, of {cases // 2}")
    claims("the cloud is where the flights met the ground",
           abs(found["cloud_mean_north"] - flown.columns["end_north"][:cases // 2].mean()) < 1e-6)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--farside", required=True)
    program, claims = Program(parser.parse_args().farside), Claims("risk map")
    edges(program, claims)
    repeats_its_flights(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
