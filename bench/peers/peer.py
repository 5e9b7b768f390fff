"""What every peer does around its workload: check the answers, then time it and print one line of JSON."""

import argparse
import json
import sys
import time


def main(name, workload, check, run, default_cases):
    """`check()` returns a list of failures; `run(count)` flies the first `count` samples."""
    parser = argparse.ArgumentParser(description=f"{workload} in {name}: check the answers, time it, print JSON")
    parser.add_argument("--cases", type=int, default=default_cases, help=f"landings to time (default {default_cases})")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the number of landings")
    arguments = parser.parse_args()
    cases = max(1, round(arguments.cases * arguments.scale))

    wrong = check()  # also compiles and warms up
    if wrong:
        print(f"{name} {workload}: wrong answers, not timed", *wrong, sep="\n  ", file=sys.stderr)
        sys.exit(1)
    run(2)  # the shapes of the timed call have been seen once

    wall, cpu = time.perf_counter(), time.process_time()
    made = run(cases)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"peer": name, "workload": workload, "cases": len(made), "cpu_s": cpu, "wall_s": wall}))
