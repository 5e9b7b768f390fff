#!/usr/bin/env python3
"""Who may include whom (src/README.md), read from the #include lines of src/.

usage: layers.py [SRC]     prints a line for each violation; exit 1 if there is one
"""
import re
import sys
from pathlib import Path

# A kernel room may include itself and these rooms.
KERNEL = {
    "lanes": {"base"},
    "random": {"base", "lanes"},
    "moon": {"base", "lanes", "random"},
    "vehicle": {"base", "lanes", "random"},
    "sensors": {"base", "lanes", "random", "moon", "vehicle"},
    "gnc": {"base", "lanes", "random", "moon", "vehicle", "sensors"},
    "aftermath": {"base", "lanes", "random", "moon", "vehicle", "record"},
    "flight": {"base", "lanes", "random", "moon", "vehicle", "sensors", "gnc", "aftermath", "record"},
}
HOST = {
    "base": set(),
    "record": {"base"},
    "config": {"base", "record"},
    "sky": {"base", "record", "config"},
    "store": {"base", "record"},
    "scenario": {"base", "record", "config", "sky", "store"},
    "sampling": {"base", "config", "scenario"},
    "stats": {"base", "record"},
    "engine": {"base", "record", "config", "scenario", "sampling", "store"},
    "risk": {"base", "record", "config", "scenario", "sampling", "store", "stats", "engine"},
    "linear": {"base", "record", "config", "scenario", "sampling", "store", "stats", "engine"},
    "probe": {"base", "record", "config", "scenario", "sampling", "store", "stats", "engine"},
    "exports": {"base", "record", "config", "store", "scenario", "stats"},
    "camera": {"base", "record", "config", "scenario", "sampling", "store", "engine"},
    "rare": {"base", "record", "config", "scenario", "sampling", "store", "stats", "engine", "probe"},
    "app": {"base", "record", "config", "sky", "scenario", "sampling", "store", "stats", "engine", "risk", "linear",
            "probe", "exports", "camera", "rare"},
}

# Plain declarations of the seam that belong to no layer: any room may include them.
SHARED = {"record/leg_counts.h", "record/phases.h"}

# Host rooms see only what is data: numbers and choices with the rules between them and what reads them, the seam's
# arrays, and the maths and draws that feed the lanes, as Real = double.
HOST_SEES = re.compile(r"(lanes|random)/.*|[a-z_]+/(.*/)?[a-z_]+_(params|options|rules|reads)\.h"
                       r"|flight/case_block\.h|gnc/(navigation/filter_history|flight_library)\.h|moon/(height_grid|listed_relief)\.h"
                       r"|moon/terrain/(relief_scales|ground_tile|horizon_view)\.h|vehicle/thruster_table\.h|aftermath/sky_table\.h")
# Frames, fields, the cover of maps and the ignition of an orbit that the host computes with the lanes' own maths before
# a flight: room -> headers.
HOST_SEES_TOO = {
    "config": {"flight/start/ignition.h"},
    "sky": {"moon/frames.h", "moon/orientation.h"},
    "scenario": {"moon/frames.h", "moon/orientation.h", "moon/gravity_field.h", "moon/grid_sample.h",
                 "moon/terrain/listed.h", "aftermath/compass.h"},
    "engine": {"flight/verdict.h", "aftermath/mission.h"},  # stored rows judged by other limits
    "probe": {"moon/frames.h"},
    "risk": {"moon/frames.h"},
    "exports": {"moon/frames.h"},
    "camera": {"moon/frames.h"},
    # derivatives of the errors of a flight that is over
    "linear": {"moon/frames.h", "moon/site_motion.h", "moon/turning.h", "flight/start/start.h",
               "gnc/navigation/covariance.h", "sensors/beams.h", "sensors/imu.h"},
}

# Where the two worlds meet: what is compiled once per instruction set.
JOINTS = ["engine/kernel_isa.cpp", "engine/scalar_isa.cpp"]

# Headers of the standard library without run-time code of their own: nothing a linker could share between instruction
# sets.
KERNEL_STANDARD = {"bit", "cstddef", "cstdint", "immintrin.h", "emmintrin.h", "limits", "type_traits", "utility"}
# The project's own, which it installs, in src/include/: structs of doubles for C programs.
PUBLIC = {"farside/flight_software.h"}

PUBLIC_SEES = {"stddef.h"}

# Libraries, each kept to the rooms that wrap it.
LIBRARY_ROOMS = {
    r"hdf5.*\.h": {"store"},
    r"yaml-cpp/.*": {"config"},
    r"(gdal|ogr|cpl)_?.*\.h": {"scenario"},
    r"CLI/.*": {"app"},
    r"Eigen/.*": {"base", "scenario", "linear", "sky"},
    r"boost/.*": {"stats"},
    r"omp\.h": {"engine"},
    r"erfa.*\.h": {"sky"},
}

# Pairs that the layers would allow and the design does not.
FORBIDDEN = [("gnc/", "moon/terrain/ground.h", "flight software sees the ground only through a sensor")]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match[1] == '"', match[2]


def reached_by_kernels(src):
    """Every file of src/ that a kernel is compiled from, however far down."""
    todo = [p.relative_to(src).as_posix() for room in KERNEL for p in (src / room).rglob("*.h")] + JOINTS
    seen = set()
    while todo:
        file = todo.pop()
        if file not in seen and (src / file).is_file():
            seen.add(file)
            todo += [target for _, quoted, target in includes(src / file) if quoted]
    return seen


def judge_library(room, target, in_kernel):
    """Reason why a file of `room` may not include the system header `target`, or None."""
    if in_kernel and target not in KERNEL_STANDARD | PUBLIC:
        return "kernels are compiled from this file: no library, and only the plainest of the standard headers"
    for pattern, rooms in LIBRARY_ROOMS.items():
        if re.fullmatch(pattern, target) and room not in rooms:
            return f"this library is kept to {', '.join(sorted(rooms))}"
    return None


def judge(file, target):
    """Reason why `file` (a path under src/) may not include `target` (another), or None."""
    room, other = file.split("/")[0], target.split("/")[0]
    for prefix, header, reason in FORBIDDEN:
        if file.startswith(prefix) and target == header:
            return reason
    if other not in KERNEL and other not in HOST:
        return "is in no room (includes are written from src/)"
    if other == room or target in SHARED:
        return None
    if file in JOINTS:
        return None if other in KERNEL.keys() | {"base", "record"
                                                 } else "this file sees the kernels, their records and the seam"
    if room in KERNEL:
        return None if other in KERNEL[room] else f"{room} is below {other}"
    if other in KERNEL:
        seen = HOST_SEES.fullmatch(target) or target in HOST_SEES_TOO.get(room, set())
        return None if seen else "the host reaches kernels only through engine/kernel.h"
    return None if other in HOST[room] else f"{room} may not see {other}"


def violations(src):
    in_kernel = reached_by_kernels(src)
    for path in sorted(p for p in src.rglob("*") if p.name.endswith((".h", ".cpp", ".def", ".h.in"))):
        file = path.relative_to(src).as_posix()
        room = file.split("/")[0]
        if file.removeprefix("include/") in PUBLIC:
            yield from (f"{file}:{number}: includes {target}: C programs include this file with nothing of ours"
                        for number, quoted, target in includes(path) if quoted or target not in PUBLIC_SEES)
            continue
        if room not in KERNEL and room not in HOST:
            yield f"{file}: in no room of the layer table (tests/audit/layers.py, src/README.md)"
            continue
        if room in KERNEL and path.suffix == ".cpp":
            yield f"{file}: kernel rooms hold headers only"
        for number, quoted, target in includes(path):
            reason = judge(file, target) if quoted else judge_library(room, target, file in in_kernel)
            if reason:
                yield f"{file}:{number}: includes {target}: {reason}"


def main():
    src = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "src"
    found = list(violations(src))
    print("\n".join(found) if found else "layers: every include goes one way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
