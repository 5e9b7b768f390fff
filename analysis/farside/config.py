"""A configuration with what is set on top of it; the program reads and checks it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import program


@dataclass(frozen=True)
class Config:
    """Made by `Config.load`; `set` gives another one."""

    path: Path
    values: Mapping[str, object] = field(default_factory=dict)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Config:
        found = Path(path)
        if not found.is_file():
            raise program.FarsideError(f"{found}: no such file")
        return Config(found)

    def set(self, path: str | Mapping[str, object], value: object = None) -> Config:
        """By one path, `set("vehicle.engine.isp_s", 308)`, or by several, `set({path: value, …})`."""
        values = dict(path) if isinstance(path, Mapping) else {path: value}
        return replace(self, values={**self.values, **values})

    def validate(self, strict: bool = False) -> Config:
        """Itself; FarsideError with all that is wrong."""
        program.call("validate", *self.words(), *(["--strict"] if strict else []))
        return self

    def resolved(self) -> str:
        """YAML with every default filled in."""
        return program.call("validate", *self.words(), "--resolved")

    def words(self) -> list[str]:
        """Of the command line."""
        return [str(self.path), *program.settings(self.values)]


def value_in(resolved: str, path: str) -> str | None:
    """The value at a path of a resolved configuration, as its text has it; None: there is none."""
    at: list[str] = []
    for line in resolved.splitlines():
        found = re.match(r"((?:  )*)(\w+):(?: (.*))?$", line)
        if found:
            at = [*at[: len(found[1]) // 2], found[2]]
            if found[3] and ".".join(at) == path:
                return found[3].strip('"')
    return None
