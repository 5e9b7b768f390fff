#!/usr/bin/env python3
"""Memory doesn't grow with the number of cases: what `run`, `merge` of ten shards, `reduce`, `compare` and `status`
need for many cases, less what they need for 10,000, is at most 100 MB; of each command its largest process counts.

usage: memory_test.py PROGRAM [CASES]     default 120,000
Standard library only, so that it runs where the program runs.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIG = Path(__file__).resolve().parents[1] / "determinism" / "touchdown.yaml"
SHARDS = 10
FEW = 10_000
LIMIT_MB = 100.0


def peak_mb(*command):
    """Of the command's largest process."""
    pid = os.posix_spawn(command[0], list(map(str, command)), os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"FAIL - cli: {' '.join(map(str, command))}: status {status}")
    return usage.ru_maxrss / 1000


def peaks(program, cases, folder):
    """Command -> MB."""
    whole, shards = folder / "whole.h5", [folder / f"{i}.h5" for i in range(SHARDS)]
    found = {"run": peak_mb(program, "run", CONFIG, "-o", whole, "--cases", cases, "--quiet")}
    found["reduce"] = peak_mb(program, "reduce", whole)
    found["compare"] = peak_mb(program, "compare", whole, whole)
    whole.unlink()
    for i, shard in enumerate(shards):
        subprocess.run(
            [program, "run", CONFIG, "-o", shard, "--cases",
             str(cases), "--shard", f"{i}/{SHARDS}", "--quiet"], check=True)
    found["merge"] = peak_mb(program, "merge", *shards, "-o", whole, "--quiet")
    found["status"] = peak_mb(program, "status", *shards)
    for file in (whole, *shards):
        file.unlink()
    return found


def main():
    program = str(Path(sys.argv[1]).resolve())
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 120_000
    with tempfile.TemporaryDirectory(prefix="farside_memory_") as name:
        few, much = peaks(program, FEW, Path(name)), peaks(program, many, Path(name))
    worse = max(much[command] - few[command] for command in few)
    told = ", ".join(f"{command} {few[command]:.0f} to {much[command]:.0f}" for command in few)
    good = worse <= LIMIT_MB
    print(
        f"{'ok' if good else 'FAIL'} - cli: {many:,} cases need at most {LIMIT_MB:.0f} MB more than {FEW:,} (MB: "
        f"{told})"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
