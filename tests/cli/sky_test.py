#!/usr/bin/env python3
"""farside sky: what a newcomer reads, what a program reads, and that the ground of the map hides what is behind it.

usage: sky_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import math
import sys

from cli_test import check, run_checks

SITE = "site: {lat_deg: -45.4561, lon_deg: 177.5885, elevation_m: -5927, epoch_utc: 2019-01-03T02:26:00Z}\n"
TOUCHDOWN = "start: {touchdown: {height_m: 0.2, velocity_up_m_s: -1.0}}\n"
LEVEL = "farside: 1\ncampaign: {name: sky, cases: 4}\n" + SITE + TOUCHDOWN + "relay: {orbit: halo}\n"


def events(found, kind):
    return [e for e in found["events"] if e["event"] == kind]


def the_table_tells_what_a_landing_needs(cli):
    cli.write("s.yaml", LEVEL)
    out = cli.expect(0, "sky", "s.yaml").stdout
    for text in ("horizon      level", "elevation 31.", "(NE): day", "sunset", "noon", "sunrise", "never here",
                 "relay in view from", "555.0 kb/s", "285.0 kb/s", "8.47 GHz"):
        check(text in out, f"no {text!r} in\n{out}")
    check(not cli.leftovers("s.yaml"), f"left behind: {cli.leftovers()}")
    check(cli.expect(0, "sky", "s.yaml", "--quiet").stdout == "", "--quiet prints")


def figures_are_those_of_the_landing(cli):
    cli.write("s.yaml", LEVEL)
    found = cli.told("sky", "s.yaml", "--days", 30)
    first = found["moments"][0]
    check(abs(first["sun"]["elevation_deg"] - 31.5) < 0.05 and abs(first["sun"]["azimuth_deg"] - 50.7) < 0.05, first)
    check(first["sun"]["seen_share"] == 1, first)
    check(found["earth"]["never_rises"] and not events(found, "earth_rises"), found["earth"])
    # seen, the site 0.013 deg from the reference's: 2 min
    check(events(found, "sunset")[0]["utc"].startswith("2019-01-13T"), events(found, "sunset"))
    check(0.15 < first["relay"]["light_time_s"] < 0.3, first["relay"])
    check(math.isclose(first["relay"]["range_m"], 299792458 * first["relay"]["light_time_s"]), first["relay"])
    sizes = [rate["margin_farthest_dB"] for link in found["relay"]["links"] for rate in link["rates"]]
    check(len(sizes) == 7 and all(math.isfinite(x) for x in sizes), sizes)


def a_moment_may_be_written_short_and_what_cant_be_is_refused(cli):
    cli.write("s.yaml", LEVEL)
    for text in ("2019-01-03", "2019-01-03T00:00", "2019-01-03T00:00:00Z"):
        check(cli.told("sky", "s.yaml", "--from", text, "--days", 0.1)["from"] == "2019-01-03T00:00:00Z", text)
    cli.expect(2, "sky", "s.yaml", "--from", "tomorrow", says=["--from", "2019-01-03T02:26:00Z"])
    cli.expect(2, "sky", "s.yaml", "--from", "2150-01-01", says="1900 to 2100")
    cli.expect(2, "sky", "s.yaml", "--from", "2099-12-31", "--days", 30, says="1900 to 2100")
    cli.expect(2, "sky", "s.yaml", "--days", 3660, "--every", 0.001, says="--every")
    cli.expect(2, "sky", "s.yaml", "--case", 4, says="the last one 3")
    cli.expect(2, "sky", "s.yaml", "--horizon-eye", 10, says=["--horizon-eye", "the horizon is level"])
    cli.expect(3, "sky", "s.yaml", "--set", "relay.amplitude_km=50000", says="1000..30000 km")


def without_a_relay_nothing_is_told_of_one(cli):
    cli.write("s.yaml", LEVEL.replace("relay: {orbit: halo}\n", ""))
    check("kb/s" not in cli.expect(0, "sky", "s.yaml", "--days", 1).stdout, "a link without a relay")
    check(cli.told("sky", "s.yaml", "--days", 1)["relay"] is None, "a relay")


def a_dispersed_phase_is_each_case_s_own(cli):
    cli.write("s.yaml", LEVEL + "dispersions: [{path: relay.phase, uniform: {min: 0, max: 1}}]\n")
    drawn = cli.expect(0, "sample", "s.yaml", "-o", "-").stdout.splitlines()
    at = drawn[0].split(",").index("in_relay_phase")
    for case in (0, 3):
        found = cli.told("sky", "s.yaml", "--days", 0.1, "--case", case)["moments"][0]["relay"]["phase"]
        check(abs(found - float(drawn[1 + case].split(",")[at])) < 1e-9, f"case {case}: {found}, {drawn}")
    cli.expect(0, "run", "s.yaml", "-o", "s.h5", "--quiet")
    check("changes nothing here" in cli.expect(0, "validate", "s.yaml").stderr, "no word that no flight reads it")


def a_ridge_on_the_map_hides_the_sun(cli):
    """A wall of 1,200 m, 5 km east of the target: 14 deg high, half as much seen from 600 m above the ground."""
    cli.needs_maps()
    nodes, cell_deg = 161, 0.005  # 152 m from south to north, 106 m from west to east
    east_m = math.radians(cell_deg) * (1737400 - 5927) * math.cos(math.radians(-45.4561))
    row = " ".join("-4727" if 4800 < (c - nodes // 2) * east_m < 5800 else "-5927" for c in range(nodes))
    cli.write("ridge.asc", f"ncols {nodes}\nnrows {nodes}\nxllcorner {177.5885 - nodes / 2 * cell_deg}\n"
              f"yllcorner {-45.4561 - nodes / 2 * cell_deg}\ncellsize {cell_deg}\n" + (row + "\n") * nodes)
    cli.write("ridge.prj", 'GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference_Meridian",0],'
              'UNIT["Degree",0.0174532925199433]]')
    cli.write("m.yaml", LEVEL + "moon: {terrain: {model: dem, layers: [{path: ridge.asc}]}}\n")
    cli.write("s.yaml", LEVEL)
    span = ("--from", "2019-01-28", "--days", 4)
    level, mapped = cli.told("sky", "s.yaml", *span), cli.told("sky", "m.yaml", *span)
    edge = mapped["horizon"]["elevation_deg"]
    east, west = edge[len(edge) // 4], edge[3 * len(edge) // 4]
    raised = cli.told("sky", "m.yaml", *span, "--horizon-eye", 600)["horizon"]["elevation_deg"][len(edge) // 4]
    # the first node of the wall is 4,876 m away; the cubic between nodes raises its crest by a tenth at most, and
    # brings it nearer
    for seen, rise in ((east, 1198), (raised, 600)):
        low, high = (math.degrees(math.atan2(*side)) for side in ((rise, 4876), (rise + 120, 4800)))
        check(low - 0.1 < seen < high, f"{seen} in the east, not {low} to {high}")
    check(-0.2 < west < 0.3, f"{west} in the west")
    for kind in ("first_light", "sunrise", "whole_disc"):
        rise = events(mapped, kind)[0]
        check(rise["utc"] > events(level, kind)[0]["utc"], f"{kind} is no later behind the ridge")
    rise = events(mapped, "sunrise")[0]
    check(abs(rise["elevation_deg"] - rise["horizon_deg"]) < 1e-3 and rise["horizon_deg"] > 5, rise)
    for options in (["--threads", 1], ["--isa", "baseline"]):
        check(cli.told("sky", "m.yaml", *span, *options) == mapped, f"other figures with {options}")
    table = cli.expect(0, "sky", "m.yaml", *span).stdout
    check("of the ground of case 0" in table, "the table doesn't tell whose")
    # as a square that its nearer sides bound, 8,534 m to east and west; told within a twentieth, and three nodes
    end = mapped["horizon"]["maps_end_m"]
    side = 80.5 * east_m
    for name, far in (("least", side), ("most", math.sqrt(2) * side)):
        check((far - 3 * 152 * far / side) / 1.05 < end[name] <= far, end)
    check("the maps end" in table and "beyond" in table, table)
    near = cli.told("sky", "m.yaml", *span, "--horizon-reach", 5)["horizon"]["maps_end_m"]
    check(near is None, f"{near}, of maps that go farther than asked")
    check(level["horizon"]["maps_end_m"] is None, "a map that isn't there ends")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
