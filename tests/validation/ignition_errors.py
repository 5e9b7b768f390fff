#!/usr/bin/env python3
"""Whether the errors of the state at ignition in configs/change4.yaml are those of an orbit: taken back by half a
revolution of 15 x 100 km along Kepler's partial derivatives, they must be what a short arc of tracking gives there.
And whether configs/change4_orbit.yaml, which begins there, arrives at ignition with them.

usage: ignition_errors.py --farside PROGRAM
"""
import argparse
import re
import sys

import numpy as np

from closed_forms import GM
from flown import CHANGE4_BLIND, Claims, Program

ORBIT = CHANGE4_BLIND.with_name("change4_orbit.yaml")
PERILUNE, APOLUNE = 1752400.0, 1837400.0  # m
AXIS = (PERILUNE + APOLUNE) / 2
RADIAL, ALONG, CROSS, RADIAL_SPEED, ALONG_SPEED, CROSS_SPEED = range(6)


def after(y, time, steps=1000):
    """States (a column each: place, velocity) in the field of a point mass, by Runge-Kutta 4."""
    def slope(y):
        return np.concatenate([y[3:], -GM / np.linalg.norm(y[:3], axis=0)**3 * y[:3]])

    h = time / steps
    for _ in range(steps):
        k1 = slope(y)
        k2 = slope(y + h / 2 * k1)
        k3 = slope(y + h / 2 * k2)
        y = y + h / 6 * (k1 + 2 * (k2 + k3) + slope(y + h * k3))
    return y


def half_a_revolution():
    """Partial derivatives of the state at perilune by that at the apolune before, both radial, along and across."""
    speed = np.sqrt(GM * (2 / APOLUNE - 1 / AXIS))
    nominal, time = np.array([APOLUNE, 0, 0, 0, speed, 0]), np.pi * np.sqrt(AXIS**3 / GM)
    size = np.array([1, 1, 1, 1e-3, 1e-3, 1e-3])
    moved = np.concatenate([nominal[:, None] + np.diag(size), nominal[:, None] - np.diag(size)], axis=1)
    y = after(moved, time)
    partials = (y[:, :6] - y[:, 6:]) / (2 * size)
    return np.diag([-1, -1, 1, -1, -1, 1]) @ partials  # at perilune radial and along point the other way


def covariance(text, block="descent"):
    entry = next(line for line in text.splitlines() if f"start.{block}.radial_m," in line)
    rows = re.search(r"correlation: \[(\[.*?\])\]", entry)[1]
    sd = np.array(re.search(r"{sd: \[(.*?)\]", entry)[1].split(","), float)
    correlation = np.array([row.split(",") for row in re.findall(r"\[([^\[\]]*)\]", rows)], float)
    return sd, correlation


def flown_at_ignition(program, claims, expected):
    """The states at ignition of flights from the orbit, about their mean, against the errors of change4 there."""
    cases = 2000
    rows = program.fly(ORBIT, "output.phases=states", "touchdown.model=none", "moon.terrain.relief.model=none",
                       f"campaign.cases={cases}").columns
    place = np.array([rows[f"phase_{name}"][:, 0] for name in ("east", "north", "up")], float)
    motion = np.array([rows[f"phase_velocity_{name}"][:, 0] for name in ("east", "north", "up")], float)
    centre = np.array([0, 0, 1737400.0 - 5927.0])  # of the Moon, below the target
    from_centre = place + centre[:, None]
    radial = from_centre.mean(axis=1)
    radial /= np.linalg.norm(radial)
    along = motion.mean(axis=1)
    along -= radial * (along @ radial)
    along /= np.linalg.norm(along)
    axes = np.array([radial, along, np.cross(radial, along)])
    states = np.concatenate([axes @ (place - place.mean(axis=1)[:, None]),
                             axes @ (motion - motion.mean(axis=1)[:, None])])
    found = np.cov(states)
    sd = np.sqrt(np.diag(found))
    # 4 sigma of a standard deviation of 2,000 draws is 6.4 %; the rest is for what degree 8 adds to Kepler's partials
    wanted = np.sqrt(np.diag(expected))
    claims("ignition errors: flown from the orbit, their standard deviations are those of change4 within 9 %",
           bool(np.all(np.abs(sd / wanted - 1) < 0.09)), ", ".join(f"{x:.3g}" for x in sd))
    correlation, told = found / np.outer(sd, sd), expected / np.outer(wanted, wanted)
    # 4 sigma of a correlation of 2,000 draws is 0.09 where there is none
    claims("ignition errors: flown from the orbit, so are their correlations within 0.1",
           bool(np.all(np.abs(correlation - told) < 0.1)),
           f"radial with speed along {correlation[RADIAL, ALONG_SPEED]:.3f}, along with radial speed "
           f"{correlation[ALONG, RADIAL_SPEED]:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    program, claims, back = Program(options.farside), Claims("validation"), np.linalg.inv(half_a_revolution())
    # a closed form to hold the partial derivatives to: an impulse along the track at the apolune lifts the perilune
    lifted = 4 * AXIS**2 * np.sqrt(GM * (2 / APOLUNE - 1 / AXIS)) / GM
    found = np.linalg.inv(back)[RADIAL, ALONG_SPEED]
    claims("ignition errors: 1 m/s along the track at the apolune lifts the perilune as theory says, within 1e-4",
           abs(found / lifted - 1) < 1e-4, f"{found:.2f} of {lifted:.2f} m")
    for config in (CHANGE4_BLIND, CHANGE4_BLIND.with_name("change4_lola.yaml")):
        name = config.stem
        text = program.call("validate", config, "--resolved", "--set", "moon.terrain.model=sphere", "--set",
                            "moon.terrain.layers=")
        sd, correlation = covariance(text)
        claims(f"ignition errors: {name}: radial position goes with the speed along, the place along with radial speed",
               all(-0.99 <= correlation[i, j] <= -0.9 for i, j in ((RADIAL, ALONG_SPEED), (ALONG, RADIAL_SPEED))))
        least = np.linalg.eigvalsh(correlation)[0]
        claims(f"ignition errors: {name}: no combination of them is without error", least > 1e-3,
               f"least eigenvalue {least:.4f}")
        before = np.sqrt(np.diag(back @ (np.outer(sd, sd) * correlation) @ back.T))
        place, speed = np.linalg.norm(before[:3]), np.linalg.norm(before[3:])
        # Published: 1 km, 1 m/s. The least that any correlations make of these standard deviations is 1.3 km and 1.0
        # m/s; the rest is what it takes to be no more certain than that of some combinations.
        claims(f"ignition errors: {name}: half a revolution earlier they are below 1.7 km and 1.5 m/s", place < 1700
               and speed < 1.5,
               f"{', '.join(f'{x:.0f}' for x in before[:3])} m; {', '.join(f'{x:.2f}' for x in before[3:])} m/s")
    sd, correlation = covariance(program.call("validate", CHANGE4_BLIND, "--resolved"))
    at_ignition = np.outer(sd, sd) * correlation
    sd, correlation = covariance(program.call("validate", ORBIT, "--resolved"), "orbit")
    mapped = np.linalg.inv(back) @ (np.outer(sd, sd) * correlation) @ np.linalg.inv(back).T
    scale = np.sqrt(np.outer(np.diag(at_ignition), np.diag(at_ignition)))
    off = float(np.max(np.abs(mapped - at_ignition) / scale))
    claims("ignition errors: those of change4_orbit, along Kepler's partial derivatives, are those of change4 within "
           "0.1 %", off < 1e-3, f"{off:.1e}")
    flown_at_ignition(program, claims, at_ignition)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
