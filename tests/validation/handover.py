#!/usr/bin/env python3
"""The height at which the descent hands over to the touchdown decides no verdict, on real ground: a map of 5 m posting
in the crater Shoemaker (LOLA). Who slides farther than one posting, on a slope of about the friction's angle, is left
out: how far it goes, and over which edges of the map, hangs on millimetres a second. Without ../shared/data there is no
such map, and the test is skipped.

usage: handover.py --farside PROGRAM
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np

from flown import SHARED, Claims, Program

MAP = SHARED / "data" / "dem" / "Shoemaker_LOLA_5m_256.tif"
CASES = 200
POSTING_M = 5.0
HEIGHTS = (2.0, 1.0, 0.5, 0.2)  # m
TIME_S = 300  # who slides down a slope of about the friction's angle takes long: the limit of time shall not decide
SCENE = f"""farside: 1
include: {Path(__file__).resolve().parents[2] / "configs" / "vehicles" / "change4.yaml"}
campaign: {{cases: {CASES}, seed: 87}}
site: {{lat_deg: -87.1835, lon_deg: 62.835, elevation_m: 543}}
moon: {{gravity: {{model: uniform}}, rotation: false, terrain: {{model: dem, layers: [{{path: "{MAP}"}}]}}}}
gnc: {{guidance: {{law: open_loop, open_loop: {{burn_time_s: 0}}}}, control: {{mode: "off"}}}}
flight: {{time_max_s: 60}}
vehicle: {{mass: {{propellant_kg: 270}}}}
"""


def places(program):
    """Where CASES falls without drift meet the ground: east, north, up of the CG in the site frame, m."""
    config = program.folder / "places.yaml"
    spread = ", ".join(f"{{path: start.site.{side}_m, uniform: {{min: -400, max: 400}}}}" for side in ("east", "north"))
    config.write_text(
        SCENE + f"start: {{site: {{height_m: 300}}}}\ntouchdown: {{model: none}}\ndispersions: [{spread}]\n",
        encoding="utf-8")
    found = program.fly(config).columns
    return [found[f"landing_{side}"] for side in ("east", "north", "up")]


def falls(program, east, north, up):
    """States 4.3 m above these places, some drift, tilt and rate: a cloud."""
    draw = np.random.default_rng(87)
    columns = {"east_m": east, "north_m": north, "height_m": up + 4.3}
    for name, low, high in (("velocity_up_m_s", -1.5, 0), ("velocity_east_m_s", -0.7, 0.7),
                            ("velocity_north_m_s", -0.7, 0.7), ("yaw_deg", -180, 180), ("tilt_east_deg", -3,
                                                                                        3), ("tilt_north_deg", -3, 3)):
        columns[name] = draw.uniform(low, high, len(east))
    cloud = program.folder / "falls.csv"
    np.savetxt(cloud, np.column_stack(list(columns.values())), fmt="%.17g", delimiter=",", comments="",
               header=",".join(f"start.site.{n}" for n in columns))
    return cloud


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--farside", required=True)
    program, claims = Program(parser.parse_args().farside), Claims("handover")
    if not MAP.exists():
        claims.skip("its height decides no verdict on a real map", f"{MAP.name} is not here")
        return 0
    if not json.loads(program.call("version", "--json"))["maps"]:
        claims.skip("its height decides no verdict on a real map", "this farside has no GDAL")
        return 0
    cloud = falls(program, *places(program))
    config = program.folder / "falls.yaml"
    config.write_text(SCENE + f"start: {{site: {{}}, from_file: {{path: {cloud}}}}}\n", encoding="utf-8")
    for model in ("rigid", "legs"):
        flown = [
            program.fly(config, f"touchdown.model={model}", f"touchdown.handover_height_m={height}",
                        f"touchdown.time_max_s={TIME_S}").columns for height in HEIGHTS
        ]
        near = np.max([one["slide_distance"] for one in flown], axis=0) < POSTING_M
        outcomes = flown[0]["outcome"][near]
        differ = sum(
            np.any((other[name] != flown[0][name])[near]) for other in flown[1:] for name in ("outcome", "first_cause"))
        counts = ", ".join(
            f"{(outcomes == code).sum()} {word}" for code, word in enumerate(("safe", "degraded", "lost")))
        claims(
            f"{model}: of {near.sum()} falls (of {CASES}) onto the crater Shoemaker none ends otherwise when handed "
            f"over at {HEIGHTS[0]:g}, {', '.join(f'{h:g}' for h in HEIGHTS[1:-1])} or {HEIGHTS[-1]:g} m",
            differ == 0 and near.sum() > 0.95 * CASES and len(np.unique(outcomes)) > 1, counts)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
