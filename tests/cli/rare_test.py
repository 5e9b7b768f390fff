#!/usr/bin/env python3
"""farside rare: small probabilities with a closed form, by both methods, and commands that fly what was found.

usage: rare_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only but for h5py, so that it runs where the program runs.
"""
import inspect
import json
import math
import shlex
import sys

from cli_test import Skip, check, run_checks

# Contact has the speed of the start, 0.0016 m/s of a first step more: beyond 1.5 m/s with P = Phi(-4 + 0.013).
CAMPAIGN = """\
farside: 1
campaign: {name: drop, seed: 1, cases: 20}
site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}
start: {touchdown: {height_m: 0, velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.125}}
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.05}}
"""
P_HARD = 0.5 * math.erfc((4 - 0.001625 / 0.125) / math.sqrt(2))
FEW = ("--cases", 300)


def told(cli, *options, code=0):
    return cli.told("rare", "c.yaml", "--progress", "none", *FEW, *options, code=code)


def the_closed_form_is_found_by_both_methods(cli):
    cli.write("c.yaml", CAMPAIGN)
    for options in ((), ("--method", "importance", "--samples", 2000)):
        found = told(cli, "--target", "hard_contact_vertical", *options)
        p = found["probability"]
        check(p["lower"] < p["estimate"] < p["upper"] and p["cov"] < 0.35, f"{p}")
        check(abs(p["estimate"] / P_HARD - 1) < 4 * p["cov"], f"{p}, {P_HARD}")
        check(found["first_cause"]["hard_contact_vertical"] > 0.99 and found["untold"] == 0, f"{found['first_cause']}")
        leads = found["inputs"][0]
        check(leads["path"] == "start.touchdown.velocity_up_m_s" and leads["mean_sigma"] < -3.9, f"{leads}")
        check(found["inputs"][1]["rms_sigma"] < 1.4, "an input of no matter")
    check(found["importance"]["n_eff"] > 100 and found["importance"]["largest_weight_share"] < 0.1, "weights")
    check(len(found["importance"]["proposal"]) == 1, "one cluster")


def its_command_flies_the_failure_that_was_found(cli):
    cli.write("c.yaml", CAMPAIGN + "faults: [{mechanism: engine_off, probability: 0.5, when: {time_s: [0, 100]}}]\n")
    found = told(cli, "--target", "hard_contact_vertical", "--set", "campaign.name=x")
    check(len(found["failures"]) == 5, f"{len(found['failures'])}")
    distances = [f["distance_sigma"] for f in found["failures"]]
    check(distances == sorted(distances) and distances[0] > 3.98, f"{distances}")
    for failure in found["failures"][:2]:
        words = shlex.split(failure["command"])
        cli.expect(0, *words[1:], "--quiet", "--overwrite")
        rows = cli.expect(0, "cases", "case.h5", "--worst", 1, "--csv").stdout.splitlines()
        cells = rows[1].split(",")
        check(len(rows) == 2 and int(cells[0]) == failure["case"], f"{rows}")
        check(cells[1:3] == ["lost", failure["first_cause"]], f"{rows[1]}, {failure['first_cause']}")


def the_table_is_for_people_and_quiet_is_quiet(cli):
    cli.write("c.yaml", CAMPAIGN)
    done = cli.expect(0, "rare", "c.yaml", *FEW, "--target", "hard_contact_vertical")
    for text in ("P(hard_contact_vertical)", "95 % interval", "one in", "landings at random", "first cause",
                 "start.touchdown.velocity_up_m_s", "to fly it:", "repeats:"):
        check(text in done.stdout, f"lacks {text!r}:\n{done.stdout}")
    check(cli.expect(0, "rare", "c.yaml", *FEW, "--quiet", "--json", "r.json").stdout == "", "quiet")
    lost = json.loads(cli.path("r.json").read_text())
    check(lost["target"] == "lost" and len(lost["repeats"]) == 10, "the default is P(lost) by ten repeats")
    check(lost["probability"]["conditional_on"] != [], "what all landings share")


def what_isnt_reached_is_no_estimate(cli):
    cli.write("c.yaml", CAMPAIGN)
    sets = ("--set", "vehicle.limits.speed_vertical_m_s=3", "--target", "hard_contact_vertical", "--floor", 1e-3)
    p = told(cli, *sets)["probability"]
    check(p["estimate"] is None and p["lower"] is None and p["upper"] < 1e-3, f"{p}")
    text = cli.expect(0, "rare", "c.yaml", *FEW, *sets).stdout
    check("not reached" in text and "--floor" in text, text)
    p = told(cli, *sets, "--method", "importance")["probability"]
    check(p["estimate"] is None, f"{p}")


def a_gate_decides_by_the_bounds(cli):
    cli.write("c.yaml", CAMPAIGN)
    hard = ("--target", "hard_contact_vertical", "--quiet")
    cli.expect(0, "rare", "c.yaml", *FEW, *hard, "--gate", 2e-4)
    cli.expect(5, "rare", "c.yaml", *FEW, *hard, "--gate", 5e-6)
    cli.expect(6, "rare", "c.yaml", *FEW, *hard, "--gate", P_HARD)


def a_file_holds_every_failure(cli):
    cli.write("c.yaml", CAMPAIGN)
    hard = ("--target", "hard_contact_vertical")
    cli.expect(2, "rare", "c.yaml", *FEW, "-o", "r.json", "--json", "r.json", says="r.json")
    for options in ((), ("--method", "importance", "--samples", 2000)):
        found = told(cli, *hard, *options, "-o", "r.h5", "--overwrite")
        try:
            import h5py
        except ImportError:
            raise Skip("no h5py here") from None
        with h5py.File(cli.path("r.h5")) as f:
            check(f.attrs["filetype"] == "farside-rare" and json.loads(f.attrs["json"]) == found, dict(f.attrs))
            check(f["probability"][()] == found["probability"]["estimate"], f["probability"])
            down, weight = f["in_start_touchdown_velocity_up_m_s"][()], f["weight"][()]
            check(abs(weight.sum() - 1) < 1e-12 and len(weight) > 100, f"{len(weight)} weights")
            check((down <= -1.5 + 0.00163).all() and (f["margin"][()] <= 0).all(), "a landing without the event")
            sigma = f["sigma_start_touchdown_velocity_up_m_s"][()]
            check(abs(down - (-1 + 0.125 * sigma)).max() < 1e-12, "values aren't those of the coordinates")
            mean = (weight * sigma).sum()
            check(abs(mean - found["inputs"][0]["mean_sigma"]) < 1e-9, f"{mean}, {found['inputs'][0]}")
    cli.expect(2, "rare", "c.yaml", *FEW, *hard, "-o", "r.h5", says="r.h5")
    cli.expect(0, "rare", "c.yaml", *FEW, *hard, "--set", "vehicle.limits.speed_vertical_m_s=3", "--floor", 1e-3, "-o",
               "none.h5", "--quiet")


def wrong_words_are_told(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(2, "rare", "c.yaml", "--target", "tipover", says=("tipover", "tip_over"))
    cli.expect(2, "rare", "c.yaml", "--method", "mcmc", says="subset or importance")
    cli.expect(2, "rare", "c.yaml", "--samples", 1000, says="--method importance")
    forced = ("--set", "campaign.strata=faults", "--set", "faults=[{mechanism: engine_no_start, probability: 0.1}]")
    cli.expect(2, "rare", "c.yaml", *forced, says="campaign.strata=none")
    for sampling, remedy in (("{method: sobol}", "method=random"), ("{outer: 4}", "outer=0")):
        cli.expect(2, "rare", "c.yaml", "--set", f"campaign.sampling={sampling}", "--set",
                   "dispersions[0].kind=epistemic", says=f"campaign.sampling.{remedy}")
    cli.write("r.json", "")
    cli.expect(2, "rare", "c.yaml", "--json", "r.json", says="r.json")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
