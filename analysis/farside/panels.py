"""What the pictures of a campaign are put together from: each function draws one panel into axes that it is given.

`columns`: values by column, a row a case, with `outcome_names`; `statistics`: as `farside reduce --json` writes them. A
panel shows what lies near the rest and the limits; what lies far outside stands at its edge with an arrow, the farthest
with their case numbers. `vector`: of many cases in one place one mark stands for all, the larger the more, and all is
lines; else each case has its mark, as pixels."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from .palette import GREY, INK, LIMIT, OUTCOMES, PAPER

NUMBERED = 6  # labels with case numbers at the edges of a panel
BACKING = {"fc": PAPER, "ec": "none", "pad": 0.3}  # of a text over marks
LEAST_MARGIN = -0.5  # of the axis of margins
CASE_ROOM = 0.17  # of the same, for the number of a case, where it goes across the page
STRIP = 1.6  # a landing area that is longer than this by its width goes across the page
CELLS = 64, 40  # places along and up a panel, of `vector`

Span = tuple[float, float]  # lowest, highest


def by_outcome(columns: Mapping[str, Any]) -> list[tuple[str, np.ndarray]]:
    """(name, which cases), the rarest last, so that they are drawn on top."""
    found = [(name, columns["outcome"] == value) for value, name in enumerate(columns["outcome_names"])
             if name in OUTCOMES]
    return sorted((pair for pair in found if pair[1].any()), key=lambda pair: -pair[1].sum())


def near(values: np.ndarray) -> Span:
    """(lowest, highest) of the values that are not far from the rest: farther from the median than 15 times the median
    distance, which is ten
    standard deviations of a normal distribution."""
    values = values[np.isfinite(values)]
    if values.size == 0:
        return 0.0, 0.0
    distance = abs(values - np.median(values))
    kept = values[distance <= (15 * np.median(distance) or distance.max())]
    return kept.min(), kept.max()


def with_mark(span: Span, value: float) -> Span:
    """The span, wide enough to hold the value too, unless that would squeeze what lies in it to less than a sixth of
    its width."""
    width, wider = span[1] - span[0], (min(span[0], value), max(span[1], value))
    return wider if width == 0 or wider[1] - wider[0] <= 6 * width else span


def short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def padded(span: Span, part: float = 0.06) -> Span:
    room = part * (span[1] - span[0]) or 0.5
    return span[0] - room, span[1] + room


def draw_cases(axes: Axes, columns: Mapping[str, Any], x: np.ndarray, y: np.ndarray, ways: Sequence[str],
               units: Sequence[str], width_in: float, vector: bool = False) -> None:
    """A mark for each case within the limits of the axes, which are set; for one outside, its mark at the edge and an
    arrow outwards."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    u, v = (x - left) / (right - left), (y - low) / (high - low)
    at_u, at_v = np.clip(u, 0.012, 0.988), np.clip(v, 0.03, 0.97)
    outside = np.isfinite(u + v) & ((abs(u - 0.5) > 0.5) | (abs(v - 0.5) > 0.5))
    for order, (name, which) in enumerate(by_outcome(columns)):
        color, marker = OUTCOMES[name]
        size = np.clip(8000 / which.sum(), 1.5 if name == "safe" else 6, 12 if name == "safe" else 30)
        if vector:
            size = np.clip(1500 / which.sum(), 3.0 if name == "safe" else 5.0, 14.0)
        here = np.flatnonzero(which & ~outside & np.isfinite(x + y))
        for cases, times in thinned(u, v, here) if vector else ((here, 1),):
            axes.scatter(x[cases], y[cases], s=size * times, lw=0, c=color, marker=marker, zorder=3 + 0.1 * order,
                         rasterized=not vector)
        there = np.flatnonzero(which & outside)
        for cases, _ in thinned(at_u, at_v, there) if vector else ((there, 1),):
            axes.scatter(at_u[cases], at_v[cases], s=30, lw=0, c=color, marker=marker, zorder=5,
                         transform=axes.transAxes, rasterized=not vector)
    arrows = ((">", u > 1, 1, at_v), ("<", u < 0, 0, at_v), ("^", v > 1, at_u, 1), ("v", v < 0, at_u, 0))
    for arrow, beyond, arrow_u, arrow_v in arrows:
        which = np.flatnonzero(beyond & outside)
        which = np.concatenate([cases for cases, _ in thinned(at_u, at_v, which)]) if vector and which.size else which
        arrow_x, arrow_y = (np.broadcast_to(part, u.shape)[which] for part in (arrow_u, arrow_v))
        axes.scatter(arrow_x, arrow_y, s=34, c=INK, lw=0, marker=arrow, clip_on=False, zorder=6,
                     transform=axes.transAxes)
    if outside.any():
        number_farthest(axes, columns["case"], at_u, at_v,
                        np.where(outside)[0][np.argsort(-np.hypot(u[outside] - 0.5, v[outside] - 0.5))], width_in)
        reach = ", ".join(f"{short(values[outside].min())} to {short(values[outside].max())} {unit} {way}"
                          for values, way, unit in zip((x, y), ways, units))
        reach = reach.replace(", ", ",\n") if width_in < 6 else reach
        axes.set_title(f"{outside.sum():,} beyond: {reach}", loc="right", fontsize=7)


def thinned(u: np.ndarray, v: np.ndarray, cases: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """Of the cases, which lie at u and v between 0 and 1, one in each cell of a grid: (those, how much larger their
    marks are). Marks have one of four sizes, by how many cases the cell has."""
    along, up = (np.floor(np.clip(part[cases], 0, 0.9999) * cells) for part, cells in zip((u, v), CELLS))
    cell = along * CELLS[1] + up
    _, first, count = np.unique(cell, return_index=True, return_counts=True)
    step = np.digitize(count, (2, 8, 32))
    return [(cases[first[step == k]], times) for k, times in enumerate((1, 2, 4, 8)) if (step == k).any()]


def number_farthest(axes: Axes, numbers: np.ndarray, u: np.ndarray, v: np.ndarray, outside: np.ndarray,
                    width_in: float) -> None:
    """Case numbers at the edge, the farthest first; those in one place share a label."""
    labels: list[tuple[float, float, int, list[int]]] = []  # (left end, height, whose place, numbers)
    wide = 0.95 / width_in
    for i in outside:
        left = u[i] if u[i] < 1 - wide else u[i] - wide
        near_by = [label for label in labels if abs(label[0] - left) < wide and abs(label[1] - v[i]) < 0.1]
        if any(abs(u[label[2]] - u[i]) < 0.02 for label in near_by):
            near_by[0][3].append(numbers[i])
        elif not near_by and len(labels) < NUMBERED:
            labels.append((left, v[i], i, [numbers[i]]))
    for left, height, i, cases in labels:
        text = ("case " if len(cases) == 1 else "") + ", ".join(map(str, cases[:3])) + (" …" if len(cases) > 3 else "")
        axes.annotate(text, (u[i], height), (6 if left == u[i] else -6, 0), textcoords="offset points",
                      xycoords="axes fraction", ha="left" if left == u[i] else "right", va="center", fontsize=7,
                      zorder=7, bbox=BACKING)


class Frame:
    """The axes of the landing area: east and north, or, for an area that is stretched, along its long axis and across
    to its left."""

    def __init__(self, columns: Mapping[str, Any], statistics: Mapping[str, Any]):
        ellipse = statistics["dispersion"]["ellipses"][0] if statistics["dispersion"].get("ellipses") else {}
        azimuth = ellipse.get("azimuth_deg")
        self.turned, self.azimuth = False, 90.0  # azimuth of x; from north, clockwise
        if azimuth is not None and ellipse["semi_major_m"] > 2 * ellipse["semi_minor_m"]:
            self.turned, self.azimuth = True, azimuth - 180 if azimuth > 135 else azimuth
        self.x, self.y = self.of(columns["landing_east"], columns["landing_north"])
        self.ellipses = [(ellipse["probability"], self.outline(statistics["dispersion"], ellipse))
                         for ellipse in statistics["dispersion"].get("ellipses", [])
                         if None not in ellipse.values() and ellipse["probability"] > 0.9]
        spans = [near(values) for values in (self.x, self.y)]
        if self.ellipses:
            outer = self.ellipses[-1][1]
            spans = [
                span if np.ptp(values) > 2 * (span[1] - span[0]) else
                (min(span[0], values.min()), max(span[1], values.max())) for span, values in zip(spans, outer)
            ]
        spans = [padded(with_mark(span, 0.0)) for span in spans]
        wide, high = (max(b - a, 1.0) for a, b in spans)
        flattest, tallest = (8, 4) if wide > STRIP * high else (0.8, 0.8)
        wide, high = max(wide, tallest * high), max(high, wide / flattest)
        self.spans = [((a + b - w) / 2, (a + b + w) / 2) for (a, b), w in zip(spans, (wide, high))]
        self.unit, self.scale = ("km", 1e3) if max(wide, high) > 2e3 else ("m", 1.0)
        self.ratio = wide / high

    def of(self, east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sine, cosine = np.sin(np.radians(self.azimuth)), np.cos(np.radians(self.azimuth))
        return sine * east + cosine * north, -cosine * east + sine * north

    def outline(self, found: Mapping[str, Any], ellipse: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        azimuth = np.radians(ellipse["azimuth_deg"])  # of the major axis, from north, clockwise
        turn = np.linspace(0, 2 * np.pi, 181)[:, None]
        major, minor = np.array([np.sin(azimuth), np.cos(azimuth)]), np.array([np.cos(azimuth), -np.sin(azimuth)])
        centre = found["mean_east_m"], found["mean_north_m"]
        return self.of(*(
            centre + ellipse["semi_major_m"] * np.cos(turn) * major + ellipse["semi_minor_m"] * np.sin(turn) * minor).T)

    def labels(self) -> tuple[str, str]:
        if not self.turned:
            return f"east of the target, {self.unit}", f"north of the target, {self.unit}"
        return (f"from the target toward azimuth {round(self.azimuth) % 360}°, {self.unit}",
                f"toward {round(self.azimuth - 90) % 360}°, {self.unit}")


def draw_points(axes: Axes, columns: Mapping[str, Any], frame: Frame, width_in: float, vector: bool = False) -> None:
    axes.set(xlim=np.divide(frame.spans[0], frame.scale), ylim=np.divide(frame.spans[1], frame.scale), aspect="equal",
             anchor="N")
    for probability, outline in frame.ellipses:
        x, y = np.divide(outline, frame.scale)
        axes.plot(x, y, c=INK, lw=0.9, zorder=4)
        end = x.argmax()
        axes.annotate(f"{100 * probability:.4g} %", (x[end], y[end]), (3, 0), textcoords="offset points", va="center",
                      rotation=90, fontsize=7, zorder=7, annotation_clip=True, bbox=BACKING)
    ways = ("along", "across") if frame.turned else ("east", "north")
    draw_cases(axes, columns, frame.x / frame.scale, frame.y / frame.scale, ways, (frame.unit, frame.unit), width_in,
               vector)
    draw_target(axes, frame)
    axes.set(xlabel=frame.labels()[0], ylabel=frame.labels()[1], title="Where it comes to rest")


def draw_target(axes: Axes, frame: Frame) -> None:
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    if left <= 0 <= right and low <= 0 <= high:
        axes.plot(0, 0, "+", c=INK, ms=14, mew=1.6, zorder=6)
        axes.annotate("target", (0, 0), (7, 7), textcoords="offset points", fontsize=8, zorder=7, bbox=BACKING)
        return
    x, y = np.clip(0, left, right), np.clip(0, low, high)
    distance = np.hypot((left + right) / 2, (low + high) / 2)
    axes.annotate(f"target, {distance:.4g} {frame.unit} from here", xy=(x, y),
                  xytext=(0.8 * x + 0.1 * (left + right), 0.8 * y + 0.1 * (low + high)), fontsize=8, zorder=7,
                  ha="left" if x < (left + right) / 2 else "right", va="center", bbox=BACKING,
                  arrowprops={"arrowstyle": "->", "color": INK, "shrinkB": 0})


def draw_margins(axes: Axes, columns: Mapping[str, Any], statistics: Mapping[str, Any],
                 room: float = CASE_ROOM) -> None:
    """A bar from the 1st to the 99th percentile, the median, and the closest case of each criterion. `room`: what the
    number of a case takes of the axis."""
    rows = [c["name"] for c in statistics["criteria"] if np.isfinite(columns.get(f"margin_{c['name']}", np.nan)).any()]
    rows.sort(key=lambda name: -np.nanmin(columns[f"margin_{name}"]))
    least = min((np.nanmin(columns[f"margin_{name}"]) for name in rows), default=0.0)
    left = left_end(least, room)
    axes.set(xlabel="part of the limit that is left; below 0: violated", xlim=(left, 1.02),
             ylim=(-0.7, max(len(rows), 1) - 0.3), title="How close it came (dot: closest case; bar: 98 % of them)")
    for y, name in enumerate(rows):
        draw_margin(axes, y, columns[f"margin_{name}"], columns["case"], left, room)
    axes.axvline(0, c=LIMIT, lw=1.2, ls="--")
    axes.set_yticks(range(len(rows)), [name.replace("_", " ") for name in rows], fontsize=8)


def left_end(least: float, room: float) -> float:
    """Of an axis of margins whose least one this is."""
    return max(least - room, LEAST_MARGIN) if least < 0 else -0.08


def draw_margin(axes: Axes, y: float, margin: np.ndarray, cases: np.ndarray, left: float, room: float) -> None:
    """One of them, of axes from `left` to 1.02."""
    low, middle, high = np.clip(np.nanpercentile(margin, [1, 50, 99]), left, 1.02)
    closest = np.nanargmin(margin)
    axes.plot([low, high], [y, y], c=GREY, lw=7, solid_capstyle="butt")
    axes.plot([middle, middle], [y - 0.36, y + 0.36], c=INK, lw=2)
    color, marker = OUTCOMES["lost"] if margin[closest] < 0 else (INK, "o")
    below, above = margin[closest] < left, margin[closest] > 1.02
    at = left + 0.025 if below else 0.995 if above else margin[closest]
    axes.plot(at, y, marker, ms=6, c=color, mec=PAPER, mew=0.5, clip_on=False, zorder=4)
    if below or above:
        axes.plot(left if below else 1.02, y, "<" if below else ">", ms=6, c=INK, mew=0, clip_on=False, zorder=5)
    if margin[closest] < 0:
        text = f"case {cases[closest]}" + (f" at {short(margin[closest])}" if below else "")
        right = at < left + room - 0.02
        axes.annotate(text, (at, y), (6, 6) if right else (-6, 0), textcoords="offset points",
                      ha="left" if right else "right", va="center", fontsize=7, zorder=5, bbox=BACKING)


def limits_of(speed: np.ndarray, margin: np.ndarray) -> Span | None:
    """(lowest, highest) of the limit by which a value was judged: the margin is the part of it that is left. None: not
    judged."""
    known = np.isfinite(speed) & np.isfinite(margin) & (abs(1 - margin) > 1e-9)
    return np.percentile(speed[known] / (1 - margin[known]), [0, 100]) if known.any() else None


@dataclass(frozen=True)
class Judged:
    """Two columns that are shown against each other, with the criteria that judge them."""
    title: str
    columns: tuple[str, str]
    criteria: tuple[str, str]
    labels: tuple[str, str]
    ways: tuple[str, str]  # in a sentence
    units: tuple[str, str]


SPEEDS = Judged("Speed at the first contact", ("touchdown_speed_horizontal", "touchdown_speed_vertical"),
                ("hard_contact_horizontal", "hard_contact_vertical"), ("across, m/s", "down, m/s"), ("across", "down"),
                ("m/s", "m/s"))
TURN = Judged("Tilt and rate at the first contact", ("touchdown_tilt", "touchdown_rate"),
              ("contact_tilt", "contact_rate"), ("tilt, deg", "angular rate, deg/s"), ("of tilt", "of rate"),
              ("deg", "deg/s"))


@dataclass(frozen=True)
class Flown:
    """What a real landing had at its first contact, from and to, by column."""
    name: str
    spans: Mapping[str, Span]
    source: str


FLOWN = (
    Flown("Chang'e-5", {"touchdown_speed_horizontal": (0.0085, 0.0085), "touchdown_speed_vertical": (1.99, 1.99),
                        "touchdown_tilt": (0.2, 0.2), "touchdown_rate": (0.03, 0.03)},
          "Space: Science & Technology 2021, 9823609, table 2"),
    Flown("Apollo", {"touchdown_speed_horizontal": (0.0, 0.7), "touchdown_speed_vertical": (0.5, 2.1)},
          "NASA TN D-6850, recalled"),
)


def draw_flown(axes: Axes, judged: Judged) -> None:
    """A star, or the outline of several landings, where axes as they are show it whole."""
    for flown in FLOWN:
        if not all(name in flown.spans for name in judged.columns):
            continue
        (left, right), (low, high) = (flown.spans[name] for name in judged.columns)
        (first, last), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        if not (first <= left and right <= last and bottom <= low and high <= top):
            continue
        if left == right:
            axes.scatter([left], [low], s=70, color=INK, marker="*", linewidths=0, zorder=6, clip_on=False)
        else:
            axes.fill([left, right, right, left], [low, low, high, high], fill=False, ec=INK, lw=0.9, ls=":", zorder=3)
        axes.annotate(flown.name, (right, high), (4, 3), textcoords="offset points", fontsize=7, zorder=7, bbox=BACKING)


def draw_judged(axes: Axes, columns: Mapping[str, Any], judged: Judged, width_in: float, vector: bool = False) -> None:
    nothing = np.full(columns["case"].shape, np.nan)
    values = [columns.get(name, nothing) for name in judged.columns]
    limits = [limits_of(value, columns.get(f"margin_{name}", nothing)) for value, name in zip(values, judged.criteria)]
    spans = [with_flown(span_of(value, limit), name) for value, limit, name in zip(values, limits, judged.columns)]
    low = padded(spans[1]) if judged is SPEEDS else (0.0, padded((0.0, spans[1][1]))[1])
    axes.set(xlim=(0.0, padded((0.0, spans[0][1]))[1]), ylim=low, xlabel=judged.labels[0], ylabel=judged.labels[1],
             title=judged.title)
    axes.locator_params(axis="x", nbins=6)
    middle = sum(axes.get_ylim()) / 2
    high = limits[1] is not None and bool(limits[1][0] > middle)  # texts keep out of each other's corner
    for limit, upright, units in zip(limits, (True, False), judged.units):
        if limit is not None:
            draw_limit(axes, upright, limit, high, width_in, units)
    draw_cases(axes, columns, values[0], values[1], judged.ways, judged.units, width_in, vector)
    draw_flown(axes, judged)


def with_flown(span: Span, column: str) -> Span:
    """A span that shows the real landings, too, where they aren't far below it."""
    flown = [flown.spans[column] for flown in FLOWN if column in flown.spans]
    low, high = min(low for low, _ in flown), max(high for _, high in flown)
    return (min(span[0], low), max(span[1], high)) if span[1] < 5 * high else span


def span_of(speed: np.ndarray, limit: Span | None) -> Span:
    """What a panel shows of a value: with room beyond its limit where cases lie farther out."""
    span = near(speed)
    if limit is None:
        return span
    if limit[0] > 25 * span[1]:
        return span  # an arrow says where it is
    shown = min(span[0], limit[0]), max(span[1], limit[1])
    return shown if not (speed > shown[1]).any() else (shown[0], max(shown[1], 1.3 * limit[1]))


def draw_limit(axes: Axes, upright: bool, limit: Span, high: bool, width_in: float, units: str) -> None:
    """A dashed line, two where the limit was drawn for each case; an arrow towards it where it lies outside."""
    line, shown, transform = (axes.axvline, axes.get_xlim(),
                              axes.get_xaxis_transform()) if upright else (axes.axhline, axes.get_ylim(),
                                                                           axes.get_yaxis_transform())
    for value in sorted({round(value, 9) for value in limit}):
        if shown[0] <= value <= shown[1]:
            line(value, c=LIMIT, lw=1.2, ls="--", zorder=2)
    to = f" to {limit[1]:.3g}" if limit[1] - limit[0] > 1e-6 * limit[1] else ""
    text = f"limit {limit[0]:.3g}{to} {units}"
    below, above = limit[1] < shown[0], limit[0] > shown[1]
    if below or above:
        text += " " + ("↑↓" if upright else "↓↑")[int(above)]  # of an upright line the text is turned, too
    at = np.clip(limit[0], *shown)
    place: dict[str, Any]
    if upright:
        place = {
            "xy": (at, 0.02 if high else 0.98), "xytext": (-3, 0), "rotation": 90, "va": "bottom" if high else "top"
        }
    else:
        place = {"xy": (1 - 0.35 / width_in, at), "xytext": (0, -3 if high else 3), "va": "top" if high else "bottom"}
    axes.annotate(text, textcoords="offset points", xycoords=transform, color=LIMIT, fontsize=7, ha="right", zorder=7,
                  bbox=BACKING, **place)
