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
SLOPES = (-15, -10, -5, 0, 5, 10, 15)  # degrees; positive: the vehicle moves down the slope
ALONG, DOWN = np.arange(0, 5.01, 0.05), np.arange(0.3, 4.01, 0.1)  # m/s
SINKING = (0.25, 1.0, 2.0, 3.0)  # m/s, of the rigid limit
G, HEIGHT, RADIUS, GYRATION = 1.625, 1.60, 2.20, 1.10  # of configs/closed_form/tip_over.yaml


def tips(program, folder, config, rows, *settings):
    """Flies a start for each row, a dictionary from path to value; which of them tip over."""
    cloud, file = Path(folder) / "cloud.csv", Path(folder) / "rows.h5"
    paths = list(rows[0])
    cloud.write_text("\n".join([",".join(paths), *(",".join(repr(float(row[p])) for p in paths) for row in rows)]), encoding="utf-8")
    words = [word for s in (f"start.from_file={cloud}", f"campaign.cases={len(rows)}", *settings) for word in ("--set", s)]
    done = subprocess.run([program, "run", config, "-o", file, "--overwrite", "--quiet", *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"farside run {config}: exit {done.returncode}\n{done.stderr}")
    with h5py.File(file) as opened:
        return opened["margin_tip_over"][()] < 0


def ground(slope_deg):
    return {"moon.terrain.slope_deg": abs(slope_deg), "moon.terrain.slope_azimuth_deg": 90 if slope_deg >= 0 else 270}


def crushing(program, folder):
    """Of the vehicle of configs/tip_over.yaml without its dispersions: (slope, vertical speed, horizontal speed) -> does it tip over?"""
    rows = [ground(slope) | {"start.touchdown.velocity_up_m_s": -down, "start.touchdown.velocity_east_m_s": along}
            for slope in SLOPES for down in DOWN for along in ALONG]
    return tips(program, folder, CONFIGS / "tip_over.yaml", rows, "dispersions=[]").reshape(len(SLOPES), len(DOWN), len(ALONG))


def first(tipped, speeds):
    """Between which two speeds the verdict first turns, their middle; NaN: it doesn't."""
    i = int(np.argmax(tipped))
    return (speeds[i - 1] + speeds[i]) / 2 if tipped[i] and i else math.nan


def critical(slope_deg, sinking):
    """Speed along the slope at which a rigid vehicle turns over its two leading feet, which stick at once (T25): the energy of the turn that
    lifts the CG over them, and the restoring part of the sinking speed, which is along the ground's normal."""
    arm = RADIUS / math.sqrt(2)
    squared = arm**2 + HEIGHT**2
    angle = math.atan2(arm, HEIGHT) - math.radians(slope_deg)
    rate = math.sqrt(2 * G * math.sqrt(squared) * (1 - math.cos(angle)) / (GYRATION + squared))
    return rate * (GYRATION + squared) / HEIGHT + sinking * arm / HEIGHT


def rigid(program, folder):
    """The same in farside, within 10 % of the closed form: legs and ground that don't crush, heavily damped, leaning 0.2 deg onto the leading
    feet, so that the others don't share the blow."""
    settings = ["vehicle.legs.pad_mass_kg=50", "vehicle.legs.strut_damping_N_s_m=4e5", "moon.regolith.soil.damping_N_s_m=4e5",
                "moon.regolith.soil.bristle_damping_N_s_m=4e5", "vehicle.legs.hull_clearance_m=1", "touchdown.time_max_s=6",
                "start.touchdown={height_m: 1.0e-6}"]
    share = np.linspace(0.9, 1.1, 41)
    rows = []
    for slope in SLOPES:
        cosine, sine = math.cos(math.radians(slope)), math.sin(math.radians(slope))
        for sinking in SINKING:
            for along in share * critical(slope, sinking):
                rows.append(ground(slope) | {"start.touchdown.tilt_north_deg": slope + 0.2,
                                             "start.touchdown.velocity_east_m_s": along * cosine - sinking * sine,
                                             "start.touchdown.velocity_up_m_s": -along * sine - sinking * cosine})
    tipped = tips(program, folder, CONFIGS / "closed_form" / "tip_over.yaml", rows, *settings)
    return np.apply_along_axis(first, 2, tipped.reshape(len(SLOPES), len(SINKING), len(share)), share)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("-o", "--output", default="tip_over.png")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tipped, shares = crushing(options.farside, folder), rigid(options.farside, folder)
    print(f"{tipped.size} touchdowns, {tipped.sum()} tip over; {(tipped[:, :, :-1] & ~tipped[:, :, 1:]).sum()} times one that is faster along stands")

    figure, axes = plt.subplots(1, 3, figsize=(12, 4), sharey=True)
    for axis, text, sign in ((axes[0], "down the slope", 1), (axes[1], "up the slope", -1)):
        for i, slope in enumerate((0, 5, 10, 15)):
            here = tipped[SLOPES.index(sign * slope)]
            axis.contour(ALONG, DOWN, here, [0.5], colors=f"C{i}")
            axis.plot([], [], color=f"C{i}", label=f"{slope} deg")
            speeds = [f"{first(here[np.argmin(abs(DOWN - down))], ALONG):.3f}" for down in (1, 2, 3)]
            print(f"{text}, {slope} deg: sinking at 1, 2, 3 m/s it tips over from", ", ".join(speeds), "m/s on")
        axis.set_title(f"moving {text}")
    for i, slope in enumerate(SLOPES):
        color, style, way = f"C{abs(slope) // 5}", "-" if slope >= 0 else "--", "up" if slope < 0 else "down" if slope else ""
        axes[2].plot([critical(slope, s) for s in DOWN], DOWN, style, color=color, lw=1, label=f"{abs(slope)} deg {way}")
        axes[2].plot(shares[i] * [critical(slope, s) for s in SINKING], SINKING, "x", color=color)
        print(f"rigid, {slope} deg: closed form", " ".join(f"{critical(slope, s):.3f}" for s in SINKING), "farside over it", shares[i].round(3))
    axes[2].set_title("rigid limit: closed form (T25), farside (x)")
    axes[2].set_xlim(0, 10)
    for axis in axes:
        axis.set_xlabel("speed along the slope, m/s" if axis is axes[2] else "horizontal speed, m/s")
        axis.legend(title="tips over right of", loc="lower right", fontsize=8)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("sinking speed, m/s")
    figure.tight_layout()
    figure.savefig(options.output, dpi=110)


if __name__ == "__main__":
    main()
