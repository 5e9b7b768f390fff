#!/usr/bin/env python3
"""Files from somebody else reach no further than themselves: what a campaign file holds makes no command open another
file.

usage: files_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Campaign files are changed with h5py; without it these checks are skipped.
"""
import hashlib
import inspect
import sys

from cli_test import CONFIG, Skip, check, run_checks

SECRET = "root:x:0:0"


def h5py():
    try:
        import h5py
    except ImportError:
        raise Skip("needs h5py") from None
    return h5py


def sum_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def change(path, edit, sums=True):
    """The configuration in a file, as `edit` makes it of the old one, with its sum unless told otherwise."""
    with h5py().File(path, "r+") as file:
        attributes = file["provenance"].attrs
        text = edit(attributes["config_yaml"])
        attributes["config_yaml"] = text
        if sums:
            attributes["config_sha256"] = sum_of(text)


def readers(name):
    """Every command that reads the configuration in a file."""
    return [("reduce", name), ("reduce", name, "--gate"), ("status", name), ("merge", name, "-o", "m.h5"),
            ("merge", "good.h5", name, "-o", "m.h5"), ("replay", name, "--case", 1), ("compare", name, name),
            ("run", "a.yaml", "-o", "n.h5", "--missing-of", name), ("run", "a.yaml", "-o", name, "--resume")]


def refused_by_all(cli, name, says, also=()):
    for command in [*readers(name), *also]:
        done = cli.expect(4, *command, says=[name, says], timeout=30)
        check(SECRET not in done.stdout + done.stderr,
              f"{command} shows what another file holds:\n{done.stdout}{done.stderr}")


def a_stored_configuration_includes_nothing(cli):
    cli.fly("good.h5")
    secret = cli.path(cli.write("secret", f"{SECRET}\n"))
    for path in (secret, "secret", "/etc/passwd"):
        change(cli.fly("a.h5", "--overwrite"),
               lambda text, path=path: text.replace("farside: 1\n", f"farside: 1\ninclude: {path}\n", 1))
        for command in readers("a.h5"):
            done = cli.call(*command, timeout=30)
            shown = f"farside {' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}"
            check(SECRET not in done.stdout + done.stderr, f"what another file holds is shown\n{shown}")
            # run has the campaign's own file, and asks a stored configuration only whether its requirements are others
            check(done.returncode == (4 if command[0] != "run" else done.returncode) and done.returncode in (0, 4),
                  shown)
            check(done.returncode == 0 or "includes no file" in done.stderr, shown)


def a_configuration_that_was_changed_is_refused_by_all(cli):
    cli.fly("good.h5")
    change(cli.fly(), lambda text: text.replace("seed: 1\n", "seed: 2\n"), sums=False)
    refused_by_all(cli, "a.h5", "its configuration was changed after it was written")


def replay_opens_only_what_was_recorded(cli):
    cli.write("secret", f"{SECRET}\n")
    cloud = "start.touchdown.height_m,start.touchdown.velocity_up_m_s\n0.2,-1\n0.3,-2\n"
    cli.write("cloud.csv", cloud)
    cli.write("c.yaml", "farside: 1\nstart: {from_file: cloud.csv}\n")
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet")
    cli.expect(0, "replay", "c.h5", "--case", 1)
    change(cli.path("c.h5"), lambda text: text.replace("cloud.csv", str(cli.path("secret"))))
    done = cli.expect(4, "replay", "c.h5", "--case", 1,
                      says=["secret", "is not among the input files that are recorded"])
    check(SECRET not in done.stdout + done.stderr, done.stderr)
    with h5py().File(cli.path("c.h5"), "r+") as file:
        file["provenance"].attrs["input_files"] = f"{sum_of('something else')}  {cli.path('secret')}\n"
    done = cli.expect(4, "replay", "c.h5", "--case", 1, says="input files have another content than then")
    check(SECRET not in done.stdout + done.stderr, done.stderr)


def what_the_kernel_makes_up_is_no_file(cli):
    cli.path("link").symlink_to("/proc/self/environ")
    grid = "moon: {{terrain: {{model: dem, layers: [{{path: '{0}'}}]}}}}\n"
    for name in ("/proc/self/environ", "link", "/proc/self/root/proc/version"):
        texts = {"i.yaml": "farside: 1\ninclude: '{0}'\n", "c.yaml": "farside: 1\nstart:\n  from_file: '{0}'\n"}
        if cli.reads_maps():
            texts["m.yaml"] = "farside: 1\n" + grid
        for file, text in texts.items():
            cli.write(file, text.format(name))
            cli.expect(4, "validate", file, says=[f"{name}: can't be read: it is no file on a disk"])
        for command in (["run", name, "-o", "x.h5"], ["reduce", name], ["replay", name, "--case",
                                                                        1], ["merge", name, "-o",
                                                                             "m.h5"], ["status", name]):
            cli.expect(4, *command, says=name)


def links_out_of_a_file_are_refused(cli):
    cli.fly("good.h5")
    for link in (h5py().ExternalLink("good.h5", "/outcome"), h5py().SoftLink("/status")):
        with h5py().File(cli.fly("a.h5", "--overwrite"), "r+") as file:
            del file["outcome"]
            file["outcome"] = link
        for command in (["reduce", "a.h5"], ["status", "a.h5"], ["merge", "a.h5", "-o",
                                                                 "m.h5"], ["replay", "a.h5", "--case",
                                                                           1], ["cases", "a.h5"]):
            cli.expect(4, *command, says="a.h5: the link outcome leads elsewhere")
        with h5py().File(cli.path("cloud.h5"), "w") as file:
            file["start.touchdown.height_m"] = link
        cli.write("c.yaml", "farside: 1\nstart: {from_file: cloud.h5}\n")
        cli.expect(4, "run", "c.yaml", "-o", "c.h5", says="cloud.h5: the link start.touchdown.height_m leads elsewhere")


def a_row_that_cant_be_names_its_file(cli):
    with h5py().File(cli.fly(), "r+") as file:
        for column in file.values():
            if getattr(column, "shape", ()) and column.dtype.kind == "f":
                column[3] = float("nan")
    for command in (["reduce", "a.h5"], ["cases", "a.h5"], ["merge", "a.h5", "-o",
                                                            "m.h5"], ["replay", "a.h5", "--case", 3]):
        cli.expect(4, *command, says="a.h5: weight of row 3 is nan")
    cli.expect(2, "reduce", "a.h5", "--gate", says="nothing to judge")  # known before a row is read
    with h5py().File(cli.fly("c.h5"), "r+") as file:
        file["touchdown_time"][3] = float("nan")
    cli.expect(4, "replay", "c.h5", "--case", 3, says="c.h5: case 3 has no value in touchdown_time")
    with h5py().File(cli.fly("b.h5"), "r+") as file:
        file["case"][5] = 4
    for command, says in {("reduce", "b.h5"): "b.h5: case 4 has more than one row", ("cases", "b.h5"):
                          "b.h5: case 4 has more than one row", ("merge", "b.h5", "-o", "m.h5"):
                          "b.h5: its cases are not in ascending order (case 4)"}.items():
        cli.expect(4, *command, says=says)


def no_attribute_hides_how_cases_ended(cli):
    """A _FillValue that is a code: reduce said "8 missing" of such a file, exit 0."""
    cli.fly()
    for column in ("outcome", "status"):
        with h5py().File(cli.path("a.h5"), "r+") as file:
            code = file[column][0]
            hidden = int((file[column][...] == code).sum())
            file[column].attrs["_FillValue"] = code
        says = f"a.h5: the column {column} has {hidden} values that say how a case ended"
        for command in ("reduce", "cases", "status"):
            cli.expect(4, command, "a.h5", says=says)
        cli.expect(4, "merge", "a.h5", "-o", "m.h5", says=says)
        with h5py().File(cli.path("a.h5"), "r+") as file:
            del file[column].attrs["_FillValue"]
    cli.expect(0, "reduce", "a.h5")
    with h5py().File(cli.path("a.h5"), "r+") as file:
        file["outcome"][3] = -1
    cli.expect(4,
               "reduce",
               "a.h5",
               says="a.h5: outcome of row 3 is missing, and its status says that the case was done")


def a_small_file_asks_for_little_work(cli):
    """Equal values shrink by a thousand: 3.5 MB of them kept reduce busy for two minutes."""
    rows, chunk = 90_000_000, 1 << 20
    writer = h5py()
    import numpy  # h5py needs it as well
    with writer.File(cli.path("z.h5"), "w") as file:
        outcome = file.create_dataset("outcome", (rows,), "i1", chunks=(chunk,), compression="gzip", compression_opts=1)
        for first in range(0, rows, chunk):
            outcome[first:first + chunk] = numpy.zeros(min(chunk, rows - first), "i1")
    cli.write("c.yaml", "farside: 1\nstart: {from_file: z.h5}\n")
    for command in (["reduce", "z.h5"], ["cases", "z.h5"], ["status",
                                                            "z.h5"], ["merge", "z.h5", "-o",
                                                                      "m.h5"], ["replay", "z.h5", "--case",
                                                                                3], ["validate", "c.yaml"]):
        cli.expect(4, *command, says="z.h5: claims 90 million values and has", timeout=30)


SPHERE = ('GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference_Meridian",0],'
          'UNIT["Degree",0.0174532925199433]]')
OVER_A_MAP = ("farside: 1\ncampaign: {name: m, cases: 2}\nsite: {lat_deg: 0, lon_deg: 10, elevation_m: 0}\n"
              "moon: {terrain: {model: dem, layers: [{path: a.asc}]}}\nstart: {touchdown: {height_m: 0.2}}\n")


def level_map(cli, name, height_m, cell_deg=0.001, cells=60):
    """A level map about 0 N, 10 E."""
    half_deg = cells / 2 * cell_deg
    cli.write(name + ".prj", SPHERE)
    cli.write(
        name + ".asc",
        f"ncols {cells}\nnrows {cells}\nxllcorner {10 - half_deg}\nyllcorner {-half_deg}\ncellsize {cell_deg}\n"
        f"NODATA_value -9999\n" + (f"{height_m} " * cells + "\n") * cells)


def a_map_far_from_the_site_is_told(cli):
    cli.needs_maps()
    cli.write("m.yaml", OVER_A_MAP)
    level_map(cli, "a", 600.5)
    for command in (["validate", "m.yaml"], ["run", "m.yaml", "-o", "m.h5", "--overwrite"]):
        cli.expect(
            0, *command, says=[
                "m.yaml:4:46: moon.terrain.layers[0].path: warning: a.asc: the ground at the target is at 600.5 m, "
                "600.5 m above "
                "site.elevation_m = 0", "set site.elevation_m to 600.5"
            ])
        for silent in (["--quiet"], ["--set", "site.elevation_m=600.5"]):
            done = cli.expect(0, *command, *silent)
            check("warning" not in done.stderr, done.stderr)


def a_map_that_shows_nothing_is_refused(cli):
    cli.needs_maps()
    cli.write("m.yaml", OVER_A_MAP)
    level_map(cli, "a", 0.5, cell_deg=0.01, cells=20)
    level_map(cli, "fine", 0.5)
    level_map(cli, "empty", -9999)
    for command in (["validate", "m.yaml"], ["run", "m.yaml", "-o", "m.h5"]):
        cli.expect(4, *command, "--set", "moon.terrain.layers=[{path: empty.asc}]",
                   says="empty.asc: has no data within ")
        cli.expect(3, *command, "--set", "moon.terrain.layers=[{path: a.asc}, {path: fine.asc}]",
                   says=".path: error: fine.asc: is nowhere seen, since a.asc lies over")
        cli.expect(0, *command, "--quiet", "--set", "moon.terrain.layers=[{path: fine.asc}, {path: a.asc}]")


def maps_that_disagree_where_they_meet_are_told(cli):
    cli.needs_maps()
    cli.write("m.yaml", OVER_A_MAP)
    level_map(cli, "fine", 0.5)
    for height, told in ((0.7, False), (3.25, True)):
        level_map(cli, "a", height, cell_deg=0.01, cells=20)
        done = cli.expect(0, "validate", "m.yaml", "--set",
                          "moon.terrain.layers=[{path: fine.asc}, {path: a.asc}]").stderr
        check(("a.asc, which follows it, is 2.8 m higher, and the ground steps by up to 2.8 m" in done) == told, done)


def what_is_read_is_not_written_over(cli):
    """Not with --overwrite either: the configuration, what it names, a campaign's file."""
    cli.write("c.csv", "east_m,north_m,diameter_m,depth_m\n1,2,10,1\n")
    cli.write("c.yaml", CONFIG + "moon: {terrain: {model: plane, relief: {model: listed, craters: {listed: "
              "[{file: c.csv}]}}}}\n")
    cli.expect(0, "run", "c.yaml", "-o", "c.h5", "--quiet")
    cli.path("link.h5").symlink_to("c.h5")
    kept = {name: cli.path(name).read_bytes() for name in ("c.yaml", "c.csv", "c.h5")}
    commands = [("run", "c.yaml", "-o", "c.yaml"), ("run", "c.yaml", "-o", "c.csv"),
                ("sample", "c.yaml", "-o", "c.csv"), ("rare", "c.yaml", "-o", "c.yaml"),
                ("envelope", "c.yaml", "--json", "c.yaml"),
                ("replay", "c.h5", "--case", 0, "-o", "c.h5"), ("export", "c.h5", "--csv", "link.h5"),
                ("reduce", "c.h5", "--json", "link.h5"), ("reduce", "c.h5", "--junit", "c.h5"),
                ("whatif", "c.h5", "--set", "vehicle.limits.final_tilt_deg=1", "--json", "c.h5"),
                ("compare", "c.h5", "c.h5", "--json", "c.h5")]
    if cli.reads_maps():
        cli.path("c.csv").rename(cli.path("c.tif"))
        kept["c.tif"] = kept.pop("c.csv")
        cli.write("t.yaml", cli.path("c.yaml").read_text(encoding="utf-8").replace("c.csv", "c.tif"))
        cli.expect(2, "terrain", "t.yaml", "-o", "c.tif", "--overwrite", says="c.tif: is read by this command")
        cli.path("c.tif").rename(cli.path("c.csv"))
        kept["c.csv"] = kept.pop("c.tif")
    cli.write("base.csv", "vehicle: {mass: {propellant_kg: 300}}\n")
    cli.write("i.yaml", "include: base.csv\n" + CONFIG)
    kept["base.csv"] = cli.path("base.csv").read_bytes()
    commands += [("run", "i.yaml", "-o", "base.csv"), ("sample", "i.yaml", "-o", "base.csv"),
                 ("envelope", "i.yaml", "--json", "base.csv"), ("audit", "i.yaml", "--json", "base.csv"),
                 ("sky", "i.yaml", "--json", "base.csv"), ("covariance", "c.yaml", "--json", "c.csv"),
                 ("explain", "c.h5", "--case", 0, "--json", "c.csv"), ("replay", "c.h5", "--case", 0, "-o", "c.csv")]
    for command in commands:
        cli.expect(2, *command, "--overwrite", says=f"{command[-1]}: is read by this command, and would be lost")
    check(all(cli.path(name).read_bytes() == content for name, content in kept.items()), "an input was changed")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
