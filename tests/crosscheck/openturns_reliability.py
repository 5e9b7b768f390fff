#!/usr/bin/env python3
"""The envelope's worst direction, small probabilities, order statistics, copulas and designs, beside OpenTURNS.

usage: openturns_reliability.py [--farside PROGRAM]
"""
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from asked import asked_program  # noqa: E402
from claims import Claims  # noqa: E402

# Contact has the speed of the start, so that what is lost is a formula in the inputs.
LIMIT, SD, MEANS, R = 0.6, 0.06, (0.2, 0.25), 0.5
EAST, NORTH = "start.touchdown.velocity_east_m_s", "start.touchdown.velocity_north_m_s"
CAMPAIGN = f"""\
farside: 1
campaign: {{name: sideways, seed: 3, cases: 1000}}
site: {{lat_deg: 0, lon_deg: 0, elevation_m: 0}}
moon: {{gravity: {{model: uniform, g_m_s2: 1.625}}, rotation: false, terrain: {{model: plane}}}}
vehicle: {{limits: {{speed_horizontal_m_s: {LIMIT}, speed_vertical_m_s: 10}}}}
start: {{touchdown: {{height_m: 0, velocity_up_m_s: -1}}}}
dispersions:
  - paths: [{EAST}, {NORTH}]
    multivariate_normal: {{mean: {list(MEANS)}, sd: [{SD}, {SD}], correlation: [[1, {R}], [{R}, 1]]}}
"""


def main():
    program = asked_program(__doc__)
    claim = Claims("openturns")
    try:
        import openturns as ot
    except ImportError:
        claim.skip("reliability and designs", "no OpenTURNS here")
        return False
    ot.RandomGenerator.SetSeed(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.yaml"
        path.write_text(CAMPAIGN)

        def call(*words):
            return subprocess.run([program, *map(str, words)], check=True, capture_output=True, text=True).stdout

        reliability(ot, claim, lambda *words: json.loads(call(*words, "--json", "-")), path)
        order_statistics(ot, claim, call, path)
        copula(ot, claim, call, path)
        designs(ot, claim, call, path)
    return claim.failures != 0


def reliability(ot, claim, told, path):
    """FORM's distance and OpenTURNS' probabilities of the same limit state."""
    inputs = ot.Normal(MEANS, [SD] * 2, ot.CorrelationMatrix([[1, R], [R, 1]]))
    speed = ot.CompositeRandomVector(ot.SymbolicFunction(["e", "n"], ["sqrt(e^2 + n^2)"]), ot.RandomVector(inputs))
    event = ot.ThresholdEvent(speed, ot.Greater(), LIMIT)
    solver = ot.Cobyla()
    solver.setStartingPoint(MEANS)
    form = ot.FORM(solver, event)
    form.run()
    beta = form.getResult().getHasoferReliabilityIndex()
    worst = told("envelope", path)["worst"]["sigma"]
    # rounds end where the next gains less than 0.001 sigma; contact is found a step of 1 ms late
    claim("the worst direction is at FORM's distance, within 0.01 sigma", abs(worst - beta) < 0.01,
          f"{worst:.4f}, {beta:.4f}")
    exact = ot.PostAnalyticalImportanceSampling(form.getResult())
    exact.setMaximumOuterSampling(4000)
    exact.setBlockSize(100)
    exact.setMaximumCoefficientOfVariation(0.001)
    exact.run()
    theirs = exact.getResult()
    p = theirs.getProbabilityEstimate()
    for options in (("--method", "subset", "--repeats", 40), ("--method", "importance", "--samples", 4000)):
        ours = told("rare", path, "--progress", "none", *options)["probability"]
        off = abs(ours["estimate"] - p) / np.hypot(ours["cov"] * ours["estimate"], theirs.getStandardDeviation())
        claim(f"P by {options[1]} within 4 standard deviations of its importance sampling",
              off < 4, f"{ours['estimate']:.4g}, {p:.4g}: {off:.2f}")
    subset = ot.SubsetSampling(event)
    subset.setMaximumOuterSampling(100)
    subset.setBlockSize(100)
    subset.run()
    found = subset.getResult().getProbabilityEstimate()
    ours = told("rare", path, "--progress", "none", "--repeats", 40)["probability"]
    spread = np.hypot(ours["cov"], subset.getResult().getCoefficientOfVariation())
    claim("and of its subset simulation", abs(np.log(found / ours["estimate"])) < 4 * spread,
          f"{found:.4g}, cov {spread:.2f}")


def order_statistics(ot, claim, call, path):
    """Wilks' limits and their least numbers of cases."""
    for cases in (58, 59, 93, 1000):
        file = path.with_name(f"w{cases}.h5")
        call("run", path, "-o", file, "--cases", cases, "--quiet")
        told = json.loads(call("reduce", file, "--json", "-"))["tolerance"]["touchdown_speed_horizontal"]
        with h5py.File(file) as flown:
            values = np.sort(flown["touchdown_speed_horizontal"][()])
        wilks = ot.Wilks.ComputeSampleSize(0.95, 0.95, 0)
        least = [r for r in range(cases) if ot.Wilks.ComputeSampleSize(0.95, 0.95, r) <= cases]
        theirs = values[cases - 1 - least[-1]] if least else None
        claim(f"Wilks' upper limit of {cases} cases", told["wilks_95_95_upper"] == theirs and wilks == 59,
              f"{told['wilks_95_95_upper']}, {theirs}")


def copula(ot, claim, call, path):
    """Draws of a normal copula that is given by Spearman's correlation, and one of its inputs."""
    rank, cases = 0.7, 20000
    path.write_text(CAMPAIGN[:CAMPAIGN.index("dispersions:")] + f"""\
dispersions:
  - {{path: {EAST}, uniform: {{min: -0.5, max: 0.5}}}}
  - {{path: {NORTH}, lognormal: {{mean: 0.3, sd: 0.1}}}}
  - {{paths: [{EAST}, {NORTH}], copula: {{rank_correlation: [[1, {rank}], [{rank}, 1]]}}}}
""")
    text = call("sample", path, "--cases", cases, "-o", "-")
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
    drawn = ot.Sample(np.column_stack([table["in_" + p.replace(".", "_")] for p in (EAST, NORTH)]))
    wanted = ot.NormalCopula(
        ot.NormalCopula.GetCorrelationFromSpearmanCorrelation(ot.CorrelationMatrix([[1, rank], [rank, 1]])))
    for name, found, theirs in (("Spearman", drawn.computeSpearmanCorrelation(), wanted.getSpearmanCorrelation()),
                                ("Kendall", drawn.computeKendallTau(), wanted.getKendallTau())):
        off = abs(found[0, 1] - theirs[0, 1])
        claim(f"{name}'s correlation is that of its NormalCopula", off < 4.5 * (1 - rank**2) / np.sqrt(cases),
              f"{found[0, 1]:.4f}, {theirs[0, 1]:.4f}")
    lognormal = ot.LogNormalMuSigma(0.3, 0.1, 0.0).getDistribution()
    p = ot.FittingTest.Kolmogorov(drawn.getMarginal(1), lognormal).getPValue()
    claim("a lognormal input is its LogNormalMuSigma: p > 1e-4", p > 1e-4, f"{p:.3g}")


def designs(ot, claim, call, path):
    """Centred discrepancy of a replicate of 256 points in 2 dimensions, beside 40 of its own."""
    rows = f"  - {{path: {EAST}, uniform: {{min: 0, max: 1}}}}\n  - {{path: {NORTH}, uniform: {{min: 0, max: 1}}}}\n"
    cube = ot.JointDistribution([ot.Uniform(0, 1)] * 2)
    path.write_text(CAMPAIGN[:CAMPAIGN.index("dispersions:")] + "dispersions:\n" + rows)
    c2 = ot.SpaceFillingC2()
    theirs = [c2.evaluate(ot.LHSExperiment(cube, 256).generate()) for _ in range(40)]
    text = call("sample", path, "-o", "-", "--set", f"campaign.cases={16 * 256}", "--set",
                "campaign.sampling={method: latin_hypercube, replicates: 16}")
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True)
    points = np.column_stack([table["in_" + p.replace(".", "_")] for p in (EAST, NORTH)])
    ours = [c2.evaluate(ot.Sample(points[r::16])) for r in range(16)]
    whole = all((np.sort(np.floor(256 * points[r::16]), axis=0) == np.arange(256)[:, None]).all() for r in range(16))
    claim("each replicate has a point in each of its 256 strata", whole)
    off = (np.mean(ours) - np.mean(theirs)) / np.hypot(np.std(ours) / 4, np.std(theirs) / np.sqrt(40))
    claim("discrepancies of hypercubes are those of its own, within 4 standard deviations", abs(off) < 4,
          f"{np.mean(ours):.3g}, {np.mean(theirs):.3g}: {off:.2f}")


if __name__ == "__main__":
    sys.exit(main())
