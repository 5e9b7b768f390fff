"""W1 in Numba: one scalar landing at a time in double, classic RK4 with every state in a local variable."""

import math

import numpy as np

import answers
import peer
from samples import w1_samples
from w1_flight import G0, ISP, JX, JY, JZ, MOON_RADIUS, START_DCM
from w1_flight import compiled, gravity, guide, inlined, report, start_states, steer, thrust_directions

STEP_CAP = 20000  # 2000 s at 0.1 s: a landing takes 690 s


@inlined
def rates(x, y, z, vx, vy, vz, qw, qx, qy, qz, wx, wy, wz, m, fx, fy, fz, tx, ty, tz):
    """Derivatives of v, q and w; those of r and m are known to the caller."""
    gx, gy, gz = gravity(x, y, z)
    bx, by, bz = fx / m, fy / m, fz / m
    ax = gx + (1.0 - 2.0 * (qy * qy + qz * qz)) * bx + 2.0 * (qx * qy - qw * qz) * by + 2.0 * (qx * qz + qw * qy) * bz
    ay = gy + 2.0 * (qx * qy + qw * qz) * bx + (1.0 - 2.0 * (qx * qx + qz * qz)) * by + 2.0 * (qy * qz - qw * qx) * bz
    az = gz + 2.0 * (qx * qz - qw * qy) * bx + 2.0 * (qy * qz + qw * qx) * by + (1.0 - 2.0 * (qx * qx + qy * qy)) * bz
    dqw = -0.5 * (qx * wx + qy * wy + qz * wz)
    dqx = 0.5 * (qw * wx + qy * wz - qz * wy)
    dqy = 0.5 * (qw * wy + qz * wx - qx * wz)
    dqz = 0.5 * (qw * wz + qx * wy - qy * wx)
    dwx = (tx - (JZ - JY) * wy * wz) * (1.0 / JX)
    dwy = (ty - (JX - JZ) * wz * wx) * (1.0 / JY)
    dwz = (tz - (JY - JX) * wx * wy) * (1.0 / JZ)
    return ax, ay, az, dqw, dqx, dqy, dqz, dwx, dwy, dwz


@compiled
def land(start, isp, factor, mis, ticks_per_s, out):
    """Flies one landing from `start` (r v q w m). Fills out with t, r, v, body z axis, w, m; returns False at the cap.
    """
    x, y, z, vx, vy, vz = start[0], start[1], start[2], start[3], start[4], start[5]
    qw, qx, qy, qz, wx, wy, wz = start[6], start[7], start[8], start[9], start[10], start[11], start[12]
    m = start[13]
    dt = 1.0 / ticks_per_s
    control_every = ticks_per_s // 10
    half, sixth = 0.5 * dt, dt / 6.0
    command = (0.0, 0.0, 0.0, 0.0)
    fx = fy = fz = tx = ty = tz = mdot = 0.0
    height = math.sqrt(x * x + y * y + z * z) - MOON_RADIUS

    for k in range(STEP_CAP):
        if k % ticks_per_s == 0:
            command = guide(k / ticks_per_s, x, y, z, vx, vy, vz, m, command)
        if k % control_every == 0:
            ux, uy, uz = command[1], command[2], command[3]
            dx = (1.0 - 2.0 *
                  (qy * qy + qz * qz)) * ux + 2.0 * (qx * qy + qw * qz) * uy + 2.0 * (qx * qz - qw * qy) * uz
            dy = 2.0 * (qx * qy - qw * qz) * ux + (1.0 - 2.0 *
                                                   (qx * qx + qz * qz)) * uy + 2.0 * (qy * qz + qw * qx) * uz
            tx, ty, tz = steer(dx, dy, wx, wy, wz)
            thrust = command[0] * factor
            fx, fy, fz = thrust * mis[0], thrust * mis[1], thrust * mis[2]
            tx += fy
            ty -= fx
            mdot = thrust / (isp * G0)

        x0, y0, z0, vx0, vy0, vz0, height0 = x, y, z, vx, vy, vz, height
        mh, m1 = m - half * mdot, m - dt * mdot
        a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = rates(
            x, y, z, vx, vy, vz, qw, qx, qy, qz, wx, wy, wz, m, fx, fy, fz, tx, ty, tz)
        ux1, uy1, uz1 = vx + half * a1, vy + half * a2, vz + half * a3
        b1, b2, b3, b4, b5, b6, b7, b8, b9, b10 = rates(
            x + half * vx, y + half * vy, z + half * vz, ux1, uy1, uz1,
            qw + half * a4, qx + half * a5, qy + half * a6, qz + half * a7,
            wx + half * a8, wy + half * a9, wz + half * a10, mh, fx, fy, fz, tx, ty, tz)
        ux2, uy2, uz2 = vx + half * b1, vy + half * b2, vz + half * b3
        c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 = rates(
            x + half * ux1, y + half * uy1, z + half * uz1, ux2, uy2, uz2,
            qw + half * b4, qx + half * b5, qy + half * b6, qz + half * b7,
            wx + half * b8, wy + half * b9, wz + half * b10, mh, fx, fy, fz, tx, ty, tz)
        ux3, uy3, uz3 = vx + dt * c1, vy + dt * c2, vz + dt * c3
        d1, d2, d3, d4, d5, d6, d7, d8, d9, d10 = rates(
            x + dt * ux2, y + dt * uy2, z + dt * uz2, ux3, uy3, uz3,
            qw + dt * c4, qx + dt * c5, qy + dt * c6, qz + dt * c7,
            wx + dt * c8, wy + dt * c9, wz + dt * c10, m1, fx, fy, fz, tx, ty, tz)
        x += sixth * (vx + 2.0 * (ux1 + ux2) + ux3)
        y += sixth * (vy + 2.0 * (uy1 + uy2) + uy3)
        z += sixth * (vz + 2.0 * (uz1 + uz2) + uz3)
        vx += sixth * (a1 + 2.0 * (b1 + c1) + d1)
        vy += sixth * (a2 + 2.0 * (b2 + c2) + d2)
        vz += sixth * (a3 + 2.0 * (b3 + c3) + d3)
        qw += sixth * (a4 + 2.0 * (b4 + c4) + d4)
        qx += sixth * (a5 + 2.0 * (b5 + c5) + d5)
        qy += sixth * (a6 + 2.0 * (b6 + c6) + d6)
        qz += sixth * (a7 + 2.0 * (b7 + c7) + d7)
        wx += sixth * (a8 + 2.0 * (b8 + c8) + d8)
        wy += sixth * (a9 + 2.0 * (b9 + c9) + d9)
        wz += sixth * (a10 + 2.0 * (b10 + c10) + d10)
        m = m1
        scale = 1.0 / math.sqrt(qw * qw + qx * qx + qy * qy + qz * qz)
        qw, qx, qy, qz = qw * scale, qx * scale, qy * scale, qz * scale

        height = math.sqrt(x * x + y * y + z * z) - MOON_RADIUS
        if height <= 0.0:
            f = height0 / (height0 - height)
            out[0] = (k + f) * dt
            out[1], out[2], out[3] = x0 + f * (x - x0), y0 + f * (y - y0), z0 + f * (z - z0)
            out[4], out[5], out[6] = vx0 + f * (vx - vx0), vy0 + f * (vy - vy0), vz0 + f * (vz - vz0)
            out[7], out[8] = 2.0 * (qx * qz + qw * qy), 2.0 * (qy * qz - qw * qx)
            out[9] = 1.0 - 2.0 * (qx * qx + qy * qy)
            out[10], out[11], out[12], out[13] = wx, wy, wz, m
            return True
    return False


@compiled
def land_all(starts, isps, factors, misalignments, ticks_per_s, out):
    landed = 0
    for i in range(starts.shape[0]):
        landed += land(starts[i], isps[i], factors[i], misalignments[i], ticks_per_s, out[i])
    return landed


def start_quaternion():
    """Scalar-first quaternion of START_DCM by way of its w, which is not small there (0.53)."""
    R = START_DCM
    w = 0.5 * math.sqrt(1.0 + R[0, 0] + R[1, 1] + R[2, 2])
    return np.array([w, (R[2, 1] - R[1, 2]) / (4 * w), (R[0, 2] - R[2, 0]) / (4 * w), (R[1, 0] - R[0, 1]) / (4 * w)])


def fly(samples, ticks_per_s=10):
    """Answers (rows, 8) of the given dispersions."""
    starts = np.zeros((len(samples), 14))
    starts[:, 0:3], starts[:, 3:6], starts[:, 13] = start_states(samples)
    starts[:, 6:10] = start_quaternion()
    out = np.zeros((len(samples), 14))
    landed = land_all(starts, ISP + samples[:, 7], 1.0 + samples[:, 8], thrust_directions(samples), ticks_per_s, out)
    if landed != len(samples):
        raise RuntimeError(f"{len(samples) - landed} of {len(samples)} landings did not end within {STEP_CAP} steps")
    return report(out[:, 0], out[:, 1:4], out[:, 4:7], out[:, 7:10], out[:, 10:13], out[:, 13])


def check():
    samples = w1_samples(200)
    found = fly(samples)
    half_step = fly(samples[:1], ticks_per_s=20)
    return answers.check_w1(found, answers.W1_SAME_STEP) + answers.check_w1_half_step(half_step[0])


if __name__ == "__main__":
    peer.main("numba", "W1", check, lambda count: fly(w1_samples(count)), default_cases=2000)
