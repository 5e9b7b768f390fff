#!/usr/bin/env python3
"""Tables on terminals of several widths, and in a pipe.

usage: terminal_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import os
import sys
from pathlib import Path

import pseudo_terminal
from cli_test import check, run_checks

CONFIGS = Path(__file__).parents[2] / "configs"
WIDEST = 98  # of the layout in a pipe


def on_terminal(cli, columns, *words, environment=()):
    """What a terminal of so many columns shows of the standard output."""
    env = {k: v for k, v in os.environ.items() if k != "COLUMNS"} | dict(environment)
    return pseudo_terminal.shown([cli.program, *map(str, words)], "stdout", columns, cwd=cli.folder, env=env)


def campaign(cli):
    """Some of it lost, by several causes."""
    cli.expect(
        0, "run", CONFIGS / "change4_blind.yaml", "-o", "a.h5", "--cases", 300, "--quiet", "--set",
        "campaign.name=a campaign with a name that is longer than any terminal of sixty columns shows on one line")
    return cli.expect(0, "reduce", "a.h5").stdout


def fits(text, columns):
    # A command to copy stays on one line.
    wide = [line for line in text.splitlines() if len(line) > columns and "farside replay" not in line]
    check(not wide, f"{columns} columns: {wide}")


def tables_take_the_width_of_the_terminal(cli):
    piped = campaign(cli)
    for columns in (60, 61, 70, 79, 80, 90, 97, 98, 120, 250):
        shown = on_terminal(cli, columns, "reduce", "a.h5")
        fits(shown, columns)
        check(
            sorted(shown.split()) == sorted(piped.split()),
            f"{columns} columns: other words than in a pipe:\n{shown}\n{piped}")
    check(
        any(
            line.startswith("      ") and " to " in line
            for line in on_terminal(cli, 60, "reduce", "a.h5").splitlines()), "nothing stands below")


# README and scripts hold it: neither COLUMNS nor the terminal of another stream changes it.
def a_pipe_keeps_its_layout(cli):
    piped = campaign(cli)
    os.environ["COLUMNS"] = "60"
    try:
        check(cli.expect(0, "reduce", "a.h5").stdout == piped, "COLUMNS changes what a pipe gets")
    finally:
        del os.environ["COLUMNS"]
    heads = {
        "First cause": "First cause                  cases       share   95 % interval           such as case",
        "Quantity": "Quantity                                   1 %    median      99 %   95 % interval of the tail",
        "  ellipse": "  ellipse                  semi-axes    azimuth     cases inside"
    }
    lines = piped.splitlines()
    for begin, head in heads.items():
        check(head in lines, f"{begin}: {[line for line in lines if line.startswith(begin)]}")
    shown = on_terminal(cli, WIDEST, "reduce", "a.h5")
    below_the_name = piped.partition("\n")[2]
    check(shown.endswith(below_the_name), f"{WIDEST} columns hold another layout:\n{shown}")


def columns_goes_before_the_size_of_the_terminal_and_60_is_the_least(cli):
    campaign(cli)
    narrow = on_terminal(cli, 60, "reduce", "a.h5")
    for columns, environment in ((200, {"COLUMNS": "60"}), (20, {}), (200, {"COLUMNS": "7"})):
        check(
            on_terminal(cli, columns, "reduce", "a.h5", environment=environment) == narrow,
            f"{columns} {environment}: not as 60 columns")
    wide = on_terminal(cli, 200, "reduce", "a.h5")
    for environment in ({"COLUMNS": "much"}, {"COLUMNS": "0"}, {"COLUMNS": ""}):
        check(
            on_terminal(cli, 200, "reduce", "a.h5", environment=environment) == wide,
            f"{environment}: not as 200 columns")


def cases_stand_in_tables_that_fit(cli):
    campaign(cli)
    words = ["cases", "a.h5", "--worst", 5, "--columns", "touchdown_*,margin_*"]
    piped = cli.expect(0, *words).stdout
    for columns in (60, 80, 132):
        shown = on_terminal(cli, columns, *words)
        fits(shown, columns)
        parts = shown.split("\n\n")
        check(
            len(parts) > 1 and all(part.lstrip().startswith("case") for part in parts), f"{columns} columns:\n{shown}")
        check(
            set(shown.split()) == set(piped.split()),
            f"{columns} columns: other words than in a pipe:\n{shown}\n{piped}")
    check(on_terminal(cli, 2000, *words) == piped, "where there is room it is the table of a pipe")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"] and f is not campaign
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
