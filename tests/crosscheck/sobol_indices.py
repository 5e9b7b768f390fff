#!/usr/bin/env python3
"""Sobol' indices of a Saltelli campaign, beside SALib's of the same rows.

usage: sobol_indices.py [--farside PROGRAM]
"""
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

SAMPLES, SPEED = 500, "touchdown_speed_vertical"


def main():
    program = asked_program(__doc__)
    claim = Claims("sobol")
    try:
        from SALib.analyze import sobol
    except ImportError:
        return claim.skip("indices are SALib's", "no SALib here")
    with tempfile.TemporaryDirectory() as folder:
        campaign = Path(folder) / "s.h5"
        subprocess.run([program, "run", HERE / "campaign_statistics.yaml", "-o", campaign, "--quiet", "--cases",
                        str(SAMPLES), "--set", "campaign.sampling.method=saltelli"], check=True)

        def told(*words):
            done = subprocess.run([program, *words, "--json", "-"], check=True, capture_output=True)
            return json.loads(done.stdout)["sobol"]["of"]

        found = told("reduce", campaign) | told("drivers", campaign, "--of", SPEED)
        with h5py.File(campaign) as file:
            values = {
                "safe": (file["outcome"][()] == 0).astype(float),
                "margin_least": np.fmin.reduce([file[name][()] for name in file if name.startswith("margin_")]),
                SPEED: file[SPEED][()],
            }
            meanings = file["saltelli_matrix"].attrs["flag_meanings"]
            meanings = (meanings.decode() if isinstance(meanings, bytes) else meanings).split()
            assert (file["saltelli_matrix"][()] == np.tile(np.arange(len(meanings)), SAMPLES)).all()
    names = meanings[2:]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    for quantity in ("safe", "margin_least", SPEED):
        rows = values[quantity].reshape(SAMPLES, len(meanings))
        # SALib has A, A with each input as in B, B
        theirs = sobol.analyze(problem, np.column_stack([rows[:, 0], rows[:, 2:], rows[:, 1]]).ravel(),
                               calc_second_order=False, num_resamples=1000, seed=1)
        off, wider = 0.0, []
        for one in found[quantity]["indices"]:
            i = names.index("+".join(one["paths"]))
            for name, salib in (("first", "S1"), ("total", "ST")):
                off = max(off, abs(one[name] - theirs[salib][i]))
                if one[name + "_upper"] is not None and theirs[salib + "_conf"][i] > 1e-3:
                    wider.append((one[name + "_upper"] - one[name + "_lower"]) / (2 * theirs[salib + "_conf"][i]))
        claim(f"the indices of {quantity} are SALib's", off < 1e-10 and len(theirs["S1"]) == len(names), off)
        claim(f"their intervals are as wide as SALib's, within a fifth: {quantity}",
              len(wider) > 0 and 0.8 < min(wider) and max(wider) < 1.2, [round(x, 3) for x in wider])
    return claim.failures != 0


if __name__ == "__main__":
    sys.exit(main())
