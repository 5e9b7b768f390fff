#!/usr/bin/env python3
"""farside drivers: which inputs go with a failure, as of a campaign where that is known; refusals with a way out.

usage: drivers_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import json
import sys

from cli_test import check, run_checks

# Lost by the vertical speed, and nothing else that is drawn.
CONFIG = """\
farside: 1
campaign: {name: drivers, seed: 3, cases: 600}
start:
  touchdown: {height_m: 0.2, velocity_up_m_s: -3.8}
dispersions:
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.5}}
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.01}}
  - {path: start.touchdown.velocity_north_m_s, normal: {sd: 0.01}}
"""


def fly(cli, *options):
    cli.write("c.yaml", CONFIG)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet", *options)


def the_input_that_fails_stands_out_and_no_other(cli):
    fly(cli)
    found = cli.told("drivers", "c.h5")
    first, *others = found["inputs"]
    check(first["path"] == "start.touchdown.velocity_up_m_s" and first["stands_out"], json.dumps(first))
    check(not any(one["stands_out"] for one in others) and len(others) == 2, json.dumps(others))
    check(first["ks"] > 0.95 and first["prcc"] > 0.9, json.dumps(first))
    shares = first["deciles"]["estimate"]
    check(shares[0] == 1 and shares[-1] == 0 and shares == sorted(shares, reverse=True), shares)
    check(found["cases"] == 600 and sum(first["deciles"]["failures"]) == found["failures"] > 20, json.dumps(found))
    check(found["pairs_tried"] == 3 and not found["pairs"][0]["stands_out"], json.dumps(found["pairs"]))
    text = cli.expect(0, "drivers", "c.h5").stdout
    check("  start.touchdown.velocity_up_m_s  " in text and "none stands out" in text, text)
    check(all(len(line) <= 100 for line in text.splitlines()), text)
    # the campaign's file and reduce hold the same
    reduced = cli.told("reduce", "c.h5")
    check(reduced["drivers"] == found, "reduce has others")
    check(found["ks_chance"] < 0.2 and found["prcc_chance"] < 0.2, json.dumps(found))


def an_input_that_nothing_reads_is_no_driver(cli):
    unread = "dispersions[3]={path: vehicle.engine.isp_s, normal: {sd: 1}}"
    fly(cli, "--set", unread)
    found = cli.told("drivers", "c.h5")
    check(found["unread"] == 1 and len(found["inputs"]) == 3 and found["pairs_tried"] == 3, json.dumps(found))
    check("1 more input that nothing reads here is left out" in cli.expect(0, "drivers", "c.h5").stdout, "not told")
    fly(cli, "--overwrite")
    without = cli.told("drivers", "c.h5")
    check(without.pop("unread") == 0 and found.pop("unread") == 1 and without == found, "it changes what is told")


def a_failure_is_named(cli):
    fly(cli)
    by_cause = cli.told("drivers", "c.h5", "--of", "hard_contact_vertical")
    check(by_cause["failure"] == "hard_contact_vertical" and by_cause["failures"] > 20, by_cause["failures"])
    none = cli.told("drivers", "c.h5", "--of", "slid")
    check(none["failures"] == 0 and none["pairs"] is None and none["inputs"][0]["ks"] is None, json.dumps(none))
    check("Pairs: not tried" in cli.expect(0, "drivers", "c.h5", "--of", "slid").stdout, "pairs of nothing")
    few = cli.told("drivers", "c.h5", "--rows", 100)
    check(few["cases"] == 100, few["cases"])


def of_cases_that_do_not_count_alike_it_takes_those_that_reduce_takes(cli):
    cli.write("c.yaml", CONFIG.replace("cases: 600", "cases: 300, sampling: {outer: 3}").replace(
        "sd: 0.5}", "sd: 0.5}, kind: epistemic"))
    cli.expect(0, "run", "c.yaml", "-o", "levels.h5", "--quiet")
    found = json.loads(cli.expect(0, "drivers", "levels.h5", "--json", "-").stdout)
    reduced = json.loads(cli.expect(0, "reduce", "levels.h5", "--json", "-").stdout)
    check(found.pop("values_of") == "best guess" and found == reduced["drivers"] and found["cases"] == 300, str(found))
    check("300 cases at the best guess" in cli.expect(0, "drivers", "levels.h5").stdout, "not told")
    fly(cli, "--cases", 100, "--strata", "faults", "--set", "faults=[{mechanism: leg_weak, probability: 0.2}]")
    found = json.loads(cli.expect(0, "drivers", "c.h5", "--json", "-").stdout)
    reduced = json.loads(cli.expect(0, "reduce", "c.h5", "--json", "-").stdout)
    check(found.pop("values_of") == "none" and found == reduced["drivers"] and found["cases"] == 100, str(found))
    check("100 cases without a fault" in cli.expect(0, "drivers", "c.h5").stdout, "not told")


def cases_that_cannot_be_told_lie_where_their_inputs_say(cli):
    # About a quarter of the cases has a full thrust below the lowest one, which can't be: they aren't flown.
    cli.write("i.yaml", """\
farside: 1
campaign: {name: draws, seed: 5, cases: 200, invalid_draws: count}
vehicle: {engine: {thrust_max_N: 7000, thrust_min_N: 6500}}
start: {site: {height_m: 3, velocity_up_m_s: -1}}
gnc: {guidance: {law: open_loop}}
dispersions:
  - {path: vehicle.engine.thrust_max_N, normal: {sd: 800}}
  - {path: start.site.velocity_east_m_s, normal: {sd: 0.2}}
""")
    cli.expect(0, "run", "i.yaml", "-o", "i.h5", "--quiet")
    found = cli.told("drivers", "i.h5")["untold"]
    check(found["cases"] == found["numerical"] == found["invalid_draws"] > 20, json.dumps(found))
    check(found["cases"] + found["told"] == 200 and found["unknown"] == 0, json.dumps(found))
    thrust, east = found["inputs"]
    check(thrust["path"] == "vehicle.engine.thrust_max_N" and thrust["ks"] == 1 and thrust["stands_out"], str(thrust))
    check(thrust["untold"]["largest"] < 6500 <= thrust["told"]["least"], str(thrust))
    check(not east["stands_out"], str(east))
    text = cli.expect(0, "drivers", "i.h5").stdout
    check(f"Can't be told: {found['cases']} of 200 cases (unknown 0" in text and "invalid draws" in text, text)
    check(all(len(line) <= 100 for line in text.splitlines()), text)
    check(cli.told("reduce", "i.h5")["drivers"]["untold"] == found, "reduce has others")
    text = " ".join(cli.expect(0, "reduce", "i.h5").stdout.split())
    check("tells where among the inputs they lie" in text, text)
    cli.expect(0, "reduce", "i.h5", "--store", "--quiet")
    fly(cli, "--cases", 20)
    check(cli.told("drivers", "c.h5")["untold"] is None, "some are")


def mistakes_are_answered(cli):
    fly(cli, "--cases", 20, "--set", "dispersions=[]")
    check("No input varies" in cli.expect(0, "drivers", "c.h5").stdout, "some do")
    cli.expect(2, "drivers", "c.h5", "--of", "tipover", says="did you mean 'tip_over'?")
    cli.expect(2, "drivers", "c.h5", "--of", "safe", says="expected lost")
    cli.expect(4, "drivers", "none.h5", says="none.h5")
    cli.write("mine.json", "mine")
    cli.expect(2, "drivers", "c.h5", "--json", "mine.json", says="mine.json")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"] and f is not fly]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
