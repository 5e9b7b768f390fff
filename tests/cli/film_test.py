#!/usr/bin/env python3
"""farside film and panorama: pictures of the ground that the case flew over, and what stands beside them.

usage: film_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import csv
import inspect
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy

import pseudo_terminal
from cli_test import Skip, check, run_checks

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from png import grey_pixels  # noqa: E402

# Without a flight: let fall from 130 m, upright, over ground of its own.
CONFIG = """\
farside: 1
campaign: {name: seen from above, seed: 5, cases: 2}
site: {epoch_utc: 2019-01-03T02:26:00Z}
moon:
  gravity: {model: uniform}
  terrain: {model: plane, slope_deg: 2, relief: {model: generated, ground: 0.4}}
touchdown: {model: rigid}
start: {touchdown: {height_m: HEIGHT, velocity_up_m_s: -1}}
"""
FALL, STAND = CONFIG.replace("HEIGHT", "130"), CONFIG.replace("HEIGHT", "0.2")


def table_of(cli, folder):
    with open(cli.path(folder + "/frames.csv"), newline="") as file:
        return list(csv.DictReader(file))


def widened(picture):
    """Means of three by three pixels."""
    return sum(numpy.roll(picture, (r, c), (0, 1)) for r in (-1, 0, 1) for c in (-1, 0, 1)) / 9


def without_trend(picture):
    """Less the plane that fits it best: what the phase angle does from edge to edge."""
    rows, columns = numpy.indices(picture.shape)
    known = numpy.stack([numpy.ones(picture.size), rows.ravel(), columns.ravel()], axis=1)
    values = picture.ravel().astype(float)
    return values - known @ numpy.linalg.lstsq(known, values, rcond=None)[0]


def a_picture_shows_the_ground_of_the_hazard_map(cli):
    """Brightness from 100 m against the heights and the sunlight of farside terrain, of the same case and place."""
    cli.needs_maps()
    if not shutil.which("gdal_translate"):
        raise Skip("gdal_translate is not there (gdal-bin)")
    cli.write("f.yaml", FALL)
    cli.expect(0, "run", "f.yaml", "-o", "f.h5", "--quiet")
    cli.expect(0, "film", "f.h5", "--case", 1, "--height", 100, "--size", 150, "-o", "d", "--quiet")
    frame, = table_of(cli, "d")
    facts = json.load(open(cli.path("d/film.json")))
    grey = grey_pixels(cli.path("d/frame_000000.png"))
    check(abs(float(frame["height_m"]) - 100) < 0.01 and float(frame["boresight_off_nadir_deg"]) < 0.01, frame)
    elevation_deg, azimuth_deg = float(frame["sun_elevation_deg"]), float(frame["sun_azimuth_deg"])
    check(abs(elevation_deg - 31.5) < 0.05 and abs(azimuth_deg - 50.7) < 0.06, f"{frame}: at Chang'e-4's touchdown")
    check(facts["rows"] == 150, facts)

    east, north, pixel = float(frame["east_m"]), float(frame["north_m"]), 0.25
    cli.expect(0, "terrain", "f.yaml", "--case", 1, "--at", f"{east},{north}", "--width", 90, "--pixel", pixel, "-o",
               "t.tif", "--sun-elevation", elevation_deg, "--sun-azimuth", azimuth_deg, "--quiet")
    done = subprocess.run(["gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ", "t.tif", "t.raw"],
                          cwd=cli.folder, timeout=60)
    check(done.returncode == 0, "gdal_translate")
    bands = numpy.fromfile(cli.path("t.raw"), numpy.float32)
    side = round(math.sqrt(bands.size / 7))
    height, rock, hazard, sunlit = (bands.reshape(7, side, side)[b] for b in (0, 1, 5, 6))
    surface = (height + rock).astype(float)
    fall_south, rise_east = numpy.gradient(surface, pixel)
    up = 1 / numpy.sqrt(1 + fall_south ** 2 + rise_east ** 2)
    elevation, azimuth = math.radians(elevation_deg), math.radians(azimuth_deg)
    incidence = up * (math.sin(elevation) + math.cos(elevation) *
                      (fall_south * math.cos(azimuth) - rise_east * math.sin(azimuth)))
    expected = numpy.clip(incidence, 0, None) * sunlit

    # each pixel's place on the map, over level ground of its mean height
    focal = 75 / math.tan(math.radians(45.3 / 2))
    at = (numpy.arange(150) + 0.5 - 75) / focal * (float(frame["up_m"]) - surface.mean())
    index = numpy.clip(numpy.rint(at / pixel).astype(int) + side // 2, 0, side - 1)
    on_map = without_trend(widened(expected)[numpy.ix_(index, index)])

    def likeness(picture):
        return numpy.corrcoef(on_map.ravel(), without_trend(widened(picture)).ravel())[0, 1]

    turned = max(map(likeness, (grey[::-1], grey[:, ::-1], grey.T, numpy.rot90(grey))))
    check(likeness(grey) > 0.8 and turned < 0.3, f"alike by {likeness(grey)}, turned or mirrored by {turned}")
    # the places that the map calls rough are where brightness varies
    dangerous = (hazard > 0)[numpy.ix_(index, index)]
    check(50 < dangerous.sum() < dangerous.size - 50, f"{dangerous.sum()} of {dangerous.size} places are hazards")
    check(grey[dangerous].std() > grey[~dangerous].std(), "hazards look smoother than the rest")


def a_film_ends_at_the_ground(cli):
    cli.needs_maps()
    cli.write("f.yaml", FALL)
    cli.expect(0, "run", "f.yaml", "-o", "f.h5", "--quiet")
    out = cli.expect(0, "film", "f.h5", "--case", 0, "--from-height", 40, "--rate", 2, "--size", 40, "-o", "film",
                     "--frames-only").stdout
    table = table_of(cli, "film")
    heights = [float(f["height_m"]) for f in table]
    check(len(table) >= 3 and heights == sorted(heights, reverse=True), heights)
    check(30 < heights[0] <= 40 and 0 < heights[-1] < 15, heights)  # it falls by 20 m/s and hits the ground
    check(all(abs(2 * float(f["time_s"]) % 1) < 1e-6 for f in table), "not at whole periods")
    check(f"{len(table)} pictures of case 0" in out and "sun 31." in out and "as it was" in out, out)
    names = {f["file"] for f in table} | {"frames.csv", "film.json"}
    check(set(os.listdir(cli.path("film"))) == names, "other files")
    cli.expect(2, "film", "f.h5", "--case", 0, "--height", 20, "-o", "film", says="exists")
    one, two = (cli.path("film/frame_000000.png"), cli.path("again/frame_000000.png"))
    cli.expect(0, "film", "f.h5", "--case", 0, "--from-height", 40, "--rate", 2, "--size", 40, "-o", "again",
               "--threads", 1, "--isa", "baseline", "--frames-only", "--quiet")
    check(open(one, "rb").read() == open(two, "rb").read(), "other bytes by one thread")


def a_movie_is_of_the_pictures_of_its_film(cli):
    """Not of those that an earlier, longer film has left; in a folder whose name a counter could stand in, too."""
    cli.needs_maps()
    cli.path("bin").mkdir()
    cli.write("bin/ffmpeg", '#!/bin/sh\nfor last; do :; done\nprintf "%s\\n" "$@" > "${last#file:}"\n')
    cli.path("bin/ffmpeg").chmod(0o755)
    cli.write("f.yaml", FALL)
    cli.expect(0, "run", "f.yaml", "-o", "f.h5", "--quiet", "--overwrite")
    folder = "100 %d film"
    for height_m in (40, 20):
        done = cli.expect(0, "film", "f.h5", "--case", 0, "--from-height", height_m, "--rate", 5, "--size", 16, "-o",
                          folder, "--overwrite", prefix=("env", f"PATH={cli.path('bin')}:{os.environ['PATH']}"))
        pictures = len(table_of(cli, folder))
        words = cli.path(folder + "/film.mp4").read_text().splitlines()
        pattern = words[words.index("-i") + 1].removeprefix("file:")  # %% is %, as of Python
        check(all(cli.path(pattern % i).is_file() for i in range(pictures)), pattern)
        check(words[words.index("-frames:v") + 1] == str(pictures), f"{pictures} pictures, {words}")
    there = len(list(cli.path(folder).glob("frame_*.png")))
    check(there > pictures and f"frame_{pictures:06d}.png: this picture and those after it are of an earlier film" in
          done.stderr, f"{there} pictures, {pictures} of them new: {done.stderr}")


def the_sun_is_that_of_the_ignition_that_an_orbit_plans(cli):
    """Of an orbit that is left by range, time 0 is not site.epoch_utc: here it is four weeks later."""
    cli.needs_maps()
    cli.write("o.yaml", cli.expect(0, "example", "change4_orbit").stdout)
    sets = [word for one in ("start.orbit.epoch_utc=2019-01-30T09:01:20Z", "aftermath.model=mission",
                             "site.epoch_utc=2019-01-03T02:15:00Z") for word in ("--set", one)]
    cli.expect(0, "run", "o.yaml", "-o", "o.h5", "--cases", 1, "--quiet", *sets)
    row = cli.rows("o.h5", "sun_elevation,sun_azimuth")[0]
    cli.expect(0, "film", "o.h5", "--case", 0, "--height", 100, "--size", 16, "-o", "orbit", "--quiet")
    film = json.load(open(cli.path("orbit/film.json")))
    sky = cli.told("sky", "o.yaml", "--days", 1, *sets)["moments"][0]["sun"]
    for what in ("elevation", "azimuth"):
        flown = float(row[f"sun_{what}"])  # where it landed, some kilometres from the target
        check(abs(film[f"sun_{what}_deg"] - flown) < 1, f"film {film[f'sun_{what}_deg']}, row {flown}")
        check(abs(sky[f"{what}_deg"] - flown) < 1, f"sky {sky[f'{what}_deg']}, row {flown}")


def what_cant_be_seen_is_said(cli):
    cli.needs_maps()
    cli.write("f.yaml", FALL)
    cli.write("flat.yaml", "farside: 1\ncampaign: {cases: 1}\nstart: {touchdown: {height_m: 20}}\n")
    for name in ("f", "flat"):
        cli.expect(0, "run", f"{name}.yaml", "-o", f"{name}.h5", "--quiet")
    facet = FALL.replace("model: plane", "model: facet").replace(", relief: {model: generated, ground: 0.4}", "")
    cli.write("facet.yaml", facet)
    cli.expect(0, "run", "facet.yaml", "-o", "facet.h5", "--quiet")
    cli.expect(2, "film", "facet.h5", "--case", 0, "--height", 10, "-o", "x", says="no surface")
    cli.expect(2, "film", "flat.h5", "--case", 0, "--height", 10, "-o", "x", says="no features")
    cli.expect(2, "film", "f.h5", "--case", 0, "--height", 0, "-o", "x", says="in the end")
    cli.expect(2, "film", "f.h5", "--case", 0, "--height", 1e5, "-o", "x", says="at first")
    cli.expect(2, "film", "f.h5", "--case", 0, "--height", 10, "-o", "x", "--sun-azimuth", 9, says="go together")
    cli.write("night.yaml", FALL.replace("2019-01-03", "2019-01-20"))
    cli.expect(0, "run", "night.yaml", "-o", "night.h5", "--quiet")
    cli.expect(2, "film", "night.h5", "--case", 0, "--height", 10, "-o", "x", says="below the horizon of the target")
    cli.expect(2, "film", "f.h5", "--case", 7, "--height", 10, "-o", "x", says="no such case")
    cli.expect(2, "film", "f.h5", "--case", 0, "--height", 10, "--from-height", 20, "-o", "x", says="give one")
    check(not os.path.exists(cli.path("x")), "the folder is left, with nothing in it")
    cli.expect(2, "panorama", "f.h5", "--case", 0, "-o", "p.jpg", says=".png")


def what_is_read_is_not_written_over(cli):
    """Craters in a file that the picture's facts, or those of the film, would be written to."""
    cli.needs_maps()
    craters = "east_m,north_m,diameter_m,depth_m\n1,2,10,1\n"
    cli.path("x").mkdir()
    for name, height, command in (("p.json", "0.2", ("panorama", "-o", "p.PNG")),
                                  ("x/frames.csv", "130", ("film", "--height", 10, "-o", "x")),
                                  ("x/frame_000000.png", "130", ("film", "--height", 10, "-o", "x"))):
        cli.write(name, craters)
        cli.write("c.yaml", CONFIG.replace("HEIGHT", height).replace(
            "ground: 0.4", f"ground: 0.4, craters: {{listed: [{{file: {name}}}]}}"))
        cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet", "--overwrite")
        cli.expect(2, command[0], "c.h5", "--case", 0, *command[1:], "--overwrite",
                   says=f"{name}: is read by this command, and would be lost")
        check(cli.path(name).read_text() == craters, f"{name} was changed")
        cli.path(name).unlink()


def a_panorama_has_ground_sky_and_the_lander(cli):
    cli.needs_maps()
    cli.write("s.yaml", STAND)
    cli.expect(0, "run", "s.yaml", "-o", "s.h5", "--quiet")
    cli.expect(0, "panorama", "s.h5", "--case", 0, "--width", 240, "-o", "p.png")
    facts = json.load(open(cli.path("p.json")))
    grey = grey_pixels(cli.path("p.png"))
    check(grey.shape == (facts["rows"], 240), grey.shape)
    check((grey[:4] == 0).all() and facts["sky_frac"] > 0.05, "the sky is not black")
    check(facts["lander_frac"] > 0.02 and facts["ground_frac"] > 0.3, facts)
    lines = slice(int(0.35 * facts["rows"]), int(0.6 * facts["rows"]))
    towards, away = (grey[lines, round(a / 1.5) % 240].mean() for a in (50.7, 230.7))
    check(away > 2 * towards, f"{away} away from the sun, {towards} towards it")  # ground looks back to the sun
    # the lander's shadow falls away from the sun
    dark = (grey == 0)[lines.start:int(0.85 * facts["rows"])]
    check(dark[:, 140:168].sum() > 3 * dark[:, 20:48].sum(), "its shadow is elsewhere")


def a_panorama_shows_how_far_it_is_on_a_terminal(cli):
    cli.needs_maps()
    cli.write("s.yaml", STAND)
    cli.expect(0, "run", "s.yaml", "-o", "bar.h5", "--quiet", "--overwrite")
    words = [cli.program, "panorama", "bar.h5", "--case", "0", "-o", "bar.png", "--width", "400"]
    shown = pseudo_terminal.shown(words, "stderr", cwd=cli.folder)
    check("[################] 100 %" in shown and "in all" in shown, shown)
    check("[#" in shown.split("100 %")[0] and "left" in shown, shown)
    check("%" not in pseudo_terminal.shown([*words, "--overwrite", "--quiet"], "stderr", cwd=cli.folder), "not quiet")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
