#!/usr/bin/env python3
"""What `farside sample` draws beside SciPy: every distribution, truncation and correlation, and how evenly the points
of each method fill the cube.

usage: designs.py --farside PROGRAM
"""
import argparse
import io
import sys
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.stats import qmc

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "../validation")]
from flown import Claims, Program  # noqa: E402

DISTRIBUTIONS = {
    "vehicle.engine.isp_s": ("normal: {sd: 1.5, mean: 309}", stats.norm(309, 1.5)),
    "moon.regolith.friction":
    ("truncated_normal: {sd: 0.1, mean: 0.45, lower: 0.25, upper: 0.55}", stats.truncnorm(-2, 1, 0.45, 0.1)),
    "vehicle.engine.thrust_scale": ("truncated_normal: {sd: 0.01, mean: 1, k: 2}", stats.truncnorm(-2, 2, 1, 0.01)),
    "moon.terrain.slope_azimuth_deg": ("uniform: {min: 0, max: 360}", stats.uniform(0, 360)),
    "moon.terrain.slope_deg": ("rayleigh: {mode: 2.5}", stats.rayleigh(scale=2.5)),
    "vehicle.mass.rcs_propellant_kg": ("lognormal: {mean: 6, sd: 2}",
                                       stats.lognorm(np.sqrt(np.log1p(1 / 9)), scale=6 / np.sqrt(1 + 1 / 9))),
    "vehicle.engine.lag_s": ("triangular: {min: 0.1, mode: 0.12, max: 0.3}", stats.triang(0.1, 0.1, 0.2)),
}
UNIFORM = ["start.touchdown.yaw_deg", "start.touchdown.tilt_east_deg", "start.touchdown.tilt_north_deg",
           "start.touchdown.rate_x_deg_s", "start.touchdown.rate_y_deg_s"]


def campaign(program, name, cases, dispersions, method="random", **sampling):
    options = "".join(f", {key}: {value}" for key, value in sampling.items())
    path = program.folder / f"{name}.yaml"
    path.write_text(f"farside: 1\ncampaign:\n  {{seed: 20190103, cases: {cases}, "
                    f"sampling: {{method: {method}{options}}}}}\n"
                    f"start: {{touchdown: {{}}}}\ndispersions:\n" + "".join(f"  - {{{d}}}\n" for d in dispersions))
    return path


def drawn(program, path):
    """Columns by path of the input."""
    text = program.call("sample", path, "-o", "-")
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
    return lambda input_path: table["in_" + input_path.replace(".", "_")]


def distributions(program, claims):
    one = drawn(program, campaign(program, "kinds", 20000, [f"path: {p}, {text}" for p, (text, _) in
                                                           DISTRIBUTIONS.items()]))
    for path, (text, wanted) in DISTRIBUTIONS.items():
        p = stats.kstest(one(path), wanted.cdf).pvalue
        claims(f"{text}: Kolmogorov's p > 1e-4", p > 1e-4, f"{p:.3g}")


def truncation(program, claims):
    """The third sense: the standard deviation of what is left."""
    for text in ("sd_after: 2, k: 1.5", "sd_after: 2, lower: 305, upper: 313"):
        path = "vehicle.engine.isp_s"
        values = drawn(program, campaign(program, "after", 2**16,
                                         [f"path: {path}, truncated_normal: {{mean: 309, {text}}}"], "sobol"))(path)
        claims(f"truncated_normal: {{{text}}}: standard deviation within 0.1 %", abs(values.std() - 2) < 0.002,
                     f"{values.std():.6f}")


def copulas(program, claims):
    paths = ["vehicle.engine.isp_s", "vehicle.mass.rcs_propellant_kg", "moon.terrain.slope_deg"]
    matrix = np.array([[1, 0.6, -0.3], [0.6, 1, 0.2], [-0.3, 0.2, 1]])
    entries = [f"path: {p}, {DISTRIBUTIONS[p][0]}" for p in paths]
    for key, found_of in (("correlation", lambda z, x: np.corrcoef(z)),
                          ("rank_correlation", lambda z, x: stats.spearmanr(x.T).statistic)):
        rows = ", ".join(str(list(map(float, row))) for row in matrix)
        one = drawn(program, campaign(program, key, 20000,
                                      entries + [f"paths: [{', '.join(paths)}], copula: {{{key}: [{rows}]}}"]))
        values = np.array([one(p) for p in paths])
        scores = np.array([stats.norm.ppf(DISTRIBUTIONS[p][1].cdf(v)) for p, v in zip(paths, values)])
        off = np.abs(found_of(scores, values) - matrix).max()
        claims(f"copula, {key}: within 4.5 / sqrt(20000)", off < 4.5 / np.sqrt(20000), f"{off:.4f}")
        p = min(stats.kstest(v, DISTRIBUTIONS[p][1].cdf).pvalue for p, v in zip(paths, values))
        claims(f"copula, {key}: its inputs have their own distributions", p > 1e-4, f"{p:.3g}")


def designs(program, claims):
    """Centred L2 discrepancy of one replicate of 256 points in 5 dimensions, beside those of 40 of SciPy's own."""
    ways = {"random": lambda seed: np.random.default_rng(seed).random((256, 5)),
            "latin_hypercube": lambda seed: qmc.LatinHypercube(5, rng=seed).random(256),
            "sobol": lambda seed: qmc.Sobol(5, rng=seed).random(256)}
    entries = [f"path: {p}, uniform: {{min: 0, max: 1}}" for p in UNIFORM]
    for method, theirs in ways.items():
        one = drawn(program, campaign(program, method, 16 * 256, entries, method))
        points = np.array([one(p) for p in UNIFORM]).T
        ours = [qmc.discrepancy(points[r::16]) for r in range(16)]
        scipys = [qmc.discrepancy(theirs(seed)) for seed in range(40)]
        ratio = np.mean(ours) / np.mean(scipys)
        error = np.hypot(np.std(ours) / 4, np.std(scipys) / np.sqrt(40)) / np.mean(scipys)
        claims(f"{method}: as even as SciPy's, within 4.5 sd", abs(ratio - 1) < 4.5 * error,
                     f"{ratio:.4f} +- {error:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True, type=Path)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("crosscheck")
    for compare in (distributions, truncation, copulas, designs):
        compare(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
