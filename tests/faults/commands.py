"""Every command that does more than print, on one small campaign and on a map: what a quiet machine gives, to compare
with."""
import json
import shutil
import subprocess

from trial import CONFIG, Folder, end_of
from rows import differences, read_rows

CASES = 120
MAP = "moon: {terrain: {model: dem, layers: [{path: level.asc, spacing_m: 500, half_width_m: 3000}]}}\n"
OVER_A_MAP = """farside: 1
campaign: {name: map, seed: 3, cases: 24}
start: {from_file: cloud.csv}
output: {trajectories: [0, 3, 7]}
"""
SPHERE = ('GEOGCS["Moon",DATUM["Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference_Meridian",0],'
          'UNIT["degree",0.0174532925199433]]')


class Commands(Folder):
    """name -> arguments, and the file that it writes; what each printed and wrote on a quiet machine."""

    def __init__(self, program, shim):
        super().__init__(program, CASES, shim)
        self.given, self.made = self.path / "given", self.path / "made"
        self.given.mkdir()
        self.made.mkdir()
        shutil.copy(CONFIG, self.given / "t.yaml")
        (self.given / "level.asc").write_text(
            "ncols 40\nnrows 40\nxllcorner 175.6\nyllcorner -47.5\ncellsize 0.1\n" + ("-5935 " * 40 + "\n") * 40)
        (self.given / "level.prj").write_text(SPHERE)
        (self.given / "cloud.csv").write_text("start.touchdown.velocity_up_m_s\n" + "".join(f"{-1.5 - 0.05 * i}\n"
                                                                                            for i in range(24)))
        (self.given / "map.yaml").write_text(OVER_A_MAP + (MAP if self.reads_maps() else ""))
        given, made = self.given, self.made
        cases = ["--cases", CASES, "--threads", 4, "--block-cases", 8, "--progress", "none"]
        for arguments in (["run", given / "t.yaml", "-o", given / "a.h5", *cases], [
                "run", given / "map.yaml", "-o", given / "m.h5"
        ], *(["run", given / "t.yaml", "-o", given / f"s{i}.h5", *cases, "--shard", f"{i}/2"] for i in range(2))):
            code, said = end_of(self.start_command([self.program, *arguments]))
            if code != 0:
                raise SystemExit(f"FAIL - faults: {arguments} ended with exit {code}: {said}")
        self.commands = {
            "run": (["run", given / "t.yaml", "-o", made / "a.h5", *cases], made / "a.h5"),
            "run of a map":
            (["run", given / "map.yaml", "-o", made / "m.h5", "--threads", 4, "--block-cases", 3, "--progress",
              "none"], made / "m.h5"),
            "reduce": (["reduce", given / "a.h5"], None),
            "cases": (["cases", given / "a.h5"], None),
            "status": (["status", given / "a.h5"], None),
            "merge": (["merge", given / "s0.h5", given / "s1.h5", "-o", made / "merged.h5"], made / "merged.h5"),
            "replay": (["replay", given / "m.h5", "--case", 7, "-o", made / "history.h5", "--maps",
                        given], made / "history.h5"),
            "validate": (["validate", given / "map.yaml"], None),
            "version": (["version"], None),
        }
        self.rows = {
            "run": read_rows(given / "a.h5"), "merge": read_rows(given / "a.h5"), "run of a map":
            read_rows(given / "m.h5")
        }
        self.printed = {name: self.call(name)[2] for name in self.commands}
        self.clear()

    def reads_maps(self):
        if json.loads(subprocess.run([self.program, "version", "--json"], capture_output=True,
                                     text=True).stdout)["maps"]:
            return True
        print("skip - faults: over a map: this farside has no GDAL, the same commands fly over level ground")
        return False

    def clear(self):
        for path in self.made.iterdir():
            path.unlink()

    def begin(self, name, more=(), **settings):
        command, _ = self.commands[name]
        return self.start_command([self.program, *command, *more], **settings)

    def call(self, name, more=(), **settings):
        """(exit code, what it said on stderr, what it printed)."""
        process = self.begin(name, more, **settings)
        code, said = end_of(process)
        return code, said, process.printed

    def journals(self):
        return sorted(self.made.glob(".*.journal"))

    def leftovers(self, but):
        return sorted(p.name for p in self.made.iterdir() if p != but)

    def check(self, tally, where, name, code, said, printed, allowed):
        """What `name` gave under a fault, and that it gives all of it when called again without one."""
        tally.trials += 1
        tally.check_exit(where, code, said, allowed)
        if "internal error" in said:
            tally.crashes += 1
            tally.note(where, said.strip()[-300:])
        output = self.commands[name][1]
        again = code != 0
        if again and output is not None:
            journalled = name.startswith("run")
            if output.exists():
                tally.wrong += 1
                tally.note(where, f"exit {code}, and yet there is {output.name}")
            if journalled:
                promised, log = self.journalled(), self.path / "resume.log"
                code, said, printed = self.call(name, ["--resume"], LOG=log)
                tally.check_flown(where, log, promised)
            else:
                code, said, printed = self.call(name)
        elif again:
            code, said, printed = self.call(name)
        if code != 0 or (output is not None and not output.exists()):
            tally.unreadable += 1
            tally.note(where, f"{'again' if again else 'exit 0'}: exit {code}: {said.strip()[-300:]}")
            return
        if name in self.rows:
            found = differences(self.rows[name], read_rows(output))
        else:
            found = [] if printed == self.printed[name] else [f"other words: {printed[:300]}"]
        if found or self.leftovers(output):
            tally.wrong += 1
            tally.note(where, f"{found[:1]}, left behind: {self.leftovers(output)}")
