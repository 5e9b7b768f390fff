#!/usr/bin/env python3
"""The command line as users and job scripts meet it: exit codes, messages, and that nothing is harmed.

usage: cli_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import csv
import inspect
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = """\
farside: 1
campaign: {name: cli, seed: 1, cases: 24}
start:
  touchdown: {height_m: 0.2, velocity_up_m_s: -1.0}
dispersions:
  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.2}}
"""


class Problem(Exception):
    pass


class Skip(Exception):
    pass


class Cli:
    """The program in a folder of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)
        self.write("a.yaml", CONFIG)

    def path(self, name):
        return self.folder / name

    def reads_maps(self):
        return json.loads(self.call("version", "--json").stdout)["maps"]

    def needs_maps(self):
        if not self.reads_maps():
            raise Skip("needs a farside with GDAL")

    def write(self, name, text):
        self.path(name).write_text(text, encoding="utf-8")
        return name

    def call(self, *arguments, prefix=(), stdout=subprocess.PIPE, timeout=300):
        return subprocess.run([*prefix, self.program, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=timeout)

    def expect(self, code, *arguments, says=(), **options):
        """Runs; the exit code must be `code`, and the message must hold every text of `says`."""
        done = self.call(*arguments, **options)
        shown = f"farside {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stdout or ''}{done.stderr}"
        if done.returncode != code:
            raise Problem(f"expected exit {code}\n{shown}")
        for text in [says] if isinstance(says, str) else says:
            if text not in done.stderr:
                raise Problem(f"the message lacks {text!r}\n{shown}")
        if code != 0 and not done.stderr.strip() and code not in (5, 6):
            raise Problem(f"a failure without a message\n{shown}")
        return done

    def told(self, *arguments, code=0):
        """What a command writes as JSON."""
        return json.loads(self.expect(code, *arguments, "--json", "-").stdout)

    def rows(self, name, columns="*"):
        """All rows of a campaign file, as texts by column."""
        out = self.expect(0, "cases", name, "--outcome", "all", "--columns", columns, "--csv", "--quiet").stdout
        return list(csv.DictReader(io.StringIO(out)))

    def fly(self, name="a.h5", *options):
        self.expect(0, "run", "a.yaml", "-o", name, "--quiet", *options)
        return self.path(name)

    def leftovers(self, *known):
        """What a failed command left in the folder beside what was there."""
        return sorted({p.name for p in self.folder.iterdir()} - {"a.yaml", *known})


def check(holds, text):
    if not holds:
        raise Problem(text)


def commands(cli):
    """The commands that --help names."""
    out = cli.expect(0, "--help").stdout
    part = re.split(r"^\s*(?:SUB)?commands:.*$", out, flags=re.I | re.M)[-1]
    found = re.findall(r"^  ?([a-z]+)\b", part, flags=re.M)
    check("run" in found and "reduce" in found, f"--help names no commands:\n{out}")
    return found


# Usage.
def help_is_there_for_every_command(cli):
    for command in commands(cli):
        out = cli.expect(0, command, "--help")
        check("--help" in out.stdout and not out.stderr, f"{command} --help must print to stdout and nothing else")


def unknown_options_and_commands_are_named(cli):
    cli.expect(2, "fly", says="fly")
    cli.expect(2)
    for command in commands(cli):
        cli.expect(2, command, "--no-such-option", says="--no-such-option")


def misspelt_words_get_the_nearest(cli):
    cli.expect(2, "rnu", says=["'rnu'", "did you mean 'run'?"])
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--overwrit", says="did you mean '--overwrite'?")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--isa", "axv2", says="did you mean 'avx2'?")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--progress", "jsn", says="did you mean 'json'?")
    cli.expect(2, "run", "a.yaml", "b.yaml", "-o", "a.h5", says="b.yaml")


def what_people_guess_works_or_is_answered(cli):
    cli.expect(2, "run", "a.yaml", "a.h5", says="did you mean -o a.h5?")
    cli.expect(2, "run", "a.yaml", says="behind -o")
    for option in ("-n", "--cases", "--samples"):
        for number, cases in [("12", 12), ("1e2", 100), ("1.5e1", 15), ("0.1k", 100), ("2K", 2000)]:
            cli.expect(0, "run", "a.yaml", "-o", "n.h5", option, number, "--quiet", "--overwrite")
            told = json.loads(cli.expect(0, "status", "n.h5", "--json").stdout)
            check(told["cases"]["total"] == cases, f"{option} {number}: {told['cases']}")
    for number in ("1.5", "1.25e1", "10m", "1e", "e3", ".5k", "1e99", "20000000000000000000M", "1 k", "1,000", "0x10",
                   "k", "1e-1", "1..5k"):
        cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", number, says="--cases: expected a whole number")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", "", says="--cases is empty; give it a value")
    for option in ("-j", "--jobs", "--threads"):
        cli.expect(0, "run", "a.yaml", "-o", "n.h5", option, 1, "--quiet", "--overwrite")
    cli.expect(0, "run", "a.yaml", "-o", "n.h5", "--seed", "18446744073709551615", "--reproducible", "--quiet",
               "--overwrite")
    cli.expect(0, "run", "a.yaml", "-o", "m.h5", "--set", "campaign.seed=18446744073709551615", "--reproducible",
               "--quiet")
    check(cli.path("m.h5").read_bytes() == cli.path("n.h5").read_bytes(), "--seed is not campaign.seed")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--seed", "18446744073709551616",
               says="--seed: expected a whole number")
    cli.expect(2, "run", "a.yaml", "--gate", says="unknown option --gate; one of farside reduce, whatif, compare")
    cli.expect(2, "envelope", "a.yaml", "--cases", 3, says="(did you mean '--case'?); one of farside run, replay")
    check(cli.expect(0, "help", "run").stdout == cli.expect(0, "run", "--help").stdout, "help run is not run --help")
    check(cli.expect(0, "help").stdout == cli.expect(0, "--help").stdout, "help is not --help")
    done = cli.expect(2, "help", "rnu", says="did you mean 'run'?")
    check(done.stderr.count("(see ") == 1, done.stderr)
    check(cli.expect(0, "-V").stdout == cli.expect(0, "--version").stdout, "-V is not --version")
    check(cli.leftovers() == ["m.h5", "n.h5"], f"in the folder: {cli.leftovers()}")


def words_of_other_programs_are_answered(cli):
    for word, says in (("resume", "farside run CONFIG -o FILE --resume"), ("stats", "did you mean farside reduce?"),
                       ("summary", "did you mean farside reduce?"), ("diff", "did you mean farside compare?"),
                       ("init", "did you mean farside example?"), ("report", "farside-report FILE"),
                       ("submit", "jobs/submit.sh CONFIG -o FILE"), ("a.yaml", "did you mean farside run a.yaml?"),
                       ("a.h5", "did you mean farside reduce a.h5?")):
        cli.expect(2, word, says=[f"unknown command '{word}'", says])
    for option, says in (("--out", "did you mean '--output'?"), ("--force", "did you mean '--overwrite'?"),
                         ("-f", "did you mean '--overwrite'?"), ("--continue", "did you mean '--resume'?"),
                         ("--num-cases", "did you mean '--cases'?"), ("-t", "did you mean '--threads'?"),
                         ("--walltime=1h", "did you mean '--max-wall'?"), ("-s", "did you mean '--seed'?"),
                         ("--dry-run", "farside validate CONFIG"), ("-c", "given without an option"),
                         ("-v", "remarks and progress are told without it")):
        cli.expect(2, "run", "a.yaml", "-o", "a.h5", option, says=[f"unknown option {option.split('=')[0]}", says])
    cli.expect(2, "replay", "a.h5", "-c", 3, says="did you mean '--case'?")
    cli.expect(2, "reduce", "a.h5", "-s", 3, says="unknown option -s")
    cli.expect(2, "replay", "a.h5", 3, says="what is 3 here? Did you mean --case 3?")
    cli.expect(2, "replay", "a.h5", "--case", "1,2", says="several: --cases 1,7,9 or --cases lost")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", "10_000", says="write digits alone, or such as 10k or 1e4")
    done = cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", "0", says="--cases: expected a whole number from 1")
    check("digits" not in done.stderr, done.stderr)
    done = cli.expect(2, "reduce", "a.h5", "b.h5", "c d.h5", says="what are b.h5 'c d.h5' here?")
    check("farside merge" in done.stderr, done.stderr)
    cli.write("there.h5", "")
    cli.expect(2, "merge", "there.h5", "there.h5", says="name the file to write behind -o")
    cli.expect(2, "run", "a.yaml", "b.h5", "--quiet", says="did you mean -o b.h5?")
    cli.expect(0, "run", "a.yaml", "-o", "wall.h5", "--max-wall", "04:00:00", "--quiet")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--jobs", 1, "--threads", 2, says="--threads is given more than once")


def no_file_name_commands_the_terminal(cli):
    name = "b\x1b]0;x\x07\x1b[2J.h5"
    cli.fly("good.h5")
    cli.path(name).write_text("no campaign")
    cli.path("c\x1b[31m.h5").write_bytes(cli.path("good.h5").read_bytes())
    for command in (["reduce", name], ["status", "."], ["merge", ".", "-o", "m.h5"], ["status", "c\x1b[31m.h5"],
                    ["cases", "c\x1b[31m.h5"], ["run", name, "-o", "a.h5", "--progress", "json"],
                    ["run", "a.yaml", "-o", "a.h5", name]):
        done = cli.call(*command)
        told = done.stdout + done.stderr
        check(told and not any(c in told for c in "\x1b\x07"), f"{command}: {told!r}")
        check("\\x1b" in told or "\\033" in told or "\\u001b" in told, f"{command} hides the name: {told!r}")


def an_output_is_a_file_and_what_its_name_says(cli):
    cli.fly()
    for command in (["run", "a.yaml"], ["merge", "a.h5"], ["replay", "a.h5", "--case", 1]):
        cli.expect(2, *command, "-o", "-", says="standard output can't hold it")
        cli.expect(0, *command, "-o", "x.csv", "--overwrite", says="x.csv: will be HDF5 in spite of its name")
        check(not cli.expect(0, *command, "-o", "x.csv", "--overwrite", "--quiet").stderr, "--quiet isn't quiet")
    check(cli.leftovers() == ["a.h5", "x.csv"], f"in the folder: {cli.leftovers()}")


def missing_and_wrong_arguments_are_usage(cli):
    cli.expect(2, "run")
    cli.expect(2, "run", "a.yaml", says="-o")
    for option, value in [("--cases", "0"), ("--cases", "-3"), ("--cases", "many"), ("--threads", "0"),
                          ("--threads", "x"), ("--isa", "mmx"), ("--progress", "loud"), ("--set", "campaign.seed")]:
        cli.expect(2, "run", "a.yaml", "-o", "a.h5", option, value)
    check(not cli.leftovers(), f"left behind: {cli.leftovers()}")


def version_says_what_it_is(cli):
    text = cli.expect(0, "version").stdout
    told = json.loads(cli.expect(0, "version", "--json").stdout)
    check(told["version"] in text, f"{told['version']} is not in\n{text}")


def schema_is_draft_7(cli):
    schema = json.loads(cli.expect(0, "schema").stdout)
    check("draft-07" in schema["$schema"], schema["$schema"])
    check({"farside", "campaign", "vehicle", "dispersions"} <= schema["properties"].keys(),
          f"{schema['properties'].keys()}")


def schema_as_a_page_is_the_page_in_the_repository(cli):
    root = Path(__file__).resolve().parents[2]
    for options, page in (((), "configs/README.md"), (("--output",), "src/store/FORMAT.md")):
        out = cli.expect(0, "schema", "--markdown", *options).stdout
        check(out == (root / page).read_text(encoding="utf-8"), f"schema --markdown {options} is not {page}")


# Configurations: every error names its line and what was expected.
WRONG = {
    "an unknown key": ("vehicle: {engine: {thurst_max_N: 7500}}\n", ["vehicle.engine.thurst_max_N", "thrust_max_N"]),
    "a key with the wrong unit": ("vehicle: {engine: {thrust_max_kN: 7.5}}\n", ["thrust_max_kN", "thrust_max_N"]),
    "a key without its unit": ("vehicle: {engine: {thrust_max: 7500}}\n", ["vehicle.engine.thrust_max",
                                                                           "thrust_max_N"]),
    "a value out of range": ("vehicle: {engine: {isp_s: -5}}\n", ["vehicle.engine.isp_s", "-5"]),
    "a text for a number": ("vehicle: {engine: {isp_s: high}}\n", ["vehicle.engine.isp_s", "high"]),
    "a list for a number": ("vehicle: {engine: {isp_s: [310]}}\n", ["vehicle.engine.isp_s"]),
    "a number for a section": ("vehicle: 3\n", ["vehicle"]),
    "not a number": ("vehicle: {engine: {isp_s: .nan}}\n", ["vehicle.engine.isp_s"]),
    "infinity": ("vehicle: {engine: {isp_s: .inf}}\n", ["vehicle.engine.isp_s"]),
    "a duplicate key": ("vehicle:\n  engine: {isp_s: 310}\n  engine: {isp_s: 311}\n", ["engine"]),
    "an unknown choice": ("moon: {gravity: {model: constant}}\n", ["moon.gravity.model", "constant", "uniform"]),
    "an unknown section": ("vehicel: {}\n", ["vehicel", "vehicle"]),
    "an alias": ("vehicle: &v {}\nmoon: *v\n", []),
    "a second document": ("---\nfarside: 1\n", []),
}


def wrong_configurations_are_refused_with_their_line(cli):
    for what, (text, says) in WRONG.items():
        cli.write("wrong.yaml", CONFIG + text)
        for command in (["validate", "wrong.yaml"], ["run", "wrong.yaml", "-o", "wrong.h5"]):
            done = cli.expect(3, *command, says=says)
            check(re.search(r"^wrong\.yaml:\d+:\d+: error: ", done.stderr, re.M),
                  f"{what}: no FILE:LINE:COLUMN: error: in\n{done.stderr}")
            line = int(re.search(r"^wrong\.yaml:(\d+):", done.stderr, re.M)[1])
            check(line > CONFIG.count("\n"), f"{what}: line {line} is not the wrong one\n{done.stderr}")
    check(not cli.leftovers("wrong.yaml"), f"left behind: {cli.leftovers('wrong.yaml')}")


def wrong_dispersions_are_refused(cli):
    head = CONFIG.split("dispersions:")[0] + "dispersions:\n"
    for text, says in [
        ("  - {path: vehicle.engine.thrust_scal, normal: {sd: 0.1}}\n", "vehicle.engine.thrust_scale"),
        ("  - {path: vehicle.engine.thrust_scale, normal: {sd: -0.1}}\n", "sd"),
        ("  - {path: vehicle.engine.thrust_scale, normal: {sigma: 0.1}}\n", "sigma"),
        ("  - {path: vehicle.engine.thrust_scale, gaussian: {sd: 0.1}}\n", "gaussian"),
        ("  - {path: vehicle.engine.thrust_scale, uniform: {min: 2, max: 1}}\n", "m"),
        ("  - {path: vehicle.engine.isp_scale, normal: {sd: 0.1}}\n"
         "  - {path: vehicle.engine.isp_scale, normal: {sd: 0.2}}\n",
         "vehicle.engine.isp_scale"),
        ("  - {path: moon.gravity.model, normal: {sd: 0.1}}\n", "moon.gravity.model"),
    ]:
        cli.write("wrong.yaml", head + text)
        cli.expect(3, "validate", "wrong.yaml", says=["wrong.yaml:", says])


def all_errors_are_listed_at_once(cli):
    cli.write("wrong.yaml", CONFIG + "vehicle: {engine: {isp_s: -5, lag_s: x}}\nmoon: {gravty: {}}\n")
    cli.expect(3, "validate", "wrong.yaml", says=["vehicle.engine.isp_s", "vehicle.engine.lag_s", "moon.gravty"])


def settings_on_the_command_line_are_checked_alike(cli):
    cli.expect(3, "run", "a.yaml", "-o", "a.h5", "--set", "vehicle.engine.isp=300", says="isp_s")
    cli.expect(3, "run", "a.yaml", "-o", "a.h5", "--set", "vehicle.engine.isp_s=-1", says="vehicle.engine.isp_s")
    check(not cli.leftovers(), f"left behind: {cli.leftovers()}")


def validate_tells_what_it_read(cli):
    out = cli.expect(0, "validate", "a.yaml").stdout
    check("a.yaml: ok" in out and "24 cases" in out and "1 dispersed" in out, out)
    check(not cli.expect(0, "validate", "a.yaml", "--quiet").stdout, "--quiet, yet on stdout")


def resolved_configuration_is_complete_and_stable(cli):
    first = cli.expect(0, "validate", "a.yaml", "--resolved").stdout
    check("isp_s:" in first and "thrust_max_N:" in first, first)
    cli.write("resolved.yaml", first)
    check(
        cli.expect(0, "validate", "resolved.yaml", "--resolved").stdout == first,
        "resolving twice gives something else")


# Files that are missing, foreign or damaged.
def missing_inputs_are_named(cli):
    cli.expect(4, "run", "nowhere.yaml", "-o", "a.h5", says="nowhere.yaml")
    cli.expect(4, "validate", "nowhere.yaml", says="nowhere.yaml")
    for command in (["reduce", "nowhere.h5"], ["replay", "nowhere.h5", "--case", "0"]):
        cli.expect(4, *command, says="nowhere.h5")
    cli.path("folder.yaml").mkdir()
    cli.expect(4, "validate", "folder.yaml", says="folder.yaml")


def what_is_no_file_is_refused_at_once(cli):
    """A pipe that nobody writes to, a device without an end, a folder, a file that may not be read: none may hang or be
    read."""
    os.mkfifo(cli.path("pipe"))
    cli.path("folder").mkdir()
    nobody = []
    if os.getuid() != 0:  # root reads everything
        cli.path("secret").touch(mode=0)
        nobody = [("secret", "Permission denied")]
    wrong = [("pipe", "it is a pipe; write what comes out of it to a file"), ("/dev/zero", "it is a device"),
             ("folder", "it is a folder"), *nobody]
    grid = "moon: {{terrain: {{model: dem, layers: [{{path: '{0}'}}]}}}}\n"
    texts = {
        "i.yaml": ("farside: 1\ninclude: '{0}'\n", "2:10: include"), "m.yaml":
        ("farside: 1\n" + grid, "2:46: moon.terrain.layers[0].path"), "c.yaml":
        ("farside: 1\nstart:\n  from_file: '{0}'\n", "3:14: start.from_file.path")
    }
    if not cli.reads_maps():
        del texts["m.yaml"]
    for name, reason in wrong:
        for file, (text, place) in texts.items():
            cli.write(file, text.format(name))
            cli.expect(4, "run", file, "-o", "a.h5", says=[f"{file}:{place}: {name}: can't be read: {reason}"],
                       timeout=20)
        cli.expect(4, "status", name, says=name, timeout=20)
        calls = [("run", name, "-o", "a.h5"), ("validate", name), ("reduce", name), ("replay", name, "--case", 1),
                 ("merge", "--from", name, "-o", "m.h5")]
        if name != "folder":  # there a folder means the files in it
            calls += [("merge", name, "-o", "m.h5"), ("run", "a.yaml", "-o", "a.h5", "--missing-of", name)]
        for arguments in calls:
            cli.expect(4, *arguments, says=[f"{name}: can't be read: {reason}"], timeout=20)


def cloud_flies_a_row_a_case(cli):
    """Another program's states: shards, replay, and a cloud that has changed since."""
    cli.write("cloud.csv", "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n0.2,-1\n0.25,-1.5\n0.3,-2\n")
    cli.write("c.yaml", "farside: 1\nstart: {from_file: cloud.csv}\n")
    cli.expect(0, "run", "c.yaml", "-o", "whole.h5", "--reproducible", "--quiet")
    for i in range(3):
        cli.expect(0, "run", "c.yaml", "-o", f"s{i}.h5", "--shard", f"{i}/3", "--reproducible", "--quiet")
    cli.expect(0, "merge", "s2.h5", "s0.h5", "s1.h5", "-o", "merged.h5", "--reproducible", "--quiet")
    check(
        cli.path("whole.h5").read_bytes() == cli.path("merged.h5").read_bytes(),
        "shards of a cloud don't merge to the whole")
    cli.expect(0, "replay", "merged.h5", "--case", 2)
    cli.expect(3, "run", "c.yaml", "-o", "b.h5", "--cases", 4, says="more than the 3 rows of cloud.csv")
    cli.write("cloud.csv", "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n0.2,-1\n0.25,-1.5\n0.3,-3\n")
    cli.expect(4, "replay", "merged.h5", "--case", 2, says="cloud.csv")
    cli.write("cloud.csv", "start.touchdown.height_m\n0.2\n0.x\n")
    cli.expect(4, "run", "c.yaml", "-o", "b.h5", says="cloud.csv:3:1: error: '0.x' found")


def tolerance_limits_of_any_share_and_confidence(cli):
    """Known of a uniform distribution: rows are what was drawn, so that the limits are order statistics of a column."""
    cli.write("t.yaml", "farside: 1\ncampaign: {seed: 4, cases: 320}\nstart: {touchdown: {height_m: 0.2}}\n"
              "dispersions:\n  - {path: start.touchdown.velocity_up_m_s, uniform: {min: -2, max: -1}}\n")
    cli.expect(0, "run", "t.yaml", "-o", "t.h5", "--quiet")
    name = "in_start_touchdown_velocity_up_m_s"
    cli.expect(0, "export", "t.h5", "--csv", "t.csv", "--quiet")
    drawn = sorted(float(row[name]) for row in csv.DictReader(cli.path("t.csv").open()))
    told = json.loads(cli.expect(0, "reduce", "t.h5", "--tolerance", "0.99/0.95", "0.9999/0.9", "--json", "-").stdout)
    of = told["tolerance"][name]
    check(len(drawn) == 320 and of["wilks_99_95_upper"] == drawn[-1] and of["wilks_99_95_lower"] == drawn[0], f"{of}")
    check([level["cases_needed"] for level in told["tolerance_limits"]] == [299, 23025], f"{told['tolerance_limits']}")
    check(of["wilks_99.99_90_upper"] is None and "of the 23025 values" in of["wilks_99.99_90_reason"], f"{of}")
    check("wilks_95_95_upper" in of, "the fixed name is gone")
    table = cli.expect(0, "reduce", "t.h5", "--tolerance", "0.99/0.95").stdout
    check("hold 99 % of all landings, with 95 % confidence" in table and "299 values are needed" in table, table)
    for wrong in ("0.99", "99/95", "1/0.5", "0.9/x", "0.9/0.95/1"):
        cli.expect(2, "reduce", "t.h5", "--tolerance", wrong, says=["--tolerance", "such as 0.99/0.95"])


def grounds_are_told_apart(cli):
    """What of P is the ground's: by outer draws; one ground, or one a case, is said to be that."""
    law = "moon: {terrain: {model: plane, relief: {model: generated}}}\ntouchdown: {model: legs}\n"
    head = "farside: 1\nstart: {touchdown: {height_m: 0.3, velocity_up_m_s: -2}}\n"
    speed = "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.8}}\n"
    ground = "  - {path: moon.terrain.relief.ground, uniform: {min: 0, max: 1}, kind: "
    for name, campaign, dispersions, says in (
        ("own", "cases: 30", ground + "aleatory}\n", "each case has its own"),
        ("one", "cases: 30", "  - {path: moon.terrain.relief.ground, constant: {value: 0.3}}\n", "one for all cases"),
        ("draws", "cases: 30, sampling: {outer: 6}", ground + "epistemic}\n", "6 grounds: P differs by"),
        ("list", "cases: 60", "  - {path: moon.terrain.relief.ground, discrete: {values: [0.1, 0.2, 0.3, 0.4], "
         "probabilities: [0.25, 0.25, 0.25, 0.25]}}\n", "4 grounds: P differs by")):
        cli.write(f"{name}.yaml", f"{head}campaign: {{seed: 2, {campaign}}}\n{law}dispersions:\n{speed}{dispersions}")
        cli.expect(0, "run", f"{name}.yaml", "-o", f"{name}.h5", "--quiet")
        told = json.loads(cli.expect(0, "reduce", f"{name}.h5", "--json", "-").stdout)["grounds"]
        table = " ".join(cli.expect(0, "reduce", f"{name}.h5").stdout.split())
        check(f"grounds {says}" in table, table)
        check(("reason" in told) == (name in ("own", "one")), f"{told}")
        check(told["grounds"] == {"own": 30, "one": 1, "draws": 6, "list": 4}[name], f"{told}")


def tables_of_other_separators_are_read(cli):
    """Clouds, listed things and measured values have one reader: by commas, semicolons or tabs they say the same."""
    cloud = ("start.touchdown.height_m,start.touchdown.velocity_up_m_s", "0.2,-1", "0.25,-1.5")
    craters, values = ("east_m,north_m,diameter_m,depth_m", "1,2,10,1"), ("a,b", "1,0.31", "2,0.35", "3,0.4")
    cli.write("c.yaml", "farside: 1\nstart: {from_file: cloud.csv}\nmoon: {terrain: {model: plane, relief: "
              "{model: listed, craters: {listed: [{file: craters.csv}]}}}}\ntouchdown: {model: legs}\ndispersions:\n"
              "  - {path: moon.regolith.soil.friction, empirical: {file: values.csv, column: b}}\n")
    rows = []
    for separator in ",;\t":
        for name, lines in (("cloud", cloud), ("craters", craters), ("values", values)):
            cli.write(f"{name}.csv", "\n".join(lines).replace(",", separator) + "\n")
        cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--overwrite", "--quiet")
        rows.append(cli.expect(0, "cases", "c.h5", "--csv", "--columns", "in_moon_regolith_soil_friction,landing_east,"
                               "touchdown_speed_vertical").stdout)
    check(len(rows[0].splitlines()) == 3 and rows[1] == rows[0] and rows[2] == rows[0], f"{rows}")
    cli.write("cloud.csv", "start.touchdown.height_m;start.touchdown.velocity_up_m_s\n0,2;-1\n")
    cli.expect(4, "run", "c.yaml", "-o", "d.h5", says=["csv:2:1: error: '0,2' found", "decimal point, such as 0.5"])
    cli.write("cloud.csv", "start.touchdown.height_m;start.touchdown.velocity_up_m_s,vehicle.mass.dry_mass_kg\n1;2,3\n")
    cli.expect(4, "run", "c.yaml", "-o", "d.h5", says=["commas and semicolons", "separate all columns by one"])
    cli.write("cloud.csv", "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n0.2;-1\n")
    cli.expect(4, "run", "c.yaml", "-o", "d.h5", says=["cloud.csv:2:1", "0.2;-1"])


def missing_map_is_named(cli):
    cli.needs_maps()
    cli.write("dem.yaml", CONFIG + "moon: {terrain: {model: dem, layers: [{path: nowhere.tif}]}}\n")
    cli.expect(4, "run", "dem.yaml", "-o", "a.h5", says="nowhere.tif")
    cli.write("nowhere.tif", "no map")
    cli.expect(4, "run", "dem.yaml", "-o", "a.h5", says="nowhere.tif")
    check(not cli.leftovers("dem.yaml", "nowhere.tif"), f"left behind: {cli.leftovers('dem.yaml', 'nowhere.tif')}")


def a_map_without_gdal_is_refused(cli):
    """Whether this farside has GDAL shows in `version`, and nowhere else unless a map is asked for."""
    cli.write("dem.yaml", CONFIG + "moon: {terrain: {model: dem, layers: [{path: nowhere.tif}]}}\n")
    text = cli.expect(0, "version").stdout
    if cli.reads_maps():
        check("maps of heights   read by GDAL\n" in text and "GDAL 3." in text, text)
        return
    check("maps of heights   none: built without GDAL\n" in text and "GDAL 3." not in text, text)
    for command in (["validate", "dem.yaml"], ["run", "dem.yaml", "-o", "a.h5"]):
        cli.expect(
            2, *command, says=[
                "dem.yaml:7:46: moon.terrain.layers[0].path: this farside was built without GDAL, and reads no maps; "
                "build it with",
                "or choose another moon.terrain.model"
            ])
    check(not cli.leftovers("dem.yaml"), f"left behind: {cli.leftovers('dem.yaml')}")


def damaged_files_are_refused_and_left_alone(cli):
    good = cli.fly().read_bytes()
    wounds = {
        "empty": b"", "text": b"not HDF5\n", "short": good[:len(good) // 2], "head":
        good[:100] + bytes(100) + good[200:]
    }
    for name, content in wounds.items():
        cli.path(f"{name}.h5").write_bytes(content)
        cli.expect(4, "reduce", f"{name}.h5", says=f"{name}.h5")
        cli.expect(4, "replay", f"{name}.h5", "--case", "0", says=f"{name}.h5")
        check(cli.path(f"{name}.h5").read_bytes() == content, f"{name}.h5 was changed")


# Output.
def existing_output_is_left_alone(cli):
    cli.write("a.h5", "mine")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", says="a.h5")
    check(cli.path("a.h5").read_text() == "mine", "the file was changed")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--overwrite", "--quiet")
    check(cli.path("a.h5").read_bytes()[:4] == b"\x89HDF", "--overwrite did not replace the file")
    cli.write("a.json", "mine")
    cli.expect(2, "reduce", "a.h5", "--json", "a.json", says="a.json")
    check(cli.path("a.json").read_text() == "mine", "a.json was changed")


def output_that_cannot_be_written_is_named(cli):
    cli.expect(74, "run", "a.yaml", "-o", "nowhere/a.h5", says="nowhere")
    cli.write("a_file", "")
    cli.expect(74, "run", "a.yaml", "-o", "a_file/a.h5", says="a_file")
    check(not cli.leftovers("a_file"), f"left behind: {cli.leftovers('a_file')}")


def full_standard_output_is_a_write_failure(cli):
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    for command in (["schema"], ["version"], ["validate", "a.yaml", "--resolved"]):
        with open("/dev/full", "w") as full:
            cli.expect(74, *command, stdout=full)


def full_disk_is_a_write_failure(cli):
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Skip("only root can mount a small disk")
    cli.path("disk").mkdir()
    # In a mount namespace of its own, so nothing stays mounted. 64 KiB hold neither the rows nor the file.
    script = 'mount -t tmpfs -o size=64k tmpfs disk || exit 99; "$@"; code=$?; ls disk >left; exit $code'
    mount = ["unshare", "-m", "sh", "-c", script, "sh"]
    if cli.call("version", prefix=mount).returncode == 99:
        raise Skip("mounting is not allowed here")
    cli.expect(74, "run", "a.yaml", "-o", "disk/a.h5", "--cases", "4000", prefix=mount, says=["disk/a.h5"])
    check("a.h5\n" not in cli.path("left").read_text(), "an unfinished file stands under the final name")
    # The disk is large enough for the rows, and too small for rows and file together.
    cli.fly("whole.h5", "--cases", "300")
    size = cli.path("whole.h5").stat().st_size // 1024 + 4
    grown = ["unshare", "-m", "sh", "-c", script.replace("64k", f"{size}k"), "sh"]
    cli.expect(74, "run", "a.yaml", "-o", "disk/a.h5", "--cases", "300", prefix=grown)
    check("a.h5\n" not in cli.path("left").read_text(), "an unfinished file stands under the final name")


def quiet_is_quiet_and_results_go_to_stdout(cli):
    done = cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--quiet")
    check(not done.stderr, f"--quiet, yet on stderr: {done.stderr}")
    loud = cli.expect(0, "reduce", "a.h5")
    check("safe" in loud.stdout, f"the table is not on stdout:\n{loud.stdout}")
    summary = cli.expect(0, "run", "a.yaml", "-o", "b.h5").stdout
    check("safe" in summary, f"run must end by printing the summary:\n{summary}")


def progress_is_json_for_programs(cli):
    done = cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--progress", "json", "--cases", "100")
    last = json.loads(done.stderr.splitlines()[-1])
    check(last["done"] + last["numerical_failure"] == 100 == last["total"] and last["left_s"] == 0, f"{last}")
    done = cli.expect(0, "run", "a.yaml", "-o", "b.h5", "--progress", "none")
    check(not done.stderr, f"--progress none, yet on stderr: {done.stderr}")


def json_goes_to_stdout_alone(cli):
    cli.fly()
    told = cli.told("reduce", "a.h5")
    given = told["probability"]["safe"]["conditional_on"]
    check(any("terrain" in text for text in given), f"conditional_on names no ground: {given}")
    cli.expect(0, "reduce", "a.h5", "--json", "a.json", "--quiet")
    check(json.loads(cli.path("a.json").read_text()) == told, "the file holds something else")


def run_and_reduce_print_the_same_summary(cli):
    printed = cli.expect(0, "run", "a.yaml", "-o", "a.h5").stdout
    check(cli.expect(0, "reduce", "a.h5").stdout == printed, "they differ")


def stored_statistics_replace_those_of_the_run(cli):
    cli.fly("a.h5", "--reproducible")
    before = cli.path("a.h5").read_bytes()
    cli.expect(0, "reduce", "a.h5", "--store", "--quiet")
    check(cli.path("a.h5").read_bytes() != b"" and cli.leftovers() == ["a.h5"], f"in the folder: {cli.leftovers()}")
    cli.expect(0, "replay", "a.h5", "--case", "23")
    check(abs(cli.path("a.h5").stat().st_size - len(before)) < 0.5 * len(before), "storing again made another file")


def reproducible_files_are_equal(cli):
    a, b = (cli.fly(name, "--reproducible", "--threads", threads).read_bytes()
            for name, threads in (("a.h5", "1"), ("b.h5", "2")))
    check(a == b, "--reproducible, yet the files differ")


def json_holds_the_statistics_of_the_contract(cli):
    cli.fly()
    cli.expect(0, "reduce", "a.h5", "--json", "a.json", "--quiet")
    told = json.loads(cli.path("a.json").read_text())
    check({"cases", "probability", "dispersion", "first_cause", "quantities", "criteria", "requirements"}
          <= told.keys(), f"{list(told)}")
    cases = told["cases"]
    check(cases["total"] == 24 == cases["done"] + cases["numerical_failure"] + cases["missing"], f"{cases}")
    check(cases["done"] == cases["safe"] + cases["degraded"] + cases["lost"] + cases["unknown"], f"{cases}")


def gate_turns_the_verdict_into_the_exit_code(cli):
    def gate(code, limit, probability):
        cli.write(
            "gate.yaml", CONFIG +
            "requirements:\n"
            "  - {name: soft, quantity: touchdown_speed_vertical, max: %s, probability: %s, confidence: 0.9}\n"
            % (limit, probability))
        cli.expect(0, "run", "gate.yaml", "-o", "gate.h5", "--quiet", "--overwrite")
        cli.expect(code, "reduce", "gate.h5", "--gate")
        cli.expect(0, "reduce", "gate.h5")

    cli.fly()
    for options in ((), ("--quiet",)):
        cli.expect(2, "reduce", "a.h5", "--gate", *options, says=["nothing to judge", "a.h5 has no requirements"])
    gate(0, 100, 0.5)    # all of 24 cases: the lower bound is far above one half
    gate(5, 0.001, 0.5)  # none of them
    gate(6, 100, 0.99)   # all of them, and still 24 cases can't show 0.99


def a_failure_is_required_to_be_rare(cli):
    def gate(code, requirement, *options):
        cli.write("rare.yaml",
                  CONFIG + "requirements:\n  - {name: rare, event: tip_over, %s, confidence: 0.9}\n" % requirement)
        cli.expect(0, "run", "rare.yaml", "-o", "rare.h5", "--quiet", "--overwrite", *options)
        cli.expect(code, "reduce", "rare.h5", "--gate")

    tips = ("--set", "vehicle.limits.tip_over_tilt_deg=1", "--set", "moon.terrain.model=plane", "--set",
            "moon.terrain.slope_deg=10")
    gate(0, "max_probability: 0.5")
    gate(6, "max_probability: 0.01")  # none of 24 cases can't show 1 %
    gate(5, "max_probability: 0.01", *tips)
    cli.write("rare.yaml",
              CONFIG + "requirements:\n  - {name: rare, event: tip_over, probability: 0.01, confidence: 0.9}\n")
    cli.expect(3, "validate", "rare.yaml", says=["rare.yaml:8:48", "max_probability"])
    gate(5, "probability_max: 0.01", *tips)  # its earlier name, in files of then


def cases_that_are_all_alike_have_no_interval(cli):
    cli.write(
        "alike.yaml",
        CONFIG.partition("dispersions:")[0]
        + "requirements:\n  - {name: a, event: safe, probability: 0.5, confidence: 0.9}\n")
    out = cli.expect(0, "run", "alike.yaml", "-o", "alike.h5", "--progress", "none").stdout
    check(
        "no interval: no input varies and all cases are alike" in out
        and "95 % interval " not in out.partition("given")[0], out)
    cli.expect(6, "reduce", "alike.h5", "--gate")


def cases_that_cant_be_told_are_neither_dropped_nor_lost(cli):
    try:
        import h5py
        import numpy as np
    except ImportError:
        raise Skip("needs h5py")
    with h5py.File(cli.path("hand.h5"), "w") as file:
        file["case"] = np.arange(20, dtype=np.uint64)
        file["outcome"] = np.array([0] * 15 + [3] * 3 + [2] * 2, dtype=np.int8)
        file["final_tilt"] = np.array([1.0, 2.0] + [np.nan] * 18)
    told = cli.told("reduce", "hand.h5")
    check(told["cases"]["unknown"] == 3 and told["cases"]["lost"] == 2 and told["cases"]["done"] == 20,
          f"{told['cases']}")
    safe, lost = told["probability"]["safe"], told["probability"]["lost"]
    check((safe["estimate"], safe["estimate_high"], lost["estimate"], lost["estimate_high"]) == (0.75, 0.9, 0.1, 0.25),
          f"{told['probability']}")
    out = cli.expect(0, "reduce", "hand.h5").stdout
    check("unknown 3" in out and "75.00 % to 90.00 %" in out and "of 2 cases" in out, out)


def replay_needs_a_case_of_the_file(cli):
    cli.fly()
    cli.expect(0, "replay", "a.h5", "--case", "3")
    cli.expect(2, "replay", "a.h5", says="--case")
    cli.expect(2, "replay", "a.h5", "--case", "24", says="24")
    before = cli.path("a.h5").read_bytes()
    cli.expect(0, "replay", "a.h5", "--case", "3", "-o", "t.h5")
    cli.expect(2, "replay", "a.h5", "--case", "3", "-o", "t.h5", says="t.h5")
    check(cli.path("a.h5").read_bytes() == before, "replay changed the campaign file")


def fly_on_slopes(cli):
    """60 cases of which some tip over."""
    cli.write("a.yaml", CONFIG + "  - {path: moon.terrain.slope_deg, uniform: {min: 7, max: 11}}\n")
    cli.fly("a.h5", "--set", "vehicle.limits.tip_over_tilt_deg=9", "--set", "moon.terrain.model=plane", "--cases", "60")


def listed(cli, *options):
    """What `farside cases --csv` lists: its heads, and a list of texts a case."""
    lines = cli.expect(0, "cases", "a.h5", "--csv", "--quiet", *options).stdout.splitlines()
    return lines[0].split(","), [line.split(",") for line in lines[1:]]


def cases_are_listed_by_how_they_ended(cli):
    fly_on_slopes(cli)
    told = cli.told("reduce", "a.h5")
    counts = told["cases"]
    for outcome in ("safe", "degraded", "lost", "unknown", "numerical_failure"):
        _, rows = listed(cli, "--outcome", outcome)
        check(
            len(rows) == counts[outcome] and all(row[1] == outcome for row in rows),
            f"{outcome}: {len(rows)} of {counts}")
    _, failed = listed(cli)
    check(0 < len(failed) == counts["total"] - counts["safe"] and failed == listed(cli, "--outcome", "failed")[1],
          f"{len(failed)} of {counts}")
    check(len(listed(cli, "--outcome", "all")[1]) == 60, "not all")
    check(
        listed(cli, "--outcome",
               "safe,lost")[1] == [r for r in listed(cli, "--outcome", "all")[1] if r[1] in ("safe", "lost")],
        "not both")
    for cause, figures in told["first_cause"].items():
        _, rows = listed(cli, "--cause", cause)
        check(
            len(rows) == figures["count"] and all(row[2] == cause for row in rows),
            f"{cause}: {len(rows)} of {figures}")
        check([int(row[0]) for row in rows[:3]] == figures["cases"], f"{cause}: {rows[:3]}, {figures}")
    for wrong, near in (("losst", "lost"), ("save", "safe")):
        cli.expect(2, "cases", "a.h5", "--outcome", wrong, says=[wrong, f"did you mean '{near}'?"])
    cli.expect(2, "cases", "a.h5", "--cause", "tip_ovr", says="did you mean 'tip_over'?")
    cli.expect(2, "cases", "a.h5", "--outcome", "lost,", says="--outcome")
    cli.expect(4, "cases", "nowhere.h5", says="nowhere.h5")
    out = cli.expect(0, "cases", "a.h5")
    check(f"a.h5: {len(failed)} of 60 cases" in out.stderr, out.stderr)
    shown = [line.split()[:3] for line in out.stdout.splitlines()]
    check([row for row in shown if row and row[0].isdigit()] == [row[:3] for row in failed], out.stdout)


def the_worst_cases_come_first(cli):
    cli.fly("a.h5", "--cases", "60")
    heads, rows = listed(cli, "--worst", "60", "--columns", "margin_*,touchdown_speed_horizontal,in_*")
    least = heads.index("margin_least")
    for row in rows:
        others = [
            float(x) for head, x in zip(heads, row) if head.startswith("margin_") and head != "margin_least" and x
        ]
        check(float(row[least]) == min(others), f"case {row[0]}: {row[least]}, not {min(others)}")
    values = [float(row[least]) for row in rows]
    check(values == sorted(values) and len(values) == 60, f"{values}")
    check(listed(cli, "--worst", "5")[1] == listed(cli, "--worst", "60")[1][:5], "the first five differ")
    heads, rows = listed(cli, "--worst", "7", "--by", "touchdown_speed_horizontal")
    speeds = [float(row[heads.index("touchdown_speed_horizontal")]) for row in rows]
    check(speeds == sorted(speeds, reverse=True) and len(speeds) == 7, f"{speeds}")
    column = heads.index("touchdown_speed_horizontal")
    check(speeds[0] == max(float(row[column]) for row in listed(cli, "--outcome", "all")[1]), f"{speeds}")
    heads, rows = listed(cli, "--worst", "2", "--by", "margin_slid", "--outcome", "safe")
    check(
        "margin_slid" in heads
        and float(rows[0][heads.index("margin_slid")]) <= float(rows[1][heads.index("margin_slid")]), f"{rows}")
    cli.expect(2, "cases", "a.h5", "--worst", "2", "--by", "margin_slidd", says="did you mean 'margin_slid'?")
    cli.expect(2, "cases", "a.h5", "--worst", "2", "--by", "stroke_primary", says="one number a case")
    cli.expect(2, "cases", "a.h5", "--by", "margin_slid", says="--worst")
    cli.expect(2, "cases", "a.h5", "--columns", "touchdown_sped_vertical",
               says="did you mean 'touchdown_speed_vertical'?")
    heads, rows = listed(cli, "--outcome", "all", "--columns", "stroke_primary,failure_mask,in_*")
    check("stroke_primary[3]" in heads and heads[-1] == "in_start_touchdown_velocity_east_m_s", f"{heads}")
    check(rows[0][heads.index("failure_mask")] == "none" and rows[0][heads.index("stroke_primary[0]")] == "",
          f"{rows[0]}")


def listed_cases_are_replayed(cli):
    fly_on_slopes(cli)
    lost = [row[0] for row in listed(cli, "--outcome", "lost")[1]]
    check(1 < len(lost) < 60, f"{len(lost)} of 60 are lost: this shows nothing")

    def replayed(choice, code=0):
        return re.findall(r"^case (\d+): ", cli.expect(code, "replay", "a.h5", "--cases", choice).stdout, flags=re.M)

    check(replayed("lost") == replayed("lost,tip_over") == lost, "not the lost ones")
    check(replayed("9,1,7,7,20-22") == ["1", "7", "9", "20", "21", "22"], "not those named")
    cli.path("lost.csv").write_text(cli.expect(0, "cases", "a.h5", "--outcome", "lost", "--csv").stdout)
    cli.write("some.txt", "# a remark\n3\n\n 5 \n")
    check(replayed("@lost.csv") == lost and replayed("@some.txt") == ["3", "5"], "not those of the file")
    cli.expect(0, "replay", "a.h5", "--cases", "1,7", "-o", "t.h5")
    cli.expect(0, "replay", "a.h5", "--case", "7", "-o", "one.h5")
    samples = [
        int(
            re.search(r"(\d+) samples",
                      cli.expect(0, "replay", "a.h5", "--cases", choice, "-o", "t.h5", "--overwrite").stdout)[1])
        for choice in ("1", "7", "1,7")
    ]
    check(samples[0] + samples[1] == samples[2], f"{samples}")
    cli.write("bad.txt", "3\nx\n")
    cli.expect(4, "replay", "a.h5", "--cases", "@bad.txt", says="bad.txt:2")
    cli.expect(4, "replay", "a.h5", "--cases", "@nowhere.txt", says="nowhere.txt")
    cli.expect(2, "replay", "a.h5", "--cases", "losst", says="did you mean 'lost'?")
    cli.expect(2, "replay", "a.h5", "--cases", "unknown", says="no case of a.h5")
    cli.expect(2, "replay", "a.h5", "--cases", "60", says="no such case")
    cli.expect(2, "replay", "a.h5", says=["--case I", "--cases"])
    cli.expect(2, "replay", "a.h5", "--case", "1", "--cases", "2", says="--case")


def trajectories_are_kept_for_the_cases_asked_for(cli):
    plain = cli.fly("a.h5").stat().st_size
    kept = cli.fly("b.h5", "--set", "output.trajectories=[0, 23]").stat().st_size
    check(kept > plain, "the file has not grown")
    cli.expect(3, "run", "a.yaml", "-o", "c.h5", "--set", "output.trajectories=[24]", says="24")


def nothing_is_left_beside_the_output(cli):
    cli.fly()
    check(cli.leftovers() == ["a.h5"], f"in the folder: {cli.leftovers()}")


CHECKS = [f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
          if list(inspect.signature(f).parameters) == ["cli"] and f is not commands]


def run_checks(checks, arguments):
    """Each check in a folder of its own, in the order of the file; the exit code of the script."""
    # A shell's background job ignores the one, nohup the other, and so would what is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    program = str(Path(arguments[1]).resolve())
    word = arguments[2] if len(arguments) > 2 else ""
    failures = 0
    for function in sorted((f for f in checks if word in f.__name__), key=lambda f: f.__code__.co_firstlineno):
        name = function.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(Cli(program, folder))
                print(f"ok - cli: {name}")
            except Skip as reason:
                print(f"skip - cli: {name}: {reason}")
            except (Problem, subprocess.TimeoutExpired, KeyError, ValueError, OSError) as problem:
                failures += 1
                print(f"FAIL - cli: {name}\n{type(problem).__name__}: {problem}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
