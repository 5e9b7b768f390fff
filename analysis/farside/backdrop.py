"""What lies under the landing points: shaded ground, and lines of equal P(safe)."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import imread
from matplotlib.transforms import Affine2D

from . import program
from .campaign import text
from .config import value_in
from .palette import INK
from .program import FarsideError

if TYPE_CHECKING:
    from .campaign import Campaign
    from .panels import Frame

PIXELS = 500  # of the shaded ground, a side
DARKEST = 0.75  # of its shades, so that marks stand out
LEVELS = (0.5, 0.75, 0.9, 0.95, 0.99)  # of P(safe), as farside map draws them in KML
DASHES = ("dotted", (0, (3, 3)), "dashdot", "dashed", "solid")


@dataclass(frozen=True)
class Ground:
    """Shades of grey, row after row from the north, of a square of `width_m` about a place, in metres from the
    target."""

    shades: np.ndarray
    east_m: float
    north_m: float
    width_m: float

    def draw(self, axes: Axes, frame: Frame) -> None:
        """Turned and scaled as the frame is."""
        half = 0.5 * self.width_m
        sides = (self.east_m - half, self.east_m + half, self.north_m - half, self.north_m + half)
        turn = np.radians(frame.azimuth - 90.0)  # of the frame's x from east, clockwise
        there = Affine2D().rotate(turn).scale(1 / frame.scale) + axes.transData
        limits = axes.get_xlim(), axes.get_ylim()
        low, high = np.percentile(self.shades, [1, 99])
        part = np.clip((self.shades - low) / max(high - low, 0.05), 0.0, 1.0)
        light = DARKEST + (1.0 - DARKEST) * part
        axes.imshow(light, extent=sides, cmap="gray", vmin=0, vmax=1, transform=there, zorder=0, aspect="auto")
        axes.set(xlim=limits[0], ylim=limits[1], aspect="equal")


@dataclass(frozen=True)
class RiskMap:
    """P(safe) by aim point: a row for each of `north`, a column for each of `east`, in metres from the target."""

    east: np.ndarray
    north: np.ndarray
    p_safe: np.ndarray

    def draw(self, axes: Axes, frame: Frame) -> None:
        """Lines of equal P(safe), each level with its own dashes and its number."""
        limits = axes.get_xlim(), axes.get_ylim()
        x, y = frame.of(*np.meshgrid(self.east, self.north))
        known = self.p_safe[np.isfinite(self.p_safe)]
        levels = [(level, dash) for level, dash in zip(LEVELS, DASHES) if known.min() < level < known.max()]
        for level, dashes in levels:
            look: dict[str, Any] = {"colors": [INK], "linestyles": [dashes], "linewidths": 1.0, "zorder": 2}
            lines = axes.contour(x / frame.scale, y / frame.scale, self.p_safe, [level], **look)
            axes.clabel(lines, fmt={level: f"{100 * level:g} %"}, fontsize=7, colors=[INK])
        axes.set(xlim=limits[0], ylim=limits[1], aspect="equal")


def read_map(campaign: Campaign, path: str | os.PathLike[str]) -> RiskMap:
    """Of `farside map -o`, for the campaign's site."""
    try:
        with h5py.File(path) as file:
            if text(file.attrs.get("filetype", "")) != "farside-map":
                raise FarsideError(f"{path}: is no map of risk, as farside map writes it")
            told = text(file["provenance"].attrs.get("config_yaml", "")) if "provenance" in file else ""
            check_site(campaign, told, path)
            return RiskMap(*(file[name][()] for name in ("east", "north", "p_safe")))
    except FileNotFoundError:
        raise FarsideError(f"{path}: no such file") from None
    except OSError as problem:
        raise FarsideError(f"{path}: {problem}") from problem


def site_of(resolved: str) -> tuple[float, float, float] | None:
    """(latitude, longitude, elevation) of the target, of a resolved configuration; None: it doesn't say."""
    lat, lon, up = (value_in(resolved, f"site.{key}") for key in ("lat_deg", "lon_deg", "elevation_m"))
    return None if lat is None or lon is None or up is None else (float(lat), float(lon) % 360.0, float(up))


def check_site(campaign: Campaign, resolved: str, path: str | os.PathLike[str]) -> None:
    """FarsideError where both tell of their targets, and it isn't the same one: metres from the one are no metres from
    the other."""
    own, other = site_of(campaign.provenance.get("config_yaml", "")), site_of(resolved)
    if own and other and not np.allclose(own, other, rtol=0, atol=1e-9):
        there, here = (f"{lat:g} deg N, {lon:g} deg E, {up:g} m" for lat, lon, up in (other, own))
        raise FarsideError(f"{path}: is of another site ({there}) than {campaign.path} ({here})")


def shade_ground(campaign: Campaign, config: str | os.PathLike[str], frame: Frame) -> Ground:
    """The ground of a campaign over maps where its cases land, as `farside terrain` shades it. The campaign's own
    configuration says nothing of where its maps are, so it is told by the file."""
    resolved = program.call("validate", config, "--resolved", "--quiet")
    if "\n    layers: []" in resolved or "\n    layers:" not in resolved:
        raise FarsideError(f"{config}: has no maps; each case has a ground of its own, and none is that of all")
    check_site(campaign, resolved, config)
    corners = np.array([[x, y] for x in frame.spans[0] for y in frame.spans[1]])
    turn = np.radians(90.0 - frame.azimuth)
    east = np.cos(turn) * corners[:, 0] - np.sin(turn) * corners[:, 1]
    north = np.sin(turn) * corners[:, 0] + np.cos(turn) * corners[:, 1]
    middle = [0.5 * (part.min() + part.max()) for part in (east, north)]
    width = float(max(np.ptp(east), np.ptp(north)))
    with tempfile.TemporaryDirectory() as folder:
        raster = Path(folder) / "ground.tif"
        at = ",".join(f"{part:.6g}" for part in middle)
        words = ["--at", at, "--width", f"{width:.6g}", "--pixel", f"{width / PIXELS:.6g}"]
        program.call("terrain", config, "-o", raster, *words, "--quiet")
        shades = imread(raster.with_name("ground_hillshade.png"))
    return Ground(shades if shades.ndim == 2 else shades[..., 0], middle[0], middle[1], width)
