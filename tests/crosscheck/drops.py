#!/usr/bin/env python3
"""Touchdowns of the model `rigid` beside MuJoCo: the same drops over a plane, and over a step of 0.2 m under one pad.

Mass, inertia and feet as in W2. MuJoCo has the springs in the legs (slide joints along the body's axis) and its own
rigid contact under them, so the way to rest differs; where a lander comes to rest, and whether it stands, should not.

usage: drops.py --farside PROGRAM [--count N]
"""
import argparse
import sys
import tempfile
from pathlib import Path

import mujoco
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "../../bench/peers"), str(HERE / "../validation")]
import w2_mujoco  # noqa: E402
from flown import Claims, Program  # noqa: E402
from samples import W2_FEET, about_axis, quaternion_product  # noqa: E402

STEP_M, EDGE_M = 0.2, 0.5  # the ground is higher by STEP_M where east and north are beyond EDGE_M: under one pad
SECONDS = 12
TIPPED_DEG = 60.0
METRES_PER_DEG = np.pi / 180.0 * 1737400.0
COLUMNS = [
    "height_m", "velocity_east_m_s", "velocity_north_m_s", "velocity_up_m_s", "yaw_deg", "tilt_east_deg",
    "tilt_north_deg", "rate_x_deg_s", "rate_y_deg_s", "rate_z_deg_s"
]


def drops(count, seed, yaw_deg, horizontal_m_s):
    """Start states, one row each, in the order and the units of COLUMNS."""
    g = np.random.Generator(np.random.PCG64(seed))
    speed, heading = g.uniform(0.0, horizontal_m_s, count), g.uniform(0.0, 2.0 * np.pi, count)
    return np.column_stack([
        np.full(count, 0.35), speed * np.cos(heading), speed * np.sin(heading),
        g.uniform(-3.0, -1.0, count),
        g.uniform(-yaw_deg, yaw_deg, count), *(3.0 * g.standard_normal((2, count))), *g.standard_normal((3, count))
    ])


def attitude(row):
    """Yaw, then the tilt as a rotation vector of the site frame: quaternion body to site, scalar first."""
    tilt = np.radians(row[5:7])
    angle = np.linalg.norm(tilt)
    axis = np.array([*tilt, 0.0]) / max(angle, 1e-300)
    turned = np.concatenate([[np.cos(angle / 2)], np.sin(angle / 2) * axis])
    return quaternion_product(turned[None], about_axis(2, np.radians(row[4:5])))[0]


def rotation(q):
    w, x, y, z = q
    return np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
                     [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
                     [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]])


def settle_in_mujoco(rows, ground, normal):
    """Final and largest tilt from the vertical, deg. `normal`: of the plane below the CG, over which the lowest foot
    starts."""
    model = mujoco.MjModel.from_xml_string(w2_mujoco.model_xml(ground))
    data = mujoco.MjData(model)
    final, largest = np.zeros(len(rows)), np.zeros(len(rows))
    for i, row in enumerate(rows):
        mujoco.mj_resetData(model, data)
        q = attitude(row)
        lowest = (W2_FEET @ rotation(q).T @ normal).min()
        data.qpos[0:7] = [0.0, 0.0, (row[0] - lowest) / normal[2], *q]
        data.qvel[0:6] = [*row[1:4], *np.radians(row[7:10])]
        for _ in range(SECONDS * 10):
            mujoco.mj_step(model, data, 100)
            final[i] = np.degrees(np.arccos(np.clip(1.0 - 2.0 * (data.qpos[4] ** 2 + data.qpos[5] ** 2), -1.0, 1.0)))
            largest[i] = max(largest[i], final[i])
            if largest[i] > TIPPED_DEG + 20:
                break
    return final, largest


def write_step(folder):
    """A map of the step in degrees, as GDAL reads it: 12 m about the target, 0.05 m a cell."""
    cells, size = 240, 0.05
    centres = (np.arange(cells) + 0.5) * size - cells * size / 2
    heights = np.where((centres[None, :] > EDGE_M) & (centres[::-1, None] > EDGE_M), STEP_M, 0.0)
    lower_left, cell = -cells * size / 2 / METRES_PER_DEG, size / METRES_PER_DEG
    head = (f"ncols {cells}\nnrows {cells}\nxllcorner {lower_left!r}\nyllcorner {lower_left!r}\ncellsize {cell!r}\n"
            f"NODATA_value -9999\n")
    (folder / "step.asc").write_text(head + "\n".join(" ".join(f"{h:g}" for h in line) for line in heights) + "\n")
    (folder / "step.prj").write_text(
        'GEOGCS["Moon 2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],'
        'PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True, type=Path)
    parser.add_argument("--count", type=int, default=200, help="drops on each ground")
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("crosscheck")
    sloping = np.array([np.sin(np.radians(8.0)), 0.0, np.cos(np.radians(8.0))])
    plane = ["moon.terrain.model=plane", "moon.terrain.slope_deg=8", "moon.terrain.slope_azimuth_deg=90"]
    high = f"{(6 - EDGE_M) / 2} {(6 - EDGE_M) / 2}"
    middle = (6 + EDGE_M) / 2
    # Ground, normal, largest yaw (deg) and speed along the ground (m/s), share of equal verdicts, settings. With W2's
    # friction of 0.5 nothing tips over; with 1.2 the boundary lies within the drops, and legs that shorten along the
    # body move it a little.
    grounds = {
        "plane of 8 deg": (w2_mujoco.PLANE, sloping, 180.0, 3.0, 0.95, plane),
        "the same with a friction of 1.2": (w2_mujoco.PLANE.replace(
            "0.5 0.005", "1.2 0.005"), sloping, 180.0, 5.0, 0.9, [*plane, "moon.regolith.friction=1.2"]),
        "step of 0.2 m under one pad":
        (w2_mujoco.LEVEL + w2_mujoco.box(f"{middle} {middle} 0", f"{high} {STEP_M}"), np.array(
            [0.0, 0.0, 1.0]), 5.0, 0.3, 0.95, ["moon.terrain.model=dem", "moon.terrain.layers=[{path: step.asc}]"]),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_step(folder)
        config = folder / "drops.yaml"
        config.write_text((HERE / "drops.yaml").read_text())
        for seed, (text, (ground, normal, yaw, speed, share, settings)) in enumerate(grounds.items(), 20190105):
            rows = drops(options.count, seed, yaw, speed)
            header = ",".join(f"start.touchdown.{c}" for c in COLUMNS)
            (folder / "drops.csv").write_text(header + "\n" + "\n".join(",".join(repr(float(x)) for x in row)
                                                                        for row in rows) + "\n")
            ours = program.fly(config, *settings).columns
            final, largest = settle_in_mujoco(rows, ground, normal)
            stands = largest < TIPPED_DEG
            we_say = ours["margin_tip_over"] >= 0
            both = stands & we_say
            median = np.median(np.abs(ours["final_tilt"][both] - final[both]))
            same = np.mean(stands == we_say)
            claims(
                f"{text}: median difference of the settled tilt at most 0.1 deg", median <= 0.1,
                f"{median:.3f} deg of {both.sum()}; medians {np.median(ours['final_tilt'][both]):.3f} and "
                f"{np.median(final[both]):.3f} deg"
            )
            claims(f"{text}: the same verdict, standing or over, in at least {share:.0%}", same >= share,
                   f"{same * 100:.1f} %; {(~we_say).sum()} and {(~stands).sum()} of {len(rows)} tip over")
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
