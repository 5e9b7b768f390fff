#!/usr/bin/env python3
"""Landings that went wrong, flown with what was known before: configs/hakuto_r.yaml.

usage: accidents.py --farside PROGRAM
"""
import argparse
import sys

import numpy as np

from flown import CONFIGS, Claims, Program

LOST = 2


def hakuto_r(program, claims):
    """The altimeter that was right is rejected; with the rule that believes it in the end, the same lander lands."""
    config = CONFIGS / "hakuto_r.yaml"
    flown = program.fly(config, "campaign.cases=400", "output.phases=states")
    c, causes = flown.columns, flown.meanings("first_cause")
    fast = c["touchdown_speed_vertical"] > 100
    claims("accidents: Hakuto-R: it falls onto the floor at more than 100 m/s in 95 % of the cases and more",
           fast.mean() >= 0.95,
           f"{100 * fast.mean():.1f} %, in the mean {np.nanmean(c['touchdown_speed_vertical']):.0f} m/s")
    dry = np.array([causes[code] == "propellant_depleted" for code in c["first_cause"]])
    claims("accidents: Hakuto-R: since its propellant is spent", dry.mean() >= 0.95, f"{100 * dry.mean():.1f} %")
    again = program.fly(config, "campaign.cases=400", "gnc.navigation.filter.reacquire_after=10").columns
    lands = again["outcome"] < LOST
    claims("accidents: Hakuto-R: a filter that believes the altimeter again lands in 95 % of the cases and more",
           lands.mean() >= 0.95, f"{100 * lands.mean():.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    hakuto_r(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
