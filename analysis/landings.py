#!/usr/bin/env python3
"""Draws a campaign on one page: where it lands, how fast it meets the ground, how close each criterion came.

usage: landings.py FILE [-o PICTURE]     FILE: of `farside run` or `merge`; PICTURE: default FILE with the ending .png
needs h5py, matplotlib, numpy

A panel shows what lies near the rest and the limits; what lies far outside stands at its edge with an arrow, the
farthest with their case numbers.
"""
import argparse
import json
import sys
import textwrap
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from palette import GREY, INK, LIMIT, OUTCOMES, PAPER, STYLE

NUMBERED = 6  # labels with case numbers at the edges of a panel
BACKING = {"fc": PAPER, "ec": "none", "pad": 0.3}  # of a text over marks
LEAST_MARGIN = -0.5  # of the axis of margins
STRIP = 1.6  # a landing area that is longer than this by its width goes across the page
WIDTH_IN, BELOW_IN = 11, 3.6  # of the page, of the panels below such a strip


def campaign(path):
    """(columns, statistics, name) of a campaign file."""
    with h5py.File(path) as file:
        if "statistics" not in file or "json" not in file["statistics"].attrs:
            sys.exit(f"{path}: holds no statistics; write them with: farside reduce {path} --store")
        columns = {name: item[()] for name, item in file.items() if isinstance(item, h5py.Dataset)}
        if missing := {"case", "outcome", "landing_east", "landing_north"} - set(columns):
            sys.exit(f"{path}: lacks what is drawn: {', '.join(sorted(missing))}")
        statistics, title = json.loads(file["statistics"].attrs["json"]), file.attrs.get("title", path.stem)
        if statistics.get("faults", {}).get("recombined"):  # a forced mix: those without a fault stand for the campaign
            none, count = columns["fault"] == 0, len(columns["case"])
            columns = {name: values[none] for name, values in columns.items() if values.shape[:1] == (count,)}
            title += f", {none.sum():,} without a fault of"
        columns["outcome_names"] = file["outcome"].attrs["flag_meanings"].split()
        return columns, statistics, title


def by_outcome(columns):
    """(name, which cases), the rarest last, so that they are drawn on top."""
    found = [(name, columns["outcome"] == value) for value, name in enumerate(columns["outcome_names"])
             if name in OUTCOMES]
    return sorted((pair for pair in found if pair[1].any()), key=lambda pair: -pair[1].sum())


def near(values):
    """(lowest, highest) of the values that are not far from the rest: farther from the median than 15 times the median
    distance, which is ten
    standard deviations of a normal distribution."""
    values = values[np.isfinite(values)]
    if values.size == 0:
        return 0.0, 0.0
    distance = abs(values - np.median(values))
    kept = values[distance <= (15 * np.median(distance) or distance.max())]
    return kept.min(), kept.max()


def with_mark(span, value):
    """The span, wide enough to hold the value too, unless that would squeeze what lies in it to less than a sixth of
    its width."""
    width, wider = span[1] - span[0], (min(span[0], value), max(span[1], value))
    return wider if width == 0 or wider[1] - wider[0] <= 6 * width else span


def short(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def padded(span, part=0.06):
    room = part * (span[1] - span[0]) or 0.5
    return span[0] - room, span[1] + room


def draw_cases(axes, columns, x, y, ways, unit, width_in):
    """A mark for each case within the limits of the axes, which are set; for one outside, its mark at the edge and an
    arrow outwards."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    u, v = (x - left) / (right - left), (y - low) / (high - low)
    at_u, at_v = np.clip(u, 0.012, 0.988), np.clip(v, 0.03, 0.97)
    outside = np.isfinite(u + v) & ((abs(u - 0.5) > 0.5) | (abs(v - 0.5) > 0.5))
    for order, (name, which) in enumerate(by_outcome(columns)):
        color, marker = OUTCOMES[name]
        size = np.clip(8000 / which.sum(), 1.5 if name == "safe" else 6, 12 if name == "safe" else 30)
        axes.scatter(x[which & ~outside], y[which & ~outside], s=size, lw=0, c=color, marker=marker,
                     zorder=3 + 0.1 * order, rasterized=True)
        axes.scatter(at_u[which & outside], at_v[which & outside], s=30, lw=0, c=color, marker=marker, zorder=5,
                     transform=axes.transAxes, rasterized=True)
    for arrow, beyond, arrow_u, arrow_v in ((">", u > 1, 1, at_v), ("<", u
                                                                    < 0, 0, at_v), ("^", v
                                                                                    > 1, at_u, 1), ("v", v
                                                                                                    < 0, at_u, 0)):
        which = beyond & outside
        axes.scatter(*(np.broadcast_to(part, u.shape)[which] for part in (arrow_u, arrow_v)), s=34, c=INK, lw=0,
                     marker=arrow, clip_on=False, zorder=6, transform=axes.transAxes)
    if outside.any():
        number_farthest(axes, columns["case"], at_u, at_v,
                        np.where(outside)[0][np.argsort(-np.hypot(u[outside] - 0.5, v[outside] - 0.5))], width_in)
        reach = ", ".join(f"{short(values[outside].min())} to {short(values[outside].max())} {unit} {way}"
                          for values, way in zip((x, y), ways))
        reach = reach.replace(", ", ",\n") if width_in < 6 else reach
        axes.set_title(f"{outside.sum():,} beyond: {reach}", loc="right", fontsize=7)


def number_farthest(axes, numbers, u, v, outside, width_in):
    """Case numbers at the edge, the farthest first; those in one place share a label."""
    labels = []  # (left end, height, whose place, numbers)
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

    def __init__(self, columns, statistics):
        ellipse = statistics["dispersion"]["ellipses"][0] if statistics["dispersion"].get("ellipses") else {}
        azimuth = ellipse.get("azimuth_deg")
        self.turned = azimuth is not None and ellipse["semi_major_m"] > 2 * ellipse["semi_minor_m"]
        self.azimuth = (
            azimuth - 180 if azimuth > 135 else azimuth) if self.turned else 90  # of x; from north, clockwise
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
        self.unit, self.scale = ("km", 1e3) if max(wide, high) > 2e3 else ("m", 1)
        self.ratio = wide / high

    def of(self, east, north):
        sine, cosine = np.sin(np.radians(self.azimuth)), np.cos(np.radians(self.azimuth))
        return sine * east + cosine * north, -cosine * east + sine * north

    def outline(self, found, ellipse):
        azimuth = np.radians(ellipse["azimuth_deg"])  # of the major axis, from north, clockwise
        turn = np.linspace(0, 2 * np.pi, 181)[:, None]
        major, minor = np.array([np.sin(azimuth), np.cos(azimuth)]), np.array([np.cos(azimuth), -np.sin(azimuth)])
        centre = found["mean_east_m"], found["mean_north_m"]
        return self.of(*(
            centre + ellipse["semi_major_m"] * np.cos(turn) * major + ellipse["semi_minor_m"] * np.sin(turn) * minor).T)

    def labels(self):
        if not self.turned:
            return f"east of the target, {self.unit}", f"north of the target, {self.unit}"
        return (f"from the target toward azimuth {round(self.azimuth) % 360}°, {self.unit}",
                f"toward {round(self.azimuth - 90) % 360}°, {self.unit}")


def draw_points(axes, columns, frame, width_in):
    axes.set(xlim=np.divide(frame.spans[0], frame.scale), ylim=np.divide(frame.spans[1], frame.scale), aspect="equal",
             anchor="N")
    for probability, outline in frame.ellipses:
        x, y = np.divide(outline, frame.scale)
        axes.plot(x, y, c=INK, lw=0.9, zorder=4)
        end = x.argmax()
        axes.annotate(f"{100 * probability:.4g} %", (x[end], y[end]), (3, 0), textcoords="offset points", va="center",
                      rotation=90, fontsize=7, zorder=7, annotation_clip=True, bbox=BACKING)
    ways = ("along", "across") if frame.turned else ("east", "north")
    draw_cases(axes, columns, frame.x / frame.scale, frame.y / frame.scale, ways, frame.unit, width_in)
    draw_target(axes, frame)
    axes.set(xlabel=frame.labels()[0], ylabel=frame.labels()[1], title="Where it comes to rest")


def draw_target(axes, frame):
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


def draw_margins(axes, columns, statistics):
    """A bar from the 1st to the 99th percentile, the median, and the closest case of each criterion."""
    rows = [c["name"] for c in statistics["criteria"] if np.isfinite(columns.get(f"margin_{c['name']}", np.nan)).any()]
    rows.sort(key=lambda name: -np.nanmin(columns[f"margin_{name}"]))
    least = min((np.nanmin(columns[f"margin_{name}"]) for name in rows), default=0.0)
    left = max(least - 0.17, LEAST_MARGIN) if least < 0 else -0.08
    axes.set(xlabel="part of the limit that is left; below 0: violated", xlim=(left, 1.02),
             ylim=(-0.7, max(len(rows), 1) - 0.3), title="How close it came (dot: closest case; bar: 98 % of them)")
    for y, name in enumerate(rows):
        margin = columns[f"margin_{name}"]
        low, middle, high = np.clip(np.nanpercentile(margin, [1, 50, 99]), left, 1.02)
        closest = np.nanargmin(margin)
        axes.plot([low, high], [y, y], c=GREY, lw=7, solid_capstyle="butt")
        axes.plot([middle, middle], [y - 0.36, y + 0.36], c=INK, lw=2)
        color, marker = OUTCOMES["lost"] if margin[closest] < 0 else (INK, "o")
        beyond = margin[closest] < left
        at = left + 0.025 if beyond else margin[closest]
        axes.plot(at, y, marker, ms=6, c=color, mec=PAPER, mew=0.5, clip_on=False, zorder=4)
        if beyond:
            axes.plot(left, y, "<", ms=6, c=INK, mew=0, clip_on=False, zorder=5)
        if margin[closest] < 0:
            text = f"case {columns['case'][closest]}" + (f" at {short(margin[closest])}" if beyond else "")
            right = at < left + 0.15
            axes.annotate(text, (at, y), (6, 6) if right else (-6, 0), textcoords="offset points",
                          ha="left" if right else "right", va="center", fontsize=7, zorder=5, bbox=BACKING)
    axes.axvline(0, c=LIMIT, lw=1.2, ls="--")
    axes.set_yticks(range(len(rows)), [name.replace("_", " ") for name in rows], fontsize=8)


def limits_of(speed, margin):
    """(lowest, highest) of the limit by which a speed was judged: the margin is the part of it that is left. None: not
    judged."""
    known = np.isfinite(speed) & np.isfinite(margin) & (abs(1 - margin) > 1e-9)
    return np.percentile(speed[known] / (1 - margin[known]), [0, 100]) if known.any() else None


def draw_speeds(axes, columns, width_in):
    nothing = np.full(columns["case"].shape, np.nan)
    ways = ("horizontal", "vertical")
    speeds = [columns.get(f"touchdown_speed_{way}", nothing) for way in ways]
    limits = [limits_of(speed, columns.get(f"margin_hard_contact_{way}", nothing)) for speed, way in zip(speeds, ways)]
    spans = [span_of(speed, limit) for speed, limit in zip(speeds, limits)]
    axes.set(xlim=(0.0, padded((0.0, spans[0][1]))[1]), ylim=padded(spans[1]), xlabel="across, m/s", ylabel="down, m/s",
             title="Speed at the first contact")
    axes.locator_params(axis="x", nbins=6)
    high = limits[1] is not None and limits[1][0] > np.mean(axes.get_ylim())  # texts keep out of each other's corner
    for limit, upright in zip(limits, (True, False)):
        if limit is not None:
            draw_limit(axes, upright, limit, high, width_in)
    draw_cases(axes, columns, *speeds, ("across", "down"), "m/s", width_in)


def span_of(speed, limit):
    """What a panel shows of a speed: with room beyond its limit where cases lie farther out."""
    span = near(speed)
    if limit is None:
        return span
    if limit[0] > 25 * span[1]:
        return span  # an arrow says where it is
    shown = min(span[0], limit[0]), max(span[1], limit[1])
    return shown if not (speed > shown[1]).any() else (shown[0], max(shown[1], 1.3 * limit[1]))


def draw_limit(axes, upright, limit, high, width_in):
    """A dashed line, two where the limit was drawn for each case; an arrow towards it where it lies outside."""
    line, shown, transform = (axes.axvline, axes.get_xlim(),
                              axes.get_xaxis_transform()) if upright else (axes.axhline, axes.get_ylim(),
                                                                           axes.get_yaxis_transform())
    for value in sorted({round(value, 9) for value in limit}):
        if shown[0] <= value <= shown[1]:
            line(value, c=LIMIT, lw=1.2, ls="--", zorder=2)
    text = f"limit {limit[0]:.3g}" + (f" to {limit[1]:.3g}" if limit[1] - limit[0] > 1e-6 * limit[1] else "") + " m/s"
    below, above = limit[1] < shown[0], limit[0] > shown[1]
    if below or above:
        text += " " + ("↑↓" if upright else "↓↑")[int(above)]  # of an upright line the text is turned, too
    at = np.clip(limit[0], *shown)
    if upright:
        place = {
            "xy": (at, 0.02 if high else 0.98), "xytext": (-3, 0), "rotation": 90, "va": "bottom" if high else "top"
        }
    else:
        place = {"xy": (1 - 0.35 / width_in, at), "xytext": (0, -3 if high else 3), "va": "top" if high else "bottom"}
    axes.annotate(text, textcoords="offset points", xycoords=transform, color=LIMIT, fontsize=7, ha="right", zorder=7,
                  bbox=BACKING, **place)


def heading(columns, statistics, name):
    safe = statistics["probability"]["safe"]
    end = "" if name.endswith(" of") else ":"
    text = f"{name}{end} {statistics['cases']['total']:,} case{'s' * (statistics['cases']['total'] != 1)}"
    if safe["estimate"] is not None:
        text += f"   P(safe) {safe['estimate']:.3%}"
        if safe["estimate_high"] not in (None, safe["estimate"]):
            text += f" to {safe['estimate_high']:.3%}"
    if safe["lower"] is not None:
        text += f"   {safe['confidence']:.0%} interval {safe['lower']:.3%} to {safe['upper']:.3%}"
    return text


def outcome_legend(figure, columns, statistics):
    placed = np.isfinite(columns["landing_east"])
    handles = []
    for name, which in sorted(by_outcome(columns), key=lambda pair: list(OUTCOMES).index(pair[0])):
        color, marker = OUTCOMES[name]
        nowhere = (which & ~placed).sum()
        label = f"{which.sum():,} {name}" + (f" ({nowhere:,} without a landing point)" if nowhere else "")
        handles.append(Line2D([], [], ls="", marker=marker, c=color, ms=6, mew=0, label=label))
    for text, count in (("numerical failure", statistics["cases"]["numerical_failure"]),
                        ("not flown", statistics["cases"]["missing"])):
        if count:
            handles.append(Line2D([], [], ls="", marker="", label=f"{count:,} {text}"))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.012, 1 - 0.3 / figure.get_figheight()),
                  ncols=len(handles), frameon=False, fontsize=9, columnspacing=1.2, handletextpad=0.2, borderpad=0)


def page(columns, statistics, name):
    """The figure."""
    frame = Frame(columns, statistics)
    strip = frame.ratio > STRIP
    given = "; ".join(statistics["probability"]["safe"].get("conditional_on") or [])
    with plt.rc_context(STYLE):
        landing_in = (WIDTH_IN - 1.2) / frame.ratio
        figure = plt.figure(figsize=(WIDTH_IN, landing_in + BELOW_IN + 2.1 if strip else 7), layout="constrained")
        if strip:
            grid = figure.add_gridspec(2, 2, width_ratios=[1.15, 1], height_ratios=[landing_in, BELOW_IN])
            places = grid[0, :], grid[1, 0], grid[1, 1]
        else:
            grid = figure.add_gridspec(2, 2, width_ratios=[1, 1.15], height_ratios=[1.15, 1])
            places = grid[:, 0], grid[0, 1], grid[1, 1]
        points, margins, speeds = (figure.add_subplot(place) for place in places)
        draw_points(points, columns, frame, (1 if strip else 0.45) * WIDTH_IN)
        draw_margins(margins, columns, statistics)
        draw_speeds(speeds, columns, 0.45 * WIDTH_IN)
        figure.suptitle(heading(columns, statistics, name) + "\n", fontsize=13, ha="left", x=0.02)
        outcome_legend(figure, columns, statistics)
        figure.supxlabel("\n".join(textwrap.wrap("given " + given, 190)) if given else "", fontsize=7, color=GREY,
                         ha="left", x=0.02)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    try:
        figure = page(*campaign(options.file))
    except OSError as problem:
        sys.exit(f"{options.file}: {problem}")
    output = options.output or options.file.with_suffix(".png")
    figure.savefig(output, dpi=120)
    print(output)


if __name__ == "__main__":
    main()
