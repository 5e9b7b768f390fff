"""Which inputs, alone and in pairs, a failure goes with: what `farside drivers` says, as objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

THIRDS = ("low", "middling", "high")


def number(value: Any) -> float:
    return float("nan") if value is None else float(value)


@dataclass(frozen=True)
class Tenth:
    """A tenth of the cases by an input: its values, and the share that failed with its 95 % interval (NaN: none)."""

    least: float
    largest: float
    cases: int
    failures: int
    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Driver:
    """`spearman`, `prcc`: rank correlation of the input with the least margin, and the same with what the other inputs
    explain taken away; `ks`: largest difference between the input's distribution in failed and in safe cases. The
    `…_p`: how likely chance alone makes it so large. NaN: can't be told. `tenths`: of the clearest inputs alone, where
    the file has it."""

    path: str
    spearman: float
    prcc: float
    prcc_p: float
    ks: float
    ks_p: float
    stands_out: bool
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True)
class Pair:
    """Two inputs, and how likely chance alone makes them fail so differently from what each alone would have it.
    `cells[i][k]`: (cases, failures, share that failed, share expected of both) in the thirds i and k of them."""

    paths: tuple[str, str]
    p: float
    stands_out: bool
    cells: tuple[tuple[tuple[int, int, float, float], ...], ...]

    @property
    def worst(self) -> tuple[int, int]:
        """Where more fail than is expected of both: the thirds of the first and of the second."""
        places = [(i, k) for i in range(3) for k in range(3) if self.cells[i][k][2] == self.cells[i][k][2]]
        return max(places, key=lambda at: self.cells[at[0]][at[1]][2] - self.cells[at[0]][at[1]][3])


@dataclass(frozen=True)
class UntoldInput:
    """Of an input: the largest difference between its distributions in cases that are told and that aren't, and how
    likely chance alone makes it so large; (least, median, largest) of its values in both."""

    path: str
    ks: float
    ks_p: float
    stands_out: bool
    untold: tuple[float, float, float]
    told: tuple[float, float, float]


@dataclass(frozen=True)
class Untold:
    """Where among the inputs the cases lie of which can't be told how they end, by which P is low and high: how many
    there are (`invalid_draws` are among the numerical ones), and the inputs in which they differ most from others."""

    cases: int
    told: int
    unknown: int
    numerical: int
    invalid_draws: int
    ks_chance: float
    inputs: tuple[UntoldInput, ...]


@dataclass(frozen=True)
class Drivers:
    """Of how many cases and failures it is; inputs and pairs, the clearest first. The `…_chance`: what chance alone
    exceeds, of any input, in one campaign of twenty. `pairs` is None where too few cases failed for a test of them,
    `untold` where fewer than five cases can't be told."""

    failure: str
    cases: int
    failures: int
    effective_cases: float
    prcc_chance: float
    ks_chance: float
    inputs: tuple[Driver, ...]
    pairs: tuple[Pair, ...] | None
    pairs_tried: int
    untold: Untold | None

    @staticmethod
    def of(found: Mapping[str, Any]) -> Drivers:
        pairs = found.get("pairs")
        return Drivers(
            found["failure"],
            found["cases"],
            found["failures"],
            number(found["effective_cases"]),
            number(found["prcc_chance"]),
            number(found["ks_chance"]),
            tuple(map(driver_of, found["inputs"])),
            None if pairs is None else tuple(map(pair_of, pairs)),
            found["pairs_tried"],
            untold_of(found.get("untold")),
        )


@dataclass(frozen=True)
class SobolIndex:
    """What share of a variance is of an input, or of several that are correlated: `first`, of it alone, and `total`,
    with all that it does together with others; each with its 95 % interval. NaN: can't be told."""

    paths: tuple[str, ...]
    first: float
    first_lower: float
    first_upper: float
    total: float
    total_lower: float
    total_upper: float


def index_of(found: Mapping[str, Any]) -> SobolIndex:
    return SobolIndex(tuple(found["paths"]), *(number(value) for name, value in found.items() if name != "paths"))


def driver_of(found: Mapping[str, Any]) -> Driver:
    parts = ("least", "largest", "cases", "failures", "estimate", "lower", "upper")
    told = found.get("deciles") or {name: () for name in parts}
    tenths = tuple(Tenth(*one[:4], *map(number, one[4:])) for one in zip(*(told[name] for name in parts)))
    return Driver(
        found["path"],
        number(found["spearman"]),
        number(found["prcc"]),
        number(found["prcc_p"]),
        number(found["ks"]),
        number(found["ks_p"]),
        found["stands_out"],
        tenths,
    )


def untold_of(found: Mapping[str, Any] | None) -> Untold | None:
    if found is None:
        return None

    def values(told: Mapping[str, Any]) -> tuple[float, float, float]:
        return number(told["least"]), number(told["median"]), number(told["largest"])

    inputs = tuple(
        UntoldInput(one["path"], number(one["ks"]), number(one["ks_p"]), one["stands_out"], values(one["untold"]),
                    values(one["told"]))
        for one in found["inputs"]
    )
    return Untold(
        found["cases"],
        found["told"],
        found["unknown"],
        found["numerical"],
        found["invalid_draws"],
        number(found["ks_chance"]),
        inputs,
    )


def pair_of(found: Mapping[str, Any]) -> Pair:
    cells = tuple(
        tuple((one["cases"], one["failures"], number(one["estimate"]), number(one["expected"])) for one in row)
        for row in found["cells"]
    )
    first, second = found["paths"]
    return Pair((first, second), found["p"], found["stands_out"], cells)
