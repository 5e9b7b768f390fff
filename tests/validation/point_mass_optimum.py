#!/usr/bin/env python3
"""Least propellant of a point mass from Chang'e-4's ignition to rest above its site, and what a departure from nominal
costs it.

Planar flight about a spherical Moon that doesn't turn: from 15 km over the sphere of 1737.4 km at 1692.3 m/s, level, to
rest 100 m over the level of the site, downrange free. Thrust and specific impulse are constant. (The ground at the site
moves by 3.2 m/s across the track: 0.01 m/s of a flight that already takes off 1,692 m/s.) A farside landing uses more
than that: it comes down upright from 7.8 km, stands at 100 m, moves over and descends. What may be asked of guidance is
that a departure costs it little more than it costs the optimum.

By the maximum principle the thrust points along the costate of the velocity (the primer; Lawden 1963), which obeys
    l_r' = l_u (v^2/r^2 - 2 GM/r^3) - l_v u v/r^2,  l_u' = -l_r + l_v v/r,  l_v' = -2 l_u v/r + l_v u/r
(u climb rate, v speed along the track). Its length is free, so its direction, l_r and the time of flight are found by
Newton's method from height, climb rate and speed at the end. Full thrust all the way is the optimum among all throttles
while the switching function
    S = ve p/m - w,  w' = p T/m^2,  H = 0     (p the primer's length, w = 1 - costate of the mass)
is positive; ignition at perilune is so close to the best moment that S is zero there within 1e-3. `saving` is what less
thrust could spare to first order: the integral of -S over the flow where S is negative.

usage: point_mass_optimum.py [--farside PROGRAM] [--table FILE] [--all]
  --farside PROGRAM  also compares the optimum of the main braking with the braking that the program flies
  --table FILE       writes the table of departures as Markdown (README.md)
  --all              21 values of each departure instead of 5
"""
import argparse
import sys
from pathlib import Path

import numpy as np

from flown import CHANGE4_BLIND, PHASES, Claims, Program

GM = 4.9028001218468e12  # m3/s2, GRGM1200L
SPHERE, SITE = 1737400.0, -5927.0  # m; level of the site (configs/change4.yaml)
G0 = 9.80665
SCALE = np.array([[1e3], [10.0], [10.0]])  # m, m/s, m/s: of errors at the end
STEPS = 300  # Runge-Kutta 4; 600 change the propellant by less than 1e-6 kg
NOMINAL = {
    "thrust_N": 7500.0, "mass_kg": 2900.0, "isp_s": 309.0, "radial_m": 0.0, "along_m": 0.0, "radial_m_s": 0.0,
    "along_m_s": 0.0
}
# departure: (title, unit, largest, how a value of it changes NOMINAL)
DEPARTURES = {
    "thrust": ("thrust", "%", 5.0, lambda x: {"thrust_N": 7500 * (1 + x / 100)}),
    "mass": ("mass at ignition", "%", 3.0, lambda x: {"mass_kg": 2900 * (1 + x / 100)}),
    "isp": ("specific impulse", "%", 3.0, lambda x: {"isp_s": 309 * (1 + x / 100)}),
    "radial": ("radial position", "km", 2.0, lambda x: {"radial_m": 1000 * x}),
    "along": ("position along the track", "km", 5.0, lambda x: {"along_m": 1000 * x}),
    "climb": ("radial speed", "m/s", 5.0, lambda x: {"radial_m_s": x}),
}
TARGET = {"height_m": 100.0, "climb_m_s": 0.0, "speed_m_s": 0.0}


def motion(r, u, v, push, up, along):
    """Derivatives of radius, climb rate and speed along the track; (up, along) is the direction of the thrust."""
    return u, v * v / r - GM / r**2 + push * up, -u * v / r + push * along


def rk4(slope, y, h):
    k1 = slope(y)
    k2 = slope(y + h / 2 * k1)
    k3 = slope(y + h / 2 * k2)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + slope(y + h * k3))


class Flights:
    """Flights of the same kind, one a column: departures from ignition, and where they go to."""

    def __init__(self, departures, **target):
        column = {name: np.array([{**NOMINAL, **d}[name] for d in departures]) for name in NOMINAL}
        self.thrust, self.mass, self.exhaust = column["thrust_N"], column["mass_kg"], column["isp_s"] * G0
        # along_m moves the start along the track: with downrange free, round a sphere, it costs nothing
        self.start = np.stack([SPHERE + 15000 + column["radial_m"], column["radial_m_s"], 1692.3 + column["along_m_s"]])
        to = {**TARGET, **target}
        self.end = np.array([[SPHERE + SITE + to["height_m"]], [to["climb_m_s"]], [to["speed_m_s"]]])

    def flow(self):
        return self.thrust / self.exhaust

    def fly(self, unknowns, copies=1, keep=False):
        """From unknowns (angle of the primer, l_r, time): the end, or with `keep` all times: rows r, u, v, l_r, l_u,
        l_v, w, mass."""
        angle, l_r, time = unknowns
        thrust, mass, flow = (np.tile(x, copies) for x in (self.thrust, self.mass, self.flow()))
        y = np.concatenate([np.tile(self.start, copies), [l_r, np.sin(angle), np.cos(angle)]])
        h, kept = time / STEPS, []
        y = np.concatenate([y, [0 * angle, mass + 0 * angle]])

        def slope(y):
            r, u, v, l_r, l_u, l_v, _, m = y
            p, push = np.hypot(l_u, l_v), thrust / m
            return np.stack([
                *motion(r, u, v, push, l_u / p, l_v / p), l_u * (v * v / r**2 - 2 * GM / r**3) - l_v * u * v / r**2,
                -l_r + l_v * v / r, -2 * l_u * v / r + l_v * u / r, p * push / m, -flow + 0 * m
            ])

        for _ in range(STEPS):
            kept.append(y)
            y = rk4(slope, y, h)
        return np.array(kept + [y]) if keep else y

    def solve(self):
        """Newton's method from the nominal flight's surroundings; time of flight. Fails loudly where it doesn't
        converge."""
        n, size = len(self.thrust), np.array([1e-5, 1e-7, 1e-2])
        x = np.tile(np.array([[np.pi - 0.02], [-1.9e-3], [525.0]]), n)
        for _ in range(60):
            apart = np.concatenate([x] + [x + size[:, None] * np.eye(3)[:, [i]] for i in range(3)], axis=1)
            y = self.fly(apart, copies=4)[:3].reshape(3, 4, n)
            error = (y - self.end[:, None]) / SCALE[:, None]
            jacobian = np.moveaxis((error[:, 1:] - error[:, :1]) / size[None, :, None], 2, 0)
            step = -np.linalg.solve(jacobian, error[:, 0].T[:, :, None])[:, :, 0].T
            x = x + np.minimum(1, (np.array([[0.1], [5e-4], [60.0]]) / np.abs(step)).min(axis=0)) * step
            if np.abs(error[:, 0]).max() < 1e-9:
                self.unknowns = x
                return x[2]
        raise RuntimeError(f"no convergence: {np.abs(error[:, 0]).max()}")

    def propellant(self):
        return self.flow() * self.solve()

    def switching(self):
        """S at all times, a column a flight: propellant that a second of full thrust spares over that it burns. After
        solve()."""
        r, u, v, l_r, l_u, l_v, w, m = np.moveaxis(self.fly(self.unknowns, keep=True), 1, 0)
        p = np.hypot(l_u, l_v)
        rest = l_r * u + l_u * (v * v / r - GM / r**2) - l_v * u * v / r
        w = w + ((p * self.thrust / m + rest) / self.flow())[0]  # H = 0 at ignition gives w there
        return (p / m * self.exhaust - w) / w[-1]                # w = 1 at the end

    def saving(self):
        """What less thrust where S is negative could spare to first order, kg."""
        return (np.maximum(-self.switching(), 0) * self.flow()).mean(axis=0) * self.unknowns[2]

    def throttling(self, parts):
        """Of one flight: propellant per change of the throttle over each part of the time, kg; negative: less thrust
        costs propellant."""
        s = self.switching()[:, 0]
        mean = ((s[1:] + s[:-1]) / 2).reshape(parts, -1).mean(axis=1)
        return -mean * self.flow() * self.unknowns[2] / parts


def optimum(departures):
    """Least propellant of each, kg."""
    return Flights(departures).propellant()


def beyond_nominal(kind, values):
    """What each value of a departure costs the optimum beyond the nominal flight, kg; 0 for what a point mass doesn't
    know."""
    if kind not in DEPARTURES:
        return np.zeros(len(values))
    change = DEPARTURES[kind][3]
    needed = optimum([{}] + [change(x) for x in values])
    return needed[1:] - needed[0]


class Direct:
    """The same flight without costates: the angle of the thrust is linear between NODES, and the time of flight is made
    least, subject to
    what must hold at the end, by Newton's method on the Lagrangian's derivatives, which are differences of flights."""
    NODES = 13

    def __init__(self, departure):
        self.one = Flights([departure])
        where = np.linspace(0, self.NODES - 1, STEPS + 1)[:, None]
        self.share = np.maximum(1 - np.abs(where - np.arange(self.NODES)), 0)  # of each node, at each step

    def error(self, x, throttle=None):
        """At the end, a column each: of angles at the nodes and time. `throttle`: rows of the time between nodes,
        columns."""
        one, n = self.one, x.shape[1]
        angle, h, each = self.share @ x[:-1], x[-1] / STEPS, STEPS // (self.NODES - 1)
        y = np.concatenate([np.tile(one.start, n), np.tile(one.mass, n)[None]])
        for i in range(STEPS):
            part = 1.0 if throttle is None else throttle[i // each]

            def slope(y, angle):
                r, u, v, m = y
                return np.stack(
                    [*motion(r, u, v, part * one.thrust / m, np.sin(angle), np.cos(angle)), -part * one.flow() + 0 * m])

            begin, end = angle[i], angle[i + 1]
            k1 = slope(y, begin)
            k2 = slope(y + h / 2 * k1, (begin + end) / 2)
            k3 = slope(y + h / 2 * k2, (begin + end) / 2)
            y = y + h / 6 * (k1 + 2 * (k2 + k3) + slope(y + h * k3, end))
        return (y[:3] - one.end) / SCALE

    def solve(self):
        """Time of flight, from a steering that isn't the answer: the angle a straight line of time."""
        n = self.NODES + 1
        x = np.append(np.radians(np.linspace(181, 145, self.NODES)), 530.0)
        size = np.append(np.full(self.NODES, 1e-4), 1e-2)
        pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        e = np.diag(size)
        moves = np.array([np.zeros(n), *e, *-e, *(e[i] + e[j] for i, j in pairs), *(-e[i] - e[j] for i, j in pairs)])
        goal, multiplier = np.append(np.zeros(self.NODES), 1.0), None
        for _ in range(50):
            c = self.error(x[:, None] + moves.T)
            here, more, less = c[:, :1], c[:, 1:n + 1], c[:, n + 1:2 * n + 1]
            both = c[:, 2 * n + 1:].reshape(3, 2, -1).sum(axis=1)
            gradient, single = (more - less) / (2 * size), more + less
            second = np.zeros((3, n, n))
            for k, (i, j) in enumerate(pairs):
                second[:, i, j] = second[:, j, i] = (both[:, k] - single[:, i] - single[:, j] + 2 * here[:, 0]) / (
                    2 * size[i] * size[j])
            second[:, range(n), range(n)] = (single - 2 * here) / size**2
            if multiplier is None:
                multiplier = np.linalg.lstsq(gradient.T, -goal, rcond=None)[0]
            step = np.linalg.solve(
                np.block([[np.tensordot(multiplier, second, 1), gradient.T], [gradient, np.zeros((3, 3))]]),
                -np.append(goal, here[:, 0]))
            part = min(1.0, 0.1 / np.abs(step[:n - 1]).max(), 20 / abs(step[n - 1]))
            x, multiplier = x + part * step[:n], multiplier + part * (step[n:] - multiplier)
            if np.abs(here).max() < 1e-8 and np.abs(step[:n] / size).max() < 1e-2:
                self.x, self.multiplier = x, multiplier
                return x[-1]
        raise RuntimeError("the direct method does not converge")

    def throttling(self):
        """After solve(): propellant per change of the throttle over each part of the time, kg; negative: less thrust
        costs propellant."""
        parts, d = self.NODES - 1, 1e-4
        moved = 1 + d * np.concatenate([np.eye(parts), -np.eye(parts)], axis=1)
        c = self.error(np.tile(self.x[:, None], 2 * parts), moved)
        slope = (c[:, :parts] - c[:, parts:]) / (2 * d)
        return self.one.flow() * (self.x[-1] / parts + self.multiplier @ slope)


def check_method(claims):
    """The shooting against the direct method, on the nominal flight and on one far from it."""
    for text, departure in (("nominal", {}), ("thrust -5 %, 2 km high, 5 m/s down", {
            "thrust_N": 7125, "radial_m": 2000, "radial_m_s": -5
    })):
        flights = Flights([departure])
        time, direct = flights.solve()[0], Direct(departure)
        other = direct.solve()
        # 1e-6 s found; steering by 13 nodes can't be better, 1e-6 s is what Newton's method leaves
        claims(f"optimum: the direct method needs as long as the shooting within 0.1 ms, {text}",
               -1e-6 < other - time < 1e-4, f"{other:.6f} of {time:.6f} s")
        apart = np.abs(direct.throttling() - flights.throttling(Direct.NODES - 1)).max()
        claims(f"optimum: and gives the same for throttling within 5 g, {text}", apart < 5e-3, f"{apart * 1e3:.2f} g")


def check_braking(program, claims):
    """Explicit guidance of the braking is known to be close to the optimum."""
    published = Flights([{}], height_m=7600.0, climb_m_s=-80.0, speed_m_s=0.0)
    time, speed = published.solve()[0], published.exhaust[0] * -np.log1p(-published.propellant()[0] / 2900)
    # by another program's planar explicit guidance; an end at 60 or 90 m/s down, which it doesn't say, makes 2 s and 9
    # m/s
    claims("optimum: braking to 7.6 km takes 515 s and 1753 m/s within 2 s and 9 m/s",
           abs(time - 515) < 2 and abs(speed - 1753) < 9, f"{time:.1f} s, {speed:.0f} m/s")
    row, end = program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=",
                           "output.phases=states").row, PHASES.index("adjust")
    place, velocity = (np.array([getattr(row, f"phase_{name}{axis}")[end] for axis in ("east", "north", "up")])
                       for name in ("", "velocity_"))
    place[2] += SPHERE + SITE
    radius = np.linalg.norm(place)
    climb = velocity @ place / radius
    to = {"height_m": radius - SPHERE - SITE, "climb_m_s": climb, "speed_m_s": np.sqrt(velocity @ velocity - climb**2)}
    least, used = Flights([{}], **to).propellant()[0], row.phase_mass[0] - row.phase_mass[end]
    claims("optimum: the program's main braking needs no less than the optimum to where it ends, and at most 1 % more",
           0 <= used / least - 1 < 0.01, f"{used:.1f} of {least:.1f} kg")


def table(all_values):
    count = 21 if all_values else 5
    lines = [
        "| departure | value | time, s | propellant, kg | beyond nominal, kg | throttling could spare, kg |",
        "|---|---|---|---|---|---|"
    ]

    def rows(title, unit, values, departures):
        flights = Flights(departures)
        propellant, time, saving = flights.propellant(), flights.unknowns[2], flights.saving()
        for value, p, t, s in zip(values, propellant, time, saving):
            lines.append(
                f"| {title} | {f'{value:+g} {unit}' if unit else '-'} | {t:.2f} | {p:.2f} | {p - nominal:+.2f} | "
                f"{s:.2f} |"
            )

    nominal = optimum([{}])[0]
    rows("none", "", [0], [{}])
    for title, unit, largest, change in DEPARTURES.values():
        values = [v for v in np.linspace(-largest, largest, count) if v]
        rows(title, unit, np.round(values, 9), [change(v) for v in values])
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside")
    parser.add_argument("--table")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    claims = Claims("validation")
    check_method(claims)
    if options.farside:
        check_braking(Program(options.farside), claims)
    text = table(options.all)
    if options.table:
        Path(options.table).write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
