"""The positions of a flight as an SPK file, by SpiceyPy: those that `farside export --oem` writes."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from .program import FarsideError

MOON = 301
OBJECT = -999  # of no registered spacecraft
FRAME, FRAME_ID = "MOON_ME_DE421", 31007  # moon_080317.tf
# UTC from which on TAI - UTC is so many seconds; it has not changed since 2017.
LEAP_SECONDS = (
    ("1999-01-01", 32),
    ("2006-01-01", 33),
    ("2009-01-01", 34),
    ("2012-07-01", 35),
    ("2015-07-01", 36),
    ("2017-01-01", 37),
)


def dynamical_time(utc: str) -> float:
    """Seconds of TDB past J2000, as SPICE has them by its leap-second kernel (naif0012.tls)."""
    day, _, fraction = utc.rstrip("Z").partition(".")
    moment = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    behind = [seconds for since, seconds in LEAP_SECONDS if day >= since]  # texts of dates, as they are ordered
    if not behind:
        raise FarsideError(f"{utc}: before 1999; an SPK file needs the leap seconds of its time")
    whole = (moment - datetime(2000, 1, 1, 12, tzinfo=timezone.utc)).total_seconds()
    terrestrial = whole + float(f"0.{fraction or 0}") + behind[-1] + 32.184
    anomaly = 6.239996 + 1.99096871e-7 * terrestrial
    return terrestrial + 1.657e-3 * math.sin(anomaly + 1.671e-2 * math.sin(anomaly))


def write_spk(message: str, path: Path) -> None:
    """`message`: an OEM of `farside export`. Type 13 (Hermite) of degree 3, so that a step of speed stays one."""
    try:
        import spiceypy
    except ImportError:
        raise FarsideError("SPK needs the package spiceypy") from None
    words = [line.split() for line in message.partition("META_STOP")[2].splitlines() if line[:1].isdigit()]
    epochs = np.array([dynamical_time(line[0]) for line in words])
    states = np.array([[float(word) for word in line[1:7]] for line in words])
    ascending = np.concatenate([[True], np.diff(epochs) > 0])  # a double of TDB has 0.1 microseconds
    epochs, states = epochs[ascending], states[ascending]
    if len(epochs) < 2:
        raise FarsideError(f"{path}: one moment is no flight")
    # The name of the frame and its number alone: who reads other frames loads NAIF's kernels of the Moon.
    if spiceypy.namfrm(FRAME) == 0:
        spiceypy.pipool(f"FRAME_{FRAME}", [FRAME_ID])
        spiceypy.pcpool(f"FRAME_{FRAME_ID}_NAME", [FRAME])
        for key, number in (("CLASS", 4), ("CLASS_ID", FRAME_ID), ("CENTER", MOON)):
            spiceypy.pipool(f"FRAME_{FRAME_ID}_{key}", [number])
    handle = spiceypy.spkopn(str(path), "farside", 0)
    try:
        spiceypy.spkw13(
            handle, OBJECT, MOON, FRAME, epochs[0], epochs[-1], "farside", 3, len(epochs), states, epochs
        )
    finally:
        spiceypy.spkcls(handle)
