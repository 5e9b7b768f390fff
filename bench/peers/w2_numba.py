"""W2 in Numba: the same penalty contact law, one scalar touchdown at a time in double."""

import math

import numpy as np

import answers
import peer
from samples import W2_FEET, W2_SLOPE, w2_samples
from w1_flight import compiled, inlined

STEP_S, STEPS = 1e-3, 4000
G = 1.62  # m/s^2
MASS = 1450.0  # kg
JX, JY, JZ = 2000.0, 2100.0, 2300.0  # kg m^2
STIFFNESS, DAMPING, FRICTION, SLIP = 40000.0, 8000.0, 0.5, 0.02  # N/m, N s/m, -, m/s
NX, NZ = math.sin(W2_SLOPE), math.cos(W2_SLOPE)
FEET = tuple(tuple(float(value) for value in foot) for foot in W2_FEET)


@inlined
def foot_force(px, py, pz, ux, uy, uz):
    """Force (inertial) on a foot at p with velocity u: spring and damper along the normal, regularised friction across.
    """
    depth = -(NX * px + NZ * pz)
    un = NX * ux + NZ * uz
    normal = max(0.0, STIFFNESS * depth - DAMPING * un) if depth > 0.0 else 0.0
    sx, sy, sz = ux - un * NX, uy, uz - un * NZ
    speed = math.sqrt(sx * sx + sy * sy + sz * sz)
    k = -FRICTION * normal / max(speed, SLIP)
    return normal * NX + k * sx, k * sy, normal * NZ + k * sz


@compiled
def touch_down(state, out):
    """Runs 4 s from state (v, q, w, x). Fills out with x, y, z, body z axis (z part), speed, peak force over mass."""
    vx, vy, vz, qw, qx, qy, qz, wx, wy, wz, x, y, z = (
        state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7], state[8], state[9],
        state[10], state[11], state[12])
    peak = 0.0
    for _ in range(STEPS):
        r00, r01, r02 = 1.0 - 2.0 * (qy * qy + qz * qz), 2.0 * (qx * qy - qw * qz), 2.0 * (qx * qz + qw * qy)
        r10, r11, r12 = 2.0 * (qx * qy + qw * qz), 1.0 - 2.0 * (qx * qx + qz * qz), 2.0 * (qy * qz - qw * qx)
        r20, r21, r22 = 2.0 * (qx * qz - qw * qy), 2.0 * (qy * qz + qw * qx), 1.0 - 2.0 * (qx * qx + qy * qy)
        fx = fy = fz = tx = ty = tz = 0.0
        for i in range(4):
            bx, by, bz = FEET[i]
            cx, cy, cz = wy * bz - wz * by, wz * bx - wx * bz, wx * by - wy * bx
            gx, gy, gz = foot_force(x + r00 * bx + r01 * by + r02 * bz, y + r10 * bx + r11 * by + r12 * bz,
                                    z + r20 * bx + r21 * by + r22 * bz, vx + r00 * cx + r01 * cy + r02 * cz,
                                    vy + r10 * cx + r11 * cy + r12 * cz, vz + r20 * cx + r21 * cy + r22 * cz)
            fx += gx
            fy += gy
            fz += gz
            lx, ly, lz = r00 * gx + r10 * gy + r20 * gz, r01 * gx + r11 * gy + r21 * gz, r02 * gx + r12 * gy + r22 * gz
            tx += by * lz - bz * ly
            ty += bz * lx - bx * lz
            tz += bx * ly - by * lx
        peak = max(peak, fx * fx + fy * fy + fz * fz)
        vx += STEP_S * (fx / MASS)
        vy += STEP_S * (fy / MASS)
        vz += STEP_S * (fz / MASS - G)
        x += STEP_S * vx
        y += STEP_S * vy
        z += STEP_S * vz
        dwx = (tx - (JZ - JY) * wy * wz) / JX
        dwy = (ty - (JX - JZ) * wz * wx) / JY
        dwz = (tz - (JY - JX) * wx * wy) / JZ
        wx += STEP_S * dwx
        wy += STEP_S * dwy
        wz += STEP_S * dwz
        h = 0.5 * STEP_S
        ew, ex = qw - h * (qx * wx + qy * wy + qz * wz), qx + h * (qw * wx + qy * wz - qz * wy)
        ey, ez = qy + h * (qw * wy + qz * wx - qx * wz), qz + h * (qw * wz + qx * wy - qy * wx)
        scale = 1.0 / math.sqrt(ew * ew + ex * ex + ey * ey + ez * ez)
        qw, qx, qy, qz = ew * scale, ex * scale, ey * scale, ez * scale
    out[0], out[1], out[2] = x, y, z
    out[3] = 1.0 - 2.0 * (qx * qx + qy * qy)
    out[4] = math.sqrt(vx * vx + vy * vy + vz * vz)
    out[5] = math.sqrt(peak) / MASS


@compiled
def touch_down_all(states, out):
    for i in range(states.shape[0]):
        touch_down(states[i], out[i])


def settle(samples):
    """Answers (rows, 6): x, y, z (m), tilt (deg), speed (m/s), peak contact force over mass (m/s^2)."""
    out = np.zeros((len(samples), 6))
    touch_down_all(samples, out)
    out[:, 3] = np.degrees(np.arccos(np.minimum(1.0, out[:, 3])))
    return out


def check():
    found = settle(w2_samples(256))
    return answers.check_w2(found)


if __name__ == "__main__":
    peer.main("numba", "W2", check, lambda count: settle(w2_samples(count)), default_cases=1024)
