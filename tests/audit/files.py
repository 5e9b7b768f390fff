#!/usr/bin/env python3
"""What may stand in the project's files.

usage: files.py [ROOT]     prints a line for each violation (and `note:` lines, which are none); exit 1 if there is one
"""
import re
import subprocess
import sys
from pathlib import Path

TEXT = {
    ".h", ".cpp", ".def", ".in", ".py", ".sh", ".md", ".yaml", ".yml", ".json", ".txt", ".cmake", ".toml", ".slurm",
    ".sge", ".pbs", ".lsf"
}
CODE = {".h", ".cpp"}
LINES_NOTE, LINES_LIMIT = 400, 600
COLUMNS = 120
TEST_DATA_LIMIT = 1_000_000  # bytes under tests/ that are no code: a clone stays small
FILE_LIMIT = 2_000_000

# Written so that the patterns don't find themselves.
MACHINE_PATH = re.compile(r"(?<![\w.${}/])/(?:wor[k]|hom[e]/\w+|roo[t]|User[s]/\w+)/")
REGISTRY = re.compile(r"pypi\.or[g]|pythonhosted\.or[g]|deb\.debian\.or[g]|archive\.ubuntu\.co[m]")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|not implemente[d]|placeholde[r]\b")
TEST_HEAD = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\((\w+),\s*(\w+)")
ASSERTION = re.compile(r"\b(?:EXPECT|ASSERT)_|\bFAIL\(|\bSUCCEED\(|\b(?:expect|check)_\w+[(<]")


def tracked(root):
    """The project's files: those Git knows, or, outside of a clone, all but build and output folders."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [Path(root, name) for name in listed.stdout.split("\0") if name and Path(root, name).is_file()]
    skipped = re.compile(r"(build|out|\.git|\.venv|\.cache|__pycache__)")
    return [
        p for p in Path(root).rglob("*")
        if p.is_file() and not any(skipped.match(part) for part in p.relative_to(root).parts)
    ]


def judge_lines(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in ((MACHINE_PATH, "path of one machine"), (REGISTRY, "host of a package registry"),
                              (UNFINISHED, "mark of unfinished work")):
            if match := pattern.search(line):
                yield f"{name}:{number}: {what}: {match[0]}"


def judge_columns(name, text):
    """Lines of more than 120 characters, but for what can't be broken: rows of tables, a link or a path alone, what a
    page shows between fences, and the messages that tests expect word by word."""
    if name.startswith("tests/config/bad/"):
        return
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        is_page = name.endswith(".md")
        if is_page and line.lstrip().startswith("```"):
            fenced = not fenced
        free = fenced or line.lstrip().startswith("|") or " " not in line.strip(" \t-*#/<>")
        if len(line) > COLUMNS and not free:
            yield f"{name}:{number}: {len(line)} columns, more than {COLUMNS}"


def judge_tests(name, text):
    """Tests in which nothing is asserted."""
    head, asserted = None, True
    for number, line in enumerate(text.splitlines(), 1):
        if match := TEST_HEAD.match(line):
            head, asserted = (number, f"{match[1]}.{match[2]}"), False
        if ASSERTION.search(line):
            asserted = True
        if line.startswith("}") and head:
            if not asserted:
                yield f"{name}:{head[0]}: {head[1]} asserts nothing"
            head = None


def judge_file(path, name):
    if path.stat().st_size > FILE_LIMIT:
        yield f"{name}: {path.stat().st_size} bytes, more than {FILE_LIMIT}"
    if path.suffix not in TEXT and path.name != "run":
        return
    text = path.read_text(encoding="utf-8")
    yield from judge_lines(name, text)
    yield from judge_columns(name, text)
    if name.startswith("tests/") and path.suffix == ".cpp":
        yield from judge_tests(name, text)
    if path.suffix in CODE:
        lines = text.count("\n")
        if path.suffix == ".h" and "#pragma once" not in text:
            yield f"{name}: lacks #pragma once"
        if lines > LINES_LIMIT:
            yield f"{name}: {lines} lines, more than {LINES_LIMIT}: one idea per file"
        elif lines > LINES_NOTE:
            yield f"note: {name}: {lines} lines, more than {LINES_NOTE}"


def violations(root):
    data = 0
    for path in sorted(tracked(root)):
        name = path.relative_to(root).as_posix()
        if name.startswith("tests/") and path.suffix not in CODE | {".py", ".sh", ".md"}:
            data += path.stat().st_size
        yield from judge_file(path, name)
    if data > TEST_DATA_LIMIT:
        yield f"tests/: {data} bytes of data, more than {TEST_DATA_LIMIT}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    found = list(violations(root))
    wrong = [line for line in found if not line.startswith("note:")]
    print("\n".join(found + ([] if wrong else ["files: no machine paths, no unfinished work, sizes within limits"])))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
