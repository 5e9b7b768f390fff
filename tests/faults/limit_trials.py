#!/usr/bin/env python3
"""Small limits: each command with little stack, few open files, little memory, few processes, short files, little CPU
time.

usage: limit_trials.py [--count N] [--table FILE] [--farside PROGRAM]
  --count N       limits of each kind, spread over the list; 0: all
Few processes need a user that isn't root, which root lends itself (nobody); skipped where that can't be.
"""
import os
import resource
import sys
import tempfile

from commands import Commands
from trial import Tally, arguments, build_shim, end_of

KB, MB = 1 << 10, 1 << 20
NOBODY = 65534
# Below the least of them the system's loader can't start the program.
LIMITS = {
    "stack": (resource.RLIMIT_STACK, [64 * KB, 128 * KB, 256 * KB, 512 * KB, 1 * MB, 4 * MB]),
    "open files": (resource.RLIMIT_NOFILE, [4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 20]),
    "address space": (resource.RLIMIT_AS, [
        mb * MB for mb in (180, 200, 220, 240, 250, 260, 270, 280, 300, 320, 350, 400, 500, 700, 1000)
    ]),
    "data":
    (resource.RLIMIT_DATA, [mb * MB for mb in (8, 16, 32, 48, 64, 72, 76, 80, 84, 90, 96, 100, 120, 150, 200, 400)]),
    "size of files": (resource.RLIMIT_FSIZE, [0, 1 * KB, 4 * KB, 16 * KB, 64 * KB, 256 * KB, 1 * MB]),
    "processes": (resource.RLIMIT_NPROC, [1, 2, 3, 4, 5, 6, 8]),
}
VARIABLES = [("OMP_STACKSIZE", v) for v in ("16k", "64k", "256k", "100G", "0", "-1", "nonsense")] + [
    ("GOMP_STACKSIZE", "16"), ("OMP_NUM_THREADS", "100000"), ("OMP_NUM_THREADS", "x"), ("OMP_THREAD_LIMIT", "1")]


def some(values, count):
    return values if count == 0 or count >= len(values) else [
        values[(2 * i + 1) * len(values) // (2 * count)] for i in range(count)
    ]


def as_limited(kind, value):
    def prepare():
        if kind == resource.RLIMIT_NPROC:
            os.setgroups([])
            os.setgid(NOBODY)
            resource.setrlimit(kind, (value, value))
            os.setuid(NOBODY)
        else:
            resource.setrlimit(kind, (value, value))
    return prepare


def loader_failed(code, said):
    return code == 127 and "shared librar" in said


def try_all(commands, tally, where, allowed, **settings):
    for name in commands.commands:
        commands.clear()
        code, said, printed = commands.call(name, **settings)
        if not loader_failed(code, said):
            commands.check(tally, f"{where}, {name}", name, code, said, printed, allowed)


def short_of_cpu_time(commands, options):
    tally = Tally("limit on CPU time", options)
    for seconds in (1, 2):
        commands.clear()
        command = [
            commands.program, "run", commands.given / "t.yaml", "-o", commands.made / "long.h5", "--cases", 2000000,
            "--progress", "none"
        ]
        code, said = end_of(commands.start_command(command, before=as_limited(resource.RLIMIT_CPU, seconds)))
        tally.trials += 1
        tally.check_exit(f"{seconds} s", code, said, [75])
        if "ulimit -t" not in said:
            tally.wrong += 1
            tally.note(f"{seconds} s", said)
    return tally.verdict()


def main():
    options = arguments(__doc__, "limits of each kind, 0: all", 1)
    status = 0
    with tempfile.TemporaryDirectory() as tools, Commands(options.farside, build_shim(tools)) as commands:
        os.chmod(commands.path, 0o755)
        os.chmod(commands.made, 0o777)
        for kind, (number, values) in LIMITS.items():
            if number == resource.RLIMIT_NPROC and os.geteuid() != 0:
                print("skip - faults: few processes: only root can take another user's place")
                continue
            tally = Tally(f"small limits: {kind}", options)
            for value in some(values, options.count):
                try_all(commands, tally, f"{kind} {value}", [0, 74], before=as_limited(number, value))
            status |= tally.verdict()
        tally = Tally("small limits: variables of threads", options)
        for name, value in some(VARIABLES, options.count):
            try_all(commands, tally, f"{name}={value}", [0], environment={name: value})
        status |= tally.verdict()
        status |= short_of_cpu_time(commands, options)
    return status


if __name__ == "__main__":
    sys.exit(main())
