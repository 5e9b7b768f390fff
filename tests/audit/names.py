#!/usr/bin/env python3
"""No type of the library stands twice under one name: the linker would take the destructor of either for both.

usage: names.py [SRC]     prints a line for each type defined anew; exit 1 if there is one
"""
import re
import sys
from pathlib import Path

# As clang-format 14 leaves them: namespaces and the types in them begin a line.
OPENS = re.compile(r"^namespace\s*(.*?)\s*\{$")
CLOSES = re.compile(r"^\}  // namespace")
DEFINES = re.compile(r"^(?:template <.*> )?(?:struct|class|enum class|union) (\w+)(?: final)?(?: : [^;{]*)?\s*\{")


def types(text):
    """(line number, name with its namespaces) of each type that other files could see, nested ones left out."""
    inside = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := OPENS.match(line):
            inside.append(match[1])
        elif CLOSES.match(line) and inside:
            inside.pop()
        elif (match := DEFINES.match(line)) and "" not in inside:
            yield number, "::".join([*inside, match[1]])


def main():
    src = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "src")
    first, twice = {}, 0
    for path in sorted([*src.rglob("*.h"), *src.rglob("*.cpp")]):
        file = path.relative_to(src).as_posix()
        for number, name in types(path.read_text(encoding="utf-8")):
            place = f"{file}:{number}"
            if first.setdefault(name, place) != place:
                print(f"{place}: {name} is a type of {first[name]} as well: two of one name are one to the linker")
                twice += 1
    if twice:
        return 1
    print(f"names: {len(first)} types, each with a name of its own")
    return 0


if __name__ == "__main__":
    sys.exit(main())
