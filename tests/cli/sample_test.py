#!/usr/bin/env python3
"""farside sample: what it draws is what a run consumes, bit for bit, as CSV and as HDF5.

usage: sample_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only but for h5py, so that it runs where the program runs.
"""
import inspect
import json
import sys

from cli_test import Skip, check, run_checks

CAMPAIGN = """\
farside: 1
campaign: {name: drawn, seed: 3, cases: 40}
start: {touchdown: {height_m: 0.2, velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.2}}
  - {path: start.touchdown.tilt_east_deg, truncated_normal: {sd: 0.5, k: 2}}
  - {path: start.touchdown.yaw_deg, uniform: {min: -180, max: 180}}
"""
FAULTS = """\
touchdown: {model: legs}
faults:
  - {mechanism: leg_weak, probability: 0.3, leg: 1, crush_frac: 0.5}
"""


def table(text):
    """Columns of a CSV table by name."""
    names, *rows = (line.split(",") for line in text.splitlines())
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def sampled(cli, *options):
    return table(cli.expect(0, "sample", "c.yaml", "-o", "-", *options).stdout)


def flown(cli, name="a.h5"):
    cli.expect(0, "run", "c.yaml", "-o", name, "--quiet", "--overwrite")
    return flown_rows(cli, name)


def flown_rows(cli, name):
    rows = table(cli.expect(0, "cases", name, "--worst", 1000, "--columns", "in_*", "--csv").stdout)
    order = sorted(range(len(rows["case"])), key=lambda i: int(rows["case"][i]))
    return {name: [values[i] for i in order] for name, values in rows.items() if name.startswith(("case", "in_"))}


def it_draws_what_a_run_consumes(cli):
    cli.write("c.yaml", CAMPAIGN)
    drawn, used = sampled(cli), flown(cli)
    check(len(used["case"]) == 40 and drawn == used, f"{drawn}\nbut a run used\n{used}")
    part = sampled(cli, "--first", 30, "--cases", 5)
    check(part == {name: values[30:35] for name, values in drawn.items()}, f"{part}")
    check(sampled(cli, "--set", "campaign.seed=4") != drawn, "another seed draws the same")


def files_hold_the_same(cli):
    cli.write("c.yaml", CAMPAIGN)
    drawn = sampled(cli)
    out = cli.expect(0, "sample", "c.yaml", "-o", "s.csv").stdout
    for text in ("in_start_touchdown_yaw_deg", "uniform: {min: -180, max: 180}", "mean", "largest", "cases 0 to 39"):
        check(text in out, f"no {text!r} in\n{out}")
    check(table(cli.path("s.csv").read_text()) == drawn, "another table in the file")
    cli.expect(2, "sample", "c.yaml", "-o", "s.csv", says="s.csv")
    cli.expect(0, "sample", "c.yaml", "-o", "s.h5", "--quiet")
    cli.expect(2, "sample", "c.yaml", "-o", "s.parquet", says=".csv or .h5")
    check(set(cli.leftovers("c.yaml")) == {"s.csv", "s.h5"}, f"left behind: {cli.leftovers()}")
    try:
        import h5py
    except ImportError:
        raise Skip("no h5py here") from None
    with h5py.File(cli.path("s.h5")) as f:
        check(f.attrs["filetype"] == "farside-sample", f.attrs["filetype"])
        for name, values in drawn.items():
            check([float(x) for x in values] == list(f[name]), f"{name} differs")
        check(f["in_start_touchdown_yaw_deg"].attrs["units"] == "deg", "no units")


def faults_have_their_columns(cli):
    cli.write("c.yaml", CAMPAIGN + FAULTS)
    drawn = sampled(cli)
    struck = drawn["fault"].count("1")
    check(set(drawn["fault"]) == {"0", "1"} and set(drawn["fault_time"]) == {""}, f"{drawn['fault']}")
    flown(cli)
    lost = cli.expect(0, "cases", "a.h5", "--worst", 100, "--columns", "fault", "--csv").stdout.count("leg_weak")
    check(lost == struck, f"{struck} struck, {lost} in a run")
    names = ["in_" + d for d in ("start_touchdown_velocity_east_m_s", "start_touchdown_tilt_east_deg")]
    used = flown(cli)
    check(all(drawn[n] == used[n] for n in names), "inputs differ beside a fault")


def impossible_draws_are_told_as_a_run_tells_them(cli):
    cli.write("c.yaml", CAMPAIGN + "  - {path: vehicle.mass.propellant_kg, normal: {mean: 1000, sd: 100}}\n"
              "  - {path: vehicle.mass.unusable_propellant_kg, normal: {mean: 900, sd: 100}}\n")
    cli.expect(3, "sample", "c.yaml", says="can't be")
    cli.expect(0, "sample", "c.yaml", "--set", "campaign.invalid_draws=count", says="can't be")


def designed(method, cases, more=""):
    return CAMPAIGN.replace("cases: 40", f"cases: {cases}, sampling: {{method: {method}{more}}}")


def rows_of(cli, name):
    rows = table(cli.expect(0, "cases", name, "--worst", 5000, "--columns", "*", "--csv").stdout)
    order = sorted(range(len(rows["case"])), key=lambda i: int(rows["case"][i]))
    return {name: [values[i] for i in order] for name, values in rows.items()}


def designs_are_the_same_bits_however_they_are_flown(cli):
    for method in ("latin_hypercube", "sobol"):
        cli.write("c.yaml", designed(method, 320))
        drawn, used = sampled(cli), flown(cli)
        check({name: drawn[name] for name in used} == used, f"{method}: drawn {drawn}\nbut a run used\n{used}")
        whole = rows_of(cli, "a.h5")
        for column in (drawn["replicate"], whole["replicate"]):
            check(column == [str(i % 16) for i in range(320)], f"{method}: {column[:20]}")
        cli.expect(0, "run", "c.yaml", "-o", "t.h5", "--threads", 1, "--quiet")
        check(rows_of(cli, "t.h5") == whole, f"{method}: other rows by one thread")
        for shard in (0, 1, 2):
            cli.expect(0, "run", "c.yaml", "-o", f"s{shard}.h5", "--shard", f"{shard}/3", "--quiet")
        cli.expect(0, "merge", "s0.h5", "s1.h5", "s2.h5", "-o", "m.h5", "--quiet")
        check(rows_of(cli, "m.h5") == whole, f"{method}: other rows of shards")
        cli.expect(0, "run", "c.yaml", "-o", "t.h5", "--cases", 640, "--resume", "--quiet")
        doubled = rows_of(cli, "t.h5")
        check({name: values[:320] for name, values in doubled.items()} == whole, f"{method}: other rows when doubled")
        cli.expect(0, "replay", "t.h5", "--case", 500)
        told = cli.told("reduce", "t.h5")
        check(told["probability"]["safe"]["method"] == "replicates", told["probability"]["safe"])
        check("95 % interval, of replicates" in cli.expect(0, "reduce", "t.h5").stdout, "the table names no method")
        told = cli.told("status", "t.h5")
        safe = told["probability"]["safe"]
        check("independent draws" in safe["reason"] and safe["lower"] is None, f"{told}")
        for name in ("t.h5", "m.h5", "s0.h5", "s1.h5", "s2.h5"):
            cli.path(name).unlink()


def a_hypercube_is_of_its_size_and_its_doublings(cli):
    cli.write("c.yaml", designed("latin_hypercube", 400))
    cli.expect(3, "sample", "c.yaml", "--set", "campaign.cases=1000", says="the nearest: 992 or 1008")
    cli.expect(3, "sample", "c.yaml", "--set", "campaign.cases=15", says="the nearest: 16")
    cli.expect(3, "sample", "c.yaml", "--set", "campaign.sampling.size=20", says="the nearest: 320 or 640")
    cli.expect(3, "sample", "c.yaml", "--set", "campaign.sampling.size=30", says="the nearest: 480")
    cli.expect(0, "sample", "c.yaml", "--set", "campaign.sampling.size=20", "--set", "campaign.cases=640", "--quiet")
    flown(cli)
    cli.expect(4, "run", "c.yaml", "-o", "a.h5", "--cases", 320, "--resume", says="campaign.sampling.size")


def designs_are_refused_where_nothing_is_known_of_their_intervals(cli):
    cli.write("c.yaml", designed("sobol", 64) + FAULTS.replace("0.3", "0.01"))
    cli.expect(3, "run", "c.yaml", "-o", "a.h5", "--strata", "faults", says="can't be with campaign.strata: faults")
    cli.write("c.yaml", designed("sobol", 64))
    cli.expect(3, "map", "c.yaml", "-o", "m.h5", "--set", "touchdown.model=rigid",
               says="campaign.sampling.method=random")
    flown(cli)
    flown_otherwise = ("--set", "campaign.sampling.method=random")
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", "--quiet", *flown_otherwise)
    cli.expect(4, "compare", "a.h5", "b.h5", says="campaign.sampling")


def what_is_not_known_makes_a_band(cli):
    epistemic = CAMPAIGN.replace("sd: 0.2}}", "sd: 0.2}, kind: epistemic, source: 'E: a guess'}").replace(
        "cases: 40", "cases: 50, sampling: {outer: 10}")
    once = "  - {path: vehicle.mass.dry_mass_kg, normal: {sd: 10}, drawn: once}\n"
    cli.write("c.yaml", epistemic + once + "requirements:\n"
              "  - {name: soft, event: safe, probability: 0.5, confidence: 0.9}\n")
    drawn, used = sampled(cli), flown(cli)
    check({name: drawn[name] for name in used} == used, f"drawn {drawn}\nbut a run used\n{used}")
    east, tilt = used["in_start_touchdown_velocity_east_m_s"], used["in_start_touchdown_tilt_east_deg"]
    check(len(east) == 550 and east[0] == "0" and len(set(east)) == 11 and east[3] == east[14], f"{east[:30]}")
    check(tilt[0] == tilt[10] and len(set(tilt)) == 50, f"{tilt[:30]}")
    check(len(set(used["in_vehicle_mass_dry_mass_kg"])) == 1, "drawn more than once")
    told = cli.told("reduce", "a.h5")
    safe = told["probability"]["safe"]
    check(told["cases"]["total"] == 550 and safe["band"]["draws"] == 10, f"{safe}")
    check(told["epistemic"]["rests_on"]["E"]["inputs"] == 1, f"{told['epistemic']}")
    given = told["probability"]["safe"]["conditional_on"]
    check(any("drawn once" in text and "dry_mass_kg" in text for text in given), f"{given}")
    check(told["requirements"][0]["draws"]["pass"] == 10, f"{told['requirements']}")
    text = cli.expect(0, "reduce", "a.h5").stdout
    check("band" in text and "tagged E" in text, text)
    running = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)["probability"]["safe"]
    check(running["estimate"] is None and "several draws" in running["reason"], f"{running}")
    text = cli.expect(0, "status", "a.h5").stdout
    check("P(safe): cases are of several draws of what isn't known" in text, text)
    cli.expect(0, "replay", "a.h5", "--case", 123)
    cli.expect(4, "run", "c.yaml", "-o", "a.h5", "--resume", "--set", "campaign.sampling.outer=11", says="outer")
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--resume", "--cases", 60, "--quiet")
    more = flown_rows(cli, "a.h5")
    check({name: values[:550] for name, values in more.items()} == used, "other rows when there are more")


def files_of_values_are_inputs(cli):
    cli.write("isp.csv", "# of the test stand\nisp_s,run\n309.5,1\n308,2\n308,3\n311,4\n")
    cli.write("c.yaml", CAMPAIGN + "  - {path: vehicle.engine.isp_s, empirical: {file: isp.csv, column: isp_s}}\n")
    drawn, used = sampled(cli), flown(cli)
    check(drawn == used and set(drawn["in_vehicle_engine_isp_s"]) == {"309.5", "308", "311"}, f"{drawn}")
    check(drawn["in_vehicle_engine_isp_s"].count("308") > 12, "no value counts twice")
    cli.expect(0, "replay", "a.h5", "--case", 7)
    cli.expect(0, "reduce", "a.h5", "--quiet")
    cli.expect(4, "sample", "c.yaml", "--set", "dispersions[3].empirical.column=isp",
               says=["isp.csv", "no column 'isp'"])
    cli.write("isp.csv", "isp_s\n309.5\n")
    cli.expect(4, "replay", "a.h5", "--case", 7, says="isp.csv")
    cli.write("isp.csv", "isp_s\n3\n")
    cli.expect(3, "sample", "c.yaml", says="3 is outside")
    cli.path("isp.csv").unlink()
    cli.expect(4, "sample", "c.yaml", says="isp.csv")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
