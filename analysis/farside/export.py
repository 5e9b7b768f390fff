"""A campaign in other formats, by the ending of the file's name: written by the program, but for Parquet and SPK."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from . import program
from .output import whole
from .program import FarsideError
from .spk import write_spk

if TYPE_CHECKING:
    from .campaign import Campaign

# Of the campaign, and of the time history of one case: endings, and the option of `farside export`.
OF_CASES = {".csv": "--csv", ".kml": "--kml", ".geojson": "--geojson", ".tif": "--geotiff"}
OF_A_CASE = {".oem": "--oem", ".aem": "--aem", ".bsp": "--oem"}


def export(campaign: Campaign, path: str | os.PathLike[str], case: int | None = None, overwrite: bool = False) -> Path:
    """Writes a .csv or .parquet of the whole table, a .kml, .geojson or .tif of the landing points, or, of a `case`
    that is flown again for it, an .oem or .bsp (SPK) of its positions or an .aem of its attitudes."""
    ending = Path(path).suffix.lower()
    if ending not in {".parquet", *OF_CASES, *OF_A_CASE}:
        raise FarsideError(f"{path}: ends in none of {', '.join(['.parquet', *OF_CASES, *OF_A_CASE])}")
    if (case is not None) != (ending in OF_A_CASE):
        raise FarsideError(f"{path}: {'is of one case; give case=' if case is None else 'is of all cases, not of one'}")
    if ending == ".parquet":
        with whole(path, overwrite) as begun:
            write_parquet(campaign, begun)
        return Path(path)
    if ending == ".bsp":
        with whole(path, overwrite) as begun:
            write_spk(campaign.export(begun.with_suffix(".oem"), case).read_text(), begun)
        return Path(path)
    words = ["--quiet", *(["--overwrite"] if overwrite else [])]
    if case is None:
        program.call("export", campaign.path, OF_CASES[ending], path, *words)
    else:
        with campaign.flown_again(case) as history:
            program.call("export", history, OF_A_CASE[ending], path, *words)
    return Path(path)


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
