#!/usr/bin/env python3
"""A campaign that is stopped, killed, split and put together again: exit codes, messages, and always the bytes of one
quiet run.

usage: survival_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from cli_test import CONFIG, Problem, Skip, check, run_checks

CASES = 400
LONG = ["--cases", 40_000_000]  # nobody waits for its end


def campaign(cli, name="quiet.h5", *options, cases=CASES):
    """The bytes of one quiet run."""
    cli.expect(0, "run", "a.yaml", "-o", name, "--cases", cases, "--reproducible", "--quiet", *options)
    return cli.path(name).read_bytes()


def begin(cli, *options, output="a.h5", prefix=(), rows=True, **more):
    """A run in the background; with `rows` waits until its journal has some."""
    process = subprocess.Popen([*prefix, cli.program, "run", "a.yaml", "-o", output, *map(str, options)],
                               cwd=cli.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, **more)
    for _ in range(600):
        if not rows or any(cli.path(name).stat().st_size > 20_000
                           for name in journals(cli, os.path.dirname(output))) or process.poll() is not None:
            break
        time.sleep(0.05)
    return process


def end(process, seconds=60):
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
    return out, err


def journals(cli, folder=""):
    return sorted(os.path.join(folder, name) for name in os.listdir(cli.path(folder)) if name.endswith(".journal"))


def cut(cli, to, cases=CASES, output="a.h5"):
    """What a kill at a bad time leaves: a journal of a run of `cases` that ends in the middle of a frame."""
    process = begin(cli, "--cases", 200_000, "--threads", 1, "--block-cases", 8, "--quiet", output=output)
    process.kill()
    process.communicate()
    folder, name = os.path.split(output)
    (name,) = [n for n in journals(cli, folder) if os.path.basename(n).startswith(f".{name}@")]
    with open(cli.path(name), "r+b") as journal:
        journal.truncate(to)
    return name


# Stopping.
def signals_save_what_is_finished(cli):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU):
        process = begin(cli, *LONG, "--quiet")
        sent = time.monotonic()
        process.send_signal(number)
        _, err = end(process)
        check(process.returncode == 75, f"{number.name}: exit {process.returncode}\n{err}")
        check(time.monotonic() - sent < 5, f"{number.name}: took {time.monotonic() - sent:.1f} s")
        check(f"stopped by {number.name}" in err and "--resume" in err and "finished cases are safe" in err, err)
        check(len(journals(cli)) == 1 and not cli.path("a.h5").exists(), f"in the folder: {cli.leftovers()}")
        told = int(re.search(r"after (\d+) of", err)[1])
        status = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)
        check(status["cases"]["done"] + status["cases"]["numerical_failure"] == told > 0,
              f"{told} cases were told of, {status['cases']} are there")
        check(status["running"] == 0, "nobody runs any more")
        os.remove(cli.path(journals(cli)[0]))


def a_second_interrupt_says_what_is_safe(cli):
    for _ in range(20):  # the first one may be heeded before the second comes
        process = begin(cli, *LONG, "--quiet")
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        _, err = end(process)
        check(process.returncode == 75 and "before a case was flown" not in err and "--resume" in err,
              f"exit {process.returncode}\n{err}")
        if "stopped at once; the cases that were finished are safe; go on with:" in err:
            break
        os.remove(cli.path(journals(cli)[0]))
    else:
        raise Skip("no second interrupt came in time")
    cli.expect(0, "status", "a.h5")


def a_slow_kernel_stops_as_soon(cli):
    cli.write("a.yaml", CONFIG.replace("start:\n  touchdown: {height_m: 0.2, velocity_up_m_s: -1.0}\n", "").replace(
        "start.touchdown.velocity_east_m_s, normal: {sd: 0.2}", "vehicle.engine.thrust_scale, normal: {sd: 0.003}"))
    process = begin(cli, "--cases", 100_000, "--isa", "baseline", "--quiet", rows=False)
    time.sleep(3)
    sent = time.monotonic()
    process.terminate()
    _, err = end(process)
    check(process.returncode == 75 and time.monotonic() - sent < 5,
          f"exit {process.returncode} after {time.monotonic() - sent:.1f} s\n{err}")


def a_limit_on_wall_time_stops(cli):
    begun = time.monotonic()
    cli.expect(75, "run", "a.yaml", "-o", "a.h5", *LONG, "--max-wall", "2s", says=["stopped by --max-wall", "--resume"])
    check(2 <= time.monotonic() - begun < 30, f"took {time.monotonic() - begun:.1f} s")
    for wrong in ("0", "soon", "5x", "-3s", "1m2h", "3s3s", ""):
        if wrong:
            cli.expect(2, "run", "a.yaml", "-o", "b.h5", "--max-wall", wrong, says="--max-wall")
    cli.fly("b.h5", "--max-wall", "1h30m")


def a_closed_terminal_saves_what_is_finished(cli):
    process = begin(cli, *LONG)
    process.send_signal(signal.SIGHUP)
    _, err = end(process)
    check(process.returncode == 74 and "the terminal was closed" in err and len(journals(cli)) == 1,
          f"exit {process.returncode}\n{err}")


def nohup_is_heeded(cli):
    if not shutil.which("nohup"):
        raise Skip("no nohup")
    process = begin(cli, *LONG, "--quiet", prefix=["nohup"])
    process.send_signal(signal.SIGHUP)
    time.sleep(1)
    check(process.poll() is None, f"a hangup ended it: {process.returncode}")
    process.terminate()
    end(process)


def a_broken_pipe_kills_no_run(cli):
    process = begin(cli, "--cases", CASES, "--progress", "json", rows=False)
    process.stderr.close()  # whoever read the progress is gone
    process.stdout.read()
    check(process.wait(60) == 0 and cli.path("a.h5").exists(), f"exit {process.returncode}")
    process = begin(cli, "--cases", CASES, output="b.h5", rows=False)
    process.stdout.close()
    err = process.stderr.read()
    check(process.wait(60) == 74 and "standard output" in err, f"exit {process.returncode}\n{err}")
    check(cli.path("b.h5").exists() and not journals(cli), "the file was finished before")


def closed_streams_spoil_no_file(cli):
    """A file that is opened gets the number of a stream that is closed, and what is printed would go into it."""
    quiet = campaign(cli)
    for closed, code in ((">&-", 74), ("2>&-", 0), ("<&-", 0), ("<&- >&- 2>&-", 74)):
        done = subprocess.run([
            "sh", "-c", f'exec "$@" {closed}', "sh", cli.program, "run", "a.yaml", "-o", "a.h5", "--cases",
            str(CASES), "--reproducible", "--overwrite", "--progress", "json", "--block-cases", "8"
        ], cwd=cli.folder, capture_output=True, text=True, timeout=300)
        check(done.returncode == code, f"{closed}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        check(cli.path("a.h5").read_bytes() == quiet and not journals(cli), f"{closed}: other bytes than the quiet run")
        os.remove(cli.path("a.h5"))


# Resume.
def resume_after_a_stop_gives_the_quiet_run(cli):
    slow = ["--threads", 1, "--block-cases", 8, "--cases", 4000, "--reproducible", "--quiet"]
    whole = campaign(cli, cases=4000)
    process = begin(cli, *slow)
    process.terminate()
    end(process)
    check(process.returncode == 75, f"exit {process.returncode}")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", *slow, "--resume")
    check(cli.path("a.h5").read_bytes() == whole, "other bytes than the quiet run")
    check(cli.leftovers() == ["a.h5", "quiet.h5"], f"in the folder: {cli.leftovers()}")


def resume_after_kill_9_at_any_byte_gives_the_quiet_run(cli):
    quiet = campaign(cli)
    for size in (0, 50, 7_000, 30_001, 60_000, 99_999):
        cut(cli, size)
        cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--reproducible", "--quiet")
        check(cli.path("a.h5").read_bytes() == quiet, f"{size} bytes left: other bytes than the quiet run")
        check(cli.leftovers() == ["a.h5", "quiet.h5"], f"in the folder: {cli.leftovers()}")
        os.remove(cli.path("a.h5"))


def resume_leaves_rows_alone_that_nobody_can_tell_the_campaign_of(cli):
    quiet = campaign(cli)
    name = cut(cli, 60_000)
    with cli.path(name).open("r+b") as journal:
        journal.seek(100)
        journal.write(b"\0")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--reproducible",
               says=f"{name}: has no whole head")
    check(cli.path("a.h5").read_bytes() == quiet, "other bytes than the quiet run")
    check(cli.leftovers() == [name, "a.h5", "quiet.h5"], f"in the folder: {cli.leftovers()}")


def resume_takes_several_attempts_and_a_file(cli):
    quiet = campaign(cli)
    campaign(cli, "a.h5", "--shard", "3/4")
    for i, size in enumerate((60_000, 99_999)):
        os.rename(cli.path("a.h5"), cli.path("kept"))
        os.rename(cli.path(cut(cli, size)), cli.path(f".a.h5@node{i}.1.journal"))
        os.rename(cli.path("kept"), cli.path("a.h5"))
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--reproducible", "--quiet")
    check(cli.path("a.h5").read_bytes() == quiet, "other bytes than the quiet run")
    check(cli.leftovers() == ["a.h5", "quiet.h5"], f"in the folder: {cli.leftovers()}")


def a_finished_campaign_is_left_alone(cli):
    quiet = campaign(cli, "a.h5")
    written = cli.path("a.h5").stat().st_mtime_ns
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", says="is finished")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--shard", "1/3", says="is finished")
    check(
        cli.path("a.h5").read_bytes() == quiet and cli.path("a.h5").stat().st_mtime_ns == written,
        "the file was written again")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, says="--overwrite")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--resume", "--overwrite", says="choose one")


def what_replaces_another_campaign_goes_on_as_it_says(cli):
    """Stopped on its way to replace the file of another campaign, or no campaign's, a run names a command that isn't
    refused."""
    cases = 20_000
    for there in (lambda: cli.fly("a.h5", "--seed", 9), lambda: cli.path("a.h5").write_bytes(b"no campaign")):
        cli.path("a.h5").unlink(missing_ok=True)
        there()
        before = cli.path("a.h5").read_bytes()
        process = begin(cli, "--cases", cases, "--overwrite", "--block-cases", 64)
        process.send_signal(signal.SIGTERM)
        said = end(process)[1]
        check(process.returncode == 75 and "--overwrite --block-cases 64 --resume" in said,
              f"exit {process.returncode}: {said}")
        check(cli.path("a.h5").read_bytes() == before, "the file was changed before its time")
        saved = int(re.search(r"(\d+) finished cases are safe", said).group(1))
        check(0 < saved < cases, f"{saved} cases")
        shown = cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", cases, "--overwrite", "--block-cases", 64,
                           "--resume", "--progress", "json")
        check(
            min(json.loads(line)["done"] for line in shown.stderr.splitlines() if '"progress"' in line) >= saved,
            "cases were flown again")
        check(cli.leftovers() == ["a.h5"], f"in the folder: {cli.leftovers()}")
        cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", cases, "--resume", says="is finished")


def more_cases_later_keep_the_first_ones(cli):
    campaign(cli, "a.h5", cases=100)
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--quiet", "--reproducible")
    check(cli.path("a.h5").read_bytes() == campaign(cli), "other bytes than the quiet run of all cases")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", 300, "--resume", says=["300-399", "--cases 400"])


def another_campaign_is_not_resumed(cli):
    before = campaign(cli, "a.h5")
    for setting, says in [("vehicle.engine.isp_s=300", ["vehicle.engine.isp_s: ", "300 here"]),
                          ("campaign.seed=2", ["campaign.seed: 1 there, 2 here"]),
                          ("dispersions=[]", "dispersions[0]")]:
        if setting.startswith("dispersions"):
            cli.write("b.yaml", CONFIG.replace("sd: 0.2", "sd: 0.3"))
            cli.expect(4, "run", "b.yaml", "-o", "a.h5", "--resume", says=["a.h5: is of another campaign", says, "0.3"])
        else:
            cli.expect(4, "run", "a.yaml", "-o", "a.h5", "--resume", "--set", setting,
                       says=["a.h5: is of another campaign", *says])
    check(cli.path("a.h5").read_bytes() == before, "the file was changed")
    cut(cli, 90_000, output="b.h5")
    cli.expect(4, "run", "a.yaml", "-o", "b.h5", "--resume", "--set", "campaign.seed=2",
               says=[".journal: is of another campaign", "campaign.seed"])
    cli.write("c.h5", "no campaign")
    cli.expect(4, "run", "a.yaml", "-o", "c.h5", "--resume", says="c.h5")
    # Name, requirements and output are no physics.
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--set", "campaign.name=other")


def damage_of_a_journal_is_told_and_flown_again(cli):
    name = cut(cli, 99_999)
    with open(cli.path(name), "r+b") as journal:
        journal.seek(70_000)
        journal.write(b"\x00\xff\x00")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--resume", "--reproducible",
               says="are damaged; the cases in them count as missing")
    check(cli.path("a.h5").read_bytes() == campaign(cli), "other bytes than the quiet run")


def two_live_writers_do_no_harm(cli):
    whole = campaign(cli, "whole.h5", cases=30_000)
    both = [
        begin(cli, "--cases", 30_000, "--resume", "--reproducible", "--quiet", "--threads", 1, rows=False)
        for _ in range(2)
    ]
    for process in both:
        _, err = end(process, 300)
        check(process.returncode == 0, f"exit {process.returncode}\n{err}")
    check(cli.path("a.h5").read_bytes() == whole and not journals(cli), f"in the folder: {cli.leftovers()}")


def a_live_attempt_keeps_its_journal(cli):
    live = begin(cli, *LONG, "--quiet")
    (name,) = journals(cli)
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--overwrite",
               says=f"{name} is of another attempt that still runs")
    check(journals(cli) == [name], f"journals: {journals(cli)}")
    status = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)
    check(status["running"] == 1 and status["rate_per_s"] > 0 and status["cases"]["total"] == 40_000_000, f"{status}")
    live.terminate()
    end(live)
    check(live.returncode == 75 and journals(cli) == [name], f"exit {live.returncode}")


def what_an_attempt_left_is_neither_flown_again_nor_hidden_unasked(cli):
    name = cut(cli, 60_000)
    for live in (False, True):
        running = begin(cli, *LONG, "--quiet", "--resume") if live else None
        before = journals(cli)
        done = cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--cases", CASES,
                          says=["finished cases of another attempt at a.h5", "--resume", "--overwrite"])
        check(name in done.stderr and journals(cli) == before and not cli.path("a.h5").exists(),
              f"{done.stderr}\n{cli.leftovers()}")
        if live:
            running.terminate()
            end(running)
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--cases", CASES, "--overwrite", "--reproducible", "--quiet")
    check(cli.leftovers() == ["a.h5"] and cli.path("a.h5").read_bytes() == campaign(cli),
          f"in the folder: {cli.leftovers()}")


def what_was_begun_anew_is_resumed_alone(cli):
    old = cut(cli, 60_000)  # of another campaign
    again = begin(cli, *LONG, "--quiet", "--overwrite", "--seed", 2, rows=False)
    for _ in range(600):
        if old not in journals(cli) and any(cli.path(name).stat().st_size > 20_000 for name in journals(cli)):
            break
        time.sleep(0.05)
    again.terminate()
    _, err = end(again)
    (line,) = [line.strip() for line in err.splitlines() if line.startswith("    ")]
    check(again.returncode == 75 and line.endswith("--seed 2 --resume") and len(journals(cli)) == 1,
          f"{err}\n{journals(cli)}")
    on = subprocess.run(["sh", "-c", f"{line} --max-wall 2s"], cwd=cli.folder, capture_output=True, text=True,
                        timeout=60)
    check(on.returncode == 75 and "of another campaign" not in on.stderr, f"exit {on.returncode}\n{on.stderr}")


def journals_may_lie_elsewhere(cli):
    cli.path("fast").mkdir()
    process = begin(cli, *LONG, "--journal-dir", "fast", "--quiet", rows=False)
    time.sleep(1)
    process.terminate()
    _, err = end(process)
    check(process.returncode == 75 and cli.leftovers() == ["fast"] and len(os.listdir(cli.path("fast"))) == 1,
          f"{err}\n{cli.leftovers()}")
    cli.expect(0, "status", "a.h5", "--journal-dir", "fast")
    cli.path("slow").symlink_to("fast")
    cli.path("here").symlink_to(".")
    for name, folder in (("a.h5", "slow"), ("here/a.h5", "fast"), (f"{cli.folder}/here/here/a.h5", "./here/slow/")):
        cli.expect(0, "status", name, "--journal-dir", folder)
    cli.expect(4, "status", "a.h5", says="a.h5")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--journal-dir", "nowhere", says="nowhere")
    shutil.rmtree(cli.path("fast"))


# A parent may leave SIGCHLD ignored (flown, and then the writing child couldn't be waited for) or signals blocked
# (nothing stopped it).
def inherited_signals_do_no_harm(cli):
    def ignore_children():
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    def block_all():
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    whole = campaign(cli)
    process = begin(cli, "--cases", CASES, "--reproducible", "--quiet", rows=False, preexec_fn=ignore_children)
    _, err = end(process)
    check(process.returncode == 0 and cli.path("a.h5").read_bytes() == whole, f"exit {process.returncode}: {err}")
    process = begin(cli, *LONG, "--max-wall", "2s", "--quiet", output="b.h5", rows=False, preexec_fn=block_all)
    _, err = end(process)
    check(process.returncode == 75 and "stopped by --max-wall" in err, f"exit {process.returncode}: {err}")
    for name in journals(cli):
        os.remove(cli.path(name))
    process = begin(cli, *LONG, "--quiet", output="c.h5", preexec_fn=block_all)
    process.terminate()
    _, err = end(process)
    check(process.returncode == 75 and "stopped by SIGTERM" in err, f"exit {process.returncode}: {err}")


# No case depends on them, so they may change after the flight: what is judged is what the configuration says, or the
# difference is told.
def edited_requirements_are_judged_or_told(cli):
    def require(probability):
        text = f"requirements:\n  - {{name: soft, event: safe, probability: {probability}, confidence: 0.9}}\n"
        cli.write("a.yaml", CONFIG + (text if probability else ""))

    def verdict():
        done = cli.call("reduce", "a.h5", "--gate", "--quiet")
        return done.returncode
    require(0.000001)
    words = ["run", "a.yaml", "-o", "a.h5", "--cases", CASES]
    cli.expect(0, *words, "--quiet")
    lenient = verdict()
    require(0.999999)
    cli.expect(
        0, *words, "--resume", says=[
            "not the requirements of a.yaml", 'only there: {name: "soft", event: safe, probability: 1.0e-06',
            'only here: {name: "soft", event: safe, probability: 0.999999'
        ])
    check(lenient == 0 and verdict() != 0, f"exit {lenient}, then {verdict()}")
    cli.expect(0, *words, "--resume", says="is finished")
    for i in range(2):
        cli.expect(0, "run", "a.yaml", "-o", f"{i}.h5", "--cases", CASES, "--shard", f"{i}/2", "--quiet")
        require(0.5)
    for parts in (["0.h5", "1.h5"], ["1.h5", "0.h5"]):
        cli.expect(4, "merge", *parts, "-o", "m.h5",
                   says=["has other requirements than", "probability: 0.5", "probability: 0.999999", "--resume"])
    cli.expect(4, "run", "a.yaml", "-o", "rest.h5", "--cases", CASES, "--missing-of", "0.h5",
               says="has other requirements than a.yaml")
    cli.expect(0, "run", "a.yaml", "-o", "0.h5", "--cases", CASES, "--shard", "0/2", "--resume", "--quiet")
    cli.expect(0, "merge", "0.h5", "1.h5", "-o", "m.h5", "--quiet")
    quiet = campaign(cli, "quiet.h5")
    cli.expect(0, "merge", "m.h5", "-o", "again.h5", "--reproducible", "--quiet")
    check(cli.path("again.h5").read_bytes() == quiet, "other rows than those of a quiet run")


def a_full_disk_keeps_what_is_finished(cli):
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Skip("only root can mount a small disk")
    cli.path("disk").mkdir()
    script = (
        "mount -t tmpfs -o size=600k tmpfs disk || exit 99; program=$1; shift; "
        '"$program" run a.yaml -o disk/a.h5 --quiet --reproducible "$@"; echo $? >first; ls -a disk >left; '
        'mount -o remount,size=100m disk; "$program" run a.yaml -o disk/a.h5 --quiet --reproducible --resume "$@"; '
        "echo $? >second; ls -A disk >after; cp disk/a.h5 a.h5")
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", cli.program, "--cases", "3000"], cwd=cli.folder,
                          capture_output=True, text=True, timeout=300)
    if done.returncode == 99:
        raise Skip("mounting is not allowed here")
    check(cli.path("first").read_text().strip() == "74", f"exit {cli.path('first').read_text()}\n{done.stderr}")
    check("No space left on device" in done.stderr and "finished cases are safe; go on with" in done.stderr,
          done.stderr)
    check(
        ".journal" in cli.path("left").read_text()
        and "a.h5\n" not in cli.path("left").read_text().replace(".a.h5", ""),
        cli.path("left").read_text())
    check(
        cli.path("second").read_text().strip() == "0" and cli.path("after").read_text() == "a.h5\n",
        f"{done.stderr}\n{cli.path('after').read_text()}")
    check(cli.path("a.h5").read_bytes() == campaign(cli, cases=3000), "other bytes than the quiet run")


def a_file_in_the_making_is_called_one(cli):
    name = cut(cli, 60_000)
    for command in (["reduce"], ["replay", "--case", "1"]):
        cli.expect(4, *command, name, says=[f"{name}: is the journal", "farside status", "--resume"])
        cli.expect(4, *command, "a.h5", says=["a.h5: isn't written yet", name, "farside status a.h5"])


# Shards.
def shards_merge_to_the_bytes_of_the_quiet_run(cli):
    trajectories = ["--set", "output.trajectories=[0, 133, 134, 399]"]
    quiet = campaign(cli, "quiet.h5", *trajectories)
    for count in (1, 3, 10):
        names = [f"s{i}.h5" for i in range(count)]
        for i, name in enumerate(names):
            campaign(cli, name, "--shard", f"{i}/{count}", *trajectories)
        cli.expect(0, "merge", *reversed(names), "-o", "m.h5", "--reproducible", "--quiet")
        check(cli.path("m.h5").read_bytes() == quiet, f"{count} shards: other bytes than the quiet run")
        for name in [*names, "m.h5"]:
            os.remove(cli.path(name))
    check(cli.leftovers() == ["quiet.h5"], f"in the folder: {cli.leftovers()}")


def empty_values_are_usage(cli):
    for option in ("-o", "--shard", "--max-wall", "--journal-dir", "--isa", "--cases"):
        more = [] if option == "-o" else ["-o", "a.h5"]
        cli.expect(2, "run", "a.yaml", *more, option, "", says=f"{option} is empty")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--shard=", says="--shard is empty")
    cli.expect(2, "reduce", "a.h5", "--json", "", says="--json is empty")
    check(cli.leftovers() == [], cli.leftovers())


def links_stay_links(cli):
    os.mkdir(cli.path("far"))
    os.symlink("far/b.h5", cli.path("a.h5"))
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", says="a link to a file that can't be reached")
    cli.write("far/b.h5", "")
    os.chmod(cli.path("far/b.h5"), 0o640)
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--overwrite", "--quiet")
    cli.expect(0, "run", "a.yaml", "-o", "a.h5", "--resume", "--cases", CASES, "--quiet")
    cli.expect(0, "reduce", "a.h5", "--store", "--quiet")
    check(cli.path("a.h5").is_symlink() and os.listdir(cli.path("far")) == ["b.h5"], f"{os.listdir(cli.path('far'))}")
    check(os.stat(cli.path("far/b.h5")).st_mode & 0o777 == 0o640, "the mode changed")


def more_shards_than_cases_merge(cli):
    quiet = campaign(cli, cases=3)
    names = [f"s{i}.h5" for i in range(7)]
    for i, name in enumerate(names):
        campaign(cli, name, "--shard", f"{i}/7", cases=3)
    cli.expect(0, "merge", *names, "-o", "m.h5", "--reproducible", "--quiet")
    check(cli.path("m.h5").read_bytes() == quiet, "other bytes than the quiet run")


def wrong_shards_are_usage(cli):
    for wrong in ("3/3", "0/0", "1", "a/3", "-1/3", "1/3/5", "/", "auto/0", "1.5/3"):
        cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--shard", wrong, says="--shard")
    cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--shard", "auto", says="no job array")


def auto_takes_the_job_array(cli):
    def bytes_of(environment, shard):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("SLURM_", "SGE_", "PBS_", "LSB_"))}
        done = subprocess.run([
            cli.program, "run", "a.yaml", "-o", "auto.h5", "--cases",
            str(CASES), "--reproducible", "--quiet", "--overwrite", "--shard", shard
        ], cwd=cli.folder, env={**clean, **environment}, capture_output=True, text=True, timeout=300)
        check(done.returncode == 0, f"{environment}: exit {done.returncode}\n{done.stderr}")
        return cli.path("auto.h5").read_bytes()

    second = campaign(cli, "second.h5", "--shard", "1/4")
    for environment, shard in [
        ({
            "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "3",
            "SLURM_ARRAY_TASK_COUNT": "4"
        }, "auto"),
        ({
            "SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_MAX": "16",
            "SLURM_ARRAY_TASK_STEP": "2", "SLURM_ARRAY_TASK_COUNT": "4"
        }, "auto"),
        ({"SGE_TASK_ID": "2", "SGE_TASK_FIRST": "1", "SGE_TASK_LAST": "4", "SGE_TASK_STEPSIZE": "1"}, "auto"),
        ({"PBS_ARRAY_INDEX": "1"}, "auto/4"),
        ({"LSB_JOBINDEX": "2"}, "auto/4"),
        ({"LSB_JOBINDEX": "2", "LSB_JOBINDEX_END": "4"}, "auto"),
    ]:
        check(bytes_of(environment, shard) == second, f"{environment} --shard {shard}: not shard 1/4")


def holes_are_named_flown_and_merged(cli):
    quiet = campaign(cli, "quiet.h5", "--set", "vehicle.engine.isp_s=308")
    cli.write("it's a.yaml", CONFIG)
    names = ["s 0.h5", "$s.h5"]
    for i, name in zip((0, 2), names):
        cli.expect(0, "run", "it's a.yaml", "-o", name, "--cases", CASES, "--shard", f"{i}/4", "--quiet", "--set",
                   "vehicle.engine.isp_s=308")
    cli.write("m m_rest.h5", "something else")
    done = cli.expect(4, "merge", *names, "-o", "m m.h5",
                      says=["200 of 400 cases", "100-199, 300-399", "--missing-of 's 0.h5' '$s.h5'"])
    check(not cli.path("m m.h5").exists(), "a file was written")
    lines = [line.strip() for line in done.stderr.splitlines() if line.startswith("    ")]
    check(len(lines) == 2, done.stderr)
    for line in lines:  # as they are copied into a shell
        flown = subprocess.run(["sh", "-c", f"{line} --quiet --reproducible"], cwd=cli.folder, capture_output=True,
                               text=True, timeout=300)
        check(flown.returncode == 0, f"{line}: exit {flown.returncode}\n{flown.stderr}")
    check(cli.path("m m.h5").read_bytes() == quiet, "other bytes than the quiet run")


def files_that_tell_no_campaign_are_said_to(cli):
    campaign(cli, "s0.h5", "--shard", "0/4")
    cli.expect(4, "merge", "s0.h5", "-o", "m.h5",
               says=["CONFIG is what they were flown with", "run CONFIG --cases 400"])
    cli.fly("s1.h5", "--cases", CASES, "--shard", "1/4")
    cli.expect(4, "merge", "s0.h5", "s1.h5", "-o", "m.h5", says="run a.yaml --cases 400")


def merge_goes_on_without_missing_cases_when_told(cli):
    campaign(cli, "s0.h5", "--shard", "0/4")
    cli.expect(0, "merge", "s0.h5", "-o", "m.h5", "--allow-missing", says="300 of 400 cases are missing: 100-399")
    told = cli.told("reduce", "m.h5")
    check(told["cases"]["missing"] == 300 and told["cases"]["total"] == 400, f"{told['cases']}")
    cli.expect(0, "run", "a.yaml", "-o", "m.h5", "--cases", CASES, "--resume", "--reproducible", "--quiet")
    check(cli.path("m.h5").read_bytes() == campaign(cli), "a file with holes is resumed to the quiet run")


def nothing_missing_is_no_error(cli):
    campaign(cli, "a.h5")
    cli.expect(0, "run", "a.yaml", "-o", "b.h5", "--cases", CASES, "--missing-of", "a.h5", says="no case is missing")
    check(not cli.path("b.h5").exists(), "a file was written")


def merge_takes_journals_and_overlaps(cli):
    quiet = campaign(cli)
    campaign(cli, "s.h5", "--shard", "1/2")
    campaign(cli, "t.h5", "--shard", "0/3")
    cut(cli, 100_000)
    campaign(cli, "rest.h5", "--missing-of", "s.h5", "t.h5")
    cli.expect(0, "merge", "s.h5", "t.h5", "rest.h5", "s.h5", "-o", "m.h5", "--reproducible",
               says="another file has as well")
    check(cli.path("m.h5").read_bytes() == quiet, "other bytes than the quiet run")


def merge_refuses_what_does_not_belong(cli):
    campaign(cli, "s0.h5", "--shard", "0/2")
    campaign(cli, "s1.h5", "--shard", "1/2")
    campaign(cli, "f.h5", "--shard", "1/2", "--set", "campaign.seed=2")
    cli.expect(4, "merge", "s0.h5", "f.h5", "-o", "m.h5",
               says=["f.h5: is of another campaign", "campaign.seed: 2 there, 1 here"])
    cli.write("text.h5", "no campaign")
    cli.expect(4, "merge", "s0.h5", "text.h5", "-o", "m.h5", says="text.h5")
    cli.expect(4, "merge", "s0.h5", "nowhere.h5", "-o", "m.h5", says="nowhere.h5")
    whole = cli.path("s1.h5").read_bytes()
    cli.path("s1.h5").write_bytes(whole[: len(whole) // 2])
    cli.expect(4, "merge", "s0.h5", "s1.h5", "-o", "m.h5", says="s1.h5")
    cli.path("s1.h5").write_bytes(whole)
    cli.write("m.h5", "mine")
    cli.expect(2, "merge", "s0.h5", "s1.h5", "-o", "m.h5", says="--overwrite")
    check(cli.path("m.h5").read_text() == "mine", "the file was changed")
    cli.expect(0, "merge", "s0.h5", "s1.h5", "-o", "m.h5", "--overwrite")


def a_file_with_other_bits_is_refused(cli):
    try:
        import h5py
        import numpy
    except ImportError:
        raise Skip("needs h5py")
    campaign(cli, "s.h5")
    shutil.copy(cli.path("s.h5"), cli.path("t.h5"))
    with h5py.File(cli.path("t.h5"), "r+") as file:
        file["end_time"][17] = numpy.nextafter(file["end_time"][17], numpy.inf) if numpy.isfinite(
            file["end_time"][17]) else 1.0
    cli.expect(4, "merge", "s.h5", "t.h5", "-o", "m.h5", says=["case 17 has other bits in t.h5 than in s.h5"])
    check(not cli.path("m.h5").exists(), "a file was written")


# Status.
def status_counts_files_and_journals_once(cli):
    campaign(cli, "s0.h5", "--shard", "0/4")
    campaign(cli, "s1.h5", "--shard", "1/4")
    cli.write("b.yaml", CONFIG)
    out = cli.expect(0, "status", "s0.h5", "s1.h5", "s0.h5", "s3.h5").stdout
    check("200 of 400 cases" in out and "200-399" in out and "s3.h5: nothing yet" in out and "P(safe)" in out, out)
    told = json.loads(cli.expect(0, "status", "s0.h5", "s1.h5", "--json").stdout)
    check(told["cases"]["missing"] == 200 and told["missing_cases"] == [[200, 399]] and told["left_s"] is None,
          f"{told}")
    cli.expect(0, "merge", "s0.h5", "s1.h5", "--allow-missing", "-o", "m.h5", "--quiet")
    reduced = cli.told("reduce", "m.h5")
    for name in ("done", "safe", "degraded", "lost", "unknown", "numerical_failure", "missing", "total"):
        check(told["cases"][name] == reduced["cases"][name],
              f"{name}: {told['cases'][name]} here, {reduced['cases'][name]} in reduce")
    for end in ("estimate", "estimate_high", "lower", "upper"):
        check(
            abs(told["probability"]["safe"][end] - reduced["probability"]["safe"][end]) < 1e-12,
            f"P(safe) {end} differs")
    cli.expect(4, "status", "nowhere.h5", says="nowhere.h5")


def status_of_a_folder_is_that_of_all_in_it(cli):
    cli.path("shards").mkdir()
    cli.expect(4, "status", "shards", says="shards: there is no such file")
    cut(cli, 60_000, output="shards/1.h5")
    told = json.loads(cli.expect(0, "status", "shards", "--json").stdout)
    check([part["kind"] for part in told["files"]] == ["journal"] and told["cases"]["done"] > 0, f"{told}")
    campaign(cli, "shards/0.h5", "--shard", "3/4")
    both = json.loads(cli.expect(0, "status", "shards", "--json").stdout)
    check([part["kind"] for part in both["files"]] == ["file", "journal"]
          and both["cases"]["done"] == told["cases"]["done"] + CASES // 4, f"{both}")
    shutil.rmtree(cli.path("shards"))


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"] and f is not journals
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
