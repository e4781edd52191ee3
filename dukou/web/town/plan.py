"""Set the targets of the plan beside what was published and what the town measures today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dukou.registry.records import PressRecord, TargetRecord
from dukou.web.town.figures import PERCENT, Kept, Shown, large, rounded, source
from dukou.web.words.published import PUBLISHED

DAYS_A_YEAR = Decimal("365.25")
PAIRS, OUTPUT = "town.pairs_a_year", "town.output_a_year"
PRICE, PRICE_PLACES = "town.price_a_pair", 2
MONTHS = 12
# A year, perhaps with a month: "2025-06", "2021-2022".
YEAR, MONTH = slice(0, 4), slice(5, 7)


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one figure of today, and how much it has to grow; `a_year` is empty where no time is known or left."""

    text: str
    unit: str
    as_of: str
    source: str
    grows: str
    a_year: str
    raw: Decimal | None = None
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Hold a target of the plan; `measured` is None where the town does not count it."""

    key: str
    name: str
    text: str
    unit: str
    raw: Decimal
    due_on: date
    is_over: bool
    source: str
    measured: Shown | None
    measured_step: Step | None
    published: tuple[Step, ...]

    @property
    def is_behind(self) -> bool:
        """Tell whether today's figure is known and below the target."""
        return self.measured is not None and self.measured.raw is not None and self.measured.raw < self.raw

    @property
    def reached(self) -> str:
        """Return today's share of the target for a bar, between 0 and 1."""
        if self.measured is None or self.measured.raw is None:
            return "0"
        return f"{min(self.measured.raw / self.raw, Decimal(1)):.4f}"


@dataclass(frozen=True, slots=True)
class Price:
    """Hold what a pair costs by one account of pairs and output."""

    text: str
    as_of: str
    source: str
    raw: Decimal


def targets(rows: Sequence[TargetRecord], press: Sequence[PressRecord], kept: Kept, today: date) -> list[Target]:
    """Return each target with what was published under its name, and with today's figure of the same name."""
    return [_target(one, [row for row in press if row.key == one.key], kept, today) for one in rows]


def implied(rows: Sequence[TargetRecord]) -> Price | None:
    """Return the price that follows from the plan's own targets."""
    by_key = {one.key: one for one in rows}
    if not {PAIRS, OUTPUT} <= by_key.keys() or not by_key[PAIRS].value:
        return None
    return _price(by_key[OUTPUT].value, by_key[PAIRS].value, f"{by_key[PAIRS].due_on}", by_key[PAIRS].source)


def published_prices(press: Sequence[PressRecord]) -> list[Price]:
    """Return the price of each source that published both pairs and output for one date."""
    pairs = {(one.as_of, one.source): one.value for one in press if one.key == PAIRS and one.value}
    return [
        _price(one.value, pairs[one.as_of, one.source], one.as_of, one.source)
        for one in press
        if one.key == OUTPUT and (one.as_of, one.source) in pairs
    ]


def measured_price(kept: Kept) -> str:
    """Return the price of a pair that the town measures, nothing where it has delivered none."""
    price = kept.value(PRICE)
    return "" if price is None else rounded(price, PRICE_PLACES)


def growth(value: Decimal, target: Decimal, years: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Return by what share a value has to grow to the target, in all and, over so many years, each year."""
    total = target / value - 1
    a_year = None if years is None or years <= 0 else (target / value) ** (1 / years) - 1
    return total, a_year


def _target(one: TargetRecord, press: Sequence[PressRecord], kept: Kept, today: date) -> Target:
    text, unit = large(one.value, one.unit)
    measured = kept.shown(one.key)
    if measured and measured.raw is not None:
        measured = replace(measured, text=large(measured.raw, one.unit)[0])
    step = None
    if measured and measured.raw and kept.on:
        step = _step(measured.raw, one, _years(kept.on, one.due_on), (measured.text, measured.unit, "", ""))
    return Target(
        key=one.key,
        name=str(PUBLISHED.get(one.key, one.key)),
        text=text,
        unit=unit,
        raw=one.value,
        due_on=one.due_on,
        is_over=one.due_on < today,
        source=source(one.source),
        measured=measured,
        measured_step=step,
        published=tuple(
            _step(
                row.value,
                one,
                _years(_begin(row.as_of), one.due_on),
                (*large(row.value, row.unit), source(row.as_of), source(row.source)),
            )
            for row in press
        ),
    )


def _step(value: Decimal, target: TargetRecord, years: Decimal | None, words: tuple[str, str, str, str]) -> Step:
    if not value:
        return Step(*words, "", "", value)
    total, a_year = growth(value, target.value, years)
    return Step(*words, _signed(total), "" if a_year is None else _signed(a_year), value, is_there=total <= 0)


def _signed(share: Decimal) -> str:
    return f"{'+' if share > 0 else ''}{rounded(share * PERCENT, 1)}%"


def _price(output: Decimal, pairs: Decimal, as_of: str, where: str) -> Price:
    return Price(rounded(output / pairs, PRICE_PLACES), source(as_of), source(where), output / pairs)


def _years(since: date | None, until: date) -> Decimal | None:
    return None if since is None else Decimal((until - since).days) / DAYS_A_YEAR


def _begin(as_of: str) -> date | None:
    """Return the first day that a published date names; None where it names none."""
    if not as_of[YEAR].isdigit():
        return None
    month = as_of[MONTH]
    is_month = len(as_of) == len("2025-06") and month.isdigit() and 1 <= int(month) <= MONTHS
    return date(int(as_of[YEAR]), int(month) if is_month else 1, 1)
