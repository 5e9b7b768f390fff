#!/usr/bin/env python3
"""What is drawn: cases that can't be are refused or counted, inputs that nothing reads are named, and the shipped
campaigns have neither.

usage: draws_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import csv
import inspect
import re
import sys
from pathlib import Path

from cli_test import check, run_checks

CONFIGS = Path(__file__).resolve().parents[2] / "configs"

# About a third of the cases has a full thrust below the lowest one.
INVALID = """\
farside: 1
campaign: {name: draws, seed: 5, cases: 60}
vehicle: {engine: {thrust_max_N: 7000, thrust_min_N: 6500}}
start:
  site: {height_m: 3, velocity_up_m_s: -1}
gnc: {guidance: {law: open_loop}}
dispersions:
  - {path: vehicle.engine.thrust_max_N, normal: {sd: 1000}}
  - {path: start.site.velocity_east_m_s, normal: {sd: 0.2}}
"""
UNREAD = """\
farside: 1
campaign: {name: unread, cases: 50}
moon: {gravity: {model: uniform}, rotation: false}
touchdown: {model: legs}
start: {touchdown: {velocity_up_m_s: -1}}
dispersions:
  - {path: moon.terrain.slope_deg, uniform: {min: 0, max: 10}}
  - {path: moon.regolith.friction, uniform: {min: 0.1, max: 0.9}}
  - {path: sensors.imu.bias_z_m_s2, normal: {sd: 0.01}}
"""
PLACE = "i.yaml:8:5: dispersions[0]: vehicle.engine.thrust_max_N, normal: {sd: 1000, mean: 7000}"
COUNT = ("--set", "campaign.invalid_draws=count")


def an_invalid_draw_is_refused_before_anything_is_flown(cli):
    cli.write("i.yaml", INVALID)
    rule = "vehicle.engine.thrust_min_N (6500) is above vehicle.engine.thrust_max_N ("
    for command in (["validate", "i.yaml"], ["run", "i.yaml", "-o", "i.h5"]):
        cli.expect(3, *command, says=[rule, PLACE, "of 60 cases", "campaign.invalid_draws"])
    check(not cli.leftovers("i.yaml"), f"left behind: {cli.leftovers()}")


def the_message_hangs_on_no_threads(cli):
    cli.write("i.yaml", INVALID)
    one = cli.expect(3, "run", "i.yaml", "-o", "i.h5", "--threads", 1).stderr
    check(cli.expect(3, "run", "i.yaml", "-o", "i.h5", "--threads", 3).stderr == one, one)


def counted_cases_are_listed_and_kept_with_their_inputs(cli):
    cli.write("i.yaml", INVALID)
    cli.expect(0, "validate", "i.yaml", *COUNT, says=[PLACE])
    out = cli.expect(0, "run", "i.yaml", "-o", "i.h5", *COUNT, says=[PLACE]).stdout
    check(re.search(r"invalid_draw +\d+ ", out), out)
    number = re.search(r"case (\d+): vehicle", cli.expect(0, "validate", "i.yaml", *COUNT).stderr)[1]
    replayed = cli.expect(0, "replay", "i.h5", "--case", number).stdout
    check("not flown" in replayed and "same bits" in replayed, replayed)
    cli.expect(2, "replay", "i.h5", "--case", number, "-o", "t.h5", says="was not flown")
    check(not cli.path("t.h5").exists(), "a time history of nothing")


def counted_cases_are_the_same_for_shards_threads_and_a_resume(cli):
    cli.write("i.yaml", INVALID)

    def fly(name, *options):
        cli.expect(0, "run", "i.yaml", "-o", name, "--quiet", "--reproducible", *COUNT, *options)
        return cli.path(name).read_bytes()

    whole = fly("whole.h5", "--threads", 1)
    check(fly("blocks.h5", "--threads", 3, "--block-cases", 7) == whole, "blocks of 7 give other bytes")
    for i in range(3):
        fly(f"s{i}.h5", "--shard", f"{i}/3")
    cli.expect(0, "merge", "s0.h5", "s1.h5", "s2.h5", "-o", "merged.h5", "--reproducible", "--quiet")
    check(cli.path("merged.h5").read_bytes() == whole, "shards give other bytes")
    fly("more.h5", "--cases", 25)
    check(fly("more.h5", "--resume") == whole, "a resumed campaign has other bytes")


def what_dust_lets_through_hangs_on_no_neighbour(cli):
    """Dust up to higher than the velocimeter looks: who is above that has neighbours below."""
    def fly(name, *options):
        cli.expect(0, "run", CONFIGS / "change4_filter.yaml", "-o", name, "--quiet", "--reproducible", "--cases", 8,
                   "--set", "sensors.dust.height_m=1000", "--set", "sensors.velocimeter.height_max_m=300", *options)
        return cli.path(name).read_bytes()

    check(fly("alone.h5", "--block-cases", 1) == fly("beside.h5", "--block-cases", 8), "blocks give other bytes")


def dust_stands_in_the_altimeters_beam_where_the_velocimeter_is_out_of_reach(cli):
    def fly(name, *options):
        words = [word for option in options for word in ("--set", option)]
        cli.expect(0, "run", CONFIGS / "change4_filter.yaml", "-o", name, "--quiet", "--cases", 3, "--set",
                   "sensors.velocimeter.height_max_m=0", *words)
        cli.expect(0, "export", name, "--csv", name + ".csv", "--quiet")
        rows = list(csv.DictReader(cli.path(name + ".csv").open()))
        return [abs(float(row["nav_error_up"])) for row in rows]

    clear, dusty = fly("clear.h5", "sensors.dust.height_m=0"), fly("dusty.h5", "sensors.dust.height_m=1000",
                                                                   "sensors.dust.dropout_prob=1")
    silent = fly("silent.h5", "sensors.dust.height_m=0", "sensors.altimeter.range_min_m=1000")
    check(dusty != clear and dusty == silent, f"dust that lets nothing through: {clear}, {dusty}, {silent}")


def trajectories_of_invalid_cases_are_left_out(cli):
    cli.write("i.yaml", INVALID)
    every = "output.trajectories=[" + ", ".join(map(str, range(10))) + "]"
    cli.expect(0, "run", "i.yaml", "-o", "i.h5", *COUNT, "--set", every)


def inputs_that_nothing_reads_are_named_and_not_counted(cli):
    cli.write("u.yaml", UNREAD)
    says = ["u.yaml:7:5: warning: dispersions[0]: 'moon.terrain.slope_deg'", "moon.terrain.model: plane or facet",
            "moon.regolith.soil.friction is read", "'sensors.imu.bias_z_m_s2'"]
    done = cli.expect(0, "validate", "u.yaml", says=says)
    check("0 dispersed inputs" in done.stdout, done.stdout)
    out = cli.expect(0, "run", "u.yaml", "-o", "u.h5", says=says).stdout
    flat = " ".join(out.split())
    check(
        "read by none of the chosen models: moon.terrain.slope_deg, moon.regolith.friction, sensors.imu.bias_z_m_s2"
        in flat, out)
    check("all cases are alike" in flat, out)


def inputs_drawn_once_make_no_case_another(cli):
    cli.write("u.yaml", UNREAD.replace("{path: moon.regolith.friction", "{drawn: once, path: start.touchdown.height_m")
              .replace("{min: 0.1, max: 0.9}", "{min: 0.3, max: 0.4}"))
    out = cli.expect(0, "run", "u.yaml", "-o", "u.h5").stdout
    check("all cases are alike" in " ".join(out.split()), out)
    check("all cases alike" in cli.expect(0, "status", "u.h5").stdout, "status has an interval")


def strict_refuses_inputs_that_nothing_reads(cli):
    cli.write("u.yaml", UNREAD)
    for command in (["validate", "u.yaml", "--strict"], ["run", "u.yaml", "-o", "u.h5", "--strict", "--quiet"]):
        cli.expect(3, *command, says=["u.yaml:7:5: error: dispersions[0]", "u.yaml:9:5: error: dispersions[2]"])
    check(not cli.path("u.h5").exists(), "flown all the same")


def shipped_campaigns_are_strict(cli):
    found = sorted(CONFIGS.glob("*.yaml")) + sorted(CONFIGS.glob("closed_form/*.yaml"))
    check(len(found) > 5, "no configurations?")
    for path in found:
        maps = re.findall(r"[{ ]path: ([^,}\s]+\.(?:tif|TIF|img|IMG|lbl|LBL))", path.read_text(encoding="utf-8"))
        if all((path.parent / name).exists() for name in maps):
            cli.expect(0, "validate", path, "--strict")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
