"""Reference answers of W1 and W2 and the comparison that every peer must pass before it is timed.

The numbers were printed by an independent double implementation of the same equations; rows are those of samples.py.
"""

import numpy as np

W1_COLUMNS = ["t s", "down m", "cross m", "radial m/s", "horizontal m/s", "mass kg", "tilt deg", "rate deg/s"]
W1_ROWS = np.array(
    [
        [690.386705797, -0.417426, 0.000000, -1.999201216, 0.042785574, 1452.800311261, 0.079080468, 0.358779560],
        [690.421341144, -0.433608, 0.001330, -1.994045131, 0.043835141, 1450.702636667, 0.258573509, 0.351472772],
        [690.368238965, -0.409544, -0.000234, -2.001961189, 0.042260544, 1455.473636436, 0.012434687, 0.357674622],
        [690.391916297, -0.421685, 0.003691, -1.998437055, 0.043067389, 1446.891450545, 0.152597245, 0.358888125],
    ]
)
W1_HALF_STEP_ROW_0 = np.array(
    [690.386705795, -0.417427, 0.0, -1.999201499, 0.042788993, 1452.800311259, 0.079080471, 0.358779562])
# Means and standard deviations (n - 1) of rows 0..199: column, mean or None, deviation.
W1_MEAN_T, W1_MEAN_MASS = 690.392740845, 1452.596433
W1_SD = {0: 0.063785, 1: 0.010788, 2: 0.002048, 3: 0.009586, 5: 4.298719}

# Same step in double: rounding of another order of operations, 8e-9 s, 5.1e-7 m, 2e-9 m/s, 8e-9 kg as measured between
# implementations of the reference, plus half of the last printed digit; angles likewise.
W1_SAME_STEP = np.array([9e-9, 1.1e-6, 1.1e-6, 3e-9, 3e-9, 9e-9, 3e-9, 3e-9])
# The same step in other variables (Rodrigues parameters for the quaternion, mass as tank + hub): rounding gathers in
# another way over 6,900 steps. Twice the largest difference seen over rows 0..199; the error of the step itself is
# 1.2e-7 s, 7e-6 m.
W1_OTHER_VARIABLES = np.array([7e-9, 1.1e-6, 1.1e-6, 3e-9, 3e-9, 1.7e-8, 1.4e-8, 1e-8])

W2_COLUMNS = ["x m", "y m", "z m", "tilt deg", "speed m/s", "peak F/m m/s^2"]
# W2 row 0: x, y, z (m), tilt (deg), speed (m/s), peak force over mass (m/s^2) at 4 s; 1 ms step.
W2_ROW_0 = np.array([0.678900977, 0.0, 1.50562837, 8.06940554, 0.00562164, 34.2222776])
W2_SAME_STEP = np.array([2e-9, 2e-9, 6e-9, 6e-9, 6e-9, 6e-8])  # the last printed digits
W2_MEAN_X, W2_MEAN_Z, W2_MEAN_TILT = 0.4863, 1.5327, 8.06941  # rows 0..255
# MuJoCo twin, row 0: x, z, tilt. Another contact law: this checks that the model is the one described, and the means
# over rows 0..63 of (twin - W2) for slide, z and tilt how far the two laws lie apart. Half a printed digit each.
W2_MUJOCO_ROW_0 = np.array([0.791686, 1.489911, 8.069088])
W2_MUJOCO_ROW_0_TOLERANCE = np.array([1e-6, 1e-6, 1e-6])
W2_MUJOCO_OFFSETS = np.array([0.10, -0.014, -3e-4])
W2_MUJOCO_OFFSETS_TOLERANCE = np.array([5e-3, 5e-4, 5e-5])
# mean peaks of rows 0..63 differ by 2 %; 5 % leaves room for MuJoCo's solver, not for a wrong spring
W2_MUJOCO_PEAK = 0.05


def failures(name, found, expected, tolerance, columns):
    """One line for each column whose difference is above its tolerance (or not a number)."""
    difference = np.abs(np.asarray(found) - np.asarray(expected))
    wrong = ~(difference <= tolerance)
    return [
        f"{name}: {columns[j]} = {found[j]:.12g}, expected {expected[j]:.12g}, off by {difference[j]:.3g} > "
        f"{tolerance[j]:.3g}"
        for j in np.flatnonzero(wrong)
    ]


def check_w1(found, tolerance):
    """Rows 0..3 one by one; with 200 rows or more also the statistics of rows 0..199."""
    lines = []
    for i in range(4):
        lines += failures(f"W1 row {i}", found[i], W1_ROWS[i], tolerance, W1_COLUMNS)
    if len(found) >= 200:
        rows = found[:200]
        means = [rows[:, 0].mean(), rows[:, 5].mean()]
        # printed to 9 and to 6 decimals
        lines += failures("W1 rows 0..199", means, [W1_MEAN_T, W1_MEAN_MASS], [tolerance[0], tolerance[5] + 5e-7],
                          ["mean t", "mean mass"])
        deviations = rows.std(axis=0, ddof=1)
        for j, expected in W1_SD.items():
            lines += failures("W1 rows 0..199", [deviations[j]], [expected], [tolerance[j] + 5e-7],
                              ["sd " + W1_COLUMNS[j]])
    return lines


def check_w1_half_step(found):
    return failures("W1 row 0, dt 0.05 s", found, W1_HALF_STEP_ROW_0, W1_SAME_STEP, W1_COLUMNS)


def check_w2(found):
    """Row 0, and the means of rows 0..255 (printed to 4, 4 and 5 decimals)."""
    lines = failures("W2 row 0", found[0], W2_ROW_0, W2_SAME_STEP, W2_COLUMNS)
    means = [found[:256, 0].mean(), found[:256, 2].mean(), found[:256, 3].mean()]
    expected = [W2_MEAN_X, W2_MEAN_Z, W2_MEAN_TILT]
    return lines + failures("W2 rows 0..255", means, expected, np.array([6e-5, 6e-5, 6e-6]),
                            ["mean x", "mean z", "mean tilt"])


def check_w2_mujoco(found, w2):
    """`found` are the twin's rows 0..63 (x, y, z, tilt, peak), `w2` those of W2 itself (x, y, z, tilt, speed, peak)."""
    lines = failures("MuJoCo row 0", found[0, [0, 2, 3]], W2_MUJOCO_ROW_0, W2_MUJOCO_ROW_0_TOLERANCE,
                     ["x m", "z m", "tilt deg"])
    slide = np.hypot(found[:64, 0], found[:64, 1]) - np.hypot(w2[:64, 0], w2[:64, 1])
    offsets = [slide.mean(), (found[:64, 2] - w2[:64, 2]).mean(), (found[:64, 3] - w2[:64, 3]).mean()]
    columns = ["slide m", "z m", "tilt deg"]
    lines += failures("MuJoCo - W2, rows 0..63", offsets, W2_MUJOCO_OFFSETS, W2_MUJOCO_OFFSETS_TOLERANCE, columns)
    ratio = found[:64, 4].mean() / w2[:64, 5].mean()
    return lines + failures("MuJoCo / W2, rows 0..63", [ratio], [1.0], [W2_MUJOCO_PEAK], ["mean peak"])
