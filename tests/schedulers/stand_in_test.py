#!/usr/bin/env python3
"""The templates of jobs/ for schedulers that can't be had here, run by stand_in.py; jobs/single_node.sh; and what
jobs/submit.sh plans. What this can't show is that a real Grid Engine, PBS or LSF behaves as the stand-in does.

usage: stand_in_test.py [--farside PROGRAM]
"""
import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "determinism"))
from rows import differences, read_rows  # noqa: E402

CONFIG = HERE.parent / "determinism" / "descent.yaml"
SHARDS = 3
# Who warns before the end of the wall time, by which signal, and the exit code that then puts the task back into the
# queue.
SCHEDULERS = {"gridengine": ("SIGUSR2", 99), "pbs": ("SIGTERM", 75), "lsf": ("SIGUSR2", 75)}


class Test:
    def __init__(self, program, folder):
        self.program, self.folder, self.status = program, folder, 0
        rate = self.seconds(1000)
        self.cases = int(1000 * 6 / rate)  # a third of them flies for two seconds
        self.quiet = self.fly(self.cases)

    def fly(self, cases):
        file = self.folder / f"quiet{cases}.h5"
        subprocess.run([self.program, "run", CONFIG, "-o", file, "--cases",
                        str(cases), "--threads", "1", "--quiet"], check=True)
        return read_rows(file)

    def seconds(self, cases):
        begin = time.monotonic()
        self.fly(cases)
        return time.monotonic() - begin

    def claim(self, text, found):
        print(f"{'FAIL' if found else 'ok'} - schedulers: {text}", flush=True)
        for line in found:
            print(f"     {line}")
        self.status |= bool(found)

    def chain(self, kind):
        warning, requeued = SCHEDULERS[kind]
        folder = self.folder / kind
        folder.mkdir()
        (folder / "bin").mkdir()
        for name in ("qsub", "bsub"):
            (folder / "bin" / name).symlink_to(HERE / "stand_in.py")
        environment = dict(os.environ, PATH=f"{folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
                           FARSIDE=str(
                               self.program), FARSIDE_THREADS="1", FARSIDE_ARRAY_LIMIT="2", FARSIDE_PARTITION="long",
                           STAND_IN=kind, STAND_IN_FOLDER=str(folder), STAND_IN_SIGNAL=warning, STAND_IN_WAIT="0.5")
        # A link to the campaign, whose include stands beside the link, reached by a linked folder's parent; and a
        # folder that is named from where it was submitted.
        for name in ("journals", "elsewhere", "deep/est"):
            (folder / name).mkdir(parents=True)
        (folder / "est").symlink_to("deep/est")
        (folder / "elsewhere" / "a.yaml").write_text("farside: 1\ninclude: part.yaml\n")
        (folder / "deep" / "link.yaml").symlink_to("../elsewhere/a.yaml")
        (folder / "deep" / "part.yaml").symlink_to(CONFIG)
        done = subprocess.run([
            "bash", ROOT / "jobs" / f"{kind}.sh", "est/../link.yaml", "a.h5",
            str(SHARDS), "--cases",
            str(self.cases), "--block-cases", "16", "--journal-dir", "journals"
        ], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=folder, timeout=600)
        notes = (folder / "codes").read_text() if (folder / "codes").exists() else ""
        found = [] if done.returncode == 0 else [f"exit {done.returncode}: {done.stderr}"]
        if not (folder / "a.h5").exists():
            logs = "\n".join(p.read_text() for p in folder.glob("job*"))
            return found + ["no output", notes, logs]
        found += differences(self.quiet, read_rows(folder / "a.h5"))
        jobs = [p.read_text() for p in folder.glob("job*")]
        limited = {"gridengine": "'-tc', '2'", "pbs": "'0-2%2'", "lsf": "fly-a[1-3]%2"}[kind]
        if not all("'-q', 'long'" in job for job in jobs) or not any(limited in job
                                                                     for job in jobs) or not any("merge-a" in job
                                                                                                 for job in jobs):
            found += ["the queue, the limit or the name of a job is missing", *(job.splitlines()[0] for job in jobs)]
        if "exit 0, 1 threads" not in "".join(jobs):
            found += ["threads are not those of the allocation", *jobs]
        if f"shard [{requeued}, 0," not in notes:
            found.append(f"the first task was not stopped with {requeued} and run again: {notes}")
        if list(folder.glob("a.*-shards")) or not (folder / "a.json").exists():
            found.append("the shards are still there, or the statistics are not")
        return found

    def single_node(self):
        """Killed once as for want of memory, then stopped by TERM, then called again."""
        output = self.folder / "single.h5"
        command = [
            "bash", ROOT / "jobs" / "single_node.sh", CONFIG, output, "--cases",
            str(self.cases), "--block-cases", "16", "--threads", "1", "--quiet"
        ]
        process = subprocess.Popen(list(map(str, command)), env=dict(os.environ, FARSIDE=str(self.program)),
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

        def child():
            end = time.monotonic() + 30
            while time.monotonic() < end:
                if out := subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True,
                                         text=True).stdout.split():
                    return int(out[0])
                time.sleep(0.05)
            raise TimeoutError("farside was not started")
        time.sleep(1)
        first = child()
        os.kill(first, signal.SIGKILL)
        time.sleep(1)
        found = [] if child() != first else ["it was not started again"]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        if process.returncode != 75 or "going on" not in said:
            found.append(f"expected exit 75: {process.returncode}: {said}")
        done = subprocess.run(list(map(str, command)), env=dict(os.environ, FARSIDE=str(self.program)),
                              capture_output=True, text=True)
        return found + ([f"exit {done.returncode}: {done.stderr}"] if done.returncode else differences(
            self.quiet, read_rows(output)))

    def early_signal(self):
        """A stop that comes while the program still starts, which has no handler yet."""
        folder = self.folder / "early"
        folder.mkdir()
        starting = folder / "farside"
        starting.write_text("#!/bin/sh\nexec sleep 60\n")
        starting.chmod(0o755)
        process = subprocess.Popen(["bash", ROOT / "jobs" / "single_node.sh", CONFIG, folder / "a.h5"],
                                   env=dict(os.environ, FARSIDE=str(starting)), stdin=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        return [] if process.returncode == 75 else [f"expected exit 75: {process.returncode}: {said}"]

    def plan(self, *options, output="plan.h5", **environment):
        return subprocess.run(
            ["bash", ROOT / "jobs" / "submit.sh", CONFIG, "-o", self.folder / output, "--dry-run", *options],
            env=dict(os.environ, FARSIDE=str(self.program), FARSIDE_TRIAL_S="0.1", SLURM_CONF="/dev/null",
                     FARSIDE_JOB_OPTIONS="--mem=4G") | environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=300)

    def commands(self, **scripts):
        """A PATH in which these shell scripts come first."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for name, text in scripts.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    def nodes(self):
        """What sinfo tells is kept to, wherever the partition is named."""
        path = self.commands(sinfo="printf 'small* 1 30:00\\nbig 64 infinite\\nbig 16 infinite\\nempty 0 infinite\\n'")
        found = []
        for options, job_options, code, word in [
            ([], "", 0, "--cpus-per-task=1 "), (["--partition", "big"], "", 0, "--cpus-per-task=8 "),
            (["--threads", "32"], "--mem=4G -p big", 0, "--cpus-per-task=32 "),
            (["--threads", "2"], "", 2, "the nodes of the default partition have 1 CPUs at most"),
            (["--wall", "1h"], "", 2, "take jobs of 30 minutes at most"),
            (["--wall", "1h"], "--partition=big", 0, "--time="),
            (["--threads", "65", "--partition", "big,small"], "", 2, "64 CPUs at most"),
            (["--partition", "empty"], "", 2, "there are: big small")
        ]:
            done = self.plan("--scheduler", "slurm", *options, PATH=path, FARSIDE_JOB_OPTIONS=job_options)
            if done.returncode != code or word not in done.stderr:
                found.append(f"{options} {job_options}: exit {done.returncode}\n{done.stderr}")
        silent = self.plan("--scheduler", "slurm")
        told = all(text in silent.stderr for text in ("sinfo doesn't tell", "--cpus-per-task=8"))
        if silent.returncode != 0 or not told:
            found.append(f"without an answer: exit {silent.returncode}\n{silent.stderr}")
        return found

    def refusals(self):
        """A scheduler that takes nothing, or the array alone."""
        found = []
        for script, code, word, left in [("exit 1", 1, "", False),
                                         ('case "$*" in *merge*) exit 1 ;; esac; echo 7', 1,
                                          "end its jobs with `scancel 7`", True)]:
            done = subprocess.run(["bash", ROOT / "jobs" / "slurm.sh", CONFIG, self.folder / "refused.h5", "3"],
                                  capture_output=True, text=True, env=dict(
                                      os.environ, FARSIDE=str(self.program), PATH=self.commands(
                                          sbatch=script, sinfo="exit 1")))
            folder = self.folder / "refused.3-shards"
            if done.returncode != code or word not in done.stderr or folder.exists() != left:
                found.append(f"{script}: exit {done.returncode}\n{done.stderr}")
        return found

    def options_of_run(self):
        """Every template refuses what each of its jobs would, before anything is queued."""
        found = []
        path = self.commands(sbatch="echo 7", qsub="echo 7", bsub="echo 'Job <7>'", sinfo="exit 1")
        for template in ("slurm", *SCHEDULERS):
            for options, code, says in ((["--sed", "5"], 2, "did you mean '--seed'?"), (["--seed", "x"], 2, "--seed"),
                                        (["--isa", "vax"], 2, "--isa"), (["-o", "x.h5"], 2, "--output"),
                                        (["--samples", "0"], 2, "--samples 0"), (["more"], 2, "more"),
                                        (["-n", "1e3"], 0, "FARSIDE_STEP=shard")):
                done = subprocess.run(
                    ["bash", ROOT / "jobs" / f"{template}.sh", CONFIG, self.folder / "options.h5", "3", *options],
                    env=dict(os.environ, FARSIDE=str(self.program), PATH=path) | ({} if code else {
                        "FARSIDE_DRY_RUN": "1"}), capture_output=True, text=True)
                if done.returncode != code or says not in done.stderr or (self.folder / "options.3-shards").exists():
                    found.append(f"{template}.sh {options}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return found

    def extends(self):
        """Only what a file lacks, of the campaign that it is of, and no more shards than asked for."""
        def fly(name, *options):
            subprocess.run(
                [self.program, "run", CONFIG, "-o", self.folder / name, "--cases", "24", "--quiet", *options],
                check=True)
        fly("whole.h5")
        fly("half.h5", "--shard", "0/2")
        subprocess.run([
            self.program, "merge", self.folder / "half.h5", "-o", self.folder / "holes.h5", "--allow-missing", "--quiet"
        ], check=True)
        found = []
        for output, options, code, word in [("whole.h5", ["48", "--shards", "3"], 0, "--array=3-5 "),
                                            ("whole.h5", ["24"], 0, "nothing to submit; to judge it by what"),
                                            ("whole.h5", ["23"], 2, "is of 24 cases already"),
                                            ("holes.h5", ["24", "--shards", "3"], 0, "--array=0-2 "),
                                            ("absent.h5", ["24"], 2, "is not there"),
                                            ("holes.h5", ["24", "--", "--set",
                                                          "vehicle.engine.isp_s=305"], 4, "309 there, 305 here"),
                                            ("whole.h5", ["48", "--", "--set",
                                                          "vehicle.engine.isp_s=305"], 4, "309 there, 305 here")]:
            done = self.plan("--scheduler", "slurm", "--extend", *options, output=output)
            if done.returncode != code or word not in done.stderr:
                found.append(f"{output} --extend {options}: exit {done.returncode}\n{done.stderr}")
        return found

    def reduces(self):
        """Table in the log, JSON and verdict from one look at the file; one without requirements has no verdict."""
        calls = self.folder / "calls"
        counting = self.folder / "counting"
        counting.write_text(f'#!/bin/sh\necho "$*" >>{calls}\nexec {self.program} "$@"\n')
        counting.chmod(0o755)
        found = []
        for requirement, code, times in [("", 0, 2),
                                         ("{name: r, event: safe, probability: 0.01, confidence: 0.9}", 0, 1),
                                         ("{name: r, event: safe, probability: 0.9999, confidence: 0.9}", 5, 1),
                                         ("{name: r, event: safe, probability: 0.95, confidence: 0.9}", 6, 1)]:
            output = self.folder / "reduced.h5"
            subprocess.run([self.program, "run", CONFIG, "-o", output, "--cases", "24", "--quiet", "--overwrite",
                            "--set", f"requirements=[{requirement}]"], check=True)
            calls.write_text("")
            step = dict(os.environ, FARSIDE=str(counting), FARSIDE_STEP="reduce", FARSIDE_OUTPUT=str(output),
                        FARSIDE_CONFIG=str(CONFIG), FARSIDE_SHARDS="1", FARSIDE_OPTIONS="", FARSIDE_PARTITION="",
                        FARSIDE_JOBS=str(ROOT / "jobs"))
            done = subprocess.run(["bash", ROOT / "jobs" / "lsf.sh"], env=step, capture_output=True, text=True)
            reduced = [call for call in calls.read_text().splitlines() if call.startswith("reduce")]
            table, json = done.stdout.count("P(safe)"), output.with_suffix(".json")
            if (done.returncode, len(reduced), table) != (code, times, 1) or done.stderr or not json.exists() or (
                    "undecided" in done.stdout) != (code == 6):
                found.append(f"{requirement}: exit {done.returncode}, {reduced}\n{done.stdout}{done.stderr}")
            json.unlink(missing_ok=True)
        return found

    def plans(self):
        found = []
        for kind, mark in [("slurm", r"--array=0-(\d+)"), ("gridengine", r"-t 1-(\d+)"), ("pbs", r"-J 0-(\d+)"),
                           ("lsf", r"\[1-(\d+)")]:
            small = self.plan("--scheduler", kind, "--cases", "1000000000", "--wall", "1h", "--threads", "2")
            large = self.plan("--scheduler", kind, "--cases", "1000000000000", "--wall", "10m", "--threads", "1")
            counts = [int(m[1]) + (mark.count("0-")) if (m := re.search(mark, p.stderr)) else 0 for p in (small, large)]
            if small.returncode or large.returncode or not 1 < counts[0] < counts[1]:
                found.append(f"{kind}: {counts} shards\n{small.stderr}\n{large.stderr}")
            if "more than an array may have here" not in large.stderr:
                found.append(f"{kind}: the limit of an array was not seen\n{large.stderr}")
        if list(self.folder.glob("plan*")):
            found.append("a dry run made files")
        # What takes seconds doesn't ask for hours; merge and reduce have their own time and none of the array's
        # options.
        short = self.plan("--scheduler", "slurm", "--cases", "1k", "--wall", "04:00:00", "--array-limit", "5",
                          "--partition=long")
        array, *after = [line for line in short.stderr.splitlines() if line.startswith("FARSIDE_STEP=")] or [""]
        if not all(word in array for word in ("--array=0-0%5", "--job-name=fly-plan", "--time=10 ", "--partition=long",
                                              "--cpus-per-task=8", "--mem=4G")):
            found.append(f"a short campaign\n{short.stderr}")
        if len(after) != 2 or "--mem" in "".join(after) or not all(
                "--partition=long" in line and "--cpus-per-task=1" in line and "--time=10 " in line for line in after):
            found.append(f"merge and reduce\n{short.stderr}")
        begun = self.folder / "plan.7-shards"
        begun.mkdir()
        again = self.plan("--scheduler", "slurm", "--cases", "1000000000", "--wall", "09h", "--threads", "2")
        if "--array=0-6" not in again.stderr or "going on with the 7 shards" not in again.stderr:
            found.append(f"an earlier call's shards are not taken up\n{again.stderr}")
        begun.rmdir()
        for template in (*SCHEDULERS, "slurm"):
            done = subprocess.run(
                ["bash", ROOT / "jobs" / f"{template}.sh", "nowhere.yaml", self.folder / "plan.h5", "3"], env=dict(
                    os.environ, FARSIDE=str(self.program)), capture_output=True, text=True)
            if done.returncode != 4 or "nowhere.yaml: no such file" not in done.stderr or list(
                    self.folder.glob("plan*")):
                found.append(f"{template}.sh without a campaign: exit {done.returncode}\n{done.stderr}")
        for template, letter in (("slurm", "\\"), ("slurm", "\n"), ("gridengine", "$"), ("pbs", ":"), ("lsf", "%")):
            done = subprocess.run(
                ["bash", ROOT / "jobs" / f"{template}.sh", CONFIG, self.folder / f"plan{letter}x.h5", "3"], env=dict(
                    os.environ, FARSIDE=str(self.program)), capture_output=True, text=True)
            if done.returncode != 2 or "choose" not in done.stderr or list(self.folder.glob("plan*")):
                found.append(f"{template}.sh and a name with {letter!r}: exit {done.returncode}\n{done.stderr}")
        told = self.plan("--help").stdout
        if "--array-limit" not in told or "shellcheck" in told or not told.endswith("five minutes.\n"):
            found.append(f"--help: {told}")
        wrong = self.plan("--scheduler", "slurm", "--", "--set", "vehicle.engine.isp=3")
        if wrong.returncode != 3 or "isp_s" not in wrong.stderr or "FARSIDE_STEP" in wrong.stderr:
            found.append(f"a wrong configuration: exit {wrong.returncode}\n{wrong.stderr}")
        (self.folder / "plan.h5").touch()
        if "plan.h5 exists" not in (done := self.plan("--scheduler", "slurm")).stderr or done.returncode != 2:
            found.append(f"an output that exists: exit {done.returncode}\n{done.stderr}")
        (self.folder / "plan.h5").unlink()
        for wrong in (["--wall", "2x"], ["--wall", "4:00"], ["--extend", "100"], ["--cases", "1k5"], [
                "--", "--shard", "0/2"
        ], ["--threads", "0"], ["--scheduler", "cron"], ["--cases"], ["--what"]):
            if (code := self.plan(*wrong).returncode) != 2:
                found.append(f"{wrong}: exit {code}")
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", type=Path, default=os.environ.get("FARSIDE", ROOT / "build" / "farside"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="farside_stand_in_") as name:
        test = Test(options.farside.resolve(), Path(name))
        for kind in SCHEDULERS:
            test.claim(f"{kind}.sh (stand-in): warned, back into the queue, merged: the rows of the quiet run",
                       test.chain(kind))
        test.claim("single_node.sh: killed, stopped, called again: the rows of the quiet run", test.single_node())
        test.claim("a stop before the program listens: 75 as any other, to be called again", test.early_signal())
        test.claim("submit.sh: more work, more shards, up to the limit of an array; wrong options are refused",
                   test.plans())
        test.claim("each template refuses options that its jobs would, before anything is queued",
                   test.options_of_run())
        test.claim("submit.sh: no more than a node and its partition have, by what sinfo tells", test.nodes())
        test.claim("submit.sh: --extend flies what a file lacks, of its own campaign alone", test.extends())
        test.claim("reduce: table, JSON and verdict in one", test.reduces())
        test.claim("slurm.sh: what Slurm refuses leaves nothing behind, or says how to end the rest", test.refusals())
    return test.status


if __name__ == "__main__":
    sys.exit(main())
