#!/usr/bin/env python3
"""farside whatif --reach: what it tells is so when it is flown; what can't be weighed is refused.

usage: reach_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import sys

from cli_test import check, run_checks
from whatif_test import fly

# Contact has the speed of the start, so that P(safe) is a known function of what the speed is drawn from.
SIDEWAYS = """\
farside: 1
campaign: {name: sideways, seed: 1, cases: 20000}
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}
start: {touchdown: {height_m: 0, velocity_up_m_s: -1, velocity_east_m_s: EAST}}
dispersions:
  - {DRAWN}
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.1}}
"""
EAST = "path: start.touchdown.velocity_east_m_s, "


def sideways(cli, drawn, *options, east=0, name="s.h5"):
    fly(cli, SIDEWAYS.replace("DRAWN", drawn).replace("EAST", str(east)), name, *options)


def reach(cli, wanted=0.99, name="s.h5"):
    return cli.told("whatif", name, "--reach", wanted)["reach"]


def change(told, kind, path="velocity_east", which=0):
    return [c for c in told["changes"] if c["kind"] == kind and path in c["paths"][0]][which]


def holds_when_flown(cli, found, *options):
    """P of other draws with what was told lies in the interval of P there, or so near as chance has it."""
    sets = [word for s in found["set"] for word in ("--set", s)]
    cli.expect(0, "run", "w.yaml", "-o", "again.h5", "--quiet", "--overwrite", "--set", "campaign.seed=77", *sets,
               *options)
    p, then = cli.told("reduce", "again.h5")["probability"]["safe"], found["probability"]
    check(p["lower"] <= then["upper"] and then["lower"] <= p["upper"], f"{found}\nflown: {p}")


def the_spread_that_reaches_p_is_that_of_the_closed_form(cli):
    sideways(cli, EAST + "normal: {sd: 0.3}")
    told = reach(cli)
    truth = 0.6 / 2.5758293 / 0.3  # of P(|x| < 0.6) = 0.99
    east = change(told, "spread")
    check(abs(east["to_reach"]["times"] - truth) < 0.02, f"not {truth}: {east}")  # 4 sigma of 900 failures' spread
    check(truth - 0.04 < east["to_be_sure"]["times"] < truth, f"not below {truth}: {east}")
    check(abs(east["to_reach"]["probability"]["n_eff"] / 20000 - truth * (2 - truth**2)**0.5) < 0.01, east)
    holds_when_flown(cli, east["to_reach"])
    limit = change(told, "limit", "speed_horizontal")
    check(abs(limit["to_reach"]["limit"] - 0.3 * 2.5758293) < 0.015, limit)
    check(limit["to_reach"]["limit"] < limit["to_be_sure"]["limit"], limit)
    for found in (limit["to_reach"], limit["to_be_sure"]):
        judged = cli.told("whatif", "s.h5", "--set", *found["set"])["probability"]["safe"]
        check({k: judged[k] for k in found["probability"]} == found["probability"], f"{found}\n{judged}")
    for unused in ("slide_m", "propellant_reserve_kg"):
        check("no case is unsafe by it alone" in change(told, "limit", unused)["reason"], unused)
    up = change(told, "spread", "velocity_up")
    check(up["to_reach"] is None and up["best"]["probability"]["estimate"] < 0.98, f"moves nothing, reaches it: {up}")
    out = cli.expect(0, "whatif", "s.h5", "--reach", 0.99).stdout
    for text in ("One of these reaches it", "spread of start.touchdown.velocity_east_m_s", "99 % wanted",
                 "no gain beyond chance: spread of start.touchdown.velocity_up_m_s", "normal.sd=0.23"):
        check(text in out, out)


def each_distribution_is_flown_again_as_it_was_weighed(cli):
    fewer = ["--cases", 8000]
    for drawn, wanted, east in ((EAST + "uniform: {min: -0.7, max: 0.7}", 0.97, 0),
                                (EAST + "truncated_normal: {sd: 0.4, lower: -0.8, upper: 0.8}", 0.95, 0),
                                (EAST + "truncated_normal: {sd: 0.4, k: 2}", 0.95, 0),
                                (EAST + "truncated_normal: {sd_after: 0.35, k: 2}", 0.95, 0),
                                (EAST + "lognormal: {sd: 0.15}", 0.97, 0.4),
                                (EAST + "rayleigh: {mode: 0.3}", 0.97, 0.3),
                                (EAST + "triangular: {min: -0.9, mode: 0.1, max: 0.9}", 0.95, 0)):
        sideways(cli, drawn, *fewer, east=east)
        found = change(reach(cli, wanted), "spread")
        check(found["to_reach"] is not None and 0.2 < found["to_reach"]["times"] < 1, f"{drawn}: {found}")
        holds_when_flown(cli, found["to_reach"], *fewer)


def correlated_inputs_are_changed_together(cli):
    north = "paths: [start.touchdown.velocity_east_m_s, start.touchdown.velocity_north_m_s], "
    correlation = "correlation: [[1, 0.8], [0.8, 1]]}"
    sideways(cli, north + "multivariate_normal: {sd: [0.25, 0.25], " + correlation)
    found = change(reach(cli), "spread")
    check(len(found["paths"]) == 2 and "multivariate_normal.sd=[" in found["to_reach"]["set"][0], found)
    holds_when_flown(cli, found["to_reach"])
    sideways(
        cli, EAST + "uniform: {min: -0.5, max: 0.5}}\n  - {path: start.touchdown.velocity_north_m_s, normal: "
        "{sd: 0.25}}\n  - {" + north + "copula: {" + correlation)
    found = change(reach(cli, 0.97), "spread")
    check(len(found["paths"]) == 2 and len(found["to_reach"]["set"]) == 3, found)
    holds_when_flown(cli, found["to_reach"])


def another_centre_reaches_p_too(cli):
    fewer = ["--cases", 8000]
    for drawn, side in (("normal: {mean: 0.4, sd: 0.1}", 0), ("normal: {mean: -0.4, sd: 0.1}", 1),
                        ("lognormal: {sd: 0.1}", 0)):
        sideways(cli, EAST + drawn, *fewer, east=0.4)
        found = change(reach(cli), "centre", which=side)
        check(found["to_reach"]["sds"] * (1 if side else -1) > 0.1, found)
        holds_when_flown(cli, found["to_reach"], *fewer)
        check(change(reach(cli), "centre", which=1 - side)["to_reach"] is None, "the other side reaches it, too")


def designs_have_the_interval_of_their_replicates(cli):
    for method in ("latin_hypercube", "sobol"):
        design = ["--set", f"campaign.sampling.method={method}", "--set", "campaign.sampling.replicates=16"]
        sideways(cli, EAST + "normal: {sd: 0.3}", *design, "--cases", 16 * 512)
        found = change(reach(cli), "spread")
        check(found["to_be_sure"]["times"] < 0.6 / 2.5758293 / 0.3 + 0.01, f"{method}: {found}")
        holds_when_flown(cli, found["to_reach"], *design)


def what_cant_be_weighed_is_refused_and_says_why(cli):
    once = "dispersions[1]={path: start.touchdown.velocity_up_m_s, normal: {sd: 0.1}, drawn: once}"
    sideways(cli, EAST + "normal: {sd: 0.3}", "--cases", 3000, "--set", once)
    check("drawn once" in change(reach(cli), "spread", "velocity_up")["reason"], reach(cli))
    sideways(cli, EAST + "discrete: {values: [0, 0.7], probabilities: [0.9, 0.1]}", "--cases", 3000)
    told = reach(cli)
    check("no density" in change(told, "spread")["reason"], told)
    check(change(told, "limit", "speed_horizontal")["to_reach"]["limit"] >= 0.7, told)
    sideways(cli, EAST + "normal: {sd: 0.3}", "--cases", 80)
    told = reach(cli, 0.999)
    check("80 effective cases" in change(told, "spread")["reason"], told)
    sideways(cli, EAST + "normal: {sd: 0.3}", "--cases", 3000)
    check(reach(cli, 0.5)["reached"] and not reach(cli, 0.5)["changes"], "0.5 isn't reached")
    cli.expect(2, "whatif", "s.h5", "--reach", 2, says="--reach")
    cli.expect(2, "whatif", "s.h5", "--reach", 0.99, "--gate", says="--reach")
    cli.expect(2, "whatif", "s.h5", "--reach", 0.99, "--set", "vehicle.limits.slide_m=3", says="--reach")
    # all lost: no weight makes one of them safe, a limit does
    sideways(cli, EAST + "normal: {sd: 0.01}", "--cases", 500, east=0.8)
    told = reach(cli)
    check(change(told, "spread")["to_reach"] is None, told)
    check(change(told, "limit", "speed_horizontal")["to_reach"]["saved"] >= 495, told)
    # none lost
    sideways(cli, EAST + "normal: {sd: 0.01}", "--cases", 500)
    check(reach(cli, 0.9999)["reached"], "P is 1")
    for setting, says in (("campaign.sampling.method=saltelli", "Saltelli"), ("campaign.sampling.outer=20", "outer")):
        fly(cli, SIDEWAYS.replace("DRAWN", EAST + "normal: {sd: 0.3}, kind: epistemic").replace("EAST", "0"), "s.h5",
            "--cases", 20, "--set", setting)
        cli.expect(2, "whatif", "s.h5", "--reach", 0.99, says=[says, "--reach"])


# Down at 1 m/s; too fast at contact where the thrust is low, as it always is with two of the faults.
FAULTS = """\
farside: 1
campaign: {name: rarer, seed: 5, cases: 4000}
moon: {gravity: {model: uniform}, rotation: false, terrain: {model: plane}}
vehicle:
  limits: {speed_vertical_m_s: 1.66}
  mass: {dry_mass_kg: 1000, propellant_kg: 50, rcs_propellant_kg: 0}
  engine: {thrust_min_N: 0, isp_s: 9000}
gnc: {guidance: {law: open_loop, open_loop: {thrust_N: 1706, direction_up: 1}}, control: {mode: "off"}}
start: {site: {height_m: 12, velocity_up_m_s: -1}}
dispersions:
  - {path: vehicle.engine.thrust_scale, normal: {mean: 1, sd: 0.01}}
faults:
  - {mechanism: engine_off, probability: 0.2, when: {height_m: [8, 9]}}
  - {mechanism: thrust_high, name: weak, probability: 0.1, factor: 0.9}
  - {mechanism: altimeter_never, probability: 0.3}
"""
OFF = "faults[engine_off]"


def rates(cli, name, off):
    """P of the same rows by `reduce --fault-rates`."""
    cli.write("rates.yaml", f"engine_off: {off}\nweak: 0.1\naltimeter_never: 0.3\n")
    return cli.told("reduce", name, "--fault-rates", "rates.yaml")["probability"]["safe"]


def alike(share, other):
    return all(abs(share[k] - other[k]) < 1e-12 for k in ("estimate", "estimate_high", "lower", "upper"))


def forced_faults_have_the_p_of_their_rates(cli):
    fly(cli, FAULTS, "s.h5", "--strata", "faults", "--cases", 1000)
    told = reach(cli, 0.77)
    p = cli.told("reduce", "s.h5")["probability"]["safe"]
    check(alike(told["now"], p), f"{told['now']}\n{p}")
    off = change(told, "fault", OFF)
    for found in (off["to_reach"], off["to_be_sure"], off["best"]):
        check(alike(found["probability"], rates(cli, "s.h5", found["rate"])), found)
    check(off["to_reach"]["probability"]["estimate"] >= 0.77 and off["to_be_sure"]["probability"]["lower"] >= 0.77, off)
    check(0 < off["to_be_sure"]["rate"] < off["to_reach"]["rate"] < 0.2, off)
    # the next thousandth doesn't do
    check(rates(cli, "s.h5", off["to_reach"]["rate"] + 0.0002)["estimate"] < 0.77, off)
    check(off["safe_with"]["estimate"] == 0 and off["safe_without"]["lower"] > 0.75, off)
    holds_when_flown(cli, off["to_reach"], "--cases", 4000)
    holds_when_flown(cli, off["to_reach"], "--strata", "faults", "--cases", 1000)
    out = cli.expect(0, "whatif", "s.h5", "--reach", 0.77).stdout
    for text in ("faults[engine_off].probability", "0.2 → 0.0", "exact", f"--set '{off['to_reach']['set'][0]}'",
                 "no gain beyond chance: faults[altimeter_never].probability"):
        check(text in out, f"lacks {text!r}:\n{out}")


def faults_by_chance_are_weighed(cli):
    fly(cli, FAULTS, "s.h5")
    told = reach(cli, 0.77)
    off = change(told, "fault", OFF)
    found = off["to_reach"]
    check(0 < found["rate"] < 0.2 and found["probability"]["n_eff"] > 3000, off)
    holds_when_flown(cli, found)
    p = rates(cli, "s.h5", found["rate"])  # of the same rows, but for those with several faults
    check(p["lower"] <= found["probability"]["estimate"] <= p["upper"], f"{found}\n{p}")
    check(off["safe_with"]["upper"] < 0.01 < 0.75 < off["safe_without"]["lower"], off)
    # a case with several counts by each of them: without `weak` nothing of it is left
    best = change(told, "fault", "faults[weak]")["best"]
    check(best["rate"] == 0, best)
    holds_when_flown(cli, best)


def designs_with_faults_are_weighed(cli):
    design = ["--set", "campaign.sampling.method=latin_hypercube", "--set", "campaign.sampling.replicates=16"]
    fly(cli, FAULTS, "s.h5", *design)
    holds_when_flown(cli, change(reach(cli, 0.77), "fault", OFF)["to_reach"], *design)


def what_a_fault_did_to_an_input_is_none_of_its_spread(cli):
    """`weak` multiplies the thrust that is drawn, and the rows have what flew."""
    for options, cases in (([], []), (["--strata", "faults", "--cases", 1000], ["--cases", 4000])):
        fly(cli, FAULTS, "s.h5", *options)
        spread = change(reach(cli, 0.712), "spread", "thrust_scale")
        check(spread["to_reach"] is not None and 0.3 < spread["to_reach"]["times"] < 1, spread)
        check(spread["to_reach"]["probability"]["n_eff"] > 500, spread)
        holds_when_flown(cli, spread["to_reach"], *cases)


def strata_are_judged_by_another_limit(cli):
    fly(cli, FAULTS, "s.h5", "--strata", "faults", "--cases", 300)
    limit = change(reach(cli, 0.715), "limit", "speed_vertical")["to_reach"]
    judged = cli.told("whatif", "s.h5", "--set", *limit["set"])["probability"]["safe"]
    check(alike(limit["probability"], judged), f"{limit}\n{judged}")


def few_cases_of_a_stratum_tell_no_spread(cli):
    fly(cli, FAULTS, "s.h5", "--strata", "faults", "--cases", 80)
    told = reach(cli, 0.8)
    check("80 effective cases" in change(told, "spread", "thrust_scale")["reason"], told)
    check(change(told, "fault", OFF)["to_reach"]["rate"] < 0.2, told)  # by shares, which needn't be weighed


def faults_of_which_nothing_is_told_say_why(cli):
    sets = [f"{OFF}.probability=0.0", "faults[weak].probability=1.0", "faults[altimeter_never].probability=1e-9"]
    fly(cli, FAULTS, "s.h5", "--cases", 200, *[word for s in sets for word in ("--set", s)])
    told = reach(cli, 0.9)
    for name, says in ((OFF, "never strikes"), ("faults[weak]", "in every case"),
                       ("faults[altimeter_never]", "--strata faults")):
        check(says in change(told, "fault", name)["reason"], told)


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
