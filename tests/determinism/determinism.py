#!/usr/bin/env python3
"""Shows that a row is the same bits however it is computed, and that the comparison can tell.

usage: determinism.py --farside PROGRAM [--other PROGRAM] [--update-golden]
  --other          only compares the rows of another build of the program with those of the first
  --update-golden  writes golden.txt: do so when model_version has risen
"""
import argparse
import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np

from rows import digest, differences, read_rows

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden.txt"
CAMPAIGNS = ["descent", "phased", "filter", "touchdown", "legs", "relief", "orbit", "avoidance", "thrusters",
             "faults", "mission"]
results = []


def claim(text, found, detail=""):
    """found: what speaks against the claim, line by line."""
    verdict = "FAIL" if found else "ok"
    results.append((verdict, text))
    told = [f"{verdict} - determinism: {text}{detail}", *(f"     {line}" for line in found[:10])]
    print("".join(line + "\n" for line in told), end="", flush=True)


def leave_out(text, reason):
    results.append(("skip", text))
    print(f"skip - determinism: {text}: {reason}")


class Program:
    """The program under test, with the folder that it writes into."""

    def __init__(self, path, folder):
        self.path, self.folder, self.count = str(path), Path(folder), 0

    def call(self, *arguments):
        return subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=600)

    def run(self, config, *options):
        """Flies a campaign; (file, None) or (None, why not)."""
        self.count += 1
        file = self.folder / f"{self.count}.h5"
        done = self.call("run", config, "-o", file, "--quiet", *options)
        if done.returncode != 0:
            return None, f"exit {done.returncode}: {done.stderr.strip()[-500:]}"
        return file, None

    def rows(self, config, *options):
        file, problem = self.run(config, *options)
        if problem:
            raise SystemExit(f"FAIL - determinism: farside run {config.name} {' '.join(map(str, options))}: {problem}")
        return read_rows(file)

    def has_option(self, *option):
        """Is this option of `run` built, with this value?"""
        done = self.call("run", HERE / "descent.yaml", "-o", self.folder / "never.h5", "--cases", "1", "--quiet",
                         *option)
        (self.folder / "never.h5").unlink(missing_ok=True)
        return done.returncode != 2


# Each number of threads, instruction set, size and order of blocks, several of them in one flight.
WAYS = [[("1 thread", ["--threads", 1]), ("--isa baseline", ["--isa", "baseline"]),
         ("blocks of 1", ["--block-cases", 1])],
        [("2 threads", ["--threads", 2]), ("--isa avx2", ["--isa", "avx2"]), ("blocks of 5", ["--block-cases", 5])],
        [("3 threads", ["--threads", 3]), ("--isa avx512", ["--isa", "avx512"]),
         ("blocks of 64", ["--block-cases", 64]), ("in reversed order", ["--block-order", "reverse"])]]


def ways_of(program):
    """What of WAYS this CPU and this build have."""
    ways = []
    for way in WAYS:
        there = [(text, options) for text, options in way if program.has_option(*options)]
        for text, _ in way:
            if text not in dict(there):
                leave_out(text, "this CPU or this build has no such option")
        ways.append((", ".join(text for text, _ in there), [word for _, options in there for word in options]))
    return ways


def check_ways(program, name, reference, ways):
    """The same campaign, another way through it; the files of these ways."""
    config, files = HERE / f"{name}.yaml", []
    for text, options in ways:
        file, problem = program.run(config, "--reproducible", *options)
        claim(f"{name}: {text}", [problem] if problem else differences(reference, read_rows(file)))
        files.append(file)
    claim(f"{name}: fewer cases, the same rows", differences(reference, program.rows(config, "--cases", 29)))
    return files


def check_shards(program, name, reference, whole):
    """Flown in parts, merged; `whole`: the same in one. One and ten parts of two campaigns alone: to the flights of the
    others, parts are blocks of other sizes."""
    config = HERE / f"{name}.yaml"
    for count in (1, 3, 10) if name in ("descent", "mission") else (3,):
        shards = [
            program.run(config, "--shard", f"{i}/{count}", "--threads", 1 + i % 3, "--block-cases", 4 + i)[0]
            for i in range(count)
        ]
        merged = program.folder / f"{name}{count}.h5"
        done = program.call("merge", *reversed(shards), "-o", merged, "--reproducible", "--quiet")
        if done.returncode != 0:
            claim(f"{name}: {count} shards, merged", [f"exit {done.returncode}: {done.stderr.strip()}"])
            continue
        claim(f"{name}: {count} shards, merged", differences(reference, read_rows(merged)))
        same = filecmp.cmp(whole, merged, shallow=False)
        claim(f"{name}: {count} shards, merged with --reproducible: equal bytes of the whole file",
              [] if same else ["the files differ"])


def check_growth(program, name, reference):
    """More cases later."""
    config = HERE / f"{name}.yaml"
    file, _ = program.run(config, "--cases", 29)
    done = program.call("run", config, "-o", file, "--resume", "--quiet")
    claim(
        f"{name}: 29 cases, then the rest by --resume",
        differences(reference, read_rows(file))
        if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr.strip()}"])
    rest = program.folder / f"{name}_rest.h5"
    part, _ = program.run(config, "--shard", "1/3")
    whole = program.folder / f"{name}_whole.h5"
    done = [
        program.call("run", config, "-o", rest, "--missing-of", part, "--quiet"),
        program.call("merge", part, rest, "-o", whole, "--quiet")
    ]
    claim(f"{name}: a third, then --missing-of, merged",
          [f"exit {d.returncode}: {d.stderr.strip()}" for d in done if d.returncode]
          or differences(reference, read_rows(whole)))


def check_reproducible(name, files):
    same = all(file and filecmp.cmp(files[0], file, shallow=False) for file in files[1:])
    claim(f"{name}: --reproducible gives equal bytes of the whole file, whatever the threads and the instruction set",
          [] if same else ["the files differ"])


def check_replay(program, name, file):
    cases = len(read_rows(file)["case"])
    for case in (0, 7, 64, cases - 1):
        done = program.call("replay", file, "--case", case)
        claim(f"{name}: replay of case {case}",
              [] if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr.strip()}"])
    spoilt = file.with_name("spoilt.h5")
    shutil.copy(file, spoilt)
    with h5py.File(spoilt, "r+") as opened:
        value = opened["propellant_used"][7]
        opened["propellant_used"][7] = np.nextafter(value, np.inf) if np.isfinite(value) else 1.0
    done = program.call("replay", spoilt, "--case", 7)
    claim(f"{name}: replay notices one changed bit (exit 70)",
          [] if done.returncode == 70 else [f"exit {done.returncode}: {done.stderr.strip()}"])


def variant(program, name, change):
    """The campaign with its text changed; the change must take."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, "the change of the campaign did not take"
    program.count += 1
    file = program.folder / f"variant{program.count}.yaml"
    file.write_text(changed, encoding="utf-8")
    return file


def inputs(rows):
    return {name: column for name, column in rows.items() if name.startswith("in_") or name == "case"}


def check_dispersions(program, reference):
    name = "descent"
    path, column = "vehicle.engine.thrust_scale", "in_vehicle_engine_thrust_scale"

    wider = program.rows(variant(program, name, lambda text: text.replace("sd: 0.0033", "sd: 0.0066")))
    claim("another spread of one input leaves every other input alone",
          differences(inputs(reference), inputs(wider), ignore={column}))
    claim("another spread of one input changes that input",
          [] if differences(reference, wider, ignore=reference.keys() - {"case", column}) else ["it did not"])

    added = program.rows(variant(program, name, lambda text: text.replace(
        "dispersions:\n", "dispersions:\n  - {path: vehicle.engine.isp_scale, normal: {sd: 0.001}}\n")))
    claim("an input more, listed first, leaves every other input alone",
          differences(inputs(reference), inputs(added), ignore={"in_vehicle_engine_isp_scale"}))

    def turn_around(text):
        head, tail = text.split("dispersions:\n")
        return head + "dispersions:\n" + "".join(reversed(tail.splitlines(keepends=True)))

    turned = program.rows(variant(program, name, turn_around))
    claim("the order of the list of dispersions changes nothing", differences(reference, turned))

    reseeded = program.rows(variant(program, name, lambda text: text.replace("seed: 20190103", "seed: 20190104")))
    moved = [
        n for n in inputs(reference)
        if n != "case" and not differences({k: reference[k]
                                            for k in ("case", n)}, {k: reseeded[k]
                                                                    for k in ("case", n)})
    ]
    claim("another seed changes every input", [f"{n} is the same" for n in moved])

    calm = program.rows(variant(program, name, lambda text: re.sub(r"dispersions:\n.*", "", text, flags=re.S)))
    first = {n: np.repeat(column[:1], len(column), axis=0) for n, column in calm.items() if n != "case"}
    claim("without dispersions all rows are the same", differences(calm, first | {"case": calm["case"]}))
    claim(f"(the list of dispersions did matter: {path})",
          [] if differences(reference, calm) else ["no column differs"])


def check_golden(program, references, update):
    """The rows as they were when model_version last rose: other bits ask for another model_version."""
    lines = []
    for name, rows in references.items():
        file, _ = program.run(HERE / f"{name}.yaml", "--cases", "1")
        with h5py.File(file) as opened:
            lines.append(f"{name} model_version={int(opened.attrs['model_version'])} sha256={digest(rows)}")
    if update:
        GOLDEN.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    stored = GOLDEN.read_text(encoding="utf-8").split("\n") if GOLDEN.exists() else []
    for line in lines:
        advice = [
            "rows changed: raise model_version, say in the commit which columns moved and why, and run "
            "tests/determinism/run.sh --update-golden"
        ]
        claim(f"{line.split()[0]}: rows are those of golden.txt", [] if line in stored else [*advice, f"now {line}"])


def check_campaign(path, name, ways):
    """Every way through one campaign; its rows."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(path, folder)
        file, problem = program.run(HERE / f"{name}.yaml")
        if problem:
            raise SystemExit(f"FAIL - determinism: farside run {name}.yaml: {problem}")
        reference = read_rows(file)
        files = check_ways(program, name, reference, ways)
        check_reproducible(name, files)
        check_shards(program, name, reference, files[0])
        check_growth(program, name, reference)
        check_replay(program, name, file)
    return reference


def compare_builds(first, other):
    """By golden.txt; where that differs, the first program is flown, and tells in which columns."""
    for name in CAMPAIGNS:
        config = HERE / f"{name}.yaml"
        rows = other.rows(config)
        same = f" sha256={digest(rows)}" in next(line for line in GOLDEN.read_text(encoding="utf-8").splitlines()
                                                if line.startswith(f"{name} "))
        claim(f"{name}: another compiler's build gives the same rows ({other.path})",
              [] if same else differences(first.rows(config), rows) or ["golden.txt has other rows"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True, type=Path)
    parser.add_argument("--other", type=Path)
    parser.add_argument("--update-golden", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options.farside.resolve(), folder)
        if options.other:
            other = Path(folder, "other")
            other.mkdir()
            compare_builds(program, Program(options.other.resolve(), other))
        else:
            # two at a time: most of a call is one thread
            with ThreadPoolExecutor(2) as two:
                ways = ways_of(program)
                rows = list(two.map(lambda name: check_campaign(program.path, name, ways), CAMPAIGNS))
            references = dict(zip(CAMPAIGNS, rows))
            check_dispersions(program, references["descent"])
            check_golden(program, references, options.update_golden)
    return 1 if any(verdict == "FAIL" for verdict, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
