"""Files that appear under their names when they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .program import FarsideError


@contextmanager
def whole(path: str | os.PathLike[str], overwrite: bool) -> Iterator[Path]:
    """A name to write to, which becomes `path` at the end; what was begun is removed where writing fails."""
    target = Path(path)
    if target.exists() and not overwrite:
        raise FarsideError(f"{target}: exists; nothing is overwritten unasked", 2)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            begun = Path(folder) / target.name
            yield begun
            os.replace(begun, target)
    except OSError as problem:
        raise FarsideError(f"{target}: {problem.strerror or problem}", 74) from problem
