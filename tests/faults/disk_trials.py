#!/usr/bin/env python3
"""Disks that fill: the commands that write do so on a small disk of their own (tmpfs), of every size up to one that is
large enough.

usage: disk_trials.py [--count N] [--table FILE] [--farside PROGRAM]
  --count N       sizes for each command; 0: a page more each time
Only root can mount a disk; skipped where that can't be.
"""
import subprocess
import sys
import tempfile

from commands import Commands
from trial import Tally, arguments, build_shim

PAGE = 4096
ENOUGH = 64 << 20


class SmallDisk:
    """Where the commands write."""

    def __init__(self, folder):
        self.folder = str(folder)

    def mount(self, size):
        return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "farside_fault", self.folder],
                              capture_output=True).returncode == 0

    def grow(self):
        subprocess.run(["mount", "-o", f"remount,size={ENOUGH}", self.folder], check=True)

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)


def taken(commands, disk, name, more, precision):
    """The least size in pages, up to `precision`, on which the command goes through."""
    low, high = 0, 1024
    while high - low > precision:
        middle = (low + high) // 2
        disk.mount(middle * PAGE)
        code = commands.call(name, more)[0]
        disk.unmount()
        low, high = (low, middle) if code == 0 else (middle, high)
    return high


def main():
    options = arguments(__doc__, "sizes for each command, 0: every page", 3)
    status = 0
    with tempfile.TemporaryDirectory() as tools, Commands(options.farside, build_shim(tools)) as commands:
        disk = SmallDisk(commands.made)
        if not disk.mount(ENOUGH):
            print("skip - faults: disks that fill: no disk can be mounted here (are you root?)")
            return 0
        disk.unmount()
        for name in ("run", "run of a map", "merge", "replay"):
            more = ["--log", commands.made / "log"] if name.startswith("run") else []
            most = taken(commands, disk, name, more, 1 if options.count == 0 else 32)
            count = most if options.count == 0 else options.count
            tally = Tally(f"disks that fill: {name}", options)
            for pages in sorted({1 + i * most // count for i in range(count)} | {most}):
                disk.mount(pages * PAGE)
                try:
                    code, said, printed = commands.call(name, more)
                    (commands.made / "log").unlink(missing_ok=True)
                    disk.grow()
                    commands.check(tally, f"{pages} pages, {name}", name, code, said, printed, [0, 74])
                finally:
                    disk.unmount()
            status |= tally.verdict()
    return status


if __name__ == "__main__":
    sys.exit(main())
