#!/usr/bin/env python3
"""campaign.stop: a campaign ends after the same case whatever the threads, goes on, and is judged from its parts.

usage: stop_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import json
import re
import shlex
import sys

from cli_test import check, run_checks

# P(safe) is near 0.87.
CAMPAIGN = """\
farside: 1
campaign:
  {name: stop, seed: 1, cases: 4000, stop: {safe_width: 0.1, min_cases: 100, round_cases: 100}}
vehicle: {limits: {speed_horizontal_m_s: 0.3}}
start:
  touchdown: {height_m: 0.2, velocity_up_m_s: -1.0}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.2}}
requirements:
  - {name: mostly, event: safe, probability: 0.7, confidence: 0.95}
"""


def statistics(cli, path, *options):
    return cli.told("reduce", path, *options)


def cases_of(cli, path):
    return json.loads(cli.expect(0, "status", path, "--json").stdout)["cases"]


def it_ends_after_the_same_case_for_any_threads_and_says_why(cli):
    cli.write("c.yaml", CAMPAIGN)
    ended = []
    for i, options in enumerate((("--threads", 1), ("--threads", 2, "--block-cases", 7),
                                 ("--threads", 2, "--block-order", "reverse"))):
        done = cli.expect(0, "run", "c.yaml", "-o", f"{i}.h5", *options, says="campaign.stop is met after")
        stop = statistics(cli, f"{i}.h5")["stop"]
        check(stop["met"] and stop["cases"] % 100 == 0 and "stop" in done.stdout, f"{stop}")
        goal = stop["goals"][0]
        check(goal["upper"] - goal["lower"] <= 0.1 and goal["holds"], f"{goal}")
        counted = cases_of(cli, f"{i}.h5")
        check(counted["done"] == stop["cases"] == counted["total"] and counted["missing"] == 0, f"{counted}, {stop}")
        ended.append(stop["cases"])
    check(100 < ended[0] < 4000 and len(set(ended)) == 1, f"{ended}")
    p = statistics(cli, "0.h5")["probability"]["safe"]
    check(p["method"] == "confidence_sequence" and p["upper"] - p["lower"] <= 0.1, f"{p}")
    once = statistics(cli, "0.h5")["quantities"]["touchdown_speed_horizontal"]["quantiles"][3]
    check(once["lower"] < once["value"] < once["upper"], f"{once}")
    check(statistics(cli, "0.h5")["tolerance"]["touchdown_speed_horizontal"]["wilks_95_95_upper"] is None,
          "a limit for a number that was chosen before")


def rows_and_identity_are_those_of_a_campaign_without_it(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--quiet", "--reproducible")
    n = cases_of(cli, "a.h5")["done"]
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", "--quiet", "--no-stop", "--cases", n)
    cli.expect(0, "merge", "a.h5", "b.h5", "-o", "m.h5", "--quiet")  # of one campaign, the same bits of each case
    check(cases_of(cli, "m.h5")["done"] == n, "as many")


def resume_goes_on_where_it_has_to(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--quiet")
    first = cases_of(cli, "a.h5")["done"]
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--resume", says=("is finished", "campaign.stop is met"))
    check(cases_of(cli, "a.h5")["done"] == first, "flown further")
    narrower = ("--set", "campaign.stop.safe_width=0.07")
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--resume", *narrower, says="campaign.stop is met")
    more = cases_of(cli, "a.h5")["done"]
    check(more > first and statistics(cli, "a.h5")["stop"]["cases"] == more, f"{more}")
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", *narrower, "--quiet")
    check(cases_of(cli, "b.h5")["done"] == more, "another end when flown in one go")
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--resume", says="campaign.stop.safe_width")  # written anew
    check(statistics(cli, "a.h5")["stop"]["cases"] == first, "the wider rule was met before")


def what_an_attempt_left_between_two_looks_moves_no_end(cli):
    cli.write("c.yaml", CAMPAIGN)
    rule = ("--set", "campaign.stop.safe_width=0.06")
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--no-stop", "--cases", 234, *rule, "--quiet")
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--resume", *rule, says="campaign.stop is met")
    cli.expect(0, "run", "c.yaml", "-o", "whole.h5", *rule, "--quiet")
    ended = [statistics(cli, path)["stop"]["cases"] for path in ("a.h5", "whole.h5")]
    check(ended[0] == ended[1] == cases_of(cli, "a.h5")["done"] > 234, f"{ended}")


def without_enough_cases_it_says_how_many_would_do(cli):
    cli.write("c.yaml", CAMPAIGN)
    done = cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--cases", 250, says=("campaign.stop is not met", "--cases "))
    needed = int(re.search(r"--cases (\d+) --resume", done.stderr).group(1))
    stop = statistics(cli, "a.h5")["stop"]
    check(not stop["met"] and stop["cases"] == 250 and stop["cases_needed"] == needed, f"{stop}")
    check(needed > 250 and needed % 100 == 0, f"{needed}")


def a_requirement_and_a_quantile_end_it_too(cli):
    cli.write("c.yaml", CAMPAIGN)
    rule = ("--set", "campaign.stop={requirement: mostly, min_cases: 50, round_cases: 50}")
    done = cli.expect(0, "run", "c.yaml", "-o", "r.h5", *rule, says="requirement 'mostly': pass")
    found = statistics(cli, "r.h5")
    check(found["requirements"][0]["verdict"] == "pass" and found["stop"]["met"], done.stderr)
    check(found["cases"]["done"] < 1000, f"{found['cases']}")
    rule = ("--set", "campaign.stop={quantity: touchdown_speed_horizontal, quantile: 0.9, quantile_width: 0.1}")
    cli.expect(0, "run", "c.yaml", "-o", "q.h5", *rule, says="0.9 quantile of touchdown_speed_horizontal")
    goal = statistics(cli, "q.h5")["stop"]["goals"][0]
    check(goal["upper"] - goal["lower"] <= 0.1, f"{goal}")


def parts_are_judged_by_status_and_merge(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(2, "run", "c.yaml", "-o", "0.h5", "--shard", "0/2", says=("campaign.stop", "--no-stop"))
    cli.path("s").mkdir()
    for i in (0, 1):
        cli.expect(0, "run", "c.yaml", "-o", f"s/{i}.h5", "--cases", 200, "--shard", f"{i}/2", "--no-stop", "--quiet")
    cli.expect(2, "run", "c.yaml", "-o", "x.h5", "--missing-of", "s", says="--no-stop")
    told = cli.expect(0, "status", "s").stdout
    after = re.search(r"campaign.stop is not met after 200 cases: .*next are cases 200-(\d+)", told)
    check(after, told)
    done = cli.expect(0, "merge", "s", "-o", "m.h5", says=f"next are cases 200-{after.group(1)}")
    commands = [line.strip() for line in done.stderr.splitlines() if line.startswith("    ")]
    check(len(commands) == 2, done.stderr)
    cli.expect(0, *shlex.split(commands[0])[1:], "--quiet")
    cli.expect(0, *shlex.split(commands[1])[1:], "--overwrite", "--quiet")
    stop = statistics(cli, "m.h5")["stop"]
    check(stop["met"], f"the range that was told isn't enough: {stop}")
    cli.expect(0, "run", "c.yaml", "-o", "one.h5", "--quiet")
    check(stop["cases"] == statistics(cli, "one.h5")["stop"]["cases"], "parts end elsewhere than one run")


def what_is_done_is_not_asked_for_again(cli):
    """Cases beyond the last look are rows already, though nothing has judged them."""
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--cases", 250, "--no-stop", "--quiet")
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", "--cases", 1000, "--shard", "3/10", "--no-stop", "--quiet")
    told = cli.expect(0, "status", "a.h5", "b.h5").stdout
    next_cases = re.search(r"is not met after 200 cases: .*next are cases 250-299", told)
    check(next_cases, told)
    stop = json.loads(cli.expect(0, "status", "a.h5", "b.h5", "--json").stdout)["stop"]
    check(stop["next_cases"][0] == json.loads("[250, 299]"), stop)
    cli.expect(0, "merge", "a.h5", "b.h5", "-o", "m.h5", "--allow-missing", says="next are cases 250-299")


def wrong_rules_are_refused_with_a_remedy(cli):
    for rule, says in (("{quantity: peak_load}", "go together"), ("{requirement: mostyl}", "did you mean 'mostly'"),
                       ("{quantity: peak_laod, quantile_width: 1}", "peak_load"),
                       ("{quantity: plume_dig_depth, quantile_width: 1}", "vehicle.engine.plume.model: erosion"),
                       ("{safe_width: 0.1, min_case: 3}", "min_cases"),
                       ("{quantity: peak_load, quantile_width: 1, quantile: 1}", "less than 1")):
        cli.write("c.yaml", CAMPAIGN)
        cli.expect(3, "validate", "c.yaml", "--set", f"campaign.stop={rule}", says=says)
    asked = ("--set", "requirements=[{name: clean, quantity: plume_dig_depth, max: 1, probability: 0.9, "
             "confidence: 0.9}]", "--set", "campaign.stop={requirement: clean}")
    cli.expect(3, "validate", "c.yaml", *asked, says=["requirement 'clean'", "vehicle.engine.plume.model: erosion"])
    forced = ("--set", "campaign.strata=faults", "--set", "faults=[{mechanism: engine_no_start, probability: 0.1}]")
    cli.expect(3, "validate", "c.yaml", *forced, says="campaign.strata")


def a_comparison_says_that_it_is_of_numbers_chosen_before(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--quiet")
    cli.expect(0, "run", "c.yaml", "-o", "b.h5", "--quiet", "--set", "campaign.stop={}", "--cases", 300)
    told = " ".join(cli.expect(0, "compare", "a.h5", "b.h5").stdout.split())
    check("for numbers of cases chosen before" in told, told)
    found = json.loads(cli.expect(0, "compare", "a.h5", "b.h5", "--json", "-").stdout)
    check(any("campaign.stop" in text for text in found["remarks"]), found["remarks"])
    check("campaign.stop" not in cli.expect(0, "compare", "b.h5", "b.h5").stdout, "of a campaign that had none")
    alone = statistics(cli, "a.h5")["probability"]["safe"]
    whole = json.loads(cli.expect(0, "compare", "a.h5", "a.h5", "--json", "-").stdout)["probability"]["safe"]["first"]
    check((whole["lower"], whole["upper"]) == (alone["lower"], alone["upper"]), f"{whole}, {alone}")


def cases_that_are_all_alike_show_nothing(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "a.h5", "--set", "dispersions=[]", "--cases", 400, says="is not met after 400")
    check(statistics(cli, "a.h5")["stop"]["met"] is False, "met by cases that are all the same")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
