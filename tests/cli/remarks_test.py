#!/usr/bin/env python3
"""What is said beside results: --log keeps it, --progress json says it in JSON, a terminal has its bar.

usage: remarks_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import json
import os
import signal
import sys
import time

import pseudo_terminal
from cli_test import CONFIG, Skip, check, run_checks
from survival_test import LONG, begin, end, journals

UNREAD = "vehicle.engine.isp_s"
WARNED = CONFIG + "  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n"  # which a touchdown never reads
COUNTED = CONFIG.replace(
    "cases: 24", "cases: 24, invalid_draws: count") + "  - {path: start.touchdown.height_m, normal: {sd: 0.2}}\n"


def log_of(cli, name="run.log"):
    return cli.path(name).read_text(encoding="utf-8")


def events(text):
    """Every line, which must be an object with its event."""
    found = [json.loads(line) for line in text.splitlines()]
    for event in found:
        check(event["event"] in ("progress", "note", "warning", "error"), f"{event}")
        check(event["event"] == "progress" or event["message"], f"{event}")
    return found


def a_log_keeps_what_is_told_and_grows(cli):
    cli.write("w.yaml", WARNED)
    cli.write("run.log", "what was there\n")
    done = cli.expect(0, "run", "w.yaml", "-o", "a.csv", "--log", "run.log", "--progress", "none")
    log = log_of(cli)
    check(log.startswith("what was there\n2") and " run w.yaml -o a.csv --log run.log" in log, log)
    check("a.csv: will be HDF5" in done.stderr and UNREAD in done.stderr, done.stderr)
    check(all(line in log for line in done.stderr.splitlines()),
          f"the log lacks a line of\n{done.stderr}\nit has\n{log}")
    check("\n24 of 24 cases in " in log, log)
    cli.expect(2, "run", "w.yaml", "-o", "a.csv", "--log", "run.log")
    check(
        log_of(cli).startswith(log) and "farside: error: a.csv: the file exists" in log_of(cli)[len(log):], log_of(cli))


def a_quiet_run_has_its_log(cli):
    cli.write("w.yaml", WARNED)
    done = cli.expect(0, "run", "w.yaml", "-o", "a.h5", "--log", "run.log", "--quiet")
    check(done.stderr == "" and done.stdout == "", f"{done}")
    check(UNREAD in log_of(cli) and "24 of 24 cases in " in log_of(cli), log_of(cli))


def a_log_that_cannot_be_is_told_before_flying(cli):
    cli.path("folder").mkdir()
    cli.path("link").symlink_to("nowhere")
    os.mkfifo(cli.path("pipe"))
    for name, code in (("nowhere/run.log", 74), ("/dev/full", 2), ("folder", 2), ("pipe", 2), ("link", 2), ("-", 2),
                       ("", 2)):
        cli.expect(code, "run", "a.yaml", "-o", "a.h5", "--log", name)
        check(cli.leftovers("folder", "link", "pipe") == [], f"--log {name}: left {cli.leftovers()}")
    if os.geteuid() != 0:
        cli.write("locked", "")
        cli.path("locked").chmod(0o400)
        cli.expect(74, "run", "a.yaml", "-o", "a.h5", "--log", "locked", says="locked: could not open")


def a_log_is_neither_the_campaign_nor_its_file(cli):
    for name in ("a.yaml", "./a.yaml", "a.h5", cli.path("a.h5")):
        cli.expect(2, "run", "a.yaml", "-o", "a.h5", "--log", name, says="which is no log")
    check(cli.path("a.yaml").read_text() == CONFIG and cli.leftovers() == [], "the campaign or its file was touched")


def last_words_go_to_the_log(cli):
    process = begin(cli, *LONG, "--log", "run.log", "--progress", "json")
    process.send_signal(signal.SIGTERM)
    told = events(end(process)[1])
    check(process.returncode == 75 and told[-1]["event"] == "note", f"exit {process.returncode}: {told}")
    check(told[-1]["message"].startswith("stopped by SIGTERM after ") and told[-1]["message"].endswith("--resume"),
          f"{told[-1]}")
    check(f"farside: {told[-1]['message']}\n" in log_of(cli), log_of(cli))


# Which the handler of the signal says.
def the_words_of_a_second_interrupt_go_to_the_log(cli):
    for _ in range(20):  # the first one may be heeded before the second comes
        process = begin(cli, *LONG, "--log", "run.log", "--progress", "json")
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        last = events(end(process)[1])[-1]
        check(
            process.returncode == 75 and last["event"] == "note"
            and last["message"].endswith("--log run.log --progress json --resume"),
            f"exit {process.returncode}: {last}")
        check(f"farside: {last['message']}\n" in log_of(cli), log_of(cli))
        if last["message"].startswith("stopped at once"):
            return
        os.remove(cli.path(journals(cli)[0]))
    raise Skip("no second interrupt came in time")


def with_progress_json_every_line_is_json(cli):
    cli.write("w.yaml", WARNED)
    cli.write("wrong.yaml", "farside: 1\nwhat: 1\nsite: {lat_deg: x}\n")
    cli.write("counted.yaml", COUNTED)
    name = os.fsdecode(b"caf\xe9.csv")  # not UTF-8
    for code, kind, words in ((0, "warning", ["w.yaml", "-o", "w.csv"]), (3, "error", [
            "w.yaml", "-o", "s.h5", "--strict"
    ]), (3, "error", ["wrong.yaml", "-o", "a.h5"]), (4, "error", ["nowhere.yaml", "-o", "a.h5"]), (0, "note", [
            "counted.yaml", "-o", "c.h5"
    ]), (0, "warning", ["a.yaml", "-o", name]), (2, "error", ["a.yaml"]), (2, "error", [
            "a.yaml", "-o", "a.h5", "--what"
    ]), (2, "error", ["a.yaml", "-o", ""]), (2, "error", ["a.yaml", "-o", "a.h5", "--cases",
                                                          "x"]), (74, "error", ["a.yaml", "-o", "nowhere/a.h5"])):
        for json_option in (["--progress", "json"], ["--progress=json"]):
            done = cli.expect(code, "run", *json_option, *words, *([] if code else ["--overwrite"]))
            told = [e["event"] for e in events(done.stderr)]
            check(kind in told and ("progress" in told) == (code == 0), f"{words}: {told}")
            check(code == 0 or told[-1] == "error", f"{words}: {told}")
    done = cli.expect(0, "run", "w.yaml", "-o", "w.csv", "--progress", "json", "--overwrite")
    messages = [e["message"] for e in events(done.stderr) if e["event"] == "warning"]
    check(any(m.startswith("w.csv: will be HDF5") for m in messages), f"{messages}")
    check(all(not m.startswith("farside:") and "\n" not in m for m in messages), f"{messages}")
    text = cli.expect(0, "run", "w.yaml", "-o", "w.csv", "--progress", "none", "--overwrite").stderr
    check("farside: w.csv: will be HDF5" in text and "{" not in text, text)


# What `reduce` says of them, while they fly and in between.
def cases_that_are_all_alike_have_no_interval(cli):
    def told(config, *options, code=0):
        last = [e for e in events(cli.expect(code, "run", config, "-o", "a.h5", "--progress", "json", *options).stderr)
                if e["event"] == "progress"][-1]["safe_probability"]
        status = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)["probability"]["safe"]
        reduced = cli.told("reduce", "a.h5")["probability"]["safe"]
        for found in (last, status):
            check(
                all(found[end] is None if reduced[end] is None else abs(found[end] - reduced[end]) < 1e-9
                    for end in ("lower", "upper")), f"{config}: {found}, reduced: {reduced}")
            check(
                found.get("reason") == ("all cases alike" if reduced["lower"] is None else None), f"{config}: {found}")
        return status, cli.expect(0, "status", "a.h5").stdout

    cli.write("alike.yaml", CONFIG.partition("dispersions:")[0])
    cli.write("unread.yaml",
              CONFIG.partition("dispersions:")[0] + "dispersions:\n  - {path: vehicle.engine.isp_s, normal: {sd: 1}}\n")
    for config in ("alike.yaml", "unread.yaml"):
        safe, text = told(config, "--overwrite", "--cases", 40)
        check(safe["lower"] is None and safe["reason"] == "all cases alike", f"{safe}")
        check(", all cases alike\n" in text and "95 %" not in text, text)
        told(config, "--resume", "--cases", 60)
    safe, text = told("a.yaml", "--overwrite")
    check(safe["lower"] is not None and "] (95 %)\n" in text, text)
    done = cli.expect(0, "run", "alike.yaml", "-o", "b.h5")
    check(", all cases alike\n" in done.stderr and "[" not in done.stderr, done.stderr)


def a_terminal_has_its_bar_and_the_log_has_lines(cli):
    bar = pseudo_terminal.shown([cli.program, "run", "a.yaml", "-o", "a.h5", "--cases", "2000", "--log", "run.log"],
                                "stderr", cwd=cli.folder)
    check("\r" in bar and "2000/2000" in bar, f"no bar: {bar!r}")
    check("2000 of 2000 cases in " in log_of(cli) and not {"\r", "\033"} & set(log_of(cli)), log_of(cli))


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
