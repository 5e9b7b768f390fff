"""W2's twin in MuJoCo: the same mass, inertia, feet and plane, with sprung legs and MuJoCo's own rigid contact.

Not the same contact law as W2: the springs sit in the legs and act along the body axis, the ground itself is rigid.
Compare tilt, slide and peak force, not bits. The time steps run in MuJoCo's own loop (mujoco.rollout), one thread.
"""

import mujoco
import mujoco.rollout
import numpy as np

import answers
import peer
import w2_numba
from samples import W2_FEET, w2_samples

STEP_S, STEPS = 1e-3, 4000
G = 1.62  # m/s^2
MASS, INERTIA = 1450.0, np.array([2000.0, 2100.0, 2300.0])  # kg, kg m^2: lander and feet together
FOOT_MASS, FOOT_RADIUS = 5.0, 0.05  # kg, m
BATCH = 16  # landings in one call: 16 x 4000 x 28 states of memory
CONTACT = 'friction="0.5 0.005 0.0001" solref="0.004 1" condim="3"'
LEVEL = f'<geom type="plane" size="50 50 1" contype="0" conaffinity="1" {CONTACT}/>'
PLANE = LEVEL.replace("/>", ' euler="0 8 0"/>')  # of W2


def box(centre, half_sizes):
    return f'<geom type="box" pos="{centre}" size="{half_sizes}" contype="0" conaffinity="1" {CONTACT}/>'


def model_xml(ground=PLANE):
    """The trunk is what remains of mass and inertia when the feet are taken off; the whole CoM is the body's origin."""
    centres = W2_FEET + np.array([0.0, 0.0, FOOT_RADIUS])  # the lowest point of a sphere is W2's foot
    trunk_mass = MASS - len(centres) * FOOT_MASS
    trunk_z = -FOOT_MASS * centres[:, 2].sum() / trunk_mass
    squares = FOOT_MASS * (centres**2).sum(axis=0)
    feet_inertia = squares.sum() - squares + len(centres) * 0.4 * FOOT_MASS * FOOT_RADIUS**2
    trunk_inertia = INERTIA - feet_inertia - trunk_mass * trunk_z**2 * np.array([1.0, 1.0, 0.0])
    feet = "".join(
        f'<body pos="{x} {y} {z}"><joint type="slide" axis="0 0 1" stiffness="40000" damping="8000" limited="true" '
        f'range="-0.02 0.45"/><geom type="sphere" size="{FOOT_RADIUS}" mass="{FOOT_MASS}" contype="1" conaffinity="0" '
        f'{CONTACT}/></body>'
        for x, y, z in centres)
    return f"""
<mujoco>
  <option timestep="{STEP_S}" gravity="0 0 {-G}" integrator="Euler" cone="elliptic" impratio="10"/>
  <worldbody>
    {ground}
    <body name="lander">
      <freejoint/>
      <inertial pos="0 0 {trunk_z}" mass="{trunk_mass}" diaginertia="{' '.join(map(str, trunk_inertia))}"/>
      {feet}
    </body>
  </worldbody>
  <sensor><subtreelinvel body="lander"/></sensor>
</mujoco>"""


def settle(samples):
    """Answers (rows, 5): x, y, z (m), tilt (deg), peak contact force over mass (m/s^2, mean over one step)."""
    model = mujoco.MjModel.from_xml_string(model_xml())
    data = mujoco.MjData(model)
    size = mujoco.mj_stateSize(model, mujoco.mjtState.mjSTATE_FULLPHYSICS)
    out = np.zeros((len(samples), 5))
    for first in range(0, len(samples), BATCH):
        batch = samples[first : first + BATCH]
        start = np.zeros((len(batch), size))  # time, then qpos (7 + 4), qvel (6 + 4)
        start[:, 1:4], start[:, 4:8] = batch[:, 10:13], batch[:, 3:7]
        start[:, 12:15], start[:, 15:18] = batch[:, 0:3], batch[:, 7:10]
        state, velocity = mujoco.rollout.rollout(model, data, start, nstep=STEPS)
        force = np.diff(velocity, axis=1) / STEP_S + np.array([0.0, 0.0, G])
        rows = slice(first, first + len(batch))
        out[rows, 0:3] = state[:, -1, 1:4]
        qx, qy = state[:, -1, 5], state[:, -1, 6]
        out[rows, 3] = np.degrees(np.arccos(1.0 - 2.0 * (qx * qx + qy * qy)))
        out[rows, 4] = np.sqrt(np.max(np.sum(force**2, axis=2), axis=1))
    return out


def check():
    samples = w2_samples(64)
    return answers.check_w2_mujoco(settle(samples), w2_numba.settle(samples))


if __name__ == "__main__":
    peer.main("mujoco", "W2", check, lambda count: settle(w2_samples(count)), default_cases=64)
