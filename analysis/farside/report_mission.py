"""The parts of a page that tell of what comes after the landing, and films of its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import aftermath, markup
from . import film as filmed
from .campaign import Need, Probability, bounds, low_to_high, percent
from .markup import Html, html, join, paragraph, picture, section, table
from .program import FarsideError

if TYPE_CHECKING:
    from .report import Report

UNKNOWN = "–"
EVENTS = {  # of `farside sky`: those that are listed, in words
    "sunrise": "the sun rises",
    "noon": "noon",
    "sunset": "the sun sets",
    "relay_rises": "the relay comes into view",
    "relay_sets": "the relay goes out of view",
}


def mission(page: Report) -> Html:
    """P(mission), what it hangs on, the way down, the sky."""
    campaign, found = page.campaign, page.statistics.get("mission")
    if not found or campaign.p_mission is None:
        return Html("")
    counts = found["cases"]
    told = (
        f"P(mission) {campaign.p_mission}. It goes on in {counts['goes_on']:,} cases, fails in {counts['fails']:,}"
        + (f", can't be told in {counts['unknown']:,}" if counts["unknown"] else "")
        + f". All of these are needed: {', '.join(need.name for need in campaign.needs)}."
        + (" No landing was safe, so what else it needs can't be told." if len(campaign.needs) == 1 else "")
    )
    return section(
        "Mission",
        paragraph(told),
        picture(
            "mission",
            campaign.plot.mission(),
            f"Fault tree: how often each need isn't met, how close it came. {told} The table below has the numbers.",
        ),
        table(
            f"How often each need isn't met, and isn't before all others{page.such()}",
            ["need", "cases", "not met", "95 % interval", "cases", "came first", "95 % interval", "closest", "case"],
            [need_row(page, need) for need in campaign.needs],
        ),
        meanings(page),
        ways_down(page),
        sky(page),
    )


def need_row(page: Report, need: Need) -> tuple[object, ...]:
    closest: object = UNKNOWN
    column = f"mission_margin_{need.name}"
    if column in page.campaign.columns:
        campaign = page.campaign
        such = np.flatnonzero(campaign.equals & campaign.where("safe") & np.isfinite(campaign.column(column)))
        if such.size:
            closest = page.link(int(campaign.column("case")[such[np.argmin(campaign.column(column)[such])]]))
    return (
        need.name,
        f"{need.count:,}",
        low_to_high(need.unmet.estimate, need.unmet.estimate_high),
        interval(need.unmet),
        f"{need.first_count:,}",
        low_to_high(need.first.estimate, need.first.estimate_high),
        interval(need.first),
        number(need.closest),
        closest,
    )


def interval(share: Probability) -> str:
    known = share.lower is not None and share.upper is not None
    return bounds(share.lower, share.upper) if known else UNKNOWN


def number(value: float | None) -> str:
    return UNKNOWN if value is None or not np.isfinite(value) else f"{value:.4g}"


def meanings(page: Report) -> Html:
    campaign = page.campaign
    told = {need.name: campaign.long_name(f"mission_margin_{need.name}").partition(": ")[2] for need in campaign.needs}
    lines = "".join(f"<dt>{html(name)}</dt><dd>{html(text)}</dd>" for name, text in told.items() if text)
    return markup.details("What each need is judged by", Html(f"<dl>{lines}</dl>")) if lines else Html("")


def ways_down(page: Report) -> Html:
    found = aftermath.ways_down(page.campaign)
    if found is None:
        return Html("")
    rows = [
        (
            name,
            f"{which.sum():,}",
            f"{(found.margin[which] < 0).sum():,}",
            *map(number, np.percentile(found.pitch[which], [50, 100]) if which.any() else (None, None)),
            *map(number, np.percentile(found.margin[which], [0, 50]) if which.any() else (None, None)),
        )
        for name, which in found.by_point()
    ]
    told = (
        f"The better way down of {found.cases.size:,} safe landings{page.such()}: in {(found.margin < 0).sum():,} of "
        "them a limit isn't met."
    )
    limits = [
        (name, number(float(np.nanmin(margin))), number(float(np.nanmedian(margin))), f"{(margin < 0).sum():,}")
        for name, margin in found.margins.items()
    ]
    return join(
        (
            paragraph(told),
            picture(
                "egress",
                page.campaign.plot.egress(),
                f"Azimuth and pitch of the rover's way down; how close limits came. {told} Tables have the numbers.",
            ),
            markup.details(
                "As tables",
                table(
                    "By azimuth of the better way down",
                    ["towards", "landings", "not met", "pitch, deg: median", "largest", "margin: least", "median"],
                    rows,
                ),
                table("Margin of each limit", ["limit", "least", "median", "landings beyond it"], limits),
            ),
        )
    )


def sky(page: Report) -> Html:
    campaign = page.campaign
    try:
        found = aftermath.read_sky(campaign, page.more.ground, aftermath.SKY_DAYS, None)
    except FarsideError:  # the program isn't there
        return paragraph("Where sun and relay stand from day to day is told by farside sky.")
    told = [
        f"Sun and relay for {aftermath.SKY_DAYS:g} days, seen from the target; "
        + ("the horizon is level." if found.level else "the ground around is the horizon.")
    ]
    if "relay.phase" in campaign.inputs:
        told.append("The relay's phase is drawn; here it is where it would be without that.")
    for column, name in (
        ("day_left", "From rest to the sleep before the night"),
        ("wake_time", "from rest until it wakes after it"),
        ("relay_outage", "longest time without a link"),
    ):
        if column in campaign.columns:
            values = campaign.column(column)[campaign.equals]
            values = values[np.isfinite(values)]
            if values.size:
                low, middle, high = np.percentile(values, [0, 50, 100])
                unit = campaign.units(column)
                told.append(f"{name[0].upper()}{name[1:]}: {middle:.4g} {unit} ({low:.4g} to {high:.4g}).")
    rows = [
        (f"{day:.2f}", EVENTS[event], f"{round(elevation, 1) + 0.0:.1f}")
        for day, event, elevation in found.events
        if event in EVENTS
    ]
    return join(
        (
            paragraph(" ".join(told)),
            picture(
                "sky",
                campaign.plot.sky(page.more.ground),
                f"Elevation of sun and relay from day to day. {' '.join(told)}",
            ),
            markup.details(
                "As a table",
                table(f"What rises and sets; days from {found.begins} UTC", ["day", "what", "elevation, deg"], rows),
            )
            if rows
            else "",
        )
    )


def films(page: Report) -> Html:
    """Of the cases that were asked for."""
    parts: list[object] = []
    campaign = page.campaign
    for case in dict.fromkeys(page.more.film):
        found = filmed.shoot(campaign, case, page.more.ground, page.more.sun)
        ended = campaign.rows(campaign.column("case") == case, ["outcome"])["outcome"].astype(str).iloc[0]
        lacks = found.lacks.rpartition("error: ")[2]
        told = (
            f"Case {case} ({ended}): {len(found.frames)} pictures of its descent camera from "
            f"{filmed.length(found.frames[0].height_m)} over the ground on"
            + (f". No panorama: {lacks}." if lacks else ", and all around after the landing, seen from the mast.")
        )
        rows = [(f"{frame.time_s:.1f}", f"{frame.height_m:.1f}", f"{frame.across_m:.1f}") for frame in found.frames]
        heads = ["time, s", "height of the camera, m", "level ground from edge to edge, m"]
        parts += [
            paragraph("Case", page.link(case), told.partition(" ")[2].partition(" ")[2]),
            picture(f"film-{case}", filmed.draw(found), told, "photographs"),
            markup.details("As a table", table(f"Pictures of case {case}", heads, rows)),
        ]
    if not parts:
        return Html("")
    sun = "the sun as it stood"
    if page.more.sun:
        sun = f"the sun {page.more.sun[0]:g} deg high at azimuth {page.more.sun[1]:g} deg"
    told = f"As farside film and farside panorama draw them: the ground that each case had, {sun}."
    return section("What cameras saw", paragraph(told), *parts)
