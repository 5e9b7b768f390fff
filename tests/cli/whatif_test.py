#!/usr/bin/env python3
"""farside whatif: the verdicts of a flight with other limits, without flying; what would change the flights is refused.

usage: whatif_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import csv
import inspect
import io
import json
import sys

from cli_test import check, run_checks

# Every criterion that a limit moves is violated in some of the cases, often with others.
TOUCHDOWNS = """\
farside: 1
campaign: {name: limits, seed: 11, cases: 600}
moon: {gravity: {model: uniform}, rotation: false, terrain: {model: plane, slope_deg: 6}}
vehicle: {limits: {final_tilt_deg: 8, slide_m: 1, load_m_s2: 24, contact_tilt_deg: 3, contact_rate_deg_s: 3}}
touchdown: {model: MODEL, time_max_s: 6}
start: {touchdown: {height_m: 0.3, velocity_up_m_s: -2.6}}
dispersions:
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.7}}
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.6}}
  - {path: start.touchdown.tilt_east_deg, normal: {sd: 2}}
  - {path: start.touchdown.rate_x_deg_s, normal: {sd: 2}}
  - {path: start.touchdown.east_m, normal: {sd: 20000}}
  - {path: FRICTION, uniform: {min: 0.1, max: 0.9}}
requirements:
  - {name: safe, event: safe, probability: 0.5, confidence: 0.9}
  - {name: slid, event: slid, max_probability: 0.2, confidence: 0.9}
  - {name: tilt, event: final_tilt, max_probability: 0.2, confidence: 0.9}
  - {name: fast, event: hard_contact_vertical, max_probability: 0.1, confidence: 0.9}
"""
LEGS = TOUCHDOWNS.replace("MODEL", "legs").replace("FRICTION", "moon.regolith.soil.friction")
RIGID = TOUCHDOWNS.replace("MODEL", "rigid").replace("FRICTION", "moon.regolith.friction")

# Each both looser and tighter than in the campaigns.
LIMITS = {"speed_vertical_m_s": (3.2, 4.3), "speed_horizontal_m_s": (0.6, 1.4), "contact_tilt_deg": (2, 4.5),
          "contact_rate_deg_s": (1.5, 5), "final_tilt_deg": (5, 11), "landing_radius_m": (10000, 60000)}


def fly(cli, config, name, *options):
    cli.write("w.yaml", config)
    cli.expect(0, "run", "w.yaml", "-o", name, "--quiet", "--overwrite", *options)


def verdicts(cli, name):
    text = cli.expect(0, "cases", name, "--outcome", "all", "--columns", "case", "--csv", "--quiet").stdout
    return {row["case"]: (row["outcome"], row["first_cause"]) for row in csv.DictReader(io.StringIO(text))}


def near(name, a, b):
    """Of a case that is off the corridor at contact, the place at rest alone is stored: some decimetres of 10 km."""
    tolerance = 1e-4 if name.endswith("off_corridor") else 1e-12
    return a == b or (a is not None and b is not None and abs(a - b) <= tolerance * max(1, abs(a), abs(b)))


def like_flown_again(cli, sets):
    """Every row of w.h5 judged by these limits is what a flight with them gives; returns how many moved."""
    options = [word for s in sets for word in ("--set", s)]
    cli.expect(0, "run", "w.yaml", "-o", "again.h5", "--quiet", "--overwrite", *options)
    again, judged = verdicts(cli, "again.h5"), verdicts(cli, "w.h5")
    rows = list(csv.DictReader(io.StringIO(cli.expect(0, "whatif", "w.h5", *options, "--csv").stdout)))
    for row in rows:
        check(judged[row["case"]] == (row["outcome_a"], row["first_cause_a"]), f"{sets}: {row}")
        judged[row["case"]] = (row["outcome_b"], row["first_cause_b"])
    differs = {n: (judged[n], again[n]) for n in again if judged[n] != again[n]}
    check(not differs and judged.keys() == again.keys(), f"{sets}: judged, flown again: {differs}")
    # counts by failure_mask and by margins, and what is made from them
    told = cli.told("whatif", "w.h5", *options)
    flown = cli.told("reduce", "again.h5")
    for part in ("cases", "probability", "first_cause", "requirements", "dispersion"):
        check(told[part] == flown[part], f"{sets}: {part}: {told[part]}\n{flown[part]}")
    for a, b in zip(told["criteria"], flown["criteria"], strict=True):
        check(a["name"] == b["name"] and a["fired"] == b["fired"], f"{sets}: {a}\n{b}")
        check(near(a["name"], a["closest_margin"], b["closest_margin"]), f"{sets}: {a}\n{b}")
    for name, quantity in flown["quantities"].items():
        if name.startswith("margin_"):
            for key in ("count", "mean", "min", "max"):
                check(near(name, told["quantities"][name][key], quantity[key]), f"{sets}: {name}.{key}")
    return len(rows)


def touchdowns_on_legs_are_judged_as_flown_again(cli):
    fly(cli, LEGS, "w.h5")
    for limit, values in LIMITS.items():
        moves = [like_flown_again(cli, [f"vehicle.limits.{limit}={value}"]) for value in values]
        check(moves[0] > 0, f"{limit}: {moves}")
    like_flown_again(cli, [f"vehicle.limits.{limit}={values[0]}" for limit, values in LIMITS.items()])
    like_flown_again(cli, [f"vehicle.limits.{limit}={values[1]}" for limit, values in LIMITS.items()])


def rigid_touchdowns_are_judged_as_flown_again(cli):
    fly(cli, RIGID, "w.h5")
    for limit, values in LIMITS.items():
        for value in values:
            like_flown_again(cli, [f"vehicle.limits.{limit}={value}"])


def a_slide_is_judged_by_its_distance(cli):
    fly(cli, RIGID, "w.h5")
    for value in (0.2, 0.8, 1.5, 3):
        like_flown_again(cli, [f"vehicle.limits.slide_m={value}"])
    check(like_flown_again(cli, ["vehicle.limits.slide_m=0.1"]) > 0, "a slide of 0.1 m moves nothing")


def loads_are_judged_by_their_peak(cli):
    soft = LEGS.replace("velocity_up_m_s: -2.6", "velocity_up_m_s: -1.2").replace("sd: 0.7", "sd: 0.2")
    soft = soft.replace("{sd: 0.6}", "{sd: 0.02}")
    soft = soft.replace("slope_deg: 6", "slope_deg: 0").replace("{sd: 2}", "{sd: 0.1}")
    fly(cli, soft, "w.h5")
    for value in (14, 17, 30):
        like_flown_again(cli, [f"vehicle.limits.load_m_s2={value}"])
    check(like_flown_again(cli, ["vehicle.limits.load_m_s2=10"]) > 0, "a load of 10 moves nothing")


def flights_with_an_early_cutoff_are_judged_as_flown_again(cli):
    # down at 1 m/s under thrust; an engine that goes off 4 to 9 m up is early, and some hit too fast
    fly(cli, """\
farside: 1
campaign: {name: cutoff, seed: 5, cases: 300}
moon: {gravity: {model: point_mass}, terrain: {model: plane}}
vehicle: {mass: {dry_mass_kg: 1000, propellant_kg: 50, rcs_propellant_kg: 0}, engine: {thrust_min_N: 0, isp_s: 9000}}
gnc: {guidance: {law: open_loop, open_loop: {thrust_N: 1706, direction_up: 1}}, control: {mode: "off"}}
start: {site: {height_m: 12, velocity_up_m_s: -1}}
dispersions:
  - {path: start.site.velocity_east_m_s, normal: {sd: 0.05}}
  - {path: start.site.east_m, normal: {sd: 300}}
faults:
  - {mechanism: engine_off, probability: 0.5, when: {height_m: [2, 9]}}
""", "w.h5")
    for value in (2.5, 3.5, 4.5, 6):
        check(like_flown_again(cli, [f"vehicle.limits.speed_vertical_m_s={value}"]) > 0, f"{value} moves nothing")


def what_would_change_the_flights_is_refused(cli):
    fly(cli, LEGS, "w.h5", "--cases", 40)

    def refused(code, path, says):
        cli.expect(code, "whatif", "w.h5", "--set", path, says=says)

    refused(2, "vehicle.engine.isp_s=300", ["vehicle.engine.isp_s", "farside run"])
    refused(2, "dispersions[start.touchdown.tilt_east_deg].normal.sd=1", ["dispersions", "farside run"])
    refused(2, "vehicle.limits.propellant_reserve_kg=5", ["reserve", "farside run"])
    refused(2, "vehicle.limits.tip_over_tilt_deg=80", ["70 deg", "farside run"])
    refused(3, "vehicle.limits.final_tilt=9", "did you mean 'final_tilt_deg'?")
    refused(3, "vehicle.limits.final_tilt_deg=900", "outside 0.1..180")
    cli.expect(2, "whatif", "w.h5", says="--set")
    cli.expect(2, "whatif", "w.h5", "--set", "vehicle.limits.slide_m=1", "--csv", "--json", "-", says="--json a file")
    cli.expect(4, "whatif", "w.yaml", "--set", "vehicle.limits.slide_m=1", says="w.yaml")
    check(not cli.leftovers("w.yaml", "w.h5"), cli.leftovers())
    # a row that doesn't say what came first, after nozzle or struts, is no verdict
    fly(cli, LEGS, "w.h5")
    cli.expect(4, "whatif", "w.h5", "--set", "vehicle.limits.load_m_s2=20", says=["such as case", "farside run"])
    fly(cli, LEGS, "d.h5", "--cases", 40, "--set",
        "dispersions[6]={path: vehicle.limits.slide_m, uniform: {min: 1, max: 2}}")
    cli.expect(2, "whatif", "d.h5", "--set", "vehicle.limits.slide_m=1.5", says="is dispersed")


def requirements_are_judged_anew(cli):
    fly(cli, RIGID, "w.h5")
    cli.expect(5, "whatif", "w.h5", "--set", "vehicle.limits.speed_vertical_m_s=2.5", "--gate", "--quiet")
    out = cli.expect(0, "whatif", "w.h5", "--set", "vehicle.limits.speed_vertical_m_s=3.9").stdout
    for text in ("judged by other limits", "Requirements", "vehicle.limits.speed_vertical_m_s: 3.8 → 3.9"):
        check(text in out, out)
    before = cli.path("w.h5").read_bytes()
    cli.expect(0, "whatif", "w.h5", "--set", "vehicle.limits.speed_vertical_m_s=3.9", "--json", "o.json", "--quiet")
    told = json.loads(cli.path("o.json").read_text())
    check([d["path"] for d in told["whatif"]["limits"]] == ["vehicle.limits.speed_vertical_m_s"], told["whatif"])
    check(told["whatif"]["comparison"]["flipped"]["worse"]["count"] == 0, "a looser limit makes a case fail")
    check(cli.path("w.h5").read_bytes() == before, "the file was touched")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
