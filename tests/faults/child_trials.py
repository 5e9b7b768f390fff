#!/usr/bin/env python3
"""Children killed: the process that reads or writes a file for a command gets SIGKILL at a random moment, as where
memory is short.

usage: child_trials.py [--count N] [--seed N] [--table FILE] [--farside PROGRAM]
"""
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from commands import Commands
from trial import Tally, arguments, build_shim, end_of

WITH_CHILDREN = ["run", "run of a map", "reduce", "cases", "status", "merge", "replay", "validate"]


def children(pid):
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += listed.read_text().split()
        except OSError:
            pass  # the thread has just ended
    return [int(child) for child in found]


def kill_a_child(process, nth, delay_s):
    """The nth child that is seen, after `delay_s` of its life; False where the command ended before."""
    seen = []
    while process.poll() is None:
        new = [child for child in children(process.pid) if child not in seen]
        seen += new
        if len(seen) >= nth and new:
            time.sleep(delay_s)
            try:
                os.kill(seen[nth - 1], signal.SIGKILL)
                return True
            except ProcessLookupError:
                return False
    return False


def main():
    options = arguments(__doc__, "kills in each command", 1)
    chance = random.Random(options.seed)
    status = 0
    with tempfile.TemporaryDirectory() as tools, Commands(options.farside, build_shim(tools)) as commands:
        for name in WITH_CHILDREN:
            tally = Tally(f"children killed: {name}", options)
            tries = 0
            while tally.trials < options.count and tries < 20 * options.count:
                tries += 1
                commands.clear()
                process = commands.begin(name)
                nth, delay_s = chance.choice([1, 1, 2, 3]), chance.choice([0.0, 0.001, 0.005])
                if not kill_a_child(process, nth, delay_s):
                    end_of(process)
                    continue
                code, said = end_of(process)
                where = f"child {nth} after {delay_s} s, {name}"
                commands.check(tally, where, name, code, said, process.printed, [0, 74])
                if code == 74 and "kill" not in said.lower():
                    tally.wrong += 1
                    tally.note(where, said)
            status |= tally.verdict()
    return status


if __name__ == "__main__":
    sys.exit(main())
