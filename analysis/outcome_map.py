#!/usr/bin/env python3
"""Draws how touchdowns of Chang'e-4 end on rough ground, by its slope and the horizontal speed: which are safe, which
turn over.

usage: outcome_map.py --farside PROGRAM [-o outcome_map.png] [--cases 100]     --cases: of each slope and speed
needs h5py, matplotlib, numpy
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from farside.palette import GREY, INK, PAPER, STYLE

VEHICLE = Path(__file__).resolve().parents[1] / "configs" / "vehicles" / "change4.yaml"
SLOPES = np.arange(0.0, 25.1, 2.5)  # deg
SPEEDS = np.arange(0.0, 4.1, 0.5)  # m/s
LIMIT_M_S = 1.0  # horizontal speed of configs/vehicles/change4.yaml
# The site's craters, rocks and roughness on a plane. Sinking speed as in configs/change4.yaml.
CONFIG = f"""\
farside: 1
include: {VEHICLE}
campaign: {{name: outcome by slope and speed, seed: 25}}
moon: {{terrain: {{model: plane, relief: {{model: generated}}}}}}
vehicle: {{mass: {{propellant_kg: 194}}}}
touchdown: {{model: legs}}
start: {{touchdown: {{height_m: 0.3, velocity_up_m_s: -2.83}}}}
"""


def draws(cases):
    """What differs from touchdown to touchdown, the same ones for each slope and speed: the ground, the heading, the
    way that the slope falls from the motion, and the soil as in configs/change4.yaml."""
    random = np.random.default_rng(25)
    spread = np.sqrt(np.log(1 + (2.0 / 4.0) ** 2))  # of a lognormal distribution with mean 4, deviation 2 MN/m3
    return {
        "moon.terrain.relief.ground": random.random(cases),
        "moon.terrain.slope_azimuth_deg": 360 * random.random(cases),
        "start.touchdown.yaw_deg": 360 * random.random(cases),
        "moon.regolith.soil.k_phi_N_m3": 4e6 * np.exp(spread * random.standard_normal(cases) - spread**2 / 2),
        "moon.regolith.soil.friction": 0.15 + 0.55 * random.random(cases)
    }


def touchdowns(program, folder, cases):
    """Share of (safe, tipped over) touchdowns, rows by slope, columns by speed."""
    config, cloud, output = (Path(folder) / name for name in ("outcome.yaml", "starts.csv", "rows.h5"))
    config.write_text(CONFIG, encoding="utf-8")
    drawn = draws(cases)
    header = ["moon.terrain.slope_deg", "start.touchdown.velocity_east_m_s", *drawn]
    rows = [(slope, speed, *own) for slope in SLOPES for speed in SPEEDS for own in zip(*drawn.values())]
    np.savetxt(cloud, rows, delimiter=",", header=",".join(header), comments="", fmt="%.17g")
    words = [word for setting in ("dispersions=", f"start.from_file={cloud}", f"campaign.cases={len(rows)}")
             for word in ("--set", setting)]
    done = subprocess.run([program, "run", config, "-o", output, "--quiet", *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"farside run: exit {done.returncode}\n{done.stderr}")
    with h5py.File(output) as file:
        safe, tipped = file["outcome"][()] == 0, file["margin_tip_over"][()] < 0
    shape = SLOPES.size, SPEEDS.size, cases
    return safe.reshape(shape).mean(axis=2), tipped.reshape(shape).mean(axis=2)


def report(safe, tipped, cases):
    print(f"{safe.size * cases} touchdowns, {cases} of each slope and speed; share that is safe / turns over, %")
    print("slope, deg |" + "".join(f"{speed:9.1f}" for speed in SPEEDS) + " m/s")
    for slope, good, over in zip(SLOPES, safe, tipped):
        print(f"{slope:10.1f} |" + "".join(f"{100 * g:4.0f} /{100 * t:3.0f}" for g, t in zip(good, over)))


def draw(axes, share, title, colours):
    step = SLOPES[1] - SLOPES[0], SPEEDS[1] - SPEEDS[0]
    axes.imshow(share, origin="lower", aspect="auto", cmap=colours, vmin=0, vmax=share.max() or 1,
                extent=(SPEEDS[0] - step[1] / 2, SPEEDS[-1] + step[1] / 2, SLOPES[0] - step[0] / 2,
                        SLOPES[-1] + step[0] / 2))
    for slope, row in zip(SLOPES, share):
        for speed, value in zip(SPEEDS, row):
            axes.annotate(f"{100 * value:.0f}", (speed, slope), ha="center", va="center", fontsize=8, color=INK)
    axes.set(title=title, xlabel=f"horizontal speed, m/s (the landing gear's limit: {LIMIT_M_S:g})",
             ylabel="slope, deg", xticks=SPEEDS, yticks=SLOPES[::2])
    axes.spines[:].set_color(GREY)


def picture(safe, tipped):
    """Shades stay light enough for the numbers on them."""
    shades = [
        matplotlib.colors.LinearSegmentedColormap.from_list("share", [PAPER, colour])
        for colour in ("#a9c6ea", "#f0b3b8")
    ]
    with plt.rc_context(STYLE):
        figure, panels = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
        draw(panels[0], safe, "Safe, %", shades[0])
        draw(panels[1], tipped, "Turns over, %", shades[1])
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--farside", required=True)
    parser.add_argument("-o", "--output", default="outcome_map.png")
    parser.add_argument("--cases", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        safe, tipped = touchdowns(options.farside, folder, options.cases)
    report(safe, tipped, options.cases)
    picture(safe, tipped).savefig(options.output, dpi=110)


if __name__ == "__main__":
    main()
