#!/usr/bin/env python3
"""How much slower or faster one build's landings are than another's: the two programs in turn, again and again, since a
machine's clock and load drift by more than what is looked for.

usage: paired.py NEW OLD [--isa auto] [--rows 'W1/lanes|W2/lanes'] [--pairs 10] [--seconds 0.3] [--cpu 1]

NEW, OLD: farside_bench of two builds. Prints, for each row, the time a landing of NEW over that of OLD: median, least
and largest of the pairs, and the ratio of the fastest runs of each.
"""
import argparse
import json
import statistics
import subprocess

ROWS = "W1/lanes|W2/lanes|change4/lanes|blind/lanes|legs/lanes"


def landings_per_s(program, isa, rows, seconds, cpu):
    """Row -> landings a second of one run."""
    command = [
        "taskset", "-c",
        str(cpu), program, f"--isa={isa}", f"--benchmark_filter={rows}", f"--benchmark_min_time={seconds}",
        "--benchmark_format=json"
    ]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {row["name"]: row["landings_per_s"] for row in found["benchmarks"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("new")
    parser.add_argument("old")
    parser.add_argument("--isa", default="auto")
    parser.add_argument("--rows", default=ROWS, help="a regular expression")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.3, help="of a row in one run, at least")
    parser.add_argument("--cpu", type=int, default=1, help="that both run on")
    a = parser.parse_args()
    pairs = [(landings_per_s(a.new, a.isa, a.rows, a.seconds,
                             a.cpu), landings_per_s(a.old, a.isa, a.rows, a.seconds, a.cpu)) for _ in range(a.pairs)]
    print(
        f"{'row':16s} {'median':>7s} {'least':>7s} {'largest':>7s} {'fastest':>7s}   time a landing, new over old; "
        f"{a.pairs} pairs, {a.isa}"
    )
    for row in (row for row in pairs[0][0] if row in pairs[0][1]):
        ratios = [old[row] / new[row] for new, old in pairs]
        fastest = max(old[row] for _, old in pairs) / max(new[row] for new, _ in pairs)
        print(f"{row:16s} {statistics.median(ratios):7.3f} {min(ratios):7.3f} {max(ratios):7.3f} {fastest:7.3f}")


if __name__ == "__main__":
    main()
