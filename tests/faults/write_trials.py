#!/usr/bin/env python3
"""A fault at every call that changes a file (write, truncate, create, sync, rename, unlink): the machine dies, before
it or in the middle of it; the disk fails once or is full from there on.

usage: write_trials.py [--count N] [--fault WORD] [--seed N] [--table FILE] [--farside PROGRAM]
  --count 0       every point
  --fault WORD    only faults whose name holds it, such as ENOSPC
"""
import errno
import random
import signal
import sys
import tempfile

from trial import Folder, Tally, arguments, build_shim, frames, quiet_rows, cases_of, read_log

CASES = 200
RUN = ["--threads", "2", "--block-cases", "8"]
FAULTS = {
    "dies before call n": {"kill": True},
    "dies in the middle of write n": {"kill": True, "TORN": 1},
    "EIO once": {"ERRNO": errno.EIO, "ONCE": 1},
    "EIO from there on": {"ERRNO": errno.EIO},
    "ENOSPC from there on": {"ERRNO": errno.ENOSPC},
    "EDQUOT from there on": {"ERRNO": errno.EDQUOT},
}


def acknowledged(log):
    """The cases of the whole writes to a journal that were done."""
    return {
        case
        for operation in read_log(log) if operation.kind == "w" and operation.data[:4] == b"FRAM"
        for case in cases_of(frames(operation.data))
    }


def try_point(tally, folder, quiet, name, fault, point):
    folder.clear()
    where = f"{name}, n = {point}"
    log = folder.path / "run.log"
    settings = {k: v
                for k, v in fault.items()
                if k != "kill"} | {"KILL_AT" if "kill" in fault else "FAIL_AT": point, "LOG": log}
    code, said = folder.run(*RUN, **settings)
    # Exit 0: the fault came too late to do harm. A machine that dies leaves no exit code.
    tally.check_exit(where, code, said, [0, -signal.SIGKILL] if "kill" in fault else [0, 74])
    if code == 0 and not folder.output.exists():
        tally.unreadable += 1
        tally.note(where, "exit 0 without a file")
    promised = acknowledged(log)
    log.unlink()
    tally.trials += 1
    tally.check_recovery(where, folder, quiet, promised)


def main():
    options = arguments(__doc__, "points of each kind, 0: every one", 10, fault="only faults whose name holds it")
    chance = random.Random(options.seed)
    quiet = quiet_rows(options.farside, CASES)
    status = 0
    with tempfile.TemporaryDirectory() as tools, Folder(options.farside, CASES, build_shim(tools)) as folder:
        counted = folder.path / "count"
        folder.run(*RUN, COUNT=counted)
        calls = int(counted.read_text())
        for name, fault in FAULTS.items():
            if options.fault not in name:
                continue
            points = list(range(1, calls + 1)) if options.count == 0 else sorted(
                chance.sample(range(1, calls + 1), min(calls, options.count)))
            tally = Tally(f"{name} ({'all' if options.count == 0 else len(points)} of {calls} calls)", options)
            for point in points:
                try_point(tally, folder, quiet, name, fault, point)
            status |= tally.verdict()
    return status


if __name__ == "__main__":
    sys.exit(main())
