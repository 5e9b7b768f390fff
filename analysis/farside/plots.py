"""Pictures of a campaign: figures of matplotlib that show themselves in a notebook."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import histories as recorded
from .backdrop import read_map, shade_ground
from .campaign import MARGIN_LEAST, meant
from .drivers import THIRDS, Pair
from .palette import GREY, INK, LIMIT, OUTCOMES, PAPER, SERIES, STYLE
from .panels import SPEEDS, STRIP, TURN, Frame, by_outcome, draw_judged, draw_margins, draw_points, near, short

if TYPE_CHECKING:
    from .campaign import Campaign

WIDTH_IN = 8.2
DRAWN_DRIVERS = 12
BINS = 40  # of a histogram
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
            self._tell_part(figure)
        return figure

    def landings(
        self, ground: str | os.PathLike[str] | None = None, risk_map: str | os.PathLike[str] | None = None
    ) -> Drawing:
        """Where cases come to rest, at one scale along and across, with the ellipses of the statistics. `ground`: the
        configuration of a campaign over maps, whose ground is shown below; `risk_map`: a map of `farside map`, whose
        lines of equal P(safe) are."""
        frame = Frame(self._campaign.drawn, self._campaign.statistics)
        below = shade_ground(self._campaign, ground, frame) if ground else None
        lines = read_map(self._campaign, risk_map) if risk_map else None
        with matplotlib.rc_context(STYLE):
            wide = WIDTH_IN if frame.ratio > STRIP else 5.5
            figure, axes = drawing((wide - 0.9) / frame.ratio + 1.2, wide)
            draw_points(axes, self._campaign.drawn, frame, wide, vector=True)
            if below:
                for marks in axes.collections:
                    marks.set(edgecolor=PAPER, linewidth=0.5)  # so that they stand out against grey
                below.draw(axes, frame)
            if lines:
                lines.draw(axes, frame)
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
            self._tell_part(figure)
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
            if campaign.is_told_of_part:  # forced faults are recombined
                self._tell_part(figure)
        return figure

    def drivers(self, failure: str = "lost") -> Drawing:
        """The inputs that go with a failure, the clearest first."""
        found = self._campaign.drivers(failure)
        shown = found.inputs[:DRAWN_DRIVERS][::-1]
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 1.2 + 0.26 * max(len(shown), 3)), layout="constrained")
            left, right = figure.subplots(1, 2, sharey=True)
            for axes, name, title in (
                (left, "prcc", "Partial rank correlation with the least margin"),
                (right, "ks", f"{failure.replace('_', ' ').capitalize()} against safe: distance of distributions"),
            ):
                chance = getattr(found, f"{name}_chance")
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
            self._tell_part(figure)
        return figure

    def tenths(self, *paths: str, failure: str = "lost") -> Drawing:
        """The share that failed in each tenth of the cases by an input; without paths, of the clearest three."""
        found = self._campaign.drivers(failure, stored=not paths).inputs
        known = {one.path: one for one in found}
        for path in paths:
            if path not in known:
                raise ValueError(f"{path} is no input that varies" + meant(path, known) + f"; {listed(known)}")
        shown = [known[path] for path in paths] if paths else list(found[:3])
        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 2.6), layout="constrained")
            every = figure.subplots(1, max(len(shown), 1), sharey=True, squeeze=False)[0]
            color, marker = OUTCOMES["lost"]
            for axes, driver in zip(every, shown):
                for tenth in driver.tenths:
                    axes.plot([tenth.least, tenth.largest], 2 * [100 * tenth.estimate], c=color, lw=2)
                    if np.isfinite(tenth.lower):
                        middle = 0.5 * (tenth.least + tenth.largest)
                        axes.plot(2 * [middle], [100 * tenth.lower, 100 * tenth.upper], c=INK, lw=1, marker="_", ms=5)
                axes.set_xlabel(split_path(driver.path), fontsize=8)
            every[0].set_ylim(0, None)
            every[0].set_ylabel(f"{failure.replace('_', ' ')}, % of a tenth\n(bar: 95 % interval)", fontsize=8)
            self._tell_part(figure)
        return figure

    def pair(self, pair: Pair) -> Drawing:
        """The share that failed by the thirds of two inputs, and in brackets what is expected of both."""
        shares = np.array([[cell[2] for cell in row] for row in pair.cells])
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.2, 4.6)
            largest = max(float(np.nanmax(shares)), 1e-9)
            for i, row in enumerate(pair.cells):
                for k, (_, _, share, expected) in enumerate(row):
                    if not np.isfinite(share):
                        continue
                    side = 0.96 * np.sqrt(share / largest)
                    color = OUTCOMES["lost"][0] if share > expected else GREY
                    axes.add_patch(Rectangle((i - side / 2, k - side / 2), side, side, fc="none", ec=color, lw=1.6))
                    text = f"{100 * share:.3g} %\n({100 * expected:.3g} %)"
                    axes.annotate(text, (i, k), ha="center", va="center", fontsize=8)
            axes.set(xlim=(-0.6, 2.6), ylim=(-0.6, 2.6), aspect="equal", xlabel=pair.paths[0], ylabel=pair.paths[1])
            axes.set_xticks(range(3), THIRDS)
            axes.set_yticks(range(3), THIRDS)
            axes.set_title(f"Share that failed (expected of both); p = {pair.p:.2g}", fontsize=9)
        return figure

    def histogram(self, column: str, by: str) -> Drawing:
        """How a column is distributed in each scenario: in the thirds of an input, named by its path, or for each value
        of a column of categories, such as `outcome` or `fault`."""
        campaign = self._campaign
        values, groups = campaign.column(column), self._scenarios(by)
        if values.ndim != 1:
            raise ValueError(f"{column} has several values a case")
        kept = campaign.equals & np.isfinite(values)
        low, high = near(values[kept])
        edges = np.linspace(low, high if high > low else low + 1.0, BINS + 1)
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.6)
            for k, (name, which) in enumerate(groups):
                color, dashes = SERIES[k % len(SERIES)]
                chosen = np.clip(values[kept & which], edges[0], edges[-1])
                if chosen.size:
                    counts, _ = np.histogram(chosen, edges)
                    label = f"{name}: {chosen.size:,} cases"
                    axes.stairs(100 * counts / chosen.size, edges, color=color, ls=dashes, lw=1.6, label=label)
            axes.legend(fontsize=8, frameon=False, title=by)
            axes.set(
                ylabel="of the cases of each, %",
                xlabel=f"{column}, {campaign.units(column)}; beyond the ends in the last bars",
                title=campaign.long_name(column) or column,
            )
            self._tell_part(figure)
        return figure

    def _scenarios(self, by: str) -> list[tuple[str, np.ndarray]]:
        campaign = self._campaign
        if by in campaign.inputs:
            values = campaign.inputs[by].values
            cuts = np.quantile(values[campaign.equals], [1 / 3, 2 / 3])
            third = np.searchsorted(cuts, values, side="right")
            spans = (f"below {cuts[0]:.4g}", f"{cuts[0]:.4g} to {cuts[1]:.4g}", f"from {cuts[1]:.4g}")
            return [(span, third == k) for k, span in enumerate(spans)]
        if not campaign.is_category(by):
            raise ValueError(f"{by} is neither a dispersed input's path nor a column of categories")
        names = campaign.named(by)
        common = sorted(set(names), key=lambda name: -(names == name).sum())
        return [(name, names == name) for name in common[: len(SERIES)]]

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

    def band(self) -> Drawing:
        """P(safe) at each draw of what isn't known, from the least to the largest, and at the best guess."""
        campaign = self._campaign
        draws = (campaign.statistics.get("epistemic") or {}).get("list") or ()
        ends = np.array([(one["safe"], one["safe_high"]) for one in draws]).reshape(-1, 2)
        ends = 100 * ends[np.lexsort((ends[:, 1], ends[:, 0]))]
        at = np.arange(1, len(ends) + 1)
        safe, found = campaign.p_safe, campaign.p_safe.band
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.2)
            if found:
                low, high = 100 * found.lower, 100 * found.upper
                span = [0.4, len(ends) + 0.6]
                label = f"{100 * found.share:g} % of the draws"
                axes.fill_between(span, low, high, fc="none", ec=GREY, hatch="////", lw=0, label=label)
            color, marker = OUTCOMES["safe"]
            for x, (low, high) in zip(at, ends):
                if high > low:
                    axes.plot([x, x], [low, high], c=color, lw=1)
            axes.plot(at, ends[:, 0], marker, c=color, ms=4, mew=0, ls="", zorder=4, label="a draw of what isn't known")
            if safe.estimate is not None:
                (color, _), end = SERIES[1], len(ends) + 1.5
                axes.plot(end, 100 * safe.estimate, "D", c=color, ms=6, mew=0, zorder=4, label="at the best guess")
                if safe.lower is not None and safe.upper is not None:
                    axes.plot([end, end], [100 * safe.lower, 100 * safe.upper], c=color, lw=1.6, marker="_", ms=9)
            place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.01, 1.0)}
            axes.legend(**place, ncols=3, frameon=False, fontsize=8, columnspacing=1.2)
            axes.set(xlabel="draws, in the order of their P(safe)", ylabel="P(safe), %")
            axes.set_title("P(safe) by what isn't known (bar at the best guess: its interval)", pad=22)
        return figure

    def mission(self) -> Drawing:
        """What the mission needs after the landing: P that it isn't met, that it isn't before all others, and how
        close it came."""
        from .aftermath import draw_needs

        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 1.5 + 0.42 * max(len(self._campaign.needs), 3)), layout="constrained")
            draw_needs(figure, self._campaign)
            self._tell_part(figure)
        return figure

    def egress(self) -> Drawing:
        """Where the rover's better way down leads, and how steeply; and how close each of its limits came."""
        from .aftermath import draw_ways

        with matplotlib.rc_context(STYLE):
            figure = Drawing(figsize=(WIDTH_IN, 4.2), layout="constrained")
            draw_ways(figure, self._campaign)
        return figure

    def sky(
        self, ground: str | os.PathLike[str] | None = None, days: float | None = None, case: int | None = None
    ) -> Drawing:
        """Elevation of sun and relay over the target from the beginning on, as `farside sky` tells it: nights, and when
        the relay isn't in view. `ground`: the configuration of a campaign over maps, whose ground hides them; `case`:
        whose phase of the relay, where it is dispersed."""
        from .aftermath import SKY_DAYS, draw_sky, read_sky

        sky = read_sky(self._campaign, ground, days or SKY_DAYS, case)
        with matplotlib.rc_context(STYLE):
            figure, axes = drawing(3.6)
            draw_sky(axes, self._campaign, sky)
        return figure

    def film(
        self, case: int, ground: str | os.PathLike[str] | None = None, sun: tuple[float, float] | None = None
    ) -> Drawing:
        """What the descent camera of a case saw from 2 km down to the touchdown, and all around after it, by `farside
        film` and `farside panorama`. `ground`: the configuration of a campaign over maps, in whose folder they are;
        `sun`: its elevation and azimuth, deg, if not as it stood."""
        from .film import draw, shoot

        return draw(shoot(self._campaign, case, ground, sun))

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
            self._tell_part(figure)
        return figure

    def _tell_part(self, figure: Drawing) -> None:
        """Which cases are shown, above the panels, where they aren't all."""
        if self._campaign.part:
            figure.suptitle(self._campaign.part_title, fontsize=9, x=0.01, ha="left")

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
                title=self._campaign.part_title or None,
                title_fontsize=9,
                alignment="left",
            )


def listed(known: Iterable[str]) -> str:
    """What there is, the first of many."""
    first = list(known)
    return "there is " + (", ".join(first[:8]) + (f" and {len(first) - 8} more" if len(first) > 8 else "") or "none")


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
    """When the cases that it ended violated it: from their first contact on, or where they had none, from their end. Of
    those that the statistics count: of several draws of what isn't known, the best guess; of a Saltelli design the
    independent ones."""
    if f"time_{name}" not in campaign.columns or "first_cause" not in campaign.columns:
        return np.empty(0)
    which = campaign.named("first_cause") == name
    if campaign.is_told_of_part:
        which &= campaign.equals
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


def split_path(path: str) -> str:
    """On two lines where it is long."""
    cut = path.rfind(".", 0, 30) + 1 if len(path) > 30 else 0
    return f"{path[:cut]}\n{path[cut:]}" if cut else path
