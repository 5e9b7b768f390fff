"""Whether a case's row and time history bear out what it is said to have failed by."""
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from point_mass_optimum import SITE, SPHERE

# Limits of configs/vehicles/change4.yaml.
LIMITS = {
    "vertical": 3.8, "horizontal": 1.0, "contact_tilt": 4.0, "contact_rate": 4.0, "tip_over": 60.0, "final_tilt": 12.0,
    "load": 40.0, "slide": 2.0, "radius": 50000.0
}
STROKE, SIDE_STROKE = 0.35, 0.15  # m
SAMPLE_S = 0.11  # a history of the descent is sampled at every control period
GRAVITY = 1.64   # m/s2


class Case:
    """A row and, where it was replayed, its history."""

    def __init__(self, columns, index, history=None):
        self.columns, self.index, self.history = columns, index, history

    def __getattr__(self, name):
        value = self.columns[name][self.index]
        return value if getattr(value, "shape", ()) else value.item()

    def until(self, time, name):
        return self.history[name][self.history["time"] <= time + SAMPLE_S]

    def before_contact(self, name):
        """The last sample in which no pad touches the ground."""
        free = np.flatnonzero(self.history["time"] < self.touchdown_time)
        return self.history[name][free[-1]]


    def contact_speeds(self):
        """(down, across) in the last sample before contact."""
        place, velocity = (np.array([self.before_contact(f"{name}{axis}") for axis in ("east", "north", "up")])
                           for name in ("", "velocity_"))
        place[2] += SPHERE + SITE
        down = -(velocity @ place) / np.linalg.norm(place)
        return down, np.sqrt(max(velocity @ velocity - down**2, 0))


def dry(tank):
    """The tank has something in it at first, and nothing at the time of the violation."""
    def check(case, time):
        if case.history is None:
            return True
        level = case.until(time, tank)
        return level[0] > 0 and level.min() < 1e-3 and (level[:len(level) // 2] > 0).any()
    return check


def off_corridor(case, time):
    if not case.touchdown_time >= 0:  # never met the ground
        return True
    # at contact, or else where it has slid to by the end
    late = time > case.touchdown_time
    return np.hypot(*((case.landing_east, case.landing_north) if late else (case.end_east,
                                                                            case.end_north))) > LIMITS["radius"]


def early_cutoff(case, time):
    # a fall from rest at this height ends faster than the gear allows
    if not 2 * GRAVITY * case.cutoff_height > LIMITS["vertical"]**2 * 0.97:
        return False
    if case.history is None:
        return True
    off = (case.history["time"] <= time + SAMPLE_S) & (case.history["time"] >= time - SAMPLE_S)
    return case.history["thrust_command"][off].min() == 0


def fast(column, limit, which):
    def check(case, time):
        if not getattr(case, column) > limit:
            return False
        if case.history is None:
            return True
        return case.contact_speeds()[which] > limit - 0.2  # a sample of falling
    return check


def contact_tilt(case, time):
    return case.touchdown_tilt > LIMITS["contact_tilt"] and (case.history is None or case.before_contact("tilt")
                                                             > LIMITS["contact_tilt"] - 1)


def contact_rate(case, time):
    if not case.touchdown_rate > LIMITS["contact_rate"]:
        return False
    return case.history is None or np.hypot(np.hypot(*(case.before_contact(f"rate_{a}") for a in "xy")),
                                            case.before_contact("rate_z")) > LIMITS["contact_rate"] - 1


def tip_over(case, time):
    return case.history is None or case.until(time, "tilt").max() > LIMITS["tip_over"] - 1


def final_tilt(case, time):
    if not case.final_tilt > LIMITS["final_tilt"] or case.history is None:
        return case.final_tilt > LIMITS["final_tilt"]
    turning = np.sqrt(sum(case.history[f"rate_{axis}"][-1]**2 for axis in "xyz"))
    close = (0.5 if case.final_speed < 0.1 else
             10) + 0.05 * turning  # one that still turns has gone on for up to two samples
    return abs(case.history["tilt"][-1] - case.final_tilt) < close


def not_at_rest(case, time):
    return case.history is None or case.history["time"][-1] >= time - SAMPLE_S


CHECKS = {  # of (case, time of the violation); those of the ground whose figure no history holds look at the row alone
    "rcs_depleted": dry("rcs_propellant"),
    "propellant_depleted": dry("propellant"),
    "off_corridor": off_corridor,
    "early_cutoff": early_cutoff,
    "hard_contact_vertical": fast("touchdown_speed_vertical", LIMITS["vertical"], 0),
    "hard_contact_horizontal": fast("touchdown_speed_horizontal", LIMITS["horizontal"], 1),
    "contact_tilt": contact_tilt,
    "contact_rate": contact_rate,
    "tip_over": tip_over,
    "hull_strike": lambda case, time: case.clearance_min < 0,
    "nozzle_strike": lambda case, time: case.margin_nozzle_strike < 0,
    "stroke_exceeded":
    lambda case, time: case.stroke_primary.max() >= STROKE or np.max(case.stroke_secondary) >= SIDE_STROKE,
    "load_exceeded": lambda case, time: case.peak_load > LIMITS["load"],
    "slid": lambda case, time: case.slide_distance > LIMITS["slide"],
    "not_at_rest": not_at_rest,
    "final_tilt": final_tilt,
    "numerical": lambda case, time: case.status == 2,
}
FLIGHT = ["rcs_depleted", "propellant_depleted", "off_corridor", "early_cutoff", "not_at_rest"]


def violations(columns, index, names):
    mask = int(columns["failure_mask"][index])
    return [names[code] for code in names if code > 0 and mask >> (code - 1) & 1]


def contradictions(case, found, first):
    """What of a lost case can't be."""
    times = {cause: getattr(case, f"time_{cause}") for cause in found if f"time_{cause}" in case.columns}
    wrong = [f"case {case.index}: no check of {cause}" for cause in found if cause not in CHECKS]
    for cause in found:
        if cause in CHECKS and not CHECKS[cause](case, times.get(cause, np.nan)):
            wrong.append(f"case {case.index}: {cause} at {times.get(cause, np.nan):.2f} s is not so")
    if first not in found:
        wrong.append(f"case {case.index}: its first cause, {first}, is no violation")
    elif times and times.get(first, np.inf) > min(times.values()):
        wrong.append(f"case {case.index}: {min(times, key=times.get)} comes before its first cause, {first}")
    return wrong


def borne_out(flown, lost, names, replays):
    """Contradictions in the lost cases, and how many histories were looked at: for each cause of flight that comes
    first, and for
    each other, up to `replays`."""
    columns, chosen, seen = flown.columns, set(), {}
    for index in lost:
        first = names[int(columns["first_cause"][index])]
        seen[first] = seen.get(first, 0) + 1
        if seen[first] <= replays or first in FLIGHT and seen[first] <= 5 * replays:
            chosen.add(int(index))
    with ThreadPoolExecutor(2) as pool:
        histories = dict(zip(sorted(chosen), pool.map(flown.history, sorted(chosen))))
    wrong = []
    for index in map(int, lost):
        first = names[int(columns["first_cause"][index])]
        try:
            wrong += contradictions(Case(columns, index, histories.get(index)), violations(columns, index, names),
                                    first)
        except KeyError as missing:
            wrong.append(f"case {index}: no column {missing}")
    return wrong, len(chosen)
