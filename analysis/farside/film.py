"""What the descent camera of a case saw, and what a camera on the mast sees after the landing: `farside film` and
`farside panorama`, in one picture."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.image import imread

from . import program
from .palette import STYLE
from .plots import WIDTH_IN, Drawing
from .program import FarsideError

if TYPE_CHECKING:
    from .campaign import Campaign

HIGHEST_M = 2000
FRAMES = 6
SIDE, WIDTH = 256, 1000  # pixels of a frame, of the panorama
FIELD_DEG = 45.3  # of view, from edge to edge
QUALITY = 80  # of JPEG
PNG = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")


class Photographs(Drawing):
    """A drawing whose images are kept as JPEG, much smaller than PNG."""

    def svg(self) -> str:
        text = PNG.sub(lambda found: f"data:image/jpeg;base64,{as_jpeg(found[1])}", super().svg())
        return re.sub(' style="image-rendering:[^"]*"', "", text)


def as_jpeg(png: str) -> str:
    from PIL import Image  # comes with matplotlib

    out = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(png))).convert("L").save(out, "JPEG", quality=QUALITY)
    return base64.b64encode(out.getvalue()).decode("ascii")


@dataclass(frozen=True)
class Frame:
    height_m: float  # of the camera over the ground
    time_s: float
    image: np.ndarray

    @property
    def across_m(self) -> float:
        """Of level ground, seen from straight above."""
        return float(2 * self.height_m * np.tan(np.radians(FIELD_DEG / 2)))

    @property
    def told(self) -> str:
        return f"{length(self.height_m)} up, {length(self.across_m)} across, {round(self.time_s, 1) + 0.0:g} s"


@dataclass(frozen=True)
class Film:
    """`panorama`: None of a lander that fell or never came to rest, as `lacks` says."""

    case: int
    frames: list[Frame]
    panorama: np.ndarray | None
    lacks: str


def shoot(
    campaign: Campaign, case: int, ground: str | os.PathLike[str] | None, sun: tuple[float, float] | None
) -> Film:
    """`ground`: the configuration of a campaign over maps; its folder is where the maps are looked for. `sun`: its
    elevation and azimuth, deg; None: as it stood."""
    words: list[object] = ["--case", int(case), "--quiet"]
    words += ["--maps", Path(ground).resolve().parent] if ground else []
    words += ["--sun-elevation", f"{sun[0]:g}", "--sun-azimuth", f"{sun[1]:g}"] if sun else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = ["-o", folder, "--from-height", HIGHEST_M, "--rate", 1, "--size", SIDE, "--field", FIELD_DEG]
        program.call("film", campaign.path, *words, *asked, "--frames-only")
        with open(folder / "frames.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        heights = np.array([float(row["height_m"]) for row in rows])
        chosen = [rows[k] for k in spread(heights)]
        frames = [Frame(float(row["height_m"]), float(row["time_s"]), grey(folder / row["file"])) for row in chosen]
        panorama = folder / "panorama.png"
        try:
            program.call("panorama", campaign.path, *words, "-o", panorama, "--width", WIDTH)
        except FarsideError as problem:
            if problem.code != 2:
                raise
            return Film(int(case), frames, None, str(problem))
        return Film(int(case), frames, grey(panorama), "")


def spread(heights: np.ndarray) -> list[int]:
    """Frames whose heights are in even ratios, from the first to the last."""
    at = np.log(np.maximum(heights, 0.1))
    return sorted({int(np.argmin(abs(at - wanted))) for wanted in np.linspace(at[0], at[-1], FRAMES)})


def grey(path: Path) -> np.ndarray:
    image = imread(path)
    return image if image.ndim == 2 else image[..., 0]


def draw(film: Film) -> Photographs:
    columns, rows = 3, -(-len(film.frames) // 3)
    heights = rows * [WIDTH_IN / columns]
    if film.panorama is not None:
        heights.append(film.panorama.shape[0] / film.panorama.shape[1] * WIDTH_IN + 0.25)
    with matplotlib.rc_context(STYLE):
        figure = Photographs(figsize=(WIDTH_IN, sum(heights) + 0.25 * len(heights)), layout="constrained")
        grid = figure.add_gridspec(len(heights), columns, height_ratios=heights)
        for k, frame in enumerate(film.frames):
            axes = figure.add_subplot(grid[k // columns, k % columns])
            axes.imshow(frame.image, cmap="gray", vmin=0, vmax=1, interpolation="none")
            axes.set_title(frame.told, fontsize=8)
            axes.set(xticks=[], yticks=[])
        if film.panorama is None:
            return figure
        axes = figure.add_subplot(grid[rows, :])
        look: dict[str, Any] = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "none", "aspect": "auto"}
        axes.imshow(film.panorama, extent=(0, 360, 0, 1), **look)
        axes.set(yticks=[])
        axes.set_xticks(range(0, 361, 45), ("N", "NE", "E", "SE", "S", "SW", "W", "NW", "N"))
        axes.set_title("After the landing, all around", fontsize=8)
    return figure


def length(metres: float) -> str:
    return f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m" if metres >= 10 else f"{metres:.1f} m"
