#!/usr/bin/env python3
"""kill -9 at random times: every campaign is killed again and again, resumed each time, and at last finished.

usage: kill_trials.py [--count KILLS] [--seed N] [--table FILE] [--farside PROGRAM]
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from trial import Folder, Tally, arguments, build_shim, quiet_rows

CASES = 3000
KILLS_IN_A_CAMPAIGN = 5


def main():
    options = arguments(__doc__, "how many kills", 15)
    chance = random.Random(options.seed)
    tally = Tally("kill -9 at random times", options)
    begin = time.monotonic()
    quiet = quiet_rows(options.farside, CASES)
    duration = time.monotonic() - begin
    with tempfile.TemporaryDirectory() as tools:
        shim = build_shim(tools)
        while tally.trials < options.count:
            with Folder(options.farside, CASES, shim) as folder:
                where = f"campaign before kill {tally.trials + 1}"
                held = set()
                for _ in range(min(KILLS_IN_A_CAMPAIGN, options.count - tally.trials)):
                    process = folder.start("--resume", "--threads", chance.choice([1, 2, 3]), "--block-cases",
                                           chance.choice([8, 64, 256]))
                    begin = time.monotonic()
                    try:
                        process.communicate(timeout=chance.uniform(0.0, 1.1 * duration))
                        # where the machine was busy at first, kills would come too late for ever
                        duration = duration if held else min(duration, time.monotonic() - begin)
                    except subprocess.TimeoutExpired:
                        os.killpg(process.pid, signal.SIGKILL)
                        process.communicate()
                        tally.trials += 1
                    if process.returncode == 0:
                        break  # it was done before
                    if process.returncode != -signal.SIGKILL:
                        tally.check_exit(where, process.returncode, "", [0])
                    now = folder.journalled()
                    if not held <= now and not folder.output.exists():
                        tally.lost += len(held - now)
                        tally.note(where, f"{len(held - now)} cases are in no journal any more")
                    held |= now
                tally.check_recovery(where, folder, quiet, held)
    return tally.verdict()


if __name__ == "__main__":
    sys.exit(main())
