#!/usr/bin/env python3
"""The files as their readers take them: what README.md shows in Python, MATLAB and Julia runs; units can be read;
missing is never 0.

usage: rows_test.py PROGRAM
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

CASES, CASE = 300, 213


def shown(language):
    """What README.md shows in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"),
                      re.MULTILINE | re.DOTALL)


def check_python(claim):
    import numpy as np
    import xarray

    names = {}
    for block in shown("python"):
        exec(compile(block, "README.md", "exec"), names)
    cases, rows = names["cases"], names["rows"]
    claim(
        "README's table has one row a case and every column of one value a case",
        len(rows) == CASES
        and set(rows) == {name
                          for name, column in cases.data_vars.items() if column.dims == ("case", )}, rows.shape)
    claim("README's strokes have one row a case", names["strokes"].shape == (CASES, 4), names["strokes"].shape)
    claim("an outcome by name is that by number", (names["safe"] == (cases.outcome == 0)).all()
          and 0 < int(names["safe"].sum()) < CASES)
    claim("pint turns a column's unit",
          np.allclose(names["speed"].to("km/h").magnitude, 3.6 * cases.touchdown_speed_vertical))

    for engine in ("netcdf4", "h5netcdf"):
        history = xarray.open_dataset(f"case{CASE}.h5", engine=engine)
        claim(f"{engine}: a time history opens without a group, with time as its coordinate",
              list(history.coords) == ["time"] and history.height.dims == ("obs", ) and history.cf["T"].name == "time",
              history)
        grouped = xarray.open_dataset(f"case{CASE}.h5", engine=engine, group="trajectories")
        claim(f"{engine}: its group has the same",
              set(grouped.variables) == set(history.variables) and grouped.height.equals(history.height), grouped)
    check_history(claim, names["samples"], rows.loc[CASE])


def check_history(claim, samples, row):
    from math import isclose

    claim("a history has the samples of its case", (samples.case == CASE).all() and len(samples) > 1000, samples)
    ground = samples[samples.time > row.touchdown_time]
    claim("on the ground the tanks hold what the row says, not 0",
          (ground.propellant == row.propellant_remaining).all()
          and (ground.rcs_propellant == row.rcs_propellant_remaining).all(), ground.propellant)
    dry = samples.mass - samples.propellant - samples.rcs_propellant
    claim("mass is dry mass and what the tanks hold, in flight and on the ground",
          isclose(dry.min(), dry.max(), abs_tol=0.01), (dry.min(), dry.max()))
    claim("on the ground the phase is touchdown, before it none is that", (ground.phase == 8).all()
          and (samples[samples.time < row.touchdown_time].phase < 8).all(), ground.phase)
    claim("what the touchdown doesn't know is NaN",
          ground.nav_error_east.isna().all() and ground[ground.thrust > 0].thrust_command.isna().all())


def check_units(claim, program):
    """Of every column that a file can have: results, inputs, time histories."""
    import xarray
    from cf_xarray.units import units

    found = {
        column.attrs["units"]
        for path in ("out/change4.h5", f"case{CASE}.h5")
        for column in xarray.open_dataset(path).variables.values()
    }
    keys = subprocess.run([program, "schema", "--markdown"], capture_output=True, text=True, check=True).stdout
    lines = (line.split("|") for line in keys.splitlines() if line.startswith("| `"))
    found |= {cells[2].strip()
              for cells in lines
              if len(cells) > 6 and cells[5].strip() == "d"} - {""}  # d: may be dispersed, and is a column then
    wrong = []
    for text in sorted(found):
        try:
            units.Quantity(1.0, text)
        except Exception as problem:  # whatever pint says
            wrong.append(f"{text!r}: {problem}")
    claim(f"pint reads each of the {len(found)} units", not wrong and len(found) > 15, "\n".join(wrong) or found)


def check_missing(claim, program):
    """Of touchdowns alone, what belongs to a descent."""
    import numpy as np
    import xarray

    subprocess.run([program, "run", ROOT / "tests" / "determinism" / "legs.yaml", "-o", "legs.h5", "--quiet"],
                   check=True)
    cases = xarray.open_dataset("legs.h5")
    descent = [name for name in cases if name.startswith(("end_", "nav_error_")) and name != "end_time"]
    descent += ["cutoff_height", "guidance_saturated_s", "margin_early_cutoff", "margin_rcs_depleted", "margin_off_map"]
    there = [name for name in descent if np.isfinite(cases[name]).any()]
    claim("what only a descent has is NaN where none was flown", not there, there)
    judged = cases.margin_tip_over.notnull() & (cases.margin_tip_over >= 0)
    claim("the time of a violation is NaN where there was none",
          judged.any() and cases.time_tip_over[judged].isnull().all())


def check_map(claim, program):
    """A map of risk opens without a group, by both engines."""
    import xarray

    settings = ("map.width_m=60", "map.height_m=40", "map.spacing_m=20", "map.cloud_cases=40")
    subprocess.run([program, "map", ROOT / "configs" / "vonkarman_map.yaml", "-o", "map.h5", "--quiet",
                    *(word for setting in settings for word in ("--set", setting))], check=True)
    for engine in ("netcdf4", "h5netcdf"):
        found = xarray.open_dataset("map.h5", engine=engine)
        claim(f"{engine}: a map of risk has its aim points as coordinates",
              found.p_safe.dims == ("north", "east") and found.p_safe.shape == (3, 4)
              and {"lat", "lon"} <= set(found.p_safe.coords) and found.p_safe_on_ground.dims[0] == "ground", found)
        claim(f"{engine}: its best point can be asked for by name", found.aim_p_safe[found.aim.cf == "best"].item() > 0)
        grouped = xarray.open_dataset("map.h5", engine=engine, group="maps")
        claim(f"{engine}: its group has the same", set(grouped.variables) == set(found.variables)
              and grouped.p_safe.equals(found.p_safe) and "conditional_on" in grouped.attrs, grouped)
    untold = [name for name, column in found.variables.items() if not column.attrs.get("units")
              or not column.attrs.get("long_name")]
    claim("every field says its unit and what it is", not untold, untold)
    between = (found.p_safe_lower <= found.p_safe) & (found.p_safe <= found.p_safe_upper)
    claim("P lies within its interval", bool(between.all()), found.p_safe)


def run_script(claim, language, program, arguments, block, ending):
    """A block of README.md by its own program, where it is installed; what it printed."""
    if not shutil.which(program):
        claim.skip(f"README's {language}", f"no {program} here")
        return None
    script = Path(f"shown.{ending}")
    script.write_text(block, encoding="utf-8")
    done = subprocess.run([program, *arguments, script], capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"})
    if "package netcdf" in done.stderr or "HDF5 not found" in done.stderr:
        claim.skip(f"README's {language}", f"{program} lacks the package that reads the file")
        return None
    claim(f"README's {language} runs", done.returncode == 0, done.stdout + done.stderr)
    return done.stdout


def check_others(claim):
    import xarray

    (matlab,), (julia,) = shown("matlab"), shown("julia")
    check = "\nprintf('%.15g %d %d %d\\n', mean_speed, size(strokes), length(time) == length(height))\n"
    said = run_script(claim, "MATLAB", "octave-cli", ["--no-init-file", "--quiet"], matlab + check, "m")
    if said is not None:
        cases = xarray.open_dataset("out/change4.h5")
        mean = float(cases.touchdown_speed_vertical[cases.outcome == 0].mean())
        last = said.split("\n")[-2].split()
        claim("Octave reads what Python reads",
              abs(float(last[0]) - mean) < 1e-12 and last[1:] == ["4", str(CASES), "1"], f"{said}\n{mean}")
    run_script(claim, "Julia", "julia", [], julia, "jl")


def main():
    try:
        import cf_xarray  # noqa: F401
        import h5netcdf  # noqa: F401
        import netCDF4  # noqa: F401
        import pint  # noqa: F401
    except ImportError as missing:
        print(f"skip - rows: {missing}")
        return 0
    claim = Claims("rows", quiet=True)
    program = Path(sys.argv[1]).resolve()
    start = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("out").mkdir()
        subprocess.run([
            program, "run", ROOT / "configs" / "change4.yaml", "-o", "out/change4.h5", "--cases",
            str(CASES), "--quiet"
        ], check=True)
        subprocess.run([program, "replay", "out/change4.h5", "--case",
                        str(CASE), "-o", f"case{CASE}.h5", "--quiet"], check=True)
        check_python(claim)
        check_units(claim, program)
        check_missing(claim, program)
        check_map(claim, program)
        check_others(claim)
        os.chdir(start)
    return 1 if claim.failures else 0


if __name__ == "__main__":
    sys.exit(main())
