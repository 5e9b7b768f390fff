#!/usr/bin/env python3
"""Damaged and hostile campaign files: copies with changed bytes, cut and stretched, given to `reduce`, `merge` and
`status`. The command never crashes: it ends with exit 4 and a reason, or with 0 where the change did no harm.

usage: mutants.py [--count FILES] [--seed N] [--table FILE] [--farside PROGRAM]
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from trial import CONFIG, Tally, arguments

CASES = 60
ALLOWED = {0, 4}
PATIENCE_S = 700  # HDF5 spins on some files: the process that reads has 25 s of CPU time, and 600 s in all


def mutate(data, chance):
    """One to some dozens of changes, most of them where HDF5 keeps its structures: the head of the file and its object
    headers."""
    data = bytearray(data)
    kind = chance.choice(["bits", "bytes", "bytes", "fields", "fields", "fields", "cut", "stretch", "swap"])
    marks = [
        at for mark in (b"OHDR", b"OCHK", b"TREE", b"SNOD", b"HEAP", b"GCOL", b"FRHP", b"FHDB", b"BTHD", b"FSHD",
                        b"FADB", b"EAHD") for at in find_all(data, mark)
    ]
    if kind == "cut":
        return bytes(data[:chance.randrange(len(data))])
    if kind == "stretch":
        at = chance.randrange(len(data))
        return bytes(data[:at] + chance.randbytes(chance.choice([1, 8, 512])) + data[at:])
    if kind == "swap":
        a, b, n = chance.randrange(len(data)), chance.randrange(len(data)), chance.choice([8, 64, 512])
        data[a:a + n], data[b:b + n] = data[b:b + n], data[a:a + n]
        return bytes(data)
    for _ in range(chance.choice([1, 1, 2, 4, 16, 64])):
        near = chance.choice([0, *marks])
        at = min(near + chance.randrange(256),
                 len(data) - 9) if chance.random() < 0.8 else chance.randrange(len(data) - 9)
        if kind == "bits":
            data[at] ^= 1 << chance.randrange(8)
        elif kind == "bytes":
            data[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        else:
            size = chance.choice([1, 2, 4, 8])
            value = chance.choice([
                0, 1, 2**(8 * size) - 1, 2**(8 * size - 1), 2**(8 * size - 1) - 1,
                chance.randrange(2**(8 * size)),
                len(data)
            ])
            data[at:at + size] = (value % 2 ** (8 * size)).to_bytes(size, "little")
    return bytes(data)


def find_all(data, mark):
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def commands(program, folder):
    """What a user would do with a file: name -> arguments; only those that this build has."""
    text = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
    known = {"reduce": ["reduce", folder / "m.h5", "--json", "-"],
             "merge": ["merge", folder / "m.h5", "-o", folder / "merged.h5", "--overwrite"],
             "status": ["status", folder / "m.h5"],
             "replay": ["replay", folder / "m.h5", "--case", "3"]}
    return {name: list(map(str, line)) for name, line in known.items() if f"\n  {name} " in text}


def try_file(tally, program, name, line, which):
    try:
        done = subprocess.run([program, *line], capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        tally.crashes += 1
        tally.note(which, f"{name}: hangs")
        return None
    code, said = done.returncode, done.stderr.decode("utf-8", "replace").strip()
    # A row with other bits than those computed again is what replay is for: 70, with the column named.
    allowed = ALLOWED | ({70} if name == "replay" and "bits" in said else set())
    if code not in allowed or (code != 0 and "m.h5" not in said):
        tally.crashes += 1
        tally.note(which, f"{name}: exit {code}: {said[-300:]}")
    return code


def main():
    options = arguments(__doc__, "how many files", 40)
    chance = random.Random(options.seed)
    program = str(options.farside)
    status = 0
    with tempfile.TemporaryDirectory(prefix="farside_mutants_") as name:
        folder = Path(name)
        good = folder / "good.h5"
        subprocess.run([program, "run", CONFIG, "-o", good, "--cases", str(CASES), "--quiet"], check=True)
        data = good.read_bytes()
        for name, line in commands(program, folder).items():
            tally, refused = Tally(f"damaged files, {name}", options), 0
            for n in range(options.count):
                (folder / "m.h5").write_bytes(mutate(data, chance))
                refused += try_file(tally, program, name, line, f"file {n}") == 4
                tally.trials += 1
            tally.name += f" ({refused} refused, {options.count - refused} read)"
            status |= tally.verdict()
    return status


if __name__ == "__main__":
    sys.exit(main())
