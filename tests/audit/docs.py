#!/usr/bin/env python3
"""Do the pages say what the code cites, and are they still Markdown?

usage: docs.py [ROOT]     prints a line for each violation; exit 1 if there is one

Models (M5), cases (T20) and properties (P5) that a comment cites stand in src/MODELS.md, and the tests that it names
exist. A formatter for C++ that is let loose on a page joins its lines: then headings, tables and fences are broken.
"""
import re
import sys
from pathlib import Path

from files import tracked

CITED = re.compile(r"(?<!Apollo )(?<!/)\b[MTP]\d{1,3}b?\b")  # Apollo P63/P64: programs of its computer
COMMENT = {
    ".h": r"//(.*)", ".cpp": r"//(.*)", ".def": r"//(.*)", ".py": r'#(.*)|"""(.*)|^ *claims\((.*)|Case\("(\w+)"', ".sh":
    r"#(.*)", ".md": r"(.*)"
}
HEADING_LIMIT = 120


def cited(path, text):
    """Numbers in comments and pages, with their line."""
    pattern = re.compile(COMMENT[path.suffix])
    for number, line in enumerate(text.splitlines(), 1):
        for match in pattern.finditer(line):
            for name in CITED.findall(" ".join(group for group in match.groups() if group)):
                yield number, name


def judge_models(root, paths):
    page = root / "src/MODELS.md"
    text = page.read_text(encoding="utf-8")
    known = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    known = {name
             for heading in known
             for name in CITED.findall(heading)} | set(re.findall(r"^\| ([TP]\d+b?) \|", text, re.MULTILINE))
    absent = set(re.findall(r"\((M\d+)\)", text)) - known
    for path in paths:
        name = path.relative_to(root).as_posix()
        if path.suffix not in COMMENT or not name.startswith(
            ("src/", "tests/", "analysis/", "configs/")) or name == "tests/audit/docs.py":
            continue
        for number, citation in cited(path, path.read_text(encoding="utf-8")):
            if citation not in known and not (path == page and citation in absent):
                yield f"{name}:{number}: cites {citation}, which isn't in src/MODELS.md"
    for row in re.findall(r"^\| [TP]\d+b? \|.*\|(.*)\|$", text, re.MULTILINE):
        for test in re.findall(r"`([^`]+)`", row):
            if not (root / "tests" / test).exists():
                yield f"src/MODELS.md: names tests/{test}, which doesn't exist"
    for code in re.findall(r"Code: ([^\n]*(?:\n[^#\n]*)?)", text):
        for file in re.findall(r"`([^`]+)`", code):
            if not (root / "src" / file).exists():
                yield f"src/MODELS.md: names src/{file}, which doesn't exist"


def cells(row):
    return len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row)))


def judge_markdown(name, text):
    fenced, columns = 0, None
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = 0 if fenced else number
            columns = None
        elif fenced:
            continue
        elif line.startswith("|"):
            if not line.rstrip().endswith("|"):
                yield f"{name}:{number}: a row of a table that doesn't end with |"
            elif columns is not None and cells(line) != columns:
                yield f"{name}:{number}: a row of {cells(line) - 1} cells in a table of {columns - 1}"
            columns = cells(line) if columns is None else columns
        else:
            columns = None
            if re.match(r"#{1,6} ", line) and len(line) > HEADING_LIMIT:
                yield f"{name}:{number}: a heading of {len(line)} characters: text was joined to it"
            elif re.search(r"\S ``` ?\S|\S \|[ :]*-{3,}", line):
                yield f"{name}:{number}: a fence or the head of a table inside of a line"
    if fenced:
        yield f"{name}:{fenced}: a fence that isn't closed"


def violations(root):
    paths = sorted(tracked(root))
    for path in paths:
        if path.suffix == ".md":
            yield from judge_markdown(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    if (root / "src/MODELS.md").exists():
        yield from judge_models(root, paths)
    else:
        yield "src/MODELS.md is missing"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    wrong = list(violations(root))
    print("\n".join(wrong or ["docs: what is cited stands in src/MODELS.md, pages are whole"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
