#!/usr/bin/env python3
"""Plants one violation after the other and sees that the audits find it, and that they leave clean code alone.

usage: selftest.py     prints `ok - ` or `FAIL - ` a claim; exit 1 if one fails
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from claims import Claims  # noqa: E402

claim = Claims("audit", quiet=True)


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def plant(files):
    """A folder with these files, texts by path."""
    folder = tempfile.TemporaryDirectory()
    for name, text in files.items():
        path = Path(folder.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def finds(script, files, text, expected):
    """`expected`: part of the line that the audit must print, or None where it must be content."""
    with plant(files) as folder:
        code, out = run(sys.executable, HERE / script, folder)
        holds = (code == 1 and expected in out) if expected else code == 0
        claim(f"{script} {text}", holds, out)


def layers(path, line, text, expected):
    finds("layers.py", {path: f"#pragma once\n{line}\n", "lanes/lanes.h": "#pragma once\n"}, text, expected)


def files(path, content, text, expected):
    finds("files.py", {path: content}, text, expected)


def check_layers():
    layers("moon/gravity.h", '#include "lanes/lanes.h"', "lets a room see what is below it", None)
    layers("lanes/vec.h", '#include "moon/gravity.h"', "refuses an include upwards", "lanes is below moon")
    layers("moon/gravity.h", '#include "vehicle/mass.h"', "keeps moon and vehicle apart", "moon is below vehicle")
    layers("gnc/guidance/a.h", '#include "moon/terrain/ground.h"', "hides the ground from flight software",
           "only through a sensor")
    layers("gnc/a.h", '#include "flight/state.h"', "hides the flight from flight software", "gnc is below flight")
    layers("moon/a.h", '#include "flight/flight_options.h"', "hides the choices of the flight from rooms below it",
           "moon is below flight")
    layers("gnc/a.h", '#include "moon/moon_options.h"', "lets a kernel room see the choices of a room below it", None)
    layers("moon/a.h", "#include <vector>", "refuses containers in kernels", "only the plainest")
    layers("flight/a.h", "#include <Eigen/Dense>", "refuses libraries in kernels", "only the plainest")
    layers("engine/a.h", "#include <erfa.h>", "keeps a library to the room that wraps it", "is kept to sky")
    layers("flight/a.cpp", "", "refuses sources in kernel rooms", "headers only")
    layers("config/a.cpp", '#include "moon/moon_params.h"', "lets the host see parameters", None)
    layers("config/a.cpp", '#include "flight/flight_options.h"', "lets the host see choices", None)
    layers("stats/a.cpp", '#include "flight/landing.h"', "refuses the host in the kernels",
           "only through engine/kernel.h")
    layers("engine/kernel_isa.cpp", '#include "flight/landing.h"', "lets the kernels' own file see them", None)
    layers("engine/kernel_isa.cpp", '#include "store/journal/journal.h"', "keeps the host out of the kernels' own file",
           "this file sees")
    layers("config/a.h", '#include "engine/kernel.h"', "refuses an include upstream", "config may not see engine")
    layers("stats/a.cpp", "#include <hdf5.h>", "keeps HDF5 in the store", "kept to store")
    layers("include/farside/flight_software.h", '#include "base/error.h"', "keeps the header of C programs to itself",
           "with nothing of ours")
    layers("include/farside/flight_software.h", "#include <vector>", "keeps it to C", "with nothing of ours")
    layers("include/farside/flight_software.h", "#include <stddef.h>", "lets it see stddef.h", None)
    layers("attic/a.h", "", "asks for a place in the table", "in no room")
    finds("layers.py", {"base/error.h": "#include <string>\n", "lanes/a.h": '#include "base/error.h"\n'},
          "finds a container behind another header", "base/error.h:1")


def check_names():
    def names(first, second, text, expected):
        finds("names.py", {"stats/a.h": first, "engine/b.cpp": second}, text, expected)

    block = "namespace farside {\nstruct Block {\n  int a;\n};\n}  // namespace farside\n"
    names(block, block.replace("struct", "class"), "finds a type that stands twice", "stats/a.h:2: farside::Block")
    names(block, block.replace("Block", "Rows"), "leaves different names alone", None)
    names(block, block.replace("farside", "farside::inline FARSIDE_ISA"), "leaves an instruction set its names", None)
    names(block, "namespace farside {\nnamespace {\nstruct Block {};\n}  // namespace\n}  // namespace farside\n",
          "leaves what other files can't see alone", None)
    names(block, "namespace farside {\nstruct Block;\n}  // namespace farside\n", "leaves declarations alone", None)


def check_files():
    slash = "/"
    files("src/a.h", "#pragma once\n", "is content with a clean file", None)
    files("src/a.h", "int a;\n", "asks for #pragma once", "lacks #pragma once")
    files("jobs/a.sh", f"cd {slash}home{slash}someone{slash}farside\n", "finds a home folder", "path of one machine")
    files("README.md", f"see {slash}work{slash}main\n", "finds a machine's folder", "path of one machine")
    files("README.md", "see docs/work/list and $HOME/work/x\n", "leaves relative paths alone", None)
    files("src/a.cpp", "// TO" "DO: later\n", "finds unfinished work", "mark of unfinished work")
    files("README.md", "pip install -i https://pypi"
          ".org/simple\n", "finds a registry's host", "host of a package registry")
    long = "word " * 24 + "x"
    files("src/a.cpp", f"// {long[3:-1]}\n", "lets a line have 120 characters", None)
    files("README.md", f"{'é' * 119} e\n", "counts characters, not bytes, and finds a line of 121", "121 columns")
    for path in ("src/a.cpp", "jobs/a.sh", "a.yaml", "tests/a.py", "src/cmake/a.cmake"):
        files(path, f"# {long}\n", f"finds a long line in {path}", f"{path}:1: 123 columns")
    files("README.md", f"| {long} |\n\n```\n{long}\n```\n\n- <https://{'x' * 120}>\n",
          "leaves rows of tables, fences and links alone", None)
    files("src/a.cpp", "int a;\n" * 601, "limits the length of a file", "one idea per file")
    files("tests/a.bin", "x" * 1_000_001, "limits the test data", "bytes of data")
    files("tests/a_test.cpp", "TEST(A, DoesNothing) {\n  run();\n}\n", "finds a test that asserts nothing",
          "A.DoesNothing asserts nothing")
    files("tests/a_test.cpp", "TEST(A, Adds) {\n  EXPECT_EQ(1 + 1, 2);\n}\n", "leaves a test that asserts alone", None)


def check_docs():
    models = "### M5 Engine\n\n| Case | What | Holds it |\n|---|---|---|\n| T1 | a | `a_test.cpp` |\n"

    def docs(path, content, text, expected):
        pages = {"src/MODELS.md": models, "tests/a_test.cpp": "", path: content}
        finds("docs.py", pages, text, expected)

    docs("src/a.h", "// Engine (M5); T1\n", "is content with citations that stand", None)
    docs("src/a.h", "// Slosh (M4)\n", "finds a model that isn't told of", "cites M4")
    docs("tests/b_test.cpp", "// T20: stroke\n", "finds a case that isn't told of", "cites T20")
    docs("src/MODELS.md", models.replace("a_test", "c_test"), "finds a test that isn't there", "names tests/c_test.cpp")
    docs("README.md", "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\na | b\n```\n", "is content with a whole page", None)
    docs("README.md", "| a | b |\n|---|---|\n| 1 |\n", "finds a row that lacks cells", "a row of 1 cells")
    docs("README.md", "| a | b | |---|---|\n| 1 | 2 |\n", "finds a table that was joined", "a row of 2 cells")
    docs("README.md", "| File\n| What |\n", "finds a row that was broken", "doesn't end with |")
    docs("README.md", "# a " + "word " * 30 + "\n", "finds text joined to a heading", "text was joined")
    docs("README.md", "```\na\n", "finds a fence that isn't closed", "isn't closed")


# What a kernel is: everything inside the namespace of its instruction set.
CLEAN = ("namespace farside::inline isa_v3 { template <class R> R twice(R x) { return x + x; } }\n"
         "double entry(double x) { return farside::twice(x); }\n")


def check_objects():
    compiler = os.environ.get("CXX", "g++")

    def objects(source, options, text, expected, isa="isa_v3"):
        with plant({"a.cpp": source}) as folder:
            compiled, out = run(compiler, "-std=c++20", "-c", *options, Path(folder, "a.cpp"), "-o", Path(
                folder, "a.o"))
            code, audit = run("bash", HERE / "isa_audit.sh", isa, Path(folder, "a.o"))
            holds = compiled == 0 and ((code == 1 and expected in audit) if expected else code == 0)
            claim(f"isa_audit.sh {text}", holds, out + audit)

    fma = CLEAN.replace("x + x", "__builtin_fma(x, x, x)")
    objects(CLEAN, ["-O0", "-march=x86-64-v3"], "is content with a clean object", None)
    objects(fma, ["-O2", "-march=x86-64-v3"], "lets an explicit fma stand", None)
    objects(fma.replace("isa_v3", "isa_v2"), ["-O2", "-march=x86-64-v2"], "lets v2 call fma()", None, "isa_v2")
    objects(fma, ["-O2", "-march=x86-64-v2"], "finds a call of fma() where the CPU has one", "imports")
    objects("#include <vector>\nstd::vector<int> entry(int n) { return std::vector<int>(n, 1); }\n",
            ["-O0", "-march=x86-64-v3"], "finds a leaked std::vector", "weak symbols")
    objects(CLEAN, ["-O0", "-march=x86-64-v2"], "finds templates of another instruction set", "weak symbols", "isa_v2")
    objects("#include <math.h>\ndouble entry(double x) { return sin(x); }\n", ["-O2"], "finds a call into libm",
            "imports")
    objects("#include <immintrin.h>\n__m128 entry(__m128 x) { return _mm_rcp_ps(x); }\n", ["-O2"],
            "finds an approximate instruction", "approximate instructions")
    objects("long double entry(long double x) { return x + 1; }\n", ["-O2"], "finds x87 arithmetic", "x87 instructions")


def check_tidy():
    tidy = os.environ.get("CLANG_TIDY", "clang-tidy-14")
    if shutil.which(tidy) is None:
        claim.skip(".clang-tidy finds what is planted", f"no {tidy} here")
        return

    def tidies(source, text, expected):
        with plant({"a.cpp": source}) as folder:
            code, out = run(tidy, f"--config-file={HERE.parents[1] / '.clang-tidy'}", Path(folder, "a.cpp"), "--",
                            "-std=c++20")
            claim(f".clang-tidy {text}", (code != 0 and expected in out) if expected else code == 0, out)

    tidies("double half(double a) { return a / 2; }\n", "is content with clean code", None)
    tidies("double share(int a, int b) { return a / b; }\n", "finds a quotient of integers",
           "bugprone-integer-division")
    tidies("int deref() {\n  int* p = nullptr;\n  return *p;\n}\n", "finds a null pointer", "clang-analyzer")


if __name__ == "__main__":
    check_layers()
    check_names()
    check_files()
    check_docs()
    check_objects()
    check_tidy()
    sys.exit(1 if claim.failures else 0)
