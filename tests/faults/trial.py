"""What the trials of this folder share: the program in a folder of its own, with a fault; what its journals hold; the
verdict."""
import argparse
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "determinism"))
from rows import differences, read_rows  # noqa: E402

CONFIG = HERE.parent / "determinism" / "touchdown.yaml"
FRAME = struct.Struct("<4sIQII")  # magic, CRC, first case, cases, bytes of rows: src/store/journal/journal_rows.h


def arguments(text, count_text, few, **more):
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=few, help=f"{count_text} (default {few})")
    parser.add_argument("--seed", type=int, default=1, help="of the trial's own chances")
    parser.add_argument("--table", type=Path, help="append the figures as a row of a Markdown table")
    parser.add_argument("--farside", type=Path, default=os.environ.get("FARSIDE",
                                                                       HERE.parents[1] / "build" / "farside"))
    for name, meaning in more.items():
        parser.add_argument(f"--{name}", default="", help=meaning)
    options = parser.parse_args()
    options.farside = options.farside.resolve()
    return options


def frames(data):
    """(first case, cases) of each frame in the bytes of a journal, or of one write to it; what is torn ends it."""
    found, at = [], max(data.find(b"FRAM"), 0)
    while at + FRAME.size <= len(data):
        magic, _, first, count, payload = FRAME.unpack_from(data, at)
        if magic != b"FRAM" or at + FRAME.size + payload > len(data):
            break
        found.append((first, count))
        at += FRAME.size + payload
    return found


def cases_of(found):
    return {case for first, count in found for case in range(first, first + count)}


def end_of(process):
    """(exit code, what it said on stderr); a run that hangs is killed and counts as one that died."""
    try:
        process.printed, said = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.printed, said = process.communicate()
        return -signal.SIGALRM, said + "\n(hung)"
    return process.returncode, said


class Folder:
    """A campaign of `cases` cases, a.h5, in a folder of its own."""

    def __init__(self, program, cases, shim=None, config=CONFIG):
        self.program, self.cases, self.shim, self.config = str(program), cases, shim, config
        self.path = Path(tempfile.mkdtemp(prefix="farside_fault_"))
        self.output = self.path / "a.h5"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def command(self, *options):
        return [
            self.program, "run",
            str(self.config), "-o",
            str(self.output), "--cases",
            str(self.cases), "--progress", "none", *map(str, options)
        ]

    def start(self, *options, **fault):
        return self.start_command(self.command(*options), **fault)

    def start_command(self, command, environment=(), before=None, **fault):
        """Begins it in a process group of its own; fault: KILL_AT=7 and the like, see shim.c; before: called in the
        process."""
        environment = dict(os.environ, OMP_WAIT_POLICY="passive") | dict(environment)
        if fault:
            environment |= {"LD_PRELOAD": str(self.shim)
                            } | {f"FAULT_{name}": str(value)
                                 for name, value in fault.items()}
        return subprocess.Popen(list(map(str,
                                         command)), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=before)

    def run(self, *options, **fault):
        """As end_of()."""
        return end_of(self.start(*options, **fault))

    def clear(self):
        for path in self.path.iterdir():
            path.unlink()

    def journals(self):
        return sorted(self.path.glob(".*.journal"))

    def journalled(self):
        """The cases that stand whole in a journal, by this file's own reading."""
        return cases_of(frame for path in self.journals() for frame in frames(path.read_bytes()))

    def leftovers(self):
        return sorted(p.name for p in self.path.iterdir() if p != self.output)


class Tally:
    """What the trials found; every figure but the number of trials and of cases must be zero."""

    def __init__(self, name, options):
        self.name, self.table = name, options.table
        self.trials = self.kept = self.lost = self.unreadable = self.crashes = self.wrong = 0
        self.examples = []

    def note(self, where, text):
        self.examples.append(f"{where}: {text}")

    def check_exit(self, where, code, said, allowed):
        """An exit code that is not in `allowed` is a crash; a failure without a word, too (but who was killed says
        nothing)."""
        if code not in allowed or (code > 0 and not said.strip()):
            self.crashes += 1
            self.note(where, f"exit {code}: {said.strip()[-300:]}")

    def check_recovery(self, where, folder, quiet, promised):
        """Resumes with no fault. Nothing of `promised` may be flown again, and the rows must be those of the quiet run.
        """
        log = folder.path / "resume.log"
        code, said = folder.run("--resume", LOG=log)
        if code != 0 or not folder.output.exists():
            self.unreadable += 1
            self.note(where, f"--resume: exit {code}: {said.strip()[-300:]}")
            return
        self.check_flown(where, log, promised)
        try:
            found = differences(quiet, read_rows(folder.output))
            if len(read_rows(folder.output)["case"]) != folder.cases:
                found.append("another number of rows")
        except OSError as problem:
            self.unreadable += 1
            self.note(where, str(problem))
            return
        if found:
            self.wrong += 1
            self.note(where, found[0])
        if folder.leftovers():
            self.wrong += 1
            self.note(where, f"left behind: {folder.leftovers()}")

    def check_flown(self, where, log, promised):
        """By the log of what a resumed run wrote: nothing of `promised` was flown again."""
        flown = set()
        for operation in read_log(log):
            if operation.kind == "w" and operation.data[:4] == b"FRAM":
                flown |= cases_of(frames(operation.data))
        log.unlink()
        again = flown & promised
        self.kept += len(promised)
        self.lost += len(again)
        if again:
            self.note(where, f"{len(again)} finished cases were flown again, such as {min(again)}")

    def verdict(self):
        bad = self.lost + self.unreadable + self.crashes + self.wrong
        figures = (f"{self.trials} trials, {self.kept} finished cases at stake: {self.lost} lost, {self.unreadable} "
                   f"files unreadable, {self.crashes} crashes, {self.wrong} wrong")
        print(f"{'FAIL' if bad or not self.trials else 'ok'} - faults: {self.name}: {figures}")
        for line in self.examples[:10]:
            print(f"     {line}")
        if self.table:
            with self.table.open("a", encoding="utf-8") as out:
                out.write(
                    f"| {self.name} | {self.trials} | {self.kept} | {self.lost} | {self.unreadable} | {self.crashes} | "
                    f"{self.wrong} |\n"
                )
        return 1 if bad or not self.trials else 0


class Operation:
    """A call that changed a file; layout in shim.c."""

    HEAD = struct.Struct("<c7xQqQII")

    def __init__(self, data, at):
        kind, self.inode, self.offset, size, a, b = self.HEAD.unpack_from(data, at)
        self.kind = kind.decode()
        at += self.HEAD.size
        self.path, self.other = data[at:at + a].decode(), data[at + a:at + a + b].decode()
        self.data = data[at + a + b:at + a + b + size]
        self.end = at + a + b + size


def read_log(path):
    data, at = Path(path).read_bytes(), 0
    while at < len(data):
        operation = Operation(data, at)
        at = operation.end
        yield operation


def build_shim(folder):
    shim = Path(folder) / "shim.so"
    subprocess.run(
        ["gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-pthread", HERE / "shim.c", "-o", shim],
        check=True)
    return shim


def quiet_rows(program, cases):
    """The rows of a run that nothing disturbed."""
    with Folder(program, cases) as folder:
        code, said = folder.run()
        if code != 0:
            raise SystemExit(f"FAIL - faults: the quiet run ended with exit {code}: {said}")
        return read_rows(folder.output)
