#!/usr/bin/env python3
"""Verdicts in continuous integration: JUnit reports of requirements and comparisons, jobs/gate.sh on a change of flight
software.

usage: gate_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

from cli_test import check, run_checks

GATE = Path(__file__).resolve().parents[2] / "jobs" / "gate.sh"

# Of 60 equal cases but for a speed that no limit is near, all are safe.
CONFIG = """\
farside: 1
campaign: {name: "a < b & \\"c\\"", seed: 3, cases: 60}
start:
  touchdown: {height_m: 0.2, velocity_up_m_s: -2}
dispersions:
  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.1}}
requirements:
  - {name: shown, event: safe, probability: 0.9, confidence: 0.9}
  - {name: "not <met>", quantity: touchdown_speed_vertical, max: 1, probability: 0.5, confidence: 0.9}
  - {name: open, event: safe, probability: 0.99, confidence: 0.9}
"""


def suite_of(text):
    """The only suite of a report that is as Ant's JUnit.xsd has it: elements, their order, attributes that must be
    there, and no others."""
    root = xml.fromstring(text)
    check(root.tag == "testsuites" and not root.attrib and [e.tag for e in root] == ["testsuite"], text)
    suite = root[0]
    check(set(suite.attrib) == {"name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors",
                                "skipped", "time"}, suite.attrib)
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp")), suite.attrib)
    tests = suite.findall("testcase")
    check([e.tag for e in suite] == ["properties", *["testcase"] * len(tests), "system-out", "system-err"],
          [e.tag for e in suite])
    check(all(set(e.attrib) == {"name", "value"} for e in suite[0]), "a property without a value")
    for test in tests:
        check(set(test.attrib) == {"name", "classname", "time"} and len(test) <= 1, xml.tostring(test))
        for found in test:
            wanted = {"failure": {"message", "type"}, "skipped": {"message"}}
            check(set(found.attrib) == wanted.get(found.tag), xml.tostring(test))
    for word, tag in (("failures", "failure"), ("skipped", "skipped")):
        check(int(suite.get(word)) == sum(test.find(tag) is not None for test in tests), suite.attrib)
    check(int(suite.get("tests")) == len(tests), suite.attrib)
    return suite


def requirements_are_tests_that_pass_fail_or_are_skipped(cli):
    cli.write("r.yaml", CONFIG)
    cli.expect(0, "run", "r.yaml", "-o", "r.h5", "--quiet")
    cli.expect(5, "reduce", "r.h5", "--gate", "--junit", "r.xml")
    suite = suite_of(cli.path("r.xml").read_text())
    check(suite.get("name") == 'a < b & "c"' and suite.find("properties/property").get("value") == "r.h5",
          suite.attrib)
    shown, failed, undecided = suite.findall("testcase")
    check(shown.get("name") == "shown" and len(shown) == 0, xml.tostring(shown))
    message = failed.find("failure").get("message")
    check(failed.get("name") == "not <met>" and message.startswith("fail: observed 0.00 %; at most "), message)
    # 60 of 60 safe: a system of 0.99 does as well with a chance of 0.99^60, and 230 without a failure would decide
    message = undecided.find("skipped").get("message")
    check(f"consumer risk {100 * 0.99**60:.2f} %" in message and "about 230 cases would decide" in message, message)
    check(all(word in suite.find("system-out").text for word in ("pass: shown", "fail: not <met>")), "not all told")


def a_report_goes_where_it_is_asked_for(cli):
    cli.write("r.yaml", CONFIG)
    cli.expect(0, "run", "r.yaml", "-o", "r.h5", "--quiet")
    suite_of(cli.expect(0, "reduce", "r.h5", "--junit", "-").stdout)
    cli.expect(2, "reduce", "r.h5", "--junit", "-", "--json", "-", says="give each its own file")
    cli.expect(2, "reduce", "r.h5", "--junit", "x", "--json", "x", says="x")
    cli.write("mine.xml", "mine")
    cli.expect(2, "reduce", "r.h5", "--junit", "mine.xml", says="mine.xml")
    check(cli.path("mine.xml").read_text() == "mine", "replaced unasked")
    cli.expect(0, "reduce", "r.h5", "--junit", "mine.xml", "--overwrite", "--quiet")
    suite_of(cli.path("mine.xml").read_text())
    cli.write("none.yaml", CONFIG.partition("requirements:")[0])
    cli.expect(0, "run", "none.yaml", "-o", "none.h5", "--quiet")
    cli.expect(2, "reduce", "none.h5", "--junit", "n.xml", says=["--junit: nothing to judge", "no requirements"])
    whatif = ["whatif", "r.h5", "--set", "vehicle.limits.speed_vertical_m_s=1.5"]
    check(len(suite_of(cli.expect(0, *whatif, "--junit", "-").stdout).findall(".//failure")) == 3, "not judged anew")
    cli.expect(2, *whatif, "--csv", "--junit", "-", says="give --junit a file")


def names_of_files_may_be_no_utf8(cli):
    cli.write("r.yaml", CONFIG)
    cli.expect(0, "run", "r.yaml", "-o", "r.h5", "--quiet")
    name = os.fsdecode(b"Kr\xe4ter.h5")
    cli.path("r.h5").rename(cli.path(name))
    for option in ("--junit", "--json"):
        cli.expect(0, "compare", name, name, option, "out", "--overwrite", "--quiet")
        check("Kr" in cli.path("out").read_bytes().decode("utf-8"), "no UTF-8")


def gate(cli, code, *words):
    done = subprocess.run(["bash", GATE, *map(str, words)], cwd=cli.path("."), capture_output=True, text=True,
                          env={**os.environ, "FARSIDE": cli.program})
    check(done.returncode == code, f"exit {done.returncode}, not {code}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def a_change_of_flight_software_that_lands_worse_is_refused(cli):
    cli.write("f.yaml", cli.expect(0, "example", "change4_blind").stdout)
    few = ["--cases", 150, "--set", "requirements=[]"]
    cli.expect(0, "run", "f.yaml", "-o", "accepted.h5", "--quiet", *few)
    # The engine is cut off higher, to spare the ground its plume: the lander falls farther.
    text = gate(cli, 5, "f.yaml", "accepted.h5", "higher.h5", *few, "--set", "gnc.guidance.cutoff_height_m=4.5")
    check("B is worse" in text and "gnc.guidance.cutoff_height_m: 2 → 4.5" in text, text)
    suite = suite_of(cli.path("higher.comparison.xml").read_text())
    failure = suite.find("testcase/failure")
    check("lower" in failure.get("message") and "safe in A, hard_contact_vertical in B: " in failure.text, failure.text)
    check(not cli.path("higher.requirements.xml").exists(), "requirements that there are none of")
    # One that changes nothing to speak of is let through, and so is one that is as bad where as much is tolerated.
    gate(cli, 0, "f.yaml", "accepted.h5", "same.h5", *few, "--set", "gnc.guidance.period_s=0.2")
    check(len(suite_of(cli.path("same.comparison.xml").read_text()).findall("testcase/failure")) == 0, "refused")
    gate(cli, 0, "f.yaml", "accepted.h5", "tolerated.h5", "--tolerance", 0.9, *few, "--set",
         "gnc.guidance.cutoff_height_m=4.5")


def the_gate_asks_for_the_requirements_as_well(cli):
    cli.write("r.yaml", CONFIG)
    cli.expect(0, "run", "r.yaml", "-o", "accepted.h5", "--quiet")
    gate(cli, 5, "r.yaml", "accepted.h5", "b.h5")  # as safe as before, and a requirement isn't met
    check(suite_of(cli.path("b.comparison.xml").read_text()).get("failures") == "0", "worse than itself")
    check(suite_of(cli.path("b.requirements.xml").read_text()).get("failures") == "1", "it was met")
    check("b.h5 exists" in gate(cli, 2, "r.yaml", "accepted.h5", "b.h5"), "overwritten")
    check("none.h5: no such file" in gate(cli, 4, "r.yaml", "none.h5", "c.h5"), "flown against nothing")
    gate(cli, 3, "r.yaml", "accepted.h5", "c.h5", "--set", "gnc.what=1")
    check(not cli.path("c.h5").exists(), "flown")


def the_gate_judges_the_mission_where_it_is_asked_to(cli):
    cli.write("m.yaml", CONFIG.partition("requirements:")[0] +
              'site: {epoch_utc: "2019-01-03T02:15:00Z"}\ntouchdown: {model: legs}\naftermath: {model: mission}\n')
    cli.expect(0, "run", "m.yaml", "-o", "accepted.h5", "--quiet")
    steeper = ["--set", "rover.limits.pitch_deg=5"]  # than the rover may go, and it stays on the deck
    gate(cli, 0, "m.yaml", "accepted.h5", "safe.h5", *steeper)
    text = gate(cli, 5, "m.yaml", "accepted.h5", "b.h5", "--of", "mission", "--tolerance", 0.01, *steeper)
    check("B is worse: P(mission)" in text, text)
    gate(cli, 0, "m.yaml", "accepted.h5", "c.h5", "--tolerance", 1, "--of", "mission", *steeper)
    check("--of 'misson'" in gate(cli, 2, "m.yaml", "accepted.h5", "d.h5", "--of", "misson"), "misspelt")
    check(not cli.path("d.h5").exists(), "flown for nothing")
    cli.expect(0, "run", "m.yaml", "-o", "none.h5", "--set", "aftermath.model=none", "--quiet")
    gate(cli, 4, "m.yaml", "none.h5", "e.h5", "--of", "mission")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"]]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
