"""A campaign's table in other formats, by the ending of the file's name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np

from .campaign import MARGIN_LEAST
from .output import whole
from .palette import OUTCOMES
from .program import FarsideError

if TYPE_CHECKING:
    from .campaign import Campaign


def export(campaign: Campaign, path: str | os.PathLike[str], overwrite: bool = False) -> Path:
    """Writes a .csv or .parquet of the whole table, a .kml or .geojson of the landing points."""
    ending = Path(path).suffix.lower()
    if ending not in WRITERS:
        raise FarsideError(f"{path}: ends in none of {', '.join(WRITERS)}")
    with whole(path, overwrite) as begun:
        WRITERS[ending](campaign, begun)
    return Path(path)


def write_csv(campaign: Campaign, path: Path) -> None:
    """Numbers with all their digits, nothing for what is missing."""
    campaign.table.to_csv(path)


def write_parquet(campaign: Campaign, path: Path) -> None:
    """Each column's field has its unit and meaning as metadata."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise FarsideError("Parquet needs the package pyarrow") from None
    table = pyarrow.Table.from_pandas(campaign.table)
    fields = [
        field.with_metadata({"units": campaign.units(field.name), "long_name": campaign.long_name(field.name)})
        for field in table.schema
    ]
    pyarrow.parquet.write_table(table.cast(pyarrow.schema(fields, table.schema.metadata)), path)


def landings(campaign: Campaign) -> Iterator[tuple[Any, ...]]:
    """(case, longitude from -180 on, latitude, outcome, first cause, least margin) of each landing point."""
    if missing := {"landing_lat", "landing_lon"} - set(campaign.columns):
        raise FarsideError(f"{campaign.path}: lacks {', '.join(sorted(missing))}")
    latitude, longitude = campaign.column("landing_lat"), campaign.column("landing_lon")
    which = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    causes = campaign.named("first_cause") if "first_cause" in campaign.columns else np.full(len(campaign), "")
    east = np.where(longitude > 180, longitude - 360, longitude)
    columns = (
        campaign.column("case"),
        east,
        latitude,
        campaign.named("outcome"),
        causes,
        campaign.column(MARGIN_LEAST),
    )
    return zip(*(column[which].tolist() for column in columns))


def write_geojson(campaign: Campaign, path: Path) -> None:
    """Degrees on the Moon, which GeoJSON has no word for: `body` says so."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [east, north]},
            "properties": {
                "case": case,
                "outcome": outcome,
                "first_cause": cause,
                "margin_least": margin if np.isfinite(margin) else None,
            },
        }
        for case, east, north, outcome, cause, margin in landings(campaign)
    ]
    found = {"type": "FeatureCollection", "name": campaign.title, "body": "Moon", "features": features}
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def write_kml(campaign: Campaign, path: Path) -> None:
    """For the Moon of Google Earth."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2" hint="target=moon">',
        f"<Document>\n<name>{escape(campaign.title)}</name>",
    ]
    for outcome, (color, _) in OUTCOMES.items():
        order = "ff" + color[5:7] + color[3:5] + color[1:3]  # opaque, then blue, green, red
        lines.append(f'<Style id="{outcome}"><IconStyle><color>{order}</color></IconStyle></Style>')
    for case, east, north, outcome, cause, _ in landings(campaign):
        ended = outcome if cause in ("", "none") else f"{outcome}: {cause}"
        lines.append(
            f"<Placemark><name>{case}</name><description>{escape(ended)}</description>"
            f"<styleUrl>#{outcome}</styleUrl>"
            f"<Point><coordinates>{east!r},{north!r}</coordinates></Point></Placemark>"
        )
    path.write_text("\n".join([*lines, "</Document>", "</kml>", ""]), encoding="utf-8")


WRITERS: dict[str, Callable[[Campaign, Path], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".kml": write_kml,
    ".geojson": write_geojson,
}
