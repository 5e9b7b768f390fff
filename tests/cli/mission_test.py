#!/usr/bin/env python3
"""After the landing (aftermath.model: mission): P(mission), its causes, its requirements, and what is refused.

usage: mission_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only.
"""
import inspect
import json
import math
import sys

from cli_test import check, run_checks

# Upright on level ground, turned anyhow; some lean or come down too fast.
CONFIG = """\
farside: 1
campaign: {name: mission, seed: 5, cases: 120}
site: {epoch_utc: "2019-01-03T02:26:00Z"}
moon: {gravity: {model: uniform}, rotation: false, terrain: {model: plane, slope_deg: SLOPE}}
vehicle: {mass: {dry_mass_kg: 1200, propellant_kg: 50, rcs_propellant_kg: 0}}
touchdown: {model: legs}
aftermath: {model: mission}
relay: {orbit: halo}
start: {touchdown: {velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.yaw_deg, uniform: {min: -180, max: 180}}
  - {path: start.touchdown.velocity_up_m_s, uniform: {min: -4, max: -0.5}}
requirements:
  - {name: goes on, event: mission, probability: 0.5, confidence: 0.9}
  - {name: heard, event: mission_relay, max_probability: 0.1, confidence: 0.9}
"""
# Nothing is asked of the mission any more.
OPEN = ["vehicle.limits.outage_h=1e6", "vehicle.limits.wake_elevation_deg=-90", "vehicle.power.load_W=0",
        "rover.limits={pitch_deg: 90, roll_deg: 90, step_m: 100, clearance_m: -100, obstacle_m: 100, slope_deg: 90}"]


def prepare(cli, slope=0):
    cli.write("m.yaml", CONFIG.replace("SLOPE", str(slope)))


def fly(cli, name, *sets):
    options = [word for one in sets for word in ("--set", one)]
    return cli.expect(0, "run", "m.yaml", "-o", name, "--overwrite", "--reproducible", *options)


def statistics(cli, name):
    return cli.told("reduce", name)


def it_is_at_most_as_likely_as_a_safe_landing_and_equal_where_nothing_is_asked(cli):
    prepare(cli)
    done = fly(cli, "m.h5", "rover.limits.pitch_deg=20.5")
    s = statistics(cli, "m.h5")
    safe, goes_on = s["probability"]["safe"], s["mission"]["goes_on"]
    check(0 < safe["estimate"] < 1, str(safe))
    check(goes_on["estimate"] < safe["estimate"], f"{goes_on} against {safe}")
    check("P(mission)" in done.stdout and "came first" in done.stdout, done.stdout)
    fly(cli, "open.h5", *OPEN)
    s = statistics(cli, "open.h5")
    check({k: s["mission"]["goes_on"][k] for k in ("estimate", "lower", "upper")} ==
          {k: s["probability"]["safe"][k] for k in ("estimate", "lower", "upper")}, str(s["mission"]))
    check(all(need["count"] == 0 for name, need in s["mission"]["needs"].items() if name != "landing"),
          str(s["mission"]["needs"]))


def status_and_progress_tell_of_it_what_the_statistics_do(cli):
    prepare(cli)
    done = cli.expect(0, "run", "m.yaml", "-o", "m.h5", "--set", "rover.limits.pitch_deg=20.5", "--progress", "json")
    progress = [json.loads(line) for line in done.stderr.splitlines()]
    last = [line for line in progress if line["event"] == "progress"][-1]
    status = json.loads(cli.expect(0, "status", "m.h5", "--json").stdout)
    goes_on = statistics(cli, "m.h5")["mission"]["goes_on"]
    check(0 < goes_on["estimate"] < last["safe_probability"]["estimate"], str(last))
    check(status["probability"]["mission"]["estimate"] == goes_on["estimate"], str(status))
    check(last["mission_probability"] == status["probability"]["mission"], str(last))
    text = cli.expect(0, "status", "m.h5").stdout
    check(f"P(mission) {100 * goes_on['estimate']:.2f} % [" in text, text)
    cli.expect(0, "run", "m.yaml", "-o", "none.h5", "--set", "aftermath.model=none", "--set", "requirements=[]")
    status = cli.expect(0, "status", "none.h5", "--json").stdout
    check("mission" not in json.loads(status)["probability"], status)


# Upright and without thrust down the axis of a crater of 100 m; the relay is 15 deg high in the east.
FALL = """\
farside: 1
campaign: {name: fall, seed: 5, cases: 1}
site: {lat_deg: -20, lon_deg: 110, epoch_utc: "2019-01-03T02:26:00Z"}
moon:
  gravity: {model: uniform, g_m_s2: 0.05}
  rotation: false
  terrain: {relief: {model: listed, craters: {listed: [{east_m: 0, north_m: 0, diameter_m: 100, depth_m: DEPTH}]}}}
vehicle: {mass: {dry_mass_kg: 1200, propellant_kg: 50, rcs_propellant_kg: 0}, antenna: {half_power_deg: 10000}}
gnc: {guidance: {law: open_loop, period_s: 0.1}, control: {mode: "off"}}
touchdown: {model: rigid}
aftermath: {model: mission}
relay: {orbit: halo, rate_bit_s: 10}
start: {site: {height_m: 60}}
"""


def crater_m(depth_m, way_m, diameter_m=100.0):
    """Height of a crater's wall and rim over the plain, by the profile of Fassett and Thomson (2014), eq. 4."""
    def profile(t):
        wall = -0.228809953 + t * (0.227533882 + t * (0.083116795 - 0.039499407 * t))
        return min(max(wall, -0.181), 0.188253307 + t * (-0.187050452 + t * (0.01844746 + 0.01505647 * t)))
    crest = max(profile(0.9 + 1e-4 * i) for i in range(2000))
    low, high = 0.0, 10.0  # what multiplies it below the plain; the rim goes with the power 1.5
    for _ in range(60):
        scale = 0.5 * (low + high)
        low, high = (scale, high) if diameter_m * (0.181 * scale + crest * scale ** 1.5) < depth_m else (low, scale)
    part = profile(2 * way_m / diameter_m)
    return diameter_m * part * (low if part < 0 else low ** 1.5)


def on_the_way_down_the_wall_of_a_crater_hides_the_relay(cli):
    for depth_m in (25, 2):
        cli.write("fall.yaml", FALL.replace("DEPTH", str(depth_m)))
        cli.expect(0, "run", "fall.yaml", "-o", "fall.h5", "--overwrite")
        row = cli.rows("fall.h5")[0]
        rises = math.tan(math.radians(float(row["relay_elevation"])))
        check(0.2 < rises < 0.3, str(row["relay_elevation"]))
        # the line of sight touches wall or rim from this height on
        clear_m = max(crater_m(depth_m, way) - rises * way for way in [0.05 * i for i in range(1480)])
        lost_s = math.sqrt(2 * (60 - clear_m) / 0.05)
        expected = max(float(row["touchdown_time"]) - lost_s, 0.0)
        check((expected > 3) == (depth_m == 25), f"{depth_m} m: {expected} s")
        found = float(row["descent_outage"])
        check(abs(found - expected) <= 0.2, f"{depth_m} m: {found} s without the relay, {expected} s by geometry")


def without_it_no_column_and_no_word_of_it(cli):
    prepare(cli)
    cli.write("m.yaml", CONFIG.replace("SLOPE", "0").replace("aftermath: {model: mission}\n", "")
              .split("requirements:")[0])
    done = cli.expect(0, "run", "m.yaml", "-o", "none.h5")
    check("mission" not in done.stdout.replace("mission: ", ""), done.stdout)
    header = cli.rows("none.h5")[0].keys()
    check(not any(name.startswith(("mission", "egress", "relay", "sun_", "power")) for name in header), str(header))


def what_it_rests_on_tells_of_the_relay_that_is_there_alone(cli):
    prepare(cli)
    fly(cli, "m.h5")
    fly(cli, "alone.h5", "relay.orbit=none", "requirements=")
    fly(cli, "none.h5", "vehicle.limits.speed_vertical_m_s=0.01", "requirements=")
    given = {name: statistics(cli, name)["mission"]["given"] for name in ("m.h5", "alone.h5", "none.h5")}
    likeness, nobody = "the relay's orbit is a likeness", "whether anybody is heard isn't asked"
    told = {name: (likeness in text, nobody in text) for name, text in given.items()}
    check(told == {"m.h5": (True, False), "alone.h5": (False, True), "none.h5": (False, False)}, str(given))


def the_way_down_is_that_of_the_closed_form_on_a_slope(cli):
    prepare(cli, slope=6)
    softly = ("dispersions[start.touchdown.velocity_up_m_s].uniform.min=-0.2",
              "dispersions[start.touchdown.velocity_up_m_s].uniform.max=-0.1")
    fly(cli, "m.h5", "rover.ways=1", *softly)
    hinge, rail = 1.3, 3.5
    for row in [r for r in cli.rows("m.h5") if r["outcome"] == "safe"][:40]:
        heading = math.radians(float(row["landing_heading"]))  # of body x; the ground falls towards the north
        lean = math.radians(float(row["final_tilt"]))  # the slope, and what the lower pads sink more
        roll = math.degrees(math.asin(abs(math.sin(lean) * math.sin(heading))))
        check(abs(float(row["egress_roll"]) - roll) < 0.6, f"roll {row['egress_roll']}, expected {roll}")
        # its end is on the slope, which the deck leans by: steeper downhill, and flatter uphill
        pitch = math.degrees(math.asin(hinge / rail)) + 6 * math.cos(heading)
        check(abs(float(row["egress_pitch"]) - abs(pitch)) < 2.0, f"pitch {row['egress_pitch']}, expected {pitch}")


def sun_and_relay_are_those_of_the_sky(cli):
    prepare(cli)
    fly(cli, "m.h5", "dispersions=", "campaign.cases=1", "requirements=")
    row = cli.rows("m.h5")[0]
    first = cli.told("sky", "m.yaml", "--from", "2019-01-03T02:26:03Z", "--days", "1")["moments"][0]
    for column, body, key in (("sun_elevation", "sun", "elevation_deg"), ("sun_azimuth", "sun", "azimuth_deg"),
                              ("relay_elevation", "relay", "elevation_deg"),
                              ("relay_azimuth", "relay", "azimuth_deg"), ("relay_range", "relay", "range_m")):
        there = first[body][key] * (1e-3 if key == "range_m" else 1.0)
        check(abs(float(row[column]) - there) < 2e-4 * max(1.0, abs(there)), f"{column} {row[column]}, sky {there}")


def requirements_name_it_and_gate(cli):
    prepare(cli)
    fly(cli, "m.h5", "vehicle.limits.speed_vertical_m_s=10")
    cli.expect(0, "reduce", "m.h5", "--gate", "--quiet")
    fly(cli, "m.h5", "vehicle.limits.speed_vertical_m_s=10", "vehicle.antenna.half_power_deg=1")  # never heard
    s = statistics(cli, "m.h5")
    check({q["name"]: q["verdict"] for q in s["requirements"]} == {"goes on": "fail", "heard": "fail"},
          str(s["requirements"]))
    cli.expect(5, "reduce", "m.h5", "--gate", "--quiet")
    check(s["mission"]["needs"]["relay"]["first_count"] == s["cases"]["safe"], str(s["mission"]))


def other_limits_of_the_landing_judge_it_anew_and_those_after_it_are_flown(cli):
    prepare(cli)
    fly(cli, "m.h5")
    before = statistics(cli, "m.h5")["mission"]["goes_on"]["estimate"]
    told = cli.told("whatif", "m.h5", "--set", "vehicle.limits.speed_vertical_m_s=1")["mission"]["goes_on"]
    check(told["estimate"] < before, f"{told}: {before} before")
    fly(cli, "flown.h5", "vehicle.limits.speed_vertical_m_s=1")
    check(told == statistics(cli, "flown.h5")["mission"]["goes_on"], "re-judged and flown differ")
    said = cli.expect(2, "whatif", "m.h5", "--set", "vehicle.limits.outage_h=1").stderr
    check("vehicle.limits.outage_h" in said and "fly it again" in said, said)


def what_cannot_be_is_refused(cli):
    prepare(cli)
    for sets, word in ((["moon.terrain.model=facet"], "no surface"), (["touchdown.model=none"], "at rest"),
                       (["site.epoch_utc=2150-01-01T00:00:00Z"], "1900 to 2100"),
                       (["rover.rail_m=6", "rover.hinge_m=4", "rover.strip_length_m=5"], "11 m"),
                       (["aftermath.model=none"], "aftermath.model: mission alone"),
                       (["aftermath.model=mision"], "mission")):
        options = [w for one in sets for w in ("--set", one)]
        said = cli.expect(3, "validate", "m.yaml", *options).stderr
        check(word in said, f"{sets}: {said}")


def what_comes_after_the_landing_is_compared(cli):
    prepare(cli)
    fly(cli, "a.h5")
    fly(cli, "b.h5", "rover.limits.pitch_deg=20.5")
    c = cli.told("compare", "a.h5", "b.h5")
    check(c["gate"]["of"] == "safe" and c["probability"]["safe"]["difference"]["estimate"] == 0, str(c))
    before, after = ({r["case"]: r for r in cli.rows(name)} for name in ("a.h5", "b.h5"))
    worse = [n for n in before if before[n]["mission"] == "goes_on" != after[n]["mission"]]
    flipped = c["mission"]["flipped"]["worse"]
    check(len(worse) > 10 and flipped["count"] == len(worse) and set(flipped["causes"]) == {"egress"}, str(flipped))
    check(c["probability"]["mission"]["difference"]["estimate"] == -len(worse) / 120, str(c["probability"]))
    listed = cli.expect(0, "compare", "a.h5", "b.h5", "--csv").stdout.splitlines()
    check(listed[0].endswith("mission_a,mission_cause_a,mission_b,mission_cause_b"), listed[0])
    check([line.split(",")[0] for line in listed[1:]] == worse, str(listed))
    cli.expect(0, "compare", "a.h5", "b.h5", "--gate", "--quiet")
    said = cli.expect(5, "compare", "a.h5", "b.h5", "--gate", "--of", "mission").stdout
    check("B is worse: P(mission)" in said, said)
    junit = cli.expect(0, "compare", "a.h5", "b.h5", "--of", "mission", "--junit", "-").stdout
    check("P(mission) isn't lower" in junit.replace("&apos;", "'") and "goes on in A, egress in B" in junit, junit)
    cli.expect(2, "compare", "a.h5", "b.h5", "--of", "mision", says="did you mean 'mission'?")
    fly(cli, "none.h5", "aftermath.model=none", "requirements=", "relay.orbit=none")
    check("mission" not in cli.told("compare", "a.h5", "none.h5"), "told of one alone")
    cli.expect(4, "compare", "a.h5", "none.h5", "--of", "mission", says=["none.h5", "aftermath.model: mission"])


def its_drivers_and_its_cases_are_found_by_their_names(cli):
    prepare(cli)
    fly(cli, "m.h5", "rover.limits.pitch_deg=20.5")
    rows = cli.rows("m.h5")
    fails = [r["case"] for r in rows if r["mission"] == "fails"]
    egress = [r["case"] for r in rows if r["mission_cause"] == "egress"]
    check(0 < len(egress) < len(fails), f"{egress} of {fails}")
    check(cli.told("drivers", "m.h5", "--of", "mission")["failures"] == len(fails), "mission")
    check(cli.told("drivers", "m.h5", "--of", "mission_egress")["failures"] == len(egress), "egress")
    check("mission fails: " in cli.expect(0, "drivers", "m.h5", "--of", "mission").stdout, "not told")
    cli.expect(2, "drivers", "m.h5", "--of", "mission_egres", says="did you mean 'mission_egress'?")

    def listed(*options):
        out = cli.expect(0, "cases", "m.h5", "--csv", "--quiet", *options).stdout.splitlines()
        return [line.split(",")[0] for line in out[1:]]

    check(listed("--mission", "fails") == fails, "--mission fails")
    check(listed("--mission", "fails", "--outcome", "safe") == egress == listed("--cause", "egress"), "--cause egress")
    check(len(listed("--mission", "goes_on,fails,unknown")) == len(rows), "all of them")
    check("mission_cause" in cli.expect(0, "cases", "m.h5", "--cause", "egress", "--csv").stdout, "no column of it")
    cli.expect(2, "cases", "m.h5", "--mission", "fail", says="did you mean 'fails'?")
    cli.expect(2, "cases", "m.h5", "--cause", "egres", says="did you mean 'egress'?")
    check(cli.expect(0, "replay", "m.h5", "--cases", "egress").stdout.count("same bits") == len(egress), "replay")
    fly(cli, "none.h5", "aftermath.model=none", "requirements=", "relay.orbit=none")
    for command in (("drivers", "none.h5", "--of", "mission"), ("cases", "none.h5", "--mission", "fails"),
                    ("cases", "none.h5", "--cause", "egress")):
        cli.expect(2, *command, says="aftermath.model: mission")


def a_safe_case_whose_mission_fails_is_explained(cli):
    prepare(cli, slope=6)
    fly(cli, "m.h5", "rover.limits.pitch_deg=21", "rover.ways=1")
    case = [r["case"] for r in cli.rows("m.h5") if r["outcome"] == "safe" and r["mission_cause"] == "egress"][0]
    told = cli.told("explain", "m.h5", "--case", case)
    check(told["outcome"] == "safe" and told["mission"]["cause"] == "egress", str(told["mission"]))
    check(told["mission"]["needs"][0]["need"] == "egress" and told["mission"]["needs"][0]["margin"] < 0, str(told))
    check(told["rescue"]["of"] == "mission" and ["start.touchdown.yaw_deg"] in
          [group["inputs"] for group in told["rescue"]["groups"]], str(told["rescue"]))
    text = cli.expect(0, "explain", "m.h5", "--case", case).stdout
    check("safe, its mission fails: egress" in text and "let its mission go on" in text, text)
    fine = [r["case"] for r in cli.rows("m.h5") if r["mission"] == "goes_on"][0]
    check(cli.told("explain", "m.h5", "--case", fine)["rescue"] is None, "nothing to save")


def it_is_exported_with_where_a_case_landed(cli):
    prepare(cli)
    fly(cli, "m.h5", "rover.limits.pitch_deg=20.5")
    cli.expect(0, "export", "m.h5", "--geojson", "m.json", "--kml", "m.kml", "--csv", "m.csv")
    rows = {r["case"]: r for r in cli.rows("m.h5")}
    for feature in json.loads(cli.path("m.json").read_text())["features"]:
        told, row = feature["properties"], rows[str(feature["properties"]["case"])]
        check((told["mission"], told["mission_cause"]) == (row["mission"], row["mission_cause"]), str(told))
    kml = cli.path("m.kml").read_text()
    stranded = sum(r["outcome"] == "safe" and r["mission"] == "fails" for r in rows.values())
    check(stranded > 0 and kml.count("#mission_fails") == stranded == kml.count("mission fails: egress"), kml[:2000])
    check("mission_cause" in cli.path("m.csv").read_text().splitlines()[0], "no column of it")


def a_case_flown_again_has_the_same_bits(cli):
    prepare(cli)
    fly(cli, "m.h5")
    out = cli.expect(0, "replay", "m.h5", "--case", "17").stdout
    check("same bits" in out, out)


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
