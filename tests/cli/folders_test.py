#!/usr/bin/env python3
"""Shards by the folder and by the list, as job scripts hand them over; what `status` says of shards that wait and of
those that are gone.

usage: folders_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import json
import os
import shutil
import sys

from cli_test import check, run_checks
from survival_test import cut

SUBMITTED = "first 0\nshards 3\nscheduler slurm\njobs 12 13 14\n"


def shards(cli, count=3):
    """A folder a.N-shards as jobs/ leaves it."""
    folder = cli.path(f"a.{count}-shards")
    folder.mkdir()
    for i in range(count):
        cli.fly(folder / f"{i}.h5", "--shard", f"{i}/{count}", "--reproducible")
    return folder


def merge_takes_folders_and_lists(cli):
    whole = cli.fly("whole.h5", "--reproducible").read_bytes()
    folder = shards(cli)
    (folder / "0.log").write_text("no campaign file\n")
    cli.write("list", f"{folder.name}/2.h5\r\n\n{folder.name}/0.h5\n")
    for words in ([folder.name], ["--from", "list", f"{folder.name}/1.h5"], ["--from", "list", folder.name]):
        cli.expect(0, "merge", *words, "-o", "m.h5", "--reproducible", "--quiet")
        check(cli.path("m.h5").read_bytes() == whole, f"merge {words}: other bytes than the quiet run")
        os.remove(cli.path("m.h5"))
    os.remove(folder / "1.h5")
    cli.expect(4, "merge", folder.name, "-o", "m.h5",
               says=["8-15", f"--missing-of {folder.name}\n", f"merge {folder.name} m_rest.h5"])
    cli.expect(0, "run", "a.yaml", "-o", "m_rest.h5", "--missing-of", folder.name, "--quiet")
    cli.expect(0, "merge", folder.name, "m_rest.h5", "-o", "m.h5", "--reproducible", "--quiet")


def merge_refuses_what_is_no_folder_and_no_list(cli):
    cli.path("empty").mkdir()
    cli.write("nothing", "\n\n")
    cli.write("wrong", "a.yaml\nnowhere.h5\n")
    cli.path("zeros").write_bytes(bytes(1000))
    cli.expect(4, "merge", "empty", "-o", "m.h5", says="empty: the folder holds no campaign file")
    cli.expect(4, "merge", "--from", "nowhere", "-o", "m.h5", says="nowhere: can't be read: no such file")
    cli.expect(4, "merge", "--from", "nothing", "-o", "m.h5", says="nothing: names no file")
    cli.expect(4, "merge", "--from", "wrong", "-o", "m.h5", says="a.yaml")
    cli.expect(4, "merge", "--from", "zeros", "-o", "m.h5", says="zeros: is no list of names")
    cli.expect(2, "merge", "-o", "m.h5", says="--from LIST")


# An attribute of a file holds UTF-8; a shard that a job flew under another name could not be merged.
def names_in_latin_1_fly_merge_and_are_told(cli):
    config, names = os.fsdecode(b"caf\xe9.yaml"), [os.fsdecode(b"s\xe9%d.h5" % i) for i in range(2)]
    shutil.copy(cli.path("a.yaml"), cli.path(config))
    for i, name in enumerate(names):
        cli.expect(0, "run", config, "-o", name, "--shard", f"{i}/2", "--quiet")
    cli.expect(4, "merge", names[0], "-o", "m.h5",
               says=[r"run $'caf\351.yaml' --cases 24", r"--missing-of $'s\3510.h5'"])
    cli.expect(0, "merge", *names, "-o", "m.h5", "--quiet")
    cli.expect(0, "replay", "m.h5", "--case", 3, "--quiet")


def status_tells_what_waits_and_where_the_file_is(cli):
    cli.path("a.3-shards").mkdir()
    cli.expect(4, "status", "a.3-shards", says="a.3-shards: there is no such file")
    (cli.path("a.3-shards") / "submitted").write_text(SUBMITTED)
    for name in ("a.3-shards", "a.h5"):
        out = cli.expect(0, "status", name).stdout
        check(
            "a.3-shards: queued, 3 of 3 shards have saved nothing yet; to see their jobs: squeue --jobs=12,13,14"
            in out, out)
    told = json.loads(cli.expect(0, "status", "a.h5", "--json").stdout)
    check(told["queued"] == [{"folder": "a.3-shards", "shards": 3, "scheduler": "slurm", "jobs": "12 13 14"}],
          f"{told}")
    check(told["title"] is None and told["absent"] == [], f"{told}")
    shutil.rmtree(cli.path("a.3-shards"))

    folder = shards(cli)
    (folder / "submitted").write_text(SUBMITTED)
    os.remove(folder / "1.h5")
    for name in (f"{folder.name}/", "a.h5"):
        out = cli.expect(0, "status", name).stdout
        check("16 of 24 cases" in out and "queued, 1 of 3 shards" in out, out)
    os.remove(folder / "submitted")
    cli.expect(0, "merge", folder.name, "-o", "a.h5", "--allow-missing", "--quiet")
    shutil.rmtree(folder)
    out = cli.expect(0, "status", folder.name).stdout
    check("16 of 24 cases" in out and "a.3-shards: merged into a.h5" in out, out)
    told = json.loads(cli.expect(0, "status", folder.name, "--json").stdout)
    check(told["merged"] == [{"folder": "a.3-shards", "into": "a.h5"}] and told["queued"] == [], f"{told}")


# What lies in a folder of results: two campaigns, one of them in shards, a time history, somebody else's data, what was
# cut off.
def status_of_a_folder_tells_of_each_campaign(cli):
    folder = cli.path("all")
    folder.mkdir()
    for i in range(2):
        cli.fly(folder / f"a{i}.h5", "--shard", f"{i}/3")
    cli.fly(folder / "b.h5", "--seed", 9, "--set", "campaign.name=other")
    cli.expect(0, "replay", "all/b.h5", "--case", 1, "-o", "all/history.h5", "--quiet")
    (folder / "junk.h5").write_text("no campaign file\n")
    (folder / "cut.h5").write_bytes((folder / "b.h5").read_bytes()[:3000])
    (folder / "notes.txt").write_text("nor this\n")
    out = cli.expect(0, "status", "all").stdout
    for text in ("cli (", "other (", "16 of 24 cases", "24 of 24 cases", "skipped  3 files of no campaign\n",
                 "all/junk.h5: is not an HDF5 file", "all/history.h5: is a farside-trajectories file", "all/cut.h5: "):
        check(text in out, f"the status lacks {text!r}:\n{out}")
    check(
        out.index("all/a1.h5: 8 cases") < out.index("other (") < out.index("all/b.h5: 24 cases") and "notes" not in out,
        out)
    told = json.loads(cli.expect(0, "status", "all", "--json").stdout)
    check([(c["title"], c["cases"]["done"], len(c["files"])) for c in told["campaigns"]] == [("cli", 16, 2),
                                                                                             ("other", 24, 1)],
          f"{told}")
    check([s["path"] for s in told["skipped"]] == ["all/cut.h5", "all/history.h5", "all/junk.h5"], f"{told['skipped']}")
    # Of one campaign it stays the object that it was; what is named has to be of one.
    os.remove(folder / "b.h5")
    told = json.loads(cli.expect(0, "status", "all", "--json").stdout)
    check(told["title"] == "cli" and told["cases"]["missing"] == 8 and len(told["skipped"]) == 3, f"{told}")
    cli.expect(4, "status", "all/a0.h5", "all/junk.h5", says="all/junk.h5: is not an HDF5 file")
    for name in ("a0.h5", "a1.h5"):
        os.remove(folder / name)
    cli.expect(4, "status", "all",
               says=["all: holds no campaign; 3 of its files are none:", "all/junk.h5: is not an HDF5 file"])
def one_garbage_file_does_not_fail_status(cli):
    folder = shards(cli)
    whole = json.loads(cli.expect(0, "status", folder.name, "--json").stdout)
    # first and last in the order of names: text, nothing, the half of a file, a link to nothing, a folder, a device
    (folder / "00.h5").write_text("no campaign file\n")
    (folder / "3.h5").write_bytes(b"")
    (folder / "4.h5").write_bytes((folder / "0.h5").read_bytes()[:5000])
    (folder / "5.h5").symlink_to("nowhere")
    (folder / "6.h5").mkdir()
    (folder / "7.h5").symlink_to("/dev/zero")
    (folder / ".0.h5@host.1.x.journal").write_bytes(b"garbage" * 100)
    told = json.loads(cli.expect(0, "status", folder.name, "--json", timeout=60).stdout)
    check(told["cases"] == whole["cases"] and len(told["files"]) == 3, f"{told}")
    check([os.path.basename(s["path"]) for s in told["skipped"]] == ["00.h5", "3.h5", "4.h5", "6.h5", "7.h5"],
          f"{told['skipped']}")
    check("00.h5: is not an HDF5 file" in cli.expect(0, "status", folder.name).stdout, "the reason is missing")
    cli.expect(4, "status", folder / "00.h5", says="00.h5: is not an HDF5 file")


def more_journals_than_file_handles_merge(cli):
    name = cut(cli, 60_000)
    folder = cli.path("many")
    folder.mkdir()
    for i in range(1100):
        os.link(cli.path(name), folder / f"{i}.journal")
    cli.write("list", "".join(f"many/{i}.journal\n" for i in range(1100)))
    cli.expect(0, "merge", "--from", "list", "-o", "m.h5", "--allow-missing", "--quiet",
               prefix=["sh", "-c", 'ulimit -n 1024; exec "$0" "$@"'])
    told = json.loads(cli.expect(0, "status", name, "--json").stdout)
    check(
        json.loads(cli.expect(0, "status", "m.h5", "--json").stdout)["cases"]["done"] == told["cases"]["done"] > 0,
        "rows were lost")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
