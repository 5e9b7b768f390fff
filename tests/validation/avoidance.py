#!/usr/bin/env python3
"""Hazard avoidance against the same flights without it, on the ground of Chang'e-4's site and on rough highland; and
that it sees no more than its lidar shows and its navigation believes.

usage: avoidance.py --farside PROGRAM [--cases N]
"""
import argparse
import json
import sys

import numpy as np

from flown import CHANGE4_BLIND, CHANGE4_FILTER, Claims, Program

LIDAR = ("gnc.avoidance.mode=lidar", "moon.terrain.relief.model=generated")
BLIND = ("gnc.avoidance.mode=none", "moon.terrain.relief.model=generated")


def statistics(program, flown):
    output = program.folder / "statistics.json"
    program.call("reduce", flown.path, "--json", output, "--overwrite", "--quiet")
    return json.loads(output.read_text(encoding="utf-8"))


def gain(program, claims, where, config, cases, missed_max):
    flown = program.fly(config, *LIDAR, "gnc.avoidance.blind_twin=true", f"campaign.cases={cases}")
    told = statistics(program, flown)["avoidance"]
    paired = told["safe_blind_paired"]
    claims(
        f"{where}: avoidance makes more landings safe than the same flights blindly, by the lower bound of the paired "
        "interval", paired["lower"] > 0.05,
        f"{paired['safe']} and {paired['safe_blind']} safe of {paired['cases']}, {100 * paired['difference']:+.1f} "
        f"points ({100 * paired['lower']:+.1f} to {100 * paired['upper']:+.1f}); {paired['gained']} gained, "
        f"{paired['lost']} lost")
    shares = {name: told[name]["estimate"] for name in ("missed", "false_alarm", "no_site", "unreachable")}
    claims(f"{where}: of places that look safe {100 * missed_max:g} % at most are none", shares["missed"] < missed_max,
           ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items()))
    return flown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--cases", type=int, default=400)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("avoidance")

    site = gain(program, claims, "Von Karman", CHANGE4_BLIND, options.cases, 0.1).columns
    gain(program, claims, "Von Karman, by the filter", CHANGE4_FILTER, options.cases, 0.1)
    rough = program.folder / "rough.yaml"
    ground = CHANGE4_BLIND.parent / "ground" / "rough_highland.yaml"
    rough.write_text(f"farside: 1\ninclude: [{CHANGE4_BLIND}, {ground}]\n", encoding="utf-8")
    # hardly a place there is safe, so that few look it, and those by the lidar's errors
    gain(program, claims, "rough highland", rough, options.cases, 0.6)

    blind = program.fly(CHANGE4_BLIND, *BLIND, f"campaign.cases={options.cases}").columns
    claims("the blind twin is the same case flown without avoidance",
           np.array_equal(site["blind_outcome"], blind["outcome"]))
    before = [name for name in site if name.startswith("phase_")]
    claims("with and without avoidance the flight is the same up to the translation, bit for bit",
           all(np.array_equal(site[name][:, :6], blind[name][:, :6], equal_nan=True) for name in before),
           f"{len(before)} columns")

    few = f"campaign.cases={min(options.cases, 100)}"
    dead = program.fly(CHANGE4_BLIND, *LIDAR, "sensors.lidar.range_max_m=0", few).columns
    claims("a lidar that is dead leaves the flight as it is without one, bit for bit",
           all(np.array_equal(dead[name], blind[name][:len(dead[name])], equal_nan=True)
               for name in ("landing_east", "landing_north", "touchdown_time", "outcome")),
           f"{len(dead['outcome'])} cases")

    # What the lander believes moves it, and not what is there: a velocity of 0.3 m/s that it doesn't know of carries it
    # as far from its place as that gives from the last look, at 30 m and 1.75 m/s, to the ground.
    def beside(*settings):
        found = program.fly(CHANGE4_BLIND, *LIDAR, "dispersions=[]", *settings, few).columns
        return (found["landing_east"] - found["site_east"])[0], (found["landing_north"] - found["site_north"])[0]

    at_rest, carried = beside(), beside("sensors.velocimeter.bias_x_m_s=0.3")
    moved = float(np.hypot(carried[0] - at_rest[0], carried[1] - at_rest[1]))
    claims("a velocity error of 0.3 m/s carries the landing off the chosen ground by what it gives in that time",
           2.0 < moved < 8.0, f"{moved:.2f} m; without it {np.hypot(*at_rest):.2f} m")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
