#!/usr/bin/env python3
"""The installed campaigns as `farside example` prints them: whole, and the same as the files that are installed.

usage: example_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import re
import subprocess
import sys
from pathlib import Path

from cli_test import check, run_checks

CONFIGS = Path(__file__).parents[2] / "configs"
NAMES = sorted(str(p.relative_to(CONFIGS).with_suffix("")) for p in CONFIGS.rglob("*.yaml"))
# The maps of these aren't installed: they fly over none here.
OVER_MAPS = ("change4_lola", "change4_nac")
WITHOUT_MAP = ["--set", "moon.terrain.layers=", "--set", "moon.terrain.model=sphere"]


def sets_of(name):
    return WITHOUT_MAP if name in OVER_MAPS else []


def files_included(source, folder=CONFIGS):
    """By a campaign and by what it includes, each from its own folder, from the top down."""
    include = re.search(r"^include: \[?([^\]\n#]*[^\]\n# ])", source, flags=re.M)
    found = []
    for part in include[1].split(", ") if include else []:
        path = folder / part
        found += [path, *files_included(path.read_text(encoding="utf-8"), path.parent)]
    return found


def comments(text):
    """The texts behind every #, but for one inside quotes."""
    return re.findall(r"^[^#\n]*?(?:\"[^\"\n]*\"[^#\"\n]*)*#[ \t]*(.*\S)", text, flags=re.M)


def lists_every_installed_campaign(cli):
    out = cli.expect(0, "example").stdout
    listed = dict(line.split(maxsplit=1) for line in out.splitlines())
    check(sorted(listed) == NAMES, f"listed: {sorted(listed)}\nin configs/: {NAMES}")
    for name, text in listed.items():
        first = (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
        check(first == f"# {text}", f"{name}: {text!r} is not its first line {first!r}")
        check(text[-1] in ".?!" and len(text) <= 72,
              f"{name}: its first line is to be a sentence of 72 letters at most: {text!r}")


def each_stands_alone_and_is_the_installed_one(cli):
    for name in NAMES:
        text = cli.expect(0, "example", name).stdout
        cli.write("copied.yaml", text)
        installed, sets = CONFIGS / f"{name}.yaml", sets_of(name)
        there = [cli.expect(0, "validate", c, "--resolved", *sets).stdout for c in (installed, "copied.yaml")]
        check(there[0] == there[1], f"{name}: copied, it resolves to something else")
        cli.expect(0, "run", "copied.yaml", "-o", "c.h5", "--cases", 1, "--quiet", "--overwrite", *sets)
        done = subprocess.run([cli.program, "validate", "-", *sets], input=text, cwd=cli.folder, text=True,
                              capture_output=True)
        check(done.returncode == 0 and done.stdout.startswith("standard input: ok."), f"{name}: validate -: {done}")


def comments_are_kept(cli):
    for name in NAMES:
        text, source = cli.expect(0, "example", name).stdout, (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8")
        included = files_included(source, (CONFIGS / name).parent)
        check("\ninclude:" not in text, f"{name} still includes")
        if included:
            source += "".join(path.read_text(encoding="utf-8") for path in included)
            names = ", ".join(str(path.relative_to((CONFIGS / name).parent)) for path in included)
            check(f"# Merged in here: {names}." in text, f"{name}: says not what was merged in")
        else:
            check(text.endswith(source), f"{name}: is not the file as it stands")
        # Keys of the included file that the campaign sets itself go with their comments.
        own = {"propellant_kg: 1650         # D  aleatory"} if name == "tip_over" else set()
        if name == "change4_orbit":  # begins another way: without the start of the included one, and without its errors
            blind = (CONFIGS / "change4_blind.yaml").read_text(encoding="utf-8")
            own = set(re.split(r"\nstart:|\n  # Cutoff sensor", blind)[1].splitlines())
        lost = set(comments(source)) - set(comments(text)) - {c for line in own for c in comments(line)}
        check(not lost, f"{name}: comments are lost: {lost}")
    check(
        cli.expect(0, "example", "change4_lola").stdout.startswith("# Needs this file beside it: LDEM_4.LBL\n"),
        "the map isn't named")


def other_ways_to_name_one(cli):
    text = cli.expect(0, "example", "closed_form/drop").stdout
    for name in ("drop", "closed_form/drop.yaml", "configs/closed_form/drop.yaml"):
        check(cli.expect(0, "example", name).stdout == text, f"{name} is not closed_form/drop")
    check(
        cli.expect(0, "example", "tip_over").stdout != cli.expect(0, "example", "closed_form/tip_over").stdout,
        "one name, two campaigns")


def an_unknown_one_is_refused_with_the_list(cli):
    done = cli.expect(
        2, "example", "chang4",
        says=["no installed campaign is called 'chang4' (did you mean 'change4'?)", "\nclosed_form/drop "])
    check(done.stdout == "", "a wrong name prints to stdout")


def an_orphan_is_told_where_the_whole_one_is(cli):
    cli.write("change4.yaml", (CONFIGS / "change4.yaml").read_text(encoding="utf-8"))
    cli.expect(4, "validate", "change4.yaml",
               says=["change4_filter.yaml: can't be read: no such file", "farside example NAME"])


def standard_input_is_checked_as_a_file_is(cli):
    for text, code, says in (("farside: 1\nwhat: 1\n", 3, "standard input:2:1: error: what: unknown key"),
                             ("farside: 1\ninclude: part.yaml\n", 4, "standard input:2:10: include: part.yaml")):
        done = subprocess.run([cli.program, "validate", "-"], input=text, cwd=cli.folder, text=True,
                              capture_output=True)
        check(done.returncode == code and says in done.stderr, f"exit {done.returncode}: {done.stderr}")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
