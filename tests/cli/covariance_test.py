#!/usr/bin/env python3
"""farside covariance: figures that hang on nothing but the campaign, a warning where a campaign differs, and refusals
with a way out.

usage: covariance_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import json
import sys

from cli_test import check, run_checks

LEVEL = ["--set", "moon.terrain.relief.model=none"]
QUICK = [*LEVEL, "--flights", 1]
PHASES = ("ignition", "braking", "adjust", "approach", "hover", "translation", "descent", "free_fall", "touchdown")


def campaign(cli, name="c.yaml"):
    cli.write(name, cli.expect(0, "example", "change4_filter").stdout)


def told(cli, *options):
    return cli.told("covariance", "c.yaml", *options)


def the_table_tells_phases_and_causes(cli):
    campaign(cli)
    out = cli.expect(0, "covariance", "c.yaml", *QUICK).stdout
    for text in (*PHASES, "At the end of the descent", "velocity up, m/s", "gnc.navigation.map_error", "NEES/3"):
        check(text in out, f"no {text!r} in\n{out}")
    check("left out" not in out, out)
    check(not cli.leftovers("c.yaml"), f"left behind: {cli.leftovers()}")


def the_figures_hang_on_nothing_but_the_campaign(cli):
    campaign(cli)
    grounds = ["--flights", 2, "--grounds", 6]
    first = told(cli, "--threads", 1, *grounds)
    for options in (["--threads", 2], ["--isa", "baseline"], ["--set", "campaign.cases=7"]):
        check(told(cli, *options, *grounds)["moments"] == first["moments"], f"other figures with {options}")
    check(first["grounds"] == 6 and first["flights"] == 2, "not as many flights as asked for")
    for m in first["moments"]:
        for name, e in m["errors"].items():
            parts = sum(c["sd"]**2 for c in e["causes"].values())
            check(abs(parts - e["sd"]**2) < 1e-9 * e["sd"]**2, f"{m['phase']}, {name}: causes don't add up")


def a_campaign_that_differs_is_told(cli):
    campaign(cli)
    cases = ["--set", "campaign.cases=200"]
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--quiet", *LEVEL, *cases)
    out = cli.expect(0, "covariance", "c.yaml", "--against", "a.h5", "--gate", *QUICK, *cases).stdout
    check("Beside a.h5" in out and "differs" not in out, out)
    # outliers that no gate keeps out are nothing that a derivative knows of
    wild = ["--set", "sensors.velocimeter.outlier_prob=0.2", "--set", "gnc.navigation.filter.gate_sd=1e6"]
    cli.expect(0, "run", "c.yaml", "-o", "w.h5", "--quiet", *LEVEL, *cases, *wild)
    out = cli.expect(5, "covariance", "c.yaml", "--against", "w.h5", "--gate", *QUICK, *cases, *wild).stdout
    check("differs" in out, out)
    cli.expect(4, "covariance", "c.yaml", "--against", "w.h5", *QUICK, *cases, says="another campaign")
    cli.expect(4, "covariance", "c.yaml", "--against", "none.h5", *QUICK, *cases, says="none.h5")


def what_has_no_covariance_is_refused(cli):
    campaign(cli)
    for mode in ("perfect", "inertial"):
        cli.expect(3, "covariance", "c.yaml", "--set", f"gnc.navigation.mode={mode}",
                   says="--set gnc.navigation.mode=filter")
    cli.expect(2, "covariance", "c.yaml", "--gate", says="--against")
    cli.write("out.json", "mine")
    cli.expect(2, "covariance", "c.yaml", "--json", "out.json", *QUICK, says="out.json")
    check(cli.path("out.json").read_text() == "mine", "replaced unasked")
    cli.expect(0, "covariance", "c.yaml", "--json", "out.json", "--overwrite", "--quiet", *QUICK)
    check(json.loads(cli.path("out.json").read_text())["moments"][0]["phase"] == "ignition", "no JSON")


def what_cannot_be_compared_is_refused_before_it_flies(cli):
    campaign(cli)
    outer = ["--set", "campaign.sampling.outer=5", "--set", "dispersions[0].kind=epistemic"]
    cli.expect(0, "run", "c.yaml", "--cases", 10, "-o", "o.h5", "--quiet", *outer)
    # to fly over so many grounds takes minutes
    cli.expect(3, "covariance", "c.yaml", "--against", "o.h5", "--set", "campaign.cases=10", "--grounds", 100000,
               *outer, says="campaign.sampling.outer=0", timeout=20)


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
