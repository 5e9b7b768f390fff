#!/usr/bin/env python3
"""analysis/landings.py, tip_over.py, outcome_map.py, hazard_avoidance.py and risk_map.py: what they draw can be read,
whatever the campaign; what they lack is said.

usage: picture_test.py PROGRAM
"""
import copy
import math
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from claims import Claims  # noqa: E402

LEAST_CONTRAST = 4.5  # WCAG 2, level AA, of text; here of marks and lines as well


def inks(figure):
    """(what, colour as RGBA, its alpha or None) of all that is drawn on the paper."""
    from matplotlib.collections import Collection
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    for artist in figure.findobj(lambda artist: artist.get_visible()):
        if isinstance(artist, Text) and artist.get_text().strip():
            yield repr(artist.get_text()), to_rgba(artist.get_color()), artist.get_alpha()
        elif isinstance(artist, Line2D) and len(artist.get_xdata()):
            yield f"line {artist.get_label()}", to_rgba(artist.get_color()), artist.get_alpha()
        elif isinstance(artist, Collection):
            for color in (*artist.get_facecolor(), *artist.get_edgecolor()):
                yield "marks", tuple(color), artist.get_alpha()


def faint(figure):
    from matplotlib.colors import to_hex
    from farside.palette import contrast

    return [
        f"{what}: {color} {alpha}" for what, color, alpha in inks(figure)
        if alpha not in (None, 1) or color[3] not in (0,
                                                      1) or color[3] == 1 and contrast(to_hex(color)) < LEAST_CONTRAST
    ]


def written(axes):
    return " ".join([text.get_text() for text in axes.texts] + [axes.get_title("right")])


def equal_scales(axes):
    """Is a metre as long along as across, once the page is laid out?"""
    axes.figure.draw_without_rendering()
    corner, far = axes.transData.transform([(0, 0), (1, 1)])
    return math.isclose(*(far - corner), rel_tol=1e-6)


def marks(axes):
    """How many different outlines the marks have."""
    return {
        path.vertices.tobytes()
        for scatter in axes.collections
        for path in scatter.get_paths() if len(scatter.get_offsets())
    }


def check_palette(claim):
    from farside import palette

    colors = [
        palette.INK, palette.GREY, palette.LIMIT, *(c for c, _ in palette.OUTCOMES.values()),
        *(c for c, _ in palette.SERIES)
    ]
    ratios = {color: palette.contrast(color) for color in colors}
    claim("every colour has a contrast of 4.5 : 1 or more", min(ratios.values()) >= LEAST_CONTRAST, ratios)
    known = palette.contrast("#000000"), palette.contrast("#ffffff"), palette.contrast(
        "#767676")  # published: 21, 1, the lightest grey above 4.5
    claim("(and contrast is that of WCAG)",
          math.isclose(known[0], 21) and known[1] == 1 and math.isclose(known[2], 4.54, abs_tol=5e-3), known)
    claim(
        "no two outcomes share a shape, no two slopes their dashes",
        len({m
             for _, m in palette.OUTCOMES.values()}) == len(palette.OUTCOMES)
        and len({str(d)
                 for _, d in palette.SERIES}) == len(palette.SERIES))


def check_page(claim, text, parts):
    """What holds of every page; its three panels."""
    import landings

    figure = landings.page(*parts)
    points, margins, speeds = figure.axes
    thin = faint(figure)
    claim(f"{text}: nothing is faint", not thin, "\n".join(thin[:10]))
    claim(f"{text}: equal scales along and across the track", equal_scales(points))
    return points, margins, speeds


def check_two_lost(claim, parts):
    """Two losses among safe landings that fell: 90 and 41 m/s, 9 km beside the track."""
    columns, statistics, name = parts
    safe = columns["outcome"] == 0
    columns = {key: values[safe] if len(values) == len(safe) else values for key, values in columns.items()}
    for i, down, across, north in ((55, 90, 35, 38e3), (77, 41, 88, -25e3)):
        columns["outcome"][i] = 2
        columns["touchdown_speed_vertical"][i], columns["touchdown_speed_horizontal"][i] = down, across
        columns["margin_hard_contact_vertical"][i], columns["margin_hard_contact_horizontal"][
            i] = 1 - down / 3.8, 1 - across
        columns["case"][i], columns["landing_north"][i], columns["landing_east"][i] = i, north, 9e3
    points, margins, speeds = check_page(claim, "two lost far away", (columns, statistics, name))
    claim("two lost far away: the panel of speeds ends near the limits",
          speeds.get_ylim()[1] < 8 and speeds.get_xlim()[1] < 3, (speeds.get_xlim(), speeds.get_ylim()))
    claim("two lost far away: margins end at -0.5", margins.get_xlim()[0] >= -0.5, margins.get_xlim())
    claim("two lost far away: the landing area stays that of the rest",
          max(map(abs,
                  points.get_xlim() + points.get_ylim())) < 9e3, (points.get_xlim(), points.get_ylim()))
    for title, axes, numbers in (("speeds", speeds, ("55", "77")),
                                 ("margins", margins, ("case 55 at -22.7", "case 77 at -87")), ("landing area", points,
                                                                                                ("55", "77"))):
        claim(f"two lost far away: the panel of {title} names their cases",
              all(number in written(axes) for number in numbers), written(axes))
    claim("two lost far away: how far they are is said", "35 to 88 m/s across" in written(speeds)
          and "41 to 90 m/s down" in written(speeds), written(speeds))
    at = [
        line.get_xdata()[0] if line.get_xdata()[0] == line.get_xdata()[1] else line.get_ydata()[0]
        for line in speeds.lines
    ]
    claim("the panel of speeds has both limits", sorted(at) == [1.0, 3.8], at)


def check_outcomes(claim, parts):
    columns, statistics, name = copy.deepcopy(parts)
    columns["outcome"][:] = [i % 4 for i in range(len(columns["outcome"]))]
    columns["landing_east"][:4] = math.nan
    points, _, speeds = check_page(claim, "all four outcomes", (columns, statistics, name))
    claim("all four outcomes: four shapes", len(marks(speeds)) >= 4, len(marks(speeds)))
    legend = " ".join(text.get_text() for text in points.figure.legends[0].get_texts())
    claim("all four outcomes: who has no landing point is counted", "unknown (1 without a landing point)" in legend,
          legend)
    columns["outcome"][:] = 2
    check_page(claim, "all lost", (columns, statistics, name))


def check_tip_over(claim):
    import numpy as np
    import tip_over

    along, down = np.meshgrid(tip_over.ALONG, tip_over.DOWN)
    tipped = np.array([along > 2 + 0.02 * abs(slope) + 0.3 * down for slope in tip_over.SLOPES])
    figure = tip_over.picture(tipped, np.ones((len(tip_over.SLOPES), len(tip_over.SINKING))))
    thin = faint(figure)
    claim("tip_over: nothing is faint", not thin, "\n".join(thin[:10]))
    claim("tip_over: equal scales", all(equal_scales(axes) for axes in figure.axes))
    vehicle = (ROOT / "configs" / "vehicles" / "change4.yaml").read_text(encoding="utf-8")
    claim("tip_over: its limits are the vehicle's",
          all(f"{key}: {value} " in vehicle for key, value in tip_over.LIMITS.items()))


def faint_words(figure):
    """Without the fields of a scale of colours, which begins and ends near the paper."""
    return [text for text in faint(figure) if not text.startswith("marks")]


def check_outcome_map(claim):
    import numpy as np
    import outcome_map

    share = np.linspace(0, 1, outcome_map.SLOPES.size * outcome_map.SPEEDS.size)
    share = share.reshape(outcome_map.SLOPES.size, outcome_map.SPEEDS.size)
    figure = outcome_map.picture(1 - share, share)
    thin = faint_words(figure)
    claim("outcome_map: nothing is faint", not thin, "\n".join(thin[:10]))
    claim("outcome_map: each slope and speed has its number, in both panels",
          all(f" {round(100 * x)} " in f" {written(figure.axes[1])} " for x in share.ravel()))
    from farside.palette import INK, contrast
    darkest = [image.cmap(1.0) for axes in figure.axes for image in axes.images]
    ratios = [contrast(INK, "#" + "".join(f"{round(255 * c):02x}" for c in colour[:3])) for colour in darkest]
    claim("outcome_map: its numbers can be read on their shades", len(ratios) == 2 and min(ratios) >= LEAST_CONTRAST,
          ratios)


def check_hazard_avoidance(claim):
    sys.path.insert(0, str(ROOT / "analysis"))
    import hazard_avoidance
    import numpy as np

    places = {key: (10.0 * k, -5.0 * k) for k, (key, *_) in enumerate(hazard_avoidance.PLACES)}
    ways = (np.array([[0.0, 30.0], [0.0, -15.0]]), np.array([[0.0, 50.0], [0.0, -25.0]]))
    figure = hazard_avoidance.picture(places, ways, np.full((10, 10), 0.6), (-20, 60, -40, 20), "a case")
    claim("hazard_avoidance: equal scales east and north", all(equal_scales(axes) for axes in figure.axes))
    styles = {(place[2], place[3]) for place in hazard_avoidance.PLACES}
    claim("hazard_avoidance: each place has a colour or a shape of its own", len(styles) == len(places))
    vehicle = (ROOT / "configs" / "vehicles" / "change4.yaml").read_text(encoding="utf-8")
    claim("hazard_avoidance: its ring is the vehicle's", "pad_radius_m: 2.35 " in vehicle and
          "pad_diameter_m: 0.30 " in vehicle and hazard_avoidance.PADS_M == 2.35 + 0.30 / 2)


def check_risk_map(claim, folder):
    import h5py
    import numpy as np
    import risk_map

    settings = ("map.width_m=60", "map.height_m=40", "map.spacing_m=20", "map.cloud_cases=40")
    file = folder / "map.h5"
    subprocess.run([sys.argv[1], "map", ROOT / "configs" / "vonkarman_map.yaml", "-o", file, "--quiet",
                    *(word for setting in settings for word in ("--set", setting))], check=True)

    def draw(*words):
        return subprocess.run([sys.executable, ROOT / "analysis" / "risk_map.py", *words], capture_output=True,
                              text=True)

    done = draw(file)
    claim("a map of risk is drawn beside its file, and its verdicts told", done.returncode == 0
          and file.with_suffix(".png").read_bytes()[:4] == b"\x89PNG" and "best: " in done.stdout, done.stderr)
    found, title = risk_map.read(file)
    figure = risk_map.picture(found, title)
    thin = faint_words(figure)
    claim("risk_map: nothing is faint", not thin, "\n".join(thin[:10]))
    claim("risk_map: equal scales east and north", all(equal_scales(axes) for axes in figure.axes[:2]))
    west, east, south, north = figure.axes[0].images[0].get_extent()
    claim("risk_map: an aim point lies in the middle of its field", (west, east, south, north) == (-40, 40, -30, 30),
          (west, east, south, north))
    found["p_safe"] = found["p_safe_lower"] = np.full_like(found["p_safe"], np.nan)
    risk_map.picture(found, title)
    with h5py.File(file, "a") as opened:
        del opened["p_safe_lower"]
    done = draw(file)
    claim("a file without a map is refused by what it lacks", done.returncode != 0 and "p_safe_lower" in done.stderr
          and "Traceback" not in done.stderr, done.stderr)


def main():
    try:
        import h5py
        import matplotlib  # noqa: F401
    except ImportError as missing:
        print(f"skip - picture: {missing}")
        return 0
    sys.path.insert(0, str(ROOT / "analysis"))
    import landings

    claim = Claims("picture", quiet=True)
    check_palette(claim)
    check_tip_over(claim)
    check_hazard_avoidance(claim)
    check_outcome_map(claim)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check_risk_map(claim, folder)
        file = folder / "a.h5"

        def draw(*words):
            return subprocess.run([sys.executable, ROOT / "analysis" / "landings.py", *words], capture_output=True,
                                  text=True)

        def fly(config, output, *words):
            subprocess.run(
                [sys.argv[1], "run", ROOT / "tests" / "determinism" / config, "-o", output, "--quiet", *words],
                check=True)
            return landings.campaign(output)

        # 67 touchdowns alone: no descent, so some criteria are unjudged, and every outcome but the safe one may be
        # missing
        touchdowns = fly("legs.yaml", file)
        done = draw(file)
        picture = folder / "a.png"
        claim("a campaign of touchdowns is drawn beside its file", done.returncode == 0
              and picture.read_bytes()[:4] == b"\x89PNG", done.stderr)
        check_page(claim, "touchdowns", touchdowns)
        descents = fly("descent.yaml", folder / "c.h5")
        check_page(claim, "descents", descents)
        check_two_lost(claim, descents)
        check_outcomes(claim, touchdowns)
        one = fly("descent.yaml", folder / "b.h5", "--cases", "1")
        done = draw(folder / "b.h5", "-o", folder / "one.png")
        claim("a single case is drawn, without ellipses", done.returncode == 0 and (folder / "one.png").exists(),
              done.stderr)
        check_page(claim, "a single case", one)
        with h5py.File(file, "a") as opened:
            del opened["statistics"]
        done = draw(file)
        claim("a file without statistics is refused with the remedy", done.returncode != 0
              and "farside reduce" in done.stderr and "Traceback" not in done.stderr, done.stderr)
        with h5py.File(folder / "b.h5", "a") as opened:
            del opened["landing_east"]
        done = draw(folder / "b.h5")
        claim("a file without landing points is refused by the column's name", done.returncode != 0
              and "landing_east" in done.stderr and "Traceback" not in done.stderr, done.stderr)
        done = draw(folder / "none.h5")
        claim("a file that isn't there is named", done.returncode != 0 and "none.h5" in done.stderr
              and "Traceback" not in done.stderr, done.stderr)
    return 1 if claim.failures else 0


if __name__ == "__main__":
    sys.exit(main())
