#!/usr/bin/env python3
"""Touchdowns that were flown: what the ground did to Surveyor, Viking and Apollo, on the soil that change4.yaml draws.

Nothing here is chosen for what comes out; what the model misses is claimed as it is, so that the table in README.md
stays true.

usage: touchdowns.py --farside PROGRAM
"""
import argparse
import re
import sys
from pathlib import Path

import numpy as np

from change4 import dispersions_of
from flown import Claims, Program

HERE = Path(__file__).resolve().parent
REBOUNDS = 30  # cases whose history is looked at


def put_down(program, lander, legs, *settings):
    """On the soil of change4.yaml, of as many feet."""
    entries = [
        e for e in dispersions_of(program)
        if "path: moon.regolith.soil." in e and not re.search(rf"foot[{legs}-7]", e)
    ]
    config = program.folder / lander
    config.write_text(f"farside: 1\ninclude: [{HERE / lander}]\ndispersions:\n" +
                      "".join(f"  - {e}\n" for e in entries), encoding="utf-8")
    return program.fly(config, *settings)


def spread(values):
    return tuple(np.nanpercentile(values, [5, 50, 95]))


def said(values):
    return "5, 50, 95 %: {:.3g}, {:.3g}, {:.3g} m".format(*spread(values))


def within(values, measured):
    low, _, high = spread(values)
    return low <= measured <= high


def surveyor_5(program, claims):
    wall = ("moon.terrain.slope_deg=19.7", "moon.terrain.slope_azimuth_deg=90", "touchdown.time_max_s=20")
    slid = put_down(program, "surveyor.yaml", 3, *wall).columns["slide_distance"]
    claims("Surveyor 5 slides a median of 0.5 to 2 m down a wall of 19.7 deg (several feet)",
           0.5 <= spread(slid)[1] <= 2, said(slid))


def surveyor_1(program, claims):
    flown = put_down(program, "surveyor.yaml", 3, f"campaign.cases={REBOUNDS}")
    rebounds = []
    for case in range(REBOUNDS):
        height = flown.history(case)["height"]
        down = np.argmax(height <= 0)
        rebounds.append(height[down:].max())
    claims("Surveyor 1's feet leave the ground again by its 0.06 m, from 3 m/s", within(rebounds, 0.06), said(rebounds))


def viking_1(program, claims):
    depth = np.sort(put_down(program, "viking.yaml", 3).columns["sinkage"], axis=1)
    claims("Viking 1's foot on firm ground is 0.036 m deep, from 2.30 m/s", within(depth[:, 0], 0.036),
           said(depth[:, 0]))
    claims("missed: its foot in drift, 0.165 m deep, is deeper than all of the Moon's soil lets it sink",
           spread(depth[:, 2])[2] < 0.165, said(depth[:, 2]))


def apollo(program, claims):
    depth = put_down(program, "apollo.yaml", 4).columns["sinkage"]
    claims("missed: Apollo's pads, 2 to 8 cm deep, stand on ground that is too firm for them at their load",
           spread(depth)[2] < 0.02, said(depth))
    softer = ("moon.regolith.soil.k_phi_N_m3=8.2e5", "moon.regolith.soil.bearing_N_m2=0",
              "dispersions[moon.regolith.soil.k_phi_N_m3].lognormal={sd: 2e5}")
    soft = put_down(program, "apollo.yaml", 4, *softer).columns["sinkage"]
    claims("on the lunar average (0.82 MN/m3, no pressure borne before) they sink as they did",
           0.02 <= spread(soft)[1] <= 0.08, said(soft))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--farside", required=True, metavar="PROGRAM")
    program, claims = Program(parser.parse_args().farside), Claims("touchdowns")
    for check in (surveyor_5, surveyor_1, viking_1, apollo):
        check(program, claims)
    return claims.failures > 0


if __name__ == "__main__":
    sys.exit(main())
