#!/usr/bin/env python3
"""The linear covariance of configs/change4_filter.yaml against the campaign flown: errors at the end of the descent,
and how consistent the filter is when each phase begins.

usage: linear_covariance.py --farside PROGRAM [--table FILE]
  --table FILE  writes both as Markdown (README.md)
FARSIDE_SLOW=1: 10,000 cases instead of 3,200.
"""
import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

from flown import CHANGE4_FILTER, PHASES, Claims, Program

FLOWN = PHASES[:PHASES.index("free_fall") + 1]
LEVEL = "moon.terrain.relief.model=none"
WITHIN = 0.05


def linear(program, *arguments):
    return json.loads(program.call("covariance", CHANGE4_FILTER, "--json", "-", *arguments))


def sets(settings):
    return [word for s in settings for word in ("--set", s)]


def campaign(program, claims, cases):
    settings = [LEVEL, f"campaign.cases={cases}", "output.phases=states"]
    flown = program.fly(CHANGE4_FILTER, *settings)
    told = linear(program, *sets(settings), "--against", flown.path)
    lines = [
        "| error at the end of the descent | linear, 1 sd | flown | flown over linear, 95 % | by the inputs | "
        "controlled, 95 % |", "|---|---|---|---|---|---|"
    ]
    for e in told["against"]:
        within = abs(e["ratio"] - 1) <= WITHIN
        claims(f"linear covariance: {e['column']} of {e['count']} cases is within 5 % of it", within,
               f"{e['sd']:.4g} flown, {e['linear_sd']:.4g}: {e['ratio']:.3f}, "
               f"{e['ratio_lower']:.3f} to {e['ratio_upper']:.3f}")
        controlled = "" if not e["explained"] else \
            f"{e['controlled_ratio_lower']:.3f} to {e['controlled_ratio_upper']:.3f}"
        lines.append(
            f"| `{e['column']}` | {e['linear_sd']:.4g} | {e['sd']:.4g} | {e['ratio']:.3f}, {e['ratio_lower']:.3f} to "
            f"{e['ratio_upper']:.3f} | {100 * e['explained']:.1f} % | {controlled} |")
    return told, flown, lines


def consistency(told, flown, claims):
    """Mean squared errors by the filter's covariance, as foretold and as flown."""
    lines = ["| NEES over 3, foretold and flown | " + " | ".join(FLOWN) + " |", "|---|" + "---|" * len(FLOWN)]
    for block in ("position", "velocity", "attitude"):
        values = flown.columns[f"phase_nees_{block}"].astype(float)
        foretold = {m["phase"]: m["nees"][block]["expected"] / 3 for m in told["moments"]}
        found = {p: float(np.nanmean(values[:, PHASES.index(p)])) / 3 for p in FLOWN}
        off = max(abs(found[p] / foretold[p] - 1) for p in FLOWN)
        # 4 sd of a mean of 3,200 chi squared of 3 are 6 %; the filter's covariance differs a little from case to case
        claims(f"linear covariance: foretells the filter's NEES of the {block} in every phase", off < 0.08,
               ", ".join(f"{p} {foretold[p]:.2f}/{found[p]:.2f}" for p in FLOWN))
        lines.append(f"| {block} | " + " | ".join(f"{foretold[p]:.2f}, {found[p]:.2f}" for p in FLOWN) + " |")
    return lines


def budget(told):
    end = told["moments"][-1]
    quantities = list(end["errors"])
    lines = ["| cause: 1 sd at the end of the descent | " + " | ".join(f"`{q}`" for q in quantities) + " |",
             "|---|" + "---|" * len(quantities)]
    for cause in told["causes"]:
        lines.append(f"| `{cause}` | " +
                     " | ".join(f"{end['errors'][q]['causes'][cause]['sd']:.2g}" for q in quantities) + " |")
    for name, key in (("all", "sd"), ("as the filter has it", "filter_sd")):
        lines.append(f"| {name} | " + " | ".join(f"{end['errors'][q][key]:.3g}" for q in quantities) + " |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--table")
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    told, flown, lines = campaign(program, claims, 10000 if os.environ.get("FARSIDE_SLOW") == "1" else 3200)
    total = {q: e["sd"]**2 for q, e in told["moments"][-1]["errors"].items()}
    sums = {q: sum(c["sd"]**2 for c in e["causes"].values()) for q, e in told["moments"][-1]["errors"].items()}
    claims("linear covariance: single causes add up to the whole",
           all(abs(sums[q] / total[q] - 1) < 1e-9 for q in total), "")
    table = lines + [""] + consistency(told, flown, claims) + [""] + budget(told)
    if options.table:
        Path(options.table).write_text("\n".join(table) + "\n", encoding="utf-8")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
