#!/usr/bin/env python3
"""campaign.sampling.method: saltelli: which cases it flies, whatever the order; what its indices are of a fall whose
speed is known; refusals with a way out.

usage: saltelli_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import json
import math
import sys

from cli_test import check, run_checks

# A fall from rest or a throw, without thrust: the square of the speed at the ground is v^2 + 2 g h.
GRAVITY = 1.625
CONFIG = """\
farside: 1
campaign: {name: fall, seed: 11, cases: 20, sampling: {method: saltelli}}
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
gnc:
  guidance: {law: open_loop, open_loop: {thrust_N: 0}}
  control: {mode: "off"}
vehicle: {mass: {cg_z_m: 0, cg_z_full_m: 0}}
flight: {step_s: 0.1}
touchdown: {model: none}
start: {site: {height_m: 3}}
dispersions:
  - {path: start.site.height_m, uniform: {min: 2, max: 6}}
  - {path: start.site.velocity_up_m_s, uniform: {min: -4, max: 0}}
  - {path: start.site.velocity_east_m_s, uniform: {min: -1, max: 1}}
requirements:
  - {name: slow, quantity: touchdown_speed_vertical, max: 5, probability: 0.5, confidence: 0.9}
"""
SPEED, HEIGHT, UP, EAST = (
    "touchdown_speed_vertical",
    "start.site.height_m",
    "start.site.velocity_up_m_s",
    "start.site.velocity_east_m_s",
)


def rows_of(cli, name):
    """Rows of a file by case, as texts."""
    names, *rows = (line.split(",") for line in cli.expect(
        0, "cases", name, "--worst", 100000, "--by", "case", "--columns",
        f"in_*,{SPEED},weight,saltelli_*" if "random" not in name else f"in_*,{SPEED}", "--csv").stdout.splitlines())
    found = [dict(zip(names, row)) for row in rows]
    return sorted(found, key=lambda row: int(row["case"]))


def fly(cli, name="a.h5", *options):
    cli.write("c.yaml", CONFIG)
    cli.expect(0, "run", "c.yaml", "-o", name, "--quiet", *options)


def a_and_b_are_the_random_campaign_and_the_others_differ_in_one_input(cli):
    fly(cli)
    fly(cli, "random.h5", "--cases", 40, "--set", "campaign.sampling.method=random")
    rows, drawn = rows_of(cli, "a.h5"), rows_of(cli, "random.h5")
    check(len(rows) == 100 and len(drawn) == 40, f"{len(rows)} rows, {len(drawn)}")
    inputs = [name for name in drawn[0] if name.startswith("in_")]
    for row in rows:
        number = int(row["case"])
        sample, matrix = divmod(number, 5)
        a, b = drawn[2 * sample], drawn[2 * sample + 1]
        meaning = ["A", "B", HEIGHT, UP, EAST][matrix]
        check(int(row["saltelli_sample"]) == sample and row["saltelli_matrix"] == meaning, str(row))
        expected = dict(a) if matrix != 1 else dict(b)
        if matrix > 1:
            name = "in_" + meaning.replace(".", "_")
            expected[name] = b[name]
        same = [*inputs, SPEED] if matrix < 2 else inputs
        check(all(row[name] == expected[name] for name in same), f"{row}\nbut\n{expected}")
        check(float(row["weight"]) == (2.5 if matrix < 2 else 0), row["weight"])
    # so P and all else are those of the random campaign
    found, random = cli.told("reduce", "a.h5"), cli.told("reduce", "random.h5")
    for part in ("probability", "quantities", "tolerance", "dispersion", "criteria"):
        check(found[part] == random[part], f"{part}: {found[part]}\nbut\n{random[part]}")
    check(found["requirements"][0]["lower"] == random["requirements"][0]["lower"], str(found["requirements"]))
    check(found["cases"]["total"] == 100 and found["sobol"]["base_samples"] == 20, str(found["cases"]))


def sample_draws_what_a_run_flies(cli):
    fly(cli)
    names, *drawn = (line.split(",") for line in cli.expect(0, "sample", "c.yaml", "-o", "-").stdout.splitlines())
    check(names[-2:] == ["saltelli_sample", "saltelli_matrix"] and len(drawn) == 100, str(names))
    for cells, row in zip(drawn, rows_of(cli, "a.h5")):
        check(all(row[name] == cell for name, cell in zip(names[:-1], cells)), f"{cells}\nbut\n{row}")


def rows_are_the_same_however_they_are_flown(cli):
    fly(cli, "a.h5", "--threads", 1)
    rows = rows_of(cli, "a.h5")
    fly(cli, "b.h5", "--threads", 2, "--cases", 12)
    check(rows_of(cli, "b.h5") == rows[:60], "fewer are others")
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", "--resume", "--quiet")
    check(rows_of(cli, "b.h5") == rows, "extended, they are others")
    for i in range(3):
        fly(cli, f"s{i}.h5", "--shard", f"{i}/3")
    cli.expect(0, "merge", "s0.h5", "s1.h5", "s2.h5", "-o", "m.h5", "--quiet")
    check(rows_of(cli, "m.h5") == rows, "in shards, they are others")
    check(cli.told("reduce", "m.h5") == cli.told("reduce", "a.h5"), "other statistics")
    cli.expect(0, "replay", "a.h5", "--case", 88)
    cli.expect(2, "run", "c.yaml", "-o", "a.h5", "--resume", "--cases", 10, says="--cases 20")
    another = ("--set", "dispersions[2].uniform.max=2")
    cli.expect(4, "run", "c.yaml", "-o", "a.h5", "--resume", *another, says="dispersions")


def indices_of_a_fall(cli):
    """Var(E(speed | x)) / Var(speed) and E(Var(speed | all but x)) / Var(speed), by the midpoint rule."""
    fly(cli, "a.h5", "--cases", 2000)
    n = 300
    heights, speeds = ([low + 4 * (i + 0.5) / n for i in range(n)] for low in (2, -4))
    table = [[math.sqrt(v * v + 2 * GRAVITY * h) for v in speeds] for h in heights]
    mean = sum(map(sum, table)) / n**2
    variance = sum((x - mean) ** 2 for row in table for x in row) / n**2
    alone = {HEIGHT: sum((sum(row) / n - mean) ** 2 for row in table) / n / variance,
             UP: sum((sum(column) / n - mean) ** 2 for column in zip(*table)) / n / variance, EAST: 0.0}
    total = {HEIGHT: 1 - alone[UP], UP: 1 - alone[HEIGHT], EAST: 0.0}
    reduced = cli.told("reduce", "a.h5")["sobol"]["of"][SPEED]
    drivers = cli.told("drivers", "a.h5", "--of", SPEED)
    check(drivers["sobol"]["of"] == {SPEED: reduced}, f"{drivers['sobol']}\nbut reduce has\n{reduced}")
    check(drivers["failure"] == "lost" and drivers["values_of"] == "matrices A and B", drivers["failure"])
    check(drivers["cases"] <= 4000 and reduced["base_samples"] == 2000 and reduced["left_out"] == 0, str(reduced))
    check(abs(reduced["mean"] - mean) < 4 * math.sqrt(variance / 4000), f"{reduced['mean']} {mean}")
    check([one["paths"] for one in reduced["indices"]] == sorted(([p] for p in total), key=lambda p: -total[p[0]]),
          str(reduced["indices"]))
    for one in reduced["indices"]:
        path = one["paths"][0]
        for name, truth in (("first", alone), ("total", total)):
            found, low, high = one[name], one[name + "_lower"], one[name + "_upper"]
            # twice the width of an interval of 95 % is 4 sd
            check(abs(found - truth[path]) <= high - low + 1e-6 and high - low < 0.12,
                  f"{name} of {path}: {found} [{low}, {high}], expected {truth[path]}")
    text = cli.expect(0, "drivers", "a.h5", "--of", SPEED).stdout
    check(f"Sobol' indices of {SPEED}, of 2,000 base samples" in text and "of the matrices A and B" in text, text)
    check(all(len(line) <= 100 for line in text.splitlines()), text)
    check("farside drivers tells which inputs own the variance" in " ".join(
        cli.expect(0, "reduce", "a.h5").stdout.split()), "the table doesn't tell")
    cli.expect(0, "reduce", "a.h5", "--store", "--quiet")
    cli.expect(2, "drivers", "a.h5", "--of", "touchdown_speed_vertcal", says=f"did you mean '{SPEED}'?")


def what_is_correlated_moves_together_and_what_is_not_read_does_not(cli):
    copula = "  - {paths: [start.site.velocity_up_m_s, start.site.velocity_east_m_s], copula: {correlation: " \
             "[[1, 0.5], [0.5, 1]]}}\n  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 10}, drawn: once}\n" \
             "  - {path: vehicle.legs.pad_radius_m, normal: {sd: 0.01}}\n"  # read by nothing without legs
    cli.write("c.yaml", CONFIG.replace("requirements:", copula + "requirements:"))
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--quiet")
    rows = rows_of(cli, "a.h5")
    check(len(rows) == 80 and len({row["in_vehicle_mass_dry_mass_kg"] for row in rows}) == 1, f"{len(rows)} rows")
    check(rows[3]["saltelli_matrix"] == f"{UP}+{EAST}", rows[3]["saltelli_matrix"])
    names = ["in_start_site_velocity_up_m_s", "in_start_site_velocity_east_m_s"]
    for i in range(0, 80, 4):
        a, b, height, both = rows[i:i + 4]
        check(all(both[name] == b[name] and height[name] == a[name] for name in names), f"{rows[i:i + 4]}")
    found = cli.told("reduce", "a.h5")["sobol"]["of"][SPEED]["indices"]
    check(sorted(one["paths"] for one in found) == [[HEIGHT], [UP, EAST]], str(found))


def what_takes_independent_cases_says_so(cli):
    fly(cli)
    running = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)["probability"]["safe"]
    check(running["estimate"] is None and "Saltelli" in running["reason"], f"{running}")
    cli.expect(4, "compare", "a.h5", "a.h5", says="saltelli")
    cli.expect(2, "whatif", "a.h5", "--csv", "--set", "vehicle.limits.speed_vertical_m_s=1", says="count alike")
    cli.expect(4, "reduce", "a.h5", "--fault-rates", cli.write("r.yaml", "engine_off: 0.1\n"), says="no column `fault`")
    cli.expect(2, "rare", "c.yaml", says="campaign.sampling.method=random")
    cli.expect(0, "audit", "c.yaml", "--cases", 400, "--quiet")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
