"""Colours and marks of the pictures. Each colour stands against the paper with a contrast of 4.5 : 1 or more (WCAG 2),
none is blended with it, and what colour tells, shape or dashes tell too. tests/python/picture_test.py computes that
from the pictures."""
from typing import Any

PAPER = "#ffffff"
INK = "#22313f"
GREY = "#5b6b7b"
LIMIT = "#a3104a"  # of what must not be passed

OUTCOMES = {
    "safe": ("#2b68c0", "o"), "degraded": ("#8f5600", "^"), "lost": ("#c8102e", "X"), "unknown": ("#6f42a0", "D")
}  # colour, marker
SERIES = (("#1f5fa8", "-"), ("#8f5600", "--"), ("#2c7a34", "-."), ("#6f42a0", (0, (1.5, 1))))  # colour, dashes

# Each colour on a dark page: what it is there, with the same contrast to what PAPER is there.
DARK = {
    PAPER: "#11181f", INK: "#e6edf3", GREY: "#a3b3c2", LIMIT: "#ff8fb3", "#2b68c0": "#80b3ff", "#8f5600": "#eaa84e",
    "#c8102e": "#ff7d88", "#6f42a0": "#c6a6f5", "#1f5fa8": "#7db8f5", "#2c7a34": "#7fce88"
}

STYLE: Any = {
    "font.size": 9, "axes.titlesize": 10, "axes.titlelocation": "left", "axes.edgecolor": GREY, "text.color": INK,
    "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "figure.facecolor": PAPER, "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER
}


def contrast(color: str, other: str = PAPER) -> float:
    """Of two colours "#rrggbb", 1 to 21, as WCAG 2 defines it."""

    def luminance(text: str) -> float:
        channels = (int(text[i:i + 2], 16) / 255 for i in (1, 3, 5))
        return sum(part * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055)**2.4)
                   for part, c in zip((0.2126, 0.7152, 0.0722), channels))

    low, high = sorted((luminance(color), luminance(other)))
    return (high + 0.05) / (low + 0.05)
