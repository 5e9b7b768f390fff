"""A scenario flown by the program: its row, and the history of a case."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from claims import Claims  # noqa: E402, F401  (for who flies)

SHARED = Path(os.environ.get("FARSIDE_SHARED", Path(__file__).resolve().parents[3] / "shared"))  # reference data
CONFIGS = Path(__file__).resolve().parents[2] / "configs"
CHANGE4 = CONFIGS / "change4.yaml"
CHANGE4_BLIND = CONFIGS / "change4_blind.yaml"
CHANGE4_FILTER = CONFIGS / "change4_filter.yaml"
PHASES = [
    "ignition", "braking", "adjust", "approach", "hover", "translation", "descent", "free_fall", "touchdown", "end"
]


class Row:
    """One case of a campaign file: row.end_mass, row.in_vehicle_mass_dry_mass_kg, ..."""

    def __init__(self, columns, index):
        self._columns, self._index = columns, index

    def __getattr__(self, name):
        value = self._columns[name][self._index]
        return value if getattr(value, "shape", ()) else value.item()


class Flown:
    """A campaign file, opened."""

    def __init__(self, program, path, report):
        self.program, self.path, self.report = program, path, report
        with h5py.File(path) as file:
            length = file["case"].shape[0]
            cause = file["first_cause"].attrs
            self.causes = dict(zip(cause["flag_meanings"].split(), cause["flag_values"]))
            self.columns = {
                name: item[()]
                for name, item in file.items() if isinstance(item, h5py.Dataset) and item.shape[:1] == (length, )
            }
        self.row = Row(self.columns, 0)
        self._histories = {}

    def __len__(self):
        return len(self.columns["case"])

    def meanings(self, name):
        """Of a category: code -> word."""
        with h5py.File(self.path) as file:
            flags = file[name].attrs
            return dict(zip((int(v) for v in flags["flag_values"]), flags["flag_meanings"].split()))

    def history(self, case=0):
        """Time history of a case: column -> values."""
        if case not in self._histories:
            output = self.path.with_suffix(f".{case}.history.h5")
            self.program.call("replay", self.path, "--case", case, "-o", output, "--quiet")
            with h5py.File(output) as file:
                found = file["trajectories"]
                self._histories[case] = {
                    name: item[()]
                    for name, item in found.items() if isinstance(item, h5py.Dataset)
                }
            output.unlink()
        return self._histories[case]


class Program:
    """The program under test, in a temporary folder of its own."""

    def __init__(self, path):
        self.path = Path(path).resolve()
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self._count = 0

    def call(self, *arguments):
        done = subprocess.run([str(self.path), *map(str, arguments)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=600)
        if done.returncode != 0:
            raise RuntimeError(
                f"farside {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr.strip()}")
        return done.stdout

    def fly(self, config, *settings):
        """`settings`: PATH=VALUE, as of --set. Chang'e-4 flies to even ground, unless `settings` say else: what is
        judged is its flight."""
        own_ground = any(s.startswith("moon.terrain.relief") for s in settings)
        if config in (CHANGE4, CHANGE4_BLIND, CHANGE4_FILTER) and not own_ground:
            settings = ("moon.terrain.relief.model=none", *settings)
        self._count += 1
        output = self.folder / f"{self._count}.h5"
        report = self.call("run", config, "-o", output, "--progress", "none",
                           *(word for s in settings for word in ("--set", s)))
        return Flown(self, output, report)
