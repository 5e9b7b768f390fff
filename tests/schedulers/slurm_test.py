#!/usr/bin/env python3
"""jobs/slurm.sh on a real Slurm of this machine's own: whatever happens to its jobs, the rows are those of one quiet
run.

usage: slurm_test.py [--slow] [--scene WORD] [--farside PROGRAM]
  --slow    also the scenes that take minutes (a time limit has a resolution of one)
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cluster import Cluster, wait_for, what_is_missing

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "determinism"))
from rows import differences, digest, read_rows  # noqa: E402

CONFIG = HERE.parent / "determinism" / "descent.yaml"


class Scene:
    """A campaign in a folder of its own, flown by jobs/slurm.sh."""

    def __init__(self, cluster, program, cases):
        self.cluster, self.program, self.cases = cluster, program, cases
        self.folder = Path(tempfile.mkdtemp(prefix="farside_scene_"))
        self.output = self.folder / "a.h5"

    def submit(self, shards, *job_options):
        environment = self.cluster.environment | {
            "FARSIDE": str(self.program), "FARSIDE_THREADS": "1", "FARSIDE_JOB_OPTIONS": " ".join(job_options)
        }
        done = subprocess.run([
            "bash", ROOT / "jobs" / "slurm.sh", CONFIG, self.output,
            str(shards), "--cases",
            str(self.cases), "--block-cases", "16"
        ], env=environment, capture_output=True, text=True, cwd=self.folder, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"jobs/slurm.sh: exit {done.returncode}: {done.stderr}")
        self.shards = next(self.folder.glob("a.*-shards"))
        self.array = done.stdout.split()[1].rstrip(",")

    def wait_for_journals(self, count, seconds=60):
        """Until so many attempts have saved something."""
        return wait_for(
            lambda: (found := [p for p in self.shards.glob(".*.journal")
                               if p.stat().st_size > 2000]) and len(found) >= count and found, seconds,
            f"for {count} journals; {self.log()}")

    def log(self):
        return "\n".join(
            path.read_text(errors="replace") for folder in (self.folder, *self.folder.glob("*-shards"))
            for path in sorted(folder.glob("*.log")))

    def finish(self):
        """Waits for the end of all jobs; what they logged."""
        wait_for(lambda: not self.cluster.jobs(), 600,
                 f"for the queue to be empty; {self.cluster.jobs()}\n{self.log()}")
        return self.log()

    def problems(self, quiet):
        """What speaks against the scene, after its end."""
        if not self.output.exists():
            return [f"no output; the logs:\n{self.log()}"]
        found = differences(quiet, read_rows(self.output))
        if digest(read_rows(self.output)) != digest(quiet):
            found.append("another hash")
        found += [
            f"left behind: {p.name}" for p in self.folder.iterdir() if p.name not in ("a.h5", "a.json", "a.h5.log")
        ]
        return found

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def chain(scene, _):
    """array of four, merge, reduce"""
    scene.cases //= 4  # nothing has to happen meanwhile
    scene.submit(4)
    log = scene.finish()
    return [] if log.count(": exit 0") == 4 and (scene.folder / "a.json").exists() else [
        f"not four shards and their statistics:\n{log}"
    ]


def requeue(scene, _):
    """a task requeued in the middle"""
    scene.submit(2)
    scene.wait_for_journals(2)
    scene.cluster.call("scontrol", "requeue", f"{scene.array}_1")
    log = scene.finish()
    return [] if "shard 1 of 2: exit 0" in log else [f"shard 1 did not end well:\n{log}"]


def scancel(scene, _):
    """scancel, then submitted again"""
    scene.submit(2)
    scene.wait_for_journals(2)
    scene.cluster.call("scancel", scene.array)
    scene.cluster.wait_until_empty(60)  # merge and reduce go, too: their dependency can't come true
    if scene.output.exists():
        return ["the campaign was finished before it could be cancelled"]
    if not [*scene.shards.glob(".*.journal"), *scene.shards.glob("*.h5")]:
        return ["nothing was saved"]
    scene.submit(2)
    scene.finish()
    return []


def preemption(scene, _):
    """preempted by a job of a higher partition"""
    scene.submit(2, "--partition=main")
    scene.wait_for_journals(2)
    scene.cluster.call("sbatch", "--parsable", "--partition=urgent", "--nodes=2", "--exclusive", "--output=/dev/null",
                       "--wrap=sleep 3")
    log = scene.finish()
    return [] if log.count("exit 75 after USR1") == 2 else [f"not every task was warned and saved:\n{log}"]


def node_down(scene, _):
    """a node declared down while its copy of the shard lives on: two writers"""
    scene.cases *= 2
    scene.submit(1)
    scene.wait_for_journals(1)
    node = scene.cluster.call("squeue", "-h", "-r", "-t", "R", "-o", "%N").strip()
    scene.cluster.kill_node(node)
    try:
        scene.wait_for_journals(2)
        log = scene.finish()
    finally:
        scene.cluster.start_node(node)  # this ends what the dead daemon had started
    wait_for(lambda: scene.cluster.call("sinfo", "-h", "-n", node, "-p", "main", "-o", "%T").strip() == "idle", 60,
             f"for {node} to be back")
    ends = re.findall(r"shard 0 of 1: exit (\d+)", log)
    return [] if ends and set(ends) == {"0"} else [f"the copies ended with {ends}:\n{log}"]


def time_limit(scene, rate):
    """time limit, and back into the queue"""
    scene.cases = int(
        90 * rate)  # the rate was measured while the machine may have had other work, and could be three times as much
    scene.submit(1, "--time=1", "--signal=B:USR1@30")
    log = scene.finish()
    return [] if "exit 75 after USR1" in log else [f"the time limit was never met:\n{log}"]


def first_call(scene, _):
    """submit.sh from a first call to the finished file, extended, under a name that is hard to log and isn't UTF-8"""
    scene.cases = 4000
    folder = scene.folder.with_name(os.fsdecode(os.fsencode(scene.folder.name) + b" %a caf\xe9"))
    scene.folder.rename(folder)
    scene.folder, scene.output = folder, folder / "a.h5"
    config = Path(tempfile.gettempdir()) / f"{folder.name}.yaml"
    requirement = "requirements:\n  - {name: safe, event: safe, probability: 0.947, confidence: 0.99}\n"
    config.write_text(CONFIG.read_text() + requirement)
    found = []

    def submit(*options):
        return subprocess.run(["bash", ROOT / "jobs" / "submit.sh", config, "-o", "a.h5", *options], cwd=folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=120,
                              env=scene.cluster.environment | {"FARSIDE": str(scene.program), "FARSIDE_TRIAL_S": "0.2"})

    def status(name):
        return subprocess.run([scene.program, "status", name], cwd=folder, capture_output=True, text=True,
                              errors="replace").stdout

    def expect(holds, *said):
        if not holds:
            found.extend(said)

    for options, code, word in [(["--threads", "8"], 2, "2 CPUs at most"), (["--partition", "no"], 2, "main"),
                                (["--", "--set", "a=1"], 3, "a: ")]:
        done = submit(*options)
        expect(done.returncode == code and word in done.stderr and not scene.cluster.jobs(),
               f"{options}: exit {done.returncode}: {done.stderr}")
    done = submit("--cases", "2000", "--shards", "3", "--array-limit", "1", "--wall", "04:00:00", "--partition", "main")
    ids = re.findall(r"\d+", done.stdout.split(";")[0])
    queue = scene.cluster.call("squeue", "-h", "-o", "%A %.8j %l")
    expect(
        len(ids) == 3 and "--jobs=" + ",".join(ids) in status("a.3-shards"), "no word of the jobs", done.stdout,
        done.stderr, status("a.h5"))
    expect("of 3 shards have saved nothing yet" in status("a.h5"), "not queued", status("a.h5"))
    expect(
        all(name in queue for name in ("fly-a", "merge-a", "reduce-a")) and "4:00:00" not in queue,
        "names and times in the queue", queue)
    log = scene.finish()
    expect("--extend" in log and "--partition main" in log and "merged into a.h5" in status("a.3-shards"),
           "not undecided, or not merged", log, status("a.3-shards"))
    done = submit("--extend", str(scene.cases))
    expect(done.returncode == 0, f"--extend: exit {done.returncode}: {done.stderr}")
    log = scene.finish()
    expect("4,000 cases" in log, "not extended", log)
    expect("nothing to submit" in submit("--extend", str(scene.cases)).stderr, "called again")
    config.unlink()
    return found


SCENES = {
    first_call: "short", chain: "short", requeue: "short", scancel: "short", preemption: "slow", node_down: "slow",
    time_limit: "slow"
}


def quiet_run(program, folder, cases):
    file = folder / f"{cases}.h5"
    if not file.exists():
        subprocess.run([program, "run", CONFIG, "-o", file, "--cases",
                        str(cases), "--quiet"], check=True, stdin=subprocess.DEVNULL)
    return read_rows(file)


def rate_of(program, folder):
    """Cases a second and thread."""
    quiet_run(program, folder, 1)
    begin = time.monotonic()
    subprocess.run([program, "run", CONFIG, "-o", folder / "rate.h5", "--cases", "1000", "--threads", "1", "--quiet"],
                   check=True)
    return 1000 / (time.monotonic() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--scene", default="")
    parser.add_argument("--farside", type=Path, default=os.environ.get("FARSIDE", ROOT / "build" / "farside"))
    options = parser.parse_args()
    program = options.farside.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is taken down
    if reason := what_is_missing():
        print(f"skip - schedulers: Slurm: {reason}")
        return 0
    status = 0
    with tempfile.TemporaryDirectory() as name, Cluster() as cluster:
        folder = Path(name)
        rate = rate_of(program, folder)
        for play, length in SCENES.items():
            if options.scene not in play.__name__ or (length == "slow" and not options.slow and not options.scene):
                continue
            scene = Scene(cluster, program,
                          int(16 * rate))  # a shard flies for some seconds, so that things can happen to it
            begin = time.monotonic()
            try:
                found = play(scene, rate)
                found += scene.problems(quiet_run(program, folder, scene.cases))
            except (TimeoutError, RuntimeError) as problem:
                found = [str(problem), scene.log()]
            verdict = "FAIL" if found else "ok"
            print(
                f"{verdict} - schedulers: Slurm: {play.__doc__}: the rows of the quiet run "
                f"({time.monotonic() - begin:.0f} s)",
                flush=True)
            for line in found:
                print(f"     {line}")
            status |= bool(found)
            for job in {i.split("_")[0] for i, _ in cluster.jobs()}:
                cluster.call("scancel", "--full", job, check=False)
            scene.remove()
    return status


if __name__ == "__main__":
    sys.exit(main())
