#!/usr/bin/env python3
"""Where the time of a campaign goes, part by part, from samples of the CPU's clock.

usage: profile.py FARSIDE CONFIG [option of `farside run` ...]

Needs perf, binutils, and a build with -g (cmake --preset release -DCMAKE_CXX_FLAGS=-g): nearly every model is inlined,
and debug information tells which one an instruction came from.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile

# Function -> part. A sample goes to the innermost function of its chain of inlined ones that is named here.
FUNCTIONS = [
    (r"FlightSoftware<.*>::(feel|correct|believe)|Plant<.*>::felt_B|SensorSuite<|after_interval|after_period|"
     r"\bcorrected\b",
     "sensors, navigation"),
    (r"FlightSoftware<.*>::(guide|command)|Descent<.*>::guide_all|Plant<.*>::renew_body|PhasedGuidance<.*>::",
     "guidance, mass properties"),
    (r"Descent<.*>::control_all|FlightSoftware<.*>::control|Plant<.*>::(obey|begin_period)", "control, engine command"),
    (r"Plant<.*>::hold_field|harmonic_\w+", "gravity field of degree 2 to 8"),
    (r"step_into|step_exactly_where|respond(_in_full)?\b|Plant<.*>::step", "descent: RK4 step"),
    (r"Descent<.*>::end_\w+|GroundWatch<.*>::", "descent: ground contact"),
    (r"Descent<.*>::|fly_lanes", "descent: loop, refill"),
    (r"TouchdownLoop<.*>::", "touchdown: rigid"),
    (r"\bcrush\b|with_bearing_friction|(primary|secondary)_force", "touchdown: struts"),
    (r"\bpress\b", "touchdown: soil"),
    (r"LegsLoop<.*>::", "touchdown: legs, the rest"),
    (r"start_of_touchdown|start_above_ground|prepare_touchdown|stand_on_legs", "touchdown: start"),
    (r"land_chunk|land_block|record_\w+|judge\b|read_back_inputs", "verdict and record"),
    (r"Sampler::", "draws"),
    (r"Block::fly", "draws"),
]
# Otherwise by the source file of any function of the chain, or by the library.
FILES = [(r"/src/store/|libhdf5|libz\b|libz\.", "writing: spool and file"),
         (r"/src/stats/|/boost/|/Eigen/", "statistics"),
         (r"/src/(config|scenario|app)/|libyaml|libgdal", "reading, printing"),
         (r"/src/random/|/src/sampling/", "draws")]


def record(program, config, options, folder):
    data = os.path.join(folder, "perf.data")
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "997", "-o", data, "--", program, "run", config, "-o",
               os.path.join(folder, "campaign.h5"), "--quiet", "--threads", "1", *options]
    if subprocess.run(command).returncode != 0:
        sys.exit("profile.py: perf record failed (is perf there, and kernel.perf_event_paranoid <= 2?)")
    text = subprocess.run(["perf", "script", "-i", data, "--show-mmap-events", "-F", "comm,event,ip,sym,dso"],
                          capture_output=True, text=True, check=True).stdout
    return text.splitlines()


def samples_of(lines, program):
    """(address in the program's file or None, symbol, shared object) of each sample."""
    name, base = os.path.realpath(program), None
    for line in lines:
        if "PERF_RECORD_MMAP" in line:
            match = re.search(r"\[(0x[0-9a-f]+)\((0x[0-9a-f]+)\) @ (0x[0-9a-f]+|0) .*r-xp (\S+)", line)
            if match and base is None and os.path.realpath(match[4]) == name:
                base = int(match[1], 16) - int(match[3], 16)
            continue
        match = re.search(r"\s([0-9a-f]+) (.*) \((.*)\)$", line)
        if match:
            own = os.path.realpath(match[3]) == name and base is not None
            yield (int(match[1], 16) - base if own else None), match[2], match[3]


def chains_of(addresses, program):
    """Address -> [(function, file)], innermost first."""
    wanted = sorted(addresses)
    text = subprocess.run(["addr2line", "-e", program, "-a", "-i", "-f", "-C"], input="\n".join(map(hex, wanted)),
                          capture_output=True, text=True, check=True).stdout.splitlines()
    chains, current = {}, None
    i = 0
    while i < len(text):
        if text[i].startswith("0x"):
            current = chains.setdefault(int(text[i], 16), [])
            i += 1
        else:
            current.append((text[i], text[i + 1]))
            i += 2
    return chains


def part_of(chain, symbol, dso):
    frames = chain or [(symbol, dso)]
    for function, _ in frames:
        for pattern, part in FUNCTIONS:
            if re.search(pattern, function):
                return part
    for _, file in frames:
        for pattern, part in FILES:
            if re.search(pattern, file):
                return part
    return "operating system" if "kernel" in dso else "the rest"


def main():
    if len(sys.argv) < 3 or sys.argv[1].startswith("-"):
        asked = sys.argv[1:2] in (["-h"], ["--help"])
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        sys.exit(0 if asked else 2)
    program, config, options = sys.argv[1], sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        samples = list(samples_of(record(program, config, options, folder), program))
    chains = chains_of({address for address, _, _ in samples if address is not None}, program)
    parts, rest = collections.Counter(), collections.Counter()
    for address, symbol, dso in samples:
        part = part_of(chains.get(address), symbol, dso)
        parts[part] += 1
        if part == "the rest":
            rest[f"{symbol} ({os.path.basename(dso)})"] += 1
    print(f"| part | share of {len(samples)} samples |\n|---|---|")
    for part, count in parts.most_common():
        print(f"| {part} | {100 * count / len(samples):.1f} % |")
    for name, count in rest.most_common(5):
        print(f"the rest: {100 * count / len(samples):.2f} % {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
