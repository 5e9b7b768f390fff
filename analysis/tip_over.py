#!/usr/bin/env python3
"""Draws the tip-over boundary of Chang'e-4: which horizontal and vertical speed at touchdown, on slopes of 0 to 15
degrees, up and down.

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
from matplotlib.lines import Line2D
from farside.palette import GREY, LIMIT, PAPER, SERIES, STYLE

CONFIGS = Path(__file__).resolve().parents[1] / "configs"
SLOPES = (-15, -10, -5, 0, 5, 10, 15)  # degrees; positive: the vehicle moves down the slope
ALONG, DOWN = np.arange(0, 5.01, 0.05), np.arange(0.3, 4.01, 0.1)  # m/s
SINKING = (0.25, 1.0, 2.0, 3.0)  # m/s, of the rigid limit
LIMITS = {"speed_horizontal_m_s": 1.0, "speed_vertical_m_s": 3.8}  # of configs/vehicles/change4.yaml
G, HEIGHT, RADIUS, GYRATION = 1.625, 1.60, 2.20, 1.10  # of configs/closed_form/tip_over.yaml


def tips(program, folder, config, rows, *settings):
    """Flies a start for each row, a dictionary from path to value; which of them tip over."""
    cloud, file = Path(folder) / "cloud.csv", Path(folder) / "rows.h5"
    paths = list(rows[0])
    cloud.write_text("\n".join([",".join(paths), *(",".join(repr(float(row[p])) for p in paths) for row in rows)]),
                     encoding="utf-8")
    words = [
        word for s in (f"start.from_file={cloud}", f"campaign.cases={len(rows)}", *settings) for word in ("--set", s)
    ]
    done = subprocess.run([program, "run", config, "-o", file, "--overwrite", "--quiet", *words], capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"farside run {config}: exit {done.returncode}\n{done.stderr}")
    with h5py.File(file) as opened:
        return opened["margin_tip_over"][()] < 0


def ground(slope_deg):
    return {"moon.terrain.slope_deg": abs(slope_deg), "moon.terrain.slope_azimuth_deg": 90 if slope_deg >= 0 else 270}


def crushing(program, folder):
    """Of the vehicle of configs/tip_over.yaml without its dispersions: (slope, vertical speed, horizontal speed) ->
    does it tip over?"""
    rows = [ground(slope) | {"start.touchdown.velocity_up_m_s": -down, "start.touchdown.velocity_east_m_s": along}
            for slope in SLOPES for down in DOWN for along in ALONG]
    return tips(program, folder, CONFIGS / "tip_over.yaml", rows, "dispersions=[]").reshape(
        len(SLOPES), len(DOWN), len(ALONG))


def first(tipped, speeds):
    """Between which two speeds the verdict first turns, their middle; NaN: it doesn't."""
    i = int(np.argmax(tipped))
    return (speeds[i - 1] + speeds[i]) / 2 if tipped[i] and i else math.nan


def critical(slope_deg, sinking):
    """Speed along the slope at which a rigid vehicle turns over its two leading feet, which stick at once (T25): the
    energy of the turn that
    lifts the CG over them, and the restoring part of the sinking speed, which is along the ground's normal."""
    arm = RADIUS / math.sqrt(2)
    squared = arm**2 + HEIGHT**2
    angle = math.atan2(arm, HEIGHT) - math.radians(slope_deg)
    rate = math.sqrt(2 * G * math.sqrt(squared) * (1 - math.cos(angle)) / (GYRATION + squared))
    return rate * (GYRATION + squared) / HEIGHT + sinking * arm / HEIGHT


def rigid(program, folder):
    """The same in farside, within 10 % of the closed form: legs and ground that don't crush, heavily damped, leaning
    0.2 deg onto the leading
    feet, so that the others don't share the blow."""
    settings = [
        "vehicle.legs.pad_mass_kg=50", "vehicle.legs.strut_damping_N_s_m=4e5", "moon.regolith.soil.damping_N_s_m=4e5",
        "moon.regolith.soil.bristle_damping_N_s_m=4e5", "vehicle.legs.hull_clearance_m=1", "touchdown.time_max_s=6",
        "start.touchdown={height_m: 1.0e-6}"
    ]
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


def report(tipped, shares):
    print(
        f"{tipped.size} touchdowns, {tipped.sum()} tip over; {(tipped[:, :, :-1] & ~tipped[:, :, 1:]).sum()} times one "
        f"that is faster along stands"
    )
    for slope, here in zip(SLOPES, tipped):
        speeds = [f"{first(here[np.argmin(abs(DOWN - down))], ALONG):.3f}" for down in (1, 2, 3)]
        print(f"{slope} deg: sinking at 1, 2, 3 m/s it tips over from", ", ".join(speeds), "m/s on")
    for slope, share in zip(SLOPES, shares):
        print(f"rigid, {slope} deg: closed form", " ".join(f"{critical(slope, s):.3f}" for s in SINKING),
              "farside over it", share.round(3))


def draw_crushing(axes, tipped, sign):
    for slope, (color, dashes) in zip((0, 5, 10, 15), SERIES):
        axes.contour(ALONG, DOWN, tipped[SLOPES.index(sign * slope)], [0.5], colors=color, linestyles=[dashes],
                     linewidths=1.6)
    axes.axvline(LIMITS["speed_horizontal_m_s"], c=LIMIT, lw=1, ls=":")
    axes.axhline(LIMITS["speed_vertical_m_s"], c=LIMIT, lw=1, ls=":")
    axes.annotate("limits of the landing gear", (LIMITS["speed_horizontal_m_s"], LIMITS["speed_vertical_m_s"]), (5, -4),
                  textcoords="offset points", va="top", color=LIMIT, fontsize=7,
                  bbox={"fc": PAPER, "ec": "none", "pad": 0.5})
    axes.annotate("stands", (1.7, 1.2), ha="center", fontsize=9)
    axes.annotate("tips over", (4.2, 1.2), ha="center", fontsize=9)
    axes.set(xlim=(0, 5), title=f"On crushing legs, moving {'down' if sign > 0 else 'up'} the slope",
             xlabel="horizontal speed, m/s")


def draw_rigid(axes, shares):
    for slope, share in zip(SLOPES, shares):
        color, dashes = SERIES[abs(slope) // 5]
        axes.plot([critical(slope, s) for s in DOWN], DOWN, color=color, ls=dashes, lw=1.2)
        axes.plot(share * [critical(slope, s) for s in SINKING], SINKING, "x", color=color, ms=5)
    for text, slope, left in (("15° down", 15, True), ("15° up", -15, False)):
        axes.annotate(text, (critical(slope, 2.5), 2.5), (-6 if left else 6, 0), textcoords="offset points",
                      ha="right" if left else "left", va="center", fontsize=8)
    axes.annotate("stands", (1.9, 3.4), ha="center", fontsize=9)
    axes.annotate("tips over", (6, 0.6), ha="center", fontsize=9)
    axes.set(xlim=(1, 7.2), title="Rigid limit: closed form (T25), farside (×)", xlabel="speed along the slope, m/s")


def picture(tipped, shares):
    with plt.rc_context(STYLE):
        figure, panels = plt.subplots(1, 3, figsize=(12.6, 3.75), sharey=True, layout="constrained",
                                      width_ratios=[5, 5, 6.2])
        draw_crushing(panels[0], tipped, 1)
        draw_crushing(panels[1], tipped, -1)
        draw_rigid(panels[2], shares)
        for axes in panels:
            axes.set(ylim=(0, 4), aspect="equal")
            axes.grid(color=GREY, lw=0.3, ls=(0, (1, 4)))
            axes.tick_params(labelleft=True)
        panels[0].set_ylabel("sinking speed, m/s")
        handles = [
            Line2D([], [], color=color, ls=dashes, lw=1.6, label=f"slope of {slope}°")
            for slope, (color, dashes) in zip((0, 5, 10, 15), SERIES)
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=9, frameon=False, handlelength=3)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("-o", "--output", default="tip_over.png")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tipped, shares = crushing(options.farside, folder), rigid(options.farside, folder)
    report(tipped, shares)
    picture(tipped, shares).savefig(options.output, dpi=110)


if __name__ == "__main__":
    main()
