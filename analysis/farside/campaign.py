"""A campaign file: its cases, what the program said of them, and the program called on it."""

from __future__ import annotations

import difflib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from . import program
from .config import value_in
from .drivers import Drivers, SobolIndex, index_of
from .program import FarsideError

if TYPE_CHECKING:
    import pandas
    import xarray

MARGIN_LEAST = "margin_least"  # the least of a case's margins, which is no column of the file
VERDICTS = ("fail", "inconclusive", "pass")  # the worst first


@dataclass(frozen=True)
class Probability:
    """As the program tells it: `estimate` counts cases that can't be told as failed, `estimate_high` as landed. The
    bounds are None where no interval is valid, for the `reason`."""

    estimate: float | None
    estimate_high: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    method: str
    conditional_on: tuple[str, ...]
    reason: str | None
    band: Band | None = None  # of a campaign of two levels, whose estimate is that of the best guess

    @staticmethod
    def of(found: Mapping[str, Any]) -> Probability:
        return Probability(
            found.get("estimate"),
            found.get("estimate_high"),
            found.get("lower"),
            found.get("upper"),
            found.get("confidence"),
            found.get("method") or "",
            tuple(found.get("conditional_on") or ()),
            found.get("reason"),
            Band.of(found["band"]) if found.get("band") else None,
        )

    def __float__(self) -> float:
        return float("nan") if self.estimate is None else self.estimate

    def __str__(self) -> str:
        text = low_to_high(self.estimate, self.estimate_high)
        if self.lower is None or self.upper is None:
            return f"{text} (no interval{': ' + self.reason if self.reason else ''})"
        return f"{text} ({100 * (self.confidence or 0):g} % interval {bounds(self.lower, self.upper)})"


@dataclass(frozen=True)
class Requirement:
    """One of the configuration's, with the program's verdict: pass, fail or inconclusive. `lower` and `upper` are the
    one-sided bounds at `confidence`."""

    name: str
    verdict: str
    probability: float | None = None  # of what has to hold
    max_probability: float | None = None  # of a failure that has to be rare
    confidence: float | None = None
    estimate: float | None = None
    estimate_high: float | None = None
    lower: float | None = None
    upper: float | None = None
    consumer_risk: float | None = None
    cases_needed: int | None = None
    event: str | None = None
    quantity: str | None = None
    min: float | None = None
    max: float | None = None
    reason: str | None = None

    @staticmethod
    def of(found: Mapping[str, Any]) -> Requirement:
        if "probability_max" in found:  # the name in earlier files
            found = {**found, "max_probability": found["probability_max"]}
        return Requirement(**{f.name: found[f.name] for f in fields(Requirement) if f.name in found})

    @property
    def asks(self) -> str:
        """What is to hold, and in how many of the cases."""
        what = self.event or (
            f"{self.quantity} ≤ {self.max:g}"
            if self.max is not None
            else f"{self.quantity} ≥ {self.min:g}"
            if self.min is not None
            else str(self.quantity)
        )
        if self.max_probability is not None:
            return f"{what} in ≤ {percent(self.max_probability)} of the cases"
        return what if self.probability is None else f"{what} in ≥ {percent(self.probability)} of the cases"


@dataclass(frozen=True)
class ToleranceLimits:
    """That hold `probability` of all landings, with `confidence`: `upper` and `lower`, each alone, and `between` two.
    None where there is none, for the `reason`; `cases_needed`: how many it takes (for two sides)."""

    probability: float
    confidence: float
    upper: float | None
    lower: float | None
    between: tuple[float, float] | None
    cases_needed: int
    cases_needed_between: int
    reason: str | None

    @staticmethod
    def of(level: Mapping[str, Any], found: Mapping[str, Any]) -> ToleranceLimits:
        def limit(side: str) -> Any:
            return found.get(f"wilks_{level['name']}_{side}")

        low, high = limit("between") or [None, None]
        return ToleranceLimits(
            level["probability"],
            level["confidence"],
            limit("upper"),
            limit("lower"),
            None if low is None or high is None else (low, high),
            level["cases_needed"],
            level["cases_needed_between"],
            level.get("reason") or limit("reason"),
        )


@dataclass(frozen=True)
class Need:
    """What the mission needs: the landing, and where it is safe, relay, egress, power and warmth. `unmet`: P that it
    isn't met; `first`: that it isn't before all others. `closest`: least margin of safe landings; None: the landing,
    which has criteria."""

    name: str
    count: int
    unmet: Probability
    first_count: int
    first: Probability
    closest: float | None

    @staticmethod
    def of(name: str, found: Mapping[str, Any]) -> Need:
        unmet, first = Probability.of(found["unmet"]), Probability.of(found["first"])
        return Need(name, found["count"], unmet, found["first_count"], first, found["closest"])


@dataclass(frozen=True)
class Input:
    """A dispersed input, as the simulation used it, case by case."""

    path: str
    values: np.ndarray
    units: str
    long_name: str
    kind: str
    source: str
    distribution: str

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype, copy=True if copy is None else copy)


class Inputs(Mapping[str, Input]):
    """The dispersed inputs by their paths in the configuration."""

    def __init__(self, campaign: Campaign):
        self._campaign = campaign

    @cached_property
    def _columns(self) -> dict[str, str]:
        with h5py.File(self._campaign.path) as file:
            return {
                text(item.attrs["config_path"]): name
                for name, item in file.items()
                if name.startswith("in_") and "config_path" in item.attrs
            }

    def __getitem__(self, path: str) -> Input:
        if path not in self._columns:
            raise KeyError(f"{path} isn't dispersed in {self._campaign.path}" + meant(path, self._columns))
        column = self._columns[path]
        with h5py.File(self._campaign.path) as file:
            told = (
                text(file[column].attrs.get(name, ""))
                for name in ("units", "long_name", "kind", "source", "distribution")
            )
            return Input(path, file[column][()], *told)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True)
class Band:
    """Of P, over so many draws of what isn't known: `share` of them lie from `lower` to `upper`, all from `least` to
    `largest`."""

    draws: int
    share: float
    least: float
    lower: float
    mean: float
    upper: float
    largest: float

    @staticmethod
    def of(found: Mapping[str, Any]) -> Band:
        return Band(**{f.name: found[f.name] for f in fields(Band)})

    def __str__(self) -> str:
        return (
            f"{percent(self.lower)} to {percent(self.upper)} in {100 * self.share:g} % of {self.draws:,} draws of what "
            f"isn't known, {percent(self.least)} to {percent(self.largest)} in all"
        )


class Campaign:
    """Made by `farside.open`. Columns are read when they are asked for."""

    def __init__(self, path: str | os.PathLike[str]):
        self.path = Path(path)
        self._read: dict[str, np.ndarray] = {}
        try:
            with h5py.File(self.path) as file:
                self.attributes = {name: plain(value) for name, value in file.attrs.items()}
                self.provenance = (
                    {name: plain(value) for name, value in file["provenance"].attrs.items()}
                    if "provenance" in file
                    else {}
                )
                self._flags = {
                    name: dict(zip(item.attrs["flag_values"].tolist(), text(item.attrs["flag_meanings"]).split()))
                    for name, item in file.items()
                    if "flag_values" in item.attrs
                }
                self.columns = tuple(name for name, item in file.items() if isinstance(item, h5py.Dataset))
                self._statistics = text(file["statistics"].attrs["json"]) if "statistics" in file else None
        except FileNotFoundError:
            raise FarsideError(f"{self.path}: no such file") from None
        except OSError as problem:
            raise FarsideError(f"{self.path}: {problem}") from problem
        if "case" not in self.columns or "outcome" not in self.columns:
            raise FarsideError(f"{self.path}: is no campaign: lacks `case` or `outcome`")

    # What the program said

    @cached_property
    def statistics(self) -> dict[str, Any]:
        """Those that the file holds, or else of `farside reduce`."""
        if self._statistics is not None:
            return json.loads(self._statistics)
        return program.call_json("reduce", self.path, "--json", "-", "--quiet")

    @property
    def holds_statistics(self) -> bool:
        return self._statistics is not None

    @property
    def title(self) -> str:
        return str(self.attributes.get("title") or self.path.stem)

    @property
    def p_safe(self) -> Probability:
        return self._probability("safe")

    @property
    def p_lost(self) -> Probability:
        return self._probability("lost")

    @property
    def p_mission(self) -> Probability | None:
        """That the mission goes on after the landing; None: the file doesn't say (aftermath.model: none)."""
        found = self.statistics.get("mission")
        return Probability.of(found["goes_on"]) if found else None

    @property
    def needs(self) -> tuple[Need, ...]:
        """What that hangs on, as the program lists it; without a relay there is none of it."""
        found = (self.statistics.get("mission") or {}).get("needs") or {}
        return tuple(Need.of(name, one) for name, one in found.items())

    def _probability(self, outcome: str) -> Probability:
        return Probability.of((self.statistics.get("probability") or {}).get(outcome) or {})

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(Requirement.of(found) for found in self.statistics.get("requirements") or ())

    def gate(self) -> str:
        """The worst verdict of all requirements: fail, inconclusive or pass, as `farside reduce --gate`."""
        found = {requirement.verdict for requirement in self.requirements}
        if not found:
            raise FarsideError(f"{self.path}: has no requirements to judge")
        return next(verdict for verdict in VERDICTS if verdict in found)

    # Its rows

    def __len__(self) -> int:
        return len(self.column("case"))

    def column(self, name: str) -> np.ndarray:
        """Values of a column, a row a case; `margin_least` too."""
        if name not in self._read:
            self._read[name] = self._margin_least() if name == MARGIN_LEAST else self._values(name)
        return self._read[name]

    def _values(self, name: str) -> np.ndarray:
        if name not in self.columns:
            raise KeyError(f"{self.path} has no column {name}" + meant(name, self.columns))
        with h5py.File(self.path) as file:
            return file[name][()]

    def _margin_least(self) -> np.ndarray:
        least = np.full(len(self), np.nan)
        for name in self.margins:
            least = np.fmin(least, self._values(name))
        return least

    @property
    def margins(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name.startswith("margin_"))

    def units(self, name: str) -> str:
        return self._attribute(name, "units")

    def long_name(self, name: str) -> str:
        return self._attribute(name, "long_name")

    def _attribute(self, column: str, name: str) -> str:
        if column not in self.columns:
            return ""
        with h5py.File(self.path) as file:
            return text(file[column].attrs.get(name, ""))

    def named(self, name: str) -> np.ndarray:
        """A column of categories by their names."""
        names = self._flags[name]
        values, which = np.unique(self.column(name), return_inverse=True)
        return np.array([names.get(int(value), str(value)) for value in values])[which]

    def is_category(self, name: str) -> bool:
        return name in self._flags

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """In the order of their values, from 0 on."""
        return tuple(name for value, name in sorted(self._flags["outcome"].items()) if value >= 0)

    @cached_property
    def cases(self) -> xarray.Dataset:
        """Everything with a row a case."""
        import xarray

        return xarray.open_dataset(self.path, engine="h5netcdf")

    @property
    def table(self) -> pandas.DataFrame:
        """A row a case, every column of one value a case; outcomes and causes by name."""
        return self.rows(slice(None))

    def rows(self, which: Any, columns: Sequence[str] | None = None) -> pandas.DataFrame:
        """The same of some rows: a mask, row indices or a slice."""
        import pandas

        numbers = self.column("case")
        found = {}
        for name in columns or self.columns:
            values = self.column(name) if name in self._read or name == MARGIN_LEAST else self._values(name)
            if values.shape != numbers.shape or name == "case":
                continue
            if name in self._flags:
                names = self._flags[name]
                found[name] = pandas.Categorical(
                    [names.get(value) for value in values[which].tolist()], categories=list(names.values())
                )
            else:
                found[name] = values[which]
        return pandas.DataFrame(found, index=pandas.Index(numbers[which], name="case"))

    def where(self, outcome: str) -> np.ndarray:
        """Which rows ended so: an outcome's name."""
        return self.named("outcome") == outcome

    @property
    def lost(self) -> pandas.DataFrame:
        """The table of the cases that were lost."""
        return self.rows(self.where("lost"))

    @property
    def stranded(self) -> pandas.DataFrame:
        """The table of the cases that landed safely, and whose mission fails; `mission_cause` tells by what."""
        if "mission" not in self.columns:
            raise FarsideError(f"{self.path}: tells of no mission; fly it with aftermath.model: mission")
        return self.rows(self.where("safe") & (self.named("mission") == "fails"))

    def worst(self, count: int = 10, by: str = MARGIN_LEAST) -> pandas.DataFrame:
        """The table of the worst cases, the worst first, as `farside cases --worst COUNT --by COLUMN` orders them."""
        import pandas

        values = self.column(by)
        if values.ndim != 1 or by in self._flags:
            raise FarsideError(f"{by} hasn't one number a case")
        order = self._worst_first(by, values, count)
        found = self.rows(order[:count])
        first = pandas.Series(values[order[:count]], index=found.index, name=by)
        return pandas.concat([first, found.drop(columns=by, errors="ignore")], axis=1)

    def _worst_first(self, by: str, values: np.ndarray, count: int) -> np.ndarray:
        """Rows by their values, the worst first. Which end that is the file says; of one that doesn't, the program."""
        with h5py.File(self.path) as file:
            told = by == MARGIN_LEAST or any("worst" in item.attrs for item in file.values())
            small = by == MARGIN_LEAST or told and "worst" in file[by].attrs
        if told:
            return np.argsort(np.where(np.isnan(values), np.inf, values if small else -values), kind="stable")
        words = ("--worst", count, "--by", by, "--columns", "case", "--csv", "--quiet")
        cases = [int(line.split(",")[0]) for line in program.call("cases", self.path, *words).splitlines()[1:]]
        return np.searchsorted(self.column("case"), cases)

    @cached_property
    def inputs(self) -> Inputs:
        return Inputs(self)

    def setting(self, path: str) -> str | None:
        """A value of the configuration, as its text has it; None: it has no such key, or the file doesn't tell."""
        return value_in(self.provenance.get("config_yaml", ""), path)

    def in_force(self, path: str) -> np.ndarray:
        """A number of the configuration, case by case: as it was drawn where it is dispersed; NaN: not told."""
        if path in self.inputs:
            return self.inputs[path].values
        told = self.setting(path)
        return np.full(len(self), np.nan if told is None else float(told))

    @cached_property
    def part(self) -> str:
        """Which cases stand for the campaign, each as much as another, in words, where not all do; as the program
        takes them."""
        if "outer_draw" in self.columns:
            return "at the best guess"
        if "saltelli_matrix" in self.columns:
            return "of the matrices A and B"
        return "without a fault" if (self.statistics.get("faults") or {}).get("recombined") else ""

    @property
    def is_told_of_part(self) -> bool:
        """All statistics are of those cases; where faults were forced, P is put together from the others, too."""
        return "outer_draw" in self.columns or "saltelli_matrix" in self.columns

    @cached_property
    def equals(self) -> np.ndarray:
        """Which rows are of those: of several draws of what isn't known, the best guess; of a Saltelli design the
        independent ones; where faults were forced, those without one."""
        if not self.part:
            return np.full(len(self), True)
        if "saltelli_matrix" in self.columns:
            return self.column("saltelli_matrix") <= 1
        return self.column("outer_draw" if "outer_draw" in self.columns else "fault") == 0

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """The columns that pictures show, of the rows that stand for the campaign; and `outcome_names`."""
        names = {
            "case",
            "outcome",
            "landing_east",
            "landing_north",
            "touchdown_speed_horizontal",
            "touchdown_speed_vertical",
            "touchdown_tilt",
            "touchdown_rate",
            *self.margins,
        }
        found: dict[str, Any] = {name: self.column(name)[self.equals] for name in self.columns if name in names}
        return found | {"outcome_names": list(self.outcome_names)}

    @property
    def part_title(self) -> str:
        """Of pictures that don't show all cases."""
        return f"{int(self.equals.sum()):,} cases {self.part}" if self.part else ""

    @property
    def drawn_title(self) -> str:
        return f"{self.title}, {int(self.equals.sum()):,} {self.part} of" if self.part else self.title

    # The program, called on it

    def tolerance(self, quantity: str, probability: float = 0.95, confidence: float = 0.95) -> ToleranceLimits:
        """Limits that hold this share of all landings with this confidence, whatever the distribution (Wilks); of
        several legs' columns the quantity is `stroke_primary_leg_0`, as `statistics["quantities"]` has it."""
        level = f"{float(probability)!r}/{float(confidence)!r}"
        found = program.call_json("reduce", self.path, "--tolerance", level, "--json", "-", "--quiet")
        columns = found["tolerance"] or {}
        if found["tolerance"] is not None and quantity not in columns:
            raise KeyError(f"{self.path} has no quantity {quantity}" + meant(quantity, columns))
        return ToleranceLimits.of(found["tolerance_limits"][0], columns.get(quantity) or {})

    def drivers(self, failure: str = "lost", stored: bool = True) -> Drivers:
        """Which inputs, alone and in pairs, a failure goes with: lost, degraded, failed (all but safe), a cause,
        mission (that it fails), or a need that safe landings don't meet, such as mission_egress. Of lost ones the file
        holds it for its first 20,000 cases, with the tenths of the clearest inputs; else, or where `stored` is False,
        `farside drivers` is asked."""
        held = self.statistics.get("drivers") if stored and failure == "lost" else None
        found = held or program.call_json("drivers", self.path, "--of", failure, "--json", "-", "--quiet")
        return Drivers.of(found)

    def sobol_indices(self, quantity: str = "safe") -> tuple[SobolIndex, ...]:
        """What share of a quantity's variance is of each input, the largest total first; of a campaign of
        `campaign.sampling.method: saltelli`. The quantity: safe, margin_least, a failure as `drivers` has it, or a
        column with one number a case. What the statistics lack `farside drivers` is asked for."""
        held = (self.statistics.get("sobol") or {}).get("of", {}).get(quantity)
        if held is None and "saltelli_sample" in self.columns:
            found = program.call_json("drivers", self.path, "--of", quantity, "--json", "-", "--quiet")
            held = (found.get("sobol") or {}).get("of", {}).get(quantity)
        if held is None:
            raise FarsideError(f"{self.path}: has no Sobol' indices of {quantity}: they take a campaign of "
                               "campaign.sampling.method: saltelli")
        return tuple(map(index_of, held["indices"]))

    @contextmanager
    def flown_again(self, case: int) -> Iterator[Path]:
        """The file of a case's time history, flown again and checked bit for bit; it is removed at the end."""
        with tempfile.TemporaryDirectory() as folder:
            history = Path(folder) / "history.h5"
            program.call("replay", self.path, "--case", int(case), "-o", history, "--quiet")
            yield history

    def replay(self, case: int) -> xarray.Dataset:
        """The time history of a case, flown again and checked bit for bit."""
        import xarray

        with self.flown_again(case) as history, xarray.open_dataset(history, engine="h5netcdf") as found:
            return found.load()

    def whatif(self, values: Mapping[str, object]) -> dict[str, Any]:
        """What `farside whatif` says: the statistics with other limits, `{path: value, …}`, without flying again."""
        return program.call_json("whatif", self.path, *program.settings(values), "--json", "-", "--quiet")

    def reach(self, p_safe: float) -> dict[str, Any]:
        """What would bring P(safe) there, as `farside whatif --reach` says: spreads, centres, limits, each alone."""
        told = program.call_json("whatif", self.path, "--reach", repr(float(p_safe)), "--json", "-", "--quiet")
        return told["reach"]

    # Pictures and pages

    @property
    def plot(self) -> Plots:
        from .plots import Plots

        return Plots(self)

    def report(
        self,
        path: str | os.PathLike[str],
        overwrite: bool = False,
        histories: str | os.PathLike[str] | None = None,
        ground: str | os.PathLike[str] | None = None,
        risk_map: str | os.PathLike[str] | None = None,
        envelope: str | os.PathLike[str] | None = None,
        film: Sequence[int] = (),
        sun: tuple[float, float] | None = None,
    ) -> Path:
        """Writes a page, as `farside-report` does, with what its options show."""
        from .report import More, write

        return write(self, path, More(histories, ground, risk_map, envelope, tuple(film), sun), overwrite)

    def export(self, path: str | os.PathLike[str], case: int | None = None, overwrite: bool = False) -> Path:
        """By the ending of the name: its table, .csv or .parquet; its landing points, .kml, .geojson or .tif; the
        flight of a `case`, .oem, .aem or .bsp (SPK)."""
        from .export import export

        return export(self, path, case, overwrite)

    def __repr__(self) -> str:
        mission = f", P(mission) {self.p_mission}" if self.p_mission else ""
        return f"<farside campaign {self.title!r}: {len(self):,} cases, P(safe) {self.p_safe}{mission}>"

    def _repr_html_(self) -> str:
        from .report import summary

        return summary(self)


if TYPE_CHECKING:
    from .plots import Plots


def run(
    config: Any,
    output: str | os.PathLike[str],
    *,
    cases: int | None = None,
    threads: int | None = None,
    seed: int | None = None,
    overwrite: bool = False,
) -> Campaign:
    """Flies a campaign, a `Config` or the path of one, and opens it."""
    from .config import Config

    words = (config if isinstance(config, Config) else Config.load(config)).words()
    for name, value in (("--cases", cases), ("--threads", threads), ("--seed", seed)):
        words += [] if value is None else [name, str(value)]
    program.call("run", *words, "-o", output, "--quiet", *(["--overwrite"] if overwrite else []))
    return Campaign(output)


def compare(first: Campaign | str | os.PathLike[str], second: Campaign | str | os.PathLike[str]) -> dict[str, Any]:
    """What `farside compare` says of two campaigns with the same draws, case by case."""
    paths = [one.path if isinstance(one, Campaign) else one for one in (first, second)]
    return program.call_json("compare", *paths, "--json", "-", "--quiet")


def percent(value: float | None, outwards: int = 0) -> str:
    """With the digits that tell it from 0 and 1. `outwards`: -1 rounds down, as a lower bound, 1 up."""
    if value is None or not np.isfinite(value):
        return "–"
    left = min(value, 1 - value)
    digits = 2 if left <= 1e-12 or left >= 1e-3 else min(9, int(np.ceil(-np.log10(left))) - 1)
    shown = 100 * value * 10**digits
    if outwards and abs(shown - round(shown)) >= 1e-6:
        shown = np.floor(shown) if outwards < 0 else np.ceil(shown)
    return f"{shown / 10**digits:.{digits}f} %"


def bounds(lower: float | None, upper: float | None) -> str:
    """Rounded outwards, as the program has them."""
    return f"{percent(lower, -1)} to {percent(upper, 1)}"


def low_to_high(low: float | None, high: float | None) -> str:
    """Both ends of an estimate, or one where they read the same."""
    ends = [percent(low), percent(low if high is None else high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def plain(value: Any) -> Any:
    """Of an attribute: texts as such, numbers as Python's."""
    return value.decode("utf-8") if isinstance(value, bytes) else value.tolist() if hasattr(value, "tolist") else value


def meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""
