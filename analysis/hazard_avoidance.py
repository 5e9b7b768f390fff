#!/usr/bin/env python3
"""Draws the divert of one case: from the hover to the chosen place, the second look and the landing, on the hillshade
of the case's own ground; and where the same case comes down without avoidance.

usage: hazard_avoidance.py CONFIG --case I --farside PROGRAM [-o hazard_avoidance.png]
needs h5py, matplotlib, numpy; a farside with GDAL
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
from matplotlib.patches import Circle
from farside.palette import INK, PAPER, STYLE

PADS_M = 2.5  # radius of the disc out to the pads' rims, configs/vehicles/change4.yaml
PHASES = ("ignition", "braking", "adjust", "approach", "hover", "translation", "descent")
PLACES = (  # key, label, colour, marker
    ("hover", "below the hover: first look", "#1f5fa8", "s"), ("first_site", "chosen there", "#1f5fa8", "o"),
    ("second", "below the second look", "#2c7a34", "s"), ("site", "chosen there", "#2c7a34", "o"),
    ("landing", "landed", "#8f5600", "^"), ("blind", "landed without avoidance", "#c8102e", "X"))


def call(program, *words):
    done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"farside {words[0]}: exit {done.returncode}\n{done.stderr}")


def fly(program, folder, config, case, mode):
    """Row of a case and its way over the ground from the hover on, east and north."""
    rows, history = folder / f"{mode}.h5", folder / f"{mode}_history.h5"
    settings = ("--set", f"campaign.cases={case + 1}", "--set", f"gnc.avoidance.mode={mode}", "--set",
                "output.phases=states", "--quiet")
    call(program, "run", config, "-o", rows, *settings)
    call(program, "replay", rows, "--case", case, "-o", history, "--quiet")
    with h5py.File(rows) as file:
        row = {name: item[case] for name, item in file.items() if getattr(item, "shape", ())[:1] == (case + 1, )}
        outcomes = dict(zip(file["outcome"].attrs["flag_values"], file["outcome"].attrs["flag_meanings"].split()))
    with h5py.File(history) as file:
        found = file["trajectories"]
        way = np.array([found["east"][()], found["north"][()]])[:, found["time"][()] >= row["phase_time"][4]]
    return row, way, outcomes[row["outcome"]]


def read(program, config, case, width):
    """Places by name, the ways, the hillshade with its extent, and what the title says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        row, way, outcome = fly(program, folder, config, case, "lidar")
        blind, blind_way, blind_outcome = fly(program, folder, config, case, "none")
        hover, second = PHASES.index("hover"), PHASES.index("descent")
        places = {
            "hover": (row["phase_east"][hover], row["phase_north"][hover]),
            "second": (row["phase_east"][second], row["phase_north"][second]),
            "blind": (blind["landing_east"], blind["landing_north"])
        } | {place: (row[f"{place}_east"], row[f"{place}_north"]) for place in ("first_site", "site", "landing")}
        middle = np.mean([places["hover"], places["site"]], axis=0)
        ground = folder / "ground.tif"
        call(program, "terrain", config, "--case", case, "--at", f"{middle[0]},{middle[1]}", "--width", width,
             "--pixel", width / 800, "-o", ground, "--quiet")
        image = plt.imread(folder / "ground_hillshade.png")
    half = width / 2
    extent = (middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)
    title = (f"case {case}: {outcome}; without avoidance {blind_outcome}. Divert {row['divert_distance']:.1f} m; "
             f"hazard index there {row['hazard_seen']:.2f} as seen, {row['hazard_true']:.2f} true; straight ahead "
             f"{row['ahead_hazard_seen']:.1f}, {row['ahead_hazard_true']:.1f}")
    return places, (way, blind_way), image, extent, title


def panel(axes, places, ways, image, extent):
    axes.imshow(image, extent=extent, cmap="gray", vmin=0, vmax=1, alpha=None)
    for line, colour, dashes in zip(ways, ("#2c7a34", "#c8102e"), ("-", (0, (3, 2)))):
        axes.plot(*line, c=PAPER, lw=3.4)
        axes.plot(*line, c=colour, lw=1.4, ls=dashes)
    for key, label, colour, marker in PLACES:
        axes.plot(*places[key], marker, c=colour, mec=PAPER, mew=1.0, ms=8, ls="none", label=label)
    for key, colour in (("landing", "#8f5600"), ("blind", "#c8102e")):
        axes.add_patch(Circle(places[key], PADS_M, fill=False, ec=PAPER, lw=3))
        axes.add_patch(Circle(places[key], PADS_M, fill=False, ec=colour, lw=1.5))
    axes.set(xlabel="east of the target, m", ylabel="north, m", aspect="equal")
    axes.ticklabel_format(useOffset=False)


def picture(places, ways, image, extent, title):
    with plt.rc_context(STYLE):
        figure, (wide, near) = plt.subplots(1, 2, figsize=(12, 6.4), layout="constrained")
        panel(wide, places, ways, image, extent)
        wide.set(xlim=extent[:2], ylim=extent[2:], title="from the hover at 100 m to the ground")
        panel(near, places, ways, image, extent)
        east, north = places["site"]
        near.set(xlim=(east - 9, east + 9), ylim=(north - 9, north + 9), title="about the place chosen at 30 m")
        handles, labels = wide.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, color=INK)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--case", type=int, default=0)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--width", type=float, default=70.0, help="of the picture's left half, metres")
    parser.add_argument("-o", "--output", type=Path, default=Path("hazard_avoidance.png"))
    options = parser.parse_args()
    found = read(options.farside, options.config, options.case, options.width)
    print(found[-1])
    picture(*found).savefig(options.output, dpi=110)


if __name__ == "__main__":
    main()
