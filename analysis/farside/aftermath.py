"""What comes after the landing, as pictures: what the mission needs, the rover's way down, sun and relay."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.projections.polar import PolarAxes

from . import program
from .backdrop import check_site
from .palette import GREY, INK, LIMIT, OUTCOMES, SERIES
from .panels import BACKING, draw_margin, draw_margins, left_end, thinned

if TYPE_CHECKING:
    from .campaign import Campaign, Need, Probability

POINTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")  # of the compass
WAYS = {  # what the better way down is judged by: column after `egress_`, unit of its limit
    "pitch": "deg",
    "roll": "deg",
    "step": "m",
    "clearance": "m",
    "obstacle": "m",
    "slope": "deg",
}
HALF_ROOM = 0.36  # for the number of a case, of an axis of margins across half the page
SKY_DAYS = 36.0  # a landing in the morning sees the noon after its first night by then
SKY_HOURS = 2.0  # between the points of its lines
MET = {  # colour, marker, words
    "met": (*OUTCOMES["safe"], "margin of 0 and more"),
    "unmet": (*OUTCOMES["lost"], "margin below 0"),
    "unknown": (*OUTCOMES["unknown"], "margin isn't known"),
}


# What the mission needs


def draw_needs(figure: Figure, campaign: Campaign) -> None:
    """A fault tree whose one gate is "all of"; of each need how often it isn't met, and how close it came."""
    needs = campaign.needs
    tree, shares, margins = figure.subplots(1, 3, width_ratios=[1.25, 1, 1.15])
    goes_on = campaign.p_mission
    if goes_on is None:
        tree.set_title("The file says nothing of the mission (aftermath.model: none)")
        return
    rows = {need: len(needs) - 1 - k for k, need in enumerate(needs)}  # the first on top
    for axes in (tree, shares, margins):
        axes.set_ylim(-0.7, len(needs) - 0.3)
    draw_tree(tree, rows, goes_on)
    draw_shares(shares, rows)
    safe = campaign.equals & campaign.where("safe")
    columns = {need: f"mission_margin_{need.name}" for need in needs}
    known = {
        need: campaign.column(name)[safe] for need, name in columns.items() if name in campaign.columns and safe.any()
    }
    known = {need: margin for need, margin in known.items() if np.isfinite(margin).any()}
    least = min((np.nanmin(margin) for margin in known.values()), default=0.0)
    left = left_end(least, HALF_ROOM)
    for need, y in rows.items():
        if need in known:
            draw_margin(margins, y, known[need], campaign.column("case")[safe], left, HALF_ROOM)
        elif need.name == "landing":
            place: dict[str, Any] = {"xycoords": margins.get_yaxis_transform(), "ha": "right", "va": "center"}
            margins.annotate("has criteria of its own", (0.97, y), fontsize=8, bbox=BACKING, zorder=5, **place)
    margins.axvline(0, c=LIMIT, lw=1.2, ls="--")
    margins.set(xlim=(left, 1.02), xlabel="part of the limit that is left", title="How close, of safe landings")
    margins.set_yticks(list(rows.values()), [need.name for need in rows], fontsize=8)
    shares.set_yticks(list(rows.values()), len(rows) * [""])


def draw_tree(axes: Axes, rows: dict[Need, int], goes_on: Probability) -> None:
    middle = 0.5 * (len(rows) - 1)
    trunk, end = 0.68, 0.76
    axes.plot([0.0, trunk], [middle, middle], c=INK, lw=1.2)
    axes.plot([trunk, trunk], [min(rows.values()), max(rows.values())], c=INK, lw=1.2)
    for need, y in rows.items():
        axes.plot([trunk, end], [y, y], c=INK, lw=1.2)
        axes.annotate(need.name, (end, y), (4, 0), textcoords="offset points", va="center", fontsize=9)
    axes.annotate("all of", (trunk, middle), ha="center", va="center", fontsize=8, bbox=BACKING | {"ec": INK, "pad": 3})
    axes.annotate("The mission goes on", (0.0, middle), (0, 5), textcoords="offset points", va="bottom")
    told = str(goes_on).replace(" (", "\n(", 1).replace(" interval ", " interval\n", 1)
    axes.annotate(told, (0.0, middle), (0, -5), textcoords="offset points", va="top", fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_axis_off()


def draw_shares(axes: Axes, rows: dict[Need, int]) -> None:
    """Two marks a need, each with its interval."""
    color, marker = OUTCOMES["lost"]
    looks = (("isn't met", 0.16, color, marker), ("isn't met, before all others", -0.16, INK, "o"))
    for need, y in rows.items():
        for (_, up, color, marker), share in zip(looks, (need.unmet, need.first)):
            if share.estimate is None:
                continue
            if share.lower is not None and share.upper is not None:
                axes.plot([100 * share.lower, 100 * share.upper], 2 * [y + up], c=color, lw=1.4, marker="|", ms=7)
            axes.plot(100 * share.estimate, y + up, marker, c=color, ms=6, mew=0, zorder=4, clip_on=False)
    axes.legend(
        handles=[mark(color, marker, name) for name, _, color, marker in looks],
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        frameon=False,
        fontsize=8,
        handletextpad=0.2,
        borderpad=0.2,
    )
    axes.set(xlim=(0, None), xlabel="of the cases, % (bar: 95 % interval)")
    axes.set_title("How often it", pad=30)


def mark(color: str, marker: str, label: str) -> Line2D:
    """Of a legend."""
    return Line2D([], [], ls="", marker=marker, c=color, ms=6, mew=0, label=label)


# The rover's way down


@dataclass(frozen=True)
class WaysDown:
    """The better way down of each safe landing that has one: its azimuth from north, clockwise, and its pitch, in deg;
    its margin, and that of each limit by name."""

    cases: np.ndarray
    azimuth: np.ndarray
    pitch: np.ndarray
    margin: np.ndarray
    margins: dict[str, np.ndarray]

    def ended(self) -> list[tuple[str, np.ndarray]]:
        """(met, unmet or unknown; which), those that there are."""
        found = {"met": self.margin >= 0, "unmet": self.margin < 0, "unknown": np.isnan(self.margin)}
        return [(name, which) for name, which in found.items() if which.any()]

    def by_point(self) -> list[tuple[str, np.ndarray]]:
        """(N, NE, …; which lead there, within half a point)."""
        number = np.round(self.azimuth / (360 / len(POINTS))).astype(int) % len(POINTS)
        return [(name, number == k) for k, name in enumerate(POINTS)]


def ways_down(campaign: Campaign) -> WaysDown | None:
    """None: the file has no such columns, or no landing of it was safe."""
    needed = {"landing_heading", "egress_way", "mission_margin_egress", *(f"egress_{name}" for name in WAYS)}
    if not needed <= set(campaign.columns):
        return None
    which = campaign.equals & campaign.where("safe") & np.isfinite(campaign.column("egress_pitch"))
    if not which.any():
        return None
    # Ways are counted from body x towards body y, which stands to the left of it.
    between = 360.0 / campaign.in_force("rover.ways")
    turn = campaign.in_force("rover.azimuth_deg") + between * campaign.column("egress_way")
    azimuth = (campaign.column("landing_heading") - turn) % 360
    hinge = campaign.in_force("rover.hinge_height_m")
    margins = {}
    for name, unit in WAYS.items():
        value, limit = campaign.column(f"egress_{name}"), campaign.in_force(f"rover.limits.{name}_{unit}")
        margins[name] = ((value - limit) / hinge if name == "clearance" else (limit - value) / limit)[which]
    found = (campaign.column(name)[which] for name in ("case", "egress_pitch", "mission_margin_egress"))
    cases, pitch, margin = found
    return WaysDown(cases, azimuth[which], pitch, margin, margins)


def draw_ways(figure: Figure, campaign: Campaign) -> None:
    """Where the rover leaves the lander and how steeply; how close each limit of that came."""
    found = ways_down(campaign)
    rose = figure.add_subplot(1, 2, 1, projection="polar")
    limits = figure.add_subplot(1, 2, 2)
    assert isinstance(rose, PolarAxes)
    rose.set(theta_zero_location="N", theta_direction=-1, title="Azimuth and pitch of the better way down\n")
    rose.set_thetagrids(np.arange(0, 360, 45), POINTS)
    rose.grid(color=GREY, lw=0.4)
    if found is None:
        rose.set_title("The file has no way down of a safe landing")
        limits.set_axis_off()
        return
    steepest = campaign.in_force("rover.limits.pitch_deg")
    outer = 1.08 * max(np.nanmax(steepest), found.pitch.max())
    size = float(np.clip(1500 / found.cases.size, 3.0, 14.0))
    for order, (name, which) in enumerate(found.ended()):
        color, marker, _ = MET[name]
        for cases, times in thinned(found.azimuth / 360, found.pitch / outer, np.flatnonzero(which)):
            at = np.radians(found.azimuth[cases]), found.pitch[cases]
            area = times * (size if name == "met" else max(size, 10.0))
            rose.scatter(*at, s=area, lw=0, c=color, marker=marker, zorder=4 + order)
    turn = np.linspace(0, 2 * np.pi, 181)
    for value in {float(np.nanmin(steepest)), float(np.nanmax(steepest))}:
        rose.plot(turn, np.full(turn.shape, value), c=LIMIT, lw=1.2, ls="--")
    rose.set_ylim(0, outer)
    rings = [ring for ring in rose.get_yticks() if 0 < ring < outer]
    rose.set_rgrids(rings, [f"{ring:g}°" for ring in rings], angle=22.5, fontsize=7)
    for text in rose.get_yticklabels():
        text.set(bbox=BACKING, zorder=7)
    names = list(WAYS)
    columns = {"case": found.cases, **{f"margin_{name}": found.margins[name] for name in names}}
    draw_margins(limits, columns, {"criteria": [{"name": name} for name in names]}, HALF_ROOM)
    limits.set_title("How close each limit came\n(dot: closest case; bar: 98 % of them)")
    handles = [
        mark(color, marker, f"{which.sum():,}: {words}")
        for (color, marker, words), which in ((MET[name], which) for name, which in found.ended())
    ]
    handles.append(Line2D([], [], c=LIMIT, lw=1.2, ls="--", label="limit"))
    figure.legend(
        handles=handles,
        loc="outside upper left",
        ncols=len(handles),
        frameon=False,
        fontsize=9,
        title=f"{found.cases.size:,} safe landings" + (f" {campaign.part}" if campaign.part else ""),
        title_fontsize=9,
        alignment="left",
    )


# Sun and relay


@dataclass(frozen=True)
class Sky:
    """Over the target, as `farside sky` tells it. Spans are (from, to), in days from the beginning, which is UTC;
    elevations in deg. Without a relay `relay` is NaN and `outages` is empty."""

    begins: str
    days: np.ndarray
    sun: np.ndarray
    relay: np.ndarray
    nights: list[tuple[float, float]]
    outages: list[tuple[float, float]]
    events: list[tuple[float, str, float]]  # when, which, elevation
    mask_deg: float
    level: bool  # nothing hides sun and relay but the horizontal


def read_sky(
    campaign: Campaign, ground: str | os.PathLike[str] | None, days: float, case: int | None, hours: float = SKY_HOURS
) -> Sky:
    """`ground`: the configuration of a campaign over maps, whose ground hides sun and relay; the file alone doesn't
    tell where maps are, and the horizon is level. `case`: whose phase of the relay, and whose ground."""
    words: list[object] = ["--days", f"{days:g}", "--every", f"{hours:g}", "--json", "-", "--quiet"]
    if ground:
        check_site(campaign, program.call("validate", ground, "--resolved", "--quiet"), ground)
        return sky_of(program.call_json("sky", ground, *words, *(["--case", int(case)] if case is not None else [])))
    told = campaign.provenance.get("config_yaml", "")
    names = ["site", "relay"]
    if "\n  orbit:" in section_of(told, "start"):  # when it is left may be planned, in the campaign's gravity
        names += ["moon", "start"]
        words += program.settings({"moon.terrain": {"model": "sphere"}})
    text = "farside: 1\n" + "".join(section_of(told, name) for name in names)
    if case is not None and "relay.phase" in campaign.inputs:
        phase = campaign.inputs["relay.phase"].values[campaign.column("case") == case]
        words += program.settings({"relay.phase": float(phase[0])}) if phase.size else []
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "sky.yaml"
        config.write_text(text, encoding="utf-8")
        return sky_of(program.call_json("sky", config, *words))


def section_of(resolved: str, name: str) -> str:
    """Lines of a section at the top."""
    lines = resolved.splitlines(keepends=True)
    first = next((k for k, line in enumerate(lines) if line.rstrip() == f"{name}:"), len(lines))
    last = next((k for k in range(first + 1, len(lines)) if not lines[k].startswith(" ")), len(lines))
    return "".join(lines[first:last])


def sky_of(told: dict[str, Any]) -> Sky:
    begins = instant(told["from"])

    def day(utc: str) -> float:
        return float((instant(utc) - begins) / np.timedelta64(1, "s")) / 86400

    moments = told["moments"]
    days = np.array([day(one["utc"]) for one in moments])
    relay = told.get("relay")
    seen = [
        (0.0 if one["begins_before"] else day(one["from"]), told["days"] if one["lasts_beyond"] else day(one["to"]))
        for one in (relay or {}).get("passes", ())
    ]
    dark = np.array([one["sun"]["seen_share"] <= 0 for one in moments])
    return Sky(
        told["from"][:16].replace("T", " "),
        days,
        np.array([one["sun"]["elevation_deg"] for one in moments]),
        np.array([one["relay"]["elevation_deg"] if relay else np.nan for one in moments]),
        spans(days, dark),
        between(seen, told["days"]) if relay else [],
        [(day(one["utc"]), one["event"], one["elevation_deg"]) for one in told["events"]],
        relay["mask_deg"] if relay else np.nan,
        told["horizon"]["of"] == "level",
    )


def instant(utc: str) -> np.datetime64:
    return np.datetime64(utc.rstrip("Z"))


def spans(at: np.ndarray, which: np.ndarray) -> list[tuple[float, float]]:
    """From where to where it is so, half a step beyond the points that are; not beyond the ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], which, [False])).astype(int)))
    middle = np.concatenate((at[:1], 0.5 * (at[1:] + at[:-1]), at[-1:]))
    return [(float(middle[a]), float(middle[b])) for a, b in edges.reshape(-1, 2)]


def between(seen: list[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """What is left of 0 to `end`."""
    starts, ends = [0.0, *(b for _, b in seen)], [*(a for a, _ in seen), end]
    return [(a, b) for a, b in zip(starts, ends) if b > a]


def draw_sky(axes: Axes, campaign: Campaign, sky: Sky) -> None:
    """Elevations over days, nights hatched; below, when the relay isn't in view."""
    known = np.concatenate((sky.sun, sky.relay[np.isfinite(sky.relay)], [0.0]))
    low, high = float(known.min()) - 6, float(known.max()) + 6
    if sky.outages:
        low -= 6
    axes.set(ylim=(low, high), xlim=(sky.days[0], sky.days[-1]))
    for begin, end in sky.nights:
        axes.fill_between([begin, end], low, high, fc="none", ec=GREY, hatch="//", lw=0, zorder=0)
    axes.axhline(0, c=INK, lw=0.8)
    handles: list[Any] = []
    (sun_color, sun_dashes), (relay_color, relay_dashes) = SERIES[1], SERIES[0]
    handles += axes.plot(sky.days, sky.sun, c=sun_color, ls=sun_dashes, lw=1.8, label="sun")
    if np.isfinite(sky.relay).any():
        name = "relay" if sky.outages else "relay, always in view"
        handles += axes.plot(sky.days, sky.relay, c=relay_color, ls=relay_dashes, lw=1.8, label=name)
        for begin, end in sky.outages:
            axes.plot([begin, end], 2 * [low + 3], c=LIMIT, lw=6, solid_capstyle="butt")
        if sky.outages:
            handles.append(Line2D([], [], c=LIMIT, lw=6, label="no relay in view"))
        label = f"relay counts from {sky.mask_deg:g}° on"
        handles.append(axes.axhline(sky.mask_deg, c=relay_color, lw=1.2, ls=(0, (1, 2)), label=label))
    handles.append(Patch(fc="none", ec=GREY, hatch="//", lw=0, label="night"))
    least = campaign.setting("vehicle.limits.wake_elevation_deg")
    if least is not None and "mission_margin_warmth" in campaign.columns:
        axes.axhline(float(least), c=LIMIT, lw=1.2, ls="--")
        handles.append(Line2D([], [], c=LIMIT, lw=1.2, ls="--", label=f"sun wakes it from {float(least):g}° on"))
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=3,
        frameon=False,
        fontsize=8,
        columnspacing=1.2,
        handlelength=2.2,
    )
    horizon = "a level horizon" if sky.level else "the ground around as horizon"
    axes.set(xlabel=f"days from {sky.begins} UTC", ylabel="elevation, deg")
    axes.set_title(f"Sun and relay, seen from the target with {horizon}", pad=8 + 14 * -(-len(handles) // 3))
