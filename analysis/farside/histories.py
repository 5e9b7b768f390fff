"""Time histories of some cases of a campaign, as `farside replay FILE --cases LIST -o HISTORIES` writes them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from .campaign import Campaign, text
from .program import FarsideError

TIMES = 160  # at which cases are compared
# What is shown: title, unit, columns whose length of the vector it is, factor
QUANTITIES = (
    ("height above the ground", "km", ("height",), 1e-3),
    ("speed", "m/s", ("velocity_east", "velocity_north", "velocity_up"), 1.0),
    ("tilt from the local vertical", "deg", ("tilt",), 1.0),
    ("throttle", "%", ("throttle",), 100.0),
    ("error of the navigated position", "m", ("nav_error_east", "nav_error_north", "nav_error_up"), 1.0),
)


@dataclass(frozen=True)
class Histories:
    """`values[title]`: a row a case, a column for each of `time`; NaN after a case's flight."""

    cases: tuple[int, ...]
    time: np.ndarray
    values: dict[str, np.ndarray]


def read(campaign: Campaign, path: str | os.PathLike[str]) -> Histories:
    """Of flights, up to the first contact or their end, on common times."""
    found = Path(path)
    try:
        with h5py.File(found) as file:
            if "trajectories" not in file:
                raise FarsideError(f"{found}: holds no time histories; write them with: farside replay FILE -o {found}")
            if text(file.attrs.get("campaign_id", "")) != campaign.attributes.get("campaign_id"):
                raise FarsideError(f"{found}: is of another campaign than {campaign.path}")
            group = file["trajectories"]
            cases = tuple(int(case) for case in group["case_number"][()])
            if not np.isin(cases, campaign.column("case")).all():
                raise FarsideError(f"{found}: has cases that {campaign.path} hasn't")
            ends = np.cumsum(group["row_size"][()].astype(int))
            names = {"time", "pads_in_contact", *(name for _, _, parts, _ in QUANTITIES for name in parts)}
            columns = {name: np.split(group[name][()], ends[:-1]) for name in names if name in group}
    except FileNotFoundError:
        raise FarsideError(f"{found}: no such file") from None
    except OSError as problem:
        raise FarsideError(f"{found}: {problem}") from problem
    flights = [np.flatnonzero(pads == 0) for pads in columns["pads_in_contact"]]
    flights = [flight[flight == np.arange(flight.size)] for flight in flights]  # a bounce is no flight any more
    last = max((times[flight[-1]] for times, flight in zip(columns["time"], flights) if flight.size), default=0.0)
    grid = np.linspace(0.0, last, TIMES)
    values = {}
    for title, _, parts, factor in QUANTITIES:
        if set(parts) <= set(columns):
            rows = [
                on_grid(grid, columns["time"][k][flight], [columns[name][k][flight] for name in parts])
                for k, flight in enumerate(flights)
            ]
            values[title] = factor * np.array(rows)
    return Histories(cases, grid, values)


def on_grid(grid: np.ndarray, time: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    """The length of the vector, or a single part, at each time that the case has."""
    if not time.size:
        return np.full(grid.shape, np.nan)
    value = parts[0] if len(parts) == 1 else np.sqrt(sum(part**2 for part in parts))
    return np.where((grid >= time[0]) & (grid <= time[-1]), np.interp(grid, time, value), np.nan)
