from pathlib import Path

try:  # Spack 1.0 and newer
    from spack_repo.builtin.build_systems.cmake import CMakePackage
except ImportError:  # older ones have it in what follows
    pass
from spack.package import *


class Farside(CMakePackage):
    """Monte Carlo analysis of lunar landing risk: flies a lander thousands of times, each time with a slightly other
    vehicle, start and ground, and tells how often it lands safely and how sure that is."""

    git = Path(__file__).resolve().parents[5].as_uri()  # the clone that this recipe is in

    version("main", branch="main")

    variant("gdal", default=True, description="Read maps of heights")
    variant("tests", default=False, description="Build the unit tests")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("ninja", type="build")
    depends_on("git", type="build")  # the commit that `farside version` tells

    depends_on("hdf5@1.10:+hl~mpi")
    depends_on("yaml-cpp@0.7:")
    depends_on("eigen@3.3:3")
    depends_on("cli11@2.1:")
    depends_on("fmt@8.1:")
    depends_on("nlohmann-json@3.10:")
    depends_on("openssl@3.0:")
    depends_on("boost@1.74:")
    depends_on("erfa@2.0:")
    depends_on("gdal@3.4:", when="+gdal")

    with when("+tests"):
        depends_on("googletest")
        depends_on("mpfr")
        depends_on("gmp")

    conflicts("%gcc@:11", msg="farside needs g++ 12 or newer")
    conflicts("%clang@:13", msg="farside needs clang 14 or newer")
    requires("target=x86_64:", msg="farside's kernels are written for x86-64 (v2, v3 and v4)")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("FARSIDE_GDAL", "gdal"),
            self.define_from_variant("FARSIDE_TESTS", "tests"),
            self.define("FARSIDE_BENCH", False),
        ]
