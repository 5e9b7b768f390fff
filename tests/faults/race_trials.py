#!/usr/bin/env python3
"""Several programs at one output: who comes late never takes away what another has finished, and what is foreign stays
as it is.

usage: race_trials.py [--count N] [--seed N] [--table FILE] [--farside PROGRAM] [--race WORD]
Each race is held in two ways: the late one is stopped while it flies, and just before it gives its file the final name.
"""
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

import trial
from trial import Folder, Tally, arguments, build_shim, differences, quiet_rows, read_rows

FEW, MANY = 1000, 2000
FOREIGN = b"a file of somebody else\n"
STOPPED_AT_NAME = {"STOP_AT_NAME": 1}
# Without hard links no name is refused: there a file that appears in the last moment is replaced, and the race is not
# held.
FILE_SYSTEMS = [{}, {"PLAIN_NAMES": 1}, {"NO_LOCKS": 1}]


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)


def state_of(process):
    try:
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def end_of(process):
    """Of one that may have been stopped: as trial.end_of(), after it was let go on."""
    try:
        os.killpg(process.pid, signal.SIGCONT)
    except ProcessLookupError:
        pass
    return trial.end_of(process)


class Race:
    """A folder in which things happen in an order that is given."""

    def __init__(self, tally, folder, quiet, at_name, fault):
        self.tally, self.folder, self.quiet, self.at_name, self.fault = tally, folder, quiet, at_name, fault
        self.promised = set()
        self.where = (f"trial {tally.trials + 1} "
                      f"({'before the last name' if at_name else 'while it flies'}"
                      f"{''.join(f', {word}' for word in fault)})")

    def begin(self, cases, *options, stop=True):
        """A run that has begun and, with `stop`, is stopped on its way."""
        self.folder.cases = cases
        before = len(self.folder.journals())
        process = self.folder.start(*options, "--threads", 1, "--block-cases", 16, **self.fault,
                                    **(STOPPED_AT_NAME if stop and self.at_name else {}))
        if stop and self.at_name:
            wait_until(lambda: state_of(process) in "TZ")
        else:
            wait_until(lambda: len(self.folder.journals()) > before and len(self.folder.journalled()) > 0 or process.
                       poll() is not None)
            if stop and process.poll() is None:
                os.killpg(process.pid, signal.SIGSTOP)
        return process

    def run(self, cases, *options, codes=(0,)):
        """One that nothing stops; what it has finished is promised."""
        self.folder.cases = cases
        code, said = self.folder.run(*options, **self.fault)
        self.tally.check_exit(self.where, code, said, codes)
        self.promise()

    def goes_on(self, process, codes):
        code, said = end_of(process)
        self.tally.check_exit(self.where, code, said, codes)
        return code, said

    def files(self):
        return sorted(self.folder.path.glob("a*.h5"))

    def there(self):
        found = self.folder.journalled()
        for path in self.files():
            try:
                rows = read_rows(path)
                found |= {int(case) for case, status in zip(rows["case"], rows["status"]) if status != 0}
            except (OSError, KeyError):
                continue
        return found

    def promise(self):
        self.promised |= self.there()

    def check(self):
        self.tally.trials += 1
        self.tally.kept += len(self.promised)
        missing = self.promised - self.there()
        self.tally.lost += len(missing)
        if missing:
            self.tally.note(self.where, f"{len(missing)} of {len(self.promised)} finished cases are lost")

    def check_end(self):
        """In the end one more --resume has all cases, and leaves nothing beside the file."""
        self.folder.cases = MANY
        code, said = self.folder.run("--resume")
        if code != 0:
            self.tally.unreadable += 1
            self.tally.note(self.where, f"--resume: exit {code}: {said.strip()[-300:]}")
            return
        found = differences(self.quiet, read_rows(self.folder.output))
        if found or self.folder.leftovers():
            self.tally.wrong += 1
            self.tally.note(self.where, f"{found[:1]} left behind: {self.folder.leftovers()}")


def two_resumes(race):
    late = race.begin(FEW, "--resume")
    race.run(MANY, "--resume")
    race.goes_on(late, [0])
    race.check()
    race.check_end()


def two_shards_with_one_output(race):
    late = race.begin(MANY, "--resume", "--shard", "0/2")
    race.run(MANY, "--resume", "--shard", "1/2")
    race.goes_on(late, [0])
    race.promised = set(range(MANY))
    race.check()
    race.check_end()


def two_shards_that_do_not_resume(race):
    late = race.begin(MANY, "--shard", "0/2")
    race.run(MANY, "--shard", "1/2", "--overwrite")
    race.goes_on(late, [74])
    race.promised = set(range(MANY))
    race.check()


def a_stopped_attempt(race):
    """What it was told is safe stays, though another has read its journal before."""
    stopped = race.begin(MANY, "--resume", stop=False)
    late = race.begin(MANY, "--resume", "--shard", "1/2")
    had = len(race.folder.journalled())
    wait_until(lambda: len(race.folder.journalled()) > had + 100 or stopped.poll() is not None)
    stopped.send_signal(signal.SIGTERM)
    race.goes_on(stopped, [0, 75])
    race.promise()
    race.goes_on(late, [0])
    race.check()
    race.check_end()


def reduce_over_an_extended_file(race):
    race.run(FEW)
    late = race.folder.start_command([race.folder.program, "reduce", race.folder.output, "--store"], **race.fault,
                                     **STOPPED_AT_NAME)
    wait_until(lambda: state_of(late) in "TZ")
    race.run(MANY, "--resume")
    race.goes_on(late, [74])
    race.check()
    race.check_end()


def a_foreign_file_that_appears(race):
    late = race.begin(MANY, *random.Random(race.tally.trials).choice([["--resume"], ["--overwrite"], []]))
    race.folder.output.write_bytes(FOREIGN)
    race.goes_on(late, [74])
    race.promised = set(range(MANY))
    race.check()
    if race.folder.output.read_bytes() != FOREIGN:
        race.tally.wrong += 1
        race.tally.note(race.where, "the foreign file was replaced")


def equal_host_and_pid(race):
    if subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True).returncode != 0:
        return
    race.folder.cases = MANY
    shards = []
    for i in range(2):  # each is process 1 of its own world
        command = ["unshare", "--pid", "--fork", "--kill-child", *race.folder.command("--resume", "--shard", f"{i}/2")]
        shards.append(race.folder.start_command(command, **race.fault))
    for shard in shards:
        race.goes_on(shard, [0])
    race.promised = set(range(MANY))
    race.check()
    race.check_end()


def planted_links(race):
    """At every name that could be guessed by who knows host and process."""
    victim = race.folder.path / "victim"
    victim.write_bytes(FOREIGN)
    host = socket.gethostname()
    plant = f"for end in tmp journal; do for at in . @; do ln -s victim .a.h5${{at}}{host}.$$.$end; done; done; "
    race.folder.cases = MANY
    process = race.folder.start_command(
        ["sh", "-c", f'cd "{race.folder.path}"; {plant} exec "$@"', "sh", *race.folder.command()], **race.fault)
    race.goes_on(process, [0])
    race.promised = set(range(MANY))
    race.check()
    if victim.read_bytes() != FOREIGN:
        race.tally.wrong += 1
        race.tally.note(race.where, "it wrote through a planted link")


def a_deleted_journal(race):
    running = race.begin(MANY, stop=False)
    had = len(race.folder.journalled())
    wait_until(lambda: len(race.folder.journalled()) > had + 100 or running.poll() is not None)
    race.promise()
    for journal in race.folder.journals():
        journal.unlink()
    running.send_signal(signal.SIGTERM)
    code, said = race.goes_on(running, [0, 75])
    if code == 75 and "was deleted" not in said:
        race.tally.wrong += 1
        race.tally.note(race.where, f"not a word of the deleted journal: {said.strip()[-200:]}")
    race.check()
    race.check_end()


def a_merge_that_is_killed(race):
    """The next one takes away what it left."""
    folder, chance = race.folder, random.Random(race.tally.trials)
    shards = [folder.path / f"s{i}.h5" for i in range(2)]
    for i, shard in enumerate(shards):
        subprocess.run(
            [folder.program, "run", folder.config, "-o", shard, "--cases",
             str(MANY), "--shard", f"{i}/2", "--quiet"], check=True)
    merge = [folder.program, "merge", *shards, "-o", folder.output, "--quiet"]
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        before = set(folder.path.glob(".a.h5.*"))
        process = folder.start_command([*merge, "--overwrite"])
        wait_until(lambda: set(folder.path.glob(".a.h5.*")) - before or process.poll() is not None)
        time.sleep(chance.uniform(0.0, 0.2))
        process.send_signal(number)
        race.goes_on(process, [0, -signal.SIGKILL] if number == signal.SIGKILL else [0, 75])
        left = [name for name in folder.leftovers() if name.startswith(".")]
        if number != signal.SIGKILL and left:
            race.tally.wrong += 1
            race.tally.note(race.where, f"{number.name} left {left}")
    race.goes_on(folder.start_command([*merge, "--overwrite"]), [0])
    for shard in shards:
        shard.unlink()
    race.promised = set(range(MANY))
    race.check()
    race.check_end()


RACES = [
    two_resumes, two_shards_with_one_output, two_shards_that_do_not_resume, a_stopped_attempt,
    reduce_over_an_extended_file, a_foreign_file_that_appears, equal_host_and_pid, planted_links, a_deleted_journal,
    a_merge_that_is_killed
]


def main():
    options = arguments(__doc__, "trials of each race", 2, race="only races whose name holds it")
    quiet = quiet_rows(options.farside, MANY)
    status = 0
    with tempfile.TemporaryDirectory() as tools:
        shim = build_shim(tools)
        for race in RACES:
            name = race.__name__.replace("_", " ")
            if options.race not in name:
                continue
            tally = Tally(f"races: {name}", options)
            for i in range(options.count):
                with Folder(options.farside, MANY, shim) as folder:
                    race(Race(tally, folder, quiet, i % 2 == 1, FILE_SYSTEMS[i // 2 % len(FILE_SYSTEMS)]))
            if tally.trials == 0:
                print(f"skip - faults: {tally.name}: not to be had here")
                continue
            status |= tally.verdict()
    return status


if __name__ == "__main__":
    sys.exit(main())
