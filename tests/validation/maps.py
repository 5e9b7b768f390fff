#!/usr/bin/env python3
"""Real maps flown as they are: 5 m of the crater Shoemaker (LOLA), 2 m of the landing site of Apollo 15 (LROC), with
and without the errors that a map may have. Without ../shared/data there are no such maps, and the test is skipped.

usage: maps.py --farside PROGRAM
"""
import argparse
import json
import math
import sys
from datetime import datetime
from pathlib import Path

import h5py
import numpy as np

from flown import SHARED, Claims, Program
from png import grey_pixels

SHOEMAKER = SHARED / "data" / "dem" / "Shoemaker_LOLA_5m_256.tif"
APOLLO_15 = SHARED / "data" / "dem" / "NAC_DTM_APOLLO15_257x257_2m_8bit.png"
VEHICLE = Path(__file__).resolve().parents[2] / "configs" / "vehicles" / "change4.yaml"
MOON_M = 1737400.0
ERROR = "moon.terrain.layer0_error"


def apollo_15(folder):
    """The tile as a map: 49 m from black to white, 2 m a pixel, heights above its lowest."""
    lat, lon, size = 26.04, 3.67, 2
    heights = grey_pixels(APOLLO_15) / 255 * 49
    side = len(heights) * size
    corner = MOON_M * math.radians(lat) - side / 2
    head = f"ncols {len(heights)}\nnrows {len(heights)}\nxllcorner {-side / 2}\nyllcorner {corner!r}\ncellsize {size}\n"
    rows = "\n".join(" ".join(f"{h:.4f}" for h in line) for line in heights)
    (folder / "apollo15.asc").write_text(f"{head}{rows}\n")
    (folder / "apollo15.prj").write_text(
        'PROJCS["Apollo 15",GEOGCS["Moon 2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],'
        'PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Equidistant_Cylindrical"],'
        f'PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{lon}],'
        f'PARAMETER["Standard_Parallel_1",{lat}],UNIT["Meter",1.0]]')
    return folder / "apollo15.asc", {"lat_deg": lat, "lon_deg": lon, "elevation_m": 25}


class Scene:
    """Falls onto a map, of the CG or of the vehicle on its legs."""

    def __init__(self, program, path, site):
        self.program, self.config = program, program.folder / "scene.yaml"
        where = ", ".join(f"{key}: {value}" for key, value in site.items())
        self.config.write_text(
            f"farside: 1\ninclude: {VEHICLE}\ncampaign: {{seed: 15, cases: 200}}\nsite: {{{where}}}\n"
            "moon: {gravity: {model: uniform}, rotation: false, terrain: {model: dem, layers: "
            f"[{{path: '{path}'}}]}}}}\n"
            "gnc: {guidance: {law: open_loop, open_loop: {burn_time_s: 0}}, control: {mode: 'off'}}\n"
            "vehicle: {mass: {propellant_kg: 195, rcs_propellant_kg: 20}}\n"
            "start: {site: {height_m: 300}}\ntouchdown: {model: none}\n", encoding="utf-8")

    def landing_up(self, east, north, *settings):
        """Height of the ground, above the target's level in the site's frame, under falls from these places."""
        cloud = self.program.folder / "places.csv"
        np.savetxt(cloud, np.column_stack([east, north]), fmt="%.17g", delimiter=",", comments="",
                   header="start.site.east_m,start.site.north_m")
        flown = self.program.fly(self.config, f"start.from_file={cloud}", f"campaign.cases={len(east)}",
                                 "dispersions=", *settings)
        return flown.columns["landing_up"]


def lies_where_it_is_put(scene, name, posting, claims):
    draw = np.random.default_rng(5)
    east, north = draw.uniform(-150, 150, (2, 200))
    there = scene.landing_up(east, north)
    up = scene.landing_up(east, north, f"{ERROR}.up_m=7") - there
    # the place under a fall moves by 7 m of height times the angle from the target: 1 mm, on slopes of at most 2
    claims(f"{name}: a map that is 7 m too low puts the ground 7 m higher", np.abs(up - 7).max() < 2e-3,
           f"{up.min():.6f} to {up.max():.6f} m")
    moved = scene.landing_up(east, north, f"{ERROR}.east_m=12.5", f"{ERROR}.north_m=-20")
    same = scene.landing_up(east - 12.5, north + 20)
    radius = MOON_M + 25  # the sphere's fall between the two places
    level = ((east - 12.5)**2 + (north + 20)**2 - east**2 - north**2) / 2 / radius
    error = np.abs(moved - same - level).max()
    claims(f"{name}: one that is 12.5 m too far west, 20 m too far north is that map, moved", error < 2e-3,
           f"{error:.2g} m at most; the map's posting is {posting} m")


def is_as_wrong_as_it_says(scene, name, claims):
    cases = 2000
    layers = "moon.terrain.layers[0]"
    columns = scene.program.fly(scene.config, f"{layers}.le90_m=6", f"{layers}.ce90_m=15",
                                f"campaign.cases={cases}").columns
    up, east, north = (columns[f"in_{ERROR.replace('.', '_')}_{axis}_m"] for axis in ("up", "east", "north"))
    sigma = math.sqrt(0.9 * 0.1 / cases)
    for what, inside in (("heights are within LE90", np.abs(up) < 6),
                         ("places are within CE90", np.hypot(east, north) < 15)):
        claims(f"{name}: 90 % of its {what}", abs(inside.mean() - 0.9) < 4 * sigma, f"{100 * inside.mean():.2f} %")
    higher = np.corrcoef(up, columns["landing_up"])[0, 1]
    claims(f"{name}: landings are higher where the ground is", higher > 0.5, f"correlation {higher:.3f}")


def flies(scene, name, claims):
    spread = ", ".join(f"{{path: start.site.{key}, uniform: {{min: {-size}, max: {size}}}}}"
                       for key, size in (("east_m", 150), ("north_m", 150), ("yaw_deg", 180),
                                         ("velocity_east_m_s", 0.3), ("velocity_north_m_s", 0.3)))
    settings = ("touchdown.model=legs", "start={touchdown: {height_m: 1, velocity_up_m_s: -1.5}}",
                "moon.terrain.relief.model=generated",
                f"dispersions=[{spread.replace('start.site', 'start.touchdown')}]")
    columns = scene.program.fly(scene.config, *settings).columns
    counts = ", ".join(f"{(columns['outcome'] == code).sum()} {word}"
                       for code, word in enumerate(("safe", "degraded", "lost", "unknown")))
    claims(f"{name}: no touchdown fails as a simulation, relief below its posting", (columns["status"] == 1).all(),
           counts)
    isas = json.loads(scene.program.call("version", "--json"))["isa"]["supported"]
    same = []
    for isa in isas:
        output = scene.program.folder / f"{isa}.h5"
        sets = [word for one in settings for word in ("--set", one)]
        scene.program.call("run", scene.config, "-o", output, "--isa", isa, "--threads", 1, "--quiet", "--overwrite",
                           *sets)
        with h5py.File(output) as file:
            same.append(all(np.array_equal(file[key][()], columns[key], equal_nan=columns[key].dtype.kind == "f")
                            for key in columns))
    claims(f"P10 over {name}: the same rows by {', '.join(isas)}", all(same) and len(same) > 1)


def the_campaign_over_the_site_flies(program, claims):
    """configs/change4_nac.yaml, over another map than its own, which isn't here either."""
    path = SHARED / "data" / "dem" / "LDEM_4.LBL"
    flown = program.fly(VEHICLE.parents[1] / "change4_nac.yaml", f"moon.terrain.layers[0].path={path}",
                        "campaign.cases=16")
    up = flown.columns[f"in_{ERROR.replace('.', '_')}_up_m"]
    claims("the campaign over the map of the site flies, each case over a ground of its own height",
           (flown.columns["status"] == 1).all() and np.unique(up).size == 16)


def the_sun_rises_later_behind_it(program, claims):
    """Chang'e-4's place on a map of 7.6 km a pixel and on the level sphere, a year of sunrises."""
    def found(*sets):
        words = [word for one in sets for word in ("--set", one)]
        sky = json.loads(program.call("sky", VEHICLE.parents[1] / "change4_lola.yaml", "--from", "2019-01-03", "--days",
                                      365, "--json", "-", *words))
        rises = [datetime.fromisoformat(e["utc"].rstrip("Z")) for e in sky["events"] if e["event"] == "sunrise"]
        return rises, max(sky["horizon"]["elevation_deg"], default=0)
    mapped, top = found(f"moon.terrain.layers[0].path={SHARED / 'data' / 'dem' / 'LDEM_4.LBL'}")
    level, _ = found("moon.terrain.model=sphere", "moon.terrain.layers=[]")
    later = [(a - b).total_seconds() / 3600 for a, b in zip(mapped, level)]
    claims("LDEM_4 about Chang'e-4 raises the horizon to 2.5 deg and delays sunrise by 3.3 to 3.7 h",
           len(level) == len(mapped) >= 12 and abs(top - 2.5) < 0.05 and min(later) > 3.2 and max(later) < 3.8,
           f"{top:.2f} deg, {min(later):.2f} to {max(later):.2f} h")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--farside", required=True)
    program, claims = Program(parser.parse_args().farside), Claims("maps")
    if not SHOEMAKER.exists() or not APOLLO_15.exists():
        claims.skip("real maps are flown as they are", f"{SHOEMAKER.name} or {APOLLO_15.name} is not here")
        return 0
    if not json.loads(program.call("version", "--json"))["maps"]:
        claims.skip("real maps are flown as they are", "this farside has no GDAL")
        return 0
    shoemaker = (SHOEMAKER, {"lat_deg": -87.1835, "lon_deg": 62.835, "elevation_m": 543})
    for name, posting, (path, site) in (("Shoemaker", 5, shoemaker), ("Apollo 15", 2, apollo_15(program.folder))):
        scene = Scene(program, path, site)
        lies_where_it_is_put(scene, name, posting, claims)
        is_as_wrong_as_it_says(scene, name, claims)
        flies(scene, name, claims)
    the_campaign_over_the_site_flies(program, claims)
    the_sun_rises_later_behind_it(program, claims)
    return claims.failures > 0


if __name__ == "__main__":
    sys.exit(main())
