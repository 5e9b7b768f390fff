#!/usr/bin/env python3
"""farside map: the same map however it is computed, nothing half-written, nothing replaced unasked, and what it can't
be made of is refused.

usage: map_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from cli_test import Skip, check, run_checks

MAP = """\
farside: 1
campaign: {name: "risk & <maps>", seed: 1}
moon: {gravity: {model: uniform}, rotation: false, terrain: {model: plane, slope_deg: 20, slope_azimuth_deg: 90}}
start:
  touchdown: {height_m: 0.1, velocity_up_m_s: -1.0}
dispersions:
  - {path: start.touchdown.east_m, normal: {sd: 50}}
  - {path: start.touchdown.north_m, normal: {sd: 20}}
map: {east_m: 2000, width_m: 200, height_m: 100, spacing_m: 20, touchdowns: 3, cloud_cases: 100}
"""
LEGS = """\
farside: 1
campaign: {name: legs, seed: 3}
moon: {gravity: {model: uniform}, terrain: {relief: {model: generated}}}
touchdown: {model: legs}
start:
  site: {height_m: 3, velocity_up_m_s: -1}
dispersions:
  - {path: start.site.velocity_east_m_s, normal: {sd: 0.5}}
  - {path: start.site.velocity_north_m_s, normal: {sd: 0.5}}
map: {width_m: 20, height_m: 20, spacing_m: 10, touchdowns: 3, grounds: 2, cloud_cases: 40}
"""


def reproducible(cli, name, *options):
    cli.expect(0, "map", "m.yaml", "-o", name, "--reproducible", "--quiet", *options)
    return cli.path(name).read_bytes()


def the_map_is_the_same_however_it_is_computed(cli):
    for text in (MAP, LEGS):
        cli.write("m.yaml", text)
        first = reproducible(cli, "a.h5", "--overwrite")
        for options in (["--threads", 1], ["--threads", 3], ["--isa", "baseline"]):
            check(reproducible(cli, "b.h5", "--overwrite", *options) == first, f"other bytes with {options}")
        check(reproducible(cli, "b.h5", "--overwrite", "--set", "campaign.seed=9") != first, "the seed does nothing")


def the_table_says_where_to_aim(cli):
    cli.write("m.yaml", MAP)
    out = cli.expect(0, "map", "m.yaml", "-o", "a.h5").stdout
    for text in ("  best ", "  target ", "  worst ", "without knowledge   0.00 %", "given     ground: the same"):
        check(text in out, f"no {text!r} in\n{out}")
    best, target = (float(re.search(rf"^  {name} +([\d.]+) %", out, re.M)[1]) for name in ("best", "target"))
    check(best > 90 and target < 1, f"the slope about the target ends 2 km east of it:\n{out}")
    check(all(len(line) <= 100 for line in out.splitlines()), out)


def nothing_is_replaced_unasked(cli):
    cli.write("m.yaml", MAP)
    for option in ("-o", "--geotiff", "--png", "--kml"):
        if option in ("--geotiff", "--png") and not cli.reads_maps():
            continue
        name = cli.write("mine", "mine")
        others = [] if option == "-o" else ["-o", "a.h5"]
        cli.expect(2, "map", "m.yaml", *others, option, name, says="mine")
        check(cli.path("mine").read_text() == "mine" and not cli.leftovers("m.yaml", "mine"), option)
    cli.expect(2, "map", "m.yaml", "-o", "a.h5", "--kml", "a.h5", says="named twice")
    cli.expect(2, "map", "m.yaml", "-o", "a.h5", "--kml", "./a.h5", says="named twice")


def exports_without_gdal_are_refused_before_anything_is_flown(cli):
    cli.write("m.yaml", MAP)
    if cli.reads_maps():
        cli.expect(0, "map", "m.yaml", "-o", "a.h5", "--geotiff", "a.tif", "--png", "a.png", "--quiet")
        check(cli.path("a.png").read_bytes()[:4] == b"\x89PNG" and cli.path("a.tif").read_bytes()[:2] == b"II", "")
        return
    for option in ("--geotiff", "--png"):
        cli.expect(2, "map", "m.yaml", "-o", "a.h5", option, "a.x", says="built without GDAL")
    check(not cli.leftovers("m.yaml"), f"{cli.leftovers()}")


def where_the_heights_end_there_is_no_knowledge(cli):
    cli.needs_maps()
    cli.write("level.asc", "ncols 40\nnrows 40\nxllcorner -0.4\nyllcorner -0.4\ncellsize 0.02\n"
              + (("0 " * 40).strip() + "\n") * 40)
    cli.write("level.prj", 'GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference_Meridian",0],'
              'UNIT["Degree",0.0174532925199433]]')
    cli.write(
        "m.yaml",
        MAP.replace("{model: plane, slope_deg: 20, slope_azimuth_deg: 90}",
                    "{model: dem, layers: [{path: level.asc, spacing_m: 50, half_width_m: 2000}]}") +
        "site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}\n")
    out = cli.expect(0, "map", "m.yaml", "-o", "a.h5", "--set", "map.width_m=400").stdout
    # 21 aim points across, of which those less than 1.64 x 50 m before the end at 2 km are known: 1800 to 1900 m
    share = float(re.search(r"without knowledge +([\d.]+) %", out)[1])
    check(abs(share - 100 * 15 / 21) < 6, out)
    check(re.search(r"^  target +100\.00 %", out, re.M), out)
    best = int(re.search(r"^  best .* (\d+) m east", out, re.M)[1])
    check(best <= 1920, out)
    gone = cli.expect(0, "map", "m.yaml", "-o", "b.h5", "--set", "map.east_m=4000").stdout
    check("without knowledge   100.00 %" in gone and "best" not in gone, gone)


def maps_for_maps_have_the_north_up(cli):
    """The slope falls to the north here: safe ground lies 2 km north of the target."""
    cli.needs_maps()
    if not shutil.which("gdallocationinfo"):
        raise Skip("needs gdal-bin")
    cli.write("m.yaml", MAP)
    cli.expect(0, "map", "m.yaml", "-o", "a.h5", "--geotiff", "a.tif", "--quiet", "--set", "map.east_m=0", "--set",
               "map.north_m=1600", "--set", "map.height_m=1200", "--set", "moon.terrain.slope_azimuth_deg=0")

    def there(north, band=1):
        return float(
            subprocess.run(["gdallocationinfo", "-valonly", "-geoloc", "-b", str(band), "a.tif", "0", str(north)],
                           cwd=cli.folder, capture_output=True, text=True, check=True).stdout)

    check(there(2200) > 0.99 and there(1000) == 0, f"{there(2200)} {there(1000)}")
    check(0.5 < there(2200, 2) < there(2200, 3) == 1 and there(2200, 4) == 0, "interval, unknown")


def the_kml_is_whole_and_of_the_moon(cli):
    cli.write("m.yaml", MAP)
    cli.expect(0, "map", "m.yaml", "-o", "a.h5", "--kml", "a.kml", "--quiet")
    root = ElementTree.parse(cli.path("a.kml")).getroot()
    space = "{http://www.opengis.net/kml/2.2}"
    check(root.get("hint") == "target=moon", root.attrib)
    check(root.find(f".//{space}name").text == "risk & <maps>", "the title")
    places = {
        mark.find(f"{space}name").text: mark.find(f".//{space}coordinates").text.split(",")
        for mark in root.iter(f"{space}Placemark") if mark.find(f"{space}Point") is not None
    }
    longitude, latitude, _ = map(float, places["target"])
    check((longitude, latitude) == (177.5885, -45.4561), places)
    # 2 km east are 0.0943 deg at this latitude
    check(0.08 < float(places["best aim point"][0]) - longitude < 0.11, places)
    if not cli.reads_maps():
        return
    # the slope ends to the east: half of the landings are safe somewhere between
    names = [mark.find(f"{space}name").text for mark in root.iter(f"{space}Placemark")]
    check("P(safe) = 50 %" in names, names)
    for mark in root.iter(f"{space}Placemark"):
        if not mark.find(f"{space}name").text.startswith("P(safe)"):
            continue
        for line in mark.iter(f"{space}coordinates"):
            for place in line.text.split():
                east, north, _ = map(float, place.split(","))
                check(0.08 < east - longitude < 0.11 and abs(north - latitude) < 0.003, place)


def what_no_map_can_be_made_of_is_refused(cli):
    cli.write("m.yaml", MAP)
    cli.expect(3, "map", "m.yaml", "-o", "a.h5", "--set", "touchdown.model=none", says="touchdown.model")
    cli.expect(3, "map", "m.yaml", "-o", "a.h5", "--set", "map.spacing_m=0.1", says="aim points")
    cli.expect(3, "map", "m.yaml", "-o", "a.h5", "--set", "map.width=3", says="did you mean 'width_m'?")
    # every flight ends far from the target, which no aim point mends
    cli.expect(2, "map", "m.yaml", "-o", "a.h5", "--set", "vehicle.limits.landing_radius_m=1", "--set",
               "start.touchdown.east_m=5000", "--set", "dispersions=", says="no cloud")
    cli.write("cloud.csv", "start.touchdown.east_m\n1\n2\n3\n")
    cli.expect(3, "map", "m.yaml", "-o", "a.h5", "--set", "dispersions=", "--set", "start.from_file=cloud.csv", "--set",
               "campaign.cases=3", says="cloud.csv has 3 rows")
    check(not cli.leftovers("m.yaml", "cloud.csv"), f"left behind: {cli.leftovers()}")


def of_the_map(out):
    """What the table says of the map, without what it is given."""
    return out.split("given")[0]


def a_finished_campaign_gives_the_map_of_its_flights(cli):
    cli.write("m.yaml", LEGS)
    cli.expect(0, "run", "m.yaml", "-o", "c.h5", "--cases", 50, "--quiet")
    exports = ["--geotiff"] if cli.reads_maps() else []
    flown = cli.expect(0, "map", "m.yaml", "-o", "a.h5", "--kml", "a.kml", *exports, *["a.tif"] * len(exports)).stdout
    taken = cli.expect(0, "map", "m.yaml", "-o", "b.h5", "--kml", "b.kml", *exports, *["b.tif"] * len(exports),
                       "--cloud", "c.h5").stdout
    check(of_the_map(flown) == of_the_map(taken), f"{flown}\n{taken}")
    for suffix in ("kml", *["tif"] * len(exports)):
        check(cli.path(f"a.{suffix}").read_bytes() == cli.path(f"b.{suffix}").read_bytes(), suffix)
    check("cloud: 40 flights of a finished campaign, legs (" in taken and "another ground" not in taken, taken)
    # inputs come from the file, whatever the seed; other ground is told
    other = cli.expect(0, "map", "m.yaml", "-o", "d.h5", "--cloud", "c.h5", "--set", "campaign.seed=9", "--set",
                       "moon.terrain.relief.rocks.exponent=2").stdout
    check("on another ground (1 keys" in " ".join(other.split()), other)


def a_campaign_that_is_no_cloud_is_refused_with_a_reason(cli):
    cli.write("m.yaml", LEGS)
    cli.expect(0, "run", "m.yaml", "-o", "c.h5", "--cases", 40, "--quiet")
    mapped = ["map", "m.yaml", "-o", "a.h5", "--cloud"]
    cli.expect(4, *mapped, "none.h5", says="no such file")
    cli.expect(4, *mapped, "m.yaml", says="is not an HDF5 file")
    cli.expect(4, *mapped, "c.h5", "--set", "vehicle.legs.pad_radius_m=3",
               says="vehicle.legs.pad_radius_m: 2.35 there, 3 here")
    cli.expect(4, *mapped, "c.h5", "--set", "site.lat_deg=3", says="site.lat_deg")
    cli.expect(0, "run", "m.yaml", "-o", "none.h5", "--cases", 4, "--quiet", "--set", "touchdown.model=none")
    cli.expect(4, *mapped, "none.h5", says="without a touchdown")
    cli.write("t.yaml", MAP)
    cli.expect(0, "run", "t.yaml", "-o", "t.h5", "--cases", 4, "--quiet")
    cli.expect(4, "map", "t.yaml", "-o", "a.h5", "--cloud", "t.h5", says="leave --cloud out")
    cli.write("cloud.csv", "start.touchdown.east_m\n" + 20 * "1\n")
    cli.expect(2, "map", "t.yaml", "-o", "a.h5", "--cloud", "c.h5", "--set", "dispersions=", "--set",
               "start.from_file=cloud.csv", "--set", "campaign.cases=20", "--set", "map.cloud_cases=20",
               says="start.from_file")
    cli.expect(0, *mapped, "c.h5", "--overwrite", "--set", "vehicle.engine.thrust_max_N=9000")  # its engine is off
    check(not cli.path("a.h5.journal").exists(), "")


def a_signal_leaves_nothing(cli):
    cli.write("m.yaml", LEGS)
    for name in ("SIGTERM", "SIGINT", "SIGXCPU"):
        flight = subprocess.Popen([cli.program, "map", "m.yaml", "-o", "a.h5", "--set", "map.spacing_m=0.05", "--set",
                                   "map.smoothing_m=0"],
                                  cwd=cli.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "touchdowns for the map" not in (line := flight.stderr.readline()):
            check(line, "it ended by itself")
        flight.send_signal(getattr(signal, name))
        _, told = flight.communicate(timeout=60)
        check(flight.returncode == 75 and "no map was written" in told, f"{name}: {flight.returncode}\n{told}")
        check(not cli.leftovers("m.yaml"), f"{name} left {cli.leftovers()}")


def a_campaign_is_the_same_whatever_its_map(cli):
    cli.write("m.yaml", MAP)
    cli.expect(0, "run", "m.yaml", "-o", "a.h5", "--quiet", "--cases", 4)
    cli.expect(0, "run", "m.yaml", "-o", "a.h5", "--quiet", "--cases", 8, "--resume", "--set", "map.spacing_m=30")
    cli.expect(4, "run", "m.yaml", "-o", "a.h5", "--quiet", "--cases", 9, "--resume", "--set",
               "moon.terrain.slope_deg=3", says="moon.terrain.slope_deg: 20 there, 3 here")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
