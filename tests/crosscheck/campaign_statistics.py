#!/usr/bin/env python3
"""What `farside drivers` and `farside reduce` say of a campaign, beside SciPy.

usage: campaign_statistics.py [--farside PROGRAM]
"""
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np
from scipy import optimize, stats

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from asked import asked_program  # noqa: E402
from claims import Claims  # noqa: E402


def partial_rank_correlation(x, others, y):
    """Of what linear regression on the ranks of the others leaves of both."""
    ranks = [stats.rankdata(column) for column in (x, y, *others)]
    design = np.column_stack([np.ones(len(y)), *ranks[2:]])
    left = [column - design @ np.linalg.lstsq(design, column, rcond=None)[0] for column in ranks[:2]]
    return stats.pearsonr(*left)[0]


def interaction_p(first, second, failed):
    """Likelihood ratio of the nine places of two inputs against logistic regression on their thirds."""
    count = len(failed)
    third = [(np.argsort(np.argsort(column, kind="stable")) * 3) // count for column in (first, second)]
    design = np.column_stack([np.ones(count), *(t == k for t in third for k in (1, 2))]).astype(float)

    def deviance(beta):
        eta = design @ beta
        return 2 * (np.logaddexp(0, eta) - failed * eta).sum(), 2 * design.T @ (1 / (1 + np.exp(-eta)) - failed)

    plain = optimize.minimize(deviance, np.zeros(5), jac=True, method="BFGS", options={"gtol": 1e-8}).fun
    full = 0.0
    for i, k in itertools.product(range(3), repeat=2):
        here = failed[(third[0] == i) & (third[1] == k)]
        share = here.mean()
        for part, p in ((here.sum(), share), (here.size - here.sum(), 1 - share)):
            full -= 2 * part * np.log(p) if part else 0
    return stats.chi2.sf(plain - full, 4)


def main():
    program = asked_program(__doc__)
    claim = Claims("statistics")
    with tempfile.TemporaryDirectory() as folder:
        campaign = Path(folder) / "s.h5"
        subprocess.run([program, "run", HERE / "campaign_statistics.yaml", "-o", campaign, "--quiet"], check=True)

        def told(*words):
            return json.loads(subprocess.run([program, *words], check=True, capture_output=True).stdout)

        found = told("drivers", campaign, "--json", "-")
        reduced = told("reduce", campaign, "--json", "-")
        with h5py.File(campaign) as file:
            outcome, mask = file["outcome"][()], file["failure_mask"]
            meanings = mask.attrs["flag_meanings"]
            names = (meanings.decode() if isinstance(meanings, bytes) else meanings).split()
            slid = int(((mask[()] & mask.attrs["flag_masks"][names.index("slid")]) != 0).sum())
            inputs = {
                item.attrs["config_path"]: item[()]
                for name, item in file.items()
                if name.startswith("in_")
            }
            margin = np.fmin.reduce([file[name][()] for name in file if name.startswith("margin_")])
    inputs = {path.decode() if isinstance(path, bytes) else path: values for path, values in inputs.items()}
    lost, safe = outcome == 2, outcome == 0
    worst = dict.fromkeys(("spearman", "prcc", "ks", "ks_p", "lower", "upper"), 0.0)
    for one in found["inputs"]:
        x = inputs[one["path"]]
        others = [values for path, values in inputs.items() if path != one["path"]]
        test = stats.ks_2samp(x[lost], x[safe], method="asymp")
        off = {
            "spearman": abs(one["spearman"] - stats.spearmanr(x, margin)[0]),
            "prcc": abs(one["prcc"] - partial_rank_correlation(x, others, margin)),
            "ks": abs(one["ks"] - test.statistic),
            "ks_p": abs(one["ks_p"] - test.pvalue),
        }
        tenths = np.array_split(np.argsort(x, kind="stable"), 10)
        for k, tenth in enumerate(tenths):
            exact = stats.binomtest(int(lost[tenth].sum()), len(tenth)).proportion_ci(0.95, "exact")
            off["lower"] = max(off.get("lower", 0), abs(one["deciles"]["lower"][k] - exact.low))
            off["upper"] = max(off.get("upper", 0), abs(one["deciles"]["upper"][k] - exact.high))
        worst = {name: max(worst[name], off[name]) for name in worst}
    claim("rank correlations, plain and partial, are SciPy's", max(worst["spearman"], worst["prcc"]) < 1e-9, worst)
    claim("the distance of lost and safe is that of ks_2samp", worst["ks"] < 1e-12, worst["ks"])
    claim("its probability is within 0.01 of the asymptotic one", worst["ks_p"] < 0.01, worst["ks_p"])
    claim("the intervals of tenths are binomtest's", max(worst["lower"], worst["upper"]) < 1e-9, worst)
    pairs = found["pairs"]
    off = [
        abs(np.log(one["p"] / interaction_p(*(inputs[path] for path in one["paths"]), lost.astype(float))))
        for one in pairs
    ]
    claim("pairs are tested as by logistic regression", len(pairs) == 6 and max(off) < 1e-3, max(off))
    claim("one of them stands out, and one doesn't", pairs[0]["stands_out"] and not pairs[-1]["stands_out"],
          [(one["paths"], one["p"]) for one in pairs])
    risks = [q["consumer_risk"] for q in reduced["requirements"]]
    expected = [stats.binom.sf(safe.sum() - 1, safe.size, 0.012), stats.binom.cdf(slid, safe.size, 0.012)]
    claim("consumer risks are binomial tails", np.allclose(risks, expected, rtol=1e-9), (risks, expected))
    return claim.failures != 0


if __name__ == "__main__":
    sys.exit(main())
