#!/usr/bin/env python3
"""Power failures: campaigns are run with stops, kills and resumes while every change of a file is recorded; then, at
random moments, the disk is rebuilt as a power failure would have left it, and the campaign resumed from there.

The model: what was synchronised is there. Of the data written since, a random part survives, torn at 4 KiB pages; names
(create, rename, unlink) since the last sync of their folder survive up to a random one of them. Nothing else is assumed
of the file system.

usage: power_loss.py [--count MOMENTS] [--seed N] [--table FILE] [--farside PROGRAM]
"""
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict

from trial import Folder, Tally, arguments, build_shim, cases_of, frames, quiet_rows, read_log

CASES = 3000
MOMENTS_OF_A_RECORDING = 50
PAGE = 4096


def record(folder, chance, log, duration):
    """A campaign that is stopped, killed and resumed until it is done; its changes go to `log`, outside of the folder.
    """
    for _ in range(3):
        process = folder.start("--resume", "--threads", chance.choice([1, 2]), "--block-cases",
                               chance.choice([8, 32, 128]), LOG=log)
        time.sleep(chance.uniform(0.2, 1.0) * duration)
        if process.poll() is None:
            os.killpg(process.pid, chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1]))
        process.communicate()
    code, said = folder.run("--resume", LOG=log)
    if code != 0:
        raise SystemExit(f"FAIL - faults: power loss: the recording ended with exit {code}: {said}")
    return list(read_log(log))


class Disk:
    """Inodes and names after some operations: what is durable, and what is pending."""

    def __init__(self):
        self.content, self.names = defaultdict(bytearray), {}
        self.current, self.files = {}, 0  # numbers of inodes are used again, so a file gets one of its own
        self.pending_data, self.pending_names = defaultdict(list), []
        self.promised = set()  # cases of synchronised frames

    def do(self, operation):
        if operation.kind == "c":
            self.files += 1
            self.current[operation.inode] = self.files
        number = self.current.get(operation.inode, -operation.inode)
        if operation.kind in "wt":
            self.pending_data[number].append(operation)
        elif operation.kind in "crlux":
            self.pending_names.append((number, operation))
        elif operation.kind == "s":
            for change in self.pending_data.pop(number, []):
                self.write(self.content[number], change.offset, change)
                self.promised |= cases_of(frames(change.data)) if change.data[:4] == b"FRAM" else set()
        elif operation.kind == "d":
            for number, change in self.pending_names:
                self.rename(number, change)
            self.pending_names = []

    @staticmethod
    def write(content, offset, change, data=None):
        data = change.data if data is None else data
        if change.kind == "t":
            del content[offset:]
        if len(content) < offset + len(data):
            content.extend(bytes(offset + len(data) - len(content)))
        content[offset:offset + len(data)] = data

    def rename(self, number, change):
        if change.kind == "c":
            self.names[change.path] = number
        elif change.kind == "u":
            self.names.pop(change.path, None)
        elif change.kind == "x":
            if change.path in self.names and change.other in self.names:
                self.names[change.path], self.names[change.other] = self.names[change.other], self.names[change.path]
        elif change.path in self.names:
            self.names[change.other] = self.names[change.path] if change.kind == "l" else self.names.pop(change.path)

    def fail(self, chance):
        """The power goes: name -> bytes of what is there afterwards."""
        for number, changes in self.pending_data.items():
            for change in changes:
                luck = chance.random()
                if luck < 0.5:
                    self.write(self.content[number], change.offset, change)
                elif luck < 0.7 and change.kind == "w":
                    pages = range(0, len(change.data), PAGE)
                    for at in chance.sample(pages, chance.randint(0, len(pages))):
                        self.write(self.content[number], change.offset + at, change, change.data[at:at + PAGE])
        for number, change in self.pending_names[:chance.randint(0, len(self.pending_names))]:
            self.rename(number, change)
        return {name: bytes(self.content[number]) for name, number in self.names.items()}


def try_moment(tally, folder, quiet, operations, chance):
    # Most calls write the final file; half of the moments are about the others.
    others = [n for n, operation in enumerate(operations, 1) if operation.kind != "w" or operation.data[:4] == b"FRAM"]
    moment = chance.choice([chance.randint(1, len(operations)), chance.choice(others)])
    disk = Disk()
    for operation in operations[:moment]:
        disk.do(operation)
    folder.clear()
    for name, content in disk.fail(chance).items():
        (folder.path / os.path.basename(name)).write_bytes(content)
    tally.trials += 1
    tally.check_recovery(f"after call {moment} of {len(operations)}", folder, quiet, disk.promised)


def main():
    options = arguments(__doc__, "moments at which the power fails", 20)
    chance = random.Random(options.seed)
    tally = Tally("power failures", options)
    begin = time.monotonic()
    quiet = quiet_rows(options.farside, CASES)
    duration = time.monotonic() - begin
    with tempfile.TemporaryDirectory() as tools:
        shim = build_shim(tools)
        for n in range(0, options.count, MOMENTS_OF_A_RECORDING):
            with Folder(options.farside, CASES, shim) as folder:
                operations = record(folder, chance, os.path.join(tools, f"log{n}"), duration)
                for _ in range(min(MOMENTS_OF_A_RECORDING, options.count - n)):
                    try_moment(tally, folder, quiet, operations, chance)
    return tally.verdict()


if __name__ == "__main__":
    sys.exit(main())
