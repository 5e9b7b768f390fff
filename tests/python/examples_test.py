#!/usr/bin/env python3
"""analysis/examples: each notebook runs from its first cell to its last, and shows what such a run gave.

usage: examples_test.py PROGRAM
"""

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

FEW = 60  # cases in place of those that the notebooks show
LIMIT = 200_000  # bytes
ASKED = "cases = 1000"


def run(cells, folder):
    """The error of the first cell that fails, or nothing."""
    names = {}
    before = os.getcwd()
    os.chdir(folder)
    try:
        for number, cell in enumerate(cells):
            source = "".join(cell["source"]).replace(ASKED, f"cases = {FEW}")
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(source, f"cell {number}", "exec"), names)  # noqa: S102
            except Exception as problem:  # whatever a cell does
                return f"cell {number}: {type(problem).__name__}: {problem}\n{source}"
    finally:
        os.chdir(before)
    return ""


def main():
    try:
        import h5netcdf  # noqa: F401
        import matplotlib
        import pandas  # noqa: F401
    except ImportError as missing:
        print(f"skip - examples: {missing}")
        return 0
    matplotlib.use("Agg")
    sys.path.insert(0, str(ROOT / "analysis"))
    os.environ["FARSIDE"] = str(Path(sys.argv[1]).resolve())
    os.environ["FARSIDE_CONFIGS"] = str(ROOT / "configs")
    claim = Claims("examples", quiet=True)
    notebooks = sorted((ROOT / "analysis" / "examples").glob("*.ipynb"))
    claim("there are three", len(notebooks) == 3, notebooks)
    for path in notebooks:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        outputs = [output for cell in cells for output in cell["outputs"]]
        claim(f"{path.stem}: below 200 kB", path.stat().st_size < LIMIT, path.stat().st_size)
        claim(
            f"{path.stem}: it was executed without an error, and shows pictures and numbers",
            {"stream"} < {output["output_type"] for output in outputs}
            and all(output["output_type"] != "error" for output in outputs)
            and any("image/svg+xml" in output.get("data", {}) for output in outputs),
        )
        places = sum(ASKED in "".join(cell["source"]) for cell in cells)
        claim(f"{path.stem}: the number of cases stands in one place", places == 1, places)
        with tempfile.TemporaryDirectory() as folder:
            problem = run(cells, folder)
        claim(f"{path.stem}: it runs from the first cell to the last", not problem, problem)
    return claim.failures != 0


if __name__ == "__main__":
    sys.exit(main())
