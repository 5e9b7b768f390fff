"""Constants, start state, guidance and control of W1: the part that no simulation package brings along.

Shared by the Numba peer and by the Basilisk peer, so that both fly the same flight software compiled the same way.
"""

import math

import numpy as np
from numba import njit

# error_model="numpy" drops Python's division-by-zero checks; fastmath stays off.
compiled = njit(cache=True, error_model="numpy", fastmath=False)
inlined = njit(cache=True, error_model="numpy", fastmath=False, inline="always")

MOON_RADIUS = 1737400.0  # m
MU = 4.9028e12  # m^3/s^2
J2 = 2.0323e-4
J2_RADIUS = 1738000.0  # m
G0 = 9.80665  # m/s^2
MASS = 2750.0  # kg
ISP = 310.0  # s
THRUST_MIN, THRUST_MAX = 1500.0, 7500.0  # N
JX, JY, JZ = 4000.0, 4200.0, 4600.0  # kg m^2
START_ANGLE = 0.3326  # rad before the site
START_HEIGHT, START_SPEED = 15000.0, 1690.0  # m, m/s
MAIN_END, APPROACH_END = 575.0, 675.0  # s
J2_FACTOR = 1.5 * J2 * J2_RADIUS * J2_RADIUS

_LATITUDE, _LONGITUDE = math.radians(-45.5), math.radians(177.6)
UP = np.array(
    [math.cos(_LATITUDE) * math.cos(_LONGITUDE), math.cos(_LATITUDE) * math.sin(_LONGITUDE), math.sin(_LATITUDE)]
)
NORTH = np.array(
    [-math.sin(_LATITUDE) * math.cos(_LONGITUDE), -math.sin(_LATITUDE) * math.sin(_LONGITUDE), math.cos(_LATITUDE)]
)
CROSS = np.cross(UP, NORTH)

# Targets of the two polynomial phases: position, velocity, acceleration.
_TARGET_1 = np.stack([(MOON_RADIUS + 2000.0) * UP - 2360.0 * NORTH, -24.0 * UP + 60.0 * NORTH,
                      0.71 * UP - 3.93 * NORTH])
_TARGET_2 = np.stack([(MOON_RADIUS + 30.0) * UP, -2.0 * UP, 0.0 * UP])
# Plain tuples: Numba freezes them into the code.
T1 = tuple(float(value) for value in _TARGET_1.ravel())
T2 = tuple(float(value) for value in _TARGET_2.ravel())


# Start: radial and along-track unit vectors 0.3326 rad before the site; the body's x axis is up, its z axis backwards.
RADIAL = math.cos(START_ANGLE) * UP - math.sin(START_ANGLE) * NORTH
ALONG = math.sin(START_ANGLE) * UP + math.cos(START_ANGLE) * NORTH
START_DCM = np.stack([RADIAL, np.cross(-ALONG, RADIAL), -ALONG], axis=1)  # body->inertial


def start_states(d):
    """r (m), v (m/s) and mass (kg) of rows of dispersions; the attitude is START_DCM for all, the rate zero."""
    r = (MOON_RADIUS + START_HEIGHT + d[:, 0:1]) * RADIAL + d[:, 1:2] * ALONG + d[:, 2:3] * CROSS
    v = d[:, 3:4] * RADIAL + (START_SPEED + d[:, 4:5]) * ALONG + d[:, 5:6] * CROSS
    return r, v, MASS + d[:, 6]


def thrust_directions(d):
    """Unit vector of the thrust in body axes, with the row's misalignment."""
    direction = np.column_stack([d[:, 9:11], np.ones(len(d))])
    return direction / np.linalg.norm(direction, axis=1)[:, None]


@inlined
def gravity(x, y, z):
    r2 = x * x + y * y + z * z
    r = math.sqrt(r2)
    k = MU / (r2 * r)
    c = J2_FACTOR / r2
    s = 5.0 * z * z / r2
    lateral = -k * (1.0 + c * (1.0 - s))
    return lateral * x, lateral * y, -k * (1.0 + c * (3.0 - s)) * z


@inlined
def polynomial(tgo, r, v, target_r, target_v, target_a):
    """One axis of the law that is linear in time and meets position, velocity and acceleration at tgo."""
    return 12.0 / (tgo * tgo) * (target_r - r) - 6.0 / tgo * (target_v + v) + target_a


@compiled
def guide(t, x, y, z, vx, vy, vz, mass, held):
    """Thrust (N) and its wanted direction; `held` is the answer of the second before, kept in the last 5 s of a phase.
    """
    if t < MAIN_END:
        tgo = MAIN_END - t
        if tgo < 5.0:
            return held
        ax = polynomial(tgo, x, vx, T1[0], T1[3], T1[6])
        ay = polynomial(tgo, y, vy, T1[1], T1[4], T1[7])
        az = polynomial(tgo, z, vz, T1[2], T1[5], T1[8])
    elif t < APPROACH_END:
        tgo = APPROACH_END - t
        if tgo < 5.0:
            return held
        ax = polynomial(tgo, x, vx, T2[0], T2[3], T2[6])
        ay = polynomial(tgo, y, vy, T2[1], T2[4], T2[7])
        az = polynomial(tgo, z, vz, T2[2], T2[5], T2[8])
    else:
        r = math.sqrt(x * x + y * y + z * z)
        ax = 0.5 * (-2.0 * x / r - vx)
        ay = 0.5 * (-2.0 * y / r - vy)
        az = 0.5 * (-2.0 * z / r - vz)
    gx, gy, gz = gravity(x, y, z)
    ax -= gx
    ay -= gy
    az -= gz
    norm = math.sqrt(ax * ax + ay * ay + az * az)
    thrust = min(max(mass * norm, THRUST_MIN), THRUST_MAX)
    return thrust, ax / norm, ay / norm, az / norm


@inlined
def clamp_torque(value):
    return min(max(value, -400.0), 400.0)


@compiled
def steer(dx, dy, wx, wy, wz):
    """Control torque (N m, body) from the wanted thrust direction in body axes and the body rate."""
    return (
        clamp_torque(-2560.0 * dy - 5760.0 * wx),
        clamp_torque(2688.0 * dx - 6048.0 * wy),
        clamp_torque(-4000.0 * wz),
    )


def report(t, r, v, body_z, w, mass):
    """The columns of the answers, one row a landing: t, down, cross, radial and horizontal speed, mass, tilt, rate
    (deg)."""
    up = r / np.linalg.norm(r, axis=1)[:, None]
    radial = np.sum(v * up, axis=1)
    horizontal = np.linalg.norm(v - radial[:, None] * up, axis=1)
    tilt = np.degrees(np.arccos(np.minimum(1.0, np.sum(body_z * up, axis=1))))
    rate = np.degrees(np.linalg.norm(w, axis=1))
    return np.column_stack([t, r @ NORTH, r @ CROSS, radial, horizontal, mass, tilt, rate])
