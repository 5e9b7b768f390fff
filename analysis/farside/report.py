"""A campaign as a page: what it says, in numbers and pictures, in one file that needs nothing else.

`farside-report FILE [-o PAGE]`, or `python3 -m farside.report`."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import histories as recorded
from . import markup, panels, plots, report_mission
from .campaign import MARGIN_LEAST, Campaign, bounds, low_to_high, percent
from .drivers import THIRDS, Drivers
from .markup import Html, html, join, paragraph, picture, section, table
from .output import whole
from .program import FarsideError

WORST = 10
SHOWN = {  # of cases: column, head
    "outcome": "outcome",
    "first_cause": "first cause",
    "fault": "fault",
    "outer_draw": "draw of what isn't known (0: best guess)",
    "saltelli_matrix": "inputs as in",
    MARGIN_LEAST: "least margin",
    "touchdown_speed_vertical": "down, m/s",
    "touchdown_speed_horizontal": "across, m/s",
    "touchdown_tilt": "tilt at contact, deg",
    "final_tilt": "tilt at rest, deg",
}
UNKNOWN = "–"


def figure(value: Any) -> str:
    """Of a number, four digits."""
    if value is None or not np.isfinite(value):
        return UNKNOWN
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def span(one: Mapping[str, Any]) -> str:
    if one.get("lower") is None or one.get("upper") is None:
        return UNKNOWN
    return bounds(one["lower"], one["upper"])


def closeness(criterion: Mapping[str, Any]) -> float:
    """Of criteria in order; those that weren't judged come last."""
    closest = criterion.get("closest_margin")
    return np.inf if closest is None else closest


@dataclass(frozen=True)
class More:
    """Files that a page may show beside the campaign's: time histories of `farside replay -o`, the configuration of a
    campaign over maps, a map of risk, what `farside envelope --json` wrote; and cases that are filmed for it, with the
    sun's elevation and azimuth, deg, if not as it stood."""

    histories: str | os.PathLike[str] | None = None
    ground: str | os.PathLike[str] | None = None
    risk_map: str | os.PathLike[str] | None = None
    envelope: str | os.PathLike[str] | None = None
    film: tuple[int, ...] = ()
    sun: tuple[float, float] | None = None


class Report:
    """A page of a campaign. `named`: the cases that it names, each of which has a line with its command."""

    def __init__(self, campaign: Campaign, more: More):
        self.campaign, self.statistics, self.more = campaign, campaign.statistics, more
        self.histories = recorded.read(campaign, more.histories) if more.histories else None
        self.envelope = read_envelope(campaign, more.envelope) if more.envelope else None
        self.named: list[int] = []

    def such(self) -> str:
        """Of which cases a picture is, where not of all."""
        return f" of the cases {self.campaign.part}" if self.campaign.part else ""

    def link(self, case: int) -> Html:
        if case not in self.named:
            self.named.append(case)
        return Html(f'<a href="#case-{case}">{case}</a>')

    def page(self) -> str:
        found = self.campaign.worst(WORST)
        worst = [int(case) for case in found.index[found[MARGIN_LEAST].notna()]]
        parts = [
            self.band(),
            self.requirements(),
            self.margins(),
            self.landings(),
            self.contact(),
            self.causes(),
            self.faults(),
            report_mission.mission(self),
            self.unknowns(),
            self.drivers(),
            self.sigmas(),
            self.corridor(),
            report_mission.films(self),
            self.cases(worst),
            self.convergence(),
            self.provenance(),
        ]
        return markup.page(
            f"{self.campaign.title}: P(safe) {percent(self.campaign.p_safe.estimate)}",
            join(part for part in parts if part),
        )

    def band(self) -> Html:
        found, counts = self.campaign, self.statistics["cases"]
        asked = found.requirements
        word = found.gate() if asked else ""
        decided = (
            paragraph(
                markup.verdict(word),
                f"{len(asked)} requirements: "
                + ", ".join(
                    f"{sum(q.verdict == verdict for q in asked)} {verdict}" for verdict in markup.VERDICT_MARKS
                ),
                kind="large",
            )
            if asked
            else paragraph("No requirements, so nothing is decided here.")
        )
        flown = [
            f"{counts[name]:,} {name.replace('_', ' ')}"
            for name in ("safe", "degraded", "lost", "unknown", "numerical_failure", "missing")
            if counts.get(name)
        ]
        parts = [
            Html(f"<h1>{html(found.title)}</h1>"),
            decided,
            paragraph(Html(f"<strong>P(safe) {html(found.p_safe)}</strong>"), kind="large"),
            paragraph(f"P(lost) {found.p_lost}"),
            paragraph(f"P(mission) {found.p_mission}: it goes on after the landing") if found.p_mission else "",
            paragraph(f"{counts['total']:,} cases: " + ", ".join(flown)),
        ]
        if counts.get("missing"):
            parts.append(paragraph("Not every case was flown: this is not the whole campaign."))
        if found.p_safe.band:
            parts.append(paragraph(f"Band of P(safe): {found.p_safe.band}; above, at its best guess"))
        if found.part:
            why = (
                "Inputs were mixed to tell their shares of the variance. P, values and pictures below"
                if "saltelli_matrix" in found.columns
                else "What isn't known was drawn several times. P, values and pictures below"
                if found.p_safe.band or "outer_draw" in found.columns
                else "Faults were forced. P is put together by their probabilities; values and pictures below"
            )
            parts.append(paragraph(f"{why} are of the {found.part_title}."))
        given = found.p_safe.conditional_on
        told = (
            markup.details(
                "What P holds under", Html("<ul>" + "".join(f"<li>{html(one)}</li>" for one in given) + "</ul>")
            )
            if given
            else ""
        )
        return Html(f'<header class="band {word}">\n{join(part for part in parts if part)}\n{told}\n</header>')

    def requirements(self) -> Html:
        rows: list[tuple[object, ...]] = []
        for q in self.campaign.requirements:
            observed = low_to_high(q.estimate, q.estimate_high)
            needed = f"{q.cases_needed:,}" if q.cases_needed else UNKNOWN
            rows.append(
                (
                    q.name,
                    markup.verdict(q.verdict),
                    q.asks,
                    observed,
                    percent(q.lower, -1),
                    percent(q.upper, 1),
                    percent(q.confidence),
                    percent(q.consumer_risk),
                    needed,
                    q.reason or "",
                )
            )
        if not rows:
            return Html("")
        heads = [
            "requirement",
            "verdict",
            "asks",
            "observed",
            "at least",
            "at most",
            "confidence",
            "consumer risk",
            "cases that would decide",
            "reason",
        ]
        if not any(row[-1] for row in rows):
            heads, rows = heads[:-1], [row[:-1] for row in rows]
        return section(
            "Requirements",
            table(
                "Bounds are one-sided, each at the confidence that its requirement asks "
                "for. To pass, the lower one has to reach what is asked; of a failure, the upper one not to exceed it.",
                heads,
                rows,
            ),
        )

    def margins(self) -> Html:
        rows: list[tuple[object, ...]] = []
        drawn = self.campaign.drawn
        for criterion in sorted(self.statistics.get("criteria") or (), key=closeness):
            name, values = criterion["name"], drawn.get(f"margin_{criterion['name']}")
            if values is None or not np.isfinite(values).any():
                rows.append((name.replace("_", " "), "not judged", *5 * [UNKNOWN]))
                continue
            closest = self.link(int(drawn["case"][np.nanargmin(values)]))
            rows.append(
                (
                    name.replace("_", " "),
                    f"{criterion['fired']:,}",
                    figure(criterion.get("closest_margin")),
                    closest,
                    *map(figure, np.nanpercentile(values, [1, 50, 99])),
                )
            )
        if not rows:
            return Html("")
        silent = [str(row[0]) for row in rows if row[1] == "0"]
        unjudged = [str(row[0]) for row in rows if row[1] == "not judged"]
        told = f"Of {len(rows)} criteria, {len(silent)} never fired" + (f": {', '.join(silent)}." if silent else ".")
        told += f" Not judged: {', '.join(unjudged)}." if unjudged else ""
        return section(
            "Margins",
            paragraph(told),
            picture(
                "margins",
                self.campaign.plot.margins(),
                "Margin of each criterion: a bar over 98 % of the cases, the median "
                "and the closest case; 0 is the limit. The table below has the numbers.",
            ),
            table(
                "Margin: the part of the limit that is left, below 0: violated; closest first",
                ["criterion", "cases that violate", "closest", "case", "1 %", "median", "99 %"],
                rows,
            ),
        )

    def landings(self) -> Html:
        found = self.statistics.get("dispersion") or {}
        if not {"landing_east", "landing_north"} <= set(self.campaign.columns) or not found.get("count", 1):
            return Html("")
        if not np.isfinite(self.campaign.drawn["landing_east"]).any():
            return Html("")
        radii = [
            (percent(one["p"]), figure(one["value"]), figure(one["lower"]), figure(one["upper"]))
            for one in found.get("radii") or ()
        ]
        ellipses = [
            (
                percent(one["probability"]),
                figure(one["semi_major_m"]),
                figure(one["semi_minor_m"]),
                figure(one["azimuth_deg"]),
                percent(one["contained_fraction"]),
            )
            for one in found.get("ellipses") or ()
        ]
        below = ["the ground, shaded"] if self.more.ground else []
        below += ["lines of equal P(safe) by aim point"] if self.more.risk_map else []
        told = (
            f"Mean {figure(found.get('mean_east_m'))} m east and {figure(found.get('mean_north_m'))} m north of the "
            f"target; half within {figure(found.get('cep_m'))} m of it, 99 % within {figure(found.get('r99_m'))} m."
        )
        return section(
            "Where it lands",
            paragraph(told),
            picture(
                "landings",
                self.campaign.plot.landings(self.more.ground, self.more.risk_map),
                f"Landing points{self.such()}, at one scale along and across. {told}",
            ),
            paragraph(f"Below: {' and '.join(below)}.", kind="note") if below else "",
            paragraph(
                "Where many cases lie together one mark stands for them, larger for more: 1, 2, 8 or 32 and more.",
                kind="note",
            ),
            markup.details(
                "Radii and ellipses as tables",
                table(
                    "Distance from the target, m, with its 95 % interval",
                    ["of the cases", "within", "lower", "upper"],
                    radii,
                ),
                table(
                    "Ellipses about the mean, of a normal distribution of this covariance",
                    ["holds", "semi-major, m", "semi-minor, m", "azimuth, deg", "of the cases inside"],
                    ellipses,
                ),
            ),
        )

    def contact(self) -> Html:
        known = self.statistics.get("quantities") or {}
        if not known:
            return Html("")
        rows = []
        for name, one in known.items():
            if one.get("mean") is None or name.startswith(("in_", "margin_")):  # which stand in tables of their own
                continue
            by = {q["p"]: q for q in one["quantiles"]}
            rows.append(
                (
                    name,
                    one.get("units", ""),
                    figure(one["min"]),
                    *(figure(by[p]["value"]) if p in by else UNKNOWN for p in (0.01, 0.5, 0.99)),
                    figure(one["max"]),
                    *(figure(by[0.99][end]) if 0.99 in by else UNKNOWN for end in ("lower", "upper")),
                )
            )
        heads = ["quantity", "unit", "least", "1 %", "median", "99 %", "largest", "99 %: lower", "upper"]
        caption = "Quantiles of the cases, of the 99 % one its 95 % interval"
        at_contact = [row for row in rows if row[0].startswith("touchdown_")]
        parts: list[object] = []
        if at_contact:
            told = "; ".join(
                f"{self.campaign.long_name(row[0]) or row[0]}: median {row[4]}, 99 % within {row[5]} {row[1]}"
                for row in at_contact
                if row[0] != "touchdown_time"
            )
            parts = [
                picture(
                    "contact",
                    self.campaign.plot.contact(),
                    f"Speeds, tilt and rate at the first contact, with the landing gear's limits dashed and real "
                    f"landings (a star, dotted). {told}",
                ),
                table(caption, heads, at_contact),
                table("Real landings, as far as they were told", ["landing", "quantity", "from", "to", "source"],
                      [(flown.name, name, figure(low), figure(high), flown.source) for flown in panels.FLOWN
                       for name, (low, high) in flown.spans.items()]),
            ]
        parts.append(markup.details("Every quantity", table(caption, heads, rows)))
        return section("Contact", *parts)

    def causes(self) -> Html:
        fired = plots.fired_causes(self.campaign)[::-1]
        if not fired:
            return section("Causes", paragraph("No case violated a criterion."))
        rows = []
        for name, one in fired:
            times = plots.cause_times(self.campaign, name)
            when = np.percentile(times, [0, 50, 100]) if times.size else 3 * [None]
            such = Html(" ".join(self.link(case) for case in one.get("cases") or ()))
            rows.append(
                (
                    name.replace("_", " "),
                    f"{one['count']:,}",
                    percent(one["estimate"]),
                    span(one),
                    *map(figure, when),
                    such,
                )
            )
        most = fired[0][0].replace("_", " ")
        return section(
            "Causes",
            picture(
                "causes",
                self.campaign.plot.causes(),
                f"How often each cause came first, and when. Most often: {most}. The table below has the numbers.",
            ),
            table(
                "First cause of each case that violated a criterion; times from the first contact on, or from "
                "the end of a flight that had none, s",
                ["first cause", "cases", "share", "95 % interval", "earliest", "median", "latest", "such as case"],
                rows,
            ),
            self.together(),
        )

    def together(self) -> Html:
        """Every cause, first or not, and in how many cases together with each other one."""
        found = self.statistics.get("failure_modes")
        if not found or not found["modes"]:
            return Html("")
        names = [mode["name"].replace("_", " ") for mode in found["modes"]]
        rows = [
            (name, percent(mode["estimate"]), span(mode), *(f"{both:,}" for both in counts))
            for name, mode, counts in zip(names, found["modes"], found["together"], strict=True)
        ]
        return markup.details(
            "Causes together",
            table("Every cause, first or not: cases with it, and with another one as well",
                  ["cause", "share", "95 % interval", *names], rows),
        )

    def faults(self) -> Html:
        known = self.statistics.get("faults")
        if not known:
            return Html("")
        rows: list[tuple[object, ...]] = [
            (
                name,
                percent(share),
                f"{one['cases']:,}",
                percent(one["safe"]["estimate"]),
                span(one["safe"]),
                percent(one["lost"]["estimate"]),
                percent(one["adds_lost"]),
                ", ".join(f"{cause.replace('_', ' ')} {count:,}" for cause, count in one["causes"].items()),
            )
            for name, share, one in [
                ("none", known["without"]["share"], known["without"]),
                *((one["name"], one["probability"], one) for one in known["list"]),
            ]
        ]
        several = known["several"]
        rows.append(("several at once", percent(several["share"]), f"{several['cases']:,}", *5 * [UNKNOWN]))
        return section(
            "Faults",
            table(
                "Each fault: what it does to P, and what it adds to P(lost)",
                [
                    "fault",
                    "probability",
                    "cases",
                    "P(safe)",
                    "95 % interval",
                    "P(lost)",
                    "adds to P(lost)",
                    "first causes",
                ],
                rows,
            ),
        )

    def unknowns(self) -> Html:
        """Of two levels: P(safe) by draw, and which inputs that aren't known it goes with."""
        found, band = self.statistics.get("epistemic"), self.campaign.p_safe.band
        if not found or not band:
            return Html("")
        told = (
            f"P(safe) from draw to draw: {band}. Standard deviation {percent(found['sd_between'])}, of which so many "
            f"cases make {percent(found['sd_by_chance'])} by chance."
        )
        rests = found["rests_on"]
        shares = ", ".join(
            f"{percent(rests[tag]['share'])} with {rests[tag]['inputs']:,} {name}"
            + (f" (chance makes up to {percent(chance)})" if (chance := rests[tag].get("share_chance")) else "")
            for tag, name in (
                ("E", "tagged E (engineering default)"),
                ("R", "tagged R (recalled)"),
                ("other", "others"),
            )
        )
        rows = [
            (
                one["path"],
                "yes" if one["owns"] else "no",
                figure(one["rank_correlation"]),
                percent(one["share"]),
                one["source"],
            )
            for one in found["inputs"]
        ]
        return section(
            "What isn't known",
            paragraph(told),
            picture("unknowns", self.campaign.plot.band(), f"P(safe) of each draw, and of the best guess. {told}"),
            paragraph(f"Of its variance goes, by inputs: {shares}."),
            table(
                "Inputs that aren't known, by what of the variance of P(safe) goes with them",
                ["input", "beyond chance", "rank correlation", "share of the variance", "source"],
                rows,
            )
            if rows
            else "",
        )

    def drivers(self) -> Html:
        try:
            found = self.campaign.drivers()
        except FarsideError:  # an older file, where the program isn't
            return section("Drivers", paragraph("The file doesn't hold them; farside drivers tells them."))
        if not found.inputs:
            return Html("")
        out = [driver.path for driver in found.inputs if driver.stands_out]
        told = (
            f"Of {len(found.inputs)} inputs, {len(out)} stand out from chance"
            + (f": {', '.join(out[:6])}" if out else "")
            + (" and others" if len(out) > 6 else "")
            + "."
        )
        note = (
            f"What chance alone exceeds, for any input, in one campaign of twenty: {figure(found.prcc_chance)} of "
            f"partial rank correlation with the least margin, {figure(found.ks_chance)} of the distance between "
            f"lost and safe cases. They describe {found.cases:,} cases as flown, {found.failures:,} of them lost."
        )
        return section(
            "Drivers",
            paragraph(told),
            picture(
                "drivers",
                self.campaign.plot.drivers(),
                f"Inputs that go with a bad end. {told} The table below has the numbers.",
            ),
            paragraph(note, kind="note"),
            self.tenths(found) if found.failures else "",
            self.pairs(found),
            self.untold(found),
            markup.details(
                "Every input",
                table(
                    "Inputs, the clearest first",
                    [
                        "input",
                        "stands out",
                        "partial rank correlation",
                        "rank correlation",
                        "distance lost to safe",
                        "lost in its lowest tenth",
                        "in its highest",
                    ],
                    [
                        (
                            driver.path,
                            "yes" if driver.stands_out else "no",
                            figure(driver.prcc),
                            figure(driver.spearman),
                            figure(driver.ks),
                            *(percent(driver.tenths[k].estimate) if driver.tenths else UNKNOWN for k in (0, -1)),
                        )
                        for driver in found.inputs
                    ],
                ),
            ),
        )

    def tenths(self, found: Drivers) -> Html:
        """What is lost by the clearest inputs, from their lowest values to their highest."""
        rows = [
            (
                driver.path,
                f"{figure(tenth.least)} to {figure(tenth.largest)}",
                f"{tenth.cases:,}",
                f"{tenth.failures:,}",
                percent(tenth.estimate),
                percent(tenth.lower, -1),
                percent(tenth.upper, 1),
            )
            for driver in found.inputs[:3]
            for tenth in driver.tenths
        ]
        heads = ["input", "its values", "cases", "lost", "share", "lower", "upper"]
        return join(
            (
                picture("tenths", self.campaign.plot.tenths(), "What is lost in each tenth of the clearest inputs."),
                markup.details("As a table", table("Lost by tenths of an input, with 95 % intervals", heads, rows)),
            )
        )

    def pairs(self, found: Drivers) -> Html:
        if found.pairs is None:
            return paragraph("Pairs of inputs were not tried: that takes 20 lost cases and 20 others.")
        rows = []
        for pair in found.pairs:
            if pair.stands_out:
                i, k = pair.worst
                _, _, share, expected = pair.cells[i][k]
                place = f"{THIRDS[i]}, {THIRDS[k]}"
                rows.append((pair.paths[0], pair.paths[1], f"{pair.p:.1e}", place, percent(share), percent(expected)))
        if not rows:
            return paragraph(f"Of {found.pairs_tried:,} pairs of inputs, none fails otherwise than each alone would.")
        caption = f"Pairs that fail otherwise than each input alone would have it, of {found.pairs_tried:,} tried"
        heads = ["first", "second", "p", "most beyond expectation where they are", "lost there", "expected of both"]
        return table(caption, heads, rows)

    def untold(self, found: Drivers) -> Html:
        """Where the cases lie that can't be told, by which P is low and high."""
        if found.untold is None:
            return Html("")
        u = found.untold
        invalid = f", of which {u.invalid_draws:,} invalid draws" if u.invalid_draws else ""
        out = sum(one.stands_out for one in u.inputs)
        told = (
            f"How {u.cases:,} of {u.cases + u.told:,} cases end can't be told (unknown {u.unknown:,}, numerical "
            f"{u.numerical:,}{invalid}): P(safe) is low and high by them. "
            + (f"By {out} of {len(u.inputs)} inputs they lie elsewhere than the others."
               if out else "They lie where the others do.")
        )
        heads = ["input", "stands out", "distance", "they lie in", "their median", "that of the others"]
        rows = [
            (one.path, "yes" if one.stands_out else "no", figure(one.ks),
             f"{figure(one.untold[0])} to {figure(one.untold[2])}", figure(one.untold[1]), figure(one.told[1]))
            for one in u.inputs
        ]
        caption = f"Where they lie; chance alone exceeds a distance of {figure(u.ks_chance)} in one campaign of twenty"
        return join((paragraph(told), table(caption, heads, rows) if rows else ""))

    def sigmas(self) -> Html:
        """How far each input alone is from the first failure."""
        if self.envelope is None:
            return Html("")
        rows, beyond = [], []
        for one in self.envelope["inputs"]:
            ways = [(one[way]["distance_sigma"], way) for way in ("down", "up") if one[way]["sigma"] is not None]
            if not ways:
                beyond.append(one["path"])
                continue
            sigma, way = min(ways)
            found = one[way]
            value = figure(found["value"])
            rows.append((sigma, one["path"], way, figure(sigma), value, one["units"], ending_of(found)))
        rows.sort(key=lambda row: row[0])
        reach, fails_as = figure(self.envelope["reach_sigma"]), self.envelope["fails"]
        worst = self.envelope.get("worst")
        told = paragraph(
            f"From case {self.envelope['case']}, each input alone moved until the flight is {fails_as}, "
            f"up to {reach} sigma: {len(rows)} of {len(rows) + len(beyond)} inputs get there."
            + (f" All together, the worst way found: {figure(worst['distance_sigma'])} sigma." if worst else "")
        )
        heads = ["input", "way", "sigma", "value", "unit", "ends"]
        listed = table("First failure of each input alone, the nearest first", heads, [row[1:] for row in rows])
        return section("Sigma to the first failure", told, listed if rows else "")

    def corridor(self) -> Html:
        found = self.histories
        if found is None:
            return Html("")
        at = np.linspace(0, found.time.size - 1, 10).astype(int)
        tables = []
        for title, units, _, _ in recorded.QUANTITIES:
            if title in found.values:
                spread = plots.spread(found.values[title])
                rows = [(figure(found.time[i]), *(figure(part[i]) for part in spread)) for i in at]
                tables.append(table(f"{title}, {units}", ["time, s", "least", "median", "largest"], rows))
        told = (
            f"Flights of {len(found.cases)} cases that were replayed for this page, up to the first contact; they were "
            "chosen, so their spread is not the campaign's."
        )
        return section(
            "Corridor",
            paragraph(told),
            picture(
                "corridor",
                self.campaign.plot.corridor(found),
                f"Height, speed, tilt, throttle and navigation error over time. {told} The tables have the numbers.",
            ),
            markup.details("As tables", *tables),
        )

    def cases(self, worst: list[int]) -> Html:
        others = [case for case in self.named if case not in worst]
        parts = []
        for caption, numbers in (
            (f"The {len(worst)} worst, by the least of their margins", worst),
            ("Others that are named above", others),
        ):
            if numbers:
                parts.append(self.case_table(caption, numbers))
        if not parts:
            return Html("")
        return section(
            "Cases to look at",
            paragraph(
                "Each command flies the case again and checks it bit for bit; with -o FILE it keeps the time history."
            ),
            *parts,
        )

    def case_table(self, caption: str, numbers: list[int]) -> Html:
        campaign = self.campaign
        rows_of = {int(case): row for row, case in enumerate(campaign.column("case"))}
        shown = [name for name in SHOWN if name in campaign.columns or name == MARGIN_LEAST and campaign.margins]
        found = campaign.rows([rows_of[case] for case in numbers], shown)
        rows = []
        for case, row in zip(numbers, found.itertuples(index=False)):
            cells = [str(value).replace("_", " ") if isinstance(value, str) else figure(value) for value in row]
            command = shlex.join(["farside", "replay", str(campaign.path), "--case", str(case)])
            rows.append((case, *cells, Html(f"<code>{html(command)}</code>")))
        heads = ["case", *(SHOWN[name] for name in found.columns), "again"]
        return table(caption, heads, rows, [f"case-{case}" for case in numbers])

    def convergence(self) -> Html:
        count, share, low, high = plots.running(self.campaign)
        if not count.size:
            return section(
                "Convergence",
                paragraph("Cases don't weigh the same, so the share of the first ones says nothing by itself."),
            )
        at = np.unique(np.linspace(0, count.size - 1, 10).astype(int))
        rows = [(f"{count[i]:,}", percent(share[i]), percent(low[i]), percent(high[i])) for i in at]
        half = count.size // 2
        told = (
            f"P(safe) is {percent(share[half])} after {count[half]:,} cases, {percent(share[-1])} after {count[-1]:,}."
        )
        return section(
            "Convergence",
            picture(
                "convergence",
                self.campaign.plot.convergence(),
                f"P(safe) of the first cases{self.such()}, with its interval. {told}",
            ),
            markup.details(
                "As a table",
                table(
                    "P(safe) of the first cases, with Wilson's 95 % interval for cases drawn independently",
                    ["cases", "P(safe)", "lower", "upper"],
                    rows,
                ),
            ),
        )

    def provenance(self) -> Html:
        told = {
            "file": self.campaign.path.name,
            **{
                name: self.campaign.attributes.get(name)
                for name in ("campaign_id", "model_version", "campaign_seed", "shard", "complete")
            },
            **self.campaign.provenance,
        }
        config = told.pop("config_yaml", "")
        pairs = "".join(
            f"<dt>{html(name.replace('_', ' '))}</dt><dd><code>{html(value)}</code></dd>"
            for name, value in told.items()
            if value not in (None, "")
        )
        return section(
            "Provenance",
            Html(f"<dl>{pairs}</dl>"),
            markup.details("Configuration, every default filled in", Html(f"<pre>{html(config)}</pre>"))
            if config
            else "",
        )


def summary(campaign: Campaign) -> str:
    """What a notebook shows of a campaign."""
    rows = [(q.name, markup.VERDICT_MARKS.get(q.verdict, "") + " " + q.verdict, q.asks) for q in campaign.requirements]
    told = (
        f"<p><strong>{html(campaign.title)}</strong>: {len(campaign):,} cases<br>P(safe) {html(campaign.p_safe)}<br>"
        f"P(lost) {html(campaign.p_lost)}"
        + (f"<br>P(mission) {html(campaign.p_mission)}" if campaign.p_mission else "")
        + "</p>"
    )
    return told + (table("Requirements", ["requirement", "verdict", "asks"], rows) if rows else "")


def read_envelope(campaign: Campaign, path: str | os.PathLike[str]) -> dict[str, Any]:
    """What `farside envelope --json` wrote of the same campaign."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FarsideError(f"{path}: no such file") from None
    except (OSError, ValueError) as problem:
        raise FarsideError(f"{path}: {problem}") from problem
    if not isinstance(found, dict) or "reach_sigma" not in found:
        raise FarsideError(f"{path}: isn't what farside envelope --json writes")
    if found["campaign_id"] != campaign.attributes.get("campaign_id"):
        raise FarsideError(f"{path}: is of another campaign than {campaign.path}")
    return found


def ending_of(found: Mapping[str, Any]) -> str:
    told = found.get("first_cause") or "none"
    return str(found.get("outcome", "")) + ("" if told == "none" else f": {told.replace('_', ' ')}")


def write(campaign: Campaign, path: str | os.PathLike[str], more: More, overwrite: bool = False) -> Path:
    with whole(path, overwrite) as begun:
        begun.write_text(Report(campaign, more).page(), encoding="utf-8")
    return Path(path)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="farside-report", description="Writes a campaign as a page: one file that needs nothing else."
    )
    parser.add_argument("file", type=Path, help="campaign file of `farside run` or `merge`")
    parser.add_argument("-o", "--output", type=Path, help="page to write; FILE with the ending .html otherwise")
    parser.add_argument("--overwrite", action="store_true", help="replace a page that exists")
    parser.add_argument(
        "--histories", type=Path, help="of `farside replay FILE --cases LIST -o`: shown as the corridor"
    )
    parser.add_argument(
        "--ground", type=Path, help="configuration of a campaign over maps: its ground is shown under the landings"
    )
    parser.add_argument("--map", type=Path, help="of `farside map -o`: lines of equal P(safe) under the landings")
    parser.add_argument("--envelope", type=Path, help="of `farside envelope --json`: sigma to the first failure")
    parser.add_argument(
        "--film",
        type=int,
        nargs="+",
        default=[],
        metavar="CASE",
        help="fly these cases again: what the camera saw, and the panorama",
    )
    for name in ("elevation", "azimuth"):
        told = "of the sun in these; as it stood otherwise"
        parser.add_argument(f"--sun-{name}", type=float, metavar="DEG", help=told)
    options = parser.parse_args(words)
    sun = None if options.sun_elevation is None else (options.sun_elevation, options.sun_azimuth)
    if (options.sun_elevation is None) != (options.sun_azimuth is None):
        parser.error("--sun-elevation and --sun-azimuth go together")
    target = options.output or options.file.with_suffix(".html")
    more = More(options.histories, options.ground, options.map, options.envelope, tuple(options.film), sun)
    try:
        print(write(Campaign(options.file), target, more, options.overwrite))
    except FarsideError as problem:
        print(f"farside-report: error: {problem}", file=sys.stderr)
        return problem.code or 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
