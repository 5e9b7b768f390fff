#!/usr/bin/env python3
"""Draws a map of risk: P(safe) by aim point, what its interval leaves of it, and the points that were judged.

usage: risk_map.py FILE [-o PICTURE]     FILE: of `farside map`; PICTURE: default FILE with the ending .png
needs h5py, matplotlib, numpy
"""
import argparse
import sys
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from farside.palette import GREY, INK, PAPER, STYLE

MARKS = {"best": "*", "target": "P", "worst": "X"}
PANELS = (("p_safe", "P(safe), %"), ("p_safe_lower", "lower end of its 95 % interval, %"))


def read(path):
    with h5py.File(path) as file:
        if missing := {"north", "east", "p_safe", "p_safe_lower", "aim"} - set(file):
            sys.exit(f"{path}: is no map of risk: lacks {', '.join(sorted(missing))}; make one with: farside map")
        found = {name: item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}
        found["aim_names"] = file["aim"].attrs["flag_meanings"].split()
        return found, file.attrs.get("title", path.stem)


def edges(middles, spacing):
    return middles[0] - spacing / 2, middles[-1] + spacing / 2


def draw(figure, axes, found, name, title, limits):
    east, north = found["east"], found["north"]
    spacing = max(np.diff(east).max(initial=0), np.diff(north).max(initial=0)) or 1.0
    image = axes.imshow(100 * found[name], origin="lower", extent=(*edges(east, spacing), *edges(north, spacing)),
                        cmap="viridis", vmin=limits[0], vmax=limits[1], interpolation="nearest")
    for k, mark in enumerate(found["aim_names"]):
        place = found["aim_east"][k], found["aim_north"][k]
        inside = east[0] <= place[0] <= east[-1] and north[0] <= place[1] <= north[-1]
        if not inside:
            continue
        axes.plot(*place, MARKS[mark], c=INK, mfc=PAPER, ms=9, mew=1.2)
    axes.set(title=title, xlabel="aim point east of the target, m", ylabel="north, m", facecolor=PAPER)
    axes.spines[:].set_color(GREY)
    figure.colorbar(image, ax=axes, shrink=0.85)


def verdicts(found):
    """Of each judged point: name, P(safe) with its interval, place."""
    return [
        f"{name}: {100 * found['aim_p_safe'][k]:.1f} % ({100 * found['aim_p_safe_lower'][k]:.1f} to "
        f"{100 * found['aim_p_safe_upper'][k]:.1f}) at {found['aim_east'][k]:.0f} m east, "
        f"{found['aim_north'][k]:.0f} m north" for k, name in enumerate(found["aim_names"])
    ]


def picture(found, title):
    shown = 100 * np.concatenate([found[name].ravel() for name, _ in PANELS])
    known = shown[np.isfinite(shown)]
    limits = (known.min(), known.max()) if known.size else (0, 100)
    with plt.rc_context(STYLE):
        figure, panels = plt.subplots(1, 2, figsize=(12, 5.4), layout="constrained")
        for axes, (name, text) in zip(panels, PANELS):
            draw(figure, axes, found, name, text, limits)
        handles = [
            plt.Line2D([], [], marker=MARKS[name], c=INK, mfc=PAPER, ls="none", ms=9, label=text)
            for name, text in zip(found["aim_names"], verdicts(found))
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=1, frameon=False, fontsize=9)
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, color=INK)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    found, title = read(options.file)
    print("\n".join(verdicts(found)))
    picture(found, title).savefig(options.output or options.file.with_suffix(".png"), dpi=110)


if __name__ == "__main__":
    main()
