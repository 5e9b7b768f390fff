"""Campaigns of the farside program, read: tables, verdicts, pictures, reports.

What the program computes is taken from its files or asked of the program; no model is computed here anew."""

from .campaign import Band, Campaign, Input, Need, Probability, Requirement, compare, run
from .campaign import Campaign as open
from .config import Config
from .drivers import Driver, Drivers, Pair, SobolIndex, Untold, UntoldInput
from .program import FarsideError

__all__ = [
    "Band",
    "Campaign",
    "Config",
    "Driver",
    "Drivers",
    "FarsideError",
    "Input",
    "Need",
    "Pair",
    "Probability",
    "Requirement",
    "SobolIndex",
    "Untold",
    "UntoldInput",
    "compare",
    "open",
    "run",
]
