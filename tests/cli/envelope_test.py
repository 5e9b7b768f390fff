#!/usr/bin/env python3
"""farside envelope: the first failure of each input and of the worst direction, and commands that fly them.

usage: envelope_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import shlex
import sys

from cli_test import check, run_checks

# Contact has the speed of the start; of each input alone the limit is 4 sigma away, or sqrt(0.36 - 0.04) m/s in all.
CAMPAIGN = """\
farside: 1
campaign: {name: sideways, seed: 1, cases: 20}
site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}
start: {touchdown: {height_m: 0, velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {mean: 0.2, sd: 0.08}}
  - {path: start.touchdown.velocity_north_m_s, normal: {mean: 0.2, sd: 0.08}}
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.125}}
"""
WORST_SIGMA = (0.6 - 0.2 * 2**0.5) / 0.08
STEP_SIGMA = 0.02  # contact is found at the end of the first step of 1 ms, 0.0016 m/s later


def told(cli, *options, config="c.yaml", code=0):
    return cli.told("envelope", config, *options, code=code)


def flown(cli, command):
    """What the command's last case ends like."""
    words = shlex.split(command)
    check(words[0] == "farside" and words[-2] == "-o", command)
    cli.expect(0, *words[1:], "--quiet", "--overwrite")
    out = cli.expect(0, "cases", words[-1], "--worst", 100, "--csv").stdout.splitlines()
    return [row.split(",")[1:3] for row in out[1:] if row.split(",")[0] == str(len(out) - 2)][0]


def closed_forms_are_found_and_their_commands_fly_them(cli):
    cli.write("c.yaml", CAMPAIGN)
    e = told(cli)
    east, north, up = e["inputs"]
    alone = ((0.36 - 0.04)**0.5 - 0.2) / 0.08
    for one, sigma, cause in ((east["up"], alone, "hard_contact_horizontal"), (north["up"], alone,
                                                                             "hard_contact_horizontal"),
                              (up["down"], 4, "hard_contact_vertical"), (e["worst"], WORST_SIGMA,
                                                                         "hard_contact_horizontal")):
        check(abs(one["sigma"] - sigma) < STEP_SIGMA, f"{one}: not {sigma}")
        check(one["sigma"] - one["safe_to_sigma"] <= 1.001e-3, f"{one}: a wide bracket")
        check(flown(cli, one["command"]) == ["lost", cause], f"{one['command']}: {flown(cli, one['command'])}")
    check(up["up"]["sigma"] is None or up["up"]["sigma"] > 4, f"{up}")
    check(flown(cli, told(cli, "--case", 3)["worst"]["command"]) == ["lost", "hard_contact_horizontal"], "case 3")


def the_table_tells_values_causes_and_a_command(cli):
    cli.write("c.yaml", CAMPAIGN)
    out = cli.expect(0, "envelope", "c.yaml", "--set", "campaign.seed=7").stdout
    for text in ("worst direction: 3.9", "velocity_east_m_s", "+4.5", "lost: hard_contact_horizontal",
                 "farside run c.yaml --set campaign.seed=7 --cases 1 --set 'dispersions=[", "local search"):
        check(text in out, f"no {text!r} in\n{out}")
    check(not cli.leftovers("c.yaml"), f"left behind: {cli.leftovers()}")


def figures_hang_on_nothing_but_the_campaign(cli):
    cli.write("c.yaml", CAMPAIGN)
    first = told(cli, "--threads", 1)
    for options in (["--threads", 2], ["--isa", "baseline"]):
        check(told(cli, *options) == first, f"other figures with {options}")


def gates_and_refusals(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "envelope", "c.yaml", "--gate", 3.9, "--quiet")
    cli.expect(5, "envelope", "c.yaml", "--gate", 4, "--quiet")
    out = cli.expect(5, "envelope", "c.yaml", "--gate", 1, "--set", "start.touchdown.velocity_up_m_s=-2").stdout
    check("the middle case itself isn't safe: lost: hard_contact_vertical" in out, out)
    none = told(cli, "--set", "dispersions=[]")
    check(none["inputs"] == [] and none["worst"] is None, none)
    cli.expect(2, "envelope", "c.yaml", "--reach", 9, says="--reach")
    cli.write("out.json", "mine")
    cli.expect(2, "envelope", "c.yaml", "--json", "out.json", says="out.json")
    cli.write("f.csv", "start.touchdown.velocity_up_m_s\n-1\n-1.1\n")
    rows = ["--set", "start.from_file.path=f.csv", "--set", "campaign.cases=2", "--set", "dispersions=[]"]
    cli.expect(2, "envelope", "c.yaml", "--case", 2, *rows, says="--case 2")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
