#!/usr/bin/env python3
"""The filter of configs/change4_filter.yaml: is it as sure as it is right, where every sensor is what it takes it to be
and where it isn't; does the landing follow what it believes; what a failing sensor does to it, from each phase on.

usage: navigation.py --farside PROGRAM [--table FILE] [--plot FILE]
  --table FILE  writes what failing sensors do as Markdown (README.md)
  --plot FILE   draws errors and the filter's spreads of one case (needs matplotlib)
FARSIDE_SLOW=1: 10,000 cases of the flight configuration instead of 2,000.
"""
import argparse
import os
import sys
from pathlib import Path

import numpy as np

from change4 import dispersions_of
from evidence import borne_out
from flown import CHANGE4_FILTER, PHASES, Claims, Program
from robustness import DEPARTURES, HORIZONTAL, NOMINAL, VERTICAL, fly_cloud, fly_rows, that_land

FLOWN = PHASES[:PHASES.index("free_fall") + 1]
BLOCKS = ("position", "velocity", "attitude")
LOW, HIGH, INSIDE = 0.8, 1.2, 0.98  # what the mean NEES over 3 may be, and the share inside the 99 % ellipsoid
IN_99 = 11.344866730144373  # quantile of chi squared, 3 degrees of freedom
LOST = 2

# Truth as the filter takes it to be: its own gravity, no relief, no mounting or scale errors, noise as it reckons with.
BIAS, GYRO = "sensors.imu.bias_{}_m_s2", "sensors.imu.gyro.{}"
MATCHED = [
    "moon.gravity_error.sd_m_s2=0", "gnc.navigation.filter.gravity_m_s2=0", "gnc.navigation.filter.terrain_m=0",
    "gnc.navigation.filter.gyro_misalignment_deg=0", "sensors.dust.height_m=0",
    "sensors.altimeter.noise_m=6", "sensors.altimeter.noise_frac=0.001", "sensors.velocimeter.noise_m_s=0.225",
    "gnc.navigation.filter.mounting_deg=0",
    "sensors.imu.random_walk_m_s=3e-4", "sensors.star_tracker.noise_cross_deg=0.002777777777777778",
    "sensors.star_tracker.noise_roll_deg=0.01388888888888889"
]


def chi2_quantile(z, degrees):
    """Of many degrees of freedom, at a standard normal quantile (Wilson and Hilferty 1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + z * part**0.5)**3


def normal(path, sd):
    return f"{{path: {path}, normal: {{sd: {sd:g}}}}}"


def matched_dispersions(program):
    entries = [entry for entry in dispersions_of(program) if "start.descent" in entry]
    for axis in "xyz":
        entries += [normal(BIAS.format(axis), 5e-4), normal(GYRO.format(f"bias_{axis}_deg_h"), 0.02),
                    normal(GYRO.format(f"alignment_{axis}_deg"), 0.01)]
    return f"dispersions=[{', '.join(entries)}]"


def nees(flown, block):
    """Of a block, over its three axes: phase -> values of the cases."""
    values = flown.columns[f"phase_nees_{block}"].astype(float)
    return {phase: values[:, PHASES.index(phase)] for phase in FLOWN}


def matched(program, claims):
    cases = 200
    flown = program.fly(CHANGE4_FILTER, *MATCHED, matched_dispersions(program), f"campaign.cases={cases}",
                        "output.phases=states")
    inside, told = 0, []
    low, high = (chi2_quantile(z, 3 * cases) / cases for z in (-1.959964, 1.959964))
    for block in BLOCKS:
        for phase, values in nees(flown, block).items():
            mean = float(np.nanmean(values))
            inside += low <= mean <= high
            told.append(f"{block} {phase} {mean:.2f}")
    count = len(BLOCKS) * len(FLOWN)
    claims(f"navigation: sensors as the filter takes them, {cases} cases: nine in ten of the mean NEES between "
           f"{low:.2f} and {high:.2f}", inside >= 0.9 * count, f"{inside} of {count}; " + ", ".join(told))


def flight(program, claims, cases):
    """Over the ground that is there."""
    flown = program.fly(CHANGE4_FILTER, f"campaign.cases={cases}", "output.phases=states",
                        "moon.terrain.relief.model=generated")
    for block in BLOCKS:
        means = {phase: float(np.nanmean(v)) / 3 for phase, v in nees(flown, block).items()}
        claims(f"navigation: as flown, {cases} cases: mean NEES of the {block} {LOW:g} to {HIGH:g} of 3 in every phase",
               all(LOW <= m <= HIGH for m in means.values()), ", ".join(f"{p} {m:.2f}" for p, m in means.items()))
        inside = {phase: float(np.mean(v[np.isfinite(v)] < IN_99)) for phase, v in nees(flown, block).items()}
        claims(f"navigation: as flown: {100 * INSIDE:g} to 99.8 % of the cases in the 99 % ellipsoid of the {block}",
               all(INSIDE <= i <= 0.998 for i in inside.values()),
               ", ".join(f"{p} {100 * i:.1f}" for p, i in inside.items()))
    c = flown.columns
    across = [float(np.nanstd(c[f"nav_error_velocity_{axis}"])) for axis in ("east", "north")]
    claims("navigation: as flown: horizontal velocity known to 0.1 m/s (1 sd) at the end of the descent",
           max(across) <= 0.1, f"{across[0]:.3f}, {across[1]:.3f} m/s")


def follows(program, claims):
    """Guidance can't read the truth: what is believed wrongly is flown wrongly."""
    def row(*settings):
        return program.fly(CHANGE4_FILTER, *NOMINAL, "campaign.cases=1", "output.phases=states", *settings).row

    plain, hover = row(), PHASES.index("hover")
    low = row("sensors.altimeter.bias_m=-120", "gnc.navigation.filter.reacquire_after=1")
    rise = float(low.phase_up[hover] - plain.phase_up[hover])
    claims("navigation: an altimeter 120 m too low has it hover 120 m higher", abs(rise - 120) < 10, f"{rise:.1f} m")
    # the camera's place counts where braking meets the target: with the range controlled
    fast = row("sensors.velocimeter.bias_x_m_s=0.8")
    moved = float(np.hypot(fast.touchdown_speed_horizontal, 0))
    claims("navigation: a velocimeter that is off by 0.8 m/s sets it down with as much", 0.5 < moved < 1.1,
           f"{moved:.2f} m/s")
    turned = row("sensors.star_tracker.mounting_x_deg=0.1", "sensors.imu.gyro.alignment_x_deg=0.1")
    # 0.1 deg of the 1,690 m/s that are braked, across, over half of the time on the way
    off = float(abs(turned.end_east - plain.end_east))
    claims("navigation: an attitude that is believed 0.1 deg off takes it far across the track", 300 < off < 1500,
           f"{off:.0f} m")


FAILING = ("star_tracker", "altimeter", "velocimeter", "imu", "imu.gyro")
WAYS = {"dead": "dead_from_s", "stuck": "stuck_from_s"}


def phase_starts(program):
    plain = program.fly(CHANGE4_FILTER, *NOMINAL, "campaign.cases=1", "output.phases=states")
    return {phase: max(float(plain.row.phase_time[PHASES.index(phase)]), 0.05) for phase in FLOWN[:-1]}


def cells_of(flown):
    """Speeds at contact of each case, m/s down, across; of the lost with what was broken first."""
    columns, names, cells = flown.columns, flown.meanings("first_cause"), []
    for i, outcome in enumerate(columns["outcome"]):
        down, across = columns["touchdown_speed_vertical"][i], columns["touchdown_speed_horizontal"][i]
        words = [names[int(columns["first_cause"][i])].replace("_", " ")] if outcome == LOST else []
        cells.append(", ".join(words + ([f"{down:.1f}, {across:.2f}"] if np.isfinite(down) else [])))
    return cells


def with_verdicts(flown, claims, text, cells):
    """Every case has a verdict, every loss a cause that its row and its history bear out."""
    columns, lost = flown.columns, np.flatnonzero(flown.columns["outcome"] == LOST)
    known = (columns["status"] == 1) & (columns["outcome"] <= LOST)
    claims(f"navigation: {text}: every case has a verdict", bool(known.all()), ", ".join(cells))
    if len(lost):
        wrong, looked_at = borne_out(flown, lost, flown.meanings("first_cause"), 2)
        claims(f"navigation: {text}: every loss has a cause that its history bears out", not wrong,
               "; ".join(wrong[:5]) or f"{looked_at} histories replayed")


def failing(program, claims, times):
    """Each sensor dead or stuck from each phase on."""
    lines = []
    for sensor in FAILING:
        for way, key in WAYS.items():
            flown = fly_rows(program, list(times.values()), lambda t: {f"sensors.{sensor}.{key}": t}, CHANGE4_FILTER,
                             "states")
            cells = cells_of(flown)
            lines.append(f"| {sensor}, {way} | " + " | ".join(cells) + " |")
            if sensor in ("star_tracker", "altimeter"):
                # what the others make up for
                late = [phase in ("adjust", "approach", "hover", "translation", "descent") for phase in times]
                may = np.array(late) if sensor == "altimeter" else np.ones(len(times), bool)
                lands = that_land(flown.columns)
                claims(f"navigation: {sensor} {way} from any phase on" +
                       (" after the braking" if sensor == "altimeter" else "") + ": it lands", bool(lands[may].all()),
                       ", ".join(cells))
            with_verdicts(flown, claims, f"{sensor} {way}", cells)
    return lines


def shifted(start, number, axes=("", )):
    """A sensor that is off from a time on: its time key, and its number's keys along each axis."""
    return start, [number.format(axis) for axis in axes]


# sensor: five of its standard deviations (of vehicles/change4.yaml and change4_filter.yaml), and what sets them.
BIASED = {
    "star_tracker": (5 * 0.0028, "deg", shifted("sensors.star_tracker.mounting_from_s",
                                                "sensors.star_tracker.mounting_{}_deg", "xyz")),
    "altimeter": (5 * 0.3, "m", shifted("sensors.altimeter.step_time_s", "sensors.altimeter.step_m")),
    "velocimeter": (5 * 0.02, "m/s", shifted("sensors.velocimeter.false_lock_from_s",
                                             "sensors.velocimeter.false_lock_{}_m_s", "xyz")),
    "imu": (5 * 4.9e-4, "m/s2", shifted("sensors.imu.bias_from_s", BIAS, "xyz")),
    "imu.gyro": (5 * 0.02, "deg/h", shifted("sensors.imu.gyro.bias_from_s", GYRO.format("bias_{}_deg_h"), "xyz")),
}


def biased(program, claims, times):
    """Each sensor off by 5 sd from each phase on, along each axis and either way: the worst of them."""
    lines = []
    for sensor, (size, unit, (start, numbers)) in BIASED.items():
        ways = [(number, sign * size) for number in numbers for sign in (1, -1)]
        trials = [(time, way) for time in times.values() for way in ways]
        always = {"sensors.altimeter.step_duration_s": 1e5} if sensor == "altimeter" else {}
        zero = dict.fromkeys(numbers, 0.0)
        flown = fly_rows(program, trials, lambda t: {start: t[0], **zero, t[1][0]: t[1][1], **always}, CHANGE4_FILTER,
                         "states")
        lands = that_land(flown.columns)
        down, across = flown.columns["touchdown_speed_vertical"], flown.columns["touchdown_speed_horizontal"]
        off = np.where(lands, np.hypot(down / VERTICAL, across / HORIZONTAL), np.inf).reshape(len(times), len(ways))
        cells = cells_of(flown)
        worst = [cells[i * len(ways) + int(row.argmax())] for i, row in enumerate(off)]
        lines.append(f"| {sensor}, {size:g} {unit} | " + " | ".join(worst) + " |")
        claims(f"navigation: {sensor} off by 5 sd from any phase on, {len(trials)} ways: it lands", bool(lands.all()),
               "the worst of each phase: " + "; ".join(worst))
        with_verdicts(flown, claims, f"{sensor} off by 5 sd", worst)
    return lines


def departures(program, claims):
    for kind in ("thrust", "mass", "isp", "radial", "along", "climb", "engine_x", "engine_y", "step_up", "step_down"):
        title, unit, values, change = DEPARTURES[kind]
        columns = fly_cloud(program, values, change, CHANGE4_FILTER)
        down, across = columns["touchdown_speed_vertical"], columns["touchdown_speed_horizontal"]
        lands = that_land(columns)
        lost = ", ".join(f"{v:g}" for v in np.asarray(values)[~lands])
        claims(f"navigation: through the filter: {title}, {values[0]:g} to {values[-1]:g} {unit}: all land",
               bool(lands.all()), f"not at {lost} {unit}" if lost else f"at most {down.max():.2f} m/s down, "
               f"{across.max():.2f} across")


def plot(program, path):
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    flown = program.fly(CHANGE4_FILTER, "campaign.cases=1", "output.phases=states")
    h = flown.history(0)
    figure, axes = plt.subplots(3, 2, figsize=(11, 8), sharex=True)
    for row, axis in enumerate(("east", "north", "up")):
        for column, (kind, unit) in enumerate((("", "m"), ("velocity_", "m/s"))):
            a = axes[row][column]
            sd = 3 * h[f"nav_sd_{kind}{axis}"]
            a.fill_between(h["time"], -sd, sd, color="0.85", label="3 sd of the filter")
            a.plot(h["time"], h[f"nav_error_{kind}{axis}"], lw=0.8, label="error")
            a.set_yscale("symlog", linthresh=1 if unit == "m" else 0.01)
            a.set_ylabel(f"{axis}, {unit}")
    axes[0][0].set_title("position")
    axes[0][1].set_title("velocity")
    axes[0][0].legend(loc="lower left", fontsize=8)
    for a in axes[2]:
        a.set_xlabel("time from ignition, s")
    figure.tight_layout()
    figure.savefig(path, dpi=75)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--table")
    parser.add_argument("--plot")
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    if options.plot:
        plot(program, options.plot)
        return 0
    matched(program, claims)
    flight(program, claims, 10000 if os.environ.get("FARSIDE_SLOW") == "1" else 2000)
    follows(program, claims)
    times = phase_starts(program)
    lines = ["| sensor | " + " | ".join(times) + " |", "|---|" + "---|" * len(times)]
    lines += failing(program, claims, times) + biased(program, claims, times)
    departures(program, claims)
    if options.table:
        Path(options.table).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
