#!/usr/bin/env python3
"""Draws the tip-over boundary of Chang'e-4: which horizontal and vertical speed at touchdown, on slopes of 0 to 15 degrees, up and down.

usage: tip_over.py --farside PROGRAM [-o tip_over.png]
needs h5py, matplotlib, numpy
"""
import argparse
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

CONFIGS = Path(__file__).resolve().parents[1] / "configs"
SLOPES = (0, 5, 10, 15)
ALONG, DOWN = np.linspace(0, 5, 21), np.linspace(0.3, 4, 16)  # edges of the cells, m/s
G, HEIGHT, RADIUS, GYRATION = 1.625, 1.60, 2.20, 1.10  # of configs/closed_form/tip_over.yaml


def fly(program, folder, config, *settings):
    file = Path(folder) / "rows.h5"
    words = [word for s in settings for word in ("--set", s)]
    done = subprocess.run([program, "run", config, "-o", file, "--overwrite", "--quiet", *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"farside run {config}: exit {done.returncode}\n{done.stderr}")
    with h5py.File(file) as opened:
        return {name: item[()] for name, item in opened.items() if isinstance(item, h5py.Dataset)}


def boundary(rows):
    """Horizontal speed from which on half of the cases of a cell tip over, for each vertical speed; NaN: none does."""
    along, down = np.abs(rows["in_start_touchdown_velocity_east_m_s"]), -rows["in_start_touchdown_velocity_up_m_s"]
    tipped = rows["margin_tip_over"] < 0
    speeds = np.full(len(DOWN) - 1, np.nan)
    for i, (low, high) in enumerate(zip(DOWN, DOWN[1:])):
        here = (down >= low) & (down < high)
        # the threshold that sorts most cases right
        order = np.argsort(along[here])
        a, t = along[here][order], tipped[here][order]
        wrong = np.concatenate([[0], np.cumsum(t)]) + np.concatenate([np.cumsum(~t[::-1])[::-1], [0]])
        best = int(np.argmin(wrong))
        if t.any() and best < len(a):
            speeds[i] = (a[best] + (a[best - 1] if best else a[best])) / 2
    return speeds


def critical(slope_deg, sinking):
    """A rigid vehicle whose two leading feet stick at once (T25): energy of the turn that lifts the CG over them, and the restoring part of
    the sinking speed."""
    arm = RADIUS / math.sqrt(2)
    squared = arm**2 + HEIGHT**2
    angle = math.atan2(arm, HEIGHT) - math.radians(slope_deg)
    rate = math.sqrt(2 * G * math.sqrt(squared) * (1 - math.cos(angle)) / (GYRATION + squared))
    return rate * (GYRATION + squared) / HEIGHT + sinking * arm / HEIGHT


def rigid(program, folder, sinking):
    """The same by bisection in farside: legs and ground that don't crush, heavily damped, leaning 0.2 deg onto the leading feet."""
    settings = ["vehicle.legs.pad_mass_kg=50", "vehicle.legs.strut_damping_N_s_m=4e5", "moon.regolith.soil.damping_N_s_m=4e5",
                "moon.regolith.soil.bristle_damping_N_s_m=4e5", "vehicle.legs.hull_clearance_m=1", "touchdown.time_max_s=5", "campaign.cases=16",
                "start.touchdown={height_m: 1.0e-6, tilt_north_deg: 0.2}"]
    low, high = 0.9 * critical(0, sinking), 1.1 * critical(0, sinking)
    spread = f"dispersions=[{{path: start.touchdown.velocity_east_m_s, uniform: {{min: {low}, max: {high}}}}}]"
    rows = fly(program, folder, CONFIGS / "closed_form" / "tip_over.yaml", *settings, f"start.touchdown.velocity_up_m_s={-sinking}", spread)
    along, tipped = rows["in_start_touchdown_velocity_east_m_s"], rows["margin_tip_over"] < 0
    return (along[~tipped].max() + along[tipped].min()) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("-o", "--output", default="tip_over.png")
    options = parser.parse_args()
    figure, axes = plt.subplots(1, 3, figsize=(12, 4), sharey=True)
    middle = (DOWN[1:] + DOWN[:-1]) / 2
    with tempfile.TemporaryDirectory() as folder:
        for axis, (text, sign) in zip(axes, (("down the slope", 1), ("up the slope", -1))):
            for slope in SLOPES:
                low, high = sorted((0.0, sign * ALONG[-1]))
                rows = fly(options.farside, folder, CONFIGS / "tip_over.yaml", f"moon.terrain.slope_deg={slope}",
                           "dispersions=[{path: start.touchdown.velocity_east_m_s, uniform: {min: %s, max: %s}}, "
                           "{path: start.touchdown.velocity_up_m_s, uniform: {min: -4, max: -0.3}}]" % (low, high))
                found = boundary(rows)
                axis.plot(found, middle, "o-", ms=3, label=f"{slope} deg")
                print(f"{text}, {slope} deg: tips over from", " ".join("-" if math.isnan(s) else f"{s:.1f}" for s in found), "m/s on")
            axis.set_title(f"moving {text}")
        sinking = np.array([0.25, 1.0, 2.0, 3.0])
        found = np.array([rigid(options.farside, folder, s) for s in sinking])
        closed = np.array([critical(0, s) for s in sinking])
        print("rigid: flown", found.round(3), "closed form", closed.round(3), "ratio", (found / closed).round(3))
    axes[2].plot([critical(0, s) for s in DOWN], DOWN, "k-", label="closed form (T25)")
    axes[2].plot(found, sinking, "rx", label="farside, rigid legs")
    axes[2].set_title("rigid limit, level ground, feet stick")
    for axis in axes:
        axis.set_xlabel("horizontal speed, m/s")
        axis.set_xlim(0, 10 if axis is axes[2] else ALONG[-1])
        axis.legend(title=None if axis is axes[2] else "tips over right of")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("vertical speed, m/s")
    figure.tight_layout()
    figure.savefig(options.output, dpi=110)


if __name__ == "__main__":
    main()
