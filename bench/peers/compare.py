"""Runs the peers, and farside_bench if given, in turn on one core and prints landings per second of CPU time side by
side.

Every round runs every program once, so that a slow minute of the machine falls on all of them.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {  # name, workload -> script, package
    ("numba", "W1"): ("w1_numba.py", "numba"),
    ("basilisk", "W1"): ("w1_basilisk.py", "bsk"),
    ("numba", "W2"): ("w2_numba.py", "numba"),
    ("mujoco", "W2"): ("w2_mujoco.py", "mujoco"),
}
FARSIDE_NAME = re.compile(r"^(W[12])/(lanes|scalar)(/|$)")
ONE_THREAD = {
    name: "1"
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                 "NUMEXPR_NUM_THREADS")
}


def main():
    arguments = parse_arguments()
    rates = {}  # (name, workload) -> list of landings/s, one a round
    failed = {}  # (name, workload) -> reason
    from_file = read_farside(arguments.farside) if arguments.farside_is_json else {}  # before minutes go into the peers
    print(machine(), flush=True)
    for round_number in range(arguments.repeat):
        for key, (script, _) in PEERS.items():
            if key not in failed:
                run_peer(key, script, arguments, rates, failed)
        if arguments.farside and not arguments.farside_is_json:
            for isa in arguments.isa or ["auto"]:
                run_farside(isa, arguments, rates, failed)
        print(f"round {round_number + 1} of {arguments.repeat} done, load average {load()}", file=sys.stderr,
              flush=True)
    if arguments.farside_is_json:
        rates.update(from_file)
        print("farside's figures come from a file: not measured in the same rounds as the peers'")
    print_tables(rates, failed)
    if arguments.json:
        rows = [{"peer": name, "workload": workload, "landings_per_s": values}
                for (name, workload), values in rates.items()]
        arguments.json.write_text(json.dumps({"machine": machine(), "rates": rows}, indent=1) + "\n")
    sys.exit(1 if failed else 0)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", type=pathlib.Path, help="the program farside_bench, or JSON that it has written")
    parser.add_argument("--isa", action="append",
                        help="instruction set of farside_bench, may be repeated (default auto)")
    parser.add_argument("--repeat", type=int, default=5, help="rounds, at least 3 (default 5)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)),
                        help="CPU to pin to (default: the last)")
    parser.add_argument("--scale", type=float, default=1.0,
                        help="multiplies each peer's number of landings (default 1)")
    parser.add_argument("--json", type=pathlib.Path, help="also write every round's figure here")
    arguments = parser.parse_args()
    if arguments.repeat < 3:
        parser.error("--repeat: fewer than 3 rounds have no median worth printing")
    if arguments.farside and not arguments.farside.is_file():
        parser.error(f"--farside: {arguments.farside} is not a file; give the program farside_bench or its JSON")
    arguments.farside_is_json = bool(arguments.farside) and arguments.farside.suffix == ".json"
    if arguments.farside and not arguments.farside_is_json and not os.access(arguments.farside, os.X_OK):
        parser.error(f"--farside: {arguments.farside} is neither executable nor a .json file")
    return arguments


def pinned(command, arguments):
    taskset = shutil.which("taskset")
    if taskset is None:
        sys.exit("taskset is missing (package util-linux); timings without a fixed core are not comparable")
    environment = {**os.environ, **ONE_THREAD, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([taskset, "-c", str(arguments.core), *command], env=environment, capture_output=True,
                          text=True)


def run_peer(key, script, arguments, rates, failed):
    command = [sys.executable, str(HERE / script), "--scale", str(arguments.scale)]
    done = pinned(command, arguments)
    if done.returncode != 0:
        failed[key] = done.stderr.strip() or f"exit code {done.returncode}"
        return
    result = json.loads(done.stdout.splitlines()[-1])
    rates.setdefault(key, []).append(result["cases"] / result["cpu_s"])


def run_farside(isa, arguments, rates, failed):
    key = (f"farside {isa}", "W1, W2")
    if key in failed:
        return
    command = [
        str(arguments.farside.resolve()), f"--isa={isa}", "--benchmark_filter=^W[12]/(lanes|scalar)",
        "--benchmark_format=json"
    ]
    done = pinned(command, arguments)
    try:
        if done.returncode != 0:
            raise ValueError(f"exit code {done.returncode}: {done.stderr.strip()}")
        collect_farside(json.loads(done.stdout), rates)
    except ValueError as error:  # JSON errors are ValueErrors too
        failed[key] = f"{arguments.farside}: {error}"


def read_farside(path):
    rates = {}
    try:
        collect_farside(json.loads(path.read_text()), rates)
    except (ValueError, KeyError, TypeError) as error:
        sys.exit(f"compare.py: {path}: not usable as Google Benchmark's JSON: {error}")
    return rates


def collect_farside(report, rates):
    isa = report.get("context", {}).get("isa", "")  # which one `auto` chose
    found = 0
    for benchmark in report["benchmarks"]:
        match = FARSIDE_NAME.match(benchmark["name"])
        if match and benchmark.get("run_type", "iteration") == "iteration" and "landings_per_s" in benchmark:
            rates.setdefault((f"farside {match[2]} {isa}".strip(), match[1]), []).append(benchmark["landings_per_s"])
            found += 1
    if found == 0:
        raise ValueError("no benchmark W1/lanes, W1/scalar, W2/lanes or W2/scalar with the counter landings_per_s")


def print_tables(rates, failed):
    for workload in ("W1", "W2"):
        rows = [(name, values) for (name, row_workload), values in rates.items() if row_workload == workload]
        ours = {name: statistics.median(values) for name, values in rows if name.startswith("farside lanes")}
        headings = [f"{name} / peer" for name in ours]
        print(
            f"\n"
            f"| peer | workload | landings/s per core: median | min | max | rounds "
            f"|{''.join(f' {h} |' for h in headings)}"
        )
        print("|---|---|---|---|---|---|" + "---|" * len(headings))
        for name, values in rows:
            median = statistics.median(values)
            ratios = "".join(f" {own / median:.1f} |" for own in ours.values())
            figures = " | ".join(f"{value:.4g}" for value in (median, min(values), max(values)))
            print(f"| {label(name, workload)} | {workload} | {figures} | {len(values)} |{ratios}")
    for (name, workload), reason in failed.items():
        print(f"\n{name} {workload}: not measured\n  {reason}")


def label(name, workload):
    if (name, workload) not in PEERS:
        return name
    package = PEERS[name, workload][1]
    return f"{name} {importlib.metadata.version(package)}"


def machine():
    names = re.findall(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    family = re.findall(r"^(?:cpu family|model)\s*:\s*(\d+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    identity = f"{names[0]}, family {family[0]} model {family[1]}" if names and len(family) > 1 else "unknown CPU"
    return f"{identity}, {os.cpu_count()} CPUs, Python {sys.version.split()[0]}, load average at start {load()}"


def load():
    return f"{os.getloadavg()[0]:.2f}"


if __name__ == "__main__":
    main()
