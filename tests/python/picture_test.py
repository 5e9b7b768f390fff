#!/usr/bin/env python3
"""analysis/landings.py draws what `farside run` writes, and says what it lacks.

usage: picture_test.py PROGRAM
"""
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    try:
        import h5py
        import matplotlib  # noqa: F401
    except ImportError as missing:
        print(f"skip - picture: {missing}")
        return 0
    failures = 0

    def claim(text, holds, said):
        nonlocal failures
        failures += not holds
        print(f"{'ok' if holds else 'FAIL'} - picture: {text}" + ("" if holds else f"\n{said}"))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "a.h5"

        def draw(*words):
            return subprocess.run([sys.executable, ROOT / "analysis" / "landings.py", *words], capture_output=True, text=True)

        # 67 touchdowns alone: no descent, so some criteria are unjudged, and every outcome but the safe one may be missing
        subprocess.run([sys.argv[1], "run", ROOT / "tests" / "determinism" / "legs.yaml", "-o", file, "--quiet"], check=True)
        done = draw(file)
        picture = folder / "a.png"
        claim("a campaign of touchdowns is drawn beside its file", done.returncode == 0 and picture.read_bytes()[:4] == b"\x89PNG", done.stderr)
        subprocess.run([sys.argv[1], "run", ROOT / "tests" / "determinism" / "descent.yaml", "-o", folder / "b.h5", "--cases", "1", "--quiet"], check=True)
        done = draw(folder / "b.h5", "-o", folder / "one.png")
        claim("a single case is drawn, without ellipses", done.returncode == 0 and (folder / "one.png").exists(), done.stderr)
        with h5py.File(file, "a") as opened:
            del opened["statistics"]
        done = draw(file)
        claim("a file without statistics is refused with the remedy", done.returncode != 0 and "farside reduce" in done.stderr and "Traceback" not in done.stderr, done.stderr)
        done = draw(folder / "none.h5")
        claim("a file that isn't there is named", done.returncode != 0 and "none.h5" in done.stderr and "Traceback" not in done.stderr, done.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
