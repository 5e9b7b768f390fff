"""Writes two small campaign files by hand, as a user with h5py or xarray would: FOLDER/h5py.h5 and FOLDER/xarray.h5.

usage: write_partial_campaign.py FOLDER    (exit 77: h5py, xarray or netCDF4 isn't installed)
"""
import sys

try:
    import h5py
    import netCDF4  # noqa: F401
    import numpy as np
    import xarray as xr
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

folder = sys.argv[1]
east = np.array([1.5, -2.5, np.nan])
outcome = np.array([0, 2, 1], dtype=np.int8)
sinkage = np.arange(12.0).reshape(3, 4)

with h5py.File(folder + "/h5py.h5", "w") as file:
    file["case"] = np.arange(3, dtype=np.uint64)
    file["case"].make_scale("case")
    file.create_dataset("landing_east", data=east, compression="gzip", shuffle=True, fletcher32=True)
    file["landing_east"].dims[0].attach_scale(file["case"])
    file["landing_east"].attrs["units"] = "m"
    file["outcome"] = outcome
    file["sinkage"] = sinkage
    file.attrs["campaign_id"] = "by hand"

table = xr.Dataset({
    "landing_east": ("case", east, {"units": "m"}), "outcome": ("case", outcome), "sinkage": (("case", "leg"), sinkage)
})
table.attrs["campaign_id"] = "by hand"
table.to_netcdf(folder + "/xarray.h5", engine="netcdf4")
