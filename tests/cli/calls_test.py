#!/usr/bin/env python3
"""System calls: a campaign opens what its user named, what the program is made of, and what tells of this machine; it
makes no connection.

usage: calls_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Needs strace; skipped without it.
"""
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from cli_test import Problem, Skip, check, run_checks

CALLS = ("open,openat,openat2,creat,socket,connect,bind,listen,accept,accept4,execve,unlink,unlinkat,rename,renameat,"
         "renameat2,link,linkat,mkdir,mkdirat,symlink,symlinkat,truncate")
WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")
# What is opened of a program besides its user's files, to read it.
MACHINE = [
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/dev/null",
    "/usr/lib/ssl/",
    "/etc/ssl/",
    "/etc/pki/tls/",  # options of the library of checksums
    "/proc/self/",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/",
    "/sys/fs/cgroup/",  # threads and memory
    "/usr/share/proj/",
    "/usr/share/gdal/",
    "/usr/local/share/proj/",
    "/etc/localtime",
    "/usr/share/zoneinfo/",
    "/usr/lib/locale/",
]
LIBRARY = re.compile(r"^(/usr|/lib|/opt|/nix|/gnu).*\.so(\.[0-9.]+)?$|^.*/farside_maps\.so$")


def trace(cli, *arguments):
    """The calls of a command: (name, path, flags), those that failed for want of a file left out."""
    log = cli.path("calls.log")
    done = subprocess.run(
        ["strace", "-f", "-s", "4096", "-o",
         str(log), "-e", f"trace={CALLS}", cli.program, *map(str, arguments)], cwd=cli.folder, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)
    if not log.exists() or "ptrace" in done.stderr or "attach" in done.stderr:
        raise Skip("strace can't trace here")
    if done.returncode != 0:
        raise Problem(f"farside {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")
    calls = []
    for line in log.read_text(errors="replace").splitlines():
        found = re.match(r"^\d+ +(\w+)\((.*?)\)? += +(-?\d+|\?)(?: (E\w+))?", line)
        if not found:
            check(
                re.match(r"^\d+ +(\+\+\+|---|<\.\.\.|\w+\(.*<unfinished)", line) is not None,
                f"a line of strace that isn't understood: {line}")
            found = re.match(r"^\d+ +(\w+)\((.*)<unfinished", line)
            if not found:
                continue
        name, rest = found.group(1), found.group(2)
        if found.lastindex and found.lastindex >= 4 and found.group(4) in ("ENOENT", "ENOTDIR"):
            continue
        path = re.search(r'"((?:[^"\\]|\\.)*)"', rest)
        calls.append((name, path.group(1) if path else "", rest))
    log.unlink()
    check(calls, "strace has seen nothing")
    return calls


def is_users(cli, path):
    whole = Path(os.path.normpath(cli.folder / path))
    return whole == cli.folder or cli.folder in whole.parents


def is_the_machines(path):
    return LIBRARY.match(path) is not None or any(path == m or (m.endswith("/") and (path + "/").startswith(m))
                                                  for m in MACHINE)


def check_calls(cli, *arguments, reads_only=False):
    shown = f"farside {' '.join(map(str, arguments))}: "
    for name, path, rest in trace(cli, *arguments):
        check(name not in ("socket", "connect", "bind", "listen", "accept", "accept4"),
              f"{shown}makes a connection: {name}({rest}")
        if name == "execve":
            check(path == cli.program, f"{shown}starts {path}")
        elif name.startswith("open"):
            writes = any(flag in rest for flag in WRITING)
            check(is_users(cli, path) or (is_the_machines(path) and not writes), f"{shown}opens {path}: {rest}")
            check(not (reads_only and writes), f"{shown}writes {path}: {rest}")
        else:
            check(not reads_only, f"{shown}changes {path}: {name}({rest}")
            for other in re.findall(r'"((?:[^"\\]|\\.)*)"', rest):
                check(is_users(cli, other), f"{shown}changes {other}: {name}({rest}")


def no_call_but_to_named_files(cli):
    cli.needs_maps()
    if shutil.which("strace") is None:
        raise Skip("needs strace")
    cli.folder = cli.folder.resolve()
    # an ESRI grid of level ground about the target of the preset site, and a cloud
    rows = ("0 " * 40).strip() + "\n"
    cli.write("level.asc", "ncols 40\nnrows 40\nxllcorner 175.6\nyllcorner -47.5\ncellsize 0.1\n" + rows * 40)
    cli.write(
        "level.prj",
        'GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference_Meridian",0],'
        'UNIT["Degree",0.0174532925199433]]')
    cli.write("cloud.csv", "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n" + "0.2,-1\n" * 24)
    cli.write("part.yaml", "vehicle: {engine: {isp_s: 305}}\n")
    cli.write(
        "c.yaml", "farside: 1\ninclude: part.yaml\ncampaign: {cases: 24}\nsite: {elevation_m: 0}\n"
        "moon: {terrain: {model: dem, layers: [{path: level.asc, spacing_m: 500, half_width_m: 3000}]}}\n"
        "start: {from_file: cloud.csv}\n"
    )
    opened = {path for name, path, _ in trace(cli, "validate", "c.yaml") if name.startswith("open")}
    check({"c.yaml", "part.yaml", "level.asc", "level.prj", "cloud.csv"} <= {Path(p).name
                                                                             for p in opened},
          f"not all that was read is seen: {opened}")
    check_calls(cli, "validate", "c.yaml", reads_only=True)
    for i in range(2):
        check_calls(cli, "run", "c.yaml", "-o", f"{i}.h5", "--shard", f"{i}/2")
    check_calls(cli, "merge", "0.h5", "1.h5", "-o", "m.h5")
    check_calls(cli, "reduce", "m.h5", reads_only=True)
    check_calls(cli, "reduce", "m.h5", "--store", "--json", "m.json")
    for command in (["status", "m.h5"], ["cases", "m.h5"], ["replay", "m.h5", "--case", 1]):
        check_calls(cli, *command, reads_only=True)
    check_calls(cli, "replay", "m.h5", "--case", 1, "-o", "t.h5")
    window = ["map.width_m=20", "map.height_m=20", "map.cloud_cases=24"]
    check_calls(cli, "map", "c.yaml", "-o", "map.h5", "--geotiff", "map.tif", "--png", "map.png", "--kml", "map.kml",
                *(word for setting in window for word in ("--set", setting)))


def a_file_of_another_folder_shows(cli):
    """The check above finds what is planted for it."""
    if shutil.which("strace") is None:
        raise Skip("needs strace")
    cli.folder = cli.folder.resolve()
    inside = cli.folder / "inside"
    inside.mkdir()
    cli.write("part.yaml", "vehicle: {engine: {isp_s: 305}}\n")
    cli.write("inside/c.yaml", "farside: 1\ninclude: ../part.yaml\n")
    cli.folder = inside
    try:
        check_calls(cli, "validate", "c.yaml")
    except Problem as problem:
        check("part.yaml" in str(problem), f"{problem}")
    else:
        raise Problem("a file beside the folder was opened and not seen")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
