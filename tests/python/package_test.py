#!/usr/bin/env python3
"""analysis/farside, the Python package: what it says is what the file and the program say; it can be installed.

usage: package_test.py PROGRAM
"""

import csv
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

CASES = 300


def refused(call, *parts):
    """Does it raise a FarsideError that says all this?"""
    import farside

    try:
        call()
    except farside.FarsideError as problem:
        return all(part in str(problem) for part in parts)
    return False


def check_config(claim):
    import farside
    import numpy as np

    config = (
        farside.Config.load(ROOT / "configs" / "change4_blind.yaml")
        .set({"campaign.cases": np.int64(CASES), "campaign.name": "it's: a #name", "vehicle.engine.isp_s": 1e-5})
        .set("vehicle.engine.isp_s", 308)
    )
    claim(
        "a configuration with values of all kinds is valid, and the program takes them as they are",
        "it's: a #name" in config.validate().resolved() and f"cases: {CASES}" in config.resolved(),
    )
    claim("what is set last holds", "isp_s: 308" in config.resolved())
    bad = config.set("vehicle.engine.isp", 308)
    claim(
        "a wrong key is refused in the program's words, with the nearest one",
        refused(bad.validate, "vehicle.engine.isp", "did you mean 'isp_s'?"),
    )
    claim("and the first configuration is as it was", config.validate() is config)
    claim("a configuration that isn't there is named", refused(lambda: farside.Config.load("none.yaml"), "none.yaml"))
    return config


def check_verdicts(claim, c, found):
    """`found`: of `farside reduce --json`."""
    import farside

    safe = found["probability"]["safe"]
    claim(
        "P(safe) is the program's, with its interval",
        (c.p_safe.estimate, c.p_safe.lower, c.p_safe.upper) == (safe["estimate"], safe["lower"], safe["upper"])
        and list(c.p_safe.conditional_on) == safe["conditional_on"],
    )
    table = " ".join(subprocess.run([sys.argv[1], "reduce", c.path], capture_output=True, text=True).stdout.split())
    interval = str(c.p_safe).partition(" interval ")[2].rstrip(")")
    claim("its bounds are rounded as the program's are", f"interval {interval}" in table, c.p_safe)
    from farside import campaign

    nearly = campaign.percent(1 - 1e-15, 1)
    claim("one that is 1 but for rounding", nearly == "100.00 %", nearly)
    claim("outwards", campaign.bounds(0.98765, 0.99991) == "98.76 % to 99.9910 %", campaign.bounds(0.98765, 0.99991))
    claim(
        "requirements have the program's verdicts",
        [(q.name, q.verdict, q.cases_needed) for q in c.requirements]
        == [(q["name"], q["verdict"], q["cases_needed"]) for q in found["requirements"]]
        and len(c.requirements) == 4,
    )
    import h5py

    with h5py.File(c.path) as file:
        told = file["failure_mask"].attrs
        bits = dict(zip(str(told["flag_meanings"]).split(), told["flag_masks"].tolist()))
    mask = c.column("failure_mask").astype(int)
    modes = c.statistics["failure_modes"]
    has = {mode["name"]: (mask & bits[mode["name"]]) != 0 for mode in modes["modes"]}
    claim(
        "causes are counted, first or not, and which befell the same cases",
        len(has) > 1 and modes["together"] == [[int((a & b).sum()) for b in has.values()] for a in has.values()],
        modes,
    )
    rare = farside.Requirement.of(
        {"name": "upright", "verdict": "pass", "event": "tip_over", "max_probability": 0.01, "confidence": 0.9}
    )
    claim("a failure may befall so many at most", rare.asks == "tip_over in ≤ 1.00 % of the cases", rare.asks)
    code = subprocess.run([sys.argv[1], "reduce", c.path, "--gate", "--quiet"], capture_output=True).returncode
    claim("the gate is the program's", {"pass": 0, "fail": 5, "inconclusive": 6}[c.gate()] == code, (c.gate(), code))


def check_rows(claim, c):
    import h5py
    import numpy as np

    def listed(*words):
        done = subprocess.run(
            [sys.argv[1], "cases", c.path, "--csv", "--quiet", *words], capture_output=True, text=True, check=True
        )
        return [int(row["case"]) for row in csv.DictReader(io.StringIO(done.stdout))]

    with h5py.File(c.path) as file:
        lost = np.flatnonzero(file["outcome"][()] == 2)
        isp = file["in_vehicle_engine_isp_scale"][()]
        claim(
            "the table has a row a case and every column of one value a case",
            len(c.table) == CASES
            and set(c.table)
            == {
                name
                for name, item in file.items()
                if isinstance(item, h5py.Dataset) and item.shape == (CASES,) and name != "case"
            },
        )
    claim(
        "the lost are those of the file",
        lost.size > 0 and c.lost.index.tolist() == lost.tolist() and (c.lost.outcome == "lost").all(),
        lost,
    )
    claim("an outcome by name is that by number", ((c.cases.outcome == 2).values == (c.table.outcome == "lost")).all())
    for by in (
        "margin_least",
        "margin_final_tilt",
        "peak_load",
        "propellant_remaining",
        "stability_margin",
        "hazard_true",
    ):
        claim(
            f"the worst by {by} are those of `farside cases`",
            c.worst(7, by=by).index.tolist() == listed("--worst", "7", "--by", by),
            c.worst(7, by=by).index,
        )
    claim("the worst show by what they are, first", c.worst(1, by="margin_least").columns[0] == "margin_least")
    claim("worst by a category is refused", refused(lambda: c.worst(3, by="outcome"), "outcome"))
    one = c.inputs["vehicle.engine.isp_scale"]
    claim(
        "an input has its values, unit, kind and law",
        (one.values == isp).all() and one.units == "1" and one.kind == "aleatory" and "normal" in one.distribution,
        one,
    )
    claim("numpy takes an input as its values", float(np.mean(one)) == isp.mean())
    try:
        c.inputs["vehicle.engine.isp_scal"]
        said = ""
    except KeyError as problem:
        said = str(problem)
    claim("an input that isn't there is refused with the nearest", "mean vehicle.engine.isp_scale?" in said, said)


def check_replay(claim, c):
    history = c.replay(17)
    last = float(history.propellant[-1])
    claim(
        "a case replayed is that case: the tanks hold at the end what the row says",
        history.sizes["obs"] > 1000 and last == c.column("propellant_remaining")[17],
        last,
    )
    claim("a case that isn't there is refused by its number", refused(lambda: c.replay(10**6), "1000000"))


def check_drivers(claim, c):
    """What the program says, as objects and pictures."""
    import farside
    from farside import drivers

    def told(*words):
        done = subprocess.run([sys.argv[1], "drivers", c.path, "--json", "-", *words], capture_output=True, check=True)
        return json.loads(done.stdout)

    for failure in ("lost", "failed", "nozzle_strike"):
        claim(
            f"drivers of {failure} are those of the program",
            repr(c.drivers(failure, stored=False)) == repr(drivers.Drivers.of(told("--of", failure))),
        )
    held, every = c.drivers(), c.drivers(stored=False)
    claim(
        "those of the lost stand in the file, with the tenths of the clearest",
        "drivers" in c.statistics
        and [repr((one.path, one.prcc, one.ks)) for one in held.inputs]
        == [repr((one.path, one.prcc, one.ks)) for one in every.inputs]
        and repr(held.inputs[0]) == repr(every.inputs[0])
        and not held.inputs[-1].tenths,
    )
    claim("an unknown failure is refused with the nearest", refused(lambda: c.drivers("slidd"), "did you mean 'slid'?"))
    found = c.drivers("failed")
    pair = found.pairs[0]
    i, k = pair.worst
    beyond = [cell[2] - cell[3] for row in pair.cells for cell in row]
    worst = pair.cells[i][k]
    claim("a pair's worst place is where most fail beyond expectation", worst[2] - worst[3] == max(beyond), beyond)
    path = found.inputs[0].path
    for name, drawing in (
        ("tenths", c.plot.tenths(path, failure="failed")),
        ("a pair", c.plot.pair(pair)),
        ("a histogram by an input", c.plot.histogram("touchdown_speed_vertical", by=path)),
        ("a histogram by how cases ended", c.plot.histogram("touchdown_speed_vertical", by="outcome")),
    ):
        claim(f"{name} can be drawn", drawing.svg().startswith("<?xml"))
    try:
        c.plot.tenths("vehicle.engine.isp_scal", failure="failed")
        said = ""
    except ValueError as problem:
        said = str(problem)
    claim(
        "tenths of no input are refused with what there is",
        "did you mean vehicle.engine.isp_scale?" in said and "there is" in said,
        said,
    )
    drawn = c.plot.tenths(failure="failed").axes
    highest = max(tenth.upper for driver in found.inputs[:3] for tenth in driver.tenths)
    claim("every tenth lies in the picture", drawn[0].get_ylim()[1] >= 100 * highest and drawn[0].get_ylim()[0] == 0)
    by_outcome = c.plot.histogram("touchdown_speed_vertical", by="outcome").axes[0].get_legend()
    counted = {text.get_text().split(":")[0]: text.get_text() for text in by_outcome.get_texts()}
    claim(
        "a histogram tells how many cases each scenario has",
        counted["lost"] == f"lost: {len(c.lost):,} cases",
        counted,
    )
    try:
        c.plot.histogram("touchdown_speed_vertical", by="no.such.input")
        said = ""
    except ValueError as problem:
        said = str(problem)
    claim("a scenario that isn't there is refused", "no.such.input" in said, said)
    claim("the classes can be named", isinstance(found, farside.Drivers) and isinstance(pair, farside.Pair))


def check_untold(claim, folder):
    """Of a campaign in which many a thrust can't be: where such cases lie, and the worst of a file without `worst`."""
    import farside
    import h5py

    (folder / "untold.yaml").write_text(
        "farside: 1\ncampaign: {name: draws, seed: 5, cases: 200, invalid_draws: count}\n"
        "vehicle: {engine: {thrust_max_N: 7000, thrust_min_N: 6500}}\nstart: {site: {height_m: 3, "
        "velocity_up_m_s: -1}}\ngnc: {guidance: {law: open_loop}}\ndispersions:\n"
        "  - {path: vehicle.engine.thrust_max_N, normal: {sd: 800}}\n"
        "  - {path: start.site.velocity_east_m_s, normal: {sd: 0.2}}\n"
    )
    c = farside.run(folder / "untold.yaml", folder / "untold.h5")
    told, found = c.statistics["drivers"]["untold"], c.drivers().untold
    first = found.inputs[0]
    claim(
        "where cases lie that can't be told, the program says",
        (found.cases, found.numerical, found.invalid_draws) == (told["cases"], told["numerical"], told["invalid_draws"])
        and first.path == "vehicle.engine.thrust_max_N"
        and first.stands_out
        and first.untold == tuple(told["inputs"][0]["untold"].values())
        and first.untold[2] < first.told[0],
        found,
    )
    page = c.report(folder / "untold.html").read_text(encoding="utf-8")
    claim("and the page", f"How {found.cases} of 200 cases end" in page and "Of 1 inputs" not in page, len(page))
    by = "margin_hard_contact_vertical"
    listed = c.worst(5, by=by).index.tolist()
    with h5py.File(c.path, "r+") as file:
        claim("the file says of margins that the smallest is the worst", file[by].attrs["worst"] == "smallest")
        for item in file.values():
            if "worst" in item.attrs:
                del item.attrs["worst"]
    claim("of an older file the program does", farside.open(c.path).worst(5, by=by).index.tolist() == listed, listed)


def check_mission(claim, folder):
    """What comes after the landing."""
    import farside
    import h5py
    import numpy as np
    from farside import aftermath

    (folder / "landed.yaml").write_text(
        "farside: 1\ncampaign: {name: after the landing, seed: 5, cases: 120}\n"
        "site: {lat_deg: -20, lon_deg: 98, elevation_m: 0, epoch_utc: '2019-01-05T00:00:00Z'}\n"
        "moon: {terrain: {model: sphere, relief: {model: generated, rocks: {number_1_m2: 4.0e-4}}}}\n"
        "vehicle: {mass: {propellant_kg: 200}, antenna: {half_power_deg: 25}, power: {panel_tilt_deg: 20}}\n"
        "touchdown: {model: legs, time_max_s: 4}\naftermath: {model: mission}\nrover: {ways: 3}\n"
        "relay: {orbit: halo}\nstart: {touchdown: {velocity_up_m_s: -1.5}}\ndispersions:\n"
        "  - {path: start.touchdown.yaw_deg, uniform: {min: -180, max: 180}}\n"
        "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.4}}\n"
        "  - {path: rover.azimuth_deg, uniform: {min: -40, max: 40}}\n"
        "  - {path: rover.limits.roll_deg, uniform: {min: 2, max: 10}}\n"
        "  - {path: relay.phase, uniform: {min: 0, max: 1}}\n"
    )
    c = farside.run(folder / "landed.yaml", folder / "landed.h5")
    found = c.statistics["mission"]
    claim(
        "P(mission) is the program's, with its interval",
        c.p_mission == farside.Probability.of(found["goes_on"])
        and float(c.p_mission) == (c.named("mission") == "goes_on").mean(),
        c.p_mission,
    )
    claim(
        "needs are the program's, in its order",
        [(need.name, need.count, need.unmet.upper, need.first_count, need.closest) for need in c.needs]
        == [
            (name, one["count"], one["unmet"]["upper"], one["first_count"], one["closest"])
            for name, one in found["needs"].items()
        ]
        and len(c.needs) == 5,
    )
    fails = c.named("mission") == "fails"
    alone = int((fails & c.where("safe")).sum())
    claim("stranded are the safe landings whose mission fails", 0 < len(c.stranded) == alone, c.stranded)
    claim("its drivers are the program's", c.drivers("mission").failures == int(fails.sum()), c.drivers("mission"))
    told = f"P(mission) {c.p_mission}"
    claim("a campaign tells it beside P(safe)", told in repr(c) and told in c._repr_html_(), c)
    claim("a campaign is compared with itself", farside.compare(c, c)["probability"]["mission"]["lost"] == 0)
    for by in ("mission_margin_egress", "egress_clearance"):
        words = [sys.argv[1], "cases", c.path, "--csv", "--quiet", "--worst", "5", "--by", by]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        listed = [int(row["case"]) for row in csv.DictReader(io.StringIO(done.stdout))]
        claim(
            f"of {by} the least is the worst, as `farside cases` has it",
            c.worst(5, by=by).index.tolist() == listed and c.column(by)[listed[0]] == np.nanmin(c.column(by)),
            listed,
        )
    claim(
        "a number of the configuration is told, case by case where it is drawn",
        c.setting("rover.ways") == "3"
        and c.setting("rover.limits.nothing") is None
        and (c.in_force("rover.ways") == 3).all()
        and (c.in_force("rover.azimuth_deg") == c.inputs["rover.azimuth_deg"].values).all(),
    )
    ways = aftermath.ways_down(c)
    claim(
        "ways down are those of the safe landings, and the closest of their limits gives the margin",
        (c.where("safe")[ways.cases]).all()
        and 20 < ways.cases.size <= c.where("safe").sum()
        and np.allclose(np.min(list(ways.margins.values()), axis=0), ways.margin, rtol=0, atol=1e-9),
        ways,
    )
    off = []
    for row in range(0, ways.cases.size, 5):
        case = int(ways.cases[row])
        rest = c.replay(case).isel(obs=-1)
        w, x, y, z = (float(rest[f"quaternion_{part}"]) for part in "wxyz")
        turn = np.radians(c.in_force("rover.azimuth_deg")[case] + 120 * int(c.column("egress_way")[case]))
        out_x, out_y = np.cos(turn), np.sin(turn)  # in the body; from there to east and north
        east = (1 - 2 * (y * y + z * z)) * out_x + 2 * (x * y - w * z) * out_y
        north = 2 * (x * y + w * z) * out_x + (1 - 2 * (x * x + z * z)) * out_y
        off.append((ways.azimuth[row] - np.degrees(np.arctan2(east, north)) + 180) % 360 - 180)
    claim("a way leads where the vehicle at rest has it, but for its tilt", np.abs(off).max() < 2, off)
    points = ways.by_point()
    claim(
        "each way belongs to one point of the compass, the nearest",
        sum(which.sum() for _, which in points) == ways.cases.size
        and all(
            (abs((ways.azimuth[which] - 45 * k + 180) % 360 - 180) <= 22.5).all() for k, (_, which) in enumerate(points)
        ),
    )

    sky = aftermath.read_sky(c, None, 20.0, 0)
    told = farside.program.call_json("sky", folder / "landed.yaml", "--days", "20", "--every", "2", "--json", "-")
    claim(
        "the sky of a file is that of its configuration",
        all(
            np.allclose(mine, [one[name]["elevation_deg"] for one in told["moments"]], rtol=0, atol=1e-6)
            for name, mine in (("sun", sky.sun), ("relay", sky.relay))
        )
        and sky.level
        and sky.days[-1] == 20,
    )
    seen = np.array([one["relay"]["in_view"] for one in told["moments"]])
    hidden = np.array([any(a <= day <= b for a, b in sky.outages) for day in sky.days])
    claim("outages are when the relay isn't in view", 0 < hidden.sum() and (hidden == ~seen).all(), sky.outages)
    dark = np.array([any(a <= day <= b for a, b in sky.nights) for day in sky.days])
    claim("nights are when the sun is down", 0 < dark.sum() and (dark == (sky.sun < -0.25)).mean() > 0.99, sky.nights)
    rows = ways.cases[:2]
    placed = [aftermath.read_sky(c, None, 1.0, int(case)).relay[0] for case in rows]
    there = c.column("relay_elevation")[rows]
    claim(
        "the relay stands where each case has it",
        np.allclose(placed, there, rtol=0, atol=0.05) and abs(placed[0] - placed[1]) > 1,
        (placed, there),
    )
    later = farside.Config.load(ROOT / "configs" / "change4_orbit.yaml").set(
        "start.orbit.epoch_utc", "2019-01-30T09:01:20Z"
    )
    orbit = farside.run(later.set("campaign.cases", 1), folder / "orbit.h5")
    begins = aftermath.read_sky(orbit, None, 1.0, None).begins
    claim("the sky of an orbit left by range begins at its ignition", begins == "2019-01-30 09:58", begins)
    claim(
        "no pass leaves it all, one from the beginning on leaves the end",
        aftermath.between([], 5.0) == [(0.0, 5.0)] and aftermath.between([(0.0, 2.0)], 5.0) == [(2.0, 5.0)],
    )
    for name in ("mission", "egress", "sky"):
        drawn = getattr(c.plot, name)()
        claim(f"{name} can be drawn", drawn.svg().startswith("<?xml"))
    with h5py.File(c.path, "a") as file:
        del file["mission_cause"]
        del file["statistics"]
    bare = farside.open(c.path)
    claim("a file that says nothing of it has no P(mission)", bare.p_mission is None and bare.needs == ())


def check_pieces(claim):
    import numpy as np
    from farside import campaign, panels

    shown = [campaign.percent(x) for x in (0.971, 1.0, 0.0, 1 - 2.5e-5, 3e-7, None)]
    claim(
        "percent shows what tells a number from 0 and 1",
        shown == ["97.10 %", "100.00 %", "0.00 %", "99.9975 %", "0.000030 %", "–"],
        shown,
    )
    ends = [campaign.low_to_high(0.97, high) for high in (0.98, 0.97, 0.970000001, None)]
    claim("both ends of P are told where they read otherwise", ends == ["97.00 % to 98.00 %", *3 * ["97.00 %"]], ends)
    random = np.random.default_rng(2)
    u, v = random.random((2, 100000))
    cases = np.flatnonzero(u < 0.5)
    kept = panels.thinned(u, v, cases)
    marks = np.concatenate([part for part, _ in kept])
    cells = {(int(a * panels.CELLS[0]), int(b * panels.CELLS[1])) for a, b in zip(u[cases], v[cases])}
    claim(
        "thinned: one mark in each place that has a case, and none elsewhere",
        len(marks) == len(cells) and len(set(marks)) == len(marks) and np.isin(marks, cases).all(),
        (len(marks), len(cells)),
    )


def check_compared(claim, c, config, folder):
    """By commands that a program may not have."""
    import farside

    help_text = subprocess.run([sys.argv[1], "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  (\w+) {2,}", help_text, re.MULTILINE))
    if "compare" in commands:
        other = farside.run(config.set("gnc.guidance.cutoff_height_m", 1.5), folder / "other.h5")
        safe = farside.compare(c, folder / "other.h5")["probability"]["safe"]
        shares = safe["first"]["estimate"], safe["second"]["estimate"]
        claim("compare has the shares of both", shares == (float(c.p_safe), float(other.p_safe)), safe)
        claim(
            "compare refuses what isn't there in the program's words",
            refused(lambda: farside.compare(c, folder / "none.h5"), "none.h5"),
        )
    else:
        claim.skip("compare", "the program has no such command")
    speed = "touchdown_speed_vertical"
    drawn = c.column(speed)[c.column(speed) >= 0]  # not of those that didn't come down
    limits, far = c.tolerance(speed, 0.5, 0.9), c.tolerance(speed, 0.99999, 0.9)
    claim("a tolerance limit is an order statistic of the column, above its share of the cases",
          limits.upper in drawn and 0.5 < (drawn <= limits.upper).mean() < 1 and limits.reason is None, limits)
    claim("where there are too few cases it says how many it takes",
          far.upper is None and far.cases_needed > len(c) and str(far.cases_needed) in far.reason, far)
    if "whatif" in commands:
        found = c.whatif({"vehicle.limits.final_tilt_deg": 80})["first_cause"]["final_tilt"]["count"]
        flown = (c.named("first_cause") == "final_tilt").sum()
        claim("whatif judges by other limits: a tilt of 80 deg ends fewer", found < flown, (found, flown))
        claim(
            "whatif refuses what is no limit in the program's words",
            refused(lambda: c.whatif({"vehicle.limits.final_tilt": 80}), "final_tilt"),
        )
        told = c.reach(0.999)
        claim("reach says what the program says", told["now"]["estimate"] == float(c.p_safe), told["now"])
        claim("of limits as well", any(x["kind"] == "limit" for x in told["changes"]), told["changes"])
        often = farside.Config.load(ROOT / "tests" / "determinism" / "faults.yaml").set(
            "faults[engine_off].probability", 0.3)
        told = farside.run(often, folder / "forced.h5", cases=20).reach(0.85)
        off = next(x for x in told["changes"] if x["kind"] == "fault")
        claim("of forced faults by their probability", 0 < off["to_reach"]["rate"] < 0.3, off)
    else:
        claim.skip("whatif", "the program has no such command")


def check_spk(claim, c, folder, states):
    """`states`: the lines of the case's OEM."""
    try:
        import spiceypy
    except ImportError:
        claim.skip("SPK", "no SpiceyPy here")
        return
    from farside.spk import FRAME, MOON, OBJECT, dynamical_time

    spiceypy.furnsh(str(c.export(folder / "c.bsp", case=17)))
    far = 0.0
    for line in states[:: max(1, len(states) // 200)] + states[-1:]:
        read, _ = spiceypy.spkgeo(OBJECT, dynamical_time(line[0]), FRAME, MOON)
        far = max(far, *(abs(a - float(b)) for a, b in zip(read[:3], line[1:4])))
    spiceypy.kclear()
    # km: 1e-7 s of the last digit of a time at 1.7 km/s
    claim("an SPK is read back as the OEM has it, to a millimetre", far < 1e-6, far)
    claim("a time of J2000 is that of SPICE", abs(dynamical_time("2019-01-03T02:15:00.5") - 599753769.6839755) < 1e-6)


def check_exports(claim, c, folder):
    """Each one read again."""
    import xml.etree.ElementTree

    import numpy as np
    import pandas

    table, placed = c.table, int(np.isfinite(c.column("landing_lat")).sum())
    read = pandas.read_csv(c.export(folder / "c.csv"), index_col="case")
    numbers = table.select_dtypes("number").columns.drop("failure_mask")  # by names in CSV
    claim(
        "CSV has every digit of every column",
        set(table) <= set(read)
        and np.array_equal(read[numbers], table[numbers], equal_nan=True)
        and (read.outcome == table.outcome).all(),
    )
    places = json.loads(c.export(folder / "c.geojson").read_text(encoding="utf-8"))
    first = places["features"][0]
    claim(
        "GeoJSON has each landing point, east of -180",
        len(places["features"]) == placed > 0
        and places["body"] == "Moon"
        and first["geometry"]["coordinates"] == [c.column("landing_lon")[0], c.column("landing_lat")[0]]
        and first["properties"]["outcome"] == table.outcome.iloc[0],
        first,
    )
    root = xml.etree.ElementTree.parse(c.export(folder / "c.kml")).getroot()
    names = [one.text for one in root.iterfind(".//{*}Placemark/{*}name")]
    claim(
        "KML is of the Moon and has each of them, by number",
        root.get("hint") == "target=moon"
        and names == [str(case) for case in table.index[np.isfinite(table.landing_lat)]],
        names[:3],
    )
    version = subprocess.run([sys.argv[1], "version", "--json"], capture_output=True, text=True, check=True).stdout
    if json.loads(version)["maps"]:
        raster = c.export(folder / "c.tif").read_bytes()
        claim("GeoTIFF is one", raster[:4] in (b"II*\0", b"MM\0*"), raster[:4])
    else:
        claim("GeoTIFF is refused without GDAL", refused(lambda: c.export(folder / "c.tif"), "GDAL"))
    states = [
        line.split()
        for line in c.export(folder / "c.oem", case=17).read_text().partition("META_STOP")[2].splitlines()
        if line.startswith("20")
    ]
    x, y, z = (float(word) for word in states[-1][1:4])
    claim(
        "an OEM ends where the case comes to rest",
        abs(math.degrees(math.atan2(y, x)) % 360 - c.column("landing_lon")[17]) < 1e-6
        and abs(math.degrees(math.atan2(z, math.hypot(x, y))) - c.column("landing_lat")[17]) < 1e-6,
        states[-1],
    )
    check_spk(claim, c, folder, states)
    aem = c.export(folder / "c.aem", case=17).read_text()
    claim("an AEM has as many samples", sum(line.startswith("20") for line in aem.splitlines()) == len(states))
    claim(
        "a flight needs a case, and a table takes none",
        refused(lambda: c.export(folder / "d.oem"), "case=")
        and refused(lambda: c.export(folder / "d.csv", case=3), "all cases"),
    )
    claim(
        "an ending that isn't known is refused with those that are",
        refused(lambda: c.export(folder / "c.xls"), ".csv", ".geojson"),
    )
    claim("an export that exists isn't replaced unasked", refused(lambda: c.export(folder / "c.csv"), "exists"))
    try:
        import pyarrow.parquet
    except ImportError:
        claim.skip("Parquet", "no pyarrow here")
        return
    again = pyarrow.parquet.read_table(c.export(folder / "c.parquet"))
    claim(
        "Parquet has the table, with units",
        again.to_pandas().equals(table) and again.schema.field("peak_load").metadata[b"units"] == b"m s-2",
    )


def check_readme(claim, folder):
    """What analysis/README.md shows, run where its files are."""
    import matplotlib

    matplotlib.use("Agg")
    text = (ROOT / "analysis" / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (folder / "out").mkdir()
    (folder / "configs").symlink_to(ROOT / "configs")
    words = [sys.argv[1], "run", ROOT / "configs" / "change4.yaml", "-o", folder / "out" / "change4.h5"]
    subprocess.run([*words, "--cases", "214", "--quiet"], check=True)
    done = subprocess.run(
        [sys.executable, "-c", block.replace("cases=2000", "cases=20")],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "analysis")},
    )
    made = {path.name for path in (folder / "out").iterdir()}
    claim(
        "what analysis/README.md shows runs",
        done.returncode == 0 and made == {"change4.h5", "change4.html", "change4.csv", "case213.oem", "other.h5"},
        (done.stderr, made),
    )


def check_alone(claim, c, folder):
    """The file is enough where the program isn't there."""
    script = (
        f"import farside; c = farside.open({str(c.path)!r}); print(c.gate(), len(c.worst(3)))\n"
        "try: c.replay(1)\nexcept farside.FarsideError as problem: print(problem)"
    )
    # A copy of the package outside of the clone, so that it doesn't find build/farside.
    shutil.copytree(ROOT / "analysis" / "farside", folder / "alone" / "farside")
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={"PATH": "/nowhere", "PYTHONPATH": str(folder / "alone")},
    )
    claim(
        "without the program files can be read, and what it would be needed for is told",
        done.returncode == 0 and " 3\n" in done.stdout and "FARSIDE" in done.stdout,
        done.stdout + done.stderr,
    )


def check_types(claim):
    """Of every module, by mypy."""
    try:
        import mypy  # noqa: F401
    except ImportError:
        claim.skip("its types agree", "no mypy here")
        return
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--ignore-missing-imports",
            "--disallow-untyped-defs",
            "--cache-dir",
            os.devnull,
            "farside",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT / "analysis",
    )
    claim("its types agree", done.returncode == 0, done.stdout[-3000:])


def check_install(claim, folder):
    """From its folder by pip, as README says."""
    source = folder / "source"
    shutil.copytree(ROOT / "analysis", source, ignore=shutil.ignore_patterns("*.png", "__pycache__"))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--disable-pip-version-check",
            "--no-input",
            "--target",
            folder / "site",
            source,
        ],
        capture_output=True,
        text=True,
    )
    claim("pip installs it from its folder", done.returncode == 0, done.stderr)
    done = subprocess.run(
        [sys.executable, "-c", "import farside; print(farside.__file__)"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "site")},
    )
    claim(
        "what is installed can be imported, with its types",
        str(folder / "site") in done.stdout and (folder / "site" / "farside" / "py.typed").exists(),
        done.stderr,
    )


def main():
    try:
        import h5netcdf  # noqa: F401
        import h5py  # noqa: F401
        import matplotlib  # noqa: F401
        import pandas  # noqa: F401
    except ImportError as missing:
        print(f"skip - package: {missing}")
        return 0
    sys.path.insert(0, str(ROOT / "analysis"))
    os.environ["FARSIDE"] = str(Path(sys.argv[1]).resolve())
    import farside

    claim = Claims("package", quiet=True)
    check_pieces(claim)
    check_types(claim)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = check_config(claim)
        c = farside.run(config.set("vehicle.engine.isp_s", 310), folder / "c.h5", threads=2)
        claim("a campaign that was flown opens", len(c) == CASES and "it's: a #name" in repr(c), c)
        claim(
            "a file that exists isn't replaced unasked", refused(lambda: farside.run(config, folder / "c.h5"), "c.h5")
        )
        done = subprocess.run(
            [sys.argv[1], "reduce", c.path, "--json", "-", "--quiet"], capture_output=True, text=True, check=True
        )
        check_verdicts(claim, c, json.loads(done.stdout))
        check_rows(claim, c)
        check_drivers(claim, c)
        check_untold(claim, folder)
        check_mission(claim, folder)
        check_replay(claim, c)
        check_exports(claim, c, folder)
        check_compared(claim, c, config.set("vehicle.engine.isp_s", 310), folder)
        check_readme(claim, folder)
        check_alone(claim, c, folder)
        check_install(claim, folder)
        claim("a file that isn't there is named", refused(lambda: farside.open(folder / "none.h5"), "none.h5"))
        (folder / "text.h5").write_text("no HDF5")
        claim("a file of another kind is named", refused(lambda: farside.open(folder / "text.h5"), "text.h5"))
    return 1 if claim.failures else 0


if __name__ == "__main__":
    sys.exit(main())
