#!/usr/bin/env python3
"""What one departure from nominal does to Chang'e-4's landing, over level ground and without any other error: it must
land, for no more propellant than the departure costs the best flight of a point mass (point_mass_optimum.py), and 30
kg. And three times all spreads at once: every loss must have a cause that the case's time history bears out.

usage: robustness.py --farside PROGRAM [--table FILE] [--only KIND...]
  --table FILE  writes the table of departures as Markdown (README.md)
  --only KIND   only these departures (thrust, mass, ...) and `spread`, three times all spreads
FARSIDE_SLOW=1: 10,000 cases of three times all spreads instead of 2,000.
"""
import argparse
import os
import re
import sys
from pathlib import Path

import numpy as np

from change4 import dispersions_of
from evidence import borne_out
from flown import CHANGE4_BLIND, PHASES, Claims, Program
from point_mass_optimum import SITE, SPHERE, beyond_nominal

ROOM_KG = 30.0
VERTICAL, HORIZONTAL = 3.8, 1.0  # m/s, limits of vehicles/change4.yaml
STEP_S = 30.0  # how long the altimeter's step lasts: 50 km of ground at first
ENGINE, MOUNTING = "vehicle.engine.", "sensors.imu.misalignment_"


def even(largest):
    return np.round(np.linspace(-largest, largest, 21), 9)


def one(path, nominal=0.0, per=1.0):
    """A departure of one key: value -> {path: number}."""
    return lambda value: {path: nominal + value * per}


def altimeter_step(height_m):
    return lambda time: {
        "sensors.altimeter.step_m": height_m, "sensors.altimeter.step_time_s": time,
        "sensors.altimeter.step_duration_s": STEP_S
    }


# kind: (title, unit, values, a value's keys). All are keys that a cloud may hold, so that each kind is one campaign.
DEPARTURES = {
    "thrust": ("thrust", "%", even(5), one(ENGINE + "thrust_scale", 1, 0.01)),
    # of the 2,900 kg at ignition, by the dry mass: neither tank holds more or less
    "mass": ("mass at ignition", "%", even(3), one("vehicle.mass.dry_mass_kg", 1200, 29)),
    "isp": ("specific impulse", "%", even(3), one(ENGINE + "isp_scale", 1, 0.01)),
    "radial": ("radial position", "km", even(2), one("start.descent.radial_m", per=1000)),
    "along": ("position along the track", "km", even(5), one("start.descent.along_m", per=1000)),
    "climb": ("radial speed", "m/s", even(5), one("start.descent.radial_m_s")),
    "engine_x": ("thrust turned towards body x", "deg", even(0.3), one(ENGINE + "misalignment_x_deg")),
    "engine_y": ("thrust turned towards body y", "deg", even(0.3), one(ENGINE + "misalignment_y_deg")),
    "mounting_x": ("mounting about body x", "deg", even(0.1), one(MOUNTING + "x_deg")),
    "mounting_y": ("mounting about body y", "deg", even(0.1), one(MOUNTING + "y_deg")),
    "mounting_z": ("mounting about body z", "deg", even(0.1), one(MOUNTING + "z_deg")),
    "step_up": ("altimeter 1 km too high for 30 s", "s after ignition", np.linspace(5, 505, 21), altimeter_step(1000)),
    "step_down": ("altimeter 1 km too low for 30 s", "s after ignition", np.linspace(5, 505,
                                                                                     21), altimeter_step(-1000)),
}
GUIDANCE_S = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 4.8, 5]
CONTROL_TICKS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 25, 30, 35, 40, 50]  # of 10 ms
NOMINAL = ["dispersions=", "moon.terrain.model=facet", "moon.terrain.slope_deg=0"]


def control_period(ticks):
    """Guidance as near to 1 s as a multiple allows, the step the longest part of the period up to 0.1 s."""
    step = max(n for n in range(1, 11) if ticks % n == 0)
    return [
        f"gnc.control.period_s={ticks / 100:g}", f"gnc.guidance.period_s={max(round(100 / ticks), 1) * ticks / 100:g}",
        f"flight.step_s={step / 100:g}", f"flight.time_max_s={2000 * 100 // step * step / 100:g}"
    ]


# kind: (title, unit, values, a value's settings), of choices that all cases share: a run each
CHOICES = {
    "guidance": ("period of guidance", "s", GUIDANCE_S, lambda s: [f"gnc.guidance.period_s={s:g}"]),
    "control": ("period of control", "s", [t / 100 for t in CONTROL_TICKS], lambda s: control_period(round(100 * s))),
}
COLUMNS = [
    "status", "outcome", "touchdown_speed_vertical", "touchdown_speed_horizontal", "propellant_used",
    "rcs_propellant_used"
]


def fly_rows(program, values, keys, config, phases):
    """The campaign of a case for each value."""
    rows = [keys(v) for v in values]
    names = list(dict.fromkeys(["start.descent.radial_m", *rows[0]]))  # a cloud begins somewhere
    cloud = program.folder / "cloud.csv"
    cloud.write_text(
        "\n".join([",".join(names), *(",".join(f"{row.get(name, 0.0):.12g}" for name in names)
                                      for row in rows)]) + "\n", encoding="utf-8")
    return program.fly(config, *NOMINAL, f"start.from_file={cloud}", f"campaign.cases={len(rows)}",
                       f"output.phases={phases}")


def fly_cloud(program, values, keys, config=CHANGE4_BLIND):
    columns = fly_rows(program, values, keys, config, "none").columns
    return {name: columns[name] for name in COLUMNS}


def fly_choices(program, values, settings):
    rows = [
        program.fly(CHANGE4_BLIND, *NOMINAL, "campaign.cases=1", "output.phases=none", *settings(v)).columns
        for v in values
    ]
    return {name: np.concatenate([row[name] for row in rows]) for name in COLUMNS}


def that_land(columns):
    """Not lost, and within the limits of speed at contact."""
    down, across = columns["touchdown_speed_vertical"], columns["touchdown_speed_horizontal"]
    return (columns["status"] == 1) & (columns["outcome"] <= 1) & (down <= VERTICAL) & (across <= HORIZONTAL)


def used(columns):
    return columns["propellant_used"] + columns["rcs_propellant_used"]


class Departures:
    def __init__(self, program, claims):
        self.program, self.claims = program, claims
        self.nominal = used(fly_cloud(program, [0.0], one("start.descent.radial_m")))[0]
        self.lines = [
            "| departure | values | land | costs the optimum, kg | costs the landing, kg | most beyond the optimum, kg "
            "| fastest contact, m/s down, across |",
            "|---|---|---|---|---|---|---|"
        ]

    def check(self, kind):
        title, unit, values, change = (DEPARTURES if kind in DEPARTURES else CHOICES)[kind]
        text = f"{title}, {values[0]:g} to {values[-1]:g} {unit}"
        try:
            columns = (fly_cloud if kind in DEPARTURES else fly_choices)(self.program, values, change)
        except RuntimeError as error:
            self.claims(f"robustness: {text}: flies", False, str(error).splitlines()[-1])
            return
        down, across = columns["touchdown_speed_vertical"], columns["touchdown_speed_horizontal"]
        lands = that_land(columns)
        needed, cost = beyond_nominal(kind, values), used(columns) - self.nominal
        excess = np.where(lands, cost - needed, np.inf)
        worst = int(excess.argmax())
        lost = ", ".join(f"{v:g}" for v in np.asarray(values)[~lands])
        self.claims(f"robustness: {text}: all {len(values)} land", bool(lands.all()),
                    f"not at {lost} {unit}" if lost else f"at most {down.max():.2f} m/s down")
        if lands.any():
            landed = np.where(lands, cost - needed, -np.inf)
            most = int(landed.argmax())
            self.claims(f"robustness: {text}: within {ROOM_KG:g} kg of the optimum", bool(excess[worst] <= ROOM_KG),
                        f"{landed[most]:+.1f} kg at {values[most]:g} {unit}" + (" of those that land" if lost else ""))
            self.lines.append(
                f"| {title}, {unit} | {values[0]:g} to {values[-1]:g} | {lands.sum()} of {len(values)} | "
                f"{needed[0]:+.1f}, {needed[-1]:+.1f} | "
                f"{cost[0]:+.1f}, {cost[-1]:+.1f} | {landed[most]:+.1f} at {values[most]:g} | {down[lands].max():.2f}, "
                f"{across[lands].max():.2f} |"
            )


NUMBER = r"(-?[0-9.]+(?:e[-+]?[0-9]+)?)"


def tripled(entry):
    """An entry of dispersions with three times its standard deviation or mode. What would then go below zero is cut
    there; what is uniform
    holds every value that can be."""
    def three(found):
        return f"{found[1]}{3 * float(found[2]):.12g}"

    if "uniform:" in entry and "normal" not in entry:
        return entry
    if "multivariate_normal:" in entry:
        return re.sub(r"(sd: )\[(.*?)\]",
                      lambda m: f"{m[1]}[{', '.join(f'{3 * float(x):.12g}' for x in m[2].split(','))}]", entry, count=1)
    entry = re.sub(rf"((?:sd|mode): ){NUMBER}", three, entry, count=1)
    if "moon.terrain.slope_deg, rayleigh" in entry:  # draws must stay below 45 deg
        return re.sub(rf"mode: {NUMBER}", lambda m: f"mode: {min(float(m[1]), 6.9):g}", entry)
    plain = re.search(rf" normal: {{sd: {NUMBER}, mean: {NUMBER}}}", entry)
    if plain and float(plain[2]) > 0 and float(plain[2]) < 6 * float(plain[1]):
        entry = entry.replace(
            plain[0], f" truncated_normal: {{sd: {plain[1]}, mean: {plain[2]}, lower: {float(plain[2]) / 20:.12g}, "
            f"upper: {float(plain[2]) + 6 * float(plain[1]):.12g}}}")
    return entry


def spread(program, claims, slow):
    """Three times all that is shipped, at once. Draws that can't be (moments of inertia that no body has) are counted,
    and nobody's loss."""
    cases = 10000 if slow else 2000
    entries = [tripled(entry) for entry in dispersions_of(program)]
    flown = program.fly(CHANGE4_BLIND, f"dispersions=[{', '.join(entries)}]", f"campaign.cases={cases}",
                        "campaign.invalid_draws=count", "output.phases=states")
    c = flown.columns
    text = f"robustness: three times all spreads, {cases} cases"
    names = flown.meanings("first_cause")
    drawn = c["first_cause"] != next(code for code, name in names.items() if name == "invalid_draw")
    failed = drawn & (c["status"] == 2)
    lost, unknown = np.flatnonzero(drawn & ((c["outcome"] == 2) | failed)), np.flatnonzero(drawn & (c["outcome"] == 3))
    counts = {names[code]: int((c["first_cause"][lost] == code).sum()) for code in np.unique(c["first_cause"][lost])}
    claims(f"{text}: none without a verdict",
           len(unknown) == 0 and not failed.any() and (drawn.mean() > 0.998 if slow else drawn.all()),
           f"{len(unknown)} unknown, {failed.sum()} numerical failures, {(~drawn).sum()} draws that can't be")
    claims(f"{text}: every loss has a cause", "none" not in counts and "not_applicable" not in counts,
           f"{len(lost)} lost: " + ", ".join(f"{n} {k}" for k, n in counts.items()))
    contradicted, looked_at = borne_out(flown, lost, names, 100 if slow else 8)
    claims(f"{text}: row and history bear out every violation of the lost", not contradicted,
           "; ".join(contradicted[:5]) or f"{looked_at} histories replayed")
    hover = PHASES.index("hover")
    place = [c[f"phase_{axis}"][:, hover].astype(float) for axis in ("east", "north", "up")]
    height = np.sqrt(place[0]**2 + place[1]**2 + (place[2] + SPHERE + SITE)**2) - SPHERE - SITE
    high = np.flatnonzero(height > 150)
    claims(f"{text}: none begins its hover above 150 m",
           len(high) == 0, f"{len(high)} do; case {high[0]} at {height[high[0]]:.0f} m" if len(high) else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--table")
    parser.add_argument("--only", nargs="+", choices=[*DEPARTURES, *CHOICES, "spread"])
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    chosen = options.only or [*DEPARTURES, *CHOICES, "spread"]
    departures = Departures(program, claims)
    for kind in chosen:
        if kind != "spread":
            departures.check(kind)
    if options.table:
        Path(options.table).write_text("\n".join(departures.lines) + "\n", encoding="utf-8")
    if "spread" in chosen:
        spread(program, claims, os.environ.get("FARSIDE_SLOW") == "1")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
