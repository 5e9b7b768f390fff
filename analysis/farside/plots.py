"""Pictures of a campaign: figures of matplotlib that show themselves in a notebook."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import drivers as driving
from . import histories as recorded
from .campaign import MARGIN_LEAST
from .palette import GREY, INK, LIMIT, OUTCOMES, PAPER, SERIES, STYLE
from .panels import SPEEDS, STRIP, TURN, Frame, by_outcome, draw_judged, draw_margins, draw_points, short

if TYPE_CHECKING:
    from .campaign import Campaign

WIDTH_IN = 8.2
DRAWN_DRIVERS = 12
OUTCOME_LINES: dict[str, tuple[str, Any]] = {  # colour, dashes
    "safe": (OUTCOMES["safe"][0], "-"),
    "degraded": (OUTCOMES["degraded"][0], "--"),
    "lost": (OUTCOMES["lost"][0], "-."),
    "unknown": (OUTCOMES["unknown"][0], (0, (1.5, 1))),
}
STEPS = 400  # of a curve
Z95 = 1.959963984540054  # two-sided 95 % of a normal distribution


class Drawing(Figure):
    """A figure that a notebook shows."""

    def svg(self) -> str:
        """The same bytes for the same picture."""
        out = io.StringIO()
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "farside"}):
            self.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return out.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg()


class Plots:
    """`campaign.plot`."""

    def __init__(self, campaign: Campaign):
        self._campaign = campaign

    def margins(self) -> Drawing:
        """How close each criterion came, the ones that never fired too."""
        rows = len(self._campaign.statistics.get("criteria") or ())
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(0.9 + 0.24 * max(rows, 4))
            draw_margins(axes, self._campaign.drawn, self._campaign.statistics)
        return figure

    def landings(self) -> Drawing:
        """Where cases come to rest, at one scale along and across, with the ellipses of the statistics."""
        frame = Frame(self._campaign.drawn, self._campaign.statistics)
        with matplotlib.rc_context(STYLE):
            wide = WIDTH_IN if frame.ratio > STRIP else 5.5
            figure, axes = drawing((wide - 0.9) / frame.ratio + 1.2, wide)
            draw_points(axes, self._campaign.drawn, frame, wide, vector=True)
            self._outcomes(figure)
        return figure

    def contact(self) -> Drawing:
        """Speeds, tilt and rate at the first contact, with the limits of the landing gear."""
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 4.0), layout="constrained")
            for axes, judged in zip(figure.subplots(1, 2), (SPEEDS, TURN)):
                draw_judged(axes, self._campaign.drawn, judged, 0.5 * WIDTH_IN, vector=True)
            self._outcomes(figure)
        return figure

    def cdf(self, column: str) -> Drawing:
        """Share of the cases up to each value of a column, with its quantiles and their intervals."""
        campaign = self._campaign
        values = campaign.column(column)
        if values.ndim != 1:
            raise ValueError(f"{column} has several values a case")
        values = np.sort(values[campaign.equals & np.isfinite(values)])
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.6)
            color, dashes = SERIES[0]
            if values.size:
                at = np.unique(np.linspace(0, values.size - 1, min(STEPS, values.size)).astype(int))
                axes.step(values[at], 100 * (at + 1) / values.size, where="post", c=color, ls=dashes, lw=1.6)
            for quantile in (campaign.statistics.get("quantities", {}).get(column) or {}).get("quantiles", ()):
                if quantile["value"] is None:
                    continue
                axes.plot(quantile["value"], 100 * quantile["p"], "o", c=INK, ms=4, zorder=4)
                if quantile["lower"] is not None and quantile["upper"] is not None:
                    axes.plot(
                        [quantile["lower"], quantile["upper"]],
                        2 * [100 * quantile["p"]],
                        c=INK,
                        lw=1.2,
                        marker="|",
                        ms=7,
                        zorder=4,
                    )
            axes.set(
                ylim=(-2, 102),
                ylabel="of the cases, %",
                xlabel=f"{column}, {campaign.units(column)}",
                title=campaign.long_name(column) or column,
            )
        return figure

    def causes(self) -> Drawing:
        """What ended cases first: how often, with intervals, and when."""
        campaign = self._campaign
        fired = fired_causes(campaign)
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 1.2 + 0.34 * max(len(fired), 3)), layout="constrained")
            share, times = figure.subplots(1, 2, sharey=True, width_ratios=[1, 1.3])
            marker_color, marker = OUTCOMES["lost"]
            for y, (_, found) in enumerate(fired):
                share.plot(100 * found["estimate"], y, marker, c=marker_color, ms=6, mew=0, zorder=4)
                if found.get("lower") is not None:
                    share.plot([100 * found["lower"], 100 * found["upper"]], [y, y], c=INK, lw=1.4, marker="|", ms=8)
            share.set_yticks(range(len(fired)), [name.replace("_", " ") for name, _ in fired])
            share.set(
                xlabel="of the cases, % (bar: 95 % interval)",
                title="First cause",
                xlim=(0, None),
                ylim=(-0.7, max(len(fired), 1) - 0.3),
            )
            draw_times(times, [cause_times(campaign, name) for name, _ in fired])
        return figure

    def drivers(self, found: list[driving.Driver] | None = None) -> Drawing:
        """The inputs that go with a bad end, the clearest first."""
        every = driving.find(self._campaign) if found is None else found
        shown = every[:DRAWN_DRIVERS][::-1]
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 1.2 + 0.26 * max(len(shown), 3)), layout="constrained")
            left, right = figure.subplots(1, 2, sharey=True)
            for axes, name, title in (
                (left, "prcc", "Partial rank correlation with the least margin"),
                (right, "ks", "Lost against safe: distance of distributions"),
            ):
                chance = getattr(shown[0], f"{name}_chance") if shown else np.nan
                for y, driver in enumerate(shown):
                    value = getattr(driver, name)
                    if not np.isfinite(value):
                        continue
                    color, marker = OUTCOMES["lost"] if abs(value) > chance else (GREY, "o")
                    axes.plot([0, value], [y, y], c=color, lw=1.4)
                    axes.plot(value, y, marker, c=color, ms=6, mew=0, zorder=4)
                for value in (-chance, chance) if name == "prcc" else (chance,):
                    if np.isfinite(value):
                        axes.axvline(value, c=LIMIT, lw=1, ls="--")
                axes.axvline(0, c=INK, lw=0.8)
                axes.set_title(title, fontsize=9)
                axes.set_xlabel("dashed: chance exceeds it in 1 campaign of 20", fontsize=8)
            left.set_yticks(range(len(shown)), [driver.path for driver in shown], fontsize=7.5)
            left.set_ylim(-0.7, max(len(shown), 1) - 0.3)
        return figure

    def corridor(self, histories: str | os.PathLike[str] | recorded.Histories) -> Drawing:
        """Flights of the cases that `farside replay --cases` wrote, and the worst ten of them."""
        campaign = self._campaign
        found = histories if isinstance(histories, recorded.Histories) else recorded.read(campaign, histories)
        worst = worst_rows(campaign, found.cases)
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 7.2), layout="constrained")
            panels = figure.subplots(3, 2, sharex=True).ravel()
            shown = set()
            for axes, (title, units, _, _) in zip(panels, recorded.QUANTITIES):
                values = found.values.get(title, np.full((len(found.cases), found.time.size), np.nan))
                low, middle, high = spread(values)
                axes.fill_between(found.time, low, high, fc="none", ec=GREY, hatch="////", lw=0)
                for bound in (low, high):
                    axes.plot(found.time, bound, c=GREY, lw=0.8)
                for row in worst:
                    outcome = campaign.named("outcome")[np.searchsorted(campaign.column("case"), found.cases[row])]
                    shown.add(outcome)
                    color, dashes = OUTCOME_LINES.get(outcome, (INK, "-"))
                    axes.plot(found.time, values[row], c=color, ls=dashes, lw=0.9)
                axes.plot(found.time, middle, c=INK, lw=1.6)
                axes.set(title=title, ylabel=units)
            panels[3].tick_params(labelbottom=True)
            for axes in panels[3:5]:
                axes.set_xlabel("time from ignition, s")
            panels[5].set_axis_off()
            line = matplotlib.lines.Line2D
            handles = [
                line([], [], c=INK, lw=1.6, label=f"median of {len(found.cases)} cases"),
                line([], [], c=GREY, lw=0.8, label="least and largest (hatched between)"),
            ]
            handles += [
                line([], [], c=color, ls=dashes, lw=0.9, label=f"{outcome}, of the {len(worst)} closest to a limit")
                for outcome, (color, dashes) in OUTCOME_LINES.items()
                if outcome in shown
            ]
            panels[5].legend(handles=handles, loc="center left", frameon=False, fontsize=9, handlelength=3)
        return figure

    def convergence(self) -> Drawing:
        """P(safe) of the first cases, and what of it is chance."""
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.2)
            count, share, low, high = running(self._campaign)
            if count.size:
                axes.fill_between(count, 100 * low, 100 * high, fc="none", ec=GREY, hatch="////", lw=0)
                for bound in (low, high):
                    axes.plot(count, 100 * bound, c=GREY, lw=1, ls="--")
                axes.plot(count, 100 * share, c=SERIES[0][0], lw=1.8)
                if count[-1] > 20 * count[0]:
                    axes.set_xscale("log")
            safe = self._campaign.statistics.get("probability", {}).get("safe", {})
            if safe.get("lower") is not None and count.size:
                axes.plot(
                    2 * [count[-1]], [100 * safe["lower"], 100 * safe["upper"]], c=INK, lw=2, marker="_", ms=9, zorder=5
                )
            axes.set(
                xlabel="cases, in the order of their numbers",
                ylabel="P(safe), %",
                title="P(safe) of the first cases (hatched: 95 % interval; at the end: that of the verdict)",
            )
        return figure

    def _outcomes(self, figure: Drawing) -> None:
        """The legend of outcomes, above the panels."""
        columns = self._campaign.drawn
        found = sorted(by_outcome(columns), key=lambda pair: list(OUTCOMES).index(pair[0]))
        handles = [
            matplotlib.lines.Line2D(
                [],
                [],
                ls="",
                marker=OUTCOMES[name][1],
                c=OUTCOMES[name][0],
                ms=6,
                mew=0,
                label=f"{which.sum():,} {name}",
            )
            for name, which in found
        ]
        if handles:
            figure.legend(
                handles=handles,
                loc="outside upper left",
                ncols=len(handles),
                frameon=False,
                fontsize=9,
                columnspacing=1.2,
                handletextpad=0.2,
            )


def worst_rows(campaign: Campaign, cases: Sequence[int]) -> list[int]:
    """Which ten of these cases came closest to a limit, or beyond it."""
    if not campaign.margins:
        return []
    least = campaign.column(MARGIN_LEAST)[np.searchsorted(campaign.column("case"), cases)]
    return np.argsort(least, kind="stable")[:10].tolist()


def spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(least, median, largest) of each column, NaN where no row has a value."""
    known = np.isfinite(values).any(axis=0)
    found = np.full((3, values.shape[1]), np.nan)
    found[:, known] = np.nanpercentile(values[:, known], [0, 50, 100], axis=0)
    return found[0], found[1], found[2]


def drawing(height_in: float, width_in: float = WIDTH_IN) -> tuple[Drawing, Axes]:
    figure = Drawing(figsize=(width_in, height_in), layout="constrained")
    return figure, figure.subplots()


def fired_causes(campaign: Campaign) -> list[tuple[str, dict]]:
    """(name, what the statistics say) of each first cause that there was, the rarest first."""
    found = campaign.statistics.get("first_cause") or {}
    return sorted(((name, one) for name, one in found.items() if one["count"]), key=lambda pair: pair[1]["estimate"])


def cause_times(campaign: Campaign, name: str) -> np.ndarray:
    """When the cases that it ended violated it: from their first contact on, or where they had none, from their end."""
    if f"time_{name}" not in campaign.columns or "first_cause" not in campaign.columns:
        return np.empty(0)
    which = campaign.named("first_cause") == name
    start = campaign.column("touchdown_time") if "touchdown_time" in campaign.columns else np.full(len(which), np.nan)
    if "end_time" in campaign.columns:
        start = np.where(np.isnan(start), campaign.column("end_time"), start)
    times = campaign.column(f"time_{name}")[which] - start[which]
    return times[np.isfinite(times)]


def draw_times(axes: Axes, times: list[np.ndarray]) -> None:
    """A tick where cases are, a wide line over the middle half of them."""
    axes.set_xscale("symlog", linthresh=1.0)
    axes.axvline(0, c=LIMIT, lw=1, ls="--")
    for y, at in enumerate(times):
        if not at.size:
            continue
        shown = np.unique(np.round(np.arcsinh(at), 2))
        axes.plot(np.sinh(shown), np.full(shown.shape, y), "|", c=SERIES[0][0], ms=9, mew=0.8)
        low, middle, high = np.percentile(at, [25, 50, 75])
        axes.plot([low, high], [y, y], c=INK, lw=3, solid_capstyle="butt")
        axes.plot(middle, y, "D", c=INK, mec=PAPER, mew=0.6, ms=6, zorder=4)
    axes.set(xlabel="s from the first contact (diamond: median; line: middle half)", title="When")
    axes.tick_params(labelleft=False)
    axes.xaxis.set_major_formatter(lambda value, _: short(value) if value else "0")


def running(campaign: Campaign) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(cases, share that is safe, ends of Wilson's 95 % interval) of the first cases, at some hundred counts. Empty
    where cases don't weigh the same."""
    flown = campaign.equals & (campaign.column("status") != 0 if "status" in campaign.columns else True)
    weight = campaign.column("weight")[flown] if "weight" in campaign.columns else np.ones(int(flown.sum()))
    if not flown.any() or np.ptp(weight) > 0:
        return 4 * (np.empty(0),)
    safe = np.cumsum(campaign.where("safe")[flown])
    count = np.unique(np.geomspace(min(10, safe.size), safe.size, 160).astype(int))
    share = safe[count - 1] / count
    middle = (share + Z95**2 / (2 * count)) / (1 + Z95**2 / count)
    half = Z95 / (1 + Z95**2 / count) * np.sqrt(share * (1 - share) / count + Z95**2 / (4 * count**2))
    return count, share, middle - half, middle + half
