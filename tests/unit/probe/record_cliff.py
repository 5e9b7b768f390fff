#!/usr/bin/env python3
"""Records how the guidance of commit c5184d9 ends over departures of thrust and of radial speed at ignition, for
cliff_test.cpp. That guidance believed its nominal engine: thrust -2 % was lost at 190 m/s (src/DECISIONS.md 51).

usage: record_cliff.py OLD > tests/unit/probe/cliff_c5184d9.txt      with h5py
OLD: a checkout of that commit (git worktree add OLD c5184d9), built there (cmake --preset release; cmake --build
build). Its configs/change4.yaml is flown without dispersions, each point a row of a cloud: navigation from the nominal
state at ignition, sensors without errors.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

THRUST_STEP, THRUST_MOST = 0.02, 132  # per cent, steps to either side: 8 sigma of its configs/vehicles/change4.yaml
RADIAL_STEP, RADIAL_MOST = 0.05, 48  # m/s


def main(old):
    places = [(r, t) for r in range(-RADIAL_MOST, RADIAL_MOST + 1) for t in range(-THRUST_MOST, THRUST_MOST + 1)]
    with tempfile.TemporaryDirectory() as folder:
        cloud = Path(folder) / "cloud.csv"
        rows = [f"{1 + t * THRUST_STEP / 100:.4f},{r * RADIAL_STEP:.2f}" for r, t in places]
        cloud.write_text("\n".join(["vehicle.engine.thrust_scale,start.descent.radial_m_s", *rows, ""]))
        flown = Path(folder) / "flown.h5"
        subprocess.run([
            old / "build/farside", "run", old / "configs/change4.yaml", "-o", flown, "--quiet", "--cases",
            str(len(places)), "--set", "dispersions=[]", "--set", f"start.from_file={cloud}"
        ], check=True)
        with h5py.File(flown) as file:
            lost = file["outcome"][:] == 2
            assert (file["status"][:] == 1).all() and (lost | (file["outcome"][:] == 0)).all()
    print("# Commit c5184d9 over thrust and radial speed at ignition, by record_cliff.py. A line a stretch that is"
          " lost:")
    print(f"# radial speed, m/s, then the first and the last step of {THRUST_STEP} % of thrust, of -{THRUST_MOST} to"
          f" {THRUST_MOST}.")
    for radial, line in zip(range(-RADIAL_MOST, RADIAL_MOST + 1), lost.reshape(-1, 2 * THRUST_MOST + 1), strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(int)))
        for first, behind in edges.reshape(-1, 2):
            print(f"{radial * RADIAL_STEP:.2f} {first - THRUST_MOST} {behind - 1 - THRUST_MOST}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).resolve())
