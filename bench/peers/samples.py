"""Samples of the workloads W1 (powered descent) and W2 (touchdown), made exactly from numpy's PCG64.

Row 0 of either workload has no dispersion. As a program it writes them as CSV:

    python samples.py w1 w1_samples.csv
    python samples.py w2 w2_samples.csv --rows 256
"""

import argparse
import sys

import numpy as np

W1_ROWS = 4096
W1_SEED = 20190103
# m, m, m, m/s, m/s, m/s, kg, s, -, -, -
W1_SIGMA = np.array([200, 1000, 500, 1, 1, 1, 5, 1, 0.003, 0.001, 0.001])
W1_COLUMNS = "dr_radial_m,dr_along_m,dr_cross_m,dv_radial,dv_along,dv_cross,dm_kg,dIsp_s,thrust_scale,mis_x,mis_y"

W2_ROWS = 1024
W2_SEED = 20190104
W2_V_MEAN = np.array([0.3, 0.0, -2.5])  # m/s
W2_V_SIGMA = 0.3  # m/s
W2_TILT_SIGMA = np.radians(2.0)
W2_RATE_SIGMA = np.radians(1.0)  # rad/s
W2_SLOPE = np.radians(8.0)
W2_CLEARANCE = 0.10  # m from the lowest foot to the plane, along the normal
W2_FEET = np.array([[x, y, -1.6] for x in (1.65, -1.65) for y in (1.65, -1.65)])
W2_COLUMNS = "vx,vy,vz,qw,qx,qy,qz,wx,wy,wz,x,y,z"


def w1_samples(rows=W1_ROWS):
    """The first rows (at most 4096) of W1's dispersions, shape (rows, 11)."""
    draws = np.random.Generator(np.random.PCG64(W1_SEED)).standard_normal((W1_ROWS, 11))
    samples = np.clip(draws, -3.0, 3.0) * W1_SIGMA
    samples[0] = 0.0
    return samples[:rows]


def w2_samples(rows=W2_ROWS):
    """The first rows (at most 1024) of W2's start states, shape (rows, 13).

    Draws: 8 normals a row (3 velocity, 2 tilt, 3 rate; clipped at 3 sigma), then one uniform yaw for each row.
    The attitude is tilt about x, then about the new y, then yaw about the new z.
    """
    generator = np.random.Generator(np.random.PCG64(W2_SEED))
    normals = np.clip(generator.standard_normal((W2_ROWS, 8)), -3.0, 3.0)
    yaw = generator.uniform(0.0, 2.0 * np.pi, W2_ROWS)
    normals[0] = 0.0
    yaw[0] = 0.0

    samples = np.zeros((W2_ROWS, 13))
    samples[:, 0:3] = W2_V_MEAN + W2_V_SIGMA * normals[:, 0:3]
    tilt_x = about_axis(0, W2_TILT_SIGMA * normals[:, 3])
    tilt_y = about_axis(1, W2_TILT_SIGMA * normals[:, 4])
    samples[:, 3:7] = quaternion_product(quaternion_product(tilt_x, tilt_y), about_axis(2, yaw))
    samples[:, 7:10] = W2_RATE_SIGMA * normals[:, 5:8]
    samples[:, 12] = height_over_plane(samples[:, 3:7])
    return samples[:rows]


def about_axis(axis, angle):
    quaternion = np.zeros((len(angle), 4))
    quaternion[:, 0] = np.cos(angle / 2)
    quaternion[:, 1 + axis] = np.sin(angle / 2)
    return quaternion


def quaternion_product(a, b):
    aw, ax, ay, az = a.T
    bw, bx, by, bz = b.T
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=1,
    )


def rotation_matrices(q):
    w, x, y, z = q.T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.array(rows).transpose(2, 0, 1)


def height_over_plane(q):
    """z of the centre of mass at x = y = 0 that leaves W2_CLEARANCE under the lowest foot."""
    normal = np.array([np.sin(W2_SLOPE), 0.0, np.cos(W2_SLOPE)])
    lowest = np.min(np.einsum("i,nij,fj->nf", normal, rotation_matrices(q), W2_FEET), axis=1)
    return (W2_CLEARANCE - lowest) / normal[2]


def main():
    parser = argparse.ArgumentParser(description="write the samples of a workload as CSV (17 digits)")
    parser.add_argument("workload", choices=["w1", "w2"])
    parser.add_argument("output", nargs="?", default="-", help="file, or - for standard output")
    parser.add_argument("--rows", type=int, help="only the first rows")
    arguments = parser.parse_args()
    make, columns = {"w1": (w1_samples, W1_COLUMNS), "w2": (w2_samples, W2_COLUMNS)}[arguments.workload]
    target = sys.stdout if arguments.output == "-" else arguments.output
    np.savetxt(target, make()[: arguments.rows], delimiter=",", fmt="%.17g", header=columns)


if __name__ == "__main__":
    main()
