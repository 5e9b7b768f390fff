#!/usr/bin/env python3
"""farside explain: what happened in a case, and the smallest change of inputs that would have saved it.

usage: explain_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import math
import sys

from cli_test import check, run_checks

# Contact has the speed of the start: the row tells what would have been soft enough.
CAMPAIGN = """\
farside: 1
campaign: {name: drops, seed: 1, cases: 40}
site: {lat_deg: 0, lon_deg: 0, elevation_m: 0}
moon: {gravity: {model: uniform, g_m_s2: 1.625}, rotation: false, terrain: {model: plane}}
vehicle: {limits: {speed_horizontal_m_s: 0.6, speed_vertical_m_s: 1.5}}
start: {touchdown: {height_m: 0, velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.1}}
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.5}}
"""
LIMIT_M_S, NOMINAL_M_S = 1.5, 1.0


def lost_cases(cli, file):
    rows = cli.expect(0, "cases", file, "--outcome", "lost", "--csv", "--columns",
                      "in_start_touchdown_velocity_up_m_s").stdout.splitlines()[1:]
    return {int(row.split(",")[0]): -float(row.split(",")[-1]) for row in rows}


def it_names_the_input_and_how_much_of_it(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet")
    cases = lost_cases(cli, "c.h5")
    check(len(cases) >= 3, f"{cases}")
    for case, speed in list(cases.items())[:3]:
        told = cli.told("explain", "c.h5", "--case", case)
        check((told["outcome"], told["first_cause"]) == ("lost", "hard_contact_vertical"), f"{told}")
        group, = told["rescue"]["groups"]
        check(group["inputs"] == ["start.touchdown.velocity_up_m_s"], f"{group}")
        exact = (speed - LIMIT_M_S) / (speed - NOMINAL_M_S)
        check(abs(group["part"] - math.ceil(20 * exact) / 20) < 0.0501 and group["part"] >= exact - 0.005,
              f"{group}: {exact} would be enough")
        check(told["rescue"]["smallest"] and group["other_draws_saved"] == told["rescue"]["other_draws"]["flights"],
              f"{told['rescue']}: nothing else is drawn")
        contact = [e for e in told["timeline"] if e["event"] == "first pad on the ground"][0]
        check(abs(contact["speed_down_m_s"] - speed) < 0.01, f"{contact}: {speed} at contact")
        check("first cause: hard_contact_vertical" in [e["event"] for e in told["timeline"]], f"{told['timeline']}")
        check([m["criterion"] for m in told["margins"]][0] == "hard_contact_vertical", f"{told['margins']}")


def nothing_happens_after_the_end(cli):
    """Also where the end is what is judged: it has not come to rest in the time that it is followed."""
    cli.write("e.yaml", CAMPAIGN.replace("start: ", "touchdown: {model: legs, time_max_s: 1.234}\nstart: "))
    cli.expect(0, "run", "e.yaml", "-o", "e.h5", "--quiet")
    for case in range(40):
        events = cli.told("explain", "e.h5", "--case", case, "--flights", 1)["timeline"]
        times = [e["time_s"] for e in events]
        check(events[-1]["event"] == "end" and times == sorted(times), f"{case}: {events}")


def threads_and_instruction_sets_tell_the_same(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet", "--overwrite")
    case = next(iter(lost_cases(cli, "c.h5")))
    one = cli.expect(0, "explain", "c.h5", "--case", case, "--json", "-", "--threads", 1, "--isa", "baseline").stdout
    check(one == cli.expect(0, "explain", "c.h5", "--case", case, "--json", "-").stdout, "another explanation")


def a_safe_case_has_nothing_to_save(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet", "--overwrite")
    safe = min(set(range(40)) - set(lost_cases(cli, "c.h5")))
    told = cli.told("explain", "c.h5", "--case", safe)
    check(told["outcome"] == "safe" and told["rescue"] is None, f"{told}")
    check("what would have saved" not in cli.expect(0, "explain", "c.h5", "--case", safe).stdout, "saved")


def it_refuses_with_a_remedy(cli):
    cli.write("c.yaml", CAMPAIGN)
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet", "--overwrite")
    check("farside cases" in cli.expect(2, "explain", "c.h5").stderr, "no remedy without --case")
    check("has no such case" in cli.expect(2, "explain", "c.h5", "--case", 40).stderr, "case 40")
    # legs of no height can't be: such a draw isn't flown
    cli.write("d.yaml", CAMPAIGN.replace("campaign: {", "campaign: {invalid_draws: count, ") +
              "  - {path: start.touchdown.height_m, uniform: {min: -1, max: 1}}\n")
    cli.expect(0, "run", "d.yaml", "-o", "d.h5", "--quiet")
    rows = cli.expect(0, "cases", "d.h5", "--cause", "invalid_draw", "--csv").stdout.splitlines()[1:]
    said = cli.expect(2, "explain", "d.h5", "--case", rows[0].split(",")[0]).stderr
    check("below the ground" in said, said)


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
