#!/usr/bin/env python3
"""farside terrain: the raster of a case is the ground that the case stood on, and programs for maps open it.

usage: terrain_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy

from cli_test import Skip, check, run_checks

# Legs come to rest over craters, rocks and an inclined plane, some 30 m from the target, each case on its own ground.
CONFIG = """\
farside: 1
campaign: {name: on the ground, seed: 5, cases: 6}
site: {lat_deg: -45.4561, lon_deg: 177.5885, elevation_m: -5927}
moon:
  gravity: {model: uniform}
  terrain: {model: plane, slope_deg: 3, relief: {model: generated}}
touchdown: {model: legs}
start:
  touchdown: {east_m: 20, north_m: -25, height_m: 0.5, velocity_up_m_s: -1}
dispersions:
  - {path: moon.terrain.relief.ground, uniform: {min: 0, max: 1}}
  - {path: moon.terrain.slope_azimuth_deg, uniform: {min: 0, max: 360}}
"""
SMALL = ("--width", "5", "--pixel", "0.5")


def tool(name):
    if not shutil.which(name):
        raise Skip(f"{name} is not there (gdal-bin)")
    return name


def gdal(cli, name, *arguments, text=""):
    done = subprocess.run([tool(name), *map(str, arguments)], cwd=cli.folder, input=text, capture_output=True,
                          text=True, timeout=60)
    check(done.returncode == 0, f"{name} {arguments}: {done.stderr}")
    return done.stdout


def pads_stand_on_the_raster_of_their_case(cli):
    """At a fine pixel; and the raster of another case is another ground."""
    cli.needs_maps()
    tool("gdallocationinfo")
    cli.write("g.yaml", CONFIG)
    cli.expect(0, "run", "g.yaml", "-o", "g.h5", "--quiet")
    with h5py.File(cli.path("g.h5")) as file:
        pads = {name: file[f"pad_{name}"][()] for name in ("east", "north", "ground")}
        outcome, sinkage = file["outcome"][()], file["sinkage"][()]
    check(numpy.isfinite(pads["ground"]).all() and (outcome >= 0).all(), f"{pads}")
    check(len(set(pads["ground"][:, 0])) == 6, "each case has its own ground")
    compared = 0
    for case in (0, 3, 5):
        for leg in range(pads["ground"].shape[1]):
            east, north, ground = (pads[name][case, leg] for name in ("east", "north", "ground"))
            cli.expect(0, "terrain", "g.yaml", "--case", case, "--at", f"{east:.6f},{north:.6f}", "--width", "0.5",
                       "--pixel", "0.05", "-o", "g.tif", "--overwrite")
            seen = gdal(cli, "gdallocationinfo", "-valonly", "-b", 1, "-geoloc", "g.tif", east, north)
            check(abs(float(seen) - ground) < 1e-3, f"case {case} leg {leg}: {seen} in the raster, {ground} in the row")
            compared += 1
    check(compared >= 9, "pads were compared")
    check((sinkage < 0.5).all(), f"{sinkage}")
    # of another case it is another ground
    cli.expect(0, "terrain", "g.yaml", "--case", 1, "--at", f"{east:.6f},{north:.6f}", "--width", "0.5", "--pixel",
               "0.05", "-o", "g.tif", "--overwrite")
    other = gdal(cli, "gdallocationinfo", "-valonly", "-b", 1, "-geoloc", "g.tif", east, north)
    check(abs(float(other) - ground) > 1e-3, "the same ground in another case")


def a_raster_with_wide_pixels_holds_the_pad_too(cli):
    """The middle of a raster is the middle of a pixel, whatever its size."""
    cli.needs_maps()
    tool("gdallocationinfo")
    cli.write("g.yaml", CONFIG)
    cli.expect(0, "run", "g.yaml", "-o", "g.h5", "--quiet")
    with h5py.File(cli.path("g.h5")) as file:
        east, north, ground = (float(file[f"pad_{name}"][2, 1]) for name in ("east", "north", "ground"))
    for pixel in ("1", "7.5"):
        cli.expect(0, "terrain", "g.yaml", "--case", 2, "--at", f"{east!r},{north!r}", "--width", "40", "--pixel",
                   pixel, "-o", "g.tif", "--overwrite")
        seen = gdal(cli, "gdallocationinfo", "-valonly", "-b", 1, "-geoloc", "g.tif", east, north)
        check(abs(float(seen) - ground) < 1e-3, f"{pixel}: {seen}, {ground}")


def programs_for_maps_place_and_name_it(cli):
    cli.needs_maps()
    cli.write("g.yaml", CONFIG)
    options = ("--at", "1000,-2000", "--width", "30", "--pixel", "0.5")
    out = cli.expect(0, "terrain", "g.yaml", "-o", "g.tif", *options).stdout
    check("g_hillshade.png" in out and "hazard" in out and "case 0" in out, out)
    info = json.loads(gdal(cli, "gdalinfo", "-json", "g.tif"))
    check(info["size"] == [61, 61] and info["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG", f"{info['size']}")
    bands = [(b["description"], b.get("unit", "")) for b in info["bands"]]
    check(bands == [("height", "m"), ("rock", "m"), ("slope", "deg"), ("roughness", "m"), ("obstacle", "m"),
                    ("hazard", "1")], f"{bands}")
    check(info["bands"][5]["metadata"][""]["flag_meanings"] == "slope hull nozzle", f"{info['bands'][5]}")
    check(info["metadata"][""]["case"] == "0" and "campaign_id" in info["metadata"][""], f"{info['metadata']}")
    # the corner that is 1000 - 15.25 m east and 2000 - 15.25 m south of the target, by the sphere's own formula
    text = gdal(cli, "gdaltransform", "-s_srs", info["coordinateSystem"]["wkt"], "-t_srs",
                "+proj=longlat +R=1737400 +no_defs", text="984.75 -1984.75\n")
    lon, lat = map(float, text.split()[:2])
    radius = 1737400.0 - 5927.0
    x, y = 984.75 / radius, -1984.75 / radius
    z = math.sqrt(1.0 - x * x - y * y)
    lat0, lon0 = math.radians(-45.4561), math.radians(177.5885)
    north = y * math.cos(lat0) + z * math.sin(lat0)
    east = lon0 + math.atan2(x, z * math.cos(lat0) - y * math.sin(lat0))
    check(abs(lat - math.degrees(math.asin(north))) < 1e-9 and abs((lon - math.degrees(east) + 180) % 360 - 180) < 1e-9,
          f"{lat} {lon}")
    picture = json.loads(gdal(cli, "gdalinfo", "-json", "-stats", "g_hillshade.png"))
    check(picture["size"] == [61, 61] and picture["bands"][0]["maximum"] > picture["bands"][0]["minimum"] + 20,
          f"{picture['bands']}")


def the_same_bytes_for_any_threads_and_instruction_set(cli):
    cli.needs_maps()
    cli.write("g.yaml", CONFIG)
    files = []
    for number, options in enumerate((["--threads", 1], ["--threads", 3], ["--isa", "baseline"])):
        cli.expect(0, "terrain", "g.yaml", "-o", f"{number}.tif", *SMALL, *options)
        files.append([cli.path(f"{number}{end}").read_bytes() for end in (".tif", "_hillshade.png")])
    check(files[0] == files[1] == files[2], "other bytes")


def nothing_is_overwritten_unasked_and_nothing_is_left_over(cli):
    cli.needs_maps()
    cli.write("g.yaml", CONFIG)
    cli.expect(0, "terrain", "g.yaml", "-o", "g.tif", *SMALL)
    before = cli.path("g.tif").read_bytes()
    cli.expect(2, "terrain", "g.yaml", "-o", "g.tif", *SMALL, "--case", 1, says="g.tif")
    cli.path("g.tif").unlink()
    cli.expect(2, "terrain", "g.yaml", "-o", "g.tif", *SMALL, says="g_hillshade.png")
    cli.expect(0, "terrain", "g.yaml", "-o", "g.tif", *SMALL, "--overwrite", "--quiet")
    check(cli.path("g.tif").read_bytes() == before, "other bytes")
    cli.expect(74, "terrain", "g.yaml", "-o", "no/g.tif", *SMALL, says="no")
    names = sorted(p.name for p in cli.folder.iterdir())
    check(names == ["a.yaml", "g.tif", "g.yaml", "g_hillshade.png"], f"{names}")


def what_cant_be_is_refused_with_what_to_do(cli):
    cli.needs_maps()
    cli.write("g.yaml", CONFIG)

    def refused(code, *options, says):
        cli.expect(code, "terrain", "g.yaml", "-o", "g.tif", *options, says=says)
        check(not cli.path("g.tif").exists(), f"{options}: a file was written")

    refused(2, "--case", 6, says=["--case 6", "the last one 5"])
    refused(2, "--width", "100000", "--pixel", "0.1", says=["--width", "choose --pixel 5"])
    refused(2, "--width", "10", "--pixel", "1000", says=["a single pixel", "choose --pixel 5 or less", "--width 2000"])
    refused(2, "--width", "-3", says="--width")
    refused(2, "--pixel", "0", says="--pixel")
    refused(2, "--pixel", "nan", says="--pixel")
    refused(2, "--at", "3", says=["--at", "EAST,NORTH"])
    refused(2, "--at", "nan,0", says="--at")
    refused(2, "--at", "1.7e6,0", says=["--at", "folds over"])
    refused(2, "--widht", "3", says="--width")
    refused(2, "--set", "moon.terrain.model=facet", "--set", "moon.terrain.relief.model=none",
            says=["facet", "moon.terrain.model=plane"])
    refused(3, "--set", "moon.terrain.modl=sphere", says="model")
    cli.expect(2, "terrain", "g.yaml", "-o", "g.h5", says=[".tif"])
    cli.expect(4, "terrain", "nowhere.yaml", "-o", "g.tif", says="nowhere.yaml")
    # what the messages advise is done
    cli.expect(0, "terrain", "g.yaml", "-o", "few.tif", "--width", "10", "--pixel", "5", "--quiet")
    cli.expect(0, "terrain", "g.yaml", "-o", "LOUD.TIF", *SMALL)
    check(cli.path("LOUD.TIF").exists() and cli.path("LOUD_hillshade.png").exists(), "names of another case")
    cli.expect(0, "terrain", "g.yaml", "-o", "g.tif", *SMALL, "--set", "moon.terrain.model=plane")


def without_relief_and_at_the_pole(cli):
    cli.needs_maps()
    tool("gdallocationinfo")
    cli.write("p.yaml", "farside: 1\nsite: {lat_deg: -90, lon_deg: 0, elevation_m: 1900}\n")
    cli.expect(0, "terrain", "p.yaml", "-o", "p.tif", *SMALL)
    values = gdal(cli, "gdallocationinfo", "-valonly", "-geoloc", "p.tif", 1, 1).split()
    check([float(v) for v in values] == [0.0] * 6, f"{values}")


def a_low_sun_leaves_shadows(cli):
    cli.needs_maps()
    tool("gdalinfo")
    cli.write("g.yaml", CONFIG)
    options = ("--width", "60", "--pixel", "1", "--sun-azimuth", "90")
    lit = {}
    for elevation in (60, 3):
        file = f"{elevation}.tif"
        out = cli.expect(0, "terrain", "g.yaml", "-o", file, *options, "--sun-elevation", elevation).stdout
        lit[elevation] = float(re.search(r"^  sunlit +([\d.]+) %", out, flags=re.M)[1])
        band = json.loads(gdal(cli, "gdalinfo", "-json", "-stats", file))["bands"][6]
        check(band["description"] == "sunlit" and f"elevation {elevation} deg" in band["metadata"][""]["long_name"],
              f"{band}")
        check(abs(100 * band["mean"] - lit[elevation]) < 0.06, f"{band['mean']} {lit}")  # three digits
    check(lit[60] == 100 and lit[3] < 95, f"{lit}")
    cli.expect(2, "terrain", "g.yaml", "-o", "h.tif", "--sun-elevation", "10", says="--sun-azimuth")
    cli.expect(2, "terrain", "g.yaml", "-o", "h.tif", "--sun-elevation", "-1", "--sun-azimuth", "0",
               says="--sun-elevation")


def the_horizon_by_azimuth(cli):
    """A scarp of 50 m, 300 m north of the target on a map that ends 1 km away."""
    cli.needs_maps()
    tool("gdalinfo")
    side, spacing = 201, 10
    lines = []
    for row in range(side):
        north = ((side - 1) / 2 - row) * spacing
        lines.append(" ".join([str(10 + 50 * min(max((north - 300) / 50, 0), 1))] * side))
    corner = -0.5 * side * spacing
    cli.write("m.asc", f"ncols {side}\nnrows {side}\nxllcorner {corner}\nyllcorner {corner}\ncellsize {spacing}\n"
              + "\n".join(lines) + "\n")
    gdal(cli, "gdal_translate", "-q", "-ot", "Float32", "-a_srs", "+proj=stere +lat_0=-90 +R=1737400 +units=m", "m.asc",
         "m.tif")
    cli.write("m.yaml", "farside: 1\nsite: {lat_deg: -90, lon_deg: 0, elevation_m: 10}\n"
              "moon: {terrain: {model: dem, layers: [{path: m.tif}]}}\n")
    options = ("--width", "30", "--pixel", "10", "--horizon", "4", "--horizon-eye", "2", "--horizon-reach", "0.8")
    out = cli.expect(0, "terrain", "m.yaml", "-o", "t.tif", *options).stdout
    described = json.loads(gdal(cli, "gdalinfo", "-json", "t.tif"))["bands"][6:]
    check([b["description"] for b in described] == ["horizon_0", "horizon_90", "horizon_180", "horizon_270"],
          f"{described}")
    tags = described[1]["metadata"][""]
    check([float(tags[n]) for n in ("azimuth_deg", "eye_m", "reach_m")] == [90, 2, 800], f"{tags}")
    values = [float(v) for v in gdal(cli, "gdallocationinfo", "-valonly", "-geoloc", "t.tif", 0, 0).split()][6:]
    # the crest, which the cubic between nodes raises by 7 % at most and curvature lowers by 3 cm; elsewhere the map's
    # plane, as far as one looks
    wanted = math.degrees(math.atan(48 / 350))
    check(wanted - 0.02 < values[0] < wanted + 0.4, f"{values}, not {wanted}")
    flat = -math.degrees(math.atan(2 / 800))
    check(all(abs(v - flat) < 0.02 for v in values[1:]), f"{values}, not {flat}")
    check(re.search(r"^  horizon_0 +[\d.]+ to [\d.]+ +deg$", out, flags=re.M), out)
    cli.expect(2, "terrain", "m.yaml", "-o", "h.tif", "--horizon-eye", "2", says="--horizon")
    cli.expect(2, "terrain", "m.yaml", "-o", "h.tif", "--horizon", "0", says="--horizon")


def what_no_map_covers_is_no_data(cli):
    """Half of this raster is off the map."""
    cli.needs_maps()
    tool("gdallocationinfo")
    side = 80
    rows = "\n".join(" ".join(["100"] * side) for _ in range(side))
    cli.write("m.asc", f"ncols {side}\nnrows {side}\nxllcorner -400\nyllcorner -400\ncellsize 10\n{rows}\n")
    gdal(cli, "gdal_translate", "-q", "-ot", "Float32", "-a_srs", "+proj=stere +lat_0=-90 +R=1737400 +units=m", "m.asc",
         "m.tif")
    cli.write("m.yaml", "farside: 1\nsite: {lat_deg: -90, lon_deg: 0, elevation_m: 100}\n"
              "moon: {terrain: {model: dem, layers: [{path: m.tif}]}}\n")
    out = cli.expect(0, "terrain", "m.yaml", "-o", "t.tif", "--width", "400", "--pixel", "10", "--at", "400,0").stdout
    check("known" in out, out)
    values = {
        east: [float(v) for v in gdal(cli, "gdallocationinfo", "-valonly", "-geoloc", "t.tif", east, 0).split()]
        for east in (250, 590)
    }
    check(abs(values[250][0]) < 1e-3 and values[250][5] == 0.0, f"{values}")
    check(all(math.isnan(v) for v in values[590]), f"{values}")


def options_of_gdal_in_the_shell_do_nothing(cli):
    """Not even one that moves a map whose pixels are points by half of one."""
    cli.needs_maps()
    tool("gdal_translate")
    side, spacing = 80, 10
    rows = "\n".join(" ".join(str(50 + 3 * column) for column in range(side)) for _ in range(side))
    cli.write("m.asc", f"ncols {side}\nnrows {side}\nxllcorner -400\nyllcorner -400\ncellsize {spacing}\n{rows}\n")
    gdal(cli, "gdal_translate", "-q", "-ot", "Float32", "-a_srs", "+proj=stere +lat_0=-90 +R=1737400 +units=m", "-mo",
         "AREA_OR_POINT=Point", "m.asc", "m.tif")
    cli.write("m.yaml", "farside: 1\nsite: {lat_deg: -90, lon_deg: 0, elevation_m: 170}\n"
              "moon: {terrain: {model: dem, layers: [{path: m.tif}]}}\n")

    def raster(name, *shell):
        told = cli.expect(0, "terrain", "m.yaml", "-o", name, "--quiet", *SMALL, prefix=("env", *shell)).stderr
        check(told == "", told)
        return cli.path(name).read_bytes()

    expected = raster("t0.tif")
    for i, option in enumerate(("GTIFF_POINT_GEO_IGNORE=TRUE", "GDAL_SKIP=GTiff", "CPL_DEBUG=ON", "PROJ_DEBUG=3")):
        check(raster(f"t{i + 1}.tif", option) == expected, option)


def its_library_of_maps_belongs_to_the_program(cli):
    """It is looked for beside the program alone, and one of something else isn't taken for it."""
    cli.needs_maps()
    cli.write("g.yaml", CONFIG)
    here = shutil.copy(cli.program, cli.path("farside"))
    write = [here, "terrain", "g.yaml", "-o", "g.tif", *SMALL, "--quiet"]

    def refused(*words):
        done = subprocess.run(write, cwd=cli.folder, capture_output=True, text=True, timeout=60)
        check(done.returncode == 2 and all(w in done.stderr for w in ("g.tif: ", *words)), f"{words}: {done}")
        check(not cli.path("g.tif").exists(), "a raster is there all the same")
    refused("farside_maps.so, which is neither", str(cli.path("farside_maps.so")), "install farside whole")
    library = cli.path("farside_maps.so")
    library.write_text("none")
    refused("can't be loaded", "farside_maps.so", "install GDAL")
    shown = subprocess.run(["ldd", cli.program], capture_output=True, text=True, check=True).stdout
    shutil.copy(re.search(r"libfmt\S* => (\S+)", shown)[1], library)
    refused("farside_maps.so is that of another farside")
    shutil.copy(Path(cli.program).parent / "farside_maps.so", library)
    done = subprocess.run(write, cwd=cli.folder, capture_output=True, text=True, timeout=60)
    check(done.returncode == 0 and cli.path("g.tif").exists(), f"{done}")


def without_gdal_it_says_so(cli):
    if cli.reads_maps():
        raise Skip("this farside has GDAL")
    cli.write("g.yaml", CONFIG)
    cli.expect(2, "terrain", "g.yaml", "-o", "g.tif", says=["built without GDAL", "-DFARSIDE_GDAL=ON"])


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
