#!/usr/bin/env python3
"""farside export: what other programs read of a campaign and of a flight is what the file holds.

usage: export_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import csv
import inspect
import io
import json
import math
import re
import sys
import xml.etree.ElementTree as xml

from cli_test import check, run_checks

# Falls from 2 m, some of them too fast; at the site of Chang'e-4.
CONFIG = """\
farside: 1
campaign: {name: "fall <1>", seed: 3, cases: 40}
start:
  touchdown: {height_m: 2, velocity_up_m_s: -2.4}
dispersions:
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.5}}
  - {path: start.touchdown.east_m, normal: {sd: 50}}
  - {path: start.touchdown.north_m, normal: {sd: 20}}
"""


def fly(cli):
    cli.write("c.yaml", CONFIG)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet")


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def csv_is_the_list_of_all_cases_with_every_column(cli):
    fly(cli)
    cli.expect(0, "export", "c.h5", "--csv", "c.csv")
    rows = rows_of(cli.path("c.csv").read_text())
    columns = [name for name in rows[0] if name not in ("case", "outcome", "first_cause")]
    check(len(rows) == 40 and {"stroke_primary[3]", "in_start_touchdown_east_m", "weight"} <= set(columns), rows[0])
    listed = cli.expect(0, "cases", "c.h5", "--outcome", "all", "--csv", "--columns", "*", "--quiet").stdout
    check(rows == [{name: row[name] for name in rows[0]} for row in rows_of(listed)], "another list")


def what_the_python_package_writes_is_said(cli):
    for option, says in (("--parquet", "Parquet is written by the Python package"), ("--pq", "FILE.parquet"),
                         ("--spk", "SPK is written by the Python package"), ("--bsp=c.bsp", "FILE.bsp"),
                         ("-o", "--csv, --geojson"), ("--output", "--csv, --geojson"), ("--out", "--csv, --geojson"),
                         ("--format", "--csv, --geojson"), ("--to", "Parquet and SPK are written by the Python")):
        cli.expect(2, "export", "c.h5", option, says=[f"unknown option {option.split('=')[0]}", says])
    done = cli.expect(2, "map", "c.yaml", "-o", "c.h5", "--format", says="unknown option --format")
    check("--geojson" not in done.stderr, done.stderr)
    cli.expect(2, "export", "c.h5", "c.csv", says=["what is c.csv here?", "--csv, --geojson"])
    for name in ("c.parquet", "c.PQ"):
        cli.expect(2, "export", "c.h5", "--csv", name, says=[f"--csv {name}: would be CSV", "Python package"])
    help_of = " ".join(cli.expect(0, "export", "--help").stdout.split())
    check("Parquet and SPK are written by the Python package" in help_of, help_of)
    check(cli.leftovers() == [], f"in the folder: {cli.leftovers()}")


def landing_points_are_those_of_the_table(cli):
    fly(cli)
    cli.expect(0, "export", "c.h5", "--geojson", "c.json", "--kml", "c.kml")
    columns = "landing_lat,landing_lon,margin_least"
    table = rows_of(cli.expect(0, "cases", "c.h5", "--outcome", "all", "--columns", columns, "--csv", "--quiet").stdout)
    landed = [row for row in table if row["landing_lat"]]
    found = json.loads(cli.path("c.json").read_text())
    check(found["name"] == "fall <1>" and found["body"] == "Moon" and len(found["features"]) == len(landed) > 10, found)
    for feature, row in zip(found["features"], landed):
        lon, lat = feature["geometry"]["coordinates"]
        check(abs((lon - float(row["landing_lon"]) + 180) % 360 - 180) < 1e-12 and -180 <= lon <= 180, feature)
        check(lat == float(row["landing_lat"]), feature)
        told = feature["properties"]
        check(told["case"] == int(row["case"]) and told["outcome"] == row["outcome"], feature)
        check(told["first_cause"] == row["first_cause"] and told["margin_least"] == float(row["margin_least"]), feature)
    check({row["outcome"] for row in landed} >= {"safe", "lost"}, "all end alike: this shows nothing")
    root = xml.fromstring(cli.path("c.kml").read_text())
    places = [mark.findtext("{*}Point/{*}coordinates") for mark in root.iterfind(".//{*}Placemark")]
    check(root.get("hint") == "target=moon" and len(places) == len(landed), places)
    check([float(x) for x in places[0].split(",")] == found["features"][0]["geometry"]["coordinates"], places[0])


def a_raster_of_landings_is_written_where_there_is_gdal(cli):
    fly(cli)
    if not cli.reads_maps():
        cli.expect(2, "export", "c.h5", "--geotiff", "c.tif", says="built without GDAL")
        return
    out = cli.expect(0, "export", "c.h5", "--geotiff", "c.tif", "--pixel", 10)
    check("pixels of 10 m" in out.stderr and cli.path("c.tif").read_bytes()[:2] in (b"II", b"MM"), out.stderr)
    cli.expect(2, "export", "c.h5", "--kml", "c.kml", "--pixel", 10, says="--geotiff")
    cli.expect(2, "export", "c.h5", "--geotiff", "d.tif", "--pixel", 0.01, says="take larger ones")


def samples_of(text):
    lines = text.partition("META_STOP")[2].splitlines()
    return [(line.split()[0], [float(x) for x in line.split()[1:]]) for line in lines if line.startswith("20")]


def a_flight_as_ccsds_messages(cli):
    fly(cli)
    cli.expect(0, "replay", "c.h5", "--case", 7, "-o", "t.h5", "--quiet")
    cli.expect(0, "export", "t.h5", "--oem", "t.oem", "--aem", "t.aem", "--object-name", "LANDER", "--object-id",
               "2018-103A")
    oem, aem = (cli.path(name).read_text() for name in ("t.oem", "t.aem"))
    for text in (oem, aem):
        check("OBJECT_NAME = LANDER\nOBJECT_ID = 2018-103A\nCENTER_NAME = MOON\n" in text, text[:600])
        check("COMMENT simulated by farside: fall <1>, case 7\n" in text and "TIME_SYSTEM = UTC\n" in text, text[:600])
    states, attitudes = samples_of(oem), samples_of(aem)
    check([time for time, _ in states] == [time for time, _ in attitudes] and len(states) > 20, len(states))
    times = [float(time[:-1].rpartition(":")[2]) for time, _ in states]
    check(all(a < b for a, b in zip(times, times[1:])), times)
    # It starts at the time of the site, and comes to rest where the row has it.
    check(states[0][0] == "2019-01-03T02:15:00Z", states[0])
    row = rows_of(cli.expect(0, "cases", "c.h5", "--outcome", "all", "--columns", "landing_lat,landing_lon", "--csv",
                             "--quiet").stdout)[7]
    x, y, z = states[-1][1][:3]
    check(abs(math.degrees(math.asin(z / math.hypot(x, y, z))) - float(row["landing_lat"])) < 1e-6, (row, states[-1]))
    check(abs(math.degrees(math.atan2(y, x)) % 360 - float(row["landing_lon"])) < 1e-6, (row, states[-1]))
    check(abs(math.hypot(*states[-1][1][3:])) < 1e-4, "it isn't at rest")
    # Velocities are the rates of the positions, in km/s as it begins to fall, and body z points up.
    (_, first), (_, later) = states[:2]
    mean = [(b - a) / (times[1] - times[0]) for a, b in zip(first[:3], later[:3])]
    check(all(abs(m - 0.5 * (a + b)) < 1e-6 for m, a, b in zip(mean, first[3:], later[3:])), (mean, first, later))
    qx, qy, qz, qw = attitudes[0][1]
    up = [2 * (qx * qz + qw * qy), 2 * (qy * qz - qw * qx), 1 - 2 * (qx * qx + qy * qy)]
    radius = math.hypot(*first[:3])
    check(all(abs(u - p / radius) < 1e-3 for u, p in zip(up, first)), (up, first))


def the_message_starts_another_campaign(cli):
    """An orbit in it, with a covariance as orbit determination gives it, is the start of a flight."""
    cli.write("o.yaml", cli.expect(0, "example", "change4_orbit").stdout)
    cli.expect(0, "run", "o.yaml", "-o", "o.h5", "--cases", 1, "--quiet", "--set", "output.trajectories=[0]")
    cli.expect(0, "export", "o.h5", "--oem", "o.oem", "--quiet")
    text = cli.path("o.oem").read_text()
    epoch, state = samples_of(text)[0]
    text += f"COVARIANCE_START\nEPOCH = {epoch}\n"
    text += "".join(" ".join(["0"] * i + ["1e-6"]) + "\n" for i in range(6)) + "COVARIANCE_STOP\n"
    cli.write("again.oem", text)
    later = epoch[:14] + "16:00Z"  # a minute after it
    cli.write("again.yaml", "farside: 1\ncampaign: {name: again, seed: 1, cases: 1}\n"
              f"site: {{epoch_utc: {later}}}\nstart: {{orbit: {{oem: again.oem}}}}\n")
    resolved = cli.expect(0, "validate", "again.yaml", "--resolved").stdout
    check("frame: moon_fixed" in resolved, resolved[-3000:])
    for name, value in zip(("position_x_m", "position_y_m", "position_z_m"), state):
        found = float(re.search(rf"^ +{name}: (\S+)", resolved.partition("\n  orbit:")[2], re.M)[1])
        check(abs(found - 1e3 * value) < 1e-6, (name, found, value))


def mistakes_are_answered(cli):
    fly(cli)
    cli.expect(2, "export", "c.h5", says="--csv")
    cli.expect(2, "export", "c.h5", "--cvs", "x", says="did you mean '--csv'?")
    cli.expect(2, "export", "c.h5", "--csv", "x", "--kml", "x", says="named twice")
    cli.write("mine.csv", "mine")
    cli.expect(2, "export", "c.h5", "--csv", "mine.csv", says="mine.csv")
    check(cli.path("mine.csv").read_text() == "mine", "replaced unasked")
    cli.expect(0, "export", "c.h5", "--csv", "mine.csv", "--overwrite")
    cli.expect(2, "export", "c.h5", "--csv", "x", "--case", 3, says="--oem")
    cli.expect(4, "export", "c.h5", "--oem", "x", "--case", 3, says="farside replay CAMPAIGN --case 3 -o")
    cli.expect(4, "export", "none.h5", "--csv", "x", says="none.h5")
    cli.expect(0, "replay", "c.h5", "--cases", "3,5", "-o", "two.h5", "--quiet")
    cli.expect(2, "export", "two.h5", "--oem", "x", says="say which by --case")
    cli.expect(2, "export", "two.h5", "--oem", "x", "--case", 4, says="no time history")
    cli.expect(0, "export", "two.h5", "--aem", "five.aem", "--case", 5)
    check("case 5\n" in cli.path("five.aem").read_text(), "another case")
    cli.expect(4, "export", "two.h5", "--csv", "x", says="is a farside-trajectories file")
    check(not cli.path("x").exists(), "something was written")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"] and f is not fly]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
