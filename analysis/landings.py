#!/usr/bin/env python3
"""Draws a campaign on one page: where it lands, how fast it meets the ground, how close each criterion came.

usage: landings.py FILE [-o PICTURE]     FILE: of `farside run` or `merge`; PICTURE: default FILE with the ending .png
needs h5py, matplotlib, numpy

A panel shows what lies near the rest and the limits; what lies far outside stands at its edge with an arrow, the
farthest with their case numbers.
"""
import argparse
import sys
import textwrap
from pathlib import Path

import farside
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from farside.palette import GREY, OUTCOMES, STYLE
from farside.panels import SPEEDS, STRIP, Frame, by_outcome, draw_judged, draw_margins, draw_points
from matplotlib.lines import Line2D

WIDTH_IN, BELOW_IN = 11, 3.6  # of the page, of the panels below such a strip


def campaign(path):
    """(columns, statistics, name) of a campaign file."""
    found = farside.open(path)
    if not found.holds_statistics:
        sys.exit(f"{path}: holds no statistics; write them with: farside reduce {path} --store")
    if missing := {"landing_east", "landing_north"} - set(found.columns):
        sys.exit(f"{path}: lacks what is drawn: {', '.join(sorted(missing))}")
    return found.drawn, found.statistics, found.drawn_title


def heading(columns, statistics, name):
    safe = statistics["probability"]["safe"]
    end = "" if name.endswith(" of") else ":"
    text = f"{name}{end} {statistics['cases']['total']:,} case{'s' * (statistics['cases']['total'] != 1)}"
    if safe["estimate"] is not None:
        text += f"   P(safe) {safe['estimate']:.3%}"
        if safe["estimate_high"] not in (None, safe["estimate"]):
            text += f" to {safe['estimate_high']:.3%}"
    if safe["lower"] is not None:
        text += f"   {safe['confidence']:.0%} interval {safe['lower']:.3%} to {safe['upper']:.3%}"
    return text


def outcome_legend(figure, columns, statistics):
    placed = np.isfinite(columns["landing_east"])
    handles = []
    for name, which in sorted(by_outcome(columns), key=lambda pair: list(OUTCOMES).index(pair[0])):
        color, marker = OUTCOMES[name]
        nowhere = (which & ~placed).sum()
        label = f"{which.sum():,} {name}" + (f" ({nowhere:,} without a landing point)" if nowhere else "")
        handles.append(Line2D([], [], ls="", marker=marker, c=color, ms=6, mew=0, label=label))
    for text, count in (("numerical failure", statistics["cases"]["numerical_failure"]),
                        ("not flown", statistics["cases"]["missing"])):
        if count:
            handles.append(Line2D([], [], ls="", marker="", label=f"{count:,} {text}"))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.012, 1 - 0.3 / figure.get_figheight()),
                  ncols=len(handles), frameon=False, fontsize=9, columnspacing=1.2, handletextpad=0.2, borderpad=0)


def page(columns, statistics, name):
    """The figure."""
    frame = Frame(columns, statistics)
    strip = frame.ratio > STRIP
    given = "; ".join(statistics["probability"]["safe"].get("conditional_on") or [])
    with plt.rc_context(STYLE):
        landing_in = (WIDTH_IN - 1.2) / frame.ratio
        figure = plt.figure(figsize=(WIDTH_IN, landing_in + BELOW_IN + 2.1 if strip else 7), layout="constrained")
        if strip:
            grid = figure.add_gridspec(2, 2, width_ratios=[1.15, 1], height_ratios=[landing_in, BELOW_IN])
            places = grid[0, :], grid[1, 0], grid[1, 1]
        else:
            grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.15], height_ratios=[1.15, 1])
            places = grid[:, 0], grid[0, 1], grid[1, 1]
        points, margins, speeds = (figure.add_subplot(place) for place in places)
        draw_points(points, columns, frame, (1 if strip else 0.45) * WIDTH_IN)
        draw_margins(margins, columns, statistics)
        draw_judged(speeds, columns, SPEEDS, 0.45 * WIDTH_IN)
        figure.suptitle(heading(columns, statistics, name) + "\n", fontsize=13, ha="left", x=0.02)
        outcome_legend(figure, columns, statistics)
        figure.supxlabel("\n".join(textwrap.wrap("given " + given, 190)) if given else "", fontsize=7, color=GREY,
                         ha="left", x=0.02)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    try:
        figure = page(*campaign(options.file))
    except farside.FarsideError as problem:
        sys.exit(str(problem))
    output = options.output or options.file.with_suffix(".png")
    figure.savefig(output, dpi=120)
    print(output)


if __name__ == "__main__":
    main()
