#!/usr/bin/env python3
"""How long a run takes to end with exit 75 after a signal or at --max-wall, in the descent and in the touchdown, with
the slowest kernel and the fastest; and that the cases it tells of are in its journal.

usage: stop_trials.py [--count N] [--seed N] [--table FILE] [--farside PROGRAM]
"""
import random
import re
import signal
import subprocess
import sys
import time

from trial import HERE, Folder, Tally, arguments

LIMIT_S = 5.0  # jobs/README.md promises it
WALL_S = 1
WAYS = [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, "--max-wall"]
CASES = 10_000_000  # nobody waits for them
FLIGHTS = [("baseline", "descent"), ("auto", "touchdown"), ("baseline", "touchdown"), ("auto", "descent")]


def seconds_to_stop(tally, folder, way, kernel, chance):
    options = ["--isa", kernel, "--threads", chance.choice([1, 2, 3])]
    if way == "--max-wall":
        due = time.monotonic() + WALL_S
        process = folder.start(*options, way, f"{WALL_S}s")
    else:
        process = folder.start(*options)
        time.sleep(chance.uniform(0.5, 2.0))
        due = time.monotonic()
        process.send_signal(way)
    try:
        _, said = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        said = process.communicate()[1] + "(hung)"
    took = time.monotonic() - due
    where = f"{way} with {kernel}"
    tally.trials += 1
    if process.returncode != 75:
        tally.crashes += 1
        tally.note(where, f"exit {process.returncode}: {said.strip()[-300:]}")
        return took
    told = int(found[1]) if (found := re.search(r"after (\d+) of", said)) else 0
    tally.kept += told
    if lost := told - len(folder.journalled()):
        tally.lost += abs(lost)
        tally.note(where, f"told of {told} cases, {len(folder.journalled())} are there")
    if took > LIMIT_S:
        tally.wrong += 1
        tally.note(where, f"took {took:.1f} s")
    return took


def main():
    options = arguments(__doc__, "tries of each way to stop", 1)
    signal.signal(signal.SIGINT,
                  signal.default_int_handler)  # a shell's background job ignores it, and so would what is started here
    chance = random.Random(options.seed)
    tally, longest = Tally("", options), {}
    for way in WAYS:
        for n in range(options.count):
            kernel, name = FLIGHTS[n % len(FLIGHTS)]
            with Folder(options.farside, CASES, config=HERE.parent / "determinism" / f"{name}.yaml") as folder:
                took = seconds_to_stop(tally, folder, way, kernel, chance)
            longest[kernel] = max(took, longest.get(kernel, 0.0))
    took = ", ".join(f"{seconds:.2f} s with --isa {kernel}" for kernel, seconds in longest.items())
    tally.name = f"stopped by TERM, INT, USR1, USR2, --max-wall (at most {took})"
    return tally.verdict()


if __name__ == "__main__":
    sys.exit(main())
