#!/usr/bin/env python3
"""Do the recipes of jobs/packaging/ say what the build says?

usage: recipes_test.py [PROGRAM]     PROGRAM: a built farside, whose libraries the container's must be
Spack and containers aren't run: the recipe is read with a stand-in for Spack's directives.
"""
import re
import subprocess
import sys
import types
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

PACKAGING = ROOT / "jobs/packaging"
# find_package() of CMakeLists.txt -> Spack's name.
SPACK = {"Eigen3": "eigen", "HDF5": "hdf5", "yaml-cpp": "yaml-cpp", "GDAL": "gdal", "CLI11": "cli11", "fmt": "fmt",
         "nlohmann_json": "nlohmann-json", "OpenSSL": "openssl", "Boost": "boost",
         "ERFA": "erfa"}
OF_THE_COMPILER = {"OpenMP", "Threads"}
OF_EVERY_DEBIAN = {"libc6", "libgcc-s1"}

claim = Claims("recipes", quiet=True)


class Recipe:
    """What a package.py declares."""

    def __init__(self, path):
        self.calls = []
        directives = ("version", "variant", "depends_on", "conflicts", "requires", "generator")
        spack = types.ModuleType("spack")
        package = types.ModuleType("spack.package")
        package.CMakePackage = object
        package.when = lambda spec: nullcontext()
        for name in directives:
            setattr(package, name, lambda *words, _name=name, **more: self.calls.append((_name, words, more)))
        sys.modules.update({"spack": spack, "spack.package": package})
        scope = {"__file__": str(path), "__name__": "package"}
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
        self.package = scope["Farside"]

    def first_words(self, directive):
        return [words[0] for name, words, _ in self.calls if name == directive]

    def options(self):
        """What the package gives to CMake: options by the variant that sets them."""
        package = self.package()
        package.define_from_variant = lambda option, variant: (option, variant)
        package.define = lambda option, value: (option, value)
        return dict(package.cmake_args())


def least_versions():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^ *find_package\((\S+) (\d[\d.]*)", text, re.MULTILINE))
    without = set(re.findall(r"^ *find_package\((\S+)", text, re.MULTILINE)) - found.keys()
    return {**found, "cmake": re.search(r"cmake_minimum_required\(VERSION ([\d.]+)\)", text)[1]}, without


def check_spack():
    recipe = Recipe(PACKAGING / "spack/packages/farside/package.py")
    wanted = dict(re.findall(r"([\w-]+)@([\d.]+):", "\n".join(recipe.first_words("depends_on"))))
    versions, without = least_versions()
    expected = {SPACK.get(name, name): least for name, least in versions.items()}
    claim("Spack's least versions are those of CMakeLists.txt", wanted == expected, f"{wanted}\n{expected}")
    claim("nothing is found without a version but what the compiler brings", without == OF_THE_COMPILER, without)
    variants, options = set(recipe.first_words("variant")), recipe.options()
    known = set(
        re.findall(r"^(?:option|set)\((FARSIDE_\w+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"),
                   re.MULTILINE))
    claim("Spack's variants set options that CMakeLists.txt has",
          options.keys() <= known and variants == set(options.values()) - {False}, options)
    claim("Spack builds from the clone that the recipe is in", recipe.package.git == ROOT.as_uri(), recipe.package.git)


def stages(text):
    return re.split(r"^FROM ", text.replace("\\\n", " "), flags=re.MULTILINE)[1:]


def packages_in(stage):
    found = re.findall(r"apt-get install ([^&]*)", stage)
    return {word for words in found for word in words.split() if not word.startswith("-")}


def linked_packages(program):
    """The Debian packages of the libraries that a program names itself."""
    header = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"NEEDED.*\[(.+)\]", header)) - {"ld-linux-x86-64.so.2"}
    shown = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    places = {name: place for name, place in re.findall(r"(\S+) => (\S+)", shown) if name in needed}
    packages = set()
    for name in needed:
        place = Path(places[name])
        for path in (place, place.resolve(), Path("/usr", *place.parts[1:])):
            owner = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
            if owner.returncode == 0:
                packages.add(owner.stdout.split(":")[0])
                break
        else:
            packages.add(f"{name} of no package")
    return packages


def check_container(program):
    build, image = stages((PACKAGING / "Containerfile").read_text(encoding="utf-8"))
    installs = re.search(r"install_missing (.*)'", build)
    claim(
        "the container's build stage installs the list of jobs/requirements.sh and no other",
        "COPY jobs/requirements.sh" in build and not packages_in(build) and installs
        and installs[1] == '"${farside_build_packages[@]}"', build)
    text = "the container's image holds the libraries that the program is linked with"
    release = Path("/etc/os-release")
    if program is None or not release.exists() or 'VERSION_CODENAME=bookworm' not in release.read_text(
            encoding="utf-8"):
        claim.skip(text, "needs a farside built on Debian 12")
        return
    maps = Path(program).with_name("farside_maps.so")
    linked = set().union(*map(linked_packages, filter(Path.exists, (Path(program), maps)))) - OF_EVERY_DEBIAN
    claim(text, packages_in(image) == linked, f"image: {sorted(packages_in(image))}\nlinked: {sorted(linked)}")


if __name__ == "__main__":
    check_spack()
    check_container(sys.argv[1] if len(sys.argv) > 1 else None)
    sys.exit(1 if claim.failures else 0)
