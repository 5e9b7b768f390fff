"""Opens a campaign file as users do, with xarray and both of its engines and with h5py, and checks what it shows.

usage: check_campaign_file.py FILE    (exit 77: xarray, h5netcdf, netCDF4 or h5py isn't installed)
"""
import sys
import warnings

try:
    import h5netcdf  # noqa: F401
    import h5py
    import netCDF4  # noqa: F401
    import numpy as np
    import xarray as xr
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

warnings.simplefilter("error")


def check_table(cases, raw):
    assert dict(cases.sizes) == {"case": len(raw["case"]), "leg": 4, "phase": 10, "component": 4}, cases.sizes
    assert cases.case.dtype == np.uint64
    assert cases.sinkage.dims == ("case", "leg")
    assert cases.phase_time.dims == ("case", "phase") and cases.phase_time.dtype == np.float32
    assert cases.end_quaternion.dims == ("case", "component")
    for name, column in cases.variables.items():
        assert column.attrs["units"] and column.attrs["long_name"], name
        np.testing.assert_array_equal(column.values, raw[name][()], err_msg=name)
    outcome = cases.outcome
    assert outcome.dtype == np.int8 and "_FillValue" not in outcome.encoding
    meaning = dict(zip(outcome.flag_meanings.split(), outcome.flag_values))
    assert meaning == {"safe": 0, "degraded": 1, "lost": 2, "unknown": 3, "not_applicable": -1}, meaning
    mask = cases.failure_mask
    assert mask.dtype == np.int64 and len(mask.flag_masks) == len(mask.flag_meanings.split())
    inputs = [name for name in cases.data_vars if name.startswith("in_")]
    assert inputs and all(cases[name].config_path for name in inputs)


def check_not_run(raw):
    """What a case has that was not run: NaN, -1 of categories, no cause."""
    absent = raw["status"][()] == 0
    assert 0 < absent.sum() < len(absent)
    for name, column in raw.items():
        if not isinstance(column, h5py.Dataset) or column.shape[:1] != absent.shape or name in ("case", "status"):
            continue
        values, fill = column[()][absent], {"f": np.nan, "i": -1 if column.dtype == np.int8 else 0}[column.dtype.kind]
        np.testing.assert_array_equal(values, np.full_like(values, fill), err_msg=name)
        assert column.dtype.kind != "f" or np.isnan(column.attrs["_FillValue"]).all(), name


def check_groups(path, engine):
    statistics = xr.open_dataset(path, engine=engine, group="statistics/dispersion")
    np.testing.assert_array_equal(statistics.covariance_m2, [[1.0, 2.0], [2.0, 5.0]])
    assert np.isnan(statistics.cep_m)
    provenance = xr.open_dataset(path, engine=engine, group="provenance")
    assert provenance.attrs["config_yaml"].startswith("farside: 1\n")
    histories = xr.open_dataset(path, engine=engine, group="trajectories")
    assert histories.row_size.sum() == histories.sizes["obs"] and histories.height.dims == ("obs",)
    assert histories.row_size.attrs["sample_dimension"] == "obs"
    assert list(histories.coords) == ["time"] and histories.time.attrs["axis"] == "T"
    assert "statistics" in xr.open_datatree(path, engine=engine).children


def main(path):
    with h5py.File(path) as raw:
        assert raw.attrs["filetype"] == "farside-campaign"
        assert raw.attrs["campaign_seed"] == 2**64 - 1
        check_not_run(raw)
        for engine in ("netcdf4", "h5netcdf", None):
            with xr.open_dataset(path, engine=engine) as cases:
                check_table(cases, raw)
                assert cases.attrs["Conventions"].startswith("CF-")
        for engine in ("netcdf4", "h5netcdf"):
            check_groups(path, engine)


if __name__ == "__main__":
    main(sys.argv[1])
