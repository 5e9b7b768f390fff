"""The farside program: where it is, and calling it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class FarsideError(Exception):
    """What the program, or a file, said; `code` is the program's exit code (README: jobs), None: it wasn't run."""

    def __init__(self, message: str, code: int | None = None):
        super().__init__(message)
        self.code = code


def find() -> str:
    """$FARSIDE, the program on the path, or the one built in the clone that this package is in."""
    if named := os.environ.get("FARSIDE"):
        return named
    if found := shutil.which("farside"):
        return found
    built = Path(__file__).resolve().parents[2] / "build" / "farside"
    if built.is_file():
        return str(built)
    raise FarsideError("the farside program isn't on the path; set FARSIDE to where it is")


def call(*words: object, allowed: tuple[int, ...] = (0,)) -> str:
    """Standard output of `farside WORDS`; FarsideError where it ends by a code that isn't allowed."""
    program = find()
    try:
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, encoding="utf-8")
    except OSError as problem:
        raise FarsideError(f"{program}: {problem.strerror}") from problem
    if done.returncode not in allowed:
        raise FarsideError(done.stderr.strip() or f"farside {words[0]}: exit {done.returncode}", done.returncode)
    return done.stdout


def call_json(*words: object, allowed: tuple[int, ...] = (0,)) -> Any:
    """The same, of a command that writes JSON."""
    return json.loads(call(*words, allowed=allowed))


def settings(values: Mapping[str, object]) -> list[str]:
    """`--set PATH=VALUE` for each value."""
    return [word for path, value in values.items() for word in ("--set", f"{path}={yaml_value(value)}")]


def yaml_value(value: object) -> str:
    """JSON is YAML; what numpy counts with has `tolist`."""
    return json.dumps(value.tolist() if hasattr(value, "tolist") else value, default=os.fspath)
