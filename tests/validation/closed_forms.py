#!/usr/bin/env python3
"""Cases with a known answer, each flown by the program as a user would: a YAML file, the column, the number that theory
gives.

usage: closed_forms.py --farside PROGRAM [--table FILE] [NAME...]     NAME: only these, such as T15
  --table FILE   writes what was found as a Markdown table (README.md)
"""
import argparse
import math
import sys
from math import asin, atan, cos, log, pi, radians, sin, sqrt, tan
from pathlib import Path

import numpy as np

from flown import Claims, Program

HERE = Path(__file__).resolve().parent
CONFIGS = HERE.parents[1] / "configs" / "closed_form"

G0 = 9.80665  # m/s2, exact by definition
GM = 4902800122445.3  # m3/s2, of the scenarios
RADIUS = 1737400.0  # m
TURN = radians(13.17635815) / 86400  # rad/s, IAU 2009


def constant_thrust():
    """Tsiolkovsky's equation and its integral: T1."""
    mass, thrust, g, v, h, t = 1500.0, 3000.0, 1.625, -60.0, 3200.0, 40.0
    exhaust = 308 * G0
    left = mass - thrust / exhaust * t
    gain = log(mass / left)
    return {"mass": left, "speed": v + exhaust * gain - g * t,
            "height": h + v * t - g * t**2 / 2 + exhaust * (t - left * exhaust / thrust * gain)}


def deorbit():
    """Two-body ellipse from 100 km to 15 km: T2b."""
    far, near = RADIUS + 100e3, RADIUS + 15e3
    a = (far + near) / 2
    return {
        "circular": sqrt(GM / far), "apoapsis": far, "periapsis": near, "speed": sqrt(GM * (2 / near - 1 / a)),
        "half_period": pi * sqrt(a**3 / GM)
    }


def fall(height, speed, g):
    """Uniform gravity: T10."""
    end = sqrt(speed**2 + 2 * g * height)
    return {"speed": end, "time": (end - speed) / g}


def surface():
    """Speed of the turning ground and what it does to a body on it: T11."""
    r, lat = RADIUS - 5935, radians(45.4446)
    return {
        "speed": TURN * r * cos(lat), "centrifugal_up": TURN**2 * r * cos(lat)**2, "centrifugal_north":
        TURN**2 * r * cos(lat) * sin(lat)
    }


def tumbling(i1, i2, i3, w1, w2, w3):
    """Free rigid body, i1 > i2 > i3 (Landau & Lifshitz, Mechanics, section 37): time between zeros of the middle rate:
    T15."""
    energy = i1 * w1**2 + i2 * w2**2 + i3 * w3**2
    momentum = (i1 * w1)**2 + (i2 * w2)**2 + (i3 * w3)**2
    high, low = energy * i1 - momentum, momentum - energy * i3
    rate2, k2 = (i1 - i2) * low / (i1 * i2 * i3), (i2 - i3) * high / ((i1 - i2) * low)
    if k2 > 1:
        rate2, k2 = rate2 * k2, 1 / k2
    a, b = 1.0, sqrt(1 - k2)  # K(k) = pi / (2 agm(1, k'))
    for _ in range(8):
        a, b = (a + b) / 2, sqrt(a * b)
    return {"interval": pi / a / sqrt(rate2)}


def drop(height):
    """From rest over the turning equator: an ellipse that starts at its apoapsis; angles are counted from there, so
    that no digits are
    lost: T89."""
    far = RADIUS + height
    flatness = far * (TURN * far)**2 / GM  # 1 - e, of the speed at the apoapsis
    e, a = 1 - flatness, far / (2 - flatness)
    anomaly = 2 * asin(sqrt(height / (2 * a * e)))
    time = (anomaly + e * sin(anomaly)) * sqrt(a**3 / GM)
    swept = 2 * atan(sqrt(flatness / (1 + e)) * tan(anomaly / 2))
    return {"time": time, "east": RADIUS * sin(swept - TURN * time)}


def spin_up(thrust, offset, inertia, time):
    """Constant torque: T17."""
    rate = thrust * offset / inertia
    return {"rate": math.degrees(rate * time), "angle": math.degrees(rate * time**2 / 2)}


def gravity_turn(n, z, speed, g):
    """Time to rest of a turn at constant specific thrust, v = speed z^(n-1) (1 + z^2): T3, Culler and Fried 1957."""
    return speed / g * (z**(n - 1) / (n - 1) + z**(n + 1) / (n + 1))


def turn_constant(flown, n):
    """The constant of that, while it is faster than 25 m/s."""
    h = flown.history()
    v = np.sqrt(h["velocity_east"]**2 + h["velocity_north"]**2 + h["velocity_up"]**2)
    z2 = (v + h["velocity_up"]) / (v - h["velocity_up"])
    return (v / (z2**((n - 1) / 2) * (1 + z2)))[v > 25]


def least_propellant():
    """Free fall, then full thrust that comes to rest at the ground: T4. The time of ignition by bisection."""
    mass, thrust, g, v, h, exhaust = 1500.0, 5000.0, 1.625, -30.0, 2000.0, 308 * G0

    def burn(time, height, up):
        left = mass - thrust / exhaust * time
        gain = log(mass / left)
        return height + up * time - g * time**2 / 2 + exhaust * (
            time - left * exhaust / thrust * gain), up + exhaust * gain - g * time, left

    def lowest(ignition):
        height, up = h + v * ignition - g * ignition**2 / 2, v - g * ignition
        low, high = 0.0, 200.0
        for _ in range(200):  # when it has come to rest
            middle = (low + high) / 2
            low, high = (low, middle) if burn(middle, height, up)[1] > 0 else (middle, high)
        return burn(low, height, up)[0], low, height, up

    early, late = 0.0, 40.0
    for _ in range(200):
        middle = (early + late) / 2
        early, late = (early, middle) if lowest(middle)[0] < 0 else (middle, late)
    _, time, height, up = lowest(early)
    return {
        "ignition": early, "burn": time, "height": height, "speed": up, "left": burn(time, height, up)[2], "burn_at":
        burn
    }


def fly_least_propellant(program):
    """The clock counts hundredths of a second: the start is put off so that ignition is at one, the end is the last one
    before rest."""
    best = least_propellant()
    ticks = math.floor(best["ignition"] * 100)
    later = best["ignition"] - ticks / 100
    best["end"] = ticks / 100 + math.floor(best["burn"] * 100) / 100
    best["burnt_for"] = best["end"] - ticks / 100
    flown = program.fly(HERE / "ignition.yaml", f"start.site.height_m={2000 - 30 * later - 1.625 * later**2 / 2!r}",
                        f"start.site.velocity_up_m_s={-30 - 1.625 * later!r}",
                        f"gnc.guidance.open_loop.start_time_s={ticks / 100!r}", f"flight.time_max_s={best['end']!r}")
    return best, flown


def radius(row):
    return math.hypot(row.end_east, row.end_north, row.end_up + RADIUS)


def speed(row):
    return math.hypot(row.end_velocity_east, row.end_velocity_north, row.end_velocity_up)


def time_of_apsis(row):
    """From the end, where the flight is next to it: radial speed over radial acceleration."""
    r = radius(row)
    radial = (row.end_east * row.end_velocity_east + row.end_north * row.end_velocity_north
              + (row.end_up + RADIUS) * row.end_velocity_up) / r
    return row.end_time - radial / (speed(row)**2 / r - GM / r**2)


def zeros(time, value):
    """Where a smooth sampled function passes through zero: linear between the samples beside it."""
    i = np.flatnonzero(np.sign(value[:-1]) * np.sign(value[1:]) < 0)
    return time[i] - value[i] * (time[i + 1] - time[i]) / (value[i + 1] - value[i])


def rate_zeros(flown):
    history = flown.history()
    return zeros(history["time"], history["rate_y"])


class Case:
    """What a scenario must show. Of `checks`: text, the number that was flown (of the campaign), the number expected,
    and how far they
    may be apart (relative to it, or in its unit)."""

    def __init__(self, name, config, checks):
        self.name, self.config, self.checks = name, config, checks


def relative(tolerance):
    return lambda expected: tolerance * abs(expected)


def absolute(tolerance):
    return lambda expected: tolerance


def of_row(column):
    return lambda flown: getattr(flown.row, column)


def cases():
    thrust, orbit, cut, ground, spin, fallen = constant_thrust(), deorbit(), fall(2.8, 1.5, 1.625), surface(), spin_up(
        3000, 0.005, 1800, 5), drop(5000)
    flip = tumbling(2100.0, 1800.0, 1500.0, 0.001, 0.5, 0.001)
    # T1 to T89 and their tolerances are those of src/MODELS.md
    yield Case("T1", CONFIGS / "constant_thrust.yaml", [
        ("mass, kg", of_row("end_mass"), thrust["mass"], relative(1e-9)),
        ("upward speed, m/s", of_row("end_velocity_up"), thrust["speed"], relative(1e-9)),
        ("height, m", of_row("end_up"), thrust["height"], relative(1e-9))])
    yield Case("T2b", HERE / "circular_orbit.yaml", [
        ("radius after half a circular revolution, m", lambda f: radius(f.row), orbit["apoapsis"], relative(1e-10)),
        ("speed there, m/s", lambda f: speed(f.row), orbit["circular"], relative(1e-10))])
    yield Case("T2b", HERE / "deorbit.yaml", [
        ("radius of the periapsis, m", lambda f: radius(f.row), orbit["periapsis"], relative(1e-10)),
        ("speed there, m/s", lambda f: speed(f.row), orbit["speed"], relative(1e-10)),
        ("time of half a period, s", lambda f: time_of_apsis(f.row), orbit["half_period"], relative(1e-10))])
    yield Case(
        "T3",
        CONFIGS / "gravity_turn.yaml",
        [
            ("specific thrust that the law finds", lambda f: f.history()["thrust_command"][0] /
             (f.history()["mass"][0] * 1.62), 2.0, relative(1e-9)),
            # an attitude that follows its command with 0.13 s
            ("constant of the turn at its least, m/s", lambda f: turn_constant(f, 2).min(), 100.0, relative(0.01)),
            ("constant of the turn at its most, m/s", lambda f: turn_constant(f, 2).max(), 100.0, relative(0.01)),
            ("time to rest, s", lambda f: f.row.end_time + speed(f.row) / 1.62, gravity_turn(2, 0.5, 100,
                                                                                             1.62), absolute(0.1)),
            ("height at rest, m", of_row("end_up"), 0.0, absolute(1.0))
        ])
    yield Case(
        "T6",
        CONFIGS / "e_guidance.yaml",
        [
            # closed loop at 10 Hz
            ("distance from the target after 90 s, m",
             lambda f: math.hypot(f.row.end_east, f.row.end_north, f.row.end_up - 100), 0.0, absolute(0.05)),
            ("speed against the target's, m/s",
             lambda f: math.hypot(f.row.end_velocity_east, f.row.end_velocity_north, f.row.end_velocity_up + 2), 0.0,
             absolute(0.01))
        ])
    yield Case("T10", HERE / "cutoff.yaml", [
        ("speed at touchdown, m/s", of_row("touchdown_speed_vertical"), cut["speed"], relative(1e-9)),
        ("time from cutoff to touchdown, s", of_row("touchdown_time"), cut["time"], relative(1e-9))])
    yield Case("T11", HERE / "inertial_rest.yaml", [
        ("speed of the ground, m/s", lambda f: -f.row.end_velocity_east, ground["speed"], relative(1e-9))])
    yield Case(
        "T11",
        HERE / "carried_along.yaml",
        [
            # velocity over time; the turning itself leaves (w t)^2 = 2e-10 of it
            ("centrifugal acceleration, up, m/s2", lambda f: f.row.end_velocity_up / f.row.end_time,
             ground["centrifugal_up"], relative(1e-9)),
            ("the same, north, m/s2", lambda f: f.row.end_velocity_north / f.row.end_time, ground["centrifugal_north"],
             relative(1e-9))
        ])
    yield Case(
        "T11",
        HERE / "hover.yaml",
        [
            # 1.635 m/s2 times the lag of (1/20 + 0.01) s behind a direction that turns with 1.87e-6 rad/s, over the
            # gain of 0.5 1/s: 4e-7 m/s
            ("drift in a minute of hover, m", lambda f: math.hypot(f.row.end_east, f.row.end_north), 0.0, absolute(5e-5)
             ),
            ("time flown, s", of_row("end_time"), 60.0, absolute(0.0))
        ])
    burnt, exhaust = 2100 * 1.0, 305 * G0
    tail = 2100 * 0.15
    yield Case(
        "T90", HERE / "shutdown.yaml",
        [("propellant of the tail, kg", lambda f: f.row.propellant_used - burnt / exhaust, tail / exhaust,
          relative(1e-3)),
         ("speed that the tail gives, m/s",
          lambda f: f.row.end_velocity_up + 1.625 * 5 - exhaust * log(1250 / (1250 - burnt / exhaust)), exhaust * log(
              (1250 - burnt / exhaust) / (1250 - (burnt + tail) / exhaust)), relative(1e-3)),
         ("part of the thrust after three time constants", lambda f: np.interp(1.45,
                                                                               f.history()["time"],
                                                                               f.history()["thrust"]) / 2100,
          math.exp(-3), relative(1e-3))])
    yield Case("T92", HERE / "slew.yaml",
               [("time until it stands, s", lambda f: f.history()["time"][
                   (f.history()["time"] > 5) & (f.history()["rate_y"] < 0.02)][0], 17.0, relative(0.01)),
                ("angle turned by, deg", lambda f: f.history()["tilt"][-1], 60.0, absolute(1e-6)),
                ("largest rate, deg/s", lambda f: np.abs(f.history()["rate_y"]).max(), 5.0, relative(0.01))])
    yield Case("T15", CONFIGS / "tumbling.yaml", [
        ("first zero of rate_y, s", lambda f: rate_zeros(f)[0], 77.67418055, absolute(1e-5 * flip["interval"])),
        ("interval between flips, s", lambda f: np.diff(rate_zeros(f))[0], flip["interval"], relative(1e-5))])
    yield Case("T17", HERE / "thrust_offset.yaml", [
        ("rate, deg/s", of_row("end_rate_x"), spin["rate"], relative(1e-9)),
        ("angle, deg", lambda f: math.degrees(2 * asin(f.row.end_quaternion[1])), spin["angle"], relative(1e-9))])
    yield Case("T89", CONFIGS / "drop.yaml", [
        ("east of the start at landing, m", of_row("landing_east"), fallen["east"], absolute(1e-6)),
        ("north of it, m", of_row("landing_north"), 0.0, absolute(1e-6)),
        # the speed at landing, 126 m/s, makes 1e-6 m of 8e-9 s
        ("time of the fall, s", of_row("touchdown_time"), fallen["time"], absolute(8e-9))])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    parser.add_argument("--table")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    lines = ["| case | scenario | quantity | expected | flown minus expected | allowed |", "|---|---|---|---|---|---|"]
    for case in cases():
        if options.names and case.name not in options.names:
            continue
        flown = program.fly(case.config)
        for text, measure, expected, tolerance in case.checks:
            error, allowed = measure(flown) - expected, tolerance(expected)
            claims(f"{case.name} ({case.config.name}): {text} is {expected:.10g}",
                   abs(error) <= allowed, f"off by {error:.2g}, allowed {allowed:.2g}")
            lines.append(
                f"| {case.name} | `{case.config.name}` | {text} | {expected:.10g} | {error:.1e} | {allowed:.1e} |")
    if not options.names or "T4" in options.names:
        best, flown = fly_least_propellant(program)
        height, rate, left = best["burn_at"](best["burnt_for"], best["height"], best["speed"])
        for text, got, expected, allowed in [
            ("time of ignition, s", best["ignition"], 19.66966877, 5e-9),
            ("time of landing, s", best["ignition"] + best["burn"], 54.59292507, 5e-9),
            ("mass at landing, kg", best["left"], 1442.188619, 5e-7),
                # of the flight a hundredth of a second before
            ("mass, kg", flown.row.end_mass, left, 1e-6),
            ("height, m", flown.row.end_up, height, 1e-6),
            ("upward speed, m/s", flown.row.end_velocity_up, rate, 1e-6)
        ]:
            claims(f"T4 (ignition.yaml): {text} is {expected:.10g}",
                   abs(got - expected) <= allowed, f"off by {got - expected:.2g}, allowed {allowed:.2g}")
            lines.append(f"| T4 | `ignition.yaml` | {text} | {expected:.10g} | {got - expected:.1e} | {allowed:.1e} |")
    if options.table:
        Path(options.table).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
