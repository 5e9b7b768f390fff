#!/usr/bin/env python3
"""Draws a campaign on one page: where it lands, how fast it meets the ground, how close each criterion came.

usage: landings.py FILE [-o PICTURE]     FILE: of `farside run` or `merge`; PICTURE: default FILE with the ending .png
needs h5py, matplotlib, numpy
"""
import argparse
import json
import sys
import textwrap
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

COLORS = {"safe": "#3b7dd8", "degraded": "#f0a202", "lost": "#c8102e", "unknown": "#7b4fa3"}
INK, PALE = "#22313f", "#aab7c4"


def campaign(path):
    """(columns, statistics, name) of a campaign file."""
    with h5py.File(path) as file:
        if "statistics" not in file or "json" not in file["statistics"].attrs:
            sys.exit(f"{path}: holds no statistics; write them with: farside reduce {path} --store")
        columns = {name: item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}
        columns["outcome_names"] = file["outcome"].attrs["flag_meanings"].split()
        return columns, json.loads(file["statistics"].attrs["json"]), file.attrs.get("title", path.stem)


def by_outcome(columns):
    """(name, which cases), the worst last, so that they are drawn on top."""
    for value, name in enumerate(columns["outcome_names"]):
        if name in COLORS and (which := columns["outcome"] == value).any():
            yield name, which


def draw_points(axes, columns, statistics):
    for name, which in by_outcome(columns):
        axes.scatter(columns["landing_east"][which] / 1e3, columns["landing_north"][which] / 1e3, s=3 if name == "safe" else 24, lw=0, c=COLORS[name],
                     alpha=0.35 if name == "safe" else 1, label=f"{which.sum():,} {name}", zorder=2 if name == "safe" else 4, rasterized=True)
    found = statistics["dispersion"]
    centre = found["mean_east_m"], found["mean_north_m"]
    for ellipse in found["ellipses"]:
        if None in (*ellipse.values(), *centre) or ellipse["probability"] < 0.9:
            continue
        azimuth = np.radians(ellipse["azimuth_deg"])  # of the major axis, from north, clockwise
        turn = np.linspace(0, 2 * np.pi, 181)[:, None]
        major, minor = np.array([np.sin(azimuth), np.cos(azimuth)]), np.array([np.cos(azimuth), -np.sin(azimuth)])
        outline = (centre + ellipse["semi_major_m"] * np.cos(turn) * major + ellipse["semi_minor_m"] * np.sin(turn) * minor) / 1e3
        axes.plot(*outline.T, c=INK, lw=0.9, zorder=3)
        axes.annotate(f"{ellipse['probability']:.4g}", outline[outline[:, 1].argmax()], ha="center", va="bottom", color=INK, fontsize=7)
    axes.plot(0, 0, "+", c="k", ms=14, mew=1.6, zorder=5)
    axes.annotate("target", (0, 0), (8, 5), textcoords="offset points", fontsize=8)
    axes.set(xlabel="east of the target, km", ylabel="north of the target, km", title="Where it comes to rest")
    axes.legend(loc="upper left", markerscale=1.5, frameon=False, fontsize=8)


def draw_margins(axes, columns, statistics):
    """A bar from the 1st to the 99th percentile, the median, and the closest case of each criterion."""
    rows = [c["name"] for c in statistics["criteria"] if np.isfinite(columns.get(f"margin_{c['name']}", np.nan)).any()]
    rows.sort(key=lambda name: -np.nanmin(columns[f"margin_{name}"]))
    for y, name in enumerate(rows):
        margin = columns[f"margin_{name}"]
        low, middle, high = np.nanpercentile(margin, [1, 50, 99])
        least = np.nanmin(margin)
        axes.plot([low, high], [y, y], c=PALE, lw=7, solid_capstyle="butt")
        axes.plot([middle, middle], [y - 0.28, y + 0.28], c=INK, lw=1.4)
        axes.plot(least, y, "o", ms=5, c=COLORS["lost"] if least < 0 else INK, clip_on=False)
    axes.axvline(0, c=COLORS["lost"], lw=1.2)
    axes.set_yticks(range(len(rows)), [name.replace("_", " ") for name in rows], fontsize=8)
    axes.set(xlabel="part of the limit that is left; below 0: violated", xlim=(min(-0.08, axes.get_xlim()[0]), 1.02),
             title="How close it came (dot: closest case; bar: 98 % of them)")


def draw_speeds(axes, columns):
    for name, which in by_outcome(columns):
        axes.scatter(columns["touchdown_speed_horizontal"][which], columns["touchdown_speed_vertical"][which], s=3 if name == "safe" else 24, lw=0,
                     c=COLORS[name], alpha=0.35 if name == "safe" else 1, rasterized=True)
    axes.set(xlabel="across, m/s", ylabel="down, m/s", title="Speed at the first contact")
    axes.set_xlim(left=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    try:
        columns, statistics, name = campaign(options.file)
    except OSError as problem:
        sys.exit(f"{options.file}: {problem}")
    output = options.output or options.file.with_suffix(".png")

    plt.rcParams |= {"font.size": 9, "axes.titlesize": 10, "axes.titlelocation": "left", "axes.edgecolor": PALE, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK,
                     "ytick.color": INK}
    figure = plt.figure(figsize=(11, 6.6), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.15], height_ratios=[1.15, 1])
    draw_points(figure.add_subplot(grid[:, 0]), columns, statistics)
    draw_margins(figure.add_subplot(grid[0, 1]), columns, statistics)
    draw_speeds(figure.add_subplot(grid[1, 1]), columns)

    safe = statistics["probability"]["safe"]
    interval = "" if safe["lower"] is None else f"   {safe['confidence']:.0%} interval {safe['lower']:.3%} to {safe['upper']:.3%}"
    high = "" if safe["estimate_high"] == safe["estimate"] else f" to {safe['estimate_high']:.3%}"
    figure.suptitle(f"{name}: {statistics['cases']['total']:,} cases   P(safe) {safe['estimate']:.3%}{high}{interval}", fontsize=13, ha="left", x=0.02)
    given = "; ".join(safe.get("conditional_on") or [])
    figure.supxlabel("\n".join(textwrap.wrap("given " + given, 190)) if given else "", fontsize=7, color=PALE, ha="left", x=0.02)
    figure.savefig(output, dpi=150)
    print(output)


if __name__ == "__main__":
    main()
