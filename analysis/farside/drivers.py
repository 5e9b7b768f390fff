"""Which inputs go with a bad end: rank correlation with the least margin, and how the inputs of lost cases differ from
those of safe ones. Both describe the cases that were flown; neither takes part in a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from .campaign import MARGIN_LEAST, Campaign

CASES = 200_000  # of a larger campaign, the first ones
RISK = 0.05  # that chance alone makes any input of a campaign stand out


@dataclass(frozen=True)
class Driver:
    """`spearman`, `prcc`: rank correlation of the input with the least margin, and the same with what the other inputs
    explain taken away; `ks`: largest difference between the input's distribution in lost and in safe cases.
    `prcc_chance`, `ks_chance`: what chance alone exceeds in one campaign of twenty. NaN: can't be told. `lost`: share
    of lost cases among each tenth of all, ordered by the input."""

    path: str
    spearman: float
    prcc: float
    prcc_chance: float
    ks: float
    ks_chance: float
    lost: tuple[float, ...]

    @property
    def stands_out(self) -> bool:
        return abs(self.prcc) > self.prcc_chance or self.ks > self.ks_chance

    @property
    def strength(self) -> float:
        """By which drivers are ordered: how far beyond chance it is, the clearer of both."""
        return float(np.nanmax([abs(self.prcc) / self.prcc_chance, self.ks / self.ks_chance, 0.0]))


def ranks(values: np.ndarray) -> np.ndarray:
    """From 1 on; equal values share the mean of theirs."""
    _, which, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[which]


def correlations(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the last column with each other one: (rank correlations, partial rank correlations)."""
    ordered = np.array([ranks(column) for column in table.T])
    found = np.corrcoef(ordered)
    with np.errstate(invalid="ignore"):
        inverse = np.linalg.pinv(found)
        partial = -inverse[-1, :-1] / np.sqrt(np.diag(inverse)[:-1] * inverse[-1, -1])
    return found[-1, :-1], partial


def ks_distance(one: np.ndarray, other: np.ndarray) -> float:
    """Largest difference between two empirical distributions (Kolmogorov and Smirnov)."""
    if not one.size or not other.size:
        return float("nan")
    at = np.concatenate([one, other])
    below = [np.searchsorted(np.sort(part), at, side="right") / part.size for part in (one, other)]
    return float(abs(below[0] - below[1]).max())


def find(campaign: Campaign) -> list[Driver]:
    """Every input that varies, the clearest driver first."""
    least = campaign.column(MARGIN_LEAST) if campaign.margins else np.full(len(campaign), np.nan)
    rows = np.flatnonzero(campaign.equals & (campaign.column("outcome") >= 0))[:CASES]
    outcome = campaign.named("outcome")[rows]
    values = {path: found.values[rows] for path, found in campaign.inputs.items()}
    values = {path: column for path, column in values.items() if column.size and np.ptp(column) > 0}
    if not values:
        return []
    known = np.isfinite(least[rows])
    count, inputs = int(known.sum()), len(values)
    nothing = np.full(inputs, np.nan)
    plain, partial, chance = nothing, nothing, float("nan")
    if count > 2 * inputs + 10 and np.ptp(least[rows][known]) > 0:
        plain, partial = correlations(np.column_stack([*values.values(), least[rows]])[known])
        chance = NormalDist().inv_cdf(1 - RISK / inputs / 2) / np.sqrt(count - inputs - 2)
    safe, lost = outcome == "safe", outcome == "lost"
    both = safe.sum() * lost.sum()
    ks_chance = float(np.sqrt(-np.log(RISK / inputs / 2) / 2 * (safe.sum() + lost.sum()) / both)) if both else np.nan
    found = [
        Driver(
            path,
            float(plain[k]),
            float(partial[k]),
            chance,
            ks_distance(column[lost], column[safe]),
            ks_chance,
            tuple(
                float(lost[tenth].mean())
                for tenth in np.array_split(np.argsort(column, kind="stable"), 10)
                if tenth.size
            ),
        )
        for k, (path, column) in enumerate(values.items())
    ]
    return sorted(found, key=lambda driver: -driver.strength)
