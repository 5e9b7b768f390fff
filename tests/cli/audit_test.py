#!/usr/bin/env python3
"""farside audit: inputs that aren't as asked, that move nothing, that nothing judges; and that none is in configs/.

usage: audit_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import sys
from pathlib import Path

from cli_test import check, run_checks

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
CAMPAIGN = """\
farside: 1
campaign: {name: audited, seed: 1, cases: 400}
start: {touchdown: {height_m: 0.2, velocity_up_m_s: -1}}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.2}}
  - {path: start.touchdown.tilt_east_deg, normal: {sd: 0.5}}
"""


def told(cli, *options, code=0):
    return cli.told("audit", "c.yaml", "--cases", 200, *options, code=code)


def what_is_right_is_found_right(cli):
    cli.write("c.yaml", CAMPAIGN)
    a = told(cli)
    check(not a["found"] and len(a["fits"]) == 2 and not a["dead_inputs"], a)
    check(a["cases"] == a["cases_tested"] == 200, a)
    judged = {c["name"]: c["dead"] for c in a["criteria"]}
    check(not judged["tip_over"] and judged["off_map"] and judged["rcs_depleted"], judged)
    check(told(cli, "--threads", 1, "--isa", "baseline") == a, "other figures with another kernel")
    out = cli.expect(0, "audit", "c.yaml", "--cases", 50).stdout
    check("all fit" in out and "judged by (dead): " in out and "nothing is wrong" in out, out)
    check(not cli.leftovers("c.yaml"), f"left behind: {cli.leftovers()}")


def another_spread_is_found(cli):
    cli.write("c.yaml", CAMPAIGN)
    east = "start.touchdown.velocity_east_m_s"
    for wrong in ("0.04", "0.6"):  # the variance for the standard deviation, three sigma for one
        cli.expect(0, "run", "c.yaml", "-o", "w.h5", "--quiet", "--overwrite", "--set",
                   f"dispersions[0].normal.sd={wrong}")
        off = [t["input"] for t in told(cli, "--against", "w.h5", code=5)["fits"] if t["off"]]
        check(off == [east], f"sd of {wrong}: off are {off}")
    cli.expect(0, "run", "c.yaml", "-o", "r.h5", "--quiet")
    check(not told(cli, "--against", "r.h5")["found"], "a right one is off")
    cli.expect(0, "run", "c.yaml", "-o", "n.h5", "--quiet", "--set", "dispersions=[]")
    cli.expect(4, "audit", "c.yaml", "--against", "n.h5", says="has no column in_start_touchdown_velocity_east_m_s")
    cli.expect(4, "audit", "c.yaml", "--against", "none.h5", says="none.h5")


def what_moves_nothing_is_named(cli):
    cli.write("c.yaml", CAMPAIGN + "  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n")
    a = told(cli, code=5)
    check([d["path"] for d in a["dead_inputs"]] == ["vehicle.engine.isp_s"], a["dead_inputs"])
    out = cli.expect(5, "audit", "c.yaml", "--cases", 20).stdout
    check("dead inputs" in out and "vehicle.engine.isp_s" in out and "something is wrong" in out, out)
    cli.write("d.yaml", CAMPAIGN.replace("dispersions:", "requirements:\n  - {name: dry, event: propellant_depleted, "
                                         "max_probability: 0.1, confidence: 0.9}\ndispersions:"))
    out = cli.expect(5, "audit", "d.yaml", "--cases", 20).stdout
    check("dead requirement: dry" in out, out)


def every_shipped_campaign_is_right(cli):
    found = sorted(CONFIGS.glob("*.yaml")) + sorted((CONFIGS / "closed_form").glob("*.yaml"))
    for config in found:
        done = cli.call("audit", config, "--cases", 48)
        if done.returncode == 4 and "farside ships no maps" in done.stderr:
            continue
        check(done.returncode == 0, f"{config.name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    check(len(found) > 15, f"only {len(found)} campaigns")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
