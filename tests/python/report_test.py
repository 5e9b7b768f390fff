#!/usr/bin/env python3
"""`farside-report`: the page is whole, needs nothing else, tells what the file tells, and can be read by all.

usage: report_test.py PROGRAM
"""

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

LIMIT = 2_000_000  # bytes of a page
MANY, SECONDS = 100_000, 30
VOID = {"meta", "link", "br"}
SECTIONS = [
    "Requirements",
    "Margins",
    "Where it lands",
    "Contact",
    "Causes",
    "Drivers",
    "Cases to look at",
    "Convergence",
    "Provenance",
]


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.ids, self.refs, self.tags = [], [], [], [], []
        self.text, self.headings, self.codes = "", [], []
        self.feed(text)
        self.wrong += [f"{tag} isn't closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append((tag, named))
        self.ids += [named["id"]] if "id" in named else []
        self.refs += [value for name, value in attrs if name in ("href", "src", "xlink:href") and value]
        self.refs += re.findall(r"url\((.*?)\)", " ".join(value or "" for _, value in attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

        self.text += " " if tag in ("th", "td", "li", "p") else ""

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)
        if self.open and self.open[-1] == "code":
            self.codes.append(data)


def pictures(text):
    return re.findall(r"<svg.*?</svg>", text, re.DOTALL)


def check_page(claim, name, text):
    """What holds of every page."""
    page = Page(text)
    claim(f"{name}: every element is closed", not page.wrong, page.wrong)
    twice = {one for one in page.ids if page.ids.count(one) > 1}
    claim(f"{name}: no id stands twice", not twice, twice)
    outside = {ref[:60] for ref in page.refs if not ref.startswith(("#", "data:"))}
    claim(f"{name}: it refers to nothing but itself", not outside, outside)
    lost = {ref for ref in page.refs if ref.startswith("#") and ref[1:] not in page.ids}
    claim(f"{name}: what it refers to is there", not lost, lost)
    tags = {tag for tag, _ in page.tags}
    claim(
        f"{name}: no script, no frame, no image from elsewhere", not tags & {"script", "iframe", "img", "object"}, tags
    )
    claim(f"{name}: below 2 MB", len(text.encode()) < LIMIT, len(text.encode()))
    told = [named for tag, named in page.tags if tag == "svg"]
    claim(
        f"{name}: each picture has a text alternative",
        told and all(named.get("role") == "img" and named.get("aria-labelledby") in page.ids for named in told),
        told,
    )
    captions = sum(tag == "caption" for tag, _ in page.tags)
    claim(f"{name}: each table has a caption", captions == sum(tag == "table" for tag, _ in page.tags) > 0, captions)
    colors = {color for svg in pictures(text) for color in re.findall(r"#[0-9a-fA-F]{6}\b", svg)}
    claim(f"{name}: pictures have no colour that is the same in light and dark", not colors, colors)
    faint = [svg[:60] for svg in pictures(text) if re.search(r"opacity: 0?\.\d", svg)]
    claim(f"{name}: nothing is blended with the paper", not faint, faint)
    styles = re.findall(r"var\(--c(\w+)\)", text)
    claim(
        f"{name}: every colour is one of the palette", set(styles) <= set(re.findall(r"--c(\w+):", text)), set(styles)
    )
    return page


def check_told(claim, page, found, path):
    """`found`: of `farside reduce --json`."""
    from farside.campaign import bounds, percent

    text = " ".join(page.text.split())
    safe = found["probability"]["safe"]
    claim(
        "the band has P(safe) and its interval",
        f"P(safe) {percent(safe['estimate'])} (95 % interval {bounds(safe['lower'], safe['upper'])})" in text,
    )
    claim("what P holds under is told, word by word", all(one in text for one in safe["conditional_on"]))
    claim(
        "every requirement stands with its verdict",
        all(
            f"{q['name']} {mark} {q['verdict']}" in text
            for q in found["requirements"]
            for mark in [{"pass": "✔", "fail": "✘", "inconclusive": "?"}[q["verdict"]]]
        ),
        text[:2000],
    )
    claim(
        "every criterion stands there, those that never fired too",
        len(found["criteria"]) > 10 and all(c["name"].replace("_", " ") in text for c in found["criteria"]),
    )
    claim("causes that befell the same cases stand there", "Causes together" in text)
    claim("real landings stand beside those of the campaign", "Chang'e-5 touchdown_speed_vertical 1.99" in text)
    claim("the sections come in their order", [one for one in page.headings] == SECTIONS, page.headings)
    claim("the configuration is there whole", "name: " in text and "dispersions:" in text)
    commands = [code for code in page.codes if code.startswith("farside replay")]
    claim("ten worst cases and more have their command", len(commands) >= 10, commands)
    done = subprocess.run([sys.argv[1], *shlex.split(commands[0])[1:], "--quiet"], capture_output=True, text=True)
    claim(
        "such a command runs as it stands, with a space in the file's name",
        done.returncode == 0 and " " in path.name,
        done.stderr,
    )
    listed = subprocess.run(
        [sys.argv[1], "cases", path, "--worst", "10", "--csv", "--quiet"], capture_output=True, text=True, check=True
    ).stdout
    worst = [line.split(",")[0] for line in listed.splitlines()[1:]]
    claim(
        "the first ten are the worst of `farside cases`, the worst first",
        [shlex.split(code)[-1] for code in commands[:10]] == worst,
        (commands, worst),
    )


def check_palette(claim):
    from farside.palette import DARK, PAPER, contrast

    ratios = {color: contrast(color, DARK[PAPER]) for light, color in DARK.items() if light != PAPER}
    claim("in the dark each colour has a contrast of 4.5 : 1 or more, too", min(ratios.values()) >= 4.5, ratios)
    claim("and no two of them are the same", len(set(DARK.values())) == len(DARK))


def check_browser(claim, page, folder):
    """Renders it, and hears whether the browser objects."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not browser:
        claim.skip("a browser shows it without objections", "no chromium here")
        return
    for scheme, value in (("light", 1), ("dark", 0)):
        shot = folder / f"{scheme}.png"
        done = subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder / 'profile'}",
                "--enable-logging=stderr",
                "--window-size=400,800",
                f"--blink-settings=preferredColorScheme={value}",
                f"--screenshot={shot}",
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        claim(
            f"a browser shows it in {scheme} without objections",
            shot.exists() and not said,
            said or done.stderr[-2000:],
        )
        if shot.exists():
            import matplotlib.image

            corner = matplotlib.image.imread(shot)[2, 2, :3].mean()
            claim(f"and its paper is {scheme}", (corner > 0.9) == (scheme == "light"), corner)


def check_corridor(claim, blind, folder, report):
    """With the time histories of some cases."""
    import farside
    import h5py
    import numpy as np
    from farside import histories

    flown = folder / "flown.h5"
    words = [sys.argv[1], "replay", blind, "--cases", "3,7-9,250", "-o", flown, "--quiet"]
    subprocess.run(words, check=True)
    found = histories.read(farside.open(blind), flown)
    with h5py.File(flown) as file:
        group = file["trajectories"]
        first = int(group["row_size"][0])
        time, pads, height = (group[name][:first] for name in ("time", "pads_in_contact", "height"))
        speed = np.linalg.norm([group[f"velocity_{way}"][0] for way in ("east", "north", "up")])
    contact = time[pads > 0][0]
    mine = np.isfinite(found.values["speed"][0])
    claim(
        "histories: each case's flight, from ignition to its first contact",
        found.cases == (3, 7, 8, 9, 250) and mine[0] and contact - 2 * found.time[1] < found.time[mine][-1] < contact,
        (found.time[mine][-1], contact),
    )
    claim(
        "histories: the values are those of the file",
        abs(found.values["speed"][0][0] - speed) < 1e-9
        and abs(found.values["height above the ground"][0][80] - 1e-3 * np.interp(found.time[80], time, height))
        < 1e-12,
    )
    claim(
        "histories: a vector's length, nothing before and after it",
        np.array_equal(
            histories.on_grid(np.arange(4.0), np.array([1.0, 2]), [np.array([3.0, 0]), np.array([4.0, 0])]),
            [np.nan, 5, 0, np.nan],
            equal_nan=True,
        ),
    )
    done = report(blind, "-o", folder / "corridor.html", "--histories", flown)
    if claim_done(claim, "a corridor", done):
        read = check_page(claim, "a corridor", (folder / "corridor.html").read_text(encoding="utf-8"))
        at = SECTIONS.index("Drivers") + 1
        claim(
            "a corridor: it has its place", read.headings == [*SECTIONS[:at], "Corridor", *SECTIONS[at:]], read.headings
        )
    with h5py.File(flown, "a") as file:
        file.attrs["campaign_id"] = "another"
    done = report(blind, "-o", folder / "foreign.html", "--histories", flown)
    claim(
        "histories of another campaign are refused, and no page is left",
        done.returncode == 4 and "another campaign" in done.stderr and not (folder / "foreign.html").exists(),
        done.stderr,
    )
    done = report(blind, "-o", folder / "foreign.html", "--histories", blind)
    claim(
        "a file without histories is refused with the remedy",
        done.returncode == 4 and "farside replay" in done.stderr,
        done.stderr,
    )


def hill(folder):
    """A campaign over a map: a hill of 20 m, 100 m east and 50 m north of the target."""
    import numpy as np

    side, size, moon = 200, 4.0, 1737400.0
    lat, lon = 26.0, 3.5
    at = (np.arange(side) - (side - 1) / 2) * size
    heights = 20 * np.exp(-((at[None] - 100) ** 2 + (at[::-1, None] - 50) ** 2) / 60**2)
    corner = float(moon * np.radians(lat) - side * size / 2)
    head = f"ncols {side}\nnrows {side}\nxllcorner {-side * size / 2}\nyllcorner {corner!r}\ncellsize {size}\n"
    (folder / "hill.asc").write_text(head + "\n".join(" ".join(f"{h:.4f}" for h in row) for row in heights) + "\n")
    (folder / "hill.prj").write_text(
        'PROJCS["A hill",GEOGCS["Moon 2000",DATUM["D_Moon_2000",SPHEROID["Moon_2000_IAU_IAG",1737400.0,0.0]],'
        'PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Equidistant_Cylindrical"],'
        f'PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{lon}],'
        f'PARAMETER["Standard_Parallel_1",{lat}],UNIT["Meter",1.0]]'
    )
    (folder / "hill.yaml").write_text(
        "farside: 1\ncampaign: {name: over a hill, seed: 1, cases: 80}\n"
        f"site: {{lat_deg: {lat}, lon_deg: {lon}, elevation_m: 0}}\n"
        "moon: {gravity: {model: uniform}, rotation: false, terrain: {model: dem, layers: [{path: hill.asc}]}}\n"
        "start: {touchdown: {height_m: 0.3, velocity_up_m_s: -2.6}}\ndispersions:\n"
        "  - {path: start.touchdown.east_m, normal: {sd: 60}}\n  - {path: start.touchdown.north_m, normal: {sd: 40}}\n"
    )
    return folder / "hill.yaml"


def check_ground(claim, folder, report, fly):
    """Shaded ground and lines of equal P(safe) lie where the landings do."""
    import farside
    import h5py
    import numpy as np
    from farside import backdrop, panels

    config = hill(folder)
    file = fly(config, "hill.h5")
    east, north = np.meshgrid(np.linspace(-200, 200, 41), np.linspace(-150, 150, 31))
    with h5py.File(folder / "map.h5", "w") as made:
        made.attrs["filetype"] = "farside-map"
        made["east"], made["north"] = east[0], north[:, 0]
        made["p_safe"] = np.exp(-((east - 30) ** 2 + north**2) / 150**2)
    (folder / "elsewhere.yaml").write_text(re.sub("lat_deg: [-0-9.]+", "lat_deg: 26.002", config.read_text()))
    with h5py.File(file) as own, h5py.File(folder / "map.h5") as made, h5py.File(folder / "far.h5", "w") as far:
        for name in made:
            made.copy(name, far)
        far.attrs["filetype"] = "farside-map"
        told = own["provenance"].attrs["config_yaml"]
        moved = re.sub("\n  lat_deg: [-0-9.e]+", "\n  lat_deg: 26.002", told)
        far.create_group("provenance").attrs["config_yaml"] = moved
    for words in (("--map", folder / "far.h5"), ("--ground", folder / "elsewhere.yaml")):
        done = report(file, "-o", folder / "refused.html", *words)
        claim(
            f"{words[0]} of another site is refused",
            done.returncode == 4 and "is of another site (26.002 deg N" in done.stderr,
            done.stderr,
        )
    done = report(file, "--ground", config, "--map", folder / "map.h5")
    if claim_done(claim, "ground and map", done):
        text = file.with_suffix(".html").read_text(encoding="utf-8")
        claim("ground and map: one image, in the page itself", text.count("<image") == 1 and 'href="data:image' in text)
        claim("ground and map: each line has its number", all(f">{level} %<" in text for level in (50, 75, 90)))
        claim("ground and map: below 2 MB", len(text.encode()) < LIMIT, len(text.encode()))
    campaign = farside.open(file)
    frame = panels.Frame(campaign.drawn, campaign.statistics)
    ground = backdrop.shade_ground(campaign, config, frame)
    # The sun stands in the north-west: of the hill, that side is bright and the other one dark.
    at = ground.east_m + (np.arange(ground.shades.shape[1]) + 0.5) / ground.shades.shape[1] * ground.width_m
    at_x = at - 0.5 * ground.width_m
    at_y = ground.north_m + 0.5 * ground.width_m - (np.arange(ground.shades.shape[0]) + 0.5) * (
        ground.width_m / ground.shades.shape[0]
    )
    x, y = np.meshgrid(at_x, at_y)
    bright, dark = (
        ground.shades[np.hypot(x - 100 + way * 25, y - 50 - way * 25) < 10].mean() for way in (1, -1)
    )
    claim("the ground is that of the place: the hill stands where the map has it", bright > dark + 0.1, (bright, dark))
    for words, said in (
        (("--ground", ROOT / "configs" / "change4_blind.yaml"), "no maps"),
        (("--map", file), "no map of risk"),
        (("--map", folder / "none.h5"), "no such file"),
        (("--ground", folder / "none.yaml"), "none.yaml"),
    ):
        done = report(file, "-o", folder / "refused.html", *words)
        claim(
            f"what can't be shown is refused: {said}",
            done.returncode != 0 and said in done.stderr and not (folder / "refused.html").exists(),
            done.stderr,
        )


def check_two_levels(claim, folder, report, fly):
    """Of several draws of what isn't known, values and pictures are of the best guess; the header has the band."""
    import farside
    import numpy as np

    (folder / "levels.yaml").write_text(
        "farside: 1\ncampaign: {name: two levels, seed: 3, cases: 60, sampling: {outer: 4}}\n"
        "start: {touchdown: {height_m: 0.3, velocity_up_m_s: -2.6}}\ndispersions:\n"
        "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.4}}\n"
        "  - {path: start.touchdown.east_m, normal: {sd: 300}, kind: epistemic}\n"
    )
    file = fly(folder / "levels.yaml", "levels.h5")
    campaign = farside.open(file)
    best = campaign.column("outer_draw") == 0
    claim("two levels: the best guess stands for the campaign", (campaign.equals == best).all() and best.sum() == 60)
    claim("two levels: pictures show it alone", campaign.drawn["case"].size == 60 and np.ptp(
        campaign.drawn["landing_east"]) < 100)
    claim("two levels: a name says so", campaign.drawn_title == "two levels, 60 at the best guess of")
    for name in ("margins", "landings", "contact", "convergence", "causes"):
        drawing = getattr(campaign.plot, name)().svg()
        claim(f"two levels: the picture of {name} says so", "60 cases at the best guess" in drawing)
    count = farside.plots.running(campaign)[0]
    claim("two levels: convergence is of the best guess", count[-1] == 60, count)
    done = report(file)
    if claim_done(claim, "two levels", done):
        text = file.with_suffix(".html").read_text(encoding="utf-8")
        check_page(claim, "two levels", text)
        band = campaign.statistics["probability"]["safe"]["band"]
        told = f"in 90 % of {band['draws']} draws of what isn’t known".replace("’", "'")
        head = html.unescape(text.partition("</header>")[0])
        claim("two levels: the header has the band", head.count(told) == 1, told)
        claim("two levels: the header says whose the values are", "60 cases at the best guess" in text)
        owner = campaign.statistics["epistemic"]["inputs"][0]
        claim("two levels: the draws are drawn", 'aria-labelledby="unknowns-told"' in text)
        claim(
            "two levels: what isn't known stands with its share",
            f"{owner['path']}</th>" in text and farside.campaign.percent(owner["share"]) in text,
            owner,
        )


def landed(folder, height_m, epoch="2019-01-05T00:00:00Z"):
    """A campaign of touchdowns on rough ground beyond the limb, and what comes after them."""
    (folder / "landed.yaml").write_text(
        "farside: 1\ncampaign: {name: after the landing, seed: 5, cases: 80}\n"
        "site: {lat_deg: -20, lon_deg: 98, elevation_m: 0, epoch_utc: '"
        + epoch
        + "'}\n"
        "moon: {terrain: {model: sphere, relief: {model: generated, rocks: {number_1_m2: 4.0e-4}}}}\n"
        "vehicle: {mass: {propellant_kg: 200}, antenna: {half_power_deg: 25}, power: {panel_tilt_deg: 20}}\n"
        "touchdown: {model: legs, time_max_s: 8}\naftermath: {model: mission}\nrover: {ways: 3}\n"
        f"relay: {{orbit: halo}}\nstart: {{touchdown: {{height_m: {height_m}, velocity_up_m_s: -1.5}}}}\n"
        "dispersions:\n  - {path: start.touchdown.yaw_deg, uniform: {min: -180, max: 180}}\n"
        "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.4}}\n"
        "  - {path: relay.phase, uniform: {min: 0, max: 1}}\n"
        "  - {path: rover.limits.pitch_deg, uniform: {min: 8, max: 25}}\n"
    )
    return folder / "landed.yaml"


def check_mission(claim, folder, report, fly):
    """What comes after the landing, where the campaign asks."""
    import farside
    from farside.campaign import bounds, percent

    file = fly(landed(folder, 0.1), "landed.h5")
    done = report(file)
    if not claim_done(claim, "a mission", done):
        return
    text = file.with_suffix(".html").read_text(encoding="utf-8")
    read = check_page(claim, "a mission", text)
    told = " ".join(read.text.split())
    campaign = farside.open(file)
    found = campaign.statistics["mission"]
    on = found["goes_on"]
    interval = f"(95 % interval {bounds(on['lower'], on['upper'])})"
    claim(
        "a mission: the header has P(mission)",
        f"P(mission) {percent(on['estimate'])} {interval}: it goes on after the landing" in told,
        told[:600],
    )
    at = SECTIONS.index("Causes")
    claim(
        "a mission: it has its place",
        read.headings == [*SECTIONS[1 : at + 1], "Mission", *SECTIONS[at + 1 :]],
        read.headings,
    )
    rows = [
        f"{name} {one['count']} {percent(one['unmet']['estimate'])} "
        f"{bounds(one['unmet']['lower'], one['unmet']['upper'])} "
        f"{one['first_count']} {percent(one['first']['estimate'])} "
        for name, one in found["needs"].items()
    ]
    claim("a mission: each need has its row, with intervals", all(row in told for row in rows) and len(rows) == 5, rows)
    safe = campaign.table[campaign.where("safe")]
    closest = {name: safe[f"mission_margin_{name}"].idxmin() for name in found["needs"] if name != "landing"}
    claim(
        "a mission: the closest case of each need is linked",
        all(
            re.search(f'<th scope="row">{name}</th>.*<a href="#case-{case}">', text) and f'id="case-{case}"' in text
            for name, case in closest.items()
        ),
        closest,
    )
    claim(
        "a mission: tree, way down and sky are drawn",
        all(f'aria-labelledby="{name}-told"' in text for name in ("mission", "egress", "sky")),
    )
    outages = "the relay goes out of view" in told and "no relay in view" in text
    claim("a mission: outages of the relay are told", outages)

    alone = {**os.environ, "FARSIDE": str(folder / "nowhere"), "PYTHONPATH": str(ROOT / "analysis")}
    page = folder / "alone.html"
    done = subprocess.run(
        [sys.executable, "-m", "farside.report", file, "-o", page], capture_output=True, text=True, env=alone
    )
    if claim_done(claim, "a mission without the program", done):
        text = page.read_text(encoding="utf-8")
        claim(
            "a mission without the program: all but the sky, and it says where that is told",
            'aria-labelledby="egress-told"' in text and "sky-told" not in text and "farside sky" in text,
        )


def check_saltelli(claim, folder, report, fly):
    """Values and pictures are of the independent cases; indices are the program's."""
    import farside

    (folder / "mixed.yaml").write_text(
        "farside: 1\ncampaign: {name: mixed, seed: 3, cases: 30, sampling: {method: saltelli}}\n"
        "start: {touchdown: {height_m: 0.3, velocity_up_m_s: -2.6}}\ndispersions:\n"
        "  - {path: start.touchdown.velocity_east_m_s, normal: {sd: 0.4}}\n"
        "  - {path: start.touchdown.velocity_up_m_s, normal: {sd: 0.4}}\n"
    )
    file = fly(folder / "mixed.yaml", "mixed.h5")
    campaign = farside.open(file)
    claim("Saltelli: pictures show the independent cases", campaign.drawn["case"].size == 60)
    claim("Saltelli: a name says so", campaign.drawn_title == "mixed, 60 of the matrices A and B of",
          campaign.drawn_title)
    count = farside.plots.running(campaign)[0]
    claim("Saltelli: convergence is of them", count[-1] == 60, count)
    held = campaign.statistics["sobol"]["of"]["safe"]["indices"]
    found = campaign.sobol_indices()
    claim("Saltelli: the indices are those of the file",
          [(list(one.paths), one.total) for one in found] == [(one["paths"], one["total"]) for one in held], found)
    speed = campaign.sobol_indices("touchdown_speed_vertical")
    claim("Saltelli: of another quantity they are asked for",
          speed[0].paths == ("start.touchdown.velocity_up_m_s",) and speed[0].total > 0.5 > speed[1].total, speed)
    done = report(file)
    if claim_done(claim, "Saltelli", done):
        text = file.with_suffix(".html").read_text(encoding="utf-8")
        check_page(claim, "Saltelli", text)
        claim("Saltelli: the header says whose the values are", "60 cases of the matrices A and B" in text)


def check_film(claim, folder, report, fly):
    """What cameras saw."""
    file = fly(landed(folder, 40), "falls.h5", "--cases", 2)
    done = report(file, "-o", folder / "film.html", "--film", 1)
    claim(
        "a film in the night is refused with what it takes",
        done.returncode == 2 and "below the horizon" in done.stderr and "--sun-elevation" in done.stderr,
        done.stderr,
    )
    done = report(file, "-o", folder / "film.html", "--film", 1, "--sun-elevation", 20, "--sun-azimuth", 300)
    if claim_done(claim, "a film", done):
        text = (folder / "film.html").read_text(encoding="utf-8")
        read = check_page(claim, "a film", text)
        count = text.count('"data:image/jpeg')
        claim("a film: pictures of a flight, in the page itself", 3 <= count <= 7 and "image/png" not in text, count)
        claim("a film: they are no part of what the dark turns", 'class="photographs"' in text)
        heights = re.findall(r">([\d.]+ m) up, ", text)
        claim(
            "a film: it begins where the flight does, and each picture is lower than the one before",
            len(heights) > 2 and sorted(heights, key=lambda h: -float(h.split()[0])) == heights,
            heights,
        )
        claim("a film: the case can be flown again", "farside replay" in text and 'id="case-1"' in text)
        claim("a film: and all around after it", "all around after the landing" in text)
        claim("a film: it has its place", "What cameras saw" in read.headings, read.headings)
    fallen = fly(landed(folder, 2, "2019-01-12T00:00:00Z"), "fallen.h5", "--set", "start.touchdown.tilt_east_deg=75")
    done = report(fallen, "--film", 0)
    if claim_done(claim, "a film of a fall", done):
        text = fallen.with_suffix(".html").read_text(encoding="utf-8")
        claim("a film of a fall: it says why there is no panorama", "No panorama: --case 0: lies on its side" in text)
    level = folder / "level.yaml"
    level.write_text(landed(folder, 2, "2019-01-12T00:00:00Z").read_text().replace("model: generated", "model: none"))
    for words, said in (((fly(level, "level.h5"), "--film", 0), "no features"), ((file, "--film", 99), "no such case")):
        done = report(*words, "-o", folder / "refused.html")
        claim(
            f"a film that can't be is refused: {said}",
            done.returncode == 2 and said in done.stderr and not (folder / "refused.html").exists(),
            done.stderr,
        )


def check_envelope(claim, folder, report, file, config):
    """Sigma to the first failure, of `farside envelope`."""
    found = folder / "envelope.json"
    subprocess.run([sys.argv[1], "envelope", config, "--json", found, "--quiet"], check=True)
    page = folder / "envelope.html"
    done = report(file, "-o", page, "--envelope", found)
    if claim_done(claim, "an envelope", done):
        read = check_page(claim, "an envelope", page.read_text(encoding="utf-8"))
        inputs = json.loads(found.read_text())["inputs"]
        nearest = min(
            (one[way]["distance_sigma"], one["path"]) for one in inputs for way in ("down", "up") if one[way]["sigma"]
        )
        rows = read.text.partition("First failure of each input alone")[2]
        listed = [one["path"] for one in inputs if one["path"] in rows]
        claim("an envelope: the nearest failure comes first", min(listed, key=rows.index) == nearest[1], rows[:300])
        claim("an envelope: with its sigma", f"{nearest[0]:.4g}" in rows.split(nearest[1])[1][:40], rows[:300])
    foreign = json.loads(found.read_text()) | {"campaign_id": "another"}
    found.write_text(json.dumps(foreign))
    done = report(file, "-o", folder / "foreign.html", "--envelope", found)
    claim("an envelope of another campaign is refused", done.returncode == 4 and "another campaign" in done.stderr)


def enlarge(source, target):
    """The same cases over and over: MANY."""
    import h5py
    import numpy as np

    with h5py.File(source) as old, h5py.File(target, "w") as new:
        for name, value in old.attrs.items():
            new.attrs[name] = value
        count = old["case"].shape[0]
        for name, item in old.items():
            if isinstance(item, h5py.Group):
                old.copy(item, new)
            elif item.shape[:1] == (count,) and name not in ("leg", "phase", "component"):
                values = np.resize(item[()], (MANY, *item.shape[1:])) if name != "case" else np.arange(MANY, dtype="u8")
                new[name] = values
                for attribute, value in item.attrs.items():
                    if attribute.isupper() is False:
                        new[name].attrs[attribute] = value


def main():
    try:
        import h5py
        import matplotlib  # noqa: F401
        import pandas  # noqa: F401
    except ImportError as missing:
        print(f"skip - report: {missing}")
        return 0
    sys.path.insert(0, str(ROOT / "analysis"))
    os.environ["FARSIDE"] = str(Path(sys.argv[1]).resolve())
    import farside

    claim = Claims("report", quiet=True)
    check_palette(claim)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def report(*words):
            return subprocess.run(
                [sys.executable, "-m", "farside.report", *map(str, words)],
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT / "analysis")},
            )

        def fly(config, output, *words):
            subprocess.run([sys.argv[1], "run", config, "-o", folder / output, "--quiet", *map(str, words)], check=True)
            return folder / output

        blind = fly(ROOT / "configs" / "change4_blind.yaml", "a blind one.h5", "--cases", 300)
        done = report(blind)
        page = blind.with_suffix(".html")
        claim(
            "a page is written beside its file, and named",
            done.returncode == 0 and done.stdout.strip() == str(page),
            done.stderr,
        )
        text = page.read_text(encoding="utf-8")
        read = check_page(claim, "descents", text)
        found = json.loads(
            subprocess.run(
                [sys.argv[1], "reduce", blind, "--json", "-", "--quiet"], capture_output=True, text=True, check=True
            ).stdout
        )
        check_told(claim, read, found, blind)
        check_browser(claim, page, folder)
        check_corridor(claim, blind, folder, report)
        version = subprocess.run([sys.argv[1], "version", "--json"], capture_output=True, text=True, check=True).stdout
        if json.loads(version)["maps"]:
            check_ground(claim, folder, report, fly)
            check_film(claim, folder, report, fly)
        else:
            claim.skip("ground and map, film", "this farside was built without GDAL")
        check_mission(claim, folder, report, fly)
        done = report(blind)
        claim("nothing is overwritten unasked: exit 2", done.returncode == 2 and "exists" in done.stderr, done.stderr)
        done = report(blind, "--overwrite")
        claim(
            "the same campaign gives the same bytes", done.returncode == 0 and page.read_text(encoding="utf-8") == text
        )
        claim(
            "nothing else is left beside it",
            sorted(p.suffix for p in folder.glob("a blind*")) == [".h5", ".html"],
            list(folder.iterdir()),
        )

        determinism = ROOT / "tests" / "determinism"
        for name, config, words in (
            ("touchdowns alone", determinism / "legs.yaml", ()),
            ("one case", determinism / "descent.yaml", ("--cases", 1)),
            ("faults forced", determinism / "faults.yaml", ("--strata", "faults", "--cases", 10)),
            ("a hostile name", determinism / "legs.yaml", ("--set", "campaign.name='<script>alert(1)</script>&\"'")),
        ):
            file = fly(config, name.replace(" ", "_") + ".h5", *words)
            done = report(file)
            if not claim_done(claim, name, done):
                continue
            text = file.with_suffix(".html").read_text(encoding="utf-8")
            check_page(claim, name, text)
            if name == "faults forced":
                claim(
                    "faults forced: it says whose the values are",
                    "cases without a fault" in text and 'id="faults"' in text,
                )
            if name == "touchdowns alone":
                check_envelope(claim, folder, report, file, config)
            if name == "a hostile name":
                claim("a hostile name is text", "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text)

        check_two_levels(claim, folder, report, fly)
        check_saltelli(claim, folder, report, fly)
        part = fly(ROOT / "configs" / "change4_blind.yaml", "part.h5", "--cases", 40, "--shard", "0/2")
        merged = folder / "merged.h5"
        subprocess.run([sys.argv[1], "merge", part, "-o", merged, "--allow-missing", "--quiet"], check=True)
        done = report(merged)
        if claim_done(claim, "a part of a campaign", done):
            text = merged.with_suffix(".html").read_text(encoding="utf-8")
            check_page(claim, "a part of a campaign", text)
            claim("a part of a campaign: it says so", "20 missing" in text and "not the whole campaign" in text)

        with h5py.File(part, "a") as file:
            del file["statistics"]
        done = report(part)
        claim("a file without statistics: the program is asked for them", done.returncode == 0, done.stderr)
        enlarge(blind, folder / "many.h5")
        start = time.monotonic()
        done = report(folder / "many.h5")
        seconds = time.monotonic() - start
        size = (folder / "many.html").stat().st_size if done.returncode == 0 else 0
        claim(
            f"{MANY:,} cases: below 2 MB, in less than {SECONDS} s",
            0 < size < LIMIT and seconds < SECONDS,
            (size, seconds, done.stderr),
        )
        done = report(folder / "none.h5")
        claim(
            "a file that isn't there is named: exit 4",
            done.returncode == 4 and "none.h5" in done.stderr and "Traceback" not in done.stderr,
            done.stderr,
        )
        done = report(blind, "-o", folder / "none" / "a.html")
        claim(
            "a folder that isn't there is named: exit 74",
            done.returncode == 74 and "none" in done.stderr and "Traceback" not in done.stderr,
            done.stderr,
        )
        shown = farside.open(blind)._repr_html_()
        claim("a notebook shows the verdict", "P(safe)" in shown and "requirement" in shown and not Page(shown).wrong)
    return 1 if claim.failures else 0


def claim_done(claim, name, done):
    claim(f"{name}: a page is written, without a warning", done.returncode == 0 and not done.stderr, done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
